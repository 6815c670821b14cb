#include "carrel/ui/layout.h"

#define SINGLE_COLUMNS  60
#define SINGLE_ROWS     12
#define BESIDE_COLUMNS  120
#define BESIDE_ROWS     30
#define COLUMNS_COLUMNS 160
#define ABSTRACT_WIDEST 88
#define LIST_ROWS       6 // stacked: five rows and the head
#define PART_ROWS       3 // no part of a split gets smaller than this by hand
#define PART_COLUMNS    20

// A node is a slot, or a split when negative: ~index.
typedef struct {
    bool side_by_side;
    int first, second;
} Split;

static const Split shapes[SHAPE_COUNT][2] = {
    [SHAPE_STACKED] = {{false, SLOT_LIST, ~1}, {false, SLOT_ABSTRACT, SLOT_LINKS}},
    [SHAPE_BESIDE] = {{true, SLOT_LIST, ~1}, {false, SLOT_ABSTRACT, SLOT_LINKS}},
    [SHAPE_COLUMNS] = {{true, SLOT_LIST, ~1}, {true, SLOT_ABSTRACT, SLOT_LINKS}},
};

static Shape shape_for(int rows, int columns, bool zoomed) {
    if (zoomed || columns < SINGLE_COLUMNS || rows < SINGLE_ROWS) {
        return SHAPE_SINGLE;
    }
    if (columns >= COLUMNS_COLUMNS) {
        return SHAPE_COLUMNS;
    }
    return columns >= BESIDE_COLUMNS && rows >= BESIDE_ROWS ? SHAPE_BESIDE : SHAPE_STACKED;
}

static int clamp(int value, int least, int most) {
    return value > most ? (most < least ? least : most) : value < least ? least : value;
}

// Cuts the rows of the foot off the column that ends in the links, or nothing where little would be left.
static Area without_foot(const LayoutChoice *choice, Shape shape, int node, Area area, Area *foot) {
    bool here = (shape == SHAPE_BESIDE && node == ~1) || (shape == SHAPE_COLUMNS && node == SLOT_LINKS);
    int most = area.rows / 2;
    int rows = choice->foot < most ? choice->foot : most;
    if (here && rows > 1) {
        area.rows -= rows;
        *foot = (Area){area.row + area.rows, area.column, rows, area.columns};
    }
    return area;
}

// Rows or columns (without the rule) of a split's first part.
static int first_size(const LayoutChoice *choice, Shape shape, int split, int space, bool folded) {
    if (folded) {
        return space - 1;
    }
    int share = choice->share[shape][split];
    int least = shapes[shape][split].side_by_side ? PART_COLUMNS : PART_ROWS;
    int wanted;
    if (share > 0) {
        wanted = (int) ((long) space * share / 1000);
    } else if (shape == SHAPE_STACKED) {
        int list = clamp((space - 3) / 2, 2, LIST_ROWS);
        wanted = split == 0 ? list : space / 2;
    } else if (shape == SHAPE_BESIDE) {
        wanted = split == 0 ? space * 37 / 100 : space * 3 / 4;
    } else {
        // The abstract gets what it can use; list and links share the rest.
        wanted = split == 0 ? space * 3 / 10 : clamp(space * 62 / 100, PART_COLUMNS, ABSTRACT_WIDEST);
    }
    if (shape == SHAPE_COLUMNS && split == 1 && wanted > ABSTRACT_WIDEST) {
        wanted = ABSTRACT_WIDEST;
    }
    return clamp(wanted, least < space / 2 ? least : space / 2, space - least);
}

static void place(Layout *layout, const LayoutChoice *choice, int node, Area area, bool fold_links) {
    area = without_foot(choice, layout->shape, node, area, &layout->foot);
    if (node >= 0) {
        bool folded = node == SLOT_LINKS && fold_links;
        layout->slots[node] = (SlotPlace){.shown = true, .folded = folded, .area = area};
        return;
    }
    int index = ~node;
    const Split *split = &shapes[layout->shape][index];
    Area first = area, second = area;
    if (split->side_by_side) {
        first.columns = first_size(choice, layout->shape, index, area.columns - 1, false);
        layout->rules[index] = (Area){area.row, area.column + first.columns, area.rows, 1};
        second.column += first.columns + 1;
        second.columns -= first.columns + 1;
    } else {
        first.rows =
            first_size(choice, layout->shape, index, area.rows, fold_links && split->second == SLOT_LINKS);
        second.row += first.rows;
        second.rows -= first.rows;
    }
    place(layout, choice, split->first, first, fold_links);
    place(layout, choice, split->second, second, fold_links);
}

