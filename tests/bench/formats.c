// Measures reading: files of the formats that databases and reference managers exchange, beside
// bibutils, and finding duplicates among 100,000 records. Usage: formats PROGRAM CACHE FOLDER. The
// files are exports of CACHE. Times are those of the processor, so that other work on the machine counts less.

#include "carrel/base/file.h"
#include "carrel/format/format.h"
#include "measure.h"
#include "runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUNS       3
#define DUPLICATES 100000

static void print(Table *table, const char *name, const char *unit, double value, double goal,
                  const char *yardstick_name, double yardstick) {
    table_add(table, &(TableLine){.name = name,
                                  .unit = unit,
                                  .value = value,
                                  .goal = goal,
                                  .more_is_better = strcmp(unit, "s") != 0,
                                  .yardstick = yardstick,
                                  .yardstick_name = yardstick_name});
}

typedef struct {
    double records, megabytes, seconds;
} Reading;

static Reading read_all(Format format, const char *name) {
    enum { PIECE = 1 << 16 };
    String text = {0};
    Error err = {0};
    if (!file_read_all(name, SIZE_MAX / 2, &text, &err))
        bench_give_up("reading files", err.text);
    Reading best = {0, (double) text.length / 1e6, INFINITY};
    for (int i = 0; i < RUNS; i++) {
        Arena arena = {0};
        Item item;
        double start = processor_seconds(), records = 0;
        Reader *reader = formats[format].reader_new();
        for (size_t at = 0; at < text.length; at += PIECE) {
            reader_feed(reader, sv_part(string_view(&text), at, PIECE), at + PIECE >= text.length);
            for (; reader_next(reader, &arena, &item); arena_reset(&arena))
                records++;
        }
        reader_free(reader);
        double seconds = processor_seconds() - start;
        best.seconds = seconds < best.seconds ? seconds : best.seconds;
        best.records = records;
        arena_free(&arena);
    }
    string_free(&text);
    return best;
}

// NAN where the other program is not installed.
static double seconds_of(const char *program, const char *file) {
    return program_is_installed(program) ? run_shell("%s '%s' > /dev/null 2>&1", program, file) : NAN;
}

static void measure_format(Table *table, const char *program, const char *cache, const char *folder,
                           Format format, const char *other) {
    String file = {0}, name = {0};
    string_format(&file, "%s/export.%s", folder, formats[format].name);
    double written = run_shell("'%s' --cache '%s' export -q -f %s -o '%s'", program, cache,
                               formats[format].name, file.data);
    Reading reading = read_all(format, file.data);
    double seconds = other ? seconds_of(other, file.data) : NAN;
    double yardstick = isnan(seconds) ? NAN : reading.records / seconds;
    bool csv = format == FORMAT_CSV;
    string_format(&name, "%s parsed, records a second", formats[format].name);
    print(table, name.data, "/s", reading.records / reading.seconds, format == FORMAT_RIS ? 100000 : NAN,
          other ? other : "", yardstick);
    string_clear(&name);
    string_format(&name, "%s scanned, MB a second", formats[format].name);
    print(table, name.data, "MB/s", reading.megabytes / reading.seconds, csv ? 200 : NAN, "", NAN);
    string_clear(&name);
    string_format(&name, "%s exported, records a second", formats[format].name);
    print(table, name.data, "/s", reading.records / written, NAN, "", NAN);
    run_shell("rm -f '%s'", file.data);
    string_free(&file);
    string_free(&name);
}

static unsigned next_random(uint64_t *seed, unsigned limit) { // xorshift64* [Vigna 2016]
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (unsigned) ((*seed * 0x2545f4914f6cdd1d >> 32) % limit);
}

// Invented records without any number, of which each fourth is there a second time, spelt a little differently.
static void write_twice(const char *name) {
    static const char *const words[] = {"tea",   "sleep",    "liver", "kidney", "trial", "effect",
                                        "cups",  "children", "adult", "heart",  "pain",  "sugar",
                                        "nurse", "risk",     "dose",  "placebo"};
    FILE *file = fopen(name, "w");
    String record = {0};
    uint64_t seed = 42;
    for (int i = 0; file && i < DUPLICATES; i++) {
        bool again = i % 5 == 4;
        if (!again) {
            string_clear(&record);
            string_format(&record,
                          "AU  - Cup%u, A\nPY  - %u\nT2  - Journal of %s\nVL  - %u\nSP  - %u\nTI  - ",
                          next_random(&seed, 5000), 1990 + next_random(&seed, 30),
                          words[next_random(&seed, 16)], next_random(&seed, 80), next_random(&seed, 2000));
            for (int k = 0; k < 9; k++)
                string_format(&record, "%s%u ", words[next_random(&seed, 16)], next_random(&seed, 40));
        }
        fprintf(file, "TY  - JOUR\n%s%s\nER  - \n", record.data, again ? "study" : "");
    }
    string_free(&record);
    if (!file || fclose(file) != 0)
        bench_give_up("reading files", "the records for finding duplicates could not be written");
}

static void measure_dedupe(Table *table, const char *program, const char *folder) {
    String file = {0}, cache = {0}, home = {0};
    string_format(&file, "%s/twice.ris", folder);
    string_format(&cache, "%s/twice.db", folder);
    string_format(&home, "%s/twice-home", folder);
    write_twice(file.data);
    run_shell("rm -rf '%s' '%s'* && mkdir '%s'", home.data, cache.data, home.data);
    run_shell("HOME='%s' '%s' --cache '%s' -R '%s/twice.carrel' import -q '%s'", home.data, program,
              cache.data, home.data, file.data);
    double seconds =
        run_shell("HOME='%s' '%s' --cache '%s' -R '%s/twice.carrel' dedupe --dry-run > /dev/null", home.data,
                  program, cache.data, home.data);
    print(table, "duplicates among 100,000 records found", "s", seconds, 10, "", NAN);
    run_shell("rm -rf '%s' '%s'* '%s'", home.data, cache.data, file.data);
    string_free(&file);
    string_free(&cache);
    string_free(&home);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: formats PROGRAM CACHE FOLDER\n");
        return 2;
    }
    Table table;
    table_begin(&table, "reading and writing files, seconds of the processor");
    measure_format(&table, argv[1], argv[2], argv[3], FORMAT_RIS, "ris2xml");
    measure_format(&table, argv[1], argv[2], argv[3], FORMAT_BIBTEX, "bib2xml");
    measure_format(&table, argv[1], argv[2], argv[3], FORMAT_CSV, NULL);
    measure_format(&table, argv[1], argv[2], argv[3], FORMAT_MEDLINE, NULL);
    measure_format(&table, argv[1], argv[2], argv[3], FORMAT_ENDNOTE, NULL);
    measure_dedupe(&table, argv[1], argv[3]);
    table_end(&table);
    return 0;
}
