#include "state.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// Which candidates report one trial: a person said so of pairs of them. They stay candidates
// of their own, each with its decision.

static uint32_t find_trial(ReviewState *state, uint32_t node) {
    while (state->nodes[node].trial != node) {
        state->nodes[node].trial = state->nodes[state->nodes[node].trial].trial;
        node = state->nodes[node].trial;
    }
    return node;
}

static void join(ReviewState *state, uint32_t a, uint32_t b) {
    a = find_trial(state, a);
    b = find_trial(state, b);
    if (a != b) {
        state->nodes[a < b ? b : a].trial = a < b ? a : b;
        uint32_t ring = state->nodes[a].trial_ring;
        state->nodes[a].trial_ring = state->nodes[b].trial_ring;
        state->nodes[b].trial_ring = ring;
    }
}

static void part_all(ReviewState *state) {
    for (uint32_t i = 0; i < state->node_count; i++) {
        state->nodes[i].trial = state->nodes[i].trial_ring = i;
        state->nodes[i].candidate.grouped = false;
    }
}

// Those that do not count are in no group, but hold one together.
static void mark_grouped(ReviewState *state, uint32_t node) {
    size_t counted = 0;
    uint32_t member = node;
    do {
        counted += state->nodes[member].counted;
        member = state->nodes[member].trial_ring;
    } while (member != node);
    do {
        state->nodes[member].candidate.grouped = counted > 1 && state->nodes[member].counted;
        member = state->nodes[member].trial_ring;
    } while (member != node);
}

void review_settle_trials(ReviewState *state) {
    if (!state->trials_dirty) {
        return;
    }
    state->trials_dirty = false;
    if (state->trials.count == 0) {
        return;
    }
    part_all(state);
    Verdict *verdicts = memory_new(state->trials.count * sizeof *verdicts);
    size_t count = review_take_verdicts(state, &state->trials, verdicts);
    for (size_t i = 0; i < count; i++) {
        if (state->events[verdicts[i].event].event.value[0] != '-') {
            join(state, verdicts[i].a, verdicts[i].b);
        }
    }
    for (uint32_t i = 0; i < state->node_count; i++) {
        if (state->nodes[i].trial == i && state->nodes[i].trial_ring != i) {
            mark_grouped(state, i);
        }
    }
    free(verdicts);
}

static int compare_joined(const void *a, const void *b) {
    const CandidateNode *x = *(const CandidateNode *const *) a, *y = *(const CandidateNode *const *) b;
    return moment_compare(x->joined, y->joined);
}

size_t review_state_reports(const ReviewState *state, Key candidate, Arena *arena,
                            const Candidate ***reports) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    *reports = NULL;
    if (node == INDEX_NONE) {
        return 0;
    }
    uint32_t root = settled->nodes[node].root, member = root;
    const CandidateNode **nodes = NULL;
    size_t count = 0, capacity = 0;
    do {
        if (settled->nodes[member].counted || member == root) {
            nodes = arena_grow(arena, nodes, &capacity, count + 1, sizeof *nodes);
            nodes[count++] = &settled->nodes[member];
        }
        member = settled->nodes[member].trial_ring;
    } while (member != root);
    qsort(nodes, count, sizeof *nodes, compare_joined);
    *reports = ARENA_ARRAY(arena, const Candidate *, count);
    for (size_t i = 0; i < count; i++) {
        (*reports)[i] = &nodes[i]->candidate;
    }
    return count;
}

// Each trial is counted with the first of its reports in the ring.
size_t review_state_trial_count(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    size_t count = 0;
    for (uint32_t i = 0; i < settled->node_count; i++) {
        bool first = settled->nodes[i].counted;
        for (uint32_t member = settled->nodes[i].trial_ring;
             first && settled->nodes[i].candidate.grouped && member != i;
             member = settled->nodes[member].trial_ring) {
            first = member > i || !settled->nodes[member].counted;
        }
        count += first;
    }
    return count;
}
