#include "acts.h"
#include "exporting.h"
#include "fetching.h"
#include "importing.h"

#include "carrel/base/paths.h"
#include "carrel/report/progress.h"

#include <inttypes.h>

// The list of what runs, waits, failed or was stopped: first imports, then what is asked of services.

#define STATE_FORMAT "%-8s"
static const char *const states[] = {[FETCH_WAITS] = "waits",
                                     [FETCH_RUNS] = "runs",
                                     [FETCH_DONE] = "done",
                                     [FETCH_FAILED] = "failed",
                                     [FETCH_STOPPED] = "stopped"};

// --- what a row means ---

// One row for all that is being imported, then each file that was not read whole.
typedef struct {
    bool is_import;
    const Unfinished *unfinished; // NULL: none
    const FetchJob *job;          // NULL: none
} JobRow;

static size_t count_rows(const App *app) {
    return app->importing + app->unfinished_count + app->fetching.job_count;
}

static JobRow row_at(const App *app, size_t at) {
    JobRow row = {.is_import = app->importing && at == 0};
    at -= app->importing && at > 0;
    if (row.is_import) {
        return row;
    }
    if (at < app->unfinished_count) {
        row.unfinished = &app->unfinished[at];
    } else if (at - app->unfinished_count < app->fetching.job_count) {
        row.job = &app->fetching.jobs[at - app->unfinished_count];
    }
    return row;
}

