#include "carrel/pane/status.h"

#include "carrel/base/text.h"
#include "carrel/pane/mark.h"

#define NAME_LEAST 12 // columns that the review's name may always have

// What the top line gives up when width runs out, in this order.
typedef enum {
    KEEP_ALL,
    NO_LEFT,
    NO_YIELD,
    NO_END,
    NO_RATE,
    NO_TIME,
    SHORT_BAR,
    NO_BAR,
    NO_REVIEWER,
    NO_LATER,
    NO_MAYBE,
    NO_STAGE,
    NO_INCLUDED,
    NO_PROGRESS
} Dropped;

typedef struct {
    String left, before, after; // the bar stands between before and after
    int bar;                    // its columns
} Line;

static void add_part(String *out, const char *text) {
    if (text && *text) {
        string_add_text(out, out->length > 0 ? " · " : "");
        string_add_text(out, text);
    }
}

static void compose(Line *line, const StatusView *view, Dropped dropped) {
    string_clear(&line->left);
    string_clear(&line->before);
    string_clear(&line->after);
    line->bar = 0;
    if (!view->review) {
        string_add_text(&line->left, "no review");
        if (dropped < NO_PROGRESS) {
            add_number(&line->before, view->cached);
            string_add_text(&line->before,
                            view->cached == 1 ? " study in the cache" : " studies in the cache");
        }
        return;
    }
    add_part(&line->left, view->review);
    add_part(&line->left, dropped < NO_STAGE ? view->stage : NULL);
    add_part(&line->left, dropped < NO_REVIEWER ? view->reviewer : NULL);
    add_part(&line->left, view->blind ? "blind" : NULL);
    if (dropped < NO_PROGRESS) {
        add_number(&line->before, (int64_t) view->decided);
        string_add_text(&line->before, dropped < SHORT_BAR ? " of " : "/");
        add_number(&line->before, (int64_t) view->total);
    }
    line->bar = dropped < SHORT_BAR ? 16 : dropped < NO_BAR ? 8 : 0;
    if (dropped < NO_RATE && view->total > 0) {
        string_format(&line->after, "%d %% · ", (int) (view->decided * 100 / view->total));
    }
    if (dropped < NO_INCLUDED) {
        add_number(&line->after, (int64_t) view->included);
        string_add_text(&line->after, " in");
    }
    if (dropped < NO_MAYBE && view->maybe > 0) {
        string_add_char(&line->after, ' ');
        add_number(&line->after, (int64_t) view->maybe);
        string_add_text(&line->after, " maybe");
    }
    if (dropped < NO_LATER && view->later > 0) {
        string_add_char(&line->after, ' ');
        add_number(&line->after, (int64_t) view->later);
        string_add_text(&line->after, " later");
    }
    if (dropped < NO_YIELD && view->decided > 0) {
        string_format(&line->after, " · %d %% in", (int) (view->included * 100 / view->decided));
    }
    if (dropped < NO_TIME && view->each_ms > 0) {
        string_format(&line->after, " · %.1f s each", (double) view->each_ms / 1000);
    }
    if (dropped < NO_LEFT && view->ends) {
        string_add_text(&line->after, " · ");
        add_number(&line->after, (int64_t) view->left);
        string_add_text(&line->after, " left");
    }
    if (dropped < NO_END && view->ends) {
        string_format(&line->after, " · ends in %s", view->ends);
    }
}

static int columns_of(const String *text) {
    return grid_text_columns(string_view(text));
}

static int right_columns(const Line *line) {
    int columns = columns_of(&line->before);
    columns += line->bar > 0 ? line->bar + 1 : 0;
    return columns + (line->after.length > 0 ? columns_of(&line->after) + 1 : 0);
}

// A review's name may be a file's and fill the row.
static void add_cut(String *out, const char *name, int columns) {
    String shown = {0};
    text_add_display(&shown, sv(name));
    size_t fits = text_fit(string_view(&shown), (size_t) columns, NULL);
    if (fits < shown.length) {
        fits = text_fit(string_view(&shown), (size_t) columns - 1, NULL);
    }
    string_add(out, sv_part(string_view(&shown), 0, fits));
    string_add_text(out, fits < shown.length ? "…" : "");
    string_free(&shown);
}

