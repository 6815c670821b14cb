#include "exporting.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEP_US 2000

struct Exporting {
    char *name, *partial;
    FILE *file;
    Format format;
    IdList ids;
    size_t done;
    Arena arena;
    String text;
};

bool exporting_format(const char *file, Format *format, Error *err) {
    String known = {0};
    for (int i = 0; i < FORMAT_COUNT; i++) {
        StringView endings = sv(formats[i].endings), ending;
        if (!formats[i].write_entry) {
            continue;
        }
        while (sv_split(&endings, ' ', &ending)) {
            if (ending.length && sv_ends(sv(file), ending)) {
                *format = (Format) i;
                string_free(&known);
                return true;
            }
        }
        string_format(&known, "%s%s", known.length ? ", " : "", formats[i].endings);
    }
    error_set(err, ERROR_USAGE, "%s: its ending names no format; there are %s", file, string_text(&known));
    string_free(&known);
    return false;
}

bool exporting_start(App *app, const char *file, Format format, IdList *ids, Error *err) {
    if (app->exporting) {
        return error_set(err, ERROR_USAGE, "an export is running already");
    }
    Exporting *exporting = memory_new(sizeof *exporting);
    String partial = {0};
    string_format(&partial, "%s.part", file);
    exporting->name = memory_copy_string(file);
    exporting->partial = string_take(&partial);
    exporting->format = format;
    exporting->file = fopen(exporting->partial, "wx");
    if (!exporting->file) {
        error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", exporting->partial, strerror(errno));
        free(exporting->name);
        free(exporting->partial);
        free(exporting);
        return false;
    }
    exporting->ids = *ids;
    *ids = (IdList){0};
    app->exporting = exporting;
    return true;
}

static void finish(App *app) {
    Exporting *exporting = app->exporting;
    app->exporting = NULL;
    if (exporting->file) {
        fclose(exporting->file);
        unlink(exporting->partial);
    }
    id_list_free(&exporting->ids);
    arena_free(&exporting->arena);
    string_free(&exporting->text);
    free(exporting->name);
    free(exporting->partial);
    free(exporting);
}

void exporting_cancel(App *app) {
    if (app->exporting) {
        app_say(app, ROLE_WARNING, "The export to %s was stopped; nothing was written", app->exporting->name);
        finish(app);
    }
}

static bool write_text(Exporting *exporting) {
    bool ok = fwrite(string_text(&exporting->text), 1, exporting->text.length, exporting->file) ==
              exporting->text.length;
    string_clear(&exporting->text);
    return ok;
}

void exporting_step(App *app) {
    Exporting *exporting = app->exporting;
    const FormatInfo *format = &formats[exporting->format];
    int64_t until = clock_ticks_us() + STEP_US;
    Error err = {0};
    bool ok = true;
    while (ok && exporting->done < exporting->ids.count && clock_ticks_us() < until) {
        Entry entry;
        bool found;
        arena_reset(&exporting->arena);
        ok = entry_load(app->cache, app->desk.state, exporting->ids.ids[exporting->done], &exporting->arena,
                        &entry, &found, &err);
        if (ok) {
            format->write_entry(&entry, exporting->done == 0, &exporting->text);
            exporting->done++;
        }
        if (ok && !write_text(exporting)) {
            ok = error_set(&err, ERROR_SYSTEM, "%s: %s", exporting->partial, strerror(errno));
        }
    }
    if (ok && exporting->done < exporting->ids.count) {
        return;
    }
    if (ok && format->write_end) {
        format->write_end(exporting->done > 0, &exporting->text);
    }
    if (ok && !(write_text(exporting) && fflush(exporting->file) == 0 &&
                fsync(fileno(exporting->file)) == 0 && rename(exporting->partial, exporting->name) == 0)) {
        ok = error_set(&err, ERROR_SYSTEM, "%s: %s", exporting->name, strerror(errno));
    }
    if (ok) {
        fclose(exporting->file);
        exporting->file = NULL;
        app_say(app, ROLE_GOOD, "%zu studies written to %s as %s", exporting->done, exporting->name,
                format->name);
    } else {
        app_say_error(app, &err);
    }
    finish(app);
}
