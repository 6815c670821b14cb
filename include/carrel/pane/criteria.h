#ifndef CARREL_PANE_CRITERIA_H
#define CARREL_PANE_CRITERIA_H

#include "carrel/ui/grid.h"

// What a study is judged by: question and criteria, below the links.

typedef struct {
    const char *title, *text; // of several lines
} Criterion;

// Rows that all of it wants, its head included.
int pane_criteria_rows(const Criterion *criteria, size_t count, int columns);
// Where they do not all fit, the head says how many lines there are and what shows them.
void pane_criteria_draw(Grid *grid, Area area, const Criterion *criteria, size_t count);

#endif
