#include "carrel/pane/prompt.h"

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
            above.rows--;
            grid_fill(grid, (Area){at - 1, area.column, 1, area.columns}, ROLE_NORMAL);
            grid_put_cut(grid, at - 1, area.column + 1, area.columns - 1, sv(view->error), ROLE_ERROR);
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

void pane_confirm_draw(Grid *grid, Area row, const char *question, const char *answers) {
    if (row.rows < 1 || row.columns < 1) {
        return;
    }
    grid_fill(grid, row, ROLE_PROMPT);
    int answer = grid_text_columns(sv(answers));
    int room = row.columns - answer - 4;
    int used = grid_put_cut(grid, row.row, row.column + 1, room > 8 ? room : row.columns - 2, sv(question),
                            ROLE_PROMPT);
    int at = row.column + 1 + used + 1;
    int shown = grid_put(grid, row.row, at, row.column + row.columns - at, sv(answers), ROLE_HINT_KEY);
    grid_cursor(grid, row.row, at + shown + (shown > 0 ? 1 : 0));
}