void pane_status_draw(Grid *grid, Area row, const StatusView *view) {
    if (row.rows < 1 || row.columns < 1) {
        return;
    }
    Line line = {0};
    String name = {0};
    StatusView named = *view;
    if (view->review) {
        add_cut(&name, view->review, row.columns / 3 > NAME_LEAST ? row.columns / 3 : NAME_LEAST);
        named.review = string_text(&name);
    }
    for (Dropped dropped = KEEP_ALL; dropped <= NO_PROGRESS; dropped++) {
        compose(&line, &named, dropped);
        line.bar = grid->plain ? 0 : line.bar;
        // A space at both ends and two between the sides.
        if (columns_of(&line.left) + right_columns(&line) + 4 <= row.columns) {
            break;
        }
    }
    grid_fill(grid, row, ROLE_STATUS);
    grid_put_cut(grid, row.row, row.column + 1, row.columns - 2, string_view(&line.left), ROLE_STATUS);
    int at = row.column + row.columns - 1 - right_columns(&line);
    if (right_columns(&line) > 0 && at > row.column) {
        at += grid_put(grid, row.row, at, row.columns, string_view(&line.before), ROLE_STATUS) + 1;
        if (line.bar > 0) {
            // Never full before the last one is decided.
            int done = view->total > 0 ? (int) ((size_t) line.bar * view->decided / view->total) : 0;
            grid_rule(grid, (Area){row.row, at, 1, line.bar}, "░", ROLE_BAR);
            grid_rule(grid, (Area){row.row, at, 1, done}, "▓", ROLE_BAR);
            at += line.bar + 1;
        }
        grid_put(grid, row.row, at, row.columns, string_view(&line.after), ROLE_STATUS);
    }
    string_free(&name);
    string_free(&line.left);
    string_free(&line.before);
    string_free(&line.after);
}

int pane_message_rows(const MessageView *view, int columns) {
    return view->text && grid_text_columns(sv(view->text)) > columns - 2 ? 2 : 1;
}

// A long message goes on in the second row, and only there it is cut.
static void draw_long(Grid *grid, Area area, const MessageView *view) {
    int room = area.columns - 2;
    String shown = {0};
    text_add_display(&shown, sv(view->text));
    size_t next = 0;
    size_t length = text_wrap(string_view(&shown), (size_t) room, &next);
    grid_put(grid, area.row, area.column + 1, room, sv_part(string_view(&shown), 0, length), view->role);
    grid_put_cut(grid, area.row + 1, area.column + 1, room, sv_from(string_view(&shown), next), view->role);
    string_free(&shown);
}

// The end of a text says most: how far an import is stands behind the file's name.
static void draw_end(Grid *grid, int row, int column, int columns, const char *text) {
    String shown = {0};
    text_add_display(&shown, sv(text));
    StringView rest = string_view(&shown);
    bool cut = (int) text_width(rest) > columns;
    while ((int) text_width(rest) + cut > columns) {
        rest = sv_from(rest, text_grapheme(rest));
    }
    if (cut) {
        column += grid_put(grid, row, column, 1, SV("…"), ROLE_DIM);
    }
    grid_put(grid, row, column, columns - cut, rest, ROLE_DIM);
    string_free(&shown);
}

void pane_message_draw(Grid *grid, Area area, const MessageView *view) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    int room = area.columns - 2;
    if (area.rows > 1 && room >= 2 && pane_message_rows(view, area.columns) > 1) {
        draw_long(grid, area, view);
        return;
    }
    int text = view->text ? grid_text_columns(sv(view->text)) : 0;
    int whole = view->progress ? grid_text_columns(sv(view->progress)) : 0;
    // A message is read once, progress comes again: progress gives way.
    int left = room - (text > 0 ? (text < room ? text : room) + 2 : 0);
    int columns = whole < left ? whole : left;
    if (columns >= 8 || (columns > 0 && columns == whole)) {
        draw_end(grid, area.row, area.column + area.columns - 1 - columns, columns, view->progress);
    }
    if (text > 0) {
        grid_put_cut(grid, area.row, area.column + 1, room, sv(view->text), view->role);
    }
}

void pane_add_progress(String *out, const char *what, int percent, int64_t per_second, int64_t rejected) {
    string_add_text(out, what);
    if (percent >= 0) {
        string_format(out, " %d %%", percent);
    }
    if (per_second > 0) {
        string_add_char(out, ' ');
        add_number(out, per_second);
        string_add_text(out, "/s");
    }
    if (rejected > 0) {
        string_add_text(out, " · ");
        add_number(out, rejected);
        string_add_text(out, " rejected");
    }
}

static int hint_columns(const Hint *hint) {
    return grid_text_columns(sv(hint->key)) + 1 + grid_text_columns(sv(hint->words));
}

void pane_hints_draw(Grid *grid, Area row, const Hint *hints, size_t count) {
    if (row.rows < 1 || row.columns < 1) {
        return;
    }
    grid_fill(grid, row, ROLE_NORMAL);
    if (count == 0) {
        return;
    }
    int last = hint_columns(&hints[count - 1]);
    int end = row.column + row.columns - 1;
    int at = row.column + 1;
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;
        if (!is_last && at + hint_columns(&hints[i]) + 2 + last > end) {
            continue;
        }
        at += grid_put(grid, row.row, at, end - at, sv(hints[i].key), ROLE_HINT_KEY) + 1;
        at += grid_put_cut(grid, row.row, at, end - at, sv(hints[i].words), ROLE_HINT_TEXT) + 2;
    }
}
