#include "chasing.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/screening/reviewing.h"

#include <stdlib.h>

// Candidates of a chase into the review, where each says who brought it.

#define STEP_ROWS 32 // at once, so that no key waits

size_t adding_admit(App *app, const StudyId *ids, size_t count) {
    Chasing *chasing = &app->chasing;
    ReviewState *state = app->desk.state;
    size_t wanted = 0, before;
    if (chasing->listed != LISTED_CHASE || !state) {
        return 0;
    }
    Arena arena = {0};
    size_t *rows = ARENA_ARRAY(&arena, size_t, count + 1);
    bool has_pmids = true;
    for (size_t i = 0; i < count; i++) {
        int64_t at;
        if (id_map_get(&chasing->rows, ids[i], &at) && !review_state_by_study(state, ids[i])) {
            rows[wanted++] = (size_t) at;
            has_pmids = has_pmids && ids[i] > 0;
        }
    }
    before = review_state_count(state);
    ReviewAction made_of[CHASE_STEPS_MOST];
    size_t made = wanted > 0 ? chase_add(state, app->cache, &chasing->answer->list, rows, wanted,
                                         clock_now_ms(), chasing->searches, &arena, made_of)
                             : 0;
    for (size_t i = 0; i < made; i++) {
        desk_submit(app, &made_of[i]);
    }
    if (made > 0 && !has_pmids) {
        review_resolve(state, app->cache);
    }
    arena_free(&arena);
    return review_state_count(state) - before;
}

bool adding_is_on(const App *app) {
    return app->chasing.adding.count > 0;
}

bool adding_start(App *app, const StudyId *ids, size_t count) {
    Chasing *chasing = &app->chasing;
    bool is_listed = count > 0 && id_map_get(&chasing->rows, ids[0], NULL);
    if (chasing->listed != LISTED_CHASE || !is_listed || !desk_require(app)) {
        return false;
    }
    id_list_free(&chasing->adding);
    chasing->adding = (IdList){0};
    chasing->done = chasing->added = 0;
    for (size_t i = 0; i < count; i++) {
        id_list_add(&chasing->adding, ids[i]);
    }
    adding_step(app);
    return true;
}

void adding_step(App *app) {
    Chasing *chasing = &app->chasing;
    size_t left = chasing->adding.count - chasing->done;
    size_t now = left < STEP_ROWS ? left : STEP_ROWS;
    chasing->added += adding_admit(app, chasing->adding.ids + chasing->done, now);
    chasing->done += now;
    app->dirty = true;
    if (chasing->done < chasing->adding.count) {
        return;
    }
    id_list_free(&chasing->adding);
    chasing->adding = (IdList){0};
    if (chasing->added > 0) {
        app_say(app, ROLE_GOOD, "added %zu candidate%s of citation chasing · u undoes", chasing->added,
                chasing->added == 1 ? "" : "s");
    } else {
        app_say(app, ROLE_NORMAL, "The review has them already");
    }
}

static void add_listed(App *app) {
    const Chasing *chasing = &app->chasing;
    if (!adding_start(app, chasing->ids, chasing->count)) {
        desk_apply(app, ACTION_ADD, NULL, chasing->ids, chasing->count);
    }
}

void act_add_all(App *app, const Call *call) {
    (void) call;
    const Chasing *chasing = &app->chasing;
    size_t fresh = 0;
    if (!chasing_is_on(app)) {
        app_say(app, ROLE_NORMAL, "add-all adds what :chase lists; :bulk add adds this list");
        return;
    }
    for (size_t i = 0; i < chasing->count; i++) {
        fresh += desk_candidate(app, chasing->ids[i]) == NULL;
    }
    if (fresh == 0) {
        app_say(app, ROLE_NORMAL, "All of them are in the review");
    } else {
        overlay_confirm(app, add_listed, "Add all %zu studies that are listed and not in the review?", fresh);
    }
}
