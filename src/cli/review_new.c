#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/review/outcome.h"

#include <string.h>

// What a review says of itself alone, and no update takes over.
static bool is_own_setting(StringView name) {
    static const char *const own[] = {
        "title", "round", "stage", RULE_SETTING, "update_of", "previous_studies", "previous_reports"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (sv_equal(name, sv(own[i]))) {
            return true;
        }
    }
    return false;
}

// Settings in force, each once.
static void copy_settings(const HeldReview *old, ReviewAction *action) {
    for (size_t i = 0; i < old->count; i++) {
        const Event *event = &old->events[i];
        StringView name = sv_part(sv(event->value), 0, sv_find_char(sv(event->value), '='));
        if (event->kind != EVENT_SETTING || name.length == strlen(event->value) || is_own_setting(name)) {
            continue;
        }
        const char *key = arena_copy_view(action->arena, name);
        const char *value = review_state_setting(old->state, key);
        bool is_done = value == NULL;
        for (size_t j = 0; !is_done && j < i; j++) {
            is_done = old->events[j].kind == EVENT_SETTING && sv_starts(sv(old->events[j].value), name) &&
                      old->events[j].value[name.length] == '=';
        }
        if (!is_done) {
            review_action_setting(action, key, value);
        }
    }
}

// What the old review has at its highest stage: reports are the included candidates, studies the
// trials that they report.
static void add_previous(const HeldReview *old, ReviewAction *action, size_t *studies, size_t *reports) {
    *studies = *reports = 0;
    for (size_t i = 0; i < review_state_count(old->state); i++) {
        const Candidate *candidate = review_state_at(old->state, i);
        if (candidate->own.decision != DECISION_INCLUDE) {
            continue;
        }
        const Candidate **same;
        size_t count = review_state_reports(old->state, candidate->key, action->arena, &same);
        bool is_first = true;
        for (size_t j = 0; j < count; j++) {
            if (key_compare(same[j]->key, candidate->key) == 0) {
                break;
            }
            is_first = is_first && same[j]->own.decision != DECISION_INCLUDE;
        }
        *reports += 1;
        *studies += is_first;
    }
    review_action_setting(action, "previous_studies", arena_format(action->arena, "%zu", *studies));
    review_action_setting(action, "previous_reports", arena_format(action->arena, "%zu", *reports));
}

// Opened at full text where anything was decided there.
static bool open_old(const char *name, HeldReview *old, Error *err) {
    String path = {0};
    bool ok = review_add_path(name, &path, err);
    if (ok && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_SYSTEM, "%s: there is no such review", string_text(&path));
    }
    ok = ok && held_review_open(old, string_text(&path), false, 2, err);
    if (ok) {
        ReviewCounts counts = review_state_counts(old->state, 0);
        if (counts.included + counts.excluded + counts.maybe == 0) {
            held_review_close(old);
            ok = held_review_open(old, string_text(&path), false, 1, err);
        }
    }
    string_free(&path);
    return ok;
}

static void take_over(Command *command, const HeldReview *old, ReviewAction *action) {
    size_t studies;
    size_t reports;
    TextList reasons = review_state_reasons(old->state);
    for (size_t i = 0; i < reasons.count; i++) {
        review_action_reason(action, reasons.items[i]);
    }
    TermList terms = review_state_terms(old->state);
    for (size_t i = 0; i < terms.count; i++) {
        review_action_highlight(action, &terms.items[i], true);
    }
    copy_settings(old, action);
    review_action_setting(action, "update_of", review_path(old->file));
    add_previous(old, action, &studies, &reports);
    string_add_text(&command->out, "; it updates ");
    print_text(command, review_path(old->file));
    string_add_text(&command->out, ", which included ");
    print_counted(&command->out, studies, "study", "studies");
    string_add_text(&command->out, " in ");
    print_counted(&command->out, reports, "report", "reports");
}

bool review_make(Command *command, const char *path, Error *err) {
    const char *old_name = command_option(command, "update-of");
    const char *title = command_option(command, "title");
    const char *question = command_option(command, "question");
    HeldReview old = {0};
    HeldReview held = {0};
    Arena arena = {0};
    bool ok = (old_name == NULL || open_old(old_name, &old, err)) && held_review_make(&held, path, err);
    if (ok) {
        held_review_see_as(&held, command_as(command));
        ReviewAction action = review_action_begin(held.state, clock_now_ms(), &arena);
        print_text(command, path);
        string_add_text(&command->out, ": a new review");
        if (old_name != NULL) {
            held_review_see_as(&old, command_as(command));
            take_over(command, &old, &action);
        }
        if (title != NULL) {
            review_action_setting(&action, "title", title);
        }
        if (question != NULL) {
            review_action_setting(&action, "question", question);
        }
        string_add_char(&command->out, '\n');
        ok = action.count == 0 || held_review_append(&held, command_as(command), &action, err);
    }
    if (!ok) {
        held_review_discard(&held);
    }
    held_review_close(&held);
    held_review_close(&old);
    arena_free(&arena);
    return ok;
}
