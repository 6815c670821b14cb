#include "session.h"

#include "overlay.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/file.h"
#include "carrel/base/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SESSION_MOST ((size_t) 1 << 20)

// One file for each pair of cache and review: places-HASH. [FNV-1a, 64 bit]
static bool session_path(const App *app, String *path) {
    uint64_t hash = 14695981039346656037u;
    String both = {0};
    string_format(&both, "%s\n%s", app->cache_path, app->desk.path ? app->desk.path : "");
    for (size_t i = 0; i < both.length; i++) {
        hash = (hash ^ (unsigned char) both.data[i]) * 1099511628211u;
    }
    string_free(&both);
    char name[40];
    snprintf(name, sizeof name, "places-%016" PRIx64, hash);
    return path_state(path, name, NULL);
}

static void add_place(const Place *place, const char *name, String *out) {
    string_format(out, "%s %" PRId64 " %zu %d %d %zu %ld\n", name, place->study, place->scroll, place->focus,
                  place->tab, place->link_row, place->marker);
}

static bool parse_place(const char *text, Place *place) {
    return sscanf(text, "%" SCNd64 " %zu %d %d %zu %ld", &place->study, &place->scroll, &place->focus,
                  &place->tab, &place->link_row, &place->marker) == 6 &&
           place->focus >= 0 && place->focus < SLOT_COUNT && place->tab >= 0 && place->tab < TAB_COUNT;
}

static void save_history(const App *app) {
    static const char *const names[] = {"command ", "query ", "search "};
    String path = {0}, text = {0};
    for (int kind = 0; kind < PROMPT_HISTORIES; kind++) {
        for (size_t i = 0; i < app->history_counts[kind]; i++) {
            string_format(&text, "%s%s\n", names[kind], app->histories[kind][i]);
        }
    }
    if (path_state(&path, "history", NULL)) {
        file_write_all(path.data, string_view(&text), 0600, NULL);
    }
    string_free(&path);
    string_free(&text);
}

static void load_history(App *app) {
    static const char *const names[] = {"command ", "query ", "search "};
    String path = {0}, text = {0};
    if (path_state(&path, "history", NULL) && file_exists(path.data) &&
        file_read_all(path.data, SESSION_MOST, &text, NULL)) {
        StringView rest = string_view(&text), line;
        while (sv_line(&rest, &line)) {
            for (int kind = 0; kind < PROMPT_HISTORIES; kind++) {
                if (sv_starts(line, sv(names[kind]))) {
                    String words = {0};
                    string_add(&words, sv_from(line, strlen(names[kind])));
                    overlay_remember(app, (PromptKind) kind, string_text(&words));
                    string_free(&words);
                }
            }
        }
    }
    string_free(&path);
    string_free(&text);
}

static void take_line(App *app, char *line) {
    Session *session = &app->session;
    char *value = strchr(line, ' ');
    if (!value) {
        return;
    }
    *value++ = '\0';
    Place place;
    int shape, part, share;
    Sort sort;
    if (strcmp(line, "limit") == 0) {
        Error err = {0};
        session->limited = true;
        if (!queue_limit(app, value, NULL, &err)) {
            app_say_error(app, &err);
        }
    } else if (strcmp(line, "sort") == 0 && sort_parse(sv(value + (value[0] == '-')), &sort)) {
        app->queue.sort = sort;
        app->queue.descending = value[0] == '-';
    } else if (strcmp(line, "split") == 0 && sscanf(value, "%d %d %d", &shape, &part, &share) == 3 &&
               shape >= 0 && shape < SHAPE_COUNT && part >= 0 && part < 2 && share > 0 && share < 1000) {
        app->choice.share[shape][part] = share;
    } else if (strcmp(line, "criteria") == 0) {
        app->shows_criteria = strcmp(value, "shown") == 0;
    } else if (strcmp(line, "place") == 0 && session->count < JUMPS_MOST && parse_place(value, &place)) {
        session->places[session->count++] = place;
    } else if (strcmp(line, "current") == 0) {
        session->current = (size_t) strtoul(value, NULL, 10);
    } else if (strcmp(line, "above") == 0) {
        session->above = (size_t) strtoul(value, NULL, 10);
    } else if (line[0] == '\'' && line[1] >= 'a' && line[1] <= 'z' && parse_place(value, &place)) {
        app->reading.marks[line[1] - 'a'] = place;
        app->reading.mark_set[line[1] - 'a'] = true;
    }
}

