#include "mapping.h"

#include "acts.h"
#include "chasing.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

bool mapping_is_open(const App *app) {
    return app->mapping.open;
}

void mapping_close(App *app) {
    app->mapping.open = false;
    app->dirty = true;
}

void mapping_leave(App *app, bool path_first) {
    if (pane_map_key(&app->mapping.pane, path_first ? KEYCODE_ESCAPE : 'q') == MAP_LEAVE) {
        mapping_close(app);
    }
}

void mapping_forget_file(App *app) {
    free(app->mapping.file);
    app->mapping.file = NULL;
}

void mapping_forget(App *app) {
    Mapping *mapping = &app->mapping;
    mapping_close(app);
    mapping_forget_file(app);
    pane_map_fini(&mapping->pane);
    chaser_answer_free(mapping->answer);
    mapping->answer = NULL;
    free(mapping->marks);
    mapping->marks = NULL;
    id_list_free(&mapping->path);
    mapping->path = (IdList){0};
}

void mapping_fini(App *app) {
    mapping_forget(app);
}

// --- asking ---

static void ask(App *app, ChaserRequest *request) {
    request->kind = CHASER_MAP;
    chasing_included(app, &request->included);
    chasing_ask(app, request);
}

static void forget_path(App *app) {
    id_list_free(&app->mapping.path);
    app->mapping.path = (IdList){0};
}

void mapping_ask_included(App *app, bool connectors) {
    ChaserRequest request = {.connectors = connectors};
    if (app->desk.path) {
        desk_wait(app);
    }
    forget_path(app);
    if (chasing_included(app, &request.ids) == SEEDS_NONE) {
        app_say(app, ROLE_NORMAL, "Nothing is included yet; gp draws the shown study with its citations");
        mapping_forget_file(app);
        return;
    }
    ask(app, &request);
}

void mapping_ask_path(App *app, const StudyId *ids, size_t count) {
    ChaserRequest request = {0};
    forget_path(app);
    for (size_t i = 0; i < count; i++) {
        id_list_add(&request.ids, ids[i]);
        id_list_add(&app->mapping.path, ids[i]);
    }
    ask(app, &request);
}

static void ask_studies(App *app) {
    Arena arena = {0};
    StudyId *ids;
    ChaserRequest request = {0};
    size_t count = act_studies(app, &arena, &ids);
    if (mapping_is_open(app)) { // from there on
        *ids = pane_map_selected(&app->mapping.pane);
        count = *ids != 0;
    }
    forget_path(app);
    for (size_t i = 0; i < count; i++) {
        id_list_add(&request.ids, ids[i]);
    }
    request.focus = count == 1 ? ids[0] : 0;
    if (count > 0) {
        ask(app, &request);
    } else {
        app_say(app, ROLE_NORMAL, "No study is shown here");
        mapping_forget_file(app);
    }
    arena_free(&arena);
}

void act_citation_map(App *app, const Call *call) {
    bool included = call->argument_count > 0 && strcmp(call->arguments[0], "included") == 0;
    size_t words = call->argument_count - included;
    const char *file = words > 0 ? call->arguments[included] : NULL;
    if (words > 1 || (file && !mapping_is_file(file))) {
        app_say(app, ROLE_ERROR,
                "It is :map KEY COMMAND; or :map, :map included, FILE.svg, .dot, .graphml or .csv");
        return;
    }
    if (file && file_exists(file)) {
        app_say(app, ROLE_ERROR, "%s is there already; name another file", file);
        return;
    }
    if (file && !included && mapping_is_open(app)) {
        mapping_write(app, file);
        return;
    }
    char *name = file ? memory_copy_string(file) : NULL;
    mapping_forget_file(app);
    app->mapping.file = name;
    if (included) {
        mapping_ask_included(app, false);
    } else if (mapping_is_open(app) || app->queue.selected_count > 0 || app->focus != SLOT_LIST ||
               !paths_map(app)) {
        ask_studies(app);
    }
}

void act_to_map(App *app, const Call *call) {
    (void) call;
    if (app->mapping.answer) {
        mapping_changed(app);
        app->mapping.open = true;
    } else {
        app_say(app, ROLE_NORMAL, "No citation map was drawn yet; gp draws one");
    }
}

// --- the answer ---

