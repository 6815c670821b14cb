// Measures thinking over citation links on a made-up graph: building it, chasing from 200 seeds, PageRank,
// shortest paths, islands; and the links of a cache. Usage: graph [CACHE [STUDIES [LINKS]]].

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/graph/chase.h"
#include "carrel/graph/islands.h"
#include "carrel/graph/pagerank.h"
#include "carrel/graph/path.h"
#include "carrel/store/link_stream.h"
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST 10000001
#define PATHS 100
#define SEEDS 200

static uint64_t next_random(uint64_t *seed) { // xorshift64* [Vigna 2016]
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1d;
}

static void add(Table *table, const char *name, const char *unit, double value, double goal) {
    table_add(table,
              &(TableLine){.name = name, .unit = unit, .value = value, .goal = goal, .yardstick = NAN});
}

// Studies cite earlier ones: one in ten of the classics, which are cited by the ten thousand, the others of
// their own field, mostly recent ones.
static StudyId cited_by(uint64_t *seed, size_t study) {
    double u = (double) (next_random(seed) >> 11) / 9007199254740992.0;
    if (next_random(seed) % 10 == 0) {
        return FIRST + (StudyId) exp2(u * log2((double) study)) - 1;
    }
    double back = exp2(u * log2(study < 20000 ? (double) study : 20000.0));
    return FIRST + (StudyId) ((double) study - back);
}

static void build(Table *table, size_t studies, size_t links, Graph *graph) {
    Error err = {0};
    uint64_t seed = 42;
    size_t each = links / studies * 2, added = 0;
    double before = process_anonymous_mb(getpid());
    int64_t start = clock_ticks_us();
    GraphBuilder *builder = graph_builder_new();
    for (size_t i = 1; i < studies; i++) {
        StudyId references[256];
        size_t count = next_random(&seed) % (each + 1);
        for (size_t k = 0; k < count && k < 256; k++) {
            references[k] = cited_by(&seed, i);
        }
        added += count;
        graph_builder_add_study(builder, FIRST + (StudyId) i, 1975 + (int) (i * 50 / studies));
        if (!graph_builder_add(builder, FIRST + (StudyId) i, LINK_REFERENCES, references, count, &err)) {
            bench_give_up("building", err.text);
        }
    }
    add(table, "gathering links", "s", seconds_since(start), NAN);
    start = clock_ticks_us();
    graph_builder_take(builder, graph);
    add(table, "making the graph of them", "s", seconds_since(start), NAN);
    add(table, "links gathered", "million", (double) added / 1e6, NAN);
    add(table, "links in the graph", "million", (double) graph->links / 1e6, NAN);
    double taken = (process_anonymous_mb(getpid()) - before) * 1024 * 1024;
    add(table, "memory of a link both ways", "bytes", taken / graph->links, 12);
}

static void rank(Table *table, const Graph *graph, double *ranks) {
    PagerankRun run;
    int64_t start = clock_ticks_us();
    double worked = processor_seconds();
    graph_pagerank(graph, (GraphStop){0}, ranks, &run);
    add(table, "PageRank", "s", seconds_since(start), 5);
    add(table, "PageRank, processor", "s", processor_seconds() - worked, NAN);
    add(table, "PageRank, rounds", "", run.rounds, PAGERANK_ROUNDS);
}

static void find_paths(Table *table, const Graph *graph) {
    Samples samples = {0}, lengths = {0};
    uint64_t seed = 43;
    Arena arena = {0};
    for (size_t i = 0; i < PATHS; i++) {
        CitationPath path;
        StudyId from = graph->ids[next_random(&seed) % graph->count];
        StudyId to = graph->ids[next_random(&seed) % graph->count];
        int64_t start = clock_ticks_us();
        graph_path(graph, from, to, false, &arena, &path);
        samples_add(&samples, ms_since(start));
        samples_add(&lengths, (double) path.count);
        arena_reset(&arena);
    }
    add(table, "shortest path, p50", "ms", samples_at(&samples, 50), NAN);
    add(table, "shortest path, the slowest of 100", "ms", samples_at(&samples, 100), 200);
    add(table, "studies on it, the longest", "", samples_at(&lengths, 100), NAN);
    samples_free(&samples);
    samples_free(&lengths);
    arena_free(&arena);
}

