#ifndef TUI_SETTLING_H
#define TUI_SETTLING_H

#include "acts.h"

// Conflicts between reviewers: showing their votes beside each other, and settling them.

// The list is one of conflicts, where decisions settle.
bool settling_is_on(const App *app);
// The votes on the study are in conflict, and nobody settled it.
bool settling_is_open(const App *app, StudyId id);
// In the list of conflicts a decision settles one: takes the key where it is such a decision.
bool settling_takes(App *app, const Call *call);
// What others think of the shown study, for its abstract; in the arena. 0 while the review is blind.
size_t settling_votes(const App *app, const Candidate *candidate, Arena *arena, const AbstractVote **votes);

#endif
