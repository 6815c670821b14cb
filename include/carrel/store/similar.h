#ifndef CARREL_STORE_SIMILAR_H
#define CARREL_STORE_SIMILAR_H

#include "carrel/store/cache.h"

// Studies like one, found in the cache itself: by the words that tell it apart, by references
// that both list (bibliographic coupling), and by studies that cite both (co-citation).

typedef struct {
    StudyId id;                 // has a record in the cache
    bool by_text;               // its words are among the nearest
    unsigned shared_references; // that both list
    unsigned cited_together;    // studies that list both
} SimilarStudy;

// The nearest of each kind, at most `most` of either, joined: those that are near in several ways
// come first. *rows is in the arena. A study without record has links only. What is common
// (words of most studies, references that thousands list) is looked at only in part, so that an
// answer takes bounded time. Ends early with ERROR_CANCELLED after search_interrupt.
bool similar_find(Cache *cache, StudyId id, size_t most, Arena *arena, SimilarStudy **rows, size_t *count,
                  Error *err);
// Appends why: "text, 12 shared references, cited together 4 times".
void similar_add_reason(const SimilarStudy *row, String *out);
// Joins them with a study's list of LINK_SIMILAR: says of rows that are there why, and appends the
// others. Text is in the arena.
bool similar_join(Cache *cache, const SimilarStudy *rows, size_t count, Arena *arena, LinkList *list,
                  Error *err);

#endif
