#include "carrel/base/arena.h"

#include "carrel/base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t) 16 << 10)
#define ALIGNMENT  alignof(max_align_t)

struct ArenaBlock {
    ArenaBlock *older;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

static size_t aligned(size_t size) {
    return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

// Memory with what was in it before.
static void *take(Arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) {
        memory_is_out();
    }
    size = aligned(size ? size : 1);
    ArenaBlock *block = arena->blocks;
    if (!block || block->size - arena->used < size) {
        // Blocks double, so that a large record takes few of them.
        size_t room = block ? block->size * 2 : BLOCK_SIZE;
        if (room > (size_t) 1 << 20) {
            room = (size_t) 1 << 20;
        }
        if (room < size) {
            room = size;
        }
        block = memory_resize(NULL, sizeof(ArenaBlock) + room);
        block->size = room;
        block->older = arena->blocks;
        arena->blocks = block;
        arena->used = 0;
    }
    void *place = block->bytes + arena->used;
    arena->used += size;
    return place;
}

void *arena_alloc(Arena *arena, size_t size) {
    return memset(take(arena, size), 0, size);
}

void *arena_array(Arena *arena, size_t count, size_t item_size) {
    if (item_size && count > SIZE_MAX / 2 / item_size) {
        memory_is_out();
    }
    return arena_alloc(arena, count * item_size);
}

char *arena_copy_view(Arena *arena, StringView text) {
    char *copy = take(arena, text.length + 1);
    if (text.length) {
        memcpy(copy, text.data, text.length);
    }
    copy[text.length] = '\0';
    return copy;
}

char *arena_copy(Arena *arena, const char *text) {
    return text ? arena_copy_view(arena, sv(text)) : NULL;
}

char *arena_format(Arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, (size_t) length + 1);
    vsnprintf(text, (size_t) length + 1, format, again);
    va_end(again);
    return text;
}

void *arena_grow(Arena *arena, void *items, size_t *capacity, size_t needed, size_t item_size) {
    if (needed <= *capacity) {
        return items;
    }
    size_t grown = *capacity ? *capacity * 2 : 4;
    if (grown < needed) {
        grown = needed;
    }
    void *bigger = arena_array(arena, grown, item_size);
    if (*capacity) {
        memcpy(bigger, items, *capacity * item_size);
    }
    *capacity = grown;
    return bigger;
}

void arena_reset(Arena *arena) {
    ArenaBlock *keep = arena->blocks;
    if (!keep) {
        return;
    }
    while (keep->older) {
        ArenaBlock *older = keep->older;
        keep->older = older->older;
        free(older);
    }
    arena->used = 0;
}

void arena_free(Arena *arena) {
    while (arena->blocks) {
        ArenaBlock *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    arena->used = 0;
}

size_t arena_bytes(const Arena *arena) {
    size_t bytes = 0;
    for (const ArenaBlock *block = arena->blocks; block; block = block->older) {
        bytes += block->size;
    }
    return bytes;
}
