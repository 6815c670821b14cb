#include "carrel/ui/grid.h"

#include "ascii.h"
#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MARKS_MOST 4

static const Cell blank = {.text = " ", .width = 1, .role = ROLE_NORMAL};

void grid_resize(Grid *grid, int rows, int columns) {
    rows = rows < 1 ? 1 : rows;
    columns = columns < 1 ? 1 : columns;
    size_t count = (size_t) rows * (size_t) columns;
    grid->cells = memory_resize(grid->cells, count * sizeof *grid->cells);
    grid->rows = rows;
    grid->columns = columns;
    grid_clear(grid);
}

void grid_fini(Grid *grid) {
    free(grid->cells);
    string_free(&grid->display);
    string_free(&grid->shown);
    *grid = (Grid){0};
}

void grid_clear(Grid *grid) {
    size_t row = (size_t) grid->columns;
    for (size_t i = 0; i < row; i++) {
        grid->cells[i] = blank;
    }
    for (int i = 1; i < grid->rows; i++) {
        memcpy(grid->cells + (size_t) i * row, grid->cells, row * sizeof *grid->cells);
    }
    grid->cursor_row = grid->cursor_column = -1;
}

static Cell *row_cells(const Grid *grid, int row) {
    return grid->cells + (size_t) row * (size_t) grid->columns;
}

// Makes [column, column + width) free to be written: what is half covered becomes blank.
static void release(const Grid *grid, Cell *row, int column, int width) {
    if (row[column].width == 0 && column > 0) {
        row[column - 1] = (Cell){.text = " ", .width = 1, .role = row[column - 1].role};
    }
    int last = column + width - 1;
    if (row[last].width == 2 && last + 1 < grid->columns) {
        row[last + 1] = (Cell){.text = " ", .width = 1, .role = row[last].role};
    }
}

static void set_sign(const Grid *grid, Cell *row, int column, char sign, Role role) {
    release(grid, row, column, 1);
    row[column] = (Cell){.text = {sign}, .width = 1, .role = (uint8_t) role};
}

// Writes one grapheme of display text into cells; there is room for all of it.
static int put_grapheme(const Grid *grid, Cell *row, int column, StringView grapheme, Role role) {
    int at = column;
    int marks = 0;
    while (grapheme.length > 0) {
        uint32_t code_point;
        size_t size = text_decode(grapheme, &code_point);
        StringView part = sv_part(grapheme, 0, size);
        int width = (int) text_width(part);
        grapheme = sv_from(grapheme, size);
        if (width == 0) {
            if (at > column && !grid->ascii && marks < MARKS_MOST) {
                Cell *base = row + at - (row[at - 1].width == 0 ? 2 : 1);
                size_t length = strlen(base->text);
                if (length + size < CELL_TEXT_SIZE) {
                    memcpy(base->text + length, part.data, size);
                    marks++;
                }
            }
            continue;
        }
        marks = 0;
        if (grid->ascii) {
            for (int i = 0; i < width; i++) {
                set_sign(grid, row, at + i, ascii_for(code_point), role);
            }
        } else {
            release(grid, row, at, width);
            row[at] = (Cell){.width = (uint8_t) width, .role = (uint8_t) role};
            memcpy(row[at].text, part.data, size);
            if (width == 2) {
                row[at + 1] = (Cell){.width = 0, .role = (uint8_t) role};
            }
        }
        at += width;
    }
    return at - column;
}

// Columns of the row that can be written from `column`; 0 outside of the grid.
static int room(const Grid *grid, int row, int column, int columns) {
    if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns) {
        return 0;
    }
    return columns < grid->columns - column ? columns : grid->columns - column;
}

static int put_display(const Grid *grid, int row_number, int column, int columns, StringView text,
                       Role role) {
    Cell *row = row_cells(grid, row_number);
    int at = column, end = column + columns;
    while (text.length > 0 && at < end) {
        unsigned char c = (unsigned char) text.data[0];
        if (c >= 0x20 && c < 0x7f && (text.length == 1 || (unsigned char) text.data[1] < 0x80)) {
            set_sign(grid, row, at++, (char) c, role);
            text = sv_from(text, 1);
            continue;
        }
        size_t size = text_grapheme(text);
        StringView grapheme = sv_part(text, 0, size);
        text = sv_from(text, size);
        if (at + (int) text_width(grapheme) <= end) {
            at += put_grapheme(grid, row, at, grapheme, role);
            continue;
        }
        while (at < end) {
            set_sign(grid, row, at++, ' ', role);
        }
    }
    return at - column;
}

