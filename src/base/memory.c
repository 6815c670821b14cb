#include "carrel/base/memory.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void memory_is_out(void) {
    static const char sentence[] = "carrel: out of memory\n";
    (void) !write(STDERR_FILENO, sentence, sizeof sentence - 1);
    raise(SIGABRT);
    _exit(1);
}

void *memory_new(size_t size) {
    void *block = calloc(1, size ? size : 1);
    if (!block) {
        memory_is_out();
    }
    return block;
}

void *memory_resize(void *block, size_t size) {
    void *bigger = realloc(block, size ? size : 1);
    if (!bigger) {
        memory_is_out();
    }
    return bigger;
}

char *memory_copy_string(const char *text) {
    if (!text) {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    return memcpy(memory_new(size), text, size);
}

void *vec_grow(void *items, size_t *capacity, size_t needed, size_t item_size) {
    if (needed <= *capacity) {
        return items;
    }
    size_t grown = *capacity ? *capacity * 2 : 8;
    if (grown < needed) {
        grown = needed;
    }
    if (grown > SIZE_MAX / item_size) {
        memory_is_out();
    }
    *capacity = grown;
    return memory_resize(items, grown * item_size);
}
