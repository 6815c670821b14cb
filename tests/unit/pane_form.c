#include "grid_check.h"

#include "carrel/pane/form.h"

#include <locale.h>

static const char *const kinds[] = {"database", "register", "website"};

static Form make(void) {
    Form form;
    form_init(&form, "Search: invented.ris", 4);
    form_choice(&form, 0, "Kind", "where it looked", kinds, 3, 0);
    form_text(&form, 1, "Database", "such as Embase", "Embase");
    form_text(&form, 2, "Strategy", "as it was typed, line ends and all", "");
    form_text(&form, 3, "Announced", "hits that the database announced", "");
    return form;
}

static void type(Form *form, const char *text) {
    for (StringView rest = sv(text); rest.length;) {
        uint32_t key;
        rest = sv_from(rest, text_decode(rest, &key));
        assert_int_equal(form_key(form, key), FORM_OPEN);
    }
}

static void assert_answer(const Form *form, size_t field, const char *expected) {
    String answer = {0};
    form_answer(form, field, &answer);
    assert_string_equal(string_text(&answer), expected);
    string_free(&answer);
}

static void test_moving_and_typing(void **state) {
    (void) state;
    Form form = make();
    assert_false(form_changed(&form));
    static const struct {
        KeyCode key;
        size_t focus;
    } moves[] = {
        {KEYCODE_TAB, 1},
        {KEYCODE_DOWN, 2},
        {KEYCODE_ENTER, 3},
        {KEYCODE_TAB, 0},
        {KEYCODE_TAB | KEYCODE_SHIFT, 3},
        {KEYCODE_UP, 2},
        {KEYCODE_CTRL | 'p', 1},
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        assert_int_equal(form_key(&form, moves[i].key), FORM_OPEN);
        assert_int_equal(form.focus, moves[i].focus);
    }
    type(&form, " é");
    assert_answer(&form, 1, "Embase é");
    assert_true(form_field_changed(&form, 1));
    assert_false(form_field_changed(&form, 2));
    // Rubbing out what is not there does not leave the form.
    form.focus = 2;
    assert_int_equal(form_key(&form, KEYCODE_BACKSPACE), FORM_OPEN);
    form.focus = 3;
    type(&form, "12");
    assert_int_equal(form_key(&form, KEYCODE_ENTER), FORM_SAVED);
    form.focus = 0;
    assert_int_equal(form_key(&form, KEYCODE_CTRL | 's'), FORM_SAVED);
    form_fini(&form);
}

static void test_choosing(void **state) {
    (void) state;
    static const struct {
        KeyCode key;
        const char *answer;
    } cases[] = {
        {KEYCODE_RIGHT, "register"}, {' ', "website"},  {' ', "database"}, {KEYCODE_LEFT, "website"},
        {'r', "register"},           {'D', "database"}, {'x', "database"}, {KEYCODE_BACKSPACE, "database"},
    };
    Form form = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(form_key(&form, cases[i].key), FORM_OPEN);
        assert_answer(&form, 0, cases[i].answer);
    }
    form_paste(&form, SV("website"));
    assert_answer(&form, 0, "database");
    assert_int_equal(form_key(&form, KEYCODE_CTRL | 'o'), FORM_OPEN);
    form_fini(&form);
}

static void test_line_ends_are_kept(void **state) {
    (void) state;
    Form form = make();
    form.focus = 2;
    form_paste(&form, SV("1. exp sepsis/\r\n2. cell*.ti.\n\n3. 1 and 2\n"));
    assert_string_equal(lineedit_text(&form.fields[2].edit), "1. exp sepsis/⏎2. cell*.ti.⏎⏎3. 1 and 2");
    assert_answer(&form, 2, "1. exp sepsis/\n2. cell*.ti.\n\n3. 1 and 2");
    assert_int_equal(form_key(&form, KEYCODE_CTRL | 'o'), FORM_EDITOR);
    form_set(&form, 2, SV("4. or/1-3\n5. limit 4\n"));
    assert_answer(&form, 2, "4. or/1-3\n5. limit 4");
    form_fini(&form);
}

static void test_leaving(void **state) {
    (void) state;
    Form form = make();
    assert_int_equal(form_key(&form, KEYCODE_ESCAPE), FORM_LEFT); // nothing to lose
    form.focus = 3;
    type(&form, "7");
    assert_int_equal(form_key(&form, KEYCODE_ESCAPE), FORM_OPEN);
    assert_true(form.leaving);
    assert_int_equal(form_key(&form, 'n'), FORM_OPEN);
    assert_false(form.leaving);
    assert_answer(&form, 3, "7");
    assert_int_equal(form_key(&form, KEYCODE_CTRL | 'g'), FORM_OPEN);
    assert_int_equal(form_key(&form, 'y'), FORM_LEFT);
    form.focus = 0;
    assert_int_equal(form_key(&form, KEYCODE_ESCAPE), FORM_OPEN);
    assert_true(form.leaving);
    form_paste(&form, SV("y")); // pasting is no answer
    assert_false(form.leaving);
    form_fini(&form);
}

