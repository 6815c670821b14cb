#include "carrel/base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *name, *in, *out;
} Case;
#define CASES(array) (sizeof(array) / sizeof(array)[0])

static void check_cases(const Case *cases, size_t count, void (*function)(String *, StringView)) {
    for (size_t i = 0; i < count; i++) {
        String out = {0};
        function(&out, sv(cases[i].in));
        if (strcmp(string_text(&out), cases[i].out) != 0) {
            print_error("%s: \"%s\" instead of \"%s\"\n", cases[i].name, string_text(&out), cases[i].out);
            fail();
        }
        string_free(&out);
    }
}

#define BAD "\xef\xbf\xbd"

static void decodes_well_formed_sequences_only(void **state) {
    (void) state;
    static const struct {
        const char *text;
        size_t bytes;
        uint32_t code_point;
    } cases[] = {
        {"", 0, 0xfffd},
        {"a", 1, 'a'},
        {"\xc3\xa9", 2, 0xe9},
        {"\xe2\x82\xac", 3, 0x20ac},
        {"\xf0\x9f\x98\x80", 4, 0x1f600},
        {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
        {"\xef\xbf\xbd", 3, 0xfffd},
        {"\xc3", 1, 0xfffd},
        {"\xc0\x80", 1, 0xfffd},
        {"\xc1\xbf", 1, 0xfffd},
        {"\xe0\x80\xaf", 1, 0xfffd},
        {"\xed\xa0\x80", 1, 0xfffd},
        {"\xf0\x80\x80\x80", 1, 0xfffd},
        {"\xf4\x90\x80\x80", 1, 0xfffd},
        {"\xf5\x80\x80\x80", 1, 0xfffd},
        {"\x80", 1, 0xfffd},
        {"\xe2\x82", 1, 0xfffd},
        {"\xff", 1, 0xfffd},
    };
    for (size_t i = 0; i < CASES(cases); i++) {
        uint32_t code_point = 0;
        assert_int_equal(text_decode(sv(cases[i].text), &code_point), cases[i].bytes);
        assert_int_equal(code_point, cases[i].code_point);
    }
}

static void replaces_what_is_not_valid(void **state) {
    (void) state;
    static const Case cases[] = {
        {"plain", "a plain line, longer than eight bytes", "a plain line, longer than eight bytes"},
        {"good", "Größe β 漢 😀", "Größe β 漢 😀"},
        {"overlong",
         "a\xc0\xaf"
         "b",
         "a" BAD BAD "b"},
        {"surrogate", "a\xed\xa0\x80", "a" BAD BAD BAD},
        {"truncated at the end", "12345678\xe2\x82", "12345678" BAD BAD},
        {"broken in the middle", "\xe2\x82 x", BAD BAD " x"},
        {"own mark stays", "x" BAD "y", "x" BAD "y"},
    };
    check_cases(cases, CASES(cases), text_add_valid);
    String out = {0};
    text_add_valid(&out, SV("123\0abcdefghij\0"));
    assert_string_equal(string_text(&out), "123" BAD "abcdefghij" BAD);
    assert_true(text_is_valid(string_view(&out)));
    assert_false(text_is_valid(SV("123\0abcdefghij")));
    assert_false(text_is_valid(SV("abcdefghijklmnop\x80")));
    assert_true(text_is_valid(SV("")));
    string_free(&out);
}

static const Case display_cases[] = {
    {"plain ASCII", "p < 0.05 ~ {x}", "p < 0.05 ~ {x}"},
    {"title by OSC 0", "q\x1b]0;owned\x07r", "q" BAD "]0;owned" BAD "r"},
    {"clipboard by OSC 52", "q\x1b]52;c;b3duZWQ=\x07", "q" BAD "]52;c;b3duZWQ=" BAD},
    {"clear screen", "q\x1b[2J\x1b[H", "q" BAD "[2J" BAD "[H"},
    {"C1 as UTF-8",
     "q\xc2\x9b"
     "2Jr",
     "q" BAD "2Jr"},
    {"C1 raw",
     "q\x9b"
     "2Jr",
     "q" BAD "2Jr"},
    {"DCS, APC, PM, SOS raw", "\x90\x9f\x9e\x98", BAD BAD BAD BAD},
    {"backspace, shift out, DEL", "q\b\x0e\x7fr", "q" BAD BAD BAD "r"},
    {"return is a space", "real\rfake", "real fake"},
    {"CRLF is one space", "a\r\nb\n\nc\td", "a b  c d"},
    {"other line ends",
     "a\vb\fc\xc2\x85"
     "d\xe2\x80\xa8"
     "e\xe2\x80\xa9",
     "a b c d e "},
    {"override",
     "a\xe2\x80\xae"
     "evil\xe2\x80\xac",
     "aevil"},
    {"isolates and marks", "a\xe2\x81\xa6x\xe2\x81\xa9\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "ax"},
    {"zero width", "pa\xe2\x80\x8bss\xe2\x80\x8dw\xe2\x81\xa0o\xef\xbb\xbfrd\xc2\xad", "password"},
    {"tags",
     "A\xf3\xa0\x81\x81\xf3\xa0\x81\xbf"
     "B",
     "AB"},
    {"variation selectors", "\xe2\x9d\xa4\xef\xb8\x8fx\xf3\xa0\x84\x80", "\xe2\x9d\xa4x"},
    {"family is four people less joiners", "👨\xe2\x80\x8d👩\xe2\x80\x8d👧", "👨👩👧"},
    {"fillers", "a\xe1\x85\x9f\xe1\x85\xa0\xe3\x85\xa4\xef\xbe\xa0", "a"},
    {"Mongolian and joiner", "a\xe1\xa0\x8b\xe1\xa0\x8e\xcd\x8f", "a"},
    {"annotation",
     "a\xef\xbf\xb9"
     "b\xef\xbf\xbb",
     "ab"},
    {"noncharacters", "\xef\xb7\x90\xef\xbf\xbf\xf0\x9f\xbf\xbe", BAD BAD BAD},
    {"private use", "\xee\x80\x80\xf3\xb0\x80\x80\xf4\x80\x80\x80", BAD BAD BAD},
    {"bad UTF-8", "A\xff\xc0\xaf\xe2\x82", "A" BAD BAD BAD BAD BAD},
    {"four marks stay",
     "A\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86"
     "B",
     "A\xcc\x81\xcc\x82\xcc\x83\xcc\x84"
     "B"},
    {"dropped between marks", "A\xcc\x81\xe2\x80\x8d\xcc\x82\xcc\x83\xcc\x84\xe2\x80\x8d\xcc\x85",
     "A\xcc\x81\xcc\x82\xcc\x83\xcc\x84"},
    {"lone mark",
     "\xcc\x81"
     "A",
     "\xe2\x97\x8c\xcc\x81"
     "A"},
    {"mark after a space", "a \xcc\x81", "a \xe2\x97\x8c\xcc\x81"},
    {"mark after a line end", "a\n\xcc\x81", "a \xe2\x97\x8c\xcc\x81"},
    {"letters of the world", "Größe β-Catenin 漢字 русский العربية", "Größe β-Catenin 漢字 русский العربية"},
};

static void shows_nothing_that_acts(void **state) {
    (void) state;
    check_cases(display_cases, CASES(display_cases), text_add_display);
    String out = {0};
    text_add_display(&out, SV("a\0b"));
    assert_string_equal(string_text(&out), "a" BAD "b");
    string_free(&out);
}

static void display_is_idempotent(void **state) {
    (void) state;
    for (size_t i = 0; i < CASES(display_cases); i++) {
        String once = {0}, twice = {0};
        text_add_display(&once, sv(display_cases[i].in));
        text_add_display(&twice, string_view(&once));
        assert_string_equal(string_text(&once), string_text(&twice));
        string_free(&once);
        string_free(&twice);
    }
}

// Whatever bytes come in: valid text without a control goes out, and again the same.
static void display_of_random_bytes_is_safe(void **state) {
    (void) state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char) (seed >> (round % 2 ? 24 : 26));
            if (round % 3 == 0) { // more bytes that begin and continue sequences
                bytes[i] = (char) (bytes[i] | 0x80);
            }
        }
        String once = {0}, twice = {0};
        text_add_display(&once, (StringView){bytes, sizeof bytes});
        assert_true(text_is_valid(string_view(&once)));
        for (size_t i = 0; i < once.length; i++) {
            assert_true((unsigned char) once.data[i] >= 0x20 && once.data[i] != 0x7f);
        }
        text_add_display(&twice, string_view(&once));
        assert_string_equal(string_text(&once), string_text(&twice));
        string_free(&once);
        string_free(&twice);
    }
}

