#include "carrel/base/memory.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>

// The values of labels that have some. One's own value stands before the last that others gave.

typedef struct {
    const char *own, *others; // NULL where there is none
} Said;

// The label that is called so, or was before it was renamed; a name in force comes first.
static size_t label_at(const ReviewState *state, StringView name) {
    size_t earlier = state->defined_label_count;
    for (size_t i = 0; i < state->defined_label_count; i++) {
        const Label *label = &state->defined_labels[i];
        if (label->kind != LABEL_MARK && sv_equal(sv(label->name), name)) {
            return i;
        }
        for (size_t k = 0; label->kind != LABEL_MARK && k < label->earlier.count; k++) {
            earlier = sv_equal(sv(label->earlier.items[k]), name) ? i : earlier;
        }
    }
    return earlier;
}

bool review_tell_values(ReviewState *state, CandidateNode *node, const IndexList *events) {
    Said *said = NULL;
    bool hidden = false;
    node->candidate.value_count = 0;
    for (size_t i = 0; i < events->count; i++) {
        const Event *event = &state->events[events->items[i]].event;
        const char *tab = event->kind == EVENT_VALUE ? strchr(event->value, '\t') : NULL;
        if (!tab || !event_counts(state, events->items[i])) {
            continue;
        }
        if (!state->opened && review_hides(state, event)) {
            hidden |= tab[1] != '\0';
            continue;
        }
        size_t at = label_at(state, (StringView){event->value, (size_t) (tab - event->value)});
        if (at == state->defined_label_count) {
            continue;
        }
        if (!said) {
            said = memory_new(state->defined_label_count * sizeof *said);
        }
        bool is_own = key_compare(event->reviewer, state->reviewer) == 0;
        *(is_own ? &said[at].own : &said[at].others) = tab[1] ? tab + 1 : NULL;
    }
    for (size_t i = 0; said && i < state->defined_label_count; i++) {
        const char *value = said[i].own ? said[i].own : said[i].others;
        if (value) {
            Candidate *candidate = &node->candidate;
            node->values = arena_grow(&state->arena, node->values, &node->value_capacity,
                                      candidate->value_count + 1, sizeof *node->values);
            node->values[candidate->value_count++] = (LabelValue){state->defined_labels[i].name, value};
        }
    }
    node->candidate.values = node->values;
    free(said);
    return hidden;
}
