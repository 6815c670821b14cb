#include "chasing.h"

#include "app.h"
#include "desk.h"
#include "mapping.h"
#include "queue.h"
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>

// The worker's questions and answers, and what is listed of them.

bool chasing_is_on(const App *app) {
    return app->chasing.listed != LISTED_BY_LIMIT;
}

static void forget_listed(App *app) {
    Chasing *chasing = &app->chasing;
    adding_stop(app);
    chaser_answer_free(chasing->answer);
    chasing->answer = NULL;
    chasing->ids = NULL;
    chasing->leads = NULL;
    chasing->head = NULL;
    chasing->count = 0;
    id_map_clear(&chasing->rows);
    arena_reset(&chasing->arena);
}

static void go_to_stage(App *app, int stage) {
    app->desk.stage = stage;
    if (app->desk.state) {
        review_state_set_stage(app->desk.state, stage);
    }
}

bool chasing_leave(App *app) {
    Chasing *chasing = &app->chasing;
    if (!chasing_is_on(app)) {
        return false;
    }
    forget_listed(app);
    chasing->listed = LISTED_BY_LIMIT;
    if (chasing->stage != app->desk.stage) {
        go_to_stage(app, chasing->stage);
    }
    app->queue.cursor_id = chasing->left_at;
    queue_clear_selection(app);
    queue_forget_rows(app);
    queue_forget_left(app);
    reading_follow_queue(app);
    return true;
}

void chasing_close(App *app) {
    if (chasing_leave(app)) {
        app->focus = SLOT_LIST;
        queue_ask(app, true);
    }
}

void chasing_fini(App *app) {
    Chasing *chasing = &app->chasing;
    chaser_stop(chasing->chaser);
    forget_listed(app);
    arena_free(&chasing->arena);
    id_map_free(&chasing->rows);
    free(chasing->seeds);
}

SeedsKind chasing_included(const App *app, IdList *ids) {
    SeedsKind kind = app->desk.state ? chase_seeds(app->desk.state, ids) : SEEDS_NONE;
    id_list_sort(ids);
    return kind;
}

// --- questions ---

void chasing_ask(App *app, ChaserRequest *request) {
    Chasing *chasing = &app->chasing;
    if (!chasing->chaser) {
        chasing->chaser = chaser_start(app->cache_path, app->mailbox);
    }
    request->generation = ++chasing->generation;
    chasing->asked = true;
    chaser_ask(chasing->chaser, request);
}

bool chasing_cancel(App *app) {
    Chasing *chasing = &app->chasing;
    if (adding_stop(app)) {
        return true;
    }
    if (chasing->fetches && !chasing->asked) {
        chasing->fetches = false;
        app_say(app, ROLE_NORMAL, "The chase does not wait for the services any more; :jobs stops them");
        return true;
    }
    if (!chasing->asked) {
        return false;
    }
    chasing->asked = false;
    chasing->generation++;
    mapping_forget_file(app);
    if (chaser_loading(chasing->chaser) > 0) { // nothing is lost by it
        chaser_stop(chasing->chaser);
        chasing->chaser = NULL;
    }
    app_say(app, ROLE_NORMAL, "Stopped");
    return true;
}

void chasing_answer(App *app, ChaserAnswer *answer) {
    Chasing *chasing = &app->chasing;
    if (!chasing->asked || answer->generation != chasing->generation) {
        chaser_answer_free(answer);
        return;
    }
    chasing->asked = false;
    if (answer->error.kind != ERROR_NONE) {
        app_say_error(app, &answer->error);
        mapping_forget_file(app);
        chaser_answer_free(answer);
    } else if (answer->kind == CHASER_CHASE) {
        candidates_answer(app, answer);
    } else if (answer->kind == CHASER_MAP) {
        mapping_answer(app, answer);
    } else {
        paths_answer(app, answer);
    }
}

