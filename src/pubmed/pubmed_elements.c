#include "pubmed_elements.h"

#include <string.h>

static const struct {
    StringView name;
    ElementKind kind;
} elements[EL_COUNT] = {
#define X(name, kind) [EL_##name] = {{#name, sizeof #name - 1}, ELEMENT_##kind},
    PUBMED_ELEMENTS(X)
#undef X
};
_Static_assert(EL_COUNT <= 256, "an index slot holds one byte");

ElementKind element_kind(Element element) {
    return elements[element].kind;
}

const char *element_name(Element element) {
    return elements[element].name.data;
}

// Length with the first, middle and last character keeps the names well apart.
static size_t slot_of(StringView name) {
    unsigned first = (unsigned char) name.data[0];
    unsigned middle = (unsigned char) name.data[name.length / 2];
    unsigned last = (unsigned char) name.data[name.length - 1];
    return (first * 7 + middle * 31 + last * 57 + name.length * 101) % sizeof((ElementIndex *) 0)->slots;
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
    if (name.length == 0) {
        return EL_NONE;
    }
    for (size_t slot = slot_of(name);; slot = (slot + 1) % sizeof index->slots) {
        Element element = (Element) index->slots[slot];
        if (element == EL_NONE || sv_equal(elements[element].name, name)) {
            return element;
        }
    }
}
