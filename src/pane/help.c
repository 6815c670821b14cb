#include "carrel/pane/help.h"

#include "carrel/pane/mark.h"

#include "carrel/base/text.h"

#include <string.h>

#define KEY_MOST     16
#define COMMAND_MOST 16

// Walks the lines of the help in order, draws those in the window, and finds rows.
typedef struct {
    Grid *grid;                         // NULL: only counts
    String needle, folded;              // what is searched for, folded; scratch
    size_t from;                        // a row is looked for below and above this line
    size_t first, last, before, behind; // lines of rows that have the needle; SIZE_MAX none
    Area area;
    size_t line, top;
    int key_columns, command_columns; // 0: no such column
} Walk;

static int row_of(const Walk *walk) {
    return walk->grid && walk->line >= walk->top && walk->line - walk->top < (size_t) walk->area.rows
               ? walk->area.row + (int) (walk->line - walk->top)
               : -1;
}

static bool has_needle(Walk *walk, const HelpRow *row) {
    if (!walk->needle.length) {
        return false;
    }
    const char *const parts[] = {row->key, row->command, row->text};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        string_clear(&walk->folded);
        text_add_fold(&walk->folded, sv(parts[i]));
        if (sv_find(string_view(&walk->folded), string_view(&walk->needle)) != SV_NONE) {
            return true;
        }
    }
    return false;
}

static void note_found(Walk *walk) {
    walk->first = walk->first == SIZE_MAX ? walk->line : walk->first;
    walk->last = walk->line;
    if (walk->line < walk->from) {
        walk->before = walk->line;
    } else if (walk->line > walk->from && walk->behind == SIZE_MAX) {
        walk->behind = walk->line;
    }
}

static void walk_row(Walk *walk, const HelpRow *row) {
    bool found = has_needle(walk, row);
    if (found) {
        note_found(walk);
    }
    int column = walk->area.column + 1, end = walk->area.column + walk->area.columns;
    int at = row_of(walk);
    if (at >= 0) {
        grid_put_cut(walk->grid, at, column, walk->key_columns - 1, sv(row->key), ROLE_HINT_KEY);
    }
    column += walk->key_columns;
    if (walk->command_columns > 0) {
        if (at >= 0) {
            grid_put_cut(walk->grid, at, column, walk->command_columns - 1, sv(row->command), ROLE_DIM);
        }
        column += walk->command_columns;
    }
    int room = end - column;
    StringView rest = sv(row->text);
    do {
        size_t next = 0;
        size_t length = room >= 2 ? text_wrap(rest, (size_t) room, &next) : 0;
        at = row_of(walk);
        if (at >= 0) {
            grid_put(walk->grid, at, column, room, sv_part(rest, 0, length),
                     found ? ROLE_MATCH : ROLE_NORMAL);
        }
        walk->line++;
        rest = next > 0 ? sv_from(rest, next) : (StringView){0};
    } while (rest.length > 0);
}

static void walk_all(Walk *walk, const HelpView *view) {
    walk->first = walk->last = walk->before = walk->behind = SIZE_MAX;
    if (view->search) {
        text_add_fold(&walk->needle, sv(view->search));
    }
    int key = 0, command = 0;
    for (size_t i = 0; i < view->count; i++) {
        int columns = grid_text_columns(sv(view->rows[i].key));
        key = columns > key ? columns : key;
        columns = grid_text_columns(sv(view->rows[i].command));
        command = columns > command ? columns : command;
    }
    int most = walk->area.columns / 3;
    most = most < KEY_MOST ? most : KEY_MOST;
    walk->key_columns = (key < most ? key : most) + 2;
    command = command < COMMAND_MOST ? command : COMMAND_MOST;
    walk->command_columns = command > 0 && walk->area.columns >= 60 ? command + 2 : 0;
    const char *group = NULL;
    for (size_t i = 0; i < view->count; i++) {
        const HelpRow *row = &view->rows[i];
        if (row->group && (!group || strcmp(group, row->group) != 0)) {
            walk->line += walk->line > 0 ? 1 : 0;
            int at = row_of(walk);
            if (at >= 0) {
                grid_put_cut(walk->grid, at, walk->area.column + 1, walk->area.columns - 1, sv(row->group),
                             ROLE_LABEL);
            }
            walk->line++;
            group = row->group;
        }
        walk_row(walk, row);
    }
    string_free(&walk->needle);
    string_free(&walk->folded);
}

size_t pane_help_lines(const HelpView *view, int columns) {
    Walk walk = {.area = {0, 0, 0, columns}};
    walk_all(&walk, view);
    return walk.line;
}

size_t pane_help_find(const HelpView *view, int columns, size_t line, int by) {
    Walk walk = {.area = {0, 0, 0, columns}, .from = line};
    walk_all(&walk, view);
    size_t next = by > 0 ? walk.behind : walk.before;
    return next != SIZE_MAX ? next : by > 0 ? walk.first : walk.last;
}

void pane_help_draw(Grid *grid, Area area, const HelpView *view) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    Walk walk = {.grid = grid,
                 .area = {area.row + 1, area.column, area.rows - 1, area.columns},
                 .top = view->box->top};
    walk_all(&walk, view);
    String right = {0};
    size_t shown = walk.line - view->box->top < (size_t) walk.area.rows ? walk.line - view->box->top
                                                                        : (size_t) walk.area.rows;
    if (walk.line > 0 && shown > 0) {
        string_format(&right, "%zu–%zu of %zu", view->box->top + 1, view->box->top + shown, walk.line);
    }
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, view->title, string_text(&right),
                   true);
    string_free(&right);
    grid_cursor(grid, walk.area.rows > 0 ? walk.area.row : area.row, area.column);
}