static void a_long_word_passes(void **state) {
    (void) state;
    String word = {0}, out = {0};
    for (int i = 0; i < 20000; i++) {
        string_add_char(&word, 'X');
    }
    text_add_display(&out, string_view(&word));
    assert_int_equal(text_width(string_view(&out)), 20000);
    assert_int_equal(text_fit(string_view(&out), 80, NULL), 80);
    string_free(&word);
    string_free(&out);
}

static void widths_and_graphemes(void **state) {
    (void) state;
    static const struct {
        const char *text;
        size_t width, first; // columns of all, bytes of the first grapheme
    } cases[] = {
        {"", 0, 0},
        {"abc", 3, 1},
        {"漢字", 4, 3},
        {"e\xcc\x81x", 2, 3},
        {"é", 1, 2},
        {"각", 2, 3},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2, 9}, // conjoining jamo
        {"β-Catenin", 9, 2},
        {"\x01\x02", 0, 1},
        {"a\xe2\x97\x8c\xcc\x81", 2, 1},
    };
    for (size_t i = 0; i < CASES(cases); i++) {
        assert_int_equal(text_width(sv(cases[i].text)), cases[i].width);
        assert_int_equal(text_grapheme(sv(cases[i].text)), cases[i].first);
    }
}

static void fits_whole_graphemes(void **state) {
    (void) state;
    static const struct {
        const char *text;
        size_t columns, bytes, used;
    } cases[] = {
        {"hello", 3, 3, 3}, {"hello", 9, 5, 5}, {"hello", 0, 0, 0},      {"漢字", 3, 3, 2},
        {"漢字", 1, 0, 0},  {"a漢", 2, 1, 1},   {"e\xcc\x81x", 1, 3, 1}, {"", 5, 0, 0},
    };
    for (size_t i = 0; i < CASES(cases); i++) {
        size_t used = 99;
        assert_int_equal(text_fit(sv(cases[i].text), cases[i].columns, &used), cases[i].bytes);
        assert_int_equal(used, cases[i].used);
    }
}

