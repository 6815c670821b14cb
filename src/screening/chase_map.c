#include "carrel/screening/chase.h"

#include "carrel/graph/islands.h"

// The citation map with names from the cache.

#define CONNECTORS_MOST 20

// A focus alone would show nothing: what it cites and what cites it belongs to it.
static void gather(const Graph *graph, const MapQuestion *question, IdList *ids) {
    Node focus = question->focus ? graph_find(graph, question->focus) : NODE_NONE;
    for (size_t i = 0; i < question->count; i++) {
        id_list_add(ids, question->ids[i]);
    }
    if (question->focus) {
        id_list_add(ids, question->focus);
    }
    for (GraphSide side = 0; focus != NODE_NONE && side < SIDE_COUNT; side++) {
        NodeList near = graph_neighbours(graph, side, focus);
        for (uint32_t i = 0; i < near.count; i++) {
            id_list_add(ids, graph->ids[near.nodes[i]]);
        }
    }
    id_list_sort(ids);
}

// Those who join islands, behind the studies themselves; returns where they begin.
static size_t gather_connectors(const Graph *graph, bool wanted, IdList *ids) {
    Arena arena = {0};
    size_t first = ids->count;
    if (wanted) {
        Islands islands;
        graph_islands(graph, ids->ids, ids->count, CONNECTORS_MOST, &arena, &islands);
        for (size_t i = 0; i < islands.connector_count; i++) {
            id_list_add(ids, islands.connectors[i].id);
        }
    }
    arena_free(&arena);
    return first;
}

static void fill_entry(const Graph *graph, const StudyRow *row, StudyId id, MapEntry *entry) {
    Node node = graph_find(graph, id);
    entry->id = id;
    entry->year = row->found && row->year > 0 ? row->year : node == NODE_NONE ? 0 : graph->years[node];
    if (row->found) {
        entry->author = row->author;
        entry->title = row->title;
        entry->flags |= row->flags & STUDY_RETRACTED ? MAP_RETRACTED : 0u;
    }
}

// Of a stub, what links say of it.
static void fill_stub(Cache *cache, Arena *arena, MapEntry *entry) {
    Study study;
    bool found;
    if (cache_study(cache, entry->id, arena, &study, &found, NULL)) {
        entry->title = study.title;
        entry->year = entry->year > 0 ? entry->year : study.year;
        if (study.author_count > 0) {
            entry->author = study.authors[0].family ? study.authors[0].family : study.authors[0].collective;
        }
    }
}

bool citation_map_make(Cache *cache, const Graph *graph, const MapQuestion *question, Arena *arena,
                       CitationMap *map, Error *err) {
    Arena names = {0};
    IdList ids = {0};
    gather(graph, question, &ids);
    size_t first_connector = gather_connectors(graph, question->connectors, &ids);
    StudyRow *rows = ARENA_ARRAY(&names, StudyRow, ids.count + 1);
    MapEntry *entries = ARENA_ARRAY(&names, MapEntry, ids.count + 1);
    bool ok = cache_rows(cache, ids.ids, ids.count, &names, rows, err);
    for (size_t i = 0; ok && i < ids.count; i++) {
        MapEntry *entry = &entries[i];
        entry->flags =
            (ids.ids[i] == question->focus ? MAP_FOCUS : 0u) | (i >= first_connector ? MAP_CONNECTOR : 0u) |
            (question->included && id_list_has(question->included, ids.ids[i]) ? MAP_INCLUDED : 0u);
        fill_entry(graph, &rows[i], ids.ids[i], entry);
        if (!rows[i].found) {
            fill_stub(cache, &names, entry);
        }
    }
    if (ok) {
        map_lay_out(graph, entries, ids.count, question->most, arena, map);
    }
    id_list_free(&ids);
    arena_free(&names);
    return ok;
}
