#ifndef TUI_COMPLETING_H
#define TUI_COMPLETING_H

#include "app.h"

// Completes the word before the cursor of the open prompt: the first time what all
// candidates have in common, then one candidate after the other.
void completing_step(App *app, int by);

#endif
