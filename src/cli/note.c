#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"

#include <string.h>

#define NOTE_MOST ((size_t) 1 << 20)

static bool write_note(Command *command, StudyId id, Error *err) {
    Arena arena = {0};
    String text = {0};
    bool ok = true;
    if (command->word_count == 2 && strcmp(command->words[1], "-") == 0) {
        ok = file_read_all("-", NOTE_MOST, &text, err);
    } else {
        string_add_text(&text, command_join(command, 1));
    }
    if (ok) {
        ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
        Key candidate = review_want_candidate(command->state, &action, command->cache, id, "command line");
        StringView trimmed = sv_trim(string_view(&text));
        review_action_note(&action, candidate, arena_copy_view(&arena, trimmed));
        ok = command_append(command, &action, err);
    }
    string_free(&text);
    arena_free(&arena);
    return ok;
}

bool command_note(Command *command, int *code, Error *err) {
    (void) code;
    StudyId id = 0;
    if (command->word_count == 0) {
        return error_set(err, ERROR_USAGE, "say which study, such as pmid:22320928");
    }
    bool writes = command->word_count > 1;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, writes ? REVIEW_NEEDED : REVIEW_IF_NAMED, err) ||
        !find_study(command, command->words[0], &id, err)) {
        return false;
    }
    if (writes) {
        return write_note(command, id, err);
    }
    if (command->state == NULL) {
        return error_set(err, ERROR_USAGE, "notes are kept in a review: name it by -R");
    }
    const Candidate *candidate = find_candidate(command, id);
    if (candidate != NULL && candidate->note != NULL && candidate->note[0] != '\0') {
        print_lines(command, sv(candidate->note));
        string_add_text(&command->out, sv_ends(string_view(&command->out), SV("\n")) ? "" : "\n");
    }
    return print_flush(command, err);
}