static void wraps_where_a_reader_would(void **state) {
    (void) state;
    static const struct {
        const char *text;
        size_t columns;
        const char *lines; // joined by |
    } cases[] = {
        {"one two three", 7, "one two|three"},
        {"one two three", 8, "one two|three"},
        {"one two three", 13, "one two three"},
        {"one  two   ", 3, "one|two"},
        {"well-known fact", 6, "well-|known|fact"},
        {"COVID-19 cases", 7, "COVID-1|9 cases"},
        {"in COVID-19 now", 8, "in|COVID-19|now"},
        {"at -5 degrees", 4, "at|-5|degr|ees"},
        {"x-ray", 2, "x-|ra|y"},
        {"abcdefgh", 3, "abc|def|gh"},
        {"漢字仮名", 4, "漢字|仮名"},
        {"漢字仮名", 5, "漢字|仮名"},
        {"漢字。仮名", 4, "漢|字。|仮名"},
        {"「漢字」仮名", 6, "「漢|字」仮|名"},
        {"cafe\xcc\x81 au lait", 4, "cafe\xcc\x81|au|lait"},
        {"  indented text", 10, "  indented|text"},
        {"          x", 4, "|x"},
        {"   ", 2, ""},
        {"", 5, ""},
        {"sepsis–related", 9, "sepsis–|related"},
    };
    for (size_t i = 0; i < CASES(cases); i++) {
        String lines = {0};
        StringView rest = sv(cases[i].text);
        while (rest.length > 0) {
            size_t next = 0;
            size_t line = text_wrap(rest, cases[i].columns, &next);
            assert_true(next > 0 && line <= next && next <= rest.length);
            assert_true(text_width(sv_part(rest, 0, line)) <= cases[i].columns);
            string_add(&lines, sv_part(rest, 0, line));
            rest = sv_from(rest, next);
            if (rest.length > 0) {
                string_add_char(&lines, '|');
            }
        }
        if (strcmp(string_text(&lines), cases[i].lines) != 0) {
            print_error("\"%s\" at %zu: %s\n", cases[i].text, cases[i].columns, string_text(&lines));
            fail();
        }
        string_free(&lines);
    }
    size_t next = 0; // even a pane too narrow for one character makes progress
    assert_int_equal(text_wrap(sv("漢字"), 1, &next), 3);
    assert_int_equal(next, 3);
}

static void finds_words(void **state) {
    (void) state;
    static const Case cases[] = {
        {"ASCII", "p53, IL-6 (n=12)", "p53|IL|6|n|12|"},
        {"letters", "naïve β-Catenin 漢字", "naïve|β|Catenin|漢字|"},
        {"marks belong to their word", "cafe\xcc\x81s \xcc\x81x", "cafe\xcc\x81s|x|"},
        {"none", " .,-() ", ""},
        {"bad bytes part words",
         "a\xff"
         "b",
         "a|b|"},
    };
    for (size_t i = 0; i < CASES(cases); i++) {
        String words = {0};
        StringView word;
        size_t offset = 0;
        while (text_next_word(sv(cases[i].in), &offset, &word)) {
            string_add(&words, word);
            string_add_char(&words, '|');
        }
        assert_string_equal(string_text(&words), cases[i].out);
        assert_int_equal(offset, strlen(cases[i].in));
        string_free(&words);
    }
}

