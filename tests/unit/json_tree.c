#include "carrel/json/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void values_are_found_by_paths(void **state) {
    (void) state;
    Arena arena = {0};
    const JsonNode *tree = json_tree_read(SV("{\"a\":{\"b\":[1,\"2\",{\"c\":null}],\"n\":\"17\",\"x\":1.9},"
                                             "\"t\":true,\"s\":\"sig\\u00e9\",\"e\":{}}"),
                                          &arena, NULL);
    assert_non_null(tree);
    const JsonNode *list = json_node_at(tree, "a.b");
    assert_int_equal(list->kind, JSON_NODE_LIST);
    assert_int_equal(list->count, 3);
    assert_int_equal(list->first->number, 1);
    assert_true(sv_equal(list->first->next->text, SV("2")));
    assert_int_equal(json_node_at(list->first->next->next, "c")->kind, JSON_NODE_NULL);
    assert_null(list->first->next->next->next);
    assert_int_equal(json_node_number(tree, "a.n", -1), 17);
    assert_int_equal(json_node_number(tree, "a.x", -1), 1);
    assert_int_equal(json_node_number(tree, "a.b", -1), -1);
    assert_int_equal(json_node_number(tree, "a.none", -1), -1);
    assert_int_equal(json_node_at(tree, "t")->kind, JSON_NODE_TRUE);
    assert_true(sv_equal(json_node_text(tree, "s"), SV("sig\xc3\xa9")));
    assert_int_equal(json_node_text(tree, "t").length, 0);
    assert_int_equal(json_node_at(tree, "e")->count, 0);
    assert_null(json_node_at(tree, "s.deeper"));
    assert_null(json_node_at(NULL, "a"));
    arena_free(&arena);
}

static void line_ends_in_texts_are_spaces(void **state) {
    (void) state;
    Arena arena = {0};
    const JsonNode *tree = json_tree_read(SV("{\"ERROR\":\"one\ntwo\tthree\"\r\n}"), &arena, NULL);
    assert_non_null(tree);
    assert_true(sv_equal(json_node_text(tree, "ERROR"), SV("one two three")));
    arena_free(&arena);
}

static void what_is_no_json_is_refused(void **state) {
    (void) state;
    static const char *const texts[] = {"",         "{", "[1,2", "{\"a\":1}x", "<html>", "{\"a\":\"\xff\"}",
                                        "\"alone\""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        assert_null(json_tree_read(sv(texts[i]), &arena, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_true(err.text[0] != '\0');
        arena_free(&arena);
    }
    // As deep as nobody writes.
    String deep = {0};
    Arena arena = {0};
    for (size_t i = 0; i < 100000; i++) {
        string_add_char(&deep, '[');
    }
    assert_null(json_tree_read(string_view(&deep), &arena, NULL));
    string_free(&deep);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_paths),
        cmocka_unit_test(line_ends_in_texts_are_spaces),
        cmocka_unit_test(what_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
