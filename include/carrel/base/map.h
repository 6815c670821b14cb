#ifndef CARREL_BASE_MAP_H
#define CARREL_BASE_MAP_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Text to a 64-bit value; keys are copied. Starts as {0}.
typedef struct MapSlot MapSlot;
typedef struct {
    MapSlot *slots;
    size_t capacity, count;
} Map;
void map_set(Map *map, StringView key, int64_t value);
bool map_get(const Map *map, StringView key, int64_t *value); // value may be NULL
void map_free(Map *map);

// 64-bit number (not INT64_MIN) to a 64-bit value. Starts as {0}.
typedef struct {
    int64_t *keys, *values;
    size_t capacity, count;
} IdMap;
void id_map_set(IdMap *map, int64_t key, int64_t value);
bool id_map_get(const IdMap *map, int64_t key, int64_t *value); // value may be NULL
void id_map_clear(IdMap *map);
void id_map_free(IdMap *map);

// A growing list of ids, in order of adding until sorted. Starts as {0}.
typedef struct {
    int64_t *ids;
    size_t count, capacity;
} IdList;
void id_list_add(IdList *list, int64_t id);
void id_list_sort(IdList *list);                    // ascending, duplicates removed
bool id_list_has(const IdList *sorted, int64_t id); // binary search
void id_list_free(IdList *list);

#endif
