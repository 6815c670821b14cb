#ifndef TESTS_BENCH_EXTRACT_H
#define TESTS_BENCH_EXTRACT_H

#include "carrel/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

// What the parsers of others are measured with: of each study the elements and attributes that carrel's reader
// takes, as a list of fields, white space folded, in memory of the record. For each parser the same handlers.

#define EXTRACT_DEPTH 64

typedef struct {
    const char *element, *parent;
    const char *attribute; // Label, IdType, MajorTopicYN and the like; NULL where it has none
    const char *text;
} ExtractField;

typedef struct {
    Arena arena; // of the record that is being read
    ExtractField *fields;
    size_t field_count, field_capacity;
    const char *path[EXTRACT_DEPTH]; // of the open elements those with a place among the known names, else ""
    const char *attribute[EXTRACT_DEPTH];
    bool wanted[EXTRACT_DEPTH];
    size_t depth;
    String text;           // of the wanted element
    size_t studies, bytes; // read so far: studies, and the text of their fields
} Extract;

void extract_begin(Extract *extract, const char *element);
// After its beginning, for each of its attributes.
void extract_attribute(Extract *extract, const char *name, const char *value, size_t length);
void extract_text(Extract *extract, const char *text, size_t length);
void extract_end(Extract *extract, const char *element);
void extract_free(Extract *extract);

// Each reads a whole text in pieces of 64 kB; false where the parser is not there or refuses it.
bool extract_with_expat(StringView xml, Extract *extract);
bool extract_with_libxml2(StringView xml, Extract *extract);

#endif
