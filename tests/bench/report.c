// The beginning and the end of a run: report begin ROWS VERSION says on which machine it runs and begins the file of
// rows that measure.h describes; report end ROWS RESULTS.json makes one file of JSON of them and says what they
// mean for all of PubMed. report table RESULTS.json prints the tables of a run again.

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/json.h"
#include "results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALL_STUDIES  37e6
#define XML_MEASURED 10.6 // kB a record of the libraries that were measured
#define XML_OF_ALL   6.7  // kB, the mean of PubMed

static double median_of(const Results *results, const char *table, const char *name) {
    const ResultRow *row = results_find_like(results, table, name);
    return row ? row->line.value : NAN;
}

// Hours for all of PubMed where the rate keeps falling as it did: as a power of the studies that are there.
static double hours_falling(double last_rate, double ratio, double studies) {
    double power = log(ratio) / log((studies - 45000) / 45000);
    double at_last = studies - 45000;
    return ALL_STUDIES / (last_rate * pow(ALL_STUDIES / at_last, power) * (1 - power)) / 3600;
}

static void print_extrapolation(const Results *results) {
    static const char *const growth = "import as the cache grows";
    double last = median_of(results, growth, "studies a second, last 90 thousand");
    double ratio = median_of(results, growth, "rate of the last 90 thousand");
    double bytes = median_of(results, growth, "bytes a study");
    double merging = median_of(results, growth, "merging after");
    const ResultRow *row = results_find_like(results, growth, "studies a second, all");
    printf("\nextrapolation to 37 million studies (unproven)\n\n");
    if (!row || isnan(last) || isnan(ratio) || isnan(bytes)) {
        printf("Nothing to go by: no import was large enough.\n");
        return;
    }
    double studies = strtod(row->table + strlen(growth) + 2, NULL);
    printf("- time: %.1f hours at the rate of the last 90 thousand of %.3g million (%.0f a second)",
           ALL_STUDIES / last / 3600, studies / 1e6, last);
    if (ratio < 1)
        printf(", %.1f hours where it goes on falling as a power of the size",
               hours_falling(last, ratio, studies));
    printf("; and %.0f minutes of merging, in proportion\n", merging * ALL_STUDIES / studies / 60);
    printf(
        "- space: %.0f GB at %.0f bytes a study of %.1f kB XML; about %.0f GB at PubMed's mean of %.1f kB\n",
        bytes * ALL_STUDIES / 1e9, bytes, XML_MEASURED, bytes * ALL_STUDIES / 1e9 * XML_OF_ALL / XML_MEASURED,
        XML_OF_ALL);
}

static void write_file(const char *name, const String *content) {
    Error err = {0};
    if (!file_write_all(name, string_view(content), 0644, &err))
        bench_give_up(name, err.text);
}

// The first line tells of the run; a brace is left open for the rows.
static void begin_rows(const char *rows, const char *version) {
    String out = {0}, machine = {0}, date = {0};
    machine_describe(&machine);
    clock_add_iso(&date, clock_now_ms());
    printf("carrel %s, %s\n%s\n", version, date.data, machine.data);
    JsonWriter json = {.out = &out};
    json_object_begin(&json);
    json_field_text(&json, "version", version);
    json_field_text(&json, "date", date.data);
    json_field_text(&json, "machine", machine.data);
    json_key(&json, "rows");
    string_add_text(&out, "[\n");
    write_file(rows, &out);
    string_free(&out);
    string_free(&machine);
    string_free(&date);
}

static void join_rows(const char *rows, const char *name) {
    Error err = {0};
    String text = {0}, out = {0};
    if (!file_read_all(rows, SIZE_MAX / 2, &text, &err))
        bench_give_up(rows, err.text);
    StringView rest = string_view(&text), line;
    for (size_t count = 0; sv_line(&rest, &line); count++) {
        string_add_text(&out, count > 1 ? ",\n" : count > 0 ? "\n" : "");
        string_add(&out, line);
    }
    string_add_text(&out, "\n]}\n");
    write_file(name, &out);
    string_free(&text);
    string_free(&out);
}

static void print_tables(const Results *results) {
    printf("carrel %s, %s\n%s\n", results->version, results->date, results->machine);
    for (size_t i = 0; i < results->count; i++) {
        const ResultRow *row = &results->rows[i];
        if (i == 0 || strcmp(row->table, results->rows[i - 1].table) != 0) {
            printf("\n%s\n\n", row->table);
            table_print_head(stdout);
        }
        table_print_line(stdout, &row->line);
    }
}

int main(int argc, char **argv) {
    bool end = argc == 4 && strcmp(argv[1], "end") == 0;
    if (argc == 4 && strcmp(argv[1], "begin") == 0) {
        begin_rows(argv[2], argv[3]);
        return 0;
    }
    if (!end && !(argc == 3 && strcmp(argv[1], "table") == 0)) {
        fprintf(
            stderr,
            "usage: report begin ROWS VERSION, report end ROWS RESULTS.json, report table RESULTS.json\n");
        return 2;
    }
    Results results;
    if (end)
        join_rows(argv[2], argv[3]);
    results_read(argv[end ? 3 : 2], &results);
    if (!end)
        print_tables(&results);
    print_extrapolation(&results);
    results_free(&results);
    return 0;
}
