#include "teamwork.h"

#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <stdlib.h>
#include <string.h>

// A review with others: blind or open, shares, samples, joining copies.

// --- blind ---

static bool is_refused(const App *app, const QueryNode *node) {
    IdList ids = {0};
    Error err = {0};
    if (!node) {
        return false;
    }
    if (node->type != QUERY_WORD) {
        return is_refused(app, node->left) || is_refused(app, node->right);
    }
    if (node->inner) {
        return is_refused(app, node->inner);
    }
    bool refused = review_answers(node) && !review_leaf_ids(app->desk.state, app->cache, node, &ids, &err);
    id_list_free(&ids);
    return refused;
}

// A list that followed from others' votes is not left standing.
static void drop_limit(App *app) {
    Arena arena = {0};
    Error err = {0};
    if (is_refused(app, query_parse(sv(app->queue.query), &arena, NULL, NULL, &err))) {
        queue_limit(app, "", NULL, &err);
    } else {
        queue_ask(app, true);
    }
    arena_free(&arena);
}

static void set_blind(App *app, bool blind) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_setting(&action, "blind", blind ? "yes" : "no");
    desk_submit(app, &action);
    drop_limit(app);
    app_say(app, ROLE_GOOD,
            blind ? "The review is blind: everybody sees and counts their own votes only · u undoes"
                  : "The review is open: :conflicts lists where votes differ · u undoes");
    arena_free(&arena);
}

static void make_blind(App *app) {
    set_blind(app, true);
}

static void make_open(App *app) {
    set_blind(app, false);
}

void act_blind(App *app, const Call *call) {
    bool on = strcmp(call->rest, "on") == 0, off = strcmp(call->rest, "off") == 0;
    if (*call->rest && !on && !off) {
        app_say(app, ROLE_ERROR, "It is :blind on or :blind off");
        return;
    }
    if (!app->desk.path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open");
        return;
    }
    bool blind = review_state_is_blind(app->desk.state);
    if ((!on && !off) || blind == on) {
        app_say(app, ROLE_NORMAL,
                blind ? "The review is blind: nobody sees what others decided; :blind off opens it"
                      : "The review is open: everybody sees what others decided; :blind on ends that");
    } else if (on) {
        overlay_confirm(app, make_blind, "Make the review blind again, for everybody?");
    } else {
        overlay_confirm(app, make_open,
                        "Open the review? Everybody's votes are told; votes from now on are not blind.");
    }
}

// --- shares ---

static void say_shares(App *app, const char *head) {
    Arena arena = {0};
    WorkSplit split;
    String words = {0};
    const ReviewState *state = app->desk.state;
    if (!review_state_split(state, &arena, &split)) {
        app_say(app, ROLE_NORMAL, "The work is not split; :split-work anna,ben 20 does, 20 %% by both");
        arena_free(&arena);
        return;
    }
    for (size_t i = 0; i < split.names.count; i++) {
        size_t share = 0;
        for (size_t k = 0; k < review_state_count(state); k++) {
            share += review_state_screens(state, review_state_at(state, k)->key, split.names.items[i]);
        }
        string_format(&words, "%s%s %zu", i ? ", " : "", split.names.items[i], share);
    }
    app_say(app, ROLE_GOOD, "%s%s · is:mine is your share", head, words.data);
    string_free(&words);
    arena_free(&arena);
}

void act_split_work(App *app, const Call *call) {
    Arena arena = {0};
    Error err = {0};
    WorkSplit split;
    StringView rest = sv_trim(sv(call->rest));
    if (!app->desk.path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open");
        return;
    }
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    // "anna b, ben 20": a number at the end is the overlap.
    size_t space = rest.length;
    while (space > 0 && rest.data[space - 1] != ' ') {
        space--;
    }
    long long overlap = 0;
    bool says = space > 0 && sv_number(sv_from(rest, space), &overlap);
    const char *votes = review_state_setting(app->desk.state, "votes");
    overlap = says ? overlap : votes && strcmp(votes, "1") != 0 ? 100 : 0;
    if (sv_equal(rest, SV("none"))) {
        review_action_split(&action, NULL);
    } else if (rest.length > 0) {
        bool ok =
            work_split_parse(says ? sv_part(rest, 0, space) : rest,
                             overlap >= -1 && overlap <= 101 ? (int) overlap : 101, &arena, &split, &err);
        if (!ok) {
            app_say_error(app, &err);
            arena_free(&arena);
            return;
        }
        review_action_split(&action, &split);
    }
    desk_submit(app, &action);
    app->queue.stale = app->queue.stale || action.count > 0;
    say_shares(app, action.count > 0 ? "Split: " : "Shares: ");
    arena_free(&arena);
}

