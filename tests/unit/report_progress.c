#include "carrel/base/clock.h"
#include "carrel/report/progress.h"
#include "carrel/review/action.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define SECOND 1000
#define DAY    (INT64_C(24) * 3600 * SECOND)

typedef struct {
    Arena arena;
    ReviewState *state;
    Key keys[16];
} Desk;

static Desk desk_new(void) {
    Desk desk = {.state = review_state_new((Key){{1}}, 1)};
    ReviewAction action = review_action_begin(desk.state, 1, &desk.arena);
    for (size_t i = 0; i < 16; i++) {
        CandidateFacts facts = {.citation = "A study"};
        desk.keys[i] = review_action_add(&action, &facts);
    }
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(desk.state, &action.events[i], false);
    }
    return desk;
}

static void desk_free(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

// Decides on `count` candidates from `first` on, as one action.
static void decide(Desk *desk, int64_t at, size_t first, size_t count, Decision decision, int64_t took_ms) {
    ReviewAction action = review_action_begin(desk->state, at, &desk->arena);
    action.took_ms = took_ms;
    for (size_t i = first; i < first + count; i++) {
        review_action_decide(&action, desk->keys[i], decision, NULL);
    }
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(desk->state, &action.events[i], false);
    }
}

static void nothing_is_known_at_the_beginning(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Progress progress;
    progress_compute(desk.state, 0, &progress);
    assert_int_equal(progress.due, 16);
    assert_int_equal(progress.left, 16);
    assert_int_equal(progress.screened, 0);
    assert_true(isnan(progress.include_rate));
    assert_int_equal(progress.each_ms, 0);
    assert_int_equal(progress.ends_in_ms, -1);
    desk_free(&desk);
}

// Today: 4 s and 8 s as recorded, then 6 s and a pause of an hour between decisions, then six in
// bulk, and one by a script. Mean of 4, 8 and 6: 6 s. Yesterday's 100 s counts only while there is no today.
static void today_tells_the_pace(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Progress progress;
    decide(&desk, DAY - 2 * SECOND, 0, 1, DECISION_INCLUDE, 100 * SECOND);
    progress_compute(desk.state, DAY, &progress);
    assert_int_equal(progress.each_ms, 100 * SECOND);
    assert_int_equal(progress.ends_in_ms, 1500 * SECOND);
    assert_int_equal(progress.today, 0);
    decide(&desk, DAY + 100 * SECOND, 1, 1, DECISION_EXCLUDE, 4 * SECOND);
    decide(&desk, DAY + 120 * SECOND, 2, 1, DECISION_MAYBE, 8 * SECOND);
    decide(&desk, DAY + 126 * SECOND, 3, 1, DECISION_LATER, 0);
    decide(&desk, DAY + 3726 * SECOND, 4, 1, DECISION_EXCLUDE, 0);
    decide(&desk, DAY + 3730 * SECOND, 5, 6, DECISION_EXCLUDE, 0);
    decide(&desk, DAY + 3730 * SECOND + 90, 11, 1, DECISION_EXCLUDE, 0);
    progress_compute(desk.state, DAY, &progress);
    assert_int_equal(progress.each_ms, 6 * SECOND);
    assert_int_equal(progress.screened, 11); // 1 included, 9 excluded, 1 maybe
    assert_int_equal(progress.left, 5);      // 4 undecided, 1 later
    assert_int_equal(progress.today, 11);
    assert_int_equal(progress.ends_in_ms, 30 * SECOND);
    assert_true(fabs(progress.include_rate - 1.0 / 11) < 1e-12);
    desk_free(&desk);
}

// Somebody who thought again: the first decision was not made on what holds now.
static void a_replaced_decision_counts_for_nothing(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Progress progress;
    decide(&desk, 10 * SECOND, 0, 1, DECISION_INCLUDE, 9 * SECOND);
    decide(&desk, 20 * SECOND, 0, 1, DECISION_EXCLUDE, 3 * SECOND);
    progress_compute(desk.state, 0, &progress);
    assert_int_equal(progress.each_ms, 3 * SECOND);
    assert_int_equal(progress.screened, 1);
    desk_free(&desk);
}

static void durations_in_words(void **unused) {
    (void) unused;
    static const struct {
        int64_t seconds;
        const char *words;
    } cases[] = {{0, "under a minute"},  {29, "under a minute"}, {30, "1 min"},
                 {2400, "40 min"},       {3600, "1 h"},          {11400, "3 h 10 min"},
                 {86340, "23 h 59 min"}, {90000, "25 h"},        {1000000, "278 h"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String words = {0};
        progress_add_duration(cases[i].seconds * SECOND, &words);
        assert_string_equal(string_text(&words), cases[i].words);
        string_free(&words);
    }
}

static void the_day_begins_at_midnight(void **unused) {
    (void) unused;
    setenv("TZ", "UTC-2", 1); // two hours east of Greenwich
    tzset();
    assert_int_equal(clock_day_start(10 * DAY + 12 * 3600 * SECOND), 10 * DAY - 2 * 3600 * SECOND);
    assert_int_equal(clock_day_start(10 * DAY + 23 * 3600 * SECOND), 11 * DAY - 2 * 3600 * SECOND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_at_the_beginning),
        cmocka_unit_test(today_tells_the_pace),
        cmocka_unit_test(a_replaced_decision_counts_for_nothing),
        cmocka_unit_test(durations_in_words),
        cmocka_unit_test(the_day_begins_at_midnight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
