#include "reviewing_parts.h"

#include "carrel/base/paths.h"
#include "carrel/base/text.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <string.h>

// What the leaves of a query mean in a review.

// A leaf, with what was found out about it before candidates are asked.
typedef struct {
    const ReviewState *state;
    const QueryNode *leaf;
    StringView text;
    String folded; // by: the name
    Map imports;   // import: and source: the actions that are meant
    IdMap rounds;  // round: and is:new: the rounds that are meant
    IdMap changed; // is:changed: when studies changed
    Arena passing; // of one candidate
} Asked;

static bool has_label(const Candidate *candidate, StringView label, bool prefix) {
    for (size_t i = 0; i < candidate->labels.count; i++) {
        StringView own = sv(candidate->labels.items[i]);
        if (prefix ? sv_starts_nocase(own, label) : sv_equal_nocase(own, label)) {
            return true;
        }
    }
    return false;
}

static bool contains_nocase(StringView text, StringView part) {
    return sv_find_nocase(text, part) != SV_NONE;
}

static StringView key_bytes(const Key *key) {
    return (StringView){(const char *) key->bytes, sizeof key->bytes};
}

// --- what a leaf means ---

// A search is called by its database and platform; one of which nobody said either, by its file.
static bool is_of_source(const SearchRecord *search, StringView part) {
    const char *database = search->values[SEARCH_FIELD_DATABASE];
    const char *platform = search->values[SEARCH_FIELD_PLATFORM];
    if (!*database && !*platform) {
        return contains_nocase(path_base(search->source), part);
    }
    return contains_nocase(sv(database), part) || contains_nocase(sv(platform), part);
}

static void find_imports(Asked *asked) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(asked->state, &arena, &searches);
    bool is_latest = asked->leaf->field == FIELD_IMPORT && sv_equal_nocase(asked->text, SV("latest"));
    long long number; // in the list of imports; a larger one is a year in a file's name
    bool by_number = asked->leaf->field == FIELD_IMPORT && sv_number(asked->text, &number) && number > 0 &&
                     (uint64_t) number <= count;
    bool found = false;
    for (size_t i = count; i-- > 0 && !(is_latest && found);) {
        const SearchRecord *search = &searches[i];
        bool is_meant = is_latest   ? true
                        : by_number ? i + 1 == (size_t) number
                        : asked->leaf->field == FIELD_IMPORT
                            ? contains_nocase(path_base(search->source), asked->text)
                            : is_of_source(search, asked->text);
        if (is_meant && !search->withdrawn) {
            map_set(&asked->imports, key_bytes(&search->action), 1);
            found = true;
        }
    }
    arena_free(&arena);
}

static void find_rounds(Asked *asked) {
    TextList rounds = review_state_rounds(asked->state);
    long long number;
    bool is_number = sv_number(asked->text, &number);
    if (asked->leaf->field == FIELD_IS) { // is:new
        if (rounds.count > 1) {
            id_map_set(&asked->rounds, (int64_t) rounds.count, 1);
        }
        return;
    }
    for (size_t i = 0; i < rounds.count; i++) {
        StringView name = sv(rounds.items[i]);
        bool is_named = asked->leaf->match == MATCH_PREFIX ? sv_starts_nocase(name, asked->text)
                                                           : sv_equal_nocase(name, asked->text);
        if (is_named || (is_number && number == (long long) i + 1)) {
            id_map_set(&asked->rounds, (int64_t) i + 1, 1);
        }
    }
}

static bool is_named(const Asked *asked, Key reviewer) {
    const char *name = review_state_reviewer_name(asked->state, reviewer);
    String folded = {0};
    text_add_fold(&folded, sv(name));
    StringView wanted = string_view(&asked->folded);
    bool same = name && (asked->leaf->match == MATCH_PREFIX ? sv_starts(string_view(&folded), wanted)
                                                            : sv_equal(string_view(&folded), wanted));
    string_free(&folded);
    return same;
}

static bool prepare(Asked *asked, Cache *cache, Error *err) {
    switch (asked->leaf->field) {
    case FIELD_IMPORT:
    case FIELD_SOURCE:
        find_imports(asked);
        break;
    case FIELD_ROUND:
        find_rounds(asked);
        break;
    case FIELD_IS:
        if (sv_equal(asked->text, SV("new"))) {
            find_rounds(asked);
        } else if (sv_equal(asked->text, SV("changed")) && cache) {
            return cache_changed(cache, &asked->changed, err);
        }
        break;
    case FIELD_BY:
        text_add_fold(&asked->folded, asked->text);
        break;
    default:
        break;
    }
    return true;
}

// --- which candidates it means ---

// What one decided on and what says something else since; "later" is no decision.
static bool has_changed(const Asked *asked, const Candidate *candidate) {
    int64_t when;
    return candidate->own.decision != DECISION_NONE && candidate->own.decision != DECISION_LATER &&
           id_map_get(&asked->changed, candidate->study, &when) && when > candidate->own.time;
}

// Whether a candidate is what an is: value says; the value was checked before.
static bool is_so(const Asked *asked, const Candidate *candidate) {
    Decision own = candidate->own.decision, wanted;
    Retrieval retrieval;
    if (sv_equal(asked->text, SV("undecided"))) {
        return (own == DECISION_NONE || own == DECISION_LATER) &&
               !review_state_is_ruled_out(asked->state, candidate->key);
    }
    if (sv_equal(asked->text, SV("read"))) {
        return candidate->read;
    }
    if (sv_equal(asked->text, SV("new"))) {
        return id_map_get(&asked->rounds, candidate->round, NULL);
    }
    if (sv_equal(asked->text, SV("changed"))) {
        return has_changed(asked, candidate);
    }
    if (sv_equal(asked->text, SV("dup"))) {
        return candidate->is_joined || candidate->import_count > 1;
    }
    if (sv_equal(asked->text, SV("grouped"))) {
        return candidate->grouped;
    }
    if (retrieval_parse(asked->text, &retrieval)) {
        return candidate->retrieval == retrieval;
    }
    return decision_parse(asked->text, &wanted) && own == wanted;
}

