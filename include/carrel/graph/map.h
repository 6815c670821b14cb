#ifndef CARREL_GRAPH_MAP_H
#define CARREL_GRAPH_MAP_H

#include "carrel/graph/graph.h"

// The citation map: years across, studies as rows, and the links among them. A picture without a
// screen: panes and the writers below draw it.

// What a study is in the map.
enum {
    MAP_FOCUS = 1,    // the study that the map was asked for
    MAP_INCLUDED = 2, // of the review
    MAP_RETRACTED = 4,
    MAP_CONNECTOR = 8 // only here since it joins others
};

// A study as the caller knows it. Text is borrowed while the map is made.
typedef struct {
    StudyId id;
    int year;           // 0 unknown
    const char *author; // family name or group; NULL unknown
    const char *title;  // NULL unknown
    unsigned flags;     // MAP_…
} MapEntry;

typedef struct {
    StudyId id;
    int year;
    const char *label; // "Khoury 2020", or what else names it
    const char *title; // NULL unknown
    unsigned flags;
    uint32_t column;             // index into years
    uint32_t references, citers; // within the map
} MapStudy;

typedef struct {
    uint32_t from, to; // rows: from cites to
    bool on_path;
} MapLink;

typedef struct {
    MapStudy *studies; // a row each, ascending by year; within a year so that links are short
    size_t count;
    MapLink *links; // ascending by from, to
    size_t link_count;
    const int *years; // of the columns, ascending; 0 (unknown) first
    size_t year_count;
    size_t left_out; // studies with fewer links than those that found room
} CitationMap;

#define MAP_ROWS_MOST 500

// Lays out the studies and the links that the graph has among them, at most `most` rows (0:
// MAP_ROWS_MOST): the focus, then included ones, then those with the most links stay. The same studies
// give the same map, in whatever order they come. All in the arena.
void map_lay_out(const Graph *graph, const MapEntry *entries, size_t count, size_t most, Arena *arena,
                 CitationMap *map);
// The row of a study; map->count where it has none.
size_t map_row(const CitationMap *map, StudyId id);
// Marks the links of a path, in either direction; those of another one no more. Studies that the map
// does not have are skipped.
void map_mark_path(CitationMap *map, const StudyId *ids, size_t count);
// Whether the study in row `from` cites that in row `to`.
const MapLink *map_link(const CitationMap *map, size_t from, size_t to); // NULL: no

// --- writers; each appends a whole document. Text from records is escaped and loses what the format
// cannot hold ---

void map_add_svg(const CitationMap *map, String *out);     // for print: black on white
void map_add_dot(const CitationMap *map, String *out);     // Graphviz
void map_add_graphml(const CitationMap *map, String *out); // [graphml.graphdrawing.org]
// An edge a line: citing and cited study with label and year [RFC 4180]; "citing,cited,…".
void map_add_csv(const CitationMap *map, String *out);

#endif
