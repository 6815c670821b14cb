#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "session.h"

#include "carrel/base/file.h"
#include "carrel/screening/retrieving.h"

#include <string.h>

// The stages of a review, and whether the full text of a report is at hand.

static void go_to_stage(App *app, int stage) {
    Desk *desk = &app->desk;
    Error err = {0};
    reading_load(app);
    desk_leave_study(app);
    if (jumps_in_trail(&app->reading.jumps)) {
        reading_home(app);
    }
    reading_preview(app, false);
    chasing_leave(app);
    desk->stage = stage;
    desk->last_decision = DECISION_NONE; // "." does again what was done at this stage
    review_state_set_stage(desk->state, stage);
    queue_clear_selection(app);
    queue_forget_left(app);
    queue_forget_rows(app);
    reading_forget(app);
    app->focus = SLOT_LIST;
    if (!queue_limit(app, QUEUE_STANDING_LIMIT, NULL, &err)) {
        app_say_error(app, &err);
    }
    session_save(app);
    ReviewCounts counts = review_state_counts(desk->state, INT64_MAX);
    app_say(app, ROLE_GOOD,
            stage > 1 ? "Full text: %zu due, %zu of them undecided · S goes back"
                      : "Title and abstract: %zu candidates, %zu of them undecided",
            counts.candidates, counts.undecided + counts.later);
}

void act_stage(App *app, const Call *call) {
    Desk *desk = &app->desk;
    const char *wanted = call->argument_count ? call->arguments[0] : "";
    int stage = strcmp(wanted, "ta") == 0 ? 1 : strcmp(wanted, "ft") == 0 ? 2 : 0;
    if (desk->path) {
        desk_wait(app);
    }
    if (!desk->state) {
        app_say(app, ROLE_NORMAL, "No review is open, so there is no stage to go to");
    } else if (*wanted && !stage) {
        app_say(app, ROLE_ERROR, "There is no stage \"%s\"; it is ta (title and abstract) or ft (full text)",
                wanted);
    } else if (stage == desk->stage) {
        app_say(app, ROLE_NORMAL,
                stage > 1 ? "This is full text already" : "This is title and abstract already");
    } else {
        go_to_stage(app, stage ? stage : 3 - desk->stage);
    }
}

static void choose_retrieval(App *app, size_t chosen, const char *typed) {
    (void) typed;
    static const Retrieval offered[] = {RETRIEVAL_SOUGHT, RETRIEVAL_RETRIEVED, RETRIEVAL_MISSING,
                                        RETRIEVAL_NONE};
    act_on_studies(app, ACTION_RETRIEVAL, retrieval_name(offered[chosen]));
}

static void ask_retrieval(App *app) {
    static const char *const texts[] = {"sought", "retrieved", "not retrieved", "none of these"};
    static const char *const notes[] = {"somebody looks for it", ":retrieval retrieved FILE names the file",
                                        "it could not be had", "nothing is known"};
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, 4);
    for (size_t i = 0; i < 4; i++) {
        items[i].text = texts[i];
        items[i].note = notes[i];
    }
    overlay_menu(app, "Full text", items, 4, false, false, choose_retrieval);
}

void act_retrieval(App *app, const Call *call) {
    Retrieval retrieval;
    const char *file = call->argument_count > 1 ? call->arguments[1] : NULL;
    if (!desk_require(app)) {
        return;
    }
    if (!call->argument_count) {
        ask_retrieval(app);
    } else if (!retrieval_parse(sv(call->arguments[0]), &retrieval)) {
        app_say(app, ROLE_ERROR, "\"%s\" says nothing of a full text; it is one of %s", call->arguments[0],
                retrieval_words);
    } else if (file && retrieval != RETRIEVAL_RETRIEVED) {
        app_say(app, ROLE_ERROR, "A file goes with retrieved");
    } else if (file && app->queue.selected_count > 1) {
        app_say(app, ROLE_ERROR, "A file is the full text of one study, and %zu are selected",
                app->queue.selected_count);
    } else if (file && (!file_exists(file) || file_is_folder(file))) {
        app_say(app, ROLE_ERROR, "%s: there is no such file", file);
    } else {
        String text = {0};
        string_add_text(&text, retrieval_name(retrieval));
        if (file) {
            string_add_char(&text, '\t');
            retrieving_add_kept(app->desk.path, file, &text);
        }
        act_on_studies(app, ACTION_RETRIEVAL, text.data);
        string_free(&text);
    }
}
