// Terminals of all kinds around the real program: old ones, no colour, other locales, signals, silence,
// and strings that would harm them. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include "carrel/base/str.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_no_colour(Terminal *terminal) {
    for (int row = 0; row < 24; row++)
        for (int column = 0; column < 80; column++) {
            TerminalCell cell = terminal_cell(terminal, row, column);
            if (cell.foreground != -1 || cell.background != -1)
                terminal_fail(terminal, "a colour in", cell.text);
        }
}

static void test_plain_terminals(void **state) {
    static const struct {
        const char *term, *locale, *env;
        bool ascii, mono;
    } cases[] = {{"vt100", "C.UTF-8", "A=", true, true},
                 {"vt220", "C.UTF-8", "A=", true, true},
                 {"linux", "C.UTF-8", "A=", false, false},
                 {"xterm-256color", "C", "A=", true, false},
                 {"xterm-256color", "nowhere.UTF-8", "A=", true, false},
                 {"xterm", "C.UTF-8", "NO_COLOR=1", false, true},
                 {"xterm-mono", "C.UTF-8", "A=", false, true},
                 {"screen", "C.UTF-8", "A=", false, false},
                 {"tmux-256color", "C.UTF-8", "A=", false, false}};
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const env[] = {cases[i].env, NULL};
        Terminal *terminal = desk_open_with(
            desk, (TerminalOptions){.term = cases[i].term, .locale = cases[i].locale, .env = env});
        limit_to(terminal, "pmid:99000006");
        assert_shows(terminal, "Petrosyan 2008");
        assert_shows(terminal, "Catenin by stromal cell medium");
        press(terminal, "Down Up PgDn Home End");
        press(terminal, "i");
        assert_shows(terminal, cases[i].ascii ? "+ included Petrosyan 2008" : "✓ included Petrosyan 2008");
        assert_row(terminal, "2008 Petrosyan", cases[i].ascii ? ">+" : ">✓");
        press(terminal, "u");
        size_t size;
        const char *raw = terminal_raw(terminal, &size);
        for (size_t at = 0; cases[i].ascii && at < size; at++)
            if ((unsigned char) raw[at] >= 0x80)
                fail_msg("%s %s: byte %02x", cases[i].term, cases[i].locale, (unsigned char) raw[at]);
        if (cases[i].mono)
            assert_no_colour(terminal);
        limit_to(terminal, "");
        quit(terminal);
    }
}

static void test_colours_are_the_terminals_own(void **state) {
    Terminal *terminal = desk_open(*state);
    TerminalCell text = terminal_cell(terminal, 12, 0); // of the abstract
    assert_int_equal(text.foreground, -1);
    assert_int_equal(text.background, -1);
    press(terminal, "i");
    int row, column;
    assert_true(terminal_find(terminal, "✓", &row, &column));
    assert_int_not_equal(terminal_cell(terminal, row, column).foreground, -1);
    run_line(terminal, "set color=never");
    assert_no_colour(terminal);
    run_line(terminal, "set color=auto");
    assert_int_not_equal(terminal_cell(terminal, row, column).foreground, -1);
    run_line(terminal, "set ascii");
    assert_row(terminal, "2025 Thiele", " + ");
    assert_hides(terminal, "─");
    run_line(terminal, "set noascii");
    assert_shows(terminal, "─");
    run_line(terminal, "set plain"); // for screen readers
    assert_hides(terminal, "│");
    run_line(terminal, "set noplain");
    quit(terminal);
}

static void test_mouse_can_be_left_to_the_terminal(void **state) {
    Terminal *terminal = desk_open(*state);
    size_t size, before;
    terminal_raw(terminal, &before);
    run_line(terminal, "set nomouse");
    assert_non_null(strstr(terminal_raw(terminal, &size) + before, "\033[?1000l"));
    run_line(terminal, "set mouse");
    terminal_click(terminal, 4, 20);
    terminal_wait_idle(terminal);
    assert_chosen(terminal, "2025 Mbeki-Lar");
    quit(terminal);
}

