#ifndef TUI_STATISTICS_H
#define TUI_STATISTICS_H

#include "carrel/engine/figures.h"
#include "carrel/pane/help.h"

// The pages of :stats and :agreement: open at once, filled when their numbers are counted.
typedef struct App App;

typedef struct {
    Figures *figures;    // NULL: nothing is counted
    uint64_t generation; // of the newest
    const HelpRow *rows; // of the page that waits
    size_t row_count;    // of them; the last one says that it waits
} Statistics;

void statistics_answer(App *app, const FiguresAnswer *answer);
void statistics_stop(App *app); // the review is closed

#endif