void layout_compute(Layout *layout, const LayoutChoice *choice, int rows, int columns, Slot focus,
                    bool zoomed) {
    *layout = (Layout){.shape = shape_for(rows, columns, zoomed), .rows = rows, .columns = columns};
    // What a small screen gives up first: the status line, then the hints.
    int top = rows >= 8 ? 1 : 0;
    int hints = rows >= 7 ? 1 : 0;
    int message = rows >= 3 ? 1 : 0;
    layout->status = (Area){0, 0, top, columns};
    layout->message = (Area){rows - hints - message, 0, message, columns};
    layout->hints = (Area){rows - hints, 0, hints, columns};
    layout->panes = (Area){top, 0, rows - top - message - hints, columns};
    if (layout->shape == SHAPE_SINGLE) {
        layout->slots[focus] = (SlotPlace){.shown = true, .area = layout->panes};
        return;
    }
    bool fold_links = layout->shape == SHAPE_STACKED && focus != SLOT_LINKS;
    place(layout, choice, ~0, layout->panes, fold_links);
}

// Where the space that a split divides begins and how large it is.
static Area split_area(const Layout *layout, int split) {
    Area area = layout->panes;
    if (split == 1) {
        Area list = layout->slots[SLOT_LIST].area;
        if (shapes[layout->shape][0].side_by_side) {
            area.column = list.column + list.columns + 1;
            area.columns = layout->columns - area.column;
            area.rows -= layout->shape == SHAPE_BESIDE ? layout->foot.rows : 0;
        } else {
            area.row = list.row + list.rows;
            area.rows = layout->panes.row + layout->panes.rows - area.row;
        }
    }
    return area;
}

static bool set_first(LayoutChoice *choice, const Layout *layout, int split, int size) {
    const Split *node = &shapes[layout->shape][split];
    Area area = split_area(layout, split);
    int space = node->side_by_side ? area.columns - 1 : area.rows;
    int least = node->side_by_side ? PART_COLUMNS : PART_ROWS;
    int most = space - least;
    if (layout->shape == SHAPE_COLUMNS && split == 1 && most > ABSTRACT_WIDEST) {
        most = ABSTRACT_WIDEST;
    }
    if (space < 2 * least || layout->shape == SHAPE_SINGLE) {
        return false;
    }
    size = clamp(size, least, most);
    // Rounded up, so that first_size gives exactly `size` again.
    int share = (int) (((long) size * 1000 + space - 1) / space);
    Slot first = node->first >= 0 ? (Slot) node->first : SLOT_ABSTRACT;
    int now = node->side_by_side ? layout->slots[first].area.columns : layout->slots[first].area.rows;
    if (size == now) {
        return false;
    }
    choice->share[layout->shape][split] = share;
    return true;
}

bool layout_drag(LayoutChoice *choice, const Layout *layout, int row, int column, int to_row, int to_column) {
    if (layout->shape == SHAPE_SINGLE) {
        return false;
    }
    for (int split = 0; split < 2; split++) {
        Slot first = split == 0 ? SLOT_LIST : SLOT_ABSTRACT;
        Area area = layout->slots[first].area;
        if (split == 1 && layout->slots[SLOT_LINKS].folded) {
            continue;
        }
        if (shapes[layout->shape][split].side_by_side) {
            if (column == area.column + area.columns) {
                return set_first(choice, layout, split, to_column - area.column);
            }
        } else if (row == area.row + area.rows && column >= area.column &&
                   column < area.column + area.columns) {
            return set_first(choice, layout, split, to_row - area.row);
        }
    }
    return false;
}

bool layout_slot_at(const Layout *layout, int row, int column, Slot *slot) {
    for (Slot at = 0; at < SLOT_COUNT; at++) {
        Area area = layout->slots[at].area;
        if (layout->slots[at].shown && row >= area.row && row < area.row + area.rows &&
            column >= area.column && column < area.column + area.columns) {
            *slot = at;
            return true;
        }
    }
    return false;
}
