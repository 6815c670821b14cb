#include "carrel/graph/graph.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define LINKS_MOST ((size_t) UINT32_MAX - 1)

// Studies are numbered as they come, and by ascending id at the end.
typedef struct {
    Node node;
    bool citers;  // the others cite it
    uint32_t end; // of its run in `others`
} Gathered;

struct GraphBuilder {
    IdMap numbers; // by id
    StudyId *ids;
    uint16_t *years;
    size_t count, id_capacity, year_capacity;
    Gathered *runs;
    size_t run_count, run_capacity;
    Node *others;
    size_t other_count, other_capacity;
};

GraphBuilder *graph_builder_new(void) {
    return memory_new(sizeof(GraphBuilder));
}

void graph_builder_free(GraphBuilder *builder) {
    if (!builder) {
        return;
    }
    id_map_free(&builder->numbers);
    free(builder->ids);
    free(builder->years);
    free(builder->runs);
    free(builder->others);
    free(builder);
}

static Node number_of(GraphBuilder *builder, StudyId id) {
    int64_t number;
    if (id_map_get(&builder->numbers, id, &number)) {
        return (Node) number;
    }
    size_t count = builder->count++;
    builder->ids = vec_grow(builder->ids, &builder->id_capacity, count + 1, sizeof *builder->ids);
    builder->years = vec_grow(builder->years, &builder->year_capacity, count + 1, sizeof *builder->years);
    builder->ids[count] = id;
    builder->years[count] = 0;
    id_map_set(&builder->numbers, id, (int64_t) count);
    return (Node) count;
}

void graph_builder_add_study(GraphBuilder *builder, StudyId id, int year) {
    if (id != 0 && builder->count < LINKS_MOST) {
        Node number = number_of(builder, id);
        builder->years[number] = year > 0 && year <= UINT16_MAX ? (uint16_t) year : 0;
    }
}

bool graph_builder_add(GraphBuilder *builder, StudyId study, LinkKind kind, const StudyId *others,
                       size_t count, Error *err) {
    if (study == 0 || kind == LINK_SIMILAR || count == 0) {
        return true;
    }
    if (count > LINKS_MOST - builder->other_count) {
        return error_set(err, ERROR_SYSTEM, "more than %zu citation links do not fit into memory at once",
                         LINKS_MOST);
    }
    builder->runs =
        vec_grow(builder->runs, &builder->run_capacity, builder->run_count + 1, sizeof *builder->runs);
    builder->others = vec_grow(builder->others, &builder->other_capacity, builder->other_count + count,
                               sizeof *builder->others);
    Node node = number_of(builder, study);
    for (size_t i = 0; i < count; i++) {
        if (others[i] != 0 && others[i] != study) {
            builder->others[builder->other_count++] = number_of(builder, others[i]);
        }
    }
    builder->runs[builder->run_count++] =
        (Gathered){node, kind == LINK_CITED_BY, (uint32_t) builder->other_count};
    return true;
}

static int compare_ids(const void *a, const void *b) {
    StudyId x = *(const StudyId *) a, y = *(const StudyId *) b;
    return (x > y) - (x < y);
}

// Sorts the ids and gives every number as it came its place among them. The caller frees.
static Node *sort_studies(GraphBuilder *builder, Graph *graph) {
    size_t count = builder->count;
    graph->count = (Node) count;
    graph->ids = memory_new((count + 1) * sizeof *graph->ids);
    graph->years = memory_new((count + 1) * sizeof *graph->years);
    Node *places = memory_new((count + 1) * sizeof *places);
    if (count > 0) {
        memcpy(graph->ids, builder->ids, count * sizeof *graph->ids);
        qsort(graph->ids, count, sizeof *graph->ids, compare_ids);
    }
    for (size_t i = 0; i < count; i++) {
        int64_t number = 0;
        id_map_get(&builder->numbers, graph->ids[i], &number);
        places[number] = (Node) i;
        graph->years[i] = builder->years[number];
    }
    return places;
}

// Turns counts, kept one place further on, into where each run starts.
static void sum_up(uint32_t *starts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        starts[i + 1] += starts[i];
    }
}

static uint32_t *copy_starts(const uint32_t *starts, size_t count) {
    uint32_t *next = memory_new((count + 1) * sizeof *next);
    memcpy(next, starts, (count + 1) * sizeof *next);
    return next;
}

