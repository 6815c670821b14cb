#include "carrel/engine/duplicates_search.h"

#include "carrel/base/memory.h"
#include "worker.h"

#include <stdatomic.h>
#include <stdlib.h>

struct DuplicatesSearch {
    pthread_t thread;
    atomic_bool stop;
    // The worker's own:
    char *cache_path;
    DuplicatesScope scope;
    uint64_t generation;
    Mailbox *mailbox;
};

void duplicates_answer_free(void *value) {
    DuplicatesAnswer *answer = value;
    if (answer) {
        duplicates_free(&answer->found);
        free(answer);
    }
}

static bool is_stopped(void *context) {
    DuplicatesSearch *search = context;
    return atomic_load(&search->stop);
}

static void *run(void *context) {
    DuplicatesSearch *search = context;
    worker_stand_back();
    DuplicatesAnswer *answer = memory_new(sizeof *answer);
    answer->generation = search->generation;
    Cache *cache = cache_open_reader(search->cache_path, &answer->error);
    if (cache) {
        duplicates_find(cache, &search->scope, is_stopped, search, &answer->found, &answer->error);
    }
    cache_close(cache);
    if (is_stopped(search)) {
        duplicates_answer_free(answer);
    } else {
        mailbox_post(search->mailbox, MAIL_DUPLICATES, answer, duplicates_answer_free);
    }
    worker_give_back_memory();
    return NULL;
}

DuplicatesSearch *duplicates_search_start(const char *cache_path, DuplicatesScope *scope, uint64_t generation,
                                          Mailbox *mailbox) {
    DuplicatesSearch *search = memory_new(sizeof *search);
    atomic_init(&search->stop, false);
    search->cache_path = memory_copy_string(cache_path);
    search->scope = *scope;
    *scope = (DuplicatesScope){0};
    search->generation = generation;
    search->mailbox = mailbox;
    worker_start(&search->thread, run, search);
    return search;
}

void duplicates_search_stop(DuplicatesSearch *search) {
    if (search) {
        atomic_store(&search->stop, true);
        pthread_join(search->thread, NULL);
        duplicates_scope_free(&search->scope);
        free(search->cache_path);
        free(search);
    }
}
