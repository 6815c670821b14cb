// Measures what searches take in the store: the first screenful with the files in memory and without, exact counts,
// ranking, interrupting, studies like one. Usage: search FOLDER/NAME, where an import has made cache.db. Beside the
// searches runs the bare SQL of the same.

#include "carrel/store/search.h"
#include "bare.h"
#include "carrel/base/clock.h"
#include "measure.h"
#include "probes.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS    5
#define SCREENFUL 50

typedef struct {
    const char *folder;
    String path;
    Cache *cache;
    Bare *bare;
    Table table;
    Probes probes;
} Bench;

typedef struct {
    Cache *stops; // once the first screenful is there, where nobody wants the rest
    int64_t start;
    double first, all;  // ms
    size_t hits, shown; // of all; in the first screenful
    bool cancelled;
} Answer;

static void note_first(void *context, const StudyId *ids, size_t count) {
    Answer *answer = context;
    (void) ids;
    if (answer->first == 0) {
        answer->first = ms_since(answer->start);
        answer->shown = count;
    }
    if (answer->stops)
        search_interrupt(answer->stops);
}

static Answer ask(Cache *cache, const char *query, Sort sort, bool all) {
    Error err = {0};
    Arena arena = {0};
    Answer answer = {.stops = all ? NULL : cache, .start = clock_ticks_us()};
    IdList ids = {0};
    QueryNode *tree = query_parse(sv(query), &arena, NULL, NULL, &err);
    Search request = {.tree = tree,
                      .sort = sort,
                      .descending = true,
                      .first = note_first,
                      .context = &answer,
                      .first_count = SCREENFUL};
    bool ok = tree && search_run(cache, &request, &ids, NULL, &err);
    answer.cancelled = !ok && err.kind == ERROR_CANCELLED;
    if (!ok && !answer.cancelled)
        bench_give_up(query, err.text);
    answer.all = ms_since(answer.start);
    answer.hits = ids.count;
    if (answer.first == 0) {
        answer.first = answer.all;
        answer.shown = answer.hits;
    }
    id_list_free(&ids);
    arena_free(&arena);
    return answer;
}

// --- the page cache ---

// Asks the kernel to forget what it holds of the cache's files.
static void forget_files(const Bench *bench) {
    DIR *entries = opendir(bench->folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", bench->folder, entry->d_name);
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            fdatasync(file);
            posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
            close(file);
        }
    }
    if (entries)
        closedir(entries);
}

static void open_cache(Bench *bench) {
    Error err = {0};
    cache_close(bench->cache);
    bench->cache = cache_open_reader(bench->path.data, &err);
    if (!bench->cache)
        bench_give_up(bench->path.data, err.text);
}

// --- first screenfuls ---

typedef struct {
    const char *name;
    const char *const *queries; // PROBES of them
    double warm, cold;          // goals, ms
} Kind;

static void measure_warm(Bench *bench, const Kind *kind) {
    Samples own = {0}, bare = {0};
    char name[96];
    for (int round = 0; round <= ROUNDS; round++) {
        Samples lags = {0}, bare_lags = {0};
        size_t shown = 0;
        for (size_t i = 0; i < PROBES; i++) {
            Answer answer = ask(bench->cache, kind->queries[i], SORT_DATE, false);
            shown += answer.shown;
            samples_add(&lags, answer.first);
            samples_add(&bare_lags, bare_first(bench->bare, kind->queries[i], SCREENFUL));
        }
        if (shown == 0)
            bench_give_up(kind->name, "no study was found: the index is not complete");
        if (round > 0) { // the first brings the files into memory
            samples_add(&own, samples_at(&lags, 99));
            samples_add(&bare, samples_at(&bare_lags, 99));
        }
        samples_free(&lags);
        samples_free(&bare_lags);
    }
    snprintf(name, sizeof name, "first screenful, %s, warm, p99", kind->name);
    table_add_rounds(&bench->table,
                     (TableLine){.name = name,
                                 .unit = "ms",
                                 .goal = kind->warm,
                                 .yardstick = samples_at(&bare, 50),
                                 .yardstick_name = "bare SQL, p99"},
                     &own);
    samples_free(&own);
    samples_free(&bare);
}

static void measure_cold(Bench *bench, const Kind *kind) {
    Samples lags = {0};
    char name[96];
    for (size_t i = 0; i < PROBES; i++) {
        open_cache(bench);
        forget_files(bench);
        samples_add(&lags, ask(bench->cache, kind->queries[i], SORT_DATE, false).first);
    }
    snprintf(name, sizeof name, "first screenful, %s, cold, p99", kind->name);
    table_add(&bench->table, &(TableLine){.name = name,
                                          .unit = "ms",
                                          .value = samples_at(&lags, 99),
                                          .low = samples_at(&lags, 0),
                                          .high = samples_at(&lags, 100),
                                          .goal = kind->cold,
                                          .yardstick = NAN});
    samples_free(&lags);
}

