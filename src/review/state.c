#include "state.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

void index_list_add(IndexList *list, uint32_t index) {
    list->items = vec_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = index;
}

int moment_compare(Moment a, Moment b) {
    return a.time != b.time ? (a.time < b.time ? -1 : 1) : key_compare(a.id, b.id);
}

Moment event_moment(const ReviewState *state, uint32_t event) {
    const Event *e = &state->events[event].event;
    return (Moment){e->time, e->id};
}

bool event_counts(const ReviewState *state, uint32_t event) {
    const LoggedEvent *logged = &state->events[event];
    const LoggedAction *action = &state->actions[logged->action];
    bool taken_back =
        action->all_undone || (action->undone && key_compare(action->reviewer, logged->event.reviewer) == 0);
    return !logged->gone && !taken_back;
}

struct Placed {
    Moment moment;
    uint32_t index;
};

static int compare_placed(const void *a, const void *b) {
    return moment_compare(((const struct Placed *) a)->moment, ((const struct Placed *) b)->moment);
}

void index_list_sort(ReviewState *state, IndexList *events) {
    bool sorted = true;
    for (size_t i = 1; i < events->count && sorted; i++) {
        sorted = moment_compare(event_moment(state, events->items[i - 1]),
                                event_moment(state, events->items[i])) <= 0;
    }
    if (sorted) {
        return;
    }
    state->placed = vec_grow(state->placed, &state->placed_capacity, events->count, sizeof *state->placed);
    for (size_t i = 0; i < events->count; i++) {
        state->placed[i] = (struct Placed){event_moment(state, events->items[i]), events->items[i]};
    }
    qsort(state->placed, events->count, sizeof *state->placed, compare_placed);
    for (size_t i = 0; i < events->count; i++) {
        events->items[i] = state->placed[i].index;
    }
}

ReviewState *review_state_new(Key reviewer, int stage) {
    ReviewState *state = memory_new(sizeof *state);
    state->reviewer = reviewer;
    state->stage = stage;
    return state;
}

void review_state_free(ReviewState *state) {
    if (!state) {
        return;
    }
    arena_free(&state->arena);
    arena_free(&state->facts_arena);
    arena_free(&state->labels_arena);
    key_table_free(&state->event_table);
    key_table_free(&state->action_table);
    key_table_free(&state->node_table);
    id_map_free(&state->identifier_map);
    id_map_free(&state->study_map);
    id_map_free(&state->pmid_map);
    IndexList *lists[] = {&state->actions_in_order,
                          &state->dirty_nodes,
                          &state->joints,
                          &state->verdicts,
                          &state->apart,
                          &state->order,
                          &state->own_decisions,
                          &state->review_events,
                          &state->scratch,
                          &state->trials};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        free(lists[i]->items);
    }
    free(state->labels.items);
    free(state->round_names.items);
    free(state->events);
    free(state->actions);
    free(state->nodes);
    free(state->facts);
    free(state->identifiers);
    free(state->placed);
    free(state);
}

Key review_state_reviewer(const ReviewState *state) {
    return state->reviewer;
}

int review_state_stage(const ReviewState *state) {
    return state->stage;
}

static void file_own_decision(ReviewState *state, uint32_t index) {
    const Event *event = &state->events[index].event;
    IndexList *own = &state->own_decisions;
    if (event->kind == EVENT_DECISION && event->stage == state->stage && !key_is_none(event->candidate) &&
        key_compare(event->reviewer, state->reviewer) == 0) {
        state->own_decisions_unsorted |=
            own->count &&
            moment_compare(event_moment(state, own->items[own->count - 1]), event_moment(state, index)) > 0;
        index_list_add(own, index);
    }
}

