#include "carrel/report/prisma.h"

#include "carrel/base/clock.h"
#include "carrel/base/map.h"
#include "carrel/review/outcome.h"

#include <stdlib.h>
#include <string.h>

// Every candidate goes one way through the diagram: it belongs to the column of databases and
// registers where such a source brought it, else to that of other methods; then its outcome at
// each stage says where it leaves. What is still open leaves nowhere: it makes a warning.

typedef struct {
    Prisma *prisma;
    const ReviewState *state;
    Arena *arena;
    size_t warning_capacity;
    size_t identified, unique;             // by databases and registers: records, candidates
    size_t other_identified, other_unique; // by other methods
    size_t other_excluded;                 // at title and abstract: no box has them
    size_t unscreened, conflicts;          // at title and abstract
    size_t unread, full_text_conflicts, full_text_maybes, without_reason;
    Map trials; // of included reports, by the key of the first
} Counting;

static void warn(Counting *counting, const char *sentence) {
    TextList *list = &counting->prisma->warnings;
    list->items = arena_grow(counting->arena, list->items, &counting->warning_capacity, list->count + 1,
                             sizeof *list->items);
    list->items[list->count++] = sentence;
}

static void warn_count(Counting *counting, size_t count, const char *one, const char *many) {
    if (count > 0) {
        warn(counting, arena_format(counting->arena, "%zu %s", count, count == 1 ? one : many));
    }
}

static void add_item(Arena *arena, PrismaList *list, const char *name, size_t count) {
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            list->items[i].count += count;
            return;
        }
    }
    list->items = arena_grow(arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (PrismaItem){name, count};
}

static int compare_items(const void *a, const void *b) {
    const PrismaItem *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : strcmp(x->name, y->name);
}

static void sort_items(PrismaList *list) {
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof *list->items, compare_items);
    }
}

static PrismaList *list_of(Prisma *prisma, SearchKind kind) {
    switch (kind) {
    case SEARCH_DATABASE:
        return &prisma->databases;
    case SEARCH_REGISTER:
        return &prisma->registers;
    case SEARCH_WEBSITE:
        return &prisma->websites;
    case SEARCH_ORGANISATION:
        return &prisma->organisations;
    case SEARCH_CITATION:
        return &prisma->citations;
    default:
        return &prisma->others;
    }
}

static bool is_registered_kind(SearchKind kind) {
    return kind == SEARCH_DATABASE || kind == SEARCH_REGISTER;
}

static void count_search(Counting *counting, const SearchRecord *search) {
    const char *name = search_name(search, counting->arena);
    if (search->withdrawn) {
        return;
    }
    add_item(counting->arena, list_of(counting->prisma, search->kind), name, (size_t) search->records);
    if (is_registered_kind(search->kind)) {
        counting->identified += (size_t) search->records;
    } else {
        counting->other_identified += (size_t) search->records;
    }
    if (search->announced >= 0 && (uint64_t) search->announced != search->records) {
        warn(counting,
             arena_format(counting->arena,
                          "%s announced %lld records, the file has %llu: the difference is missing or "
                          "was left out",
                          name, (long long) search->announced, (unsigned long long) search->records));
    }
    if (search->kind == SEARCH_DATABASE && !search->values[SEARCH_FIELD_DATABASE][0]) {
        warn(counting, arena_format(counting->arena, "nobody said which database %s came from", name));
    }
}

// What no import brought was found by following a link, or added by hand.
static void count_unimported(Counting *counting, const Candidate *candidate) {
    bool by_link = candidate->origin && strncmp(candidate->origin, "link from", 9) == 0;
    add_item(counting->arena, list_of(counting->prisma, by_link ? SEARCH_CITATION : SEARCH_OTHER),
             by_link ? "links followed in carrel" : "added by hand", 1);
    counting->other_identified++;
}

static bool is_registered(const Candidate *candidate, const Map *registered) {
    char key[KEY_TEXT_SIZE];
    for (size_t i = 0; i < candidate->import_count; i++) {
        key_to_text(candidate->imports[i], key);
        if (map_get(registered, sv(key), NULL)) {
            return true;
        }
    }
    return false;
}

