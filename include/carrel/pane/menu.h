#ifndef CARREL_PANE_MENU_H
#define CARREL_PANE_MENU_H

#include "carrel/ui/lineedit.h"
#include "carrel/ui/listbox.h"

// A small menu of choices: a digit (or an item's own letter) chooses, typing filters, Enter takes the one under
// the cursor. Reasons, sort orders, labels, what to yank.
typedef struct {
    const char *text;
    const char *note; // dim, at the right; may be NULL
    bool checked;     // where many can be chosen
    char letter;      // chooses it instead of a digit; 0: none
    Role role;        // of its text; ROLE_NORMAL: the menu's
} MenuItem;

// Starts as {0}; items are borrowed while it is open (checked is written where `many`).
typedef struct {
    const char *title;
    MenuItem *items;
    size_t count;
    bool many;        // Space checks and unchecks, Enter ends
    bool free;        // a text that is no item may be answered: Enter takes the typed words
    bool numbered;    // every item shows its number, from 1
    const char *also; // letters that do something else with the item under the cursor, while nothing is
                      // typed; NULL: none
    char pressed;     // which of them it was
    const char *keys; // what Enter and `also` do, for the head; NULL: "Enter takes"
    ListBox box;      // over the items that pass the filter
    LineEdit filter;
    size_t *passing; // indices of items
} Menu;

typedef enum { MENU_OPEN, MENU_CHOSEN, MENU_TYPED, MENU_ALSO, MENU_CANCELLED } MenuResult;

void menu_init(Menu *menu, const char *title, MenuItem *items, size_t count);
void menu_fini(Menu *menu);
// MENU_CHOSEN and MENU_ALSO: *chosen is the item (with `many` the answer is in the checks); of a menu
// without any, SIZE_MAX.
// MENU_TYPED: the answer is lineedit_text(&menu->filter).
MenuResult menu_key(Menu *menu, KeyCode key, size_t *chosen);
// Draws over the lower part of `area`.
void pane_menu_draw(Grid *grid, Area area, const Menu *menu);

#endif
