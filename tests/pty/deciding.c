// Decisions in the real program: keys, reasons, selections, labels, notes, undo, and coming back
// to them. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include "carrel/base/memory.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// What the command line finds in the review afterwards.
static void assert_found(Desk *desk, const char *query, const char *ids) {
    char command[200];
    snprintf(command, sizeof command, "$carrel search --output ids -- '%s' | xargs", query);
    assert_int_equal(desk_run(desk, command), 0);
    desk->output[strcspn(desk->output, "\n")] = '\0';
    if (strcmp(desk->output, ids) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", query, desk->output, ids);
}

static int colour_of(Terminal *terminal, const char *text) {
    int row, column;
    if (!terminal_find(terminal, text, &row, &column))
        terminal_fail(terminal, "not on the screen", text);
    return terminal_cell(terminal, row, column).foreground;
}

static void test_every_decision(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    assert_shows(terminal, "✓ included Thiele 2025");
    assert_shows(terminal, "· u undoes");
    assert_row(terminal, "2025 Thiele", "✓");
    assert_chosen(terminal, "2025 Hoshino"); // on to the next undecided
    press(terminal, "e");
    assert_shows(terminal, "✗ excluded Hoshino 2025");
    assert_row(terminal, "2025 Hoshino", "✗");
    press(terminal, "m");
    assert_shows(terminal, "? maybe Mbeki-Larsen 2025");
    assert_row(terminal, "2025 Mbeki-Lar", "?");
    press(terminal, "d");
    assert_shows(terminal, "~ later Dube 2025");
    assert_row(terminal, "2025 Dube", "~A");
    assert_chosen(terminal, "2025 Ma");
    press(terminal, ".");
    assert_shows(terminal, "~ later Ma 2025");
    assert_shows(terminal, "3 of 66");
    assert_shows(terminal, "1 in 1 maybe 2 later");
    press(terminal, "gg c"); // clear does not move on
    assert_shows(terminal, "cleared Thiele 2025");
    assert_no_row(terminal, "2025 Thiele ", "✓");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "c");
    assert_hides(terminal, "✓");
    quit(terminal);
    assert_found(desk, "is:include", "");
    assert_found(desk, "is:exclude", "pmid:99000065");
    assert_found(desk, "is:maybe", "pmid:99000064");
    assert_found(desk, "is:later", "pmid:99000063 pmid:99000062");
}

static void test_undecided_and_back(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "j");
    press(terminal, "i");
    press(terminal, "i");
    assert_chosen(terminal, "2025 Dube");
    press(terminal, "[");
    assert_chosen(terminal, "2025 Thiele"); // over the decided ones
    press(terminal, "]");
    assert_chosen(terminal, "2025 Dube");
    press(terminal, "<");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "2 >");
    assert_chosen(terminal, "2025 Ma");
    run_line(terminal, "set noadvance");
    press(terminal, "m");
    assert_chosen(terminal, "2025 Ma");
    limit_to(terminal, "pmid:99000056");
    run_line(terminal, "set advance");
    press(terminal, "i");
    assert_shows(terminal, "nothing undecided is left in");
    assert_shows(terminal, "✓ Ferrante 2024 · PMID 99000056");
    quit(terminal);
}

static void test_later_comes_back_last(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "citedby:pmid:99000014"); // five studies
    press(terminal, "gg");
    press(terminal, "d");
    for (int i = 0; i < 4; i++)
        press(terminal, "i");
    assert_chosen(terminal, "2024 Lindqvist"); // what was put off, when all else is decided
    press(terminal, "e");
    assert_shows(terminal, "nothing undecided is left in");
    quit(terminal);
}

