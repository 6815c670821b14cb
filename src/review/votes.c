#include "state.h"

// What each reviewer decided on a candidate.

size_t review_state_votes(const ReviewState *state, Key candidate, int stage, bool blind, Arena *arena,
                          Vote **votes) {
    ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    *votes = NULL;
    if (node == INDEX_NONE) {
        return 0;
    }
    IndexList *events = &settled->scratch;
    review_group_events(settled, node, events);
    size_t count = 0, capacity = 0;
    for (size_t i = events->count; i-- > 0;) { // the last of each reviewer is the first here
        const Event *event = &settled->events[events->items[i]].event;
        Vote vote = {.reviewer = event->reviewer, .time = event->time, .told = !review_hides(settled, event)};
        DecisionFacts facts = decision_value_facts(event->value);
        vote.took_ms = facts.took_ms;
        bool spoke = event->kind != EVENT_DECISION || event->stage != stage || (blind && !facts.blind) ||
                     !event_counts(settled, events->items[i]) ||
                     !decision_value_parse(event->value, &vote.decision, &vote.reason);
        for (size_t k = 0; k < count && !spoke; k++) {
            spoke = key_compare((*votes)[k].reviewer, event->reviewer) == 0;
        }
        if (!spoke) {
            *votes = arena_grow(arena, *votes, &capacity, count + 1, sizeof **votes);
            vote.reason = review_reason_now(settled, vote.reason);
            (*votes)[count++] = vote;
        }
    }
    size_t kept = 0; // oldest first, without those that were cleared
    for (size_t i = 0; i < count / 2; i++) {
        Vote vote = (*votes)[i];
        (*votes)[i] = (*votes)[count - 1 - i];
        (*votes)[count - 1 - i] = vote;
    }
    for (size_t i = 0; i < count; i++) {
        if ((*votes)[i].decision != DECISION_NONE) {
            (*votes)[kept++] = (*votes)[i];
        }
    }
    return kept;
}
