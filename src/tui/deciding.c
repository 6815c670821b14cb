#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "settling.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Decisions, selection, undo.

// After a decision on the list's own study the next undecided one is shown; within a trail
// or a preview the reader stays.
static void advance(App *app, StudyId decided) {
    if (!app->options.advance || app->queue.cursor_id != decided || jumps_in_trail(&app->reading.jumps) ||
        app->reading.previewing) {
        return;
    }
    if (queue_step_undecided(app, 1)) {
        app->decided_unpainted = true;
    } else {
        const Message *said = app_message(app);
        char *echo = memory_copy_string(said ? said->text : "");
        size_t later = review_state_counts(app->desk.state, INT64_MAX).later;
        app_say(app, ROLE_GOOD,
                later ? "%s · nothing undecided is left in this list; %zu put off (is:later)"
                      : "%s · nothing undecided is left in this list",
                echo, later);
        free(echo);
    }
}

static void carry_out(App *app) {
    Arena arena = {0};
    StudyId *ids;
    ActionId action = app->bulk_action;
    bool selection = app->queue.selected_count > 0;
    size_t count = act_studies(app, &arena, &ids);
    if (!count) {
        app_say(app, ROLE_NORMAL, "No study is shown");
    }
    bool done = desk_apply(app, action, app->bulk_text, ids, count);
    if (done && selection) {
        queue_clear_selection(app);
    } else if (done && (actions[action].flags & ACTION_DECIDES) && action != ACTION_CLEAR) {
        advance(app, ids[0]);
    }
    arena_free(&arena);
}

const char *act_bulk_words(const App *app, ActionId action) {
    static const char *const again[] = {
        [DECISION_INCLUDE] = "Include",
        [DECISION_EXCLUDE] = "Exclude",
        [DECISION_MAYBE] = "Decide maybe on",
        [DECISION_LATER] = "Put off",
    };
    switch (action) {
    case ACTION_INCLUDE:
        return again[DECISION_INCLUDE];
    case ACTION_EXCLUDE:
        return again[DECISION_EXCLUDE];
    case ACTION_MAYBE:
        return again[DECISION_MAYBE];
    case ACTION_LATER:
        return again[DECISION_LATER];
    case ACTION_CLEAR:
        return "Clear the decision on";
    case ACTION_ADD:
        return "Add";
    case ACTION_TAG:
        return "Change the labels of";
    case ACTION_VALUE:
        return "Change a value of";
    case ACTION_RETRIEVAL:
        return strncmp(app->bulk_text, "missing", 7) == 0     ? "Full text not retrieved:"
               : strncmp(app->bulk_text, "retrieved", 9) == 0 ? "Full text retrieved:"
               : strncmp(app->bulk_text, "sought", 6) == 0    ? "Full text sought:"
                                                              : "Take the retrieval status off";
    default:
        return again[app->desk.last_decision];
    }
}

bool act_confirm_bulk(App *app, void (*confirmed)(App *app), const char *words) {
    size_t selected = app->queue.selected_count;
    bool only_here = selected == 1 && id_map_get(&app->queue.selected, reading_shown(app), NULL);
    if (!selected || only_here) {
        return false;
    }
    overlay_confirm(app, confirmed, "%s %zu selected stud%s?", words, selected, selected == 1 ? "y" : "ies");
    return true;
}

void act_on_studies(App *app, ActionId action, const char *text) {
    char *copy = text ? memory_copy_string(text) : NULL;
    free(app->bulk_text);
    app->bulk_text = copy;
    app->bulk_action = action;
    if (!act_confirm_bulk(app, carry_out, act_bulk_words(app, action))) {
        carry_out(app);
    }
}

static void choose_reason(App *app, size_t chosen, const char *typed) {
    Arena arena = {0};
    TextList reasons = desk_reasons(app, &arena);
    const char *reason = typed ? typed : chosen < reasons.count ? reasons.items[chosen] : "";
    if (*reason) {
        act_on_studies(app, ACTION_EXCLUDE, reason);
    }
    arena_free(&arena);
}

static void ask_reason(App *app) {
    if (!desk_require(app)) {
        return;
    }
    Arena *arena = overlay_arena(app);
    TextList reasons = desk_reasons(app, arena);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, reasons.count + 1);
    for (size_t i = 0; i < reasons.count; i++) {
        items[i].text = reasons.items[i];
    }
    overlay_menu(app, reasons.count ? "Exclude because" : "Exclude because (type the reason)", items,
                 reasons.count, false, true, choose_reason);
}

// PRISMA 2020 counts each report that is excluded at full text under a reason.
static bool needs_reason(const App *app) {
    return app->options.reason_required || (app->desk.path && app->desk.stage > 1);
}

void act_decide(App *app, const Call *call) {
    bool excludes = call->action == ACTION_EXCLUDE || call->action == ACTION_EXCLUDE_REASON;
    if (settling_takes(app, call)) {
        return;
    }
    bool asks = call->action == ACTION_EXCLUDE_REASON || needs_reason(app);
    if (excludes && asks && !*call->rest) {
        ask_reason(app);
    } else {
        act_on_studies(app, excludes ? ACTION_EXCLUDE : call->action,
                       excludes && *call->rest ? call->rest : NULL);
    }
}

