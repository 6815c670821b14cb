#include "criteria.h"

#include "acts.h"
#include "desk.h"

#include "carrel/base/clock.h"
#include "carrel/pane/criteria.h"
#include "carrel/review/settings.h"

#include <string.h>

static const char *value_of(const App *app, const ReviewSetting *setting) {
    const char *value = app->desk.state ? review_state_setting(app->desk.state, setting->name) : NULL;
    return value ? value : "";
}

// What was written; the rest takes no room.
static size_t criteria_of(const App *app, Criterion criteria[REVIEW_SETTINGS]) {
    size_t count = 0;
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        const char *value = value_of(app, &review_settings[i]);
        if (review_settings[i].is_criterion && *value) {
            criteria[count++] = (Criterion){review_settings[i].title, value};
        }
    }
    return count;
}

// The columns of the pane, before the rows are known.
static int columns_of(const App *app, int rows, int columns) {
    LayoutChoice choice = app->choice;
    Layout layout;
    choice.foot = 2;
    layout_compute(&layout, &choice, rows, columns, app->focus, app->zoomed || app->options.plain);
    return layout.foot.columns;
}

int criteria_rows(const App *app) {
    Criterion criteria[REVIEW_SETTINGS];
    size_t count = app->shows_criteria && !comparing_is_open(app) && !mapping_is_open(app) ? criteria_of(app, criteria) : 0;
    int columns = count ? columns_of(app, app->grid.rows, app->grid.columns) : 0;
    return columns ? pane_criteria_rows(criteria, count, columns) : 0;
}

void criteria_draw(App *app) {
    Criterion criteria[REVIEW_SETTINGS];
    if (app->layout.foot.rows > 0) {
        pane_criteria_draw(&app->grid, app->layout.foot, criteria, criteria_of(app, criteria));
    }
}

static void show_over(App *app, const Criterion *criteria, size_t count) {
    Arena *arena = overlay_arena(app);
    HelpRow *rows = NULL;
    size_t lines = 0, capacity = 0;
    for (size_t i = 0; i < count; i++) {
        StringView rest = sv(criteria[i].text), line;
        while (sv_line(&rest, &line)) {
            rows = arena_grow(arena, rows, &capacity, lines + 1, sizeof *rows);
            rows[lines++] =
                (HelpRow){arena_copy(arena, criteria[i].title), "", NULL, arena_copy_view(arena, line)};
        }
    }
    overlay_pager(app, "Criteria", rows, lines);
}

void act_show_criteria(App *app, const Call *call) {
    (void) call;
    Criterion criteria[REVIEW_SETTINGS];
    if (app->overlay.kind == OVERLAY_PAGER) { // C once more
        overlay_close(app);
        return;
    }
    size_t count = criteria_of(app, criteria);
    bool has_room = columns_of(app, app->grid.rows, app->grid.columns) > 0;
    if (!count) {
        app->shows_criteria = false;
        app_say(app, ROLE_NORMAL, "This review has no criteria yet; :criteria writes them down");
    } else if (has_room) {
        app->shows_criteria = !app->shows_criteria;
    } else {
        show_over(app, criteria, count);
    }
}

// --- the form ---

static bool save(App *app) {
    Form *form = &app->overlay.form;
    Arena arena = {0};
    Error err = {0};
    String answer = {0};
    bool ok = true;
    if (!app->desk.state) {
        return true;
    }
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    for (size_t i = 0; ok && i < REVIEW_SETTINGS; i++) {
        string_clear(&answer);
        form_answer(form, i, &answer);
        if (!form_field_changed(form, i)) {
            continue;
        }
        ok = review_setting_fits(&review_settings[i], string_view(&answer), &err);
        if (ok) {
            review_action_setting(&action, review_settings[i].name, string_text(&answer));
        } else {
            form_refuse(form, i, err.text);
        }
    }
    size_t changed = action.count;
    if (ok && changed) {
        desk_submit(app, &action);
        app_say(app, ROLE_GOOD, "%zu answer%s kept · C shows the criteria · u undoes", changed,
                changed == 1 ? "" : "s");
    } else if (ok) {
        app_say(app, ROLE_NORMAL, "Nothing changed");
    }
    string_free(&answer);
    arena_free(&arena);
    return ok;
}

static void add_choices(Arena *arena, Form *form, size_t field, const ReviewSetting *setting,
                        const char *value) {
    const char **choices = NULL;
    size_t count = 0, capacity = 0, chosen = 0; // the first is what holds where nothing is set
    StringView rest = sv(setting->choices), word;
    while (sv_split(&rest, ' ', &word)) {
        choices = arena_grow(arena, choices, &capacity, count + 1, sizeof *choices);
        choices[count] = arena_copy_view(arena, word);
        chosen = strcmp(choices[count], value) == 0 ? count : chosen;
        count++;
    }
    form_choice(form, field, setting->title, setting->help, choices, count, chosen);
}

void act_criteria(App *app, const Call *call) {
    (void) call;
    if (!desk_require(app)) {
        return;
    }
    Arena *arena = overlay_arena(app);
    Form *form = &app->overlay.form;
    form_init(form, "Question and criteria", REVIEW_SETTINGS);
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        const ReviewSetting *setting = &review_settings[i];
        if (setting->choices) {
            add_choices(arena, form, i, setting, value_of(app, setting));
        } else {
            form_text(form, i, setting->title, setting->help, value_of(app, setting));
        }
    }
    overlay_form(app, save);
}
