#include "pubmed_elements.h"

#include <string.h>

const ElementRow elements[EL_COUNT] = {
#define X(name, kind) [EL_##name] = {{#name, sizeof #name - 1}, ELEMENT_##kind},
    PUBMED_ELEMENTS(X)
#undef X
};
_Static_assert(EL_COUNT <= 256, "an index slot holds one byte");

void element_index_fill(ElementIndex *index) {
    memset(index->slots, EL_NONE, sizeof index->slots);
    for (int element = EL_NONE + 1; element < EL_COUNT; element++) {
        size_t slot = element_slot(elements[element].name);
        while (index->slots[slot] != EL_NONE) {
            slot = (slot + 1) % sizeof index->slots;
        }
        index->slots[slot] = (uint8_t) element;
    }
}
