#include "id_set.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// Below this many a binary search is as fast.
#define BITS_LEAST 256

void id_set_ready(IdSet *set) {
    if (set->list.count == 0) {
        return;
    }
    id_list_sort(&set->list);
    free(set->bits);
    set->bits = NULL;
    size_t count = set->list.count;
    if (count < BITS_LEAST) {
        return;
    }
    uint64_t span = (uint64_t) set->list.ids[count - 1] - (uint64_t) set->list.ids[0] + 1;
    if (span / 64 > count) {
        return; // the bits would take more room than the list
    }
    set->first = set->list.ids[0];
    set->span = span;
    set->bits = memory_new((size_t) (span / 64 + 1) * sizeof *set->bits);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = (uint64_t) set->list.ids[i] - (uint64_t) set->first;
        set->bits[at / 64] |= (uint64_t) 1 << (at % 64);
    }
}

void id_set_pack(IdSet *set) {
    id_set_ready(set);
    if (set->bits) {
        id_list_free(&set->list);
    }
}

bool id_set_has(const IdSet *set, int64_t id) {
    if (!set->bits) {
        return id_list_has(&set->list, id);
    }
    uint64_t at = (uint64_t) id - (uint64_t) set->first;
    return at < set->span && (set->bits[at / 64] >> (at % 64) & 1) != 0;
}

void id_set_free(IdSet *set) {
    id_list_free(&set->list);
    free(set->bits);
    *set = (IdSet){0};
}
