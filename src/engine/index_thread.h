#ifndef ENGINE_INDEX_THREAD_H
#define ENGINE_INDEX_THREAD_H

#include "carrel/store/cache.h"

// The thread that writes the full text index of a cache that is open for writing, while the writer's own
// goes on with the next records.
typedef struct IndexThread IndexThread;

IndexThread *index_thread_start(Cache *cache);
// Waits until everything that was handed over is done: before tidying.
void index_thread_wait(IndexThread *thread);
// Waits, and ends the thread: before the cache is closed. NULL is fine.
void index_thread_stop(IndexThread *thread);

#endif