static void test_reasons(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "E");
    assert_shows(terminal, "Exclude because");
    terminal_type(terminal, "wrong population");
    press(terminal, "Enter");
    assert_shows(terminal, "✗ excluded Thiele 2025: wrong population");
    run_line(terminal, "reason not a study");
    assert_shows(terminal, "\"not a study\" is a reason for exclusion now");
    press(terminal, "E");
    assert_shows(terminal, "1 wrong population");
    assert_shows(terminal, "2 not a study");
    press(terminal, "2");
    assert_shows(terminal, "✗ excluded Hoshino 2025: not a study");
    press(terminal, "E");
    terminal_type(terminal, "popul"); // part of one that is there
    press(terminal, "Enter");
    assert_shows(terminal, "✗ excluded Mbeki-Larsen 2025: wrong population");
    press(terminal, "E");
    press(terminal, "Esc"); // nothing is decided
    assert_chosen(terminal, "2025 Dube");
    assert_no_row(terminal, "2025 Dube", "✗");
    run_line(terminal, "exclude-reason a letter");
    assert_shows(terminal, "✗ excluded Dube 2025: a letter");
    press(terminal, ".");
    assert_shows(terminal, "✗ excluded Ma 2025: a letter");
    run_line(terminal, "reasons");
    assert_shows(terminal, "3 ");
    assert_shows(terminal, "a letter");
    press(terminal, "Esc");
    run_line(terminal, "set reason-required");
    press(terminal, "e"); // now asks, too
    assert_shows(terminal, "Exclude because");
    press(terminal, "1");
    assert_shows(terminal, "✗ excluded Lindqvist 2024: wrong population");
    quit(terminal);
    assert_found(desk, "reason:\"wrong population\"", "pmid:99000066 pmid:99000064 pmid:99000061");
    assert_found(desk, "reason:letter", "pmid:99000063 pmid:99000062");
}

static void test_selections_are_confirmed(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "j x j x");
    assert_row(terminal, "2025 Hoshino", "*");
    assert_row(terminal, "2025 Dube", "*");
    assert_shows(terminal, "2 selected · 66 left");
    press(terminal, "i");
    assert_shows(terminal, "Include 2 selected studies? y n");
    press(terminal, "j"); // neither yes nor no
    assert_shows(terminal, "Include 2 selected studies? y n");
    press(terminal, "n");
    assert_shows(terminal, "Nothing was done");
    assert_shows(terminal, "2 selected · 66 left");
    press(terminal, "e");
    press(terminal, "y");
    assert_shows(terminal, "✗ excluded 2 studies");
    assert_row(terminal, "2025 Hoshino", "✗");
    assert_row(terminal, "2025 Dube", "✗");
    assert_hides(terminal, "selected"); // it is cleared
    press(terminal, "u");
    assert_shows(terminal, "taken back: exclude of Hoshino 2025 and 1 more");
    assert_hides(terminal, "✗");
    press(terminal, "C-r");
    assert_shows(terminal, "done again: exclude of Hoshino 2025 and 1 more");
    press(terminal, "u");
    // A range, from below upwards, and its inverse within the limit.
    limit_to(terminal, "citedby:pmid:99000014");
    press(terminal, "gg 3j v 2k v");
    assert_shows(terminal, "3 selected");
    press(terminal, "V");
    assert_shows(terminal, "2 selected");
    press(terminal, "Esc");
    assert_shows(terminal, "Nothing is selected any more");
    press(terminal, "V");
    press(terminal, "m");
    assert_shows(terminal, "Decide maybe on 5 selected studies? y n");
    press(terminal, "y");
    assert_shows(terminal, "5 maybe");
    press(terminal, "gg x k c"); // the row under the cursor alone needs no question
    assert_shows(terminal, "cleared Lindqvist 2024");
    press(terminal, "x");
    press(terminal, "c");
    assert_shows(terminal, "Clear the decision on 1 selected study? y n"); // but another row does
    press(terminal, "n");
    run_line(terminal, "tag +together");
    assert_shows(terminal, "Change the labels of 1 selected study? y n");
    press(terminal, "y");
    quit(terminal);
    assert_found(desk, "tag:together", "pmid:99000061");
    assert_found(desk, "is:maybe", "pmid:99000055 pmid:99000049 pmid:99000037 pmid:99000023");
}

