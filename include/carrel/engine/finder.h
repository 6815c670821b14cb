#ifndef CARREL_ENGINE_FINDER_H
#define CARREL_ENGINE_FINDER_H

#include "carrel/base/map.h"
#include "carrel/engine/mailbox.h"
#include "carrel/screening/tally.h"
#include "carrel/store/search.h"
#include "carrel/store/similar.h"

// The search worker: one thread with its own reading connection. A newer request
// interrupts an older one; answers carry the generation of their request.
typedef struct Finder Finder;

// Review data for one leaf of the query, worked out by the UI thread beforehand.
typedef struct {
    QueryField field; // field, match and text as in the leaf
    QueryMatch match;
    char *text;
    IdList ids; // sorted
} FinderSet;

typedef struct {
    uint64_t generation;
    char *query; // parsed again by the worker
    Sort sort;
    bool descending;
    FinderSet *sets; // owned
    size_t set_count;
    TermSet *terms; // for SORT_SCORE; owned, may be NULL
    bool has_scope; // a review is open: lists mean its candidates
    IdList scope;   // sorted
    size_t first_count;
} FinderRequest;

typedef struct {
    uint64_t generation;
    IdList ids;
    IdMap scores; // of a list by score: those that are not 0
    bool complete;
    char *note;  // NULL or sentences
    Error error; // kind ERROR_NONE where all is well
    double ms;
} SearchAnswer;
void search_answer_free(void *answer);

Finder *finder_start(const char *cache_path, Mailbox *mailbox);
void finder_ask(Finder *finder, FinderRequest *request); // takes what the request holds

// Counting for the review's terms: done when no search waits, begun again when one comes
// between; a newer request takes the place of an older one.
typedef struct {
    uint64_t generation;
    TermSet *terms; // of the review
    bool suggests;  // look for further terms, else count what these find
    IdList listed;  // the ids of the list; the included ones. In any order
    IdList all;     // all candidates; the excluded ones
} TallyRequest;

typedef struct {
    uint64_t generation;
    bool suggests;
    Arena arena;
    size_t *listed, *all;  // of each term
    SeparatingWord *words; // further terms
    size_t word_count;
    Error error; // kind ERROR_NONE where all is well
} TallyAnswer;
void tally_answer_free(void *answer);
void finder_tally(Finder *finder, TallyRequest *request); // takes what the request holds

// Studies like one: looked for when no search waits, begun again when one comes between; a newer
// request takes the place of an older one.
typedef struct {
    StudyId study;
    Arena arena; // of the rows
    SimilarStudy *rows;
    size_t count;
    Error error; // kind ERROR_NONE where all is well
} SimilarAnswer;
void similar_answer_free(void *answer);
void finder_similar(Finder *finder, StudyId study);

void finder_stop(Finder *finder);

#endif