static StringView display(Grid *grid, StringView text) {
    string_clear(&grid->display);
    text_add_display(&grid->display, text);
    return string_view(&grid->display);
}

int grid_put(Grid *grid, int row, int column, int columns, StringView text, Role role) {
    columns = room(grid, row, column, columns);
    return columns > 0 ? put_display(grid, row, column, columns, display(grid, text), role) : 0;
}

int grid_put_cut(Grid *grid, int row, int column, int columns, StringView text, Role role) {
    columns = room(grid, row, column, columns);
    if (columns <= 0) {
        return 0;
    }
    StringView shown = display(grid, text);
    if (text_fit(shown, (size_t) columns, NULL) == shown.length) {
        return put_display(grid, row, column, columns, shown, role);
    }
    shown.length = text_fit(shown, (size_t) columns - 1, NULL);
    int used = put_display(grid, row, column, columns - 1, shown, role);
    return used + put_display(grid, row, column + used, 1, SV("…"), role);
}

int grid_put_format(Grid *grid, int row, int column, int columns, Role role, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    string_clear(&grid->shown);
    string_vformat(&grid->shown, format, arguments);
    va_end(arguments);
    return grid_put(grid, row, column, columns, string_view(&grid->shown), role);
}

static Area clip(const Grid *grid, Area area) {
    int end_row = area.row + area.rows, end_column = area.column + area.columns;
    area.row = area.row < 0 ? 0 : area.row;
    area.column = area.column < 0 ? 0 : area.column;
    area.rows = (end_row < grid->rows ? end_row : grid->rows) - area.row;
    area.columns = (end_column < grid->columns ? end_column : grid->columns) - area.column;
    return area;
}

void grid_rule(Grid *grid, Area area, const char *sign, Role role) {
    area = clip(grid, area);
    for (int row = area.row; row < area.row + area.rows && area.columns > 0; row++) {
        Cell *first = row_cells(grid, row) + area.column;
        release(grid, row_cells(grid, row), area.column, area.columns);
        put_display(grid, row, area.column, 1, grid->plain ? SV(" ") : sv(sign), role);
        for (int column = 1; column < area.columns; column++) {
            first[column] = *first;
        }
    }
}

void grid_fill(Grid *grid, Area area, Role role) {
    grid_rule(grid, area, " ", role);
}

void grid_flag(Grid *grid, Area area, unsigned flags) {
    area = clip(grid, area);
    for (int row = area.row; row < area.row + area.rows; row++) {
        for (int column = area.column; column < area.column + area.columns; column++) {
            row_cells(grid, row)[column].flags |= (uint8_t) flags;
        }
    }
}

void grid_cursor(Grid *grid, int row, int column) {
    grid->cursor_row = row < 0 ? 0 : row >= grid->rows ? grid->rows - 1 : row;
    grid->cursor_column = column < 0 ? 0 : column >= grid->columns ? grid->columns - 1 : column;
}

const Cell *grid_cell(const Grid *grid, int row, int column) {
    if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns) {
        return NULL;
    }
    return row_cells(grid, row) + column;
}

void grid_add_row(const Grid *grid, int row, String *out) {
    size_t before = out->length;
    for (int column = 0; column < grid->columns; column++) {
        string_add_text(out, grid_cell(grid, row, column)->text);
    }
    while (out->length > before && out->data[out->length - 1] == ' ') {
        out->data[--out->length] = '\0';
    }
}

void grid_add_text(const Grid *grid, String *out) {
    for (int row = 0; row < grid->rows; row++) {
        grid_add_row(grid, row, out);
        string_add_char(out, '\n');
    }
}

int grid_text_columns(StringView text) {
    size_t plain = 0;
    while (plain < text.length && text.data[plain] >= 0x20 && text.data[plain] < 0x7f) {
        plain++;
    }
    if (plain == text.length) {
        return (int) plain;
    }
    String shown = {0};
    text_add_display(&shown, text);
    int columns = (int) text_width(string_view(&shown));
    string_free(&shown);
    return columns;
}
