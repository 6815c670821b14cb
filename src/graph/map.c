#include "carrel/graph/map.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <stdlib.h>

// Rows go by year; what is free is the order within a year. Each study goes first to the middle of those
// that it is linked to (barycentre [Sugiyama, Tagawa, Toda 1981]), and then neighbours change places as
// long as that makes links shorter together.

#define SWEEPS      8
#define LABEL_BYTES 40 // of a title that stands for a name

typedef struct {
    const MapEntry *entry;
    Node node;
    uint32_t links; // among all entries, before some are left out
} Place;

typedef struct {
    const Graph *graph;
    Place *places; // by id
    size_t count;
    uint32_t *rows;            // of each place
    uint32_t *order;           // the place of each row
    uint32_t *starts, *others; // the linked places of each place, in either direction
} Layout;

static int year_of(const Place *place) {
    return place->entry->year > 0 ? place->entry->year : 0;
}

static int compare_ids(const void *a, const void *b) {
    StudyId x = ((const Place *) a)->entry->id, y = ((const Place *) b)->entry->id;
    return (x > y) - (x < y);
}

// Focus and included ones first, then many links, then newer.
static int compare_weight(const void *a, const void *b) {
    const Place *x = a, *y = b;
    unsigned first = x->entry->flags, second = y->entry->flags;
    for (unsigned flag = MAP_FOCUS; flag <= MAP_INCLUDED; flag <<= 1) {
        if ((first & flag) != (second & flag)) {
            return first & flag ? -1 : 1;
        }
    }
    if (x->links != y->links) {
        return x->links > y->links ? -1 : 1;
    }
    return year_of(x) != year_of(y) ? (year_of(x) > year_of(y) ? -1 : 1) : compare_ids(b, a);
}

static size_t place_of(const Layout *layout, StudyId id) {
    MapEntry entry = {.id = id};
    Place key = {.entry = &entry};
    const Place *place = bsearch(&key, layout->places, layout->count, sizeof *layout->places, compare_ids);
    return place ? (size_t) (place - layout->places) : layout->count;
}

// The entries, each study once, sorted by id.
static void gather_places(Layout *layout, const MapEntry *entries, size_t count) {
    IdMap seen = {0};
    layout->places = memory_new((count + 1) * sizeof *layout->places);
    for (size_t i = 0; i < count; i++) {
        if (!id_map_get(&seen, entries[i].id, NULL)) {
            id_map_set(&seen, entries[i].id, 1);
            layout->places[layout->count++] =
                (Place){&entries[i], graph_find(layout->graph, entries[i].id), 0};
        }
    }
    id_map_free(&seen);
    qsort(layout->places, layout->count, sizeof *layout->places, compare_ids);
}

// Calls for every link among the places; `from` and `to` are places.
static void each_link(const Layout *layout, void (*call)(void *context, size_t from, size_t to),
                      void *context) {
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->places[i].node == NODE_NONE) {
            continue;
        }
        NodeList references = graph_neighbours(layout->graph, SIDE_REFERENCES, layout->places[i].node);
        // Both are ascending: whichever is shorter is looked up in the other.
        if (references.count <= layout->count) {
            for (uint32_t k = 0; k < references.count; k++) {
                size_t other = place_of(layout, layout->graph->ids[references.nodes[k]]);
                if (other < layout->count) {
                    call(context, i, other);
                }
            }
            continue;
        }
        for (size_t other = 0; other < layout->count; other++) {
            Node node = layout->places[other].node;
            if (node != NODE_NONE && graph_cites(layout->graph, layout->places[i].node, node)) {
                call(context, i, other);
            }
        }
    }
}

static void count_link(void *context, size_t from, size_t to) {
    Layout *layout = context;
    layout->places[from].links++;
    layout->places[to].links++;
}

static void keep_most(Layout *layout, size_t most) {
    each_link(layout, count_link, layout);
    if (layout->count > most) {
        qsort(layout->places, layout->count, sizeof *layout->places, compare_weight);
        layout->count = most;
        qsort(layout->places, layout->count, sizeof *layout->places, compare_ids);
    }
}

// --- the order of rows ---

