#include "desk.h"

#include "mail.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// From when on a study that was on the screen counts as read.
#define READ_MS 2000

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
    desk->loading = true;
    return true;
}

void desk_close(App *app) {
    Desk *desk = &app->desk;
    recorder_stop(desk->recorder);
    desk->recorder = NULL;
    // Answers to what was submitted last may still be in the mailbox; they speak of this review.
    Mail mail;
    while (desk->path && mailbox_take(app->mailbox, &mail)) {
        mail_handle(app, &mail);
    }
    review_state_free(desk->state);
    desk->state = NULL;
    free(desk->path);
    free(desk->name);
    desk->path = desk->name = NULL;
    desk->loading = false;
    desk->unconfirmed = 0;
}

static void free_labels(Desk *desk) {
    for (size_t i = 0; i < desk->last_label_count; i++) {
        free(desk->last_labels[i]);
    }
    free(desk->last_labels);
    desk->last_labels = NULL;
    desk->last_label_count = 0;
}

void desk_fini(App *app) {
    desk_close(app);
    free(app->desk.reviewer_name);
    free(app->desk.last_reason);
    free_labels(&app->desk);
}

bool desk_require(App *app) {
    Desk *desk = &app->desk;
    Error err = {0};
    if (!desk->path) {
        String path = {0};
        bool ok = review_add_path("default", &path, &err) && desk_open(app, path.data, true, &err);
        string_free(&path);
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
    // Loading takes milliseconds, and a decision needs to know what was decided before.
    int64_t until = clock_ticks_us() + 5000000;
    while (desk->loading && clock_ticks_us() < until) {
        struct pollfd wake = {.fd = mailbox_fd(app->mailbox), .events = POLLIN};
        poll(&wake, 1, 50);
        Mail mail;
        while (mailbox_take(app->mailbox, &mail)) {
            mail_handle(app, &mail);
        }
    }
    if (!desk->state) {
        app_say(app, ROLE_ERROR, "The review %s is not open; nothing was recorded",
                desk->path ? desk->path : "default");
    }
    return desk->state != NULL;
}

static void changed(App *app) {
    queue_forget_left(app);
    reading_forget(app);
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
        desk->state = review_state_new(desk->reviewer, 1);
        desk->loading = false;
        desk->read_only = events->read_only;
    }
    if (!desk->state) {
        return;
    }
    size_t before = events->first ? 0 : review_state_count(desk->state);
    for (size_t i = 0; i < events->events->count; i++) {
        review_state_add(desk->state, &events->events->events[i], false);
    }
    review_resolve(desk->state, app->cache);
    if (events->read_only) {
        app_say(app, ROLE_WARNING, "%s can only be read; decisions will not be kept", desk->path);
    }
    changed(app);
    if (events->first || review_state_count(desk->state) != before) {
        queue_ask(app, events->first);
    }
}

void desk_mail(App *app, const Mail *mail) {
    Desk *desk = &app->desk;
    if (mail->tag == MAIL_REVIEW_EVENTS) {
        take_events(app, mail->value);
    } else if (mail->tag == MAIL_REVIEW_CONFIRMED && desk->state) {
        const ReviewConfirmed *confirmed = mail->value;
        desk->unconfirmed -= desk->unconfirmed > 0;
        for (size_t i = 0; i < confirmed->events->count; i++) {
            review_state_add(desk->state, &confirmed->events->events[i], false);
        }
    } else if (mail->tag == MAIL_REVIEW_FAILED && desk->state) {
        const ReviewFailed *failed = mail->value;
        desk->unconfirmed -= desk->unconfirmed > 0;
        review_state_withdraw(desk->state, failed->action);
        app_say(app, ROLE_ERROR, "Not recorded: %s", failed->error.text);
        changed(app);
        queue_ask(app, false);
    }
    app->dirty = true;
}

void desk_submit(App *app, ReviewAction *action) {
    Desk *desk = &app->desk;
    if (!action->count) {
        return;
    }
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], true);
    }
    desk->unconfirmed++;
    recorder_submit(desk->recorder, event_list_copy(action->events, action->count));
    changed(app);
}

