// Shortest paths of citations, and the islands of a set, against plain counting.
#include "carrel/graph/islands.h"
#include "carrel/graph/path.h"

#include "graph_help.h"

#define ROUNDS 400
#define FAR    1000

static bool linked(const Matrix *matrix, size_t a, size_t b, bool references_only) {
    return matrix->cites[a][b] || (!references_only && matrix->cites[b][a]);
}

// Of all pairs [Floyd 1962].
static void plain_distances(const Matrix *matrix, bool references_only, int far[NODES_MOST][NODES_MOST]) {
    for (size_t i = 0; i < matrix->count; i++) {
        for (size_t k = 0; k < matrix->count; k++) {
            far[i][k] = i == k ? 0 : linked(matrix, i, k, references_only) ? 1 : FAR;
        }
    }
    for (size_t z = 0; z < matrix->count; z++) {
        for (size_t i = 0; i < matrix->count; i++) {
            for (size_t k = 0; k < matrix->count; k++) {
                if (far[i][z] + far[z][k] < far[i][k]) {
                    far[i][k] = far[i][z] + far[z][k];
                }
            }
        }
    }
}

static void check_path(const Matrix *matrix, int far[NODES_MOST][NODES_MOST], bool references_only,
                       size_t from, size_t to, const CitationPath *path) {
    if (far[from][to] == FAR) {
        assert_int_equal(path->count, 0);
        return;
    }
    assert_int_equal(path->count, far[from][to] + 1);
    size_t here = from;
    for (size_t i = 0; i < path->count; i++) {
        assert_int_equal(path->steps[i].id, matrix->ids[here]);
        if (here == to) {
            assert_int_equal(path->steps[i].step, 0);
            continue;
        }
        size_t next = 0; // the smallest that is nearer
        while (!linked(matrix, here, next, references_only) || far[next][to] + 1 != far[here][to]) {
            next++;
        }
        assert_int_equal(path->steps[i].step, (matrix->cites[here][next] ? STEP_CITES : 0) |
                                                  (matrix->cites[next][here] ? STEP_CITED_BY : 0));
        here = next;
    }
}

static void test_paths(void **state) {
    (void) state;
    uint64_t seed = 21;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed);
        Graph graph = graph_of(&matrix, &seed);
        for (int only = 0; only < 2; only++) {
            int far[NODES_MOST][NODES_MOST];
            plain_distances(&matrix, only, far);
            for (size_t from = 0; from < matrix.count; from++) {
                Arena arena = {0};
                for (size_t to = 0; to < matrix.count; to++) {
                    CitationPath path;
                    graph_path(&graph, matrix.ids[from], matrix.ids[to], only, &arena, &path);
                    check_path(&matrix, far, only, from, to, &path);
                }
                arena_free(&arena);
            }
        }
        Arena arena = {0};
        CitationPath path;
        graph_path(&graph, matrix.ids[0], matrix.ids[0] - 1, false, &arena, &path);
        assert_int_equal(path.count, 0);
        arena_free(&arena);
        graph_free(&graph);
    }
}

// --- islands ---

static size_t island_of(const Islands *islands, StudyId id) {
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < islands->count; i++) {
        for (size_t k = 0; k < islands->islands[i].count; k++) {
            if (islands->islands[i].ids[k] == id) {
                assert_int_equal(at, SIZE_MAX); // in one only
                at = i;
            }
        }
    }
    return at;
}

static void check_connector(const Matrix *matrix, const Islands *islands, const bool *inside, size_t c,
                            size_t *found) {
    bool touches[NODES_MOST + 1] = {0};
    uint32_t links = 0, count = 0;
    for (size_t i = 0; i < matrix->count; i++) {
        if (inside[i] && linked(matrix, c, i, false)) {
            size_t island = island_of(islands, matrix->ids[i]);
            links++;
            count += !touches[island];
            touches[island] = true;
        }
    }
    if (inside[c] || count < 2) {
        return;
    }
    ++*found;
    for (size_t i = 0; i < islands->connector_count; i++) {
        const Connector *connector = &islands->connectors[i];
        if (connector->id == matrix->ids[c]) {
            assert_int_equal(connector->links, links);
            assert_int_equal(connector->island_count, count);
            for (uint32_t k = 0; k < count; k++) {
                assert_true(touches[connector->islands[k]]);
                assert_true(k == 0 || connector->islands[k - 1] < connector->islands[k]);
            }
            return;
        }
    }
    fail_msg("a connector is missing");
}

static void test_islands(void **state) {
    (void) state;
    uint64_t seed = 22;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed), induced = {0};
        Graph graph = graph_of(&matrix, &seed);
        bool inside[NODES_MOST];
        StudyId set[NODES_MOST + 2];
        size_t count = 0, found = 0;
        induced.count = matrix.count;
        for (size_t i = matrix.count; i-- > 0;) {
            inside[i] = next_random(&seed, 3) == 0;
            if (inside[i]) {
                set[count++] = matrix.ids[i];
            }
        }
        for (size_t i = 0; i < matrix.count; i++) {
            for (size_t k = 0; k < matrix.count; k++) {
                induced.cites[i][k] = inside[i] && inside[k] && matrix.cites[i][k];
            }
        }
        set[count] = 100000; // nothing is known of it
        set[count + 1] = 100000;
        Arena arena = {0};
        Islands islands;
        graph_islands(&graph, set, count + 2, NODES_MOST, &arena, &islands);
        int far[NODES_MOST][NODES_MOST];
        plain_distances(&induced, false, far);
        for (size_t i = 0; i < matrix.count; i++) {
            assert_int_equal(inside[i], island_of(&islands, matrix.ids[i]) != SIZE_MAX);
            for (size_t k = 0; inside[i] && k < matrix.count; k++) {
                assert_int_equal(inside[k] && far[i][k] < FAR,
                                 island_of(&islands, matrix.ids[i]) == island_of(&islands, matrix.ids[k]));
            }
            check_connector(&matrix, &islands, inside, i, &found);
        }
        assert_int_equal(islands.connectors_found, found);
        assert_int_equal(islands.islands[island_of(&islands, 100000)].count, 1);
        for (size_t i = 1; i < islands.count; i++) {
            const Island *a = &islands.islands[i - 1], *b = &islands.islands[i];
            assert_true(a->count > b->count || (a->count == b->count && a->ids[0] < b->ids[0]));
        }
        for (size_t i = 1; i < islands.connector_count; i++) {
            const Connector *a = &islands.connectors[i - 1], *b = &islands.connectors[i];
            assert_true(a->island_count > b->island_count ||
                        (a->island_count == b->island_count && a->links >= b->links));
        }
        graph_islands(&graph, set, count, 1, &arena, &islands);
        assert_true(islands.connector_count <= 1);
        assert_int_equal(islands.connectors_found, found);
        arena_free(&arena);
        graph_free(&graph);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_islands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
