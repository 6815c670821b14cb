#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/screening/filling.h"

#include <string.h>

// What a person writes about one study: a note, or the abstract that its record lacks.

#define TEXT_MOST ((size_t) 1 << 20)

// An event about a candidate.
typedef void Write(ReviewAction *action, Key candidate, const char *text);

static bool write_text(Command *command, StudyId id, Write *write, Error *err) {
    Arena arena = {0};
    String text = {0};
    bool ok = true;
    if (command->word_count == 2 && strcmp(command->words[1], "-") == 0) {
        ok = file_read_all("-", TEXT_MOST, &text, err);
    } else {
        string_add_text(&text, command_join(command, 1));
    }
    if (ok) {
        ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
        Key candidate = review_want_candidate(command->state, &action, command->cache, id, "command line");
        write(&action, candidate, arena_copy_view(&arena, sv_trim(string_view(&text))));
        ok = command_append(command, &action, err);
    }
    string_free(&text);
    arena_free(&arena);
    return ok;
}

// Opens cache and review and finds the study of the first word.
static bool open_for(Command *command, const char *what, StudyId *id, Error *err) {
    if (command->word_count == 0) {
        return error_set(err, ERROR_USAGE, "say which study, such as pmid:22320928");
    }
    bool writes = command->word_count > 1;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, writes ? REVIEW_NEEDED : REVIEW_IF_NAMED, err) ||
        !find_study(command, command->words[0], id, err)) {
        return false;
    }
    return command->state != NULL ||
           error_set(err, ERROR_USAGE, "%s are kept in a review: name it by -R", what);
}

static bool print_written(Command *command, const char *text, Error *err) {
    if (text != NULL && text[0] != '\0') {
        string_add(&command->out, sv(text));
        string_add_text(&command->out, sv_ends(string_view(&command->out), SV("\n")) ? "" : "\n");
    }
    return print_flush(command, err);
}

bool command_note(Command *command, int *code, Error *err) {
    (void) code;
    StudyId id = 0;
    if (!open_for(command, "notes", &id, err)) {
        return false;
    }
    if (command->word_count > 1) {
        return write_text(command, id, review_action_note, err);
    }
    const Candidate *candidate = find_candidate(command, id);
    return print_written(command, candidate != NULL ? candidate->note : NULL, err);
}

bool command_abstract(Command *command, int *code, Error *err) {
    (void) code;
    StudyId id = 0;
    Study study;
    bool found;
    if (!open_for(command, "abstracts written by hand", &id, err) ||
        !cache_study(command->cache, id, &command->arena, &study, &found, err)) {
        return false;
    }
    if (command->word_count == 1) {
        const Candidate *candidate = find_candidate(command, id);
        return print_written(command, candidate != NULL ? candidate->abstract : NULL, err);
    }
    if (found && study_has_abstract(&study)) {
        return error_set(err, ERROR_USAGE,
                         "the record of %s has an abstract of its own; carrel note writes a "
                         "note on it",
                         command->words[0]);
    }
    return write_text(command, id, review_action_abstract, err);
}
