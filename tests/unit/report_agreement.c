#include "carrel/report/agreement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_near(double found, double expected, double within) {
    if (!(fabs(found - expected) <= within)) {
        fail_msg("%.6f, not %.6f", found, expected);
    }
}

// Bonett's R package statpsych, ci.kappa(.05, 31, 12, 4, 58), after Fleiss and Paik 2003:
// estimate 0.6756757, limits 0.5317210 and 0.8196303.
static void two_reviewers_as_published(void **state) {
    (void) state;
    static const size_t counts[] = {31, 12, 4, 58};
    Agreement found = agreement_of_two(counts, 2);
    assert_int_equal(found.studies, 105);
    assert_near(found.percent, 100.0 * 89 / 105, 1e-9);
    assert_near(found.kappa, 0.6756757, 5e-8);
    assert_near(found.low, 0.5317210, 5e-8);
    assert_near(found.high, 0.8196303, 5e-8);
    assert_near(found.adjusted, 2.0 * 89 / 105 - 1, 1e-9);
}

// Fleiss, Levin and Paik, table 18.1: two raters, 100 subjects, three diagnoses; kappa 0.68,
// standard error 0.087.
static void three_categories_as_published(void **state) {
    (void) state;
    static const size_t counts[] = {75, 1, 4, 5, 4, 1, 0, 0, 10};
    Agreement found = agreement_of_two(counts, 3);
    assert_near(found.kappa, 0.68, 0.005);
    assert_near((found.high - found.low) / 2 / 1.96, 0.087, 0.001);
}

// Fleiss 1971's measure on the table of ten subjects and fourteen raters that is handed down with
// it in textbooks: kappa 0.210.
static void many_reviewers_as_published(void **state) {
    (void) state;
    static const size_t votes[] = {0, 0, 0, 0, 14, 0, 2, 6, 4, 2, 0, 0, 3, 5, 6, 0, 3,
                                   9, 2, 0, 2, 2,  8, 1, 1, 7, 7, 0, 0, 0, 3, 2, 6, 3,
                                   0, 2, 5, 3, 2,  2, 6, 5, 2, 1, 0, 0, 2, 2, 3, 7};
    assert_near(agreement_of_many(votes, 10, 5), 0.210, 0.0005);
}

// Studies that only one person saw change nothing.
static void single_votes_count_for_nothing(void **state) {
    (void) state;
    static const size_t votes[] = {2, 0, 0, 2, 1, 1, 2, 0, 1, 0, 0, 1};
    assert_near(agreement_of_many(votes, 6, 2), agreement_of_many(votes, 4, 2), 1e-12);
}

// All agree on everything with both answers in use: 1. All say the same: not defined.
static void the_ends_of_the_scale(void **state) {
    (void) state;
    static const size_t all_agree[] = {7, 0, 0, 3}, one_answer[] = {9, 0, 0, 0}, nothing[4] = {0},
                        opposite[] = {0, 5, 5, 0};
    Agreement found = agreement_of_two(all_agree, 2);
    assert_near(found.kappa, 1, 1e-12);
    assert_near(found.low, 1, 1e-12);
    assert_near(agreement_of_two(opposite, 2).kappa, -1, 1e-12);
    assert_near(agreement_of_two(one_answer, 2).percent, 100, 1e-12);
    assert_true(isnan(agreement_of_two(one_answer, 2).kappa));
    assert_true(isnan(agreement_of_two(nothing, 2).percent));
    assert_true(isnan(agreement_of_many(nothing, 2, 2)));
}

static void words_for_figures(void **state) {
    (void) state;
    assert_string_equal(agreement_word(0.68), "substantial");
    assert_string_equal(agreement_word(1), "almost perfect");
    assert_string_equal(agreement_word(0.05), "slight");
    assert_string_equal(agreement_word(-0.3), "poor");
    assert_string_equal(agreement_word(NAN), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_reviewers_as_published),  cmocka_unit_test(three_categories_as_published),
        cmocka_unit_test(many_reviewers_as_published), cmocka_unit_test(single_votes_count_for_nothing),
        cmocka_unit_test(the_ends_of_the_scale),       cmocka_unit_test(words_for_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
