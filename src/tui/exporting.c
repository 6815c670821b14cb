#include "exporting.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>

#define STEP_US 2000

struct Exporting {
    Exporter *exporter;
    char *name;
    Format format;
    IdList ids;
    size_t done;
    Arena arena;
};

bool exporting_start(App *app, const ExportPlan *plan, IdList *ids, Error *err) {
    if (app->exporting) {
        return error_set(err, ERROR_USAGE, "an export is running already");
    }
    Exporter *exporter = exporter_open(plan, err);
    if (!exporter) {
        return false;
    }
    Exporting *exporting = memory_new(sizeof *exporting);
    exporting->exporter = exporter;
    exporting->name = memory_copy_string(plan->name);
    exporting->format = plan->format;
    exporting->ids = *ids;
    *ids = (IdList){0};
    app->exporting = exporting;
    return true;
}

static void finish(App *app) {
    Exporting *exporting = app->exporting;
    app->exporting = NULL;
    exporter_abandon(exporting->exporter);
    id_list_free(&exporting->ids);
    arena_free(&exporting->arena);
    free(exporting->name);
    free(exporting);
}

void exporting_cancel(App *app) {
    if (app->exporting) {
        app_say(app, ROLE_WARNING, "The export to %s was stopped; nothing was written", app->exporting->name);
        finish(app);
    }
}

static void report(App *app, const Exported *exported) {
    const Exporting *exporting = app->exporting;
    String words = {0};
    string_format(&words, "%llu %s written to %s as %s", (unsigned long long) exported->records,
                  exported->records == 1 ? "study" : "studies", exporting->name,
                  formats[exporting->format].name);
    if (exported->parts > 1) {
        string_format(&words, " in %llu parts", (unsigned long long) exported->parts);
    }
    if (exported->alone > 0) {
        string_format(&words, "; %llu larger than max-bytes", (unsigned long long) exported->alone);
    }
    if (exported->behind > 0) {
        string_format(&words, "; part %llu is of an earlier export", (unsigned long long) exported->behind);
    }
    app_say(app, exported->alone || exported->behind ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

void exporting_step(App *app) {
    Exporting *exporting = app->exporting;
    int64_t until = clock_ticks_us() + STEP_US;
    Error err = {0};
    bool ok = true;
    while (ok && exporting->done < exporting->ids.count && clock_ticks_us() < until) {
        Entry entry;
        bool found = false;
        arena_reset(&exporting->arena);
        ok = entry_load(app->cache, app->desk.state, exporting->ids.ids[exporting->done++], &exporting->arena,
                        &entry, &found, &err) &&
             (!found || exporter_add(exporting->exporter, &entry, &err));
    }
    if (ok && exporting->done < exporting->ids.count) {
        return;
    }
    Exported exported;
    if (ok) {
        ok = exporter_close(exporting->exporter, &exported, &err);
        exporting->exporter = NULL;
    }
    if (ok) {
        report(app, &exported);
    } else {
        app_say_error(app, &err);
    }
    finish(app);
}
