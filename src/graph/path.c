#include "carrel/graph/path.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// Breadth first from both ends, always one whole level on the side with less to look at. Where they
// meet, what lies on a shortest path is known for both halves, and the path is chosen from its start.

typedef struct {
    const Graph *graph;
    GraphSide sides[SIDE_COUNT]; // which neighbours are looked at
    size_t side_count;
    uint32_t *levels; // of each node, from 1; 0 not reached
    Node *queue;      // in order of reaching
    size_t count, capacity, level_start;
    uint32_t level; // of the last ones
} Search;

static void reach(Search *search, Node node, uint32_t level) {
    search->levels[node] = level;
    search->queue = vec_grow(search->queue, &search->capacity, search->count + 1, sizeof *search->queue);
    search->queue[search->count++] = node;
}

static void search_begin(Search *search, const Graph *graph, Node node, GraphSide first, size_t sides) {
    *search = (Search){.graph = graph, .sides = {first, 1 - first}, .side_count = sides, .level = 1};
    search->levels = memory_new(((size_t) graph->count + 1) * sizeof *search->levels);
    reach(search, node, 1);
}

static void search_end(Search *search) {
    free(search->levels);
    free(search->queue);
}

static uint64_t next_work(const Search *search) {
    uint64_t work = 0;
    for (size_t i = search->level_start; i < search->count; i++) {
        for (size_t s = 0; s < search->side_count; s++) {
            work += graph_neighbours(search->graph, search->sides[s], search->queue[i]).count;
        }
    }
    return work;
}

// Reaches the next level; true where it meets the other side.
static bool advance(Search *search, const Search *other) {
    size_t end = search->count;
    bool met = false;
    search->level++;
    for (size_t i = search->level_start; i < end; i++) {
        for (size_t s = 0; s < search->side_count; s++) {
            NodeList next = graph_neighbours(search->graph, search->sides[s], search->queue[i]);
            for (uint32_t k = 0; k < next.count; k++) {
                if (search->levels[next.nodes[k]] == 0) {
                    reach(search, next.nodes[k], search->level);
                    met |= other->levels[next.nodes[k]] != 0;
                }
            }
        }
    }
    search->level_start = end;
    return met;
}

// Keeps the levels of those nodes only that lead to a meeting: from the last level back to the start.
static void keep_leading(Search *from, const Search *to) {
    bool *leads = memory_new((size_t) from->graph->count + 1);
    for (size_t i = from->count; i-- > 0;) {
        Node node = from->queue[i];
        uint32_t level = from->levels[node];
        leads[node] = level == from->level && to->levels[node] != 0;
        for (size_t s = 0; s < from->side_count && !leads[node] && level < from->level; s++) {
            NodeList next = graph_neighbours(from->graph, from->sides[s], node);
            for (uint32_t k = 0; k < next.count && !leads[node]; k++) {
                leads[node] = from->levels[next.nodes[k]] == level + 1 && leads[next.nodes[k]];
            }
        }
    }
    for (size_t i = 0; i < from->count; i++) {
        if (!leads[from->queue[i]]) {
            from->levels[from->queue[i]] = 0;
        }
    }
    free(leads);
}

// The smallest neighbour that is a step further: on the near half a level on, on the far half a level
// less.
static Node choose_next(const Search *from, const Search *to, Node node) {
    Node best = NODE_NONE;
    bool near = from->levels[node] != 0 && from->levels[node] < from->level;
    for (size_t s = 0; s < from->side_count; s++) {
        NodeList next = graph_neighbours(from->graph, from->sides[s], node);
        for (uint32_t k = 0; k < next.count; k++) {
            Node other = next.nodes[k];
            bool fits = near ? from->levels[other] == from->levels[node] + 1
                             : to->levels[other] != 0 && to->levels[other] + 1 == to->levels[node];
            if (fits) {
                best = other < best ? other : best;
                break; // ascending
            }
        }
    }
    return best;
}

static void collect(const Search *from, const Search *to, Node start, Arena *arena, CitationPath *path) {
    const Graph *graph = from->graph;
    path->count = (size_t) from->level + to->level - 1;
    path->steps = ARENA_ARRAY(arena, PathStep, path->count);
    Node node = start;
    for (size_t i = 0; i < path->count; i++) {
        Node next = i + 1 < path->count ? choose_next(from, to, node) : NODE_NONE;
        path->steps[i].id = graph->ids[node];
        if (next != NODE_NONE) {
            path->steps[i].step = (graph_cites(graph, node, next) ? STEP_CITES : 0) |
                                  (graph_cites(graph, next, node) ? STEP_CITED_BY : 0);
        }
        node = next;
    }
}

void graph_path(const Graph *graph, StudyId from, StudyId to, bool references_only, Arena *arena,
                CitationPath *path) {
    Node start = graph_find(graph, from), end = graph_find(graph, to);
    *path = (CitationPath){0};
    if (start == NODE_NONE || end == NODE_NONE) {
        return;
    }
    Search near, far;
    search_begin(&near, graph, start, SIDE_REFERENCES, references_only ? 1 : SIDE_COUNT);
    search_begin(&far, graph, end, SIDE_CITERS, references_only ? 1 : SIDE_COUNT);
    bool met = start == end;
    while (!met && near.level_start < near.count && far.level_start < far.count) {
        met = next_work(&near) <= next_work(&far) ? advance(&near, &far) : advance(&far, &near);
    }
    if (met) {
        keep_leading(&near, &far);
        collect(&near, &far, start, arena, path);
    }
    search_end(&near);
    search_end(&far);
}
