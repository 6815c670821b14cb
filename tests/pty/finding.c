// Limit, search and order in the real program. CARREL names the program; runs in the root of
// the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_left(Terminal *terminal, int count) {
    char words[32];
    snprintf(words, sizeof words, "─ %d left ─", count);
    assert_shows(terminal, words);
}

static void test_every_field(void **state) {
    // A query, how many studies it leaves, and the PMID of the first.
    static const struct {
        const char *query;
        int left;
        const char *first;
    } cases[] = {
        {"sepsis shock", 1, "99000013"},
        {"\"septic shock\"", 16, "99000064"},
        {"inflam*", 3, "99000044"},
        {"ti:vesicles", 8, "99000062"},
        {"ab:clearance", 6, "99000064"},
        {"au:\"alp e\"", 7, "99000064"},
        {"au:szabo", 8, "99000064"},  // Szabó
        {"au:yildiz", 8, "99000054"}, // Yıldız
        {"mesh:\"Liver Cirrhosis\"", 2, "99000039"},
        {"majr:sepsis", 8, "99000057"},
        {"pt:\"randomized controlled trial\"", 8, "99000064"},
        {"jour:\"acta stromal\"", 4, "99000061"},
        {"lang:german", 2, "99000058"},
        {"year:2019..2021", 14, "99000044"},
        {"year:..2001", 2, "99000002"},
        {"date:2025-06", 1, "99000064"},
        {"id:99000064", 1, "99000064"},
        {"pmid:99000064", 1, "99000064"},
        {"doi:10.5555/njcc.2014.0198", 1, "99000014"},
        {"pmcid:PMC99900014", 1, "99000014"},
        {"is:retracted", 1, "99000016"},
        {"cites:>7", 5, "99000051"},
        {"has:similar", 1, "99000014"},
        {"-has:abstract", 2, "99000063"},
        {"refs:pmid:99000064", 6, "99000062"},
        {"citedby:pmid:99000014", 5, "99000061"},
        {"citedby:(ti:exosomes)", 2, "99000062"},
        {"beta-catenin", 3, "99000065"}, // β-catenin
        {"β-Catenin ti:modulation", 1, "99000006"},
        {"liver AND (shock OR sepsis) NOT mice", 7, "99000064"},
        {"stromal[ti] AND 2024[dp]", 6, "99000061"},
        {"\"stem sepsis\"~5", 1, "99000013"},
    };
    char head[32];
    Terminal *terminal = desk_open(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, cases[i].query);
        assert_left(terminal, cases[i].left);
        press(terminal, "gg");
        snprintf(head, sizeof head, " · PMID %s", cases[i].first);
        assert_shows(terminal, head);
    }
    limit_to(terminal, "");
    assert_left(terminal, 66);
    assert_shows(terminal, "PMID 99000013"); // the study that was chosen last
    quit(terminal);
}

// Where it was typed ahead of the list, it waits for the rows.
static void test_rows_by_number(void **state) {
    static const char ahead[] = "f\025stromal[ti]\rG";
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "5");
    assert_chosen(terminal, "Synthetic vesicles");
    press(terminal, "5 0 %");
    assert_chosen(terminal, "Macrophage polarisation");
    press(terminal, "%");
    assert_shows(terminal, "50% is the middle");
    terminal_send(terminal, ahead, sizeof ahead - 1);
    terminal_wait_idle(terminal);
    assert_chosen(terminal, "Adherent stromal");
    quit(terminal);
}

static void test_fields_of_the_review(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include pmid:99000040 &&"
                                    "$carrel decide --quiet maybe pmid:99000013 &&"
                                    "$carrel decide --quiet later pmid:99000014 &&"
                                    "$carrel decide --quiet exclude --reason 'animal study' pmid:99000003 &&"
                                    "$carrel tag --quiet +liver -- pmid:99000010 pmid:99000056 &&"
                                    "$carrel note pmid:99000013 'pilot without controls'"),
                     0);
    static const struct {
        const char *query, *first;
    } cases[] = {
        {"is:include", "99000040"}, {"is:exclude", "99000003"},
        {"is:maybe", "99000013"},   {"is:later", "99000014"},
        {"tag:liver", "99000056"},  {"reason:\"animal study\"", "99000003"},
        {"note:pilot", "99000013"}, {"has:note", "99000013"},
        {"has:label", "99000056"},  {"is:undecided tag:liver year:..2020", "99000010"},
    };
    char head[32];
    Terminal *terminal = desk_open(desk);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, cases[i].query);
        press(terminal, "gg");
        snprintf(head, sizeof head, " · PMID %s", cases[i].first);
        assert_shows(terminal, head);
    }
    limit_to(terminal, "is:undecided");
    assert_left(terminal, 63); // one of them is put off
    quit(terminal);
}

