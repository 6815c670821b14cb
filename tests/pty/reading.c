// Reading and deciding in the real program, on the sample library. CARREL names the program; runs
// in the root of the sources.
#include "desk.h"

#include "carrel/base/memory.h"
#include "carrel/base/str.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_three_panes(void **state) {
    Terminal *terminal = desk_open(*state);
    assert_shows(terminal, "─ Studies");
    assert_shows(terminal, "Thiele 2025 · PMID 99000066");
    assert_shows(terminal, "Citation searching is reported as a step after screening");
    assert_shows(terminal, "gr References");
    assert_shows(terminal, "i include");
    int row, column, cursor_row, cursor_column;
    bool visible;
    assert_true(terminal_find(terminal, "2025 Thiele", &row, &column));
    terminal_cursor(terminal, &cursor_row, &cursor_column, &visible);
    assert_int_equal(cursor_row, row); // the hardware cursor sits on the focus
    assert_true(visible);
    press(terminal, "j j");
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    assert_shows(terminal, "BACKGROUND  A fall in indocyanine green clearance");
    terminal_cursor(terminal, &cursor_row, &cursor_column, &visible);
    assert_int_equal(cursor_row, row + 2);
    press(terminal, "Space");
    assert_hides(terminal, "BACKGROUND  A fall");
    press(terminal, "b");
    assert_shows(terminal, "BACKGROUND  A fall");
    quit(terminal);
}

static void test_every_size(void **state) {
    static const int sizes[][2] = {{36, 120}, {50, 200}, {12, 60}, {11, 59}, {5, 20},
                                   {3, 10},   {1, 1},    {2, 300}, {90, 20}, {24, 80}};
    Terminal *terminal = desk_open(*state);
    press(terminal, "j j j j");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_wait_idle(terminal);
        press(terminal, "j k"); // it still answers
        if (sizes[i][0] >= 5 && sizes[i][1] >= 20)
            assert_shows(terminal, "Ma ");
    }
    assert_shows(terminal, ">   2025 Ma"); // the study is the one that was chosen
    assert_shows(terminal, "Ma 2025 · PMID 99000062");
    quit(terminal);
}

static void test_retraction_cannot_be_missed(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "is:retracted");
    assert_shows(terminal, "2015 Moreau");
    int row, column, list_row;
    bool found = terminal_find(terminal, "RETRACTED", &row, &column) ||
                 terminal_find(terminal, "Retracted", &row, &column);
    if (!found)
        fail_msg("no banner:\n%s", terminal_text(terminal));
    TerminalCell cell = terminal_cell(terminal, row, column);
    assert_true(cell.bold && (cell.reverse || cell.background != -1));
    assert_true(terminal_find(terminal, "2015 Moreau", &list_row, &column));
    assert_non_null(strstr(terminal_row(terminal, list_row), "R 2015"));
    limit_to(terminal, "pmid:99000063");
    assert_shows(terminal, "no abstract in this record");
    quit(terminal);
}

static void test_titles_of_all_scripts(void **state) {
    static const char *const cases[][2] = {
        {"pmid:99000006", "β-Catenin"},  {"pmid:99000017", "敗血症"}, {"pmid:99000053", "ミトコンドリア"},
        {"pmid:99000038", "🔬 Barcoded"}, {"pmid:99000028", "العلاج"}, {"pmid:99000065", "Ångström"}};
    Terminal *terminal = desk_open(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, cases[i][0]);
        assert_shows(terminal, cases[i][1]);
        int row, column;
        assert_true(terminal_find(terminal, cases[i][1], &row, &column));
    }
    limit_to(terminal, "beta-catenin ti:modulation"); // Greek by name
    assert_shows(terminal, "PMID 99000006");
    quit(terminal);
}

static void test_plain_terminals(void **state) {
    static const struct {
        const char *term, *locale, *env;
        bool ascii, mono;
    } cases[] = {{"vt100", "C.UTF-8", "A=", true, true},
                 {"xterm-256color", "C", "A=", true, false},
                 {"xterm", "C.UTF-8", "NO_COLOR=1", false, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const env[] = {cases[i].env, NULL};
        Terminal *terminal = desk_open_with(
            *state, (TerminalOptions){.term = cases[i].term, .locale = cases[i].locale, .env = env});
        limit_to(terminal, "pmid:99000006");
        assert_shows(terminal, "Petrosyan 2008");
        press(terminal, "m");
        assert_shows(terminal, "maybe");
        press(terminal, "u");
        size_t size;
        const char *raw = terminal_raw(terminal, &size);
        for (size_t at = 0; cases[i].ascii && at < size; at++)
            if ((unsigned char) raw[at] >= 0x80)
                fail_msg("%s %s: byte %02x", cases[i].term, cases[i].locale, (unsigned char) raw[at]);
        for (int row = 0; row < 24; row++)
            for (int column = 0; column < 80; column++) {
                TerminalCell cell = terminal_cell(terminal, row, column);
                if (cases[i].mono && (cell.foreground != -1 || cell.background != -1))
                    terminal_fail(terminal, "a colour in", cell.text);
            }
        limit_to(terminal, "");
        quit(terminal);
    }
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

static void test_files_fill_the_list(void **state) {
    Desk *desk = *state;
    char cache[128];
    snprintf(cache, sizeof cache, "%s/other.db", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "share/sample/sample.xml", NULL};
    TerminalOptions options = {.home = desk->home};
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "2025 Mbeki-Lar");
    terminal_wait_idle(terminal);
    press(terminal, "G");
    assert_shows(terminal, "1998 Haverkamp");
    quit(terminal);
    assert_int_equal(desk_run(desk, "test -f $home/data/carrel/sample.carrel"), 0);
}

static void test_prompts_and_help(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "?");
    assert_hides(terminal, "Thiele 2025 · PMID");
    press(terminal, "q");
    assert_shows(terminal, "Thiele 2025 · PMID");
    press(terminal, ":");
    terminal_type(terminal, "nonsense");
    press(terminal, "Enter");
    assert_shows(terminal, "nonsense");
    press(terminal, "f C-u");
    terminal_type(terminal, "ti:(stromal");
    press(terminal, "Enter");
    assert_shows(terminal, "Thiele 2025 · PMID"); // an error leaves the list as it was
    press(terminal, "Esc Esc");
    press(terminal, "/");
    terminal_paste(terminal, "reviewers"); // into a prompt a paste is welcome
    press(terminal, "Enter");
    assert_shows(terminal, "reviewers");
    quit(terminal);
}

static void test_signals_end_it_well(void **state) {
    static const int numbers[] = {SIGTERM, SIGHUP};
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = desk_open(*state);
        terminal_signal(terminal, numbers[i]);
        terminal_wait_exit(terminal);
        assert_string_equal(terminal_left(terminal), "");
        terminal_free(terminal);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_three_panes),
        DESK_TEST(test_every_size),
        DESK_TEST(test_retraction_cannot_be_missed),
        DESK_TEST(test_titles_of_all_scripts),
        DESK_TEST(test_plain_terminals),
        DESK_TEST(test_hostile_strings_stay_text),
        DESK_TEST(test_files_fill_the_list),
        DESK_TEST(test_prompts_and_help),
        DESK_TEST(test_signals_end_it_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
