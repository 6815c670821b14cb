#include "carrel/study/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// A tree as text: "(and ti:word "a phrase")", so that a table can hold what is expected.
static void print_leaf(const QueryNode *node, String *out);

static void print_tree(const QueryNode *node, String *out) {
    switch (node->type) {
    case QUERY_ALL:
        string_add_text(out, "all");
        break;
    case QUERY_NOT:
        string_add_text(out, "(not ");
        print_tree(node->left, out);
        string_add_char(out, ')');
        break;
    case QUERY_AND:
    case QUERY_OR:
        string_add_text(out, node->type == QUERY_AND ? "(and " : "(or ");
        print_tree(node->left, out);
        string_add_char(out, ' ');
        print_tree(node->right, out);
        string_add_char(out, ')');
        break;
    case QUERY_WORD:
        print_leaf(node, out);
        break;
    }
}

static void print_leaf(const QueryNode *node, String *out) {
    if (node->field != FIELD_TEXT) {
        string_format(out, "%s:", query_fields[node->field].name);
    }
    if (node->inner != NULL) {
        print_tree(node->inner, out);
    } else if (node->field == FIELD_YEAR || node->field == FIELD_DATE || node->field == FIELD_CITES ||
               node->field == FIELD_TOOK) {
        string_add_char(out, '[');
        if (node->from != INT64_MIN) {
            string_format(out, "%lld", (long long) node->from);
        }
        string_add_text(out, "..");
        if (node->to != INT64_MAX) {
            string_format(out, "%lld", (long long) node->to);
        }
        string_add_char(out, ']');
    } else {
        const char *quote = node->match == MATCH_WORDS ? "" : "'";
        string_format(out, "%s%s%s", quote, node->text, quote);
        string_add_text(out, node->match == MATCH_PREFIX ? "*" : "");
        if (node->match == MATCH_NEAR) {
            string_format(out, "~%d", node->near);
        }
    }
}

typedef struct {
    const char *text, *tree;
} Case;

