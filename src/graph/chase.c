#include "carrel/graph/chase.h"

#include "carrel/base/memory.h"

#include <math.h>
#include <stdlib.h>

const char *const route_names[ROUTE_COUNT] = {"back", "forward", "cocited", "cociting"};
enum { BACK, FORWARD, COCITED, COCITING };

// What a node is to the chase.
enum {
    IS_SEED = 1,
    IS_KNOWN = 2,
    WAS_COUNTED = 4, // a known one that was met
    WAS_HUB = 8
};

// The routes are gone twice: first everything found is counted; then, of those that are listed, it is
// noted which seeds brought them. So memory is bounded by what is listed.
typedef struct {
    const Graph *graph;
    const ChaseRequest *request;
    Chase *chase;
    Node *seeds; // of each seed of the request; NODE_NONE where it is missing or repeated
    unsigned char *roles;
    uint32_t *places; // of each node: index among the candidates, from 1
    ChaseCandidate *candidates;
    size_t count, capacity;
    bool naming; // the second time
    // Of one seed and third studies:
    uint32_t *between; // of each node
    Node *met;
    size_t met_count, met_capacity;
    uint64_t steps_left;
    size_t walks_left;
} Chasing;

static uint32_t degree(const Graph *graph, GraphSide side, Node node) {
    return graph->starts[side][node + 1] - graph->starts[side][node];
}

static ChaseCandidate *candidate_of(Chasing *chasing, Node node) {
    unsigned char *role = &chasing->roles[node];
    if (*role & (IS_SEED | IS_KNOWN)) {
        if (!(*role & (IS_SEED | WAS_COUNTED))) {
            *role |= WAS_COUNTED;
            chasing->chase->known++;
        }
        return NULL;
    }
    uint32_t *place = &chasing->places[node];
    if (*place == 0) {
        if (chasing->naming) {
            return NULL;
        }
        const Graph *graph = chasing->graph;
        chasing->candidates = vec_grow(chasing->candidates, &chasing->capacity, chasing->count + 1,
                                       sizeof *chasing->candidates);
        chasing->candidates[chasing->count] = (ChaseCandidate){
            .id = graph->ids[node],
            .node = node,
            .year = graph->years[node],
            .pagerank = chasing->request->pageranks ? chasing->request->pageranks[node] : 0,
            .references = degree(graph, SIDE_REFERENCES, node),
            .citers = degree(graph, SIDE_CITERS, node),
        };
        *place = (uint32_t) ++chasing->count;
    }
    return &chasing->candidates[*place - 1];
}

// The entry of the seed, which is the last one where another route made it; NULL where the list is
// full.
static ChaseSeed *name_seed(ChaseCandidate *candidate, uint32_t seed, size_t most) {
    ChaseSeed *seeds = (ChaseSeed *) candidate->seeds;
    size_t count = candidate->seeds_listed;
    if (count > 0 && seeds[count - 1].seed == seed) {
        return &seeds[count - 1];
    }
    if (count == most || count == candidate->seed_count) {
        return NULL;
    }
    seeds[candidate->seeds_listed++] = (ChaseSeed){.seed = seed};
    return &seeds[count];
}

static size_t seeds_most(const ChaseRequest *request) {
    return request->seeds_most > 0 ? request->seeds_most : CHASE_SEEDS_MOST;
}

// Notes that a route leads from a seed to a node: by `between` third studies, or directly.
static void add_link(Chasing *chasing, uint32_t seed, Node node, size_t route, uint32_t between,
                     double cosine) {
    ChaseCandidate *candidate = candidate_of(chasing, node);
    if (!candidate) {
        return;
    }
    if (chasing->naming) {
        ChaseSeed *named = name_seed(candidate, seed, seeds_most(chasing->request));
        if (named) {
            named->routes |= 1u << route;
            named->cocited += route == COCITED ? between : 0;
            named->cociting += route == COCITING ? between : 0;
        }
        return;
    }
    candidate->routes |= 1u << route;
    candidate->by_route[route]++;
    candidate->links++;
    candidate->cocited += route == COCITED ? between : 0;
    candidate->cociting += route == COCITING ? between : 0;
    candidate->similarity += cosine;
    // Until seeds are named, this remembers the last one that was counted.
    if (candidate->seeds_listed != (size_t) seed + 1) {
        candidate->seeds_listed = (size_t) seed + 1;
        candidate->seed_count++;
    }
}

static double cosine_of(double shared, uint32_t a, uint32_t b) {
    return a > 0 && b > 0 ? shared / sqrt((double) a * b) : 0;
}

static void go_directly(Chasing *chasing, uint32_t seed, size_t route) {
    const Graph *graph = chasing->graph;
    Node node = chasing->seeds[seed];
    GraphSide side = route == BACK ? SIDE_REFERENCES : SIDE_CITERS;
    NodeList next = graph_neighbours(graph, side, node);
    for (uint32_t i = 0; i < next.count; i++) {
        double cosine = cosine_of(1, next.count, degree(graph, 1 - side, next.nodes[i]));
        add_link(chasing, seed, next.nodes[i], route, 0, cosine);
    }
}

