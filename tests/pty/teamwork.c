// Several reviewers on one review in the real program: what is told while it is blind, conflicts and how
// they are settled, shares, samples, merging. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void run(Desk *desk, const char *command) {
    if (desk_run(desk, command) != 0)
        fail_msg("%s: %s", command, desk->output);
}

// Ben votes on the three newest, labels and notes: against 66, for 65, against 64.
static void ben_votes(Desk *desk) {
    run(desk, "$carrel --as 'Ben B' decide -q exclude --reason 'wrong drug' pmid:99000066");
    run(desk, "$carrel --as 'Ben B' decide -q include pmid:99000065");
    run(desk, "$carrel --as 'Ben B' decide -q exclude pmid:99000064");
    run(desk, "$carrel --as 'Ben B' tag --quiet +mouse-study -- pmid:99000066");
    run(desk, "$carrel --as 'Ben B' note pmid:99000066 'look at table 2'");
}

static void anna_votes(Desk *desk) {
    run(desk, "$carrel --as Anna decide -q include pmid:99000066 pmid:99000065");
    run(desk, "$carrel --as Anna decide -q maybe pmid:99000064");
}

// The review with the newest study shown, whatever was decided on it.
static Terminal *open_sized(const Desk *desk, int rows) {
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.rows = rows});
    limit_to(terminal, "");
    press(terminal, "gg");
    return terminal;
}

static Terminal *open_all(const Desk *desk) {
    return open_sized(desk, 0);
}

static void open_review(Terminal *terminal) {
    run_line(terminal, "blind off");
    assert_shows(terminal, "Open the review?");
    press(terminal, "y");
    assert_shows(terminal, "The review is open");
}

static void test_blind_tells_nothing(void **state) {
    Desk *desk = *state;
    Terminal *terminal = open_all(desk);
    assert_hides(terminal, "· blind"); // nobody else is there
    quit(terminal);
    ben_votes(desk);
    terminal = open_sized(desk, 48);
    assert_shows(terminal, "· blind");
    assert_chosen(terminal, "2025 Thiele");
    static const char *const theirs[] = {"mouse-study", "look at table 2", "wrong drug", "Ben B", "✗"};
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
        assert_hides(terminal, theirs[i]);
    press(terminal, "gv");
    assert_shows(terminal, "Not told: the review is blind");
    run_line(terminal, "history");
    assert_shows(terminal, "not told: the review is blind");
    assert_hides(terminal, "exclude");
    assert_hides(terminal, "mouse-study");
    press(terminal, "q");
    run_line(terminal, "conflicts");
    assert_shows(terminal, "Not told: the review is blind");
    run_line(terminal, "final include");
    assert_shows(terminal, "Not told: the review is blind");
    static const char *const refused[] = {"is:conflict", "final:exclude", "needs:second", "by:\"ben b\""};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        limit_to(terminal, refused[i]);
        assert_shows(terminal, "is not told: the review is blind");
    }
    limit_to(terminal, "has:note");
    assert_shows(terminal, "Nothing matches");
    limit_to(terminal, "");
    run_line(terminal, "stats");
    assert_hides(terminal, "Ben B");
    press(terminal, "q");
    run_line(terminal, "agreement");
    assert_shows(terminal, "Not told: the review is blind");
    quit(terminal);
}

static void test_agreement(void **state) {
    Desk *desk = *state;
    ben_votes(desk);
    anna_votes(desk);
    Terminal *terminal = open_sized(desk, 36);
    open_review(terminal);
    run_line(terminal, "agreement");
    assert_shows(terminal, "─ Agreement at title and abstract ");
    assert_shows(terminal, "Ben B and Anna");
    assert_row(terminal, "studies judged blind by both", " 3 ");
    assert_row(terminal, "judged alike", "33.3 %");
    assert_row(terminal, "conflicts", " 2 ");
    assert_row(terminal, "Cohen's kappa, 95 % ", "0.00");
    assert_row(terminal, "prevalence-adjusted kappa", "-0.33");
    assert_hides(terminal, "counting");
    press(terminal, "q S"); // nobody has voted at full text
    run_line(terminal, "agreement");
    assert_shows(terminal, "No study has blind votes of two reviewers at this stage");
    press(terminal, "q");
    quit(terminal);
}

static void test_opening_and_blinding(void **state) {
    Desk *desk = *state;
    ben_votes(desk);
    anna_votes(desk);
    Terminal *terminal = open_sized(desk, 48);
    run_line(terminal, "blind");
    assert_shows(terminal, "The review is blind: nobody sees");
    run_line(terminal, "blind perhaps");
    assert_shows(terminal, "It is :blind on or :blind off");
    run_line(terminal, "blind off");
    press(terminal, "n");
    assert_shows(terminal, "· blind");
    open_review(terminal);
    assert_hides(terminal, "· blind");
    assert_shows(terminal, "mouse-study");
    assert_shows(terminal, "Ben B: ✗ exclude: wrong drug · mouse-study · look at table 2");
    assert_shows(terminal, "Anna: ✓ include");
    run_line(terminal, "history");
    assert_shows(terminal, "exclude: wrong drug");
    press(terminal, "q");
    limit_to(terminal, "by:\"ben b\" final:conflict");
    assert_row(terminal, "Thiele", "2025");
    assert_hides(terminal, "Hoshino");
    press(terminal, "u"); // whoever opened it can take that back
    assert_shows(terminal, "· blind");
    assert_hides(terminal, "Ben B: ");
    quit(terminal);
}

