#ifndef CARREL_REVIEW_KEY_TABLE_H
#define CARREL_REVIEW_KEY_TABLE_H

#include "carrel/review/events.h"

#define INDEX_NONE UINT32_MAX

// Keys to indexes. Starts as {0}; nothing is ever taken out. The hash is salted, since
// the keys of a colleague's file need not be random.
typedef struct {
    struct KeySlot {
        Key key;
        uint32_t index;
    } * slots;
    size_t capacity, count;
    uint64_t salt[2];
} KeyTable;

// The place of a key's index, INDEX_NONE where the key is new; good until the next call.
uint32_t *key_table_place(KeyTable *table, Key key);
uint32_t key_table_get(const KeyTable *table, Key key); // INDEX_NONE where there is none
void key_table_free(KeyTable *table);

#endif
