#include "acts.h"
#include "desk.h"

#include "carrel/base/memory.h"
#include "carrel/store/cache.h"

#include <stdlib.h>

// What is done to all studies of a query, or without one of the list's limit: ":bulk exclude wrong dose
// -- is:undecided ti:mice".

#define PREVIEW_MOST 10

static void carry_out(App *app) {
    desk_apply(app, app->bulk_action, app->bulk_text, app->bulk_ids.ids, app->bulk_ids.count);
}

// The deed's text as desk_apply takes it; NULL: it has none.
static bool read_deed(App *app, const CommandLine *command, Arena *arena, const char **text, Error *err) {
    Call call = {.action = command->action,
                 .arguments = command->arguments,
                 .argument_count = command->argument_count,
                 .rest = command->rest};
    String lines = {0};
    Retrieval retrieval;
    bool ok = true;
    *text = NULL;
    switch (command->action) {
    case ACTION_INCLUDE:
    case ACTION_MAYBE:
    case ACTION_LATER:
    case ACTION_CLEAR:
    case ACTION_ADD:
        break;
    case ACTION_EXCLUDE:
    case ACTION_EXCLUDE_REASON:
        *text = *command->rest ? command->rest : NULL;
        ok = *text || app->desk.stage < 2 ||
             error_set(err, ERROR_USAGE,
                       "at full text an exclusion needs a reason: :bulk exclude REASON -- QUERY");
        break;
    case ACTION_TAG:
    case ACTION_UNTAG:
        act_add_label_lines(&call, &lines);
        *text = arena_copy(arena, string_text(&lines));
        ok = lines.length || error_set(err, ERROR_USAGE, "say which labels: :bulk tag +liver -- QUERY");
        break;
    case ACTION_VALUE:
        ok = act_read_value(app, &call, arena, text, err);
        break;
    case ACTION_RETRIEVAL:
        *text = command->rest;
        ok = retrieval_parse(sv(command->rest), &retrieval) ||
             error_set(err, ERROR_USAGE, "retrieval is one of %s", retrieval_words);
        break;
    default:
        ok = error_set(
            err, ERROR_USAGE,
            "many studies at once can be decided on (include, exclude, maybe, later, clear), added, "
            "tagged, given a value or a retrieval status");
    }
    string_free(&lines);
    return ok;
}

static void preview(App *app, const IdList *ids) {
    Arena arena = {0};
    StudyRow rows[PREVIEW_MOST];
    const char *lines[PREVIEW_MOST + 1];
    size_t room = app->grid.rows > 6 ? (size_t) app->grid.rows - 6 : 1;
    size_t most = room < PREVIEW_MOST ? room : PREVIEW_MOST, count = ids->count < most ? ids->count : most;
    if (cache_rows(app->cache, ids->ids, count, &arena, rows, NULL)) {
        for (size_t i = 0; i < count; i++) {
            lines[i] = arena_format(&arena, "%4d %-10.10s %s", rows[i].year,
                                    rows[i].author ? rows[i].author : "", rows[i].title ? rows[i].title : "");
        }
        if (count < ids->count) {
            lines[count] = arena_format(&arena, "and %zu more", ids->count - count);
        }
        overlay_confirm_preview(app, (TextList){lines, count + (count < ids->count)});
    }
    arena_free(&arena);
}

static void ask(App *app, ActionId action, const char *text) {
    char *copy = text ? memory_copy_string(text) : NULL;
    size_t count = app->bulk_ids.count;
    free(app->bulk_text);
    app->bulk_text = copy;
    app->bulk_action = action;
    overlay_confirm(app, carry_out, "%s %zu stud%s%s%s%s?", act_bulk_words(app, action), count,
                    count == 1 ? "y" : "ies", action == ACTION_EXCLUDE && text ? " (" : "",
                    action == ACTION_EXCLUDE && text ? text : "",
                    action == ACTION_EXCLUDE && text ? ")" : "");
    preview(app, &app->bulk_ids);
}

void act_bulk(App *app, const Call *call) {
    Arena arena = {0};
    Error err = {0};
    CommandLine command = {0};
    const char *text = NULL;
    StringView line = sv(call->rest);
    size_t dashes = sv_find(line, SV(" -- "));
    const char *query = dashes == SV_NONE ? arena_copy(&arena, app->queue.query)
                                          : arena_copy_view(&arena, sv_trim(sv_from(line, dashes + 4)));
    if (dashes == SV_NONE && chasing_is_on(app)) { // the limit's list is not what is seen
        app_say(app, ROLE_NORMAL, "Name a query behind --, or select rows here with x, v and V");
        arena_free(&arena);
        return;
    }
    if (!desk_require(app)) {
        arena_free(&arena);
        return;
    }
    id_list_free(&app->bulk_ids);
    app->bulk_ids = (IdList){0};
    bool ok = command_parse(sv_part(line, 0, dashes), &arena, &command, NULL, &err) &&
              read_deed(app, &command, &arena, &text, &err) &&
              act_query_ids(app, query, &app->bulk_ids, &err);
    if (!ok) {
        app_say_error(app, &err);
    } else if (!app->bulk_ids.count) {
        app_say(app, ROLE_NORMAL, "No study matches, so nothing was done");
    } else {
        ActionId action = command.action == ACTION_EXCLUDE_REASON ? ACTION_EXCLUDE
                          : command.action == ACTION_UNTAG        ? ACTION_TAG
                                                                  : command.action;
        ask(app, action, text);
    }
    arena_free(&arena);
}
