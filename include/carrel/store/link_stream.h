#ifndef CARREL_STORE_LINK_STREAM_H
#define CARREL_STORE_LINK_STREAM_H

#include "carrel/store/cache.h"

// All citation links of a cache in one pass, for those who think over the whole of them.

typedef struct {
    void *context;
    // Every study with a record, before any link; year 0 where unknown. May be NULL.
    void (*study)(void *context, StudyId id, int year);
    // Links of a study that one of both sides says: LINK_REFERENCES, it cites the others; LINK_CITED_BY,
    // they cite it. A study comes several times, and a link, too, where several say it. `others` is
    // borrowed. False ends the pass with its error.
    bool (*links)(void *context, StudyId study, LinkKind kind, const StudyId *others, size_t count,
                  Error *err);
} LinkStream;

// Ids are those that studies have now, or PMIDs of studies without record. References without PMID are
// followed by DOI, PMCID and text as the links of one study are; one that leads to no study here is left
// out. Goes once through the reverse index as it lies on disk: a million studies with ten million links
// take some seconds, and about 16 bytes of memory for each name of a reference without PMID. Belongs
// between cache_read_begin and cache_read_end where somebody may import meanwhile. No other call may use
// the cache before it returns.
bool cache_each_links(Cache *cache, const LinkStream *stream, Error *err);

// Another number once somebody else changed the cache; to be asked of one and the same Cache.
bool cache_version(Cache *cache, int64_t *version, Error *err);

#endif
