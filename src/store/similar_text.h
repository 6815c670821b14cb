#ifndef STORE_SIMILAR_TEXT_H
#define STORE_SIMILAR_TEXT_H

#include "cachefile.h"

// A study and how near it is: what two ways of being near give can only be compared by rank.
typedef struct {
    StudyId id;
    double score;
} Near;
typedef struct {
    Near *items;
    size_t count, capacity;
} NearList;

void near_add(NearList *list, StudyId id, double score);
// Nearest first, of equal ones the newest; all but `most` are dropped.
void near_cut(NearList *list, size_t most);
void near_free(NearList *list);

// The studies that share the words by which `study` is told apart, but for itself. A word counts by
// how rare it is, twice: for what it says of the study, and of the other.
bool similar_by_text(Cache *cache, StudyId self, const Study *study, size_t most, NearList *near, Error *err);

#endif
