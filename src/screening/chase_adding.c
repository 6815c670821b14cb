#include "carrel/screening/chase.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/review/outcome.h"
#include "carrel/service/services.h"
#include "carrel/store/link_state.h"
#include "carrel/study/ident.h"
#include "reviewing_parts.h"

#include <inttypes.h>
#include <stdlib.h>

// What chasing leaves in a review: searches, candidates that say why they are here, and how far it has come.

#define SEEDS_IN_ORIGIN   5
#define SEEDS_IN_STRATEGY 500

// --- words ---

static const struct {
    const char *from, *of; // "back from pmid:12", "references of 12 studies"
} route_words[ROUTE_COUNT] = {
    {"back from", "references"},
    {"forward from", "citing studies"},
    {"cocited with", "studies cited together with any"},
    {"cociting with", "studies that share references with any"},
};

static void add_seeds_of(const ChaseStep *step, const ChaseRow *row, size_t route, String *out) {
    size_t named = 0;
    for (size_t i = 0; i < row->found.seeds_listed; i++) {
        const ChaseSeed *seed = &row->found.seeds[i];
        if (seed->routes & 1u << route && named < SEEDS_IN_ORIGIN) {
            string_add_text(out, named++ > 0 ? ", " : " ");
            ident_add(step->seeds[seed->seed], out);
        }
    }
    if (row->found.by_route[route] > named) {
        string_format(out, " and %zu more", row->found.by_route[route] - named);
    }
}

void chase_add_routes(const ChaseList *list, const ChaseRow *row, String *out) {
    bool first = true;
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        if (row->found.by_route[route] > 0) {
            string_format(out, "%s%s", first ? "" : "; ", route_words[route].from);
            add_seeds_of(&list->steps[row->step], row, route, out);
            first = false;
        }
    }
}

void chase_add_strategy(const ChaseList *list, const ChaseStep *step, String *out) {
    static const char *const orders[] = {"links to them", "likeness by links", "PageRank"};
    bool first = true;
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        if (list->routes & 1u << route) {
            string_format(out, "%s%s", first ? "" : ", ", route_words[route].of);
            first = false;
        }
    }
    string_add_text(out, " of ");
    chase_add_seeds(step == list->steps ? list->kind : SEEDS_GIVEN, step->seed_count, out);
    string_add_text(out, step == list->steps ? "" : " that the round before found");
    string_format(out, ", by %s: ", orders[list->order]);
    for (size_t i = 0; i < step->seed_count && i < SEEDS_IN_STRATEGY; i++) {
        string_add_text(out, i > 0 ? " " : "");
        ident_add(step->seeds[i], out);
    }
    if (step->seed_count > SEEDS_IN_STRATEGY) {
        string_format(out, " and %zu more", step->seed_count - SEEDS_IN_STRATEGY);
    }
}

// --- who knew of a link ---

// What the services answered about a seed.
typedef struct {
    LinkAnswer *answers;
    size_t count;
} KnownSeed;

// What the review knows of a step's search.
typedef struct {
    Key action;           // none: not looked at
    size_t brought, told; // candidates, and those that the search says it has
} SoFar;

struct ChaseAdder {
    Cache *cache;
    const ChaseList *list;
    Key *searches;
    SoFar so_far[CHASE_STEPS_MOST];
    Arena arena;  // of what follows
    IdMap places; // of each seed that was looked up
    KnownSeed *seeds;
    size_t count, capacity;
};

ChaseAdder *chase_adder_new(Cache *cache, const ChaseList *list, Key *searches) {
    ChaseAdder *adder = memory_new(sizeof *adder);
    adder->cache = cache;
    adder->list = list;
    adder->searches = searches;
    return adder;
}

void chase_adder_free(ChaseAdder *adder) {
    if (adder) {
        id_map_free(&adder->places);
        arena_free(&adder->arena);
        free(adder);
    }
}

static const KnownSeed *known_seed(ChaseAdder *adder, StudyId seed) {
    int64_t place;
    if (!id_map_get(&adder->places, seed, &place)) {
        place = (int64_t) adder->count++;
        adder->seeds =
            arena_grow(&adder->arena, adder->seeds, &adder->capacity, adder->count, sizeof *adder->seeds);
        KnownSeed *known = &adder->seeds[place];
        known->count = cache_link_answers(adder->cache, seed, &adder->arena, &known->answers, NULL);
        id_map_set(&adder->places, seed, place);
    }
    return &adder->seeds[place];
}

