#include "carrel/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void commas_are_set_where_they_belong(void **state) {
    (void) state;
    String out = {0};
    JsonWriter json = {.out = &out};
    json_object_begin(&json);
    json_field_text(&json, "title", "A \"b\"");
    json_field_text(&json, "doi", NULL);
    json_field_number(&json, "pmid", INT64_MIN);
    json_field_bool(&json, "retracted", false);
    json_key(&json, "authors");
    json_array_begin(&json);
    json_object_begin(&json);
    json_object_end(&json);
    json_object_begin(&json);
    json_field_bool(&json, "major", true);
    json_object_end(&json);
    json_array_end(&json);
    json_key(&json, "empty");
    json_array_begin(&json);
    json_array_end(&json);
    json_key(&json, "values");
    json_array_begin(&json);
    json_number(&json, 1);
    json_fraction(&json, 2.5);
    json_nothing(&json);
    json_text(&json, "x");
    json_view(&json, SV(""));
    json_array_end(&json);
    json_object_end(&json);
    assert_string_equal(
        string_text(&out),
        "{\"title\":\"A \\\"b\\\"\",\"doi\":null,\"pmid\":-9223372036854775808,\"retracted\":false,"
        "\"authors\":[{},{\"major\":true}],\"empty\":[],\"values\":[1,2.5,null,\"x\",\"\"]}");
    string_free(&out);
}

static void text_is_escaped(void **state) {
    (void) state;
    static const struct {
        StringView text;
        const char *json;
    } cases[] = {
        {{"plain", 5}, "\"plain\""},
        {{"a\\b/c", 5}, "\"a\\\\b/c\""},
        {{"1\n2\r3\t4", 7}, "\"1\\n2\\r3\\t4\""},
        {{"a\0b", 3}, "\"a\\u0000b\""},
        {{"\x1b[2J\x7f", 5}, "\"\\u001b[2J\\u007f\""},
        {{"\xc2\x9b"
          "2J",
          4},
         "\"\\u009b2J\""},
        {{"\xe2\x80\xa8", 3}, "\"\\u2028\""},
        {{"β漢😀", 9}, "\"β漢😀\""},
        {{"a\xff"
          "b\xe2\x82",
          5},
         "\"a\xef\xbf\xbd"
         "b\xef\xbf\xbd\xef\xbf\xbd\""},
        {{NULL, 0}, "\"\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String out = {0};
        JsonWriter json = {.out = &out};
        json_view(&json, cases[i].text);
        assert_string_equal(string_text(&out), cases[i].json);
        string_free(&out);
    }
}

static void keys_are_escaped(void **state) {
    (void) state;
    String out = {0};
    JsonWriter json = {.out = &out};
    json_object_begin(&json);
    json_field_number(&json, "a\"b", 1);
    json_object_end(&json);
    assert_string_equal(string_text(&out), "{\"a\\\"b\":1}");
    string_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_are_set_where_they_belong),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(keys_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
