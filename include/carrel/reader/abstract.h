#ifndef CARREL_READER_ABSTRACT_H
#define CARREL_READER_ABSTRACT_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Abstracts that come as one text, taken apart at their labels. A label is a few words in
// capitals before ": ", at the beginning or after the end of a sentence; only an abstract
// that begins with one has any.

// "AIM: … METHODS: …", run together as MEDLINE text has it; white space is folded.
void study_add_sections(Study *study, Arena *arena, StringView text);

// The same of text whose lines may mean something: a label may begin any line, and a line
// that follows the end of a sentence or a blank line begins a paragraph ("\n" in the section).
void study_add_section_lines(Study *study, Arena *arena, StringView text);

// Appends an abstract in a way that study_add_section_lines reads back: a line for each
// section, "AIM: Tea.", and a blank line before a paragraph without a label.
void study_write_sections(const Study *study, String *out);

#endif