static void test_what_cannot_be_a_screen(void **state) {
    static const struct {
        const char *term, *words;
    } cases[] = {{"dumb", "carrel: the terminal type TERM=dumb cannot place the cursor"},
                 {"", "carrel: TERM is not set"},
                 {"nonsense", "carrel: the terminal type TERM=nonsense is not known here"}};
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const argv[] = {getenv("CARREL"), NULL};
        TerminalOptions options = {.term = cases[i].term, .home = desk->home, .columns = 300};
        Terminal *terminal = terminal_start(argv, &options);
        assert_int_equal(terminal_wait_exit(terminal), 1);
        assert_shows(terminal, cases[i].words);
        assert_shows(terminal, "the commands work without a screen");
        size_t size;
        assert_null(strchr(terminal_raw(terminal, &size), '\033'));
        assert_string_equal(terminal_left(terminal), "");
        terminal_free(terminal);
    }
    // No terminal at all.
    assert_int_equal(desk_run(desk, "$carrel 2>&1 </dev/null"), 1);
    assert_non_null(strstr(desk->output, "the screen needs a terminal, and standard output is none"));
    assert_null(strchr(desk->output, '\033'));
}

static void test_keys_come_from_the_terminal_when_input_is_a_pipe(void **state) {
    Terminal *terminal = desk_open_with(*state, (TerminalOptions){.input_is_pipe = true});
    press(terminal, "2j");
    assert_chosen(terminal, "2025 Mbeki-Lar");
    quit(terminal);
}

static void test_signals_end_it_well(void **state) {
    static const int numbers[] = {SIGTERM, SIGHUP};
    static const char *const where[] = {"j", "f", "?", "E", "Q", "gr"};
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (size_t k = 0; k < sizeof where / sizeof *where; k++) {
            Terminal *terminal = desk_open(desk);
            press(terminal, "gg M-1");
            press(terminal, "i");
            press(terminal, where[k]);
            terminal_signal(terminal, numbers[i]);
            assert_int_equal(terminal_wait_exit(terminal), 0);
            assert_string_equal(terminal_left(terminal), "");
            terminal_free(terminal);
        }
    assert_int_equal(desk_run(desk, "$carrel check >/dev/null && $carrel search --output count is:include"),
                     0);
    assert_int_not_equal(atoi(desk->output), 0); // what was decided is kept
}

static void test_a_crash_leaves_the_terminal_usable(void **state) {
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Terminal *terminal = desk_open(*state);
        terminal_signal(terminal, numbers[i]);
        assert_int_not_equal(terminal_wait_exit(terminal), 0);
        assert_string_equal(terminal_left(terminal), "");
        terminal_free(terminal);
    }
}

static void test_interrupt_ends_nothing_by_itself(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "C-c");
    assert_shows(terminal, "Nothing runs; Q quits");
    terminal_signal(terminal, SIGINT);
    terminal_wait(terminal, "Nothing runs; Q quits");
    press(terminal, "j"); // it still answers
    assert_chosen(terminal, "2025 Hoshino");
    quit(terminal);
}

// Times that any of its threads was put on a processor.
static int switches(Desk *desk, Terminal *terminal) {
    char command[128];
    snprintf(command, sizeof command,
             "cat /proc/%d/task/*/status | awk '/ctxt_switches/ { sum += $2 } END { print sum }'",
             terminal_pid(terminal));
    assert_int_equal(desk_run(desk, command), 0);
    return atoi(desk->output);
}

static void test_idle_is_silent(void **state) {
    Desk *desk = *state;
#ifdef __SANITIZE_THREAD__
    print_message("skipped: the thread sanitizer wakes by itself\n");
    skip();
#endif
    Terminal *terminal = desk_open(desk);
    press(terminal, "j i");
    press(terminal, "Space");
    terminal_wait_idle(terminal);
    size_t written = terminal_received(terminal);
    static const char work[] = "mkdir -p $home/apart && $CARREL --cache $home/apart/cache.db "
                               "-R $home/apart/review.carrel import --quiet share/sample/sample.xml";
    assert_int_equal(desk_run(desk, work), 0); // time passes
    int woken = switches(desk, terminal);
    assert_int_not_equal(woken, 0);
    for (int i = 0; i < 10; i++)
        assert_int_equal(desk_run(desk, work), 0);
    assert_int_equal(terminal_received(terminal), written);
    assert_int_equal(switches(desk, terminal), woken);
    quit(terminal);
}

