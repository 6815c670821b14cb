#include "comparing.h"

#include "acts.h"
#include "desk.h"
#include "reading.h"

#include <stdlib.h>

bool comparing_is_open(const App *app) {
    return app->comparing.kind != COMPARING_NOTHING;
}

void comparing_close(App *app) {
    app->comparing.kind = COMPARING_NOTHING;
    app->dirty = true;
}

static void forget_found(App *app) {
    Comparing *comparing = &app->comparing;
    duplicates_answer_free(comparing->answer);
    comparing->answer = NULL;
    comparing->proposals = NULL;
    comparing->count = comparing->at = 0;
    comparing->has_found = comparing->filled = false;
    arena_reset(&comparing->arena);
}

static void end_search(App *app) {
    duplicates_search_stop(app->comparing.search);
    app->comparing.search = NULL;
}

void comparing_stop(App *app) {
    end_search(app);
    forget_found(app);
    app->comparing.wanted = ACTION_NONE;
    if (app->comparing.kind == COMPARING_DUPLICATES) {
        comparing_close(app);
    }
}

void comparing_fini(App *app) {
    comparing_stop(app);
    arena_free(&app->comparing.arena);
    free(app->comparing.choices);
    pane_compare_fini(&app->comparing.pane);
}

// --- what is known of pairs ---

const Candidate *comparing_candidate(const App *app, const DuplicateMember *member) {
    const Candidate *candidate = app->desk.state ? review_state_by_key(app->desk.state, member->key) : NULL;
    return candidate && !candidate->withdrawn ? candidate : NULL;
}

static bool report_one_trial(const App *app, Key a, Key b) {
    Arena arena = {0};
    const Candidate **reports;
    size_t count = review_state_reports(app->desk.state, a, &arena, &reports);
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = key_compare(reports[i]->key, b) == 0;
    }
    arena_free(&arena);
    return found;
}

PairState comparing_state(const App *app, const DuplicateMember *a, const DuplicateMember *b) {
    const Candidate *x = comparing_candidate(app, a), *y = comparing_candidate(app, b);
    if (!x || !y) {
        return PAIR_GONE;
    }
    Key one = x->key, other = y->key;
    if (key_compare(one, other) == 0) {
        return PAIR_SAME;
    }
    if (x->grouped && y->grouped && report_one_trial(app, one, other)) {
        return PAIR_TRIAL;
    }
    return review_state_are_different(app->desk.state, one, other) ? PAIR_DIFFERENT : PAIR_OPEN;
}

static bool is_open(const App *app, const DuplicatesGroup *group, size_t i, size_t k) {
    return comparing_state(app, &group->members[i], &group->members[k]) == PAIR_OPEN;
}

// The next open pair behind (or at) a pair, in the order (0,1) (0,2) … (1,2) …
static bool find_open(const App *app, const DuplicatesGroup *group, size_t i, size_t k, size_t sides[2]) {
    for (; i + 1 < group->member_count; i++, k = i + 1) {
        for (; k < group->member_count; k++) {
            if (k > i && is_open(app, group, i, k)) {
                sides[0] = i;
                sides[1] = k;
                return true;
            }
        }
    }
    return false;
}

const Proposal *comparing_proposal(const App *app) {
    const Comparing *comparing = &app->comparing;
    return comparing->kind == COMPARING_DUPLICATES && comparing->at < comparing->count
               ? &comparing->proposals[comparing->at]
               : NULL;
}

bool comparing_pair(const App *app, Key *a, Key *b) {
    const Proposal *proposal = comparing_proposal(app);
    if (!proposal) {
        return false;
    }
    *a = proposal->group->members[app->comparing.sides[0]].key;
    *b = proposal->group->members[app->comparing.sides[1]].key;
    return true;
}

// --- going about ---

void comparing_show(App *app, size_t at) {
    Comparing *comparing = &app->comparing;
    comparing->at = at;
    comparing->sides[0] = 0;
    comparing->sides[1] = 1;
    comparing->filled = false;
    if (at < comparing->count) {
        find_open(app, comparing->proposals[at].group, 0, 1, comparing->sides);
    }
}

static void judge(App *app, Proposal *proposal) {
    size_t sides[2];
    proposal->done = !find_open(app, proposal->group, 0, 1, sides);
}

