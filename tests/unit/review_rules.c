#include "carrel/review/action.h"
#include "carrel/review/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct {
    Arena arena;
    ReviewState *state;
    Key keys[4];
    int64_t now;
} Desk;

static Key key_of(uint8_t number) {
    return (Key){{number}};
}

static void add(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
}

static void decide(Desk *desk, uint8_t who, const char *name, int study, Decision decision,
                   const char *reason) {
    ReviewAction action = review_action_begin_as(key_new(), key_of(who), 1, ++desk->now, &desk->arena);
    if (name) {
        review_action_name(&action, name);
    }
    review_action_decide(&action, desk->keys[study], decision, reason);
    add(desk, &action);
}

static void begin(Desk *desk) {
    *desk = (Desk){.state = review_state_new(key_of(1), 1), .now = 10};
    ReviewAction action = review_action_begin(desk->state, 1, &desk->arena);
    for (int i = 0; i < 4; i++) {
        CandidateFacts facts = {.citation = "A study"};
        desk->keys[i] = review_action_add(&action, &facts);
    }
    add(desk, &action);
    decide(desk, 7, "rule: too old", 0, DECISION_EXCLUDE, "too old");
    decide(desk, 7, NULL, 1, DECISION_EXCLUDE, "too old");
}

static void end(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static void what_a_rule_excluded_needs_nobody(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    ReviewCounts counts = review_state_counts(desk.state, INT64_MAX);
    assert_int_equal(counts.candidates, 4);
    assert_int_equal(counts.undecided, 2);
    assert_int_equal(counts.ruled_out, 2);
    assert_true(review_state_is_ruled_out(desk.state, desk.keys[0]));
    assert_false(review_state_is_ruled_out(desk.state, desk.keys[2]));
    Outcome outcome = review_state_outcome(desk.state, desk.keys[0], 1);
    assert_true(outcome.by_rule);
    assert_int_equal(outcome.decision, DECISION_EXCLUDE);
    assert_string_equal(outcome.reason, "too old");
    end(&desk);
}

static void a_person_has_the_last_word(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide(&desk, 1, "Ana", 0, DECISION_INCLUDE, NULL);
    assert_false(review_state_is_ruled_out(desk.state, desk.keys[0]));
    assert_true(review_state_is_due(desk.state, desk.keys[0], 2));
    decide(&desk, 1, NULL, 1, DECISION_LATER, NULL); // no vote: the rule speaks on
    ReviewCounts counts = review_state_counts(desk.state, INT64_MAX);
    assert_int_equal(counts.included, 1);
    assert_int_equal(counts.ruled_out, 1);
    assert_int_equal(counts.undecided, 2);
    assert_int_equal(counts.later, 0);
    end(&desk);
}

static void a_rule_can_take_it_back(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide(&desk, 7, NULL, 0, DECISION_NONE, NULL);
    assert_false(review_state_is_ruled_out(desk.state, desk.keys[0]));
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).undecided, 3);
    end(&desk);
}

// The name may come after the votes: from a file that is merged later.
static void a_name_makes_it_a_rule(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide(&desk, 8, NULL, 2, DECISION_EXCLUDE, "animals");
    assert_false(review_state_is_ruled_out(desk.state, desk.keys[2]));
    ReviewAction action = review_action_begin_as(key_new(), key_of(8), 1, ++desk.now, &desk.arena);
    review_action_name(&action, "rule: no animals");
    add(&desk, &action);
    assert_true(review_state_is_ruled_out(desk.state, desk.keys[2]));
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).undecided, 1);
    end(&desk);
}

static void blind_rules_are_told(void **unused) {
    (void) unused;
    Desk desk;
    Vote *votes;
    begin(&desk);
    decide(&desk, 9, "Ben", 0, DECISION_INCLUDE, NULL);
    size_t count = review_state_votes(desk.state, desk.keys[0], 1, false, &desk.arena, &votes);
    assert_int_equal(count, 2);
    assert_true(votes[0].told);
    assert_false(votes[1].told);
    assert_true(review_state_is_ruled_out(desk.state, desk.keys[0])); // of Ben nothing is known
    end(&desk);
}

// The rule's name is told first, by an action that no undo takes back.
static void who_carries_it_out_takes_it_back(void **unused) {
    (void) unused;
    Desk desk;
    Key about;
    size_t count;
    begin(&desk);
    ReviewAction action = review_action_begin(desk.state, ++desk.now, &desk.arena);
    review_action_setting(&action, RULE_SETTING, "too old");
    action.reviewer = key_of(7);
    review_action_decide(&action, desk.keys[2], DECISION_EXCLUDE, "too old");
    review_action_decide(&action, desk.keys[3], DECISION_EXCLUDE, "too old");
    add(&desk, &action);
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).ruled_out, 4);
    Key target = review_state_undo_target(desk.state, &about, &count);
    assert_int_equal(key_compare(target, action.action), 0);
    assert_int_equal(count, 2);
    assert_int_equal(key_compare(about, desk.keys[2]), 0);

    // Somebody else's undo of it says nothing.
    ReviewAction others = review_action_begin_as(key_new(), key_of(9), 1, ++desk.now, &desk.arena);
    review_action_undo(&others, target);
    add(&desk, &others);
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).ruled_out, 4);
    ReviewAction undo = review_action_begin(desk.state, ++desk.now, &desk.arena);
    review_action_undo(&undo, target);
    add(&desk, &undo);
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).ruled_out, 2);
    assert_false(review_state_is_ruled_out(desk.state, desk.keys[3]));
    target = review_state_redo_target(desk.state, &about, &count);
    assert_int_equal(count, 2);
    ReviewAction redo = review_action_begin(desk.state, ++desk.now, &desk.arena);
    review_action_undo(&redo, target);
    add(&desk, &redo);
    assert_int_equal(review_state_counts(desk.state, INT64_MAX).ruled_out, 4);

    // What is not said to be of a rule does not go with another's action.
    action = review_action_begin(desk.state, ++desk.now, &desk.arena);
    review_action_note(&action, desk.keys[2], "a note");
    action.reviewer = key_of(9);
    review_action_decide(&action, desk.keys[2], DECISION_INCLUDE, NULL);
    add(&desk, &action);
    undo = review_action_begin(desk.state, ++desk.now, &desk.arena);
    review_action_undo(&undo, action.action);
    add(&desk, &undo);
    Vote *votes;
    assert_int_equal(review_state_votes(desk.state, desk.keys[2], 1, false, &desk.arena, &votes), 2);
    end(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_rule_excluded_needs_nobody),
        cmocka_unit_test(a_person_has_the_last_word),
        cmocka_unit_test(a_rule_can_take_it_back),
        cmocka_unit_test(a_name_makes_it_a_rule),
        cmocka_unit_test(blind_rules_are_told),
        cmocka_unit_test(who_carries_it_out_takes_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
