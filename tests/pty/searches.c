// Where candidates came from: the form of a search, the list of imports and withdrawing one, rounds,
// known items, decisions that records bring, and the inbox folder. CARREL names the program; runs in the
// root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

// One study of their own each, and one that both have; the first brings two people's decisions.
#define FILES                                                                                                \
    "printf 'TY  - JOUR\\nTI  - Invented cells in septic shock\\nAU  - Alder, A\\nPY  - 2021\\n"             \
    "JO  - J Invented\\nVL  - 3\\nSP  - 11\\nDO  - 10.9999/alder\\n"                                         \
    "N1  - RAYYAN-INCLUSION: {\"Anna\"=>\"Included\", \"Ben\"=>\"Excluded\"}\\nER  - \\n\\n"                 \
    "TY  - JOUR\\nTI  - Invented livers\\nAU  - Birch, B\\nPY  - 2019\\nJO  - J Invented\\nVL  - 1\\n"       \
    "SP  - 5\\nER  - \\n\\n' >$home/embase.ris; "                                                            \
    "printf 'PMID- 98000001\\nTI  - First of two.\\nDP  - 2026\\n\\n"                                        \
    "PMID- 98000002\\nTI  - Invented cells in septic shock\\nAU  - Alder A\\nDP  - 2021\\n"                  \
    "TA  - J Invented\\nVI  - 3\\nPG  - 11\\nAID - 10.9999/alder [doi]\\n\\n' >$home/two.nbib; "

static Terminal *open_with_imports(Desk *desk, TerminalOptions options) {
    char path[128];
    assert_int_equal(desk_run(desk, FILES), 0);
    Terminal *terminal = desk_open_with(desk, options);
    snprintf(path, sizeof path, "%s/embase.ris", desk->home);
    import_file(terminal, path);
    press(terminal, "C-g");
    snprintf(path, sizeof path, "%s/two.nbib", desk->home);
    import_file(terminal, path);
    terminal_wait(terminal, "two.nbib: 2 records");
    terminal_wait_idle(terminal);
    return terminal;
}

static void test_describing_a_search(void **state) {
    Terminal *terminal = open_with_imports(*state, (TerminalOptions){0});
    assert_shows(terminal, "; :imports describes the");
    run_line(terminal, "imports");
    assert_row(terminal, " two.nbib", "2 brought");
    assert_row(terminal, " embase.ris", "2 brought");
    press(terminal, "Up Enter"); // the last is chosen
    assert_shows(terminal, " embase.ris · 2 records ");
    terminal_type(terminal, "Embase");
    press(terminal, "Tab");
    terminal_type(terminal, "Ovid");
    press(terminal, "Down");
    terminal_type(terminal, "May");
    press(terminal, "Tab");
    terminal_paste(terminal, "1. exp sepsis/\n2. cell*.ti.\n3. 1 and 2\n");
    terminal_wait(terminal, "1. exp sepsis/⏎2. cell*.ti.⏎3. 1 and 2");
    press(terminal, "Tab Tab");
    terminal_type(terminal, "1,204");
    press(terminal, "Enter");
    assert_shows(terminal, "A date is written 2026-05-03"); // and nothing is lost
    assert_shows(terminal, "Ovid");
    press(terminal, "C-u");
    terminal_type(terminal, "2026-05-03");
    press(terminal, "S-Tab S-Tab S-Tab r");
    assert_shows(terminal, "< register >");
    press(terminal, "Left C-s");
    assert_shows(terminal, "The search is described; Embase announced 1,204 hits, 2 came · u undoes");
    run_line(terminal, "imports");
    assert_row(terminal, "embase.ris", "2 of 1,204 hits");
    assert_row(terminal, "2 of 1,204 hits", "Embase");
    assert_row(terminal, "2 of 1,204 hits", "2026-05-03");
    int row, column;
    assert_true(terminal_find(terminal, "2 of 1,204", &row, &column));
    int warning = terminal_cell(terminal, row, column).foreground;
    assert_true(terminal_find(terminal, "2 records", &row, &column));
    assert_int_not_equal(warning, terminal_cell(terminal, row, column).foreground);
    // Leaving asks only where something would be lost.
    press(terminal, "Up Enter");
    assert_shows(terminal, "1. exp sepsis/⏎2. cell*.ti.⏎3. 1 and 2");
    press(terminal, "Esc");
    assert_hides(terminal, "Strategy");
    run_line(terminal, "imports");
    press(terminal, "Up Enter");
    terminal_type(terminal, "x");
    press(terminal, "C-g");
    assert_shows(terminal, "Leave, and lose what was typed?");
    press(terminal, "y");
    assert_hides(terminal, "Strategy");
    press(terminal, "u");
    run_line(terminal, "imports");
    assert_hides(terminal, "1,204");
    press(terminal, "C-g");
    quit(terminal);
}

