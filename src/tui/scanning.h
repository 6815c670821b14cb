#ifndef TUI_SCANNING_H
#define TUI_SCANNING_H

#include "app.h"

// "/" in the list: rows are looked at in steps of the main loop, so that no key waits for
// the end of a long list.

// Goes to the `times`th next (by 1) or previous (by -1) row with the search words; wraps around.
void scanning_start(App *app, int by, int times);
void scanning_step(App *app); // for a few milliseconds
void scanning_cancel(App *app);

#endif
