// Citation jumps in the real program: tabs, trails and back, previews, stubs, marks, and the
// numbered markers of a press article. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include "carrel/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// All but the message and hint rows.
static char *picture(Terminal *terminal) {
    String text = {0};
    for (int row = 1; row < 22; row++)
        string_format(&text, "%s\n", terminal_row(terminal, row));
    return string_take(&text);
}

static void assert_picture(Terminal *terminal, const char *wanted, const char *what) {
    char *now = picture(terminal);
    if (strcmp(now, wanted) != 0) {
        fprintf(stderr, "was:\n%s", wanted);
        terminal_fail(terminal, "not as it was left", what);
    }
    free(now);
}

static void test_a_trail_there_and_back(void **state) {
    // How to come to the reference of each stop, and where that leads.
    static const struct {
        const char *keys, *leads_to;
    } stops[] = {{"jjj", "PMID 99000060"}, {"jj", "PMID 99000056"},   {"jj", "PMID 99000044"},
                 {"jjj", "PMID 99000041"}, {"jjj", "PMID 99000033"},  {"j", "PMID 99000010"},
                 {"jj", "PMID 99000008"},  {"Home", "PMID 99000002"}, {"Home", "PMID 99000001"}};
    static const char *const ways_back[] = {"H", "C-o", "Backspace", "M-Left"};
    enum { JUMPS = sizeof stops / sizeof *stops };
    char *pictures[JUMPS + 1];
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "Space gr M-3");
    for (size_t i = 0; i < JUMPS; i++) {
        press(terminal, stops[i].keys);
        press(terminal, i % 2 ? "Space" : "M-3"); // the scroll is part of the place
        pictures[i] = picture(terminal);
        press(terminal, "Enter");
        assert_shows(terminal, stops[i].leads_to);
        assert_hides(terminal, "no abstract in this record");
        assert_shows(terminal, "trail ");
        assert_chosen(terminal, "2025 Mbeki-Lar"); // the list and its row stay
    }
    assert_shows(terminal, "Haverkamp 1998 · PMID 99000001 · candidate · trail 9: … › "); // name first
    pictures[JUMPS] = picture(terminal);
    for (size_t i = JUMPS; i-- > 0;) {
        press(terminal, ways_back[i % 4]);
        assert_picture(terminal, pictures[i], stops[i].leads_to);
    }
    press(terminal, "H");
    assert_shows(terminal, "This is where the trail began");
    for (size_t i = 0; i < JUMPS; i++)
        press(terminal, i % 2 ? "L" : "M-Right");
    assert_picture(terminal, pictures[JUMPS], "forward to the end");
    press(terminal, "L");
    assert_shows(terminal, "There is nothing to go forward to");
    press(terminal, "4 H"); // several stops at once
    assert_picture(terminal, pictures[JUMPS - 4], "four back");
    run_line(terminal, "jumps");
    assert_row(terminal, "Lindqvist 2001", "9");
    press(terminal, "3"); // the third stop
    assert_picture(terminal, pictures[2], "the third stop");
    press(terminal, "L L gb");
    assert_hides(terminal, "trail ");
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    for (size_t i = 0; i <= JUMPS; i++)
        free(pictures[i]);
    quit(terminal);
}

static void test_a_new_branch_drops_what_lay_ahead(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "gr Enter H j Enter");
    assert_shows(terminal, "trail 1: ");
    press(terminal, "L");
    assert_shows(terminal, "There is nothing to go forward to");
    press(terminal, "q"); // closes the trail, as gb does
    assert_hides(terminal, "trail ");
    quit(terminal);
}

