#include "acts.h"

#include "carrel/base/clock.h"
#include "carrel/engine/rows.h"
#include "carrel/report/plots.h"

#include <inttypes.h>

// The page of :stats.

typedef struct {
    Arena *arena;
    HelpRow *rows;
    size_t count, capacity;
} Page;

static void add(Page *page, const char *group, const char *number, const char *text) {
    page->rows = arena_grow(page->arena, page->rows, &page->capacity, page->count + 1, sizeof *page->rows);
    page->rows[page->count++] = (HelpRow){group, number, NULL, text};
}

static void add_count(Page *page, const char *group, const char *what, int64_t count) {
    String text = {0};
    add_number(&text, count);
    add(page, group, arena_copy_view(page->arena, string_view(&text)), what);
    string_free(&text);
}

// Numbers stand under each other by their ends.
static void line_up(Page *page) {
    int widest = 0;
    for (size_t i = 0; i < page->count; i++) {
        int columns = grid_text_columns(sv(page->rows[i].key));
        widest = columns > widest ? columns : widest;
    }
    for (size_t i = 0; i < page->count; i++) {
        int missing = widest - grid_text_columns(sv(page->rows[i].key));
        page->rows[i].key = arena_format(page->arena, "%*s%s", missing, "", page->rows[i].key);
    }
}

static void add_table(Page *page, const Stats *stats, StatsTableName name, PlotStyle style, int columns) {
    PlotRow *rows;
    size_t count = stats_info[name].is_part ? 0 : plot_rows(stats, name, style, columns, page->arena, &rows);
    for (size_t i = 0; i < count; i++) {
        add(page, stats_info[name].title, rows[i].number, rows[i].text);
    }
}

static PlotStyle style_of(const App *app) {
    return app->options.plain ? PLOT_NUMBERS : app->grid.ascii ? PLOT_ASCII : PLOT_BLOCKS;
}

// A quarter of the width, so that what a bar means has room beside it.
static int bar_columns(const App *app) {
    int columns = app->grid.columns / 4;
    return columns < 6 ? 6 : columns > 40 ? 40 : columns;
}

void act_stats(App *app, const Call *call) {
    (void) call;
    Error err = {0};
    Page page = {.arena = overlay_arena(app)};
    const ReviewState *state = app->desk.state;
    int64_t now = clock_now_ms();
    add_count(&page, "Cache", "studies with a record", cache_count(app->cache, &err));
    add_count(&page, "Cache", "in this list", (int64_t) app->queue.ids.count);
    if (state) {
        StudyRow *rows;
        size_t count = 0;
        Stats stats;
        const char *group = arena_copy(page.arena, app->desk.name);
        if (!review_rows(state, app->cache, page.arena, &rows, &count, &err)) {
            app_say(app, ROLE_ERROR, "%s", err.text);
            count = 0;
        }
        stats_count(state, rows, count, now, page.arena, &stats);
        add_count(&page, group, "candidates", (int64_t) review_state_counts(state, now).candidates);
        add_count(&page, group, "studies: reports of one trial counted once",
                  (int64_t) review_state_trial_count(state));
        for (int i = 0; i < STATS_TABLES; i++) {
            add_table(&page, &stats, (StatsTableName) i, style_of(app), bar_columns(app));
        }
    }
    line_up(&page);
    overlay_pager(app, "Numbers", page.rows, page.count);
}