static void add_new(ReviewState *state, uint32_t index, const Event *event, bool pending) {
    state->events =
        vec_grow(state->events, &state->event_capacity, state->event_count + 1, sizeof *state->events);
    LoggedEvent *logged = &state->events[state->event_count++];
    *logged = (LoggedEvent){
        .event = *event,
        .pending = pending,
        .next_of_action = INDEX_NONE,
        .next_of_node = INDEX_NONE,
        .node = INDEX_NONE,
        .target = INDEX_NONE,
        .next_undo = INDEX_NONE,
        .facts = INDEX_NONE,
    };
    // What brought a candidate is taken apart and kept in parts: it is most of a log.
    bool taken_apart = event->kind == EVENT_CANDIDATE && !key_is_none(event->candidate);
    if (!taken_apart) {
        logged->event.value = arena_copy(&state->arena, event->value);
    }
    review_file_action(state, index);
    if (key_is_none(event->candidate)) {
        index_list_add(&state->review_events, index);
    } else {
        review_file_candidate(state, index);
    }
    if (taken_apart) {
        state->events[index].event.value = "";
    }
    file_own_decision(state, index);
    review_mark_import(state, index);
    review_touch_event(state, index);
}

// What is on disk is the truth about a time; of two such truths the earlier one.
static void add_known(ReviewState *state, uint32_t index, const Event *event, bool pending) {
    LoggedEvent *logged = &state->events[index];
    if (pending && !logged->gone) {
        return;
    }
    bool was_solid = !logged->gone && !logged->pending;
    bool moves = logged->event.time != event->time && (!was_solid || event->time < logged->event.time);
    if (was_solid && !moves) {
        return;
    }
    bool comes_back = logged->gone;
    logged->gone = false;
    logged->pending = pending;
    if (moves) {
        logged->event.time = event->time;
    }
    if (moves || comes_back) {
        state->own_decisions_unsorted = true;
        state->groups_dirty |= comes_back;
        review_recount_action(state, logged->action);
    }
    review_touch_event(state, index);
}

void review_state_add(ReviewState *state, const Event *event, bool pending) {
    uint32_t *place = key_table_place(&state->event_table, event->id);
    if (*place == INDEX_NONE) {
        *place = (uint32_t) state->event_count;
        add_new(state, *place, event, pending);
    } else {
        add_known(state, *place, event, pending);
    }
    if (event->time > state->last_time) {
        state->last_time = event->time;
    }
}

void review_state_withdraw(ReviewState *state, Key action) {
    uint32_t index = key_table_get(&state->action_table, action);
    if (index == INDEX_NONE) {
        return;
    }
    for (uint32_t i = state->actions[index].first_event; i != INDEX_NONE;
         i = state->events[i].next_of_action) {
        if (state->events[i].pending) {
            state->events[i].pending = false;
            state->events[i].gone = true;
            review_touch_event(state, i);
        }
    }
    state->groups_dirty = true;
    review_recount_action(state, index);
    state->last_time = 0;
    for (size_t i = 0; i < state->event_count; i++) {
        if (!state->events[i].gone && state->events[i].event.time > state->last_time) {
            state->last_time = state->events[i].event.time;
        }
    }
}

void review_state_set_stage(ReviewState *state, int stage) {
    if (state->stage == stage) {
        return;
    }
    state->stage = stage;
    state->own_decisions.count = 0;
    for (uint32_t i = 0; i < state->event_count; i++) {
        file_own_decision(state, i);
    }
    for (uint32_t i = 0; i < state->node_count; i++) {
        review_touch_node(state, i);
    }
}

int64_t review_state_last_time(const ReviewState *state) {
    return state->last_time;
}

ReviewState *review_state_settle(const ReviewState *state) {
    ReviewState *own = (ReviewState *) state;
    review_settle_undo(own);
    review_settle_facts(own);
    review_settle_candidates(own);
    review_settle_trials(own);
    review_settle_rounds(own);
    if (own->own_decisions_unsorted) {
        index_list_sort(own, &own->own_decisions);
        own->own_decisions_unsorted = false;
    }
    return own;
}

size_t review_state_count(const ReviewState *state) {
    return review_state_settle(state)->order.count;
}

const Candidate *review_state_at(const ReviewState *state, size_t index) {
    const ReviewState *settled = review_state_settle(state);
    return index < settled->order.count ? &settled->nodes[settled->order.items[index]].candidate : NULL;
}