typedef struct {
    uint32_t degree;
    Node node;
} Third;

static int compare_thirds(const void *a, const void *b) {
    const Third *x = a, *y = b;
    return x->degree != y->degree ? (x->degree > y->degree ? 1 : -1)
                                  : (x->node > y->node) - (x->node < y->node);
}

static uint32_t hub_links(const ChaseRequest *request) {
    return request->hub_links > 0 ? request->hub_links : CHASE_HUB_LINKS;
}

// The third studies that are gone through, those with the fewest links first where not all can be. The
// caller frees.
static Third *choose_thirds(Chasing *chasing, NodeList near, GraphSide far_side, size_t *count) {
    uint64_t share = chasing->steps_left / chasing->walks_left--, total = 0;
    Third *thirds = memory_new(((size_t) near.count + 1) * sizeof *thirds);
    *count = 0;
    for (uint32_t i = 0; i < near.count; i++) {
        Node node = near.nodes[i];
        uint32_t links = degree(chasing->graph, far_side, node);
        if (links > hub_links(chasing->request)) {
            chasing->chase->hubs += !(chasing->roles[node] & WAS_HUB);
            chasing->roles[node] |= WAS_HUB;
            continue;
        }
        thirds[(*count)++] = (Third){links, node};
        total += links;
    }
    if (total > share) {
        qsort(thirds, *count, sizeof *thirds, compare_thirds);
        size_t kept = 0;
        for (total = 0; kept < *count && total + thirds[kept].degree <= share; kept++) {
            total += thirds[kept].degree;
        }
        chasing->chase->left_out += chasing->naming ? 0 : *count - kept;
        *count = kept;
    }
    chasing->steps_left -= total;
    return thirds;
}

static void go_by_thirds(Chasing *chasing, uint32_t seed, size_t route) {
    const Graph *graph = chasing->graph;
    Node node = chasing->seeds[seed];
    GraphSide near_side = route == COCITED ? SIDE_CITERS : SIDE_REFERENCES, far_side = 1 - near_side;
    size_t count;
    Third *thirds = choose_thirds(chasing, graph_neighbours(graph, near_side, node), far_side, &count);
    chasing->met_count = 0;
    for (size_t i = 0; i < count; i++) {
        NodeList far = graph_neighbours(graph, far_side, thirds[i].node);
        for (uint32_t k = 0; k < far.count; k++) {
            Node other = far.nodes[k];
            if (other != node && chasing->between[other]++ == 0) {
                chasing->met = vec_grow(chasing->met, &chasing->met_capacity, chasing->met_count + 1,
                                        sizeof *chasing->met);
                chasing->met[chasing->met_count++] = other;
            }
        }
    }
    uint32_t own = degree(graph, near_side, node);
    for (size_t i = 0; i < chasing->met_count; i++) {
        Node other = chasing->met[i];
        uint32_t between = chasing->between[other];
        double cosine = cosine_of(between, own, degree(graph, near_side, other));
        add_link(chasing, seed, other, route, between, cosine);
        chasing->between[other] = 0;
    }
    free(thirds);
}

// All routes of all seeds; false where it was stopped.
static bool go(Chasing *chasing) {
    const ChaseRequest *request = chasing->request;
    size_t thirds =
        (request->routes & ROUTE_COCITED ? 1u : 0u) + (request->routes & ROUTE_COCITING ? 1u : 0u);
    chasing->steps_left = request->steps > 0 ? request->steps : CHASE_STEPS;
    chasing->walks_left = thirds * (chasing->chase->seeds - chasing->chase->seeds_missing);
    for (size_t i = 0; i < request->seed_count; i++) {
        if (chasing->seeds[i] == NODE_NONE) {
            continue;
        }
        if (request->stop.asked && request->stop.asked(request->stop.context)) {
            return false;
        }
        for (size_t route = 0; route < ROUTE_COUNT; route++) {
            if (!(request->routes & 1u << route)) {
                continue;
            }
            (route < COCITED ? go_directly : go_by_thirds)(chasing, (uint32_t) i, route);
        }
    }
    return true;
}

// --- before and after ---

static void find_seeds(Chasing *chasing) {
    const ChaseRequest *request = chasing->request;
    Chase *chase = chasing->chase;
    IdList distinct = {0};
    size_t there = 0;
    chasing->seeds = memory_new((request->seed_count + 1) * sizeof *chasing->seeds);
    for (size_t i = 0; i < request->seed_count; i++) {
        Node node = graph_find(chasing->graph, request->seeds[i]);
        id_list_add(&distinct, request->seeds[i]);
        if (node != NODE_NONE && chasing->roles[node] & IS_SEED) {
            node = NODE_NONE;
        }
        chasing->seeds[i] = node;
        if (node == NODE_NONE) {
            continue;
        }
        chasing->roles[node] |= IS_SEED;
        there++;
        for (GraphSide side = 0; side < SIDE_COUNT; side++) {
            chase->seeds_without[side] += degree(chasing->graph, side, node) == 0;
        }
    }
    id_list_sort(&distinct);
    chase->seeds = distinct.count;
    chase->seeds_missing = chase->seeds - there;
    id_list_free(&distinct);
}

