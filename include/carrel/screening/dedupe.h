#ifndef CARREL_SCREENING_DEDUPE_H
#define CARREL_SCREENING_DEDUPE_H

#include "carrel/study/likeness.h"

// Finding records that are one study. Pure thinking over rows that are given: no files, no
// threads. Records are compared where they share something that two records of one study
// seldom differ in altogether; likeness.h says how alike they are.

#define DEDUPE_THRESHOLD 0.6 // the score from which on two are worth a person's look

typedef struct {
    Traits traits;
    uint32_t unit; // rows of one unit are one study already; they stand together
} DedupeRow;

typedef struct {
    size_t *rows;  // ascending
    size_t count;  // at least 2
    bool proposed; // has several units; else the rows are of one unit
    Likeness why;  // the weakest of the findings that hold it together; the first two rows' where
                   // nothing is proposed
} DedupeGroup;

// Two rows that are hardly one study, yet may report one trial.
typedef struct {
    size_t a, b;
    Likeness why;
} DedupeReport;

typedef struct {
    const DedupeRow *rows;
    size_t count;
    double threshold;
    // Whether somebody said that the two rows are no duplicates; may be NULL.
    bool (*apart)(void *context, const DedupeRow *a, const DedupeRow *b);
    bool (*stopped)(void *context); // nobody waits for the result any more; may be NULL
    void *context;
} DedupeTask;

typedef struct {
    DedupeGroup *groups; // in the order of their first rows
    size_t count;
    DedupeReport *reports; // a pair may come several times
    size_t report_count;
} DedupeResult;

// All groups; in the arena. Two that clearly differ are in no group together, however much a third
// has in common with both.
void dedupe_find(const DedupeTask *task, Arena *arena, DedupeResult *result);

#endif
