#ifndef TUI_SHELVING_H
#define TUI_SHELVING_H

#include "carrel/base/arena.h"
#include "carrel/base/keycode.h"
#include "carrel/engine/shelf.h"
#include "carrel/pane/reviews.h"

// The reviews to choose from: the screen that carrel begins with where nothing else was asked for, and
// :reviews.
typedef struct App App;

typedef struct {
    Arena arena; // of what follows
    ShelfPlace *places;
    ReviewCard *cards;
    size_t count;
    ListBox box;
    Shelf *shelf;   // NULL: nothing is being read
    uint64_t asked; // answers of an earlier reading are passed over
    bool starting;  // nothing is open yet, and nothing else is on the screen
} Shelving;

// Begins with them, where there are any. false where there are none.
bool shelving_begin(App *app);
// The screen that the program began with comes back where a question over it was left.
void shelving_stay(App *app);
void shelving_remember(const char *path);                // a review that was opened
void shelving_mail(App *app, const ShelfReview *review); // MAIL_SHELF
void shelving_key(App *app, KeyCode key);
void shelving_draw(App *app);
void shelving_fini(App *app);

#endif
