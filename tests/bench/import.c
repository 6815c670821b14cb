// Measures imports of many studies: beside a bare loader of the index, and how the rate holds as the cache grows.
// Usage: import PROGRAM LOADER FOLDER NAME ROUNDS FILE…. The cache stays as FOLDER/NAME/cache.db. With more than one
// round parsing, the loader and a file of links are measured too; ROUNDS 0 does nothing where the cache is there.

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "links.h"
#include "measure.h"
#include "parse.h"
#include "runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_STUDIES 30000.0
#define LINKS        10000000
#define EDGE_FILES   3 // of 30,000: the first and last 90 thousand

typedef struct {
    const char *program, *loader, *folder, *name;
    char **files;
    size_t file_count;
    double studies;
    String place, cache; // FOLDER/NAME, the cache in it
} Import;

// Leaves the run's times to the caller, who frees it.
static void run_import(const Import *import, Run *run) {
    run_shell("rm -rf '%s' && mkdir -p '%s'", import->place.data, import->place.data);
    const char **argv = memory_new((import->file_count + 7) * sizeof *argv);
    size_t count = 0;
    argv[count++] = import->program;
    argv[count++] = "--cache";
    argv[count++] = import->cache.data;
    argv[count++] = "import";
    argv[count++] = "--cache-only";
    argv[count++] = "--json";
    for (size_t i = 0; i < import->file_count; i++)
        argv[count++] = import->files[i];
    run_start(run, argv);
    run_finish(run);
    free(argv);
    if (run->line_count != import->file_count)
        bench_give_up(import->place.data, "not every file was told of");
}

static void add(Table *table, const char *name, const char *unit, double value, double goal,
                const char *yardstick_name, double yardstick) {
    table_add(table, &(TableLine){.name = name,
                                  .unit = unit,
                                  .value = value,
                                  .goal = goal,
                                  .more_is_better = strcmp(unit, "/s") == 0 || strcmp(unit, "×") == 0,
                                  .yardstick = yardstick,
                                  .yardstick_name = yardstick_name});
}

// How the rate held, and what came of it; beside the loader's index where it ran.
static void add_growth(const Import *import, const Run *run, double loader_bytes) {
    String title = {0};
    string_format(&title, "import as the cache grows, %.0f studies", import->studies);
    Table table;
    table_begin(&table, title.data);
    size_t last = run->line_count - 1;
    if (run->line_count > 2 * EDGE_FILES) {
        double edge = EDGE_FILES * FILE_STUDIES, first_rate = edge / run->lines[EDGE_FILES - 1];
        double last_rate = edge / (run->lines[last] - run->lines[last - EDGE_FILES]);
        add(&table, "studies a second, last 90 thousand", "/s", last_rate, NAN, "first 90 thousand",
            first_rate);
        add(&table, "rate of the last 90 thousand ÷ the first", "×", last_rate / first_rate, 0.9, NULL, NAN);
    }
    add(&table, "studies a second, all", "/s", import->studies / run->lines[last], NAN, NULL, NAN);
    add(&table, "merging after the last study", "s", run->seconds - run->lines[last], NAN, NULL, NAN);
    add(&table, "bytes a study in the cache, index included", "B",
        folder_bytes(import->place.data) / import->studies, 2100,
        isnan(loader_bytes) ? NULL : "bare loader's index", loader_bytes);
    add(&table, "peak anonymous memory (RssAnon) of the importer", "MB", run->peak_mb, 800, NULL, NAN);
    table_end(&table);
    string_free(&title);
}

static void measure_beside_loader(const Import *import, int rounds, double xtract) {
    String text = {0}, index = {0}, command = {0};
    string_format(&text, "%s/loader.text", import->folder);
    string_format(&index, "%s/loader.db", import->folder);
    string_format(&command, "'%s' prepare", import->loader);
    for (size_t i = 0; i < import->file_count; i++)
        string_format(&command, " '%s'", import->files[i]);
    run_shell("%s > '%s'", command.data, text.data);
    Samples rates = {0}, times = {0}, work = {0}, loader_times = {0}, loader_work = {0};
    Run run = {0};
    double loader_bytes = NAN;
    for (int i = 0; i < rounds; i++) {
        run_shell("rm -f '%s'*", index.data);
        const char *const argv[] = {import->loader, "load", text.data, index.data, NULL};
        run_free(&run);
        run_start(&run, argv);
        run_finish(&run);
        samples_add(&loader_times, run.seconds);
        samples_add(&loader_work, run.processor);
        loader_bytes = file_bytes(index.data) / import->studies;
        run_shell("rm -f '%s'*", index.data);
        run_free(&run);
        run_import(import, &run);
        double seconds = run.lines[run.line_count - 1];
        samples_add(&times, seconds);
        samples_add(&rates, import->studies / seconds);
        samples_add(&work, run.processor);
    }
    String title = {0};
    string_format(&title, "import end to end with index, %.0f studies", import->studies);
    Table table;
    table_begin(&table, title.data);
    double loader = samples_at(&loader_times, 50);
    table_add_rounds(&table,
                     (TableLine){.name = "until the last study is in (goal: 1.75 × bare loader)",
                                 .unit = "s",
                                 .goal = 1.75 * loader,
                                 .yardstick = loader,
                                 .yardstick_name = "bare loader"},
                     &times);
    table_add_rounds(&table,
                     (TableLine){.name = "of the processor, merging included",
                                 .unit = "s",
                                 .goal = NAN,
                                 .yardstick = samples_at(&loader_work, 50),
                                 .yardstick_name = "bare loader"},
                     &work);
    table_add_rounds(
        &table,
        (TableLine){.name = "studies a second (goal: 1.5 × gunzip | xtract)",
                    .unit = "/s",
                    .goal = 1.5 * xtract,
                    .more_is_better = true,
                    .yardstick = xtract,
                    .yardstick_name = isnan(xtract) ? "xtract: not installed" : "gunzip | xtract"},
        &rates);
    table_end(&table);
    add_growth(import, &run, loader_bytes);
    unlink(text.data);
    samples_free(&rates);
    samples_free(&times);
    samples_free(&work);
    samples_free(&loader_times);
    samples_free(&loader_work);
    run_free(&run);
    string_free(&text);
    string_free(&index);
    string_free(&command);
    string_free(&title);
}

int main(int argc, char **argv) {
    if (argc < 7) {
        fprintf(stderr, "usage: import PROGRAM LOADER FOLDER NAME ROUNDS FILE…\n");
        return 2;
    }
    Import import = {.program = argv[1],
                     .loader = argv[2],
                     .folder = argv[3],
                     .name = argv[4],
                     .files = argv + 6,
                     .file_count = (size_t) argc - 6,
                     .studies = FILE_STUDIES * (double) (argc - 6)};
    int rounds = atoi(argv[5]);
    string_format(&import.place, "%s/%s", import.folder, import.name);
    string_format(&import.cache, "%s/cache.db", import.place.data);
    if (rounds > 1) {
        measure_beside_loader(&import, rounds, parse_measure(import.files[0]));
        links_measure(import.program, import.folder, LINKS);
    } else if (rounds == 1 || !file_exists(import.cache.data)) {
        Run run;
        run_import(&import, &run);
        add_growth(&import, &run, NAN);
        run_free(&run);
    }
    string_free(&import.place);
    string_free(&import.cache);
    return 0;
}
