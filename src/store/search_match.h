#ifndef CARREL_STORE_SEARCH_MATCH_H
#define CARREL_STORE_SEARCH_MATCH_H

#include "carrel/study/query.h"

// A query of text alone as an FTS5 expression. FTS5 knows no NOT by itself, so an
// expression may mean everything but its matches.
typedef enum { MATCHES_NONE, MATCHES_THESE, MATCHES_ALL_BUT } Matches;

// Appends the expression of a tree. MATCHES_NONE, and nothing appended, where it asks
// for more than text or is nested too deep for FTS5.
Matches search_match(const QueryNode *tree, String *out);
// a AND b of two expressions.
Matches search_match_and(Matches a, const char *a_text, Matches b, const char *b_text, String *out);

#endif
