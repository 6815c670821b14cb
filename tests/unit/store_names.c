#include "store/search_names.h"
#include "store_help.h"

#include <stdio.h>
#include <stdlib.h>

static bool never(void *context) {
    (void) context;
    return false;
}

static bool always(void *context) {
    (void) context;
    return true;
}

static int64_t add(NameRanks *ranks, const char *name) {
    int64_t number;
    assert_true(name_ranks_add(ranks, sv(name), &number));
    return number;
}

static void test_ranks(void **state) {
    (void) state;
    static const struct {
        const char *name;
        uint32_t rank;
    } names[] = {{"Ng K", 3}, {"Abebe T", 0}, {"\xc3\x89mond P", 2}, {"EMOND P", 2},
                 {"ng k", 3}, {"Zhao L", 4},  {"Abebe TA", 1},       {"Zhao L ", 4}};
    NameRanks ranks = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(add(&ranks, names[i].name), i);
        assert_int_equal(add(&ranks, names[i].name), i);
    }
    uint32_t *of = name_ranks_make(&ranks, never, NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(of[i], names[i].rank);
    }
    free(of);
    name_ranks_free(&ranks);
}

static void test_letters(void **state) {
    (void) state;
    NameRanks ranks = {.letters = 4};
    assert_int_equal(add(&ranks, "Zhaobin L"), 0);
    assert_int_equal(add(&ranks, "ZHAO L"), 0);
    assert_int_equal(add(&ranks, "Ng"), 1);
    uint32_t *of = name_ranks_make(&ranks, never, NULL);
    assert_int_equal(of[0], 1);
    assert_int_equal(of[1], 0);
    free(of);
    name_ranks_free(&ranks);
}

static void test_too_many(void **state) {
    (void) state;
    NameRanks ranks = {0};
    int64_t number;
    char name[24];
    for (size_t i = 0; i < NAMES_MOST; i++) {
        snprintf(name, sizeof name, "n%zu", i * 7919 % NAMES_MOST);
        assert_int_equal(add(&ranks, name), i);
    }
    assert_false(name_ranks_add(&ranks, SV("one more"), &number));
    assert_int_equal(add(&ranks, "n7919"), 1);
    assert_null(name_ranks_make(&ranks, always, NULL));
    name_ranks_free(&ranks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
