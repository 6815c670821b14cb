#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include "app.h"

// Quit and come back: study, limit, order, scroll, trail, split, and what was typed at
// prompts, kept in the state folder. A session that cannot be read is no error.
void session_load(App *app);    // before the first list is asked for
void session_restore(App *app); // once, when the first whole list is here
void session_save(App *app);
int session_stage(const App *app); // that of the open review when it was left; 1 where nothing says

#endif
