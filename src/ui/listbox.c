#include "carrel/ui/listbox.h"

static void settle(ListBox *box) {
    if (box->cursor >= box->count) {
        box->cursor = box->count > 0 ? box->count - 1 : 0;
    }
    size_t rows = box->rows > 0 ? box->rows : 1;
    if (box->top > box->cursor) {
        box->top = box->cursor;
    }
    if (box->cursor - box->top >= rows) {
        box->top = box->cursor - rows + 1;
    }
    if (box->top + rows > box->count) {
        box->top = box->count > rows ? box->count - rows : 0;
    }
}

void listbox_size(ListBox *box, size_t rows) {
    box->rows = rows;
    settle(box);
}

void listbox_count(ListBox *box, size_t count) {
    box->count = count;
    settle(box);
}

bool listbox_go(ListBox *box, size_t row) {
    size_t before = box->cursor;
    box->cursor = row;
    settle(box);
    return box->cursor != before;
}

bool listbox_move(ListBox *box, long by) {
    size_t distance = by < 0 ? 0 - (size_t) by : (size_t) by;
    if (by < 0) {
        return listbox_go(box, distance < box->cursor ? box->cursor - distance : 0);
    }
    return listbox_go(box, distance < box->count ? box->cursor + distance : box->count);
}

// Moves window and cursor together, so that the cursor keeps its row on the screen.
static bool move_window(ListBox *box, long by) {
    size_t distance = by < 0 ? 0 - (size_t) by : (size_t) by;
    if (by < 0) {
        box->top = distance < box->top ? box->top - distance : 0;
    } else {
        box->top += distance < box->count ? distance : box->count;
    }
    size_t rows = box->rows > 0 ? box->rows : 1;
    if (box->top + rows > box->count) {
        box->top = box->count > rows ? box->count - rows : 0;
    }
    return listbox_move(box, by);
}

bool listbox_page(ListBox *box, int pages) {
    long rows = box->rows > 3 ? (long) box->rows - 2 : 1;
    return move_window(box, pages * rows);
}

bool listbox_half_page(ListBox *box, int halves) {
    long rows = box->rows > 1 ? (long) box->rows / 2 : 1;
    return move_window(box, halves * rows);
}

bool listbox_end(ListBox *box) {
    return listbox_go(box, box->count);
}

void listbox_place(ListBox *box, size_t cursor, size_t top) {
    box->cursor = cursor;
    box->top = top;
    settle(box);
}

size_t listbox_shown(const ListBox *box) {
    size_t rest = box->count - box->top;
    return rest < box->rows ? rest : box->rows;
}
