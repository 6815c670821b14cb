#include "scanning.h"

#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/base/text.h"

#define STEP_US    4000
#define CHUNK_ROWS 64

// Whether a row's title, author, journal or year has the folded search words in it.
static bool row_matches(const StudyRow *row, StringView needle, String *folded) {
    String plain = {0};
    string_clear(folded);
    string_format(&plain, "%s %d %s %s", row->author ? row->author : "", row->year,
                  row->title ? row->title : "", row->journal ? row->journal : "");
    text_add_fold(folded, string_view(&plain));
    string_free(&plain);
    return sv_find(string_view(folded), needle) != SV_NONE;
}

static void found(App *app, size_t row) {
    Scan *scan = &app->scan;
    scan->from = row;
    scan->looked_at = 0;
    scan->running = --scan->times > 0;
    if (!scan->running) {
        listbox_go(&app->queue.box, row);
        queue_moved(app);
    }
}

static void end_without(App *app) {
    app->scan.running = false;
    app_say(app, ROLE_WARNING, "\"%s\" is not in the list's titles and authors", app->queue.search);
}

// The next rows in the direction of the search, up to where the list wraps around.
static void look_at_chunk(App *app, StringView needle, String *folded, Arena *arena) {
    Scan *scan = &app->scan;
    const IdList *ids = &app->queue.ids;
    size_t left = ids->count > scan->looked_at ? ids->count - scan->looked_at : 0;
    if (left == 0) {
        end_without(app);
        return;
    }
    size_t step = (scan->looked_at + 1) % ids->count;
    size_t from = scan->from % ids->count;
    size_t first = (scan->by > 0 ? from + step : from + ids->count - step) % ids->count;
    size_t count = scan->by > 0 ? ids->count - first : first + 1;
    count = count < left ? count : left;
    count = count < CHUNK_ROWS ? count : CHUNK_ROWS;
    size_t low = scan->by > 0 ? first : first + 1 - count;
    arena_reset(arena);
    StudyRow *rows = ARENA_ARRAY(arena, StudyRow, count);
    Error err = {0};
    if (!cache_rows(app->cache, ids->ids + low, count, arena, rows, &err)) {
        scan->running = false;
        app_say_error(app, &err);
        return;
    }
    scan->looked_at += count;
    for (size_t i = 0; i < count; i++) {
        size_t at = scan->by > 0 ? i : count - 1 - i;
        if (rows[at].found && row_matches(&rows[at], needle, folded)) {
            found(app, low + at);
            return;
        }
    }
}

void scanning_step(App *app) {
    int64_t until = clock_ticks_us() + STEP_US;
    String needle = {0}, folded = {0};
    Arena arena = {0};
    text_add_fold(&needle, sv(app->queue.search));
    while (app->scan.running && clock_ticks_us() < until) {
        look_at_chunk(app, string_view(&needle), &folded, &arena);
    }
    app->dirty = true;
    arena_free(&arena);
    string_free(&needle);
    string_free(&folded);
}

void scanning_start(App *app, int by, int times) {
    app->scan = (Scan){.running = true, .by = by, .times = times, .from = app->queue.box.cursor};
    scanning_step(app); // a match nearby is there at once
}

void scanning_cancel(App *app) {
    if (app->scan.running) {
        app->scan.running = false;
        app_say(app, ROLE_NORMAL, "The search was left after %zu rows", app->scan.looked_at);
    }
}