static void mark_known(Chasing *chasing) {
    const IdList *known = chasing->request->known;
    for (size_t i = 0; known && i < known->count; i++) {
        Node node = graph_find(chasing->graph, known->ids[i]);
        if (node != NODE_NONE) {
            chasing->roles[node] |= IS_KNOWN;
        }
    }
}

static int compare_newer(const ChaseCandidate *a, const ChaseCandidate *b) {
    return a->year != b->year ? (a->year > b->year ? -1 : 1) : (a->id < b->id) - (a->id > b->id);
}

static int compare_links(const void *a, const void *b) {
    const ChaseCandidate *x = a, *y = b;
    return x->links != y->links ? (x->links > y->links ? -1 : 1) : compare_newer(x, y);
}

static int compare_similarity(const void *a, const void *b) {
    const ChaseCandidate *x = a, *y = b;
    return x->similarity > y->similarity ? -1 : x->similarity < y->similarity ? 1 : compare_newer(x, y);
}

static int compare_pagerank(const void *a, const void *b) {
    const ChaseCandidate *x = a, *y = b;
    return x->pagerank > y->pagerank ? -1 : x->pagerank < y->pagerank ? 1 : compare_newer(x, y);
}

// Ranks what was found and keeps in the arena what is listed, with room for its seeds.
static void rank(Chasing *chasing, Arena *arena) {
    static int (*const orders[])(const void *, const void *) = {
        [CHASE_BY_LINKS] = compare_links,
        [CHASE_BY_SIMILARITY] = compare_similarity,
        [CHASE_BY_PAGERANK] = compare_pagerank,
    };
    const ChaseRequest *request = chasing->request;
    Chase *chase = chasing->chase;
    size_t kept = 0;
    for (size_t i = 0; i < chasing->count; i++) {
        chasing->places[chasing->candidates[i].node] = 0;
        if (chasing->candidates[i].links >= request->min_links) {
            chasing->candidates[kept++] = chasing->candidates[i];
        }
    }
    chase->too_few = chasing->count - kept;
    chase->found = kept;
    if (kept > 1) {
        qsort(chasing->candidates, kept, sizeof *chasing->candidates, orders[request->order]);
    }
    chase->count = request->most > 0 && request->most < kept ? request->most : kept;
    chase->candidates = ARENA_ARRAY(arena, ChaseCandidate, chase->count + 1);
    for (size_t i = 0; i < chase->count; i++) {
        ChaseCandidate *candidate = &chase->candidates[i];
        *candidate = chasing->candidates[i];
        size_t most = seeds_most(request);
        most = most < candidate->seed_count ? most : candidate->seed_count;
        candidate->seeds = ARENA_ARRAY(arena, ChaseSeed, most + 1);
        candidate->seeds_listed = 0;
        chasing->places[candidate->node] = (uint32_t) i + 1;
    }
    free(chasing->candidates);
    chasing->candidates = chase->candidates;
    chasing->count = chase->count;
}

bool graph_chase(const Graph *graph, const ChaseRequest *request, Arena *arena, Chase *chase) {
    *chase = (Chase){.hub_links = hub_links(request)};
    Chasing chasing = {.graph = graph, .request = request, .chase = chase};
    size_t nodes = (size_t) graph->count + 1;
    chasing.roles = memory_new(nodes);
    chasing.places = memory_new(nodes * sizeof *chasing.places);
    chasing.between = memory_new(nodes * sizeof *chasing.between);
    find_seeds(&chasing);
    mark_known(&chasing);
    bool done = go(&chasing);
    if (done) {
        rank(&chasing, arena);
        chasing.naming = true;
        done = go(&chasing);
    } else {
        free(chasing.candidates);
    }
    free(chasing.seeds);
    free(chasing.roles);
    free(chasing.places);
    free(chasing.between);
    free(chasing.met);
    return done;
}

void chase_add_left_out(const Chase *chase, String *out) {
    if (chase->hubs > 0) {
        string_format(out, "%zu %s with more than %u links %s not followed further", chase->hubs,
                      chase->hubs == 1 ? "study" : "studies", (unsigned) chase->hub_links,
                      chase->hubs == 1 ? "was" : "were");
    }
    if (chase->left_out > 0) {
        string_format(out, "%s%llu %s from seeds with very many links %s not followed",
                      chase->hubs > 0 ? "; " : "", (unsigned long long) chase->left_out,
                      chase->left_out == 1 ? "way" : "ways", chase->left_out == 1 ? "was" : "were");
    }
}