static void count_ends(void *context, size_t from, size_t to) {
    Layout *layout = context;
    layout->starts[from + 1]++;
    layout->starts[to + 1]++;
}

static void add_ends(void *context, size_t from, size_t to) {
    Layout *layout = context;
    layout->others[layout->rows[from]++] = (uint32_t) to; // rows are not used yet
    layout->others[layout->rows[to]++] = (uint32_t) from;
}

static void find_ends(Layout *layout) {
    size_t count = layout->count;
    layout->starts = memory_new((count + 1) * sizeof *layout->starts);
    layout->rows = memory_new((count + 1) * sizeof *layout->rows);
    layout->order = memory_new((count + 1) * sizeof *layout->order);
    each_link(layout, count_ends, layout);
    for (size_t i = 0; i < count; i++) {
        layout->starts[i + 1] += layout->starts[i];
        layout->rows[i] = layout->starts[i];
    }
    layout->others = memory_new((layout->starts[count] + 1) * sizeof *layout->others);
    each_link(layout, add_ends, layout);
}

typedef struct {
    uint32_t place;
    int year;
    double middle;
} Wish;

static int compare_wishes(const void *a, const void *b) {
    const Wish *x = a, *y = b;
    if (x->year != y->year) {
        return x->year < y->year ? -1 : 1;
    }
    return x->middle != y->middle ? (x->middle < y->middle ? -1 : 1)
                                  : (x->place > y->place) - (x->place < y->place);
}

static void order_by(Layout *layout, Wish *wishes) {
    qsort(wishes, layout->count, sizeof *wishes, compare_wishes);
    for (uint32_t row = 0; row < layout->count; row++) {
        layout->order[row] = wishes[row].place;
        layout->rows[wishes[row].place] = row;
    }
}

static void go_to_middles(Layout *layout) {
    Wish *wishes = memory_new((layout->count + 1) * sizeof *wishes);
    for (int sweep = 0; sweep <= SWEEPS; sweep++) {
        for (uint32_t i = 0; i < layout->count; i++) {
            uint32_t ends = layout->starts[i + 1] - layout->starts[i];
            double sum = 0;
            for (uint32_t k = layout->starts[i]; k < layout->starts[i + 1]; k++) {
                sum += layout->rows[layout->others[k]];
            }
            // The first time there are no rows yet, and the order is by id.
            wishes[i] = (Wish){i, year_of(&layout->places[i]), 0};
            if (sweep > 0) {
                wishes[i].middle = ends > 0 ? sum / ends : layout->rows[i];
            }
        }
        order_by(layout, wishes);
    }
    free(wishes);
}

static long distance(uint32_t a, uint32_t b) {
    return a > b ? (long) (a - b) : (long) (b - a);
}

// By how much links become longer where a place goes to another row. Its link to `partner`, with which it
// changes places, stays.
static long growth(const Layout *layout, uint32_t place, uint32_t row, uint32_t partner) {
    long sum = 0;
    for (uint32_t k = layout->starts[place]; k < layout->starts[place + 1]; k++) {
        uint32_t other = layout->others[k];
        if (other != partner) {
            sum += distance(row, layout->rows[other]) - distance(layout->rows[place], layout->rows[other]);
        }
    }
    return sum;
}

static void change_places(Layout *layout) {
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t row = 0; row + 1 < layout->count; row++) {
            uint32_t a = layout->order[row], b = layout->order[row + 1];
            if (year_of(&layout->places[a]) == year_of(&layout->places[b]) &&
                growth(layout, a, row + 1, b) + growth(layout, b, row, a) < 0) {
                layout->order[row] = b;
                layout->order[row + 1] = a;
                layout->rows[a] = row + 1;
                layout->rows[b] = row;
                changed = true;
            }
        }
    }
}

// --- the map ---