// The citers of every study, as gathered: unsorted, with repetitions.
static Node *gathered_citers(const GraphBuilder *builder, const Node *places, uint32_t *starts) {
    size_t count = builder->count;
    for (int pass = 0;; pass++) {
        Node *citers = pass ? memory_new((builder->other_count + 1) * sizeof *citers) : NULL;
        uint32_t *next = pass ? copy_starts(starts, count) : NULL;
        size_t at = 0;
        for (size_t r = 0; r < builder->run_count; r++) {
            const Gathered *run = &builder->runs[r];
            Node study = places[run->node];
            for (; at < run->end; at++) {
                Node other = places[builder->others[at]];
                Node from = run->citers ? other : study, to = run->citers ? study : other;
                if (pass) {
                    citers[next[to]++] = from;
                } else {
                    starts[to + 1]++;
                }
            }
        }
        if (pass) {
            free(next);
            return citers;
        }
        sum_up(starts, count);
    }
}

// The same links from the other end: its runs are sorted by that, and repetitions stand together.
static Node *turn(Node count, const uint32_t *starts, const Node *others, uint32_t *turned_starts) {
    for (uint32_t i = 0; i < starts[count]; i++) {
        turned_starts[others[i] + 1]++;
    }
    sum_up(turned_starts, count);
    uint32_t *next = copy_starts(turned_starts, count);
    Node *turned = memory_new(((size_t) starts[count] + 1) * sizeof *turned);
    for (Node node = 0; node < count; node++) {
        for (uint32_t i = starts[node]; i < starts[node + 1]; i++) {
            turned[next[others[i]]++] = node;
        }
    }
    free(next);
    return turned;
}

static void drop_repetitions(Node count, uint32_t *starts, Node *others) {
    uint32_t kept = 0, from = 0;
    for (Node node = 0; node < count; node++) {
        uint32_t start = kept, end = starts[node + 1];
        for (; from < end; from++) {
            if (kept == start || others[kept - 1] != others[from]) {
                others[kept++] = others[from];
            }
        }
        starts[node] = start;
    }
    starts[count] = kept;
}

void graph_builder_take(GraphBuilder *builder, Graph *graph) {
    *graph = (Graph){0};
    Node *places = sort_studies(builder, graph);
    Node count = graph->count;
    for (GraphSide side = 0; side < SIDE_COUNT; side++) {
        graph->starts[side] = memory_new(((size_t) count + 1) * sizeof *graph->starts[side]);
    }
    id_map_free(&builder->numbers);
    uint32_t *starts = memory_new(((size_t) count + 1) * sizeof *starts);
    Node *citers = gathered_citers(builder, places, starts);
    free(places);
    graph_builder_free(builder);
    graph->others[SIDE_REFERENCES] = turn(count, starts, citers, graph->starts[SIDE_REFERENCES]);
    free(starts);
    free(citers);
    // Runs of references are sorted by citing study only; turning them once more sorts the citers, and
    // back again the references.
    uint32_t *references = graph->starts[SIDE_REFERENCES];
    graph->others[SIDE_CITERS] =
        turn(count, references, graph->others[SIDE_REFERENCES], graph->starts[SIDE_CITERS]);
    drop_repetitions(count, graph->starts[SIDE_CITERS], graph->others[SIDE_CITERS]);
    graph->links = graph->starts[SIDE_CITERS][count];
    free(graph->others[SIDE_REFERENCES]);
    memset(references, 0, ((size_t) count + 1) * sizeof *references);
    graph->others[SIDE_REFERENCES] =
        turn(count, graph->starts[SIDE_CITERS], graph->others[SIDE_CITERS], references);
}

void graph_free(Graph *graph) {
    free(graph->ids);
    free(graph->years);
    for (GraphSide side = 0; side < SIDE_COUNT; side++) {
        free(graph->starts[side]);
        free(graph->others[side]);
    }
    *graph = (Graph){0};
}

Node graph_find(const Graph *graph, StudyId id) {
    Node low = 0, high = graph->count;
    while (low < high) {
        Node middle = low + (high - low) / 2;
        if (graph->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < graph->count && graph->ids[low] == id ? low : NODE_NONE;
}

NodeList graph_neighbours(const Graph *graph, GraphSide side, Node node) {
    uint32_t start = graph->starts[side][node];
    return (NodeList){graph->others[side] + start, graph->starts[side][node + 1] - start};
}

bool graph_cites(const Graph *graph, Node from, Node to) {
    NodeList references = graph_neighbours(graph, SIDE_REFERENCES, from);
    size_t low = 0, high = references.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (references.nodes[middle] < to) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < references.count && references.nodes[low] == to;
}
