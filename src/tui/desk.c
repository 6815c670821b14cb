#include "desk.h"

#include "exporting.h"
#include "highlighting.h"

#include "importing.h"
#include "mail.h"
#include "queue.h"
#include "reading.h"
#include "screening.h"
#include "session.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/review/team.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// From when on a study that was on the screen counts as read.
#define READ_MS 2000
// How long a review may take to load before the user is told that it is not open.
#define LOAD_MOST_US 5000000

const Candidate *desk_candidate(const App *app, StudyId id) {
    return app->desk.state && id ? review_state_by_study(app->desk.state, id) : NULL;
}

bool desk_open(App *app, const char *path, bool create, Error *err) {
    Desk *desk = &app->desk;
    desk_close(app);
    Recorder *recorder = recorder_start(path, create, app->mailbox, err);
    if (!recorder) {
        return false;
    }
    desk->recorder = recorder;
    desk->path = memory_copy_string(path);
    StringView stem = path_stem(path);
    desk->name = memory_resize(NULL, stem.length + 1);
    memcpy(desk->name, stem.data, stem.length);
    desk->name[stem.length] = '\0';
    desk->stage = screening_is_on(app) ? 1 : session_stage(app);
    desk->loading = true;
    shelving_remember(path);
    return true;
}

void desk_close(App *app) {
    Desk *desk = &app->desk;
    Mail mail;
    // What an import brought so far is for this review.
    while (desk->path && mailbox_take(app->mailbox, &mail)) {
        mail_handle(app, &mail);
    }
    comparing_stop(app);
    if (desk->path) { // what citations lead to stays where the first decision makes a review
        chasing_leave(app);
        chasing_cancel(app);
        mapping_forget(app);
    }
    statistics_stop(app);
    exporting_cancel(app); // it writes what people decided
    recorder_stop(desk->recorder);
    desk->recorder = NULL;
    // Answers to what was submitted last may still be in the mailbox; they speak of this review.
    while (desk->path && mailbox_take(app->mailbox, &mail)) {
        mail_handle(app, &mail);
    }
    importing_leave_review(app);
    review_state_free(desk->state);
    desk->state = NULL;
    free(desk->path);
    free(desk->name);
    desk->path = desk->name = NULL;
    desk->loading = false;
    desk->unconfirmed = 0;
}

void desk_fini(App *app) {
    desk_close(app);
    free(app->desk.reviewer_name);
    free(app->desk.last_reason);
    free(app->desk.last_labels);
}

void desk_wait(App *app) {
    Desk *desk = &app->desk;
    int64_t until = clock_ticks_us() + LOAD_MOST_US;
    while (desk->loading && clock_ticks_us() < until) {
        struct pollfd wake = {.fd = mailbox_fd(app->mailbox), .events = POLLIN};
        poll(&wake, 1, 50);
        Mail mail;
        while (desk->loading && mailbox_take(app->mailbox, &mail)) {
            mail_handle(app, &mail);
        }
    }
}

bool desk_require(App *app) {
    Desk *desk = &app->desk;
    Error err = {0};
    if (!desk->path) {
        String path = {0};
        bool ok = review_add_path("default", &path, &err) && desk_open(app, path.data, true, &err);
        string_free(&path);
        desk->stage = 1; // what is listed is no queue of the other stage
        if (!ok) {
            app_say_error(app, &err);
            return false;
        }
        // With a review open a list means its candidates; this list stays what it was.
        String query = {0};
        string_format(&query, *app->queue.query ? "in:cache (%s)" : "in:cache", app->queue.query);
        free(app->queue.query);
        app->queue.query = string_take(&query);
        app_say(app, ROLE_NORMAL,
                "Decisions go to the review \"default\"; the list still shows the whole cache");
    }
    desk_wait(app);
    if (!desk->state) {
        app_say(app, ROLE_ERROR, "The review %s is not open; nothing was recorded",
                desk->path ? desk->path : "default");
    }
    return desk->state != NULL;
}

static void changed(App *app) {
    app->comparing.filled = false;
    app->queue.keeps = true;
    highlighting_changed(app);
    queue_forget_left(app);
    reading_forget(app);
}

