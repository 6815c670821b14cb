#include "chasing.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/screening/reviewing.h"

#include <stdlib.h>

// Candidates of a chase into the review, where each says who brought it.

// As many are taken at once as fit into a step, so that no key waits. Each step is one commit.
#define STEP_US    6000
#define STEP_LEAST 16
#define STEP_MOST  1024

// `more` follow at once.
static size_t admit(App *app, ChaseAdder *adder, const StudyId *ids, size_t count, bool more) {
    Chasing *chasing = &app->chasing;
    ReviewState *state = app->desk.state;
    size_t wanted = 0, before = review_state_count(state);
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
    ReviewAction made_of[CHASE_STEPS_MOST];
    size_t made = chase_add(adder, state, rows, wanted, more, clock_now_ms(), &arena, made_of);
    for (size_t i = 0; i < made; i++) {
        desk_submit(app, &made_of[i]);
    }
    if (made > 0 && !has_pmids) {
        review_resolve(state, app->cache);
    }
    arena_free(&arena);
    return review_state_count(state) - before;
}

static ChaseAdder *new_adder(App *app) {
    return chase_adder_new(app->cache, &app->chasing.answer->list, app->chasing.searches);
}

void adding_admit(App *app, const StudyId *ids, size_t count) {
    if (app->chasing.listed == LISTED_CHASE && app->desk.state) {
        ChaseAdder *adder = new_adder(app);
        admit(app, adder, ids, count, false);
        chase_adder_free(adder);
    }
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
    if (!adding_is_on(app)) {
        chasing->done = chasing->added = 0;
        chasing->step = STEP_LEAST;
        chasing->adder = new_adder(app);
    }
    for (size_t i = 0; i < count; i++) {
        id_list_add(&chasing->adding, ids[i]);
    }
    adding_step(app);
    return true;
}

static void end(App *app) {
    Chasing *chasing = &app->chasing;
    chase_adder_free(chasing->adder);
    chasing->adder = NULL;
    id_list_free(&chasing->adding);
    chasing->adding = (IdList){0};
}

// How many this chase added before, too: one undo takes all of them back.
static size_t added_by_chase(const App *app) {
    const Chasing *chasing = &app->chasing;
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(app->desk.state, &arena, &searches), most = 0;
    for (size_t i = 0; i < count; i++) {
        for (int step = 0; step < CHASE_STEPS_MOST; step++) {
            bool of_chase = key_compare(searches[i].action, chasing->searches[step]) == 0;
            most = of_chase && searches[i].brought > most ? searches[i].brought : most;
        }
    }
    arena_free(&arena);
    return most;
}

void adding_step(App *app) {
    Chasing *chasing = &app->chasing;
    size_t left = chasing->adding.count - chasing->done;
    size_t now = left < chasing->step ? left : chasing->step;
    int64_t began = clock_ticks_us();
    chasing->added += admit(app, chasing->adder, chasing->adding.ids + chasing->done, now, now < left);
    chasing->done += now;
    int64_t took = clock_ticks_us() - began;
    chasing->step = took > STEP_US && now > STEP_LEAST           ? now / 2
                    : took < STEP_US / 2 && now * 2 <= STEP_MOST ? now * 2
                                                                 : chasing->step;
    app->dirty = true;
    if (chasing->done < chasing->adding.count) {
        return;
    }
    size_t all = added_by_chase(app);
    if (chasing->added == 0) {
        app_say(app, ROLE_NORMAL, "The review has them already");
    } else if (all > chasing->added) {
        app_say(app, ROLE_GOOD,
                "added %zu candidate%s of citation chasing · u takes back all %zu of this chase",
                chasing->added, chasing->added == 1 ? "" : "s", all);
    } else {
        app_say(app, ROLE_GOOD, "added %zu candidate%s of citation chasing · u undoes", chasing->added,
                chasing->added == 1 ? "" : "s");
    }
    end(app);
}

bool adding_stop(App *app) {
    Chasing *chasing = &app->chasing;
    if (!adding_is_on(app)) {
        return false;
    }
    if (app->desk.state) {
        admit(app, chasing->adder, NULL, 0, false); // the search says how many they are
    }
    app_say(app, ROLE_WARNING, "Stopped: %zu of %zu were added · u undoes", chasing->added,
            chasing->adding.count);
    end(app);
    return true;
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
        String number = {0};
        add_number(&number, (int64_t) fresh);
        overlay_confirm(app, add_listed, "Add all %s studies listed and not in the review, as one act?",
                        number.data);
        string_free(&number);
    }
}
