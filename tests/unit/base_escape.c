#include "carrel/base/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void nothing_is_mark_up(void **state) {
    (void) state;
    static const struct {
        const char *text, *escaped;
    } cases[] = {
        {"", ""},
        {"β-cells in 5 µl", "β-cells in 5 µl"},
        {"<b a=\"x\" c='y'>R&D</b>", "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;R&amp;D&lt;/b&gt;"},
        {"a\tb\nc\x1b[0m\x7f", "a b c [0m "},
        {"a\xc2\x85" "b\uffff" "c\U0001fffe" "d", "a b c d"},
        {"caf\xe9", "caf\ufffd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String out = {0};
        escape_add_xml(&out, sv(cases[i].text));
        assert_string_equal(string_text(&out), cases[i].escaped);
        string_free(&out);
    }
}

static void cells_stay_cells(void **state) {
    (void) state;
    static const struct {
        const char *text;
        char separator;
        const char *cell;
    } cases[] = {
        {"", ',', ""},
        {"plain; text", ',', "plain; text"},
        {"plain; text", ';', "\"plain; text\""},
        {"a, b", ',', "\"a, b\""},
        {"a, b", '\t', "a, b"},
        {"say \"so\"", ',', "\"say \"\"so\"\"\""},
        {"two\nlines", ',', "\"two\nlines\""},
        {"=1+1", ',', "\"'=1+1\""},
        {"-5", ',', "\"'-5\""},
        {"@x", ',', "\"'@x\""},
        {"\tx", ',', "\"'\tx\""},
        {"'=1", ',', "\"''=1\""}, // so that who takes one ' away reads '=1
        {"'tis", ',', "'tis"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String out = {0};
        escape_add_cell(&out, sv(cases[i].text), cases[i].separator);
        assert_string_equal(string_text(&out), cases[i].cell);
        string_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_mark_up),
        cmocka_unit_test(cells_stay_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
