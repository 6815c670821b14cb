#include "carrel/review/outcome.h"
#include "carrel/review/team.h"
#include "hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// Random samples of candidates: the pilot and the audit.

static const char earlier_line[] = "earlier";

// "seed 7" at the beginning of a sample's setting; 0 where there is none.
static uint64_t seed_of(const char *value) {
    long long seed;
    StringView rest = sv(value), line;
    bool known = sv_line(&rest, &line) && sv_starts(line, SV("seed ")) && sv_number(sv_from(line, 5), &seed);
    return known && seed > 0 ? (uint64_t) seed : 0;
}

typedef struct {
    uint64_t hash;
    Key key;
} Drawn;

static int compare_drawn(const void *a, const void *b) {
    const Drawn *x = a, *y = b;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : key_compare(x->key, y->key);
}

// The first ones in an order that looks random and follows from keys and seed.
static size_t draw(Drawn *drawn, size_t count, uint64_t seed, size_t most) {
    char text[32];
    snprintf(text, sizeof text, "seed %" PRIu64, seed);
    for (size_t i = 0; i < count; i++) {
        drawn[i].hash = review_hash(drawn[i].key, sv(text));
    }
    if (count > 1) {
        qsort(drawn, count, sizeof *drawn, compare_drawn);
    }
    return count < most ? count : most;
}

static void add_lines(const Drawn *drawn, size_t count, uint64_t seed, String *value) {
    string_format(value, "seed %" PRIu64, seed);
    for (size_t i = 0; i < count; i++) {
        char key[KEY_TEXT_SIZE];
        key_to_text(drawn[i].key, key);
        string_format(value, "\n%s", key);
    }
}

// Keys of a setting's value, those behind "earlier" only where asked for; in the arena.
static size_t keys_of(const ReviewState *state, const char *value, bool all, Arena *arena, Key **keys) {
    StringView rest = sv(value), line;
    size_t count = 0, capacity = 0;
    Key key;
    *keys = NULL;
    while (sv_line(&rest, &line) && (all || !sv_equal(line, sv(earlier_line)))) {
        const Candidate *candidate = key_from_text(line, &key) ? review_state_by_key(state, key) : NULL;
        if (candidate) {
            *keys = arena_grow(arena, *keys, &capacity, count + 1, sizeof **keys);
            (*keys)[count++] = candidate->key;
        }
    }
    return count;
}

static bool is_among(const Key *keys, size_t count, Key key) {
    for (size_t i = 0; i < count; i++) {
        if (key_compare(keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

size_t review_action_pilot(ReviewAction *action, const ReviewState *state, size_t most) {
    const char *before = review_state_setting(state, PILOT_SETTING);
    size_t all = review_state_count(state), count = 0;
    Key *old;
    size_t old_count = keys_of(state, before, true, action->arena, &old);
    Drawn *drawn = ARENA_ARRAY(action->arena, Drawn, all + 1);
    for (size_t i = 0; i < all; i++) {
        Key key = review_state_at(state, i)->key;
        if (review_state_is_due(state, key, review_state_stage(state)) && !is_among(old, old_count, key)) {
            drawn[count++].key = key;
        }
    }
    uint64_t seed = all > 0 ? review_hash(review_state_at(state, 0)->key, SV("pilot")) % 1000000 + 1 : 1;
    size_t taken = draw(drawn, count, seed, most);
    if (taken > 0) {
        String value = {0};
        add_lines(drawn, taken, seed, &value);
        for (size_t i = 0; i < old_count; i++) {
            char key[KEY_TEXT_SIZE];
            key_to_text(old[i], key);
            string_format(&value, "\n%s%s", i == 0 ? "earlier\n" : "", key);
        }
        review_action_setting(action, PILOT_SETTING, string_text(&value));
        string_free(&value);
    }
    return taken;
}

uint64_t review_state_audit_seed(const ReviewState *state) {
    return seed_of(review_state_setting(state, AUDIT_SETTING)) + 1;
}

size_t review_action_audit(ReviewAction *action, const ReviewState *state, size_t most, uint64_t seed) {
    size_t all = review_state_count(state), count = 0;
    int stage = review_state_stage(state);
    Drawn *drawn = ARENA_ARRAY(action->arena, Drawn, all + 1);
    for (size_t i = 0; i < all; i++) {
        Key key = review_state_at(state, i)->key;
        if (review_state_is_due(state, key, stage) &&
            review_state_outcome(state, key, stage).decision == DECISION_EXCLUDE) {
            drawn[count++].key = key;
        }
    }
    size_t taken = draw(drawn, count, seed, most);
    if (taken > 0) {
        String value = {0};
        add_lines(drawn, taken, seed, &value);
        review_action_setting(action, AUDIT_SETTING, string_text(&value));
        string_free(&value);
    }
    return taken;
}

size_t review_state_sample(const ReviewState *state, const char *setting, Arena *arena,
                           const Candidate ***candidates) {
    Key *keys;
    size_t count = keys_of(state, review_state_setting(state, setting), false, arena, &keys), kept = 0;
    *candidates = ARENA_ARRAY(arena, const Candidate *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_by_key(state, keys[i]);
        if (!candidate->withdrawn && !is_among(keys, i, keys[i])) {
            (*candidates)[kept++] = candidate;
        }
    }
    return kept;
}
