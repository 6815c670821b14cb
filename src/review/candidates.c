#include "state.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Identifiers that a candidate shows at most; all of them find it.
#define IDENTIFIERS_SHOWN 32

// Made where it is new.
static uint32_t review_node(ReviewState *state, Key key) {
    uint32_t *place = key_table_place(&state->node_table, key);
    if (*place == INDEX_NONE) {
        uint32_t index = *place = (uint32_t) state->node_count;
        state->nodes =
            vec_grow(state->nodes, &state->node_capacity, state->node_count + 1, sizeof *state->nodes);
        state->nodes[state->node_count++] = (CandidateNode){
            .key = key,
            .root = index,
            .ring = index,
            .first_event = INDEX_NONE,
            .last_event = INDEX_NONE,
            .next_study = INDEX_NONE,
            .own_event = INDEX_NONE,
            .trial = index,
            .trial_ring = index,
            .candidate = {.key = key, .withdrawn = true},
        };
    }
    return *place;
}

// [FNV-1a, 64 bit, without its sign]
static int64_t hash_of(StringView text) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char) text.data[i]) * 1099511628211u;
    }
    return (int64_t) (hash & INT64_MAX);
}

bool review_find_identifier(const ReviewState *state, StringView text, int64_t *slot, int64_t *last) {
    int64_t at = hash_of(text);
    bool taken = id_map_get(&state->identifier_map, at, last);
    // Another text may have the same hash: it has moved on to the next free number.
    while (taken && !sv_equal(sv(state->identifiers[*last].text), text)) {
        at = at < INT64_MAX ? at + 1 : 0;
        taken = id_map_get(&state->identifier_map, at, last);
    }
    if (slot) {
        *slot = at;
    }
    return taken;
}

static void file_identifier(ReviewState *state, uint32_t event, StringView text) {
    int64_t before, slot;
    bool has_before = review_find_identifier(state, text, &slot, &before);
    uint32_t index = (uint32_t) state->identifier_count;
    state->identifiers = vec_grow(state->identifiers, &state->identifier_capacity,
                                  state->identifier_count + 1, sizeof *state->identifiers);
    state->identifiers[state->identifier_count++] =
        (LoggedIdentifier){.text = arena_copy_view(&state->arena, text),
                           .node = state->events[event].node,
                           .event = event,
                           .next = has_before ? (uint32_t) before : INDEX_NONE};
    id_map_set(&state->identifier_map, slot, index);
    state->facts[state->facts_count - 1].identifier_count++;
    long long pmid;
    if (!sv_starts(text, SV("pmid:"))) {
        return;
    }
    if (sv_number(sv_from(text, 5), &pmid) && text.data[5] != '0') {
        id_map_set(&state->pmid_map, pmid, index);
    }
    if (has_before) {
        index_list_add(&state->joints, index);
        state->groups_dirty = true;
    }
}

// All candidates of an import have the same one.
static const char *copy_origin(ReviewState *state, StringView origin) {
    const char *last = state->facts_count > 1 ? state->facts[state->facts_count - 2].origin : NULL;
    return last && sv_equal(sv(last), origin) ? last : arena_copy_view(&state->arena, origin);
}

// See CandidateFacts in action.h for the lines of an EVENT_CANDIDATE.
static void parse_facts(ReviewState *state, uint32_t event) {
    LoggedEvent *logged = &state->events[event];
    logged->facts = (uint32_t) state->facts_count;
    state->facts =
        vec_grow(state->facts, &state->facts_capacity, state->facts_count + 1, sizeof *state->facts);
    ParsedFacts *facts = &state->facts[state->facts_count++];
    *facts = (ParsedFacts){.first_identifier = (uint32_t) state->identifier_count};
    StringView rest = sv(logged->event.value), line;
    while (sv_line(&rest, &line)) {
        if (sv_starts(line, SV("id "))) {
            file_identifier(state, event, sv_from(line, 3));
        } else if (sv_starts(line, SV("citation "))) {
            facts->citation = arena_copy_view(&state->arena, sv_from(line, 9));
        } else if (sv_starts(line, SV("origin "))) {
            facts->origin = copy_origin(state, sv_from(line, 7));
        }
    }
}

static bool is_verdict(EventKind kind) {
    return kind == EVENT_SAME || kind == EVENT_DIFFERENT;
}