static void test_labels_and_notes(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "t");
    assert_shows(terminal, "labels, with commas:");
    terminal_type(terminal, "liver, ask Maria");
    press(terminal, "Enter");
    assert_shows(terminal, "labelled Thiele 2025 +liver +ask Maria");
    press(terminal, "j T");
    assert_shows(terminal, "labelled Hoshino 2025 +liver +ask Maria");
    press(terminal, "t");
    assert_shows(terminal, "labels, with commas: ask Maria, liver");
    press(terminal, "C-u");
    terminal_type(terminal, "liver");
    press(terminal, "Enter");
    assert_shows(terminal, "labelled Hoshino 2025 -ask Maria");
    press(terminal, "a");
    terminal_type(terminal, "dose per kg?");
    press(terminal, "Enter");
    assert_shows(terminal, "note kept");
    assert_row(terminal, "2025 Hoshino", "n 2025");
    press(terminal, "gg j M-2 G"); // all typed before it was drawn
    assert_row(terminal, "Labels", "liver");
    assert_row(terminal, "Note", "dose per kg?");
    press(terminal, "a");
    assert_shows(terminal, "note: dose per kg?");
    press(terminal, "C-u Enter");
    assert_shows(terminal, "note removed");
    assert_no_row(terminal, "2025 Hoshino", "n 2025");
    press(terminal, "u");
    assert_row(terminal, "2025 Hoshino", "n 2025");
    run_line(terminal, "history");
    assert_shows(terminal, "History of this study");
    assert_row(terminal, "note", "dose per kg?");
    assert_row(terminal, "(undone)", "note");
    press(terminal, "q");
    quit(terminal);
    assert_found(desk, "tag:liver", "pmid:99000066 pmid:99000065");
    assert_found(desk, "tag:\"ask Maria\"", "pmid:99000066");
    assert_found(desk, "note:dose", "pmid:99000065");
}

static void test_the_same_again_has_labels_and_reason(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, ".");
    assert_shows(terminal, "Nothing was decided yet");
    run_line(terminal, "set noadvance");
    run_line(terminal, "exclude-reason animal study");
    run_line(terminal, "tag +mice");
    press(terminal, "j .");
    assert_shows(terminal, "✗ excluded Hoshino 2025: animal study");
    quit(terminal);
    assert_found(desk, "tag:mice reason:\"animal study\"", "pmid:99000066 pmid:99000065");
}

static void test_undo_goes_to_the_study(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    press(terminal, "e");
    press(terminal, "G k");
    assert_shows(terminal, "Haverkamp 1998");
    press(terminal, "u");
    assert_shows(terminal, "taken back: exclude of Hoshino 2025 · C-r does it again");
    assert_chosen(terminal, "2025 Hoshino");
    assert_no_row(terminal, "2025 Hoshino", "✗");
    press(terminal, "u");
    assert_shows(terminal, "taken back: include of Thiele 2025");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "u");
    assert_shows(terminal, "There is nothing of yours to take back");
    press(terminal, "G C-r");
    assert_shows(terminal, "done again: include of Thiele 2025 · u undoes");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "C-r");
    assert_row(terminal, "2025 Hoshino", "✗");
    press(terminal, "C-r");
    assert_shows(terminal, "There is nothing to do again");
    // To a study that the limit hides, it jumps.
    limit_to(terminal, "year:2012");
    press(terminal, "u");
    assert_shows(terminal, "─ Hoshino 2025 · PMID 99000065 · candidate · trail 1: Wen");
    quit(terminal);
    assert_found(desk, "is:include", "pmid:99000066");
    assert_found(desk, "is:exclude", "");
}

static void test_undo_is_only_of_ones_own(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "XDG_DATA_HOME=$home/other XDG_CONFIG_HOME=$home/other $carrel decide "
                                    "--quiet include pmid:99000066"),
                     0);
    Terminal *terminal = desk_open(desk);
    press(terminal, "u");
    assert_shows(terminal, "There is nothing of yours to take back");
    quit(terminal);
}

