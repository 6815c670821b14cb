#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "scanning.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Limit, search, order, and the words a review watches for.

static bool has_or(const QueryNode *node) {
    return node && (node->type == QUERY_OR || has_or(node->left) || has_or(node->right));
}

// What is typed behind the standing limit narrows it, also where it is one thing or another: appends the
// query with that in brackets. An OR right behind the limit widens it, as it says.
static void add_bracketed(const char *query, String *out) {
    Arena arena = {0};
    StringView limit = SV(QUEUE_STANDING_LIMIT " "), whole = sv_trim(sv(query));
    StringView typed = sv_starts(whole, limit) ? sv_trim(sv_from(whole, limit.length)) : (StringView){0};
    const QueryNode *all = typed.length ? query_parse(whole, &arena, NULL, NULL, NULL) : NULL;
    const QueryNode *alone = all ? query_parse(typed, &arena, NULL, NULL, NULL) : NULL;
    bool narrows =
        alone && all->type == QUERY_AND && all->left->type == QUERY_WORD && all->right->type == alone->type;
    if (alone && has_or(alone) && !narrows) {
        string_format(out, QUEUE_STANDING_LIMIT " (%.*s)", (int) typed.length, typed.data);
    } else {
        string_add_text(out, query);
    }
    arena_free(&arena);
}

static void limit_to(App *app, const char *typed) {
    Error err = {0};
    size_t column = 0;
    String query = {0};
    add_bracketed(typed, &query);
    if (!queue_limit(app, string_text(&query), &column, &err)) {
        overlay_prompt_error(app, typed, err.text, column);
    } else {
        queue_clear_selection(app);
        app->focus = SLOT_LIST;
    }
    string_free(&query);
}

void act_limit(App *app, const Call *call) {
    if (call->typed) {
        // What is typed behind the standing limit narrows it.
        String text = {0};
        string_add_text(&text, app->queue.query);
        string_add_text(&text, strcmp(app->queue.query, QUEUE_STANDING_LIMIT) == 0 ? " " : "");
        overlay_prompt(app, PROMPT_QUERY, "limit: ", string_text(&text), limit_to);
        string_free(&text);
        return;
    }
    Error err = {0};
    if (!queue_limit(app, call->rest, NULL, &err)) {
        app_say_error(app, &err);
    }
}

static void look_for(App *app, const char *text) {
    if (app->overlay.kind == OVERLAY_PAGER) {
        overlay_pager_find(app, text, 1);
        return;
    }
    char *words = *text ? memory_copy_string(text) : NULL;
    free(app->queue.search);
    app->queue.search = words;
    reading_load(app);
    size_t hits = pane_abstract_find(&app->reading.abstract, text);
    if (!words) {
        return;
    }
    if (app->focus == SLOT_LIST) {
        scanning_start(app, 1, 1);
    } else if (hits > 0) {
        app_say(app, ROLE_NORMAL, "%zu place%s in this abstract; n is the next", hits, hits == 1 ? "" : "s");
    } else {
        app_say(app, ROLE_WARNING, "\"%s\" is not in this abstract", text);
    }
}

void act_search(App *app, const Call *call) {
    if (call->typed) {
        overlay_prompt(app, PROMPT_SEARCH, "/", "", look_for);
    } else {
        look_for(app, call->rest);
    }
}

void act_match(App *app, const Call *call) {
    int by = call->action == ACTION_NEXT_MATCH ? 1 : -1;
    if (app->overlay.kind == OVERLAY_PAGER) {
        overlay_pager_find(app, NULL, by);
        return;
    }
    if (!app->queue.search) {
        app_say(app, ROLE_NORMAL, "Nothing was searched for yet; / searches");
        return;
    }
    int times = call->count > 0 ? call->count : 1;
    reading_load(app);
    if (app->focus == SLOT_LIST) {
        scanning_start(app, by, times);
        return;
    }
    for (int i = 0; i < times; i++) {
        if (!pane_abstract_step_hit(&app->reading.abstract, by)) {
            app_say(app, ROLE_WARNING, "\"%s\" is not in this abstract", app->queue.search);
            return;
        }
    }
}

// What each order means by its better end first.
static bool falls(Sort sort) {
    return sort != SORT_AUTHOR && sort != SORT_JOURNAL && sort != SORT_IMPORT;
}

static void choose_sort(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Sort sort = (Sort) chosen;
    bool again = sort == app->queue.sort;
    queue_sort(app, sort, again ? !app->queue.descending : falls(sort));
}

void act_sort(App *app, const Call *call) {
    if (chasing_is_on(app)) {
        if (!candidates_sort(app, call->argument_count ? call->arguments[0] : "")) {
            app_say(app, ROLE_NORMAL, "This list has its own order; q leaves it");
        }
        return;
    }
    if (call->argument_count) {
        StringView word = sv(call->arguments[0]);
        bool turned = sv_starts(word, SV("-"));
        Sort sort;
        if (sort_parse(sv_from(word, turned), &sort)) {
            queue_sort(app, sort, falls(sort) != turned);
        } else {
            app_say(app, ROLE_ERROR, "sort: \"%s\" is none of %s", call->arguments[0], sort_words);
        }
        return;
    }
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, SORT_COUNT);
    for (int i = 0; i < SORT_COUNT; i++) {
        items[i].text = sort_names[i];
        items[i].note = i == (int) app->queue.sort ? "again turns it round" : NULL;
    }
    overlay_menu(app, "Sort by", items, SORT_COUNT, false, false, choose_sort);
}
