#include "carrel/pane/compare.h"

#define SIGN_COLUMNS  2
#define LABEL_COLUMNS 10
#define GAP_COLUMNS   3 // between two texts: a rule with a blank on each side
#define STACKED_BELOW 70
#define HEAD_LEAST    6 // rows of fields that the lines above them leave

void pane_compare_fini(ComparePane *pane) {
    for (size_t i = 0; i < COMPARE_FIELDS; i++) {
        paragraph_fini(&pane->fields[i].texts[0]);
        paragraph_fini(&pane->fields[i].texts[1]);
    }
    paragraph_fini(&pane->why);
    paragraph_fini(&pane->names[0]);
    paragraph_fini(&pane->names[1]);
    arena_free(&pane->arena);
    *pane = (ComparePane){0};
}

void pane_compare_clear(ComparePane *pane, const char *title, const char *sentence) {
    arena_reset(&pane->arena);
    pane->title = arena_copy(&pane->arena, title);
    pane->right = NULL;
    pane->empty = true;
    pane->field_count = 0;
    pane->top = 0;
    paragraph_reset(&pane->why);
    paragraph_block(&pane->why, NULL, ROLE_NORMAL, 0, false);
    paragraph_add_text(&pane->why, sentence, ROLE_DIM);
}

// --- layout ---

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

// Where records are one above the other, the same text is shown once.
static size_t field_lines(const ComparePane *pane, const CompareField *field) {
    size_t first = field->texts[0].line_count, second = field->texts[1].line_count;
    if (!pane->stacked) {
        return larger(larger(first, second), 1);
    }
    return field->difference == DIFFERENCE_NONE ? larger(first, 1) : larger(first, 1) + larger(second, 1);
}

static void clamp_top(ComparePane *pane) {
    size_t most = pane->lines > pane->rows ? pane->lines - pane->rows : 0;
    pane->top = pane->top < most ? pane->top : most;
}

// The head's rule, why, names.
static size_t head_lines(const ComparePane *pane) {
    size_t first = smaller(pane->names[0].line_count, pane->head_lines),
           second = smaller(pane->names[1].line_count, pane->head_lines);
    size_t names = pane->stacked ? first + second : larger(first, second);
    return 1 + smaller(pane->why.line_count, pane->head_lines) + (pane->empty ? 0 : names);
}

void pane_compare_lay_out(ComparePane *pane, Area area) {
    int columns = area.columns > 8 ? area.columns : 8;
    pane->stacked = columns < STACKED_BELOW;
    int room = columns - SIGN_COLUMNS - LABEL_COLUMNS;
    int text = pane->stacked ? room - 2 : (room - GAP_COLUMNS) / 2;
    pane->columns = text > 4 ? text : 4;
    paragraph_lay_out(&pane->why, columns - 2);
    paragraph_lay_out(&pane->names[0], pane->columns);
    paragraph_lay_out(&pane->names[1], pane->columns);
    pane->lines = 0;
    for (size_t i = 0; i < pane->field_count; i++) {
        paragraph_lay_out(&pane->fields[i].texts[0], pane->columns);
        paragraph_lay_out(&pane->fields[i].texts[1], pane->columns);
        pane->lines += field_lines(pane, &pane->fields[i]);
    }
    // All that is above the fields, where it leaves some of them, and an empty line where there is room.
    size_t height = area.rows > 0 ? (size_t) area.rows : 0;
    pane->head_lines = SIZE_MAX;
    pane->head = head_lines(pane);
    if (!pane->empty && height < pane->head + HEAD_LEAST) {
        pane->head_lines = 1;
        pane->head = head_lines(pane);
    }
    pane->head += height > pane->head + 2 * HEAD_LEAST;
    pane->rows = height > pane->head ? height - pane->head : 0;
    clamp_top(pane);
}

// --- drawing ---

// A piece of the screen below which nothing may be drawn; `line` counts what is above `top`.
typedef struct {
    Grid *grid;
    Area area;
    size_t top, line;
} Canvas;

// The part of a text of `lines` lines, beginning at the canvas's line, that is on the screen.
static bool place(const Canvas *canvas, size_t lines, int column, int columns, Area *area, size_t *from) {
    *from = canvas->line < canvas->top ? canvas->top - canvas->line : 0;
    if (*from >= lines) {
        return false;
    }
    long row = (long) (canvas->line + *from) - (long) canvas->top;
    long left = (long) canvas->area.rows - row;
    if (left <= 0) {
        return false;
    }
    long rows = (long) (lines - *from) < left ? (long) (lines - *from) : left;
    *area = (Area){canvas->area.row + (int) row, column, (int) rows, columns};
    return true;
}

static void draw_text(const Canvas *canvas, const Paragraph *text, size_t most, int column, int columns) {
    Area area;
    size_t from;
    if (place(canvas, smaller(text->line_count, most), column, columns, &area, &from)) {
        paragraph_draw(text, canvas->grid, area, from, -1, -1, false);
    } else if (text->line_count == 0 && place(canvas, 1, column, columns, &area, &from)) {
        grid_put(canvas->grid, area.row, column, columns, SV("(none)"), ROLE_DIM);
    }
}

