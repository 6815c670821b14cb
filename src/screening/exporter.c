#include "carrel/screening/exporter.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Exporter {
    const FormatInfo *format;
    char *name;
    uint64_t max_records, max_bytes;
    bool special;  // a pipe or device, which must stay what it is
    uint64_t part; // from 1
    FILE *file;
    uint64_t records, bytes; // in this part
    Exported done;
    String text, path;
};

// Appends "list.ris", or its part "list-2.ris" where `part` is not 0.
static void add_name(const char *name, uint64_t part, String *path) {
    const char *slash = strrchr(name, '/');
    const char *file = slash ? slash + 1 : name;
    const char *dot = strrchr(file, '.');
    size_t stem = dot && dot > file ? (size_t) (dot - name) : strlen(name);
    string_add(path, (StringView){name, stem});
    if (part > 0) {
        string_format(path, "-%llu", (unsigned long long) part);
    }
    string_add_text(path, name + stem);
}

void exporter_add_first(const ExportPlan *plan, String *path) {
    add_name(plan->name, plan->max_records > 0 || plan->max_bytes > 0, path);
}

static bool is_split(const Exporter *exporter) {
    return exporter->max_records > 0 || exporter->max_bytes > 0;
}

// With `partial` as the file is called until it is whole.
static const char *path_of(Exporter *exporter, uint64_t part, bool partial) {
    string_clear(&exporter->path);
    add_name(exporter->name, is_split(exporter) ? part : 0, &exporter->path);
    string_add_text(&exporter->path, partial && !exporter->special ? ".part" : NULL);
    return string_text(&exporter->path);
}

static bool cannot_write(Exporter *exporter, int fault, Error *err) {
    return error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", path_of(exporter, exporter->part, false),
                     strerror(fault));
}

static bool begin_part(Exporter *exporter, Error *err) {
    exporter->part++;
    exporter->records = exporter->bytes = 0;
    exporter->file = fopen(path_of(exporter, exporter->part, true), "w");
    return exporter->file || cannot_write(exporter, errno, err);
}

static bool write_text(Exporter *exporter, Error *err) {
    size_t length = exporter->text.length;
    bool ok = fwrite(string_text(&exporter->text), 1, length, exporter->file) == length;
    int fault = errno;
    exporter->bytes += length;
    string_clear(&exporter->text);
    return ok || cannot_write(exporter, fault, err);
}

static bool end_part(Exporter *exporter, Error *err) {
    if (exporter->format->write_end) {
        exporter->format->write_end(exporter->records > 0, &exporter->text);
    }
    bool ok = write_text(exporter, err);
    errno = 0;
    bool flushed = fflush(exporter->file) == 0 && (exporter->special || fsync(fileno(exporter->file)) == 0);
    int fault = errno;
    flushed = fclose(exporter->file) == 0 && flushed;
    fault = fault ? fault : errno;
    exporter->file = NULL;
    return ok && (flushed || cannot_write(exporter, fault, err));
}

// Bytes that end the part.
static size_t end_length(const Exporter *exporter) {
    String end = {0};
    if (exporter->format->write_end) {
        exporter->format->write_end(true, &end);
    }
    size_t length = end.length;
    string_free(&end);
    return length;
}

bool exporter_add(Exporter *exporter, const Entry *entry, Error *err) {
    exporter->format->write_entry(entry, exporter->records == 0, &exporter->text);
    size_t end = exporter->max_bytes > 0 ? end_length(exporter) : 0;
    bool many = exporter->max_records > 0 && exporter->records == exporter->max_records;
    bool large =
        exporter->max_bytes > 0 && exporter->bytes + exporter->text.length + end > exporter->max_bytes;
    if (exporter->records > 0 && (many || large)) {
        string_clear(&exporter->text);
        if (!end_part(exporter, err) || !begin_part(exporter, err)) {
            return false;
        }
        exporter->format->write_entry(entry, true, &exporter->text);
        large = exporter->max_bytes > 0 && exporter->text.length + end > exporter->max_bytes;
    }
    exporter->done.alone += exporter->records == 0 && large;
    exporter->records++;
    exporter->done.records++;
    return write_text(exporter, err);
}

static void exporter_free(Exporter *exporter) {
    string_free(&exporter->text);
    string_free(&exporter->path);
    free(exporter->name);
    free(exporter);
}

void exporter_abandon(Exporter *exporter) {
    if (!exporter) {
        return;
    }
    if (exporter->file) {
        fclose(exporter->file);
    }
    for (uint64_t part = 1; part <= exporter->part && !exporter->special; part++) {
        unlink(path_of(exporter, part, true));
    }
    exporter_free(exporter);
}

bool exporter_close(Exporter *exporter, Exported *exported, Error *err) {
    bool ok = end_part(exporter, err);
    for (uint64_t part = 1; ok && part <= exporter->part && !exporter->special; part++) {
        char *partial = memory_copy_string(path_of(exporter, part, true));
        if (rename(partial, path_of(exporter, part, false)) != 0) {
            ok = error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", string_text(&exporter->path),
                           strerror(errno));
        }
        free(partial);
    }
    exporter->done.parts = exporter->part;
    if (ok && is_split(exporter) && file_exists(path_of(exporter, exporter->part + 1, false))) {
        exporter->done.behind = exporter->part + 1;
    }
    *exported = exporter->done;
    if (ok) {
        exporter_free(exporter);
    } else {
        exporter_abandon(exporter);
    }
    return ok;
}

Exporter *exporter_open(const ExportPlan *plan, Error *err) {
    struct stat status;
    Exporter *exporter = memory_new(sizeof *exporter);
    exporter->format = &formats[plan->format];
    exporter->name = memory_copy_string(plan->name);
    exporter->max_records = plan->max_records;
    exporter->max_bytes = plan->max_bytes;
    exporter->special =
        stat(plan->name, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
    bool ok = !exporter->special || !is_split(exporter) ||
              error_set(err, ERROR_USAGE, "%s: parts need a file's name", plan->name);
    if (ok && begin_part(exporter, err)) {
        return exporter;
    }
    exporter_free(exporter);
    return NULL;
}

bool exporter_format_of(const char *file, Format *format, Error *err) {
    String known = {0};
    for (int i = 0; i < FORMAT_COUNT; i++) {
        StringView endings = sv(formats[i].endings), ending;
        if (!formats[i].writes) {
            continue;
        }
        while (sv_split(&endings, ' ', &ending)) {
            if (ending.length > 0 && sv_ends(sv(file), ending)) {
                *format = (Format) i;
                string_free(&known);
                return true;
            }
        }
        string_format(&known, "%s%s", known.length > 0 ? ", " : "", formats[i].name);
    }
    error_set(err, ERROR_USAGE, "%s: its ending names no format; say one of %s", file, string_text(&known));
    string_free(&known);
    return false;
}

bool exporter_size_parse(StringView text, uint64_t *bytes) {
    static const char units[] = "kKmMgG";
    uint64_t unit = 1;
    const char *found = text.length > 1 ? strchr(units, text.data[text.length - 1]) : NULL;
    if (found && *found) {
        text.length--;
        for (ptrdiff_t power = (found - units) / 2; power >= 0; power--) {
            unit *= 1000;
        }
    }
    long long number;
    if (!sv_number(text, &number) || number <= 0 || (uint64_t) number > UINT64_MAX / 2 / unit) {
        return false;
    }
    *bytes = (uint64_t) number * unit;
    return true;
}
