#include "carrel/pane/map.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// Which study is selected, and the way there.

void pane_map_fini(MapPane *pane) {
    free(pane->path);
    *pane = (MapPane){0};
}

static size_t count_of(const MapPane *pane) {
    return pane->map ? pane->map->count : 0;
}

StudyId pane_map_selected(const MapPane *pane) {
    return count_of(pane) > 0 ? pane->map->studies[pane->box.cursor].id : 0;
}

static void add_to_path(MapPane *pane, size_t row) {
    pane->path = vec_grow(pane->path, &pane->path_capacity, pane->path_count + 1, sizeof *pane->path);
    pane->path[pane->path_count++] = row;
}

static size_t focus_of(const CitationMap *map) {
    for (size_t row = 0; row < map->count; row++) {
        if (map->studies[row].flags & MAP_FOCUS) {
            return row;
        }
    }
    return 0;
}

void pane_map_show(MapPane *pane, const CitationMap *map) {
    const CitationMap *old = pane->map;
    StudyId selected = pane_map_selected(pane);
    size_t kept = 0;
    for (size_t i = 0; i < pane->path_count; i++) {
        size_t row = map_row(map, old->studies[pane->path[i]].id);
        if (row < map->count) {
            pane->path[kept++] = row;
        }
    }
    pane->path_count = kept;
    pane->map = map;
    size_t row = selected != 0 ? map_row(map, selected) : map->count;
    listbox_count(&pane->box, map->count);
    listbox_go(&pane->box, row < map->count ? row : focus_of(map));
}

void pane_map_show_path(MapPane *pane, const StudyId *ids, size_t count) {
    pane->path_count = 0;
    for (size_t i = 0; i < count && pane->map; i++) {
        size_t row = map_row(pane->map, ids[i]);
        if (row < pane->map->count) {
            add_to_path(pane, row);
        }
    }
    if (pane->path_count > 0) {
        listbox_go(&pane->box, pane->path[0]);
    }
}

// --- following links ---

static bool is_linked(const CitationMap *map, size_t row, GraphSide side, size_t other) {
    return side == SIDE_REFERENCES ? map_link(map, row, other) != NULL : map_link(map, other, row) != NULL;
}

// The next neighbour of a row after `from` (count: from the beginning), references from the latest to the
// earliest, citers the other way round; count where there is none. `back` goes through them backwards.
static size_t next_linked(const CitationMap *map, size_t row, GraphSide side, size_t from, bool back) {
    bool down = (side == SIDE_CITERS) != back;
    size_t other = from < map->count ? (down ? from + 1 : from - 1) : (down ? 0 : map->count - 1);
    while (other < map->count && !is_linked(map, row, side, other)) { // below 0 it is beyond count, too
        other = down ? other + 1 : other - 1;
    }
    return other < map->count ? other : map->count;
}

// The path ends at the selected row, which it goes on from.
static void end_path_here(MapPane *pane) {
    size_t here = pane->box.cursor, i = 0;
    while (i < pane->path_count && pane->path[i] != here) {
        i++;
    }
    if (i < pane->path_count) {
        pane->path_count = i + 1;
    } else {
        pane->path_count = 0;
        add_to_path(pane, here);
    }
}

static MapResult follow(MapPane *pane, GraphSide side) {
    size_t next = next_linked(pane->map, pane->box.cursor, side, pane->map->count, false);
    if (next == pane->map->count) {
        return MAP_STAYED;
    }
    end_path_here(pane);
    add_to_path(pane, next);
    listbox_go(&pane->box, next);
    return MAP_MOVED;
}

// Where the path ends at the selected row: the next study in its stead.
static MapResult go_to_sibling(MapPane *pane, bool back) {
    size_t count = pane->path_count, here = pane->box.cursor;
    if (count < 2 || pane->path[count - 1] != here) {
        return MAP_STAYED;
    }
    size_t from = pane->path[count - 2];
    GraphSide side = is_linked(pane->map, from, SIDE_REFERENCES, here) ? SIDE_REFERENCES : SIDE_CITERS;
    size_t next = next_linked(pane->map, from, side, here, back);
    if (next == pane->map->count) {
        return MAP_STAYED;
    }
    pane->path[count - 1] = next;
    listbox_go(&pane->box, next);
    return MAP_MOVED;
}

static MapResult go_back(MapPane *pane) {
    size_t i = pane->path_count;
    while (i > 0 && pane->path[i - 1] != pane->box.cursor) {
        i--;
    }
    if (i < 2) {
        return MAP_STAYED;
    }
    pane->path_count = i - 1;
    listbox_go(&pane->box, pane->path[i - 2]);
    return MAP_MOVED;
}

static MapResult moved(bool has_moved) {
    return has_moved ? MAP_MOVED : MAP_STAYED;
}

static MapResult leave(MapPane *pane, bool path_first) {
    if (path_first && pane->path_count > 0) {
        pane->path_count = 0;
        return MAP_MOVED;
    }
    return MAP_LEAVE;
}

static MapResult follow_key(MapPane *pane, KeyCode key) {
    if (count_of(pane) == 0) {
        return MAP_IGNORED;
    }
    switch (key) {
    case 'h':
    case KEYCODE_LEFT:
        return follow(pane, SIDE_REFERENCES);
    case 'l':
    case KEYCODE_RIGHT:
        return follow(pane, SIDE_CITERS);
    case ')':
        return go_to_sibling(pane, false);
    case '(':
        return go_to_sibling(pane, true);
    case 'H':
    case KEYCODE_BACKSPACE:
        return go_back(pane);
    case KEYCODE_ENTER:
        return MAP_OPEN;
    default:
        return MAP_IGNORED;
    }
}

MapResult pane_map_key(MapPane *pane, KeyCode key) {
    ListBox *box = &pane->box;
    switch (key) {
    case 'j':
    case KEYCODE_DOWN:
    case KEYCODE_CTRL | 'n':
        return moved(listbox_move(box, 1));
    case 'k':
    case KEYCODE_UP:
    case KEYCODE_CTRL | 'p':
        return moved(listbox_move(box, -1));
    case KEYCODE_CTRL | 'd':
        return moved(listbox_half_page(box, 1));
    case KEYCODE_CTRL | 'u':
        return moved(listbox_half_page(box, -1));
    case KEYCODE_CTRL | 'f':
    case KEYCODE_PAGE_DOWN:
        return moved(listbox_page(box, 1));
    case KEYCODE_CTRL | 'b':
    case KEYCODE_PAGE_UP:
        return moved(listbox_page(box, -1));
    case 'g':
    case KEYCODE_HOME:
        return moved(listbox_go(box, 0));
    case 'G':
    case KEYCODE_END:
        return moved(listbox_end(box));
    case 'q':
        return leave(pane, false);
    case KEYCODE_ESCAPE:
        return leave(pane, true);
    default:
        return follow_key(pane, key);
    }
}
