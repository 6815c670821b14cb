#ifndef CARREL_STORE_INDEX_H
#define CARREL_STORE_INDEX_H

#include "carrel/study/study.h"
#include "db.h"

// The full text index: an FTS5 table without content of its own. Nothing outside
// index.c knows how a study becomes words; search.c asks for the same words.

enum { INDEX_TITLE, INDEX_ABSTRACT, INDEX_AUTHORS, INDEX_TERMS, INDEX_JOURNAL, INDEX_COLUMNS };
extern const char *const index_columns[INDEX_COLUMNS];

// Raised whenever index_text or text folding makes other words of the same study.
int64_t index_version(void);

// What is indexed of a study, folded. Starts as {0}.
typedef struct {
    String columns[INDEX_COLUMNS];
} IndexText;
void index_text(const Study *study, IndexText *text); // replaces what is there
bool index_text_equal(const IndexText *a, const IndexText *b);
void index_text_free(IndexText *text);

bool index_add(Db *db, StudyId id, const IndexText *text, Error *err);
// `text` must be what was added: the index keeps nothing that would tell.
bool index_remove(Db *db, StudyId id, const IndexText *text, Error *err);
bool index_clear(Db *db, Error *err);
// Merges a little; *more false when nothing is left to do.
bool index_merge(Db *db, bool *more, Error *err);

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
