// The reviews that carrel begins with where nothing else is asked for. CARREL names the program; runs in the
// root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Terminal *begin(const Desk *desk, TerminalOptions options) {
    char cache[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, NULL};
    options.home = desk->home;
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait_idle(terminal);
    return terminal;
}

static void make_reviews(Desk *desk) {
    assert_int_equal(desk_run(desk, "export CARREL_CACHE=$home/cache.db; "
                                    "$CARREL -R livers import -q share/sample/sample.nbib && "
                                    "$CARREL -R livers review set question='Do cells help livers?' && "
                                    "$CARREL -R livers decide -q include year:2025 && "
                                    "$CARREL review new empty && "
                                    "echo nothing >$home/data/carrel/broken.carrel"),
                     0);
}

static void test_no_reviews(void **state) {
    Terminal *terminal = begin(*state, (TerminalOptions){0});
    assert_shows(terminal, "no review");
    assert_hides(terminal, "Enter opens");
    run_line(terminal, "reviews");
    assert_shows(terminal, "There is no review yet");
    quit(terminal);
}

static const char *chosen_row(Terminal *terminal) {
    int row, column;
    assert_true(terminal_find(terminal, "> ", &row, &column));
    return terminal_row(terminal, row);
}

static void test_choosing_a_review(void **state) {
    Desk *desk = *state;
    make_reviews(desk);
    static const TerminalOptions sizes[] = {{.rows = 24, .columns = 80}, {.rows = 12, .columns = 40}};
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = begin(desk, sizes[i]);
        assert_shows(terminal, "Reviews");
        assert_row(terminal, "livers", "left");
        assert_row(terminal, "empty", "no studies yet");
        assert_row(terminal, "broken", "cannot be read");
        if (i == 0) {
            assert_shows(terminal, "Do cells help livers?");
        }
        press(terminal, "G x"); // says what can be done
        assert_shows(terminal, "Enter opens");
        press(terminal, "g");
        for (int step = 0; step < 3 && !strstr(chosen_row(terminal), "livers"); step++) {
            press(terminal, "j");
        }
        press(terminal, "Enter");
        assert_shows(terminal, "livers");
        assert_hides(terminal, "Enter opens");
        press(terminal, "gh");
        assert_row(terminal, "livers", "left");
        press(terminal, "q");
        assert_hides(terminal, "no studies yet");
        quit(terminal);
    }
}

static void test_a_new_review_and_the_cache(void **state) {
    Desk *desk = *state;
    make_reviews(desk);
    Terminal *terminal = begin(desk, (TerminalOptions){0});
    press(terminal, "n");
    press(terminal, "Esc");
    assert_shows(terminal, "cannot be read"); // the screen is there again
    press(terminal, "n");
    terminal_type(terminal, "livers");
    press(terminal, "Enter");
    assert_shows(terminal, "livers.carrel is there already");
    press(terminal, "n");
    terminal_type(terminal, "kidneys");
    press(terminal, "Enter");
    assert_shows(terminal, "kidneys is new: :import FILE brings studies");
    assert_shows(terminal, "kidneys · title/abstract");
    quit(terminal);
    terminal = begin(desk, (TerminalOptions){0});
    assert_row(terminal, "kidneys", "no studies yet");
    press(terminal, "q");
    assert_shows(terminal, "no review");
    assert_shows(terminal, "Thiele 2025");
    quit(terminal);
    terminal = begin(desk, (TerminalOptions){0});
    terminal_press(terminal, "Q");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
}

// A review anywhere is offered once it was opened; files and --cache-only go past the screen.
static void test_what_is_offered(void **state) {
    Desk *desk = *state;
    quit(desk_open(desk));
    Terminal *terminal = begin(desk, (TerminalOptions){0});
    assert_row(terminal, "sample.carrel", "left");
    press(terminal, "Enter");
    assert_shows(terminal, "sample · title/abstract");
    quit(terminal);
    char cache[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "--cache-only", NULL};
    TerminalOptions options = {.home = desk->home};
    terminal = terminal_start(argv, &options);
    terminal_wait_idle(terminal);
    assert_shows(terminal, "no review");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_no_reviews),
        DESK_TEST(test_choosing_a_review),
        DESK_TEST(test_a_new_review_and_the_cache),
        DESK_TEST(test_what_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
