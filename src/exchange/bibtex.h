#ifndef EXCHANGE_BIBTEX_H
#define EXCHANGE_BIBTEX_H

#include "carrel/base/arena.h"
#include "carrel/reader/search_facts.h"
#include "carrel/study/study.h"

// One field of an entry. The value is LaTeX: strings are joined and macros of @string put in.
typedef struct {
    const char *name; // lower case, white space as "_"
    StringView value;
} BibtexField;

typedef struct {
    StringView type, key; // "article", "roe2020"
    BibtexField *fields;
    size_t count;
} BibtexEntry;

// Gives the entry's fields to *study, which is initialised. false where it has neither a title
// nor an identifier.
bool bibtex_fill_study(const BibtexEntry *entry, Arena *arena, Study *study, SearchFacts *facts);

// Appends the people of a list with "and" between them. [BibTeXing, Patashnik 1988, section 4]
void bibtex_add_names(StringView names, Arena *arena, Author **authors, size_t *count);

// What an entry type stands for, both ways.
typedef struct {
    const char *entry, *kind; // "phdthesis" and "THES" of ReferenceKind
} BibtexType;
extern const BibtexType bibtex_types[];
extern const size_t bibtex_type_count;

#endif
