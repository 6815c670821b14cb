#include "acts.h"
#include "exporting.h"
#include "importing.h"
#include "opening.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <inttypes.h>
#include <stdlib.h>

// Studies into carrel and out of it.

void act_import(App *app, const Call *call) {
    importing_start(app, call->arguments, call->argument_count, NULL);
}

// Ids of what a query means, worked out at once: an export names its studies by it.
static bool query_ids(App *app, const char *query, IdList *ids, Error *err) {
    Arena arena = {0};
    IdList scope = {0};
    const QueryNode *tree = query_parse(sv(query), &arena, NULL, NULL, err);
    ReviewAnswers answers = {app->desk.state, app->cache};
    SearchReview review = {.context = &answers};
    if (app->desk.state) {
        review_scope(app->desk.state, &scope);
        review.scope = &scope;
        review.ids = review_answer_leaf;
    }
    Search search = {.tree = tree, .sort = app->queue.sort, .descending = app->queue.descending};
    search.review = app->desk.state ? &review : NULL;
    bool ok = tree && search_run(app->cache, &search, ids, NULL, err);
    id_list_free(&scope);
    arena_free(&arena);
    return ok;
}

void act_export(App *app, const Call *call) {
    Error err = {0};
    Format format;
    IdList ids = {0};
    // The file is one word; the query is what stands behind it.
    const char *query = call->argument_count > 1 ? call->arguments[1] : "";
    bool ok = exporting_format(call->arguments[0], &format, &err);
    if (ok && *query) {
        ok = query_ids(app, query, &ids, &err);
    } else if (ok && app->queue.selected_count) {
        Arena arena = {0};
        StudyId *selected;
        size_t count = act_studies(app, &arena, &selected);
        for (size_t i = 0; i < count; i++) {
            id_list_add(&ids, selected[i]);
        }
        arena_free(&arena);
    } else if (ok) {
        for (size_t i = 0; i < app->queue.ids.count; i++) {
            id_list_add(&ids, app->queue.ids.ids[i]);
        }
    }
    if (ok && file_exists(call->arguments[0])) {
        ok = error_set(&err, ERROR_USAGE, "%s is there already; name another file", call->arguments[0]);
    }
    if (!ok || !exporting_start(app, call->arguments[0], format, &ids, &err)) {
        app_say_error(app, &err);
    }
    id_list_free(&ids);
}

static void copy_part(App *app, StringView what) {
    reading_load(app);
    const Study *study = &app->reading.study;
    String text = {0};
    if (sv_equal(what, SV("pmid")) && study->pmid) {
        string_format(&text, "%" PRId64, study->pmid);
    } else if (sv_equal(what, SV("doi"))) {
        string_add_text(&text, study->doi);
    } else if (sv_equal(what, SV("citation"))) {
        study_add_citation(study, &text);
    } else if (sv_equal(what, SV("url"))) {
        opening_add_address(study, &text);
    } else if (sv_equal(what, SV("title"))) {
        string_add_text(&text, study->title);
    } else if (sv_equal(what, SV("abstract"))) {
        study_add_abstract(study, &text);
    }
    String name = {0};
    string_add(&name, what);
    if (text.length) {
        opening_copy(app, text.data, name.data);
    } else {
        app_say(app, ROLE_WARNING, "This record has no %s", name.data);
    }
    string_free(&name);
    string_free(&text);
}

// The word after "=" of the nth part of copy_names.
static StringView copy_name(size_t index) {
    StringView rest = sv(copy_names), part = {0};
    for (size_t i = 0; i <= index && sv_split(&rest, ' ', &part); i++) {
    }
    return sv_from(part, 2);
}

static void choose_copy(App *app, size_t chosen, const char *typed) {
    (void) typed;
    copy_part(app, copy_name(chosen));
}

void act_yank(App *app, const Call *call) {
    if (call->argument_count) {
        copy_part(app, sv(call->arguments[0]));
        return;
    }
    Arena *arena = overlay_arena(app);
    StringView rest = sv(copy_names), part;
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, 16);
    size_t count = 0;
    while (count < 16 && sv_split(&rest, ' ', &part)) {
        items[count].letter = part.data[0];
        items[count++].text = arena_copy_view(arena, sv_from(part, 2));
    }
    overlay_menu(app, "Copy", items, count, false, false, choose_copy);
}

static void pipe_to_bulk(App *app) {
    const char *command = app->bulk_text;
    Arena arena = {0};
    StudyId *ids;
    size_t count = act_studies(app, &arena, &ids);
    String text = {0};
    Error err = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        Entry entry;
        bool found;
        ok = entry_load(app->cache, app->desk.state, ids[i], &arena, &entry, &found, &err);
        if (ok) {
            formats[FORMAT_MEDLINE].write_entry(&entry, i == 0, &text);
        }
    }
    // The command is what the user typed, as in a shell; the studies are only its input.
    char *shell_command = memory_copy_string(command);
    char *arguments[] = {"sh", "-c", shell_command, NULL};
    StringView input = string_view(&text);
    int status = 0;
    if (!ok || !screen_run(app->screen, arguments, &input, true, &status, &err)) {
        app_say_error(app, &err);
    } else if (status) {
        app_say(app, ROLE_WARNING, "%s ended with code %d", command, status);
    }
    free(shell_command);
    string_free(&text);
    arena_free(&arena);
    queue_clear_selection(app);
}

static void pipe_to(App *app, const char *command) {
    if (!*command) {
        return;
    }
    char *copy = memory_copy_string(command);
    free(app->bulk_text);
    app->bulk_text = copy;
    if (!act_confirm_bulk(app, pipe_to_bulk, "Pipe")) {
        pipe_to_bulk(app);
    }
}

void act_pipe(App *app, const Call *call) {
    if (*call->rest) {
        pipe_to(app, call->rest);
    } else {
        overlay_prompt(app, PROMPT_TEXT, "| ", "", pipe_to);
    }
}

void act_jobs(App *app, const Call *call) {
    (void) call;
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

static void stop_jobs(App *app) {
    importer_cancel(app->importer);
    exporting_cancel(app);
}

void act_stop(App *app, const Call *call) {
    (void) call;
    if (importer_progress(app->importer).running || app->exporting) {
        overlay_confirm(app, stop_jobs,
                        "Stop what runs? What was read stays, and an import can go on later.");
    } else {
        app_say(app, ROLE_NORMAL, "Nothing runs; Q quits");
    }
}
