#ifndef CARREL_PANE_HELP_H
#define CARREL_PANE_HELP_H

#include "carrel/ui/grid.h"
#include "carrel/ui/listbox.h"

#include <stdint.h>

// Lines of help: a group's name where it begins, then keys and what they do. Also shows
// other tables of two columns (last decisions, messages).
typedef struct {
    const char *group;                // where it differs from the row before, a heading is drawn
    const char *key, *command, *text; // command may be NULL
} HelpRow;
typedef struct {
    const HelpRow *rows;
    size_t count;
    const char *title;
    const ListBox *box; // count and rows from the two functions below; its top scrolls
    const char *search; // rows that have these words are marked; NULL: none
} HelpView;
// The first line of the next row below `line` (by 1) or above it (by -1) that has the words
// searched for, around the end if need be; SIZE_MAX where no row has them.
size_t pane_help_find(const HelpView *view, int columns, size_t line, int by);
size_t pane_help_lines(const HelpView *view, int columns); // with headings and gaps
void pane_help_draw(Grid *grid, Area area, const HelpView *view);

#endif