static void put_words(const Canvas *canvas, int column, int columns, const char *words, Role role) {
    Area area;
    size_t from;
    if (place(canvas, 1, column, columns, &area, &from)) {
        grid_put_cut(canvas->grid, area.row, column, columns, sv(words), role);
    }
}

static void draw_field(const ComparePane *pane, Canvas *canvas, const CompareField *field) {
    static const char *const signs[] = {" ", "-", "~", "!"};
    int column = canvas->area.column, text = column + SIGN_COLUMNS + LABEL_COLUMNS;
    bool differs = field->difference == DIFFERENCE_CONTENT;
    put_words(canvas, column, 1, signs[field->difference], differs ? ROLE_DIFFERENCE : ROLE_FLAG);
    put_words(canvas, column + SIGN_COLUMNS, LABEL_COLUMNS - 1, field->label,
              differs ? ROLE_LABEL : ROLE_DIM);
    size_t lines = field_lines(pane, field);
    if (!pane->stacked) {
        draw_text(canvas, &field->texts[0], SIZE_MAX, text, pane->columns);
        draw_text(canvas, &field->texts[1], SIZE_MAX, text + pane->columns + GAP_COLUMNS, pane->columns);
        canvas->line += lines;
        return;
    }
    size_t end = canvas->line + lines;
    bool same = field->difference == DIFFERENCE_NONE;
    put_words(canvas, text, 1, same ? "=" : "1", ROLE_DIM);
    draw_text(canvas, &field->texts[0], SIZE_MAX, text + 2, pane->columns);
    if (!same) {
        canvas->line += larger(field->texts[0].line_count, 1);
        put_words(canvas, text, 1, "2", ROLE_DIM);
        draw_text(canvas, &field->texts[1], SIZE_MAX, text + 2, pane->columns);
    }
    canvas->line = end;
}

static void draw_names(const ComparePane *pane, Canvas *canvas) {
    int text = canvas->area.column + SIGN_COLUMNS + LABEL_COLUMNS;
    size_t first = smaller(pane->names[0].line_count, pane->head_lines),
           second = smaller(pane->names[1].line_count, pane->head_lines);
    if (pane->stacked) {
        put_words(canvas, text, 1, "1", ROLE_DIM);
        draw_text(canvas, &pane->names[0], first, text + 2, pane->columns);
        canvas->line += first;
        put_words(canvas, text, 1, "2", ROLE_DIM);
        draw_text(canvas, &pane->names[1], second, text + 2, pane->columns);
        canvas->line += second;
    } else {
        draw_text(canvas, &pane->names[0], first, text, pane->columns);
        draw_text(canvas, &pane->names[1], second, text + pane->columns + GAP_COLUMNS, pane->columns);
        canvas->line += larger(first, second);
    }
}

void pane_compare_draw(const ComparePane *pane, Grid *grid, Area area) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    String right = {0};
    string_add_text(&right, pane->stacked ? NULL : pane->right);
    if (pane->lines > pane->rows && pane->rows > 0) {
        string_format(&right, "%s%zu–%zu of %zu", right.length ? " · " : "", pane->top + 1,
                      pane->top + pane->rows, pane->lines);
    }
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, pane->title, string_text(&right),
                   true);
    string_free(&right);
    Canvas head = {.grid = grid, .area = {area.row + 1, area.column, area.rows - 1, area.columns}};
    draw_text(&head, &pane->why, pane->head_lines, area.column + 1, area.columns - 2);
    grid_cursor(grid, area.row + (area.rows > 1), area.column);
    if (pane->empty) {
        return;
    }
    size_t why = smaller(pane->why.line_count, pane->head_lines);
    head.line += why;
    draw_names(pane, &head);
    Canvas fields = {.grid = grid,
                     .area = {area.row + (int) pane->head, area.column, (int) pane->rows, area.columns},
                     .top = pane->top};
    if (!pane->stacked && area.rows > (int) why + 1) {
        int first = 1 + (int) why;
        size_t left = pane->lines - pane->top;
        int shown = (int) pane->head + (int) (left < pane->rows ? left : pane->rows);
        pane_rule_draw(grid, (Area){area.row + first,
                                    area.column + SIGN_COLUMNS + LABEL_COLUMNS + pane->columns + 1,
                                    shown - first, 1});
    }
    for (size_t i = 0; i < pane->field_count; i++) {
        draw_field(pane, &fields, &pane->fields[i]);
    }
}

// --- motions ---

bool pane_compare_scroll(ComparePane *pane, long lines) {
    size_t old = pane->top;
    pane->top = lines < 0 && (size_t) -lines > pane->top ? 0 : (size_t) ((long) pane->top + lines);
    clamp_top(pane);
    return pane->top != old;
}

bool pane_compare_page(ComparePane *pane, int half_pages) {
    long page = pane->rows > 2 ? (long) pane->rows - 1 : 1;
    return pane_compare_scroll(pane, half_pages * (half_pages % 2 == 0 ? page / 2 : (page + 1) / 2));
}
