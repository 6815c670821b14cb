// Chasing citations: every figure against the definitions, counted in a matrix.
#include "carrel/graph/chase.h"
#include "carrel/graph/pagerank.h"

#include "graph_help.h"

#include <math.h>

#define ROUNDS 400

static size_t between(const Matrix *matrix, size_t a, size_t b, bool citers) {
    size_t count = 0;
    for (size_t z = 0; z < matrix->count; z++) {
        count +=
            citers ? matrix->cites[z][a] && matrix->cites[z][b] : matrix->cites[a][z] && matrix->cites[b][z];
    }
    return count;
}

static double degree_of(const Matrix *matrix, size_t a, bool citers) {
    return (double) between(matrix, a, a, citers);
}

typedef struct {
    bool is_seed[NODES_MOST], is_known[NODES_MOST];
    StudyId seeds[NODES_MOST];
    size_t seed_nodes[NODES_MOST], seed_count;
    IdList known;
} Setting;

static Setting random_setting(const Matrix *matrix, uint64_t *seed) {
    Setting setting = {0};
    for (size_t i = 0; i < matrix->count; i++) {
        setting.is_seed[i] = next_random(seed, 4) == 0;
        setting.is_known[i] = next_random(seed, 6) == 0;
        if (setting.is_known[i]) {
            id_list_add(&setting.known, matrix->ids[i]);
        }
    }
    for (size_t i = matrix->count; i-- > 0;) {
        if (setting.is_seed[i]) {
            setting.seed_nodes[setting.seed_count] = i;
            setting.seeds[setting.seed_count++] = matrix->ids[i];
        }
    }
    return setting;
}

// What the definitions say of candidate c.
static ChaseCandidate plain_candidate(const Matrix *matrix, const Setting *setting, unsigned routes,
                                      size_t c) {
    ChaseCandidate plain = {.id = matrix->ids[c], .year = matrix->years[c]};
    plain.references = (uint32_t) degree_of(matrix, c, false);
    plain.citers = (uint32_t) degree_of(matrix, c, true);
    for (size_t i = 0; i < setting->seed_count; i++) {
        size_t s = setting->seed_nodes[i];
        size_t both[] = {matrix->cites[s][c], matrix->cites[c][s], between(matrix, s, c, true),
                         between(matrix, s, c, false)};
        double ends[] = {degree_of(matrix, s, false) * degree_of(matrix, c, true),
                         degree_of(matrix, s, true) * degree_of(matrix, c, false),
                         degree_of(matrix, s, true) * degree_of(matrix, c, true),
                         degree_of(matrix, s, false) * degree_of(matrix, c, false)};
        bool any = false;
        for (size_t r = 0; r < ROUTE_COUNT; r++) {
            if ((routes & 1u << r) && both[r] > 0) {
                plain.by_route[r]++;
                plain.links++;
                plain.routes |= 1u << r;
                plain.similarity += (double) both[r] / sqrt(ends[r]);
                plain.cocited += r == 2 ? (uint32_t) both[r] : 0;
                plain.cociting += r == 3 ? (uint32_t) both[r] : 0;
                any = true;
            }
        }
        plain.seed_count += any;
    }
    return plain;
}

static const ChaseCandidate *find(const Chase *chase, StudyId id) {
    for (size_t i = 0; i < chase->count; i++) {
        if (chase->candidates[i].id == id) {
            return &chase->candidates[i];
        }
    }
    return NULL;
}

