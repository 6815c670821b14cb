#include "carrel/review/team.h"

#include "carrel/base/text.h"
#include "carrel/review/outcome.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>

// What people may know of each other's opinions.

static bool is_rule(const char *name) {
    return sv_starts(sv(name), SV("rule: "));
}

bool review_state_is_shared(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    char own[KEY_TEXT_SIZE];
    long long votes;
    key_to_text(settled->reviewer, own);
    for (size_t i = 0; i < settled->name_count; i++) {
        if (strcmp(settled->names[i].name, own) != 0 && !is_rule(settled->names[i].value)) {
            return true;
        }
    }
    const char *wanted = review_state_setting(state, "votes"),
               *split = review_state_setting(state, SPLIT_SETTING);
    return (split && *split) || (wanted && sv_number(sv(wanted), &votes) && votes > 1);
}

// What oneself took over out of a file is known to oneself, whoever said it.
static bool is_own_action(const ReviewState *state, Key action) {
    uint32_t index = key_table_get(&state->action_table, action);
    return index != INDEX_NONE && key_compare(state->actions[index].reviewer, state->reviewer) == 0;
}

bool review_hides(const ReviewState *state, const Event *event) {
    if (key_compare(event->reviewer, state->reviewer) == 0) {
        return false;
    }
    switch (event->kind) {
    case EVENT_DECISION: // what a rule says sways nobody
        return !is_own_action(state, event->action) && !review_is_rule(state, event->reviewer);
    case EVENT_FINAL:
    case EVENT_READ:
    case EVENT_UNDO:
    case EVENT_LABEL_ADD:
    case EVENT_LABEL_REMOVE:
    case EVENT_NOTE:
    case EVENT_VALUE:
        return !is_own_action(state, event->action);
    default:
        return false;
    }
}

bool review_state_hides(const ReviewState *state, const Event *event) {
    return review_state_is_blind(state) && review_hides(state, event);
}

bool review_state_has_event(const ReviewState *state, Key event) {
    uint32_t index = key_table_get(&state->event_table, event);
    return index != INDEX_NONE && !state->events[index].gone;
}

bool review_state_reviewer_by_name(const ReviewState *state, const char *name, Key *reviewer) {
    const ReviewState *settled = review_state_settle(state);
    String wanted = {0}, folded = {0};
    bool found = false;
    text_add_fold(&wanted, sv_trim(sv(name)));
    for (size_t i = 0; i < settled->name_count && !found; i++) {
        string_clear(&folded);
        text_add_fold(&folded, sv_trim(sv(settled->names[i].value)));
        found = wanted.length > 0 && sv_equal(string_view(&folded), string_view(&wanted)) &&
                key_from_text(sv(settled->names[i].name), reviewer);
    }
    string_free(&wanted);
    string_free(&folded);
    return found;
}

TextList review_state_people(const ReviewState *state, Arena *arena) {
    const ReviewState *settled = review_state_settle(state);
    bool blind = review_state_is_blind(state);
    char own[KEY_TEXT_SIZE];
    TextList people = {.items = ARENA_ARRAY(arena, const char *, settled->name_count + 1)};
    key_to_text(settled->reviewer, own);
    for (size_t i = 0; i < settled->name_count; i++) {
        if (*settled->names[i].value && (!blind || strcmp(settled->names[i].name, own) == 0)) {
            people.items[people.count++] = settled->names[i].value;
        }
    }
    return people;
}

// --- opinions ---

typedef struct {
    Arena *arena;
    Opinion *items;
    size_t count, capacity;
} Opinions;

static Opinion *opinion_of(Opinions *opinions, Key reviewer) {
    for (size_t i = 0; i < opinions->count; i++) {
        if (key_compare(opinions->items[i].reviewer, reviewer) == 0) {
            return &opinions->items[i];
        }
    }
    opinions->items = arena_grow(opinions->arena, opinions->items, &opinions->capacity, opinions->count + 1,
                                 sizeof *opinions->items);
    Opinion *opinion = &opinions->items[opinions->count++];
    *opinion = (Opinion){.reviewer = reviewer};
    return opinion;
}

