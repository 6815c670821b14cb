#include "pubmed_elements.h"

#include <string.h>

const ElementRow elements[EL_COUNT] = {
#define X(name, kind) [EL_##name] = {{#name, sizeof #name - 1}, ELEMENT_##kind},
    PUBMED_ELEMENTS(X)
#undef X
};
_Static_assert(EL_COUNT <= 256, "an index slot holds one byte");

// The first and the last eight bytes, which may overlap, keep the names apart.
static size_t slot_of(StringView name) {
    uint64_t first = 0, last = 0;
    if (name.length >= sizeof first) {
        memcpy(&first, name.data, sizeof first);
        memcpy(&last, name.data + name.length - sizeof last, sizeof last);
    } else if (name.length >= sizeof first / 2) {
        memcpy(&first, name.data, sizeof first / 2);
        memcpy(&last, name.data + name.length - sizeof last / 2, sizeof last / 2);
    } else {
        for (size_t i = 0; i < name.length; i++) {
            first = first << 8 | (unsigned char) name.data[i];
        }
    }
    return (size_t) ((first * UINT64_C(0x9e3779b97f4a7c15) ^ last * UINT64_C(0xc2b2ae3d27d4eb4f)) >> 55);
}

void element_index_fill(ElementIndex *index) {
    memset(index->slots, EL_NONE, sizeof index->slots);
    for (int element = EL_NONE + 1; element < EL_COUNT; element++) {
        size_t slot = slot_of(elements[element].name);
        while (index->slots[slot] != EL_NONE) {
            slot = (slot + 1) % sizeof index->slots;
        }
        index->slots[slot] = (uint8_t) element;
    }
}

Element element_find(const ElementIndex *index, StringView name) {
    for (size_t slot = slot_of(name);; slot = (slot + 1) % sizeof index->slots) {
        Element element = (Element) index->slots[slot];
        if (element == EL_NONE || sv_equal(elements[element].name, name)) {
            return element;
        }
    }
}