static bool came_by(const Asked *asked, const Candidate *candidate) {
    for (size_t i = 0; i < candidate->import_count; i++) {
        if (map_get(&asked->imports, key_bytes(&candidate->imports[i]), NULL)) {
            return true;
        }
    }
    return false;
}

static bool was_decided_by(Asked *asked, const Candidate *candidate) {
    Vote *votes;
    size_t count = review_state_votes(asked->state, candidate->key, review_state_stage(asked->state), false,
                                      &asked->passing, &votes);
    bool found = false, blind = review_state_is_blind(asked->state);
    for (size_t i = 0; i < count && !found; i++) {
        found = (votes[i].told || !blind) && is_named(asked, votes[i].reviewer);
    }
    arena_reset(&asked->passing);
    return found;
}

static bool matches(Asked *asked, const Candidate *candidate) {
    switch (asked->leaf->field) {
    case FIELD_IS:
        return is_so(asked, candidate);
    case FIELD_TAG:
        return has_label(candidate, asked->text, asked->leaf->match == MATCH_PREFIX);
    case FIELD_VALUE:
        return value_matches(candidate, asked->text);
    case FIELD_HAS:
        return sv_equal(asked->text, SV("note")) ? candidate->note && candidate->note[0]
                                                 : candidate->labels.count > 0;
    case FIELD_REASON:
        return candidate->own.reason && contains_nocase(sv(candidate->own.reason), asked->text);
    case FIELD_TOOK:
        return candidate->own.took_ms > 0 && candidate->own.took_ms >= asked->leaf->from &&
               candidate->own.took_ms <= asked->leaf->to;
    case FIELD_NOTE:
        return candidate->note && contains_nocase(sv(candidate->note), asked->text);
    case FIELD_ROUND:
        return id_map_get(&asked->rounds, candidate->round, NULL);
    case FIELD_IMPORT:
    case FIELD_SOURCE:
        return came_by(asked, candidate);
    case FIELD_BY:
        return was_decided_by(asked, candidate);
    default:
        return true;
    }
}

// While the review is blind, nobody learns from silence whether somebody voted.
static bool is_told(const Asked *asked, const IdList *ids, Error *err) {
    return asked->leaf->field != FIELD_BY || ids->count > 0 || !review_state_is_blind(asked->state) ||
           is_named(asked, review_state_reviewer(asked->state)) ||
           error_set(err, ERROR_USAGE, "by:%s is not told: " BLIND_REASON, asked->leaf->text);
}

// --- asking ---

bool review_answers(const QueryNode *leaf) {
    switch (leaf->field) {
    case FIELD_IS:
        return strcmp(leaf->text, "retracted") != 0 && strcmp(leaf->text, "stub") != 0;
    case FIELD_HAS:
        return strcmp(leaf->text, "note") == 0 || strcmp(leaf->text, "label") == 0;
    case FIELD_IN:
        return false; // says where to look, not for what
    default:
        return query_fields[leaf->field].of_review;
    }
}

static bool is_known_value(StringView text) {
    static const char *const others[] = {"undecided", "read", "new", "dup", "grouped", "changed"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (sv_equal(text, sv(others[i]))) {
            return true;
        }
    }
    Decision decision;
    Retrieval retrieval;
    return decision_parse(text, &decision) || retrieval_parse(text, &retrieval);
}

bool review_leaf_ids(const ReviewState *state, Cache *cache, const QueryNode *leaf, IdList *ids, Error *err) {
    if (!review_answers(leaf)) {
        return error_set(err, ERROR_USAGE, "%s:%s does not ask about the review",
                         query_fields[leaf->field].name, leaf->text);
    }
    if (team_answers(leaf)) {
        return team_leaf_ids(state, leaf, ids, err);
    }
    if (leaf->field == FIELD_IS && !is_known_value(sv(leaf->text))) {
        return error_set(err, ERROR_USAGE, "is:%s is not known; there is %s", leaf->text,
                         query_fields[FIELD_IS].values);
    }
    Asked asked = {.state = state, .leaf = leaf, .text = sv(leaf->text)};
    bool ok = prepare(&asked, cache, err);
    size_t count = review_state_count(state);
    for (size_t i = 0; ok && i < count; i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->study && matches(&asked, candidate)) {
            id_list_add(ids, candidate->study);
        }
    }
    ok = ok && is_told(&asked, ids, err);
    id_list_sort(ids);
    string_free(&asked.folded);
    map_free(&asked.imports);
    id_map_free(&asked.rounds);
    id_map_free(&asked.changed);
    arena_free(&asked.passing);
    return ok;
}

bool review_answer_leaf(void *context, const QueryNode *leaf, IdList *ids, Error *err) {
    const ReviewAnswers *answers = context;
    return review_leaf_ids(answers->state, answers->cache, leaf, ids, err);
}

void review_scope(const ReviewState *state, IdList *ids) {
    size_t count = review_state_count(state);
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->study && review_state_is_due(state, candidate->key, review_state_stage(state))) {
            id_list_add(ids, candidate->study);
        }
    }
    id_list_sort(ids);
}