void act_again(App *app, const Call *call) {
    if (app->desk.last_decision == DECISION_NONE) {
        app_say(app, ROLE_NORMAL, "Nothing was decided yet that could be done again");
    } else if (app->desk.last_decision == DECISION_EXCLUDE && !app->desk.last_reason && needs_reason(app)) {
        ask_reason(app);
    } else {
        act_on_studies(app, call->action, NULL);
    }
}

void act_step_undecided(App *app, const Call *call) {
    int by = call->action == ACTION_NEXT_UNDECIDED ? 1 : -1;
    for (int i = 0; i < (call->count > 0 ? call->count : 1); i++) {
        if (!queue_step_undecided(app, by)) {
            app_say(app, ROLE_NORMAL, "Nothing else is undecided in this list");
            return;
        }
    }
}

void act_add(App *app, const Call *call) {
    act_on_studies(app, call->action, NULL);
}

// The id of the row under the cursor of the focused list, and that list's cursor.
static StudyId cursor_study(App *app, ListBox **box) {
    if (app->focus == SLOT_LINKS) {
        reading_load(app);
        *box = &app->reading.boxes[app->reading.tab];
        return reading_link_id(app, (*box)->cursor);
    }
    *box = &app->queue.box;
    return app->queue.cursor_id;
}

static StudyId study_at(App *app, size_t row) {
    return app->focus == SLOT_LINKS ? reading_link_id(app, row) : app->queue.ids.ids[row];
}

void act_select(App *app, const Call *call) {
    (void) call;
    ListBox *box;
    StudyId id = cursor_study(app, &box);
    if (!id) {
        return;
    }
    queue_select(app, id, !id_map_get(&app->queue.selected, id, NULL));
    listbox_move(box, 1);
    if (app->focus == SLOT_LIST) {
        queue_moved(app);
    }
}

void act_range(App *app, const Call *call) {
    (void) call;
    ListBox *box;
    if (!cursor_study(app, &box)) {
        return;
    }
    if (app->queue.range_from < 0) {
        app->queue.range_from = (long) box->cursor;
        app_say(app, ROLE_NORMAL, "Range begins here; v at its other end selects it");
        return;
    }
    size_t from = (size_t) app->queue.range_from, until = box->cursor;
    if (from > until) {
        size_t swap = from;
        from = until;
        until = swap;
    }
    for (size_t row = from; row <= until && row < box->count; row++) {
        StudyId id = study_at(app, row);
        if (id) {
            queue_select(app, id, true);
        }
    }
    app->queue.range_from = -1;
    app_say(app, ROLE_NORMAL, "%zu selected; Esc drops the selection", app->queue.selected_count);
}

void act_invert(App *app, const Call *call) {
    (void) call;
    ListBox *box;
    cursor_study(app, &box);
    if (box == &app->queue.box && queue_is_coming(app)) {
        app_say(app, ROLE_NORMAL, "Not all rows have come yet; V selects them in a moment");
        return;
    }
    IdMap inverted = {0};
    size_t count = 0;
    for (size_t row = 0; row < box->count; row++) {
        StudyId id = study_at(app, row);
        if (id && !id_map_get(&app->queue.selected, id, NULL)) {
            id_map_set(&inverted, id, 1);
            count++;
        }
    }
    id_map_free(&app->queue.selected);
    app->queue.selected = inverted;
    app->queue.selected_count = count;
    app_say(app, ROLE_NORMAL, "%zu selected; Esc drops the selection", count);
}

void act_undo(App *app, const Call *call) {
    desk_undo(app, call->action == ACTION_REDO);
}

#define DECISIONS_MOST 100

static void choose_decision(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    PastDecision *past;
    size_t count = review_state_last_decisions(app->desk.state, &arena, DECISIONS_MOST, &past);
    const Candidate *candidate =
        chosen < count ? review_state_by_key(app->desk.state, past[chosen].candidate) : NULL;
    if (candidate && candidate->study && !queue_go_to(app, candidate->study)) {
        reading_jump(app, candidate->study, SLOT_ABSTRACT);
    }
    arena_free(&arena);
}

void act_decisions(App *app, const Call *call) {
    (void) call;
    Arena *arena = overlay_arena(app);
    PastDecision *past = NULL;
    size_t count =
        app->desk.state ? review_state_last_decisions(app->desk.state, arena, DECISIONS_MOST, &past) : 0;
    if (!count) {
        app_say(app, ROLE_NORMAL, "Nothing was decided in this review yet");
        return;
    }
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_by_key(app->desk.state, past[i].candidate);
        String name = {0}, when = {0};
        if (candidate && candidate->study) {
            reading_add_name(app, candidate->study, &name);
        }
        clock_add_minute(&when, past[i].time);
        items[i].text = arena_format(
            arena, "%-9s %s%s%s", past[i].decision ? decision_name(past[i].decision) : "clear",
            string_text(&name), past[i].reason ? ": " : "", past[i].reason ? past[i].reason : "");
        items[i].note = arena_copy(arena, when.data);
        string_free(&name);
        string_free(&when);
    }
    overlay_menu(app, "Last decisions", items, count, false, false, choose_decision);
}