static void measure_first(Bench *bench) {
    Arena arena = {0};
    const Probes *probes = &bench->probes;
    const char *both[PROBES], *mixed[PROBES], *strategy[PROBES];
    for (size_t i = 0; i < PROBES; i++) {
        both[i] = arena_format(&arena, "%s %s", probes->common[i], probes->common[(i + 1) % PROBES]);
        mixed[i] = arena_format(&arena, "%s %s", probes->rare[i], probes->common[i]);
        strategy[i] = probes->strategy;
    }
    const Kind kinds[] = {{"a word in 10 to 50 %", probes->common, 1, 20},
                          {"two such words (AND)", both, 1, 20},
                          {"a phrase", probes->phrases, 1, 20},
                          {"rare AND common", mixed, 15, NAN},
                          {"a prefix of 3 letters", probes->beginnings, 40, NAN},
                          {"a strategy of 200 terms", strategy, 150, NAN}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        measure_warm(bench, &kinds[i]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        measure_cold(bench, &kinds[i]);
    arena_free(&arena);
}

// --- counts, ranking, interrupting ---

static void measure_counts(Bench *bench) {
    Samples own = {0}, bare = {0};
    for (size_t i = 0; i < PROBES; i++) {
        samples_add(&own, ask(bench->cache, bench->probes.common[i], SORT_DATE, true).all);
        samples_add(&bare, bare_count(bench->bare, bench->probes.common[i]));
    }
    table_add_rounds(&bench->table,
                     (TableLine){.name = "exact count and all ids, a word in 10 to 50 %",
                                 .unit = "ms",
                                 .goal = 100,
                                 .yardstick = samples_at(&bare, 50),
                                 .yardstick_name = "bare SQL, count alone"},
                     &own);
    samples_free(&own);
    samples_free(&bare);
}

static void measure_ranking(Bench *bench) {
    Samples first = {0}, all = {0}, bare = {0};
    char name[96];
    size_t hits = 0;
    for (int i = 0; i < ROUNDS; i++) {
        Answer answer = ask(bench->cache, bench->probes.most, SORT_RELEVANCE, true);
        hits = answer.hits;
        samples_add(&first, answer.first);
        samples_add(&all, answer.all);
    }
    samples_add(&bare, bare_ranked(bench->bare, bench->probes.most, SCREENFUL));
    table_add_rounds(&bench->table,
                     (TableLine){.name = "by relevance, first screenful (of the newest 10,000)",
                                 .unit = "ms",
                                 .goal = 10,
                                 .yardstick = NAN},
                     &first);
    snprintf(name, sizeof name, "by relevance, complete, a word in %.0f %%",
             100.0 * (double) hits / (double) bench->probes.ids.count);
    table_add_rounds(&bench->table,
                     (TableLine){.name = name,
                                 .unit = "ms",
                                 .goal = 250,
                                 .yardstick = samples_at(&bare, 50),
                                 .yardstick_name = "bare SQL, bm25()"},
                     &all);
    samples_free(&first);
    samples_free(&all);
    samples_free(&bare);
}

typedef struct {
    Cache *cache;
    const char *query;
    Sort sort;
    Answer answer;
    int64_t ended;
} Asking;

static void *ask_in_thread(void *context) {
    Asking *asking = context;
    asking->answer = ask(asking->cache, asking->query, asking->sort, true);
    asking->ended = clock_ticks_us();
    return NULL;
}

static void measure_interrupt(Bench *bench) {
    static const struct {
        const char *query;
        Sort sort;
    } heavy[] = {{"a*", SORT_DATE}, {NULL, SORT_RELEVANCE}, {"", SORT_AUTHOR}, {"", SORT_CITED_BY}};
    Samples lags = {0};
    for (size_t i = 0; i < 4 * PROBES; i++) {
        const char *query = heavy[i % 4].query ? heavy[i % 4].query : bench->probes.most;
        Asking asking = {.cache = bench->cache, .query = query, .sort = heavy[i % 4].sort};
        pthread_t thread;
        if (pthread_create(&thread, NULL, ask_in_thread, &asking) != 0)
            bench_give_up("interrupting", "a thread could not be started");
        usleep((useconds_t) (2000 + 1000 * (i / 4)));
        int64_t asked = clock_ticks_us();
        search_interrupt(bench->cache);
        pthread_join(thread, NULL);
        if (asking.answer.cancelled)
            samples_add(&lags, (double) (asking.ended - asked) / 1000);
    }
    table_add(&bench->table, &(TableLine){.name = "until an interrupted search has ended, slowest",
                                          .unit = "ms",
                                          .value = samples_at(&lags, 100),
                                          .low = samples_at(&lags, 0),
                                          .high = samples_at(&lags, 100),
                                          .goal = 10,
                                          .yardstick = NAN});
    samples_free(&lags);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: search FOLDER, which holds cache.db\n");
        return 2;
    }
    Bench bench = {.folder = argv[1]};
    String title = {0};
    string_format(&bench.path, "%s/cache.db", bench.folder);
    open_cache(&bench);
    probes_take(bench.cache, &bench.probes);
    bench.bare = bare_open(bench.folder);
    string_format(&title, "searches in the store, %zu studies", bench.probes.ids.count);
    table_begin(&bench.table, title.data);
    measure_first(&bench);
    measure_counts(&bench);
    measure_ranking(&bench);
    measure_interrupt(&bench);
    table_end(&bench.table);
    bare_close(bench.bare);
    probes_free(&bench.probes);
    cache_close(bench.cache);
    string_free(&bench.path);
    string_free(&title);
    return 0;
}