const Candidate *review_state_by_key(const ReviewState *state, Key key) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, key);
    return node == INDEX_NONE ? NULL : &settled->nodes[settled->nodes[node].root].candidate;
}

// The better of two roots (either INDEX_NONE): the one that counts and joined first.
static uint32_t earlier(const ReviewState *state, uint32_t best, uint32_t node) {
    uint32_t root = state->nodes[node].root;
    if (!state->nodes[root].counted) {
        return best;
    }
    return best == INDEX_NONE || moment_compare(state->nodes[root].joined, state->nodes[best].joined) < 0
               ? root
               : best;
}

// Of those that have the identifier; `last` is the last one filed with it.
static const Candidate *best_known_as(const ReviewState *settled, int64_t last) {
    uint32_t best = INDEX_NONE;
    for (uint32_t i = (uint32_t) last; i != INDEX_NONE; i = settled->identifiers[i].next) {
        const LoggedIdentifier *known = &settled->identifiers[i];
        if (review_identifies(settled, known->event)) {
            best = earlier(settled, best, known->node);
        }
    }
    return best == INDEX_NONE ? NULL : &settled->nodes[best].candidate;
}

const Candidate *review_state_by_identifier(const ReviewState *state, StringView identifier) {
    const ReviewState *settled = review_state_settle(state);
    int64_t last;
    return review_find_identifier(settled, identifier, NULL, &last) ? best_known_as(settled, last) : NULL;
}

static int compare_candidates(const void *a, const void *b) {
    const CandidateNode *x = *(const CandidateNode *const *) a, *y = *(const CandidateNode *const *) b;
    int order = moment_compare(x->joined, y->joined);
    return order ? order : key_compare(x->candidate.key, y->candidate.key); // withdrawn ones have no moment
}

// Of those that count, or of those that are withdrawn.
static size_t all_known_as(const ReviewState *settled, StringView identifier, bool counted, Arena *arena,
                           const Candidate ***candidates) {
    const CandidateNode **nodes = NULL;
    size_t found = 0, capacity = 0, kept = 0;
    int64_t last;
    bool known = review_find_identifier(settled, identifier, NULL, &last);
    for (uint32_t i = known ? (uint32_t) last : INDEX_NONE; i != INDEX_NONE;
         i = settled->identifiers[i].next) {
        const CandidateNode *root = &settled->nodes[settled->nodes[settled->identifiers[i].node].root];
        if (root->counted == counted && review_identifies(settled, settled->identifiers[i].event)) {
            nodes = arena_grow(arena, nodes, &capacity, found + 1, sizeof *nodes);
            nodes[found++] = root;
        }
    }
    *candidates = ARENA_ARRAY(arena, const Candidate *, found + 1);
    if (found > 0) {
        qsort(nodes, found, sizeof *nodes, compare_candidates);
    }
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || nodes[i] != nodes[i - 1]) {
            (*candidates)[kept++] = &nodes[i]->candidate;
        }
    }
    return kept;
}

bool review_state_is_common(const ReviewState *state, StringView identifier, size_t most) {
    const ReviewState *settled = review_state_settle(state);
    int64_t last;
    size_t count = 0;
    bool known = review_find_identifier(settled, identifier, NULL, &last);
    for (uint32_t i = known ? (uint32_t) last : INDEX_NONE; i != INDEX_NONE && count <= most;
         i = settled->identifiers[i].next) {
        count++;
    }
    return count > most;
}

size_t review_state_all_by_identifier(const ReviewState *state, StringView identifier, Arena *arena,
                                      const Candidate ***candidates) {
    return all_known_as(review_state_settle(state), identifier, true, arena, candidates);
}

size_t review_state_withdrawn_by_identifier(const ReviewState *state, StringView identifier, Arena *arena,
                                            const Candidate ***candidates) {
    return all_known_as(review_state_settle(state), identifier, false, arena, candidates);
}

