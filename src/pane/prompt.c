#include "carrel/pane/prompt.h"

#include "carrel/base/text.h"

#define COMPLETIONS_MOST 8 // rows of the menu

// Completions in columns of equal width, row by row, scrolled to the chosen one.
static void draw_completions(Grid *grid, Area area, const PromptView *view) {
    int widest = 4;
    for (size_t i = 0; i < view->completion_count; i++) {
        int columns = grid_text_columns(sv(view->completions[i]));
        widest = columns > widest ? columns : widest;
    }
    widest = widest + 2 < area.columns ? widest + 2 : area.columns;
    int across = area.columns / widest;
    int needed = (int) ((view->completion_count + (size_t) across - 1) / (size_t) across);
    int most = area.rows < COMPLETIONS_MOST ? area.rows : COMPLETIONS_MOST;
    int rows = needed < most ? needed : most;
    int chosen_row = view->chosen >= 0 ? (int) view->chosen / across : 0;
    int top = chosen_row >= rows ? chosen_row - rows + 1 : 0;
    Area menu = {area.row + area.rows - rows, area.column, rows, area.columns};
    grid_fill(grid, menu, ROLE_MENU);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < across; column++) {
            size_t index = (size_t) (top + row) * (size_t) across + (size_t) column;
            if (index >= view->completion_count) {
                return;
            }
            bool chosen = (long) index == view->chosen;
            grid_put_cut(grid, menu.row + row, menu.column + column * widest + 1, widest - 2,
                         sv(view->completions[index]), chosen ? ROLE_MENU_CURSOR : ROLE_MENU);
        }
    }
}

typedef struct {
    int rows, end; // columns of the last row
} Wrapped;

static Wrapped wrap(StringView shown, int columns) {
    Wrapped wrapped = {0};
    while (shown.length > 0 && columns >= 2) {
        size_t next;
        size_t length = text_wrap(shown, (size_t) columns, &next);
        wrapped.rows++;
        wrapped.end = (int) text_width(sv_part(shown, 0, length));
        shown = sv_from(shown, next > 0 ? next : shown.length);
    }
    return wrapped;
}

// Only in the last row of the area text is cut. Returns the columns of the last row that was drawn.
static int draw_wrapped(Grid *grid, Area area, StringView shown, Role role) {
    int columns = area.columns - 2, used = 0;
    for (int row = 0; row < area.rows && shown.length > 0 && columns >= 2; row++) {
        size_t next;
        size_t length = text_wrap(shown, (size_t) columns, &next);
        bool last = row + 1 == area.rows;
        used =
            last ? grid_put_cut(grid, area.row + row, area.column + 1, columns, shown, role)
                 : grid_put(grid, area.row + row, area.column + 1, columns, sv_part(shown, 0, length), role);
        shown = sv_from(shown, next > 0 ? next : shown.length);
    }
    return used;
}

// Where the character begins that stands in `column`, from 1.
static size_t byte_of(const char *text, size_t column) {
    size_t offset = 0;
    while (column > 1 && text[offset]) {
        offset++;
        column -= ((unsigned char) text[offset] & 0xc0) != 0x80;
    }
    return offset;
}

void pane_prompt_draw(Grid *grid, Area area, const PromptView *view) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    int row = area.row + area.rows - 1;
    Area line = {row, area.column, 1, area.columns};
    grid_fill(grid, line, ROLE_PROMPT);
    int label = grid_put_cut(grid, row, area.column, area.columns / 2, sv(view->label), ROLE_PROMPT);
    line.column += label;
    line.columns -= label;
    size_t offset = byte_of(lineedit_text(view->edit), view->error_column);
    int place = lineedit_draw(view->edit, grid, line, ROLE_NORMAL, offset);
    Area above = {area.row, area.column, area.rows - 1, area.columns};
    if (view->error && above.rows > 0) {
        int at = above.row + above.rows - 1;
        if (view->error_column > 0) {
            grid_flag(grid, (Area){row, line.column + place, 1, 1}, CELL_SELECTED);
        }
        grid_fill(grid, (Area){at, area.column, 1, area.columns}, ROLE_NORMAL);
        // The sign stands above the place; the words beside it, or above it where neither side has room.
        int mark = line.column + place;
        int words = grid_text_columns(sv(view->error));
        int right = area.column + area.columns - mark - 2, left = mark - area.column - 1;
        if (view->error_column == 0) {
            grid_put_cut(grid, at, area.column + 1, area.columns - 1, sv(view->error), ROLE_ERROR);
        } else if (right >= words || (left < words && above.rows < 2)) {
            grid_put_cut(grid, at, mark + 2, right, sv(view->error), ROLE_ERROR);
        } else if (left >= words) {
            grid_put_cut(grid, at, mark - 1 - words, words, sv(view->error), ROLE_ERROR);
        } else {
            String shown = {0};
            text_add_display(&shown, sv(view->error));
            int rows = wrap(string_view(&shown), area.columns - 2).rows;
            rows = rows < above.rows - 1 ? rows : above.rows - 1;
            Area over = {at - rows, area.column, rows, area.columns};
            grid_fill(grid, over, ROLE_NORMAL);
            draw_wrapped(grid, over, string_view(&shown), ROLE_ERROR);
            above.rows -= rows;
            string_free(&shown);
        }
        if (view->error_column > 0) {
            grid_put(grid, at, mark, 1, SV("v"), ROLE_ERROR);
        }
        above.rows--;
    }
    if (view->completion_count > 0 && above.rows > 0) {
        draw_completions(grid, above, view);
    }
}

int pane_confirm_draw(Grid *grid, Area area, const char *question, const char *answers) {
    if (area.rows < 1 || area.columns < 4) {
        return 0;
    }
    String shown = {0};
    text_add_display(&shown, sv(question));
    Wrapped words = wrap(string_view(&shown), area.columns - 2);
    int answer = grid_text_columns(sv(answers));
    bool beside = words.end + 1 + answer <= area.columns - 2;
    int rows = words.rows + !beside;
    rows = rows < area.rows ? rows : area.rows;
    Area taken = {area.row + area.rows - rows, area.column, rows, area.columns};
    grid_fill(grid, taken, ROLE_PROMPT);
    Area above = {taken.row, taken.column, beside || rows == 1 ? rows : rows - 1, taken.columns};
    // Where all has to stand in one row, the answers keep their place.
    if (rows == 1 && !beside && answer < area.columns - 12) {
        above.columns -= answer + 1;
    }
    int end = draw_wrapped(grid, above, string_view(&shown), ROLE_PROMPT);
    int row = area.row + area.rows - 1, at = area.column + 1 + (beside || rows == 1 ? end + 1 : 0);
    int put = grid_put(grid, row, at, area.column + area.columns - at, sv(answers), ROLE_HINT_KEY);
    grid_cursor(grid, row, at + put + (put > 0 && at + put + 1 < area.column + area.columns ? 1 : 0));
    string_free(&shown);
    return rows;
}
