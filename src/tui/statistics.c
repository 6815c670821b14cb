#include "statistics.h"

#include "acts.h"
#include "desk.h"

#include "carrel/report/plots.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <inttypes.h>
#include <math.h>

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

static const char *name_of(const ReviewState *state, Key reviewer) {
    const char *name = review_state_reviewer_name(state, reviewer);
    bool own = key_compare(review_state_reviewer(state), reviewer) == 0;
    return name ? name : own ? "you" : "somebody without a name";
}

static void add_figure(Page *page, const char *group, double figure, const char *what) {
    add(page, group, isnan(figure) ? "–" : arena_format(page->arena, "%.2f", figure),
        isnan(figure) ? arena_format(page->arena, "%s: not defined", what) : what);
}

static void add_pair(Page *page, const ReviewState *state, const PairAgreement *pair) {
    const Agreement *agreement = &pair->agreement;
    // Copied, since the state goes before the page does.
    const char *group =
        arena_format(page->arena, "%s and %s", name_of(state, pair->first), name_of(state, pair->second));
    add_count(page, group,
              agreement->studies == 1 ? "study judged blind by both" : "studies judged blind by both",
              (int64_t) agreement->studies);
    add(page, group, arena_format(page->arena, "%.1f %%", agreement->percent), "judged alike");
    add_count(page, group, pair->conflicts == 1 ? "conflict" : "conflicts", (int64_t) pair->conflicts);
    const char *kappa = "Cohen's kappa";
    if (!isnan(agreement->kappa)) {
        kappa = arena_format(page->arena, "Cohen's kappa, 95 %% %.2f to %.2f: %s", agreement->low,
                             agreement->high, agreement_word(agreement->kappa));
    }
    add_figure(page, group, agreement->kappa, kappa);
    add_figure(page, group, agreement->adjusted, "prevalence-adjusted kappa");
}

static void add_agreement(Page *page, const FiguresAnswer *answer) {
    const ReviewAgreement *found = &answer->agreement;
    for (size_t i = 0; i < found->pair_count; i++) {
        add_pair(page, answer->state, &found->pairs[i]);
    }
    if (!isnan(found->of_all)) {
        add_figure(page, "All reviewers", found->of_all,
                   arena_format(page->arena, "Fleiss' kappa of all %zu: %s", found->reviewers,
                                agreement_word(found->of_all)));
    }
    if (found->pair_count == 0) {
        add(page, "Agreement", "", "No study has blind votes of two reviewers at this stage");
    }
}

static void add_stats(const App *app, Page *page, const FiguresAnswer *answer) {
    const char *group = arena_copy(page->arena, app->desk.name);
    add_count(page, group, "candidates", (int64_t) answer->candidates);
    add_count(page, group, "studies: reports of one trial counted once", (int64_t) answer->trials);
    for (int i = 0; i < STATS_TABLES; i++) {
        add_table(page, &answer->stats, (StatsTableName) i, style_of(app), bar_columns(app));
    }
}

// A search on the page lies over it and goes on.
static bool is_open(const App *app) {
    const Overlay *overlay = &app->overlay;
    return (overlay->kind == OVERLAY_PAGER || overlay->pager_below) &&
           overlay->pager.rows == app->statistics.rows;
}

void statistics_answer(App *app, const FiguresAnswer *answer) {
    Statistics *statistics = &app->statistics;
    if (answer->generation != statistics->generation) {
        return;
    }
    statistics_stop(app);
    if (!is_open(app)) {
        return; // left meanwhile
    }
    Page page = {.arena = &app->overlay.arena};
    for (size_t i = 0; i + 1 < statistics->row_count; i++) {
        const HelpRow *row = &statistics->rows[i];
        add(&page, row->group, row->key, row->text);
    }
    if (answer->error.kind != ERROR_NONE) {
        add(&page, "Review", "", arena_copy(page.arena, answer->error.text));
    } else if (answer->has_agreement) {
        add_agreement(&page, answer);
    } else {
        add_stats(app, &page, answer);
    }
    line_up(&page);
    app->overlay.pager.rows = page.rows;
    app->overlay.pager.count = page.count;
    app->dirty = true;
}

void statistics_stop(App *app) {
    figures_stop(app->statistics.figures);
    app->statistics.figures = NULL;
}

// Opens the page with what is known already.
static void open_page(App *app, const char *title, Page *page, bool agreement) {
    Statistics *statistics = &app->statistics;
    statistics_stop(app);
    if (app->desk.state) {
        FiguresRequest request = {
            .cache_path = app->cache_path,
            .review_path = app->desk.path,
            .reviewer = app->desk.reviewer,
            .stage = app->desk.stage,
            .agreement = agreement,
        };
        add(page, arena_copy(page->arena, app->desk.name), "…", "counting");
        statistics->figures = figures_start(&request, ++statistics->generation, app->mailbox);
    }
    line_up(page);
    statistics->rows = page->rows;
    statistics->row_count = page->count;
    overlay_pager(app, title, page->rows, page->count);
}

void act_stats(App *app, const Call *call) {
    (void) call;
    Page page = {.arena = overlay_arena(app)};
    add_count(&page, "Cache", "studies with a record", cache_count(app->cache, NULL));
    add_count(&page, "Cache", "in this list", (int64_t) app->queue.ids.count);
    open_page(app, "Numbers", &page, false);
}

void act_agreement(App *app, const Call *call) {
    (void) call;
    if (!app->desk.path) {
        app_say(app, ROLE_NORMAL, "No review is open, so nobody voted");
    } else if (desk_require(app) && review_state_is_blind(app->desk.state)) {
        app_say(app, ROLE_WARNING, "Not told: " BLIND_REASON);
    } else if (app->desk.state) {
        Page page = {.arena = overlay_arena(app)};
        open_page(app, app->desk.stage > 1 ? "Agreement at full text" : "Agreement at title and abstract",
                  &page, true);
    }
}
