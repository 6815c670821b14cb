#include "desk.h"

#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/review/outcome.h"

#include <stdlib.h>
#include <string.h>

// What one key press does to the review: decisions, labels, joining, notes.

void desk_add_origin(App *app, String *out) {
    const Reading *reading = &app->reading;
    const Jumps *jumps = &reading->jumps;
    if (reading->previewing) {
        string_add_text(out, "link from ");
        ident_add(reading->base, out);
    } else if (jumps_in_trail(jumps)) {
        string_add_text(out, "link from ");
        ident_add(jumps->places[jumps->current - 1].study, out);
    } else if (chasing_is_on(app)) {
        string_format(out, "citations: %s", app->chasing.head);
    } else {
        string_add_text(out, "search");
        if (*app->queue.query) {
            string_format(out, " %s", app->queue.query);
        }
    }
}

static void add_labels(ReviewAction *action, const Candidate *candidate, Key key, const char *text) {
    StringView rest = sv(text), line;
    while (sv_line(&rest, &line)) {
        bool add = line.data[0] != '-';
        const char *label = arena_copy_view(action->arena, sv_from(line, 1));
        bool has = false;
        for (size_t i = 0; candidate && i < candidate->labels.count; i++) {
            has = has || strcmp(candidate->labels.items[i], label) == 0;
        }
        if (has != add) {
            review_action_label(action, key, label, add);
        }
    }
}

static void add_values(ReviewAction *action, Key key, const char *text) {
    StringView rest = sv(text), line;
    while (sv_line(&rest, &line)) {
        size_t tab = sv_find_char(line, '\t');
        review_action_value(action, key, arena_copy_view(action->arena, sv_part(line, 0, tab)),
                            arena_copy_view(action->arena, sv_from(line, tab + 1)));
    }
}

// What one action does to each of its studies.
typedef struct {
    bool decides, adds, retrieves;
    Decision decision;
    const char *reason, *labels; // NULL: none
    const char *values;          // lines "LABEL\tVALUE"; NULL: none
    Retrieval retrieval;
    const char *file; // of the full text; NULL: none
} Deed;

// "retrieved\tFILE"
static Deed retrieval_of(const char *text) {
    size_t length = strcspn(text, "\t");
    Deed deed = {.retrieves = true, .file = text[length] ? text + length + 1 : NULL};
    retrieval_parse((StringView){text, length}, &deed.retrieval);
    return deed;
}

static Deed deed_of(const Desk *desk, ActionId action, const char *text) {
    switch (action) {
    case ACTION_INCLUDE:
        return (Deed){.decides = true, .decision = DECISION_INCLUDE};
    case ACTION_EXCLUDE:
    case ACTION_EXCLUDE_REASON:
        return (Deed){.decides = true, .decision = DECISION_EXCLUDE, .reason = text};
    case ACTION_MAYBE:
        return (Deed){.decides = true, .decision = DECISION_MAYBE};
    case ACTION_LATER:
        return (Deed){.decides = true, .decision = DECISION_LATER};
    case ACTION_AGAIN:
        // Labels set on another study than the one decided last are no part of that deed.
        return (Deed){.decides = true,
                      .decision = desk->last_decision,
                      .reason = desk->last_reason,
                      .labels = desk->last_labelled == desk->last_decided ? desk->last_labels : NULL};
    case ACTION_TAG:
        return (Deed){.labels = text};
    case ACTION_VALUE:
        return (Deed){.values = text};
    case ACTION_ADD:
        return (Deed){.adds = true};
    case ACTION_RETRIEVAL:
        return retrieval_of(text);
    default:
        return (Deed){.decides = true, .decision = DECISION_NONE};
    }
}

// A decision that took longer was left lying. Whether anybody looked at the screen meanwhile cannot be
// known.
#define TOOK_MOST_MS 600000

