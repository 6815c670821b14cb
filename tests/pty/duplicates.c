// Duplicates and reports of one trial in the real program: the screen that compares them, verdicts and
// their undoing, grouping and taking apart. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Of these the second and third are like the first, the fourth is its congress abstract; the next two are
// twins, and the last reports their trial.
static const char *const records =
    "TI  - Copper surfaces and infections in intensive care\nFAU - Vale, Ann\nFAU - Moss, Bea\nDP  - 2013\n"
    "JT  - The Journal of Surfaces\nVI  - 3\nPG  - 21-29\nAID - 10.5555/copper [doi]\n"
    "AB  - Copper kills. We tried it in three wards.\n\n"
    "TI  - Copper surface and infections in intensive care\nFAU - Vale, A\nDP  - 2014\n"
    "JT  - Journal of Surfaces\nAB  - Copper kills. We tried it in four large wards.\n\n"
    "TI  - Copper surface and infection in intensive care\nFAU - Vale, A\nDP  - 2015\nJT  - Journal of "
    "Surfaces\n\n"
    "TI  - Copper surfaces and infections in intensive care\nFAU - Vale, A\nDP  - 2010\n"
    "JT  - Wards and Values\nVI  - 16\nPG  - A353\n\n"
    "TI  - Hand gels in the wards of three hospitals\nFAU - Moss, Bea\nDP  - 2010\nJT  - Gels\nVI  - 1\n"
    "PG  - 1-9\nAB  - Registered as NCT01309620.\n\n"
    "TI  - Hand gels in the wards of three hospitals\nFAU - Moss, Bea\nDP  - 2012\nJT  - Gels\nVI  - 1\n"
    "PG  - 1-9\n\n"
    "TI  - Two years after the gels: costs\nFAU - Marsh, Cy\nDP  - 2017\nJT  - Purses\nVI  - 8\nIP  - 1\nPG  "
    "- 70-79\n"
    "AB  - A trial (NCT01309620) paid for itself.\n\n";

static int set_up(void **state) {
    if (desk_set_up(state) != 0)
        return -1;
    Desk *desk = *state;
    char path[100];
    snprintf(path, sizeof path, "%s/seven.nbib", desk->home);
    FILE *file = fopen(path, "w");
    fputs(records, file);
    fclose(file);
    // A review of these alone.
    return desk_run(desk, "rm $home/sample.carrel && $carrel import --quiet $home/seven.nbib");
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, desk_tear_down)

static void assert_output(Desk *desk, const char *command, const char *text) {
    desk_run(desk, command);
    if (!strstr(desk->output, text))
        fail_msg("%s: no \"%s\" in \"%s\"", command, text, desk->output);
}

static void test_judging(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "g d");
    assert_shows(terminal, "1 of 4 · Duplicates?");
    assert_shows(terminal, "4 open");
    assert_shows(terminal, "same title, same first author, journal, volume and pages agree; but years");
    assert_row(terminal, "! Year", "2010");
    assert_row(terminal, "! Year", "2012");
    assert_row(terminal, "Moss 2010", "│ Moss 2012");
    press(terminal, "s");
    assert_shows(terminal, "one study: Moss 2010 and Moss 2012 · u undoes");
    assert_shows(terminal, "2 of 4 · Duplicates? · records 1 and 2 of 3");
    assert_shows(terminal, "0 of 6"); // candidates
    press(terminal, "d");
    assert_shows(terminal, "different: Vale 2013 and Vale 2014");
    assert_shows(terminal, "records 1 and 3 of 3");
    press(terminal, "t");
    assert_shows(terminal, "reports of one trial: Vale 2013 and Vale 2015");
    assert_shows(terminal, "2 of 4 · Duplicates? · records 2 and 3 of 3");
    press(terminal, "l");
    assert_shows(terminal, "later: it comes back");
    assert_shows(terminal, "of 4 · Same trial?");
    press(terminal, "g g");
    assert_shows(terminal, "judged: the same");
    press(terminal, "j");
    assert_shows(terminal, "· later");
    press(terminal, "q");
    press(terminal, "g d"); // what was put off is back
    assert_shows(terminal, "2 of 4 · Duplicates? · records 2 and 3 of 3");
    assert_hides(terminal, "· later");
    press(terminal, "q");
    quit(terminal);
    assert_output(desk, "$carrel dedupe -q --format json", "judged the same");
    assert_output(desk, "$carrel search -o count", "6");
    assert_output(desk, "$carrel check", "");
}

static void test_undo_goes_back(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "g d");
    press(terminal, "s");
    assert_shows(terminal, "2 of 4");
    press(terminal, "u");
    assert_shows(terminal, "taken back: same study");
    assert_shows(terminal, "1 of 4 · Duplicates?");
    assert_shows(terminal, "4 open");
    assert_shows(terminal, "0 of 7");
    press(terminal, "C-r");
    assert_shows(terminal, "done again: same study");
    assert_shows(terminal, "3 open");
    assert_shows(terminal, "0 of 6");
    quit(terminal);
}

