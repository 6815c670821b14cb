#ifndef CARREL_PANE_LIST_H
#define CARREL_PANE_LIST_H

#include "carrel/pane/mark.h"
#include "carrel/study/row.h"
#include "carrel/ui/listbox.h"

// One row of the list of studies. Text is valid until the next call of the source.
typedef struct {
    StudyRow row; // id 0: not loaded yet
    Mark mark;
    bool selected, note, grouped;
    Retrieval retrieval;
    bool decided;      // dimmed
    const char *label; // the first of its labels that has a colour; NULL: none
    Role label_role;
    bool scored; // the list is by score
    int64_t score;
    char lead[12]; // before the year, where the list has it: links and routes of a candidate
} ListRow;

// Where rows come from: filled by the main program, faked by tests.
typedef struct {
    void *context;
    void (*rows)(void *context, size_t first, size_t count, ListRow *rows);
} ListSource;

typedef struct {
    const ListBox *box; // rows of the window = area.rows - 1
    const ListSource *source;
    const char *name;  // "Studies"
    const char *query; // the limit; NULL or "" for none
    const char *sort;  // "date"
    int64_t left;      // undecided ones; -1: show the count instead
    bool counting;     // more may come: "892+"
    int lead_columns;  // of the rows' leads; 0: they have none
    size_t selected;   // how many rows are selected
    const char *empty; // what would fill it
    bool focused;
} ListView;

void pane_list_draw(Grid *grid, Area area, const ListView *view);

#endif
