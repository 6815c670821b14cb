#ifndef CARREL_ENGINE_SHELF_H
#define CARREL_ENGINE_SHELF_H

#include "carrel/engine/mailbox.h"
#include "carrel/review/events.h"

// The reviews of a person and how far each has come: their names at once, the rest from a thread that reads
// one after the other.

// The paths of the reviews in the data folder and of `others` (a path a line) that are still there, those
// changed last first; in the arena. Opens none of them.
typedef struct {
    const char *path;
    int64_t changed; // of the file; ms
} ShelfPlace;
size_t shelf_places(StringView others, Arena *arena, ShelfPlace **places);

// In MAIL_SHELF: one review, or, without a path, that all were read.
typedef struct {
    uint64_t asked; // as given to shelf_start
    char *path;
    char *about; // its question, else its title; "" where nobody wrote one
    int stage;   // the first at which something is left to decide
    ReviewCounts counts;
    Error error; // why it cannot be read
} ShelfReview;
void shelf_review_free(void *review);

typedef struct Shelf Shelf;
// Reads these reviews in their order, as `reviewer` sees them. `asked` comes back with each answer.
Shelf *shelf_start(const ShelfPlace *places, size_t count, Key reviewer, uint64_t asked, Mailbox *mailbox);
void shelf_stop(Shelf *shelf); // after the review that is being read; NULL is fine

#endif
