#include "acts.h"
#include "config.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "session.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <inttypes.h>
#include <stdlib.h>

// The program itself: commands, help, settings, leaving.

static void run_command(App *app, const char *text) {
    Error err = {0};
    Arena arena = {0};
    CommandLine command;
    size_t column = 0;
    bool understood = command_parse(sv(text), &arena, &command, &column, &err);
    arena_free(&arena);
    if (!understood) {
        overlay_prompt_error(app, text, err.text, column);
    } else {
        app_run_line(app, sv(text), &err);
    }
}

void act_command(App *app, const Call *call) {
    (void) call;
    overlay_prompt(app, PROMPT_COMMAND, ":", "", run_command);
}

static unsigned context_now(const App *app) {
    static const unsigned contexts[] = {CONTEXT_LIST, CONTEXT_ABSTRACT, CONTEXT_LINKS};
    return app->overlay.kind == OVERLAY_PAGER ? CONTEXT_PAGER
           : comparing_is_open(app)           ? CONTEXT_COMPARE
           : mapping_is_open(app)             ? CONTEXT_MAP
                                              : contexts[app->focus];
}

static void add_help_row(const App *app, Arena *arena, const ActionInfo *info, HelpRow *row,
                         const char *group) {
    String keys = {0}, command = {0};
    keymap_add_keys(&app->keymap, info->id, 0, &keys);
    string_format(&command, ":%s%s%s", info->name, *info->usage ? " " : "", info->usage);
    *row =
        (HelpRow){group, arena_copy(arena, string_text(&keys)), arena_copy(arena, command.data), info->help};
    string_free(&keys);
    string_free(&command);
}

static size_t add_presets(const App *app, HelpRow rows[KEY_PRESETS]) {
    for (int i = 0; i < KEY_PRESETS; i++) {
        const KeyPreset *preset = &key_presets[i];
        rows[i] = (HelpRow){"Decision keys of other tools, by :set keys=NAME", preset->name,
                            i == app->keymap.preset ? "now" : NULL, preset->help};
    }
    return KEY_PRESETS;
}

// What is done to compared records or in the citation map comes first there.
static int help_group(int at, unsigned here) {
    int first = here == CONTEXT_COMPARE ? GROUP_DUPLICATES : here == CONTEXT_MAP ? GROUP_CITATIONS : 0;
    return at > first ? at : at == 0 ? first : at - 1;
}

void act_help(App *app, const Call *call) {
    unsigned here = context_now(app);
    ActionId wanted = ACTION_NONE;
    Error err = {0};
    if (call->argument_count && !action_by_name(sv(call->arguments[0]), &wanted, &err)) {
        app_say_error(app, &err);
        return;
    }
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, ACTION_COUNT + KEY_PRESETS);
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int at = 0; at < GROUP_COUNT; at++) {
            int group = help_group(at, here);
            for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
                const ActionInfo *info = &actions[i];
                bool is_here = (info->contexts & here) != 0;
                if ((wanted && info->id != wanted) || (int) info->group != group || is_here != (pass == 0)) {
                    continue;
                }
                const char *heading = pass == 0 ? action_groups[group] : "Elsewhere";
                add_help_row(app, arena, info, &rows[count++], heading);
            }
            if (group == GROUP_DECIDE && pass == 0 && !wanted) {
                count += add_presets(app, &rows[count]);
            }
        }
    }
    overlay_pager(app, "Help · also carrel(1), carrel-query(7), carrelrc(5)", rows, count);
}

void act_messages(App *app, const Call *call) {
    (void) call;
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, app->message_count);
    for (size_t i = 0; i < app->message_count; i++) {
        const Message *message = &app->messages[app->message_count - 1 - i]; // the newest first
        String when = {0};
        clock_add_minute(&when, message->time);
        rows[i] = (HelpRow){NULL, arena_copy(arena, when.data), NULL, arena_copy(arena, message->text)};
        string_free(&when);
    }
    overlay_pager(app, "Messages", rows, app->message_count);
}

void act_review(App *app, const Call *call) {
    Error err = {0};
    String path = {0};
    if (call->argument_count && app->desk.path) {
        session_save(app); // its stage and limit, until it is opened again
    }
    if (!call->argument_count) {
        app_say(app, ROLE_NORMAL, app->desk.path ? "The review is %s" : "No review is open%s",
                app->desk.path ? app->desk.path : "; the first decision makes one");
    } else if (review_add_path(call->arguments[0], &path, &err) && desk_open(app, path.data, true, &err)) {
        queue_clear_selection(app);
        queue_limit(app, QUEUE_STANDING_LIMIT, NULL, &err);
        reading_follow_queue(app);
        app_say(app, ROLE_NORMAL, "The review is %s", path.data);
    } else {
        app_say_error(app, &err);
    }
    string_free(&path);
}

static void take_name(App *app, const char *name) {
    Error err = {0};
    if (!*name || !desk_require(app)) {
        return;
    }
    if (app->request.as) {
        app_say(app, ROLE_NORMAL, "You work as %s (--as); without it carrel asks for your own name",
                app->request.as);
        return;
    }
    if (!reviewer_save(app->desk.reviewer, name, &err)) {
        app_say_error(app, &err);
        return;
    }
    char *copy = memory_copy_string(name);
    free(app->desk.reviewer_name);
    app->desk.reviewer_name = copy;
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_name(&action, name);
    desk_submit(app, &action);
    arena_free(&arena);
    app_say(app, ROLE_GOOD, "You review as %s", name);
}