static void count_included(Counting *counting, const Candidate *candidate) {
    const Candidate **reports;
    char key[KEY_TEXT_SIZE];
    counting->prisma->reports++;
    review_state_reports(counting->state, candidate->key, counting->arena, &reports);
    key_to_text(reports[0]->key, key);
    map_set(&counting->trials, sv(key), 1);
}

static void count_full_text(Counting *counting, const Candidate *candidate, PrismaRetrieval *retrieval) {
    Outcome outcome = review_state_outcome(counting->state, candidate->key, 2);
    retrieval->sought++;
    if (candidate->retrieval == RETRIEVAL_MISSING) {
        retrieval->not_retrieved++;
    } else if (outcome.kind == OUTCOME_CONFLICT) {
        counting->full_text_conflicts++;
        retrieval->assessed++;
    } else if (outcome.decision == DECISION_INCLUDE) {
        retrieval->assessed++;
        count_included(counting, candidate);
    } else if (outcome.decision == DECISION_EXCLUDE) {
        const char *reason = outcome.reason && *outcome.reason ? outcome.reason : "no reason given";
        counting->without_reason += !(outcome.reason && *outcome.reason);
        retrieval->assessed++;
        add_item(counting->arena, &retrieval->excluded, reason, 1);
    } else if (outcome.decision == DECISION_MAYBE) {
        retrieval->assessed++;
        counting->full_text_maybes++;
    } else {
        counting->unread++;
    }
}

// The rule that spoke first, and on which day.
static void count_rule(Counting *counting, const Candidate *candidate) {
    Vote *votes;
    String rule = {0};
    size_t count = review_state_votes(counting->state, candidate->key, 1, false, counting->arena, &votes);
    for (size_t i = 0; i < count && rule.length == 0; i++) {
        const char *name = review_state_reviewer_name(counting->state, votes[i].reviewer);
        if (name && sv_starts(sv(name), SV(RULE_PREFIX)) && votes[i].decision == DECISION_EXCLUDE) {
            string_format(&rule, "%s, ", name + strlen(RULE_PREFIX));
            clock_add_date(&rule, votes[i].time);
        }
    }
    add_item(counting->arena, &counting->prisma->rules, arena_copy_view(counting->arena, string_view(&rule)),
             1);
    string_free(&rule);
}

const char *prisma_rules_sentence(const Prisma *prisma, Arena *arena) {
    String sentence = {0};
    for (size_t i = 0; i < prisma->rules.count; i++) {
        string_format(&sentence, "%s%s (n = %zu)", i == 0 ? "Excluded by rule before screening: " : "; ",
                      prisma->rules.items[i].name, prisma->rules.items[i].count);
    }
    string_add_text(&sentence, sentence.length > 0 ? "." : NULL);
    const char *copy = arena_copy_view(arena, string_view(&sentence));
    string_free(&sentence);
    return copy;
}

static void count_candidate(Counting *counting, const Candidate *candidate, bool registered) {
    Prisma *prisma = counting->prisma;
    Outcome outcome = review_state_outcome(counting->state, candidate->key, 1);
    *(registered ? &counting->unique : &counting->other_unique) += 1;
    if (outcome.kind == OUTCOME_CONFLICT) {
        counting->conflicts++;
        prisma->screened += registered;
    } else if (outcome.by_rule && outcome.decision == DECISION_EXCLUDE && registered) {
        prisma->automatic++;
        count_rule(counting, candidate);
    } else if (outcome.decision == DECISION_EXCLUDE) {
        prisma->screened += registered;
        prisma->excluded += registered;
        counting->other_excluded += !registered;
    } else if (outcome.decision == DECISION_INCLUDE || outcome.decision == DECISION_MAYBE) {
        prisma->screened += registered;
        count_full_text(counting, candidate, registered ? &prisma->registered : &prisma->other);
    } else {
        counting->unscreened++;
    }
}

static size_t number_setting(const ReviewState *state, const char *name) {
    const char *value = review_state_setting(state, name);
    long long number = 0;
    return value && sv_number(sv(value), &number) && number > 0 ? (size_t) number : 0;
}

