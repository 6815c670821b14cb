#include "acts.h"
#include "exporting.h"
#include "fetching.h"

#include <inttypes.h>
#include <string.h>

// The list of what is asked of services; where nothing is, what import or export runs is said.

static const char *const states[] = {[FETCH_WAITS] = "waits",
                                     [FETCH_RUNS] = "runs",
                                     [FETCH_DONE] = "done",
                                     [FETCH_FAILED] = "failed",
                                     [FETCH_STOPPED] = "stopped"};

static void say_import(App *app) {
    ImportProgress progress = importer_progress(app->importer);
    if (progress.tidying) {
        app_say(app, ROLE_NORMAL, "The index is being tidied; everything read is in");
    } else if (progress.running && !*progress.name) {
        app_say(app, ROLE_NORMAL, "An import waits for the first bytes of its file; C-c stops it");
    } else if (progress.running) {
        String words = {0};
        string_format(&words, "Importing %s (file %zu of %zu): ", progress.name, progress.file,
                      progress.files);
        add_number(&words, (int64_t) progress.records);
        string_add_text(&words, progress.records == 1 ? " record" : " records");
        if (progress.percent >= 0) {
            string_format(&words, ", %d %%", progress.percent);
        }
        app_say(app, ROLE_NORMAL, "%s; C-c stops it", words.data);
        string_free(&words);
    } else {
        app_say(app, ROLE_NORMAL, app->exporting ? "An export is being written" : "Nothing runs");
    }
}

static const char *row_text(const App *app, const FetchJob *job, Arena *arena) {
    const Asked *asked = fetching_asked(app, job->number);
    String text = {0};
    string_format(&text, "%-8s%s", states[job->state], job->title);
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

static Role row_role(const FetchJob *job) {
    return job->state == FETCH_FAILED                                ? ROLE_ERROR
           : job->state == FETCH_DONE && *job->says                  ? ROLE_WARNING
           : job->state == FETCH_DONE || job->state == FETCH_STOPPED ? ROLE_DIM
                                                                     : ROLE_NORMAL;
}

static void choose(App *app, size_t chosen, const char *typed);
static void pressed(App *app, size_t chosen);

static void fill_list(App *app, size_t cursor) {
    const Fetching *fetching = &app->fetching;
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, fetching->job_count + 1);
    for (size_t i = 0; i < fetching->job_count; i++) {
        items[i] = (MenuItem){.text = row_text(app, &fetching->jobs[i], arena),
                              .role = row_role(&fetching->jobs[i])};
    }
    overlay_menu(app, fetching_is_offline(app) ? "Jobs · offline" : "Jobs", items, fetching->job_count, false,
                 false, choose);
    bool narrow = app->grid.columns < 70;
    overlay_menu_also(app, "srpxjkq",
                      narrow ? "s stops r retries p pauses x forgets"
                             : "Enter details, s stops, r tries again, p pauses all, x forgets, q closes",
                      pressed);
    overlay_menu_go(app, cursor);
}

static void list_jobs(App *app, size_t cursor) {
    if (app->fetching.job_count) {
        fill_list(app, cursor);
    } else {
        say_import(app);
    }
}

void jobs_refresh(App *app) {
    Overlay *overlay = &app->overlay;
    if (overlay->kind != OVERLAY_MENU || overlay->choose != choose || *lineedit_text(&overlay->menu.filter)) {
        return;
    }
    size_t cursor = overlay->menu.box.cursor;
    if (app->fetching.job_count) {
        fill_list(app, cursor);
    } else {
        overlay_close(app);
    }
}

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

static void choose(App *app, size_t chosen, const char *typed) {
    (void) typed;
    if (chosen >= app->fetching.job_count) {
        return;
    }
    enum { ROWS_MOST = 9 };
    Arena *arena = overlay_arena(app);
    const FetchJob *job = &app->fetching.jobs[chosen];
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, ROWS_MOST);
    size_t count = 0;
    // Copied, since the jobs are told anew while the page is open.
    add_row(rows, &count, "asked for", arena_copy(arena, job->title));
    const Asked *asked = fetching_asked(app, job->number);
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

static void pressed(App *app, size_t chosen) {
    Fetching *fetching = &app->fetching;
    bool is_job = chosen < fetching->job_count;
    int number = is_job ? fetching->jobs[chosen].number : 0;
    switch (app->overlay.pressed) {
    case 's':
        if (is_job) {
            fetcher_end_job(fetching->fetcher, number);
        }
        break;
    case 'r':
        if (is_job) {
            fetcher_retry(fetching->fetcher, number);
        }
        break;
    case 'x':
        if (is_job) {
            fetcher_forget(fetching->fetcher, number);
        }
        break;
    case 'p':
        set_offline(app, !fetching_is_offline(app));
        break;
    case 'j':
        chosen += chosen + 1 < fetching->job_count;
        break;
    case 'k':
        chosen -= chosen > 0;
        break;
    case 'q':
        overlay_close(app);
        return;
    }
    fetching_look(app);
    list_jobs(app, chosen);
}

// What failed wants something of the user; else what is being asked is looked at.
static size_t first_of_interest(const Fetching *fetching) {
    static const FetchState states_wanted[] = {FETCH_FAILED, FETCH_RUNS, FETCH_WAITS};
    for (size_t s = 0; s < sizeof states_wanted / sizeof states_wanted[0]; s++) {
        for (size_t i = 0; i < fetching->job_count; i++) {
            if (fetching->jobs[i].state == states_wanted[s]) {
                return i;
            }
        }
    }
    return 0;
}

void act_jobs(App *app, const Call *call) {
    (void) call;
    fetching_look(app);
    list_jobs(app, first_of_interest(&app->fetching));
}

void act_offline(App *app, const Call *call) {
    (void) call;
    set_offline(app, !fetching_is_offline(app));
}