// The next proposal with something open, those put off left out, from `from` on and around.
static bool find_proposal(const App *app, size_t from, size_t *at) {
    const Comparing *comparing = &app->comparing;
    for (size_t i = 0; i < comparing->count; i++) {
        *at = (from + i) % comparing->count;
        if (!comparing->proposals[*at].done && !comparing->proposals[*at].later) {
            return true;
        }
    }
    return false;
}

bool comparing_advance(App *app) {
    Comparing *comparing = &app->comparing;
    Proposal *shown = &comparing->proposals[comparing->at];
    size_t at;
    comparing->filled = false;
    judge(app, shown);
    if (!shown->done && !shown->later &&
        (find_open(app, shown->group, comparing->sides[0], comparing->sides[1], comparing->sides) ||
         find_open(app, shown->group, 0, 1, comparing->sides))) {
        return true;
    }
    if (find_proposal(app, comparing->at + 1, &at)) {
        comparing_show(app, at);
        return true;
    }
    return false;
}

void comparing_put_off(App *app) {
    app->comparing.proposals[app->comparing.at].later = true;
}

void comparing_changed(App *app) {
    Comparing *comparing = &app->comparing;
    for (size_t i = 0; i < comparing->count; i++) {
        judge(app, &comparing->proposals[i]);
    }
    comparing->filled = false;
    app->dirty = true;
}

void comparing_go_to(App *app, Key candidate) {
    Comparing *comparing = &app->comparing;
    const Candidate *wanted = review_state_by_key(app->desk.state, candidate);
    for (size_t i = 0; wanted && i < comparing->count; i++) {
        const DuplicatesGroup *group = comparing->proposals[i].group;
        for (size_t k = 0; k < group->member_count && !comparing->proposals[i].done; k++) {
            const Candidate *member = comparing_candidate(app, &group->members[k]);
            if (member == wanted) {
                comparing->proposals[i].later = false;
                comparing_show(app, i);
                return;
            }
        }
    }
}

// --- finding ---

static int compare_proposals(const void *left, const void *right) {
    const DuplicatesGroup *x = ((const Proposal *) left)->group, *y = ((const Proposal *) right)->group;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->score > y->score || x->score < y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x < y ? -1 : x > y; // as they were found
}

static void take_found(App *app) {
    Comparing *comparing = &app->comparing;
    const Duplicates *found = &comparing->answer->found;
    size_t at;
    comparing->proposals = ARENA_ARRAY(&comparing->arena, Proposal, found->count + 1);
    comparing->count = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (found->groups[i].kind != DUPLICATES_JOINED && found->groups[i].member_count > 1) {
            comparing->proposals[comparing->count++].group = &found->groups[i];
        }
    }
    if (comparing->count > 0) {
        qsort(comparing->proposals, comparing->count, sizeof *comparing->proposals, compare_proposals);
    }
    comparing_changed(app);
    comparing_show(app, find_proposal(app, 0, &at) ? at : 0);
}

void comparing_answer(App *app, DuplicatesAnswer *answer) {
    Comparing *comparing = &app->comparing;
    if (answer->generation != comparing->generation || !app->desk.state) {
        duplicates_answer_free(answer);
        return;
    }
    end_search(app);
    forget_found(app);
    comparing->answer = answer;
    comparing->has_found = true;
    if (answer->error.kind != ERROR_NONE) {
        app_say_error(app, &answer->error);
        if (comparing->kind == COMPARING_DUPLICATES) {
            comparing_close(app);
        }
        forget_found(app);
        comparing->wanted = ACTION_NONE;
        return;
    }
    take_found(app);
    if (comparing->wanted) {
        verdicts_offer(app);
    }
}

bool comparing_search(App *app, bool again) {
    Comparing *comparing = &app->comparing;
    if (!app->desk.path) {
        app_say(app, ROLE_NORMAL, "Verdicts on duplicates belong to a review; :review NAME opens one");
        return false;
    }
    desk_wait(app);
    if (!app->desk.state) {
        app_say(app, ROLE_ERROR, "The review %s is not open", app->desk.path);
        return false;
    }
    // Verdicts make candidates fewer and bring nothing new; an import does.
    size_t count = review_state_count(app->desk.state);
    int64_t newest = count ? review_state_at(app->desk.state, count - 1)->joined : 0;
    bool holds = comparing->has_found && newest <= comparing->newest;
    if ((holds && !again) || (comparing->search && !again)) {
        return true;
    }
    DuplicatesScope scope;
    end_search(app);
    forget_found(app);
    duplicates_scope_take(&scope, app->desk.state, DEDUPE_THRESHOLD);
    comparing->candidates = count;
    comparing->newest = newest;
    comparing->search =
        duplicates_search_start(app->cache_path, &scope, ++comparing->generation, app->mailbox);
    return true;
}

