#ifndef PAGE_PUBMED_ABSTRACT_H
#define PAGE_PUBMED_ABSTRACT_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Fills *study from one record of PubMed's "abstract" text, without its number: citation,
// title, authors, "Author information:", abstract, identifiers, each a paragraph.
void abstract_text_parse(StringView record, Arena *arena, Study *study);

#endif
