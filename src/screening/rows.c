#include "carrel/screening/rows.h"

#include "carrel/screening/reviewing.h"

bool review_rows(const ReviewState *state, Cache *cache, Arena *arena, StudyRow **rows, size_t *count,
                 Error *err) {
    IdList ids = {0};
    size_t kept = 0;
    review_scope(state, &ids);
    *rows = ARENA_ARRAY(arena, StudyRow, ids.count + 1);
    // One state of the cache, and one look at its file, for all of them.
    cache_read_begin(cache);
    bool ok = cache_rows(cache, ids.ids, ids.count, arena, *rows, err);
    cache_read_end(cache);
    for (size_t i = 0; ok && i < ids.count; i++) {
        if ((*rows)[i].found) {
            (*rows)[kept++] = (*rows)[i];
        }
    }
    *count = kept;
    id_list_free(&ids);
    return ok;
}
