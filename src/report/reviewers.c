#include "carrel/report/reviewers.h"

#include "carrel/base/map.h"

#include <math.h>
#include <string.h>

enum { INCLUDE, EXCLUDE, MAYBE, CATEGORIES };

typedef struct {
    Arena *arena;
    Key *reviewers;
    size_t reviewer_count, reviewer_capacity;
    Map numbers;      // of reviewers, by key
    bool maybe_joins; // include and maybe agree
} Table;

static size_t reviewer_number(Table *table, Key reviewer) {
    char key[KEY_TEXT_SIZE];
    int64_t number;
    key_to_text(reviewer, key);
    if (map_get(&table->numbers, sv(key), &number)) {
        return (size_t) number;
    }
    table->reviewers = arena_grow(table->arena, table->reviewers, &table->reviewer_capacity,
                                  table->reviewer_count + 1, sizeof *table->reviewers);
    table->reviewers[table->reviewer_count] = reviewer;
    map_set(&table->numbers, sv(key), (int64_t) table->reviewer_count);
    return table->reviewer_count++;
}

static int category_of(const Table *table, Decision decision) {
    switch (decision) {
    case DECISION_INCLUDE:
        return INCLUDE;
    case DECISION_EXCLUDE:
        return EXCLUDE;
    case DECISION_MAYBE:
        return table->maybe_joins ? INCLUDE : MAYBE;
    default:
        return -1;
    }
}

// A vote of one reviewer on one study.
typedef struct {
    size_t reviewer;
    int category;
} Mark;

// All marks of a study; in the arena.
static size_t marks_of(Table *table, const ReviewState *state, const Candidate *candidate, int stage,
                       Mark **marks) {
    Vote *votes;
    size_t count = review_state_votes(state, candidate->key, stage, true, table->arena, &votes), kept = 0;
    *marks = ARENA_ARRAY(table->arena, Mark, count + 1);
    for (size_t i = 0; i < count; i++) {
        int category = category_of(table, votes[i].decision);
        if (category >= 0) {
            (*marks)[kept++] = (Mark){reviewer_number(table, votes[i].reviewer), category};
        }
    }
    return kept;
}

static void fill_pairs(const Table *table, Mark *const *marks, const size_t *counts, size_t studies,
                       ReviewAgreement *found) {
    size_t categories = table->maybe_joins ? 2 : CATEGORIES, people = table->reviewer_count;
    size_t cells = categories * categories;
    size_t *tables = ARENA_ARRAY(table->arena, size_t, people * people * cells + 1);
    memset(tables, 0, people * people * cells * sizeof *tables);
    for (size_t s = 0; s < studies; s++) {
        for (size_t i = 0; i < counts[s]; i++) {
            for (size_t k = 0; k < counts[s]; k++) {
                Mark a = marks[s][i], b = marks[s][k];
                if (a.reviewer < b.reviewer) {
                    tables[(a.reviewer * people + b.reviewer) * cells + (size_t) a.category * categories +
                           (size_t) b.category]++;
                }
            }
        }
    }
    found->pairs = ARENA_ARRAY(table->arena, PairAgreement, people * people + 1);
    for (size_t a = 0; a < people; a++) {
        for (size_t b = a + 1; b < people; b++) {
            const size_t *of_pair = tables + (a * people + b) * cells;
            Agreement agreement = agreement_of_two(of_pair, categories);
            size_t equal = 0;
            for (size_t c = 0; c < categories; c++) {
                equal += of_pair[c * categories + c];
            }
            if (agreement.studies > 0) {
                found->pairs[found->pair_count++] = (PairAgreement){table->reviewers[a], table->reviewers[b],
                                                                    agreement, agreement.studies - equal};
            }
        }
    }
}

static bool is_among(const Candidate *candidate, const IdList *studies) {
    return !studies || (candidate->study && id_list_has(studies, candidate->study));
}

ReviewAgreement review_agreement(const ReviewState *state, int stage, const IdList *only, Arena *arena) {
    const char *rule = review_state_setting(state, "agree");
    Table table = {.arena = arena, .maybe_joins = !rule || strcmp(rule, "none") != 0};
    ReviewAgreement found = {.of_all = NAN};
    size_t studies = review_state_count(state), categories = table.maybe_joins ? 2 : CATEGORIES;
    Mark **marks = ARENA_ARRAY(arena, Mark *, studies + 1);
    size_t *counts = ARENA_ARRAY(arena, size_t, studies + 1);
    size_t *votes = ARENA_ARRAY(arena, size_t, studies * categories + 1);
    memset(votes, 0, studies * categories * sizeof *votes);
    for (size_t s = 0; s < studies; s++) {
        const Candidate *candidate = review_state_at(state, s);
        counts[s] = is_among(candidate, only) ? marks_of(&table, state, candidate, stage, &marks[s]) : 0;
        for (size_t i = 0; i < counts[s]; i++) {
            votes[s * categories + (size_t) marks[s][i].category]++;
        }
    }
    found.reviewers = table.reviewer_count;
    fill_pairs(&table, marks, counts, studies, &found);
    if (table.reviewer_count > 2) {
        found.of_all = agreement_of_many(votes, studies, categories);
    }
    map_free(&table.numbers);
    return found;
}

static bool differ(const Table *table, const Vote *a, const Vote *b) {
    int of_a = category_of(table, a->decision), of_b = category_of(table, b->decision);
    if (of_a < 0 || of_b < 0) {
        return false;
    }
    return of_a != of_b || (of_a == EXCLUDE && a->reason && b->reason && strcmp(a->reason, b->reason) != 0);
}

size_t review_differences(const ReviewState *state, int stage, const IdList *only, Arena *arena,
                          VoteDifference **differences) {
    const char *rule = review_state_setting(state, "agree");
    Table table = {.arena = arena, .maybe_joins = !rule || strcmp(rule, "none") != 0};
    size_t found = 0, capacity = 0;
    *differences = NULL;
    for (size_t s = 0; s < review_state_count(state); s++) {
        const Candidate *candidate = review_state_at(state, s);
        Vote *votes;
        bool any = false;
        size_t count = is_among(candidate, only)
                           ? review_state_votes(state, candidate->key, stage, true, arena, &votes)
                           : 0;
        for (size_t i = 1; i < count; i++) {
            for (size_t k = 0; k < i; k++) {
                any = any || differ(&table, &votes[i], &votes[k]);
            }
        }
        if (any) {
            *differences = arena_grow(arena, *differences, &capacity, found + 1, sizeof **differences);
            (*differences)[found++] = (VoteDifference){candidate, votes, count};
        }
    }
    return found;
}
