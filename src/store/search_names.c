#include "search_names.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "codec.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_LEAST 64
// Names between two looks whether to go on.
#define AT_ONCE 4096

static void fold(String *folded, StringView name) {
    string_clear(folded);
    text_add_fold(folded, name);
}

static size_t find_slot(const NameRanks *ranks, StringView name) {
    uint64_t hash = bytes_hash(name);
    size_t slot = (size_t) (hash ^ hash >> 32) & (ranks->slot_count - 1);
    while (ranks->slots[slot] && !sv_equal(sv(ranks->names[ranks->slots[slot] - 1]), name)) {
        slot = (slot + 1) & (ranks->slot_count - 1);
    }
    return slot;
}

static void grow(NameRanks *ranks) {
    free(ranks->slots);
    ranks->slot_count = ranks->slot_count ? ranks->slot_count * 2 : SLOTS_LEAST;
    ranks->slots = memory_new(ranks->slot_count * sizeof *ranks->slots);
    for (size_t i = 0; i < ranks->count; i++) {
        ranks->slots[find_slot(ranks, sv(ranks->names[i]))] = (uint32_t) i + 1;
    }
}

bool name_ranks_add(NameRanks *ranks, StringView name, int64_t *number) {
    if (ranks->letters > 0) {
        fold(&ranks->folded, name);
        name = sv_part(sv_trim(string_view(&ranks->folded)), 0, ranks->letters);
    }
    if (ranks->count * 2 >= ranks->slot_count) {
        grow(ranks);
    }
    size_t slot = find_slot(ranks, name);
    if (!ranks->slots[slot]) {
        if (ranks->count == NAMES_MOST) {
            return false;
        }
        ranks->names = vec_grow(ranks->names, &ranks->capacity, ranks->count + 1, sizeof *ranks->names);
        ranks->names[ranks->count++] = arena_copy_view(&ranks->arena, name);
        ranks->slots[slot] = (uint32_t) ranks->count;
    }
    *number = (int64_t) ranks->slots[slot] - 1;
    return true;
}

// --- sorting ---

typedef struct {
    const char **names;
    bool (*stopped)(void *context);
    void *context;
} Sorting;

static bool merge(const Sorting *sorting, const uint32_t *from, size_t left, size_t right, size_t end,
                  uint32_t *to) {
    size_t middle = right;
    for (size_t at = left; at < end; at++) {
        bool first = left < middle &&
                     (right >= end || strcmp(sorting->names[from[left]], sorting->names[from[right]]) <= 0);
        to[at] = first ? from[left++] : from[right++];
        if (at % AT_ONCE == 0 && sorting->stopped(sorting->context)) {
            return false;
        }
    }
    return true;
}

// A merge sort, which can be left at any time; the sorted numbers are in *order.
static bool sort(const Sorting *sorting, uint32_t **order, uint32_t **spare, size_t count) {
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t left = 0; left < count; left += 2 * width) {
            size_t right = left + width < count ? left + width : count;
            size_t end = right + width < count ? right + width : count;
            if (!merge(sorting, *order, left, right, end, *spare)) {
                return false;
            }
        }
        uint32_t *sorted = *spare;
        *spare = *order;
        *order = sorted;
    }
    return true;
}

static bool fold_all(NameRanks *ranks, const Sorting *sorting) {
    for (size_t i = 0; i < ranks->count; i++) {
        fold(&ranks->folded, sv(ranks->names[i]));
        ranks->names[i] = arena_copy_view(&ranks->arena, sv_trim(string_view(&ranks->folded)));
        if (i % AT_ONCE == 0 && sorting->stopped(sorting->context)) {
            return false;
        }
    }
    return true;
}

uint32_t *name_ranks_make(NameRanks *ranks, bool (*stopped)(void *context), void *context) {
    size_t count = ranks->count;
    uint32_t *order = memory_new((count + 1) * sizeof *order),
             *spare = memory_new((count + 1) * sizeof *spare);
    Sorting sorting = {ranks->names, stopped, context};
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint32_t) i;
    }
    bool ok = (ranks->letters > 0 || fold_all(ranks, &sorting)) && sort(&sorting, &order, &spare, count);
    uint32_t rank = 0;
    for (size_t i = 0; ok && i < count; i++) {
        rank += i > 0 && strcmp(ranks->names[order[i - 1]], ranks->names[order[i]]) != 0;
        spare[order[i]] = rank;
    }
    free(order);
    if (!ok) {
        free(spare);
        return NULL;
    }
    return spare;
}

void name_ranks_free(NameRanks *ranks) {
    arena_free(&ranks->arena);
    free(ranks->names);
    free(ranks->slots);
    string_free(&ranks->folded);
}
