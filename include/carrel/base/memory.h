#ifndef CARREL_BASE_MEMORY_H
#define CARREL_BASE_MEMORY_H

#include <stddef.h>

// Allocation that never returns NULL. When memory is out, one sentence is written
// to standard error and SIGABRT is raised; the program's handler puts the terminal
// back and ends with exit code 1.
void *memory_new(size_t size); // zeroed
void *memory_resize(void *block, size_t size);
char *memory_copy_string(const char *text); // NULL stays NULL
_Noreturn void memory_is_out(void);

// Grows an array to hold at least `needed` items, doubling its capacity.
// Usage: items = vec_grow(items, &capacity, count + 1, sizeof *items);
void *vec_grow(void *items, size_t *capacity, size_t needed, size_t item_size);

#endif
