// Title and abstract, then full text, in the real program. CARREL names the program; runs in the root
// of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Two included, one maybe, one excluded.
static void screen_first(Desk *desk) {
    assert_int_equal(desk_run(desk, "$carrel decide -q include pmid:99000066 pmid:99000065 && "
                                    "$carrel decide -q maybe pmid:99000064 && "
                                    "$carrel decide -q exclude pmid:99000063"),
                     0);
}

static void assert_finds(Desk *desk, const char *query, const char *ids) {
    char command[200];
    snprintf(command, sizeof command, "$carrel search --stage ft --output ids -- '%s' | xargs", query);
    assert_int_equal(desk_run(desk, command), 0);
    desk->output[strcspn(desk->output, "\n")] = '\0';
    assert_string_equal(desk->output, ids);
}

static void test_stages_are_switched(void **state) {
    Desk *desk = *state;
    screen_first(desk);
    Terminal *terminal = desk_open(desk);
    assert_shows(terminal, "sample · title/abstract");
    assert_shows(terminal, "4 of 66");
    assert_shows(terminal, "62 left"); // the queue has what is undecided
    assert_hides(terminal, "2025 Thiele");
    press(terminal, "S");
    assert_shows(terminal, "Full text: 3 due, 3 of them undecided");
    assert_shows(terminal, "sample · full text");
    assert_shows(terminal, "0 of 3");
    assert_shows(terminal, "3 left");
    assert_chosen(terminal, "2025 Thiele");
    assert_hides(terminal, "Dube");
    press(terminal, "i");
    assert_shows(terminal, "✓ included Thiele 2025");
    assert_shows(terminal, "1 of 3");
    assert_chosen(terminal, "2025 Hoshino");
    quit(terminal);
    terminal = desk_open(desk); // it comes back to the stage, and the queue is renewed
    assert_shows(terminal, "sample · full text");
    assert_shows(terminal, "2 left");
    assert_hides(terminal, "2025 Thiele");
    run_line(terminal, "stage ft");
    assert_shows(terminal, "This is full text already");
    run_line(terminal, "stage abstract");
    assert_shows(terminal, "There is no stage \"abstract\"; it is ta");
    run_line(terminal, "stage ta");
    assert_shows(terminal, "Title and abstract: 66 candidates, 62 of them undecided");
    assert_shows(terminal, "sample · title/abstract");
    limit_to(terminal, "is:include");
    assert_row(terminal, "2025 Thiele", "✓"); // the decision of this stage
    quit(terminal);
    terminal = desk_open(desk);
    assert_shows(terminal, "sample · title/abstract");
    quit(terminal);
    assert_finds(desk, "is:include", "pmid:99000066");
}

static void test_an_exclusion_at_full_text_has_a_reason(void **state) {
    Desk *desk = *state;
    screen_first(desk);
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "reason wrong dose");
    press(terminal, "S");
    press(terminal, "e");
    assert_shows(terminal, "Exclude because");
    press(terminal, "Esc");
    assert_shows(terminal, "0 of 3"); // nothing without one
    press(terminal, "e");
    press(terminal, "1");
    assert_shows(terminal, "✗ excluded Thiele 2025: wrong dose");
    press(terminal, ".");
    assert_shows(terminal, "✗ excluded Hoshino 2025: wrong dose");
    press(terminal, "u");
    press(terminal, "u");
    run_line(terminal, "exclude");
    assert_shows(terminal, "Exclude because");
    terminal_type(terminal, "a letter");
    press(terminal, "Enter");
    assert_shows(terminal, ": a letter");
    run_line(terminal, "bulk exclude -- is:undecided");
    assert_shows(terminal, "needs a reason");
    limit_to(terminal, "");
    press(terminal, "gg j x j x"); // a selection is asked for its reason, too
    press(terminal, "e");
    assert_shows(terminal, "Exclude because");
    press(terminal, "1");
    assert_shows(terminal, "Exclude 2 selected studies? y n");
    press(terminal, "y");
    assert_shows(terminal, "✗ excluded 2 studies: wrong dose");
    assert_shows(terminal, "3 of 3");
    limit_to(terminal, "is:undecided");
    assert_shows(terminal, "Everything here is decided");
    quit(terminal);
    assert_finds(desk, "reason:letter", "pmid:99000066");
    assert_finds(desk, "reason:dose", "pmid:99000065 pmid:99000064");
}