static void test_the_last_decisions(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "gl");
    assert_shows(terminal, "Nothing was decided in this review yet");
    press(terminal, "i");
    press(terminal, "e");
    press(terminal, "m");
    press(terminal, "G gl");
    assert_shows(terminal, "1 maybe     Mbeki-Larsen 2025");
    assert_shows(terminal, "2 exclude   Hoshino 2025");
    assert_shows(terminal, "3 include   Thiele 2025");
    press(terminal, "2");
    assert_chosen(terminal, "2025 Hoshino");
    quit(terminal);
}

static void test_decided_rows_stay_until_the_limit_is_renewed(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "is:undecided");
    assert_shows(terminal, "66 left");
    press(terminal, "i");
    press(terminal, "e");
    assert_shows(terminal, "64 left");
    assert_row(terminal, "2025 Thiele", "✓");
    assert_row(terminal, "2025 Hoshino", "✗");
    // Dimmed, all but the mark.
    assert_int_equal(colour_of(terminal, "2025 Thiele "), colour_of(terminal, "2025 Hoshino "));
    assert_int_not_equal(colour_of(terminal, "2025 Hoshino "), colour_of(terminal, "2025 Ma "));
    press(terminal, "z z"); // zoomed and back they stay, too
    assert_row(terminal, "2025 Thiele", "✓");
    press(terminal, "f Enter"); // renewed
    assert_shows(terminal, "64 left");
    press(terminal, "gg");
    assert_chosen(terminal, "2025 Mbeki-Lar");
    assert_hides(terminal, "2025 Thiele ");
    quit(terminal);
}

static void test_keys_typed_ahead_decide_nothing_unseen(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    terminal_type(terminal, "iiiii"); // a key held down
    terminal_wait_idle(terminal);
    assert_shows(terminal, "was typed ahead was left out (:set typeahead)");
    assert_chosen(terminal, "2025 Hoshino");
    assert_no_row(terminal, "2025 Hoshino", "✓");
    terminal_type(terminal, "ie"); // another decision key as well
    terminal_wait_idle(terminal);
    assert_row(terminal, "2025 Hoshino", "✓");
    assert_no_row(terminal, "2025 Mbeki-Lar", "✗");
    run_line(terminal, "set typeahead");
    terminal_type(terminal, "mm");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "2 in 2 maybe");
    quit(terminal);
    assert_found(desk, "is:include", "pmid:99000066 pmid:99000065");
}

static void test_what_no_keyboard_typed_decides_nothing(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    terminal_paste(terminal, "iiie\rQ\r");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "Pasted text is not a command");
    assert_shows(terminal, "0 of 66");
    press(terminal, "I");
    assert_shows(terminal, "Caps Lock? I does nothing");
    press(terminal, "M");
    assert_shows(terminal, "Caps Lock? M does nothing");
    assert_shows(terminal, "0 of 66");
    quit(terminal);
}

static void test_inside_a_trail_a_decision_stays(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "gr M-3 Enter");
    assert_shows(terminal, "─ Alp 2023 · PMID 99000051");
    press(terminal, "m"); // means what the head names, not the list's row
    assert_shows(terminal, "? maybe Alp 2023");
    assert_shows(terminal, "─ ? Alp 2023 · PMID 99000051 · candidate · trail 1");
    press(terminal, "gb");
    assert_no_row(terminal, "2025 Mbeki-Lar", "?");
    quit(terminal);
    assert_found(desk, "is:maybe", "pmid:99000051");
}

