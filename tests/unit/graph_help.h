#ifndef TESTS_GRAPH_HELP_H
#define TESTS_GRAPH_HELP_H

#include "carrel/graph/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Small graphs as a matrix of who cites whom, which every figure can be counted in the plain way.

#define NODES_MOST 24

typedef struct {
    size_t count;
    bool cites[NODES_MOST][NODES_MOST];
    int years[NODES_MOST];
    StudyId ids[NODES_MOST]; // ascending
} Matrix;

static inline unsigned next_random(uint64_t *seed, unsigned limit) { // xorshift64 [Marsaglia 2003]
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (unsigned) (*seed >> 33) % limit;
}

// Some of them have few links, some many; some ids are negative.
static inline Matrix random_matrix(uint64_t *seed) {
    Matrix matrix = {.count = 2 + next_random(seed, NODES_MOST - 2)};
    unsigned percent = 3 + next_random(seed, 30);
    for (size_t i = 0; i < matrix.count; i++) {
        StudyId step = 1 + (StudyId) next_random(seed, 50);
        matrix.ids[i] = i > 0 ? matrix.ids[i - 1] + step : -60 - step;
        matrix.ids[i] += matrix.ids[i] == 0;
        matrix.years[i] = next_random(seed, 4) ? 2000 + (int) next_random(seed, 5) : 0;
        for (size_t k = 0; k < matrix.count; k++) {
            matrix.cites[i][k] = i != k && next_random(seed, 100) < percent;
        }
    }
    return matrix;
}

// Builds it in the way that files do: from both ends, with repetitions and self-links, studies in any
// order.
static inline Graph graph_of(const Matrix *matrix, uint64_t *seed) {
    GraphBuilder *builder = graph_builder_new();
    Error err = {0};
    size_t count = matrix->count, first = next_random(seed, (unsigned) count);
    for (size_t n = 0; n < count; n++) {
        size_t i = (n + first) % count;
        StudyId references[2 * NODES_MOST + 2], citers[NODES_MOST];
        size_t reference_count = 0, citer_count = 0;
        for (size_t k = count; k-- > 0;) {
            unsigned how = next_random(seed, 4); // who of the two says so
            if (matrix->cites[i][k]) {
                references[reference_count++] = matrix->ids[k];
                if (how == 0) {
                    references[reference_count++] = matrix->ids[k];
                }
            }
            if (matrix->cites[k][i] && how == 1) {
                citers[citer_count++] = matrix->ids[k];
            }
        }
        references[reference_count++] = matrix->ids[i];
        references[reference_count++] = 0;
        graph_builder_add_study(builder, matrix->ids[i], matrix->years[i]);
        assert_true(
            graph_builder_add(builder, matrix->ids[i], LINK_REFERENCES, references, reference_count, &err));
        assert_true(graph_builder_add(builder, matrix->ids[i], LINK_CITED_BY, citers, citer_count, &err));
        assert_true(graph_builder_add(builder, matrix->ids[i], LINK_SIMILAR, matrix->ids, count, &err));
    }
    Graph graph;
    graph_builder_take(builder, &graph);
    return graph;
}

#endif
