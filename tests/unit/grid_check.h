#ifndef TESTS_GRID_CHECK_H
#define TESTS_GRID_CHECK_H

#include "carrel/base/text.h"
#include "carrel/ui/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

// Texts of the kinds that must never reach a terminal as they are, and hard ones that must.
static const struct {
    const char *data;
    size_t length;
} hostile[] = {
#define HOSTILE(text)                                                                                        \
    { text, sizeof(text) - 1 }
    HOSTILE("A\x1b]0;CANARY\x07"
            "B"),
    HOSTILE("A\x1b]52;c;Q0FO\x07"
            "B"),
    HOSTILE("A\x1b[2J\x1b[HCANARY"),
    HOSTILE("A\xc2\x9b"
            "2JCANARY"),
    HOSTILE("A\x9b"
            "2JCANARY"),
    HOSTILE("A\x1bP$qCANARY\x1b\\B"),
    HOSTILE("CANARY\rFAKE"),
    HOSTILE("CANARY\x08\x08"
            "FA"),
    HOSTILE("A\x0eqqqq"),
    HOSTILE("A\nB\x0b"
            "C\x0c"
            "D"),
    HOSTILE("A\0B"),
    HOSTILE("A\x7f"
            "B"),
    HOSTILE("A\u202eCANARY\u202c"),
    HOSTILE("A\u2066x\u2069 \u2067y\u2069"),
    HOSTILE("pa\u200bss\u200dw\u2060o\ufeffrd"),
    HOSTILE("A\U000e0041\U000e0042\U000e007fB"),
    HOSTILE("A\u2764\ufe0f B \u2708\ufe0e C"),
    HOSTILE("A\U0001f468\u200d\U0001f469\u200d\U0001f467 B"),
    HOSTILE("A\U0001f1e9\U0001f1ea B"),
    HOSTILE("A1\ufe0f\u20e3 B"),
    HOSTILE("\U0001f469\U0001f3fd\u200d\U0001f52c"),
    HOSTILE("A\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 B"),
    HOSTILE("\u0301A"),
    HOSTILE("A漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名漢字仮名B"),
    HOSTILE("漢"),
    HOSTILE("A±α→…“B"),
    HOSTILE("A\u1112\u1161\u11ab B"),
    HOSTILE("Aक्षि B"),
    HOSTILE("A\xff\xfe\xc0\xaf"
            "B\xed\xa0\x80"
            "C\xf4\x90\x80\x80"
            "D\xe2\x82"),
    HOSTILE("A\ufdd0\uffff B"),
    HOSTILE("A\u2028B\u2029C\xc2\x85"
            "D"),
    HOSTILE("ﷺ﷽ ﷽"),
    HOSTILE("مرحبا بالعالم"),
    HOSTILE("XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
            "XXXXXXX"),
    HOSTILE(""),
    HOSTILE(" "),
    HOSTILE("%s%n%d"),
#undef HOSTILE
};
#define HOSTILE_COUNT (sizeof hostile / sizeof *hostile)

static inline bool is_forbidden(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) || code_point == 0xad ||
           code_point == 0x61c || (code_point >= 0x200b && code_point <= 0x200f) ||
           (code_point >= 0x2028 && code_point <= 0x202e) || (code_point >= 0x2060 && code_point <= 0x206f) ||
           (code_point >= 0xfe00 && code_point <= 0xfe0f) || code_point == 0xfeff || code_point >= 0xe0000;
}

// Every cell holds what a terminal may get, and every row is exactly as wide as the grid.
static inline void check_grid(const Grid *grid) {
    for (int row = 0; row < grid->rows; row++) {
        int columns = 0;
        for (int column = 0; column < grid->columns; column++) {
            const Cell *cell = grid_cell(grid, row, column);
            size_t length = strlen(cell->text);
            assert_true(length < CELL_TEXT_SIZE);
            assert_true(cell->role < ROLE_COUNT);
            StringView text = {cell->text, length};
            assert_true(text_is_valid(text) || length == 0);
            assert_int_equal(text_width(text), cell->width);
            if (cell->width == 0) {
                assert_int_equal(length, 0);
                assert_true(column > 0 && grid_cell(grid, row, column - 1)->width == 2);
            }
            if (cell->width == 2) {
                assert_true(column + 1 < grid->columns && grid_cell(grid, row, column + 1)->width == 0);
            }
            while (text.length > 0) {
                uint32_t code_point;
                size_t bytes = text_decode(text, &code_point);
                assert_false(is_forbidden(code_point));
                assert_true(!grid->ascii || code_point < 0x7f);
                text = sv_from(text, bytes);
            }
            columns += cell->width;
        }
        assert_int_equal(columns, grid->columns);
    }
    assert_true(grid->cursor_row < grid->rows && grid->cursor_column < grid->columns);
}

static inline void assert_row(const Grid *grid, int row, const char *expected) {
    String text = {0};
    grid_add_row(grid, row, &text);
    assert_string_equal(string_text(&text), expected);
    string_free(&text);
}

#endif