void act_reviewer(App *app, const Call *call) {
    if (*call->rest) {
        take_name(app, call->rest);
    } else {
        overlay_prompt(app, PROMPT_TEXT, "your name or initials: ", app->desk.reviewer_name, take_name);
    }
}

static void show_options(App *app) {
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, option_count);
    for (size_t i = 0; i < option_count; i++) {
        String value = {0};
        option_add_value(&app->options, &option_table[i], &value);
        rows[i] = (HelpRow){"Options", option_table[i].name, arena_copy(arena, string_text(&value)),
                            option_table[i].help};
        string_free(&value);
    }
    overlay_pager(app, "Options", rows, option_count);
}

void act_set(App *app, const Call *call) {
    Error err = {0};
    String said = {0};
    if (!call->argument_count) {
        show_options(app);
    }
    bool ok = true;
    for (size_t i = 0; i < call->argument_count && ok; i++) {
        ok = options_set_word(&app->options, sv(call->arguments[i]), &said, &err);
    }
    if (!ok) {
        app_say_error(app, &err);
    } else if (said.length) {
        app_say(app, ROLE_NORMAL, "%s", said.data);
    }
    string_free(&said);
    config_apply(app);
}

void act_map(App *app, const Call *call) {
    Error err = {0};
    bool ok;
    // A key and a command, or what :citation-map takes.
    if (call->action == ACTION_MAP &&
        (call->argument_count < 2 || sv_starts(sv(call->rest), SV("included ")))) {
        act_citation_map(app, call);
        return;
    }
    if (call->action == ACTION_UNMAP) {
        ok = keymap_unmap(&app->keymap, sv(call->arguments[0]), &err);
    } else {
        // Everything behind the key, as written, is the command.
        StringView rest = sv_trim(sv(call->rest)), key = {0};
        sv_split(&rest, ' ', &key);
        ok = keymap_map(&app->keymap, key, rest.data ? sv_trim(rest) : SV(""), &err);
    }
    if (!ok) {
        app_say_error(app, &err);
    }
}

void act_source(App *app, const Call *call) {
    Error err = {0};
    if (!config_source(app, call->arguments[0], &err)) {
        app_say_error(app, &err);
    }
}

void act_write_config(App *app, const Call *call) {
    (void) call;
    Error err = {0};
    String path = {0};
    if (config_write(app, &path, &err)) {
        app_say(app, ROLE_GOOD, "Written to %s", path.data);
    } else {
        app_say_error(app, &err);
    }
    string_free(&path);
}

void act_redraw(App *app, const Call *call) {
    (void) call;
    queue_forget_rows(app);
    reading_forget(app);
    screen_redraw(app->screen);
}

void act_cancel(App *app, const Call *call) {
    (void) call;
    if (app->overlay.kind != OVERLAY_NONE) {
        overlay_close(app);
    } else if (comparing_is_open(app)) {
        comparing_close(app);
    } else if (chasing_cancel(app)) {
        return;
    } else if (mapping_is_open(app)) {
        mapping_leave(app, true);
    } else if (app->queue.selected_count || app->queue.range_from >= 0) {
        queue_clear_selection(app);
        app_say(app, ROLE_NORMAL, "Nothing is selected any more");
    } else if (app->reading.previewing) {
        reading_preview(app, false);
    } else {
        app->message_shown = false;
    }
}

void act_suspend(App *app, const Call *call) {
    (void) call;
    screen_suspend(app->screen, "carrel is waiting; fg returns");
    term_input_flush(app->input);
}

void act_version(App *app, const Call *call) {
    (void) call;
    app_say(app, ROLE_NORMAL, "carrel " CARREL_VERSION);
}

static void leave(App *app) {
    app->quit = 1;
}

static void ask_to_leave(App *app) {
    ImportProgress progress = importer_progress(app->importer);
    if (progress.running && !progress.tidying) {
        overlay_confirm(app, leave, "Quit carrel? An import runs; imported again it goes on from there.");
    } else if (fetching_open_jobs(app)) {
        overlay_confirm(app, leave, "Quit carrel? What is being asked for ends; what came is kept.");
    } else if (app->exporting) {
        overlay_confirm(app, leave, "Quit carrel? An export is being written and would be lost.");
    } else {
        overlay_confirm(app, leave, "Quit carrel?");
    }
}

void act_close(App *app, const Call *call) {
    (void) call;
    Reading *reading = &app->reading;
    if (app->overlay.kind != OVERLAY_NONE) {
        overlay_close(app);
    } else if (comparing_is_open(app)) {
        comparing_close(app);
    } else if (mapping_is_open(app)) {
        mapping_leave(app, false);
    } else if (reading->previewing) {
        reading_preview(app, false);
    } else if (app->zoomed) {
        app->zoomed = false;
    } else if (jumps_in_trail(&reading->jumps)) {
        reading_home(app);
    } else if (app->focus != SLOT_LIST) {
        app->focus = SLOT_LIST;
    } else if (chasing_is_on(app)) {
        chasing_close(app);
    } else {
        ask_to_leave(app);
    }
}

void act_quit(App *app, const Call *call) {
    (void) call;
    ask_to_leave(app);
}
