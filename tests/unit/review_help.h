#ifndef TESTS_REVIEW_HELP_H
#define TESTS_REVIEW_HELP_H

// What the tests of the review share: a review that one person, of key 1, works on at the first
// stage, ten milliseconds between actions.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carrel/review/action.h"

typedef struct {
    Arena arena;
    ReviewState *state;
    int64_t now;
} Desk;

static inline Key key_of(unsigned number) {
    Key key = {{0}};
    key.bytes[0] = (uint8_t) (number >> 8);
    key.bytes[15] = (uint8_t) number;
    return key;
}

static inline Desk desk_new(void) {
    return (Desk){.state = review_state_new(key_of(1), 1), .now = 1000};
}

static inline void desk_free(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static inline ReviewAction begin(Desk *desk) {
    desk->now += 10;
    return review_action_begin(desk->state, desk->now, &desk->arena);
}

// Adds the events of an action, as they are on disk.
static inline Key done(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
    return action->action;
}

#endif
