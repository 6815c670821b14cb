#ifndef CARREL_GRAPH_CHASE_H
#define CARREL_GRAPH_CHASE_H

#include "carrel/base/map.h"
#include "carrel/graph/graph.h"

// Citation chasing: the studies around a set of seeds, and by how many links to them each is tied.

// A route from a seed s to a candidate c. Where a candidate has several, the first of this order is the
// one that is said to have brought it.
typedef enum {
    ROUTE_BACK = 1,    // s cites c
    ROUTE_FORWARD = 2, // c cites s
    ROUTE_COCITED = 4, // some study cites both
    ROUTE_COCITING = 8 // both cite some study
} Route;
enum { ROUTE_COUNT = 4 };
extern const char *const route_names[ROUTE_COUNT]; // "back", "forward", "cocited", "cociting"

typedef enum {
    CHASE_BY_LINKS,      // the Local Citation Network's rank
    CHASE_BY_SIMILARITY, // the same links, each worth less where its ends have many
    CHASE_BY_PAGERANK
} ChaseOrder;

typedef struct {
    const StudyId *seeds;
    size_t seed_count;
    const IdList *known; // ascending; never candidates: what the review has. May be NULL
    unsigned routes;     // ROUTE_…
    uint32_t min_links;  // candidates with fewer are left out
    ChaseOrder order;
    const double *pageranks; // graph_pagerank; NULL where neither wanted nor ordered by
    size_t most;             // candidates that are listed; 0: all
    size_t seeds_most;       // seeds that are named for each; 0: CHASE_SEEDS_MOST
    // Co-cited and co-citing go by way of a third study. One with more links than `hub_links` is not
    // gone through, and `steps` bounds what all seeds together may look at: a seed's share goes to its
    // neighbours with the fewest links first. 0: CHASE_HUB_LINKS, CHASE_STEPS.
    uint32_t hub_links;
    uint64_t steps;
    GraphStop stop;
} ChaseRequest;
#define CHASE_SEEDS_MOST 16
#define CHASE_HUB_LINKS  5000
#define CHASE_STEPS      ((uint64_t) 30000000)

// One seed of a candidate.
typedef struct {
    uint32_t seed;              // index into request.seeds
    uint32_t cocited, cociting; // how many studies cite both, how many both cite
    unsigned routes;
} ChaseSeed;

typedef struct {
    StudyId id;
    Node node;
    int year;        // 0 unknown
    unsigned routes; // all by which it came
    // To how many seeds it is linked by each route: 0 for routes that were not asked for.
    uint32_t by_route[ROUTE_COUNT];
    uint32_t links;             // their sum: the rank of Local Citation Network
    uint32_t seed_count;        // seeds that brought it by any route
    uint32_t cocited, cociting; // sums over seeds of the studies between
    // The sum over seeds and routes of Salton's cosine: a link s→c counts 1/√(references of s × citers
    // of c), c→s the same the other way round, the n studies that cite both n/√(citers of s × citers of
    // c), those that both cite n/√(references of s × references of c).
    double similarity;
    double pagerank;             // 0 where it was not given
    uint32_t references, citers; // all that it has in the graph: a new study has no citers yet
    const ChaseSeed *seeds;      // in the order of the request
    size_t seeds_listed;
} ChaseCandidate;

typedef struct {
    ChaseCandidate *candidates; // best first; among equals the newer, then the greater id
    size_t count;
    size_t found;                     // candidates with links enough, before `most`
    size_t too_few;                   // left out by min_links
    size_t known;                     // found, and left out since the review has them
    size_t seeds;                     // distinct
    size_t seeds_missing;             // which the graph does not have: nothing is known of their links
    size_t seeds_without[SIDE_COUNT]; // in the graph without references, without citers
    size_t hubs;                      // third studies that nobody went through, for their many links
    uint32_t hub_links;               // the bound that was used
    uint64_t left_out;                // ways from a seed to a third study that its share did not cover
} Chase;

// All in the arena. False where it was stopped. The rank by links is Local Citation Network's
// (localcitationnetwork.github.io), the cosine Salton's [Salton & McGill 1983].
bool graph_chase(const Graph *graph, const ChaseRequest *request, Arena *arena, Chase *chase);

// Appends what was not looked at, as a sentence; nothing where all was.
void chase_add_left_out(const Chase *chase, String *out);

#endif