const Candidate *review_state_by_study(const ReviewState *state, StudyId study) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t best = INDEX_NONE;
    int64_t last;
    if (id_map_get(&settled->study_map, study, &last)) {
        for (uint32_t i = (uint32_t) last; i != INDEX_NONE; i = settled->nodes[i].next_study) {
            best = earlier(settled, best, i);
        }
    }
    if (best != INDEX_NONE) {
        return &settled->nodes[best].candidate;
    }
    if (study <= 0 || !id_map_get(&settled->pmid_map, study, &last)) {
        return NULL;
    }
    const Candidate *candidate = best_known_as(settled, last);
    // One that is known as another study of this cache by now does not answer to its PMID.
    return candidate && candidate->study == study ? candidate : NULL;
}

ReviewCounts review_state_counts(const ReviewState *state, int64_t today_start) {
    ReviewState *settled = review_state_settle(state);
    ReviewCounts counts =
        settled->stage < 2 && !review_has_rules(settled) ? settled->counts : review_counts_due(settled);
    for (size_t i = settled->own_decisions.count; i-- > 0;) {
        uint32_t event = settled->own_decisions.items[i];
        if (settled->events[event].event.time < today_start) {
            break;
        }
        const CandidateNode *node = &settled->nodes[settled->events[event].node];
        const CandidateNode *root = &settled->nodes[node->root];
        counts.decisions_today += root->own_event == event && root->candidate.own.decision != DECISION_NONE;
    }
    return counts;
}

size_t review_state_last_decisions(const ReviewState *state, Arena *arena, size_t most,
                                   PastDecision **decisions) {
    const ReviewState *settled = review_state_settle(state);
    size_t count = 0;
    *decisions = ARENA_ARRAY(arena, PastDecision,
                             most < settled->own_decisions.count ? most : settled->own_decisions.count);
    for (size_t i = settled->own_decisions.count; i-- > 0 && count < most;) {
        uint32_t event = settled->own_decisions.items[i];
        PastDecision *past = &(*decisions)[count];
        const Event *e = &settled->events[event].event;
        if (event_counts(settled, event) && decision_value_parse(e->value, &past->decision, &past->reason)) {
            const CandidateNode *node = &settled->nodes[settled->events[event].node];
            past->candidate = settled->nodes[node->root].candidate.key;
            past->time = e->time;
            count++;
        }
    }
    return count;
}

size_t review_state_history(const ReviewState *state, Key candidate, Arena *arena, const Event ***events) {
    ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    *events = NULL;
    if (node == INDEX_NONE) {
        return 0;
    }
    IndexList found = {0};
    review_group_events(settled, node, &found);
    for (size_t i = 0; i < found.count; i++) { // undo of undo too
        const LoggedAction *action = &settled->actions[settled->events[found.items[i]].action];
        for (uint32_t u = action->first_undo; u != INDEX_NONE; u = settled->events[u].next_undo) {
            if (!settled->events[u].gone &&
                moment_compare(action->first, settled->actions[settled->events[u].action].first) < 0) {
                index_list_add(&found, u);
            }
        }
    }
    index_list_sort(settled, &found);
    *events = ARENA_ARRAY(arena, const Event *, found.count);
    size_t count = 0;
    for (size_t i = 0; i < found.count; i++) {
        if (i == 0 || found.items[i] != found.items[i - 1]) {
            (*events)[count++] = &settled->events[found.items[i]].event;
        }
    }
    free(found.items);
    return count;
}

const char *review_state_binding(const ReviewState *state, Key candidate, int number) {
    ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    if (node == INDEX_NONE) {
        return NULL;
    }
    IndexList *events = &settled->scratch;
    review_group_events(settled, node, events);
    for (size_t i = events->count; i-- > 0;) {
        const Event *event = &settled->events[events->items[i]].event;
        StringView rest = sv(event->value), name;
        long long bound;
        if (event->kind == EVENT_BIND && event_counts(settled, events->items[i]) &&
            sv_split(&rest, '\t', &name) && sv_number(name, &bound) && bound == number) {
            return rest.length ? rest.data : NULL;
        }
    }
    return NULL;
}
