#include "carrel/base/map.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Open addressing with linear probing; at most three quarters full. Removal moves
// the following slots of the run back, so there are no tombstones.

struct MapSlot {
    char *key; // NULL: free
    size_t length;
    int64_t value;
};

// FNV-1a, 64 bit (draft-eastlake-fnv), then mixed, since the low bits choose the slot.
static size_t hash_view(StringView key) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < key.length; i++) {
        hash = (hash ^ (unsigned char) key.data[i]) * 1099511628211u;
    }
    return (size_t) (hash ^ hash >> 32);
}

static size_t find_slot(const Map *map, StringView key) {
    size_t slot = hash_view(key) & (map->capacity - 1);
    while (map->slots[slot].key && !(map->slots[slot].length == key.length &&
                                     memcmp(map->slots[slot].key, key.data, key.length) == 0)) {
        slot = (slot + 1) & (map->capacity - 1);
    }
    return slot;
}

static void grow(Map *map) {
    Map bigger = {.capacity = map->capacity ? map->capacity * 2 : 16, .count = map->count};
    bigger.slots = memory_new(bigger.capacity * sizeof *bigger.slots);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key) {
            StringView key = {map->slots[i].key, map->slots[i].length};
            bigger.slots[find_slot(&bigger, key)] = map->slots[i];
        }
    }
    free(map->slots);
    *map = bigger;
}

void map_set(Map *map, StringView key, int64_t value) {
    if ((map->count + 1) * 4 > map->capacity * 3) {
        grow(map);
    }
    MapSlot *slot = &map->slots[find_slot(map, key)];
    if (!slot->key) {
        slot->key = memory_new(key.length + 1);
        if (key.length) {
            memcpy(slot->key, key.data, key.length);
        }
        slot->length = key.length;
        map->count++;
    }
    slot->value = value;
}

bool map_get(const Map *map, StringView key, int64_t *value) {
    if (!map->count) {
        return false;
    }
    const MapSlot *slot = &map->slots[find_slot(map, key)];
    if (slot->key && value) {
        *value = slot->value;
    }
    return slot->key != NULL;
}

void map_free(Map *map) {
    for (size_t i = 0; i < map->capacity; i++) {
        free(map->slots[i].key);
    }
    free(map->slots);
    *map = (Map){0};
}

#define NO_KEY INT64_MIN

static size_t find_id(const IdMap *map, int64_t key) {
    uint64_t hash = (uint64_t) key * 0x9e3779b97f4a7c15u;
    size_t slot = (size_t) (hash ^ hash >> 32) & (map->capacity - 1);
    while (map->keys[slot] != NO_KEY && map->keys[slot] != key) {
        slot = (slot + 1) & (map->capacity - 1);
    }
    return slot;
}

static void id_map_grow(IdMap *map) {
    IdMap bigger = {.capacity = map->capacity ? map->capacity * 2 : 16, .count = map->count};
    bigger.keys = memory_new(bigger.capacity * sizeof *bigger.keys);
    bigger.values = memory_new(bigger.capacity * sizeof *bigger.values);
    for (size_t i = 0; i < bigger.capacity; i++) {
        bigger.keys[i] = NO_KEY;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->keys[i] != NO_KEY) {
            size_t slot = find_id(&bigger, map->keys[i]);
            bigger.keys[slot] = map->keys[i];
            bigger.values[slot] = map->values[i];
        }
    }
    free(map->keys);
    free(map->values);
    *map = bigger;
}

void id_map_set(IdMap *map, int64_t key, int64_t value) {
    if ((map->count + 1) * 4 > map->capacity * 3) {
        id_map_grow(map);
    }
    size_t slot = find_id(map, key);
    map->count += map->keys[slot] == NO_KEY;
    map->keys[slot] = key;
    map->values[slot] = value;
}

bool id_map_get(const IdMap *map, int64_t key, int64_t *value) {
    if (!map->count) {
        return false;
    }
    size_t slot = find_id(map, key);
    if (map->keys[slot] == NO_KEY) {
        return false;
    }
    if (value) {
        *value = map->values[slot];
    }
    return true;
}

void id_map_clear(IdMap *map) {
    for (size_t i = 0; i < map->capacity; i++) {
        map->keys[i] = NO_KEY;
    }
    map->count = 0;
}

void id_map_free(IdMap *map) {
    free(map->keys);
    free(map->values);
    *map = (IdMap){0};
}

void id_list_add(IdList *list, int64_t id) {
    list->ids = vec_grow(list->ids, &list->capacity, list->count + 1, sizeof *list->ids);
    list->ids[list->count++] = id;
}

static int compare_ids(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

void id_list_sort(IdList *list) {
    size_t rising = 1;
    while (rising < list->count && list->ids[rising - 1] < list->ids[rising]) {
        rising++;
    }
    if (rising >= list->count) {
        return; // most lists come sorted
    }
    qsort(list->ids, list->count, sizeof *list->ids, compare_ids);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (list->ids[i] != list->ids[kept - 1]) {
            list->ids[kept++] = list->ids[i];
        }
    }
    list->count = kept;
}

bool id_list_has(const IdList *sorted, int64_t id) {
    size_t low = 0, high = sorted->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < sorted->count && sorted->ids[low] == id;
}

void id_list_free(IdList *list) {
    free(list->ids);
    *list = (IdList){0};
}
