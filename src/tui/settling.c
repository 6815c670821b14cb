#include "settling.h"

#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <stdlib.h>
#include <string.h>

#define CONFLICTS_LIMIT "is:conflict"

static const char *own_name(const App *app) {
    return *app->desk.reviewer_name ? app->desk.reviewer_name : "somebody without a name (:reviewer NAME)";
}

static const char *name_of(const App *app, Key reviewer) {
    const char *name = review_state_reviewer_name(app->desk.state, reviewer);
    bool own = key_compare(reviewer, app->desk.reviewer) == 0;
    return name ? name : own ? "you" : "somebody without a name";
}

// A review is open and not blind; else says why there is nothing to tell.
static bool may_tell(App *app) {
    if (!app->desk.path) {
        app_say(app, ROLE_NORMAL, "No review is open, so nobody voted");
        return false;
    }
    if (!desk_require(app)) {
        return false;
    }
    if (review_state_is_blind(app->desk.state)) {
        app_say(app, ROLE_WARNING, "Not told: " BLIND_REASON);
        return false;
    }
    return true;
}

static Outcome outcome_of(const App *app, const Candidate *candidate) {
    return review_state_outcome(app->desk.state, candidate->key, review_state_stage(app->desk.state));
}

// --- the list of conflicts ---

static size_t count_conflicts(const App *app) {
    size_t count = 0;
    for (size_t i = 0; i < review_state_count(app->desk.state); i++) {
        count += outcome_of(app, review_state_at(app->desk.state, i)).kind == OUTCOME_CONFLICT;
    }
    return count;
}

void act_conflicts(App *app, const Call *call) {
    (void) call;
    Error err = {0};
    if (!may_tell(app)) {
        return;
    }
    size_t count = count_conflicts(app);
    const char *stage = review_state_stage(app->desk.state) > 1 ? "full text" : "title and abstract";
    if (count == 0) {
        app_say(app, ROLE_GOOD, "There is no conflict at %s", stage);
    } else if (queue_limit(app, CONFLICTS_LIMIT, NULL, &err)) {
        app->focus = SLOT_LIST;
        app_say(app, ROLE_NORMAL, "%zu conflict%s at %s · gv shows the votes, i e m settle one", count,
                count == 1 ? "" : "s", stage);
    } else {
        app_say_error(app, &err);
    }
}

// Whether all that a query finds are conflicts.
static bool asks_conflicts(const QueryNode *node) {
    if (!node || node->type == QUERY_NOT || node->inner) {
        return false;
    }
    if (node->type == QUERY_WORD) {
        return (node->field == FIELD_IS || node->field == FIELD_FINAL) && strcmp(node->text, "conflict") == 0;
    }
    bool left = asks_conflicts(node->left), right = asks_conflicts(node->right);
    return node->type == QUERY_AND ? left || right : left && right;
}

bool settling_is_on(const App *app) {
    Arena arena = {0};
    bool is_on = app->desk.state && !chasing_is_on(app) && !review_state_is_blind(app->desk.state) &&
                 asks_conflicts(query_parse(sv(app->queue.query), &arena, NULL, NULL, &(Error){0}));
    arena_free(&arena);
    return is_on;
}

bool settling_is_open(const App *app, StudyId id) {
    const Candidate *candidate = desk_candidate(app, id);
    return candidate && outcome_of(app, candidate).kind == OUTCOME_CONFLICT;
}

// The next row, around the end, whose conflict is open. false where none is.
static bool step_conflict(App *app) {
    Queue *queue = &app->queue;
    for (size_t step = 1; step < queue->ids.count; step++) {
        StudyId id = queue->ids.ids[(queue->box.cursor + step) % queue->ids.count];
        if (settling_is_open(app, id)) {
            return queue_go_to(app, id);
        }
    }
    return false;
}

// --- votes ---

static void add_labels(const Opinion *opinion, String *out) {
    for (size_t i = 0; i < opinion->labels.count; i++) {
        string_format(out, "%s%s", i ? ", " : "", opinion->labels.items[i]);
    }
}

size_t settling_votes(const App *app, const Candidate *candidate, Arena *arena, const AbstractVote **votes) {
    Opinion *opinions;
    *votes = NULL;
    if (!candidate || !app->desk.state || review_state_is_blind(app->desk.state)) {
        return 0;
    }
    size_t count = review_state_opinions(app->desk.state, candidate->key, review_state_stage(app->desk.state),
                                         arena, &opinions);
    bool others = false;
    AbstractVote *list = ARENA_ARRAY(arena, AbstractVote, count + 1);
    for (size_t i = 0; i < count; i++) {
        String labels = {0};
        others = others || key_compare(opinions[i].reviewer, app->desk.reviewer) != 0;
        add_labels(&opinions[i], &labels);
        list[i] = (AbstractVote){name_of(app, opinions[i].reviewer), opinions[i].decision, opinions[i].reason,
                                 arena_copy(arena, string_text(&labels)), opinions[i].note};
        string_free(&labels);
    }
    *votes = list;
    return others ? count : 0;
}

