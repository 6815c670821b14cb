#ifndef TESTS_BENCH_PROBES_H
#define TESTS_BENCH_PROBES_H

#include "carrel/store/cache.h"

// What a library is asked, chosen from its own words, so that any library can be asked: words by how many
// studies have them, phrases that stand in studies, beginnings of words, a long strategy.

#define PROBES 20 // of each kind

typedef struct {
    Arena arena;
    IdList ids;                 // every study, ascending
    const char *rare[PROBES];   // in about one of 2,000 studies, or fewer
    const char *middle[PROBES]; // in one of 20 to 100
    const char *common[PROBES]; // in one of 2 to 10
    const char *most;           // in about 70 of 100
    const char *phrases[PROBES];
    const char *beginnings[PROBES]; // three letters
    const char *strategy;           // 200 terms as of PubMed, parentheses in parentheses
} Probes;

void probes_take(Cache *cache, Probes *probes); // ends the benchmark where the library is too small
void probes_free(Probes *probes);

#endif
