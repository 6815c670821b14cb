#include "fetching.h"

#include "desk.h"
#include "importing.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <stdlib.h>
#include <string.h>

// Of a job's title in the line of messages.
#define TITLE_COLUMNS 40

// --- the fetcher and its settings ---

static void add_settings(const App *app, String *out) {
    const Options *options = &app->options;
    for (int id = 0; id < OPTION_SERVICES; id++) {
        string_format(out, "%s\n", options->service_urls[id]);
    }
    string_format(out, "%s\n%s\n%d", options->email, options->links, options->links_days);
}

bool fetching_is_offline(const App *app) {
    return app->options.offline || app->request.offline;
}

static bool read_settings(const App *app, FetchSettings *settings, Arena *arena, Error *err) {
    _Static_assert(OPTION_SERVICES == SERVICE_COUNT, "an address for each service");
    const Options *options = &app->options;
    for (int id = 0; id < SERVICE_COUNT; id++) {
        settings->urls[id] = options->service_urls[id];
    }
    settings->email = options->email;
    settings->refresh_days = options->links_days;
    settings->offline = fetching_is_offline(app);
    return fetch_sources_read(sv(options->links), &settings->sources, err) &&
           fetch_settings_read(settings, arena, err);
}

Fetcher *fetching_start(App *app) {
    Fetching *fetching = &app->fetching;
    if (!fetching->fetcher) {
        Arena arena = {0};
        FetchSettings settings = {0};
        Error err = {0};
        String words = {0};
        if (read_settings(app, &settings, &arena, &err)) {
            fetching->fetcher = fetcher_start(&settings, app->cache_path, app->importer, app->mailbox);
            add_settings(app, &words);
            fetching->settings = string_take(&words);
        } else {
            app_say_error(app, &err);
        }
        string_free(&words);
        arena_free(&arena);
    }
    return fetching->fetcher;
}

static void asked_free(Asked *asked) {
    free(asked->text);
    free(asked->review);
}

void fetching_stop(App *app) {
    Fetching *fetching = &app->fetching;
    fetcher_stop(fetching->fetcher);
    fetching->fetcher = NULL;
    free(fetching->settings);
    fetching->settings = NULL;
    arena_reset(&fetching->arena);
    fetching->jobs = NULL;
    fetching->job_count = 0;
    for (size_t i = 0; i < fetching->asked_count; i++) {
        asked_free(&fetching->asked[i]);
    }
    fetching->asked_count = 0;
}

void fetching_fini(App *app) {
    Fetching *fetching = &app->fetching;
    fetching_stop(app);
    for (size_t i = 0; i < fetching->found_count; i++) {
        fetch_end_free(fetching->found[i]);
    }
    rejoined_free(&fetching->rejoined);
    asked_free(&fetching->counted);
    arena_free(&fetching->arena);
    free(fetching->found);
    free(fetching->asked);
    free(fetching->changes);
}

static bool is_open(const FetchJob *job) {
    return job->state == FETCH_WAITS || job->state == FETCH_RUNS;
}

// Hosts keep what they were made with, so other settings want another fetcher; it is not taken from under
// what is asked.
static void renew(App *app) {
    Fetching *fetching = &app->fetching;
    String words = {0};
    bool busy = fetching->found_count > 0;
    for (size_t i = 0; i < fetching->job_count; i++) {
        busy = busy || is_open(&fetching->jobs[i]);
    }
    add_settings(app, &words);
    if (fetching->fetcher && !busy && !sv_equal(string_view(&words), sv(fetching->settings))) {
        fetching_stop(app);
    }
    string_free(&words);
}

void fetching_apply(App *app) {
    Fetcher *fetcher = app->fetching.fetcher;
    unsigned sources;
    Error err = {0};
    if (!fetch_sources_read(sv(app->options.links), &sources, &err)) {
        app_say(app, ROLE_ERROR, "set links: %s", err.text);
    }
    if (fetcher) {
        if (fetcher_is_offline(fetcher) != fetching_is_offline(app)) {
            fetcher_set_offline(fetcher, fetching_is_offline(app));
        }
        fetching_look(app);
        renew(app);
    }
}

// --- what was asked ---

Asked *fetching_note(App *app, int job, AskedFor what, StudyId study, const char *text) {
    Fetching *fetching = &app->fetching;
    if (job == 0) {
        return NULL;
    }
    fetching->asked = vec_grow(fetching->asked, &fetching->asked_capacity, fetching->asked_count + 1,
                               sizeof *fetching->asked);
    String name = {0};
    if (study && !text) {
        reading_add_name(app, study, &name);
        text = string_text(&name);
    }
    Asked *asked = &fetching->asked[fetching->asked_count++];
    *asked = (Asked){.job = job,
                     .what = what,
                     .study = study,
                     .typed = term_input_taken(app->input),
                     .text = text ? memory_copy_string(text) : NULL};
    string_free(&name);
    fetching_look(app);
    return asked;
}

