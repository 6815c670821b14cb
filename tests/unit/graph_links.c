// The graph itself, and PageRank over it.
#include "carrel/graph/pagerank.h"

#include "graph_help.h"

#include <math.h>

#define ROUNDS 300

static void test_graph(void **state) {
    (void) state;
    uint64_t seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed);
        Graph graph = graph_of(&matrix, &seed);
        uint32_t links = 0;
        assert_int_equal(graph.count, matrix.count);
        for (Node i = 0; i < graph.count; i++) {
            assert_int_equal(graph.ids[i], matrix.ids[i]);
            assert_int_equal(graph.years[i], matrix.years[i]);
            assert_int_equal(graph_find(&graph, matrix.ids[i]), i);
            NodeList references = graph_neighbours(&graph, SIDE_REFERENCES, i);
            NodeList citers = graph_neighbours(&graph, SIDE_CITERS, i);
            uint32_t reference = 0, citer = 0;
            for (Node k = 0; k < graph.count; k++) { // ascending, each once
                assert_int_equal(graph_cites(&graph, i, k), matrix.cites[i][k]);
                if (matrix.cites[i][k]) {
                    assert_true(reference < references.count);
                    assert_int_equal(references.nodes[reference++], k);
                }
                if (matrix.cites[k][i]) {
                    assert_true(citer < citers.count);
                    assert_int_equal(citers.nodes[citer++], k);
                }
            }
            assert_int_equal(reference, references.count);
            assert_int_equal(citer, citers.count);
            links += reference;
        }
        assert_int_equal(graph.links, links);
        assert_int_equal(graph_find(&graph, matrix.ids[0] - 1), NODE_NONE);
        assert_int_equal(graph_find(&graph, matrix.ids[matrix.count - 1] + 1), NODE_NONE);
        graph_free(&graph);
    }
}

static void test_empty(void **state) {
    (void) state;
    Graph graph;
    graph_builder_take(graph_builder_new(), &graph);
    assert_int_equal(graph.count, 0);
    assert_int_equal(graph.links, 0);
    assert_int_equal(graph_find(&graph, 1), NODE_NONE);
    PagerankRun run;
    assert_true(graph_pagerank(&graph, (GraphStop){0}, NULL, &run));
    assert_int_equal(run.rounds, 0);
    graph_free(&graph);
}

// A network of eleven pages and its ranks in per cent, at d = .85. A links nowhere.
// [Wikipedia, "PageRank": the figure "PageRanks-Example"]
static void test_published_pagerank(void **state) {
    (void) state;
    static const struct {
        char from;
        const char *to;
    } pages[] = {{'A', ""},   {'B', "C"},  {'C', "B"},  {'D', "AB"}, {'E', "BDF"}, {'F', "BE"},
                 {'G', "BE"}, {'H', "BE"}, {'I', "BE"}, {'J', "E"},  {'K', "E"}};
    static const double percent[] = {3.3, 38.4, 34.3, 3.9, 8.1, 3.9, 1.6, 1.6, 1.6, 1.6, 1.6};
    GraphBuilder *builder = graph_builder_new();
    Error err = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        StudyId to[4];
        size_t count = strlen(pages[i].to);
        for (size_t k = 0; k < count; k++) {
            to[k] = pages[i].to[k];
        }
        assert_true(graph_builder_add(builder, pages[i].from, LINK_REFERENCES, to, count, &err));
    }
    Graph graph;
    graph_builder_take(builder, &graph);
    double ranks[11];
    assert_int_equal(graph.count, 11);
    PagerankRun run;
    assert_true(graph_pagerank(&graph, (GraphStop){0}, ranks, &run));
    for (size_t i = 0; i < 11; i++) {
        assert_true(fabs(100 * ranks[i] - percent[i]) <= 0.05);
    }
    graph_free(&graph);
}

// The definition, round by round, over the whole matrix.
static void plain_pagerank(const Matrix *matrix, int rounds, double *ranks) {
    size_t count = matrix->count;
    for (size_t i = 0; i < count; i++) {
        ranks[i] = 1 / (double) count;
    }
    for (int round = 0; round < rounds; round++) {
        double next[NODES_MOST];
        for (size_t i = 0; i < count; i++) {
            double sum = 0;
            for (size_t k = 0; k < count; k++) {
                size_t out = 0;
                for (size_t m = 0; m < count; m++) {
                    out += matrix->cites[k][m];
                }
                sum += out == 0              ? ranks[k] / (double) count
                       : matrix->cites[k][i] ? ranks[k] / (double) out
                                             : 0;
            }
            next[i] = 0.15 / (double) count + 0.85 * sum;
        }
        memcpy(ranks, next, sizeof next);
    }
}

static void test_pagerank(void **state) {
    (void) state;
    uint64_t seed = 2;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed);
        Graph graph = graph_of(&matrix, &seed);
        double ranks[NODES_MOST], plain[NODES_MOST], sum = 0;
        PagerankRun run;
        assert_true(graph_pagerank(&graph, (GraphStop){0}, ranks, &run));
        assert_true(run.rounds == PAGERANK_ROUNDS || run.change <= PAGERANK_CHANGE);
        plain_pagerank(&matrix, run.rounds, plain);
        for (size_t i = 0; i < matrix.count; i++) {
            assert_true(fabs(ranks[i] - plain[i]) < 1e-12);
            sum += ranks[i];
        }
        assert_true(fabs(sum - 1) < 1e-9);
        graph_free(&graph);
    }
}

static bool third_time(void *context) {
    int *times = context;
    return ++*times == 3;
}

static void test_stopped(void **state) {
    (void) state;
    uint64_t seed = 3;
    Matrix matrix = random_matrix(&seed);
    Graph graph = graph_of(&matrix, &seed);
    double ranks[NODES_MOST];
    int times = 0;
    PagerankRun run;
    assert_false(graph_pagerank(&graph, (GraphStop){third_time, &times}, ranks, &run));
    assert_int_equal(run.rounds, 2);
    graph_free(&graph);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graph),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_published_pagerank),
        cmocka_unit_test(test_pagerank),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
