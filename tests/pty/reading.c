// Reading in the real program: opening files, the panes, motions, parts of an abstract, sizes, help
// and prompts. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_files_fill_the_list(void **state) {
    Desk *desk = *state;
    char cache[128];
    snprintf(cache, sizeof cache, "%s/other.db", desk->home);
    const char *const argv[] = {getenv("CARREL"),        "--cache", cache, "share/sample/sample.xml",
                                "share/sample/page.txt", NULL};
    TerminalOptions options = {.home = desk->home};
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "2 files: 59 records: 59 new, 0 updated, 0 unchanged");
    terminal_wait_idle(terminal);
    assert_shows(terminal, " sample · title/abstract");
    assert_shows(terminal, "0 of 59");
    assert_chosen(terminal, "2025 Mbeki-Lar");
    press(terminal, "G");
    assert_shows(terminal, "1998 Haverkamp");
    run_line(terminal, "messages");
    assert_row(terminal, "sample.xml: 58 records: 58 new", "sample.xml");
    assert_row(terminal, "page.txt: 1 record: 1 new", "page.txt");
    assert_shows(terminal, "The review is "); // it says which one it made
    assert_shows(terminal, "data/carrel/sample.carrel");
    press(terminal, "q");
    quit(terminal);
    // The same again changes nothing.
    terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "2 files: 59 records: 0 new, 0 updated, 59 unchanged");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "0 of 59");
    quit(terminal);
    assert_int_equal(desk_run(desk, "test -f $home/data/carrel/sample.carrel"), 0);
}

static void test_three_panes(void **state) {
    Terminal *terminal = desk_open(*state);
    assert_shows(terminal, "─ Studies");
    assert_shows(terminal, "Thiele 2025 · PMID 99000066");
    assert_shows(terminal, "Citation searching is reported as a step after screening");
    assert_shows(terminal, "gr References");
    assert_shows(terminal, "i include");
    // The hardware cursor sits on the focus.
    int row, column, cursor_row, cursor_column;
    bool visible;
    assert_true(terminal_find(terminal, "2025 Thiele", &row, &column));
    terminal_cursor(terminal, &cursor_row, &cursor_column, &visible);
    assert_int_equal(cursor_row, row);
    assert_true(visible);
    press(terminal, "l");
    terminal_cursor(terminal, &cursor_row, &cursor_column, &visible);
    assert_int_equal(cursor_row, 8); // the abstract's first row
    press(terminal, "Tab");
    assert_shows(terminal, "[ References: F asks ]");
    press(terminal, "Tab");
    terminal_cursor(terminal, &cursor_row, &cursor_column, &visible);
    assert_int_equal(cursor_row, row);
    press(terminal, "S-Tab");
    assert_shows(terminal, "[ References: F asks ]");
    press(terminal, "h h h");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "M-3");
    assert_shows(terminal, "[ References: F asks ]");
    press(terminal, "M-1");
    assert_shows(terminal, "gr References: F asks");
    // A click chooses, the wheel scrolls what is under it.
    terminal_click(terminal, 4, 20);
    terminal_wait_idle(terminal);
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    terminal_wheel(terminal, 12, 20, false);
    terminal_wait_idle(terminal);
    assert_hides(terminal, "Stromal cells at the bedside trigger: first results of a randomised trial in");
    quit(terminal);
}

static void test_motions(void **state) {
    // Keys, and where they lead.
    static const struct {
        const char *keys, *study;
    } cases[] = {
        {"j", "99000065"},    {"Down", "99000064"},     {"C-n", "99000063"},    {"k", "99000064"},
        {"Up", "99000065"},   {"C-p", "99000066"},      {"5j", "99000061"},     {"2k", "99000063"},
        {"G", "99000014"},    {"gg", "99000066"},       {"End", "99000014"},    {"Home", "99000066"},
        {"C-d", "99000064"},  {"C-u", "99000066"},      {"PgDn", "99000063"},   {"C-f", "99000060"},
        {"PgUp", "99000063"}, {"C-b", "99000066"},      {"10G", "99000057"},    {"3gg", "99000064"},
        {"J", "99000063"},    {"2J", "99000061"},       {"K", "99000062"},      {"M-2 J", "99000061"},
        {"2K", "99000063"},   {"M-1 gg k", "99000066"}, {"99999j", "99000014"},
    };
    char head[32];
    Terminal *terminal = desk_open(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        press(terminal, cases[i].keys);
        snprintf(head, sizeof head, "· PMID %s", cases[i].study);
        int row, column;
        if (!terminal_find(terminal, head, &row, &column) || row != 7)
            terminal_fail(terminal, "not where it leads", cases[i].keys);
    }
    press(terminal, "M-2 K J"); // from the abstract
    press(terminal, "J");
    assert_shows(terminal, "That is the end of the list");
    quit(terminal);
}

