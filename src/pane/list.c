#include "carrel/pane/list.h"

#include <inttypes.h>

#define BATCH          64 // rows asked for at once; they live on the stack
#define MARK_COLUMNS   4  // cursor, mark, flag, space
#define SCORE_COLUMNS  4
#define YEAR_COLUMNS   5
#define AUTHOR_COLUMNS 11
#define NAME_COLUMNS   60 // with less for the head, a limit takes the place of the list's name
#define LABEL_COLUMNS  12 // of a label, at most
#define LABEL_LEAST    40 // with less for the title, no label stands behind it
#define EDGE_COLUMNS   2  // free at the edge of a screen that has at least
#define EDGE_LEAST     60
#define TITLE_LEAST    20 // with less for the title, the author goes, then the year

typedef struct {
    int lead, score, year, author, title; // where they begin; -1: no room
    int author_columns, title_columns;
} Columns;

static Columns columns_for(Area area, int lead, bool scored) {
    Columns at = {.lead = -1, .score = -1, .year = -1, .author = -1};
    int column = MARK_COLUMNS;
    if (lead > 0 && area.columns - column - lead >= TITLE_LEAST / 2) {
        at.lead = column;
        column += lead;
    }
    if (scored && area.columns - column - SCORE_COLUMNS >= TITLE_LEAST) {
        at.score = column;
        column += SCORE_COLUMNS;
    }
    int author = area.columns >= 100 ? AUTHOR_COLUMNS + 5 : AUTHOR_COLUMNS;
    if (area.columns - column - YEAR_COLUMNS >= 12) {
        at.year = column;
        column += YEAR_COLUMNS;
    }
    if (area.columns - column - author >= TITLE_LEAST) {
        at.author = column;
        at.author_columns = author - 1;
        column += author;
    }
    at.title = column;
    at.title_columns = area.columns - column;
    return at;
}

// Behind the title, where there is room for both; returns the columns that it took.
static int draw_label(Grid *grid, int row, int column, int room, const ListRow *item) {
    int columns = item->label ? grid_text_columns(sv(item->label)) : 0;
    columns = columns < LABEL_COLUMNS ? columns : LABEL_COLUMNS;
    if (columns == 0 || room - columns < LABEL_LEAST) {
        return 0;
    }
    grid_put_cut(grid, row, column + room - columns, columns, sv(item->label), item->label_role);
    return columns + 1;
}

static void draw_title(Grid *grid, int row, Area area, const Columns *at, const ListRow *item, Role role) {
    int column = area.column + at->title, room = at->title_columns;
    room -= draw_label(grid, row, column, room, item);
    if (!item->row.found) {
        grid_put_cut(grid, row, column, room,
                     item->row.title && *item->row.title ? sv(item->row.title) : SV("known only by link"),
                     ROLE_DIM);
        return;
    }
    StringView title = item->row.title ? sv(item->row.title) : SV("(no title)");
    // No author column: the author stands before the title, as in a citation.
    if (at->author < 0 && room >= 16 && item->row.author) {
        column += grid_put_cut(grid, row, column, 10, sv(item->row.author), role) + 1;
        room -= column - area.column - at->title;
    }
    if (item->row.title_translated) {
        int used = grid_put(grid, row, column, room, SV("["), role);
        column += used;
        room -= used;
        grid_put_cut(grid, row, column, room, title, role);
        int end = grid_text_columns(title);
        if (end < room) {
            grid_put(grid, row, column + end, 1, SV("]"), role);
        }
        return;
    }
    grid_put_cut(grid, row, column, room, title, role);
}

