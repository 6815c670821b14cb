#ifndef TESTS_BENCH_RUNS_H
#define TESTS_BENCH_RUNS_H

#include "carrel/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// Programs that the benchmark runs and watches. One that fails ends the benchmark.

// Runs a command of the shell; the processor's seconds that it took.
double run_shell(const char *format, ...) PRINTF_LIKE(1, 2);
bool program_is_installed(const char *name);

// A program in the background whose standard output is taken line by line.
typedef struct {
    pid_t pid;
    int output;
    int64_t started;   // ticks
    double *lines;     // seconds from the start to the end of each line
    size_t line_count; // what the program printed, that is
    size_t line_capacity;
    double seconds, processor; // once it has ended: elapsed, and of the processor
    double peak_mb;            // most anonymous memory (RssAnon) seen, asked for every 20 ms
} Run;
void run_start(Run *run, const char *const argv[]);
// Takes what it printed meanwhile, waits at most `wait_ms` for more; false once it has ended.
bool run_step(Run *run, int wait_ms);
void run_finish(Run *run); // waits for the end; `lines` stays until run_free
void run_free(Run *run);   // ends the program where it still runs

#endif
