#ifndef CARREL_STORE_SEARCH_SORT_H
#define CARREL_STORE_SEARCH_SORT_H

#include "cachefile.h"
#include "carrel/store/search.h"

// Sorts `ids`, which come newest first. What a study does not say (year, author) comes last
// either way; equal ones stay newest first. `match` is the text that all of them match,
// NULL where there is none. Answers that are too large stay as they are, with a note.
bool search_sort(Cache *cache, const Search *search, const char *match, IdList *ids, String *note,
                 Error *err);

#endif
