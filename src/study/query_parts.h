#ifndef STUDY_QUERY_PARTS_H
#define STUDY_QUERY_PARTS_H

#include "carrel/study/query.h"

// What the two halves of the query language share: the lexer makes tokens, the parser a tree.

typedef enum { TOKEN_LEAF, TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_OPEN, TOKEN_CLOSE } TokenKind;

typedef struct {
    TokenKind kind;
    size_t column;
    QueryNode *leaf;  // TOKEN_LEAF, and TOKEN_OPEN of refs:( and citedby:(
    bool has_field;   // the leaf names its field itself
    bool is_plain;    // a bare word, which a bracket tag behind it may take in
    bool is_tagged;   // its field came from a bracket tag
    QueryField field; // TOKEN_OPEN: of the words inside, FIELD_TEXT where none was named
} Token;

typedef struct {
    Token *items; // in the arena
    size_t count, capacity;
    bool tagged;         // PubMed's bracket tags occur
    bool tagged_heading; // … with a MeSH tag that PubMed would widen to narrower headings
    bool tagged_wide;    // … with a tag for fields beyond title and abstract
} Tokens;

bool query_lex(StringView text, Arena *arena, Tokens *tokens, size_t *column, Error *err);

// Fails with "column N: …" and returns false.
bool query_wrong(size_t at, size_t *column, Error *err, const char *format, ...) PRINTF_LIKE(4, 5);

// Fields and values, see query_fields.c.
bool query_field_by_name(StringView name, QueryField *field);
typedef struct {
    QueryField field;
    int near;         // [tiab:~5]; -1 where none
    bool is_heading;  // PubMed would add narrower headings
    bool is_wide;     // searches more in PubMed than here
    bool is_abstract; // hasabstract[text]
} QueryTag;
bool query_tag_by_name(StringView name, QueryTag *tag);
// Checks the leaf's text by its field and fills its range; may replace its text.
bool query_check_leaf(QueryNode *leaf, Arena *arena, size_t *column, Error *err);

#endif