void review_file_candidate(ReviewState *state, uint32_t event) {
    uint32_t index = review_node(state, state->events[event].event.candidate);
    LoggedEvent *logged = &state->events[event];
    CandidateNode *node = &state->nodes[index];
    logged->node = index;
    if (node->last_event == INDEX_NONE) {
        node->first_event = event;
    } else {
        state->events[node->last_event].next_of_node = event;
    }
    node->last_event = event;

    Key other;
    if (logged->event.kind == EVENT_CANDIDATE) {
        parse_facts(state, event);
    } else if (is_verdict(logged->event.kind) && key_from_text(sv(logged->event.value), &other)) {
        logged->target = review_node(state, other);
        index_list_add(&state->verdicts, event);
    } else if (logged->event.kind == EVENT_TRIAL &&
               key_from_text(sv(logged->event.value + (logged->event.value[0] == '-')), &other)) {
        logged->target = review_node(state, other);
        index_list_add(&state->trials, event);
    }
}

void review_touch_node(ReviewState *state, uint32_t index) {
    if (!state->nodes[index].dirty) {
        state->nodes[index].dirty = true;
        index_list_add(&state->dirty_nodes, index);
    }
}

void review_touch_event(ReviewState *state, uint32_t event) {
    const LoggedEvent *logged = &state->events[event];
    if (logged->node == INDEX_NONE) {
        state->facts_dirty = true;
        return;
    }
    review_touch_node(state, logged->node);
    if (is_verdict(logged->event.kind)) {
        state->groups_dirty = true;
    } else if (logged->event.kind == EVENT_TRIAL) {
        state->trials_dirty = true;
    }
}

// --- who is the same ---

bool review_identifies(const ReviewState *state, uint32_t event) {
    return !state->events[event].gone;
}

void review_uncount(ReviewState *state, CandidateNode *node) {
    size_t *decided[] = {&state->counts.undecided, &state->counts.included, &state->counts.excluded,
                         &state->counts.maybe, &state->counts.later};
    if (node->counted) {
        state->counts.candidates--;
        --*decided[node->counted_as];
        node->counted = false;
    }
}

static void count(ReviewState *state, CandidateNode *node) {
    size_t *decided[] = {&state->counts.undecided, &state->counts.included, &state->counts.excluded,
                         &state->counts.maybe, &state->counts.later};
    state->counts.candidates++;
    node->counted_as = node->candidate.own.decision;
    ++*decided[node->counted_as];
    node->counted = true;
}

void review_drop_leavers(ReviewState *state) {
    size_t kept = 0;
    for (size_t i = 0; i < state->order.count; i++) {
        if (state->nodes[state->order.items[i]].counted) {
            state->order.items[kept++] = state->order.items[i];
        }
    }
    state->order.count = kept;
    state->order_has_leavers = false;
}

// --- what is known of one ---

void review_group_events(ReviewState *state, uint32_t node, IndexList *events) {
    events->count = 0;
    uint32_t member = node;
    do {
        for (uint32_t e = state->nodes[member].first_event; e != INDEX_NONE;
             e = state->events[e].next_of_node) {
            if (!state->events[e].gone) {
                index_list_add(events, e);
            }
        }
        member = state->nodes[member].ring;
    } while (member != node);
    index_list_sort(state, events);
}

// The last word of several: of those with one `name`, the one that stands last.
typedef struct {
    StringView name;
    size_t position;
    const Event *event;
} Word;

static int compare_words(const void *a, const void *b) {
    const Word *x = a, *y = b;
    int order = sv_compare(x->name, y->name);
    return order ? order : x->position < y->position ? -1 : x->position > y->position;
}

static bool is_last_word(const Word *words, size_t count, size_t i) {
    return i + 1 == count || !sv_equal(words[i].name, words[i + 1].name);
}

