#include "search_terms.h"

#include "search_collect.h"

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

// `found` ascends, `ids` descends.
static void add_weight(const IdList *found, int weight, const IdList *ids, int16_t *scores) {
    size_t at = ids->count;
    for (size_t i = 0; i < found->count; i++) {
        while (at > 0 && ids->ids[at - 1] < found->ids[i]) {
            at--;
        }
        if (at > 0 && ids->ids[at - 1] == found->ids[i]) {
            scores[at - 1] = (int16_t) (scores[at - 1] + weight);
        }
    }
}

bool search_scores(Cache *cache, TermList terms, const IdList *ids, int16_t *scores, Error *err) {
    IdList found = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < terms.count; i++) {
        int weight = terms.items[i].role == TERM_FOR ? 1 : terms.items[i].role == TERM_AGAINST ? -1 : 0;
        ok = weight == 0 || (search_term(cache, &terms.items[i], &found, err) && search_goes_on(cache, err));
        if (ok && weight != 0) {
            add_weight(&found, weight, ids, scores);
        }
    }
    id_list_free(&found);
    return ok;
}
