#ifndef TUI_SCREENING_H
#define TUI_SCREENING_H

#include "app.h"

// The reduced screen (carrel screen): one study at a time, seven keys that are named in words, and nothing
// else that could be pressed by mistake.

bool screening_is_on(const App *app);
// What is to be decided, in the order in which it joined, also what the cache does not have. In place of the
// finder's answer.
void screening_fill(App *app);
void screening_key(App *app, KeyCode key); // one that no question took
void screening_lay_out(App *app);          // after layout_compute
void screening_draw_keys(App *app);
// Appends what was done and where it is kept, for after the end.
void screening_add_farewell(App *app, String *out);

#endif
