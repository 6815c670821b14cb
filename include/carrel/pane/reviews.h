#ifndef CARREL_PANE_REVIEWS_H
#define CARREL_PANE_REVIEWS_H

#include "carrel/ui/grid.h"
#include "carrel/ui/listbox.h"

// Reviews to choose from: what each is called, how far it has come, what it asks.
typedef struct {
    const char *name;
    const char *changed; // "2026-05-02 14:10"
    const char *about;   // its question; "" none
    const char *fault;   // why it cannot be read; NULL where it can
    const char *stage;
    bool known; // what follows
    size_t candidates, decided, left;
} ReviewCard;

// Rows of the screen that a review takes: two, or one where there is little room.
int pane_reviews_height(Area area);
// `box` has as many rows as reviews fit.
void pane_reviews_draw(Grid *grid, Area area, const ReviewCard *cards, const ListBox *box);

#endif