static size_t add_opinion(const App *app, const Opinion *opinion, Arena *arena, HelpRow *rows) {
    size_t count = 0;
    const char *group = arena_copy(arena, name_of(app, opinion->reviewer));
    String when = {0}, labels = {0};
    if (opinion->decision != DECISION_NONE) {
        clock_add_minute(&when, opinion->time);
        rows[count++] = (HelpRow){group, decision_name(opinion->decision),
                                  when.data ? arena_copy(arena, when.data) : NULL,
                                  opinion->reason ? arena_copy(arena, opinion->reason) : "no reason given"};
    } else {
        rows[count++] = (HelpRow){group, "no vote", NULL, ""};
    }
    if (opinion->labels.count) {
        add_labels(opinion, &labels);
        rows[count++] = (HelpRow){group, "labels", NULL, arena_copy(arena, labels.data)};
    }
    if (opinion->note) {
        rows[count++] = (HelpRow){group, "note", NULL, arena_copy(arena, opinion->note)};
    }
    string_free(&when);
    string_free(&labels);
    return count;
}

static HelpRow outcome_row(const App *app, const Candidate *candidate, Arena *arena) {
    Outcome outcome = outcome_of(app, candidate);
    const char *decision = outcome.decision == DECISION_NONE ? "" : decision_name(outcome.decision);
    String text = {0};
    string_format(&text, "%s%s%s", decision, outcome.reason ? ": " : "",
                  outcome.reason ? outcome.reason : "");
    if (outcome.kind == OUTCOME_SETTLED) {
        string_format(&text, ", by %s", name_of(app, outcome.by));
    }
    HelpRow row = {"Together", outcome_name(outcome.kind), NULL, arena_copy(arena, string_text(&text))};
    string_free(&text);
    return row;
}

void act_votes(App *app, const Call *call) {
    (void) call;
    if (!may_tell(app)) {
        return;
    }
    const Candidate *candidate = desk_candidate(app, reading_shown(app));
    if (!candidate) {
        app_say(app, ROLE_NORMAL, "This study is no candidate, so nobody voted on it");
        return;
    }
    Arena *arena = overlay_arena(app);
    Opinion *opinions;
    size_t count = review_state_opinions(app->desk.state, candidate->key, review_state_stage(app->desk.state),
                                         arena, &opinions);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, 3 * count + 1);
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        row_count += add_opinion(app, &opinions[i], arena, &rows[row_count]);
    }
    rows[row_count++] = outcome_row(app, candidate, arena);
    String title = {0};
    string_add_text(&title, "Votes on ");
    reading_add_name(app, candidate->study, &title);
    overlay_pager(app, arena_copy(arena, title.data), rows, row_count);
    string_free(&title);
}

// --- settling ---

