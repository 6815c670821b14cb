#ifndef TUI_HIGHLIGHTING_H
#define TUI_HIGHLIGHTING_H

#include "app.h"

// The terms that the review watches for: setting them, what they find, what else might be one.

void highlighting_answer(App *app, const TallyAnswer *answer);
// The list is sorted by terms that are others now: it is asked for anew.
void highlighting_changed(App *app);
// Appends which terms are others than they were: "highlight of "cord""; nothing where none is, or
// `before` is NULL.
void highlighting_add_change(const App *app, const TermSet *before, String *words);
// A copy of the review's terms for a worker; NULL where no review is open.
TermSet *highlighting_terms(const App *app);

#endif