void desk_add_batch(App *app, const ImportBatch *batch) {
    Desk *desk = &app->desk;
    if (!desk->state) {
        return;
    }
    Arena arena = {0};
    int64_t now = clock_now_ms(), last = review_state_last_time(desk->state);
    ReviewAction action =
        review_action_begin_as(app->import_action, desk->reviewer, review_state_stage(desk->state),
                               now > last ? now : last + 1, &arena);
    if (review_add_batch(desk->state, &action, batch) > 0) {
        desk_submit(app, &action);
        app->queue.stale = true;
    }
    review_bind_batch(desk->state, batch);
    arena_free(&arena);
}

void desk_add_origin(App *app, String *out) {
    const Reading *reading = &app->reading;
    const Jumps *jumps = &reading->jumps;
    if (reading->previewing) {
        string_add_text(out, "link from ");
        ident_add(reading->base, out);
    } else if (jumps_in_trail(jumps)) {
        string_add_text(out, "link from ");
        ident_add(jumps->places[jumps->current - 1].study, out);
    } else {
        string_add_text(out, "search");
        string_format(out, *app->queue.query ? " %s" : "", app->queue.query);
    }
}

static void remember_labels(Desk *desk, const char *text) {
    free_labels(desk);
    StringView rest = sv(text), line;
    while (sv_line(&rest, &line)) {
        desk->last_labels = memory_resize(desk->last_labels, (desk->last_label_count + 1) * sizeof(char *));
        String label = {0};
        string_add(&label, line);
        desk->last_labels[desk->last_label_count++] = string_take(&label);
    }
}

static void add_labels(ReviewAction *action, const Candidate *candidate, Key key, const char *text) {
    StringView rest = sv(text), line;
    while (sv_line(&rest, &line)) {
        bool add = line.data[0] != '-';
        const char *label = arena_copy_view(action->arena, sv_from(line, 1));
        bool has = false;
        for (size_t i = 0; candidate && i < candidate->labels.count; i++) {
            has = has || strcmp(candidate->labels.items[i], label) == 0;
        }
        if (has != add) {
            review_action_label(action, key, label, add);
        }
    }
}

static Decision decision_of(ActionId action) {
    switch (action) {
    case ACTION_INCLUDE:
        return DECISION_INCLUDE;
    case ACTION_EXCLUDE:
    case ACTION_EXCLUDE_REASON:
        return DECISION_EXCLUDE;
    case ACTION_MAYBE:
        return DECISION_MAYBE;
    case ACTION_LATER:
        return DECISION_LATER;
    default:
        return DECISION_NONE;
    }
}

