#ifndef CARREL_GRAPH_PAGERANK_H
#define CARREL_GRAPH_PAGERANK_H

#include "carrel/graph/graph.h"

// How much of a random reader's time a study gets, who follows references and now and then begins
// anew anywhere: p = (1-d)/N + d (sum of p_j/out_j over its citers + dangling/N), where the time of
// those without references is spread over all [Page, Brin, Motwani, Winograd 1999].

#define PAGERANK_DAMPING 0.85
#define PAGERANK_CHANGE  1e-8 // ends when a round changes all together by no more
#define PAGERANK_ROUNDS  60

typedef struct {
    int rounds;
    double change; // of the last round
} PagerankRun;

// Fills `ranks`, one for each node, which sum up to 1. `run` may be NULL. False where it was stopped.
bool graph_pagerank(const Graph *graph, GraphStop stop, double *ranks, PagerankRun *run);

#endif
