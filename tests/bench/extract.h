#ifndef TESTS_BENCH_EXTRACT_H
#define TESTS_BENCH_EXTRACT_H

#include "pubmed/pubmed_study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the parsers of others are measured with: each gives its tags and text to these handlers, which make the
// same studies of them as carrel's own reader, by the same functions, in memory of the record.

typedef struct {
    ElementIndex index;
    Arena arena; // of the record that is being read
    String text, attributes, scratch, packed;
    Article article;
    Study study;
    Element leaf;   // that is open, EL_NONE without one
    size_t within;  // elements open inside a leaf, or inside what is skipped
    bool skips;     // inside an element of which a study takes nothing
    bool compares;  // sums up all studies; for a round that is not timed
    size_t studies; // read so far
    uint64_t sum;   // of all fields of all studies
} Extract;

void extract_init(Extract *extract, bool compares);
// Attributes are given first, then the tag that has them.
void extract_attribute(Extract *extract, const char *name, const char *value, size_t length);
void extract_begin(Extract *extract, const char *element);
void extract_text(Extract *extract, const char *text, size_t length);
void extract_end(Extract *extract, const char *element);
void extract_free(Extract *extract);

// Adds a study to a sum of studies, in their order.
uint64_t extract_sum(uint64_t sum, const Study *study, String *scratch);

// Each reads a whole text in pieces of 64 kB; false where the parser is not there or refuses it.
bool extract_with_expat(StringView xml, Extract *extract);
bool extract_with_libxml2(StringView xml, Extract *extract);

#endif
