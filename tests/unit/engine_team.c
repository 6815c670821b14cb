#include "engine_help.h"

#include "carrel/review/team.h"
#include "carrel/screening/reviewing.h"

// What queries tell of a team's votes, blind and open.

static const Key anna = {{7}}, ben = {{8}}, zoe = {{9}};

typedef struct {
    Place *place;
    ReviewState *review;
    Key keys[8]; // of studies 1 … 7
} Team;

static ReviewAction begin(const Team *team, Key who) {
    return review_action_begin_as(key_new(), who, 1, review_state_last_time(team->review) + 1,
                                  &team->place->arena);
}

static void done(const Team *team, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(team->review, &action->events[i], false);
    }
}

static void set(const Team *team, const char *name, const char *value) {
    ReviewAction action = begin(team, anna);
    review_action_setting(&action, name, value);
    done(team, &action);
}

static void vote(const Team *team, Key who, int study, Decision decision) {
    ReviewAction action = begin(team, who);
    review_action_decide(&action, team->keys[study], decision, NULL);
    done(team, &action);
}

static void name(const Team *team, Key who, const char *text) {
    ReviewAction action = begin(team, who);
    review_action_name(&action, text);
    done(team, &action);
}

// 1 both include; 2 in conflict; 3 only Anna; 4 only Ben; 5 nobody; 6 in conflict and settled;
// 7 Anna put off, Ben includes.
static Team team_new(void **state) {
    Team team = {.place = *state, .review = review_state_new(anna, 1)};
    name(&team, anna, "Anna A");
    name(&team, ben, "Ben");
    for (int i = 1; i <= 7; i++) {
        const char *items[] = {arena_format(&team.place->arena, "pmid:%d", i)};
        CandidateFacts facts = {{items, 1}, "Invented", "search"};
        ReviewAction action = begin(&team, anna);
        team.keys[i] = review_action_add(&action, &facts);
        done(&team, &action);
    }
    vote(&team, anna, 1, DECISION_INCLUDE);
    vote(&team, ben, 1, DECISION_INCLUDE);
    vote(&team, anna, 2, DECISION_MAYBE);
    vote(&team, ben, 2, DECISION_EXCLUDE);
    vote(&team, anna, 3, DECISION_EXCLUDE);
    vote(&team, ben, 4, DECISION_EXCLUDE);
    vote(&team, anna, 6, DECISION_INCLUDE);
    vote(&team, ben, 6, DECISION_EXCLUDE);
    vote(&team, anna, 7, DECISION_LATER);
    vote(&team, ben, 7, DECISION_INCLUDE);
    ReviewAction action = begin(&team, zoe);
    review_action_settle(&action, team.keys[6], DECISION_EXCLUDE, NULL);
    done(&team, &action);
    set(&team, "votes", "2");
    return team;
}

// The ids of a leaf as "1 3 "; the refusal where it is refused.
static const char *answer(const Team *team, const char *query) {
    Arena *arena = &team->place->arena;
    Error err = {0};
    IdList ids = {0};
    String text = {0};
    QueryNode *leaf = query_parse(sv(query), arena, NULL, NULL, &err);
    if (!leaf) {
        fail_msg("%s: %s", query, err.text);
    }
    assert_true(review_answers(leaf));
    if (!review_leaf_ids(team->review, NULL, leaf, &ids, &err)) {
        assert_int_equal(err.kind, ERROR_USAGE);
        string_add_text(&text, err.text);
    }
    for (size_t i = 0; i < ids.count; i++) {
        string_format(&text, "%lld ", (long long) ids.ids[i]);
    }
    const char *copy = arena_copy(arena, string_text(&text));
    string_free(&text);
    id_list_free(&ids);
    return copy;
}

static void assert_answer(const Team *team, const char *query, const char *expected) {
    const char *found = answer(team, query);
    if (strcmp(found, expected) != 0) {
        fail_msg("%s: expected \"%s\", got \"%s\"", query, expected, found);
    }
}

