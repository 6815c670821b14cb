// The numbers of a review in the real program: the status line at several widths, the page of :stats.
// CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static Terminal *open_at(Desk *desk, int rows, int columns) {
    return desk_open_with(desk, (TerminalOptions){.rows = rows, .columns = columns});
}

static void decide_four(Desk *desk) {
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include pmid:99000062 pmid:99000063"), 0);
    assert_int_equal(desk_run(desk, "$carrel decide --quiet exclude --reason animals pmid:99000064"), 0);
    assert_int_equal(desk_run(desk, "$carrel decide --quiet maybe pmid:99000065"), 0);
}

static void test_status_line(void **state) {
    Desk *desk = *state;
    decide_four(desk);
    Terminal *terminal = open_at(desk, 50, 200);
    terminal_wait_row(terminal, 0, "4 of 66 ");
    terminal_wait_row(terminal, 0, "6 % · 2 in 1 maybe · 50 % in");
    press(terminal, "e");
    terminal_wait_row(terminal, 0, "5 of 66 ");
    terminal_wait_row(terminal, 0, "7 % · 2 in 1 maybe · 40 % in");
    quit(terminal);
    terminal = open_at(desk, 24, 80);
    terminal_wait_row(terminal, 0, "5 of 66 ");
    assert_hides(terminal, "left · ends in");
    quit(terminal);
    terminal = open_at(desk, 12, 40);
    terminal_wait_row(terminal, 0, "5/66 ");
    terminal_wait_row(terminal, 0, "2 in");
    assert_hides(terminal, "s each");
    quit(terminal);
}

// Decisions that say how long they took: 4 s each, and 62 are left.
static void test_the_end_is_foretold(void **state) {
    Desk *desk = *state;
    decide_four(desk);
    assert_int_equal(
        desk_run(desk, "$carrel review dump $home/sample.carrel >$home/log && "
                       "sed -i 's/\"value\":\"\\(include\\|exclude\\|maybe\\)/& took=4000/' $home/log && "
                       "rm $home/sample.carrel && "
                       "$carrel review restore $home/log $home/sample.carrel >/dev/null"),
        0);
    Terminal *terminal = open_at(desk, 50, 200);
    terminal_wait_row(terminal, 0, "50 % in · 4.0 s each · 62 left · ends in 4 min");
    run_line(terminal, "stats");
    assert_row(terminal, "minutes to the end at this pace", "4.1");
    press(terminal, "G");
    assert_row(terminal, "median seconds", " 4 ");
    press(terminal, "q");
    quit(terminal);
}

static void test_page(void **state) {
    Desk *desk = *state;
    decide_four(desk);
    Terminal *terminal = open_at(desk, 50, 200);
    run_line(terminal, "stats");
    assert_shows(terminal, "─ Numbers ");
    assert_row(terminal, "candidates", "66");
    assert_row(terminal, "screened", " 4 ");
    assert_row(terminal, "included, percent of screened", "50");
    assert_shows(terminal, "Decisions a day");
    assert_shows(terminal, "██");
    press(terminal, "G");
    assert_shows(terminal, "Reasons for exclusion");
    assert_row(terminal, "animals", "█");
    press(terminal, "q");
    assert_hides(terminal, "─ Numbers ");
    quit(terminal);
}

static void test_page_that_is_narrow(void **state) {
    Desk *desk = *state;
    decide_four(desk);
    Terminal *terminal = open_at(desk, 12, 40);
    run_line(terminal, "stats");
    assert_shows(terminal, "─ Numbers ");
    press(terminal, "/");
    terminal_type(terminal, "animals");
    press(terminal, "Enter");
    assert_row(terminal, "animals", "██████████ ");
    press(terminal, "q");
    quit(terminal);
}

static void test_page_without_blocks(void **state) {
    Desk *desk = *state;
    decide_four(desk);
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.rows = 50, .columns = 100, .locale = "C"});
    run_line(terminal, "stats");
    assert_shows(terminal, "#########################");
    press(terminal, "G");
    assert_row(terminal, "animals", "#");
    press(terminal, "q");
    run_line(terminal, "set plain");
    run_line(terminal, "stats");
    assert_hides(terminal, "###");
    press(terminal, "q");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_status_line),         DESK_TEST(test_the_end_is_foretold), DESK_TEST(test_page),
        DESK_TEST(test_page_that_is_narrow), DESK_TEST(test_page_without_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
