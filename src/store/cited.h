#ifndef STORE_CITED_H
#define STORE_CITED_H

#include "cachefile.h"

// How often each study is cited: as often as studies in the cache list it, or as its own records
// announce where that is more. Counting reads the whole index of links, so the counts are kept,
// compactly, and counted anew after imports.

// Visits every study of which something is known to cite it or how many do, by ascending id.
// Counts that are behind the imports are counted anew for this one call.
bool cited_each(Cache *cache, void (*visit)(void *context, StudyId id, int64_t count), void *context,
                Error *err);
// Writer, outside a transaction: counts anew where imports came since, one short step of it; *more
// false when nothing is left to do.
bool cited_renew(Cache *cache, bool *more, Error *err);
void cited_work_free(CitedWork *work); // NULL is fine

#endif
