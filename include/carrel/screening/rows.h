#ifndef CARREL_SCREENING_ROWS_H
#define CARREL_SCREENING_ROWS_H

#include "carrel/review/events.h"
#include "carrel/store/cache.h"
#include "carrel/study/row.h"

// What the cache has on every candidate that is due at the state's stage, sorted by id; those that the
// cache does not have are left out. In the arena.
bool review_rows(const ReviewState *state, Cache *cache, Arena *arena, StudyRow **rows, size_t *count,
                 Error *err);

#endif
