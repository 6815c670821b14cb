#include "state.h"

#include "carrel/base/memory.h"
#include "carrel/review/action.h"
#include "carrel/review/labels.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_of(Map *map, const char *name, size_t next) {
    int64_t found;
    if (map_get(map, sv(name), &found)) {
        return (size_t) found;
    }
    map_set(map, sv(name), (int64_t) next);
    return next;
}

// A table of names in which the last value holds.
typedef struct {
    Map map;
    NamedValue *items;
    size_t count, capacity;
} Table;

static void table_set(Table *table, Arena *arena, const char *name, const char *value) {
    size_t slot = slot_of(&table->map, name, table->count);
    if (slot == table->count) {
        table->items =
            arena_grow(arena, table->items, &table->capacity, table->count + 1, sizeof *table->items);
        table->items[table->count++] = (NamedValue){name, value};
    } else {
        table->items[slot].value = value;
    }
}

static const char *named(const NamedValue *items, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0) {
            return items[i].value;
        }
    }
    return NULL;
}

static void take_terms(ReviewState *state, const Table *highlights) {
    state->terms = ARENA_ARRAY(&state->facts_arena, Term, highlights->count + 1);
    state->term_count = 0;
    for (TermRole role = TERM_FOR; role <= TERM_OF_GROUP; role++) {
        for (size_t i = 0; i < highlights->count; i++) {
            Term *term = &state->terms[state->term_count];
            if (term_from_value(highlights->items[i].value, &state->facts_arena, term) &&
                term->role == role) {
                state->term_count++;
            }
        }
    }
}

void review_settle_facts(ReviewState *state) {
    if (!state->facts_dirty) {
        return;
    }
    state->facts_dirty = false;
    Arena *arena = &state->facts_arena;
    arena_reset(arena);
    state->reasons = (Words){0};
    state->renamed = NULL;
    state->renamed_count = state->renamed_capacity = 0;
    state->rounds = NULL;
    state->rounds_dirty |= state->round_count > 0; // their names go with the arena
    state->round_count = 0;
    size_t round_capacity = 0;
    Table names = {0}, settings = {0}, highlights = {0};
    index_list_sort(state, &state->review_events);
    for (size_t i = 0; i < state->review_events.count; i++) {
        const Event *event = &state->events[state->review_events.items[i]].event;
        if (!event_counts(state, state->review_events.items[i])) {
            continue;
        }
        const char *value = event->value;
        if (event->kind == EVENT_REVIEWER) {
            char *key = arena_alloc(arena, KEY_TEXT_SIZE);
            key_to_text(event->reviewer, key);
            table_set(&names, arena, key, value);
        } else if (event->kind == EVENT_SETTING && strchr(value, '=')) {
            size_t length = strcspn(value, "=");
            const char *name = arena_copy_view(arena, (StringView){value, length}),
                       *says = value + length + 1;
            if (strcmp(name, LABELS_SETTING) == 0) {
                says = review_fold_labels(named(settings.items, settings.count, name), says, arena);
            }
            table_set(&settings, arena, name, says);
            if (sv_equal((StringView){value, length}, SV(ROUND_SETTING))) {
                state->rounds_dirty = true;
                state->rounds = arena_grow(arena, state->rounds, &round_capacity, state->round_count + 1,
                                           sizeof *state->rounds);
                state->rounds[state->round_count++] =
                    (Round){event_moment(state, state->review_events.items[i]), value + length + 1};
            }
        } else if (event->kind == EVENT_REASON) {
            review_take_reason(state, value);
        } else if (event->kind == EVENT_HIGHLIGHT && *value) {
            table_set(&highlights, arena, value + 1, value);
        }
    }
    take_terms(state, &highlights);
    state->names = names.items;
    state->name_count = names.count;
    state->settings = settings.items;
    state->setting_count = settings.count;
    map_free(&names.map);
    map_free(&settings.map);
    map_free(&highlights.map);
    review_order_reasons(state, named(settings.items, settings.count, REASON_ORDER_SETTING));
    const char *blind = named(settings.items, settings.count, "blind");
    bool was_open = state->opened;
    state->opened = blind && strcmp(blind, "no") == 0;
    bool relabelled = review_settle_labels(state, named(settings.items, settings.count, LABELS_SETTING));
    if (state->renamed_count > 0 || state->has_renamed || state->opened != was_open || relabelled) {
        for (uint32_t i = 0; i < state->node_count; i++) {
            review_touch_node(state, i);
        }
    }
    state->has_renamed = state->renamed_count > 0;
    // Settings say how votes count, and names which of them are rules'.
    for (uint32_t i = 0; i < state->node_count; i++) {
        state->nodes[i].left_in = 0;
    }
    state->due_counted = false;
}

const char *review_state_reviewer_name(const ReviewState *state, Key reviewer) {
    const ReviewState *settled = review_state_settle(state);
    char key[KEY_TEXT_SIZE];
    key_to_text(reviewer, key);
    const char *name = named(settled->names, settled->name_count, key);
    return name && *name ? name : NULL;
}

const char *review_state_setting(const ReviewState *state, const char *name) {
    const ReviewState *settled = review_state_settle(state);
    return named(settled->settings, settled->setting_count, name);
}

TextList review_state_reasons(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    return (TextList){settled->reasons.items, settled->reasons.count};
}

TermList review_state_terms(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    return (TermList){settled->terms, settled->term_count};
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

TextList review_state_labels(const ReviewState *state) {
    ReviewState *settled = review_state_settle(state);
    Words *labels = &settled->labels;
    if (settled->labels_dirty) {
        settled->labels_dirty = false;
        labels->count = 0;
        for (size_t i = 0; i < settled->order.count; i++) {
            const TextList *of_one = &settled->nodes[settled->order.items[i]].candidate.labels;
            for (size_t k = 0; k < of_one->count; k++) {
                labels->items =
                    vec_grow(labels->items, &labels->capacity, labels->count + 1, sizeof *labels->items);
                labels->items[labels->count++] = of_one->items[k];
            }
        }
        size_t kept = 0;
        if (labels->count) {
            qsort(labels->items, labels->count, sizeof *labels->items, compare_texts);
        }
        for (size_t i = 0; i < labels->count; i++) {
            if (kept == 0 || strcmp(labels->items[kept - 1], labels->items[i]) != 0) {
                labels->items[kept++] = labels->items[i];
            }
        }
        labels->count = kept;
    }
    return (TextList){labels->items, labels->count};
}
