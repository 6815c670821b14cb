// Measures what reads of a cache take, without a screen: rows of a list, a study, links, searches. Beside
// the rows runs a bare SELECT of the same. Usage: store CACHE, one that `make bench` has made.

#include "carrel/base/clock.h"
#include "carrel/store/search.h"
#include "measure.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

#define ROUNDS 400
#define WINDOW 50

static uint64_t next_random(uint64_t *seed) { // xorshift64 [Marsaglia 2003]
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static sqlite3_stmt *open_bare(const char *path, sqlite3 **sqlite) {
    sqlite3_stmt *statement;
    if (sqlite3_open_v2(path, sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(*sqlite, "SELECT * FROM study WHERE id = ?1", -1, &statement, NULL) != SQLITE_OK)
        bench_give_up(path, sqlite3_errmsg(*sqlite));
    return statement;
}

static void select_bare(sqlite3_stmt *statement, const StudyId *ids) {
    for (size_t i = 0; i < WINDOW; i++) {
        sqlite3_bind_int64(statement, 1, ids[i]);
        if (sqlite3_step(statement) != SQLITE_ROW)
            bench_give_up("a row", "it is not there");
        sqlite3_reset(statement);
    }
}

static void print(Table *table, const char *name, Samples *samples, Samples *bare) {
    static const double percents[] = {50, 99};
    for (size_t i = 0; i < 2; i++) {
        char line[64];
        snprintf(line, sizeof line, "%s, p%.0f", name, percents[i]);
        table_add(table, &(TableLine){.name = line,
                                      .unit = "ms",
                                      .value = samples_at(samples, percents[i]),
                                      .goal = NAN,
                                      .yardstick = bare ? samples_at(bare, percents[i]) : NAN,
                                      .yardstick_name = bare ? "SELECT" : NULL});
    }
    samples_free(samples);
}

static void read_windows(Table *table, Cache *cache, const char *path, const IdList *all, bool scattered) {
    Error err = {0};
    Arena arena = {0};
    Samples own = {0}, bare = {0};
    uint64_t seed = 42;
    sqlite3 *sqlite;
    sqlite3_stmt *statement = open_bare(path, &sqlite);
    for (size_t i = 0; i < ROUNDS; i++) {
        StudyId ids[WINDOW];
        StudyRow rows[WINDOW];
        size_t at = next_random(&seed) % (all->count - WINDOW);
        for (size_t k = 0; k < WINDOW; k++)
            ids[k] = all->ids[scattered ? next_random(&seed) % all->count : at + k];
        int64_t start = clock_ticks_us();
        select_bare(statement, ids);
        samples_add(&bare, ms_since(start));
        arena_reset(&arena);
        start = clock_ticks_us();
        if (!cache_rows(cache, ids, WINDOW, &arena, rows, &err))
            bench_give_up("rows", err.text);
        samples_add(&own, ms_since(start));
    }
    print(table, scattered ? "50 rows, scattered" : "50 rows, newest first", &own, &bare);
    samples_free(&bare);
    sqlite3_finalize(statement);
    sqlite3_close(sqlite);
    arena_free(&arena);
}

static void read_studies(Table *table, Cache *cache, const IdList *all) {
    Error err = {0};
    Arena arena = {0};
    Samples open = {0}, links = {0};
    uint64_t seed = 43;
    for (size_t i = 0; i < ROUNDS; i++) {
        Study study;
        bool found;
        LinkList list;
        StudyId id = all->ids[next_random(&seed) % all->count];
        arena_reset(&arena);
        int64_t start = clock_ticks_us();
        if (!cache_study(cache, id, &arena, &study, &found, &err))
            bench_give_up("study", err.text);
        samples_add(&open, ms_since(start));
        start = clock_ticks_us();
        if (!cache_links(cache, id, LINK_REFERENCES, WINDOW, &arena, &list, &err) ||
            !cache_links(cache, id, LINK_CITED_BY, WINDOW, &arena, &list, &err))
            bench_give_up("links", err.text);
        samples_add(&links, ms_since(start));
    }
    print(table, "one study", &open, NULL);
    print(table, "its references and citers", &links, NULL);
    arena_free(&arena);
}

typedef struct {
    int64_t start;
    double first;
} FirstTime;
static void note_first(void *context, const StudyId *ids, size_t count) {
    FirstTime *time = context;
    (void) ids, (void) count;
    time->first = ms_since(time->start);
}

static void search(Cache *cache, const char *query, Sort sort, IdList *ids, double *first, double *all) {
    Error err = {0};
    Arena arena = {0};
    FirstTime time = {0};
    QueryNode *tree = query_parse(sv(query), &arena, NULL, NULL, &err);
    Search request = {.tree = tree,
                      .sort = sort,
                      .descending = true,
                      .first = note_first,
                      .context = &time,
                      .first_count = WINDOW};
    time.start = clock_ticks_us();
    if (!tree || !search_run(cache, &request, ids, NULL, &err))
        bench_give_up(query, err.text);
    *all = ms_since(time.start);
    *first = time.first > 0 ? time.first : *all;
    arena_free(&arena);
}

static void print_searches(Cache *cache) {
    static const struct {
        const char *query;
        Sort sort;
    } searches[] = {{"", SORT_DATE},
                    {"ka", SORT_DATE},
                    {"rentomis", SORT_DATE},
                    {"ti:to", SORT_DATE},
                    {"ka to mis", SORT_DATE},
                    {"ka year:2001..2003", SORT_DATE},
                    {"\"ka to\"", SORT_DATE},
                    {"NOT ka", SORT_DATE},
                    {"sal*", SORT_DATE},
                    {"cites:>5", SORT_DATE},
                    {"refs:10003000", SORT_DATE},
                    {"refs:(ti:rentomis)", SORT_DATE},
                    {"renren", SORT_RELEVANCE},
                    {"", SORT_AUTHOR},
                    {"", SORT_CITED_BY}};
    printf("\n| %-24s | %-10s | %8s | %14s | %10s |\n", "query", "order", "hits", "first 50", "all");
    printf("|%.26s|%.12s|%.9s:|%.15s:|%.11s:|\n", "--------------------------", "--------------",
           "----------------", "----------------", "----------------");
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        IdList ids = {0};
        double first, all;
        search(cache, searches[i].query, searches[i].sort, &ids, &first, &all);
        printf("| %-24s | %-10s | %8zu | %11.2f ms | %7.2f ms |\n",
               *searches[i].query ? searches[i].query : "(no limit)", sort_names[searches[i].sort], ids.count,
               first, all);
        id_list_free(&ids);
    }
}

int main(int argc, char **argv) {
    Error err = {0};
    Cache *cache = argc == 2 ? cache_open_reader(argv[1], &err) : NULL;
    if (!cache)
        bench_give_up("usage: store CACHE", err.text);
    IdList all = {0};
    double first, whole;
    search(cache, "", SORT_DATE, &all, &first, &whole);
    if (all.count < 2 * WINDOW)
        bench_give_up(argv[1], "it holds too few studies");
    Table table;
    table_begin(&table, "reads of the cache without a screen, 30 thousand studies");
    read_windows(&table, cache, argv[1], &all, false);
    read_windows(&table, cache, argv[1], &all, true);
    read_studies(&table, cache, &all);
    table_end(&table);
    print_searches(cache);
    id_list_free(&all);
    cache_close(cache);
    return 0;
}
