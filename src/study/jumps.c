#include "carrel/study/jumps.h"

#include <string.h>

void jumps_clear(Jumps *jumps) {
    jumps->count = jumps->current = 0;
}

bool jumps_in_trail(const Jumps *jumps) {
    return jumps->current > 0;
}

void jumps_go(Jumps *jumps, Place from, Place to) {
    jumps->places[jumps->current] = from;
    if (jumps->current + 1 == JUMPS_MOST) {
        // The oldest stop is forgotten, the place in the queue never.
        memmove(&jumps->places[1], &jumps->places[2], (JUMPS_MOST - 2) * sizeof jumps->places[0]);
        jumps->current--;
    }
    jumps->places[++jumps->current] = to;
    jumps->count = jumps->current + 1;
}

static bool move_to(Jumps *jumps, size_t spot, Place from, Place *to) {
    jumps->places[jumps->current] = from;
    jumps->current = spot;
    *to = jumps->places[spot];
    return true;
}

bool jumps_back(Jumps *jumps, Place from, Place *to) {
    return jumps->current > 0 && move_to(jumps, jumps->current - 1, from, to);
}

bool jumps_forward(Jumps *jumps, Place from, Place *to) {
    return jumps->current + 1 < jumps->count && move_to(jumps, jumps->current + 1, from, to);
}

bool jumps_home(Jumps *jumps, Place from, Place *to) {
    return jumps->current > 0 && move_to(jumps, 0, from, to);
}
