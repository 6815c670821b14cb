// The reviews that carrel begins with where nothing else is asked for, and the reduced screen. CARREL names the program; runs in the
// root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
    Terminal *terminal = desk_open_without_review(*state, (TerminalOptions){0});
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
        Terminal *terminal = desk_open_without_review(desk, sizes[i]);
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
    Terminal *terminal = desk_open_without_review(desk, (TerminalOptions){0});
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
    terminal = desk_open_without_review(desk, (TerminalOptions){0});
    assert_row(terminal, "kidneys", "no studies yet");
    press(terminal, "q");
    assert_shows(terminal, "no review");
    assert_shows(terminal, "Thiele 2025");
    quit(terminal);
    terminal = desk_open_without_review(desk, (TerminalOptions){0});
    terminal_press(terminal, "Q");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
}

// A review anywhere is offered once it was opened; files and --cache-only go past the screen.
static void test_what_is_offered(void **state) {
    Desk *desk = *state;
    quit(desk_open(desk));
    Terminal *terminal = desk_open_without_review(desk, (TerminalOptions){0});
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

// --- carrel screen ---

static Terminal *screen(const Desk *desk, const char *cache_name, const char *file, TerminalOptions options) {
    char cache[128], path[160];
    snprintf(cache, sizeof cache, "%s/%s", desk->home, cache_name);
    snprintf(path, sizeof path, "%s/%s", desk->home, file);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "screen", path, "--as", "Ben", NULL};
    options.home = desk->home;
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "include");
    terminal_wait_idle(terminal);
    return terminal;
}

static void stop(Terminal *terminal, const char *farewell) {
    terminal_press(terminal, "q");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_shows(terminal, farewell);
    terminal_free(terminal);
}

static void test_seven_keys(void **state) {
    Desk *desk = *state;
    assert_int_equal(
        desk_run(desk, "$carrel review invite Ben && mv $home/sample-Ben.carrel $home/ben.carrel"), 0);
    Terminal *terminal =
        screen(desk, "cache.db", "ben.carrel", (TerminalOptions){.rows = 36, .columns = 120});
    assert_shows(terminal, "Haverkamp 1998 · PMID 99000001");
    assert_row(terminal, "e  exclude", "l  later");
    assert_row(terminal, "Space  read on", "q  stop");
    assert_shows(terminal, "· Ben ·");
    // No other key does anything, not even those that do elsewhere.
    static const char *const others[] = {"x", ":", "d", "c", "Q", "C-u", "Tab", "Down", "g", "5", "Esc", "I"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        press(terminal, others[i]);
        assert_shows(terminal, "Haverkamp 1998 · PMID 99000001");
        assert_shows(terminal, "0 of 66");
        assert_shows(terminal, strcmp(others[i], "I") && strcmp(others[i], "Q") ? "This key does nothing"
                                                                                : "Is Caps Lock on?");
    }
    press(terminal, "?");
    assert_row(terminal, "later", "the study comes back at the end");
    press(terminal, "x");
    assert_hides(terminal, "comes back at the end");
    press(terminal, "i");
    assert_shows(terminal, "included Haverkamp 1998");
    press(terminal, "l");
    press(terminal, "e");
    press(terminal, "m");
    assert_shows(terminal, "3 of 66");
    press(terminal, "u");
    assert_shows(terminal, "taken back: maybe");
    press(terminal, "m");
    press(terminal, "Space"); // reads on, and decides nothing
    assert_shows(terminal, "3 of 66");
    stop(terminal, "3 of 66 studies decided, 63 left. All of it is kept in");
    assert_int_equal(
        desk_run(desk,
                 "$CARREL --cache $home/cache.db -R $home/ben.carrel --as Ben search -o count is:later"),
        0);
    assert_string_equal(desk->output, "1\n");
    terminal = screen(desk, "cache.db", "ben.carrel", (TerminalOptions){.rows = 36, .columns = 120});
    assert_hides(terminal, "Haverkamp 1998"); // goes on behind what is decided
    assert_shows(terminal, "3 of 66");
    press(terminal, "u u u u u"); // also after a restart
    assert_shows(terminal, "0 of 66");
    assert_shows(terminal, "Haverkamp 1998");
    press(terminal, "i");
    assert_shows(terminal, "1 of 66");
    stop(terminal, "1 of 66 studies decided");
    // It comes back into the review.
    assert_int_equal(desk_run(desk, "$CARREL merge $home/sample.carrel $home/ben.carrel >$home/merged"), 0);
}

// A colleague's machine: no record is there, and each candidate can be decided all the same.
static void test_an_empty_cache_and_a_small_screen(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk,
                              "printf 'TY  - JOUR\nTI  - Invented and without any number\nAU  - Alder, A\n"
                              "PY  - 2021\nER  - \n\n' >$home/one.ris; $carrel import -q $home/one.ris && "
                              "$carrel review invite Ben && mv $home/sample-Ben.carrel $home/ben.carrel"),
                     0);
    Terminal *terminal = screen(desk, "none.db", "ben.carrel", (TerminalOptions){.rows = 12, .columns = 40});
    assert_shows(terminal, "i include  e exclude  m maybe  l later");
    assert_shows(terminal, "Space more  u undo  q quit");
    assert_shows(terminal, "Haverkamp J");
    press(terminal, "Space");
    assert_shows(terminal, "sample.xml brings its abstract");
    for (int i = 0; i < 66; i++) {
        press(terminal, "e");
    }
    assert_shows(terminal, "Invented and without any");
    assert_shows(terminal, "66/67");
    press(terminal, "i");
    assert_shows(terminal, "Every study is decided");
    stop(terminal, "67 of 67 studies decided");
    assert_int_equal(desk_run(desk, "$CARREL merge $home/sample.carrel $home/ben.carrel && "
                                    "$carrel --as Ben search -o count is:include"),
                     0);
    assert_non_null(strstr(desk->output, "\n1\n"));
}

static void test_screening_a_file(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "cp share/sample/sample.nbib $home/found.nbib"), 0);
    Terminal *terminal =
        screen(desk, "other.db", "found.nbib", (TerminalOptions){.rows = 36, .columns = 120});
    terminal_wait(terminal, "0 of ");
    terminal_wait_idle(terminal);
    press(terminal, "i");
    assert_shows(terminal, "✓ included");
    stop(terminal, "found.carrel");
    assert_int_equal(desk_run(desk,
                              "$CARREL --cache $home/other.db -R $home/found.carrel --as Ben search -o count "
                              "is:include"),
                     0);
    assert_string_equal(desk->output, "1\n");
    terminal = screen(desk, "other.db", "found.nbib", (TerminalOptions){0});
    terminal_wait(terminal, "1 of ");
    terminal_wait_idle(terminal);
    stop(terminal, "1 of ");
    assert_int_equal(desk_run(desk, "$CARREL screen $home/found.nbib 2>&1"), 2);
    assert_non_null(strstr(desk->output, "say whose decisions they are"));
    assert_int_equal(desk_run(desk, "$CARREL screen $home/none.carrel --as Ben 2>&1"), 2);
    assert_non_null(strstr(desk->output, "there is no such file"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_no_reviews),
        DESK_TEST(test_choosing_a_review),
        DESK_TEST(test_a_new_review_and_the_cache),
        DESK_TEST(test_what_is_offered),
        DESK_TEST(test_seven_keys),
        DESK_TEST(test_an_empty_cache_and_a_small_screen),
        DESK_TEST(test_screening_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
