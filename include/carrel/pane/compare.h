#ifndef CARREL_PANE_COMPARE_H
#define CARREL_PANE_COMPARE_H

#include "carrel/pane/mark.h"
#include "carrel/study/study.h"
#include "carrel/ui/paragraph.h"

// Two records field by field, beside each other or, where it is narrow, one above the other. A
// sign before a field says how they differ, and words that only one of them has are set off.

typedef struct {
    const char *name;   // "Vale 2013 · PMID 99000001"
    const char *source; // where the record is from; may be NULL
    const Study *study; // NULL: there is no record
    Mark mark;
} CompareSide;

// Borrowed only while pane_compare_fill runs.
typedef struct {
    const char *title; // of the head: "Duplicates · 3 of 41"
    const char *right; // at its end; may be NULL
    const char *why;   // may be NULL
    CompareSide sides[2];
} CompareContent;

typedef enum {
    DIFFERENCE_NONE,    // ' ' the same text
    DIFFERENCE_ABSENT,  // '-' only one has it
    DIFFERENCE_WRITING, // '~' written differently, and it means the same
    DIFFERENCE_CONTENT  // '!' it says something else
} Difference;

typedef struct {
    const char *label;
    Difference difference;
    Paragraph texts[2];
} CompareField;
#define COMPARE_FIELDS 18

// Starts as {0}.
typedef struct {
    Arena arena;
    const char *title, *right;
    Paragraph why, names[2];
    CompareField fields[COMPARE_FIELDS];
    size_t field_count;
    bool empty;
    size_t top; // first line of the fields that is shown
    // of the last layout
    bool stacked;
    int columns;       // of a text
    size_t head, rows; // lines above the fields, and of them that fit
    size_t head_lines; // of each text above the fields, at most
    size_t lines;      // of the fields
} ComparePane;

void pane_compare_fini(ComparePane *pane);
// Builds the texts and goes to the top.
void pane_compare_fill(ComparePane *pane, const CompareContent *content);
// Shows one sentence instead of records.
void pane_compare_clear(ComparePane *pane, const char *title, const char *sentence);
// To be called before drawing and after fill or a change of size; `area` as for drawing.
void pane_compare_lay_out(ComparePane *pane, Area area);
void pane_compare_draw(const ComparePane *pane, Grid *grid, Area area);

// Motions say whether anything moved.
bool pane_compare_scroll(ComparePane *pane, long lines);
bool pane_compare_page(ComparePane *pane, int half_pages);

#endif
