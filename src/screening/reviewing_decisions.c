#include "reviewing_parts.h"

#include "carrel/base/text.h"
#include "carrel/review/labels.h"

#include <string.h>

// Decisions that screening tools wrote into records, taken over into a review.

static void add_fold(const char *name, String *folded) {
    text_add_fold(folded, sv_trim(sv(name)));
}

// [FNV-1a, 64 bit, once from either end of the numbers]: the same for a name everywhere, so that two
// who import the same file mean the same person.
static Key key_of_name(StringView folded) {
    Key key;
    for (size_t half = 0; half < 2; half++) {
        uint64_t hash = half == 0 ? 14695981039346656037u : ~14695981039346656037u;
        StringView parts[] = {SV("reviewer "), folded};
        for (size_t part = 0; part < 2; part++) {
            for (size_t i = 0; i < parts[part].length; i++) {
                hash = (hash ^ (unsigned char) parts[part].data[i]) * 1099511628211u;
            }
        }
        for (size_t i = 0; i < 8; i++) {
            key.bytes[8 * half + i] = (uint8_t) (hash >> (56 - 8 * i));
        }
    }
    return key;
}

static bool is_own_name(const ReviewState *state, StringView folded) {
    const char *own = review_state_reviewer_name(state, review_state_reviewer(state));
    String name = {0};
    add_fold(own ? own : "", &name);
    bool same = own && sv_equal(string_view(&name), folded);
    string_free(&name);
    return same;
}

Key review_recorded_reviewer(const ReviewState *state, const char *name) {
    String folded = {0};
    add_fold(name, &folded);
    Key key = is_own_name(state, string_view(&folded)) ? review_state_reviewer(state)
                                                       : key_of_name(string_view(&folded));
    string_free(&folded);
    return key;
}

// One decision, with whom and what it is about.
typedef struct {
    const Candidate *candidate; // NULL: the review does not have it
    Key reviewer;
    const char *name;
    const RecordedDecision *said;
} Spoken;

typedef struct {
    const ReviewState *state;
    ReviewAction *action;
    Key own;          // whose action it is
    Map last;         // candidate and reviewer to the last one that says something
    Map done;         // reviewers that were named, labels that were given
    LabelList labels; // of the review, and those that the records have values of
} Taking;

static bool speaks(const RecordedDecision *said, Decision *decision) {
    return said->decision && decision_parse(sv(said->decision), decision) && *decision != DECISION_NONE;
}

static const char *pair_name(Taking *taking, char kind, Key candidate, Key reviewer, const char *text) {
    char of[KEY_TEXT_SIZE], by[KEY_TEXT_SIZE];
    key_to_text(candidate, of);
    key_to_text(reviewer, by);
    return arena_format(taking->action->arena, "%c%s%s%s", kind, of, by, text);
}

// The reviewer's vote that stands; NULL where there is none.
static const Vote *vote_of(Taking *taking, const Spoken *spoken) {
    Vote *votes;
    size_t count = review_state_votes(taking->state, spoken->candidate->key, taking->action->stage, false,
                                      taking->action->arena, &votes);
    for (size_t i = 0; i < count; i++) {
        if (key_compare(votes[i].reviewer, spoken->reviewer) == 0) {
            return &votes[i];
        }
    }
    return NULL;
}

static bool same_reason(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "") == 0;
}

// What somebody decided here, at this screen, is not replaced by what a file says of them.
static bool is_news(Taking *taking, const Spoken *spoken, Decision decision) {
    const Vote *vote = vote_of(taking, spoken);
    bool is_self = key_compare(spoken->reviewer, taking->own) == 0;
    return !vote ||
           (!is_self && (vote->decision != decision || !same_reason(vote->reason, spoken->said->reason)));
}

static bool has_note(Taking *taking, const Spoken *spoken) {
    const Event **events;
    size_t count =
        review_state_history(taking->state, spoken->candidate->key, taking->action->arena, &events);
    bool is_self = key_compare(spoken->reviewer, taking->own) == 0;
    for (size_t i = count; i-- > 0;) {
        if (events[i]->kind == EVENT_NOTE && key_compare(events[i]->reviewer, spoken->reviewer) == 0 &&
            !review_state_is_undone(taking->state, events[i]->action)) {
            return strcmp(events[i]->value, spoken->said->note) == 0 || (is_self && *events[i]->value);
        }
    }
    return false;
}

