#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void print_text(Command *command, const char *text) {
    if (command->terminal) {
        text_add_display(&command->out, sv(text));
    } else {
        string_add_text(&command->out, text);
    }
}

void print_lines(Command *command, StringView text) {
    if (!command->terminal) {
        string_add(&command->out, text);
        return;
    }
    StringView line;
    while (sv_line(&text, &line)) {
        text_add_display(&command->out, line);
        string_add_char(&command->out, '\n');
    }
}

void print_id(Command *command, StudyId id) {
    ident_add(id, &command->out);
}

bool print_flush(Command *command, Error *err) {
    errno = 0;
    size_t written = fwrite(string_text(&command->out), 1, command->out.length, stdout);
    bool ok = written == command->out.length && fflush(stdout) == 0;
    string_clear(&command->out);
    return ok || error_set(err, ERROR_SYSTEM, "standard output cannot be written: %s", strerror(errno));
}

bool print_output(Command *command, const String *text, Error *err) {
    const char *file = command_option(command, "output");
    if (file != NULL && strcmp(file, "-") != 0) {
        return file_write_all(file, string_view(text), 0666, err);
    }
    print_lines(command, string_view(text));
    return print_flush(command, err);
}

void print_note(const char *text) {
    String line = {0};
    string_add_text(&line, "carrel: ");
    text_add_display(&line, sv(text));
    fprintf(stderr, "%s\n", string_text(&line));
    string_free(&line);
}

void print_fault(const Error *err) {
    print_note(err->text);
}

void print_number(String *out, int64_t number) {
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%" PRId64, number);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-') {
            string_add_char(out, ',');
        }
        string_add_char(out, digits[i]);
    }
}

void print_counted(String *out, size_t count, const char *one, const char *many) {
    string_format(out, "%zu %s", count, count == 1 ? one : many);
}

bool prints_json(const Command *command) {
    const char *format = command_option(command, "format");
    return format != NULL && strcmp(format, "json") == 0;
}

#define TARGETS_SHOWN 10

bool print_targets(Command *command, const IdList *ids, bool dry, Error *err) {
    Arena arena = {0};
    size_t shown = !dry ? 0 : ids->count < TARGETS_SHOWN ? ids->count : TARGETS_SHOWN;
    StudyRow rows[TARGETS_SHOWN] = {0};
    print_counted(&command->out, ids->count, "study", "studies");
    string_add_text(&command->out, dry ? " (nothing was written)\n" : "\n");
    bool ok = shown == 0 || cache_rows(command->cache, ids->ids, shown, &arena, rows, err);
    for (size_t i = 0; ok && i < shown; i++) {
        string_add_text(&command->out, "  ");
        print_id(command, ids->ids[i]);
        string_format(&command->out, "  %d  ", rows[i].year);
        print_text(command, rows[i].title ? rows[i].title : "[no title]");
        string_add_char(&command->out, '\n');
    }
    if (shown > 0 && shown < ids->count) {
        string_format(&command->out, "  and %zu more\n", ids->count - shown);
    }
    arena_free(&arena);
    return ok && print_flush(command, err);
}