static const char *label_of(const MapEntry *entry, Arena *arena) {
    String label = {0};
    StringView title = sv(entry->title);
    if (entry->author && *entry->author) {
        string_add_text(&label, entry->author);
    } else if (title.length > LABEL_BYTES) {
        size_t end = LABEL_BYTES;
        while (end > 0 && ((unsigned char) title.data[end] & 0xC0) == 0x80) {
            end--;
        }
        string_add(&label, sv_trim(sv_part(title, 0, end)));
        string_add_text(&label, "…");
    } else if (title.length > 0) {
        string_add(&label, title);
    } else {
        string_format(&label, entry->id > 0 ? "PMID %lld" : "carrel:%lld",
                      (long long) (entry->id > 0 ? entry->id : -entry->id));
    }
    if (entry->year > 0) {
        string_format(&label, " %d", entry->year);
    }
    const char *copy = arena_copy_view(arena, string_view(&label));
    string_free(&label);
    return copy;
}

static void list_studies(const Layout *layout, Arena *arena, CitationMap *map) {
    int *years = ARENA_ARRAY(arena, int, layout->count + 1);
    map->studies = ARENA_ARRAY(arena, MapStudy, layout->count + 1);
    map->count = layout->count;
    for (size_t row = 0; row < map->count; row++) {
        const Place *place = &layout->places[layout->order[row]];
        int year = year_of(place);
        if (map->year_count == 0 || years[map->year_count - 1] != year) {
            years[map->year_count++] = year;
        }
        map->studies[row] = (MapStudy){.id = place->entry->id,
                                       .year = year,
                                       .label = label_of(place->entry, arena),
                                       .title = arena_copy(arena, place->entry->title),
                                       .flags = place->entry->flags,
                                       .column = (uint32_t) map->year_count - 1};
    }
    map->years = years;
}

typedef struct {
    const Layout *layout;
    CitationMap *map;
} Linking;

static void add_map_link(void *context, size_t from, size_t to) {
    Linking *linking = context;
    CitationMap *map = linking->map;
    MapLink link = {linking->layout->rows[from], linking->layout->rows[to], false};
    map->studies[link.from].references++;
    map->studies[link.to].citers++;
    map->links[map->link_count++] = link;
}

static int compare_map_links(const void *a, const void *b) {
    const MapLink *x = a, *y = b;
    return x->from != y->from ? (x->from > y->from ? 1 : -1) : (x->to > y->to) - (x->to < y->to);
}

void map_lay_out(const Graph *graph, const MapEntry *entries, size_t count, size_t most, Arena *arena,
                 CitationMap *map) {
    *map = (CitationMap){0};
    Layout layout = {.graph = graph};
    gather_places(&layout, entries, count);
    size_t all = layout.count;
    keep_most(&layout, most > 0 ? most : MAP_ROWS_MOST);
    map->left_out = all - layout.count;
    find_ends(&layout);
    go_to_middles(&layout);
    change_places(&layout);
    list_studies(&layout, arena, map);
    map->links = ARENA_ARRAY(arena, MapLink, layout.starts[layout.count] / 2 + 1);
    each_link(&layout, add_map_link, &(Linking){&layout, map});
    qsort(map->links, map->link_count, sizeof *map->links, compare_map_links);
    free(layout.places);
    free(layout.rows);
    free(layout.order);
    free(layout.starts);
    free(layout.others);
}

size_t map_row(const CitationMap *map, StudyId id) {
    size_t row = 0;
    while (row < map->count && map->studies[row].id != id) {
        row++;
    }
    return row;
}

static MapLink *find_link(const CitationMap *map, size_t from, size_t to) {
    MapLink key = {(uint32_t) from, (uint32_t) to, false};
    return map->link_count > 0
               ? bsearch(&key, map->links, map->link_count, sizeof *map->links, compare_map_links)
               : NULL;
}

const MapLink *map_link(const CitationMap *map, size_t from, size_t to) {
    return find_link(map, from, to);
}

void map_mark_path(CitationMap *map, const StudyId *ids, size_t count) {
    for (size_t i = 0; i < map->link_count; i++) {
        map->links[i].on_path = false;
    }
    size_t last = map->count;
    for (size_t i = 0; i < count; i++) {
        size_t row = map_row(map, ids[i]);
        if (row == map->count) {
            continue;
        }
        MapLink *links[] = {last < map->count ? find_link(map, last, row) : NULL,
                            last < map->count ? find_link(map, row, last) : NULL};
        for (size_t k = 0; k < 2; k++) {
            if (links[k]) {
                links[k]->on_path = true;
            }
        }
        last = row;
    }
}