const Asked *fetching_asked(const App *app, int job) {
    const Fetching *fetching = &app->fetching;
    for (size_t i = fetching->asked_count; i-- > 0;) {
        if (fetching->asked[i].job == job) {
            return &fetching->asked[i];
        }
    }
    return NULL;
}

static bool is_ahead(const App *app, const FetchJob *job) {
    const Asked *asked = fetching_asked(app, job->number);
    return asked && asked->what == ASKED_AHEAD;
}

size_t fetching_open_jobs(const App *app) {
    const Fetching *fetching = &app->fetching;
    size_t open = 0;
    for (size_t i = 0; i < fetching->job_count; i++) {
        open += is_open(&fetching->jobs[i]) && !is_ahead(app, &fetching->jobs[i]);
    }
    return open;
}

bool fetching_is_asking(const App *app, AskedFor what, StudyId study, unsigned kinds) {
    const Fetching *fetching = &app->fetching;
    for (size_t i = 0; i < fetching->job_count; i++) {
        const Asked *asked =
            is_open(&fetching->jobs[i]) ? fetching_asked(app, fetching->jobs[i].number) : NULL;
        if (asked && asked->what == what && (!study || asked->study == study) &&
            (!kinds || (asked->kinds & kinds))) {
            return true;
        }
    }
    return false;
}

static void forget_job(App *app, int job) {
    Fetching *fetching = &app->fetching;
    for (size_t i = 0; i < fetching->asked_count; i++) {
        if (fetching->asked[i].job == job) {
            asked_free(&fetching->asked[i]);
            fetching->asked_count--;
            memmove(fetching->asked + i, fetching->asked + i + 1,
                    (fetching->asked_count - i) * sizeof *fetching->asked);
            break;
        }
    }
    fetcher_forget(fetching->fetcher, job);
}

void fetching_look(App *app) {
    Fetching *fetching = &app->fetching;
    arena_reset(&fetching->arena);
    fetching->jobs = NULL;
    fetching->job_count =
        fetching->fetcher ? fetcher_jobs(fetching->fetcher, &fetching->arena, &fetching->jobs) : 0;
    jobs_refresh(app);
}

bool fetching_takes(App *app, const ImportFile *file) {
    Fetcher *fetcher = app->fetching.fetcher;
    if (!fetcher || !fetcher_takes(fetcher, file)) {
        return false;
    }
    if (file->created || file->updated) {
        app->cache_count = cache_count(app->cache, NULL);
        queue_forget_rows(app);
        app->queue.stale = true;
    }
    reading_forget(app); // a stub may have become a record, and a study may have links
    return true;
}

// --- what came ---

static void add_title(String *out, const char *title) {
    String shown = {0};
    text_add_display(&shown, sv(title));
    size_t fits = text_fit(string_view(&shown), TITLE_COLUMNS, NULL);
    string_add(out, sv_part(string_view(&shown), 0, fits));
    string_add_text(out, fits < shown.length ? "…" : "");
    string_free(&shown);
}

// "PubMed: sepsis: 7 new of 1,243 hits"
static void say_found(App *app, const FetchJob *job, size_t added, const char *more, bool warns) {
    String words = {0};
    add_title(&words, job->title);
    string_add_text(&words, ": ");
    add_number(&words, (int64_t) added);
    string_add_text(&words, " new of ");
    add_number(&words, job->hits);
    string_add_text(&words, job->hits == 1 ? " hit" : " hits");
    string_format(&words, "%s%s%s", more, *job->says ? "; " : "", job->says);
    app_say(app, warns || *job->says ? ROLE_WARNING : ROLE_GOOD, "%s", string_text(&words));
    string_free(&words);
}

static bool is_for_open_review(const App *app, const Asked *asked) {
    return asked && asked->review && app->desk.path && strcmp(asked->review, app->desk.path) == 0;
}