static void an_open_review_tells(void **state) {
    Team team = team_new(state);
    set(&team, "blind", "no");
    static const char *const cases[][2] = {
        {"final:include", "1 "},         {"final:exclude", "6 "},  {"final:maybe", ""},
        {"final:open", "3 4 5 7 "},      {"final:conflict", "2 "}, {"is:conflict", "2 "},
        {"needs:vote", "4 5 7 "},        {"needs:second", "4 7 "}, {"by:ben", "1 2 4 6 7 "},
        {"by:\"anna a\"", "1 2 3 6 7 "}, {"by:b*", "1 2 4 6 7 "},  {"by:zoe", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_answer(&team, cases[i][0], cases[i][1]);
    }
    set(&team, "votes", "1"); // nobody has to vote a second time
    assert_answer(&team, "needs:second", "");
    assert_answer(&team, "needs:vote", "5 ");
    review_state_free(team.review);
}

static void a_blind_review_tells_nothing_of_others(void **state) {
    Team team = team_new(state);
    static const char *const refused[] = {"final:include",  "final:exclude", "final:maybe",  "final:open",
                                          "final:conflict", "is:conflict",   "needs:second", "by:ben",
                                          "by:b*",          "by:nobody"};
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof refused / sizeof refused[0]; k++) {
            const char *found = answer(&team, refused[k]);
            if (!strstr(found, "is not told: the review is blind")) {
                fail_msg("%s: \"%s\"", refused[k], found);
            }
        }
        assert_answer(&team, "by:\"anna a\"", "1 2 3 6 7 ");
        assert_answer(&team, "by:anna*", "1 2 3 6 7 ");
        assert_answer(&team, "needs:vote", "4 5 7 "); // whatever Ben did
        set(&team, "blind", i == 0 ? "yes" : "no");
    }
    review_state_free(team.review);
}

// While the review is blind every answer is the same as in a review where nobody else ever voted.
static void a_blind_review_is_as_if_one_were_alone(void **state) {
    Team team = team_new(state);
    ReviewState *alone = review_state_new(anna, 1);
    Team single = team;
    single.review = alone;
    name(&single, anna, "Anna A");
    for (int i = 1; i <= 7; i++) {
        const char *items[] = {arena_format(&team.place->arena, "pmid:%d", i)};
        CandidateFacts facts = {{items, 1}, "Invented", "search"};
        ReviewAction action = begin(&single, anna);
        single.keys[i] = review_action_add(&action, &facts);
        done(&single, &action);
    }
    vote(&single, anna, 1, DECISION_INCLUDE);
    vote(&single, anna, 2, DECISION_MAYBE);
    vote(&single, anna, 3, DECISION_EXCLUDE);
    vote(&single, anna, 6, DECISION_INCLUDE);
    vote(&single, anna, 7, DECISION_LATER);
    ReviewAction label = begin(&team, ben);
    review_action_label(&label, team.keys[5], "mice", true);
    review_action_note(&label, team.keys[5], "surely not");
    done(&team, &label);
    static const char *const queries[] = {
        "is:include", "is:exclude",  "is:maybe",      "is:later",      "is:undecided",
        "is:read",    "is:dup",      "tag:mice",      "tag:m*",        "has:label",
        "has:note",   "note:surely", "reason:x",      "needs:vote",    "is:mine",
        "is:pilot",   "is:audit",    "by:\"anna a\"", "final:include", "is:conflict",
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        assert_answer(&team, queries[i], answer(&single, queries[i]));
    }
    review_state_free(alone);
    review_state_free(team.review);
}

static void shares_and_samples(void **state) {
    Team team = team_new(state);
    Error err = {0};
    WorkSplit split;
    assert_answer(&team, "is:mine", "1 2 3 4 5 6 7 ");
    ReviewAction action = begin(&team, anna);
    assert_true(work_split_parse(SV("anna a,Ben"), 0, &team.place->arena, &split, &err));
    review_action_split(&action, &split);
    done(&team, &action);
    IdList mine = {0}, theirs = {0};
    QueryNode *leaf = query_parse(SV("is:mine"), &team.place->arena, NULL, NULL, &err);
    assert_true(review_leaf_ids(team.review, NULL, leaf, &mine, &err));
    for (int i = 1; i <= 7; i++) {
        if (review_state_screens(team.review, team.keys[i], "ben")) {
            id_list_add(&theirs, i);
        }
        assert_int_equal(review_state_screens(team.review, team.keys[i], "ben"), !id_list_has(&mine, i));
    }
    assert_int_equal(mine.count + theirs.count, 7);
    name(&team, anna, "somebody else");
    assert_answer(&team, "is:mine",
                  "the work is split between anna a, Ben; somebody else has no share of it");
    assert_answer(&team, "is:pilot", "");
    action = begin(&team, anna);
    assert_int_equal(review_action_pilot(&action, team.review, 3), 3);
    done(&team, &action);
    assert_int_equal(strlen(answer(&team, "is:pilot")), 6);
    action = begin(&team, anna);
    assert_int_equal(review_action_audit(&action, team.review, 3, 1), 1); // her only exclusion
    done(&team, &action);
    assert_answer(&team, "is:audit", "3 ");
    id_list_free(&mine);
    id_list_free(&theirs);
    review_state_free(team.review);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_open_review_tells, place_new, place_free),
        cmocka_unit_test_setup_teardown(a_blind_review_tells_nothing_of_others, place_new, place_free),
        cmocka_unit_test_setup_teardown(a_blind_review_is_as_if_one_were_alone, place_new, place_free),
        cmocka_unit_test_setup_teardown(shares_and_samples, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
