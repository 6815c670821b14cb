// Labels, their values, reasons, and one deed on many studies, in the real program. CARREL names the program;
// runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_count(Desk *desk, const char *query, const char *count) {
    char command[200];
    snprintf(command, sizeof command, "$carrel search -o count -- '%s'", query);
    assert_int_equal(desk_run(desk, command), 0);
    desk->output[strcspn(desk->output, "\n")] = '\0';
    assert_string_equal(desk->output, count);
}

static void test_labels_are_kept(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel tag --quiet +livr -- pmid:99000066 pmid:99000065 && "
                                    "$carrel tag --quiet +liver +'ask Maria' -- pmid:99000065 pmid:99000064"),
                     0);
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "labels");
    assert_row(terminal, "ask Maria", "2");
    assert_row(terminal, "livr", "2");
    press(terminal, "c"); // the cursor is on the first
    assert_row(terminal, "1 ask Maria", "red · 2");
    press(terminal, "J");
    assert_row(terminal, "2 ask Maria", "red · 2");
    press(terminal, "J r C-u");
    terminal_type(terminal, "ask Anna");
    press(terminal, "Enter");
    assert_row(terminal, "3 ask Anna", "red · 2");
    press(terminal, "Up r C-u"); // livr
    terminal_type(terminal, "liver");
    press(terminal, "Enter");
    assert_row(terminal, "1 liver", "3");
    assert_hides(terminal, "livr ");
    press(terminal, "Esc");
    assert_shows(terminal, "\"livr\" is one with \"liver\" now, on 2 studies");
    press(terminal, "u"); // one step
    assert_shows(terminal, "taken back: change of the labels");
    assert_count(desk, "tag:livr", "2");
    run_line(terminal, "labels");
    press(terminal, "Down D");
    assert_shows(terminal, "Delete the label \"livr\", which 2 studies have?");
    press(terminal, "n");
    assert_count(desk, "tag:livr", "2");
    run_line(terminal, "labels");
    press(terminal, "Down D y");
    assert_hides(terminal, "2 livr");
    press(terminal, "Esc");
    assert_count(desk, "tag:livr", "0");
    press(terminal, "u");
    assert_count(desk, "tag:livr", "2");
    run_line(terminal, "labels");
    press(terminal, "Down Down Enter"); // limits
    assert_shows(terminal, "tag:\"ask Anna\"");
    assert_row(terminal, "2025 Hoshino", "ask Anna");
    press(terminal, "f C-u");
    terminal_type(terminal, "tag:as");
    press(terminal, "Tab"); // completed in quotes
    assert_shows(terminal, "tag:\"ask Anna\"");
    press(terminal, "Esc");
    quit(terminal);
}

static void test_values_are_given_in_a_form(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "g t");
    assert_shows(terminal, "No label of this review has values yet");
    run_line(terminal, "labels");
    press(terminal, "a");
    terminal_type(terminal, "design");
    press(terminal, "Tab o Enter"); // one of
    press(terminal, "C-s");
    assert_shows(terminal, "one of what?");
    terminal_type(terminal, "randomised|cohort");
    press(terminal, "C-s");
    assert_row(terminal, "1 design", "one of · 0");
    press(terminal, "a");
    terminal_type(terminal, "dose");
    press(terminal, "Tab n C-s");
    assert_row(terminal, "2 dose", "number · 0");
    press(terminal, "Esc");
    press(terminal, "g t");
    assert_shows(terminal, "Values of Thiele 2025");
    press(terminal, "c Tab");
    terminal_type(terminal, "much");
    press(terminal, "C-s");
    assert_shows(terminal, "dose is a number");
    press(terminal, "C-u");
    terminal_type(terminal, "5");
    press(terminal, "C-s");
    assert_shows(terminal, "values of Thiele 2025: design cohort, dose 5 · u undoes");
    assert_count(desk, "value:dose=5 value:design=cohort", "1");
    press(terminal, "u"); // both in one step
    assert_count(desk, "value:dose", "0");
    run_line(terminal, "value dose 7.5");
    assert_shows(terminal, "values of Thiele 2025: dose 7.5");
    assert_count(desk, "value:dose>7", "1");
    run_line(terminal, "value size 7");
    assert_shows(terminal, "no label \"size\" with values");
    press(terminal, "x x"); // a selection asks
    run_line(terminal, "value dose 8");
    assert_shows(terminal, "Change a value of 2 selected studies?");
    press(terminal, "y");
    assert_count(desk, "value:dose=8", "2");
    quit(terminal);
}

static void test_many_studies_at_once(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "bulk exclude a letter -- is:undecided year:2025");
    assert_shows(terminal, "(a letter)?");
    assert_shows(terminal, "2025 Thiele");
    press(terminal, "n");
    assert_count(desk, "is:exclude", "0");
    run_line(terminal, "bulk exclude a letter -- is:undecided year:2025");
    press(terminal, "y");
    assert_shows(terminal, "✗ excluded");
    assert_shows(terminal, "studies: a letter · u undoes");
    assert_count(desk, "is:undecided year:2025", "0");
    press(terminal, "u"); // one step
    assert_count(desk, "is:exclude", "0");
    limit_to(terminal, "year:2024");
    run_line(terminal, "bulk tag +old -new"); // of the list
    press(terminal, "y");
    assert_count(desk, "tag:old NOT year:2024", "0");
    assert_count(desk, "year:2024 NOT tag:old", "0");
    run_line(terminal, "bulk sort date -- year:2024");
    assert_shows(terminal, "can be decided on");
    run_line(terminal, "bulk include -- year:1066");
    assert_shows(terminal, "No study matches");
    quit(terminal);
}

static void test_reasons_are_kept(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel review reasons add 'wrong dose' && "
                                    "$carrel review reasons add 'wrong age' && "
                                    "$carrel decide -q exclude --reason 'wrong dose' pmid:99000066"),
                     0);
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "reasons");
    assert_row(terminal, "1 wrong dose", "1");
    press(terminal, "J");
    assert_row(terminal, "2 wrong dose", "1");
    press(terminal, "Enter C-u");
    terminal_type(terminal, "other dose");
    press(terminal, "Enter");
    assert_row(terminal, "2 other dose", "1");
    press(terminal, "a");
    terminal_type(terminal, "no abstract");
    press(terminal, "Enter");
    assert_row(terminal, "3 no abstract", "0");
    press(terminal, "Enter C-u");
    terminal_type(terminal, "wrong age"); // becomes one with it
    press(terminal, "Enter");
    assert_hides(terminal, "no abstract ");
    press(terminal, "Up D");
    press(terminal, "Esc");
    assert_count(desk, "reason:\"other dose\"", "1");
    press(terminal, "u");
    assert_shows(terminal, "taken back: change of the reasons");
    run_line(terminal, "reasons");
    assert_shows(terminal, "2 other dose");
    press(terminal, "Esc");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_labels_are_kept),
        DESK_TEST(test_values_are_given_in_a_form),
        DESK_TEST(test_many_studies_at_once),
        DESK_TEST(test_reasons_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
