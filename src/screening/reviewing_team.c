#include "reviewing_parts.h"

#include "carrel/base/text.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <string.h>

// What the leaves of a query mean that ask about the team: what votes come to, whose turn it is,
// and samples.

typedef enum {
    ASKS_FINAL,
    ASKS_CONFLICT,
    ASKS_VOTE,
    ASKS_SECOND,
    ASKS_MINE,
    ASKS_PILOT,
    ASKS_AUDIT,
    ASKS_NOTHING
} Asks;

static Asks asks_of(const QueryNode *leaf) {
    static const struct {
        QueryField field;
        const char *text; // NULL: any
        Asks asks;
    } table[] = {
        {FIELD_FINAL, NULL, ASKS_FINAL},      {FIELD_NEEDS, "vote", ASKS_VOTE},
        {FIELD_NEEDS, "second", ASKS_SECOND}, {FIELD_IS, "conflict", ASKS_CONFLICT},
        {FIELD_IS, "mine", ASKS_MINE},        {FIELD_IS, "pilot", ASKS_PILOT},
        {FIELD_IS, "audit", ASKS_AUDIT},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].field == leaf->field && (!table[i].text || strcmp(table[i].text, leaf->text) == 0)) {
            return table[i].asks;
        }
    }
    return ASKS_NOTHING;
}

bool team_answers(const QueryNode *leaf) {
    return asks_of(leaf) != ASKS_NOTHING;
}

static bool has_vote(const Candidate *candidate) {
    return candidate->own.decision != DECISION_NONE && candidate->own.decision != DECISION_LATER;
}

static bool is_final(const ReviewState *state, const Candidate *candidate, const char *wanted) {
    Outcome outcome = review_state_outcome(state, candidate->key, review_state_stage(state));
    Decision decision;
    if (strcmp(wanted, "open") == 0) {
        return outcome.kind == OUTCOME_OPEN || outcome.kind == OUTCOME_NEEDS_VOTE;
    }
    if (strcmp(wanted, "conflict") == 0) {
        return outcome.kind == OUTCOME_CONFLICT;
    }
    return decision_parse(sv(wanted), &decision) && outcome.decision == decision;
}

// Whether a vote of one's own is wanted; while the review is blind, whatever others did.
static bool wants_vote(const ReviewState *state, const Candidate *candidate, const char *name, bool second) {
    int stage = review_state_stage(state);
    if (has_vote(candidate) || !review_state_is_due(state, candidate->key, stage) ||
        !review_state_screens(state, candidate->key, name) ||
        (stage < 2 && review_state_is_ruled_out(state, candidate->key))) {
        return false;
    }
    Outcome outcome = review_state_outcome(state, candidate->key, stage);
    bool enough = outcome.votes >= review_state_votes_wanted(state, candidate->key);
    return review_state_is_blind(state) ||
           (outcome.kind != OUTCOME_SETTLED && !enough && (!second || outcome.votes > 0));
}

static bool is_meant(const ReviewState *state, const Candidate *candidate, const QueryNode *leaf, Asks asks,
                     const char *name) {
    switch (asks) {
    case ASKS_FINAL:
        return is_final(state, candidate, leaf->text);
    case ASKS_CONFLICT:
        return is_final(state, candidate, "conflict");
    case ASKS_VOTE:
    case ASKS_SECOND:
        return wants_vote(state, candidate, name, asks == ASKS_SECOND);
    case ASKS_MINE:
        return review_state_screens(state, candidate->key, name);
    default:
        return false;
    }
}

static void add_sample(const ReviewState *state, const char *setting, IdList *ids) {
    Arena arena = {0};
    const Candidate **sample;
    size_t count = review_state_sample(state, setting, &arena, &sample);
    for (size_t i = 0; i < count; i++) {
        if (sample[i]->study) {
            id_list_add(ids, sample[i]->study);
        }
    }
    arena_free(&arena);
}

// Shares are by names: whoever has none, or one that is not among them, is told so.
static bool has_share(const ReviewState *state, const char *name, Error *err) {
    Arena arena = {0};
    WorkSplit split;
    String names = {0}, own = {0}, other = {0};
    bool found = !review_state_split(state, &arena, &split);
    text_add_fold(&own, sv_trim(sv(name)));
    for (size_t i = 0; i < split.names.count && !found; i++) {
        string_clear(&other);
        text_add_fold(&other, sv(split.names.items[i]));
        found = sv_equal(string_view(&own), string_view(&other));
        string_format(&names, "%s%s", i > 0 ? ", " : "", split.names.items[i]);
    }
    if (!found && name) {
        error_set(err, ERROR_USAGE, "the work is split between %s; %s has no share of it",
                  string_text(&names), name);
    } else if (!found) {
        error_set(err, ERROR_USAGE,
                  "the work is split between %s; say which of them you are (:reviewer NAME)",
                  string_text(&names));
    }
    string_free(&names);
    string_free(&own);
    string_free(&other);
    arena_free(&arena);
    return found;
}

bool team_leaf_ids(const ReviewState *state, const QueryNode *leaf, IdList *ids, Error *err) {
    Asks asks = asks_of(leaf);
    const char *name = review_state_reviewer_name(state, review_state_reviewer(state));
    if (review_state_is_blind(state) &&
        (asks == ASKS_FINAL || asks == ASKS_CONFLICT || asks == ASKS_SECOND)) {
        return error_set(err, ERROR_USAGE, "%s:%s is not told: " BLIND_REASON, query_fields[leaf->field].name,
                         leaf->text);
    }
    if (asks == ASKS_MINE && !has_share(state, name, err)) {
        return false;
    }
    if (asks == ASKS_PILOT || asks == ASKS_AUDIT) {
        add_sample(state, asks == ASKS_PILOT ? PILOT_SETTING : AUDIT_SETTING, ids);
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->study && is_meant(state, candidate, leaf, asks, name)) {
            id_list_add(ids, candidate->study);
        }
    }
    id_list_sort(ids);
    return true;
}
