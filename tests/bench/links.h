#ifndef TESTS_BENCH_LINKS_H
#define TESTS_BENCH_LINKS_H

#include <stddef.h>

// Measures the import of a file of nothing but links into a cache of its own, sorted and shuffled: links a second,
// bytes a link.
void links_measure(const char *program, const char *folder, size_t count);

#endif