static void check_candidate(const Matrix *matrix, const Setting *setting, const ChaseCandidate *plain,
                            size_t c, const ChaseCandidate *candidate, unsigned routes) {
    assert_non_null(candidate);
    assert_int_equal(candidate->year, plain->year);
    assert_int_equal(candidate->routes, plain->routes);
    assert_memory_equal(candidate->by_route, plain->by_route, sizeof plain->by_route);
    assert_int_equal(candidate->links, plain->links);
    assert_int_equal(candidate->seed_count, plain->seed_count);
    assert_int_equal(candidate->cocited, plain->cocited);
    assert_int_equal(candidate->cociting, plain->cociting);
    assert_int_equal(candidate->references, plain->references);
    assert_int_equal(candidate->citers, plain->citers);
    assert_true(fabs(candidate->similarity - plain->similarity) < 1e-9);
    size_t listed = candidate->seed_count < 3 ? candidate->seed_count : 3;
    assert_int_equal(candidate->seeds_listed, listed);
    for (size_t i = 0; i < listed; i++) {
        const ChaseSeed *named = &candidate->seeds[i];
        size_t s = setting->seed_nodes[named->seed];
        assert_true(i == 0 || candidate->seeds[i - 1].seed < named->seed);
        assert_int_equal(named->cocited, routes & ROUTE_COCITED ? between(matrix, s, c, true) : 0);
        assert_int_equal(named->cociting, routes & ROUTE_COCITING ? between(matrix, s, c, false) : 0);
        unsigned expected = (matrix->cites[s][c] ? 1u : 0u) | (matrix->cites[c][s] ? 2u : 0u) |
                            (between(matrix, s, c, true) ? 4u : 0u) |
                            (between(matrix, s, c, false) ? 8u : 0u);
        assert_int_equal(named->routes, expected & routes);
    }
}

static void check_order(const Chase *chase, ChaseOrder order) {
    for (size_t i = 1; i < chase->count; i++) {
        const ChaseCandidate *a = &chase->candidates[i - 1], *b = &chase->candidates[i];
        double first[] = {a->links, a->similarity, a->pagerank},
               second[] = {b->links, b->similarity, b->pagerank};
        assert_true(first[order] >= second[order]);
        if (first[order] == second[order]) {
            assert_true(a->year > b->year || (a->year == b->year && a->id > b->id));
        }
    }
}

static void test_definitions(void **state) {
    (void) state;
    uint64_t seed = 11;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed);
        Graph graph = graph_of(&matrix, &seed);
        Setting setting = random_setting(&matrix, &seed);
        double ranks[NODES_MOST];
        Arena arena = {0};
        Chase chase;
        ChaseRequest request = {.seeds = setting.seeds,
                                .seed_count = setting.seed_count,
                                .known = &setting.known,
                                .routes = 1 + next_random(&seed, 15),
                                .min_links = next_random(&seed, 3),
                                .order = (ChaseOrder) next_random(&seed, 3),
                                .pageranks = ranks,
                                .seeds_most = 3};
        assert_true(graph_pagerank(&graph, (GraphStop){0}, ranks, NULL));
        assert_true(graph_chase(&graph, &request, &arena, &chase));
        size_t found = 0, known = 0, few = 0;
        for (size_t c = 0; c < matrix.count; c++) {
            ChaseCandidate plain = plain_candidate(&matrix, &setting, request.routes, c);
            if (setting.is_seed[c] || setting.is_known[c] || plain.links == 0 ||
                plain.links < request.min_links) {
                assert_null(find(&chase, matrix.ids[c]));
                known += !setting.is_seed[c] && setting.is_known[c] && plain.links > 0;
                few += !setting.is_seed[c] && !setting.is_known[c] && plain.links > 0;
                continue;
            }
            const ChaseCandidate *candidate = find(&chase, matrix.ids[c]);
            check_candidate(&matrix, &setting, &plain, c, candidate, request.routes);
            assert_true(candidate->pagerank == ranks[c]);
            found++;
        }
        assert_int_equal(chase.found, found);
        assert_int_equal(chase.count, found);
        assert_int_equal(chase.known, known);
        assert_int_equal(chase.too_few, few);
        assert_int_equal(chase.hubs + chase.left_out, 0);
        check_order(&chase, request.order);
        id_list_free(&setting.known);
        arena_free(&arena);
        graph_free(&graph);
    }
}

// Links of invented studies: "1 2 3" is study 1 with references 2 and 3.
static Graph small_graph(const StudyId (*rows)[8], size_t count) {
    GraphBuilder *builder = graph_builder_new();
    Error err = {0};
    for (size_t i = 0; i < count; i++) {
        size_t references = 0;
        while (references < 7 && rows[i][references + 1] != 0) {
            references++;
        }
        assert_true(graph_builder_add(builder, rows[i][0], LINK_REFERENCES, &rows[i][1], references, &err));
    }
    Graph graph;
    graph_builder_take(builder, &graph);
    return graph;
}

