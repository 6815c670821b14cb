#include "carrel/review/action.h"
#include "carrel/screening/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Whose decisions suggestions are learnt from.

static Key person(uint8_t number) {
    Key key = {{0}};
    key.bytes[0] = number;
    return key;
}

typedef struct {
    Arena arena;
    ReviewState *state;
    int64_t now;
} Table;

static ReviewAction begin(Table *table, uint8_t who) {
    return review_action_begin_as(key_new(), person(who), 1, table->now += 10, &table->arena);
}

static void done(Table *table, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(table->state, &action->events[i], false);
    }
}

static void expect(const Table *table, size_t included, size_t excluded) {
    IdList in = {0}, out = {0};
    tally_decided(table->state, &in, &out);
    assert_int_equal(in.count, included);
    assert_int_equal(out.count, excluded);
    id_list_free(&in);
    id_list_free(&out);
}

static void what_others_decided_counts_only_when_open(void **unused) {
    (void) unused;
    Table table = {.state = review_state_new(person(1), 1)};
    Key keys[4];
    for (int i = 0; i < 4; i++) {
        const char *ids[] = {"pmid:1", "pmid:2", "pmid:3", "pmid:4"};
        ReviewAction action = begin(&table, 1);
        CandidateFacts facts = {.identifiers = {&ids[i], 1}, .citation = "Invented", .origin = "search"};
        keys[i] = review_action_add(&action, &facts);
        done(&table, &action);
        review_state_set_study(table.state, keys[i], i + 1);
    }
    expect(&table, 0, 0);
    ReviewAction own = begin(&table, 1);
    review_action_decide(&own, keys[0], DECISION_INCLUDE, NULL);
    review_action_decide(&own, keys[1], DECISION_MAYBE, NULL);
    done(&table, &own);
    ReviewAction others = begin(&table, 2);
    review_action_decide(&others, keys[0], DECISION_EXCLUDE, NULL);
    review_action_decide(&others, keys[2], DECISION_EXCLUDE, NULL);
    review_action_decide(&others, keys[3], DECISION_INCLUDE, NULL);
    done(&table, &others);
    expect(&table, 1, 0); // blind: as if nobody else had voted
    ReviewAction open = begin(&table, 1);
    review_action_setting(&open, "blind", "no");
    done(&table, &open);
    expect(&table, 2, 1); // one's own stays one's own
    review_state_free(table.state);
    arena_free(&table.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_others_decided_counts_only_when_open)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