static void test_refusing(void **state) {
    (void) state;
    Form form = make();
    form_refuse(&form, 3, "\"many\" is no number");
    assert_int_equal(form.focus, 3);
    assert_string_equal(form.fault, "\"many\" is no number");
    type(&form, "7");
    assert_null(form.fault);
    form_fini(&form);
}

static void test_drawing(void **state) {
    (void) state;
    Form form = make();
    Grid grid = {0};
    grid_resize(&grid, 8, 70);
    form_key(&form, KEYCODE_TAB);
    form_key(&form, KEYCODE_TAB);
    form_paste(&form, SV("1. sepsis\n2. cells"));
    pane_form_draw(&grid, (Area){0, 0, 8, 70}, &form);
    check_grid(&grid);
    assert_row(&grid, 1, "");
    assert_row(&grid, 2, "─ Search: invented.ris ────────────────────── C-s saves · Esc leaves ─");
    assert_row(&grid, 3, " Kind       database");
    assert_row(&grid, 4, " Database   Embase");
    assert_row(&grid, 5, " Strategy   1. sepsis⏎2. cells");
    assert_row(&grid, 6, " Announced");
    assert_row(&grid, 7, " as it was typed, line ends and all");
    assert_int_equal(grid.cursor_row, 5);
    assert_int_equal(grid.cursor_column, 12 + 18);
    form_key(&form, KEYCODE_ESCAPE);
    pane_form_draw(&grid, (Area){0, 0, 8, 70}, &form);
    assert_row(&grid, 7, " Leave, and lose what was typed? y n");
    form_key(&form, 'n');
    form.focus = 0;
    grid.ascii = true;
    pane_form_draw(&grid, (Area){0, 0, 8, 70}, &form);
    check_grid(&grid);
    assert_row(&grid, 3, " Kind       < database >");
    assert_row(&grid, 5, " Strategy   1. sepsis|2. cells");
    grid_fini(&grid);
    form_fini(&form);
}

// An answer that its row cannot hold is shown whole where there is room.
static void test_a_long_answer(void **state) {
    (void) state;
    Form form = make();
    Grid grid = {0};
    grid_resize(&grid, 16, 50);
    form.focus = 2;
    form_paste(&form, SV("1. exp sepsis/ or septic shock.mp.\n2. (stromal or stem) adj2 cell*\n3. 1 and 2"));
    pane_form_draw(&grid, (Area){0, 0, 16, 50}, &form);
    check_grid(&grid);
    assert_row(&grid, 6, "");
    assert_row(&grid, 7, "─ Search: invented.ris ── C-s saves · Esc leaves ─");
    assert_row(&grid, 11, " Announced");
    assert_row(&grid, 12, "   1. exp sepsis/ or septic shock.mp.");
    assert_row(&grid, 13, "   2. (stromal or stem) adj2 cell*");
    assert_row(&grid, 14, "   3. 1 and 2");
    assert_row(&grid, 15, " as it was typed, line ends and all");
    assert_int_equal(grid.cursor_row, 10);
    form_key(&form, KEYCODE_TAB);
    grid_clear(&grid);
    pane_form_draw(&grid, (Area){0, 0, 16, 50}, &form);
    assert_row(&grid, 10, "─ Search: invented.ris ── C-s saves · Esc leaves ─");
    grid_fini(&grid);
    form_fini(&form);
}

// At any size what is drawn fits, and the field with the focus is among it.
static void test_any_size(void **state) {
    (void) state;
    for (int rows = 1; rows <= 9; rows++) {
        for (int columns = 1; columns <= 45; columns += 2) {
            for (size_t focus = 0; focus < 4; focus++) {
                Form form = make();
                Grid grid = {0};
                form_set(&form, 2, SV("漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名漢字"));
                form.focus = focus;
                grid_resize(&grid, rows, columns);
                pane_form_draw(&grid, (Area){0, 0, rows, columns}, &form);
                check_grid(&grid);
                if (rows >= 3 && columns >= 13) {
                    assert_true(grid.cursor_row >= 1);
                }
                grid_fini(&grid);
                form_fini(&form);
            }
        }
    }
}

static void test_hostile_texts(void **state) {
    (void) state;
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        Form form = make();
        Grid grid = {0};
        grid_resize(&grid, 8, 30);
        for (size_t field = 1; field < 4; field++) {
            form.focus = field;
            form_paste(&form, (StringView){hostile[i].data, hostile[i].length});
            pane_form_draw(&grid, (Area){0, 0, 8, 30}, &form);
            check_grid(&grid);
        }
        grid_fini(&grid);
        form_fini(&form);
    }
}

int main(void) {
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moving_and_typing),  cmocka_unit_test(test_choosing),
        cmocka_unit_test(test_line_ends_are_kept), cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_refusing),           cmocka_unit_test(test_drawing),
        cmocka_unit_test(test_a_long_answer),      cmocka_unit_test(test_any_size),
        cmocka_unit_test(test_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