// While the review is blind, those that others gave are not told, though they keep a candidate.
static bool tell_labels(ReviewState *state, CandidateNode *node, const IndexList *events) {
    TextList *labels = &node->candidate.labels;
    state->labels_dirty |= labels->count > 0;
    labels->count = 0;
    Word *words = NULL;
    size_t count_words = 0, capacity = 0;
    bool hidden = false;
    for (size_t i = 0; i < events->count; i++) {
        const Event *event = &state->events[events->items[i]].event;
        if ((event->kind == EVENT_LABEL_ADD || event->kind == EVENT_LABEL_REMOVE) &&
            event_counts(state, events->items[i])) {
            if (!state->opened && review_hides(state, event)) {
                hidden |= event->kind == EVENT_LABEL_ADD;
                continue;
            }
            words = vec_grow(words, &capacity, count_words + 1, sizeof *words);
            words[count_words++] = (Word){sv(event->value), i, event};
        }
    }
    if (count_words) {
        qsort(words, count_words, sizeof *words, compare_words);
    }
    for (size_t i = 0; i < count_words; i++) {
        if (is_last_word(words, count_words, i) && words[i].event->kind == EVENT_LABEL_ADD) {
            labels->items = arena_grow(&state->arena, labels->items, &node->label_capacity, labels->count + 1,
                                       sizeof *labels->items);
            labels->items[labels->count++] = words[i].event->value;
        }
    }
    state->labels_dirty |= labels->count > 0;
    free(words);
    return hidden;
}

static void add_identifiers(ReviewState *state, CandidateNode *node, const ParsedFacts *facts) {
    TextList *list = &node->candidate.identifiers;
    for (uint32_t i = 0; i < facts->identifier_count && list->count < IDENTIFIERS_SHOWN; i++) {
        const char *text = state->identifiers[facts->first_identifier + i].text;
        bool known = false;
        for (size_t k = 0; k < list->count && !known; k++) {
            known = strcmp(list->items[k], text) == 0;
        }
        if (!known) {
            list->items = arena_grow(&state->arena, list->items, &node->identifier_capacity, list->count + 1,
                                     sizeof *list->items);
            list->items[list->count++] = text;
        }
    }
}

// Identifiers, citation and origin; the first joining that is in force speaks before those
// that are undone.
static void tell_facts(ReviewState *state, CandidateNode *node, const IndexList *events) {
    Candidate *candidate = &node->candidate;
    candidate->identifiers.count = 0;
    candidate->citation = candidate->origin = NULL;
    bool from_joining = false; // the texts so far are of a joining in force
    for (size_t i = 0; i < events->count; i++) {
        uint32_t e = events->items[i];
        const LoggedEvent *logged = &state->events[e];
        if (logged->facts == INDEX_NONE || !review_identifies(state, e)) {
            continue;
        }
        const ParsedFacts *facts = &state->facts[logged->facts];
        add_identifiers(state, node, facts);
        bool in_force = event_counts(state, e);
        if (in_force && !from_joining && logged->event.kind == EVENT_CANDIDATE) {
            from_joining = true;
            candidate->citation = facts->citation ? facts->citation : candidate->citation;
            candidate->origin = facts->origin ? review_told_origin(state, e) : candidate->origin;
        }
        candidate->citation = candidate->citation ? candidate->citation : facts->citation;
        candidate->origin = candidate->origin ? candidate->origin : review_told_origin(state, e);
    }
    candidate->study = 0;
    uint32_t root = (uint32_t) (node - state->nodes), member = root;
    do {
        candidate->study = candidate->study ? candidate->study : state->nodes[member].study;
        member = state->nodes[member].ring;
    } while (member != root);
    for (size_t i = 0; i < candidate->identifiers.count && !candidate->study; i++) {
        StringView text = sv(candidate->identifiers.items[i]);
        long long pmid;
        if (sv_starts(text, SV("pmid:")) && sv_number(sv_from(text, 5), &pmid) && pmid > 0) {
            candidate->study = pmid;
        }
    }
}

// What holds for the team, whoever said it last.
static void tell_full_text(Candidate *candidate, const Event *event) {
    size_t length = strcspn(event->value, "\t");
    Retrieval retrieval;
    if (event->kind == EVENT_EDIT) {
        candidate->abstract = *event->value ? event->value : NULL;
    } else if (event->kind == EVENT_RETRIEVAL &&
               retrieval_parse((StringView){event->value, length}, &retrieval)) {
        candidate->retrieval = retrieval;
        candidate->file = event->value[length] ? event->value + length + 1 : NULL;
    }
}