static bool has_label(const Candidate *candidate, const char *label) {
    for (size_t i = 0; i < candidate->labels.count; i++) {
        if (strcmp(candidate->labels.items[i], label) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_first(Map *done, const char *name) {
    bool first = !map_get(done, sv(name), NULL);
    map_set(done, sv(name), 1);
    return first;
}

// Names the reviewer where the review does not know the name yet.
static void introduce(Taking *taking, const Spoken *spoken) {
    if (!review_state_reviewer_name(taking->state, spoken->reviewer) &&
        is_first(&taking->done, pair_name(taking, 'r', spoken->reviewer, spoken->reviewer, ""))) {
        review_action_name(taking->action, arena_copy_view(taking->action->arena, sv_trim(sv(spoken->name))));
    }
}

// A label's value where it can have that: the first that the file tells of a study.
static void take_value(Taking *taking, const Spoken *spoken, const char *said) {
    const Candidate *candidate = spoken->candidate;
    size_t tab = strcspn(said, "\t");
    const char *name = arena_copy_view(taking->action->arena, (StringView){said, tab});
    const char *value = NULL;
    const Label *label = label_by_name(&taking->labels, sv(name));
    if (!label || label->kind == LABEL_MARK || !said[tab] ||
        !label_value_fits(label, sv(said + tab + 1), taking->action->arena, &value, NULL) ||
        !is_first(&taking->done, pair_name(taking, 'v', candidate->key, candidate->key, name))) {
        return;
    }
    for (size_t i = 0; i < candidate->value_count; i++) {
        if (strcmp(candidate->values[i].label, name) == 0) { // what was given here stays
            return;
        }
    }
    review_action_value(taking->action, candidate->key, name, value);
}

static bool take(Taking *taking, const Spoken *spoken, size_t index) {
    ReviewAction *action = taking->action;
    const RecordedDecision *said = spoken->said;
    Key candidate = spoken->candidate->key;
    size_t before = action->count;
    Decision decision;
    int64_t last;
    action->reviewer = spoken->reviewer;
    if (speaks(said, &decision) &&
        map_get(&taking->last, sv(pair_name(taking, 'd', candidate, spoken->reviewer, "")), &last) &&
        (size_t) last == index && is_news(taking, spoken, decision)) {
        review_action_decide(action, candidate, decision, said->reason);
    }
    for (size_t i = 0; i < said->labels.count; i++) {
        const char *label = said->labels.items[i];
        if (!has_label(spoken->candidate, label) &&
            is_first(&taking->done, pair_name(taking, 'l', candidate, candidate, label))) {
            review_action_label(action, candidate, label, true);
        }
    }
    for (size_t i = 0; i < said->values.count; i++) {
        take_value(taking, spoken, said->values.items[i]);
    }
    if (said->abstract && *said->abstract && !spoken->candidate->abstract &&
        is_first(&taking->done, pair_name(taking, 'a', candidate, candidate, ""))) {
        review_action_abstract(action, candidate, said->abstract);
    }
    if (said->note && *said->note &&
        map_get(&taking->last, sv(pair_name(taking, 'n', candidate, spoken->reviewer, "")), &last) &&
        (size_t) last == index && !has_note(taking, spoken)) {
        review_action_note(action, candidate, said->note);
    }
    bool took = action->count > before;
    if (took) {
        introduce(taking, spoken);
    }
    action->reviewer = taking->own;
    return took;
}

// Labels that the records have values of and the review does not know become text: any value fits.
static void define_labels(Taking *taking, const Spoken *spoken, size_t count) {
    Arena *arena = taking->action->arena;
    taking->labels = review_state_label_list(taking->state, arena);
    size_t known = taking->labels.count, capacity = known;
    for (size_t i = 0; i < count; i++) {
        TextList values = spoken[i].said->values;
        for (size_t k = 0; spoken[i].candidate && k < values.count; k++) {
            StringView name = {values.items[k], strcspn(values.items[k], "\t")};
            if (label_by_name(&taking->labels, name) || !label_name_fits(name, NULL)) {
                continue;
            }
            taking->labels.items = arena_grow(arena, taking->labels.items, &capacity,
                                              taking->labels.count + 1, sizeof *taking->labels.items);
            taking->labels.items[taking->labels.count++] =
                (Label){.name = arena_copy_view(arena, name), .kind = LABEL_TEXT};
        }
    }
    if (taking->labels.count > known) {
        review_action_labels(taking->action, taking->state, &taking->labels);
    }
}

size_t review_take_decisions(const ReviewState *state, ReviewAction *action,
                             const RecordedDecisions *decisions, const char *standard) {
    Taking taking = {.state = state, .action = action, .own = action->reviewer};
    bool blind = action->blind;
    action->blind = false; // the records do not say
    Spoken *spoken = ARENA_ARRAY(action->arena, Spoken, decisions->count + 1);
    size_t taken = 0;
    for (size_t i = 0; i < decisions->count; i++) {
        ImportedStudy study = {.id = decisions->items[i].study,
                               .identifiers = (char *) decisions->items[i].identifiers}; // only read
        const RecordedDecision *said = &decisions->items[i].decision;
        const char *name = said->reviewer && *said->reviewer ? said->reviewer : standard;
        spoken[i] =
            (Spoken){known_candidate(state, &study), review_recorded_reviewer(state, name), name, said};
        Decision decision;
        if (spoken[i].candidate && speaks(said, &decision)) {
            map_set(&taking.last,
                    sv(pair_name(&taking, 'd', spoken[i].candidate->key, spoken[i].reviewer, "")),
                    (int64_t) i);
        }
        if (spoken[i].candidate && said->note && *said->note) {
            map_set(&taking.last,
                    sv(pair_name(&taking, 'n', spoken[i].candidate->key, spoken[i].reviewer, "")),
                    (int64_t) i);
        }
    }
    define_labels(&taking, spoken, decisions->count);
    for (size_t i = 0; i < decisions->count; i++) {
        taken += spoken[i].candidate && take(&taking, &spoken[i], i);
    }
    action->blind = blind;
    map_free(&taking.last);
    map_free(&taking.done);
    return taken;
}
