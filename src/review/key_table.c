#include "key_table.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_of(const KeyTable *table, Key key) {
    uint64_t words[2];
    memcpy(words, key.bytes, sizeof words);
    uint64_t hash = (words[0] ^ table->salt[0]) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
    hash ^= words[1] ^ table->salt[1];
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u; // the finisher of splitmix64
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    hash ^= hash >> 31;
    size_t slot = (size_t) hash & (table->capacity - 1);
    while (table->slots[slot].index != INDEX_NONE && key_compare(table->slots[slot].key, key) != 0) {
        slot = (slot + 1) & (table->capacity - 1);
    }
    return slot;
}

static void grow(KeyTable *table) {
    if (!table->capacity) {
        random_bytes(table->salt, sizeof table->salt);
    }
    KeyTable bigger = *table;
    bigger.capacity = table->capacity ? table->capacity * 2 : 64;
    size_t size = bigger.capacity * sizeof *bigger.slots;
    bigger.slots = memory_resize(NULL, size);
    memset(bigger.slots, 0xff, size); // every index INDEX_NONE
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].index != INDEX_NONE) {
            bigger.slots[slot_of(&bigger, table->slots[i].key)] = table->slots[i];
        }
    }
    free(table->slots);
    *table = bigger;
}

uint32_t *key_table_place(KeyTable *table, Key key) {
    if (table->count + table->count / 2 >= table->capacity) {
        grow(table);
    }
    struct KeySlot *slot = &table->slots[slot_of(table, key)];
    if (slot->index == INDEX_NONE) {
        slot->key = key;
        table->count++;
    }
    return &slot->index;
}

uint32_t key_table_get(const KeyTable *table, Key key) {
    return table->capacity ? table->slots[slot_of(table, key)].index : INDEX_NONE;
}

void key_table_free(KeyTable *table) {
    free(table->slots);
    *table = (KeyTable){0};
}