// The reviewer's own decision, note and reading. Whether others wrote notes that are not told.
static bool tell_own(ReviewState *state, CandidateNode *node, const IndexList *events) {
    Candidate *candidate = &node->candidate;
    candidate->own = (OwnDecision){0};
    candidate->note = candidate->file = candidate->abstract = NULL;
    candidate->read = false;
    candidate->retrieval = RETRIEVAL_NONE;
    node->own_event = INDEX_NONE;
    const char *own_note = NULL, *other_note = NULL;
    bool hidden = false;
    for (size_t i = 0; i < events->count; i++) {
        uint32_t e = events->items[i];
        const Event *event = &state->events[e].event;
        bool own = key_compare(event->reviewer, state->reviewer) == 0;
        if (!event_counts(state, e)) {
            continue;
        }
        OwnDecision said = {.time = event->time, .pending = state->events[e].pending};
        tell_full_text(candidate, event);
        if (event->kind == EVENT_NOTE && !state->opened && review_hides(state, event)) {
            hidden |= *event->value != '\0';
        } else if (event->kind == EVENT_NOTE) {
            *(own ? &own_note : &other_note) = *event->value ? event->value : NULL;
        } else if (event->kind == EVENT_READ && own) {
            candidate->read = true;
        } else if (event->kind == EVENT_DECISION && own && event->stage == state->stage &&
                   decision_value_parse(event->value, &said.decision, &said.reason)) {
            said.took_ms = decision_value_facts(event->value).took_ms;
            said.reason = review_reason_now(state, said.reason);
            candidate->own = said;
            node->own_event = e;
        }
    }
    candidate->note = own_note ? own_note : other_note;
    return hidden;
}

static int compare_deciders(const void *a, const void *b) {
    const Word *x = a, *y = b;
    int order = key_compare(x->event->reviewer, y->event->reviewer);
    if (order == 0 && x->event->stage != y->event->stage) {
        order = x->event->stage < y->event->stage ? -1 : 1;
    }
    return order ? order : x->position < y->position ? -1 : x->position > y->position;
}

// Whether anybody's decision, at any stage, stands.
static bool has_decision(ReviewState *state, const IndexList *events) {
    Word *said = NULL;
    size_t said_count = 0, capacity = 0;
    for (size_t i = 0; i < events->count; i++) {
        const Event *event = &state->events[events->items[i]].event;
        Decision decision;
        if (event->kind == EVENT_DECISION && event_counts(state, events->items[i]) &&
            decision_value_parse(event->value, &decision, NULL)) {
            said = vec_grow(said, &capacity, said_count + 1, sizeof *said);
            said[said_count++] = (Word){.position = i, .event = event};
        }
    }
    if (said_count) {
        qsort(said, said_count, sizeof *said, compare_deciders);
    }
    bool kept = false;
    for (size_t i = 0; i < said_count && !kept; i++) {
        Decision decision;
        bool is_last = i + 1 == said_count || said[i].event->stage != said[i + 1].event->stage ||
                       key_compare(said[i].event->reviewer, said[i + 1].event->reviewer) != 0;
        kept = is_last && decision_value_parse(said[i].event->value, &decision, NULL) &&
               decision != DECISION_NONE;
    }
    free(said);
    return kept;
}

// Whether the candidate counts: by a joining in force, or because somebody decided on it, labelled
// it or wrote a note (`hidden`: of which nothing is told).
static bool is_joined(ReviewState *state, const CandidateNode *node, const IndexList *events, bool hidden,
                      Moment *joined) {
    for (size_t i = 0; i < events->count; i++) {
        if (state->events[events->items[i]].event.kind == EVENT_CANDIDATE &&
            event_counts(state, events->items[i])) {
            *joined = event_moment(state, events->items[i]);
            return true;
        }
    }
    if (!hidden && !node->candidate.labels.count && !node->candidate.value_count && !node->candidate.note &&
        !has_decision(state, events)) {
        return false;
    }
    for (size_t i = 0; i < events->count; i++) {
        EventKind kind = state->events[events->items[i]].event.kind;
        if ((kind == EVENT_DECISION || kind == EVENT_LABEL_ADD || kind == EVENT_VALUE ||
             kind == EVENT_NOTE) &&
            event_counts(state, events->items[i])) {
            *joined = event_moment(state, events->items[i]);
            break;
        }
    }
    return true;
}

