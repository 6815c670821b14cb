#ifndef CARREL_GRAPH_GRAPH_H
#define CARREL_GRAPH_GRAPH_H

#include "carrel/base/error.h"
#include "carrel/study/study.h"

// Who cites whom, as one compact value: studies are numbered by ascending id, and every study has its
// references and its citers as a run of such numbers. It never changes once it is made, so threads may
// share it. 4 bytes a link and direction, 18 a study.

typedef uint32_t Node;
#define NODE_NONE UINT32_MAX

// Which neighbours of a study.
typedef enum {
    SIDE_REFERENCES, // those that it cites
    SIDE_CITERS,     // those that cite it
    SIDE_COUNT
} GraphSide;

typedef struct {
    StudyId *ids;    // of each node, ascending
    uint16_t *years; // 0 unknown
    Node count;
    uint32_t links;               // distinct; a study's link to itself is none
    uint32_t *starts[SIDE_COUNT]; // of each node's run in `others`; one more ends the last
    Node *others[SIDE_COUNT];     // ascending within a run
} Graph;

// The neighbours of a node; borrowed.
typedef struct {
    const Node *nodes;
    uint32_t count;
} NodeList;

void graph_free(Graph *graph);
// The node of a study; NODE_NONE where the graph does not have it.
Node graph_find(const Graph *graph, StudyId id);
NodeList graph_neighbours(const Graph *graph, GraphSide side, Node node);
// Whether `from` cites `to`.
bool graph_cites(const Graph *graph, Node from, Node to);

// Gathers links, in any order and as often as sources repeat them. Takes about 4 bytes a link until the
// end, then 12 for a moment.
typedef struct GraphBuilder GraphBuilder;
GraphBuilder *graph_builder_new(void);
void graph_builder_free(GraphBuilder *builder); // NULL is fine
// A study that is in the graph whether it has links or not.
void graph_builder_add_study(GraphBuilder *builder, StudyId id, int year);
// LINK_REFERENCES: the study cites the others; LINK_CITED_BY: they cite it; LINK_SIMILAR is no citation
// and is left out. An id of 0 names none. False with more links than 32 bits count.
bool graph_builder_add(GraphBuilder *builder, StudyId study, LinkKind kind, const StudyId *others,
                       size_t count, Error *err);
// Makes the graph and frees the builder. Seconds for tens of millions of links.
void graph_builder_take(GraphBuilder *builder, Graph *graph);

// Asked now and then by what takes long; true ends it. May be {0}.
typedef struct {
    bool (*asked)(void *context);
    void *context;
} GraphStop;

#endif