static void test_paging_the_abstract(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "2j");
    assert_shows(terminal, "BACKGROUND  A fall in indocyanine green clearance");
    assert_shows(terminal, "1–13 of 28");
    press(terminal, "Space"); // from the list
    assert_shows(terminal, "13–25 of 28");
    press(terminal, "Space");
    assert_shows(terminal, "16–28 of 28");
    press(terminal, "Space"); // stops at the end, and says so
    assert_shows(terminal, "End of the abstract; J is the next study");
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    press(terminal, "b b b");
    assert_shows(terminal, "1–13 of 28");
    press(terminal, "b");
    assert_shows(terminal, "Beginning of the abstract");
    press(terminal, "M-2 j j 3j k"); // by lines
    assert_shows(terminal, "5–17 of 28");
    press(terminal, "G");
    assert_shows(terminal, "16–28 of 28");
    press(terminal, "gg C-d");
    assert_shows(terminal, "7–19 of 28");
    press(terminal, "J");
    press(terminal, "K"); // another study begins at its top
    assert_shows(terminal, "1–13 of 28");
    press(terminal, "J Space"); // typed at once, before anything was drawn
    assert_shows(terminal, "Dube 2025 · PMID 99000063");
    press(terminal, "J Space");
    assert_shows(terminal, "Ma 2025 · PMID 99000062");
    assert_shows(terminal, "6–18 of 18");
    quit(terminal);
}

static void test_parts_of_an_abstract(void **state) {
    Terminal *terminal = desk_open_with(*state, (TerminalOptions){.rows = 50, .columns = 100});
    limit_to(terminal, "pmid:99000064");
    static const char *const parts[] = {"Stromal cells at the bedside trigger: first results",
                                        "Mbeki-Larsen R, Alp E, Szabó É, Ferrante G, Solheim I, Dube N",
                                        "North J Crit Care 2025;16(3):170-83",
                                        "DOI 10.5555/njcc.2025.0548",
                                        "PMC99900064",
                                        "Journal Article · Randomized",
                                        "BACKGROUND  A fall",
                                        "METHODS     Patients",
                                        "RESULTS     ",
                                        "CONCLUSIONS Treatment",
                                        "MeSH        Adult · Female",
                                        "Keywords    septic shock",
                                        "Trials      ClinicalTrials.gov NCT99000060",
                                        "From        PubMed XML",
                                        "Why here    import sample.xml"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_shows(terminal, parts[i]);
    int row, column;
    assert_true(terminal_find(terminal, "BACKGROUND", &row, &column));
    TerminalCell label = terminal_cell(terminal, row, column),
                 text = terminal_cell(terminal, row, column + 14);
    assert_true(label.bold != text.bold || label.foreground != text.foreground);
    limit_to(terminal, "pmid:99000014");
    assert_row(terminal, "Conflict", "The authors declare no competing interests.");
    limit_to(terminal, "pmid:99000058"); // a translated title in brackets, its original below
    assert_shows(terminal, "[Costs of stromal cell therapy in intensive care units");
    assert_shows(terminal, "Kosten der Stromazelltherapie auf Intensivstationen");
    limit_to(terminal, "pmid:99000025"); // <sub> without its tags
    assert_hides(terminal, "<sub>");
    quit(terminal);
}

static void test_all_authors(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000051");
    assert_shows(terminal, "Ferrante G +3");
    press(terminal, ") Enter");
    assert_hides(terminal, "Ferrante G +3");
    assert_shows(terminal, "PROMPT-CELL Investigators");
    quit(terminal);
}

static void test_retraction_cannot_be_missed(void **state) {
    static const TerminalOptions terminals[] = {
        {0}, {.rows = 36, .columns = 120}, {.term = "vt100"}, {.term = "xterm"}};
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
        Terminal *terminal = desk_open_with(*state, terminals[i]);
        limit_to(terminal, "is:retracted");
        assert_row(terminal, "2015 Moreau", "R 2015");
        int row, column;
        assert_true(terminal_find(terminal, "RETRACTED", &row, &column));
        TerminalCell cell = terminal_cell(terminal, row, column);
        assert_true(cell.bold && (cell.reverse || cell.background != -1));
        limit_to(terminal, "");
        quit(terminal);
    }
}

