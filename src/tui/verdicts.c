#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Saying of candidates that they are one study, reports of one trial, or neither: in the screen
// that compares them, and about the shown or the selected studies.

typedef enum { VERDICT_SAME, VERDICT_TRIAL, VERDICT_DIFFERENT } Verdict;

// Takes b out of the trial that a reports, too; the others stay together.
static void leave_trial(const App *app, ReviewAction *action, Key b) {
    const Candidate **reports, *leaver = review_state_by_key(app->desk.state, b), *rest = NULL;
    size_t count = review_state_reports(app->desk.state, b, action->arena, &reports);
    for (size_t i = 0; i < count; i++) {
        if (reports[i] == leaver) {
            continue;
        }
        review_action_trial(action, reports[i]->key, leaver->key, false);
        if (rest) {
            review_action_trial(action, rest->key, reports[i]->key, true);
        } else {
            rest = reports[i];
        }
    }
}

static void add_verdict(const App *app, ReviewAction *action, Verdict verdict, Key a, Key b) {
    DuplicateMember x = {.key = a}, y = {.key = b};
    if (verdict == VERDICT_SAME) {
        review_action_same(action, a, b);
    } else if (verdict == VERDICT_TRIAL) {
        review_action_trial(action, a, b, true);
    } else {
        if (comparing_state(app, &x, &y) == PAIR_TRIAL) {
            leave_trial(app, action, b);
        }
        review_action_different(action, a, b);
    }
}

static void add_names(App *app, const StudyId *ids, size_t count, String *out) {
    if (count > 3) {
        string_format(out, "%zu studies", count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        string_add_text(out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        reading_add_name(app, ids[i], out);
    }
}

// Two of the studies were decided differently: of what becomes one, the later decision holds.
static bool are_decided_apart(const App *app, const StudyId *ids, size_t count) {
    Decision first = DECISION_NONE;
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = desk_candidate(app, ids[i]);
        Decision decision = candidate ? candidate->own.decision : DECISION_NONE;
        if (decision != DECISION_NONE && first != DECISION_NONE && decision != first) {
            return true;
        }
        first = decision != DECISION_NONE ? decision : first;
    }
    return false;
}

static void write_down(App *app, ReviewAction *action) {
    size_t before = review_state_count(app->desk.state);
    desk_submit(app, action);
    queue_forget_rows(app);
    app->queue.stale = app->queue.stale || review_state_count(app->desk.state) != before;
}

// Carries the verdict on the studies out, and says so.
static void submit(App *app, ReviewAction *action, Verdict verdict, const StudyId *ids, size_t count) {
    static const char *const said[] = {[VERDICT_SAME] = "one study",
                                       [VERDICT_TRIAL] = "reports of one trial",
                                       [VERDICT_DIFFERENT] = "different"};
    bool apart = verdict == VERDICT_SAME && are_decided_apart(app, ids, count);
    String names = {0};
    add_names(app, ids, count, &names);
    write_down(app, action);
    app_say(app, apart ? ROLE_WARNING : ROLE_GOOD, "%s: %s%s · u undoes", said[verdict], string_text(&names),
            apart ? " · decided differently: the later decision holds" : "");
    string_free(&names);
}

// --- in the screen ---

static void advance(App *app) {
    if (comparing_advance(app)) {
        app->decided_unpainted = true;
        return;
    }
    const Message *said = app_message(app);
    char *words = memory_copy_string(said ? said->text : "");
    app_say(app, ROLE_GOOD, "%s%snothing else is open here; q leaves", words, *words ? " · " : "");
    free(words);
}

static void judge_shown(App *app) {
    Key a, b;
    if (!comparing_pair(app, &a, &b)) {
        app_say(app, ROLE_NORMAL, "No proposal is shown");
        return;
    }
    const DuplicatesGroup *group = comparing_proposal(app)->group;
    const size_t *sides = app->comparing.sides;
    StudyId ids[2] = {group->members[sides[0]].study, group->members[sides[1]].study};
    Arena arena = {0};
    Verdict verdict = app->bulk_action == ACTION_JUDGE_SAME    ? VERDICT_SAME
                      : app->bulk_action == ACTION_JUDGE_TRIAL ? VERDICT_TRIAL
                                                               : VERDICT_DIFFERENT;
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    add_verdict(app, &action, verdict, a, b);
    submit(app, &action, verdict, ids, 2);
    advance(app);
    arena_free(&arena);
}

void act_judge(App *app, const Call *call) {
    const Proposal *proposal = comparing_proposal(app);
    if (!proposal) {
        app_say(app, ROLE_NORMAL, "No proposal is shown");
        return;
    }
    if (call->action == ACTION_JUDGE_LATER) {
        comparing_put_off(app);
        app_say(app, ROLE_NORMAL, "later: it comes back when this screen is opened again");
        advance(app);
        return;
    }
    const DuplicateMember *members = proposal->group->members;
    const size_t *sides = app->comparing.sides;
    PairState state = comparing_state(app, &members[sides[0]], &members[sides[1]]);
    app->bulk_action = call->action;
    if (state == PAIR_GONE) {
        app_say(app, ROLE_NORMAL, "One of them is no longer in the review");
    } else if (state != PAIR_OPEN) {
        overlay_confirm(app, judge_shown, "These two are judged already. Judge them otherwise?");
    } else {
        judge_shown(app);
    }
}

void act_judge_group(App *app, const Call *call) {
    const Proposal *proposal = comparing_proposal(app);
    if (!proposal) {
        app_say(app, ROLE_NORMAL, "No proposal is shown");
        return;
    }
    Arena arena = {0};
    const DuplicatesGroup *group = proposal->group;
    Verdict verdict = call->action == ACTION_JUDGE_ALL_SAME    ? VERDICT_SAME
                      : call->action == ACTION_JUDGE_ALL_TRIAL ? VERDICT_TRIAL
                                                               : VERDICT_DIFFERENT;
    StudyId *ids = ARENA_ARRAY(&arena, StudyId, group->member_count);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    for (size_t i = 0; i < group->member_count; i++) {
        ids[i] = group->members[i].study;
        // What holds for the first holds for all, but for what differs: that is said of each pair.
        for (size_t k = 0; k < i && (k == 0 || verdict == VERDICT_DIFFERENT); k++) {
            if (comparing_state(app, &group->members[k], &group->members[i]) == PAIR_OPEN) {
                add_verdict(app, &action, verdict, group->members[k].key, group->members[i].key);
            }
        }
    }
    if (action.count > 0) {
        submit(app, &action, verdict, ids, group->member_count);
    }
    advance(app);
    arena_free(&arena);
}

// --- about the shown and the selected studies ---

static Verdict verdict_of(ActionId action) {
    return action == ACTION_SAME ? VERDICT_SAME : action == ACTION_TRIAL ? VERDICT_TRIAL : VERDICT_DIFFERENT;
}

// The first with each of the others, or, where they differ, each with each.
static void apply(App *app, ActionId what, const StudyId *ids, size_t count) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    String origin = {0};
    Verdict verdict = verdict_of(what);
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    Key *keys = ARENA_ARRAY(&arena, Key, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = review_want_candidate(app->desk.state, &action, app->cache, ids[i], origin.data);
    }
    size_t joining = action.count, said = 0;
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i && (k == 0 || verdict == VERDICT_DIFFERENT); k++) {
            if (key_compare(keys[i], keys[k]) != 0) {
                add_verdict(app, &action, verdict, keys[k], keys[i]);
                said++;
            }
        }
    }
    if (said > 0) {
        app->queue.stale = app->queue.stale || joining > 0;
        submit(app, &action, verdict, ids, count);
        for (size_t i = 0; i < count; i++) {
            review_state_set_study(app->desk.state, keys[i], ids[i]);
        }
        comparing_changed(app);
        // Of what is one now, one is listed: it is shown instead of the other.
        const Candidate *joined = review_state_by_key(app->desk.state, keys[0]);
        if (verdict == VERDICT_SAME && joined && joined->study && joined->study != reading_shown(app)) {
            queue_go_to(app, joined->study);
        }
    } else {
        app_say(app, ROLE_NORMAL,
                verdict == VERDICT_DIFFERENT
                    ? "They are one candidate by their PMID, which no verdict takes apart"
                    : "They are one study already");
    }
    string_free(&origin);
    arena_free(&arena);
}

