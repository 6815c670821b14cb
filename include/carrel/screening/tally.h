#ifndef CARREL_SCREENING_TALLY_H
#define CARREL_SCREENING_TALLY_H

#include "carrel/base/map.h"
#include "carrel/review/events.h"
#include "carrel/store/cache.h"
#include "carrel/study/separation.h"

// Counting what the terms of a review find, and looking for further terms. Takes a while:
// for a worker, or for the command line.

// Whether to end early, with ERROR_CANCELLED.
typedef struct {
    bool (*stopped)(void *context); // NULL: never
    void *context;
} TallyStop;

// How many of the sorted ids have each term; `counts` has room for all terms.
bool tally_terms(Cache *cache, TermList terms, const IdList *among, size_t *counts, TallyStop stop,
                 Error *err);

// The studies whose decisions may be learnt from: those that the state's reviewer included or
// excluded; where the review is not blind, else as the team came to. Appends.
void tally_decided(const ReviewState *state, IdList *included, IdList *excluded);

// At most this many studies of each side are read, evenly spread over them.
#define TALLY_STUDIES_MOST 2000
// At most `most` words for and against, strongest first, that `known` does not find; in the arena.
bool tally_suggest(Cache *cache, const IdList *included, const IdList *excluded, TermList known, size_t most,
                   TallyStop stop, Arena *arena, SeparatingWord **words, size_t *count, Error *err);

#endif