static void test_a_whole_group(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "g d");
    press(terminal, "j");
    press(terminal, "Tab");
    assert_shows(terminal, "records 1 and 3 of 3");
    press(terminal, "Tab");
    assert_shows(terminal, "records 2 and 3 of 3");
    press(terminal, "S-Tab");
    press(terminal, "S");
    assert_shows(terminal, "one study: Vale 2013, Vale 2014 and Vale 2015 · u undoes");
    assert_shows(terminal, "3 of 4 · Same trial?"); // the congress abstract
    assert_shows(terminal, "0 of 5");
    press(terminal, "T");
    assert_shows(terminal, "reports of one trial");
    press(terminal, "u"); // one action each
    press(terminal, "u");
    assert_shows(terminal, "0 of 7");
    press(terminal, "X");
    assert_shows(terminal, "different: Vale 2013, Vale 2014 and Vale 2015");
    quit(terminal);
    assert_output(desk, "$carrel dedupe -q --format json | grep -c proposed", "1");
}

static void test_nothing_is_left(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "g d");
    press(terminal, "s");
    press(terminal, "S");
    press(terminal, "T");
    press(terminal, "T");
    assert_shows(terminal, "else is open here; q leaves");
    assert_shows(terminal, "0 open");
    press(terminal, "s");
    assert_shows(terminal, "These two are judged already. Judge them otherwise? y n");
    press(terminal, "n");
    press(terminal, "q");
    assert_shows(terminal, "Studies");
    assert_row(terminal, "2017 Marsh", "=");
    assert_shows(terminal, "Same trial");
    assert_shows(terminal, "reports: this · Moss 2010");
    limit_to(terminal, "nothing at all");
    press(terminal, "f C-u Enter");
    quit(terminal);
}

// Keys that were typed before the next pair was shown judge nothing that nobody saw.
static void test_typed_ahead(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "g d");
    terminal_type(terminal, "sss");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "2 of 4");
    assert_shows(terminal, "what was typed ahead was left");
    quit(terminal);
}

static void test_other_keys(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "g d");
    press(terminal, "i"); // no study is decided that is not shown
    assert_shows(terminal, "i does nothing here");
    run_line(terminal, "include");
    assert_shows(terminal, "include is for a study; q leaves the comparison first");
    press(terminal, "?");
    assert_shows(terminal, ":judge-same");
    press(terminal, "q");
    assert_shows(terminal, "1 of 4 · Duplicates?");
    terminal_resize(terminal, 12, 40);
    terminal_wait_idle(terminal);
    assert_shows(terminal, "1 of 4 · Duplicates?");
    assert_shows(terminal, "1 Moss 2010");
    assert_shows(terminal, "2 Moss 2012");
    press(terminal, "Space");
    assert_shows(terminal, "2 2012");
    press(terminal, "b");
    press(terminal, "Esc");
    assert_hides(terminal, "Duplicates?");
    quit(terminal);
}

static void test_records_of_a_study(void **state) {
    Desk *desk = *state;
    char path[100], command[300];
    snprintf(path, sizeof path, "%s/again.nbib", desk->home);
    FILE *file = fopen(path, "w");
    fputs("TI  - Two years after the gels: costs\nFAU - Marsh, Cyril\nDP  - 2017\nJT  - Purses\nVI  - 8\nIP  "
          "- 2\n"
          "PG  - 70-9\n\n",
          file);
    fclose(file);
    snprintf(command, sizeof command, "$carrel import --quiet %s", path);
    assert_int_equal(desk_run(desk, command), 0);
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "au:marsh");
    assert_shows(terminal, "these records differ: issue differs (:records)");
    run_line(terminal, "records");
    assert_shows(terminal, "Records of Marsh 2017");
    assert_shows(terminal, "joined when read: same title, same first author, same year");
    assert_row(terminal, "seven.nbib:7", "again.nbib:1");
    assert_shows(terminal, "among all: issue differs");
    assert_row(terminal, "! Issue", "1");
    assert_row(terminal, "~ Pages", "70-79");
    press(terminal, "s"); // nothing is judged here
    assert_shows(terminal, "No proposal is shown");
    press(terminal, "q");
    limit_to(terminal, "au:vale year:2010");
    run_line(terminal, "records");
    assert_shows(terminal, "one record only");
    press(terminal, "q");
    quit(terminal);
}

