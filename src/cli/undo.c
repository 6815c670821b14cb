#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/paths.h"
#include "carrel/review/labels.h"
#include "carrel/review/outcome.h"
#include "carrel/review/settings.h"

#include <string.h>

static bool open_both(Command *command, Error *err) {
    return command_open_cache(command, err) && command_open_review(command, REVIEW_EXISTING, err);
}

// An action that undoes (or redoes) another, on disk.
static bool append_undo(Command *command, Key target, Error *err) {
    Arena arena = {0};
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    review_action_undo(&action, target);
    bool ok = command_append(command, &action, err);
    arena_free(&arena);
    return ok;
}

// Says which imports came back, or went, where the action that was undone had done that.
static bool print_imports(Command *command, const char *done, const SearchRecord *before) {
    SearchRecord *after;
    bool any = false;
    size_t count = review_state_searches(command->state, &command->arena, &after);
    for (size_t i = 0; i < count; i++) {
        if (after[i].withdrawn != before[i].withdrawn) {
            string_format(&command->out, "%s: import %zu (", done, i + 1);
            print_text(command, arena_copy_view(&command->arena, path_base(after[i].source)));
            string_add_text(&command->out, after[i].withdrawn ? ") is withdrawn\n" : ") is back\n");
            any = true;
        }
    }
    return any;
}

// What the review says of itself, to see whether an undo changed it. In the command's arena.
typedef struct {
    const char *settings[REVIEW_SETTINGS], *labels, *reasons;
    size_t terms;
} ReviewWords;

static ReviewWords words_of(Command *command) {
    ReviewWords words = {.terms = review_state_terms(command->state).count};
    const char *labels = review_state_setting(command->state, LABELS_SETTING);
    TextList reasons = review_state_reasons(command->state);
    String text = {0};
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        const char *value = review_state_setting(command->state, review_settings[i].name);
        words.settings[i] = arena_copy(&command->arena, value != NULL ? value : "");
    }
    for (size_t i = 0; i < reasons.count; i++) {
        string_format(&text, "%s\n", reasons.items[i]);
    }
    words.labels = arena_copy(&command->arena, labels != NULL ? labels : "");
    words.reasons = arena_copy(&command->arena, string_text(&text));
    string_free(&text);
    return words;
}

// "title is "Cells" now, question is not set now", "a change of the labels".
static void print_words(Command *command, const ReviewWords *before) {
    ReviewWords now = words_of(command);
    size_t start = command->out.length;
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        if (strcmp(before->settings[i], now.settings[i]) != 0) {
            string_format(&command->out, "%s%s is ", command->out.length > start ? ", " : "",
                          review_settings[i].name);
            if (now.settings[i][0] != '\0') {
                string_add_char(&command->out, '"');
                print_text(command, now.settings[i]);
                string_add_text(&command->out, "\" now");
            } else {
                string_add_text(&command->out, "not set now");
            }
        }
    }
    if (command->out.length == start) {
        string_add_text(&command->out, strcmp(before->labels, now.labels) != 0     ? "a change of the labels"
                                       : strcmp(before->reasons, now.reasons) != 0 ? "a change of the reasons"
                                       : before->terms != now.terms                ? "a change of the terms"
                                                                    : "a change of the review itself");
    }
}

// "rule "published before 1990", " where a rule did it.
static void print_rule(Command *command, Key about, Key action) {
    const Event **events;
    size_t count = review_state_history(command->state, about, &command->arena, &events);
    for (size_t i = 0; i < count; i++) {
        const char *name = review_state_reviewer_name(command->state, events[i]->reviewer);
        if (key_compare(events[i]->action, action) == 0 && name != NULL &&
            sv_starts(sv(name), SV(RULE_PREFIX))) {
            string_add_text(&command->out, "rule \"");
            print_text(command, name + strlen(RULE_PREFIX));
            string_add_text(&command->out, "\", ");
            return;
        }
    }
}

// "the note on ", where the action is no decision on the study; NULL where it is one.
static const char *deed_of(const Command *command, Key about, Key action) {
    static const struct {
        EventKind kind;
        const char *words;
    } deeds[] = {
        {EVENT_LABEL_ADD, "labels of "},
        {EVENT_LABEL_REMOVE, "labels of "},
        {EVENT_VALUE, "values of "},
        {EVENT_NOTE, "the note on "},
        {EVENT_EDIT, "the abstract filled in for "},
        {EVENT_RETRIEVAL, "what became of the full text of "},
        {EVENT_BIND, "a marker of "},
        {EVENT_SAME, "a judgement on duplicates of "},
        {EVENT_DIFFERENT, "a judgement on duplicates of "},
        {EVENT_TRIAL, "the trial of "},
    };
    Arena arena = {0};
    const Event **events;
    const char *words = NULL;
    bool decides = false;
    size_t count = review_state_history(command->state, about, &arena, &events);
    for (size_t i = 0; i < count; i++) {
        if (key_compare(events[i]->action, action) == 0) {
            decides = decides || events[i]->kind == EVENT_DECISION || events[i]->kind == EVENT_FINAL;
            for (size_t k = 0; k < sizeof deeds / sizeof deeds[0]; k++) {
                words = events[i]->kind == deeds[k].kind ? deeds[k].words : words;
            }
        }
    }
    arena_free(&arena);
    return decides ? NULL : words;
}