// The selected studies, with the shown one before them where only one is selected.
static size_t take_studies(App *app, Arena *arena, StudyId **ids) {
    StudyId *selected, shown = reading_shown(app);
    size_t count = app->queue.selected_count ? act_studies(app, arena, &selected) : 0;
    *ids = ARENA_ARRAY(arena, StudyId, count + 1);
    if (count == 1 && shown && selected[0] != shown) {
        (*ids)[0] = shown;
        (*ids)[1] = selected[0];
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        (*ids)[i] = selected[i];
    }
    return count;
}

static void apply_selected(App *app) {
    Arena arena = {0};
    StudyId *ids;
    size_t count = take_studies(app, &arena, &ids);
    apply(app, app->bulk_action, ids, count);
    queue_clear_selection(app);
    arena_free(&arena);
}

static void name_other(App *app, const char *text) {
    Arena arena = {0};
    Error err = {0};
    StudyId ids[2] = {app->comparing.chosen_for, 0};
    if (*text) {
        ids[1] = jumping_parse_study(app, text, &arena, &err);
        if (!ids[1]) {
            app_say_error(app, &err);
        } else if (ids[1] == ids[0]) {
            app_say(app, ROLE_NORMAL, "That is the study itself");
        } else {
            apply(app, (ActionId) app->bulk_action, ids, 2);
        }
    }
    arena_free(&arena);
}

static void ask_other(App *app) {
    static const char *const labels[] = {
        "duplicate of (PMID, DOI, carrel:…): ", "same trial as (PMID, DOI, carrel:…): ",
        "different from (PMID, DOI, carrel:…): "};
    overlay_prompt(app, PROMPT_STUDY, labels[verdict_of(app->bulk_action)], "", name_other);
}