static void test_coming_back(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    limit_to(terminal, "year:2024..2025");
    run_line(terminal, "sort cited-by");
    press(terminal, "gg 2j gr j Enter gr Enter H L Space");
    assert_shows(terminal, "trail 2: ");
    char *before[24];
    for (int row = 0; row < 22; row++)
        before[row] = memory_copy_string(terminal_row(terminal, row));
    quit(terminal);
    terminal = desk_open(desk); // limit, order, study, trail, scroll, as they were left
    for (int row = 1; row < 22; row++) {
        if (strcmp(terminal_row(terminal, row), before[row]) != 0)
            terminal_fail(terminal, "not as it was left", before[row]);
        free(before[row]);
    }
    free(before[0]);
    assert_shows(terminal, "1 of 66");
    press(terminal, "H");
    assert_shows(terminal, "trail 1: ");
    press(terminal, "H");
    assert_hides(terminal, "trail ");
    press(terminal, "L L");
    assert_shows(terminal, "trail 2: ");
    quit(terminal);
}

static void test_a_process_beside_it(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "i");
    assert_int_equal(desk_run(desk, "$carrel decide --quiet exclude --reason mice pmid:99000064 && "
                                    "$carrel tag --quiet +seen -- pmid:99000064"),
                     0);
    terminal_wait(terminal, "✗  2025 Mbeki-Lar"); // without a key
    assert_shows(terminal, "2 of 66");
    press(terminal, "j M-2 G");
    terminal_wait(terminal, "Labels      seen");
    press(terminal, "u"); // the same person's, so it can be taken back here
    assert_shows(terminal, "taken back: ");
    press(terminal, "u");
    assert_shows(terminal, "taken back: exclude of Mbeki-Larsen 2025");
    quit(terminal);
    assert_found(desk, "is:exclude", "");
    assert_found(desk, "is:include", "pmid:99000066");
}

static void test_what_is_marked_survives_a_kill(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    for (int i = 0; i < 5; i++)
        press(terminal, i % 2 ? "e" : "i");
    terminal_signal(terminal, SIGKILL);
    assert_int_equal(terminal_wait_exit(terminal), 128 + SIGKILL);
    terminal_free(terminal);
    assert_int_equal(desk_run(desk, "$carrel search --output count is:include; "
                                    "$carrel search --output count is:exclude; $carrel check >/dev/null"),
                     0);
    assert_string_equal(desk->output, "3\n2\n");
}

static void test_the_first_decision_makes_a_review(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open_without_review(desk, (TerminalOptions){0});
    assert_shows(terminal, "no review");
    assert_shows(terminal, "66 studies in the cache");
    press(terminal, "i");
    assert_shows(terminal, "✓ included Thiele 2025");
    assert_shows(terminal, " default · title/abstract");
    assert_row(terminal, "2025 Hoshino", "2025 Hoshino"); // the list still shows the cache
    run_line(terminal, "reviewer RK");
    assert_shows(terminal, "You review as RK");
    quit(terminal);
    assert_int_equal(desk_run(desk, "${carrel% -R *} -R default search --output ids is:include"), 0);
    assert_string_equal(desk->output, "pmid:99000066\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_every_decision),
        DESK_TEST(test_undecided_and_back),
        DESK_TEST(test_later_comes_back_last),
        DESK_TEST(test_reasons),
        DESK_TEST(test_selections_are_confirmed),
        DESK_TEST(test_labels_and_notes),
        DESK_TEST(test_the_same_again_has_labels_and_reason),
        DESK_TEST(test_undo_goes_to_the_study),
        DESK_TEST(test_undo_is_only_of_ones_own),
        DESK_TEST(test_the_last_decisions),
        DESK_TEST(test_decided_rows_stay_until_the_limit_is_renewed),
        DESK_TEST(test_keys_typed_ahead_decide_nothing_unseen),
        DESK_TEST(test_what_no_keyboard_typed_decides_nothing),
        DESK_TEST(test_inside_a_trail_a_decision_stays),
        DESK_TEST(test_coming_back),
        DESK_TEST(test_a_process_beside_it),
        DESK_TEST(test_what_is_marked_survives_a_kill),
        DESK_TEST(test_the_first_decision_makes_a_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
