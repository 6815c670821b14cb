#ifndef TUI_LIKENING_H
#define TUI_LIKENING_H

#include "app.h"

// The Similar tab: beside what the study's record lists, what the cache finds like it. The
// finder looks for them while the tab is open.

// The base study is another one, or what the cache holds changed.
void likening_load(App *app);
// Asks for the base study's, where the open tab shows them and nobody asked yet.
void likening_want(App *app);
void likening_answer(App *app, SimilarAnswer *answer); // takes it
// Appends what was found to the rows of the tab; says of those that are there why they are near.
void likening_add_rows(App *app);

#endif
