#ifndef CARREL_STORE_INDEX_WORK_H
#define CARREL_STORE_INDEX_WORK_H

#include "carrel/store/cache.h"
#include "index.h"

// What is to be done in the full text index: words of studies that go in or out, in their order.

typedef enum {
    WORK_GOES_ON,    // more of the same transaction follows
    WORK_IS_WHOLE,   // the cache has committed; `batch` is its number
    WORK_IS_DROPPED, // the cache has rolled back
} IndexEnd;

struct IndexWork {
    String steps;
    IndexEnd end;
    int64_t batch;
    StudyId built_to; // studies up to this one are in now; INT64_MAX: all. Of WORK_IS_WHOLE
};

// One study's words in or out; they point into the work.
typedef struct {
    StudyId id;
    bool removes;
    IndexWords words;
} IndexStep;

void index_work_free(IndexWork *work); // NULL is fine
void index_work_add(String *steps, StudyId id, bool removes, const IndexWords *words);
// The next step; *at starts as 0. false at the end, and where the bytes are damaged.
bool index_work_next(StringView steps, size_t *at, IndexStep *step);

#endif
