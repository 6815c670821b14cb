#include "desk.h"

#include "highlighting.h"
#include "queue.h"
#include "reading.h"
#include "searches.h"

#include "carrel/base/clock.h"
#include "carrel/review/labels.h"

#include <string.h>

// Taking back, and doing again.

// What an action did, in words: "include of Alp 2021 and 11 more". Of an undo, what it took back.
static void add_deed(App *app, Key about, Key target, size_t count, String *out) {
    Arena arena = {0};
    const Event **events;
    const Candidate *candidate = review_state_by_key(app->desk.state, about);
    size_t known = candidate ? review_state_history(app->desk.state, about, &arena, &events) : 0;
    const Event *deed = NULL;
    bool names_another = true;
    for (size_t hops = 0; names_another && hops <= known; hops++) {
        deed = NULL;
        for (size_t i = 0; i < known; i++) {
            deed = key_compare(events[i]->action, target) == 0 ? events[i] : deed;
        }
        names_another = deed && deed->kind == EVENT_UNDO && key_from_text(sv(deed->value), &target);
    }
    if (deed && deed->kind == EVENT_DECISION) {
        Decision decision;
        string_add_text(out, decision_value_parse(deed->value, &decision, NULL) && decision != DECISION_NONE
                                 ? decision_name(decision)
                                 : "clear");
    } else {
        string_add_text(out, deed ? event_kind_name(deed->kind) : "change of the review");
    }
    if (deed && deed->kind == EVENT_RETRIEVAL) {
        string_format(out, " %.*s", (int) strcspn(deed->value, "\t"), deed->value);
    } else if (deed && deed->kind == EVENT_VALUE) {
        string_format(out, " of %.*s", (int) strcspn(deed->value, "\t"), deed->value);
    } else if (deed && (deed->kind == EVENT_LABEL_ADD || deed->kind == EVENT_LABEL_REMOVE)) {
        string_format(out, " \"%s\"", deed->value);
    }
    if (candidate && candidate->study) {
        string_add_text(out, deed && deed->kind == EVENT_DECISION ? " of " : ", ");
        reading_add_name(app, candidate->study, out);
    }
    if (count > 1) {
        string_format(out, " and %zu more", count - 1);
    }
    arena_free(&arena);
}

// What the review's lists say, to see whether an undo changed them.
typedef struct {
    const char *labels, *reasons;
} Lists;

static Lists lists_of(const App *app, Arena *arena) {
    const char *labels = review_state_setting(app->desk.state, LABELS_SETTING);
    TextList reasons = review_state_reasons(app->desk.state);
    String text = {0};
    for (size_t i = 0; i < reasons.count; i++) {
        string_format(&text, "%s\n", reasons.items[i]);
    }
    Lists lists = {arena_copy(arena, labels ? labels : ""), arena_copy(arena, string_text(&text))};
    string_free(&text);
    return lists;
}

// "change of the labels", where the action was that and no decision.
static void add_list_change(const App *app, Lists before, bool of_review, Arena *arena, String *words) {
    Lists now = lists_of(app, arena);
    if (strcmp(now.labels, before.labels) != 0) {
        string_add_text(words, "change of the labels");
    } else if (of_review && strcmp(now.reasons, before.reasons) != 0) {
        string_add_text(words, "change of the reasons");
    }
}

void desk_undo(App *app, bool redo) {
    Desk *desk = &app->desk;
    if (!desk->path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open, so there is nothing to take back");
        return;
    }
    adding_stop(app); // what comes would not be taken back
    Key about;
    size_t count;
    Key target = redo ? review_state_redo_target(desk->state, &about, &count)
                      : review_state_undo_target(desk->state, &about, &count);
    if (key_is_none(target)) {
        app_say(app, ROLE_NORMAL,
                redo ? "There is nothing to do again" : "There is nothing of yours to take back");
        return;
    }
    Arena arena = {0};
    String words = {0};
    const Candidate *candidate = review_state_by_key(desk->state, about);
    StudyId study = candidate ? candidate->study : 0;
    add_deed(app, about, target, count, &words);
    ReviewAction action = review_action_begin(desk->state, clock_now_ms(), &arena);
    review_action_undo(&action, target);
    size_t before = review_state_count(desk->state);
    SearchRecord *searches = NULL;
    size_t search_count = key_is_none(about) ? review_state_searches(desk->state, &arena, &searches) : 0;
    TermSet *terms = key_is_none(about) ? highlighting_terms(app) : NULL;
    Lists lists = lists_of(app, &arena);
    desk_submit(app, &action);
    String import = {0};
    add_list_change(app, lists, key_is_none(about), &arena, &import);
    searches_add_change(app, searches, search_count, &import);
    highlighting_add_change(app, terms, &import);
    term_set_free(terms);
    app->queue.stale = app->queue.stale || review_state_count(desk->state) != before;
    comparing_changed(app);
    if (comparing_is_open(app)) {
        comparing_go_to(app, about);
    } else if (study && reading_shown(app) != study && !queue_go_to(app, study)) {
        reading_jump(app, study, SLOT_ABSTRACT);
    }
    app_say(app, ROLE_GOOD, redo ? "done again: %s · u undoes" : "taken back: %s · C-r does it again",
            import.length ? import.data : string_text(&words));
    string_free(&import);
    string_free(&words);
    arena_free(&arena);
}