// What is typed behind the standing limit narrows it, whatever ORs it has.
static void test_the_standing_limit_holds(void **state) {
    static const struct {
        const char *typed, *shown;
    } cases[] = {
        {"lang:german OR mesh:sepsis", "is:undecided (lang:german OR mesh:sepsis)"},
        {"lang:german OR shock AND mice", "is:undecided (lang:german OR shock AND mice)"},
        {"(lang:german OR shock)", "is:undecided (lang:german OR shock)"},
        {"lang:german", "is:undecided lang:german"},
        {"OR is:include", "is:undecided OR is:include"},
    };
    Desk *desk = *state;
    char head[96];
    assert_int_equal(desk_run(desk, "$carrel decide --quiet include pmid:99000058"), 0);
    Terminal *terminal = desk_open(desk);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, "is:undecided");
        press(terminal, "f");
        terminal_type(terminal, cases[i].typed);
        press(terminal, "Enter");
        snprintf(head, sizeof head, "─ Studies · %s · ", cases[i].shown);
        assert_shows(terminal, head);
        if (i == 0)
            assert_hides(terminal, "✓ "); // German, and included
    }
    quit(terminal);
}

static void test_beyond_the_candidates(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "printf 'PMID- 99000990\\nTI  - Zebrafish fins grow back.\\n"
                                    "AB  - They do.\\nDP  - 2020\\n\\n' >$home/other.nbib && "
                                    "$carrel import --quiet --cache-only $home/other.nbib"),
                     0);
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "zebrafish");
    assert_shows(terminal, "Nothing matches this limit; f changes it");
    limit_to(terminal, "in:cache zebrafish");
    assert_shows(terminal, "Zebrafish fins grow back");
    assert_hides(terminal, "PMID 99000990 · candidate");
    press(terminal, "+");
    assert_shows(terminal, "added");
    limit_to(terminal, "zebrafish");
    assert_shows(terminal, "PMID 99000990 · candidate");
    quit(terminal);
}

static void test_an_error_stays_in_the_prompt(void **state) {
    // What is wrong, and above which cell of the query the sign stands.
    static const struct {
        const char *query, *words;
        int place;
    } cases[] = {
        {"sepsis ti:(stromal", "column 8: this parenthesis is not closed", 7},
        {"sepsis )", "column 8: no parenthesis is open here", 7},
        {"sepsis year:abc", "column 8: year: takes a year", 7},
        {"sepsis is:good", "column 8: is: takes one of include", 7},
        {"sepsis \"liver", "column 8: ", 7},
        {"敗血症 year:9", "column 5: year: takes a year or a range, such as 2019, 2019..2021 or ..2020",
         7}, // three letters, six cells
    };
    Terminal *terminal = desk_open(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        limit_to(terminal, cases[i].query);
        assert_shows(terminal, cases[i].words);
        assert_shows(terminal, "Thiele 2025 · PMID 99000066"); // the list is as it was
        int row, column;
        assert_true(terminal_find(terminal, cases[i].query, &row, &column));
        assert_int_equal(row, 23); // what was typed can be corrected
        if (strcmp(terminal_cell(terminal, 22, column + cases[i].place).text, "v") != 0)
            terminal_fail(terminal, "no sign above its place", cases[i].words);
        press(terminal, "Esc");
        assert_left(terminal, 66);
    }
    // Corrected in place.
    limit_to(terminal, "ti:(vesicles");
    terminal_type(terminal, ")");
    terminal_wait_idle(terminal);
    assert_hides(terminal, "is not closed");
    press(terminal, "Enter");
    assert_left(terminal, 8);
    // f begins with the limit in force; the arrows bring earlier ones back.
    press(terminal, "f");
    assert_shows(terminal, "limit: ti:(vesicles)");
    press(terminal, "C-u Up Up");
    assert_shows(terminal, "limit: ti:(vesicles");
    press(terminal, "C-g");
    quit(terminal);
}

static void test_search_in_the_list(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "n");
    assert_shows(terminal, "Nothing was searched for yet");
    press(terminal, "/");
    terminal_type(terminal, "beta-catenin");
    press(terminal, "Enter"); // in titles, folded as in a query
    assert_chosen(terminal, "2025 Hoshino");
    press(terminal, "n");
    assert_chosen(terminal, "2008 Petrosyan");
    press(terminal, "n"); // round
    assert_chosen(terminal, "2025 Hoshino");
    press(terminal, "N");
    assert_chosen(terminal, "2008 Petrosyan");
    press(terminal, "C-s");
    terminal_type(terminal, "szabo"); // authors, too
    press(terminal, "Enter");
    assert_chosen(terminal, "2021 Szabó");
    press(terminal, "\\");
    assert_shows(terminal, "limit:");
    press(terminal, "Esc");
    press(terminal, "/");
    terminal_type(terminal, "xyzzy");
    press(terminal, "Enter");
    assert_shows(terminal, "\"xyzzy\" is not in the list's titles and authors");
    assert_chosen(terminal, "2021 Szabó");
    quit(terminal);
}

static void test_search_in_the_abstract(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "pmid:99000056");
    press(terminal, "M-2 /");
    terminal_type(terminal, "cells");
    press(terminal, "Enter");
    assert_shows(terminal, "5 places in this abstract; n is the next");
    int rows[5], columns[5];
    bool visible;
    for (int i = 0; i < 5; i++) {
        terminal_cursor(terminal, &rows[i], &columns[i], &visible);
        char word[16] = "";
        for (int at = 0; at < 5; at++)
            strcat(word, terminal_cell(terminal, rows[i], columns[i] + at).text);
        assert_string_equal(word, "cells");
        if (i < 4)
            press(terminal, "n");
    }
    press(terminal, "N");
    int row, column;
    terminal_cursor(terminal, &row, &column, &visible);
    assert_int_equal(column, columns[3]);
    quit(terminal);
}

