#ifndef STORE_SEARCH_RANK_H
#define STORE_SEARCH_RANK_H

#include "search_collect.h"

// Relevance: a word counts by how rare it is, the more the oftener a study has it, less and less
// so (BM25 without its division by the length of the text, which would cost a look at another
// table for every hit; abstracts are of a kind). A word of the title counts four times.

// Makes the function known that ranks hits.
bool search_add_rank(Db *db, Error *err);

// Appends the hits of the compiled query, best first (`ascending`: last). Of many, the newest are
// ranked first and posted.
bool search_ranked(const SearchSql *sql, FirstScreen *screen, bool ascending, IdList *ids, Error *err);

#endif
