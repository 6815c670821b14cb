#include "carrel/report/stats.h"

#include "carrel/base/clock.h"
#include "carrel/base/escape.h"
#include "carrel/base/map.h"
#include "carrel/base/text.h"
#include "carrel/review/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const StatsInfo stats_info[STATS_TABLES] = {
    [STATS_PROGRESS] = {"progress", "Progress", 0, false},
    [STATS_DAYS] = {"decisions_per_day", "Decisions a day", 0, false},
    [STATS_INCLUSIONS] = {"included_by_day", "Included so far", 0, false},
    [STATS_YEARS] = {"years", "Years of publication", STATS_YEARS_INCLUDED, false},
    [STATS_YEARS_INCLUDED] = {"years_included", "Years of what is included", 0, true},
    [STATS_JOURNALS] = {"journals", "Journals", 0, false},
    [STATS_REASONS] = {"reasons", "Reasons for exclusion", 0, false},
    [STATS_TIMES] = {"time_per_decision", "Time per decision", 0, false},
    [STATS_REVIEWERS] = {"reviewers", "Decisions of each reviewer", STATS_REVIEWERS_INCLUDED, false},
    [STATS_REVIEWERS_INCLUDED] = {"reviewers_included", "Included by each reviewer", 0, true},
};

// Days and years that lie further apart are not filled up between.
enum { DAYS_MOST = 3700, YEARS_MOST = 300 };
#define DAY_MS ((int64_t) 24 * 3600 * 1000)

typedef struct {
    const ReviewState *state;
    Arena *arena;
    Stats *stats;
    Map places[STATS_TABLES]; // key to row
    IdMap studies;            // id to the index of its row
    const StudyRow *rows;
    int64_t *took; // of the decisions that say it, milliseconds
    size_t took_count, took_capacity, hasty;
    int64_t first_time, last_time;
} Counting;

// The row of what is the same as `same`; a new one is called `key`.
static StatsRow *row_called(Counting *counting, StatsTableName name, StringView same, const char *key) {
    StatsTable *table = &counting->stats->tables[name];
    int64_t place;
    if (!map_get(&counting->places[name], same, &place)) {
        place = (int64_t) table->count;
        map_set(&counting->places[name], same, place);
        table->rows =
            arena_grow(counting->arena, table->rows, &table->capacity, table->count + 1, sizeof *table->rows);
        table->rows[table->count++] = (StatsRow){arena_copy(counting->arena, key), 0};
    }
    return &table->rows[place];
}

static StatsRow *row_of(Counting *counting, StatsTableName name, const char *key) {
    return row_called(counting, name, sv(key), key);
}

static void count_in(Counting *counting, StatsTableName name, const char *key, double by) {
    row_of(counting, name, key)->value += by;
}

static void set(Counting *counting, StatsTableName name, const char *key, double value) {
    row_of(counting, name, key)->value = value;
}

static const char *day_of(Counting *counting, int64_t time) {
    String day = {0};
    clock_add_date(&day, time);
    const char *copy = arena_copy_view(counting->arena, string_view(&day));
    string_free(&day);
    return copy;
}

static const char *name_of(Counting *counting, Key reviewer) {
    const char *name = review_state_reviewer_name(counting->state, reviewer);
    char key[KEY_TEXT_SIZE];
    if (name) {
        return name;
    }
    if (key_compare(reviewer, review_state_reviewer(counting->state)) == 0) {
        return "you";
    }
    key_to_text(reviewer, key);
    return arena_format(counting->arena, "reviewer %.6s", key);
}

static void count_vote(Counting *counting, const Vote *vote) {
    if (counting->first_time == 0 || vote->time < counting->first_time) {
        counting->first_time = vote->time;
    }
    counting->last_time = vote->time > counting->last_time ? vote->time : counting->last_time;
    count_in(counting, STATS_DAYS, day_of(counting, vote->time), 1);
    if (vote->took_ms > 0) {
        counting->took = arena_grow(counting->arena, counting->took, &counting->took_capacity,
                                    counting->took_count + 1, sizeof *counting->took);
        counting->took[counting->took_count++] = vote->took_ms;
        counting->hasty += vote->took_ms < HASTY_MS;
    }
    if (!review_state_is_blind(counting->state)) {
        const char *name = name_of(counting, vote->reviewer);
        count_in(counting, STATS_REVIEWERS, name, 1);
        count_in(counting, STATS_REVIEWERS_INCLUDED, name, vote->decision == DECISION_INCLUDE);
    }
}

