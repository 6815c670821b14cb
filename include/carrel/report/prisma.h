#ifndef CARREL_REPORT_PRISMA_H
#define CARREL_REPORT_PRISMA_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"
#include "carrel/review/events.h"

// The PRISMA 2020 flow diagram [Page et al., BMJ 2021;372:n71]: its numbers, counted from a
// review, and the diagram as text, SVG, HTML, JSON and the CSV of the R package PRISMA2020.

// "PubMed", 812. Reasons of exclusion likewise.
typedef struct {
    const char *name;
    size_t count;
} PrismaItem;
typedef struct {
    PrismaItem *items;
    size_t count, capacity;
} PrismaList;

// What is counted apart for records of databases and registers and for those of other methods.
typedef struct {
    size_t sought, not_retrieved, assessed;
    PrismaList excluded; // by reason, commonest first
} PrismaRetrieval;

typedef struct {
    bool has_previous; // the review updates an earlier one
    size_t previous_studies, previous_reports;

    PrismaList databases, registers; // records by source
    PrismaList websites, organisations, citations, others;
    bool has_other; // other methods brought something
    size_t duplicates, automatic, removed;
    PrismaList rules; // of `automatic`: by which rule, and when: "published before 1990, 2026-05-02"
    size_t screened, excluded;
    PrismaRetrieval registered, other; // of databases and registers; of other methods
    size_t studies, reports;           // newly included
    TextList warnings;                 // sentences: what does not add up, what is still open
} Prisma;

// Counts. Text is in the arena or borrowed from the state.
void prisma_count(const ReviewState *state, Arena *arena, Prisma *prisma);

size_t prisma_sum(const PrismaList *list);

// One line of a box: "Records screened (n = 312)". `key` is the name of the number in the R
// package's CSV; NULL where it has none.
typedef struct {
    const char *key, *text;
    size_t count;
    bool has_count;
} PrismaLine;

// The boxes of the diagram, in the order of the R package's CSV ("box1" is the first).
typedef enum {
    BOX_PREVIOUS,
    BOX_IDENTIFIED,
    BOX_REMOVED,
    BOX_SCREENED,
    BOX_EXCLUDED,
    BOX_SOUGHT,
    BOX_NOT_RETRIEVED,
    BOX_ASSESSED,
    BOX_REASONS,
    BOX_NEW,
    BOX_OTHER_IDENTIFIED,
    BOX_OTHER_SOUGHT,
    BOX_OTHER_NOT_RETRIEVED,
    BOX_OTHER_ASSESSED,
    BOX_OTHER_REASONS,
    BOX_TOTAL,
    BOX_COUNT
} PrismaBox;
bool prisma_has_box(const Prisma *prisma, PrismaBox box);
size_t prisma_box_lines(const Prisma *prisma, PrismaBox box, Arena *arena, PrismaLine **lines);

// Each appends.
void prisma_add_text(const Prisma *prisma, String *out);
void prisma_add_csv(const Prisma *prisma, String *out);
void prisma_add_json(const Prisma *prisma, String *out);
void prisma_add_svg(const Prisma *prisma, String *out);
// A sentence of the rules that excluded records, with "" where none did; in the arena.
const char *prisma_rules_sentence(const Prisma *prisma, Arena *arena);
// A page by itself with the diagram, its numbers as a table, and the warnings.
void prisma_add_html(const Prisma *prisma, String *out);

#endif