static void test_no_abstract(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000063");
    assert_shows(terminal, "no abstract in this record");
    assert_row(terminal, "2025 Dube", "A 2025");
    quit(terminal);
}

static void test_rows_stay_aligned(void **state) {
    static const int sizes[][2] = {{24, 80}, {36, 120}, {50, 200}};
    Terminal *terminal = desk_open_with(*state, (TerminalOptions){.rows = 50, .columns = 200});
    limit_to(terminal, "pmid:99000017 OR pmid:99000053 OR pmid:99000028 OR pmid:99000065 OR pmid:99000038");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_wait_idle(terminal);
        static const char *const titles[] = {"敗血症", "ミトコン", "العلاج", "Ångström", "🔬 Bar"};
        static const char *const years[] = {"2015 Ito", "2023 Hoshino", "2018 Al-Mansour", "2025 Hoshino",
                                            "2020 Nakasone"};
        int at = 0;
        for (int title = 0; title < 5; title++) {
            int row, column, year_row, year_column;
            if (!terminal_find(terminal, titles[title], &row, &column))
                terminal_fail(terminal, "not on the screen", titles[title]);
            assert_true(terminal_find(terminal, years[title], &year_row, &year_column));
            assert_int_equal(row, year_row);
            assert_int_equal(year_column, 4);
            at = title ? at : column;
            assert_int_equal(column, at); // every title begins in one column
            int bar, bar_row;
            if (sizes[i][1] >= 120 && terminal_find(terminal, "│", &bar_row, &bar))
                if (strcmp(terminal_cell(terminal, row, bar).text, "│") != 0)
                    terminal_fail(terminal, "the bar moved beside", titles[title]);
        }
    }
    static const char *const cases[][2] = {
        {"pmid:99000006", "β-Catenin"},  {"pmid:99000017", "敗血症"}, {"pmid:99000053", "ミトコンドリア"},
        {"pmid:99000038", "🔬 Barcoded"}, {"pmid:99000028", "العلاج"}, {"pmid:99000065", "Ångström"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, cases[i][0]);
        assert_shows(terminal, cases[i][1]);
    }
    quit(terminal);
}

static void test_every_size(void **state) {
    static const int sizes[][2] = {{12, 40}, {36, 120}, {50, 200}, {5, 20},  {24, 80},  {12, 60}, {11, 59},
                                   {3, 10},  {1, 1},    {2, 300},  {90, 20}, {24, 500}, {24, 80}};
    Terminal *terminal = desk_open(*state);
    press(terminal, "4j");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_wait_idle(terminal);
        press(terminal, "j k"); // it still answers
        if (sizes[i][0] >= 5 && sizes[i][1] >= 20)
            assert_shows(terminal, "Ma ");
        if (sizes[i][0] >= 5 && sizes[i][0] < 90 && sizes[i][1] < 60) { // one pane at a time
            press(terminal, "Enter");
            assert_shows(terminal, "Ma 2025");
            press(terminal, "q");
        }
    }
    assert_chosen(terminal, "2025 Ma"); // the study is the one that was chosen
    assert_shows(terminal, "Ma 2025 · PMID 99000062");
    quit(terminal);
}

static void test_the_text_keeps_its_place_when_the_width_changes(void **state) {
    static const int widths[] = {70, 90, 64, 80};
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "M-2");
    for (int i = 0; i < 20 && !strstr(terminal_row(terminal, 8), "METHODS"); i++)
        press(terminal, "j");
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        terminal_resize(terminal, 24, widths[i]);
        terminal_wait_idle(terminal);
        if (!strstr(terminal_row(terminal, 8), "METHODS     Patients"))
            terminal_fail(terminal, "not the first row of the abstract", "METHODS");
    }
    quit(terminal);
}

static void test_zoom_and_split(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "7j"); // the list has scrolled
    assert_shows(terminal, "  A 2025 Dube");
    press(terminal, "z");
    assert_hides(terminal, "gr References");
    assert_shows(terminal, "2021 Ma ");
    press(terminal, "z");
    press(terminal, "M-2 z");
    assert_hides(terminal, "2025 Dube");
    assert_shows(terminal, "1–20 of");
    press(terminal, "q"); // closes the zoom
    assert_chosen(terminal, "2024 Bellanger");
    assert_shows(terminal, "  A 2025 Dube"); // the list stands as it stood
    press(terminal, "gr z");
    assert_hides(terminal, "2024 Bellanger  ");
    press(terminal, "z");
    run_line(terminal, "split 60");
    assert_shows(terminal, "2024 Ruiz-Ocam"); // more rows for the list
    run_line(terminal, "split 5");
    assert_shows(terminal, "a number from 10 to 90");
    run_line(terminal, "split");
    assert_hides(terminal, "2024 Ruiz-Ocam");
    quit(terminal);
}

