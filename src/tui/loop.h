#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include "app.h"

// Waits for keys, messages and signals; handles all that came; draws once. Until app->quit.
void loop_run(App *app);

#endif