static void test_tabs(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000014"); // read from a PubMed page
    assert_shows(terminal, "gr References 4 ─ gc Cited by ");
    assert_shows(terminal, "gs Similar 5");
    press(terminal, "gs"); // those of the page, and why; behind them what the cache finds
    assert_shows(terminal, "[ Similar 30 ]");
    assert_shows(terminal, "2017 Ferrante  Cell therapy for sepsis: promise,… text, 1 shared reference,…");
    assert_shows(terminal, "2022 Dube");
    press(terminal, "gr");
    assert_shows(terminal, "[ References 4 ]");
    assert_shows(terminal, "1998 Haverkam");
    press(terminal, "gc");
    assert_shows(terminal, "[ Cited by ");
    assert_shows(terminal, "2024 Lindqvist");
    press(terminal, "gn");
    assert_shows(terminal, "[ Notices – ]");
    assert_shows(terminal, "No correction, retraction or comment is on record.");
    press(terminal, "Enter");
    assert_shows(terminal, "There is no link here to follow");
    // A retraction leads to its notice and back again.
    limit_to(terminal, "pmid:99000016");
    press(terminal, "gn");
    assert_shows(terminal, "[ Notices 1 ]");
    assert_shows(terminal, "Retraction");
    press(terminal, "Enter");
    assert_shows(terminal, "Retraction: Adipose stromal cells");
    press(terminal, "Enter");
    assert_shows(terminal, "trail 2: ");
    assert_shows(terminal, "─ Moreau 2015 · PMID 99000016");
    quit(terminal);
}

static void test_a_preview_is_decided(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000062");
    press(terminal, "gr j p");
    assert_shows(terminal, "─ Whitcombe 2020 · PMID 99000036 · candidate · preview of a link");
    assert_hides(terminal, "trail ");
    press(terminal, "j"); // the preview follows the row
    assert_shows(terminal, "─ Ma 2021 · PMID 99000044 · candidate · preview of a link");
    press(terminal, "i"); // and a decision means it
    assert_shows(terminal, "✓ included Ma 2021");
    assert_shows(terminal, "✓ Ma 2021 · PMID 99000044 · candidate · preview of a link");
    assert_row(terminal, "2021 Ma", "✓");
    press(terminal, "p");
    assert_shows(terminal, "─ Ma 2025 · PMID 99000062");
    quit(terminal);
    desk_run(desk, "$carrel search --output ids is:include");
    assert_string_equal(desk->output, "pmid:99000044\n");
}

static void test_stubs_and_bare_references(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "gr G");
    assert_shows(terminal, "no id");
    press(terminal, "Enter");
    assert_shows(terminal, "Asking Europe PMC for doi:10.5555/esyl.2016.0903; it opens when it comes");
    run_line(terminal, "offline");
    press(terminal, "Enter");
    assert_shows(terminal, "offline nothing is asked");
    press(terminal, "p");
    assert_shows(terminal, "Nothing more than this line is known of that link");
    limit_to(terminal, "pmid:99000062");
    press(terminal, "gr G");
    assert_row(terminal, "Tran-Duval", "stub");
    press(terminal, "Enter");
    assert_shows(terminal, "known only by link");
    assert_shows(terminal, "PMID 99000904");
    press(terminal, "gc");
    assert_row(terminal, "[ Cited by 1 ]", "References: F asks");
    assert_shows(terminal, "2025 Ma");
    press(terminal, "+");
    assert_shows(terminal, "added Tran-Duval");
    quit(terminal);
    desk_run(desk, "$carrel search --output ids is:stub");
    assert_string_equal(desk->output, "pmid:99000904\n");
}

static void test_marks(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "' a");
    assert_shows(terminal, "Mark a is not set");
    press(terminal, "g m 7");
    assert_shows(terminal, "A mark is one letter, a to z");
    press(terminal, "2j gmq");
    assert_shows(terminal, "Mark q is set; 'q comes back here");
    limit_to(terminal, "pmid:99000062");
    press(terminal, "gr Enter Space gr gmr"); // within a trail
    limit_to(terminal, "");
    press(terminal, "G 'q");
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    assert_chosen(terminal, "2025 Mbeki-Lar");
    press(terminal, "'r");
    assert_shows(terminal, "Petrosyan 2015 · PMID 99000018");
    run_line(terminal, "marks");
    assert_row(terminal, "Mbeki-Larsen 2025", "'q");
    assert_row(terminal, "Petrosyan 2015", "'r");
    press(terminal, "1");
    assert_shows(terminal, "Mbeki-Larsen 2025 · PMID 99000064");
    quit(terminal);
    terminal = desk_open(desk); // they are there the next time
    press(terminal, "'r");
    assert_shows(terminal, "Petrosyan 2015 · PMID 99000018");
    quit(terminal);
}

