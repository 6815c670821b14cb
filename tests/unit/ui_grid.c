#include "grid_check.h"

#include "carrel/ui/style.h"

#include <locale.h>

static void test_put_clips(void **state) {
    (void) state;
    static const struct {
        const char *text;
        int column, columns;
        int used;
        const char *row;
    } cases[] = {
        {"abc", 0, 10, 3, "abc"},
        {"abcdef", 0, 3, 3, "abc"},
        {"abcdef", 7, 10, 3, "       abc"},
        {"abc", 10, 3, 0, ""},
        {"abc", -1, 3, 0, ""},
        {"abc", 0, 0, 0, ""},
        {"漢字", 0, 4, 4, "漢字"},
        {"漢字", 0, 3, 3, "漢"},         // the half that does not fit is a space
        {"a漢字", 6, 9, 4, "      a漢"}, // and at the edge of the grid
        {"e\u0301te\u0301", 0, 2, 2, "e\u0301t"},
        {"", 0, 5, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Grid grid = {0};
        grid_resize(&grid, 1, 10);
        assert_int_equal(grid_put(&grid, 0, cases[i].column, cases[i].columns, sv(cases[i].text), ROLE_TITLE),
                         cases[i].used);
        assert_row(&grid, 0, cases[i].row);
        check_grid(&grid);
        grid_fini(&grid);
    }
}

static void test_put_cut(void **state) {
    (void) state;
    static const struct {
        const char *text;
        int columns;
        const char *row;
    } cases[] = {
        {"sepsis", 6, "sepsis"}, {"sepsis", 5, "seps…"}, {"sepsis", 1, "…"},
        {"漢字仮", 6, "漢字仮"}, {"漢字仮", 5, "漢字…"}, {"漢字仮", 4, "漢…"}, // never half a character
        {"漢字仮", 2, "…"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Grid grid = {0};
        grid_resize(&grid, 1, 10);
        grid_put_cut(&grid, 0, 0, cases[i].columns, sv(cases[i].text), ROLE_NORMAL);
        assert_row(&grid, 0, cases[i].row);
        check_grid(&grid);
        grid_fini(&grid);
    }
}

static void test_overwriting_half_a_character(void **state) {
    (void) state;
    Grid grid = {0};
    grid_resize(&grid, 1, 8);
    grid_put(&grid, 0, 0, 8, SV("漢字仮名"), ROLE_NORMAL);
    grid_put(&grid, 0, 1, 1, SV("x"), ROLE_NORMAL);
    assert_row(&grid, 0, " x字仮名");
    check_grid(&grid);
    grid_put(&grid, 0, 3, 2, SV("漢"), ROLE_NORMAL);
    assert_row(&grid, 0, " x 漢 名");
    check_grid(&grid);
    grid_put(&grid, 0, 6, 1, SV("y"), ROLE_NORMAL);
    assert_row(&grid, 0, " x 漢 y");
    check_grid(&grid);
    grid_fini(&grid);
}

static void test_marks_share_the_cell(void **state) {
    (void) state;
    Grid grid = {0};
    grid_resize(&grid, 1, 4);
    grid_put(&grid, 0, 0, 4, SV("o\u0302\u0323x"), ROLE_NORMAL);
    assert_string_equal(grid_cell(&grid, 0, 0)->text, "o\u0302\u0323");
    assert_string_equal(grid_cell(&grid, 0, 1)->text, "x");
    assert_int_equal(grid_cell(&grid, 0, 0)->width, 1);
    grid_put(&grid, 0, 0, 4, SV("漢\u3099x"), ROLE_NORMAL);
    assert_string_equal(grid_cell(&grid, 0, 0)->text, "漢\u3099");
    assert_string_equal(grid_cell(&grid, 0, 2)->text, "x");
    check_grid(&grid);
    grid_fini(&grid);
}

static void test_hostile_text(void **state) {
    (void) state;
    for (int ascii = 0; ascii < 2; ascii++) {
        for (int columns = 1; columns < 40; columns += 3) {
            Grid grid = {.ascii = ascii == 1};
            grid_resize(&grid, 2, columns);
            for (size_t i = 0; i < HOSTILE_COUNT; i++) {
                StringView text = {hostile[i].data, hostile[i].length};
                grid_put(&grid, 0, 0, columns, text, ROLE_NORMAL);
                grid_put_cut(&grid, 1, columns / 2, columns, text, ROLE_NORMAL);
                check_grid(&grid);
            }
            grid_fini(&grid);
        }
    }
}

static void test_ascii_mode(void **state) {
    (void) state;
    Grid grid = {.ascii = true};
    grid_resize(&grid, 1, 40);
    grid_put(&grid, 0, 0, 40, SV("─│ ✓ ✗ · … ▓░ Müller Čapek 漢 β e\u0301"), ROLE_NORMAL);
    assert_row(&grid, 0, "-| + x - ~ #. Muller Capek ?? b e");
    check_grid(&grid);
    grid_fini(&grid);
}

static bool grid_equal(const Grid *a, const Grid *b) {
    return a->rows == b->rows && a->columns == b->columns && a->cursor_row == b->cursor_row &&
           a->cursor_column == b->cursor_column &&
           memcmp(a->cells, b->cells, (size_t) a->rows * (size_t) a->columns * sizeof *a->cells) == 0;
}

static void test_flags_and_equality(void **state) {
    (void) state;
    Grid a = {0}, b = {0};
    grid_resize(&a, 3, 5);
    grid_resize(&b, 3, 5);
    assert_true(grid_equal(&a, &b));
    grid_put(&a, 1, 1, 3, SV("abc"), ROLE_TITLE);
    assert_false(grid_equal(&a, &b));
    grid_put(&b, 1, 1, 3, SV("abc"), ROLE_DIM);
    assert_false(grid_equal(&a, &b)); // the role counts
    grid_put(&b, 1, 1, 3, SV("abc"), ROLE_TITLE);
    assert_true(grid_equal(&a, &b));
    grid_flag(&a, (Area){1, 1, 5, 90}, CELL_SELECTED); // clipped
    assert_int_equal(grid_cell(&a, 1, 0)->flags, 0);
    assert_int_equal(grid_cell(&a, 2, 4)->flags, CELL_SELECTED);
    grid_cursor(&a, 9, 9);
    assert_int_equal(a.cursor_row, 2);
    assert_int_equal(a.cursor_column, 4);
    assert_null(grid_cell(&a, 3, 0));
    grid_resize(&a, 3, 5);
    grid_clear(&b);
    assert_true(grid_equal(&a, &b));
    String text = {0};
    grid_put(&a, 0, 0, 5, SV("one"), ROLE_NORMAL);
    grid_add_text(&a, &text);
    assert_string_equal(string_text(&text), "one\n\n\n");
    string_free(&text);
    grid_fini(&a);
    grid_fini(&b);
}

// Colour is never the only sign: without colour these still differ from plain text.
static void test_roles_without_colour(void **state) {
    (void) state;
    static const Role must_differ[] = {ROLE_TITLE,       ROLE_LINK,    ROLE_LINK_BOUND,   ROLE_MATCH,
                                       ROLE_FOUND,       ROLE_WARNING, ROLE_INCLUDE_TERM, ROLE_EXCLUDE_TERM,
                                       ROLE_MENU_CURSOR, ROLE_PENDING};
    for (size_t i = 0; i < sizeof must_differ / sizeof *must_differ; i++) {
        assert_int_not_equal(roles[must_differ[i]].mono, roles[ROLE_NORMAL].mono);
    }
    assert_int_not_equal(roles[ROLE_LINK].mono, roles[ROLE_LINK_BOUND].mono);
    assert_int_not_equal(roles[ROLE_INCLUDE_TERM].mono, roles[ROLE_EXCLUDE_TERM].mono);
    assert_int_not_equal(roles[ROLE_PENDING].mono, roles[ROLE_INCLUDE].mono);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_clips),
        cmocka_unit_test(test_put_cut),
        cmocka_unit_test(test_overwriting_half_a_character),
        cmocka_unit_test(test_marks_share_the_cell),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_ascii_mode),
        cmocka_unit_test(test_flags_and_equality),
        cmocka_unit_test(test_roles_without_colour),
    };
    return cmocka_run_group_tests_name("ui grid", tests, NULL, NULL);
}