static void test_counts(void **state) {
    (void) state;
    static const StudyId rows[][8] = {{10, 1, 2}, {11, 1, 3}, {12, 10, 3}, {13, 1}};
    Graph graph = small_graph(rows, 4);
    Arena arena = {0};
    Chase chase;
    const StudyId seeds[] = {10, 1, 10, 999};
    ChaseRequest request = {.seeds = seeds, .seed_count = 4, .routes = 15, .most = 2};
    assert_true(graph_chase(&graph, &request, &arena, &chase));
    assert_int_equal(chase.seeds, 3);
    assert_int_equal(chase.seeds_missing, 1);
    assert_int_equal(chase.seeds_without[SIDE_REFERENCES], 1); // 1
    assert_int_equal(chase.seeds_without[SIDE_CITERS], 0);
    // 11: cites 1, and 10 cites 1 as it does; 3: cited together with 1 (by 11) and with 10 (by 12); 2: cited
    // by 10 and with 1; 13: cites 1, and 10 does; 12: cites 10.
    assert_int_equal(chase.found, 5);
    assert_int_equal(chase.count, 2);
    assert_int_equal(chase.candidates[0].id, 13); // of those with two links the greatest id
    assert_int_equal(chase.candidates[1].id, 11);
    assert_int_equal(chase.candidates[1].routes, ROUTE_FORWARD | ROUTE_COCITING);
    assert_int_equal(chase.candidates[1].seeds_listed, 2);
    assert_int_equal(chase.candidates[1].seeds[0].seed, 0);
    assert_int_equal(chase.candidates[1].seeds[0].routes, ROUTE_COCITING);
    assert_int_equal(chase.candidates[1].seeds[1].routes, ROUTE_FORWARD);
    arena_free(&arena);
    graph_free(&graph);
}

// Seed 1 cites 2, 3 and 4, which other studies cite: 2 one, 3 three, 4 six.
static Graph crowded_graph(void) {
    static const StudyId rows[][8] = {{1, 2, 3, 4}, {20, 2}, {31, 3}, {32, 3}, {33, 3}, {41, 4},
                                      {42, 4},      {43, 4}, {44, 4}, {45, 4}, {46, 4}};
    return small_graph(rows, sizeof rows / sizeof *rows);
}

static void test_bounds(void **state) {
    (void) state;
    static const struct {
        uint32_t hub_links;
        uint64_t steps;
        size_t found, hubs;
        uint64_t left_out;
        const char *sentence;
    } cases[] = {
        {0, 0, 10, 0, 0, ""},
        {6, 0, 4, 1, 0, "1 study with more than 6 links was not followed further"},
        {3, 0, 1, 2, 0, "2 studies with more than 3 links were not followed further"},
        {0, 6, 4, 0, 1, "1 way from seeds with very many links was not followed"},
        {0, 5, 1, 0, 2, "2 ways from seeds with very many links were not followed"},
        {6, 5, 1, 1, 1,
         "1 study with more than 6 links was not followed further; 1 way from seeds with very many links was "
         "not followed"},
    };
    Graph graph = crowded_graph();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        Chase chase;
        String sentence = {0};
        const StudyId seed = 1;
        ChaseRequest request = {.seeds = &seed,
                                .seed_count = 1,
                                .routes = ROUTE_COCITING,
                                .hub_links = cases[i].hub_links,
                                .steps = cases[i].steps};
        assert_true(graph_chase(&graph, &request, &arena, &chase));
        assert_int_equal(chase.found, cases[i].found);
        assert_int_equal(chase.hubs, cases[i].hubs);
        assert_int_equal(chase.left_out, cases[i].left_out);
        chase_add_left_out(&chase, &sentence);
        assert_string_equal(string_text(&sentence), cases[i].sentence);
        for (size_t k = 0; k < chase.count; k++) {
            assert_int_equal(chase.candidates[k].seeds_listed, 1);
        }
        string_free(&sentence);
        arena_free(&arena);
    }
    graph_free(&graph);
}

static bool at_once(void *context) {
    return --*(int *) context < 0;
}

static void test_stopped(void **state) {
    (void) state;
    Graph graph = crowded_graph();
    const StudyId seed = 1;
    for (int times = 0; times < 3; times++) { // before counting, before naming, never
        Arena arena = {0};
        Chase chase;
        int left = times;
        ChaseRequest request = {.seeds = &seed, .seed_count = 1, .routes = 15, .stop = {at_once, &left}};
        assert_int_equal(graph_chase(&graph, &request, &arena, &chase), times == 2);
        arena_free(&arena);
    }
    graph_free(&graph);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
