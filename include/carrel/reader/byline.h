#ifndef CARREL_READER_BYLINE_H
#define CARREL_READER_BYLINE_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Lists of authors as citations print them: "Lo Iacono M, Epling JW Jr; COVID-NMA consortium".

// Appends the people and groups of a list to an array that grows by list_grow. Marks of
// affiliations such as "(1)(2)" are taken off; what is no person is a group.
void byline_add(StringView names, Arena *arena, Author **authors, size_t *count);

// Splits "Authors. Title." in two. false where it does not begin with names.
bool byline_split(StringView text, StringView *names, StringView *rest);

// Bytes of the names that begin a line where a journal follows without any mark:
// "Malov S, Bagmet N Int J Mol Sci. 2025; 25(24." 0 where none are recognised.
size_t byline_length(StringView text);

// Whether a name is one of a group: "Ontario Health Committee".
bool byline_is_group(StringView name);

// Whether a whole line is a list of names, marks of affiliations allowed.
bool byline_is(StringView line);

#endif