static bool lists(const LinkAnswer *answer, StudyId id) {
    size_t low = 0, high = answer->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (answer->pmids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < answer->count && answer->pmids[low] == id;
}

// The services that list a direct link to one of the seeds, as bits; bit SERVICE_COUNT: none does of some
// link, so that it came out of a file.
static unsigned services_of(ChaseAdder *adder, const ChaseStep *step, const ChaseRow *row) {
    unsigned known = 0;
    for (size_t i = 0; i < row->found.seeds_listed; i++) {
        const ChaseSeed *seed = &row->found.seeds[i];
        for (size_t route = 0; route < 2; route++) {
            if (!(seed->routes & 1u << route)) {
                continue;
            }
            unsigned of_link = 0;
            const KnownSeed *known_of = known_seed(adder, step->seeds[seed->seed]);
            for (size_t k = 0; k < known_of->count; k++) {
                const LinkAnswer *answer = &known_of->answers[k];
                bool is_kind = answer->kind == (route == 0 ? LINK_REFERENCES : LINK_CITED_BY);
                ServiceId service =
                    is_kind && lists(answer, row->found.id) ? service_named(answer->source) : SERVICE_COUNT;
                of_link |= service < SERVICE_COUNT ? 1u << service : 0;
            }
            known |= of_link ? of_link : 1u << SERVICE_COUNT;
        }
    }
    return known;
}

static void add_services(unsigned known, String *out) {
    bool first = true;
    for (unsigned i = 0; i <= SERVICE_COUNT; i++) {
        if (known & 1u << i) {
            string_format(out, "%s%s", first ? "; known from " : ", ",
                          i < SERVICE_COUNT ? services[i].title : "imported files");
            first = false;
        }
    }
}

// --- candidates ---

static TextList lines_of(const char *text, Arena *arena) {
    TextList list = {0};
    size_t capacity = 0;
    StringView rest = sv(text), line;
    while (sv_line(&rest, &line)) {
        list.items = arena_grow(arena, list.items, &capacity, list.count + 1, sizeof *list.items);
        list.items[list.count++] = arena_copy_view(arena, line);
    }
    return list;
}

static void add_origin(ChaseAdder *adder, const ChaseRow *row, int64_t now, String *origin) {
    const ChaseList *list = adder->list;
    string_format(origin, CHASE_ORIGIN "%d: ", list->round + (int) row->step);
    chase_add_routes(list, row, origin);
    add_services(services_of(adder, &list->steps[row->step], row), origin);
    string_add_text(origin, "; ");
    clock_add_date(origin, now);
}

static bool add_candidate(ChaseAdder *adder, const ReviewState *state, const ChaseRow *row, int64_t now,
                          ReviewAction *action) {
    Study study;
    bool found;
    if (review_state_by_study(state, row->found.id)) {
        return false;
    }
    ImportedStudy named = study_named(adder->cache, row->found.id, action->arena, &study, &found);
    bool is_new = !known_candidate(state, &named);
    if (is_new) {
        const Candidate *before = withdrawn_candidate(state, &named);
        String citation = {0}, origin = {0};
        study_add_citation(&study, &citation);
        add_origin(adder, row, now, &origin);
        CandidateFacts facts = {lines_of(named.identifiers, action->arena), string_text(&citation),
                                string_text(&origin)};
        review_action_add_again(action, before ? before->key : key_new(), &facts);
        string_free(&citation);
        string_free(&origin);
    }
    id_list_free(&named.namesakes);
    return is_new;
}

// --- the search ---

// A search that is not to be gone on with gets another key.
static SoFar search_so_far(const ReviewState *state, Key action) {
    Arena arena = {0};
    SearchRecord *searches;
    SoFar so_far = {0};
    size_t count = key_is_none(action) ? 0 : review_state_searches(state, &arena, &searches);
    for (size_t i = 0; i < count && key_is_none(so_far.action); i++) {
        if (key_compare(searches[i].action, action) == 0 && !searches[i].withdrawn) {
            so_far = (SoFar){action, searches[i].brought, (size_t) searches[i].records};
        }
    }
    if (key_is_none(so_far.action)) {
        so_far.action = key_new();
    }
    arena_free(&arena);
    return so_far;
}

static void add_limits(const ChaseList *list, const ChaseStep *step, String *limits) {
    if (list->min_links > 1) {
        string_format(limits, "at least %u links to seeds", (unsigned) list->min_links);
    }
    if (step->chase.found > step->chase.count) {
        string_format(limits, "%sthe first %zu of %zu found", limits->length > 0 ? "; " : "",
                      step->chase.count, step->chase.found);
    }
}

static void add_search(const ChaseList *list, const ChaseStep *step, int64_t now, size_t records,
                       ReviewAction *action) {
    String lines = {0}, value = {0};
    int round = list->round + (int) (step - list->steps);
    string_format(&value, "chase %d", round);
    search_add_line(&lines, "source", string_view(&value));
    string_clear(&value);
    string_format(&value, "citation chasing, round %d", round);
    search_add_line(&lines, "database", string_view(&value));
    search_add_line(&lines, "format", SV("chase"));
    search_add_line(&lines, "kind", sv(search_kind_names[SEARCH_CITATION]));
    string_format(&lines, "chase=%d\nrecords=%zu\nnew=%zu\n", round, records, records);
    string_clear(&value);
    chase_add_sources(list, &value);
    search_add_line(&lines, "platform", string_view(&value));
    string_clear(&value);
    clock_add_date(&value, now);
    search_add_line(&lines, "date", string_view(&value));
    string_clear(&value);
    chase_add_strategy(list, step, &value);
    search_add_line(&lines, "strategy", string_view(&value));
    string_clear(&value);
    add_limits(list, step, &value);
    search_add_line(&lines, "limits", string_view(&value));
    review_action_import(action, string_text(&lines));
    string_free(&lines);
    string_free(&value);
}

size_t chase_add(ChaseAdder *adder, const ReviewState *state, const size_t *rows, size_t count, bool more,
                 int64_t now, Arena *arena, ReviewAction actions[CHASE_STEPS_MOST]) {
    const ChaseList *list = adder->list;
    size_t made = 0;
    for (size_t s = 0; s < list->step_count; s++) {
        SoFar *so_far = &adder->so_far[s];
        if (key_is_none(so_far->action) || review_state_is_undone(state, so_far->action)) {
            *so_far = search_so_far(state, adder->searches[s]);
        }
        ReviewAction action = review_action_begin(state, now, arena);
        action.action = so_far->action;
        for (size_t i = 0; i < count; i++) {
            const ChaseRow *row = &list->rows[rows[i]];
            so_far->brought += row->step == s && add_candidate(adder, state, row, now, &action);
        }
        if (so_far->brought > so_far->told && (so_far->told == 0 || !more)) {
            add_search(list, &list->steps[s], now, so_far->brought, &action);
            so_far->told = so_far->brought;
        }
        if (action.count > 0) {
            adder->searches[s] = so_far->action;
            actions[made++] = action;
        }
    }
    return made;
}

// --- how far it has come ---

static void count_candidate(const ReviewState *state, const Candidate *candidate, size_t import,
                            ChaseRound *round) {
    round->found++;
    if (import > 0 || !candidate->origin || !sv_starts(sv(candidate->origin), SV(CHASE_ORIGIN))) {
        return;
    }
    Outcome first = review_state_outcome(state, candidate->key, 1);
    round->fresh++;
    round->screened += first.kind != OUTCOME_OPEN;
    round->included += first.decision == DECISION_INCLUDE;
    round->included_full_text += first.decision == DECISION_INCLUDE &&
                                 review_state_outcome(state, candidate->key, 2).decision == DECISION_INCLUDE;
}

size_t chase_rounds(const ReviewState *state, Arena *arena, ChaseRound **rounds) {
    SearchRecord *searches;
    size_t count = review_state_searches(state, arena, &searches), kept = 0;
    *rounds = ARENA_ARRAY(arena, ChaseRound, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (searches[i].chase > 0 && !searches[i].withdrawn) {
            (*rounds)[kept++] = (ChaseRound){.action = searches[i].action,
                                             .reviewer = searches[i].reviewer,
                                             .time = searches[i].time,
                                             .round = searches[i].chase,
                                             .strategy = searches[i].values[SEARCH_FIELD_STRATEGY]};
        }
    }
    for (size_t i = 0; kept > 0 && i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        for (size_t k = 0; k < candidate->import_count; k++) {
            for (size_t r = 0; r < kept; r++) {
                if (key_compare((*rounds)[r].action, candidate->imports[k]) == 0) {
                    count_candidate(state, candidate, k, &(*rounds)[r]);
                }
            }
        }
    }
    return kept;
}

int chase_next_round(const ReviewState *state) {
    Arena arena = {0};
    ChaseRound *rounds;
    int last = 0;
    size_t count = chase_rounds(state, &arena, &rounds);
    for (size_t i = 0; i < count; i++) {
        last = rounds[i].round > last ? rounds[i].round : last;
    }
    arena_free(&arena);
    return last + 1;
}

void chase_add_advice(const ChaseRound *rounds, size_t count, String *out) {
    if (count == 0) {
        return;
    }
    const ChaseRound *last = &rounds[0];
    for (size_t i = 1; i < count; i++) {
        last = rounds[i].round >= last->round ? &rounds[i] : last;
    }
    size_t open = last->fresh - last->screened;
    if (open > 0) {
        string_format(out, "%zu of round %d %s not screened yet: screen them before the next round", open,
                      last->round, open == 1 ? "is" : "are");
    } else if (last->included == 0) {
        string_format(out, "Round %d added no included study: chasing ends here", last->round);
    } else {
        string_format(out, "Round %d added %zu included %s (%zu at full text): chase again from all included",
                      last->round, last->included, last->included == 1 ? "study" : "studies",
                      last->included_full_text);
    }
}
