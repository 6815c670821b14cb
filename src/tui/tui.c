#include "carrel/tui/tui.h"

#include "acts.h"
#include "app.h"
#include "config.h"
#include "desk.h"
#include "drawing.h"
#include "exporting.h"
#include "importing.h"
#include "loop.h"
#include "queue.h"
#include "reading.h"
#include "screening.h"
#include "session.h"
#include "teamwork.h"
#include "waiting.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"
#include "carrel/term/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGES_MOST 500

void app_say(App *app, Role role, const char *format, ...) {
    String text = {0};
    va_list arguments;
    va_start(arguments, format);
    string_vformat(&text, format, arguments);
    va_end(arguments);
    if (app->message_count == MESSAGES_MOST) {
        free(app->messages[0].text);
        memmove(app->messages, app->messages + 1, (MESSAGES_MOST - 1) * sizeof *app->messages);
        app->message_count--;
    }
    app->messages =
        vec_grow(app->messages, &app->message_capacity, app->message_count + 1, sizeof *app->messages);
    app->messages[app->message_count++] = (Message){string_take(&text), role, clock_now_ms()};
    app->message_shown = true;
    app->dirty = true;
}

void app_say_error(App *app, const Error *err) {
    if (err->kind != ERROR_NONE) {
        app_say(app, ROLE_ERROR, "%s", err->text);
    }
}

const Message *app_message(const App *app) {
    return app->message_shown && app->message_count ? &app->messages[app->message_count - 1] : NULL;
}

// `carrel FILE…` without -R: what the first file brings goes into a review of its name.
static bool open_review(App *app, Error *err) {
    const TuiRequest *request = &app->request;
    String path = {0};
    bool ok = true;
    if (request->review) {
        ok = review_add_path(request->review, &path, err) && desk_open(app, path.data, true, err);
    } else if (request->file_count > 0 && !request->cache_only) {
        String name = {0};
        string_add(&name, path_stem(request->files[0]));
        string_add_text(&name, ".carrel");
        ok = path_data(&path, name.data, err) && desk_open(app, path.data, true, err);
        if (ok) {
            app_say(app, ROLE_NORMAL, "The review is %s", path.data);
        }
        string_free(&name);
    }
    string_free(&path);
    return ok;
}

static void import_files(App *app) {
    if (app->request.file_count == 0) {
        return;
    }
    Call call = {
        .action = ACTION_IMPORT,
        .arguments = (const char **) app->request.files,
        .argument_count = app->request.file_count,
        .rest = "",
    };
    act(app, &call);
}

static bool start(App *app, Error *err) {
    String path = {0}, name = {0};
    bool ok = app->request.cache ? (path_absolute(&path, app->request.cache), true) : path_cache(&path, err);
    app->cache_path = string_take(&path);
    ok = ok && reviewer_load(&app->desk.reviewer, &name, err);
    app->desk.reviewer_name = string_take(&name);
    ok = ok && (app->cache = cache_open_reader(app->cache_path, err));
    if (!ok) {
        return false;
    }
    app->cache_count = cache_count(app->cache, NULL);
    app->mailbox = mailbox_new();
    app->finder = finder_start(app->cache_path, app->mailbox);
    app->importer = importer_start(app->cache_path, app->mailbox);
    if (cache_wants_tidying(app->cache)) {
        importer_tidy(app->importer);
    }
    if (!signals_start(err) || !(app->screen = screen_start(err))) {
        return false;
    }
    app->input = term_input_new(screen_input_fd(app->screen));
    Error fault = {0};
    if (!config_load(app, &fault)) {
        app_say_error(app, &fault);
    }
    config_apply(app);
    fault = (Error){0};
    if (!open_review(app, &fault)) {
        app_say_error(app, &fault);
    }
    bool asked_for = app->request.review || app->request.file_count > 0 || app->request.cache_only;
    if (screening_is_on(app)) {
        app->options.advance = true;
        app->focus = SLOT_ABSTRACT;
        app->zoomed = true;
        screen_set_mouse(app->screen, false);
    } else if (asked_for || !shelving_begin(app)) {
        session_load(app);
        queue_ask(app, true);
    }
    return true;
}

static void stop(App *app) {
    exporting_cancel(app);
    if (app->screen && !app->shelving.starting && !screening_is_on(app)) {
        session_save(app);
    }
    comparing_stop(app);
    shelving_fini(app);
    waiting_fini(app);
    teamwork_fini(app);
    desk_fini(app); // waits for what was decided
    fetching_fini(app); // before the importer, to which it gives what comes
    term_input_free(app->input);
    screen_stop(app->screen);
    signals_stop(); // C-c ends what is still stopping
    importer_stop(app->importer);
    finder_stop(app->finder);
    chasing_fini(app);
    mapping_fini(app);
    importing_fini(app);
    mailbox_free(app->mailbox);
    cache_close(app->cache);
    overlay_fini(app);
    comparing_fini(app);
    reading_fini(app);
    queue_fini(app);
    keymap_free(&app->keymap);
    grid_fini(&app->grid);
    for (size_t i = 0; i < app->message_count; i++) {
        free(app->messages[i].text);
    }
    free(app->messages);
    for (int kind = 0; kind < PROMPT_HISTORIES; kind++) {
        for (size_t i = 0; i < app->history_counts[kind]; i++) {
            free(app->histories[kind][i]);
        }
        free(app->histories[kind]);
    }
    free(app->bulk_text);
    id_list_free(&app->bulk_ids);
    free(app->cache_path);
}

int tui_main(const TuiRequest *request) {
    const char *missing = acts_missing();
    if (missing) {
        fprintf(stderr, "carrel: nothing carries out the command %s\n", missing);
        return 1;
    }
    App *app = memory_new(sizeof *app);
    Error err = {0};
    app->request = *request;
    app->queue.query = memory_copy_string("");
    app->queue.sort = SORT_DATE;
    app->queue.descending = true;
    app->queue.range_from = -1;
    app->fetching.hits = -1;
    app->reading.tab = TAB_REFERENCES;
    app->reading.links_tab = -1;
    app->reading.abstract.link = -1;
    app->reading.abstract.hit = -1;
    study_init(&app->reading.study);
    options_init(&app->options);
    keymap_init(&app->keymap);
    bool ok = start(app, &err);
    if (ok) {
        drawing_draw(app); // before the import, which waits for the review
        import_files(app);
        loop_run(app);
    }
    String farewell = {0};
    if (ok && screening_is_on(app)) {
        screening_add_farewell(app, &farewell);
    }
    stop(app);
    free(app);
    fputs(string_text(&farewell), stdout);
    string_free(&farewell);
    if (!ok) {
        String words = {0};
        text_add_display(&words, sv(err.text));
        fprintf(stderr, "carrel: %s\n", string_text(&words));
        string_free(&words);
    }
    return ok ? 0 : 1;
}
