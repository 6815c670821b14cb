#include "carrel/base/str.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void assert_view(StringView view, const char *expected) {
    if (view.length != strlen(expected) || memcmp(view.data, expected, view.length) != 0) {
        fail_msg("\"%.*s\" instead of \"%s\"", (int) view.length, view.data, expected);
    }
}

static void views_compare(void **state) {
    (void) state;
    assert_true(sv_equal(sv("abc"), SV("abc")));
    assert_false(sv_equal(sv("abc"), SV("abd")));
    assert_false(sv_equal(sv("abc"), SV("ab")));
    assert_true(sv_equal(sv(NULL), SV("")));
    assert_true(sv_equal((StringView){0}, SV("")));
    assert_true(sv_equal_nocase(SV("PubMed"), SV("pubMED")));
    assert_false(sv_equal_nocase(SV("É"), SV("é"))); // ASCII only
    assert_false(sv_equal_nocase(SV("ab"), SV("abc")));
    assert_true(sv_compare(SV("ab"), SV("abc")) < 0 && sv_compare(SV("abc"), SV("ab")) > 0);
    assert_true(sv_compare(SV("b"), SV("abc")) > 0 && sv_compare(SV("a"), SV("\xc3\x89")) < 0);
    assert_true(sv_compare(SV("ab"), sv("ab")) == 0 && sv_compare((StringView){0}, SV("")) == 0);
    assert_true(sv_starts(SV("PMID- 1"), SV("PMID")));
    assert_false(sv_starts(SV("PM"), SV("PMID")));
    assert_true(sv_starts_nocase(SV("pmid:1"), SV("PMID")));
    assert_true(sv_ends(SV("a.xml.gz"), SV(".gz")));
    assert_false(sv_ends(SV("gz"), SV(".gz")));
    assert_true(sv_starts(SV("x"), SV("")) && sv_ends(SV("x"), SV("")));
}

static void views_are_cut(void **state) {
    (void) state;
    assert_view(sv_trim(SV(" \t\r\n a b \v\f")), "a b");
    assert_view(sv_trim(SV("   ")), "");
    assert_view(sv_from(SV("abc"), 1), "bc");
    assert_view(sv_from(SV("abc"), 9), "");
    assert_view(sv_part(SV("abc"), 1, 1), "b");
    assert_view(sv_part(SV("abc"), 1, SV_NONE), "bc");
    assert_view(sv_part(SV("abc"), 4, 1), "");
    assert_int_equal(sv_from((StringView){0}, 0).length, 0);
}

static void views_are_searched(void **state) {
    (void) state;
    assert_int_equal(sv_find(SV("abcabc"), SV("ca")), 2);
    assert_int_equal(sv_find(SV("abc"), SV("")), 0);
    assert_int_equal(sv_find(SV("abc"), SV("abcd")), SV_NONE);
    assert_int_equal(sv_find((StringView){0}, SV("a")), SV_NONE);
    assert_int_equal(sv_find_char(SV("a\0b"), 'b'), 2);
    assert_int_equal(sv_find_char(SV("ab"), 'c'), SV_NONE);
}

static void text_is_split(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"a,b,c", "a|b|c|"}, {"a", "a|"}, {"", "|"}, {",", "||"}, {"a,,b,", "a||b||"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String parts = {0};
        StringView rest = sv(cases[i][0]), part;
        while (sv_split(&rest, ',', &part)) {
            string_add(&parts, part);
            string_add_char(&parts, '|');
        }
        assert_string_equal(string_text(&parts), cases[i][1]);
        string_free(&parts);
    }
}

static void lines_end_in_every_way(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"a\nb\n", "a|b|"}, {"a\r\nb", "a|b|"}, {"a\rb\r", "a|b|"},      {"\n\n", "||"},
        {"", ""},           {"a", "a|"},        {"a\r\n\r\nb", "a||b|"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String lines = {0};
        StringView rest = sv(cases[i][0]), line;
        while (sv_line(&rest, &line)) {
            string_add(&lines, line);
            string_add_char(&lines, '|');
        }
        assert_string_equal(string_text(&lines), cases[i][1]);
        string_free(&lines);
    }
}

