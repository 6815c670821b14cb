#include "carrel/review/action.h"
#include "carrel/review/outcome.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

// A review of one candidate and three people; 0 is the one whose state it is.
typedef struct {
    Arena arena;
    ReviewState *state;
    Key candidate;
    int64_t now;
} Table;

static Key person(unsigned number) {
    Key key = {{0}};
    key.bytes[0] = (uint8_t) (number + 1);
    return key;
}

static ReviewAction begin(Table *table, unsigned who, int stage) {
    return review_action_begin_as(key_new(), person(who), stage, table->now += 10, &table->arena);
}

static void done(Table *table, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(table->state, &action->events[i], false);
    }
}

static void set(Table *table, const char *name, const char *value) {
    ReviewAction action = begin(table, 0, 1);
    review_action_setting(&action, name, value);
    done(table, &action);
}

static void vote(Table *table, unsigned who, int stage, Decision decision, const char *reason) {
    ReviewAction action = begin(table, who, stage);
    review_action_decide(&action, table->candidate, decision, reason);
    done(table, &action);
}

static Table table_new(bool open) {
    Table table = {.state = review_state_new(person(0), 1), .now = 1000};
    const char *items[] = {"pmid:11"};
    CandidateFacts facts = {{items, 1}, "A study", "search"};
    ReviewAction action = begin(&table, 0, 1);
    table.candidate = review_action_add(&action, &facts);
    done(&table, &action);
    if (open) {
        set(&table, "blind", "no");
    }
    return table;
}

static void table_free(Table *table) {
    review_state_free(table->state);
    arena_free(&table->arena);
}

static Outcome outcome(const Table *table, int stage) {
    return review_state_outcome(table->state, table->candidate, stage);
}

