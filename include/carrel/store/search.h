#ifndef CARREL_STORE_SEARCH_H
#define CARREL_STORE_SEARCH_H

#include "carrel/base/map.h"
#include "carrel/store/cache.h"
#include "carrel/study/query.h"
#include "carrel/study/terms.h"

typedef enum {
    SORT_DATE,
    SORT_AUTHOR,
    SORT_JOURNAL,
    SORT_YEAR,
    SORT_CITED_BY,
    SORT_RELEVANCE,
    SORT_IMPORT,
    SORT_SCORE, // by the terms of the review
    SORT_COUNT
} Sort;
extern const char *const sort_names[SORT_COUNT]; // "date", "author", …
bool sort_parse(StringView name, Sort *sort);

// What a query means in terms of the review, answered by whoever has it: the sorted ids
// of the leaf's studies. Called for fields with of_review, has:note and has:label.
typedef struct {
    void *context;
    bool (*ids)(void *context, const QueryNode *leaf, IdList *out, Error *err);
    const IdList *scope; // sorted; NULL is the whole cache. in:cache in the query lifts it.
} SearchReview;

typedef struct {
    const QueryNode *tree;
    Sort sort;
    bool descending;
    const SearchReview *review; // NULL: no review is open
    TermList terms;             // for SORT_SCORE: how many for, less those against
    IdMap *scores; // SORT_SCORE fills it, but for huge lists: of each study with such a term; may be NULL
    // Called once, as soon as a first screenful is known: in the final order where the answer is no
    // larger, else newest first, or of the newest 10,000 the most relevant; may be NULL.
    void (*first)(void *context, const StudyId *ids, size_t count);
    void *context;
    size_t first_count; // how many make a screenful
    // search_resume was called when this was asked for, so that an interrupt since then counts; else
    // search_run forgets those of before.
    bool resumed;
} Search;

// Runs a search; all ids in *ids, in order. Ends early with ERROR_CANCELLED after
// search_interrupt. *note (String, may be NULL) gets sentences on what was left out or not sorted.
bool search_run(Cache *cache, const Search *search, IdList *ids, String *note, Error *err);
// The studies that have a term of a review in title or abstract, sorted; replaces what is in *ids.
bool search_term(Cache *cache, const Term *term, IdList *ids, Error *err);
// From another thread: stops a running search soon.
void search_interrupt(Cache *cache);
void search_resume(Cache *cache); // forgets interrupts of before

#endif
