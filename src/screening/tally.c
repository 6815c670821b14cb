#include "carrel/screening/tally.h"

#include "carrel/review/outcome.h"
#include "carrel/store/search.h"

static bool is_stopped(TallyStop stop, Error *err) {
    return stop.stopped && stop.stopped(stop.context) &&
           !error_set(err, ERROR_CANCELLED, "the counting of terms was stopped");
}

bool tally_terms(Cache *cache, TermList terms, const IdList *among, size_t *counts, TallyStop stop,
                 Error *err) {
    IdList ids = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < terms.count; i++) {
        ids.count = 0;
        counts[i] = 0;
        ok = !is_stopped(stop, err) && search_term(cache, &terms.items[i], &ids, err);
        for (size_t a = 0, b = 0; ok && a < ids.count && b < among->count;) {
            counts[i] += ids.ids[a] == among->ids[b];
            StudyId here = ids.ids[a];
            a += here <= among->ids[b];
            b += among->ids[b] <= here;
        }
    }
    id_list_free(&ids);
    return ok;
}

void tally_decided(const ReviewState *state, IdList *included, IdList *excluded) {
    bool is_blind = review_state_is_blind(state);
    int stage = review_state_stage(state);
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        Decision decision = candidate->own.decision;
        if (decision == DECISION_NONE && !is_blind) {
            decision = review_state_outcome(state, candidate->key, stage).decision;
        }
        if (candidate->study && decision == DECISION_INCLUDE) {
            id_list_add(included, candidate->study);
        } else if (candidate->study && decision == DECISION_EXCLUDE) {
            id_list_add(excluded, candidate->study);
        }
    }
}

static bool add_studies(Cache *cache, Separation *separation, const IdList *ids, bool included,
                        TallyStop stop, Error *err) {
    Arena arena = {0};
    String abstract = {0};
    size_t most = ids->count < TALLY_STUDIES_MOST ? ids->count : TALLY_STUDIES_MOST;
    bool ok = true;
    for (size_t i = 0; ok && i < most; i++) {
        Study study;
        bool found;
        arena_reset(&arena);
        string_clear(&abstract);
        ok = !is_stopped(stop, err) &&
             cache_study(cache, ids->ids[i * ids->count / most], &arena, &study, &found, err);
        if (ok && found) {
            study_add_abstract(&study, &abstract);
            separation_add(separation, study.title, string_view(&abstract), included);
        }
    }
    string_free(&abstract);
    arena_free(&arena);
    return ok;
}

bool tally_suggest(Cache *cache, const IdList *included, const IdList *excluded, TermList known, size_t most,
                   TallyStop stop, Arena *arena, SeparatingWord **words, size_t *count, Error *err) {
    Separation *separation = separation_new();
    TermSet *set = term_set_new(known);
    bool ok = add_studies(cache, separation, included, true, stop, err) &&
              add_studies(cache, separation, excluded, false, stop, err);
    *count = ok ? separation_words(separation, set, most, arena, words) : 0;
    term_set_free(set);
    separation_free(separation);
    return ok;
}
