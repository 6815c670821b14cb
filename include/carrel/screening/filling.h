#ifndef CARREL_SCREENING_FILLING_H
#define CARREL_SCREENING_FILLING_H

#include "carrel/review/events.h"

// Gives a study whose record has no abstract the one that somebody wrote down in the review, as its only
// section; the record in the cache stays as it is. Returns whose it is ("" where nobody said a name), or NULL
// where the record has its own abstract or nobody filled one in. `candidate` may be NULL; the text is in the
// arena.
const char *study_fill_in(Study *study, const ReviewState *state, const Candidate *candidate, Arena *arena);

// Whether the record itself says something of the study beyond its title.
bool study_has_abstract(const Study *study);

#endif