void desk_record(App *app, const ReviewAction *action) {
    Desk *desk = &app->desk;
    if (!desk->recorder) {
        return; // it is being closed; an import that went on names its studies again the next time
    }
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], true);
    }
    desk->unconfirmed++;
    recorder_submit(desk->recorder, event_list_copy(action->events, action->count));
}

static void introduce(App *app) {
    Arena arena = {0};
    app->desk.names_itself = false;
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_name(&action, app->desk.reviewer_name);
    desk_record(app, &action);
    arena_free(&arena);
}

// With --as it is somebody else who screens: whom the review knows by that name, else whose key follows
// from it.
static void see_as(App *app, const EventList *events) {
    Desk *desk = &app->desk;
    Key reviewer;
    const char *name = app->request.as;
    if (!name) {
        return;
    }
    for (size_t i = 0; i < events->count; i++) {
        review_state_add(desk->state, &events->events[i], false);
    }
    bool known = review_state_reviewer_by_name(desk->state, name, &reviewer);
    reviewer = known ? reviewer : review_recorded_reviewer(desk->state, name);
    review_state_free(desk->state);
    desk->state = review_state_new(reviewer, desk->stage);
    desk->reviewer = reviewer;
    free(desk->reviewer_name);
    desk->reviewer_name = memory_copy_string(name);
    desk->names_itself = !known;
}

static void take_events(App *app, const ReviewEvents *events) {
    Desk *desk = &app->desk;
    if (events->error.kind != ERROR_NONE) {
        app_say_error(app, &events->error);
        if (events->first) {
            desk->loading = false;
        }
        return;
    }
    if (events->first) {
        desk->state = review_state_new(desk->reviewer, desk->stage);
        desk->loading = false;
        desk->read_only = events->read_only;
    }
    if (!desk->state) {
        return;
    }
    if (events->first) {
        see_as(app, events->events);
    }
    size_t before = events->first ? 0 : review_state_counts(desk->state, INT64_MAX).candidates;
    for (size_t i = 0; i < events->events->count; i++) {
        review_state_add(desk->state, &events->events->events[i], false);
    }
    review_resolve(desk->state, app->cache);
    if (desk->names_itself && !desk->read_only) {
        introduce(app);
    }
    comparing_changed(app);
    if (events->read_only) {
        app_say(app, ROLE_WARNING, "%s can only be read; decisions will not be kept", desk->path);
    }
    changed(app);
    if (events->first || review_state_counts(desk->state, INT64_MAX).candidates != before) {
        queue_ask(app, events->first);
    }
}

void desk_mail(App *app, const Mail *mail) {
    Desk *desk = &app->desk;
    if (mail->tag == MAIL_REVIEW_EVENTS) {
        take_events(app, mail->value);
    } else if (mail->tag == MAIL_REVIEW_CONFIRMED && desk->state) {
        const ReviewConfirmed *confirmed = mail->value;
        const Candidate *shown = desk_candidate(app, app->reading.shown);
        Key key = shown ? shown->key : (Key){{0}};
        desk->unconfirmed -= desk->unconfirmed > 0;
        for (size_t i = 0; i < confirmed->events->count; i++) {
            const Event *event = &confirmed->events->events[i];
            review_state_add(desk->state, event, false);
            app->marks_dirty |= event->kind == EVENT_DECISION;
            if (shown && event->kind == EVENT_DECISION && key_compare(event->candidate, key) == 0) {
                reading_forget(app); // its mark is solid now
            }
        }
    } else if (mail->tag == MAIL_REVIEW_FAILED && desk->state) {
        const ReviewFailed *failed = mail->value;
        desk->unconfirmed -= desk->unconfirmed > 0;
        review_state_withdraw(desk->state, failed->action);
        app_say(app, ROLE_ERROR, "Not recorded: %s", failed->error.text);
        changed(app);
        comparing_changed(app);
        queue_ask(app, false);
    }
}

void desk_submit(App *app, ReviewAction *action) {
    if (action->count) {
        desk_record(app, action);
        changed(app);
    }
}

void desk_leave_study(App *app) {
    const Candidate *candidate = desk_candidate(app, app->reading.shown);
    if (!candidate || candidate->read || app->desk.read_only ||
        clock_now_ms() - app->desk.shown_since_ms < READ_MS) {
        return;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_read(&action, candidate->key);
    desk_submit(app, &action);
    arena_free(&arena);
}
