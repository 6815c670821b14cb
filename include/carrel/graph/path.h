#ifndef CARREL_GRAPH_PATH_H
#define CARREL_GRAPH_PATH_H

#include "carrel/graph/graph.h"

// How a step of a path goes on from its study to the next.
enum {
    STEP_CITES = 1,   // it cites the next one
    STEP_CITED_BY = 2 // the next one cites it; both bits where they cite each other
};

typedef struct {
    StudyId id;
    unsigned step; // STEP_…; 0 of the last
} PathStep;
typedef struct {
    PathStep *steps;
    size_t count; // 0: no path
} CitationPath;

// A shortest path of citations from one study to another, along links in either direction, or from
// citing to cited only. Among equally short ones, that whose studies, from the first on, have the
// smaller ids. In the arena.
void graph_path(const Graph *graph, StudyId from, StudyId to, bool references_only, Arena *arena,
                CitationPath *path);

#endif
