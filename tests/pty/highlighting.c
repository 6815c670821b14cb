#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Terms that the review watches for: what they are, what they find, sorting by them.

static TerminalCell cell_of(Terminal *terminal, const char *text) {
    int row, column;
    assert_true(terminal_find(terminal, text, &row, &column));
    return terminal_cell(terminal, row, column);
}

static bool looks_alike(TerminalCell a, TerminalCell b) {
    return a.foreground == b.foreground && a.bold == b.bold && a.underline == b.underline &&
           a.reverse == b.reverse && a.italic == b.italic;
}

static void test_terms_and_groups(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000064");
    run_line(terminal, "highlight clearance announ*");
    assert_shows(terminal, "\"clearance announ*\" is highlighted for inclusion");
    run_line(terminal, "highlight-exclude rats|placebo");
    assert_shows(terminal, "\"rats|placebo\" is highlighted for exclusion");
    run_line(terminal, "highlight population licensed cord");
    assert_shows(terminal, "\"licensed cord\" is highlighted as population");
    run_line(terminal, "highlight @markers a fall");
    assert_shows(terminal, "\"a fall\" is highlighted as markers");
    TerminalCell wanted = cell_of(terminal, "clearance announces"), unwanted = cell_of(terminal, "placebo."),
                 group = cell_of(terminal, "licensed cord"), other = cell_of(terminal, "A fall in");
    assert_false(looks_alike(wanted, unwanted));
    assert_false(looks_alike(wanted, group));
    assert_false(looks_alike(unwanted, group));
    assert_false(looks_alike(group, other));
    press(terminal, "w");
    assert_shows(terminal, "Why here: + clearance announ*  − rats|placebo");
    run_line(terminal, "highlight announ*e");
    assert_shows(terminal, "* stands at the end");
    run_line(terminal, "highlight population licensed cord");
    assert_shows(terminal, "highlighted as population already");
    run_line(terminal, "highlight-clear population licensed cord");
    assert_shows(terminal, "\"licensed cord\" is no longer highlighted");
    assert_false(looks_alike(group, cell_of(terminal, "licensed cord")));
    press(terminal, "u");
    assert_shows(terminal, "taken back: removal of \"licensed cord\"");
    assert_true(looks_alike(group, cell_of(terminal, "licensed cord")));
    run_line(terminal, "highlight-clear nowhere");
    assert_shows(terminal, "\"nowhere\" is not highlighted");
    quit(terminal);
}

// What is included speaks for what it cites and what cites it.
static void test_links_to_what_is_included(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include pmid:99000062 && "
                                    "$carrel decide --quiet exclude pmid:99000061"),
                     0);
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000064"); // refers to both
    press(terminal, "w");
    assert_shows(terminal, "Why here: + 1 link to included · import sample.xml");
    limit_to(terminal, "pmid:99000062"); // and is not its own
    press(terminal, "w");
    assert_shows(terminal, "Why here: import sample.xml");
    quit(terminal);
}

static void test_the_list_of_terms(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel highlight add sepsis 'septic shock' && "
                                    "$carrel highlight add --exclude mice && "
                                    "$carrel highlight add --group outcome mortality"),
                     0);
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "highlights");
    assert_shows(terminal, "Enter limits, d removes");
    assert_row(terminal, "+ sepsis", "candidates");
    assert_row(terminal, "− mice", "against");
    assert_row(terminal, "outcome mortality", "group");
    press(terminal, "Down Enter");
    assert_shows(terminal, "\"septic shock\" · ");
    run_line(terminal, "highlights");
    assert_row(terminal, "+ sepsis", "of the list");
    press(terminal, "d");
    assert_hides(terminal, "+ sepsis"); // the menu stays open
    assert_row(terminal, "1 + septic shock", "of the list");
    press(terminal, "Esc");
    press(terminal, "u");
    assert_shows(terminal, "taken back: removal of \"sepsis\"");
    quit(terminal);
}

static void test_the_order_of_scores(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "sort score");
    assert_shows(terminal, "no terms for or against to score by");
    run_line(terminal, "highlight seps*|septic");
    run_line(terminal, "highlight cord");
    run_line(terminal, "highlight-exclude mice|mouse|murine");
    press(terminal, "gg");
    assert_row(terminal, ">", " +2 "); // in its order as soon as there are terms
    press(terminal, "G");
    assert_row(terminal, ">", " −1 ");
    run_line(terminal, "sort -score");
    press(terminal, "gg");
    assert_row(terminal, ">", " −1 ");
    run_line(terminal, "sort date");
    press(terminal, "gg");
    assert_no_row(terminal, ">", " +2 ");
    quit(terminal);
}

static void test_suggestions(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "suggest");
    assert_shows(terminal, "Include some studies and exclude some");
    quit(terminal);
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include 'sepsis' && "
                                    "$carrel decide --quiet exclude 'NOT sepsis'"),
                     0);
    terminal = desk_open(desk);
    run_line(terminal, "suggest");
    assert_shows(terminal, "Suggested terms");
    assert_row(terminal, "[ ] + sepsis", "included, 0 of");
    press(terminal, "Enter");
    assert_shows(terminal, "\"sepsis\" is highlighted for inclusion");
    run_line(terminal, "suggest");
    assert_hides(terminal, "[ ] + sepsis"); // it is known now
    press(terminal, "Space Down Space Enter");
    assert_shows(terminal, "2 terms are highlighted");
    press(terminal, "u");
    assert_shows(terminal, "taken back: highlight of 2 terms");
    run_line(terminal, "suggest");
    press(terminal, "Esc");
    assert_hides(terminal, "Suggested terms");
    quit(terminal);
}

static void test_the_word_under_the_cursor(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000064");
    press(terminal, "}");
    int row, column;
    bool visible;
    terminal_cursor(terminal, &row, &column, &visible);
    assert_true(terminal_cell(terminal, row, column).reverse);
    press(terminal, "*");
    assert_shows(terminal, "is highlighted for inclusion · u undoes");
    assert_hides(terminal, "highlight for inclusion:");
    press(terminal, "} #"); // the word stays chosen while the text is drawn anew
    assert_shows(terminal, "is highlighted for exclusion · u undoes");
    press(terminal, "w");
    assert_shows(terminal, "Why here: + ");
    press(terminal, "u {");
    run_line(terminal, "highlight");
    assert_shows(terminal, "highlight for inclusion:");
    press(terminal, "Esc");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_terms_and_groups),  DESK_TEST(test_links_to_what_is_included),
        DESK_TEST(test_the_list_of_terms), DESK_TEST(test_the_order_of_scores),
        DESK_TEST(test_suggestions),       DESK_TEST(test_the_word_under_the_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