static void draw_row(Grid *grid, int row, Area area, const Columns *at, const ListRow *item, bool cursor) {
    Role role = item->selected ? ROLE_SELECTED : item->decided ? ROLE_DIM : ROLE_NORMAL;
    grid_put(grid, row, area.column, 1,
             cursor           ? SV(">")
             : item->selected ? SV("*")
                              : SV(" "),
             item->selected ? ROLE_SELECTED : ROLE_NORMAL);
    if (item->row.id == 0) {
        grid_put(grid, row, area.column + at->title, 1, SV("…"), ROLE_DIM);
        return;
    }
    grid_put(grid, row, area.column + 1, 1, sv(mark_sign(item->mark.decision)), mark_role(item->mark));
    char flag[2] = {flag_sign(item->row.flags, item->note, item->grouped), '\0'};
    if (flag[0] != 'R' && item->retrieval != RETRIEVAL_NONE) {
        flag[0] = retrieval_sign(item->retrieval);
    }
    // Reversed, a colour would make a blot of it.
    grid_put(grid, row, area.column + 2, 1, sv(flag),
             cursor && flag[0] != 'R' ? ROLE_NORMAL : flag_role(flag[0]));
    if (at->lead >= 0) {
        grid_put_cut(grid, row, area.column + at->lead, (int) sizeof item->lead, sv(item->lead), role);
    }
    if (at->score >= 0 && item->scored) {
        Role of_score = item->score > 0 ? ROLE_INCLUDE_TERM : item->score < 0 ? ROLE_EXCLUDE_TERM : ROLE_DIM;
        grid_put_format(grid, row, area.column + at->score, SCORE_COLUMNS - 1, of_score, "%s%" PRId64,
                        item->score > 0   ? "+"
                        : item->score < 0 ? "−"
                                          : " ",
                        item->score < 0 ? -item->score : item->score);
    }
    if (at->year >= 0 && item->row.year > 0) {
        grid_put_format(grid, row, area.column + at->year, 4, role, "%4d", item->row.year);
    }
    if (at->author >= 0 && item->row.author) {
        grid_put_cut(grid, row, area.column + at->author, at->author_columns, sv(item->row.author), role);
    }
    draw_title(grid, row, area, at, item, role);
}

static void draw_head(Grid *grid, Area area, const ListView *view) {
    String left = {0}, right = {0};
    bool limited = view->query && *view->query;
    // Beside other panes there is room for the name or for the limit.
    if (!limited || area.columns >= NAME_COLUMNS) {
        string_format(&left, "%s%s", view->name, limited ? " · " : "");
    }
    string_add_text(&left, limited ? view->query : NULL);
    if (view->sort && *view->sort) {
        string_format(&left, " · %s", view->sort);
    }
    if (view->selected > 0) {
        add_number(&right, (int64_t) view->selected);
        string_add_text(&right, " selected · ");
    }
    add_number(&right, view->left >= 0 ? view->left : (int64_t) view->box->count);
    string_add_text(&right, view->counting ? "+" : "");
    string_add_text(&right, view->left >= 0 ? " left" : view->box->count == 1 ? " study" : " studies");
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, string_text(&left),
                   string_text(&right), view->focused);
    string_free(&left);
    string_free(&right);
}

void pane_list_draw(Grid *grid, Area area, const ListView *view) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    draw_head(grid, area, view);
    Area body = {area.row + 1, area.column, area.rows - 1, area.columns};
    const ListBox *box = view->box;
    // Rows end where the head's words do. Behind what is written into the screen's last column a terminal's
    // cursor would have to be placed anew with every row.
    bool at_edge = body.column + body.columns == grid->columns && body.columns >= EDGE_LEAST;
    body.columns -= at_edge ? EDGE_COLUMNS : 0;
    if (box->count == 0) {
        pane_empty_draw(grid, body, view->empty);
        if (view->focused) {
            grid_cursor(grid, body.row, body.column);
        }
        return;
    }
    size_t rows = listbox_shown(box);
    rows = rows < (size_t) body.rows ? rows : (size_t) body.rows;
    ListRow batch[BATCH];
    for (size_t done = 0; done < rows; done += BATCH) {
        size_t count = rows - done < BATCH ? rows - done : BATCH;
        for (size_t i = 0; i < count; i++) {
            batch[i] = (ListRow){0};
        }
        view->source->rows(view->source->context, box->top + done, count, batch);
        Columns at = columns_for(body, view->lead_columns, batch[0].scored);
        for (size_t i = 0; i < count; i++) {
            bool cursor = box->top + done + i == box->cursor;
            int row = body.row + (int) (done + i);
            draw_row(grid, row, body, &at, &batch[i], cursor);
            if (cursor && view->focused) {
                grid_flag(grid, (Area){row, body.column, 1, body.columns}, CELL_SELECTED);
                grid_cursor(grid, row, body.column);
            } else if (cursor) {
                grid_flag(grid, (Area){row, body.column, 1, body.columns}, CELL_BOLD);
            }
        }
    }
}
