// Question and criteria beside the abstract and in their form, decision keys of other tools, how long a
// decision took, abstracts written by hand. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_writing_and_showing_criteria(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.rows = 36, .columns = 120});
    press(terminal, "C");
    assert_shows(terminal, "This review has no criteria yet; :criteria writes them down");
    run_line(terminal, "criteria");
    press(terminal, "Tab");
    terminal_type(terminal, "Do invented cells help?");
    press(terminal, "Tab Tab Tab Tab Tab");
    terminal_paste(terminal, "randomised\nin humans\n");
    press(terminal, "C-s");
    assert_shows(terminal, "2 answers kept");
    press(terminal, "C");
    assert_row(terminal, "Question", "Do invented cells help?");
    assert_row(terminal, "Include", "randomised");
    assert_shows(terminal, "in humans");
    assert_hides(terminal, "Population");
    press(terminal, "i"); // they stay, whatever is shown
    assert_row(terminal, "Include", "randomised");
    press(terminal, "C");
    assert_hides(terminal, "in humans");
    press(terminal, "C u u"); // the decision, then both answers at once
    assert_shows(terminal, "taken back: change of the review");
    assert_hides(terminal, "in humans");
    press(terminal, "C-r");
    assert_shows(terminal, "in humans");
    quit(terminal);
    terminal = desk_open_with(desk, (TerminalOptions){.rows = 36, .columns = 120});
    assert_shows(terminal, "in humans"); // shown again the next time
    quit(terminal);
    // Only what was changed was written.
    assert_int_equal(desk_run(desk, "$carrel review dump $home/sample.carrel | grep -c '\"setting\"'"), 0);
    assert_string_equal(desk->output, "2\n");
}

static void test_criteria_over_a_small_screen(void **state) {
    Desk *desk = *state;
    static const TerminalOptions sizes[] = {{.rows = 24, .columns = 80}, {.rows = 12, .columns = 40}};
    assert_int_equal(desk_run(desk, "$carrel review set include='randomised\nin humans' exclude=animals"), 0);
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = desk_open_with(desk, sizes[i]);
        press(terminal, "C");
        assert_shows(terminal, "Criteria");
        assert_shows(terminal, "in humans");
        assert_shows(terminal, "animals");
        press(terminal, "C");
        assert_hides(terminal, "in humans");
        quit(terminal);
    }
}

static void test_an_answer_that_is_left(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "criteria");
    terminal_type(terminal, "Sepsis");
    press(terminal, "Esc");
    assert_shows(terminal, "Leave, and lose what was typed?");
    press(terminal, "y");
    run_line(terminal, "criteria");
    assert_hides(terminal, "Sepsis");
    press(terminal, "C-s");
    assert_shows(terminal, "Nothing changed");
    quit(terminal);
}

static void test_keys_of_other_tools(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "set keys=rayyan");
    assert_shows(terminal, "u maybe (undecided); U undoes");
    assert_row(terminal, "i include", "u maybe");
    assert_row(terminal, "i include", "U undo");
    press(terminal, "u");
    assert_shows(terminal, "? maybe Thiele 2025");
    press(terminal, "U");
    assert_shows(terminal, "taken back: maybe of Thiele 2025");
    press(terminal, "m");
    assert_shows(terminal, "m does nothing here");
    press(terminal, "I");
    assert_shows(terminal, "Caps Lock? I does nothing");
    run_line(terminal, "set keys=covidence");
    assert_row(terminal, "y include", "n exclude");
    press(terminal, "n");
    assert_shows(terminal, "excluded Thiele 2025");
    press(terminal, "u y");
    assert_shows(terminal, "included Thiele 2025");
    press(terminal, "u N"); // nothing was searched for; not Caps Lock either
    assert_hides(terminal, "Caps Lock");
    run_line(terminal, "set keys=asreview");
    press(terminal, "i");
    assert_shows(terminal, "excluded Thiele 2025");
    press(terminal, "u e");
    assert_shows(terminal, "e does nothing here");
    press(terminal, "n");
    assert_shows(terminal, "note:");
    press(terminal, "C-g");
    press(terminal, "?");
    press(terminal, "/");
    terminal_type(terminal, "as in Covidence");
    press(terminal, "Enter");
    assert_row(terminal, "now", "asreview");
    press(terminal, "q");
    run_line(terminal, "set keys=vi");
    press(terminal, "i");
    assert_shows(terminal, "included Thiele 2025");
    quit(terminal);
}