static void test_orders(void **state) {
    // A word of :sort, the list's head, the first author, and the last with "-" before the word.
    static const struct {
        const char *word, *first, *first_turned;
    } cases[] = {
        {"date", "2025 Thiele", "1998 Haverkamp"},    {"author", "Aaltonen", "Zhou"},
        {"journal", "2024 Lindqvist", "2024 Wagner"}, {"year", "2025 ", "1998 Haverkamp"},
        {"cited-by", "2009 Whitcombe", "2025 "},      {"import", "1998 Haverkamp", "Cell-based therapy"},
    };
    char line[32], head[64];
    Terminal *terminal = desk_open(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(line, sizeof line, "sort %s", cases[i].word);
        run_line(terminal, line);
        press(terminal, "gg");
        snprintf(head, sizeof head, "─ Studies · is:undecided · %s ─", cases[i].word);
        assert_shows(terminal, head);
        assert_chosen(terminal, cases[i].first);
        snprintf(line, sizeof line, "sort -%s", cases[i].word);
        run_line(terminal, line);
        press(terminal, "gg");
        snprintf(head, sizeof head, "─ Studies · is:undecided · %s reversed ─", cases[i].word);
        assert_shows(terminal, head);
        assert_chosen(terminal, cases[i].first_turned);
    }
    limit_to(terminal, "potency");
    run_line(terminal, "sort relevance");
    press(terminal, "gg");
    assert_chosen(terminal, "2023 Alp");
    run_line(terminal, "sort nonsense");
    assert_shows(terminal, "is none of date author journal");
    quit(terminal);
}

static void test_the_sort_menu(void **state) {
    Terminal *terminal = desk_open(*state);
    press(terminal, "4j");
    assert_chosen(terminal, "2025 Ma");
    press(terminal, "s");
    assert_shows(terminal, "Sort by");
    assert_row(terminal, "1 date", "again turns it round");
    press(terminal, "2");
    assert_shows(terminal, "─ Studies · is:undecided · author ─");
    assert_chosen(terminal, "2025 Ma"); // the chosen study stays chosen
    press(terminal, "s");
    terminal_type(terminal, "cit"); // by a part of its name
    press(terminal, "Enter");
    assert_shows(terminal, "─ Studies · is:undecided · cited-by ─");
    press(terminal, "s Down Down Enter");
    assert_shows(terminal, "─ Studies · is:undecided · journal ─");
    press(terminal, "s Esc");
    assert_shows(terminal, "─ Studies · is:undecided · journal ─");
    assert_chosen(terminal, "2025 Ma");
    quit(terminal);
}

static void test_highlights(void **state) {
    Terminal *terminal = desk_open(*state);
    limit_to(terminal, "clearance pmid:99000064");
    int row, column, plain_row, plain_column;
    assert_true(terminal_find(terminal, "clearance announces", &row, &column));
    assert_true(terminal_find(terminal, "A fall in", &plain_row, &plain_column));
    TerminalCell hit = terminal_cell(terminal, row, column),
                 plain = terminal_cell(terminal, plain_row, plain_column);
    assert_true(hit.bold != plain.bold || hit.underline != plain.underline || hit.reverse != plain.reverse ||
                hit.foreground != plain.foreground || hit.background != plain.background);
    press(terminal, "*");
    terminal_type(terminal, "licensed");
    press(terminal, "Enter");
    assert_shows(terminal, "\"licensed\" is highlighted for inclusion");
    press(terminal, "#");
    terminal_type(terminal, "placebo");
    press(terminal, "Enter");
    assert_shows(terminal, "\"placebo\" is highlighted for exclusion");
    assert_true(terminal_find(terminal, "licensed cord", &row, &column));
    TerminalCell wanted = terminal_cell(terminal, row, column);
    assert_true(terminal_find(terminal, "placebo.", &row, &column));
    TerminalCell unwanted = terminal_cell(terminal, row, column);
    assert_true(wanted.foreground != unwanted.foreground || wanted.underline != unwanted.underline);
    press(terminal, "u");
    assert_true(terminal_find(terminal, "placebo.", &row, &column));
    assert_int_equal(terminal_cell(terminal, row, column).foreground, plain.foreground);
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_every_field),
        DESK_TEST(test_rows_by_number),
        DESK_TEST(test_fields_of_the_review),
        DESK_TEST(test_the_standing_limit_holds),
        DESK_TEST(test_beyond_the_candidates),
        DESK_TEST(test_an_error_stays_in_the_prompt),
        DESK_TEST(test_search_in_the_list),
        DESK_TEST(test_search_in_the_abstract),
        DESK_TEST(test_orders),
        DESK_TEST(test_the_sort_menu),
        DESK_TEST(test_highlights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
