#ifndef STORE_ID_SET_H
#define STORE_ID_SET_H

#include "carrel/base/map.h"

// Ids to be asked whether one is among them, millions of times: a bit each where they are dense,
// else the sorted list. Fill `list`, then id_set_ready. Starts as {0}.
typedef struct {
    IdList list; // sorted once it is ready; empty once it is packed
    uint64_t *bits;
    int64_t first; // the id of bit 0
    uint64_t span; // how many bits
} IdSet;

// Sorts the list and makes the bits; does nothing to a packed one.
void id_set_ready(IdSet *set);
// The same, and lets the list go where there are bits: nobody will ask for the ids themselves.
void id_set_pack(IdSet *set);
bool id_set_has(const IdSet *set, int64_t id);
void id_set_free(IdSet *set);

#endif