// "✓ included Alp 2021 (5.2 s) · u undoes"
static void echo(App *app, ActionId action, const char *text, const StudyId *ids, size_t count) {
    static const char *const done[] = {
        [DECISION_NONE] = "cleared",  [DECISION_INCLUDE] = "✓ included", [DECISION_EXCLUDE] = "✗ excluded",
        [DECISION_MAYBE] = "? maybe", [DECISION_LATER] = "~ later",
    };
    String words = {0};
    if (action == ACTION_ADD) {
        string_add_text(&words, "added ");
    } else if (action == ACTION_TAG) {
        string_add_text(&words, "labelled ");
    } else {
        string_format(&words, "%s ", done[decision_of(action)]);
    }
    if (count == 1) {
        reading_add_name(app, ids[0], &words);
        int64_t took = clock_now_ms() - app->desk.shown_since_ms;
        if (decision_of(action) != DECISION_NONE && took < 3600000) {
            string_format(&words, " (%lld.%lld s)", (long long) took / 1000, (long long) took % 1000 / 100);
            app->desk.decide_ms += took;
            app->desk.decide_count++;
        }
    } else {
        string_format(&words, "%zu studies", count);
    }
    if (text && decision_of(action) == DECISION_EXCLUDE) {
        string_format(&words, ": %s", text);
    }
    string_add_text(&words, " · u undoes");
    if (!*app->desk.reviewer_name) {
        string_add_text(&words, " · who are you? :reviewer NAME");
    }
    app_say(app, ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

void desk_apply(App *app, ActionId what, const char *text, const StudyId *ids, size_t count) {
    Desk *desk = &app->desk;
    if (!count || !desk_require(app)) {
        return;
    }
    Arena arena = {0};
    String origin = {0};
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(desk->state, clock_now_ms(), &arena);
    Key *keys = ARENA_ARRAY(&arena, Key, count);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_by_study(desk->state, ids[i]);
        keys[i] = review_want_candidate(desk->state, &action, app->cache, ids[i], origin.data);
        if (what == ACTION_TAG) {
            add_labels(&action, candidate, keys[i], text);
        } else if (what != ACTION_ADD && (candidate || what != ACTION_CLEAR)) {
            review_action_decide(&action, keys[i], decision_of(what), text);
        }
    }
    if (action.count) {
        desk_submit(app, &action);
        for (size_t i = 0; i < count; i++) {
            review_state_set_study(desk->state, keys[i], ids[i]);
        }
        echo(app, what, text, ids, count);
    } else {
        app_say(app, ROLE_NORMAL, what == ACTION_ADD ? "It is in the review already" : "Nothing changed");
    }
    if (what == ACTION_TAG) {
        remember_labels(desk, text);
    } else if (what != ACTION_ADD) {
        char *reason = memory_copy_string(text);
        free(desk->last_reason);
        desk->last_reason = reason;
        desk->last_decision = decision_of(what);
    }
    string_free(&origin);
    arena_free(&arena);
}

void desk_note(App *app, StudyId id, const char *note) {
    if (!id || !desk_require(app)) {
        return;
    }
    Arena arena = {0};
    String origin = {0};
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    Key key = review_want_candidate(app->desk.state, &action, app->cache, id, origin.data);
    review_action_note(&action, key, note);
    desk_submit(app, &action);
    review_state_set_study(app->desk.state, key, id);
    app_say(app, ROLE_GOOD, *note ? "note kept · u undoes" : "note removed · u undoes");
    string_free(&origin);
    arena_free(&arena);
}

// What an action did, in words: "include of Alp 2021", "label added to 12 studies".
static void add_deed(App *app, Key about, Key target, size_t count, String *out) {
    Arena arena = {0};
    const Event **events;
    const Candidate *candidate = review_state_by_key(app->desk.state, about);
    size_t known = candidate ? review_state_history(app->desk.state, about, &arena, &events) : 0;
    const Event *deed = NULL;
    for (size_t i = 0; i < known; i++) {
        if (key_compare(events[i]->action, target) == 0) {
            deed = events[i];
        }
    }
    if (deed && deed->kind == EVENT_DECISION) {
        Decision decision;
        string_add_text(out, decision_value_parse(deed->value, &decision, NULL) && decision != DECISION_NONE
                                 ? decision_name(decision)
                                 : "clear");
    } else {
        string_add_text(out, deed ? event_kind_name(deed->kind) : "change of the review");
    }
    size_t studies = count;
    if (deed && deed->kind == EVENT_LABEL_ADD) {
        string_format(out, " \"%s\"", deed->value);
    }
    if (candidate && studies <= 2 && candidate->study) {
        string_add_text(out, " of ");
        reading_add_name(app, candidate->study, out);
    } else if (studies > 1) {
        string_format(out, " (%zu steps)", studies);
    }
    arena_free(&arena);
}

void desk_undo(App *app, bool redo) {
    Desk *desk = &app->desk;
    if (!desk->path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open, so there is nothing to take back");
        return;
    }
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
    desk_submit(app, &action);
    if (study && reading_shown(app) != study && !queue_go_to(app, study)) {
        reading_jump(app, study, SLOT_ABSTRACT);
    }
    app_say(app, ROLE_GOOD, redo ? "done again: %s · u undoes" : "taken back: %s · C-r does it again",
            string_text(&words));
    string_free(&words);
    arena_free(&arena);
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
