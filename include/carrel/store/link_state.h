#ifndef CARREL_STORE_LINK_STATE_H
#define CARREL_STORE_LINK_STATE_H

#include "carrel/store/cache.h"

// Who was asked for the links of a study, and what came of it: "asked, none" is not "failed", and neither is
// "not asked". The links themselves are joined with all others (cache_links); here each service's own list
// is kept, so that every link can tell who says it.

typedef struct {
    LinkKind kind;
    const char *source; // "icite": the service's name
    int64_t time;       // when it was asked, milliseconds since 1970
    LinkStatus status;
    int64_t announced; // -1 where it does not say
    int64_t *pmids;    // ascending; of the last answer that had any
    size_t count;
} LinkAnswer;
// All answers about a study, by kind and source. Returns how many.
size_t cache_link_answers(Cache *cache, StudyId id, Arena *arena, LinkAnswer **answers, Error *err);

// Whether the source answered since then (milliseconds since 1970), be it that there are none.
bool cache_links_are_fresh(Cache *cache, StudyId id, LinkKind kind, const char *source, int64_t since,
                           bool *fresh, Error *err);

// Import worker only: notes what `source` answered about each kind whose status is not LINKS_NOT_ASKED. An
// answer that failed leaves the list of the last good one.
bool cache_put_link_answers(Cache *cache, int64_t pmid, const char *source, int64_t time,
                            const PmidList links[LINK_KINDS], Error *err);

#endif
