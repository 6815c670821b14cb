#include "carrel/review/action.h"

#include "carrel/review/outcome.h"
#include "carrel/study/ident.h"

#include <inttypes.h>

ReviewAction review_action_begin_as(Key action, Key reviewer, int stage, int64_t time, Arena *arena) {
    return (ReviewAction){.arena = arena,
                          .action = action,
                          .next_id = key_new(),
                          .reviewer = reviewer,
                          .time = time,
                          .stage = stage};
}

ReviewAction review_action_begin(const ReviewState *state, int64_t now, Arena *arena) {
    int64_t last = review_state_last_time(state);
    ReviewAction action =
        review_action_begin_as(key_new(), review_state_reviewer(state), review_state_stage(state),
                               now > last ? now : last + 1, arena);
    action.blind = review_state_is_blind(state);
    return action;
}

// The next event id of the action: one more, as a big-endian number.
static Key take_id(ReviewAction *action) {
    Key id = action->next_id;
    for (size_t i = sizeof id.bytes; i-- > 0 && ++action->next_id.bytes[i] == 0;) {
    }
    return id;
}

// `value` is in the arena or a constant.
static void add(ReviewAction *action, EventKind kind, Key candidate, const char *value) {
    action->events = arena_grow(action->arena, action->events, &action->capacity, action->count + 1,
                                sizeof *action->events);
    action->events[action->count++] = (Event){
        .id = take_id(action),
        .action = action->action,
        .time = action->time,
        .reviewer = action->reviewer,
        .stage = action->stage,
        .kind = kind,
        .candidate = candidate,
        .value = value,
    };
}

static void add_copy(ReviewAction *action, EventKind kind, Key candidate, const char *value) {
    add(action, kind, candidate, value ? arena_copy(action->arena, value) : "");
}

// A line of a candidate's value; its text must not end the line.
static void add_line(String *out, const char *name, const char *text) {
    if (!text) {
        return;
    }
    string_format(out, "%s ", name);
    for (const char *c = text; *c; c++) {
        string_add_char(out, *c == '\n' || *c == '\r' ? ' ' : *c);
    }
    string_add_char(out, '\n');
}

void review_action_add_again(ReviewAction *action, Key candidate, const CandidateFacts *facts) {
    String value = {0};
    for (size_t i = 0; i < facts->identifiers.count; i++) {
        add_line(&value, "id", facts->identifiers.items[i]);
    }
    add_line(&value, "citation", facts->citation);
    add_line(&value, "origin", facts->origin);
    add_copy(action, EVENT_CANDIDATE, candidate, string_text(&value));
    string_free(&value);
}

Key review_action_add(ReviewAction *action, const CandidateFacts *facts) {
    Key candidate = key_new();
    review_action_add_again(action, candidate, facts);
    return candidate;
}

Key review_action_add_study(ReviewAction *action, const Study *study, const char *origin) {
    const char *identifiers[4];
    size_t count = 0;
    if (study->pmid) {
        identifiers[count++] = arena_format(action->arena, "pmid:%" PRId64, study->pmid);
    }
    if (study->doi) {
        identifiers[count++] = arena_format(action->arena, "doi:%s", study->doi);
    }
    if (study->pmcid) {
        identifiers[count++] = arena_format(action->arena, "pmcid:%s", study->pmcid);
    }
    String text = {0};
    string_add(&text, SV("fp:"));
    if (study_add_fingerprint(study, &text)) {
        identifiers[count++] = arena_copy(action->arena, string_text(&text));
    }
    string_clear(&text);
    study_add_citation(study, &text);
    CandidateFacts facts = {{identifiers, count}, string_text(&text), origin};
    Key candidate = review_action_add(action, &facts);
    string_free(&text);
    return candidate;
}

static const char *decision_word(Decision decision) {
    return decision == DECISION_NONE ? "clear" : decision_name(decision);
}

// Behind a tab, where there is one.
static void add_reason(String *value, const char *reason) {
    if (reason && *reason) {
        string_add_char(value, '\t');
        string_add_text(value, reason);
    }
}

