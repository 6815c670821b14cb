#include "acts.h"
#include "desk.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// The review's reasons for exclusion: a menu to add, rename, join, move and remove them.

static void list_reasons(App *app, const char *chosen);

static void reason_done(App *app, ReviewAction *action, const char *chosen, const char *words) {
    desk_submit(app, action);
    list_reasons(app, chosen);
    app_say(app, ROLE_GOOD, "%s · u undoes", words);
}

static void add_reason(App *app, const char *text) {
    StringView trimmed = sv_trim(sv(text));
    Arena arena = {0};
    if (trimmed.length && desk_require(app)) {
        const char *reason = arena_copy_view(&arena, trimmed);
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        review_action_reason(&action, reason);
        reason_done(app, &action, reason,
                    arena_format(&arena, "\"%s\" is a reason for exclusion now", reason));
    }
    arena_free(&arena);
}

static bool is_listed(const App *app, const char *reason) {
    TextList reasons = review_state_reasons(app->desk.state);
    bool found = false;
    for (size_t i = 0; i < reasons.count; i++) {
        found = found || strcmp(reasons.items[i], reason) == 0;
    }
    return found;
}

static void rename_reason(App *app, const char *text) {
    Arena arena = {0};
    const char *old = arena_copy(&arena, app->bulk_text);
    const char *reason = arena_copy_view(&arena, sv_trim(sv(text)));
    if (!*reason || strcmp(reason, old) == 0) {
        list_reasons(app, old);
    } else {
        bool joins = is_listed(app, reason);
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        review_action_rename_reason(&action, old, reason);
        reason_done(app, &action, reason,
                    arena_format(&arena, joins ? "\"%s\" and \"%s\" are one now" : "\"%s\" is \"%s\" now",
                                 old, reason));
    }
    arena_free(&arena);
}

static void remove_reason(App *app, const char *reason) {
    Arena arena = {0};
    if (is_listed(app, reason)) {
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        review_action_rename_reason(&action, reason, NULL);
        reason_done(app, &action, NULL,
                    arena_format(&arena, "\"%s\" is off the list; past decisions keep it", reason));
    } else {
        list_reasons(app, reason);
        app_say(app, ROLE_NORMAL, "\"%s\" is in use, but not on the list", reason);
    }
    arena_free(&arena);
}

static void move_reason(App *app, const char *reason, int by) {
    TextList reasons = review_state_reasons(app->desk.state);
    size_t at = 0;
    while (at < reasons.count && strcmp(reasons.items[at], reason) != 0) {
        at++;
    }
    if (at < reasons.count && (by > 0 ? at + 1 < reasons.count : at > 0)) {
        size_t other = by > 0 ? at + 1 : at - 1;
        Arena arena = {0};
        String order = {0};
        for (size_t i = 0; i < reasons.count; i++) {
            size_t from = i == at ? other : i == other ? at : i;
            string_format(&order, "%s%s", i ? "\n" : "", reasons.items[from]);
        }
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        review_action_setting(&action, REASON_ORDER_SETTING, order.data);
        desk_submit(app, &action);
        string_free(&order);
        arena_free(&arena);
    }
    list_reasons(app, reason);
}

// The menu's item, copied: the menu's arena goes with what comes next.
static char *reason_at(App *app, size_t chosen) {
    Arena arena = {0};
    TextList reasons = desk_reasons(app, &arena);
    char *reason = chosen < reasons.count ? memory_copy_string(reasons.items[chosen]) : NULL;
    arena_free(&arena);
    return reason;
}

static void choose_reason(App *app, size_t chosen, const char *typed) {
    (void) typed;
    char *reason = reason_at(app, chosen);
    if (reason) {
        free(app->bulk_text);
        app->bulk_text = reason;
        overlay_prompt(app, PROMPT_TEXT, "rename to: ", reason, rename_reason);
    }
}

static void change_reason(App *app, size_t chosen) {
    char *reason = reason_at(app, chosen);
    if (app->overlay.pressed == 'a') {
        overlay_prompt(app, PROMPT_TEXT, "new reason: ", "", add_reason);
    } else if (reason && app->overlay.pressed == 'D') {
        remove_reason(app, reason);
    } else if (reason) {
        move_reason(app, reason, app->overlay.pressed == 'J' ? 1 : -1);
    }
    free(reason);
}

static size_t studies_excluded_for(const App *app, const char *reason) {
    size_t count = 0;
    for (size_t i = 0; i < review_state_count(app->desk.state); i++) {
        const char *own = review_state_at(app->desk.state, i)->own.reason;
        count += own && strcmp(own, reason) == 0;
    }
    return count;
}

// With the cursor on `chosen` (may be NULL).
static void list_reasons(App *app, const char *chosen) {
    char *wanted = chosen ? memory_copy_string(chosen) : NULL;
    Arena *arena = overlay_arena(app);
    TextList reasons = desk_reasons(app, arena);
    size_t protocol = review_state_reasons(app->desk.state).count, cursor = 0;
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, reasons.count + 1);
    for (size_t i = 0; i < reasons.count; i++) {
        items[i].text = reasons.items[i];
        items[i].note = arena_format(arena, "%zu%s", studies_excluded_for(app, reasons.items[i]),
                                     i < protocol ? "" : " · not on the list");
        cursor = wanted && strcmp(wanted, reasons.items[i]) == 0 ? i : cursor;
    }
    overlay_menu(app, "Reasons", items, reasons.count, false, false, choose_reason);
    overlay_menu_also(app, "aDJK",
                      app->grid.columns < 60 ? "a D J K" : "Enter renames, a adds, D removes, J K move",
                      change_reason);
    overlay_menu_go(app, cursor);
    free(wanted);
}

void act_reason(App *app, const Call *call) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_reason(&action, call->rest);
    desk_submit(app, &action);
    app_say(app, ROLE_GOOD, "\"%s\" is a reason for exclusion now · u undoes", call->rest);
    arena_free(&arena);
}

void act_reasons(App *app, const Call *call) {
    (void) call;
    if (desk_require(app)) {
        list_reasons(app, NULL);
    }
}