static void chase_by(Table *table, const Graph *graph, const char *name, const ChaseRequest *request,
                     double goal) {
    Arena arena = {0};
    Chase chase;
    String line = {0};
    int64_t start = clock_ticks_us();
    graph_chase(graph, request, &arena, &chase);
    add(table, name, "ms", ms_since(start), goal);
    string_format(&line, "%s: candidates", name);
    add(table, string_text(&line), "", (double) chase.found, NAN);
    string_clear(&line);
    string_format(&line, "%s: ways left out", name);
    add(table, string_text(&line), "", (double) (chase.hubs + chase.left_out), NAN);
    string_free(&line);
    arena_free(&arena);
}

static void chase_all(Table *table, const Graph *graph, const double *ranks) {
    StudyId seeds[SEEDS], classics[SEEDS];
    uint64_t seed = 44;
    for (size_t i = 0; i < SEEDS; i++) { // of one field
        seeds[i] = graph->ids[graph->count / 2 + next_random(&seed) % (graph->count / 100)];
        classics[i] = graph->ids[i];
    }
    ChaseRequest request = {.seeds = seeds,
                            .seed_count = SEEDS,
                            .routes = ROUTE_BACK | ROUTE_FORWARD,
                            .most = 10000,
                            .pageranks = ranks};
    chase_by(table, graph, "chase, 200 seeds, direct links", &request, 300);
    request.routes = ROUTE_BACK | ROUTE_FORWARD | ROUTE_COCITED | ROUTE_COCITING;
    chase_by(table, graph, "chase, 200 seeds, all routes", &request, 300);
    request.seeds = classics;
    chase_by(table, graph, "chase, the 200 most cited", &request, NAN);
}

static void find_islands(Table *table, const Graph *graph) {
    StudyId set[SEEDS];
    uint64_t seed = 45;
    Arena arena = {0};
    Islands islands;
    for (size_t i = 0; i < SEEDS; i++) {
        set[i] = graph->ids[next_random(&seed) % graph->count];
    }
    int64_t start = clock_ticks_us();
    graph_islands(graph, set, SEEDS, 100, &arena, &islands);
    add(table, "islands of 200 studies and who connects them", "ms", ms_since(start), NAN);
    arena_free(&arena);
}

// --- the links of a cache ---

static void gather_study(void *context, StudyId id, int year) {
    graph_builder_add_study(context, id, year);
}

static bool gather_links(void *context, StudyId study, LinkKind kind, const StudyId *others, size_t count,
                         Error *err) {
    return graph_builder_add(context, study, kind, others, count, err);
}

static void load(Table *table, const char *path) {
    Error err = {0};
    Cache *cache = cache_open_reader(path, &err);
    if (!cache) {
        bench_give_up(path, err.text);
    }
    GraphBuilder *builder = graph_builder_new();
    LinkStream stream = {builder, gather_study, gather_links};
    int64_t start = clock_ticks_us();
    double worked = processor_seconds();
    if (!cache_each_links(cache, &stream, &err)) {
        bench_give_up(path, err.text);
    }
    Graph graph;
    graph_builder_take(builder, &graph);
    add(table, "the graph of a cache", "s", seconds_since(start), NAN);
    add(table, "the graph of a cache, a million links, processor", "s",
        (processor_seconds() - worked) / graph.links * 1e6, NAN);
    add(table, "links of the cache", "million", (double) graph.links / 1e6, NAN);
    graph_free(&graph);
    cache_close(cache);
}

int main(int argc, char **argv) {
    size_t studies = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000;
    size_t links = argc > 3 ? strtoul(argv[3], NULL, 10) : 10 * studies;
    if (studies < 1000 || links < studies || links / studies > 100) {
        bench_give_up("usage: graph [CACHE [STUDIES [LINKS]]]", "at least 1000 studies, 1 to 100 links each");
    }
    Table table;
    Graph graph;
    table_begin(&table, "citation links in memory");
    build(&table, studies, links, &graph);
    double *ranks = memory_new(graph.count * sizeof *ranks);
    rank(&table, &graph, ranks);
    find_paths(&table, &graph);
    chase_all(&table, &graph, ranks);
    find_islands(&table, &graph);
    if (argc > 1) {
        load(&table, argv[1]);
    }
    table_end(&table);
    free(ranks);
    graph_free(&graph);
    return 0;
}
