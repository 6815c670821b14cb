#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"
#include "opening.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Labels, notes, and what was done to a study.

static bool has(const TextList *list, StringView text) {
    for (size_t i = 0; i < list->count; i++) {
        if (sv_equal(sv(list->items[i]), text)) {
            return true;
        }
    }
    return false;
}

// The labels as typed, separated by commas, against those that are there: what to add and
// what to take away.
static void take_labels(App *app, const char *typed) {
    Arena arena = {0};
    String lines = {0};
    TextList wanted = {0};
    size_t capacity = 0;
    StringView rest = sv(typed), part;
    while (sv_split(&rest, ',', &part)) {
        part = sv_trim(part);
        if (part.length) {
            wanted.items = arena_grow(&arena, wanted.items, &capacity, wanted.count + 1, sizeof(char *));
            wanted.items[wanted.count++] = arena_copy_view(&arena, part);
        }
    }
    const Candidate *candidate = desk_candidate(app, reading_shown(app));
    TextList old = candidate && !app->queue.selected_count ? candidate->labels : (TextList){0};
    for (size_t i = 0; i < wanted.count; i++) {
        if (!has(&old, sv(wanted.items[i]))) {
            string_format(&lines, "%s+%s", lines.length ? "\n" : "", wanted.items[i]);
        }
    }
    for (size_t i = 0; i < old.count; i++) {
        if (!has(&wanted, sv(old.items[i]))) {
            string_format(&lines, "%s-%s", lines.length ? "\n" : "", old.items[i]);
        }
    }
    if (lines.length) {
        act_on_studies(app, ACTION_TAG, lines.data);
    } else {
        app_say(app, ROLE_NORMAL, "The labels are as they were");
    }
    string_free(&lines);
    arena_free(&arena);
}

void act_add_label_lines(const Call *call, String *lines) {
    for (size_t i = 0; i < call->argument_count; i++) {
        const char *word = call->arguments[i];
        bool signed_word = word[0] == '+' || word[0] == '-';
        char sign = call->action == ACTION_UNTAG ? '-' : signed_word ? word[0] : '+';
        string_format(lines, "%s%c%s", i ? "\n" : "", sign, word + (signed_word ? 1 : 0));
    }
}

void act_tag(App *app, const Call *call) {
    if (!call->argument_count) {
        const Candidate *candidate = desk_candidate(app, reading_shown(app));
        String text = {0};
        for (size_t i = 0; candidate && !app->queue.selected_count && i < candidate->labels.count; i++) {
            string_format(&text, "%s%s", i ? ", " : "", candidate->labels.items[i]);
        }
        overlay_prompt(app, PROMPT_LABELS, "labels, with commas: ", string_text(&text), take_labels);
        string_free(&text);
        return;
    }
    String lines = {0};
    act_add_label_lines(call, &lines);
    act_on_studies(app, ACTION_TAG, lines.data);
    string_free(&lines);
}

void act_tag_again(App *app, const Call *call) {
    (void) call;
    if (app->desk.last_labels) {
        act_on_studies(app, ACTION_TAG, app->desk.last_labels);
    } else {
        app_say(app, ROLE_NORMAL, "No labels were set yet; t sets some");
    }
}

static void take_note(App *app, const char *text) {
    desk_note(app, reading_shown(app), text);
}

static const char *own_note(App *app) {
    const Candidate *candidate = desk_candidate(app, reading_shown(app));
    return candidate && candidate->note ? candidate->note : "";
}

void act_note(App *app, const Call *call) {
    if (*call->rest) {
        take_note(app, call->rest);
    } else if (strchr(own_note(app), '\n')) {
        app_say(app, ROLE_NORMAL, "This note has several lines; A opens it in the editor");
    } else {
        overlay_prompt(app, PROMPT_WORDS, "note: ", own_note(app), take_note);
    }
}

void act_edit_note(App *app, const Call *call) {
    (void) call;
    StudyId id = reading_shown(app);
    String text = {0};
    if (!id) {
        return;
    }
    if (opening_edit(app, own_note(app), &text)) {
        while (text.length && (text.data[text.length - 1] == '\n' || text.data[text.length - 1] == ' ')) {
            text.data[--text.length] = '\0';
        }
        if (strcmp(string_text(&text), own_note(app)) == 0) {
            app_say(app, ROLE_NORMAL, "The note is as it was");
        } else {
            desk_note(app, id, string_text(&text));
        }
    }
    string_free(&text);
}

// What an event says, in one line.
static void add_event_value(const Event *event, const Candidate *candidate, String *out) {
    Decision decision;
    const char *reason = NULL;
    if ((event->kind == EVENT_DECISION || event->kind == EVENT_FINAL) &&
        decision_value_parse(event->value, &decision, &reason)) {
        string_add_text(out, decision == DECISION_NONE ? "clear" : decision_name(decision));
        string_format(out, "%s%s", reason ? ": " : "", reason ? reason : "");
        int64_t took = decision_value_facts(event->value).took_ms;
        if (took > 0) {
            string_format(out, " (%lld.%lld s)", (long long) took / 1000, (long long) took % 1000 / 100);
        }
        return;
    }
    if (event->kind == EVENT_VALUE) {
        size_t tab = strcspn(event->value, "\t");
        string_format(out, "%.*s %s", (int) tab, event->value,
                      event->value[tab] ? event->value + tab + 1 : "");
        return;
    }
    StringView rest = sv(event->kind == EVENT_CANDIDATE ? candidate->origin : event->value), line;
    for (bool first = true; sv_split(&rest, '\n', &line); first = false) {
        string_add_text(out, first ? "" : " / ");
        string_add(out, line);
    }
}

void act_history(App *app, const Call *call) {
    (void) call;
    const Candidate *candidate = desk_candidate(app, reading_shown(app));
    if (!candidate) {
        app_say(app, ROLE_NORMAL, "This study is in no review, so nothing was done to it");
        return;
    }
    Arena *arena = overlay_arena(app);
    const Event **events;
    size_t count = review_state_history(app->desk.state, candidate->key, arena, &events);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, count + 1);
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (review_state_hides(app->desk.state, events[i])) {
            continue;
        }
        const char *who = review_state_reviewer_name(app->desk.state, events[i]->reviewer);
        bool own = key_compare(events[i]->reviewer, app->desk.reviewer) == 0;
        bool undone = review_state_is_undone(app->desk.state, events[i]->action);
        String when = {0}, value = {0};
        clock_add_minute(&when, events[i]->time);
        add_event_value(events[i], candidate, &value);
        rows[row_count++] = (HelpRow){
            .group = who   ? arena_copy(arena, who)
                     : own ? "you"
                           : "somebody",
            .key = arena_copy(arena, when.data),
            .command = event_kind_name(events[i]->kind),
            .text = arena_format(arena, "%s%s", string_text(&value), undone ? "  (undone)" : ""),
        };
        string_free(&when);
        string_free(&value);
    }
    if (review_state_is_blind(app->desk.state) && review_state_is_shared(app->desk.state)) {
        rows[row_count++] = (HelpRow){"Others", "", NULL, "not told: " BLIND_REASON};
    }
    overlay_pager(app, "History of this study", rows, row_count);
}