// --- samples ---

static void show_sample(App *app, bool pilot, size_t taken, uint64_t seed) {
    Error err = {0};
    if (!queue_limit(app, pilot ? "is:pilot" : "is:audit", NULL, &err)) {
        app_say_error(app, &err);
    } else if (pilot) {
        app_say(app, ROLE_GOOD, "A pilot of %zu, for everybody to vote on (is:pilot) · u undoes", taken);
    } else {
        app_say(app, ROLE_GOOD, "%zu of the excluded%s, drawn with seed %llu (is:audit) · u undoes", taken,
                review_state_is_blind(app->desk.state) ? " by you" : "", (unsigned long long) seed);
    }
}

// :pilot N and :audit N [SEED]
void act_sample(App *app, const Call *call) {
    bool pilot = call->action == ACTION_PILOT;
    StringView rest = sv_trim(sv(call->rest)), word = {0};
    long long most = 0, seed = 0;
    sv_split(&rest, ' ', &word);
    rest = sv_trim(rest);
    bool ok = sv_number(word, &most) && most > 0 && most <= 100000 &&
              (rest.length == 0 || (!pilot && sv_number(rest, &seed) && seed > 0));
    if (!ok) {
        app_say(app, ROLE_ERROR, "It is :%s %s", actions[call->action].name, actions[call->action].usage);
        return;
    }
    if (!app->desk.path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open");
        return;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    uint64_t drawn_with = seed > 0 ? (uint64_t) seed : review_state_audit_seed(app->desk.state);
    size_t taken = pilot ? review_action_pilot(&action, app->desk.state, (size_t) most)
                         : review_action_audit(&action, app->desk.state, (size_t) most, drawn_with);
    if (taken == 0) {
        app_say(app, ROLE_NORMAL,
                pilot ? "There is no study that was not in a pilot already" : "Nothing is excluded yet");
    } else {
        desk_submit(app, &action);
        show_sample(app, pilot, taken, drawn_with);
    }
    arena_free(&arena);
}

// --- joining copies ---

void teamwork_fini(App *app) {
    if (app->other) {
        other_review_free(app->other);
    }
    app->other = NULL;
}

void act_merge(App *app, const Call *call) {
    Error err = {0};
    String path = {0};
    if (!app->desk.path || !desk_require(app)) {
        app_say(app, ROLE_NORMAL, "No review is open that another could be merged into");
        return;
    }
    if (!review_add_path(call->arguments[0], &path, &err)) {
        app_say_error(app, &err);
    } else if (strcmp(path.data, app->desk.path) == 0) {
        app_say(app, ROLE_NORMAL, "That is the open review itself");
    } else if (!file_exists(path.data)) {
        app_say(app, ROLE_ERROR, "%s: there is no such review", path.data);
    } else {
        app_say(app, ROLE_NORMAL, "Reading %s …", path.data);
        recorder_read_other(app->desk.recorder, path.data);
    }
    string_free(&path);
}

static void merge(App *app) {
    OtherReview *other = app->other;
    if (!other || !desk_require(app)) {
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < other->events->count; i++) {
        count += !review_state_has_event(app->desk.state, other->events->events[i].id);
    }
    recorder_merge(app->desk.recorder, other->events);
    other->events = NULL;
    teamwork_fini(app);
    app_say(app, ROLE_GOOD, "Merged: %zu new event%s; nothing counts twice", count, count == 1 ? "" : "s");
}

void teamwork_mail(App *app, OtherReview *other) {
    teamwork_fini(app);
    if (other->error.kind != ERROR_NONE || !app->desk.state) {
        if (other->error.kind != ERROR_NONE) {
            app_say_error(app, &other->error);
        }
        other_review_free(other);
        return;
    }
    size_t fresh = 0;
    for (size_t i = 0; i < other->events->count; i++) {
        fresh += !review_state_has_event(app->desk.state, other->events->events[i].id);
    }
    StringView name = path_base(other->path);
    if (fresh == 0) {
        app_say(app, ROLE_NORMAL, "%.*s has nothing that this review has not", (int) name.length, name.data);
        other_review_free(other);
        return;
    }
    app->other = other;
    bool stranger = fresh == other->events->count;
    overlay_confirm(app, merge, "%sMerge %zu new event%s of %.*s? It cannot be undone.",
                    stranger ? "It shares nothing with this review! " : "", fresh, fresh == 1 ? "" : "s",
                    (int) name.length, name.data);
}
