#include "carrel/pane/reviews.h"

#include "carrel/base/text.h"
#include "carrel/pane/mark.h"

#define ROWS_LEAST 16 // from which on a review has a row for its question
#define DATE_FROM  64 // columns from which on the date is shown

int pane_reviews_height(Area area) {
    return area.rows >= ROWS_LEAST ? 2 : 1;
}

static void add_progress(const ReviewCard *card, bool narrow, String *out) {
    if (card->fault) {
        string_add_text(out, "cannot be read");
    } else if (!card->known) {
        string_add_text(out, "…");
    } else if (card->candidates == 0) {
        string_add_text(out, "no studies yet");
    } else {
        string_add_text(out, narrow || !card->stage ? "" : card->stage);
        string_add_text(out, narrow || !card->stage ? "" : " · ");
        add_number(out, (int64_t) card->decided);
        string_add_text(out, narrow ? "/" : " of ");
        add_number(out, (int64_t) card->candidates);
        if (card->left == 0) {
            string_add_text(out, ", done");
        } else {
            string_add_text(out, ", ");
            add_number(out, (int64_t) card->left);
            string_add_text(out, " left");
        }
    }
}

static void draw_card(Grid *grid, Area rows, const ReviewCard *card, bool chosen) {
    Role role = chosen ? ROLE_MENU_CURSOR : ROLE_NORMAL;
    bool narrow = rows.columns < DATE_FROM;
    String progress = {0}, name = {0};
    add_progress(card, narrow, &progress);
    text_add_display(&name, sv(card->name));
    grid_fill(grid, (Area){rows.row, rows.column, 1, rows.columns}, role);
    grid_put(grid, rows.row, rows.column, 1, chosen ? SV(">") : SV(" "), role);
    int date = narrow ? 0 : grid_text_columns(sv(card->changed)) + 2;
    int words = grid_text_columns(string_view(&progress));
    int at = rows.column + rows.columns - 1 - date - words;
    int room = at - rows.column - 3;
    grid_put_cut(grid, rows.row, rows.column + 2, room > 4 ? room : 4, string_view(&name),
                 chosen ? role : ROLE_TITLE);
    grid_put(grid, rows.row, at, words, string_view(&progress),
             chosen        ? role
             : card->fault ? ROLE_ERROR
                           : ROLE_NORMAL);
    if (date) {
        grid_put(grid, rows.row, rows.column + rows.columns - date + 1, date, sv(card->changed),
                 chosen ? role : ROLE_DIM);
    }
    if (rows.rows > 1) {
        const char *about = card->fault ? card->fault : card->about;
        String line = {0};
        text_add_display(&line, sv(about));
        grid_put_cut(grid, rows.row + 1, rows.column + 4, rows.columns - 5, string_view(&line), ROLE_DIM);
        string_free(&line);
    }
    if (chosen) {
        grid_cursor(grid, rows.row, rows.column);
    }
    string_free(&progress);
    string_free(&name);
}

void pane_reviews_draw(Grid *grid, Area area, const ReviewCard *cards, const ListBox *box) {
    int height = pane_reviews_height(area);
    String count = {0};
    if (area.rows < 1 || area.columns < 8) {
        return;
    }
    string_format(&count, "%zu of %zu", box->count ? box->cursor + 1 : 0, box->count);
    grid_fill(grid, area, ROLE_NORMAL);
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, "Reviews", count.data, true);
    for (size_t i = 0; i < listbox_shown(box); i++) {
        int row = area.row + 1 + (int) i * height;
        int rows = row + height <= area.row + area.rows ? height : area.row + area.rows - row;
        if (rows > 0) {
            draw_card(grid, (Area){row, area.column, rows, area.columns}, &cards[box->top + i],
                      box->top + i == box->cursor);
        }
    }
    string_free(&count);
}
