#include "carrel/study/jumps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static Place at(StudyId study, size_t scroll) {
    return (Place){
        .study = study, .scroll = scroll, .focus = 1, .tab = LINK_CITED_BY, .link_row = scroll + 1};
}

static void assert_place(Place place, StudyId study, size_t scroll) {
    assert_int_equal(place.study, study);
    assert_int_equal(place.scroll, scroll);
    assert_int_equal(place.focus, 1);
    assert_int_equal(place.tab, LINK_CITED_BY);
    assert_int_equal(place.link_row, scroll + 1);
}

static void nothing_to_go_back_to(void **state) {
    (void) state;
    Jumps *jumps = calloc(1, sizeof *jumps);
    Place to = at(99, 9);
    assert_false(jumps_in_trail(jumps));
    assert_false(jumps_back(jumps, at(1, 0), &to));
    assert_false(jumps_forward(jumps, at(1, 0), &to));
    assert_false(jumps_home(jumps, at(1, 0), &to));
    assert_place(to, 99, 9);
    free(jumps);
}

static void places_come_back_as_they_were_left(void **state) {
    (void) state;
    Jumps *jumps = calloc(1, sizeof *jumps);
    Place to;
    jumps_go(jumps, at(1, 5), at(2, 0));
    assert_true(jumps_in_trail(jumps));
    jumps_go(jumps, at(2, 7), at(3, 0));
    assert_true(jumps_back(jumps, at(3, 2), &to));
    assert_place(to, 2, 7);
    assert_true(jumps_back(jumps, at(2, 8), &to));
    assert_place(to, 1, 5);
    assert_false(jumps_in_trail(jumps));
    assert_false(jumps_back(jumps, at(1, 5), &to));
    assert_true(jumps_forward(jumps, at(1, 6), &to));
    assert_place(to, 2, 8);
    assert_true(jumps_forward(jumps, at(2, 8), &to));
    assert_place(to, 3, 2);
    assert_false(jumps_forward(jumps, at(3, 2), &to));
    assert_true(jumps_home(jumps, at(3, 4), &to));
    assert_place(to, 1, 6);
    assert_true(jumps_forward(jumps, at(1, 6), &to)); // the trail can be walked again
    assert_place(to, 2, 8);
    free(jumps);
}

static void a_new_jump_forgets_the_forward_ones(void **state) {
    (void) state;
    Jumps *jumps = calloc(1, sizeof *jumps);
    Place to;
    jumps_go(jumps, at(1, 0), at(2, 0));
    jumps_go(jumps, at(2, 0), at(3, 0));
    assert_true(jumps_back(jumps, at(3, 0), &to));
    jumps_go(jumps, at(2, 1), at(4, 0));
    assert_false(jumps_forward(jumps, at(4, 0), &to));
    assert_int_equal(jumps->count, 3);
    assert_true(jumps_back(jumps, at(4, 0), &to));
    assert_place(to, 2, 1);
    jumps_clear(jumps);
    assert_false(jumps_in_trail(jumps));
    assert_false(jumps_forward(jumps, at(1, 0), &to));
    free(jumps);
}

static void a_long_trail_keeps_the_queue_and_the_newest(void **state) {
    (void) state;
    Jumps *jumps = calloc(1, sizeof *jumps);
    Place to;
    for (StudyId i = 1; i <= 3 * JUMPS_MOST; i++) {
        jumps_go(jumps, at(i, 0), at(i + 1, 0));
    }
    assert_int_equal(jumps->count, JUMPS_MOST);
    size_t steps = 0;
    StudyId expected = 3 * JUMPS_MOST + 1;
    Place here = at(expected, 0);
    while (jumps_back(jumps, here, &to)) {
        steps++;
        expected = steps == JUMPS_MOST - 1 ? 1 : expected - 1;
        assert_place(to, expected, 0);
        here = to;
    }
    assert_int_equal(steps, JUMPS_MOST - 1);
    free(jumps);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_go_back_to),
        cmocka_unit_test(places_come_back_as_they_were_left),
        cmocka_unit_test(a_new_jump_forgets_the_forward_ones),
        cmocka_unit_test(a_long_trail_keeps_the_queue_and_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
