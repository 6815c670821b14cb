#include "carrel/review/outcome.h"

#include "carrel/review/team.h"
#include "state.h"

#include <string.h>

static const char *const outcome_names[] = {
    [OUTCOME_OPEN] = "open",     [OUTCOME_NEEDS_VOTE] = "needs a vote", [OUTCOME_CONFLICT] = "conflict",
    [OUTCOME_AGREED] = "agreed", [OUTCOME_SETTLED] = "settled",
};

const char *outcome_name(OutcomeKind kind) {
    return outcome_names[kind];
}

bool review_state_is_blind(const ReviewState *state) {
    const char *blind = review_state_setting(state, "blind");
    return !blind || strcmp(blind, "no") != 0;
}

// The last word of those who settle conflicts.
static bool settled_by_person(ReviewState *state, uint32_t node, int stage, Outcome *outcome) {
    IndexList *events = &state->scratch;
    review_group_events(state, node, events);
    for (size_t i = events->count; i-- > 0;) {
        const Event *event = &state->events[events->items[i]].event;
        Decision decision;
        const char *reason;
        if (event->kind == EVENT_FINAL && event->stage == stage && event_counts(state, events->items[i]) &&
            decision_value_parse(event->value, &decision, &reason)) {
            outcome->decision = decision == DECISION_NONE ? outcome->decision : decision;
            outcome->reason = decision == DECISION_NONE ? outcome->reason : review_reason_now(state, reason);
            outcome->by = event->reviewer;
            return decision != DECISION_NONE;
        }
    }
    return false;
}

static bool names_rule(const NamedValue *name) {
    return name->value && sv_starts(sv(name->value), SV(RULE_PREFIX));
}

bool review_is_rule(const ReviewState *state, Key reviewer) {
    char key[KEY_TEXT_SIZE];
    key_to_text(reviewer, key);
    for (size_t i = 0; i < state->name_count; i++) {
        if (names_rule(&state->names[i]) && strcmp(state->names[i].name, key) == 0) {
            return true;
        }
    }
    return false;
}

bool review_has_rules(const ReviewState *state) {
    for (size_t i = 0; i < state->name_count; i++) {
        if (names_rule(&state->names[i])) {
            return true;
        }
    }
    return false;
}

static bool same_reason(const char *a, const char *b) {
    return !a || !b || strcmp(a, b) == 0;
}

// Joins a vote to what those before it came to; false where they do not agree.
static bool agrees(const ReviewState *state, const Vote *vote, int stage, Outcome *outcome) {
    const char *rule = review_state_setting(state, "agree");
    Decision so_far = outcome->decision;
    if (so_far == DECISION_NONE || so_far == vote->decision) {
        bool same = stage < 2 || same_reason(outcome->reason, vote->reason);
        outcome->decision = vote->decision;
        outcome->reason = outcome->reason ? outcome->reason : vote->reason;
        return same;
    }
    if (so_far == DECISION_EXCLUDE || vote->decision == DECISION_EXCLUDE ||
        (rule && strcmp(rule, "none") == 0)) {
        return false;
    }
    outcome->decision = DECISION_INCLUDE;
    return true;
}

// Takes the votes of rules or those of people; false where these do not agree.
static bool count_votes(const ReviewState *state, const Vote *votes, size_t count, int stage, bool of_rules,
                        Outcome *outcome) {
    bool blind = review_state_is_blind(state), agree = true;
    for (size_t i = 0; i < count; i++) {
        bool seen = of_rules || !blind || key_compare(votes[i].reviewer, state->reviewer) == 0;
        if (seen && votes[i].decision != DECISION_LATER &&
            review_is_rule(state, votes[i].reviewer) == of_rules) {
            outcome->votes++;
            agree &= agrees(state, &votes[i], stage, outcome);
        }
    }
    return agree;
}

Outcome review_state_outcome(const ReviewState *state, Key candidate, int stage) {
    ReviewState *settled = review_state_settle(state);
    Outcome outcome = {0};
    Arena arena = {0};
    Vote *votes;
    bool blind = review_state_is_blind(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    size_t count = review_state_votes(state, candidate, stage, false, &arena, &votes);
    bool agree = count_votes(settled, votes, count, stage, false, &outcome);
    if (outcome.votes == 0) {
        agree = count_votes(settled, votes, count, stage, true, &outcome);
        outcome.by_rule = outcome.votes > 0;
    }
    arena_free(&arena);
    if (node != INDEX_NONE && !blind && settled_by_person(settled, node, stage, &outcome)) {
        outcome.kind = OUTCOME_SETTLED;
        outcome.by_rule = false;
        return outcome;
    }
    outcome.by = (Key){{0}};
    bool enough = blind || outcome.by_rule || outcome.votes >= review_state_votes_wanted(settled, candidate);
    outcome.kind = outcome.votes == 0 ? OUTCOME_OPEN
                   : !agree           ? OUTCOME_CONFLICT
                   : enough           ? OUTCOME_AGREED
                                      : OUTCOME_NEEDS_VOTE;
    if (outcome.kind != OUTCOME_AGREED) {
        outcome.decision = DECISION_NONE;
        outcome.reason = NULL;
    }
    return outcome;
}

// By title and abstract: 1 in, -1 out, -2 out by a rule alone.
static int left_in(ReviewState *state, uint32_t index) {
    CandidateNode *node = &state->nodes[state->nodes[index].root];
    if (node->left_in == 0) {
        Outcome first = review_state_outcome(state, node->key, 1);
        bool in = first.decision == DECISION_INCLUDE || first.decision == DECISION_MAYBE;
        node->left_in = in ? 1 : first.by_rule && first.decision == DECISION_EXCLUDE ? -2 : -1;
    }
    return node->left_in;
}

bool review_state_is_due(const ReviewState *state, Key candidate, int stage) {
    if (stage < 2) {
        return true; // asked for each row of long lists
    }
    ReviewState *settled = review_state_settle(state);
    uint32_t index = key_table_get(&settled->node_table, candidate);
    return index != INDEX_NONE && left_in(settled, index) > 0;
}

bool review_state_is_ruled_out(const ReviewState *state, Key candidate) {
    ReviewState *settled = review_state_settle(state);
    uint32_t index = review_has_rules(settled) ? key_table_get(&settled->node_table, candidate) : INDEX_NONE;
    return index != INDEX_NONE && left_in(settled, index) == -2;
}

static bool waits(const Candidate *candidate) {
    return candidate->own.decision == DECISION_NONE || candidate->own.decision == DECISION_LATER;
}

// What is due, by the reviewer's own decisions at the stage.
static void count_due(ReviewState *state) {
    ReviewCounts counts = {0};
    bool rules = state->stage < 2 && review_has_rules(state);
    size_t *decided[] = {&counts.undecided, &counts.included, &counts.excluded, &counts.maybe, &counts.later};
    for (size_t i = 0; i < state->order.count; i++) {
        const Candidate *candidate = &state->nodes[state->order.items[i]].candidate;
        if (state->stage > 1 && left_in(state, state->order.items[i]) < 0) {
            continue;
        }
        counts.candidates++;
        if (rules && waits(candidate) && left_in(state, state->order.items[i]) == -2) {
            counts.ruled_out++;
        } else {
            (*decided[candidate->own.decision])++;
        }
    }
    state->due_counts = counts;
    state->due_counted = true;
}

ReviewCounts review_counts_due(ReviewState *state) {
    if (!state->due_counted) {
        count_due(state);
    }
    return state->due_counts;
}
