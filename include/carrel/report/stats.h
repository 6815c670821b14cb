#ifndef CARREL_REPORT_STATS_H
#define CARREL_REPORT_STATS_H

#include "carrel/base/json.h"
#include "carrel/report/progress.h"
#include "carrel/study/row.h"

// The numbers of a review at the state's stage, as tables of names and values. While the review is
// blind they follow from one's own decisions only.

typedef enum {
    STATS_PROGRESS,
    STATS_DAYS,           // decisions in force, by the local day on which they were made
    STATS_INCLUSIONS,     // included up to each day
    STATS_YEARS,          // candidates, by year of publication
    STATS_YEARS_INCLUDED, // of these
    STATS_JOURNALS,       // candidates, commonest journal first
    STATS_REASONS,        // of excluded candidates, commonest first
    STATS_TIMES,          // how long decisions took
    STATS_REVIEWERS,      // decisions of each
    STATS_REVIEWERS_INCLUDED,
    STATS_TABLES
} StatsTableName;

typedef struct {
    const char *key; // as people read it; in JSON and CSV too
    double value;
} StatsRow;
typedef struct {
    StatsRow *rows;
    size_t count, capacity;
} StatsTable;
typedef struct {
    StatsTable tables[STATS_TABLES]; // without rows where there is nothing to tell
} Stats;

typedef struct {
    const char *name, *title; // "decisions_per_day", "Decisions a day"
    int part;                 // the table whose rows are parts of this one's; 0 none
    bool is_part;             // it is drawn with that other one
} StatsInfo;
extern const StatsInfo stats_info[STATS_TABLES];

// What took less was hardly read.
#define HASTY_MS 1000

// `rows`: what the cache has on the candidates, in any order. Text is borrowed from them and from
// the state, or in the arena. Days and years between the first and the last are there with 0.
void stats_count(const ReviewState *state, const StudyRow *rows, size_t count, int64_t now, Arena *arena,
                 Stats *stats);

// Appends rows "table,key,value" [RFC 4180], without a header.
void stats_add_csv(const Stats *stats, String *out);
// Appends an object with an array of {"key", "value"} for each table.
void stats_add_json(const Stats *stats, JsonWriter *json);

#endif
