#include "packed.h"

static unsigned bits_of(uint64_t number) {
    unsigned bits = 0;
    while (bits < 64 && number >> bits != 0) {
        bits++;
    }
    return bits;
}

bool packing_fits(Packing *packing, int64_t smallest, int64_t largest, int64_t first_id, int64_t last_id) {
    uint64_t numbers = (uint64_t) largest - (uint64_t) smallest,
             ids = (uint64_t) last_id - (uint64_t) first_id;
    *packing = (Packing){smallest, last_id, bits_of(ids)};
    return bits_of(numbers) + packing->id_bits < 64;
}

uint64_t packing_pack(const Packing *packing, Pair pair) {
    return ((uint64_t) pair.number - (uint64_t) packing->smallest) << packing->id_bits |
           ((uint64_t) packing->largest - (uint64_t) pair.id);
}

int64_t packing_id(const Packing *packing, uint64_t packed) {
    uint64_t below = packed & (((uint64_t) 1 << packing->id_bits) - 1);
    return (int64_t) ((uint64_t) packing->largest - below);
}

int64_t packing_number(const Packing *packing, uint64_t packed) {
    return (int64_t) ((packed >> packing->id_bits) + (uint64_t) packing->smallest);
}

// --- a radix sort in place, byte by byte from the highest that differs (American flag sort) ---

#define FEW 48

typedef struct {
    bool (*stopped)(void *context);
    void *context;
    bool is_stopped;
} Sorting;

static void sort_few(uint64_t *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint64_t item = items[i];
        size_t k = i;
        for (; k > 0 && items[k - 1] > item; k--) {
            items[k] = items[k - 1];
        }
        items[k] = item;
    }
}

// Puts every item into the stretch of its byte at `shift`; ends[] become where the stretches end.
static void spread(uint64_t *items, const size_t counts[256], size_t ends[256], unsigned shift) {
    size_t next[256], at = 0;
    for (size_t byte = 0; byte < 256; byte++) {
        next[byte] = at;
        ends[byte] = at += counts[byte];
    }
    for (size_t byte = 0; byte < 256; byte++) {
        while (next[byte] < ends[byte]) {
            uint64_t item = items[next[byte]];
            size_t target = item >> shift & 0xff;
            while (target != byte) {
                uint64_t other = items[next[target]];
                items[next[target]++] = item;
                item = other;
                target = item >> shift & 0xff;
            }
            items[next[byte]++] = item;
        }
    }
}

static void sort_from(Sorting *sorting, uint64_t *items, size_t count, unsigned shift) {
    // At most 8 levels deep: each takes a byte.
    for (;;) {
        if (count <= FEW) {
            sort_few(items, count);
            return;
        }
        size_t counts[256] = {0}, ends[256];
        for (size_t i = 0; i < count; i++) {
            counts[items[i] >> shift & 0xff]++;
        }
        if (counts[items[0] >> shift & 0xff] != count) {
            spread(items, counts, ends, shift);
            for (size_t byte = 0; byte < 256 && shift > 0 && !sorting->is_stopped; byte++) {
                if (counts[byte] > 1) {
                    sort_from(sorting, items + ends[byte] - counts[byte], counts[byte], shift - 8);
                }
            }
            sorting->is_stopped =
                sorting->is_stopped || (sorting->stopped && sorting->stopped(sorting->context));
            return;
        }
        if (shift == 0) {
            return;
        }
        shift -= 8;
    }
}

bool packed_sort(uint64_t *packed, size_t count, bool (*stopped)(void *context), void *context) {
    Sorting sorting = {stopped, context, false};
    sort_from(&sorting, packed, count, 56);
    return !sorting.is_stopped;
}
