#include "command.h"

#include "carrel/format/format.h"

bool command_check(Command *command, int *code, Error *err) {
    String report = {0};
    if (command->word_count > 0) {
        return error_set(err, ERROR_USAGE, "check takes no arguments");
    }
    bool retractions = command_option(command, "retractions") != NULL;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, retractions ? REVIEW_EXISTING : REVIEW_IF_NAMED, err)) {
        return false;
    }
    if (retractions) {
        return retractions_check(command, err);
    }
    Error fault = {0};
    bool sound = cache_check(command->cache, &report, &fault);
    bool ok = fault.kind == ERROR_NONE;
    if (ok && command->review != NULL) {
        sound = review_check(command->review, &report, &fault) && sound;
        ok = fault.kind == ERROR_NONE;
    }
    if (ok) {
        string_add(&command->out, string_view(&report));
        print_text(command, cache_path(command->cache));
        if (command->review != NULL) {
            string_add_text(&command->out, " and ");
            print_text(command, review_path(command->review));
        }
        string_add_text(&command->out, sound ? ": sound\n" : ": NOT sound\n");
        *code = sound ? 0 : 1;
        ok = print_flush(command, err);
    } else {
        *err = fault;
    }
    string_free(&report);
    return ok;
}

bool command_complete(Command *command, int *code, Error *err) {
    (void) code;
    Shell shell;
    if (command->word_count != 1 || !shell_by_name(sv(command->words[0]), &shell)) {
        return error_set(err, ERROR_USAGE, "say for which shell: bash, zsh or fish");
    }
    String reads = {0};
    String writes = {0};
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (formats[i].reads) {
            string_format(&reads, "%s%s", reads.length > 0 ? " " : "", formats[i].name);
        }
        if (formats[i].writes) {
            string_format(&writes, "%s%s", writes.length > 0 ? " " : "", formats[i].name);
        }
    }
    String kinds = {0};
    describing_add_kinds(" ", &kinds);
    ValueNames names = {string_text(&reads), string_text(&writes), string_text(&kinds)};
    shell_add_completion(shell, &names, &command->out);
    string_free(&reads);
    string_free(&writes);
    string_free(&kinds);
    return print_flush(command, err);
}