static void test_the_form_on_a_small_screen(void **state) {
    Terminal *terminal = open_with_imports(*state, (TerminalOptions){.rows = 12, .columns = 40});
    run_line(terminal, "imports");
    press(terminal, "Enter");
    assert_shows(terminal, " Strategy");
    assert_shows(terminal, " Announced");
    press(terminal, "S-Tab S-Tab");
    terminal_type(terminal, "12");
    press(terminal, "Enter");
    terminal_wait(terminal, "The search is described");
    run_line(terminal, "imports");
    assert_row(terminal, "two.nbib", "2 of 12 hits");
    press(terminal, "C-g");
    quit(terminal);
}

static void test_the_editor_of_a_field(void **state) {
    Desk *desk = *state;
    char editor[160];
    assert_int_equal(desk_run(desk,
                              "printf '#!/bin/sh\\nprintf \"first line\\\\nsecond line\\\\n\" >\"$1\"\\n' "
                              ">$home/editor; chmod +x $home/editor"),
                     0);
    snprintf(editor, sizeof editor, "EDITOR=%s/editor", desk->home);
    const char *const env[] = {editor, NULL};
    Terminal *terminal = open_with_imports(desk, (TerminalOptions){.env = env});
    run_line(terminal, "imports");
    press(terminal, "Enter Tab Tab Tab C-o");
    assert_shows(terminal, "first line⏎second line");
    press(terminal, "C-s");
    terminal_wait(terminal, "The search is described");
    quit(terminal);
}

static void test_withdrawing_an_import(void **state) {
    Terminal *terminal = open_with_imports(*state, (TerminalOptions){0});
    assert_shows(terminal, "0 of 69");
    run_line(terminal, "undo-import 99");
    assert_shows(terminal, "imports; :imports lists them");
    run_line(terminal, "undo-import");
    assert_shows(terminal, "Withdraw 1 candidate of two.nbib? 1 stays: from others, or decided on y n");
    press(terminal, "n");
    assert_shows(terminal, "0 of 69");
    limit_to(terminal, "pmid:98000001");
    assert_shows(terminal, "First of two.");
    press(terminal, "i");
    press(terminal, "f C-u Enter");
    run_line(terminal, "undo-import latest");
    assert_shows(terminal, "Withdraw 0 candidates of two.nbib? 2 stay");
    press(terminal, "n");
    press(terminal, "u");
    run_line(terminal, "imports");
    press(terminal, "U");
    assert_shows(terminal, "Withdraw 1 candidate of two.nbib?");
    press(terminal, "y");
    assert_shows(terminal, "two.nbib is withdrawn: 1 candidate went · u undoes");
    assert_shows(terminal, "0 of 68");
    assert_hides(terminal, "First of two.");
    run_line(terminal, "imports");
    assert_row(terminal, "two.nbib", "withdrawn");
    press(terminal, "U");
    assert_shows(terminal, "two.nbib is withdrawn already");
    press(terminal, "u");
    assert_shows(terminal, "taken back: withdrawal of two.nbib");
    assert_shows(terminal, "0 of 69");
    limit_to(terminal, "pmid:98000001");
    assert_shows(terminal, "First of two.");
    press(terminal, "C-r");
    assert_shows(terminal, "done again: withdrawal of two.nbib");
    assert_shows(terminal, "0 of 68");
    quit(terminal);
}