// What a list of conflicts showed goes when the review is blind again.
static void test_blind_again(void **state) {
    Desk *desk = *state;
    ben_votes(desk);
    anna_votes(desk);
    Terminal *terminal = open_all(desk);
    open_review(terminal);
    run_line(terminal, "conflicts");
    assert_shows(terminal, "2 conflicts at title and abstract");
    run_line(terminal, "blind on");
    assert_shows(terminal, "blind again, for everybody?");
    press(terminal, "y");
    assert_shows(terminal, "· blind");
    assert_hides(terminal, "is:conflict");
    assert_hides(terminal, "Ben B");
    assert_shows(terminal, "Dube"); // the whole list again
    quit(terminal);
}

static void test_conflicts_are_settled(void **state) {
    Desk *desk = *state;
    ben_votes(desk);
    anna_votes(desk);
    Terminal *terminal = open_all(desk);
    run_line(terminal, "reviewer RK");
    open_review(terminal);
    run_line(terminal, "conflicts");
    assert_shows(terminal, "2 conflicts at title and abstract");
    assert_shows(terminal, "2 left");
    assert_shows(terminal, "gv votes");
    assert_chosen(terminal, "2025 Thiele");
    assert_hides(terminal, "Hoshino"); // they agree
    press(terminal, "gv");
    assert_shows(terminal, "Votes on Thiele 2025");
    assert_shows(terminal, "Ben B");
    assert_shows(terminal, "wrong drug");
    assert_shows(terminal, "mouse-study");
    assert_shows(terminal, "look at table 2");
    assert_shows(terminal, "Anna");
    assert_shows(terminal, "no reason given");
    assert_shows(terminal, "conflict");
    press(terminal, "q");
    press(terminal, "i");
    assert_shows(terminal, "Settle Thiele 2025 as include, as RK?");
    press(terminal, "n");
    assert_chosen(terminal, "2025 Thiele");
    press(terminal, "i");
    press(terminal, "y");
    assert_shows(terminal, "✓ settled as include, as RK: Thiele 2025 · u undoes");
    assert_chosen(terminal, "2025 Mbeki-Lar");
    assert_shows(terminal, "1 left");
    press(terminal, "E");
    assert_shows(terminal, "Settle as excluded because");
    terminal_type(terminal, "no abstract");
    press(terminal, "Enter");
    assert_shows(terminal, "Settle Mbeki-Larsen 2025 as exclude: no abstract, as RK?");
    press(terminal, "y");
    assert_shows(terminal, "All conflicts of this list are settled");
    run(desk, "$carrel search --output ids final:include | xargs");
    assert_string_equal(desk->output, "pmid:99000066 pmid:99000065\n");
    run(desk,
        "$carrel search --output ids is:decided 2>/dev/null; $carrel search --output ids is:include | xargs");
    assert_string_equal(desk->output, "\n"); // settling is no vote of one's own
    press(terminal, "u");
    assert_shows(terminal, "taken back: final decision");
    run(desk, "$carrel search --output ids is:conflict | xargs");
    assert_string_equal(desk->output, "pmid:99000064\n");
    limit_to(terminal, "pmid:99000066");
    run_line(terminal, "history");
    assert_shows(terminal, "final decision");
    press(terminal, "q");
    run_line(terminal, "final clear");
    press(terminal, "y");
    assert_shows(terminal, "no longer settled: Thiele 2025");
    run_line(terminal, "final exclude wrong population");
    assert_shows(terminal, "Settle Thiele 2025 as exclude: wrong population, as RK?");
    press(terminal, "y");
    run(desk, "$carrel search --output ids final:exclude | xargs");
    assert_string_equal(desk->output, "pmid:99000066\n");
    limit_to(terminal, "pmid:99000065");
    run_line(terminal, "final maybe");
    press(terminal, "y");
    assert_shows(terminal, "The votes are in no conflict");
    limit_to(terminal, "NOT is:conflict"); // there a decision is one's own vote
    press(terminal, "gg e");
    assert_shows(terminal, "✗ excluded Thiele 2025");
    press(terminal, "u");
    limit_to(terminal, "final:conflict year:2025"); // another way to ask for conflicts
    press(terminal, "gg m");
    assert_shows(terminal, "Settle Mbeki-Larsen 2025 as maybe, as RK?");
    press(terminal, "n");
    run_line(terminal, "final perhaps");
    assert_shows(terminal, "It is :final include|exclude");
    quit(terminal);
}

