#include "config.h"

#include "waiting.h"

#include "carrel/base/file.h"
#include "carrel/base/paths.h"

#include <stdlib.h>
#include <string.h>

#define CONFIG_MOST ((size_t) 1 << 20)

bool config_source(App *app, const char *file, Error *err) {
    String content = {0};
    if (app->sourcing) {
        return error_set(err, ERROR_USAGE, "%s: a config file cannot source another one", file);
    }
    if (!file_read_all(file, CONFIG_MOST, &content, err)) {
        return false;
    }
    app->sourcing = true;
    StringView rest = string_view(&content), line;
    size_t number = 0, faults = 0;
    Error first = {0};
    while (sv_line(&rest, &line)) {
        Error fault = {0};
        number++;
        line = sv_trim(line);
        if (line.length && line.data[0] == ':') {
            line = sv_from(line, 1);
        }
        size_t said = app->message_count;
        bool ok = app_run_line(app, line, &fault);
        const Message *message = app_message(app);
        if (ok && app->message_count > said && message->role == ROLE_ERROR) {
            ok = error_set(&fault, ERROR_USAGE, "%s", message->text);
        }
        if (!ok && faults++ == 0) {
            error_prefix(&fault, "%s, line %zu", file, number);
            first = fault;
        }
    }
    app->sourcing = false;
    string_free(&content);
    config_apply(app);
    if (faults > 1) {
        app_say(app, ROLE_WARNING, "%zu lines of %s were not understood", faults, file);
    }
    if (faults) {
        *err = first;
    }
    return faults == 0;
}

bool config_load(App *app, Error *err) {
    String path = {0};
    bool ok = path_config(&path, "carrelrc", err);
    if (ok && file_exists(path.data)) {
        ok = config_source(app, path.data, err);
    }
    string_free(&path);
    return ok;
}

bool config_write(App *app, String *path, Error *err) {
    String text = {0};
    if (!path_config(path, "carrelrc", err)) {
        return false;
    }
    // What a person wrote is not overwritten: comments and order are theirs.
    if (file_exists(path->data)) {
        string_add_text(path, ".new");
    }
    options_add_config(&app->options, &text);
    keymap_add_config(&app->keymap, &text);
    String folder = {0};
    string_add(&folder, sv_part(string_view(path), 0, (size_t) (strrchr(path->data, '/') - path->data)));
    bool ok =
        file_make_folders(folder.data, err) && file_write_all(path->data, string_view(&text), 0600, err);
    string_free(&folder);
    string_free(&text);
    return ok;
}

// Keys that moved are named, since what was learned of them does not hold any more.
static void apply_keys(App *app) {
    Error fault = {0};
    int preset = app->options.keys;
    if (preset == app->keymap.preset) {
        return;
    }
    if (!keymap_use_preset(&app->keymap, preset, &fault)) {
        app_say_error(app, &fault);
    } else if (!app->sourcing) {
        app_say(app, ROLE_NORMAL, "Keys %s", key_presets[preset].help);
    }
}

void config_apply(App *app) {
    apply_keys(app);
    if (!app->screen) {
        return;
    }
    const char *no_color = getenv("NO_COLOR");
    bool wanted =
        app->options.color == COLOR_AUTO ? !(no_color && *no_color) : app->options.color == COLOR_ALWAYS;
    screen_set_color(app->screen, wanted);
    screen_set_mouse(app->screen, app->options.mouse);
    if (app->options.split > 0) {
        for (int shape = 0; shape < SHAPE_COUNT; shape++) {
            app->choice.share[shape][0] = app->options.split * 10;
        }
    }
    waiting_apply(app);
    fetching_apply(app);
    app->dirty = true;
}