static void test_rounds_and_sources(void **state) {
    Desk *desk = *state;
    char path[128];
    Terminal *terminal = open_with_imports(desk, (TerminalOptions){0});
    run_line(terminal, "round");
    assert_shows(terminal, "This is round 1; :round new begins the next");
    limit_to(terminal, "import:latest");
    assert_shows(terminal, "First of two.");
    assert_shows(terminal, " 2 left ");
    limit_to(terminal, "source:embase.ris");
    assert_shows(terminal, "Invented livers");
    assert_shows(terminal, " 2 left ");
    limit_to(terminal, "is:new");
    run_line(terminal, "round new update 2026");
    assert_shows(terminal, "Round update 2026 begins");
    terminal_wait(terminal, "Nothing matches this limit");
    assert_int_equal(
        desk_run(desk, "printf 'PMID- 98000003\\nTI  - Third.\\nDP  - 2026\\n\\n' >$home/more.nbib"), 0);
    snprintf(path, sizeof path, "%s/more.nbib", desk->home);
    press(terminal, "C-g");
    import_file(terminal, path);
    terminal_wait(terminal, "> A 2026"); // the limit is looked at again
    assert_shows(terminal, "Third.");
    assert_shows(terminal, " 1 left ");
    limit_to(terminal, "round:1");
    assert_hides(terminal, "Third.");
    run_line(terminal, "round");
    assert_shows(terminal, "Rounds: 1, update 2026; the last goes on");
    run_line(terminal, "round old");
    assert_shows(terminal, "round: \"old\" is not known");
    quit(terminal);
}

static void test_known_items(void **state) {
    Terminal *terminal = open_with_imports(*state, (TerminalOptions){0});
    press(terminal, ":");
    terminal_type(terminal, "known");
    press(terminal, "Enter");
    terminal_paste(terminal, "98000001\n98000009\nhttps://doi.org/10.9999/alder\n");
    press(terminal, "Enter");
    assert_shows(terminal, "Known items: 2 of 3 found");
    assert_row(terminal, "98000001", "two.nbib");
    assert_row(terminal, "10.9999/alder", "embase.ris, two.nbib");
    assert_no_row(terminal, "98000009", "two.nbib");
    assert_shows(terminal, " Missing");
    press(terminal, "q");
    run_line(terminal, "known nothing here");
    assert_shows(terminal, "There is no PMID and no DOI in that");
    quit(terminal);
}

static void test_taking_decisions_over(void **state) {
    Desk *desk = *state;
    char path[128];
    assert_int_equal(desk_run(desk, FILES), 0);
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.columns = 200});
    run_line(terminal, "take-decisions");
    assert_shows(terminal, "No imported record waits with decisions");
    snprintf(path, sizeof path, "%s/embase.ris", desk->home);
    import_file(terminal, path);
    assert_shows(terminal, "1 brings decisions or labels of Anna, Ben: :take-decisions");
    // It is no question that would take the keys of decisions.
    limit_to(terminal, "ti:livers");
    press(terminal, "i");
    assert_shows(terminal, "✓ included Birch 2019");
    assert_int_equal(desk_run(desk, "$carrel export --format json doi:10.9999/alder | grep -c Anna"), 1);
    run_line(terminal, "take-decisions");
    assert_shows(terminal, "Take over the decisions of Anna, Ben on 1 record? y n");
    press(terminal, "n");
    run_line(terminal, "take-decisions");
    press(terminal, "y");
    assert_shows(terminal, "2 decisions taken over");
    run_line(terminal, "take-decisions");
    assert_shows(terminal, "No imported record waits with decisions");
    limit_to(terminal, "doi:10.9999/alder");
    run_line(terminal, "history");
    assert_shows(terminal, "Anna");
    assert_shows(terminal, "Ben");
    press(terminal, "q");
    quit(terminal);
}

