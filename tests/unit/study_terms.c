#include "carrel/base/clock.h"
#include "carrel/study/query.h"
#include "carrel/study/separation.h"
#include "carrel/study/terms.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const Term known_terms[] = {{TERM_OF_GROUP, "setting", "hospital"}};
static const TermList known = {known_terms, 1};

static void takes_apart_what_is_typed(void **state) {
    (void) state;
    static const struct {
        const char *typed;
        const char *value; // as logged; NULL: refused
    } cases[] = {
        {"umbilical", "+umbilical"},
        {"  heart   failure ", "+heart failure"},
        {"\"heart failure\"", "+heart failure"},
        {"\u201cheart failure\u201d", "+heart failure"},
        {"random*", "+random*"},
        {"heart fail*", "+heart fail*"},
        {"mouse | mice|murine*", "+mouse|mice|murine*"},
        {"population adults", "@population\tadults"},
        {"Outcome mortality|death", "@outcome\tmortality|death"},
        {"\"outcome measure\"", "+outcome measure"},
        {"outcome", "+outcome"},
        {"@setting intensive care", "@setting\tintensive care"},
        {"Setting intensive care", "@setting\tintensive care"}, // known already, so also bare
        {"@new ward", "@new\tward"},
        {"ward round", "+ward round"},
        {"", NULL},
        {"@setting", NULL},
        {"*", NULL},
        {"a*", NULL},
        {"heart *", NULL},
        {"ran*om", NULL},
        {"mouse||mice", NULL},
        {"…", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        Term term, again;
        Error err = {0};
        bool ok = term_parse(sv(cases[i].typed), TERM_FOR, known, &arena, &term, &err);
        if (ok != (cases[i].value != NULL)) {
            fail_msg("\"%s\": %s", cases[i].typed, ok ? term.text : err.text);
        }
        if (ok) {
            String value = {0};
            string_add_char(&value, term_sign(term.role));
            term_add_name(&term, &value);
            assert_string_equal(value.data, cases[i].value);
            assert_true(term_from_value(value.data, &arena, &again));
            assert_int_equal(again.role, term.role);
            assert_string_equal(again.text, term.text);
            assert_string_equal(again.group ? again.group : "-", term.group ? term.group : "-");
            value.data[0] = '~';
            assert_false(term_from_value(value.data, &arena, &again));
            string_free(&value);
        } else {
            assert_true(err.text[0] != '\0');
        }
        arena_free(&arena);
    }
}

static void finds_terms_in_text(void **state) {
    (void) state;
    static const struct {
        const char *term, *title, *abstract;
        size_t times;
    } cases[] = {
        {"mice", "Mice", "We kept MICE in pairs.", 2},
        {"mice", "Dormice and micelles", "", 0},
        {"heart failure", "Heart-failure", "of the heart; failure of the kidney; chronic heart failure", 3},
        {"heart failure", "Of the heart", "failure of the liver", 0}, // no phrase runs over
        {"heart failure", "heart failures", "failure heart", 0},
        {"random*", "A randomised trial", "patients were randomly allocated at random; brandom", 3},
        {"heart fail*", "Heart failing", "heart fail, heart failure, heart, failure", 4},
        {"mouse|mice|murine", "Murine model", "a mouse among mice; mousetrap", 3},
        {"sjogren", "Sjögren syndrome", "SJÖGREN", 2},
        {"Sjögren", "Sjogren", "", 1},
        {"β-catenin", "Beta-catenin", "and β catenin", 2},
        {"crohn's disease", "Crohn's disease", "Crohn’s disease", 2},
        {"covid-19", "COVID 19", "COVID-19 and covid 2019", 2},
        {"a a", "a a a", "", 2},
        {"it|it", "it", "", 2}, // as written twice
        {"naïve t*", "Naive T-cells", "naive", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Term term = {TERM_FOR, NULL, cases[i].term};
        TermSet *set = term_set_new((TermList){&term, 1});
        String text = {0};
        TermHits hits = {0};
        term_add_folded(&text, sv(cases[i].title));
        term_add_folded(&text, sv(cases[i].abstract));
        term_set_find(set, string_view(&text), &hits);
        if (hits.count != cases[i].times) {
            fail_msg("%s in \"%s / %s\": %zu instead of %zu", cases[i].term, cases[i].title,
                     cases[i].abstract, hits.count, cases[i].times);
        }
        for (size_t k = 0; k < hits.count; k++) { // whole words
            assert_int_equal(text.data[hits.items[k].start - 1], ' ');
            assert_int_equal(text.data[hits.items[k].end], ' ');
        }
        free(hits.items);
        string_free(&text);
        term_set_free(set);
    }
}

// How many of the terms for are there, less those against; each counts once.
static int score_of(TermList terms, const TermHits *hits) {
    bool *seen = calloc(1, terms.count + 1);
    int score = 0;
    for (size_t i = 0; i < hits->count; i++) {
        size_t term = hits->items[i].term;
        if (!seen[term]) {
            seen[term] = true;
            score += terms.items[term].role == TERM_FOR ? 1 : terms.items[term].role == TERM_AGAINST ? -1 : 0;
        }
    }
    free(seen);
    return score;
}

static void scores_each_term_once(void **state) {
    (void) state;
    static const Term terms[] = {
        {TERM_FOR, NULL, "umbilical"},    {TERM_FOR, NULL, "transfus*"},           {TERM_FOR, NULL, "sepsis"},
        {TERM_AGAINST, NULL, "mice|rat"}, {TERM_OF_GROUP, "population", "adult*"},
    };
    static const struct {
        const char *text;
        int score;
    } cases[] = {
        {"", 0},
        {"Umbilical cord, umbilical vein", 1},
        {"Transfusion of umbilical cells to mice", 1},
        {"A rat and ten mice", -1},
        {"Adults with sepsis: transfusion, transfusions", 2},
    };
    TermSet *set = term_set_new((TermList){terms, 5});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String text = {0};
        TermHits hits = {0};
        term_add_folded(&text, sv(cases[i].text));
        term_set_find(set, string_view(&text), &hits);
        assert_int_equal(score_of(term_set_terms(set), &hits), cases[i].score);
        free(hits.items);
        string_free(&text);
    }
    term_set_free(set);
}

static void numbers_groups(void **state) {
    (void) state;
    static const Term terms[] = {
        {TERM_FOR, NULL, "a"},          {TERM_OF_GROUP, "setting", "b"}, {TERM_OF_GROUP, "Outcome", "c"},
        {TERM_OF_GROUP, "design", "d"}, {TERM_OF_GROUP, "Setting", "e"},
    };
    static const int numbers[] = {-1, 4, 3, 5, 4};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(term_group_number((TermList){terms, 5}, i), numbers[i]);
    }
}

