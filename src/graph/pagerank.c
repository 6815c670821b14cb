#include "carrel/graph/pagerank.h"

#include "carrel/base/memory.h"

#include <math.h>
#include <stdlib.h>

static uint32_t reference_count(const Graph *graph, Node node) {
    return graph->starts[SIDE_REFERENCES][node + 1] - graph->starts[SIDE_REFERENCES][node];
}

// What each study gives to each of its references; returns what those without references would.
static double share_out(const Graph *graph, const double *ranks, double *shares) {
    double dangling = 0;
    for (Node node = 0; node < graph->count; node++) {
        uint32_t references = reference_count(graph, node);
        shares[node] = references > 0 ? ranks[node] / references : 0;
        dangling += references > 0 ? 0 : ranks[node];
    }
    return dangling;
}

static double gather(const Graph *graph, const double *shares, double everywhere, double *ranks) {
    const uint32_t *starts = graph->starts[SIDE_CITERS];
    const Node *citers = graph->others[SIDE_CITERS];
    double change = 0;
    for (Node node = 0; node < graph->count; node++) {
        double sum = 0;
        for (uint32_t i = starts[node]; i < starts[node + 1]; i++) {
            sum += shares[citers[i]];
        }
        double rank = everywhere + PAGERANK_DAMPING * sum;
        change += fabs(rank - ranks[node]);
        ranks[node] = rank;
    }
    return change;
}

bool graph_pagerank(const Graph *graph, GraphStop stop, double *ranks, PagerankRun *run) {
    PagerankRun here = {0, INFINITY};
    double count = (double) graph->count;
    double *shares = memory_new(((size_t) graph->count + 1) * sizeof *shares);
    bool stopped = false;
    for (Node node = 0; node < graph->count; node++) {
        ranks[node] = 1 / count;
    }
    while (here.rounds < PAGERANK_ROUNDS && here.change > PAGERANK_CHANGE && graph->count > 0) {
        if (stop.asked && stop.asked(stop.context)) {
            stopped = true;
            break;
        }
        double dangling = share_out(graph, ranks, shares);
        double everywhere = (1 - PAGERANK_DAMPING) / count + PAGERANK_DAMPING * dangling / count;
        here.change = gather(graph, shares, everywhere, ranks);
        here.rounds++;
    }
    free(shares);
    if (run) {
        *run = here;
    }
    return !stopped;
}