static void test_second_votes_and_shares(void **state) {
    Desk *desk = *state;
    ben_votes(desk);
    run(desk, "$carrel review set votes=2");
    Terminal *terminal = open_all(desk);
    run_line(terminal, "reviewer Anna");
    open_review(terminal);
    limit_to(terminal, "needs:second");
    assert_shows(terminal, "3 left");
    press(terminal, "gg i");
    limit_to(terminal, "needs:second");
    assert_shows(terminal, "2 left");
    run_line(terminal, "split-work anna, Ben B 0");
    assert_shows(terminal, "Split: anna ");
    assert_shows(terminal, "Ben B ");
    limit_to(terminal, "is:mine");
    assert_hides(terminal, "66 left");
    run_line(terminal, "split-work cleo,dan 20");
    limit_to(terminal, "is:mine");
    assert_shows(terminal, "the work is split between cleo, dan; Anna has no share of it");
    run_line(terminal, "split-work none");
    assert_shows(terminal, "The work is not split");
    quit(terminal);
}

static void test_samples(void **state) {
    Desk *desk = *state;
    Terminal *terminal = open_all(desk);
    run_line(terminal, "pilot 5");
    assert_shows(terminal, "A pilot of 5, for everybody to vote on (is:pilot)");
    assert_shows(terminal, "5 left");
    press(terminal, "gg e");
    press(terminal, "e");
    run_line(terminal, "audit 1");
    assert_shows(terminal, "1 of the excluded by you, drawn with seed 1 (is:audit)");
    run_line(terminal, "audit nothing");
    assert_shows(terminal, "It is :audit NUMBER [SEED]");
    quit(terminal);
    run(desk, "$carrel search --output ids is:pilot | wc -l | xargs; $carrel search --output ids is:audit | "
              "wc -l | xargs");
    assert_string_equal(desk->output, "5\n1\n");
}

static void test_merging_within(void **state) {
    Desk *desk = *state;
    run(desk, "$carrel review invite Ben");
    run(desk,
        "$CARREL --cache $home/cache.db -R $home/sample-Ben.carrel --as Ben decide -q exclude pmid:99000066");
    run(desk, "$carrel decide -q include pmid:99000066");
    Terminal *terminal = open_all(desk);
    char line[200];
    snprintf(line, sizeof line, "merge %s/sample-Ben.carrel", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "Merge 2 new events of sample-Ben.carrel?");
    press(terminal, "n");
    run_line(terminal, line);
    terminal_wait(terminal, "Merge 2 new events of sample-Ben.carrel?");
    press(terminal, "y");
    assert_shows(terminal, "Merged: 2 new events");
    open_review(terminal);
    run_line(terminal, "conflicts");
    assert_shows(terminal, "1 conflict at title and abstract");
    run_line(terminal, line);
    terminal_wait(terminal, "has nothing that this review has not");
    snprintf(line, sizeof line, "merge %s/none.carrel", desk->home);
    run_line(terminal, line);
    assert_shows(terminal, "there is no such review");
    snprintf(line, sizeof line, "merge %s/sample.carrel", desk->home);
    run_line(terminal, line);
    assert_shows(terminal, "That is the open review itself");
    snprintf(line, sizeof line, "merge %s/cache.db", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "cache.db");
    quit(terminal);
    run(desk,
        "$carrel search --output ids is:conflict | xargs; $carrel check -q >/dev/null 2>&1 || $carrel check");
}

// carrel --as NAME: whoever sits down there screens under that name, and the desk's own name stays.
static void test_somebody_else_screens(void **state) {
    Desk *desk = *state;
    char cache[128], review[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    snprintf(review, sizeof review, "%s/sample.carrel", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--as", "Ben B", "--cache", cache, "-R", review, NULL};
    TerminalOptions options = {.home = desk->home};
    for (int i = 0; i < 2; i++) { // the second time the review knows the name
        Terminal *terminal = terminal_start(argv, &options);
        terminal_wait_idle(terminal);
        assert_shows(terminal, "· Ben B");
        limit_to(terminal, "is:undecided");
        press(terminal, "gg i");
        assert_shows(terminal, "✓ included");
        assert_hides(terminal, "who are you?");
        run_line(terminal, "reviewer Cleo");
        assert_shows(terminal, "You work as Ben B (--as)");
        quit(terminal);
    }
    run(desk, "$carrel review dump $home/sample.carrel | grep -c '\"kind\":\"reviewer\"'");
    assert_string_equal(desk->output, "1\n");
    run(desk, "$carrel --as 'ben b' search --output ids is:include | wc -l | xargs; "
              "$carrel search --output ids is:include | wc -l | xargs");
    assert_string_equal(desk->output, "2\n0\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_blind_tells_nothing),
        DESK_TEST(test_agreement),
        DESK_TEST(test_opening_and_blinding),
        DESK_TEST(test_blind_again),
        DESK_TEST(test_conflicts_are_settled),
        DESK_TEST(test_second_votes_and_shares),
        DESK_TEST(test_samples),
        DESK_TEST(test_merging_within),
        DESK_TEST(test_somebody_else_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