// "✓ included Alp 2021 (5.2 s) · u undoes"; 0 ms says nothing of the time.
static void echo(App *app, const Deed *deed, const StudyId *ids, size_t count, int64_t took) {
    static const char *const done[] = {
        [DECISION_NONE] = "cleared",  [DECISION_INCLUDE] = "✓ included", [DECISION_EXCLUDE] = "✗ excluded",
        [DECISION_MAYBE] = "? maybe", [DECISION_LATER] = "~ later",
    };
    static const char *const retrieved[] = {
        [RETRIEVAL_NONE] = "no retrieval status any more:",
        [RETRIEVAL_SOUGHT] = "full text sought:",
        [RETRIEVAL_RETRIEVED] = "full text retrieved:",
        [RETRIEVAL_MISSING] = "full text not retrieved:",
    };
    Desk *desk = &app->desk;
    String words = {0};
    string_format(&words, "%s ",
                  deed->decides     ? done[deed->decision]
                  : deed->retrieves ? retrieved[deed->retrieval]
                  : deed->values    ? "values of"
                  : deed->adds      ? "added"
                                    : "labelled");
    if (count == 1) {
        reading_add_name(app, ids[0], &words);
    } else {
        string_format(&words, "%zu studies", count);
    }
    if (deed->reason) {
        string_format(&words, ": %s", deed->reason);
    }
    if (deed->file) {
        string_format(&words, " (%s)", path_base(deed->file).data);
    }
    StringView values = sv(deed->values), value;
    for (bool first = true; sv_line(&values, &value); first = false) {
        size_t tab = sv_find_char(value, '\t');
        string_format(&words, "%s%.*s %.*s", first ? ": " : ", ", (int) tab, value.data,
                      (int) (value.length - tab - 1), value.data + tab + 1);
    }
    StringView rest = sv(deed->decides ? NULL : deed->labels), label;
    while (sv_line(&rest, &label)) {
        string_add_char(&words, ' ');
        string_add(&words, label);
    }
    if (took > 0) {
        string_format(&words, " (%lld.%lld s)", (long long) took / 1000, (long long) took % 1000 / 100);
    }
    string_add_text(&words, " · u undoes");
    if (!*desk->reviewer_name && !desk->name_asked) {
        string_add_text(&words, " · who are you? :reviewer NAME");
        desk->name_asked = true;
    }
    app_say(app, ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

// How long the shown study was on the screen before this; 0 where that says nothing of the decision.
static int64_t took_ms(App *app, const Deed *deed, const StudyId *ids, size_t count) {
    int64_t took = clock_now_ms() - app->desk.shown_since_ms;
    bool counts =
        count == 1 && deed->decides && deed->decision != DECISION_NONE && ids[0] == reading_shown(app);
    if (!counts || took < 0 || took > TOOK_MOST_MS) {
        return 0;
    }
    return took > 0 ? took : 1;
}

static char *copy_if_any(const char *text) {
    return text ? memory_copy_string(text) : NULL;
}

// What "." and T do again. Texts may be those that are kept already.
static void remember(Desk *desk, const Deed *deed, StudyId study) {
    if (deed->labels) {
        char *labels = memory_copy_string(deed->labels);
        free(desk->last_labels);
        desk->last_labels = labels;
        desk->last_labelled = study;
    }
    if (deed->decides) {
        char *reason = copy_if_any(deed->reason);
        free(desk->last_reason);
        desk->last_reason = reason;
        desk->last_decision = deed->decision;
        desk->last_decided = study;
    }
}

// A reason in use, and when it was first.
typedef struct {
    const char *text;
    int64_t time;
} UsedReason;

static int compare_used(const void *a, const void *b) {
    const UsedReason *one = a, *other = b;
    return one->time < other->time ? -1 : one->time > other->time;
}

TextList desk_reasons(const App *app, Arena *arena) {
    if (!app->desk.state) {
        return (TextList){0};
    }
    TextList protocol = review_state_reasons(app->desk.state), all = {0};
    Map known = {0};
    UsedReason *used = NULL;
    size_t used_count = 0, capacity = 0;
    for (size_t i = 0; i < protocol.count; i++) {
        map_set(&known, sv(protocol.items[i]), -1);
    }
    for (size_t i = 0; i < review_state_count(app->desk.state); i++) {
        const OwnDecision *own = &review_state_at(app->desk.state, i)->own;
        int64_t at;
        if (!own->reason || !*own->reason) {
            continue;
        }
        if (!map_get(&known, sv(own->reason), &at)) {
            map_set(&known, sv(own->reason), (int64_t) used_count);
            used = arena_grow(arena, used, &capacity, used_count + 1, sizeof *used);
            used[used_count++] = (UsedReason){own->reason, own->time};
        } else if (at >= 0 && own->time < used[at].time) {
            used[at].time = own->time;
        }
    }
    map_free(&known);
    if (used_count > 1) {
        qsort(used, used_count, sizeof *used, compare_used);
    }
    all.items = ARENA_ARRAY(arena, const char *, protocol.count + used_count + 1);
    for (size_t i = 0; i < protocol.count; i++) {
        all.items[all.count++] = arena_copy(arena, protocol.items[i]);
    }
    for (size_t i = 0; i < used_count; i++) {
        all.items[all.count++] = arena_copy(arena, used[i].text);
    }
    return all;
}

// A new reason joins the protocol's behind those in use, so that their digits stay.
static void add_reason(App *app, ReviewAction *action, const char *reason) {
    TextList reasons = desk_reasons(app, action->arena);
    size_t protocol = review_state_reasons(app->desk.state).count;
    bool known = false;
    for (size_t i = 0; i < reasons.count; i++) {
        known = known || strcmp(reasons.items[i], reason) == 0;
    }
    for (size_t i = protocol; !known && i < reasons.count; i++) {
        review_action_reason(action, reasons.items[i]);
    }
    if (!known) {
        review_action_reason(action, reason);
    }
}

// At full text only what the first stage left in can be decided, and an exclusion has a reason.
static bool allowed_at_stage(App *app, const Deed *deed, const StudyId *ids, size_t count) {
    size_t not_due = 0;
    if (app->desk.stage < 2 || !deed->decides || deed->decision == DECISION_NONE) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_by_study(app->desk.state, ids[i]);
        not_due += !candidate || !review_state_is_due(app->desk.state, candidate->key, app->desk.stage);
    }
    bool lacks_reason = deed->decision == DECISION_EXCLUDE && !deed->reason;
    if (not_due > 0 && count == 1) {
        app_say(app, ROLE_WARNING,
                "Not due at full text: title and abstract did not leave it in; S goes back there");
    } else if (not_due > 0) {
        app_say(app, ROLE_WARNING, "%zu of these are not due at full text; nothing was recorded", not_due);
    } else if (lacks_reason) {
        app_say(app, ROLE_WARNING, "At full text an exclusion needs a reason");
    }
    return not_due == 0 && !lacks_reason;
}

// Whether it would say something new.
static bool tells_retrieval(const Deed *deed, const Candidate *candidate) {
    Retrieval was = candidate ? candidate->retrieval : RETRIEVAL_NONE;
    const char *had = candidate && candidate->file ? candidate->file : "";
    return was != deed->retrieval || (deed->file && strcmp(deed->file, had) != 0);
}

bool desk_apply(App *app, ActionId what, const char *text, const StudyId *ids, size_t count) {
    Desk *desk = &app->desk;
    if (!count || !desk_require(app)) {
        return false;
    }
    Deed deed = deed_of(desk, what, text);
    if (!allowed_at_stage(app, &deed, ids, count)) {
        return false;
    }
    // What a chase brought says so, whatever is done to it.
    if (deed.adds && adding_start(app, ids, count)) {
        return true;
    }
    adding_admit(app, ids, count);
    Arena arena = {0};
    String origin = {0};
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(desk->state, clock_now_ms(), &arena);
    int64_t took = took_ms(app, &deed, ids, count);
    action.took_ms = app->options.record_time ? took : 0;
    Key *keys = ARENA_ARRAY(&arena, Key, count);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_by_study(desk->state, ids[i]);
        // A study that came by a link joins the list.
        app->queue.stale = app->queue.stale || (!candidate && !queue_has(app, ids[i]));
        keys[i] = review_want_candidate(desk->state, &action, app->cache, ids[i], origin.data);
        if (deed.labels) {
            add_labels(&action, candidate, keys[i], deed.labels);
        }
        if (deed.values) {
            add_values(&action, keys[i], deed.values);
        }
        if (deed.retrieves && tells_retrieval(&deed, candidate)) {
            review_action_retrieval(&action, keys[i], deed.retrieval, deed.file);
        }
        if (deed.decides && (candidate || deed.decision != DECISION_NONE)) {
            review_action_decide(&action, keys[i], deed.decision, deed.reason);
        }
    }
    if (action.count && deed.reason) {
        add_reason(app, &action, deed.reason);
    }
    if (action.count) {
        desk_submit(app, &action);
        for (size_t i = 0; i < count; i++) {
            review_state_set_study(desk->state, keys[i], ids[i]);
        }
        echo(app, &deed, ids, count, took);
    } else {
        app_say(app, ROLE_NORMAL, deed.adds ? "It is in the review already" : "Nothing changed");
    }
    remember(desk, &deed, ids[0]);
    string_free(&origin);
    arena_free(&arena);
    return true;
}

void desk_write(App *app, StudyId id, WriteText *write, const char *text, const char *said) {
    if (!id || !desk_require(app)) {
        return;
    }
    adding_admit(app, &id, 1);
    Arena arena = {0};
    String origin = {0};
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    Key key = review_want_candidate(app->desk.state, &action, app->cache, id, origin.data);
    write(&action, key, text);
    desk_submit(app, &action);
    review_state_set_study(app->desk.state, key, id);
    app_say(app, ROLE_GOOD, "%s · u undoes", said);
    string_free(&origin);
    arena_free(&arena);
}

void desk_note(App *app, StudyId id, const char *note) {
    desk_write(app, id, review_action_note, note, *note ? "note kept" : "note removed");
}
