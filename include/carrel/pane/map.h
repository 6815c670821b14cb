#ifndef CARREL_PANE_MAP_H
#define CARREL_PANE_MAP_H

#include "carrel/base/keycode.h"
#include "carrel/graph/map.h"
#include "carrel/pane/mark.h"
#include "carrel/ui/listbox.h"

// The citation map on the screen: studies as rows with their names at the left, years across, and the
// links of the selected study as lines. Keys follow links; the way that was gone, or a path that
// somebody asked for, stays marked.

// Starts as {0}.
typedef struct {
    const CitationMap *map; // borrowed; NULL: none
    const Mark *marks;      // borrowed, of each row; NULL: included ones by what the map says
    const char *sentence;   // borrowed; shown instead of an empty map
    ListBox box;
    size_t *path; // rows
    size_t path_count, path_capacity;
} MapPane;

void pane_map_fini(MapPane *pane);
// Takes another map, or the same one made anew. The selection stays on its study; at first it is the focus
// of the map. The path is kept as far as its studies are there.
void pane_map_show(MapPane *pane, const CitationMap *map);
// Marks a path and selects its first study. Studies that the map does not have are skipped.
void pane_map_show_path(MapPane *pane, const StudyId *ids, size_t count);
// The selected study; 0 where there is none.
StudyId pane_map_selected(const MapPane *pane);

typedef enum {
    MAP_IGNORED, // no key of the map
    MAP_MOVED,
    MAP_STAYED, // there is nothing further that way
    MAP_OPEN,   // the selected study is wanted
    MAP_LEAVE
} MapResult;

// j k and the like move among rows. h ← goes to a study that the selected one cites, the latest first,
// l → to one that cites it, the earliest first; ) and ( go on to the next and the previous one from the
// same study; H Backspace go back. Enter wants the study, q leaves; Esc forgets the path, then leaves.
MapResult pane_map_key(MapPane *pane, KeyCode key);

// To be called before drawing and after a change of size.
void pane_map_lay_out(MapPane *pane, Area area);
void pane_map_draw(const MapPane *pane, Grid *grid, Area area, bool focused);
// The row of the map at a row of the grid, as laid out, for the mouse; -1 none.
long pane_map_row_at(const MapPane *pane, Area area, int row);

#endif
