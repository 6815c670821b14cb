#ifndef CARREL_READER_MARKUP_H
#define CARREL_READER_MARKUP_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Text of databases that carries tags of HTML, JATS or MathML and character references.
// Only tags with known names are taken for tags, so that "p<a and b>c" stays.

// Text without tags, references decoded, white space folded; NULL where nothing is left.
const char *markup_text(Arena *arena, StringView text);

// Adds an abstract: titles of JATS sections, <h4> of Europe PMC and labels in capitals begin sections.
void study_add_marked_abstract(Study *study, Arena *arena, StringView text);

#endif
