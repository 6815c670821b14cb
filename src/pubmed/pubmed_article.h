#ifndef PUBMED_ARTICLE_H
#define PUBMED_ARTICLE_H

#include "carrel/study/study.h"
#include "pubmed_elements.h"

// Reads one record of PubMed XML, from its start tag to its end tag, into *study.
// Text is copied to the arena; `scratch` is memory that is used again for each record.
// false: a second start tag of the same name is inside, so this record has no end and
// *study is worthless.
bool pubmed_article_read(StringView record, const ElementIndex *index, String *scratch, Arena *arena,
                         Study *study);

#endif
