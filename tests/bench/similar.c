// Measures how long it takes to find studies like one. Usage: similar FOLDER, where an import has made cache.db.

#include "carrel/store/similar.h"
#include "carrel/base/clock.h"
#include "measure.h"

#include <math.h>

#define NEAREST 20
#define STUDIES 100

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: similar FOLDER, which holds cache.db\n");
        return 2;
    }
    Error err = {0};
    Arena arena = {0};
    Samples lags = {0};
    String path = {0}, title = {0};
    string_format(&path, "%s/cache.db", argv[1]);
    Cache *cache = cache_open_reader(path.data, &err);
    IdList ids = {0};
    if (!cache || !cache_ids(cache, false, &ids, &err) || ids.count == 0)
        bench_give_up(path.data, err.text);
    for (size_t i = 0; i <= STUDIES; i++) {
        SimilarStudy *rows;
        size_t count;
        int64_t start = clock_ticks_us();
        if (!similar_find(cache, ids.ids[i * (ids.count - 1) / STUDIES], NEAREST, &arena, &rows, &count,
                          &err))
            bench_give_up("similar studies", err.text);
        samples_add(&lags, ms_since(start));
        arena_reset(&arena);
    }
    string_format(&title, "studies like one, %zu studies", ids.count);
    Table table;
    table_begin(&table, title.data);
    table_add(&table, &(TableLine){.name = "by text and links, p50",
                                   .unit = "ms",
                                   .value = samples_at(&lags, 50),
                                   .goal = NAN,
                                   .yardstick = NAN});
    table_add(&table, &(TableLine){.name = "by text and links, p99",
                                   .unit = "ms",
                                   .value = samples_at(&lags, 99),
                                   .low = samples_at(&lags, 0),
                                   .high = samples_at(&lags, 100),
                                   .goal = 150,
                                   .yardstick = NAN});
    table_end(&table);
    cache_close(cache);
    id_list_free(&ids);
    arena_free(&arena);
    samples_free(&lags);
    string_free(&path);
    string_free(&title);
    return 0;
}
