#include "fetching.h"

#include "carrel/base/text.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS 100

static bool read_settings(Command *command, FetchSettings *settings, Error *err) {
    Options options;
    if (!command_read_options(&options, err)) {
        return false;
    }
    for (size_t id = 0; id < SERVICE_COUNT; id++) {
        settings->urls[id] = arena_copy(&command->arena, options.service_urls[id]);
    }
    settings->email = arena_copy(&command->arena, options.email);
    settings->refresh_days = options.links_days;
    settings->offline = options.offline || command_option(command, "offline") != NULL;
    return fetch_sources_read(sv(options.links), &settings->sources, err) &&
           fetch_settings_read(settings, &command->arena, err);
}

bool fetching_begin(Fetching *fetching, Command *command, Error *err) {
    _Static_assert(OPTION_SERVICES == SERVICE_COUNT, "an address for each service");
    FetchSettings settings = {0};
    String path = {0};
    if (!read_settings(command, &settings, err)) {
        return false;
    }
    if (settings.offline) {
        return error_set(err, ERROR_NETWORK, "offline: nothing was asked");
    }
    if (!command_add_cache_path(command, &path, err)) {
        return false;
    }
    fetching->command = command;
    fetching->shows_progress = command_option(command, "quiet") == NULL && isatty(STDERR_FILENO);
    fetching->mailbox = mailbox_new();
    fetching->importer = importer_start(string_text(&path), fetching->mailbox);
    fetching->fetcher = fetcher_start(&settings, string_text(&path), fetching->importer, fetching->mailbox);
    string_free(&path);
    return true;
}

void fetching_add(Fetching *fetching, size_t jobs) {
    fetching->jobs += jobs;
}

// The job that runs takes the place of the last one that was shown.
static void show_progress(Fetching *fetching) {
    Arena arena = {0};
    FetchJob *jobs;
    size_t count = fetching->shows_progress ? fetcher_jobs(fetching->fetcher, &arena, &jobs) : 0;
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].state == FETCH_RUNS) {
            String line = {0};
            text_add_display(&line, sv(jobs[i].title));
            if (jobs[i].total >= 0) {
                string_format(&line, "  %lld of %lld", (long long) jobs[i].done, (long long) jobs[i].total);
            }
            if (jobs[i].says[0] != '\0') {
                string_add_text(&line, "  ");
                text_add_display(&line, sv(jobs[i].says));
            }
            fprintf(stderr, "\r%s\033[K", string_text(&line));
            fflush(stderr);
            fetching->shown = true;
            string_free(&line);
            break;
        }
    }
    arena_free(&arena);
}

static void clear_progress(Fetching *fetching) {
    if (fetching->shown) {
        fputs("\r\033[K", stderr);
        fetching->shown = false;
    }
}

static bool take_end(Fetching *fetching, const FetchEnd *end, Error *err) {
    fetching->jobs--;
    clear_progress(fetching);
    if (end->job.state == FETCH_FAILED && fetching->failure.kind == ERROR_NONE) {
        error_set(&fetching->failure, ERROR_NETWORK, "%s: %s", end->job.title, end->job.says);
    }
    return fetching->ended(fetching, end, err);
}

static bool take_mail(Fetching *fetching, Error *err) {
    Mail mail;
    bool ok = true;
    while (mailbox_take(fetching->mailbox, &mail)) {
        if (mail.tag == MAIL_IMPORT_FILE) {
            fetcher_takes(fetching->fetcher, mail.value);
        } else if (mail.tag == MAIL_FETCH_ENDED && ok) {
            ok = take_end(fetching, mail.value, err);
        }
        if (mail.destroy != NULL) {
            mail.destroy(mail.value);
        }
    }
    return ok;
}

bool fetching_wait(Fetching *fetching, Error *err) {
    // As for an import: the signals are waited for here.
    sigset_t signals, before;
    bool ok = true;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, &before);
    while (ok && fetching->jobs > 0) {
        struct pollfd wake = {.fd = mailbox_fd(fetching->mailbox), .events = POLLIN};
        struct timespec now = {0};
        poll(&wake, 1, STEP_MS);
        ok = take_mail(fetching, err);
        if (sigtimedwait(&signals, NULL, &now) > 0) {
            if (fetching->interrupted) {
                _exit(130);
            }
            fetching->interrupted = true;
            fetcher_end_job(fetching->fetcher, 0);
        }
        show_progress(fetching);
    }
    clear_progress(fetching);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ok;
}

void fetching_end(Fetching *fetching) {
    fetcher_stop(fetching->fetcher);
    importer_stop(fetching->importer);
    if (fetching->mailbox != NULL) {
        mailbox_free(fetching->mailbox);
    }
    *fetching = (Fetching){0};
}
