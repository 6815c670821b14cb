#ifndef CARREL_UI_LAYOUT_H
#define CARREL_UI_LAYOUT_H

#include "carrel/ui/grid.h"

// Where panes stand on a screen of a given size: a tree of splits chosen by the size,
// whose splits a person can move and which then stay moved.

typedef enum { SLOT_LIST, SLOT_ABSTRACT, SLOT_LINKS, SLOT_COUNT } Slot;

typedef enum {
    SHAPE_SINGLE,  // one pane at a time: below 60 columns or 12 rows, or zoomed
    SHAPE_STACKED, // list, abstract, links folded to a line (open while they have the focus)
    SHAPE_BESIDE,  // from 120x30: list left, abstract above links right
    SHAPE_COLUMNS, // from 160 columns: list, abstract (at most 88 wide), links
    SHAPE_COUNT
} Shape;

// What a person chose; {0} is nothing chosen. Remember it across sessions as numbers.
typedef struct {
    int share[SHAPE_COUNT][2]; // thousandths of a split's first part; 0: by default
    int foot;                  // rows wanted below the links, for what goes with every study
} LayoutChoice;

typedef struct {
    bool shown;
    bool folded; // one line only: the head
    Area area;   // the head is its first row
} SlotPlace;

typedef struct {
    Shape shape;
    int rows, columns;
    Area status, message, hints; // rows 0 where there is no room
    Area panes;                  // all that is between them
    SlotPlace slots[SLOT_COUNT];
    Area foot;     // rows 0 where the shape has no room for it
    Area rules[2]; // vertical lines between panes; columns 0 where there is none
} Layout;

// Pure: same arguments, same layout. In SHAPE_SINGLE the pane with the focus is shown.
void layout_compute(Layout *layout, const LayoutChoice *choice, int rows, int columns, Slot focus,
                    bool zoomed);
// Moves the border under (row, column) to another place, for dragging.
bool layout_drag(LayoutChoice *choice, const Layout *layout, int row, int column, int to_row, int to_column);
bool layout_slot_at(const Layout *layout, int row, int column, Slot *slot);

#endif
