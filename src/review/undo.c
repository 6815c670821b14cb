#include "state.h"

#include "carrel/base/memory.h"
#include "carrel/review/notices.h"
#include "carrel/review/outcome.h"

#include <stdlib.h>

// An undo counts where it is by the reviewer whose action it names, is itself in force, and
// its action began later than the one it names. Since every undo is later than its
// target, one walk from the newest action to the oldest settles all of them.

static uint32_t find_action(ReviewState *state, Key key) {
    uint32_t *place = key_table_place(&state->action_table, key);
    if (*place == INDEX_NONE) {
        *place = (uint32_t) state->action_count;
        state->actions = vec_grow(state->actions, &state->action_capacity, state->action_count + 1,
                                  sizeof *state->actions);
        state->actions[state->action_count++] = (LoggedAction){
            .key = key, .first_event = INDEX_NONE, .last_event = INDEX_NONE, .first_undo = INDEX_NONE};
    }
    return *place;
}

// It matters to those who would undo the action, and to what is told of it while the review is blind.
static void set_reviewer(ReviewState *state, LoggedAction *action, Key reviewer) {
    if (key_compare(action->reviewer, reviewer) != 0) {
        if (action->first_undo != INDEX_NONE || !key_is_none(action->reviewer)) {
            action->reviewer_changed = state->undo_dirty = true;
        }
        action->reviewer = reviewer;
    }
}

// The action's place follows from its earliest event.
static void count_event(ReviewState *state, uint32_t index, uint32_t event) {
    LoggedAction *action = &state->actions[index];
    Moment moment = event_moment(state, event);
    if (action->known && moment_compare(action->first, moment) <= 0) {
        return;
    }
    if (action->known) {
        state->actions_unsorted = state->undo_dirty = true;
    } else if (!state->actions_unsorted) {
        IndexList *order = &state->actions_in_order;
        state->actions_unsorted =
            order->count && moment_compare(state->actions[order->items[order->count - 1]].first, moment) > 0;
        index_list_add(order, index);
    }
    action->known = true;
    action->first = moment;
    if (!action->is_import) {
        set_reviewer(state, action, state->events[event].event.reviewer);
    }
}

void review_file_action(ReviewState *state, uint32_t event) {
    LoggedEvent *logged = &state->events[event];
    Key target;
    if (logged->event.kind == EVENT_UNDO && key_from_text(sv(logged->event.value), &target)) {
        logged->target = find_action(state, target);
        LoggedAction *named = &state->actions[logged->target];
        logged->next_undo = named->first_undo;
        named->first_undo = event;
        state->undo_dirty = true;
    }
    logged->action = find_action(state, logged->event.action);
    LoggedAction *action = &state->actions[logged->action];
    if (action->last_event == INDEX_NONE) {
        action->first_event = event;
    } else {
        state->events[action->last_event].next_of_action = event;
    }
    action->last_event = event;
    state->undo_dirty |= action->first_undo != INDEX_NONE;
    count_event(state, logged->action, event);
}

void review_mark_import(ReviewState *state, uint32_t event) {
    LoggedAction *action = &state->actions[state->events[event].action];
    Key other;
    bool is_import = state->events[event].event.kind == EVENT_IMPORT
                         ? !review_names_import(state->events[event].event.value, &other)
                         : review_is_imported(state, event);
    Moment moment = event_moment(state, event);
    if (is_import && (!action->is_import || moment_compare(moment, action->first_import) < 0)) {
        state->undo_dirty |= action->first_undo != INDEX_NONE;
        action->is_import = true;
        action->first_import = moment;
        set_reviewer(state, action, state->events[event].event.reviewer);
    }
}

void review_recount_action(ReviewState *state, uint32_t index) {
    LoggedAction *action = &state->actions[index];
    state->actions_unsorted = state->undo_dirty = true;
    action->known = action->is_import = false;
    for (uint32_t i = action->first_event; i != INDEX_NONE; i = state->events[i].next_of_action) {
        if (!state->events[i].gone) {
            count_event(state, index, i);
            review_mark_import(state, i);
        }
    }
}

static int compare_actions(const void *a, const void *b) {
    return moment_compare(((const LoggedAction *const *) a)[0]->first,
                          ((const LoggedAction *const *) b)[0]->first);
}

void review_settle_action_order(ReviewState *state) {
    if (!state->actions_unsorted) {
        return;
    }
    state->actions_unsorted = false;
    const LoggedAction **known = memory_new((state->action_count + 1) * sizeof(LoggedAction *));
    size_t count = 0;
    for (size_t i = 0; i < state->action_count; i++) {
        if (state->actions[i].known) {
            known[count++] = &state->actions[i];
        }
    }
    qsort(known, count, sizeof *known, compare_actions);
    state->actions_in_order.count = 0;
    for (size_t i = 0; i < count; i++) {
        index_list_add(&state->actions_in_order, (uint32_t) (known[i] - state->actions));
    }
    free(known);
}

// Whether undo event `u` holds: needs that all later actions are settled.
static bool holds(const ReviewState *state, uint32_t u) {
    const LoggedEvent *undo = &state->events[u];
    const LoggedAction *target = &state->actions[undo->target], *action = &state->actions[undo->action];
    return !undo->gone && target->known && moment_compare(target->first, action->first) < 0 &&
           key_compare(undo->event.reviewer, target->reviewer) == 0 && event_counts(state, u);
}

static bool is_undone(const ReviewState *state, const LoggedAction *action) {
    for (uint32_t u = action->first_undo; u != INDEX_NONE; u = state->events[u].next_undo) {
        if (holds(state, u)) {
            return true;
        }
    }
    return false;
}