void review_action_decide(ReviewAction *action, Key candidate, Decision decision, const char *reason) {
    String value = {0};
    string_add_text(&value, decision_word(decision));
    if (action->took_ms > 0) {
        string_format(&value, " took=%" PRId64, action->took_ms);
    }
    string_add_text(&value, action->blind ? " blind" : "");
    add_reason(&value, reason);
    add_copy(action, EVENT_DECISION, candidate, string_text(&value));
    string_free(&value);
}

void review_action_settle(ReviewAction *action, Key candidate, Decision decision, const char *reason) {
    String value = {0};
    string_add_text(&value, decision_word(decision));
    add_reason(&value, reason);
    add_copy(action, EVENT_FINAL, candidate, string_text(&value));
    string_free(&value);
}

void review_action_retrieval(ReviewAction *action, Key candidate, Retrieval retrieval, const char *file) {
    String value = {0};
    string_add_text(&value, retrieval_name(retrieval));
    add_reason(&value, file);
    add_copy(action, EVENT_RETRIEVAL, candidate, string_text(&value));
    string_free(&value);
}

void review_action_abstract(ReviewAction *action, Key candidate, const char *abstract) {
    add_copy(action, EVENT_EDIT, candidate, abstract);
}

void review_action_label(ReviewAction *action, Key candidate, const char *label, bool is_added) {
    add_copy(action, is_added ? EVENT_LABEL_ADD : EVENT_LABEL_REMOVE, candidate, label);
}

void review_action_value(ReviewAction *action, Key candidate, const char *label, const char *value) {
    add(action, EVENT_VALUE, candidate, arena_format(action->arena, "%s\t%s", label, value));
}

void review_action_note(ReviewAction *action, Key candidate, const char *note) {
    add_copy(action, EVENT_NOTE, candidate, note);
}

void review_action_read(ReviewAction *action, Key candidate) {
    add(action, EVENT_READ, candidate, "");
}

void review_action_bind(ReviewAction *action, Key candidate, int number, const char *ident) {
    add(action, EVENT_BIND, candidate, arena_format(action->arena, "%d\t%s", number, ident ? ident : ""));
}

void review_action_same(ReviewAction *action, Key candidate, Key other) {
    char text[KEY_TEXT_SIZE];
    key_to_text(other, text);
    add_copy(action, EVENT_SAME, candidate, text);
}

void review_action_different(ReviewAction *action, Key candidate, Key other) {
    char text[KEY_TEXT_SIZE];
    key_to_text(other, text);
    add_copy(action, EVENT_DIFFERENT, candidate, text);
}

static const Key of_review = {{0}};

void review_action_reason(ReviewAction *action, const char *reason) {
    add_copy(action, EVENT_REASON, of_review, reason);
}

void review_action_rename_reason(ReviewAction *action, const char *old, const char *text) {
    add(action, EVENT_REASON, of_review, arena_format(action->arena, "%s\t%s", old, text ? text : ""));
}

void review_action_highlight(ReviewAction *action, const Term *term, bool on) {
    String value = {0};
    string_add_char(&value, on ? term_sign(term->role) : '~');
    term_add_name(term, &value);
    add(action, EVENT_HIGHLIGHT, of_review, arena_copy(action->arena, value.data));
    string_free(&value);
}

void review_action_setting(ReviewAction *action, const char *name, const char *value) {
    add(action, EVENT_SETTING, of_review, arena_format(action->arena, "%s=%s", name, value));
}

void review_action_name(ReviewAction *action, const char *name) {
    add_copy(action, EVENT_REVIEWER, of_review, name);
}

void review_action_import(ReviewAction *action, const char *lines) {
    add_copy(action, EVENT_IMPORT, of_review, lines);
}

void review_action_trial(ReviewAction *action, Key candidate, Key other, bool same) {
    char text[KEY_TEXT_SIZE];
    key_to_text(other, text);
    add(action, EVENT_TRIAL, candidate, arena_format(action->arena, "%s%s", same ? "" : "-", text));
}

void review_action_round(ReviewAction *action, const char *name) {
    review_action_setting(action, ROUND_SETTING, name);
}

void review_action_undo(ReviewAction *action, Key target) {
    char text[KEY_TEXT_SIZE];
    key_to_text(target, text);
    add_copy(action, EVENT_UNDO, of_review, text);
}
