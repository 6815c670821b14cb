#include "state.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// Which candidate keys are one candidate: those of one PMID, and those that verdicts join.

static uint32_t find_root(ReviewState *state, uint32_t node) {
    while (state->nodes[node].root != node) {
        state->nodes[node].root = state->nodes[state->nodes[node].root].root;
        node = state->nodes[node].root;
    }
    return node;
}

static void join(ReviewState *state, uint32_t a, uint32_t b) {
    a = find_root(state, a);
    b = find_root(state, b);
    if (a == b) {
        return;
    }
    uint32_t root = a < b ? a : b, other = a < b ? b : a;
    state->nodes[other].root = root;
    uint32_t ring = state->nodes[a].ring;
    state->nodes[a].ring = state->nodes[b].ring;
    state->nodes[b].ring = ring;
}

static void join_by_pmid(ReviewState *state) {
    for (size_t i = 0; i < state->joints.count; i++) {
        const LoggedIdentifier *joint = &state->identifiers[state->joints.items[i]];
        uint32_t other = review_identifies(state, joint->event) ? joint->next : INDEX_NONE;
        while (other != INDEX_NONE && !review_identifies(state, state->identifiers[other].event)) {
            other = state->identifiers[other].next;
        }
        if (other != INDEX_NONE) {
            join(state, joint->node, state->identifiers[other].node);
        }
    }
}

// --- verdicts ---

static int compare_pairs(const void *left, const void *right) {
    const Verdict *x = left, *y = right;
    if (x->a != y->a) {
        return x->a < y->a ? -1 : 1;
    }
    if (x->b != y->b) {
        return x->b < y->b ? -1 : 1;
    }
    return x->position < y->position ? -1 : x->position > y->position;
}

static int compare_positions(const void *left, const void *right) {
    const Verdict *x = left, *y = right;
    return x->position < y->position ? -1 : x->position > y->position;
}

size_t review_take_verdicts(ReviewState *state, IndexList *events, Verdict *verdicts) {
    size_t count = 0, kept = 0;
    index_list_sort(state, events);
    for (size_t i = 0; i < events->count; i++) {
        uint32_t event = events->items[i];
        uint32_t a = find_root(state, state->events[event].node);
        uint32_t b = find_root(state, state->events[event].target);
        if (event_counts(state, event) && a != b) {
            verdicts[count++] = (Verdict){a < b ? a : b, a < b ? b : a, event, i};
        }
    }
    if (count > 0) {
        qsort(verdicts, count, sizeof *verdicts, compare_pairs);
    }
    for (size_t i = 0; i < count; i++) {
        bool is_last =
            i + 1 == count || verdicts[i].a != verdicts[i + 1].a || verdicts[i].b != verdicts[i + 1].b;
        if (is_last) {
            verdicts[kept++] = verdicts[i];
        }
    }
    if (kept > 0) {
        qsort(verdicts, kept, sizeof *verdicts, compare_positions);
    }
    return kept;
}

// Who must stay apart from whom: for each node the list of its edges.
typedef struct {
    uint32_t node, next;
} Edge;
typedef struct {
    Edge *edges;
    size_t count;
    uint32_t *first; // of each node; NULL where there are no edges
    uint32_t *size;  // of each root's group
} Borders;

static Borders draw_borders(ReviewState *state, const Verdict *verdicts, size_t count) {
    Borders borders = {0};
    state->apart.count = 0;
    for (size_t i = 0; i < count; i++) {
        if (state->events[verdicts[i].event].event.kind == EVENT_DIFFERENT) {
            index_list_add(&state->apart, verdicts[i].event);
        }
    }
    if (state->apart.count == 0) {
        return borders;
    }
    borders.edges = memory_new(2 * state->apart.count * sizeof *borders.edges);
    borders.first = memory_new(state->node_count * sizeof *borders.first);
    borders.size = memory_new(state->node_count * sizeof *borders.size);
    for (uint32_t i = 0; i < state->node_count; i++) {
        borders.first[i] = INDEX_NONE;
        borders.size[find_root(state, i)]++;
    }
    for (size_t i = 0; i < count; i++) {
        const Verdict *verdict = &verdicts[i];
        if (state->events[verdict->event].event.kind == EVENT_DIFFERENT) {
            borders.edges[borders.count] = (Edge){verdict->b, borders.first[verdict->a]};
            borders.first[verdict->a] = (uint32_t) borders.count++;
            borders.edges[borders.count] = (Edge){verdict->a, borders.first[verdict->b]};
            borders.first[verdict->b] = (uint32_t) borders.count++;
        }
    }
    return borders;
}

// Whether a border runs between the groups of two roots. Only the smaller one is walked.
static bool are_apart(ReviewState *state, const Borders *borders, uint32_t a, uint32_t b) {
    if (!borders->first) {
        return false;
    }
    uint32_t start = borders->size[a] < borders->size[b] ? a : b, other = start == a ? b : a, member = start;
    do {
        for (uint32_t e = borders->first[member]; e != INDEX_NONE; e = borders->edges[e].next) {
            if (find_root(state, borders->edges[e].node) == other) {
                return true;
            }
        }
        member = state->nodes[member].ring;
    } while (member != start);
    return false;
}