static void settle_duplicates(Counting *counting) {
    if (counting->identified >= counting->unique) {
        counting->prisma->duplicates = counting->identified - counting->unique;
    } else {
        warn(counting, arena_format(counting->arena,
                                    "databases and registers brought %zu records but %zu candidates: more "
                                    "than one candidate came of a record, or an import was cut off",
                                    counting->identified, counting->unique));
    }
    if (counting->other_identified > counting->other_unique) {
        size_t known = counting->other_identified - counting->other_unique;
        warn_count(counting, known,
                   "record of other methods was a duplicate or known already: the diagram has no box for it",
                   "records of other methods were duplicates or known already: the diagram has no box for "
                   "them");
    }
}

static bool others_voted(const ReviewState *state, const Candidate *candidate, Arena *arena) {
    Vote *votes;
    size_t count = review_state_votes(state, candidate->key, 1, false, arena, &votes);
    for (size_t i = 0; i < count; i++) {
        const char *name = review_state_reviewer_name(state, votes[i].reviewer);
        if (key_compare(votes[i].reviewer, review_state_reviewer(state)) != 0 &&
            !(name && sv_starts(sv(name), SV(RULE_PREFIX)))) {
            return true;
        }
    }
    return false;
}

static void warn_where_blind(Counting *counting) {
    const ReviewState *state = counting->state;
    for (size_t i = 0; review_state_is_blind(state) && i < review_state_count(state); i++) {
        if (others_voted(state, review_state_at(state, i), counting->arena)) {
            warn(counting, "the review is still blind: these numbers follow from your own decisions only");
            return;
        }
    }
}

static void warn_of_all(Counting *counting) {
    warn_where_blind(counting);
    warn_count(counting, counting->unscreened, "record is not screened yet", "records are not screened yet");
    warn_count(counting, counting->conflicts,
               "conflict at title and abstract is open: it is counted as screened only",
               "conflicts at title and abstract are open: they are counted as screened only");
    warn_count(
        counting, counting->other_excluded,
        "record of other methods was excluded at title and abstract: the diagram has no box for it",
        "records of other methods were excluded at title and abstract: the diagram has no box for them");
    warn_count(counting, counting->unread, "report is sought but not assessed yet",
               "reports are sought but not assessed yet");
    warn_count(counting, counting->full_text_conflicts,
               "conflict at full text is open: it is counted as assessed only",
               "conflicts at full text are open: they are counted as assessed only");
    warn_count(counting, counting->full_text_maybes,
               "report is a maybe at full text: it is counted as assessed only",
               "reports are maybes at full text: they are counted as assessed only");
    warn_count(counting, counting->without_reason, "report was excluded at full text without a reason",
               "reports were excluded at full text without a reason");
}

void prisma_count(const ReviewState *state, Arena *arena, Prisma *prisma) {
    Counting counting = {.prisma = prisma, .state = state, .arena = arena};
    SearchRecord *searches;
    Map registered = {0};
    *prisma = (Prisma){0};
    size_t count = review_state_searches(state, arena, &searches);
    for (size_t i = 0; i < count; i++) {
        char key[KEY_TEXT_SIZE];
        count_search(&counting, &searches[i]);
        if (is_registered_kind(searches[i].kind)) {
            key_to_text(searches[i].action, key);
            map_set(&registered, sv(key), 1);
        }
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->import_count == 0) {
            count_unimported(&counting, candidate);
        }
        count_candidate(&counting, candidate, is_registered(candidate, &registered));
    }
    prisma->studies = counting.trials.count;
    prisma->has_other = counting.other_identified > 0 || counting.other_unique > 0;
    prisma->has_previous = review_state_setting(state, "update_of") != NULL;
    prisma->previous_studies = number_setting(state, "previous_studies");
    prisma->previous_reports = number_setting(state, "previous_reports");
    settle_duplicates(&counting);
    warn_of_all(&counting);
    sort_items(&prisma->registered.excluded);
    sort_items(&prisma->other.excluded);
    sort_items(&prisma->rules);
    map_free(&counting.trials);
    map_free(&registered);
}
