#ifndef STORE_PACKED_H
#define STORE_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sorting ids by a number in the room of the ids alone: number and id share 64 bits. Millions of
// them have no room to spare, and the sort is left early when somebody waits for another one.

typedef struct {
    int64_t number; // the smallest sorts first
    int64_t id;     // of equal numbers the largest sorts first
} Pair;

// How the bits are shared, for all pairs alike.
typedef struct {
    int64_t smallest; // of the numbers
    int64_t largest;  // of the ids
    unsigned id_bits;
} Packing;

// false where numbers and ids that lie so far apart do not fit together.
bool packing_fits(Packing *packing, int64_t smallest, int64_t largest, int64_t first_id, int64_t last_id);
uint64_t packing_pack(const Packing *packing, Pair pair);
int64_t packing_id(const Packing *packing, uint64_t packed);
int64_t packing_number(const Packing *packing, uint64_t packed);

// Sorts in place. false where `stopped` (may be NULL) said so meanwhile; asked every few milliseconds.
bool packed_sort(uint64_t *packed, size_t count, bool (*stopped)(void *context), void *context);

#endif