void act_duplicates(App *app, const Call *call) {
    (void) call;
    Comparing *comparing = &app->comparing;
    bool again = comparing->kind == COMPARING_DUPLICATES;
    if (!comparing_search(app, again)) {
        return;
    }
    size_t at;
    comparing->kind = COMPARING_DUPLICATES;
    for (size_t i = 0; i < comparing->count; i++) {
        comparing->proposals[i].later = false;
    }
    comparing_changed(app);
    comparing_show(app, find_proposal(app, comparing->at, &at) ? at : comparing->at);
}

void act_records(App *app, const Call *call) {
    (void) call;
    StudyId id = reading_shown(app);
    if (!id || !app->reading.found) {
        app_say(app, ROLE_NORMAL, "No record is shown here");
        return;
    }
    Comparing *comparing = &app->comparing;
    comparing->kind = COMPARING_RECORDS;
    comparing->study = id;
    comparing->sides[0] = 0;
    comparing->sides[1] = 1;
    comparing->filled = false;
}

// --- motions ---

// How many can be shown: members of the group, or records.
static size_t member_count(App *app) {
    const Proposal *proposal = comparing_proposal(app);
    if (proposal) {
        return proposal->group->member_count;
    }
    Arena arena = {0};
    RecordRow *rows;
    size_t count = app->comparing.kind == COMPARING_RECORDS
                       ? cache_records(app->cache, app->comparing.study, &arena, &rows, NULL)
                       : 0;
    arena_free(&arena);
    return count;
}

void act_step_pair(App *app, const Call *call) {
    Comparing *comparing = &app->comparing;
    size_t count = member_count(app), *first = &comparing->sides[0], *second = &comparing->sides[1];
    if (count < 3) {
        app_say(app, ROLE_NORMAL, "There are only these two");
        return;
    }
    if (call->action == ACTION_NEXT_PAIR) {
        if (++*second >= count) {
            *first = *first + 2 < count ? *first + 1 : 0;
            *second = *first + 1;
        }
    } else if (--*second <= *first) {
        *first = *first > 0 ? *first - 1 : count - 2;
        *second = count - 1;
    }
    comparing->filled = false;
}

static void step_group(App *app, long by) {
    Comparing *comparing = &app->comparing;
    long last = (long) comparing->count - 1, wanted = (long) comparing->at + by;
    wanted = wanted < 0 ? 0 : wanted > last ? last : wanted;
    if (wanted == (long) comparing->at) {
        app_say(app, ROLE_NORMAL, by > 0 ? "That is the last proposal" : "That is the first proposal");
    } else {
        comparing_show(app, (size_t) wanted);
    }
}

void comparing_move(App *app, const Call *call) {
    ComparePane *pane = &app->comparing.pane;
    int times = call->count > 0 ? call->count : 1;
    bool steps = app->comparing.kind == COMPARING_DUPLICATES && app->comparing.count > 0;
    switch (call->action) {
    case ACTION_DOWN:
    case ACTION_UP:
        times = call->action == ACTION_DOWN ? times : -times;
        if (steps) {
            step_group(app, times);
        } else {
            pane_compare_scroll(pane, times);
        }
        break;
    case ACTION_TOP:
    case ACTION_BOTTOM:
        if (steps) {
            size_t last = app->comparing.count - 1, wanted = (size_t) times - 1;
            bool to_end = call->count == 0 && call->action == ACTION_BOTTOM;
            comparing_show(app, to_end || wanted > last ? last : wanted);
        } else {
            pane_compare_scroll(pane, call->action == ACTION_TOP ? -1000000 : 1000000);
        }
        break;
    case ACTION_HALF_DOWN:
        pane_compare_page(pane, times);
        break;
    case ACTION_HALF_UP:
        pane_compare_page(pane, -times);
        break;
    case ACTION_READ_BACK:
    case ACTION_PAGE_UP:
        pane_compare_page(pane, -2 * times);
        break;
    default:
        pane_compare_page(pane, 2 * times);
    }
}
