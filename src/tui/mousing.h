#ifndef TUI_MOUSING_H
#define TUI_MOUSING_H

#include "app.h"

// A click chooses what is under it, the wheel scrolls the pane under it, a drag moves a border.
void mousing_take(App *app, const InputEvent *event);

#endif
