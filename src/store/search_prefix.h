#ifndef STORE_SEARCH_PREFIX_H
#define STORE_SEARCH_PREFIX_H

#include "cachefile.h"
#include "carrel/study/query.h"

// What the prefixes of a query stand for. FTS5 reads every place of every word that begins so
// before it gives its first hit: a second and more for a letter or two. So a prefix becomes the
// words themselves where they are few; one of less than three letters, the words that the newest
// studies have most often, and a note says so. Of others the same words give the first screenful.

typedef struct {
    const QueryNode *leaf;
    const char **words; // for the prefix, or the last word of a phrase
    size_t count;
    bool whole; // these are all there are, or all that are looked for
} PrefixWords;

typedef struct {
    PrefixWords *items;
    size_t count, capacity;
    bool provisional; // use words that are not whole, too
} PrefixTable;

// Fills the table for a tree, in the arena. *has_parts: some are not whole, and FTS5 has to read all.
bool search_prefixes(Cache *cache, const QueryNode *tree, Arena *arena, PrefixTable *table, bool *has_parts,
                     String *note, Error *err);
// The words to look for instead of the leaf's prefix; NULL: the prefix itself.
const PrefixWords *prefix_words_of(const PrefixTable *table, const QueryNode *leaf);

#endif