void mapping_changed(App *app) {
    Mapping *mapping = &app->mapping;
    const CitationMap *map = mapping->answer ? &mapping->answer->map : NULL;
    for (size_t i = 0; map && i < map->count; i++) {
        const Candidate *candidate = desk_candidate(app, map->studies[i].id);
        bool included = map->studies[i].flags & MAP_INCLUDED;
        mapping->marks[i] = candidate && candidate->own.decision != DECISION_NONE
                                ? (Mark){candidate->own.decision, candidate->own.pending}
                                : (Mark){included ? DECISION_INCLUDE : DECISION_NONE, false};
    }
}

void mapping_answer(App *app, ChaserAnswer *answer) {
    Mapping *mapping = &app->mapping;
    pane_map_fini(&mapping->pane);
    chaser_answer_free(mapping->answer);
    free(mapping->marks);
    mapping->answer = answer;
    mapping->marks = memory_new((answer->map.count + 1) * sizeof *mapping->marks);
    mapping->pane.marks = mapping->marks;
    mapping->pane.sentence = "Nothing is known of these studies";
    pane_map_show(&mapping->pane, &answer->map);
    if (mapping->path.count > 0) {
        map_mark_path(&answer->map, mapping->path.ids, mapping->path.count);
        pane_map_show_path(&mapping->pane, mapping->path.ids, mapping->path.count);
    }
    mapping_changed(app);
    if (mapping->file) {
        char *file = mapping->file;
        mapping->file = NULL;
        mapping_write(app, file);
        free(file);
    } else {
        mapping->open = true;
        app->message_shown = false;
    }
}

// --- on the screen ---

// Motions and the like are typed into the pane under the keys that it knows.
static void type(App *app, KeyCode key, int times) {
    static const char *const stays[] = {"That is the last one", "Nothing that it cites is in the map",
                                        "Nothing in the map cites it", "There is no other one",
                                        "This is where the path began"};
    MapResult result = MAP_STAYED;
    bool moved = false;
    for (int i = 0; i < times && (i == 0 || result == MAP_MOVED); i++) {
        result = pane_map_key(&app->mapping.pane, key);
        moved = moved || result == MAP_MOVED;
    }
    if (result == MAP_STAYED && !moved) {
        size_t which = key == 'h' ? 1 : key == 'l' ? 2 : key == ')' || key == '(' ? 3 : key == 'H' ? 4 : 0;
        if (which > 0) {
            app_say(app, ROLE_NORMAL, "%s", stays[which]);
        }
    }
}

void mapping_move(App *app, const Call *call) {
    static const struct {
        ActionId action;
        KeyCode key;
    } keys[] = {{ACTION_DOWN, 'j'},
                {ACTION_UP, 'k'},
                {ACTION_HALF_DOWN, KEYCODE_CTRL | 'd'},
                {ACTION_HALF_UP, KEYCODE_CTRL | 'u'},
                {ACTION_PAGE_DOWN, KEYCODE_PAGE_DOWN},
                {ACTION_PAGE_UP, KEYCODE_PAGE_UP},
                {ACTION_TOP, KEYCODE_HOME},
                {ACTION_BOTTOM, KEYCODE_END},
                {ACTION_MAP_REFERENCE, 'h'},
                {ACTION_MAP_CITER, 'l'},
                {ACTION_MAP_NEXT, ')'},
                {ACTION_MAP_PREVIOUS, '('},
                {ACTION_MAP_BACK, 'H'}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].action == call->action) {
            type(app, keys[i].key, call->count > 0 ? call->count : 1);
        }
    }
}

void act_in_map(App *app, const Call *call) {
    if (!mapping_is_open(app)) {
        app_say(app, ROLE_NORMAL, "%s is for the citation map; gp draws it", actions[call->action].name);
    } else if (call->action != ACTION_MAP_OPEN) {
        mapping_move(app, call);
    } else if (pane_map_selected(&app->mapping.pane)) {
        mapping_close(app);
        reading_jump(app, pane_map_selected(&app->mapping.pane), SLOT_ABSTRACT);
    }
}

void mapping_draw(App *app, Area area) {
    Mapping *mapping = &app->mapping;
    pane_map_lay_out(&mapping->pane, area);
    pane_map_draw(&mapping->pane, &app->grid, area, true);
}

void mapping_scroll(App *app, long rows) {
    listbox_move(&app->mapping.pane.box, rows);
}

void mapping_click(App *app, Area area, int row) {
    long at = pane_map_row_at(&app->mapping.pane, area, row);
    if (at >= 0) {
        listbox_go(&app->mapping.pane.box, (size_t) at);
    }
}