static void choose_other(App *app, size_t chosen, const char *typed) {
    Comparing *comparing = &app->comparing;
    if (typed) {
        name_other(app, typed);
    } else if (chosen < comparing->choice_count) {
        StudyId ids[2] = {comparing->chosen_for, comparing->choices[chosen]};
        apply(app, app->bulk_action, ids, 2);
    } else {
        ask_other(app);
    }
}

static const char *menu_text(App *app, StudyId id, Arena *arena) {
    String text = {0};
    StudyRow row;
    reading_add_name(app, id, &text);
    if (cache_rows(app->cache, &id, 1, arena, &row, NULL) && row.found && row.title) {
        string_format(&text, " · %s", row.title);
    }
    const char *kept = arena_copy(arena, string_text(&text));
    string_free(&text);
    return kept;
}

void verdicts_offer(App *app) {
    Comparing *comparing = &app->comparing;
    static const char *const titles[] = {"Duplicate of", "Same trial as", "Different from"};
    StudyId shown = comparing->wanted_for;
    ActionId what = (ActionId) comparing->wanted;
    comparing->wanted = ACTION_NONE;
    if (app->overlay.kind != OVERLAY_NONE || reading_shown(app) != shown) {
        return; // the person went on
    }
    Arena *arena = overlay_arena(app);
    LikelyStudy *likely;
    size_t count = proposals_likely(app, shown, what == ACTION_DIFFERENT, arena, &likely);
    comparing->chosen_for = shown;
    app->bulk_action = what;
    if (count == 0) {
        ask_other(app);
        return;
    }
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count + 1);
    free(comparing->choices);
    comparing->choices = memory_new(count * sizeof *comparing->choices);
    comparing->choice_count = count;
    for (size_t i = 0; i < count; i++) {
        comparing->choices[i] = likely[i].study;
        items[i].text = menu_text(app, likely[i].study, arena);
        items[i].note = likely[i].note;
    }
    items[count].text = "another study, named by its id";
    overlay_menu(app, titles[verdict_of(what)], items, count + 1, false, true, choose_other);
}

// --- taking apart ---

static void take_apart(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    Candidate *members;
    const Candidate *candidate = desk_candidate(app, app->comparing.chosen_for);
    size_t count = candidate ? review_state_members(app->desk.state, candidate->key, &arena, &members) : 0;
    if (chosen < count) {
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        for (size_t i = 0; i < count; i++) {
            if (i != chosen) {
                review_action_different(&action, members[chosen].key, members[i].key);
            }
        }
        write_down(app, &action);
        bool apart = review_state_by_key(app->desk.state, members[chosen].key) !=
                     review_state_by_key(app->desk.state, members[chosen > 0 ? 0 : count - 1].key);
        if (apart) {
            app_say(app, ROLE_GOOD, "taken apart again, as two studies · u undoes");
        } else {
            app_say(app, ROLE_WARNING, "They share a PMID, which no verdict takes apart · u undoes");
        }
        review_resolve(app->desk.state, app->cache);
        comparing_changed(app);
    }
    arena_free(&arena);
}

// A menu of what was joined to the shown study by a verdict; false where nothing was.
static bool offer_apart(App *app) {
    Candidate *members;
    const Candidate *candidate = desk_candidate(app, reading_shown(app));
    if (!candidate || !candidate->is_joined) {
        return false;
    }
    Arena *arena = overlay_arena(app);
    size_t count = review_state_members(app->desk.state, candidate->key, arena, &members);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i].text = members[i].citation ? members[i].citation : "(no citation)";
    }
    app->comparing.chosen_for = reading_shown(app);
    overlay_menu(app, "Take apart from the others", items, count, false, false, take_apart);
    return true;
}

void act_verdict(App *app, const Call *call) {
    static const char *const questions[] = {"Make one study of", "Group as reports of one trial",
                                            "Say that these differ, each from each:"};
    Comparing *comparing = &app->comparing;
    Arena arena = {0};
    StudyId *ids, shown = reading_shown(app);
    size_t count = take_studies(app, &arena, &ids);
    app->bulk_action = call->action;
    comparing->chosen_for = shown;
    if (call->argument_count && shown) {
        name_other(app, call->arguments[0]);
    } else if (count > 1) {
        overlay_confirm(app, apply_selected, "%s %zu studies?", questions[verdict_of(call->action)], count);
    } else if (!shown) {
        app_say(app, ROLE_NORMAL, "No study is shown");
    } else if ((call->action != ACTION_DIFFERENT || !offer_apart(app)) && comparing_search(app, false)) {
        comparing->wanted = (int) call->action;
        comparing->wanted_for = shown;
        if (comparing->has_found) {
            verdicts_offer(app);
        } else {
            app_say(app, ROLE_NORMAL, "Looking for what is like it; :%s ID names another at once",
                    actions[call->action].name);
        }
    }
    arena_free(&arena);
}
