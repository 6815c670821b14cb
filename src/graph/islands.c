#include "carrel/graph/islands.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <stdlib.h>

// Islands are numbered by their smallest member while they are joined (union-find with path
// halving), and in their order afterwards.
typedef struct {
    const Graph *graph;
    IdList set;        // ascending
    Node *nodes;       // of each member; NODE_NONE where the graph does not have it
    uint32_t *members; // of each node: index in the set, from 1; 0 outside
    uint32_t *parents; // of each member
    uint32_t *numbers; // of each member: its island
    Arena *arena;
    Islands *out;
} Joining;

static uint32_t root_of(Joining *joining, uint32_t member) {
    uint32_t *parents = joining->parents;
    while (parents[member] != member) {
        parents[member] = parents[parents[member]];
        member = parents[member];
    }
    return member;
}

static void join(Joining *joining, uint32_t a, uint32_t b) {
    a = root_of(joining, a);
    b = root_of(joining, b);
    if (a < b) {
        joining->parents[b] = a;
    } else {
        joining->parents[a] = b;
    }
}

static void join_all(Joining *joining) {
    for (uint32_t i = 0; i < joining->set.count; i++) {
        joining->parents[i] = i;
    }
    for (uint32_t i = 0; i < joining->set.count; i++) {
        if (joining->nodes[i] == NODE_NONE) {
            continue;
        }
        NodeList references = graph_neighbours(joining->graph, SIDE_REFERENCES, joining->nodes[i]);
        for (uint32_t k = 0; k < references.count; k++) {
            uint32_t other = joining->members[references.nodes[k]];
            if (other > 0) {
                join(joining, i, other - 1);
            }
        }
    }
}

typedef struct {
    uint32_t root;
    size_t count;
} Size;

static int compare_sizes(const void *a, const void *b) {
    const Size *x = a, *y = b;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : (x->root > y->root) - (x->root < y->root);
}

static void list_islands(Joining *joining) {
    size_t count = joining->set.count;
    Size *sizes = memory_new((count + 1) * sizeof *sizes);
    uint32_t *places = memory_new((count + 1) * sizeof *places); // of each root
    Islands *out = joining->out;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t root = root_of(joining, i);
        if (root == i) { // the smallest member comes first
            places[i] = (uint32_t) out->count;
            sizes[out->count++] = (Size){i, 0};
        }
        sizes[places[root]].count++;
    }
    qsort(sizes, out->count, sizeof *sizes, compare_sizes);
    out->islands = ARENA_ARRAY(joining->arena, Island, out->count + 1);
    for (uint32_t i = 0; i < out->count; i++) {
        places[sizes[i].root] = i;
        out->islands[i].ids = ARENA_ARRAY(joining->arena, StudyId, sizes[i].count);
    }
    for (uint32_t i = 0; i < count; i++) {
        joining->numbers[i] = places[root_of(joining, i)];
        Island *island = &out->islands[joining->numbers[i]];
        island->ids[island->count++] = joining->set.ids[i];
    }
    free(sizes);
    free(places);
}

// --- who connects them ---

// What every node outside the set has to do with it. Islands are gone through one after the other, so
// that the last one and the last member met tell whether this one is new.
typedef struct {
    uint32_t islands, links, last_island, last_member; // the latter two from 1
} Touch;

static Touch *gather_touches(Joining *joining) {
    Touch *touches = memory_new(((size_t) joining->graph->count + 1) * sizeof *touches);
    for (uint32_t i = 0; i < joining->out->count; i++) {
        const Island *island = &joining->out->islands[i];
        for (size_t m = 0; m < island->count; m++) {
            Node node = graph_find(joining->graph, island->ids[m]);
            for (GraphSide side = 0; side < SIDE_COUNT && node != NODE_NONE; side++) {
                NodeList next = graph_neighbours(joining->graph, side, node);
                for (uint32_t k = 0; k < next.count; k++) {
                    Touch *touch = &touches[next.nodes[k]];
                    touch->islands += touch->last_island != i + 1;
                    touch->links += touch->last_member != joining->members[node];
                    touch->last_island = i + 1;
                    touch->last_member = joining->members[node];
                }
            }
        }
    }
    return touches;
}

