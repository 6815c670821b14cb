#ifndef CARREL_STORE_SEARCH_MATCH_H
#define CARREL_STORE_SEARCH_MATCH_H

#include "search_prefix.h"

// A query of text alone as an FTS5 expression. FTS5 knows no NOT by itself, so an
// expression may mean everything but its matches.
typedef enum { MATCHES_NONE, MATCHES_THESE, MATCHES_ALL_BUT } Matches;

// Appends the expression of a tree, prefixes being the words of the table (NULL: themselves).
// MATCHES_NONE, and nothing appended, where it asks for more than text or is nested too deep
// for FTS5.
Matches search_match(const QueryNode *tree, const PrefixTable *prefixes, String *out);
// a AND b of two expressions.
Matches search_match_and(Matches a, const char *a_text, Matches b, const char *b_text, String *out);
// The words of a leaf of text as they are indexed, in *words, and the last of them, when it may go on.
// false where that is not so, or the leaf asks for no text.
bool search_match_words(const QueryNode *leaf, String *words, StringView *last);
bool search_match_is_term(const QueryNode *leaf); // of the terms column, which glues words

#endif
