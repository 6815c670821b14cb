#ifndef CARREL_BASE_ARENA_H
#define CARREL_BASE_ARENA_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stddef.h>

// Memory of one lifetime (a record, a job, a pane's content, a frame), given back
// all at once. Starts as {0}. Not for sharing between threads.
typedef struct ArenaBlock ArenaBlock;
typedef struct {
    ArenaBlock *blocks; // newest first
    size_t used;        // bytes used in the newest block
} Arena;

// Zeroed memory, aligned for any type, valid until reset or free. Never NULL.
void *arena_alloc(Arena *arena, size_t size);
#define ARENA_NEW(arena, type)          ((type *) arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *) arena_array((arena), (count), sizeof(type)))
void *arena_array(Arena *arena, size_t count, size_t item_size); // overflow is out of memory
char *arena_copy(Arena *arena, const char *text);                // NULL stays NULL
char *arena_copy_view(Arena *arena, StringView text);            // NUL-terminated
char *arena_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

// Grows an array that lives in the arena (old places are wasted until reset).
void *arena_grow(Arena *arena, void *items, size_t *capacity, size_t needed, size_t item_size);

void arena_reset(Arena *arena); // keeps one block for the next round
void arena_free(Arena *arena);
size_t arena_bytes(const Arena *arena);

#endif
