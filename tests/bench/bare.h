#ifndef TESTS_BENCH_BARE_H
#define TESTS_BENCH_BARE_H

#include <stddef.h>

// The SQL that a search comes down to, without the program around it: milliseconds of one statement over the
// index. NAN where no file of the cache has the index as it was known when this was written.
typedef struct Bare Bare;
Bare *bare_open(const char *folder);
double bare_first(Bare *bare, const char *query, size_t count); // newest first
double bare_count(Bare *bare, const char *query);
double bare_ranked(Bare *bare, const char *query, size_t count); // by bm25()
void bare_close(Bare *bare);

#endif
