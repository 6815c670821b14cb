#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

// Numbers measured, facts about a process, and the table in which figures stand beside goals and
// yardsticks.

typedef struct {
    double *values;
    size_t count, capacity;
} Samples;
void samples_add(Samples *samples, double value);
// The value that `percent` of the samples do not exceed (nearest rank); NAN without samples.
double samples_at(Samples *samples, double percent);
void samples_free(Samples *samples);

// Of a running process, from /proc; -1 where it cannot be read.
double process_anonymous_mb(pid_t pid); // RssAnon
double process_cpu_ms(pid_t pid);       // of all its threads, those that have ended not counted

// One line of the table. NAN: no such number.
typedef struct {
    const char *name, *unit;
    double value, goal;
    bool goal_is_least; // the more the better
    double yardstick;
    const char *yardstick_name;
} TableLine;
void table_print_head(FILE *out);
void table_print_line(FILE *out, const TableLine *line);
// Cores, processor, kernel, and how busy it is.
void machine_print(FILE *out);

#endif