static void test_the_inbox(void **state) {
    Desk *desk = *state;
    char line[160];
    assert_int_equal(desk_run(desk, FILES "mkdir $home/inbox; cp $home/two.nbib $home/inbox/before.nbib"), 0);
    Terminal *terminal = desk_open(desk);
    press(terminal, "gi");
    assert_shows(terminal, "No inbox folder is watched");
    snprintf(line, sizeof line, "set inbox=%s/nowhere", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "/nowhere is not watched: No such file");
    snprintf(line, sizeof line, "set inbox=%s/inbox", desk->home);
    run_line(terminal, line);
    press(terminal, "gi");
    assert_shows(terminal, "Nothing waits in the inbox"); // what was there is old
    // A browser saves under another name first.
    assert_int_equal(desk_run(desk, "cp $home/embase.ris $home/inbox/embase.ris.part; "
                                    "mv $home/inbox/embase.ris.part $home/inbox/embase.ris"),
                     0);
    terminal_wait(terminal, "embase.ris waits in the inbox · gi opens");
    assert_shows(terminal, "0 of 66"); // nothing enters by itself
    press(terminal, "gi");
    assert_shows(terminal, "─ embase.ris · ris ─");
    assert_row(terminal, " Database", "Embase");
    press(terminal, "C-g");
    assert_int_equal(desk_run(desk, "cp $home/two.nbib $home/inbox/; echo words >$home/inbox/words.txt"), 0);
    terminal_wait(terminal, "words.txt in the inbox cannot be imported");
    // It waits over the end of the program.
    quit(terminal);
    assert_int_equal(desk_run(desk, "mkdir -p $home/config/carrel; echo \"set inbox=$home/inbox\" "
                                    ">$home/config/carrel/carrelrc"),
                     0);
    terminal = desk_open(desk);
    terminal_wait(terminal, "gi opens the oldest");
    run_line(terminal, "inbox");
    assert_row(terminal, " 1 embase.ris", "ris");
    assert_row(terminal, " 2 two.nbib", "nbib");
    assert_hides(terminal, "before.nbib");
    press(terminal, "Down X");
    assert_shows(terminal, "two.nbib no longer waits; it stays in its folder");
    press(terminal, "gi S-Tab S-Tab");
    terminal_type(terminal, "31");
    press(terminal, "C-s");
    terminal_wait(terminal, "; Embase announced 31");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "0 of 68");
    run_line(terminal, "imports");
    assert_row(terminal, "embase.ris", "2 of 31 hits");
    assert_row(terminal, "embase.ris", "Embase");
    press(terminal, "C-g");
    press(terminal, "gi");
    assert_shows(terminal, "Nothing waits in the inbox");
    run_line(terminal, "set noinbox");
    press(terminal, "gi");
    assert_shows(terminal, "No inbox folder is watched");
    quit(terminal);
}

static void test_the_inbox_folder_goes_away(void **state) {
    Desk *desk = *state;
    char line[160];
    assert_int_equal(desk_run(desk, FILES "mkdir $home/inbox"), 0);
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.columns = 160});
    snprintf(line, sizeof line, "set inbox=%s/inbox", desk->home);
    run_line(terminal, line);
    press(terminal, "gi");
    assert_int_equal(desk_run(desk, "cp $home/two.nbib $home/inbox/"), 0);
    terminal_wait(terminal, "two.nbib waits in the inbox");
    assert_int_equal(desk_run(desk, "rm $home/inbox/two.nbib; rmdir $home/inbox"), 0);
    terminal_wait(terminal, "is not watched: it was removed or moved");
    press(terminal, "gi");
    assert_shows(terminal, "No inbox folder is watched");
    quit(terminal);
}

// The same bytes again: the review says when it had them.
static void test_the_same_file_again(void **state) {
    Desk *desk = *state;
    Terminal *terminal = open_with_imports(desk, (TerminalOptions){.columns = 200});
    char path[128];
    assert_int_equal(desk_run(desk, "cp $home/two.nbib $home/again.nbib"), 0);
    snprintf(path, sizeof path, "%s/again.nbib", desk->home);
    press(terminal, "C-g");
    import_file(terminal, path);
    assert_shows(terminal,
                 "again.nbib: 2 records: 0 new, 0 updated, 2 unchanged; the review had this very file on 2");
    run_line(terminal, "imports");
    assert_hides(terminal, "again.nbib  ");
    press(terminal, "C-g");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_describing_a_search),        DESK_TEST(test_the_form_on_a_small_screen),
        DESK_TEST(test_the_editor_of_a_field),      DESK_TEST(test_withdrawing_an_import),
        DESK_TEST(test_rounds_and_sources),         DESK_TEST(test_known_items),
        DESK_TEST(test_taking_decisions_over),      DESK_TEST(test_the_inbox),
        DESK_TEST(test_the_inbox_folder_goes_away), DESK_TEST(test_the_same_file_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
