// Measures whether the size of a library can be felt: start to first screen of a small and a large one in turn,
// memory, jumps to any place of the list. Usage: opening PROGRAM FOLDER SMALL LARGE STUDIES, the caches being
// FOLDER/SMALL/cache.db and FOLDER/LARGE/cache.db, with so many studies in the large one.

#include "runs.h"
#include "typing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STARTS 15
#define JUMPS  60

static Terminal *open_library(const char *program, const char *folder, const char *name) {
    String cache = {0};
    string_format(&cache, "%s/%s/cache.db", folder, name);
    const char *const argv[] = {program, "--cache", cache.data, "--cache-only", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    string_free(&cache);
    return terminal;
}

// Until the list and an abstract are there; what is loaded after that does not count.
static double start(const char *program, const char *folder, const char *name) {
    Terminal *terminal = open_library(program, folder, name);
    terminal_wait(terminal, " PMID ");
    double lag = (double) terminal_lag_us(terminal) / 1000;
    terminal_free(terminal);
    return lag;
}

static void add_starts(Table *table, const char *program, const char *folder, const char *small,
                       const char *large) {
    Samples of_small = {0}, of_large = {0};
    char name[96];
    for (int i = 0; i <= STARTS; i++) {
        double lag_of_small = start(program, folder, small), lag_of_large = start(program, folder, large);
        if (i > 0) { // the first brings the files into memory
            samples_add(&of_small, lag_of_small);
            samples_add(&of_large, lag_of_large);
        }
    }
    double median = samples_at(&of_small, 50);
    snprintf(name, sizeof name, "start to first screen, %s", large);
    table_add_rounds(
        table,
        (TableLine){.name = name, .unit = "ms", .goal = 40, .yardstick = median, .yardstick_name = small},
        &of_large);
    table_add(table, &(TableLine){.name = "first screen: large ÷ small library",
                                  .unit = "",
                                  .value = samples_at(&of_large, 50) / median,
                                  .goal = 1.2,
                                  .yardstick = NAN});
    samples_free(&of_small);
    samples_free(&of_large);
}

// So many rows down, and up again to the first.
static void add_jumps(Table *table, Terminal *terminal, size_t studies) {
    Samples lags = {0};
    unsigned long long seed = 45;
    for (int i = 0; i < JUMPS; i++) {
        char count[24];
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL; // [Knuth, MMIX]
        snprintf(count, sizeof count, "%llu", (seed >> 33) % (studies - 1) + 1);
        char *before = typing_study(terminal);
        terminal_type(terminal, count);
        typing_settle(terminal, 20);
        samples_add(&lags, typing_press(terminal, "j"));
        char *after = typing_study(terminal);
        if (strcmp(before, after) == 0)
            terminal_fail(terminal, "the list did not jump", count);
        terminal_type(terminal, count);
        typing_settle(terminal, 20);
        samples_add(&lags, typing_press(terminal, "k"));
        free(before);
        free(after);
    }
    table_add(table, &(TableLine){.name = "jump to a random place of the list, p99",
                                  .unit = "ms",
                                  .value = samples_at(&lags, 99),
                                  .low = samples_at(&lags, 0),
                                  .high = samples_at(&lags, 100),
                                  .goal = 5,
                                  .yardstick = NAN});
    samples_free(&lags);
}

int main(int argc, char **argv) {
    if (argc != 6 || atol(argv[5]) < 1) {
        fprintf(stderr, "usage: opening PROGRAM FOLDER SMALL LARGE STUDIES\n");
        return 2;
    }
    String title = {0};
    string_format(&title, "a library opened, %s beside %s", argv[4], argv[3]);
    Table table;
    table_begin(&table, title.data);
    add_starts(&table, argv[1], argv[2], argv[3], argv[4]);
    Terminal *terminal = open_library(argv[1], argv[2], argv[4]);
    terminal_wait_idle(terminal);
    terminal_wait(terminal, " PMID ");
    typing_settle(terminal, 300);
    add_jumps(&table, terminal, (size_t) atol(argv[5]));
    table_add(&table, &(TableLine){.name = "anonymous memory (RssAnon) of the program",
                                   .unit = "MB",
                                   .value = process_anonymous_mb(terminal_pid(terminal)),
                                   .goal = 100,
                                   .yardstick = NAN});
    table_end(&table);
    terminal_free(terminal);
    string_free(&title);
    return 0;
}