static void test_help(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "?");
    assert_hides(terminal, "Thiele 2025 · PMID");
    assert_row(terminal, ":half-down", "C-d");
    press(terminal, "G C-u");
    assert_row(terminal, ":quit", "Q");
    press(terminal, "gg Space");
    assert_hides(terminal, ":half-down ");
    press(terminal, "q");
    assert_shows(terminal, "Thiele 2025 · PMID");
    press(terminal, "F1");
    assert_row(terminal, ":half-down", "C-d");
    press(terminal, "Esc");
    run_line(terminal, "help include");
    assert_row(terminal, ":include", "include the shown study, then the next undecided");
    assert_hides(terminal, ":half-down");
    press(terminal, "q");
    run_line(terminal, "map <F5> next-study");
    run_line(terminal, "help next-study"); // bound keys are shown as they are bound
    assert_row(terminal, ":next-study", "F5");
    press(terminal, "q");
    press(terminal, "F5");
    assert_chosen(terminal, "2025 Hoshino");
    quit(terminal);
}

static void test_the_command_line(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, ":");
    terminal_type(terminal, "nonsense");
    press(terminal, "Enter");
    assert_shows(terminal, "there is no command \"nonsense\"; :help lists all");
    press(terminal, "Esc");
    run_line(terminal, "s");
    assert_shows(terminal, "begins several commands");
    press(terminal, "Esc");
    quit(terminal);
}

static void test_completion(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, ":");
    terminal_type(terminal, "high");
    press(terminal, "Tab");
    assert_shows(terminal, ":highlight");
    assert_row(terminal, "highlight-clear", "highlight-exclude");
    press(terminal, "Tab");
    press(terminal, "C-u");
    terminal_type(terminal, "sort ci");
    press(terminal, "Tab");
    assert_shows(terminal, ":sort cited-by");
    press(terminal, "Enter");
    assert_shows(terminal, "─ Studies · is:undecided · cited-by");
    press(terminal, ": Up"); // earlier lines
    assert_shows(terminal, ":sort cited-by");
    press(terminal, "C-u");
    terminal_type(terminal, "import share/sample/samp");
    press(terminal, "Tab");
    assert_shows(terminal, ":import share/sample/sample.");
    press(terminal, "C-g f C-u");
    terminal_type(terminal, "is:retra");
    press(terminal, "Tab");
    assert_shows(terminal, "limit: is:retracted");
    press(terminal, "Enter");
    assert_shows(terminal, "2015 Moreau");
    quit(terminal);
}

static void test_keys_that_do_nothing(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "X");
    assert_shows(terminal, "X does nothing here; ? shows the keys");
    press(terminal, "g 7");
    assert_shows(terminal, "g7 does nothing here; ? shows the keys");
    press(terminal, "j");
    assert_hides(terminal, "does nothing here");
    // A slow arrow key: Esc by itself, its tail later. The tail opens nothing, limits nothing.
    press(terminal, "Esc");
    terminal_type(terminal, "[");
    terminal_wait_idle(terminal);
    assert_chosen(terminal, "2025 Hoshino");
    quit(terminal);
}

static void test_pastes(void **state) {
    Terminal *terminal = desk_open(*state);
    terminal_paste(terminal, "jjj");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "Pasted text is not a command");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "f C-u");
    terminal_paste(terminal, "ti:\nvesicles\n"); // into a prompt it is welcome, as one line
    terminal_wait_idle(terminal);
    assert_shows(terminal, "limit: ti: vesicles");
    press(terminal, "Esc");
    assert_shows(terminal, "66 left");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_files_fill_the_list),
        DESK_TEST(test_three_panes),
        DESK_TEST(test_motions),
        DESK_TEST(test_paging_the_abstract),
        DESK_TEST(test_parts_of_an_abstract),
        DESK_TEST(test_all_authors),
        DESK_TEST(test_retraction_cannot_be_missed),
        DESK_TEST(test_no_abstract),
        DESK_TEST(test_rows_stay_aligned),
        DESK_TEST(test_every_size),
        DESK_TEST(test_the_text_keeps_its_place_when_the_width_changes),
        DESK_TEST(test_zoom_and_split),
        DESK_TEST(test_help),
        DESK_TEST(test_the_command_line),
        DESK_TEST(test_completion),
        DESK_TEST(test_keys_that_do_nothing),
        DESK_TEST(test_pastes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