static void becomes_a_query(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"umbilical", "umbilical"},
        {"heart failure", "\"heart failure\""},
        {"random*", "random*"},
        {"heart fail*", "\"heart fail\"*"},
        {"mouse|mice|murine*", "(mouse OR mice OR murine*)"},
        {"OR", "\"OR\""},
        {"Sjögren", "\"Sjögren\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Term term = {TERM_FOR, NULL, cases[i][0]};
        String query = {0};
        assert_true(term_add_query(&term, &query));
        assert_string_equal(query.data, cases[i][1]);
        string_free(&query);
    }
}

// Whatever a log holds, its query can be read and has the term's words.
static void every_term_has_a_sound_query(void **state) {
    (void) state;
    static const char pieces[][12] = {"a",        "Ab", " ",  "*",   "|",    "\"", "\u201c", "\u201d",
                                      "(",        ")",  "~3", "ti:", "[ti]", "-",  "NOT ",   "OR",
                                      "\xc2\xa0", "é",  "敗", "\\",  "'",    ".."};
    unsigned seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[160] = "";
        for (unsigned i = 0; i < 1 + (unsigned) round % 9; i++) {
            seed = seed * 1103515245u + 12345u;
            strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        Arena arena = {0};
        Error err = {0};
        String query = {0};
        Term raw = {TERM_FOR, NULL, text}, parsed;
        if (term_add_query(&raw, &query) && !query_parse(string_view(&query), &arena, NULL, NULL, &err)) {
            fail_msg("[%s] became [%s]: %s", text, query.data, err.text);
        }
        if (term_parse(sv(text), TERM_FOR, (TermList){0}, &arena, &parsed, &err)) {
            assert_null(strpbrk(parsed.text, "\"\t\n"));
            string_clear(&query);
            assert_true(term_add_query(&parsed, &query));
            assert_non_null(query_parse(string_view(&query), &arena, NULL, NULL, &err));
        }
        TermSet *set = term_set_new((TermList){&raw, 1});
        term_set_free(set);
        string_free(&query);
        arena_free(&arena);
    }
}

