#ifndef CARREL_STORE_SEARCH_TERMS_H
#define CARREL_STORE_SEARCH_TERMS_H

#include "cachefile.h"
#include "carrel/store/search.h"

// Of each of the ids, which descend: how many of the terms for it has, less those against. `scores`
// has room for all, and is 0. Ends early with ERROR_CANCELLED after search_interrupt.
bool search_scores(Cache *cache, TermList terms, const IdList *ids, int16_t *scores, Error *err);

#endif
