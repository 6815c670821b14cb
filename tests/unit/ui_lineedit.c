#include "grid_check.h"

#include "carrel/ui/lineedit.h"

#include <locale.h>

#define C(key) (KEYCODE_CTRL | (KeyCode) (key))
#define M(key) (KEYCODE_META | (KeyCode) (key))

static void test_keys(void **state) {
    (void) state;
    static const struct {
        const char *text;
        KeyCode keys[8];
        const char *after; // '|' is the cursor
        EditResult last;
    } cases[] = {
        {"", {'a', 'b'}, "ab|", EDIT_CHANGED},
        {"abc", {C('a'), 'x'}, "x|abc", EDIT_CHANGED},
        {"abc", {KEYCODE_HOME, KEYCODE_END}, "abc|", EDIT_MOVED},
        {"abc", {C('b'), C('b'), C('f')}, "ab|c", EDIT_MOVED},
        {"abc", {KEYCODE_BACKSPACE}, "ab|", EDIT_CHANGED},
        {"abc", {C('a'), KEYCODE_BACKSPACE}, "|abc", EDIT_MOVED},
        {"abc", {C('a'), C('d')}, "|bc", EDIT_CHANGED},
        {"", {C('h')}, "|", EDIT_CANCEL}, // Backspace on an empty line leaves
        {"e\u0301o\u0308", {KEYCODE_LEFT, KEYCODE_BACKSPACE}, "|o\u0308", EDIT_CHANGED}, // whole graphemes
        {"漢字", {KEYCODE_BACKSPACE}, "漢|", EDIT_CHANGED},
        {"ti:liver au:zhang", {C('w')}, "ti:liver |", EDIT_CHANGED},
        {"ti:liver au:zhang", {C('w'), C('w'), C('y')}, "ti:liver |", EDIT_CHANGED},
        {"one two three", {M('b'), M('b'), C('k')}, "one |", EDIT_CHANGED},
        {"one two three", {C('a'), M('f'), M('d')}, "one| three", EDIT_CHANGED},
        {"one two", {KEYCODE_CTRL | KEYCODE_LEFT, C('u')}, "|two", EDIT_CHANGED},
        {"one", {C('u'), C('y'), C('y')}, "oneone|", EDIT_CHANGED},
        {"one", {KEYCODE_TAB}, "one|", EDIT_COMPLETE},
        {"one", {KEYCODE_TAB | KEYCODE_SHIFT}, "one|", EDIT_COMPLETE_BACK},
        {"one", {KEYCODE_ENTER}, "one|", EDIT_ACCEPT},
        {"one", {KEYCODE_ESCAPE}, "one|", EDIT_CANCEL},
        {"one", {C('g')}, "one|", EDIT_CANCEL},
        {"one", {KEYCODE_F1}, "one|", EDIT_IGNORED},
        {"one", {KEYCODE_UNKNOWN}, "one|", EDIT_IGNORED},
        {"one", {0xe9}, "one\u00e9|", EDIT_CHANGED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LineEdit edit = {0};
        lineedit_set(&edit, sv(cases[i].text));
        EditResult result = EDIT_IGNORED;
        for (int k = 0; k < 8 && cases[i].keys[k]; k++) {
            result = lineedit_key(&edit, cases[i].keys[k], NULL);
        }
        String shown = {0};
        string_add(&shown, sv_part(string_view(&edit.text), 0, edit.cursor));
        string_add_char(&shown, '|');
        string_add(&shown, sv_from(string_view(&edit.text), edit.cursor));
        assert_string_equal(string_text(&shown), cases[i].after);
        assert_int_equal(result, cases[i].last);
        string_free(&shown);
        lineedit_fini(&edit);
    }
}

static void test_history(void **state) {
    (void) state;
    static const char *const items[] = {"limit ti:liver", "sort year", "limit au:zhang"};
    LineHistory history = {items, 3};
    LineEdit edit = {0};
    lineedit_key(&edit, KEYCODE_UP, &history);
    assert_string_equal(lineedit_text(&edit), "limit au:zhang");
    lineedit_key(&edit, KEYCODE_UP, &history);
    assert_string_equal(lineedit_text(&edit), "sort year");
    lineedit_key(&edit, KEYCODE_DOWN, &history);
    lineedit_key(&edit, KEYCODE_DOWN, &history);
    assert_string_equal(lineedit_text(&edit), "");
    lineedit_insert(&edit, SV("lim")); // only what begins so
    lineedit_key(&edit, C('p'), &history);
    lineedit_key(&edit, C('p'), &history);
    assert_string_equal(lineedit_text(&edit), "limit ti:liver");
    assert_int_equal(lineedit_key(&edit, C('p'), &history), EDIT_MOVED); // there is no older one
    assert_string_equal(lineedit_text(&edit), "limit ti:liver");
    lineedit_key(&edit, C('n'), &history);
    lineedit_key(&edit, C('n'), &history);
    assert_string_equal(lineedit_text(&edit), "lim");
    assert_int_equal(lineedit_key(&edit, KEYCODE_UP, NULL), EDIT_MOVED);
    lineedit_fini(&edit);
}

static void test_insert_and_replace(void **state) {
    (void) state;
    LineEdit edit = {0};
    lineedit_insert(&edit, SV("a\nb\tc\x1b[2Jd\xff"));
    assert_string_equal(lineedit_text(&edit), "a b c[2Jd\ufffd");
    lineedit_set(&edit, SV("limit ti:li"));
    lineedit_replace(&edit, 6, 11, SV("title:"));
    assert_string_equal(lineedit_text(&edit), "limit title:");
    assert_int_equal(edit.cursor, 12);
    lineedit_replace(&edit, 50, 90, SV("x")); // clamped
    assert_string_equal(lineedit_text(&edit), "limit title:x");
    lineedit_fini(&edit);
}

static void test_draw_scrolls(void **state) {
    (void) state;
    LineEdit edit = {0};
    lineedit_set(&edit, SV("0123456789漢字abcdefghij"));
    for (int columns = 2; columns < 40; columns++) {
        Grid grid = {0};
        grid_resize(&grid, 1, columns);
        for (size_t at = 0; at <= edit.text.length; at++) {
            if (((unsigned char) edit.text.data[at] & 0xc0) == 0x80) {
                continue;
            }
            edit.cursor = at;
            lineedit_draw(&edit, &grid, (Area){0, 0, 1, columns}, ROLE_PROMPT, 0);
            check_grid(&grid);
            assert_in_range(grid.cursor_column, 0, columns - 1);
            // The cursor stands on the character it is before.
            if (at < edit.text.length && columns >= 4) {
                const Cell *cell = grid_cell(&grid, 0, grid.cursor_column);
                bool cut = cell->text[0] == ' '; // a wide one that does not fit
                assert_true(cut || memcmp(cell->text, edit.text.data + at, strlen(cell->text)) == 0);
            }
        }
        grid_fini(&grid);
    }
    Grid grid = {0};
    grid_resize(&grid, 1, 30);
    assert_int_equal(lineedit_draw(&edit, &grid, (Area){0, 0, 1, 30}, ROLE_PROMPT, 10), 10);
    assert_int_equal(lineedit_draw(&edit, &grid, (Area){0, 0, 1, 30}, ROLE_PROMPT, 16),
                     14); // behind two wide ones
    lineedit_fini(&edit);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        lineedit_set(&edit, (StringView){hostile[i].data, hostile[i].length});
        lineedit_draw(&edit, &grid, (Area){0, 5, 1, 20}, ROLE_PROMPT, 3);
        check_grid(&grid);
    }
    lineedit_fini(&edit);
    grid_fini(&grid);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_insert_and_replace),
        cmocka_unit_test(test_draw_scrolls),
    };
    return cmocka_run_group_tests_name("ui lineedit", tests, NULL, NULL);
}
