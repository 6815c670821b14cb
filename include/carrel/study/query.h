#ifndef CARREL_STUDY_QUERY_H
#define CARREL_STUDY_QUERY_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// The query language (carrel-query(7)): text to a tree. Pure; knows no store.

typedef enum {
    QUERY_ALL, // the empty query
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT,
    QUERY_WORD // a leaf
} QueryType;

// The fields, in the order of the field table. One row each in query_fields.
typedef enum {
    FIELD_TEXT, // title and abstract: a bare word
    FIELD_TITLE,
    FIELD_ABSTRACT,
    FIELD_AUTHOR,
    FIELD_MESH,
    FIELD_MAJOR,
    FIELD_TYPE,
    FIELD_JOURNAL,
    FIELD_LANGUAGE,
    FIELD_YEAR,
    FIELD_DATE,
    FIELD_ID,
    FIELD_PMID,
    FIELD_DOI,
    FIELD_PMCID,
    FIELD_IS,
    FIELD_TOOK,
    FIELD_TAG,
    FIELD_VALUE,
    FIELD_REASON,
    FIELD_NOTE, FIELD_ROUND, FIELD_IMPORT, FIELD_SOURCE, FIELD_BY, FIELD_FINAL, FIELD_NEEDS,
    FIELD_IN,
    FIELD_CITES,
    FIELD_HAS,
    FIELD_REFS,
    FIELD_CITED_BY,
    FIELD_COUNT
} QueryField;

// MATCH_WORDS has one word; several are a phrase, and of MATCH_PREFIX with several the
// last one may go on.
typedef enum { MATCH_WORDS, MATCH_PHRASE, MATCH_PREFIX, MATCH_NEAR } QueryMatch;

typedef struct QueryNode QueryNode;
struct QueryNode {
    QueryType type;
    QueryNode *left, *right; // AND, OR; NOT has left only
    // The leaf:
    QueryField field;
    QueryMatch match;
    const char *text; // as typed, without quotes and the trailing *
    int near;         // MATCH_NEAR: words apart
    // Ranges of year (2019), date (yyyymmdd), cites and took (ms); inclusive, INT64_MIN/MAX open.
    int64_t from, to;
    QueryNode *inner; // refs:( … ) and citedby:( … )
    size_t column;    // where the leaf begins in the text, from 1
};

typedef struct {
    QueryField field;
    const char *name;   // "ti"
    const char *pubmed; // "ti" in [ti]; NULL where PubMed has none
    const char *values; // fixed values, space separated, for completion; NULL otherwise
    const char *help;   // one line
    bool of_review;     // answered from the review, not the cache
} QueryFieldInfo;
extern const QueryFieldInfo query_fields[FIELD_COUNT];

// Parses `text` into a tree in the arena. NULL and *err with the column where it is
// wrong ("column 12: …"); *column (may be NULL) gets it as a number. NOT binds tighter than
// AND than OR; with PubMed's bracket tags evaluation is left to right, and *note (may be
// NULL) gets a sentence that says so.
QueryNode *query_parse(StringView text, Arena *arena, size_t *column, const char **note, Error *err);

// The words and phrases that a reader wants to see highlighted, folded: leaves of
// text fields that are not under NOT.
typedef struct {
    const char *folded;
    bool prefix;
} QueryTerm;
size_t query_terms(const QueryNode *tree, Arena *arena, QueryTerm **terms);

#endif