static void folds_for_finding(void **state) {
    (void) state;
    static const Case cases[] = {
        {"case", "Umbilical CORD, [Z] @A", "umbilical cord, [z] @a"},
        {"accents", "Café Ünal Nguyễn Çelik Ångström İzmir", "cafe unal nguyen celik angstrom izmir"},
        {"decomposed", "Cafe\xcc\x81", "cafe"},
        {"letters that do not decompose", "Østergård Łukasz Đorđe straße ẞ Ægir œuvre Þór ısı",
         "ostergard lukasz dorde strasse ss aegir oeuvre thor isi"},
        {"ligatures", "eﬃcacy ﬁbrosis", "efficacy fibrosis"},
        {"wide and small forms", "ＡＢＣ １２ m²", "abc 12 m2"},
        {"Greek letter alone", "β-Catenin", "beta-catenin"},
        {"capital", "Δ9", "delta 9"},
        {"in a word", "TGFβ1", "tgf beta 1"},
        {"pair", "γδ T cells", "gamma delta t cells"},
        {"at the end", "IFN-γ", "ifn-gamma"},
        {"micro sign", "5µg", "5 mu g"},
        {"ohm, increment", "Ω ∆F", "omega delta f"},
        {"symbol forms", "ϕ ϑ ς", "phi theta sigma"},
        {"after an accented letter", "éβ", "e beta"},
        {"before an accented letter", "βé", "beta e"},
        {"Greek question mark is no letter", "αβ\xcd\xbe", "alpha beta;"},
        {"Greek words stay", "Μελέτη ΣΑΣ σας", "μελετη σασ σασ"},
        {"Cyrillic", "Ёлка Й", "елка и"},
        {"Hangul and kana stay whole", "각 ガ が", "각 ガ が"},
        {"Arabic points go", "مُحَمَّد", "محمد"},
        {"bad byte", "a\xff", "a" BAD},
    };
    check_cases(cases, CASES(cases), text_add_fold);
}

static void folding_twice_changes_nothing(void **state) {
    (void) state;
    static const char *const texts[] = {"Größe β-Catenin γδ TGFβ1 5µg", "ﬃ ½ ﷺ № ™ Ǆ", "각 ガ Μελέτη"};
    for (size_t i = 0; i < CASES(texts); i++) {
        String once = {0}, twice = {0};
        text_add_fold(&once, sv(texts[i]));
        text_add_fold(&twice, string_view(&once));
        assert_string_equal(string_text(&once), string_text(&twice));
        string_free(&once);
        string_free(&twice);
    }
}

static void reads_code_page_1252(void **state) {
    (void) state;
    static const Case cases[] = {
        {"ASCII", "abc", "abc"},
        {"upper", "caf\xe9 \x80 \x93quote\x94 \x96 \x9f", "café € “quote” – Ÿ"},
        {"undefined", "\x81\x8d\x8f\x90\x9d", BAD BAD BAD BAD BAD},
    };
    check_cases(cases, CASES(cases), text_add_cp1252);
}

static int use_utf8(void **state) {
    (void) state;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

static int use_c(void **state) {
    (void) state;
    return setlocale(LC_CTYPE, "C") ? 0 : -1;
}

static void test_compose(void **state) {
    (void) state;
    assert_int_equal(text_compose('e', 0x301), 0xe9);    // acute
    assert_int_equal(text_compose('s', 0x30c), 0x161);   // caron
    assert_int_equal(text_compose(0xfc, 0x304), 0x1d6);  // a second mark
    assert_int_equal(text_compose('q', 0x301), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_well_formed_sequences_only),
        cmocka_unit_test(replaces_what_is_not_valid),
        cmocka_unit_test(shows_nothing_that_acts),
        cmocka_unit_test(display_is_idempotent),
        cmocka_unit_test(display_of_random_bytes_is_safe),
        cmocka_unit_test(a_long_word_passes),
        cmocka_unit_test(widths_and_graphemes),
        cmocka_unit_test(fits_whole_graphemes),
        cmocka_unit_test(wraps_where_a_reader_would),
        cmocka_unit_test(finds_words),
        cmocka_unit_test(folds_for_finding),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(reads_code_page_1252),
        cmocka_unit_test(test_compose),
    };
    // What is shown must not depend on the user's locale.
    int failed = cmocka_run_group_tests_name("in a UTF-8 locale", tests, use_utf8, NULL);
    return failed + cmocka_run_group_tests_name("in the C locale", tests, use_c, NULL);
}
