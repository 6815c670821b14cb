#include "state.h"

#include <string.h>

// The reasons for exclusion. A rename changes how past decisions read, for all reviewers, and so does
// joining two reasons by giving one the other's name; decisions themselves stay as they were made.

static size_t position_of(const Words *words, const char *text) {
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->items[i], text) == 0) {
            return i;
        }
    }
    return words->count;
}

static void remove_at(Words *words, size_t at) {
    if (at < words->count) {
        memmove(&words->items[at], &words->items[at + 1], (words->count - at - 1) * sizeof *words->items);
        words->count--;
    }
}

static void add(ReviewState *state, const char *text) {
    Words *words = &state->reasons;
    if (position_of(words, text) == words->count) {
        words->items = arena_grow(&state->facts_arena, words->items, &words->capacity, words->count + 1,
                                  sizeof *words->items);
        words->items[words->count++] = text;
    }
}

static void forget_renaming(ReviewState *state, const char *old) {
    size_t kept = 0;
    for (size_t i = 0; i < state->renamed_count; i++) {
        if (strcmp(state->renamed[i].name, old) != 0) {
            state->renamed[kept++] = state->renamed[i];
        }
    }
    state->renamed_count = kept;
}

static void rename_to(ReviewState *state, const char *old, const char *text) {
    Words *words = &state->reasons;
    size_t at = position_of(words, old);
    if (at < words->count && position_of(words, text) == words->count) {
        words->items[at] = text;
    } else {
        remove_at(words, at);
        add(state, text);
    }
    for (size_t i = 0; i < state->renamed_count; i++) {
        if (strcmp(state->renamed[i].value, old) == 0) {
            state->renamed[i].value = text;
        }
    }
    forget_renaming(state, old);
    forget_renaming(state, text);
    state->renamed = arena_grow(&state->facts_arena, state->renamed, &state->renamed_capacity,
                                state->renamed_count + 1, sizeof *state->renamed);
    state->renamed[state->renamed_count++] = (NamedValue){old, text};
}

void review_take_reason(ReviewState *state, const char *value) {
    const char *tab = strchr(value, '\t');
    if (!tab) {
        forget_renaming(state, value);
        add(state, value);
        return;
    }
    const char *old = arena_copy_view(&state->facts_arena, (StringView){value, (size_t) (tab - value)});
    if (!tab[1]) {
        remove_at(&state->reasons, position_of(&state->reasons, old));
    } else if (strcmp(old, tab + 1) != 0) {
        rename_to(state, old, tab + 1);
    }
}

void review_order_reasons(ReviewState *state, const char *order) {
    Words *words = &state->reasons;
    StringView rest = sv(order ? order : ""), line;
    size_t placed = 0;
    while (sv_line(&rest, &line)) {
        for (size_t i = placed; i < words->count; i++) {
            if (sv_equal(sv(words->items[i]), line)) {
                const char *word = words->items[i];
                memmove(&words->items[placed + 1], &words->items[placed],
                        (i - placed) * sizeof *words->items);
                words->items[placed++] = word;
                break;
            }
        }
    }
}

const char *review_reason_now(const ReviewState *state, const char *reason) {
    for (size_t i = 0; reason && i < state->renamed_count; i++) {
        if (strcmp(state->renamed[i].name, reason) == 0) {
            return state->renamed[i].value;
        }
    }
    return reason;
}
