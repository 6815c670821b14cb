// The program and what is outside of it: editors, pipes, the clipboard, the shell.
#include "desk.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_a_note_in_the_editor(void **state) {
    Desk *desk = *state;
    char editor[128];
    // An editor that shows what it was given, waits for a line, and writes a note.
    assert_int_equal(desk_run(desk,
                              "printf '#!/bin/sh\\necho editing; read -r line\\necho \"$line\" >\"$1\"\\n' "
                              ">$home/editor; chmod +x $home/editor"),
                     0);
    snprintf(editor, sizeof editor, "EDITOR=%s/editor", desk->home);
    const char *const env[] = {editor, NULL};
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.env = env});
    terminal_press(terminal, "A");
    terminal_wait(terminal, "editing");
    assert_string_equal(terminal_left(terminal), ""); // the editor finds the terminal as it was
    terminal_type(terminal, "dose per kg? see methods\n");
    terminal_wait(terminal, "Thiele 2025 · PMID 99000066");
    terminal_press(terminal, "Qy");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
    assert_int_equal(desk_run(desk, "$carrel note pmid:99000066"), 0);
    assert_string_equal(desk->output, "dose per kg? see methods\n");
}

static void test_a_study_through_a_pipe(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    char command[128];
    terminal_press(terminal, "|");
    snprintf(command, sizeof command, "cat > %s/piped\r", desk->home);
    terminal_type(terminal, command);
    terminal_wait(terminal, "Enter");
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "Thiele 2025 · PMID 99000066");
    terminal_press(terminal, "Qy");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    terminal_free(terminal);
    assert_int_equal(desk_run(desk, "grep -c 'Citation searching is reported' $home/piped"), 0);
}

// What is selected, in a format, to files and through a command.
static void test_a_selection_leaves(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    char line[160];
    press(terminal, "x");
    press(terminal, "j");
    press(terminal, "x");
    snprintf(line, sizeof line, "export ris max-records=1 %s/two.txt", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "in 2 parts");
    run_line(terminal, line);
    terminal_wait(terminal, "is there already");
    run_line(terminal, "yank pmid");
    assert_shows(terminal, "pmid of 2 studies copied");
    run_line(terminal, "export foo two.txt");
    assert_shows(terminal, "no format \"foo\"");
    run_line(terminal, "export max-bytes=5x two.ris");
    assert_shows(terminal, "500k or 50M");
    run_line(terminal, "export");
    assert_shows(terminal, "it is :export");
    press(terminal, ":");
    snprintf(line, sizeof line, "export citation | sort > %s/cited\r", desk->home);
    terminal_type(terminal, line);
    terminal_wait(terminal, "Enter returns");
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "2 selected");
    terminal_press(terminal, "Qy");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
    assert_int_equal(
        desk_run(desk, "cd $home && grep -c '^TY' two-1.txt two-2.txt && ls two* && wc -l <cited"), 0);
    assert_string_equal(desk->output, "two-1.txt:1\ntwo-2.txt:1\ntwo-1.txt\ntwo-2.txt\n2\n");
}

// Decisions as another tool takes them over: one file, or one for each of its lists.
static void test_an_export_for_another_tool(void **state) {
    Desk *desk = *state;
    char line[160];
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include pmid:99000066 pmid:99000065 && "
                                    "$carrel decide --quiet exclude --reason mice pmid:99000064"),
                     0);
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "");
    run_line(terminal, "export for=endnote a.ris");
    assert_shows(terminal, "there is asreview, rayyan, covidence and revman");
    run_line(terminal, "export for=covidence csv a.csv");
    assert_shows(terminal, "covidence does not read decisions as csv");
    run_line(terminal, "export for=revman |wc");
    assert_shows(terminal, "revman takes a file for each of its lists");
    snprintf(line, sizeof line, "export for=covidence %s/c.ris", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "66 studies written to ");
    snprintf(line, sizeof line, "export for=covidence %s/c.ris", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "is there already");
    snprintf(line, sizeof line, "export for=rayyan %s/rayyan.ris id:99000064", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "1 study written to ");
    snprintf(line, sizeof line, "export for=revman %s/none.ris id:99000001", desk->home);
    run_line(terminal, line);
    assert_shows(terminal, "none of these studies is on a list of that tool");
    quit(terminal);
    assert_int_equal(desk_run(desk, "cd $home && grep -c '^TY' c-*.ris && grep -h RAYYAN rayyan.ris && "
                                    "$carrel export --quiet --for rayyan -o again.ris id:99000064 && "
                                    "cmp rayyan.ris again.ris"),
                     0);
    assert_non_null(strstr(desk->output, "c-full-text.ris:2\nc-irrelevant.ris:1\nc-screen.ris:63\n"));
}

static void test_yank_goes_to_the_terminals_clipboard(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, ":");
    terminal_type(terminal, "yank pmid");
    press(terminal, "Enter");
    size_t size;
    assert_non_null(strstr(terminal_raw(terminal, &size), "\033]52;c;OTkwMDAwNjY=\a")); // 99000066
    quit(terminal);
}

static void test_stop_and_continue_in_a_shell(void **state) {
    Desk *desk = *state;
    char line[400];
    const char *const argv[] = {"bash", "--norc", "-i", NULL};
    const char *const env[] = {"PS1=shell> ", NULL};
    TerminalOptions options = {.env = env, .home = desk->home};
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "shell>");
    snprintf(line, sizeof line, "%s --cache %s/cache.db -R %s/sample.carrel\r", getenv("CARREL"), desk->home,
             desk->home);
    terminal_type(terminal, line);
    terminal_wait(terminal, "Thiele 2025 · PMID 99000066");
    terminal_press(terminal, "C-z");
    terminal_wait(terminal, "fg returns");
    terminal_wait(terminal, "Stopped");
    // It holds no lock meanwhile.
    assert_int_equal(desk_run(desk, "$carrel decide --quiet maybe pmid:99000065"), 0);
    terminal_type(terminal, "fg\r");
    terminal_wait(terminal, "Thiele 2025 · PMID 99000066");
    terminal_wait(terminal, " ?  2025 Hoshino"); // what the other process decided is seen
    terminal_press(terminal, "Q");
    terminal_wait(terminal, "Quit carrel?");
    terminal_press(terminal, "y");
    terminal_wait(terminal, "shell>");
    terminal_type(terminal, "exit\r");
    terminal_wait_exit(terminal);
    terminal_free(terminal);
}

static void test_the_terminal_goes_away(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    terminal_hang_up(terminal);
    terminal_wait_exit(terminal);
    terminal_free(terminal);
    desk_run(desk, "$carrel search --output ids is:include");
    assert_string_equal(desk->output, "pmid:99000066\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_note_in_the_editor),
        DESK_TEST(test_a_study_through_a_pipe),
        DESK_TEST(test_a_selection_leaves),
        DESK_TEST(test_an_export_for_another_tool),
        DESK_TEST(test_yank_goes_to_the_terminals_clipboard),
        DESK_TEST(test_stop_and_continue_in_a_shell),
        DESK_TEST(test_the_terminal_goes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
