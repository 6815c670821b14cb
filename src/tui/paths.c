#include "chasing.h"

#include "acts.h"
#include "desk.h"
#include "mapping.h"
#include "queue.h"
#include "reading.h"

// The shortest way of citations between two studies, and what hangs together in the included set, as lists.

#define CONNECTORS_MOST 50

// --- asking ---

// The two ends: both named, both selected, or the shown study and the other one.
static bool find_ends(App *app, const Call *call, StudyId ends[2], Error *err) {
    Arena arena = {0};
    StudyId *selected = NULL;
    size_t named = call->argument_count, count = app->queue.selected_count;
    bool ok = true;
    ends[0] = reading_shown(app);
    for (size_t i = 0; ok && i < named; i++) {
        StudyId id = jumping_parse_study(app, call->arguments[i], &arena, err);
        ends[named == 2 ? i : 1] = id;
        ok = id != 0;
    }
    if (ok && named == 0 && count > 0 && count <= 2) {
        act_studies(app, &arena, &selected);
        ends[1] = selected[0];
        if (count == 2) {
            bool turned = selected[1] == ends[0]; // the shown one is the first
            ends[1] = selected[!turned];
            ends[0] = selected[turned];
        }
    } else if (ok && named == 0) {
        ok = error_set(err, ERROR_USAGE,
                       "path: name a study (pmid:12), or select one with x and go to the other");
    }
    arena_free(&arena);
    return ok && ((ends[0] != 0 && ends[0] != ends[1]) ||
                  error_set(err, ERROR_USAGE, "path: it leads from one study to another one"));
}

void act_path(App *app, const Call *call) {
    Error err = {0};
    StudyId ends[2] = {0};
    if (!find_ends(app, call, ends, &err)) {
        app_say_error(app, &err);
        return;
    }
    ChaserRequest request = {.kind = CHASER_PATH};
    id_list_add(&request.ids, ends[0]);
    id_list_add(&request.ids, ends[1]);
    chasing_included(app, &request.included);
    chasing_ask(app, &request);
}

void act_islands(App *app, const Call *call) {
    (void) call;
    ChaserRequest request = {.kind = CHASER_ISLANDS, .most = CONNECTORS_MOST};
    if (app->desk.path) {
        desk_wait(app);
    }
    if (chasing_included(app, &request.ids) == SEEDS_NONE) {
        app_say(app, ROLE_NORMAL, "Islands are those of the included studies, and nothing is included yet");
        id_list_free(&request.ids);
        return;
    }
    chasing_ask(app, &request);
}

// --- the lists ---

static void list_path(App *app, ChaserAnswer *answer) {
    Chasing *chasing = &app->chasing;
    const CitationPath *path = &answer->path;
    if (path->count == 0) {
        app_say(app, ROLE_NORMAL, "No citations that are known lead from one to the other; F asks for more");
        chaser_answer_free(answer);
        return;
    }
    Arena *arena = chasing_begin(app);
    String head = {0};
    string_add_text(&head, "Path from ");
    reading_add_name(app, path->steps[0].id, &head);
    string_add_text(&head, " to ");
    reading_add_name(app, path->steps[path->count - 1].id, &head);
    chasing->head = arena_copy(arena, head.data);
    chasing->ids = ARENA_ARRAY(arena, StudyId, path->count);
    chasing->leads = ARENA_ARRAY(arena, const char *, path->count);
    chasing->count = path->count;
    for (size_t i = 0; i < path->count; i++) {
        unsigned step = path->steps[i].step; // how it goes on to the next row
        chasing->ids[i] = path->steps[i].id;
        chasing->leads[i] = step == (STEP_CITES | STEP_CITED_BY) ? "both"
                            : step == STEP_CITES                 ? "cites"
                            : step == STEP_CITED_BY              ? "cited"
                                                                 : "";
    }
    app_say(app, ROLE_GOOD, "%zu step%s; each row cites, or is cited by, the next · gp draws it",
            path->count - 1, path->count == 2 ? "" : "s");
    chasing_show(app, LISTED_PATH, answer);
    string_free(&head);
}

static const char *joined_islands(Arena *arena, const Connector *connector) {
    String text = {0};
    for (uint32_t i = 0; i < connector->island_count; i++) {
        string_format(&text, "%s%u", i > 0 ? "+" : "", (unsigned) connector->islands[i] + 1);
    }
    if (text.length > 5) {
        string_clear(&text);
        string_format(&text, "+%u", (unsigned) connector->island_count);
    }
    const char *copy = arena_copy(arena, string_text(&text));
    string_free(&text);
    return copy;
}

static void list_islands(App *app, ChaserAnswer *answer) {
    Chasing *chasing = &app->chasing;
    const Islands *islands = &answer->islands;
    Arena *arena = chasing_begin(app);
    size_t count = 0;
    for (size_t i = 0; i < islands->count; i++) {
        count += islands->islands[i].count;
    }
    chasing->head = arena_format(arena, "%zu island%s of %zu included", islands->count,
                                 islands->count == 1 ? "" : "s", count);
    chasing->ids = ARENA_ARRAY(arena, StudyId, count + islands->connector_count + 1);
    chasing->leads = ARENA_ARRAY(arena, const char *, count + islands->connector_count + 1);
    chasing->count = 0;
    for (size_t i = 0; i < islands->count; i++) {
        const char *lead = arena_format(arena, "%zu", i + 1);
        for (size_t k = 0; k < islands->islands[i].count; k++) {
            chasing->leads[chasing->count] = lead;
            chasing->ids[chasing->count++] = islands->islands[i].ids[k];
        }
    }
    for (size_t i = 0; i < islands->connector_count; i++) {
        chasing->leads[chasing->count] = joined_islands(arena, &islands->connectors[i]);
        chasing->ids[chasing->count++] = islands->connectors[i].id;
    }
    if (islands->count == 1) {
        app_say(app, ROLE_GOOD, "All included studies hang together by citations");
    } else if (islands->connector_count > 0) {
        app_say(app, ROLE_GOOD, "Behind the islands: %zu %s join some (1+2) · gp draws them",
                islands->connector_count, islands->connector_count == 1 ? "study would" : "studies would");
    } else {
        app_say(app, ROLE_NORMAL, "No study that is known would join any of them");
    }
    chasing_show(app, LISTED_ISLANDS, answer);
}

void paths_answer(App *app, ChaserAnswer *answer) {
    if (answer->kind == CHASER_PATH) {
        list_path(app, answer);
    } else {
        list_islands(app, answer);
    }
}

bool paths_map(App *app) {
    const Chasing *chasing = &app->chasing;
    if (chasing->listed == LISTED_PATH) {
        mapping_ask_path(app, chasing->ids, chasing->count);
        return true;
    }
    if (chasing->listed == LISTED_ISLANDS) {
        mapping_ask_included(app, true);
        return true;
    }
    return false;
}
