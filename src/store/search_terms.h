#ifndef CARREL_STORE_SEARCH_TERMS_H
#define CARREL_STORE_SEARCH_TERMS_H

#include "cachefile.h"
#include "carrel/store/search.h"

// For every study that has one of the terms for or against: how many it has for, less those
// against. Ends early with ERROR_CANCELLED after search_interrupt.
bool search_scores(Cache *cache, TermList terms, IdMap *scores, Error *err);

#endif
