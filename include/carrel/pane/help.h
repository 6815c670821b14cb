#ifndef CARREL_PANE_HELP_H
#define CARREL_PANE_HELP_H

#include "carrel/ui/grid.h"
#include "carrel/ui/listbox.h"

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
} HelpView;
size_t pane_help_lines(const HelpView *view, int columns); // with headings and gaps
void pane_help_draw(Grid *grid, Area area, const HelpView *view);

#endif