// What two votes come to, by the rule of the review.
static void two_votes(void **unused) {
    (void) unused;
    static const struct {
        const char *agree;
        Decision mine, theirs;
        OutcomeKind kind;
        Decision decision;
    } cases[] = {
        {NULL, DECISION_INCLUDE, DECISION_INCLUDE, OUTCOME_AGREED, DECISION_INCLUDE},
        {NULL, DECISION_EXCLUDE, DECISION_EXCLUDE, OUTCOME_AGREED, DECISION_EXCLUDE},
        {NULL, DECISION_MAYBE, DECISION_MAYBE, OUTCOME_AGREED, DECISION_MAYBE},
        {NULL, DECISION_MAYBE, DECISION_INCLUDE, OUTCOME_AGREED, DECISION_INCLUDE},
        {NULL, DECISION_INCLUDE, DECISION_MAYBE, OUTCOME_AGREED, DECISION_INCLUDE},
        {NULL, DECISION_MAYBE, DECISION_EXCLUDE, OUTCOME_CONFLICT, DECISION_NONE},
        {NULL, DECISION_INCLUDE, DECISION_EXCLUDE, OUTCOME_CONFLICT, DECISION_NONE},
        {"none", DECISION_MAYBE, DECISION_INCLUDE, OUTCOME_CONFLICT, DECISION_NONE},
        {"include+maybe", DECISION_MAYBE, DECISION_INCLUDE, OUTCOME_AGREED, DECISION_INCLUDE},
        {NULL, DECISION_LATER, DECISION_INCLUDE, OUTCOME_NEEDS_VOTE, DECISION_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Table table = table_new(true);
        set(&table, "votes", "2");
        if (cases[i].agree) {
            set(&table, "agree", cases[i].agree);
        }
        assert_int_equal(outcome(&table, 1).kind, OUTCOME_OPEN);
        vote(&table, 1, 1, cases[i].theirs, NULL);
        assert_int_equal(outcome(&table, 1).kind, OUTCOME_NEEDS_VOTE);
        vote(&table, 0, 1, cases[i].mine, NULL);
        assert_int_equal(outcome(&table, 1).kind, cases[i].kind);
        assert_int_equal(outcome(&table, 1).decision, cases[i].decision);
        table_free(&table);
    }
}

static void while_blind_only_ones_own_vote_counts(void **unused) {
    (void) unused;
    Table table = table_new(false);
    assert_true(review_state_is_blind(table.state));
    vote(&table, 1, 1, DECISION_EXCLUDE, NULL);
    assert_int_equal(outcome(&table, 1).kind, OUTCOME_OPEN);
    vote(&table, 0, 1, DECISION_INCLUDE, NULL);
    assert_int_equal(outcome(&table, 1).kind, OUTCOME_AGREED);
    assert_int_equal(outcome(&table, 1).decision, DECISION_INCLUDE);
    set(&table, "blind", "no");
    assert_false(review_state_is_blind(table.state));
    assert_int_equal(outcome(&table, 1).kind, OUTCOME_CONFLICT);
    table_free(&table);
}

static void reasons_must_agree_at_full_text(void **unused) {
    (void) unused;
    Table table = table_new(true);
    for (int stage = 1; stage <= 2; stage++) {
        vote(&table, 0, stage, DECISION_EXCLUDE, "animals");
        vote(&table, 1, stage, DECISION_EXCLUDE, "wrong drug");
        assert_int_equal(outcome(&table, stage).kind, stage == 1 ? OUTCOME_AGREED : OUTCOME_CONFLICT);
    }
    vote(&table, 1, 2, DECISION_EXCLUDE, "animals");
    assert_int_equal(outcome(&table, 2).kind, OUTCOME_AGREED);
    assert_string_equal(outcome(&table, 2).reason, "animals");
    table_free(&table);
}

static void a_person_settles_a_conflict(void **unused) {
    (void) unused;
    Table table = table_new(true);
    vote(&table, 0, 1, DECISION_INCLUDE, NULL);
    vote(&table, 1, 1, DECISION_EXCLUDE, NULL);
    ReviewAction action = begin(&table, 2, 1);
    review_action_settle(&action, table.candidate, DECISION_EXCLUDE, "no comparison");
    done(&table, &action);
    Outcome found = outcome(&table, 1);
    assert_int_equal(found.kind, OUTCOME_SETTLED);
    assert_int_equal(found.decision, DECISION_EXCLUDE);
    assert_string_equal(found.reason, "no comparison");
    assert_true(key_compare(found.by, person(2)) == 0);
    assert_int_equal(found.votes, 2);
    action = begin(&table, 2, 1);
    review_action_settle(&action, table.candidate, DECISION_NONE, NULL);
    done(&table, &action);
    assert_int_equal(outcome(&table, 1).kind, OUTCOME_CONFLICT);
    table_free(&table);
}

static void rules_decide_as_rules(void **unused) {
    (void) unused;
    Table table = table_new(true);
    set(&table, "votes", "2");
    ReviewAction action = begin(&table, 1, 1);
    review_action_name(&action, "rule: not a trial");
    review_action_decide(&action, table.candidate, DECISION_EXCLUDE, NULL);
    done(&table, &action);
    assert_true(outcome(&table, 1).by_rule);
    assert_int_equal(outcome(&table, 1).kind, OUTCOME_AGREED);
    vote(&table, 0, 1, DECISION_EXCLUDE, NULL);
    assert_false(outcome(&table, 1).by_rule);
    table_free(&table);
}

static void the_second_stage_takes_what_the_first_left_in(void **unused) {
    (void) unused;
    static const bool due[] = {
        [DECISION_NONE] = false, [DECISION_INCLUDE] = true, [DECISION_EXCLUDE] = false,
        [DECISION_MAYBE] = true, [DECISION_LATER] = false,
    };
    for (int i = DECISION_NONE; i <= DECISION_LATER; i++) {
        Table table = table_new(false);
        vote(&table, 0, 1, (Decision) i, NULL);
        assert_true(review_state_is_due(table.state, table.candidate, 1));
        assert_int_equal(review_state_is_due(table.state, table.candidate, 2), due[i]);
        table_free(&table);
    }
}

static void assert_due(const Table *table, size_t candidates, size_t undecided, size_t included) {
    ReviewCounts counts = review_state_counts(table->state, 0);
    assert_int_equal(counts.candidates, candidates);
    assert_int_equal(counts.undecided, undecided);
    assert_int_equal(counts.included, included);
}

// At full text counts are of what is due there, whatever changed it: votes, undoing, the rule.
static void counts_at_full_text_are_of_what_is_due(void **unused) {
    (void) unused;
    Table table = table_new(false);
    review_state_set_stage(table.state, 2);
    assert_due(&table, 0, 0, 0);
    vote(&table, 0, 1, DECISION_MAYBE, NULL);
    assert_due(&table, 1, 1, 0);
    vote(&table, 0, 2, DECISION_INCLUDE, NULL);
    assert_due(&table, 1, 0, 1);
    vote(&table, 1, 1, DECISION_EXCLUDE, NULL);
    assert_due(&table, 1, 0, 1); // blind: their vote is not seen
    set(&table, "blind", "no");
    assert_due(&table, 0, 0, 0);
    vote(&table, 1, 1, DECISION_INCLUDE, NULL);
    assert_due(&table, 1, 0, 1);
    set(&table, "votes", "3");
    assert_due(&table, 0, 0, 0);
    review_state_set_stage(table.state, 1);
    assert_int_equal(review_state_counts(table.state, 0).maybe, 1);
    table_free(&table);
}

// A state at one stage can become one at the other: as if it had been so from the beginning.
static void stages_are_kept_apart(void **unused) {
    (void) unused;
    Table table = table_new(false);
    vote(&table, 0, 1, DECISION_INCLUDE, NULL);
    vote(&table, 0, 2, DECISION_EXCLUDE, "animals");
    assert_int_equal(review_state_counts(table.state, 0).included, 1);
    review_state_set_stage(table.state, 2);
    const Candidate *candidate = review_state_by_key(table.state, table.candidate);
    assert_int_equal(candidate->own.decision, DECISION_EXCLUDE);
    assert_int_equal(review_state_counts(table.state, 0).excluded, 1);
    assert_int_equal(review_state_counts(table.state, 0).included, 0);
    PastDecision *past;
    assert_int_equal(review_state_last_decisions(table.state, &table.arena, 9, &past), 1);
    assert_int_equal(past[0].decision, DECISION_EXCLUDE);
    review_state_set_stage(table.state, 1);
    assert_int_equal(review_state_by_key(table.state, table.candidate)->own.decision, DECISION_INCLUDE);
    table_free(&table);
}

static void what_a_vote_says_beside(void **unused) {
    (void) unused;
    Table table = table_new(false);
    ReviewAction action = begin(&table, 0, 1);
    action.took_ms = 5200;
    action.blind = true;
    review_action_decide(&action, table.candidate, DECISION_EXCLUDE, "animals, blind took=1");
    done(&table, &action);
    const Candidate *candidate = review_state_by_key(table.state, table.candidate);
    assert_int_equal(candidate->own.took_ms, 5200);
    assert_string_equal(candidate->own.reason, "animals, blind took=1");
    vote(&table, 0, 1, DECISION_INCLUDE, NULL); // having seen the others' votes
    Vote *votes;
    assert_int_equal(review_state_votes(table.state, table.candidate, 1, true, &table.arena, &votes), 1);
    assert_int_equal(votes[0].decision, DECISION_EXCLUDE);
    assert_int_equal(votes[0].took_ms, 5200);
    assert_int_equal(review_state_votes(table.state, table.candidate, 1, false, &table.arena, &votes), 1);
    assert_int_equal(votes[0].decision, DECISION_INCLUDE);
    table_free(&table);
}

static void full_text_and_filled_in_abstract(void **unused) {
    (void) unused;
    Table table = table_new(false);
    const Candidate *candidate = review_state_by_key(table.state, table.candidate);
    assert_int_equal(candidate->retrieval, RETRIEVAL_NONE);
    ReviewAction action = begin(&table, 1, 2);
    review_action_retrieval(&action, table.candidate, RETRIEVAL_RETRIEVED, "papers/a b.pdf");
    review_action_abstract(&action, table.candidate, "Typed in.\nTwo lines.");
    done(&table, &action);
    candidate = review_state_by_key(table.state, table.candidate);
    assert_int_equal(candidate->retrieval, RETRIEVAL_RETRIEVED);
    assert_string_equal(candidate->file, "papers/a b.pdf");
    assert_string_equal(candidate->abstract, "Typed in.\nTwo lines.");
    action = begin(&table, 0, 2);
    review_action_retrieval(&action, table.candidate, RETRIEVAL_MISSING, NULL);
    review_action_abstract(&action, table.candidate, "");
    done(&table, &action);
    candidate = review_state_by_key(table.state, table.candidate);
    assert_int_equal(candidate->retrieval, RETRIEVAL_MISSING);
    assert_null(candidate->file);
    assert_null(candidate->abstract);
    table_free(&table);
}

static void assert_reasons(const Table *table, const char *expected) {
    TextList reasons = review_state_reasons(table->state);
    String line = {0};
    for (size_t i = 0; i < reasons.count; i++) {
        string_format(&line, "%s%s", i > 0 ? " | " : "", reasons.items[i]);
    }
    assert_string_equal(string_text(&line), expected);
    string_free(&line);
}

static void reasons_are_renamed_joined_and_ordered(void **unused) {
    (void) unused;
    Table table = table_new(true);
    ReviewAction action = begin(&table, 1, 1);
    review_action_reason(&action, "animals");
    review_action_reason(&action, "children");
    review_action_reason(&action, "wrong drug");
    done(&table, &action);
    assert_reasons(&table, "animals | children | wrong drug");
    vote(&table, 0, 2, DECISION_EXCLUDE, "animals");
    vote(&table, 1, 2, DECISION_EXCLUDE, "children");
    assert_int_equal(outcome(&table, 2).kind, OUTCOME_CONFLICT);

    action = begin(&table, 1, 1);
    review_action_rename_reason(&action, "animals", "population");
    done(&table, &action);
    assert_reasons(&table, "population | children | wrong drug");
    review_state_set_stage(table.state, 2);
    assert_string_equal(review_state_by_key(table.state, table.candidate)->own.reason, "population");
    action = begin(&table, 1, 1);
    review_action_rename_reason(&action, "children", "population");
    done(&table, &action);
    Key joining = action.action;
    assert_reasons(&table, "population | wrong drug");
    assert_int_equal(outcome(&table, 2).kind, OUTCOME_AGREED);
    assert_string_equal(outcome(&table, 2).reason, "population");

    set(&table, REASON_ORDER_SETTING, "wrong drug\nunheard of");
    assert_reasons(&table, "wrong drug | population");
    action = begin(&table, 1, 1);
    review_action_rename_reason(&action, "wrong drug", NULL);
    review_action_undo(&action, joining);
    done(&table, &action);
    assert_reasons(&table, "population | children");
    assert_int_equal(outcome(&table, 2).kind, OUTCOME_CONFLICT);
    table_free(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_votes),
        cmocka_unit_test(while_blind_only_ones_own_vote_counts),
        cmocka_unit_test(reasons_must_agree_at_full_text),
        cmocka_unit_test(a_person_settles_a_conflict),
        cmocka_unit_test(rules_decide_as_rules),
        cmocka_unit_test(the_second_stage_takes_what_the_first_left_in),
        cmocka_unit_test(counts_at_full_text_are_of_what_is_due),
        cmocka_unit_test(stages_are_kept_apart),
        cmocka_unit_test(what_a_vote_says_beside),
        cmocka_unit_test(full_text_and_filled_in_abstract),
        cmocka_unit_test(reasons_are_renamed_joined_and_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
