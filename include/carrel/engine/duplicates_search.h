#ifndef CARREL_ENGINE_DUPLICATES_SEARCH_H
#define CARREL_ENGINE_DUPLICATES_SEARCH_H

#include "carrel/engine/mailbox.h"
#include "carrel/screening/duplicates.h"

// The search of screening/duplicates.h in a thread of its own.

typedef struct {
    uint64_t generation;
    Duplicates found;
    Error error; // kind ERROR_NONE where all is well
} DuplicatesAnswer;
void duplicates_answer_free(void *answer);

// A search that runs, with its own reading connection; it posts MAIL_DUPLICATES once, unless it is stopped.
typedef struct DuplicatesSearch DuplicatesSearch;
// Takes what the scope holds.
DuplicatesSearch *duplicates_search_start(const char *cache_path, DuplicatesScope *scope, uint64_t generation,
                                          Mailbox *mailbox);
void duplicates_search_stop(DuplicatesSearch *search); // ends it where it still runs; NULL is fine

#endif