// Whether a person carries out a rule by it.
static bool is_of_rule(const ReviewState *state, const LoggedAction *action) {
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        const Event *event = &state->events[e].event;
        if (!state->events[e].gone && event->kind == EVENT_SETTING &&
            sv_starts(sv(event->value), SV(RULE_SETTING "=")) &&
            key_compare(event->reviewer, action->reviewer) == 0) {
            return true;
        }
    }
    return false;
}

void review_settle_undo(ReviewState *state) {
    if (!state->undo_dirty) {
        return;
    }
    state->undo_dirty = false;
    review_settle_action_order(state);
    for (size_t i = state->actions_in_order.count; i-- > 0;) {
        LoggedAction *action = &state->actions[state->actions_in_order.items[i]];
        bool undone = is_undone(state, action);
        bool all_undone = undone && (action->is_import || is_of_rule(state, action));
        if (undone == action->undone && all_undone == action->all_undone && !action->reviewer_changed) {
            continue;
        }
        action->reviewer_changed = false;
        action->undone = undone;
        action->all_undone = all_undone;
        for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
            review_touch_event(state, e);
        }
    }
}

static bool is_chase(const ReviewState *state, const LoggedAction *action) {
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        if (!state->events[e].gone && review_is_chased(state, e)) {
            return true;
        }
    }
    return false;
}

static bool takes_import_back(const ReviewState *state, uint32_t undo) {
    uint32_t target = state->events[undo].target;
    const LoggedAction *action = target == INDEX_NONE ? NULL : &state->actions[target];
    return action && action->is_import && action->known && !is_chase(state, action);
}

// Whether a person thinks of it as something done that "undo" takes back. An import is nobody's deed,
// even while it runs; taking one back is, and so is chasing citations.
static bool is_on_line(const ReviewState *state, const LoggedAction *action) {
    bool on_line = false;
    if (key_compare(action->reviewer, state->reviewer) != 0 ||
        (action->is_import && !is_chase(state, action))) {
        return false;
    }
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        if (state->events[e].gone) {
            continue;
        }
        const Event *event = &state->events[e].event;
        switch (event->kind) {
        case EVENT_REVIEWER:
        case EVENT_READ:
            break;
        case EVENT_SETTING:
            on_line |= !sv_starts(sv(event->value), SV(NOTICES_SETTING "="));
            break;
        case EVENT_UNDO:
            on_line |= takes_import_back(state, e);
            break;
        default:
            on_line = true;
        }
    }
    return on_line;
}

static int compare_roots(const void *a, const void *b) {
    uint32_t one = *(const uint32_t *) a, other = *(const uint32_t *) b;
    return one < other ? -1 : one > other;
}

static void tell_about(const ReviewState *state, const LoggedAction *action, Key *about, size_t *count) {
    Moment first = {0};
    IndexList roots = {0};
    *about = (Key){{0}};
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        if (state->events[e].gone) {
            continue;
        }
        Moment moment = event_moment(state, e);
        uint32_t node = state->events[e].node;
        uint32_t root = node == INDEX_NONE ? INDEX_NONE : state->nodes[node].root;
        if (root == INDEX_NONE) {
            continue;
        }
        if (roots.count == 0 || moment_compare(moment, first) < 0) {
            first = moment;
            *about = state->nodes[root].candidate.key;
        }
        index_list_add(&roots, root);
    }
    if (roots.count > 1) {
        qsort(roots.items, roots.count, sizeof *roots.items, compare_roots);
    }
    *count = roots.count > 0;
    for (size_t i = 1; i < roots.count; i++) {
        *count += roots.items[i] != roots.items[i - 1];
    }
    free(roots.items);
}

Key review_state_undo_target(const ReviewState *state, Key *about, size_t *count) {
    ReviewState *settled = review_state_settle(state);
    review_settle_action_order(settled);
    for (size_t i = settled->actions_in_order.count; i-- > 0;) {
        const LoggedAction *action = &settled->actions[settled->actions_in_order.items[i]];
        if (!action->undone && is_on_line(settled, action)) {
            tell_about(settled, action, about, count);
            return action->key;
        }
    }
    *about = (Key){{0}};
    *count = 0;
    return (Key){{0}};
}

// The action that an undo in this one takes back, where that can be redone: of several the one that
// was named first.
static const LoggedAction *taken_back(const ReviewState *state, const LoggedAction *action) {
    uint32_t first = INDEX_NONE;
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        if (state->events[e].target != INDEX_NONE && state->events[e].event.kind == EVENT_UNDO &&
            holds(state, e) && is_on_line(state, &state->actions[state->events[e].target]) &&
            (first == INDEX_NONE || moment_compare(event_moment(state, e), event_moment(state, first)) < 0)) {
            first = e;
        }
    }
    return first == INDEX_NONE ? NULL : &state->actions[state->events[first].target];
}

Key review_state_redo_target(const ReviewState *state, Key *about, size_t *count) {
    ReviewState *settled = review_state_settle(state);
    review_settle_action_order(settled);
    for (size_t i = settled->actions_in_order.count; i-- > 0;) {
        const LoggedAction *action = &settled->actions[settled->actions_in_order.items[i]];
        if (is_on_line(settled, action)) {
            break;
        }
        const LoggedAction *back = key_compare(action->reviewer, settled->reviewer) == 0 && !action->undone
                                       ? taken_back(settled, action)
                                       : NULL;
        if (back) {
            tell_about(settled, back, about, count);
            return action->key;
        }
    }
    *about = (Key){{0}};
    *count = 0;
    return (Key){{0}};
}

bool review_state_is_undone(const ReviewState *state, Key action) {
    const ReviewState *settled = review_state_settle(state);
    uint32_t index = key_table_get(&settled->action_table, action);
    return index != INDEX_NONE && settled->actions[index].undone;
}