int session_stage(const App *app) {
    String path = {0}, text = {0};
    int stage = 1;
    if (session_path(app, &path) && file_exists(path.data) &&
        file_read_all(path.data, SESSION_MOST, &text, NULL)) {
        StringView rest = string_view(&text), line;
        while (sv_line(&rest, &line)) {
            stage = sv_equal(line, SV("stage 2")) ? 2 : stage;
        }
    }
    string_free(&path);
    string_free(&text);
    return stage;
}

void session_load(App *app) {
    String path = {0}, text = {0};
    load_history(app);
    if (session_path(app, &path) && file_exists(path.data) &&
        file_read_all(path.data, SESSION_MOST, &text, NULL)) {
        StringView rest = string_view(&text), line;
        while (sv_line(&rest, &line)) {
            String copy = {0};
            string_add(&copy, line);
            take_line(app, copy.data);
            string_free(&copy);
        }
    }
    Error err = {0};
    if (app->desk.path && !app->session.limited && !queue_limit(app, QUEUE_STANDING_LIMIT, NULL, &err)) {
        app_say_error(app, &err);
    }
    if (app->session.count > 0) {
        // The list is asked for with this study under the cursor.
        app->queue.cursor_id = app->session.places[0].study;
        app->session.waiting = true;
    }
    string_free(&path);
    string_free(&text);
}

void session_restore(App *app) {
    Session *session = &app->session;
    if (!session->waiting) {
        return;
    }
    session->waiting = false;
    if (app->queue.cursor_id != session->places[0].study) {
        return; // the study is no longer in the list: the trail hangs in the air
    }
    size_t cursor = app->queue.box.cursor;
    listbox_place(&app->queue.box, cursor, cursor > session->above ? cursor - session->above : 0);
    if (session->current >= session->count) {
        session->current = session->count - 1;
    }
    if (session->count > 1) {
        memcpy(app->reading.jumps.places, session->places, session->count * sizeof(Place));
        app->reading.jumps.count = session->count;
        app->reading.jumps.current = session->current;
    }
    reading_arrive(app, &session->places[session->current]);
}

void session_save(App *app) {
    String path = {0}, text = {0};
    const Queue *queue = &app->queue;
    string_format(&text, "limit %s\nsort %s%s\n", queue->query, queue->descending ? "-" : "",
                  sort_names[queue->sort]);
    int stage = chasing_is_on(app) ? app->chasing.stage : app->desk.stage;
    if (stage > 1) {
        string_format(&text, "stage %d\n", stage);
    }
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        for (int part = 0; part < 2; part++) {
            if (app->choice.share[shape][part]) {
                string_format(&text, "split %d %d %d\n", shape, part, app->choice.share[shape][part]);
            }
        }
    }
    string_add_text(&text, app->shows_criteria ? "criteria shown\n" : "");
    if (queue->cursor_id) {
        const Jumps *jumps = &app->reading.jumps;
        Place here = reading_place(app);
        bool trail = jumps_in_trail(jumps);
        for (size_t i = 0; trail && i < jumps->count; i++) {
            add_place(i == jumps->current ? &here : &jumps->places[i], "place", &text);
        }
        if (!trail) {
            here.study = queue->cursor_id;
            add_place(&here, "place", &text);
        }
        string_format(&text, "current %zu\nabove %zu\n", trail ? jumps->current : 0,
                      queue->box.cursor - queue->box.top);
    }
    for (int mark = 0; mark < 26; mark++) {
        if (app->reading.mark_set[mark]) {
            char name[3] = {'\'', (char) ('a' + mark), '\0'};
            add_place(&app->reading.marks[mark], name, &text);
        }
    }
    Error err = {0};
    if (session_path(app, &path)) {
        file_write_all(path.data, string_view(&text), 0600, &err);
    }
    save_history(app);
    string_free(&path);
    string_free(&text);
}