static void tell(ReviewState *state, uint32_t root) {
    IndexList *events = &state->scratch;
    review_group_events(state, root, events);
    CandidateNode *node = &state->nodes[root];
    node->candidate.key = node->key;
    node->candidate.is_joined = node->ring != root;
    for (uint32_t member = node->ring; member != root; member = state->nodes[member].ring) {
        if (key_compare(state->nodes[member].key, node->candidate.key) < 0) {
            node->candidate.key = state->nodes[member].key;
        }
    }
    node->left_in = 0;
    state->due_counted = false;
    tell_facts(state, node, events);
    bool hidden = tell_own(state, node, events);
    hidden |= tell_labels(state, node, events);
    hidden |= review_tell_values(state, node, events);
    review_tell_imports(state, node, events);

    bool was_counted = node->counted;
    Moment joined = {0};
    bool counts = is_joined(state, node, events, hidden, &joined);
    bool moved = moment_compare(joined, node->joined) != 0;
    review_uncount(state, node);
    node->joined = joined;
    node->candidate.joined = joined.time;
    node->candidate.withdrawn = !counts;
    if (moved || counts != was_counted) {
        node->candidate.round = 0;
        state->rounds_dirty = state->trials_dirty = true;
    }
    if (counts) {
        count(state, node);
        if (!was_counted) {
            IndexList *order = &state->order;
            // The last one tells nothing where it is about to leave.
            state->order_unsorted |=
                state->order_has_leavers ||
                (order->count &&
                 moment_compare(state->nodes[order->items[order->count - 1]].joined, joined) > 0);
            index_list_add(order, root);
        } else {
            state->order_unsorted |= moved;
        }
    } else {
        state->order_has_leavers |= was_counted;
    }
}

static int compare_joined(const void *a, const void *b) {
    return moment_compare((*(const CandidateNode *const *) a)->joined,
                          (*(const CandidateNode *const *) b)->joined);
}

static void sort_order(ReviewState *state) {
    const CandidateNode **nodes = memory_new((state->order.count + 1) * sizeof(CandidateNode *));
    for (size_t i = 0; i < state->order.count; i++) {
        nodes[i] = &state->nodes[state->order.items[i]];
    }
    qsort(nodes, state->order.count, sizeof *nodes, compare_joined);
    for (size_t i = 0; i < state->order.count; i++) {
        state->order.items[i] = (uint32_t) (nodes[i] - state->nodes);
    }
    free(nodes);
    state->order_unsorted = false;
}

void review_settle_candidates(ReviewState *state) {
    review_settle_groups(state);
    IndexList *dirty = &state->dirty_nodes;
    for (size_t i = 0; i < dirty->count; i++) {
        state->nodes[dirty->items[i]].dirty = false;
    }
    size_t roots = 0; // each root once
    for (size_t i = 0; i < dirty->count; i++) {
        uint32_t root = state->nodes[dirty->items[i]].root;
        if (!state->nodes[root].dirty) {
            state->nodes[root].dirty = true;
            dirty->items[roots++] = root;
        }
    }
    dirty->count = 0;
    for (size_t i = 0; i < roots; i++) {
        state->nodes[dirty->items[i]].dirty = false;
        tell(state, dirty->items[i]);
    }
    if (state->order_has_leavers) {
        review_drop_leavers(state);
    }
    if (state->order_unsorted) {
        sort_order(state);
    }
}

void review_state_set_study(ReviewState *state, Key key, StudyId study) {
    uint32_t index = key_table_get(&state->node_table, key);
    if (index == INDEX_NONE || state->nodes[index].study == study) {
        return;
    }
    CandidateNode *node = &state->nodes[index];
    int64_t last;
    if (node->study && id_map_get(&state->study_map, node->study, &last)) {
        uint32_t *link = NULL, at = (uint32_t) last;
        while (at != index) {
            link = &state->nodes[at].next_study;
            at = *link;
        }
        if (link) {
            *link = node->next_study;
        } else {
            // INDEX_NONE as head: an empty chain
            id_map_set(&state->study_map, node->study, node->next_study);
        }
    }
    node->study = study;
    node->next_study = INDEX_NONE;
    if (study) {
        if (id_map_get(&state->study_map, study, &last)) {
            node->next_study = (uint32_t) last;
        }
        id_map_set(&state->study_map, study, index);
    }
    if (node->ring == index && study) {
        node->candidate.study = study;
    } else {
        review_touch_node(state, index);
    }
}
