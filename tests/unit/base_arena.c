#include "carrel/base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void memory_is_zeroed_aligned_and_its_own(void **state) {
    (void) state;
    Arena arena = {0};
    unsigned char *places[200];
    for (size_t round = 0; round < 3; round++) { // memory that comes round again is zeroed too
        for (size_t i = 0; i < 200; i++) {
            size_t size = i * 37;
            places[i] = arena_alloc(&arena, size);
            assert_int_equal((uintptr_t) places[i] % alignof(max_align_t), 0);
            for (size_t k = 0; k < size; k++) {
                assert_int_equal(places[i][k], 0);
            }
            memset(places[i], (int) i, size);
        }
        for (size_t i = 0; i < 200; i++) {
            for (size_t k = 0; k < i * 37; k++) {
                assert_int_equal(places[i][k], (unsigned char) i);
            }
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_int_equal(arena_bytes(&arena), 0);
}

static void a_large_piece_fits(void **state) {
    (void) state;
    Arena arena = {0};
    char *small = arena_copy(&arena, "small");
    char *large = arena_alloc(&arena, (size_t) 5 << 20);
    memset(large, 1, (size_t) 5 << 20);
    assert_string_equal(small, "small");
    assert_true(arena_bytes(&arena) >= (size_t) 5 << 20);
    arena_free(&arena);
}

static void reset_keeps_one_block(void **state) {
    (void) state;
    Arena arena = {0};
    arena_reset(&arena);
    for (int i = 0; i < 1000; i++) {
        arena_alloc(&arena, 1000);
    }
    size_t whole = arena_bytes(&arena);
    arena_reset(&arena);
    size_t kept = arena_bytes(&arena);
    assert_true(kept > 0 && kept < whole);
    arena_alloc(&arena, 1000);
    assert_int_equal(arena_bytes(&arena), kept);
    arena_free(&arena);
}

static void text_is_copied(void **state) {
    (void) state;
    Arena arena = {0};
    char text[] = "abc";
    char *copy = arena_copy(&arena, text);
    char *view = arena_copy_view(&arena, (StringView){text, 2});
    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(view, "ab");
    assert_null(arena_copy(&arena, NULL));
    assert_string_equal(arena_copy_view(&arena, (StringView){0}), "");
    assert_string_equal(arena_format(&arena, "%s-%d", "a", 5), "a-5");
    arena_free(&arena);
}

static void arrays_grow(void **state) {
    (void) state;
    Arena arena = {0};
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = arena_grow(&arena, items, &capacity, (size_t) i + 1, sizeof *items);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(items[i], i);
    }
    int *same = arena_grow(&arena, items, &capacity, 10, sizeof *items);
    assert_ptr_equal(same, items);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_its_own),
        cmocka_unit_test(a_large_piece_fits),
        cmocka_unit_test(reset_keeps_one_block),
        cmocka_unit_test(text_is_copied),
        cmocka_unit_test(arrays_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