static void numbers_are_whole(void **state) {
    (void) state;
    static const struct {
        const char *text;
        bool good;
        long long number;
    } cases[] = {
        {"0", true, 0},
        {"-17", true, -17},
        {"0012", true, 12},
        {"9223372036854775807", true, LLONG_MAX},
        {"9223372036854775808", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        long long number = 0;
        assert_int_equal(sv_number(sv(cases[i].text), &number), cases[i].good);
        assert_int_equal(number, cases[i].number);
    }
}

static void strings_grow(void **state) {
    (void) state;
    String string = {0};
    assert_string_equal(string_text(&string), "");
    assert_int_equal(string_view(&string).length, 0);
    string_add_text(&string, NULL);
    assert_int_equal(string.length, 0);
    string_add(&string, SV("a"));
    string_add_char(&string, 'b');
    string_add_text(&string, "cd");
    string_format(&string, " %d %s", 12, "x");
    assert_string_equal(string_text(&string), "abcd 12 x");
    for (int i = 0; i < 10000; i++) {
        string_format(&string, "%d", i % 10);
    }
    assert_int_equal(string.length, 9 + 10000);
    assert_int_equal(string.data[string.length], '\0');
    string_clear(&string);
    assert_string_equal(string_text(&string), "");
    string_add_text(&string, "again");
    char *taken = string_take(&string);
    assert_string_equal(taken, "again");
    free(taken);
    taken = string_take(&string); // even of an empty one
    assert_string_equal(taken, "");
    free(taken);
    string_free(&string);
    string_free(&string);
}

static void code_points_become_utf8(void **state) {
    (void) state;
    static const struct {
        unsigned code_point;
        const char *text;
    } cases[] = {
        {'a', "a"},
        {0x7f, "\x7f"},
        {0x80, "\xc2\x80"},
        {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"},
        {0xffff, "\xef\xbf\xbf"},
        {0x10000, "\xf0\x90\x80\x80"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"},
        {0, "\xef\xbf\xbd"},
        {0xd800, "\xef\xbf\xbd"},
        {0xdfff, "\xef\xbf\xbd"},
        {0x110000, "\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String string = {0};
        string_add_code_point(&string, cases[i].code_point);
        assert_string_equal(string_text(&string), cases[i].text);
        string_free(&string);
    }
}

static void errors_are_sentences(void **state) {
    (void) state;
    Error err = {0};
    assert_false(error_set(NULL, ERROR_INPUT, "nobody listens"));
    assert_false(error_set(&err, ERROR_INPUT, "record %d is cut off", 7));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.text, "record 7 is cut off");
    assert_false(error_prefix(&err, "%s", "a.xml"));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.text, "a.xml: record 7 is cut off");
}

// A sentence that is too long ends with a whole character.
static void long_errors_are_cut_between_characters(void **state) {
    (void) state;
    for (size_t lead = 0; lead < 4; lead++) {
        String text = {0};
        for (size_t i = 0; i < lead; i++) {
            string_add_char(&text, 'x');
        }
        for (int i = 0; i < 300; i++) {
            string_add_text(&text, "漢");
        }
        Error err = {0};
        error_set(&err, ERROR_SYSTEM, "%s", string_text(&text));
        size_t length = strlen(err.text);
        assert_true(length < sizeof err.text && length > sizeof err.text - 6);
        assert_int_equal((length - lead) % 3, 0);
        error_prefix(&err, "y");
        length = strlen(err.text);
        assert_int_equal((length - lead - strlen("y: ")) % 3, 0);
        string_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare),          cmocka_unit_test(views_are_cut),
        cmocka_unit_test(views_are_searched),     cmocka_unit_test(text_is_split),
        cmocka_unit_test(lines_end_in_every_way), cmocka_unit_test(numbers_are_whole),
        cmocka_unit_test(strings_grow),           cmocka_unit_test(code_points_become_utf8),
        cmocka_unit_test(errors_are_sentences),   cmocka_unit_test(long_errors_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