static const char *import_text(const App *app, Arena *arena) {
    ImportProgress progress = importer_progress(app->importer);
    String text = {0};
    string_format(&text, STATE_FORMAT "import", "runs");
    if (progress.tidying) {
        string_add_text(&text, ": all is read, the index is being tidied");
    } else if (!*progress.name) {
        string_add_text(&text, " waits for the first bytes of its file");
    } else {
        string_format(&text, " %s", progress.name);
        if (progress.files > 1) {
            string_format(&text, " (%zu of %zu)", progress.file, progress.files);
        }
        string_add_text(&text, "  ");
        add_number(&text, (int64_t) progress.records);
        string_add_text(&text, progress.records == 1 ? " record" : " records");
        if (progress.percent >= 0) {
            string_format(&text, ", %d %%", progress.percent);
        }
    }
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static const char *unfinished_text(const Unfinished *unfinished, Arena *arena) {
    StringView name = path_base(unfinished->file);
    return arena_format(arena, STATE_FORMAT "import %.*s  %s", unfinished->failed ? "failed" : "stopped",
                        (int) name.length, name.data, unfinished->says);
}

static const char *job_text(const App *app, const FetchJob *job, Arena *arena) {
    const Asked *asked = fetching_asked(app, job->number);
    String text = {0};
    string_format(&text, STATE_FORMAT "%s", states[job->state], job->title);
    if (asked && asked->study) {
        string_format(&text, " · %s", asked->text);
    }
    if (job->total > 0 && (job->state == FETCH_WAITS || job->state == FETCH_RUNS)) {
        string_add_text(&text, "  ");
        add_number(&text, job->done);
        string_add_text(&text, " of ");
        add_number(&text, job->total);
    }
    if (*job->says) {
        string_format(&text, "  %s", job->says);
    }
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static Role row_role(JobRow row) {
    const FetchJob *job = row.job;
    if (!job) {
        return row.unfinished && row.unfinished->failed ? ROLE_ERROR : row.is_import ? ROLE_NORMAL : ROLE_DIM;
    }
    return job->state == FETCH_FAILED                                ? ROLE_ERROR
           : job->state == FETCH_DONE && *job->says                  ? ROLE_WARNING
           : job->state == FETCH_DONE || job->state == FETCH_STOPPED ? ROLE_DIM
                                                                     : ROLE_NORMAL;
}

static void choose(App *app, size_t chosen, const char *typed);
static void pressed(App *app, size_t chosen);

static void fill_list(App *app, size_t cursor) {
    Arena *arena = overlay_arena(app);
    size_t count = count_rows(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count + 1);
    for (size_t i = 0; i < count; i++) {
        JobRow row = row_at(app, i);
        items[i] = (MenuItem){.text = row.is_import    ? import_text(app, arena)
                                      : row.unfinished ? unfinished_text(row.unfinished, arena)
                                                       : job_text(app, row.job, arena),
                              .role = row_role(row)};
    }
    overlay_menu(app, fetching_is_offline(app) ? "Jobs · offline" : "Jobs", items, count, false, false,
                 choose);
    bool narrow = app->grid.columns < 72;
    overlay_menu_also(app, "srpxjkq",
                      narrow ? "s stops r retries p offline x forgets"
                             : "Enter details, s stops, r retries, p offline, x forgets, q closes",
                      pressed);
    overlay_menu_go(app, cursor);
}

static void list_jobs(App *app, size_t cursor) {
    if (count_rows(app) > 0) {
        fill_list(app, cursor);
    } else {
        app_say(app, ROLE_NORMAL,
                app->exporting ? "An export is being written; C-c stops it" : "Nothing runs");
    }
}

void jobs_refresh(App *app) {
    Overlay *overlay = &app->overlay;
    if (overlay->kind != OVERLAY_MENU || overlay->choose != choose || *lineedit_text(&overlay->menu.filter)) {
        return;
    }
    size_t cursor = overlay->menu.box.cursor;
    if (count_rows(app) > 0) {
        fill_list(app, cursor);
    } else {
        overlay_close(app);
    }
}

// --- one of them ---

static void add_row(HelpRow *rows, size_t *count, const char *name, const char *text) {
    rows[(*count)++] = (HelpRow){NULL, name, NULL, text};
}

static const char *number_of(Arena *arena, int64_t number) {
    String text = {0};
    add_number(&text, number);
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

// How far an import has come.
static size_t add_import(const App *app, HelpRow *rows, Arena *arena) {
    ImportProgress progress = importer_progress(app->importer);
    size_t count = 0;
    add_row(rows, &count, "file", arena_copy(arena, progress.name));
    add_row(rows, &count, "files", arena_format(arena, "%zu of %zu", progress.file, progress.files));
    add_row(rows, &count, "records", number_of(arena, (int64_t) progress.records));
    add_row(rows, &count, "rejected", number_of(arena, (int64_t) progress.rejected));
    add_row(rows, &count, "a second", number_of(arena, (int64_t) progress.per_second));
    if (progress.percent >= 0) {
        add_row(rows, &count, "read", arena_format(arena, "%d %% of the file", progress.percent));
    }
    if (progress.seconds_left >= 0) {
        String left = {0};
        progress_add_duration(progress.seconds_left * 1000, &left);
        add_row(rows, &count, "left", arena_copy_view(arena, string_view(&left)));
        string_free(&left);
    }
    return count;
}

static size_t add_unfinished(const Unfinished *unfinished, HelpRow *rows, Arena *arena) {
    size_t count = 0;
    add_row(rows, &count, "file", arena_copy(arena, unfinished->file));
    add_row(rows, &count, "state", unfinished->failed ? "failed" : "stopped");
    add_row(rows, &count, "says", arena_copy(arena, unfinished->says));
    return count;
}

static size_t add_job(const App *app, const FetchJob *job, HelpRow *rows, Arena *arena) {
    const Asked *asked = fetching_asked(app, job->number);
    size_t count = 0;
    add_row(rows, &count, "asked for", arena_copy(arena, job->title));
    if (asked && asked->study) {
        add_row(rows, &count, "study", arena_copy(arena, asked->text));
    }
    add_row(rows, &count, "service", services[job->service].title);
    add_row(rows, &count, "state", states[job->state]);
    if (*job->says) {
        add_row(rows, &count, "says", arena_copy(arena, job->says));
    }
    if (job->hits >= 0) {
        add_row(rows, &count, "hits", number_of(arena, job->hits));
    }
    add_row(rows, &count, "done",
            job->total >= 0
                ? arena_format(arena, "%s of %s", number_of(arena, job->done), number_of(arena, job->total))
                : number_of(arena, job->done));
    add_row(rows, &count, "not had", number_of(arena, job->missing));
    add_row(rows, &count, "requests", number_of(arena, job->requests));
    return count;
}

// What is shown is copied, since it changes while the page is open.
static void choose(App *app, size_t chosen, const char *typed) {
    (void) typed;
    if (chosen >= count_rows(app)) {
        return;
    }
    enum { ROWS_MOST = 9 };
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, ROWS_MOST);
    JobRow row = row_at(app, chosen);
    size_t count = row.is_import    ? add_import(app, rows, arena)
                   : row.unfinished ? add_unfinished(row.unfinished, rows, arena)
                                    : add_job(app, row.job, rows, arena);
    overlay_pager(app, "Job", rows, count);
}

static void set_offline(App *app, bool offline) {
    if (app->request.offline) {
        app_say(app, ROLE_NORMAL, "carrel was started with --offline and asks nothing");
        return;
    }
    app->options.offline = offline;
    fetching_apply(app);
    app_say(app, ROLE_NORMAL,
            offline ? "Offline: nothing is asked, what is to be asked waits"
                    : "Online: what waits is asked for");
}

static void press_import(App *app, JobRow row) {
    char key = app->overlay.pressed;
    if (row.is_import && key == 's') {
        importer_cancel(app->importer);
        app_say(app, ROLE_NORMAL, "The import stops; what was read stays");
    } else if (row.unfinished && key == 'x') {
        importing_forget(app, row.unfinished);
    } else if (row.unfinished && key == 'r') {
        importing_again(app, row.unfinished);
    }
}

static void pressed(App *app, size_t chosen) {
    Fetcher *fetcher = app->fetching.fetcher;
    size_t rows = count_rows(app);
    JobRow row = chosen < rows ? row_at(app, chosen) : (JobRow){0};
    switch (app->overlay.pressed) {
    case 'p':
        set_offline(app, !fetching_is_offline(app));
        break;
    case 'j':
        chosen += chosen + 1 < rows;
        break;
    case 'k':
        chosen -= chosen > 0;
        break;
    case 'q':
        overlay_close(app);
        return;
    case 's':
        if (row.job) {
            fetcher_end_job(fetcher, row.job->number);
        }
        press_import(app, row);
        break;
    case 'r':
        if (row.job) {
            fetcher_retry(fetcher, row.job->number);
        }
        press_import(app, row);
        break;
    case 'x':
        if (row.job) {
            fetcher_forget(fetcher, row.job->number);
        }
        press_import(app, row);
        break;
    }
    fetching_look(app);
    if (count_rows(app) > 0) {
        fill_list(app, chosen);
    } else {
        overlay_close(app);
    }
}

// What failed wants something of the user; else what runs is looked at.
static size_t first_of_interest(const App *app) {
    static const FetchState states_wanted[] = {FETCH_FAILED, FETCH_RUNS, FETCH_WAITS};
    size_t imports = app->importing + app->unfinished_count;
    for (size_t s = 0; imports == 0 && s < sizeof states_wanted / sizeof states_wanted[0]; s++) {
        for (size_t i = 0; i < app->fetching.job_count; i++) {
            if (app->fetching.jobs[i].state == states_wanted[s]) {
                return i;
            }
        }
    }
    return 0;
}

void act_jobs(App *app, const Call *call) {
    (void) call;
    fetching_look(app);
    list_jobs(app, first_of_interest(app));
}

void act_offline(App *app, const Call *call) {
    (void) call;
    set_offline(app, !fetching_is_offline(app));
}
