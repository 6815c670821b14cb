#ifndef CARREL_UI_LISTBOX_H
#define CARREL_UI_LISTBOX_H

#include <stdbool.h>
#include <stddef.h>

// A window over a list that is somewhere else: numbers only. Starts as {0}. After every
// call: cursor < count (or both 0), the cursor is visible, no empty rows while rows are above.
typedef struct {
    size_t count, top, cursor;
    size_t rows; // of the window
} ListBox;

void listbox_size(ListBox *box, size_t rows);
void listbox_count(ListBox *box, size_t count);
// Each motion says whether the cursor moved.
bool listbox_go(ListBox *box, size_t row);
bool listbox_move(ListBox *box, long by);
bool listbox_page(ListBox *box, int pages); // whole pages, with two rows in common
bool listbox_half_page(ListBox *box, int halves);
bool listbox_end(ListBox *box);
void listbox_place(ListBox *box, size_t cursor, size_t top); // restores a place
size_t listbox_shown(const ListBox *box); // rows that show something

#endif