static void test_going_to_a_name(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "go pmid:99000006");
    assert_shows(terminal, "candidate · trail 1: Thiele");
    assert_shows(terminal, "Petrosyan 2008");
    run_line(terminal, "go doi:10.5555/no.such");
    assert_shows(terminal, "is not in the cache");
    press(terminal, "H");
    assert_shows(terminal, "Thiele 2025 · PMID 99000066");
    quit(terminal);
}

static void test_press_markers(void **state) {
    // The markers in reading order: (1,2) (3) (4) (1,5-7), and where the cursor stands.
    static const char *const order[] = {"1,2)", "2).", "3).", "4).", "1,5–7)", "5–7)", "–7)", "7)"};
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    import_file(terminal, "tests/fixtures/pages/press.txt");
    limit_to(terminal, "dawn");
    assert_shows(terminal, "Donated cells before dawn");
    int row, column;
    bool visible;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        press(terminal, ")");
        terminal_cursor(terminal, &row, &column, &visible);
        String rest = {0};
        for (int at = column; at < 80; at++)
            string_add_text(&rest, terminal_cell(terminal, row, at).text);
        if (!sv_starts(string_view(&rest), sv(order[i])))
            terminal_fail(terminal, "the cursor is not at the marker", order[i]);
        string_free(&rest);
    }
    press(terminal, ")");
    assert_shows(terminal, "There is no further link in this text");
    press(terminal, "5 (");
    terminal_cursor(terminal, &row, &column, &visible);
    assert_string_equal(terminal_cell(terminal, row, column).text, "3");
    press(terminal, "Enter");
    assert_shows(terminal, "Marker 3 has no study yet");
    run_line(terminal, "cite 3 pmid:99000059");
    assert_shows(terminal, "Marker 3 means Bellanger 2024");
    press(terminal, "Enter");
    assert_shows(terminal, "trail 1: Donated");
    assert_shows(terminal, "PMID 99000059 · DOI");
    press(terminal, "H");
    assert_shows(terminal, "Donated cells before dawn");
    terminal_cursor(terminal, &row, &column, &visible);
    assert_string_equal(terminal_cell(terminal, row, column).text, "3"); // still at that marker
    // Or by the study that is shown, found by a search.
    limit_to(terminal, "in:cache pmid:99000058");
    run_line(terminal, "cite 4");
    assert_shows(terminal, "Marker 4 means Wagner 2024");
    run_line(terminal, "cite nine pmid:99000058");
    assert_shows(terminal, "column 6: a number is wanted here");
    press(terminal, "Esc");
    limit_to(terminal, "dawn");
    press(terminal, "4 ) Enter");
    assert_shows(terminal, "PMID 99000058 · DOI");
    press(terminal, "u"); // takes the binding back
    press(terminal, "gb M-2 Enter");
    assert_shows(terminal, "Marker 4 has no study yet");
    quit(terminal);
    terminal = desk_open(desk); // a binding is kept in the review, the marker in the session
    press(terminal, "( Enter");
    assert_shows(terminal, "PMID 99000059 · DOI");
    quit(terminal);
}

static void test_other_links_of_a_text(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000014");
    press(terminal, ")");
    press(terminal, "Enter"); // shows all authors, or an address
    assert_hides(terminal, ") steps to a link");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_trail_there_and_back),
        DESK_TEST(test_a_new_branch_drops_what_lay_ahead),
        DESK_TEST(test_tabs),
        DESK_TEST(test_a_preview_is_decided),
        DESK_TEST(test_stubs_and_bare_references),
        DESK_TEST(test_marks),
        DESK_TEST(test_going_to_a_name),
        DESK_TEST(test_press_markers),
        DESK_TEST(test_other_links_of_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
