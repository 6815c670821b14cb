#ifndef CARREL_PANE_STATUS_H
#define CARREL_PANE_STATUS_H

#include "carrel/ui/grid.h"

#include <stdint.h>

// The top line. When width runs out it drops: what is left, what share is included, the expected end,
// then rate, per-study time, bar, reviewer, then later, maybe, stage.
typedef struct {
    const char *review;           // its name; NULL: "no review"
    const char *stage, *reviewer; // may be NULL
    bool blind;
    size_t total, decided, included, maybe, later;
    size_t left;      // not decided yet: shown with `ends`
    int64_t each_ms;  // mean time of a decision; 0 unknown
    const char *ends; // "3 h 10 min" until the last is decided; NULL unknown
    int64_t cached;   // studies in the cache: shown where no review is open
} StatusView;
void pane_status_draw(Grid *grid, Area row, const StatusView *view);

// The line of messages, with the import's progress at its right.
typedef struct {
    const char *text;     // NULL for none
    Role role;            // ROLE_NORMAL, ROLE_GOOD, ROLE_WARNING, ROLE_ERROR
    const char *progress; // NULL for none
} MessageView;
// Rows that the message wants, 1 or 2; pane_message_draw uses those that the area has.
int pane_message_rows(const MessageView *view, int columns);
void pane_message_draw(Grid *grid, Area area, const MessageView *view);
// Appends "import embase.ris 63 % 9,120/s · 12 rejected"; percent -1: unknown.
void pane_add_progress(String *out, const char *what, int percent, int64_t per_second, int64_t rejected);

typedef struct {
    const char *key, *words;
} Hint;
// As many as fit, in order; the last one ("? all") always.
void pane_hints_draw(Grid *grid, Area row, const Hint *hints, size_t count);

#endif
