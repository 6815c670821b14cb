#ifndef LIBRARY_MARC_H
#define LIBRARY_MARC_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// A MARC record, whichever way it was written down. Text is valid UTF-8.

typedef struct {
    char code; // 0 for the whole of a control field
    StringView text;
} MarcPart;

typedef struct {
    StringView tag; // "245"
    char first;     // indicator
    MarcPart *parts;
    size_t count;
} MarcField;

typedef struct {
    StringView leader;
    MarcField *fields;
    size_t count;
} MarcRecord;

// Empty ones at the end of a record or field, which grow by list_grow.
MarcField *marc_field_add(MarcRecord *record, Arena *arena, StringView tag, char first);
void marc_part_add(MarcField *field, Arena *arena, char code, StringView text);

void marc_read_study(const MarcRecord *record, Arena *arena, Study *study);

#endif