static void test_same_trial_and_duplicate(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "g g"); // Marsh 2017
    press(terminal, "=");
    assert_shows(terminal, "Same trial as");
    assert_shows(terminal, "2 Moss 2012 · Hand gels");
    press(terminal, "Esc");
    run_line(terminal, "trial carrel:5");
    assert_shows(terminal, "reports of one trial: Marsh 2017 and");
    assert_row(terminal, "2017 Marsh", "=");
    run_line(terminal, "different");
    assert_shows(terminal, "Different from");
    assert_shows(terminal, "grouped as one trial");
    press(terminal, "Esc");
    press(terminal, "u");
    assert_no_row(terminal, "2017 Marsh", "=");
    // The selected ones, after asking.
    press(terminal, "x j x");
    press(terminal, "D");
    assert_shows(terminal, "Make one study of 2 studies? y n");
    press(terminal, "n");
    press(terminal, "=");
    assert_shows(terminal, "Group as reports of one trial 2 studies? y n");
    press(terminal, "y");
    assert_shows(terminal, "reports of one trial:");
    assert_hides(terminal, "selected");
    press(terminal, "u");
    // Joined by its id, and taken apart again.
    press(terminal, "g g");
    run_line(terminal, "same carrel:4");
    assert_shows(terminal, "one study: Marsh 2017 and Vale 2010");
    assert_shows(terminal, "0 of 6");
    run_line(terminal, "different");
    assert_shows(terminal, "Take apart from the others");
    press(terminal, "1");
    assert_shows(terminal, "taken apart again, as two studies");
    assert_shows(terminal, "0 of 7");
    run_line(terminal, "same pmid:1");
    terminal_type(terminal, ":trial ");
    press(terminal, "Tab Tab"); // what is like it first
    assert_shows(terminal, ":trial carrel:");
    press(terminal, "Esc");
    run_line(terminal, "same nonsense");
    assert_shows(terminal, "names no study");
    quit(terminal);
}

// One that leaves a trial leaves the others together, also where it was what they were grouped with.
// What an import brings is compared when the screen is opened again.
static void test_more_records(void **state) {
    Desk *desk = *state;
    char path[100];
    snprintf(path, sizeof path, "%s/more.nbib", desk->home);
    FILE *file = fopen(path, "w");
    fputs("TI  - Two years after the gels: costs\nFAU - Marsh, C\nDP  - 2018\nJT  - Purses\nVI  - 8\nPG  - "
          "70-79\n\n",
          file);
    fclose(file);
    Terminal *terminal = desk_open(desk);
    press(terminal, "g d");
    press(terminal, "s");
    press(terminal, "q");
    import_file(terminal, path);
    press(terminal, "g d");
    press(terminal, "Enter");
    assert_row(terminal, "Marsh 2017 · 2 records", "duplicates?");
    press(terminal, "Esc");
    quit(terminal);
}

static void test_decided_differently(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel decide include carrel:5 && $carrel decide exclude carrel:6"), 0);
    Terminal *terminal = desk_open(desk);
    press(terminal, "g d");
    assert_shows(terminal, "✓ Moss 2010");
    assert_shows(terminal, "✗ Moss 2012");
    press(terminal, "s");
    assert_shows(terminal, "decided differently: the later");
    press(terminal, "q");
    limit_to(terminal, "");
    press(terminal, "G");
    assert_row(terminal, "✗", "Moss");
    assert_hides(terminal, "✓");
    quit(terminal);
}

static void test_the_list_of_proposals(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "g d");
    press(terminal, "s");
    press(terminal, "Enter");
    assert_row(terminal, "1 Vale 2013 · 3 records · titles", "duplicates?");
    assert_row(terminal, "4 Moss 20", "judged");
    terminal_type(terminal, "NCT0130");
    press(terminal, "Enter");
    assert_shows(terminal, "4 of 4 · Same trial?");
    press(terminal, "Enter");
    press(terminal, "Esc");
    assert_shows(terminal, "4 of 4 · Same trial?");
    quit(terminal);
}

static void test_leaving_a_trial(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "g g");
    run_line(terminal, "trial carrel:5");
    run_line(terminal, "trial carrel:1");
    assert_shows(terminal, "3 reports: this ·");
    assert_int_equal(desk_run(desk, "$carrel stats"), 0);
    if (!strstr(desk->output, "7 candidates, reports of 5 studies"))
        fail_msg("%s", desk->output);
    run_line(terminal, "go carrel:5");
    run_line(terminal, "different carrel:7"); // Marsh 2017
    assert_shows(terminal, "different: Moss 2010 and Marsh 2017");
    assert_shows(terminal, "2 reports: this · Vale 2013");
    press(terminal, "g b");
    assert_no_row(terminal, "2017 Marsh", "=");
    press(terminal, "u");
    assert_row(terminal, "2017 Marsh", "=");
    quit(terminal);
}

static void test_without_a_review(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open_without_review(desk, (TerminalOptions){0});
    press(terminal, "g d");
    assert_shows(terminal, "Verdicts on duplicates belong to a review; :review NAME opens one");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_judging),
        TEST(test_undo_goes_back),
        TEST(test_a_whole_group),
        TEST(test_nothing_is_left),
        TEST(test_typed_ahead),
        TEST(test_other_keys),
        TEST(test_records_of_a_study),
        TEST(test_same_trial_and_duplicate),
        TEST(test_more_records),
        TEST(test_decided_differently),
        TEST(test_the_list_of_proposals),
        TEST(test_leaving_a_trial),
        TEST(test_without_a_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
