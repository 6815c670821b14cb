#include "index_thread.h"

#include "carrel/base/memory.h"
#include "worker.h"

#include <pthread.h>
#include <stdlib.h>

// So much may wait: enough to go on while a piece of the index is written.
#define WAITING_BYTES ((size_t) 32 << 20)

typedef struct Entry Entry;
struct Entry {
    Entry *next;
    IndexWork *work;
    size_t bytes;
};

struct IndexThread {
    pthread_t thread;
    Indexer *indexer;
    pthread_mutex_t mutex; // guards all that follows
    pthread_cond_t changed;
    Entry *first, *last;
    size_t bytes;
    bool busy, stop;
};

static void send_work(void *context, IndexWork *work) {
    IndexThread *thread = context;
    Entry *entry = memory_new(sizeof *entry);
    *entry = (Entry){NULL, work, cache_index_work_bytes(work)};
    pthread_mutex_lock(&thread->mutex);
    while (thread->bytes >= WAITING_BYTES) {
        pthread_cond_wait(&thread->changed, &thread->mutex);
    }
    if (thread->last) {
        thread->last->next = entry;
    } else {
        thread->first = entry;
    }
    thread->last = entry;
    thread->bytes += entry->bytes;
    pthread_cond_broadcast(&thread->changed);
    pthread_mutex_unlock(&thread->mutex);
}

static void *run(void *context) {
    IndexThread *thread = context;
    worker_stand_back();
    pthread_mutex_lock(&thread->mutex);
    while (thread->first || !thread->stop) {
        Entry *entry = thread->first;
        if (!entry) {
            pthread_cond_wait(&thread->changed, &thread->mutex);
            continue;
        }
        thread->first = entry->next;
        if (!thread->first) {
            thread->last = NULL;
        }
        thread->busy = true;
        pthread_mutex_unlock(&thread->mutex);
        cache_index_run(thread->indexer, entry->work);
        pthread_mutex_lock(&thread->mutex);
        thread->busy = false;
        thread->bytes -= entry->bytes;
        free(entry);
        pthread_cond_broadcast(&thread->changed);
    }
    pthread_mutex_unlock(&thread->mutex);
    return NULL;
}

IndexThread *index_thread_start(Cache *cache) {
    IndexThread *thread = memory_new(sizeof *thread);
    pthread_mutex_init(&thread->mutex, NULL);
    pthread_cond_init(&thread->changed, NULL);
    thread->indexer = cache_indexer(cache);
    worker_start(&thread->thread, run, thread);
    cache_index_elsewhere(cache, (IndexSink){thread, send_work});
    return thread;
}

void index_thread_wait(IndexThread *thread) {
    pthread_mutex_lock(&thread->mutex);
    while (thread->first || thread->busy) {
        pthread_cond_wait(&thread->changed, &thread->mutex);
    }
    pthread_mutex_unlock(&thread->mutex);
}

void index_thread_stop(IndexThread *thread) {
    if (!thread) {
        return;
    }
    pthread_mutex_lock(&thread->mutex);
    thread->stop = true;
    pthread_cond_broadcast(&thread->changed);
    pthread_mutex_unlock(&thread->mutex);
    pthread_join(thread->thread, NULL);
    pthread_cond_destroy(&thread->changed);
    pthread_mutex_destroy(&thread->mutex);
    free(thread);
}