static void join_by_verdict(ReviewState *state) {
    Verdict *verdicts = memory_new((state->verdicts.count + 1) * sizeof *verdicts);
    size_t count = review_take_verdicts(state, &state->verdicts, verdicts);
    Borders borders = draw_borders(state, verdicts, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t a = find_root(state, verdicts[i].a), b = find_root(state, verdicts[i].b);
        if (state->events[verdicts[i].event].event.kind == EVENT_SAME && a != b &&
            !are_apart(state, &borders, a, b)) {
            join(state, a, b);
            if (borders.size) {
                borders.size[a < b ? a : b] += borders.size[a < b ? b : a];
            }
        }
    }
    free(borders.edges);
    free(borders.first);
    free(borders.size);
    free(verdicts);
}

// --- settling ---

static void touch_groups(ReviewState *state) {
    for (uint32_t i = 0; i < state->node_count; i++) {
        if (state->nodes[i].ring != i) {
            review_touch_node(state, i);
        }
    }
}

void review_settle_groups(ReviewState *state) {
    if (!state->groups_dirty) {
        return;
    }
    state->groups_dirty = false;
    state->labels_dirty = state->trials_dirty = state->rounds_dirty = true;
    touch_groups(state);
    for (uint32_t i = 0; i < state->node_count; i++) {
        if (state->nodes[i].ring != i) {
            review_uncount(state, &state->nodes[i]);
        }
        state->nodes[i].root = state->nodes[i].ring = i;
    }
    join_by_pmid(state);
    join_by_verdict(state);
    for (uint32_t i = 0; i < state->node_count; i++) {
        state->nodes[i].root = find_root(state, i);
        if (state->nodes[i].root != i) {
            review_uncount(state, &state->nodes[i]);
        }
    }
    touch_groups(state);
    review_drop_leavers(state);
}

// --- asking ---

bool review_state_are_different(const ReviewState *state, Key a, Key b) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t x = key_table_get(&settled->node_table, a), y = key_table_get(&settled->node_table, b);
    if (x == INDEX_NONE || y == INDEX_NONE) {
        return false;
    }
    x = settled->nodes[x].root;
    y = settled->nodes[y].root;
    for (size_t i = 0; i < settled->apart.count; i++) {
        const LoggedEvent *verdict = &settled->events[settled->apart.items[i]];
        uint32_t one = settled->nodes[verdict->node].root, other = settled->nodes[verdict->target].root;
        if ((one == x && other == y) || (one == y && other == x)) {
            return x != y;
        }
    }
    return false;
}

size_t review_state_different_pairs(const ReviewState *state, Arena *arena, KeyPair **pairs) {
    const ReviewState *settled = review_state_settle(state);
    *pairs = ARENA_ARRAY(arena, KeyPair, settled->apart.count + 1);
    for (size_t i = 0; i < settled->apart.count; i++) {
        const LoggedEvent *verdict = &settled->events[settled->apart.items[i]];
        (*pairs)[i] = (KeyPair){settled->nodes[verdict->node].key, settled->nodes[verdict->target].key};
    }
    return settled->apart.count;
}

static void tell_member(const ReviewState *state, const CandidateNode *node, Arena *arena,
                        Candidate *member) {
    size_t capacity = 0;
    *member = (Candidate){.key = node->key, .study = node->study};
    for (uint32_t e = node->first_event; e != INDEX_NONE; e = state->events[e].next_of_node) {
        const LoggedEvent *logged = &state->events[e];
        if (logged->facts == INDEX_NONE || !review_identifies(state, e)) {
            continue;
        }
        const ParsedFacts *facts = &state->facts[logged->facts];
        TextList *list = &member->identifiers;
        for (uint32_t i = 0; i < facts->identifier_count; i++) {
            list->items = arena_grow(arena, list->items, &capacity, list->count + 1, sizeof *list->items);
            list->items[list->count++] = state->identifiers[facts->first_identifier + i].text;
        }
        member->citation = member->citation ? member->citation : facts->citation;
    }
}

size_t review_state_members(const ReviewState *state, Key key, Arena *arena, Candidate **members) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t start = key_table_get(&settled->node_table, key), node = start;
    size_t count = 0, capacity = 0;
    *members = NULL;
    if (start != INDEX_NONE) {
        do {
            *members = arena_grow(arena, *members, &capacity, count + 1, sizeof **members);
            tell_member(settled, &settled->nodes[node], arena, &(*members)[count++]);
            node = settled->nodes[node].ring;
        } while (node != start);
    }
    return count;
}

size_t review_state_studies(const ReviewState *state, Key key, Arena *arena, StudyId **studies) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, key), member = node;
    IdList ids = {0};
    if (node != INDEX_NONE) {
        const Candidate *candidate = &settled->nodes[settled->nodes[node].root].candidate;
        if (candidate->study) {
            id_list_add(&ids, candidate->study);
        }
        do {
            if (settled->nodes[member].study) {
                id_list_add(&ids, settled->nodes[member].study);
            }
            member = settled->nodes[member].ring;
        } while (member != node);
    }
    id_list_sort(&ids);
    *studies = ARENA_ARRAY(arena, StudyId, ids.count + 1);
    for (size_t i = 0; i < ids.count; i++) {
        (*studies)[i] = ids.ids[i];
    }
    size_t count = ids.count;
    id_list_free(&ids);
    return count;
}
