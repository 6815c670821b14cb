#ifndef CARREL_STORE_INDEX_H
#define CARREL_STORE_INDEX_H

#include "carrel/study/study.h"
#include "db.h"

// The words of the full text index, an FTS5 table without content of its own (indexer.h). Nothing outside
// index.c knows how a study becomes words; search.c asks for the same words.

// The abstract goes first: FTS5 spends two bytes on each word of a study in any other column.
enum { INDEX_ABSTRACT, INDEX_TITLE, INDEX_AUTHORS, INDEX_TERMS, INDEX_JOURNAL, INDEX_COLUMNS };

// Raised whenever index_text or text folding makes other words of the same study.
int64_t index_version(void);

// What is indexed of a study, folded. Starts as {0}.
typedef struct {
    String columns[INDEX_COLUMNS];
} IndexText;
void index_text(const Study *study, IndexText *text); // replaces what is there
bool index_text_equal(const IndexText *a, const IndexText *b);
void index_text_free(IndexText *text);

// The same, borrowed.
typedef struct {
    StringView columns[INDEX_COLUMNS];
} IndexWords;
IndexWords index_words(const IndexText *text);

// Appends `text` as it is indexed: folded, CJK characters set apart.
void index_add_words(String *out, StringView text);
// Appends the one word that a term is in the terms column: "mh" and "Liver Cirrhosis" give
// "mhlivercirrhosis".
void index_add_term(String *out, const char *prefix, StringView text);
#define TERM_HEADING  "mh"
#define TERM_MAJOR    "mj"
#define TERM_TYPE     "pt"
#define TERM_LANGUAGE "la"

#endif