static bool keep_found(App *app, const Asked *asked, FetchEnd *end) {
    Fetching *fetching = &app->fetching;
    if (asked->review && end->file) {
        fetching->found = vec_grow(fetching->found, &fetching->found_capacity, fetching->found_count + 1,
                                   sizeof(FetchEnd *));
        fetching->found[fetching->found_count++] = end;
        return true;
    }
    String words = {0};
    add_title(&words, end->job.title);
    string_add_text(&words, ": ");
    add_number(&words, end->job.hits);
    string_add_text(&words, " hits; what was missing is in the cache");
    string_format(&words, "%s%s", *end->job.says ? "; " : "", end->job.says);
    app_say(app, *end->job.says ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
    string_free(&words);
    return false;
}

bool fetching_brings(const App *app) {
    return app->fetching.found_count > 0 && !app->desk.loading;
}

static void drop_first(App *app) {
    Fetching *fetching = &app->fetching;
    fetch_end_free(fetching->found[0]);
    fetching->found_count--;
    memmove(fetching->found, fetching->found + 1, fetching->found_count * sizeof(FetchEnd *));
    rejoined_free(&fetching->rejoined);
    fetching->rejoined = (Rejoined){0};
    fetching->batch = fetching->added = 0;
    fetching->import = (Key){{0}};
    renew(app);
}

void fetching_step(App *app) {
    Fetching *fetching = &app->fetching;
    FetchEnd *end = fetching->found[0];
    if (!app->desk.state || !is_for_open_review(app, fetching_asked(app, end->job.number))) {
        app_say(app, ROLE_WARNING, "%s: its review was closed; search again there, the records are here",
                end->job.title);
        drop_first(app);
        return;
    }
    if (key_is_none(fetching->import)) {
        fetching->import = review_import_action(app->desk.state, end->file->name);
    }
    if (fetching->batch < end->batch_count) {
        fetching->added +=
            importing_add_batch(app, fetching->import, end->batches[fetching->batch++], &fetching->rejoined);
        return;
    }
    String words = {0};
    bool warns = importing_end_search(app, fetching->import, "", end->file, &fetching->rejoined, &words);
    say_found(app, &end->job, fetching->added, string_text(&words), warns);
    string_free(&words);
    app->queue.stale = true;
    app->dirty = true;
    drop_first(app);
}

static void ahead_ended(App *app, const FetchJob *job) {
    if (job->state == FETCH_FAILED && app->options.fetch_ahead) {
        app->options.fetch_ahead = false;
        app_say(app, ROLE_WARNING, "%s; nothing is asked ahead any more (:set fetch-ahead)", job->says);
    }
    forget_job(app, job->number);
}

bool fetching_ended(App *app, FetchEnd *end) {
    const FetchJob *job = &end->job;
    const Asked *known = fetching_asked(app, job->number);
    Asked asked = known ? *known : (Asked){.what = ASKED_RECORDS};
    bool kept = false;
    if (asked.what == ASKED_AHEAD) {
        ahead_ended(app, job);
    } else if (job->state == FETCH_FAILED) {
        app_say(app, ROLE_ERROR, "%s: %s · :jobs tries again", job->title, job->says);
    } else if (job->state == FETCH_STOPPED) {
        app_say(app, ROLE_NORMAL, "%s: stopped; what came is kept, :jobs goes on", job->title);
    } else {
        switch (asked.what) {
        case ASKED_COUNT:
            services_counted(app, &asked, job);
            forget_job(app, job->number);
            break;
        case ASKED_SEARCH:
            kept = keep_found(app, &asked, end);
            break;
        case ASKED_RECORDS:
            asking_records_ended(app, &asked, end);
            break;
        case ASKED_LINKS:
            asking_links_ended(app, &asked, job);
            break;
        case ASKED_CHECK:
            retractions_ended(app, &asked, end);
            break;
        case ASKED_AHEAD:
            break;
        }
    }
    fetching_look(app);
    reading_forget(app); // what is known of who was asked
    renew(app);
    return kept;
}

void fetching_add_progress(const App *app, String *out) {
    const Fetching *fetching = &app->fetching;
    const FetchJob *shown = NULL;
    size_t open = 0;
    for (size_t i = 0; i < fetching->job_count; i++) {
        const FetchJob *job = &fetching->jobs[i];
        if (is_open(job) && !is_ahead(app, job)) {
            open++;
            shown = !shown || (shown->state == FETCH_WAITS && job->state == FETCH_RUNS) ? job : shown;
        }
    }
    if (fetching->found_count) {
        string_add_text(out, "taking over what was found");
    } else if (shown) {
        add_title(out, shown->title);
        if (shown->total > 0) {
            string_format(out, " %d %%", (int) (100 * shown->done / shown->total));
        }
        string_format(out, "%s%s", *shown->says ? " · " : "", shown->says);
        if (open > 1) {
            string_format(out, " · %zu more", open - 1);
        }
    }
}
