#include "carrel/base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void an_empty_map_has_nothing(void **state) {
    (void) state;
    Map map = {0};
    assert_false(map_get(&map, SV("a"), NULL));
    map_free(&map);
    IdMap ids = {0};
    int64_t value = 5;
    assert_false(id_map_get(&ids, 1, &value));
    assert_int_equal(value, 5);
    id_map_clear(&ids);
    id_map_free(&ids);
}

static void keys_are_copied_and_may_be_anything(void **state) {
    (void) state;
    Map map = {0};
    char key[] = "key";
    int64_t value = 0;
    map_set(&map, sv(key), 1);
    key[0] = 'x';
    assert_true(map_get(&map, SV("key"), &value));
    assert_int_equal(value, 1);
    map_set(&map, SV("key"), INT64_MIN);
    map_set(&map, SV(""), 2);
    map_set(&map, SV("a\0b"), 3);
    map_set(&map, SV("a\0c"), 4);
    assert_int_equal(map.count, 4);
    assert_true(map_get(&map, SV("key"), &value) && value == INT64_MIN);
    assert_true(map_get(&map, SV(""), &value) && value == 2);
    assert_true(map_get(&map, SV("a\0b"), &value) && value == 3);
    assert_false(map_get(&map, SV("a"), NULL));
    map_free(&map);
    assert_int_equal(map.count, 0);
}

// Against a plain array, through many settings.
static void a_map_agrees_with_an_array(void **state) {
    (void) state;
    enum { KEYS = 500 };
    int64_t expected[KEYS] = {0}; // 0: absent
    size_t present = 0;
    Map map = {0};
    uint32_t seed = 3;
    for (int step = 1; step <= 50000; step++) {
        seed = seed * 1664525 + 1013904223;
        int key = (int) (seed >> 8) % KEYS;
        char name[16];
        snprintf(name, sizeof name, "key %d", key);
        present += expected[key] == 0;
        map_set(&map, sv(name), expected[key] = step);
        assert_int_equal(map.count, present);
    }
    for (int key = 0; key < KEYS; key++) {
        char name[16];
        snprintf(name, sizeof name, "key %d", key);
        int64_t value = 0;
        assert_int_equal(map_get(&map, sv(name), &value), expected[key] != 0);
        assert_int_equal(value, expected[key]);
    }
    map_free(&map);
}

static void id_maps(void **state) {
    (void) state;
    IdMap map = {0};
    int64_t value = 0;
    for (int64_t i = -5000; i < 5000; i++) {
        id_map_set(&map, i * 1000003, i);
    }
    id_map_set(&map, INT64_MAX, 77);
    assert_int_equal(map.count, 10001);
    for (int64_t i = -5000; i < 5000; i++) {
        assert_true(id_map_get(&map, i * 1000003, &value));
        assert_int_equal(value, i);
    }
    assert_true(id_map_get(&map, INT64_MAX, &value) && value == 77);
    id_map_set(&map, 0, 99);
    assert_true(id_map_get(&map, 0, &value) && value == 99);
    assert_int_equal(map.count, 10001);
    assert_false(id_map_get(&map, 1, NULL));
    id_map_clear(&map);
    assert_int_equal(map.count, 0);
    assert_false(id_map_get(&map, 0, NULL));
    id_map_set(&map, 1, 1);
    assert_true(id_map_get(&map, 1, NULL));
    id_map_free(&map);
}

static void id_lists(void **state) {
    (void) state;
    static const int64_t ids[] = {5, -3, 5, INT64_MAX, 0, -3, INT64_MIN};
    static const int64_t sorted[] = {INT64_MIN, -3, 0, 5, INT64_MAX};
    IdList list = {0};
    assert_false(id_list_has(&list, 0));
    id_list_sort(&list);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        id_list_add(&list, ids[i]);
        assert_int_equal(list.ids[i], ids[i]);
    }
    id_list_sort(&list);
    assert_int_equal(list.count, sizeof sorted / sizeof sorted[0]);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.ids[i], sorted[i]);
        assert_true(id_list_has(&list, sorted[i]));
    }
    assert_false(id_list_has(&list, 4));
    assert_false(id_list_has(&list, -2));
    id_list_free(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        cmocka_unit_test(keys_are_copied_and_may_be_anything),
        cmocka_unit_test(a_map_agrees_with_an_array),
        cmocka_unit_test(id_maps),
        cmocka_unit_test(id_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
