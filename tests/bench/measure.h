#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

// What the processor worked, in seconds: for this process, for the programs that it ran.
double processor_seconds(void);
double processor_seconds_of_children(void);
double seconds_since(int64_t ticks_us);
double ms_since(int64_t ticks_us);

double file_bytes(const char *path); // 0 where there is none
double folder_bytes(const char *folder);

// One line of the table. NAN: no such number.
typedef struct {
    const char *name, *unit;
    double value, goal;
    bool more_is_better;
    double low, high; // of the rounds whose median the value is; both 0: there was one round
    double yardstick;
    const char *yardstick_name;
    const char *remark; // stands where the value would, as "not installed"; NULL: none
} TableLine;
// A table of the output. Each of its lines goes also, as a line of JSON, to the end of the file that the
// environment variable BENCH_ROWS names.
typedef struct {
    FILE *out, *rows; // rows NULL: nobody asks for them
    const char *title;
} Table;
void table_begin(Table *table, const char *title); // on standard output; the title is borrowed
void table_add(Table *table, const TableLine *line);
// Median, smallest and largest of the rounds are the line's value and spread.
void table_add_rounds(Table *table, TableLine line, Samples *rounds);
void table_end(Table *table);

// Appends text and spaces behind it to fill so many columns; each code point takes one.
void table_add_cell(String *out, const char *text, size_t columns);
// The table's head and a line alone, for who prints rows that were measured before.
void table_print_head(FILE *out);
void table_print_line(FILE *out, const TableLine *line);

// Cores, processor, kernel, and how busy it is; appends.
void machine_describe(String *out);

_Noreturn void bench_give_up(const char *doing, const char *why);

#endif
