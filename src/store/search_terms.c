#include "search_terms.h"

#include "search_sql.h"

// The terms of a review, looked up in the index.

bool search_term(Cache *cache, const Term *term, IdList *ids, Error *err) {
    Arena arena = {0};
    String text = {0};
    bool ok = true;
    ids->count = 0;
    if (term_add_query(term, &text)) {
        const QueryNode *tree = query_parse(string_view(&text), &arena, NULL, NULL, err);
        ok = tree && search_ids(cache, tree, NULL, true, NULL, ids, err);
        id_list_sort(ids);
    }
    string_free(&text);
    arena_free(&arena);
    return ok;
}

bool search_scores(Cache *cache, TermList terms, IdMap *scores, Error *err) {
    IdList ids = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < terms.count; i++) {
        int64_t weight = terms.items[i].role == TERM_FOR ? 1 : terms.items[i].role == TERM_AGAINST ? -1 : 0;
        ok = weight == 0 || search_term(cache, &terms.items[i], &ids, err);
        for (size_t k = 0; ok && weight != 0 && k < ids.count; k++) {
            int64_t score = 0;
            id_map_get(scores, ids.ids[k], &score);
            id_map_set(scores, ids.ids[k], score + weight);
        }
        if (ok && atomic_load(&cache->interrupted)) {
            ok = error_set(err, ERROR_CANCELLED, "stopped");
        }
    }
    id_list_free(&ids);
    return ok;
}