static void parses_into_trees(void **state) {
    (void) state;
    static const Case cases[] = {
        {"", "all"},
        {"   ", "all"},
        {"sepsis", "sepsis"},
        {"sepsis shock", "(and sepsis shock)"},
        {"sepsis AND shock", "(and sepsis shock)"},
        {"a OR b c", "(or a (and b c))"},
        {"a b OR c d", "(or (and a b) (and c d))"},
        {"(a OR b) c", "(and (or a b) c)"},
        {"a NOT b", "(and a (not b))"},
        {"a -b", "(and a (not b))"},
        {"-a OR b", "(or (not a) b)"},
        {"NOT (a OR b) c", "(and (not (or a b)) c)"},
        {"NOT NOT a", "a"},
        {"a and b", "(and a (and and b))"},
        {"a AND b OR c", "(or (and a b) c)"},
        {"ti:sepsis", "ti:sepsis"},
        {"TI:sepsis", "ti:sepsis"},
        {"tiab:sepsis", "sepsis"},
        {"ti:\"septic shock\"", "ti:'septic shock'"},
        {"\"septic shock\"~5", "'septic shock'~5"},
        {"sep*", "'sep'*"},
        {"\"septic sho*\"", "'septic sho'*"},
        {"\"septic sho\"*", "'septic sho'*"},
        {"beta-catenin", "'beta-catenin'"},
        {"x-ray -ct", "(and 'x-ray' (not ct))"},
        {"\u201cseptic shock\u201d", "'septic shock'"},
        {"a\u00a0b", "(and a b)"},
        {"=AND =ti:x", "(and AND 'ti:x')"},
        {"\"AND\"", "'AND'"},
        {"ti:(a OR b) c", "(and (or ti:a ti:b) c)"},
        {"ti:(a (b OR ab:c))", "(and ti:a (or ti:b ab:c))"},
        {"au:\"smith j\"", "au:'smith j'"},
        {"mesh:\"Liver Cirrhosis\"", "mesh:'Liver Cirrhosis'"},
        {"year:2019", "year:[2019..2019]"},
        {"year:2019..2021", "year:[2019..2021]"},
        {"year:..2020", "year:[..2020]"},
        {"year:2019..", "year:[2019..]"},
        {"year:>2019", "year:[2020..]"},
        {"year:<=2019", "year:[..2019]"},
        {"date:2019", "date:[20190000..20191231]"},
        {"date:2019-05", "date:[20190500..20190531]"},
        {"date:2019/05/02..2020", "date:[20190502..20201231]"},
        {"date:>2019-05", "date:[20190532..]"},
        {"cites:>10", "cites:[11..]"},
        {"cites:>=10", "cites:[10..]"},
        {"cites:<5", "cites:[..4]"},
        {"cites:5..20", "cites:[5..20]"},
        {"took:<1", "took:[..999]"},
        {"took:>2.5", "took:[2501..]"},
        {"took:5", "took:[5000..5999]"},
        {"took:1.25..60", "took:[1250..60000]"},
        {"pmid:22320928", "pmid:22320928"},
        {"doi:10.1016/S0140-6736(19)30000-1 x", "(and doi:10.1016/s0140-6736(19)30000-1 x)"},
        {"(doi:10.1000/182)", "doi:10.1000/182"},
        {"pmcid:PMC12", "pmcid:PMC12"},
        {"is:include", "is:include"},
        {"-is:undecided", "(not is:undecided)"},
        {"in:cache a", "(and in:cache a)"},
        {"lang:English", "lang:eng"},
        {"lang:GER", "lang:ger"},
        {"has:abstract", "has:abstract"},
        {"tag:ask-Maria", "tag:ask-Maria"},
        {"tag:\"ask Maria\"", "tag:'ask Maria'"},
        {"refs:22320928", "refs:22320928"},
        {"refs:(ti:a b)", "refs:(and ti:a b)"},
        {"x OR citedby:( refs:pmid:12 OR is:include )", "(or x citedby:(or refs:pmid:12 is:include))"},
        {"NOT refs:(a)", "(not refs:a)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        const char *note = NULL;
        String out = {0};
        const QueryNode *tree = query_parse(sv(cases[i].text), &arena, NULL, &note, &err);
        if (tree == NULL) {
            fail_msg("%s: %s", cases[i].text, err.text);
        }
        print_tree(tree, &out);
        if (strcmp(string_text(&out), cases[i].tree) != 0) {
            fail_msg("%s: %s, not %s", cases[i].text, string_text(&out), cases[i].tree);
        }
        assert_null(note);
        string_free(&out);
        arena_free(&arena);
    }
}

typedef struct {
    const char *text, *tree, *note;
} TaggedCase;

static void takes_strategies_of_pubmed(void **state) {
    (void) state;
    static const TaggedCase cases[] = {
        {"sepsis[ti]", "ti:sepsis", ""},
        {"heart attack[tiab]", "'heart attack'", ""},
        {"heart attack [Title/Abstract]", "'heart attack'", ""},
        {"\"heart attack\"[ti] OR stroke[ab]", "(or ti:'heart attack' ab:stroke)", ""},
        {"heart att*[ti]", "ti:'heart att'*", ""},
        {"\"stem cell\"[tiab:~3]", "'stem cell'~3", ""},
        {"a[ti] OR b[ti] AND c[ti]", "(and (or ti:a ti:b) ti:c)", "left to right"},
        {"a[ti] AND b[ti] OR c[ti] AND d[ti]", "(and (or (and ti:a ti:b) ti:c) ti:d)", "left to right"},
        {"a OR b[ti] c", "(and (or a ti:b) c)", "left to right"},
        {"a[ti] OR b[ti] NOT c[ti]", "(and (or ti:a ti:b) (not ti:c))", "left to right"},
        {"(a[ti] OR b[ti]) AND c[ti]", "(and (or ti:a ti:b) ti:c)", ""},
        {"Liver Cirrhosis[mh]", "mesh:'Liver Cirrhosis'", "narrower"},
        {"Liver Cirrhosis[mh:noexp]", "mesh:'Liver Cirrhosis'", ""},
        {"\"liver cirrhosis\"[MeSH Terms] OR liver[All Fields]", "(or mesh:'liver cirrhosis' liver)",
         "narrower"},
        {"liver[tw]", "liver", "title and abstract"},
        {"Smith J[au]", "au:'Smith J'", ""},
        {"english[la]", "lang:eng", ""},
        {"2019:2021[dp]", "date:[20190000..20211231]", ""},
        {"2019[dp]:2021[dp]", "date:[20190000..20211231]", ""},
        {"(\"2019/01/01\"[Date - Publication] : \"3000\"[Date - Publication])", "date:[20190101..30001231]",
         ""},
        {"hasabstract[text]", "has:abstract", ""},
        {"12345[uid]", "pmid:12345", ""},
        {"a -b[ti]", "(and a (not ti:b))", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        const char *note = NULL;
        String out = {0};
        const QueryNode *tree = query_parse(sv(cases[i].text), &arena, NULL, &note, &err);
        if (tree == NULL) {
            fail_msg("%s: %s", cases[i].text, err.text);
        }
        print_tree(tree, &out);
        if (strcmp(string_text(&out), cases[i].tree) != 0) {
            fail_msg("%s: %s, not %s", cases[i].text, string_text(&out), cases[i].tree);
        }
        if ((note == NULL) != (cases[i].note[0] == '\0') ||
            (note != NULL && strstr(note, cases[i].note) == NULL)) {
            fail_msg("%s: the note is \"%s\"", cases[i].text, note ? note : "");
        }
        string_free(&out);
        arena_free(&arena);
    }
}

typedef struct {
    const char *text;
    size_t column;
    const char *says;
} WrongCase;

static void names_the_column_of_errors(void **state) {
    (void) state;
    static const WrongCase cases[] = {
        {"AND a", 1, "AND needs something before it"},
        {"a OR", 3, "OR needs something behind it"},
        {"a AND OR b", 7, "OR needs something before it"},
        {"a NOT", 3, "NOT needs something behind it"},
        {"(a NOT) b", 4, "NOT needs something behind it"},
        {"NOT AND a", 5, "AND needs something before it"},
        {"a (b", 3, "not closed"},
        {"a) b", 2, "no parenthesis is open"},
        {"a ()", 3, "nothing between"},
        {"a \"b", 3, "quote is not closed"},
        {"a \"\"", 3, "nothing between the quotes"},
        {"\u03b2 \u03b2 \"b", 5, "quote is not closed"},
        {"foo:bar", 1, "there is no field \"foo\""},
        {"a ti:", 3, "ti: needs a value"},
        {"a ti: b", 3, "ti: needs a value"},
        {"year:soon", 1, "year or a range"},
        {"year:2021..2019", 1, "ends before it begins"},
        {"year:99", 1, "year or a range"},
        {"date:2019-13", 1, "date or a range"},
        {"took:soon", 1, "seconds or a range"},
        {"took:1.2345", 1, "seconds or a range"},
        {"cites:many", 1, "number or a range"},
        {"is:good", 1, "takes one of include exclude"},
        {"in:mind", 1, "takes one of review cache"},
        {"pmid:x", 1, "pmid: takes a number"},
        {"doi:x", 1, "doi: takes a DOI"},
        {"h*art", 2, "* can only stand at the end"},
        {"a *", 3, "* needs the beginning"},
        {"a & b", 3, "no word to find"},
        {"a[nope]", 2, "[nope] is not known"},
        {"[ti]", 1, "belongs behind"},
        {"(a)[ti]", 4, "belongs behind"},
        {"ti:a[ab]", 5, "belongs behind"},
        {"a[ti", 2, "bracket is not closed"},
        {"a AND #3", 7, "#3 names a line"},
        {"\"a b\"~", 6, "~ is followed by"},
        {"\xff", 1, "not valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        size_t column = 0;
        const QueryNode *tree = query_parse(sv(cases[i].text), &arena, &column, NULL, &err);
        if (tree != NULL || column != cases[i].column || strstr(err.text, cases[i].says) == NULL) {
            fail_msg("%s: column %zu, \"%s\"", cases[i].text, column, err.text);
        }
        char begins[32];
        snprintf(begins, sizeof begins, "column %zu: ", cases[i].column);
        assert_memory_equal(err.text, begins, strlen(begins));
        assert_int_equal(err.kind, ERROR_USAGE);
        arena_free(&arena);
    }
}

static unsigned depth_of(const QueryNode *node) {
    unsigned left = node->left ? depth_of(node->left) : 0;
    unsigned right = node->right ? depth_of(node->right) : 0;
    return 1 + (left > right ? left : right);
}

static void bears_long_and_deep_queries(void **state) {
    (void) state;
    Arena arena = {0};
    Error err = {0};
    String text = {0};
    for (int i = 0; i < 20000; i++) {
        string_format(&text, "%sterm%d[tiab]", i > 0 ? " OR " : "", i);
    }
    assert_true(text.length > 256 << 10);
    assert_null(query_parse(string_view(&text), &arena, NULL, NULL, &err));
    assert_non_null(strstr(err.text, "longer than"));

    string_clear(&text);
    for (int i = 0; i < 10000; i++) {
        string_format(&text, "%st%d", i > 0 ? " OR " : "", i);
    }
    const QueryNode *tree = query_parse(string_view(&text), &arena, NULL, NULL, &err);
    assert_non_null(tree);
    assert_true(depth_of(tree) <= 16);
    QueryTerm *terms = NULL;
    assert_int_equal(query_terms(tree, &arena, &terms), 10000);
    assert_string_equal(terms[9999].folded, "t9999");

    string_clear(&text);
    for (int i = 0; i < 10000; i++) {
        string_add_char(&text, '(');
    }
    string_add_text(&text, "a");
    for (int i = 0; i < 10000; i++) {
        string_add_char(&text, ')');
    }
    tree = query_parse(string_view(&text), &arena, NULL, NULL, &err);
    assert_non_null(tree);
    assert_int_equal(depth_of(tree), 1);

    // Real nesting is refused, not followed.
    const char *const nests[] = {"a OR (b ", "NOT (a ", "refs:(", "ti:(a "};
    for (size_t n = 0; n < 4; n++) {
        string_clear(&text);
        for (int i = 0; i < 10000; i++) {
            string_add_text(&text, nests[n]);
        }
        string_add_text(&text, "x");
        for (int i = 0; i < 10000; i++) {
            string_add_char(&text, ')');
        }
        size_t column = 0;
        assert_null(query_parse(string_view(&text), &arena, &column, NULL, &err));
        assert_non_null(strstr(err.text, "nested more than"));
        assert_true(column > 0);
    }
    string_free(&text);
    arena_free(&arena);
}

static void finds_what_to_highlight(void **state) {
    (void) state;
    Arena arena = {0};
    Error err = {0};
    const QueryNode *tree = query_parse(
        sv("\u03b2-Catenin ti:\"Septic Shock\" OR inflam* NOT mice au:smith \"stem cell\"~4 refs:(hidden)"),
        &arena, NULL, NULL, &err);
    assert_non_null(tree);
    QueryTerm *terms = NULL;
    size_t count = query_terms(tree, &arena, &terms);
    assert_int_equal(count, 5);
    assert_non_null(strstr(terms[0].folded, "beta"));
    assert_non_null(strstr(terms[0].folded, "catenin"));
    assert_string_equal(terms[1].folded, "septic shock");
    assert_string_equal(terms[2].folded, "inflam");
    assert_true(terms[2].prefix);
    assert_string_equal(terms[3].folded, "stem");
    assert_string_equal(terms[4].folded, "cell");
    arena_free(&arena);
}

static void field_table_is_sound(void **state) {
    (void) state;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        assert_int_equal(query_fields[i].field, i);
        assert_true(strlen(query_fields[i].name) > 1);
        assert_true(strlen(query_fields[i].help) > 5);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(query_fields[i].name, query_fields[j].name);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_into_trees),          cmocka_unit_test(takes_strategies_of_pubmed),
        cmocka_unit_test(names_the_column_of_errors), cmocka_unit_test(bears_long_and_deep_queries),
        cmocka_unit_test(finds_what_to_highlight),    cmocka_unit_test(field_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
