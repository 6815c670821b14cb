#ifndef CARREL_TERM_LOOKS_H
#define CARREL_TERM_LOOKS_H

#include "carrel/ui/style.h"

#include <curses.h>

// How each role looks on this terminal.
typedef struct {
    attr_t attributes[ROLE_COUNT];
    int pairs[ROLE_COUNT]; // curses colour pairs
} Looks;

// Fills *looks for a terminal that shows `colors` colours (0: attributes alone). With
// colours, start_color and use_default_colors must have been called.
void looks_fill(Looks *looks, int colors);

#endif