static void test_a_row_down_draws_little(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "j"); // modes are set
    size_t before = terminal_received(terminal);
    for (int i = 0; i < 40; i++)
        press(terminal, "j");
    assert_in_range(terminal_received(terminal) - before, 1, 40 * 1600);
    press(terminal, "gg z j");
    before = terminal_received(terminal);
    for (int i = 0; i < 40; i++)
        press(terminal, "j");
    assert_in_range(terminal_received(terminal) - before, 1, 40 * 240);
    quit(terminal);
}

static void test_redraw(void **state) {
    Terminal *terminal = desk_open(*state);
    size_t before = terminal_received(terminal);
    press(terminal, "C-l");
    assert_true(terminal_received(terminal) - before > 1000); // all of it again
    assert_shows(terminal, "Thiele 2025 · PMID 99000066");
    quit(terminal);
}

static void test_a_burst_of_sizes_and_keys(void **state) {
    Terminal *terminal = desk_open(*state);
    for (int i = 0; i < 60; i++) {
        terminal_resize(terminal, 3 + i % 40, 10 + i * 7 % 130);
        terminal_type(terminal, i % 2 ? "j" : "J");
    }
    terminal_resize(terminal, 24, 80);
    terminal_wait_idle(terminal);
    press(terminal, "C-l");
    assert_chosen(terminal, "2006 Aaltonen"); // sixty rows further
    terminal_type(terminal, "jkJK");
    for (int i = 0; i < 250; i++)
        terminal_type(terminal, "jjkk"); // a thousand keys at once
    terminal_wait_idle(terminal);
    assert_chosen(terminal, "2006 Aaltonen");
    quit(terminal);
}

static void test_hostile_strings_stay_text(void **state) {
    Desk *desk = *state;
    String file = {0};
    char path[128];
    static const char *const hostile[] = {"\033]0;CANARY\a",     "\302\2332JCANARY",
                                          "\033P$qCANARY\033\\", "\342\200\256CANARY",
                                          "\033[2J\033[HCANARY", "\302\235\060;CANARY\302\234"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        string_format(&file,
                      "PMID- 9900010%zu\nTI  - Title %s end.\nAB  - Abstract %s end.\nAU  - %s X\n"
                      "TA  - Journal %s end\nDP  - 2026\nLA  - eng\n\n",
                      i, hostile[i], hostile[i], hostile[i], hostile[i]);
    snprintf(path, sizeof path, "%s/hostile\033]0;CANARY\a.nbib", desk->home);
    FILE *out = fopen(path, "w");
    fwrite(file.data, 1, file.length, out);
    fclose(out);
    string_free(&file);
    Terminal *terminal = desk_open_file(desk, path);
    terminal_wait(terminal, "6 new");
    terminal_wait_idle(terminal);
    limit_to(terminal, "year:2026");
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        assert_shows(terminal, "Abstract");
        press(terminal, "m");
    }
    press(terminal, "?");
    press(terminal, "q");
    size_t size;
    const char *raw = terminal_raw(terminal, &size);
    assert_null(strstr(raw, "\033]0;"));
    assert_null(strstr(raw, "\033P"));
    assert_null(strstr(raw, "\302\233"));
    assert_null(strstr(raw, "\302\235"));
    assert_null(strstr(raw, "\342\200\256"));
    assert_null(strstr(raw, "\033[HCANARY"));
    assert_non_null(strstr(raw, "CANARY")); // shown as what it is
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_plain_terminals),
        DESK_TEST(test_colours_are_the_terminals_own),
        DESK_TEST(test_mouse_can_be_left_to_the_terminal),
        DESK_TEST(test_what_cannot_be_a_screen),
        DESK_TEST(test_keys_come_from_the_terminal_when_input_is_a_pipe),
        DESK_TEST(test_signals_end_it_well),
        DESK_TEST(test_a_crash_leaves_the_terminal_usable),
        DESK_TEST(test_interrupt_ends_nothing_by_itself),
        DESK_TEST(test_idle_is_silent),
        DESK_TEST(test_a_row_down_draws_little),
        DESK_TEST(test_redraw),
        DESK_TEST(test_a_burst_of_sizes_and_keys),
        DESK_TEST(test_hostile_strings_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
