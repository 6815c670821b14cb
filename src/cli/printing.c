#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MUCH ((size_t) 64 << 10)

void print_text(Command *command, const char *text) {
    if (command->terminal) {
        text_add_display(&command->out, sv(text));
    } else {
        string_add_text(&command->out, text);
    }
}

void print_id(Command *command, StudyId id) {
    ident_add(id, &command->out);
}

// As a terminal may show it; lines and the tabs between columns stay.
static void add_shown(String *out, StringView text) {
    while (text.length > 0) {
        size_t length = 0;
        while (length < text.length && text.data[length] != '\n' && text.data[length] != '\t') {
            length++;
        }
        StringView run = sv_part(text, 0, length);
        bool ends_line = length < text.length && text.data[length] == '\n';
        text_add_display(out, ends_line && sv_ends(run, SV("\r")) ? sv_part(run, 0, length - 1) : run);
        if (length < text.length) {
            string_add_char(out, text.data[length++]);
        }
        text = sv_from(text, length);
    }
}

bool print_flush(Command *command, Error *err) {
    String shown = {0};
    if (command->terminal) {
        add_shown(&shown, string_view(&command->out));
    }
    const String *out = command->terminal ? &shown : &command->out;
    errno = 0;
    size_t written = fwrite(string_text(out), 1, out->length, stdout);
    bool ok = written == out->length && fflush(stdout) == 0;
    string_free(&shown);
    string_clear(&command->out);
    return ok || error_set(err, ERROR_SYSTEM, "standard output cannot be written: %s", strerror(errno));
}

bool print_much(Command *command, Error *err) {
    return command->out.length < MUCH || print_flush(command, err);
}

bool print_output(Command *command, const String *text, Error *err) {
    const char *file = command_option(command, "output");
    if (file != NULL && strcmp(file, "-") != 0) {
        return file_write_all(file, string_view(text), 0666, err);
    }
    string_add(&command->out, string_view(text));
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