// The votes that may be told. Returns when the last of them was given; 0 for none.
static int64_t count_votes(Counting *counting, const Candidate *candidate) {
    const ReviewState *state = counting->state;
    Arena arena = {0};
    Vote *votes;
    int64_t last = 0;
    bool blind = review_state_is_blind(state);
    size_t count =
        review_state_votes(state, candidate->key, review_state_stage(state), false, &arena, &votes);
    for (size_t i = 0; i < count; i++) {
        bool own = key_compare(votes[i].reviewer, review_state_reviewer(state)) == 0;
        if (votes[i].decision != DECISION_LATER && (own || !blind)) {
            count_vote(counting, &votes[i]);
            last = votes[i].time;
        }
    }
    arena_free(&arena);
    return last;
}

// Databases write one journal's name with capitals and accents, or without.
static void count_journal(Counting *counting, const char *journal) {
    String folded = {0};
    text_add_fold(&folded, sv(journal));
    row_called(counting, STATS_JOURNALS, string_view(&folded), journal)->value += 1;
    string_free(&folded);
}

static void count_record(Counting *counting, const Candidate *candidate, bool included) {
    int64_t index;
    if (candidate->study == 0 || !id_map_get(&counting->studies, candidate->study, &index)) {
        return;
    }
    const StudyRow *row = &counting->rows[index];
    const char *year = row->year > 0 ? arena_format(counting->arena, "%d", row->year) : "unknown";
    count_in(counting, STATS_YEARS, year, 1);
    count_in(counting, STATS_YEARS_INCLUDED, year, included);
    if (row->journal && *row->journal) {
        count_journal(counting, row->journal);
    }
}

static void count_candidate(Counting *counting, const Candidate *candidate) {
    const ReviewState *state = counting->state;
    int stage = review_state_stage(state);
    if (!review_state_is_due(state, candidate->key, stage)) {
        return;
    }
    Outcome outcome = review_state_outcome(state, candidate->key, stage);
    int64_t last = count_votes(counting, candidate);
    bool included = outcome.decision == DECISION_INCLUDE;
    count_record(counting, candidate, included);
    if (included && last > 0) {
        count_in(counting, STATS_INCLUSIONS, day_of(counting, last), 1);
    }
    if (outcome.decision == DECISION_EXCLUDE) {
        bool given = outcome.reason && *outcome.reason;
        count_in(counting, STATS_REASONS, given ? outcome.reason : "no reason given", 1);
    }
}

// --- order ---

static int compare_keys(const void *a, const void *b) {
    const StatsRow *x = a, *y = b;
    return strcmp(x->key, y->key);
}

static int compare_values(const void *a, const void *b) {
    const StatsRow *x = a, *y = b;
    return x->value != y->value ? (x->value < y->value) - (x->value > y->value) : strcmp(x->key, y->key);
}

static void sort(Counting *counting, StatsTableName name, int (*compare)(const void *, const void *)) {
    StatsTable *table = &counting->stats->tables[name];
    if (table->count > 1) {
        qsort(table->rows, table->count, sizeof *table->rows, compare);
    }
}

static void fill_days(Counting *counting) {
    if (counting->first_time == 0) {
        return;
    }
    const char *last = day_of(counting, counting->last_time), *day = "";
    int64_t noon = clock_day_start(counting->first_time) + DAY_MS / 2; // an hour off is the same day
    for (int i = 0; i < DAYS_MOST && strcmp(day, last) < 0; i++, noon += DAY_MS) {
        day = day_of(counting, noon);
        count_in(counting, STATS_DAYS, day, 0);
        count_in(counting, STATS_INCLUSIONS, day, 0);
    }
}

static void fill_years(Counting *counting) {
    int first = 0, last = 0;
    const StatsTable *table = &counting->stats->tables[STATS_YEARS];
    for (size_t i = 0; i < table->count; i++) {
        int year = atoi(table->rows[i].key);
        first = year > 0 && (first == 0 || year < first) ? year : first;
        last = year > last ? year : last;
    }
    for (int year = first; year < last && last - first < YEARS_MOST; year++) {
        const char *key = arena_format(counting->arena, "%d", year);
        count_in(counting, STATS_YEARS, key, 0);
        count_in(counting, STATS_YEARS_INCLUDED, key, 0);
    }
}

// From what each day brought to what there was by then.
static void sum_up(StatsTable *table) {
    for (size_t i = 1; i < table->count; i++) {
        table->rows[i].value += table->rows[i - 1].value;
    }
}

