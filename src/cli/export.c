#include "command.h"

#include "carrel/format/format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The format that a file's ending means.
static bool format_of_file(const char *file, Format *format) {
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        StringView rest = sv(formats[i].endings);
        StringView ending;
        while (formats[i].writes && sv_split(&rest, ' ', &ending)) {
            if (ending.length > 0 && sv_ends(sv(file), ending)) {
                *format = formats[i].format;
                return true;
            }
        }
    }
    return false;
}

static bool choose_format(const Command *command, Format *format, Error *err) {
    const char *name = command_option(command, "format");
    const char *file = command_option(command, "output");
    if (name != NULL) {
        return format_by_name(sv(name), format);
    }
    if (file != NULL && format_of_file(file, format)) {
        return true;
    }
    String names = {0};
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (formats[i].writes) {
            string_format(&names, "%s%s", names.length > 0 ? ", " : "", formats[i].name);
        }
    }
    error_set(err, ERROR_USAGE, "say in which format, by --format: %s", string_text(&names));
    string_free(&names);
    return false;
}

static bool write_out(Command *command, FILE *file, Error *err) {
    if (file == stdout) {
        return print_flush(command, err);
    }
    size_t length = command->out.length;
    bool ok = fwrite(string_text(&command->out), 1, length, file) == length;
    string_clear(&command->out);
    return ok || error_set(err, ERROR_SYSTEM, "the file cannot be written: %s", strerror(errno));
}

static bool write_entries(Command *command, const FormatInfo *format, const IdList *ids, FILE *file,
                          size_t *written, Error *err) {
    Arena arena = {0};
    String record = {0};
    bool ok = true;
    *written = 0;
    for (size_t i = 0; ok && i < ids->count; i++) {
        Entry entry;
        bool found = false;
        arena_reset(&arena);
        ok = entry_load(command->cache, command->state, ids->ids[i], &arena, &entry, &found, err);
        if (ok && found) {
            string_clear(&record);
            format->write_entry(&entry, *written == 0, &record);
            if (file == stdout) {
                print_lines(command, string_view(&record));
            } else {
                string_add(&command->out, string_view(&record));
            }
            (*written)++;
            ok = write_out(command, file, err);
        }
    }
    if (ok && format->write_end != NULL) {
        format->write_end(*written > 0, &command->out);
        ok = write_out(command, file, err);
    }
    string_free(&record);
    arena_free(&arena);
    return ok;
}

// Whether the name is of a pipe or a device, which takes what is written and must stay what it is.
static bool is_special(const char *name) {
    struct stat status;
    return stat(name, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

// Writes beside the file and renames, so that a failed export leaves the old one alone.
static bool write_file(Command *command, const FormatInfo *format, const IdList *ids, const char *name,
                       size_t *written, Error *err) {
    String partial = {0};
    bool special = is_special(name);
    string_format(&partial, special ? "%s" : "%s.part", name);
    FILE *file = fopen(string_text(&partial), "w");
    bool ok =
        file != NULL || error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", name, strerror(errno));
    if (ok) {
        ok = write_entries(command, format, ids, file, written, err);
        bool flushed = fflush(file) == 0 && (special || fsync(fileno(file)) == 0);
        int fault = errno;
        flushed = fclose(file) == 0 && flushed;
        if (ok && (!flushed || (!special && rename(string_text(&partial), name) != 0))) {
            ok = error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", name,
                           strerror(flushed ? errno : fault));
        }
        if (!ok && !special) {
            unlink(string_text(&partial));
        }
    }
    string_free(&partial);
    return ok;
}

bool command_export(Command *command, int *code, Error *err) {
    (void) code;
    Format format;
    IdList ids = {0};
    size_t written = 0;
    const char *name = command_option(command, "output");
    bool ok = choose_format(command, &format, err) && command_open_cache(command, err) &&
              command_open_review(command, REVIEW_IF_NAMED, err) &&
              find_studies(command, command_join(command, 0), &ids, err);
    if (ok && (name == NULL || strcmp(name, "-") == 0)) {
        ok = write_entries(command, &formats[format], &ids, stdout, &written, err);
    } else if (ok) {
        ok = write_file(command, &formats[format], &ids, name, &written, err);
        if (ok && command_option(command, "quiet") == NULL) {
            print_text(command, name);
            string_format(&command->out, ": %zu %s\n", written, written == 1 ? "study" : "studies");
            ok = print_flush(command, err);
        }
    }
    id_list_free(&ids);
    return ok;
}