static void drop_label(Opinions *opinions, const char *label) {
    for (size_t i = 0; i < opinions->count; i++) {
        TextList *labels = &opinions->items[i].labels;
        size_t kept = 0;
        for (size_t k = 0; k < labels->count; k++) {
            if (strcmp(labels->items[k], label) != 0) {
                labels->items[kept++] = labels->items[k];
            }
        }
        labels->count = kept;
    }
}

// A label is its last giver's.
static void add_label(Opinions *opinions, Key reviewer, const char *label) {
    drop_label(opinions, label);
    TextList *labels = &opinion_of(opinions, reviewer)->labels;
    const char **items = ARENA_ARRAY(opinions->arena, const char *, labels->count + 1);
    for (size_t i = 0; i < labels->count; i++) {
        items[i] = labels->items[i];
    }
    items[labels->count++] = label;
    labels->items = items;
}

// "LABEL\tVALUE" as "LABEL: VALUE", in place of what the person said of it before.
static void add_value(Opinions *opinions, const Event *event) {
    Arena *arena = opinions->arena;
    TextList *labels = &opinion_of(opinions, event->reviewer)->labels;
    StringView rest = sv(event->value), name = {0};
    sv_split(&rest, '\t', &name);
    const char *begin = arena_format(arena, "%.*s: ", (int) name.length, name.data);
    const char **items = ARENA_ARRAY(arena, const char *, labels->count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        if (!sv_starts(sv(labels->items[i]), sv(begin))) {
            items[kept++] = labels->items[i];
        }
    }
    if (rest.length > 0) {
        items[kept++] = arena_format(arena, "%s%.*s", begin, (int) rest.length, rest.data);
    }
    *labels = (TextList){items, kept};
}

static bool is_empty(const Opinion *opinion) {
    return opinion->decision == DECISION_NONE && opinion->labels.count == 0 && !opinion->note;
}

size_t review_state_opinions(const ReviewState *state, Key candidate, int stage, Arena *arena,
                             Opinion **items) {
    ReviewState *settled = review_state_settle(state);
    uint32_t node = key_table_get(&settled->node_table, candidate);
    Opinions opinions = {.arena = arena};
    bool blind = review_state_is_blind(state);
    Vote *votes = NULL;
    *items = NULL;
    if (node == INDEX_NONE) {
        return 0;
    }
    size_t vote_count = review_state_votes(state, candidate, stage, false, arena, &votes);
    for (size_t i = 0; i < vote_count; i++) {
        if (!blind || votes[i].told) {
            Opinion *opinion = opinion_of(&opinions, votes[i].reviewer);
            opinion->decision = votes[i].decision;
            opinion->reason = votes[i].reason;
            opinion->time = votes[i].time;
        }
    }
    IndexList *events = &settled->scratch;
    review_group_events(settled, node, events);
    for (size_t i = 0; i < events->count; i++) {
        const Event *event = &settled->events[events->items[i]].event;
        if (!event_counts(settled, events->items[i]) || (blind && review_hides(settled, event))) {
            continue;
        }
        if (event->kind == EVENT_NOTE) {
            opinion_of(&opinions, event->reviewer)->note = *event->value ? event->value : NULL;
        } else if (event->kind == EVENT_LABEL_ADD) {
            add_label(&opinions, event->reviewer, event->value);
        } else if (event->kind == EVENT_VALUE) {
            add_value(&opinions, event);
        } else if (event->kind == EVENT_LABEL_REMOVE) {
            drop_label(&opinions, event->value);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < opinions.count; i++) {
        if (!is_empty(&opinions.items[i])) {
            opinions.items[kept++] = opinions.items[i];
        }
    }
    *items = opinions.items;
    return kept;
}