// --- what is no count ---

static int compare_numbers(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double tenth(double value) {
    return round(value * 10) / 10;
}

static void tell_times(Counting *counting) {
    size_t count = counting->took_count;
    if (count == 0) {
        return;
    }
    qsort(counting->took, count, sizeof *counting->took, compare_numbers);
    double middle = (double) (counting->took[(count - 1) / 2] + counting->took[count / 2]) / 2;
    set(counting, STATS_TIMES, "decisions that say it", (double) count);
    set(counting, STATS_TIMES, "median seconds", tenth(middle / 1000));
    set(counting, STATS_TIMES, "hasty: under a second", (double) counting->hasty);
}

static void tell_progress(Counting *counting, int64_t now) {
    Progress progress;
    progress_compute(counting->state, clock_day_start(now), &progress);
    const struct {
        const char *key;
        double value;
    } rows[] = {
        {"screened", (double) progress.screened}, {"left", (double) progress.left},
        {"included", (double) progress.included}, {"excluded", (double) progress.excluded},
        {"maybe", (double) progress.maybe},       {"later", (double) progress.later},
        {"today", (double) progress.today},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set(counting, STATS_PROGRESS, rows[i].key, rows[i].value);
    }
    if (progress.ruled_out > 0) {
        set(counting, STATS_PROGRESS, "excluded by rules", (double) progress.ruled_out);
    }
    if (progress.screened > 0) {
        set(counting, STATS_PROGRESS, "included, percent of screened", tenth(100 * progress.include_rate));
    }
    if (progress.each_ms > 0) {
        set(counting, STATS_PROGRESS, "seconds each", tenth((double) progress.each_ms / 1000));
        set(counting, STATS_PROGRESS, "minutes to the end at this pace",
            tenth((double) progress.ends_in_ms / 60000));
    }
}

void stats_count(const ReviewState *state, const StudyRow *rows, size_t count, int64_t now, Arena *arena,
                 Stats *stats) {
    Counting counting = {.state = state, .arena = arena, .stats = stats, .rows = rows};
    *stats = (Stats){0};
    for (size_t i = 0; i < count; i++) {
        if (rows[i].found) {
            id_map_set(&counting.studies, rows[i].id, (int64_t) i);
        }
    }
    tell_progress(&counting, now);
    for (size_t i = 0; i < review_state_count(state); i++) {
        count_candidate(&counting, review_state_at(state, i));
    }
    fill_days(&counting);
    fill_years(&counting);
    tell_times(&counting);
    sort(&counting, STATS_DAYS, compare_keys);
    sort(&counting, STATS_INCLUSIONS, compare_keys);
    sort(&counting, STATS_YEARS, compare_keys);
    sort(&counting, STATS_YEARS_INCLUDED, compare_keys);
    sort(&counting, STATS_JOURNALS, compare_values);
    sort(&counting, STATS_REASONS, compare_values);
    sort(&counting, STATS_REVIEWERS, compare_keys);
    sort(&counting, STATS_REVIEWERS_INCLUDED, compare_keys);
    sum_up(&stats->tables[STATS_INCLUSIONS]);
    for (int i = 0; i < STATS_TABLES; i++) {
        map_free(&counting.places[i]);
    }
    id_map_free(&counting.studies);
}

// --- for other programs ---

void stats_add_csv(const Stats *stats, String *out) {
    for (int i = 0; i < STATS_TABLES; i++) {
        for (size_t k = 0; k < stats->tables[i].count; k++) {
            string_format(out, "%s,", stats_info[i].name);
            escape_add_cell(out, sv(stats->tables[i].rows[k].key), ',');
            string_format(out, ",%.10g\r\n", stats->tables[i].rows[k].value);
        }
    }
}

static void add_json_value(double value, JsonWriter *json) {
    if (value == floor(value)) {
        json_number(json, (int64_t) value);
    } else {
        json_fraction(json, value);
    }
}

void stats_add_json(const Stats *stats, JsonWriter *json) {
    json_object_begin(json);
    for (int i = 0; i < STATS_TABLES; i++) {
        json_key(json, stats_info[i].name);
        json_array_begin(json);
        for (size_t k = 0; k < stats->tables[i].count; k++) {
            const StatsRow *row = &stats->tables[i].rows[k];
            json_object_begin(json);
            json_field_text(json, "key", row->key);
            json_key(json, "value");
            add_json_value(row->value, json);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_object_end(json);
}
