#ifndef CARREL_READER_FIELDS_H
#define CARREL_READER_FIELDS_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Small things that several readers need to fill a Study.

// Text with every run of white space as one space and none at the ends, in the arena;
// NULL where nothing is left.
const char *field_text(Arena *arena, StringView text);

// The first `most` bytes of a text, or a few less, so that no character is cut.
StringView field_start(StringView text, size_t most);

// An array with room for item number `count` (from 0), which is zeroed. The
// capacity follows from the count, so the array must only grow by this function, by one.
// Usage: study->mesh = list_grow(arena, study->mesh, study->mesh_count, sizeof *study->mesh);
void *list_grow(Arena *arena, void *items, size_t count, size_t item_size);
void text_list_add(TextList *list, Arena *arena, const char *text); // NULL adds nothing
void study_add_identifier(Study *study, Arena *arena, const char *scheme, const char *value);
void study_add_section(Study *study, Arena *arena, const char *label, const char *text);
Citation *citation_add(CitationList *list, Arena *arena); // an empty one

// Month by English name or its beginning of three letters, or by number; 0 unknown.
int month_parse(StringView text);
const char *month_name(int month); // "Jan" of 1
// Year, month, day out of "2012 Jul 15", "2012/07/15", "15 July 2012", "1999 Spring",
// "1998 Dec-1999 Jan" (the first); what is not there stays 0. false without a year.
bool date_parse(StringView text, int *year, int *month, int *day);

// ISO 639-2 in lower case: "ENG", "en" and "English" give "eng"; what is not known is kept in
// lower case. NULL for nothing.
const char *language_normal(Arena *arena, StringView text);

// The normal form in the arena, or NULL where there is none in `text`.
const char *field_doi(Arena *arena, StringView text);
const char *field_pmcid(Arena *arena, StringView text);

// Takes the brackets off "[Translated title]." and says whether they were there.
StringView title_unbracket(StringView title, bool *translated);

// Text without the tags that titles carry (<i>, <sup>, …).
StringView text_untag(StringView text, Arena *arena);

#endif
