#ifndef CARREL_GRAPH_ISLANDS_H
#define CARREL_GRAPH_ISLANDS_H

#include "carrel/graph/graph.h"

// Which studies of a set hang together by citations among themselves, and who outside it would join
// what does not.

typedef struct {
    StudyId *ids; // ascending
    size_t count;
} Island;

typedef struct {
    StudyId id;
    int year;
    uint32_t *islands; // indexes, ascending
    uint32_t island_count;
    uint32_t links; // studies of the set that it cites or is cited by
} Connector;

typedef struct {
    Island *islands; // the largest first, then by the smallest id
    size_t count;
    Connector *connectors; // by islands, then links, then the newer, then the greater id
    size_t connector_count, connectors_found;
} Islands;

// Of distinct ids; one that the graph does not have is an island by itself. At most `most`
// connectors are listed. All in the arena.
void graph_islands(const Graph *graph, const StudyId *ids, size_t count, size_t most, Arena *arena,
                   Islands *islands);

#endif
