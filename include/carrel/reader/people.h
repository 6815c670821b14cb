#ifndef CARREL_READER_PEOPLE_H
#define CARREL_READER_PEOPLE_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Names as databases and reference managers write them.

// Reads "Brown, Anna M.", "Brown, Jr, A. M.", "Brown AM", "Brown A.M.", "Anna M. Brown", "A M Brown"
// or a group. Where the given name is only initials, `initials` has them without dots; behind a
// family name without comma that is all. false where there is no name.
bool person_read(StringView name, Arena *arena, Author *person);
// Gives a line that is nothing but initials to the person before it, who has none: EPPI-Reviewer
// breaks "Dos Santos H B" into two. false where it is not so.
bool person_add_initials(Author *person, StringView line, Arena *arena);

// "van den Berg", and not "van den Berg A".
bool person_is_family(StringView name);

// Appends the names of a list to an array that grows by list_grow. They are separated by
// ";", "|", line ends, " and " or commas, or are a list in Python's notation; which of
// them is told by the text.
void people_add(StringView names, Arena *arena, Author **people, size_t *count);

// A person whose family and given name are known apart, as JSON and BibTeX have them.
Author person_of(Arena *arena, StringView family, StringView given);

// 0000-0002-1825-0097 at the end of an address, or sixteen characters in a row; NULL where there is none.
const char *orcid_read(Arena *arena, StringView address);

#endif