void chasing_add_progress(App *app, String *out) {
    Chasing *chasing = &app->chasing;
    if (adding_is_on(app)) {
        string_add_text(out, "adding ");
        add_number(out, (int64_t) chasing->done);
        string_add_text(out, " of ");
        add_number(out, (int64_t) chasing->adding.count);
        string_add_text(out, " · Esc stops");
    } else if (chasing->asked) {
        uint64_t read = chaser_loading(chasing->chaser);
        string_add_text(out, "following links…");
        if (read > 1) {
            string_add_text(out, " links of ");
            add_number(out, (int64_t) read);
            string_add_text(out, " studies read");
        }
        string_add_text(out, " · Esc stops");
    }
}

// --- the list ---

Arena *chasing_begin(App *app) {
    forget_listed(app);
    return &app->chasing.arena;
}

void chasing_show(App *app, Listed listed, ChaserAnswer *answer) {
    Chasing *chasing = &app->chasing;
    if (!chasing_is_on(app)) {
        chasing->left_at = app->queue.cursor_id;
        chasing->stage = app->desk.path ? app->desk.stage : 1;
    }
    if (chasing->listed != listed) {
        app->queue.cursor_id = 0; // from the top
    }
    // What is found is new to the review: it begins with title and abstract.
    if (app->desk.stage > 1) {
        go_to_stage(app, 1);
    }
    chasing->listed = listed;
    chasing->answer = answer;
    for (size_t i = 0; i < chasing->count; i++) {
        id_map_set(&chasing->rows, chasing->ids[i], (int64_t) i);
    }
    queue_clear_selection(app);
    app->focus = SLOT_LIST;
    queue_ask(app, true);
    reading_follow_queue(app);
}

void chasing_list(App *app) {
    Queue *queue = &app->queue;
    const Chasing *chasing = &app->chasing;
    SearchAnswer answer = {.generation = ++queue->generation, .complete = true};
    for (size_t i = 0; i < chasing->count; i++) {
        id_list_add(&answer.ids, chasing->ids[i]);
    }
    queue->stale = queue->asks_review = queue->asks_undecided = false;
    queue_answer(app, &answer);
    id_list_free(&answer.ids);
}

void chasing_name_stubs(App *app, StudyRow *rows, size_t count, Arena *arena) {
    for (size_t i = 0; i < count; i++) {
        Study study;
        bool found;
        if (rows[i].found || !cache_study(app->cache, rows[i].id, arena, &study, &found, NULL)) {
            continue;
        }
        String name = {0};
        if (!study.title) {
            ident_add(rows[i].id, &name);
            string_add_text(&name, " · known only by link");
        }
        rows[i].title = study.title ? study.title : arena_copy(arena, name.data);
        string_free(&name);
        rows[i].year = study.year;
        if (study.author_count > 0) {
            const Author *first = &study.authors[0];
            rows[i].author = first->family ? first->family : first->collective;
        }
    }
}

void chasing_fill_row(const App *app, size_t at, ListRow *row) {
    const Chasing *chasing = &app->chasing;
    row->scored = false;
    if (at >= chasing->count) {
        return;
    }
    if (chasing->leads) {
        snprintf(row->lead, sizeof row->lead, "%s", chasing->leads[at]);
    } else {
        candidates_lead(app, at, row->lead, sizeof row->lead);
        row->row.year = row->row.year > 0 ? row->row.year : chasing->answer->list.rows[at].found.year;
    }
    bool is_candidate = desk_candidate(app, chasing->ids[at]) != NULL;
    if (is_candidate || !row->row.found) {
        row->label = is_candidate ? "in review" : "stub";
        row->label_role = ROLE_DIM;
    }
}

int chasing_lead_columns(const App *app) {
    static const int columns[] = {
        [LISTED_BY_LIMIT] = 0, [LISTED_CHASE] = 10, [LISTED_PATH] = 6, [LISTED_ISLANDS] = 6};
    return columns[app->chasing.listed];
}

const char *chasing_order(const App *app) {
    static const char *const names[] = {"by links", "by similarity", "by PageRank"};
    return app->chasing.listed == LISTED_CHASE ? names[app->chasing.answer->list.order] : NULL;
}
