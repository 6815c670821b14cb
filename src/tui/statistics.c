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

static void add_end(Page *page, const ReviewState *state, int64_t now) {
    Progress progress;
    String text = {0};
    progress_compute(state, progress_day_start(now), &progress);
    if (progress.ends_in_ms > 0) {
        progress_add_duration(progress.ends_in_ms, &text);
        string_add_text(&text, " of screening are left at this pace");
        add(page, stats_info[STATS_PROGRESS].title, "", arena_copy_view(page->arena, string_view(&text)));
    }
    string_free(&text);
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
            if (i == STATS_PROGRESS) {
                add_end(&page, state, now);
            }
        }
    }
    overlay_pager(app, "Numbers", page.rows, page.count);
}