// "undone: Alp 2023. Potency-guided … is undecided now", "undone: the note on Alp 2023. …", "undone: 12 studies".
static void print_undone(Command *command, const char *done, Key action, Key about, size_t count,
                         const ReviewWords *before) {
    const Candidate *candidate = key_is_none(about) ? NULL : review_state_by_key(command->state, about);
    const char *deed = candidate != NULL ? deed_of(command, about, action) : NULL;
    string_format(&command->out, "%s: ", done);
    print_rule(command, about, action);
    if (count > 1) {
        print_counted(&command->out, count, "study", "studies");
    } else if (candidate != NULL && candidate->withdrawn) {
        print_text(command, candidate->citation);
        string_add_text(&command->out, " is no candidate now");
    } else if (candidate != NULL && deed != NULL) {
        string_add_text(&command->out, deed);
        print_text(command, candidate->citation);
    } else if (candidate != NULL) {
        print_text(command, candidate->citation);
        string_format(&command->out, " is %s now", decision_name(candidate->own.decision));
    } else {
        print_words(command, before);
    }
    string_add_char(&command->out, '\n');
}

static bool walk(Command *command, bool redo, Error *err) {
    long long steps = 1;
    if (command->word_count > 1 ||
        (command->word_count == 1 && (!sv_number(sv(command->words[0]), &steps) || steps < 1))) {
        return error_set(err, ERROR_USAGE, "say how many actions: carrel %s 3", redo ? "redo" : "undo");
    }
    if (!open_both(command, err)) {
        return false;
    }
    bool quiet = command_option(command, "quiet") != NULL;
    for (long long i = 0; i < steps; i++) {
        Key about;
        size_t count;
        SearchRecord *searches;
        review_state_searches(command->state, &command->arena, &searches);
        Key target = redo ? review_state_redo_target(command->state, &about, &count)
                          : review_state_undo_target(command->state, &about, &count);
        if (key_is_none(target)) {
            print_flush(command, NULL);
            return error_set(err, ERROR_SYSTEM, "there is nothing %s to %s in %s",
                             i > 0 ? "more" : "of yours", redo ? "redo" : "undo",
                             review_path(command->review));
        }
        ReviewWords words = words_of(command);
        if (!append_undo(command, target, err)) {
            return false;
        }
        const char *done = redo ? "done again" : "undone";
        if (!quiet && !print_imports(command, done, searches)) {
            print_undone(command, done, target, about, count, &words);
        }
    }
    return print_flush(command, err);
}

bool command_undo(Command *command, int *code, Error *err) {
    (void) code;
    return walk(command, false, err);
}

bool command_redo(Command *command, int *code, Error *err) {
    (void) code;
    return walk(command, true, err);
}

bool command_undo_import(Command *command, int *code, Error *err) {
    (void) code;
    SearchRecord search;
    size_t number;
    if (command->word_count != 1) {
        return error_set(err, ERROR_USAGE, "say which import: its number in carrel imports, or \"latest\"");
    }
    if (!open_both(command, err) || !find_import(command, command->words[0], &search, &number, err)) {
        return false;
    }
    if (search.withdrawn) {
        return error_set(err, ERROR_USAGE, "import %zu is withdrawn already", number);
    }
    if (key_compare(search.reviewer, review_state_reviewer(command->state)) != 0) {
        return error_set(err, ERROR_SYSTEM, "import %zu is somebody else's; who imported it can withdraw it",
                         number);
    }
    size_t before = review_state_count(command->state);
    if (!append_undo(command, search.action, err)) {
        return false;
    }
    size_t gone = before - review_state_count(command->state);
    if (command_option(command, "quiet") == NULL) {
        string_format(&command->out, "import %zu (", number);
        print_text(command, arena_copy_view(&command->arena, path_base(search.source)));
        string_add_text(&command->out, ") is withdrawn: ");
        print_counted(&command->out, gone, "candidate goes", "candidates go");
        if (search.brought > gone) {
            string_add_text(&command->out, "; ");
            print_counted(&command->out, search.brought - gone, "stays", "stay");
            string_add_text(&command->out, ", which others brought too or somebody decided on");
        }
        // Chasing is a deed among others, and taking it back is an undo.
        string_format(&command->out, "; carrel %s takes that back\n", search.chase > 0 ? "redo" : "undo");
    }
    return print_flush(command, err);
}
