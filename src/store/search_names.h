#ifndef STORE_SEARCH_NAMES_H
#define STORE_SEARCH_NAMES_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"

// Different names, each with a number, and in the end with its rank among them: a long list is sorted
// by numbers, while few of its names differ. Starts as {0}.
typedef struct {
    size_t letters; // names differ by so many bytes of them, folded; 0: by all
    Arena arena;
    const char **names;
    size_t count, capacity;
    uint32_t *slots; // of a hash table: numbers from 1
    size_t slot_count;
    String folded;
} NameRanks;

// More than so many are not numbered.
#define NAMES_MOST ((size_t) 1 << 19)

// The number of a name, from 0; false where it would be one too many.
bool name_ranks_add(NameRanks *ranks, StringView name, int64_t *number);
// The ranks of all numbers, equal where names differ in nothing but case or accents; the caller frees. NULL once
// `stopped` says so.
uint32_t *name_ranks_make(NameRanks *ranks, bool (*stopped)(void *context), void *context);
void name_ranks_free(NameRanks *ranks);

#endif
