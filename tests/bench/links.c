#include "links.h"

#include "carrel/base/memory.h"
#include "measure.h"
#include "runs.h"

#include <math.h>
#include <stdlib.h>

#define FIRST    10000001
#define EACH     30 // references of a study
#define SMALLEST 1000

static uint64_t next_random(uint64_t *seed) { // xorshift64* [Vigna 2016]
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1d;
}

typedef struct {
    unsigned citing, referenced;
} Link;

// Each study refers to studies before it, to few of them very often.
static Link *make_links(size_t count) {
    Link *links = memory_new(count * sizeof *links);
    uint64_t seed = 42;
    for (size_t i = 0; i < count; i++) {
        unsigned before = (unsigned) (i / EACH) + SMALLEST;
        double u = (double) (next_random(&seed) >> 11) / 9007199254740992.0;
        unsigned back =
            next_random(&seed) % 10 < 4 ? (unsigned) exp2(u * log2(before)) - 1 : (unsigned) (u * before);
        links[i] = (Link){FIRST + before, FIRST + back};
    }
    return links;
}

static void shuffle(Link *links, size_t count) {
    uint64_t seed = 43;
    for (size_t i = count - 1; i > 0; i--) {
        size_t other = (size_t) (next_random(&seed) % (i + 1));
        Link link = links[i];
        links[i] = links[other];
        links[other] = link;
    }
}

static void write_links(const char *name, const Link *links, size_t count) {
    FILE *file = fopen(name, "w");
    if (file)
        fprintf(file, "citing,referenced\n");
    for (size_t i = 0; file && i < count; i++)
        fprintf(file, "%u,%u\n", links[i].citing, links[i].referenced);
    if (!file || fclose(file) != 0)
        bench_give_up(name, "it could not be written");
}

static void measure_order(const char *program, const char *folder, const Link *links, size_t count,
                          const char *order) {
    String file = {0}, cache = {0}, place = {0}, title = {0};
    string_format(&place, "%s/links", folder);
    string_format(&file, "%s/links.csv", folder);
    string_format(&cache, "%s/cache.db", place.data);
    run_shell("rm -rf '%s' && mkdir '%s'", place.data, place.data);
    write_links(file.data, links, count);
    const char *const argv[] = {program,        "--cache", cache.data, "import",
                                "--cache-only", "--json",  file.data,  NULL};
    Run run;
    run_start(&run, argv);
    run_finish(&run);
    if (run.line_count == 0)
        bench_give_up(file.data, "its import told nothing");
    string_format(&title, "a file of nothing but links, %.3g million, %s", (double) count / 1e6, order);
    Table table;
    table_begin(&table, title.data);
    table_add(&table, &(TableLine){.name = "links a second, merging of the index not counted",
                                   .unit = "/s",
                                   .value = (double) count / run.lines[0],
                                   .goal = 400000,
                                   .more_is_better = true,
                                   .yardstick = NAN});
    table_add(&table, &(TableLine){.name = "links a second, until the program ended",
                                   .unit = "/s",
                                   .value = (double) count / run.seconds,
                                   .goal = NAN,
                                   .more_is_better = true,
                                   .yardstick = NAN});
    table_add(&table, &(TableLine){.name = "bytes for a link, both ways",
                                   .unit = "B",
                                   .value = folder_bytes(place.data) / (double) count,
                                   .goal = 6,
                                   .yardstick = NAN});
    table_add(&table, &(TableLine){.name = "peak anonymous memory (RssAnon) of the importer",
                                   .unit = "MB",
                                   .value = run.peak_mb,
                                   .goal = 800,
                                   .yardstick = NAN});
    table_end(&table);
    run_shell("rm -rf '%s' '%s'", place.data, file.data);
    run_free(&run);
    string_free(&file);
    string_free(&cache);
    string_free(&place);
    string_free(&title);
}

void links_measure(const char *program, const char *folder, size_t count) {
    Link *links = make_links(count);
    measure_order(program, folder, links, count, "by citing study");
    shuffle(links, count);
    measure_order(program, folder, links, count, "in any order");
    free(links);
}
