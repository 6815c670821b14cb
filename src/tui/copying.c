// Studies onto the clipboard and into other programs.

#include "copying.h"

#include "acts.h"
#include "opening.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/memory.h"
#include "carrel/format/holds.h"

#include <inttypes.h>
#include <stdlib.h>

// What is held in memory at once is bounded; more is for a file.
#define TEXT_MOST ((size_t) 64 << 20)

// Appends studies in a format.
static bool add_studies(App *app, Format format, const StudyId *ids, size_t count, String *text, Error *err) {
    Arena arena = {0};
    bool ok = true, any = false;
    for (size_t i = 0; ok && i < count; i++) {
        Entry entry;
        bool found = false;
        arena_reset(&arena);
        ok = entry_load(app->cache, app->desk.state, ids[i], format_tells_links(format), &arena, &entry,
                        &found, err);
        if (ok && found) {
            formats[format].write_entry(&entry, !any, text);
            any = true;
        }
        if (ok && text->length > TEXT_MOST) {
            ok = error_set(err, ERROR_USAGE,
                           "these %zu studies are more than 64 MB; write them to a file by :export", count);
        }
    }
    if (ok && formats[format].write_end) {
        formats[format].write_end(any, text);
    }
    arena_free(&arena);
    return ok;
}

static void add_part(const Study *study, StringView what, String *text) {
    if (sv_equal(what, SV("pmid")) && study->pmid) {
        string_format(text, "%" PRId64, study->pmid);
    } else if (sv_equal(what, SV("doi"))) {
        string_add_text(text, study->doi);
    } else if (sv_equal(what, SV("citation"))) {
        study_add_citation(study, text);
    } else if (sv_equal(what, SV("url"))) {
        opening_add_address(study, text);
    } else if (sv_equal(what, SV("title"))) {
        string_add_text(text, study->title);
    } else if (sv_equal(what, SV("abstract"))) {
        study_add_abstract(study, text);
    }
}

// A part of each study, a line each; studies that have none add nothing.
static bool add_parts(App *app, StringView what, const StudyId *ids, size_t count, String *text, Error *err) {
    Arena arena = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        Entry entry;
        bool found = false;
        String part = {0};
        arena_reset(&arena);
        ok = entry_load(app->cache, app->desk.state, ids[i], false, &arena, &entry, &found, err);
        if (ok && found) {
            add_part(entry.study, what, &part);
        }
        if (part.length > 0) {
            string_add_text(text, text->length > 0 ? "\n" : NULL);
            string_add(text, string_view(&part));
        }
        string_free(&part);
    }
    arena_free(&arena);
    return ok;
}

static void copy_part(App *app, StringView what) {
    Arena arena = {0};
    StudyId *ids;
    size_t count = act_studies(app, &arena, &ids);
    String text = {0}, name = {0};
    Error err = {0};
    Format format;
    bool ok = format_by_name(what, &format) && formats[format].writes && format != FORMAT_CITATION
                  ? add_studies(app, format, ids, count, &text, &err)
                  : add_parts(app, what, ids, count, &text, &err);
    string_add(&name, what);
    if (count > 1) {
        string_format(&name, " of %zu studies", count);
    }
    if (!ok) {
        app_say_error(app, &err);
    } else if (text.length > 0) {
        opening_copy(app, text.data, name.data);
    } else {
        app_say(app, ROLE_WARNING, "There is no %.*s in %s", (int) what.length, what.data,
                count > 1 ? "these records" : "this record");
    }
    string_free(&name);
    string_free(&text);
    arena_free(&arena);
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

void copying_pipe(App *app, Format format, const StudyId *ids, size_t count, const char *command) {
    // The command is what the user typed, as in a shell; the studies are only its input.
    char *shell_command = memory_copy_string(command);
    char *arguments[] = {"sh", "-c", shell_command, NULL};
    String text = {0};
    Error err = {0};
    int status = 0;
    bool ok = add_studies(app, format, ids, count, &text, &err);
    StringView input = string_view(&text);
    if (!ok || !screen_run(app->screen, arguments, &input, true, &status, &err)) {
        app_say_error(app, &err);
    } else if (status) {
        app_say(app, ROLE_WARNING, "%s ended with code %d", command, status);
    }
    free(shell_command);
    string_free(&text);
}

static void pipe_to_bulk(App *app) {
    Arena arena = {0};
    StudyId *ids;
    size_t count = act_studies(app, &arena, &ids);
    copying_pipe(app, FORMAT_MEDLINE, ids, count, app->bulk_text);
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