// "." does not carry an exclusion without a reason over, and what the first stage left out stays out.
static void test_nothing_slips_into_full_text(void **state) {
    Desk *desk = *state;
    screen_first(desk);
    Terminal *terminal = desk_open(desk);
    press(terminal, "e");
    press(terminal, "S");
    press(terminal, ".");
    assert_shows(terminal, "Nothing was decided yet");
    limit_to(terminal, "in:cache pmid:99000063");
    press(terminal, "i");
    assert_shows(terminal, "Not due at full text");
    quit(terminal);
    assert_finds(desk, "-is:undecided", "");
}

static void test_before_anything_is_left_in(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "S");
    assert_shows(terminal, "Full text: 0 due");
    assert_shows(terminal, "Nothing was included at title and abstract yet");
    quit(terminal);
}

static void test_what_was_put_off_comes_last(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "d");
    assert_row(terminal, "2025 Thiele", "~");
    press(terminal, "f Enter"); // renewed
    assert_shows(terminal, "66 left");
    press(terminal, "gg");
    assert_chosen(terminal, "2025 Hoshino");
    press(terminal, "G");
    assert_chosen(terminal, "2025 Thiele");
    quit(terminal);
}

static void test_retrieval(void **state) {
    Desk *desk = *state;
    screen_first(desk);
    assert_int_equal(desk_run(desk, "mkdir -p $home/papers && echo '%PDF-1.4' > $home/papers/thiele.pdf"), 0);
    Terminal *terminal = desk_open(desk);
    press(terminal, "S");
    press(terminal, "R");
    assert_shows(terminal, "1 sought");
    assert_shows(terminal, "3 not retrieved");
    press(terminal, "3");
    assert_shows(terminal, "full text not retrieved: Thiele 2025 · u undoes");
    assert_row(terminal, "2025 Thiele", "m 2025");
    press(terminal, "u");
    assert_shows(terminal, "taken back: full text missing, Thiele 2025");
    assert_no_row(terminal, "2025 Thiele", "m 2025");
    char line[200];
    snprintf(line, sizeof line, "retrieval retrieved %s/papers/thiele.pdf", desk->home);
    run_line(terminal, line);
    assert_shows(terminal, "full text retrieved: Thiele 2025 (thiele.pdf)");
    assert_row(terminal, "2025 Thiele", "f 2025");
    press(terminal, "M-2 G");
    assert_row(terminal, "Full text", "retrieved: papers/thiele.pdf"); // beside the review
    press(terminal, "O");
    assert_shows(terminal, "/papers/thiele.pdf");
    press(terminal, "M-1 V"); // all three
    press(terminal, "R");
    press(terminal, "1");
    assert_shows(terminal, "Full text sought: 3 selected studies? y n");
    press(terminal, "n");
    press(terminal, "Esc");
    press(terminal, "gg j x x");
    run_line(terminal, "retrieval sought");
    assert_shows(terminal, "Full text sought: 2 selected studies? y n");
    press(terminal, "y");
    assert_shows(terminal, "full text sought: 2 studies");
    run_line(terminal, "retrieval lost");
    assert_shows(terminal, "it is one of sought retrieved missing none");
    run_line(terminal, "retrieval sought /tmp");
    assert_shows(terminal, "A file goes with retrieved");
    run_line(terminal, "retrieval retrieved /nowhere/at-all.pdf");
    assert_shows(terminal, "there is no such file");
    limit_to(terminal, "is:sought");
    assert_shows(terminal, "2 left");
    quit(terminal);
    assert_finds(desk, "is:sought", "pmid:99000065 pmid:99000064");
    assert_finds(desk, "is:retrieved", "pmid:99000066");
    assert_finds(desk, "is:missing", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_stages_are_switched),          DESK_TEST(test_an_exclusion_at_full_text_has_a_reason),
        DESK_TEST(test_nothing_slips_into_full_text), DESK_TEST(test_before_anything_is_left_in),
        DESK_TEST(test_what_was_put_off_comes_last),  DESK_TEST(test_retrieval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