static void test_keys_in_the_configuration(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk,
                              "mkdir -p $home/config/carrel; printf 'map ,x exclude\\nset keys=rayyan\\n"
                              "map U yank\\n' >$home/config/carrel/carrelrc"),
                     0);
    Terminal *terminal = desk_open(desk);
    assert_row(terminal, "i include", "u maybe");
    press(terminal, ",x");
    assert_shows(terminal, "excluded Thiele 2025");
    run_line(terminal, "write-config");
    quit(terminal);
    assert_int_equal(desk_run(desk, "cat $home/config/carrel/carrelrc.new"), 0);
    assert_string_equal(desk->output,
                        "set keys=rayyan\nmap U undo\nmap ,x exclude\nmap U yank\n"); // undo holds elsewhere
}

static void test_time_of_decisions(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    run_line(terminal, "set norecord-time");
    press(terminal, "i");
    press(terminal, "k");
    run_line(terminal, "history");
    assert_hides(terminal, " s)");
    press(terminal, "q");
    press(terminal, "gg");
    run_line(terminal, "history");
    assert_shows(terminal, " s)");
    press(terminal, "q");
    limit_to(terminal, "took:<600");
    assert_shows(terminal, "Thiele 2025");
    assert_hides(terminal, "Hoshino");
    limit_to(terminal, "took:>599");
    assert_shows(terminal, "Nothing matches this limit");
    quit(terminal);
    assert_int_equal(desk_run(desk, "$carrel search 'took:..599' | wc -l"), 0);
    assert_string_equal(desk->output, "1\n");
}

static void test_filling_in_an_abstract(void **state) {
    Desk *desk = *state;
    char editor[160];
    assert_int_equal(desk_run(desk,
                              "printf '#!/bin/sh\\nprintf \"Invented words on organs.\\\\n\" >\"$1\"\\n' "
                              ">$home/editor; chmod +x $home/editor"),
                     0);
    snprintf(editor, sizeof editor, "EDITOR=%s/editor", desk->home);
    const char *const env[] = {editor, NULL};
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.env = env});
    press(terminal, "ga");
    assert_shows(terminal, "This record has an abstract of its own");
    run_line(terminal, "reviewer Anna");
    limit_to(terminal, "-has:abstract");
    assert_shows(terminal, "no abstract in this record");
    press(terminal, "ga");
    terminal_wait(terminal, "abstract filled in");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "Abstract filled in by Anna; the record has none");
    assert_shows(terminal, "Invented words on organs.");
    press(terminal, "l");
    press(terminal, "/");
    terminal_type(terminal, "organs");
    press(terminal, "Enter");
    assert_row(terminal, "Invented words on", "organs");
    press(terminal, "ga");
    terminal_wait(terminal, "The abstract is as it was");
    limit_to(terminal, "-has:abstract"); // it still has none
    assert_shows(terminal, "Invented words on organs.");
    press(terminal, "u");
    assert_shows(terminal, "taken back: abstract filled in");
    assert_shows(terminal, "no abstract in this record");
    run_line(terminal, "abstract Typed at once");
    assert_shows(terminal, "Typed at once");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_writing_and_showing_criteria), DESK_TEST(test_criteria_over_a_small_screen),
        DESK_TEST(test_an_answer_that_is_left),       DESK_TEST(test_keys_of_other_tools),
        DESK_TEST(test_keys_in_the_configuration),    DESK_TEST(test_time_of_decisions),
        DESK_TEST(test_filling_in_an_abstract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
