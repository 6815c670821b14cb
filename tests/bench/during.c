// Measures reading while another process imports as fast as it can: studies with their links in the store, keys on
// the screen. Usage: during PROGRAM FOLDER NAME FIRST.xml.gz SECOND.xml.gz: both files are new to the cache
// FOLDER/NAME/cache.db, of which a copy is used.

#include "carrel/base/clock.h"
#include "carrel/store/cache.h"
#include "runs.h"
#include "typing.h"

#include <math.h>

#define LINKS   50
#define WAIT_MS 2 // between two studies in the store
#define LEAST   100

typedef struct {
    const char *program, *folder;
    String place, cache;
} Copy;

static void start_import(const Copy *copy, const char *file, Run *run) {
    const char *const argv[] = {
        copy->program, "--cache", copy->cache.data, "import", "--cache-only", "--json", file, NULL};
    run_start(run, argv);
}

static uint64_t next_random(uint64_t *seed) { // xorshift64 [Marsaglia 2003]
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void read_study(Cache *cache, StudyId id, Arena *arena) {
    Error err = {0};
    Study study;
    bool found;
    LinkList links;
    cache_read_begin(cache); // as for each picture of the program
    if (!cache_study(cache, id, arena, &study, &found, &err) ||
        !cache_links(cache, id, LINK_REFERENCES, LINKS, arena, &links, &err) ||
        !cache_links(cache, id, LINK_CITED_BY, LINKS, arena, &links, &err))
        bench_give_up("a study", err.text);
    cache_read_end(cache);
}

static void read_store(const Copy *copy, const char *file, Samples *lags) {
    Error err = {0};
    Arena arena = {0};
    IdList ids = {0};
    Cache *cache = cache_open_reader(copy->cache.data, &err);
    if (!cache || !cache_ids(cache, false, &ids, &err) || ids.count == 0)
        bench_give_up(copy->cache.data, err.text);
    uint64_t seed = 44;
    Run run;
    start_import(copy, file, &run);
    // As long as it stores; not while it merges.
    while (run_step(&run, WAIT_MS) && run.line_count == 0) {
        arena_reset(&arena);
        int64_t start = clock_ticks_us();
        read_study(cache, ids.ids[next_random(&seed) % ids.count], &arena);
        samples_add(lags, ms_since(start));
    }
    run_finish(&run);
    run_free(&run);
    cache_close(cache);
    id_list_free(&ids);
    arena_free(&arena);
}

static void read_screen(const Copy *copy, const char *file, Samples *lags) {
    const char *const argv[] = {copy->program, "--cache", copy->cache.data, "--cache-only", NULL};
    Run run;
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait_idle(terminal);
    terminal_wait(terminal, " PMID ");
    start_import(copy, file, &run);
    while (run_step(&run, 0) && run.line_count == 0)
        samples_add(lags, typing_row_down(terminal));
    terminal_free(terminal);
    run_finish(&run);
    run_free(&run);
}

static void add(Table *table, const char *name, double value, double goal) {
    table_add(table,
              &(TableLine){.name = name, .unit = "ms", .value = value, .goal = goal, .yardstick = NAN});
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: during PROGRAM FOLDER NAME FIRST.xml.gz SECOND.xml.gz\n");
        return 2;
    }
    Copy copy = {.program = argv[1], .folder = argv[2]};
    Samples store = {0}, screen = {0};
    String title = {0};
    string_format(&copy.place, "%s/working", copy.folder);
    string_format(&copy.cache, "%s/cache.db", copy.place.data);
    run_shell("rm -rf '%s' && cp -r '%s/%s' '%s'", copy.place.data, copy.folder, argv[3], copy.place.data);
    read_store(&copy, argv[4], &store);
    read_screen(&copy, argv[5], &screen);
    if (store.count < LEAST || screen.count < LEAST)
        bench_give_up("reading during an import", "the import ended too soon");
    string_format(&title, "reading while another process imports flat out, library of %s", argv[3]);
    Table table;
    table_begin(&table, title.data);
    add(&table, "a study with its links, in the store, p50", samples_at(&store, 50), 0.1);
    add(&table, "a study with its links, in the store, p99", samples_at(&store, 99), 1);
    add(&table, "a study with its links, in the store, slowest", samples_at(&store, 100), NAN);
    add(&table, "row down, key to screen, p50", samples_at(&screen, 50), NAN);
    add(&table, "row down, key to screen, p99", samples_at(&screen, 99), 5);
    add(&table, "row down, key to screen, slowest", samples_at(&screen, 100), 16);
    table_end(&table);
    run_shell("rm -rf '%s'", copy.place.data);
    samples_free(&store);
    samples_free(&screen);
    string_free(&copy.place);
    string_free(&copy.cache);
    string_free(&title);
    return 0;
}
