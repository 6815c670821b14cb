#ifndef TESTS_BENCH_RESULTS_H
#define TESTS_BENCH_RESULTS_H

#include "carrel/base/arena.h"
#include "measure.h"

// The figures of a run, read from the JSON that report.c writes.

typedef struct {
    const char *table;
    TableLine line;
} ResultRow;

typedef struct {
    Arena arena;
    const char *version, *date, *machine;
    ResultRow *rows;
    size_t count;
} Results;

void results_read(const char *path, Results *results); // ends the benchmark where it is no such file
const ResultRow *results_find(const Results *results, const char *table, const char *name);
// The last row whose table and name begin so.
const ResultRow *results_find_like(const Results *results, const char *table, const char *name);
void results_free(Results *results);

#endif
