#ifndef STORE_SEARCH_SORT_H
#define STORE_SEARCH_SORT_H

#include "search_collect.h"

// What a search is sorted by: what was asked for, or by date where that is not known of any study
// (relevance without words, a score without terms), with a note. `match` is the text that all
// answers match, NULL where there is none.
Sort search_order(const Search *search, const char *match, bool *descending, String *note);

// Sorts ids that come newest first, but not by relevance, which search_rank.h knows. What a study
// does not say (year, author) comes last either way; equal ones stay newest first. The ids are sorted
// in their own room; names take up to 40 MB more.
bool search_sort(Cache *cache, const Search *search, IdList *ids, Error *err);

// Appends every study by date or year, and posts the first screenful on the way.
bool search_all_by_date(Cache *cache, const Search *search, FirstScreen *screen, IdList *ids, Error *err);

#endif
