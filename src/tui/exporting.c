#include "exporting.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/format/holds.h"

#include <stdlib.h>

#define STEP_US 2000

// A file, or its parts.
typedef struct {
    ExportPlan plan;
    IdList ids;
} Piece;

struct Exporting {
    Audience audience;
    Arena plans; // of the pieces
    Piece *pieces;
    size_t count, at;
    Exporter *exporter; // of the piece `at`
    size_t done;        // of its studies
    Exported exported;  // by all pieces
    Arena arena;        // of the study at hand
};

static void finish(App *app) {
    Exporting *exporting = app->exporting;
    app->exporting = NULL;
    exporter_abandon(exporting->exporter);
    for (size_t i = 0; i < exporting->count; i++) {
        id_list_free(&exporting->pieces[i].ids);
    }
    arena_free(&exporting->plans);
    arena_free(&exporting->arena);
    free(exporting);
}

static void add_piece(Exporting *exporting, ExportPlan plan, IdList ids) {
    Piece *piece = &exporting->pieces[exporting->count++];
    *piece = (Piece){plan, ids};
    piece->plan.name = arena_copy(&exporting->plans, plan.name);
}

// A tool that has lists gets a file for each of them in which a study is.
static void add_lists(App *app, Exporting *exporting, const ExportPlan *plan, const IdList *ids) {
    TextList lists = audience_lists(exporting->audience);
    for (size_t i = 0; i < lists.count; i++) {
        IdList of_list = {0};
        audience_select(app->desk.state, exporting->audience, lists.items[i], ids, &of_list);
        if (of_list.count) {
            add_piece(
                exporting,
                audience_plan(exporting->audience, plan, lists.items[i], of_list.count, &exporting->plans),
                of_list);
        } else {
            id_list_free(&of_list);
        }
    }
}

static bool check_names(const Exporting *exporting, Error *err) {
    bool ok = exporting->count > 0 ||
              error_set(err, ERROR_USAGE, "none of these studies is on a list of that tool");
    for (size_t i = 0; ok && i < exporting->count; i++) {
        String first = {0};
        exporter_add_first(&exporting->pieces[i].plan, &first);
        ok = !file_exists(first.data) ||
             error_set(err, ERROR_USAGE, "%s is there already; name another file", first.data);
        string_free(&first);
    }
    return ok;
}

bool exporting_start(App *app, const ExportPlan *plan, Audience audience, IdList *ids, Error *err) {
    if (app->exporting) {
        return error_set(err, ERROR_USAGE, "an export is running already");
    }
    if (audience != FOR_ANYBODY && !app->desk.state) {
        return error_set(err, ERROR_USAGE, "decisions are exported from a review, and none is open");
    }
    Exporting *exporting = app->exporting = memory_new(sizeof *exporting);
    exporting->audience = audience;
    exporting->pieces = ARENA_ARRAY(&exporting->plans, Piece, audience_lists(audience).count + 1);
    if (audience_lists(audience).count) {
        add_lists(app, exporting, plan, ids);
    } else {
        add_piece(exporting, *plan, *ids);
        *ids = (IdList){0};
    }
    bool ok = check_names(exporting, err) &&
              (exporting->exporter = exporter_open(&exporting->pieces[0].plan, err)) != NULL;
    if (!ok) {
        finish(app);
    }
    return ok;
}

void exporting_cancel(App *app) {
    Exporting *exporting = app->exporting;
    if (exporting) {
        app_say(app, ROLE_WARNING, "The export to %s was stopped; %s",
                exporting->pieces[exporting->at].plan.name,
                exporting->at ? "what came before it is written" : "nothing was written");
        finish(app);
    }
}

static void report(App *app) {
    const Exporting *exporting = app->exporting;
    const Exported *exported = &exporting->exported;
    String words = {0};
    string_format(&words, "%llu %s written to ", (unsigned long long) exported->records,
                  exported->records == 1 ? "study" : "studies");
    for (size_t i = 0; i < exporting->count; i++) {
        string_format(&words, "%s%s", i ? ", " : "", exporting->pieces[i].plan.name);
    }
    string_format(&words, " as %s", formats[exporting->pieces[0].plan.format].name);
    if (exported->parts > exporting->count) {
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

static bool close_piece(Exporting *exporting, Error *err) {
    Exported piece;
    bool ok = exporter_close(exporting->exporter, &piece, err);
    exporting->exporter = NULL;
    if (ok) {
        exporting->exported.records += piece.records;
        exporting->exported.parts += piece.parts;
        exporting->exported.alone += piece.alone;
        exporting->exported.behind = piece.behind ? piece.behind : exporting->exported.behind;
        exporting->at++;
        exporting->done = 0;
    }
    return ok;
}

// Returns whether anything is left to be written.
static bool write_more(App *app, Exporting *exporting, Error *err) {
    const Piece *piece = &exporting->pieces[exporting->at];
    if (exporting->done == piece->ids.count) {
        return close_piece(exporting, err) && exporting->at < exporting->count &&
               (exporting->exporter = exporter_open(&exporting->pieces[exporting->at].plan, err)) != NULL;
    }
    Entry entry;
    bool found = false;
    arena_reset(&exporting->arena);
    bool ok = entry_load(app->cache, app->desk.state, piece->ids.ids[exporting->done++],
                         format_tells_links(piece->plan.format), &exporting->arena, &entry, &found, err);
    if (ok && exporting->audience != FOR_ANYBODY) {
        audience_dress(app->desk.state, exporting->audience, &exporting->arena, &entry);
    }
    return ok && (!found || exporter_add(exporting->exporter, &entry, err));
}

void exporting_step(App *app) {
    int64_t until = clock_ticks_us() + STEP_US;
    Error err = {0};
    bool more = true;
    while (more && clock_ticks_us() < until) {
        more = write_more(app, app->exporting, &err);
    }
    if (more) {
        return;
    }
    if (err.kind == ERROR_NONE) {
        report(app);
    } else {
        app_say_error(app, &err);
    }
    finish(app);
}