static void echo(App *app, Decision decision, const char *reason, StudyId first, size_t count) {
    static const char *const signs[] = {
        [DECISION_INCLUDE] = "✓ ", [DECISION_EXCLUDE] = "✗ ", [DECISION_MAYBE] = "? "};
    String words = {0};
    if (decision == DECISION_NONE) {
        string_add_text(&words, "no longer settled: ");
    } else {
        string_format(&words, "%ssettled as %s, as %s: ", signs[decision], decision_name(decision),
                      own_name(app));
    }
    if (count == 1) {
        reading_add_name(app, first, &words);
    } else {
        string_format(&words, "%zu studies", count);
    }
    string_format(&words, "%s%s%s · u undoes", reason ? " (" : "", reason ? reason : "", reason ? ")" : "");
    app_say(app, ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

// What is asked for, until it is confirmed, is app->bulk_text: the decision, a tab and the reason.
static void settle(App *app) {
    Decision decision = DECISION_NONE;
    const char *reason = NULL;
    Arena arena = {0};
    StudyId *ids;
    size_t count = act_studies(app, &arena, &ids), settled = 0;
    if (!may_tell(app) || !decision_value_parse(app->bulk_text, &decision, &reason)) {
        arena_free(&arena);
        return;
    }
    bool alone = !app->queue.selected_count;
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = desk_candidate(app, ids[i]);
        OutcomeKind kind = candidate ? outcome_of(app, candidate).kind : OUTCOME_OPEN;
        if (kind == OUTCOME_SETTLED || (kind == OUTCOME_CONFLICT && decision != DECISION_NONE)) {
            review_action_settle(&action, candidate->key, decision, reason);
            settled++;
        }
    }
    if (settled == 0) {
        app_say(app, ROLE_NORMAL,
                decision == DECISION_NONE ? "Nobody settled it, so there is nothing to take back"
                                          : "The votes are in no conflict, so there is nothing to settle");
    } else {
        desk_submit(app, &action);
        echo(app, decision, reason, ids[0], settled);
        queue_clear_selection(app);
        if (alone && decision != DECISION_NONE && settling_is_on(app) && app->queue.cursor_id == ids[0] &&
            !step_conflict(app)) {
            app_say(app, ROLE_GOOD, "All conflicts of this list are settled · u undoes");
        }
    }
    arena_free(&arena);
}

static void ask_to_settle(App *app, Decision decision, const char *reason) {
    String value = {0}, what = {0};
    StudyId shown = reading_shown(app);
    string_format(&value, "%s%s%s", decision == DECISION_NONE ? "clear" : decision_name(decision),
                  reason ? "\t" : "", reason ? reason : "");
    free(app->bulk_text);
    app->bulk_text = string_take(&value);
    if (app->queue.selected_count) {
        string_format(&what, "%zu selected studies", app->queue.selected_count);
    } else if (shown) {
        reading_add_name(app, shown, &what);
    }
    if (!what.length) {
        app_say(app, ROLE_NORMAL, "No study is shown");
    } else if (decision == DECISION_NONE) {
        overlay_confirm(app, settle, "Take back how %s was settled, as %s?", what.data, own_name(app));
    } else {
        overlay_confirm(app, settle, "Settle %s as %s%s%s, as %s?", what.data, decision_name(decision),
                        reason ? ": " : "", reason ? reason : "", own_name(app));
    }
    string_free(&what);
}

static void choose_reason(App *app, size_t chosen, const char *typed) {
    Arena arena = {0};
    TextList reasons = desk_reasons(app, &arena);
    const char *reason = typed ? typed : chosen < reasons.count ? reasons.items[chosen] : "";
    if (*reason) {
        ask_to_settle(app, DECISION_EXCLUDE, reason);
    }
    arena_free(&arena);
}

static void ask_reason(App *app) {
    Arena *arena = overlay_arena(app);
    TextList reasons = desk_reasons(app, arena);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, reasons.count + 1);
    for (size_t i = 0; i < reasons.count; i++) {
        items[i].text = reasons.items[i];
    }
    overlay_menu(app, "Settle as excluded because", items, reasons.count, false, true, choose_reason);
}

// Asks for a reason first where an exclusion needs one.
static void want(App *app, Decision decision, const char *reason, bool asks) {
    bool needed = asks || review_state_stage(app->desk.state) > 1;
    if (decision == DECISION_EXCLUDE && !*reason && needed) {
        ask_reason(app);
    } else {
        ask_to_settle(app, decision, *reason ? reason : NULL);
    }
}

bool settling_takes(App *app, const Call *call) {
    static const struct {
        ActionId action;
        Decision decision;
    } keys[] = {{ACTION_INCLUDE, DECISION_INCLUDE},
                {ACTION_EXCLUDE, DECISION_EXCLUDE},
                {ACTION_EXCLUDE_REASON, DECISION_EXCLUDE},
                {ACTION_MAYBE, DECISION_MAYBE},
                {ACTION_CLEAR, DECISION_NONE}};
    if (!settling_is_on(app)) {
        return false;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].action == call->action) {
            want(app, keys[i].decision, call->rest, call->action == ACTION_EXCLUDE_REASON);
            return true;
        }
    }
    return false;
}

void act_final(App *app, const Call *call) {
    StringView rest = sv_trim(sv(call->rest)), word = {0};
    Decision decision;
    sv_split(&rest, ' ', &word);
    rest = sv_trim(rest);
    if (!decision_parse(word, &decision) || decision == DECISION_LATER || sv_equal(word, SV("undecided"))) {
        app_say(app, ROLE_ERROR, "It is :final %s", actions[ACTION_FINAL].usage);
    } else if (rest.length > 0 && decision != DECISION_EXCLUDE) {
        app_say(app, ROLE_ERROR, "A reason goes with exclude");
    } else if (may_tell(app)) {
        Arena arena = {0};
        want(app, decision, arena_copy_view(&arena, rest), false);
        arena_free(&arena);
    }
}