static void finds_what_separates(void **state) {
    (void) state;
    Separation *separation = separation_new();
    Arena arena = {0};
    SeparatingWord *words;
    for (int i = 0; i < 10; i++) {
        separation_add(separation, "Umbilical cord cells", SV("with patients, umbilical"), true);
    }
    assert_int_equal(separation_words(separation, NULL, 10, &arena, &words), 0); // one side only
    for (int i = 0; i < 20; i++) {
        separation_add(separation, i < 5 ? "Umbilical cells" : "Bone marrow cells", SV("in mice"), false);
    }
    size_t count = separation_words(separation, NULL, 10, &arena, &words);
    assert_int_equal(count, 6);
    static const char *const expected[] = {"cord", "patients", "umbilical", "mice", "bone", "marrow"};
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(words[i].word, expected[i]); // "cells" is in all of them, "in" is short
    }
    assert_int_equal(words[2].included, 10);
    assert_int_equal(words[2].excluded, 5);
    // ln((10.5 * 15.5) / (0.5 * 5.5)); variance 1/10.5 + 1/0.5 + 1/5.5 + 1/15.5
    assert_true(fabs(words[2].log_odds - log(10.5 * 15.5 / (0.5 * 5.5))) < 1e-9);
    assert_true(fabs(words[2].strength - words[2].log_odds / sqrt(1 / 10.5 + 1 / 0.5 + 1 / 5.5 + 1 / 15.5)) <
                1e-9);
    Term term = {TERM_FOR, NULL, "umbilic*"};
    TermSet *have = term_set_new((TermList){&term, 1});
    assert_int_equal(separation_words(separation, have, 10, &arena, &words), 5);
    assert_int_equal(separation_words(separation, have, 1, &arena, &words), 2);
    assert_string_equal(words[0].word, "cord");
    assert_string_equal(words[1].word, "mice");
    term_set_free(have);
    separation_free(separation);
    arena_free(&arena);
}

// A long abstract, and more terms than anybody has.
static void is_fast(void **state) {
    (void) state;
    Term terms[200];
    char texts[200][16];
    String text = {0}, words = {0};
    TermHits hits = {0};
    for (int i = 0; i < 200; i++) {
        snprintf(texts[i], sizeof texts[i], i % 2 ? "term%d*" : "term%d two", i);
        terms[i] = (Term){TERM_FOR, NULL, texts[i]};
    }
    for (int i = 0; i < 3000; i++) {
        string_format(&words, "term%d two ", i % 300);
    }
    TermSet *set = term_set_new((TermList){terms, 200});
    term_add_folded(&text, string_view(&words));
    int64_t start = clock_ticks_us();
    term_set_find(set, string_view(&text), &hits);
    int64_t took = clock_ticks_us() - start;
    printf("200 terms in %zu words: %lld us, %zu hits\n", (size_t) 6000, (long long) took, hits.count);
    assert_true(hits.count > 2000);
    assert_true(took < 500000);
    free(hits.items);
    string_free(&text);
    string_free(&words);
    term_set_free(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_apart_what_is_typed), cmocka_unit_test(finds_terms_in_text),
        cmocka_unit_test(scores_each_term_once),     cmocka_unit_test(numbers_groups),
        cmocka_unit_test(becomes_a_query),           cmocka_unit_test(every_term_has_a_sound_query),
        cmocka_unit_test(finds_what_separates),      cmocka_unit_test(is_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