static int compare_connectors(const void *a, const void *b) {
    const Connector *x = a, *y = b;
    if (x->island_count != y->island_count) {
        return x->island_count > y->island_count ? -1 : 1;
    }
    if (x->links != y->links) {
        return x->links > y->links ? -1 : 1;
    }
    return x->year != y->year ? (x->year > y->year ? -1 : 1) : (x->id < y->id) - (x->id > y->id);
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

static void list_its_islands(Joining *joining, Connector *connector) {
    const Graph *graph = joining->graph;
    Node node = graph_find(graph, connector->id);
    size_t count = 0, kept = 0;
    uint32_t *numbers = memory_new((2 * (size_t) connector->links + 1) * sizeof *numbers);
    for (GraphSide side = 0; side < SIDE_COUNT; side++) {
        NodeList next = graph_neighbours(graph, side, node);
        for (uint32_t k = 0; k < next.count; k++) {
            uint32_t member = joining->members[next.nodes[k]];
            if (member > 0) {
                numbers[count++] = joining->numbers[member - 1];
            }
        }
    }
    qsort(numbers, count, sizeof *numbers, compare_numbers);
    connector->islands = ARENA_ARRAY(joining->arena, uint32_t, connector->island_count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || numbers[i] != numbers[i - 1]) {
            connector->islands[kept++] = numbers[i];
        }
    }
    free(numbers);
}

static void list_connectors(Joining *joining, size_t most) {
    const Graph *graph = joining->graph;
    Islands *out = joining->out;
    Touch *touches = gather_touches(joining);
    Connector *all = NULL;
    size_t capacity = 0;
    for (Node node = 0; node < graph->count; node++) {
        if (touches[node].islands > 1 && joining->members[node] == 0) {
            all = vec_grow(all, &capacity, out->connectors_found + 1, sizeof *all);
            all[out->connectors_found++] = (Connector){.id = graph->ids[node],
                                                       .year = graph->years[node],
                                                       .island_count = touches[node].islands,
                                                       .links = touches[node].links};
        }
    }
    free(touches);
    if (out->connectors_found > 1) {
        qsort(all, out->connectors_found, sizeof *all, compare_connectors);
    }
    out->connector_count = most < out->connectors_found ? most : out->connectors_found;
    out->connectors = ARENA_ARRAY(joining->arena, Connector, out->connector_count + 1);
    for (size_t i = 0; i < out->connector_count; i++) {
        list_its_islands(joining, &all[i]);
        out->connectors[i] = all[i];
    }
    free(all);
}

void graph_islands(const Graph *graph, const StudyId *ids, size_t count, size_t most, Arena *arena,
                   Islands *islands) {
    *islands = (Islands){0};
    Joining joining = {.graph = graph, .arena = arena, .out = islands};
    for (size_t i = 0; i < count; i++) {
        id_list_add(&joining.set, ids[i]);
    }
    id_list_sort(&joining.set);
    size_t room = joining.set.count + 1;
    joining.nodes = memory_new(room * sizeof *joining.nodes);
    joining.parents = memory_new(room * sizeof *joining.parents);
    joining.numbers = memory_new(room * sizeof *joining.numbers);
    joining.members = memory_new(((size_t) graph->count + 1) * sizeof *joining.members);
    for (uint32_t i = 0; i < joining.set.count; i++) {
        joining.nodes[i] = graph_find(graph, joining.set.ids[i]);
        if (joining.nodes[i] != NODE_NONE) {
            joining.members[joining.nodes[i]] = i + 1;
        }
    }
    join_all(&joining);
    list_islands(&joining);
    list_connectors(&joining, most);
    id_list_free(&joining.set);
    free(joining.nodes);
    free(joining.parents);
    free(joining.numbers);
    free(joining.members);
}
