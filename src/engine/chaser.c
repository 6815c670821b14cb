#include "carrel/engine/chaser.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/graph/pagerank.h"
#include "carrel/store/link_stream.h"
#include "carrel/store/search.h"
#include "worker.h"

#include <stdatomic.h>
#include <stdlib.h>

struct Chaser {
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t changed;
    ChaserRequest *waiting[CHASER_KINDS]; // of each kind only the newest matters
    bool stop;
    Cache *cache; // set once by the worker; interrupted by others under the mutex
    atomic_uint_fast64_t loading;
    // The worker's own:
    ChaserRequest *current;
    Graph graph;
    bool has_graph;
    int64_t version; // of the cache that the graph is of
    double *ranks;   // PageRank; NULL until somebody wants it
    char *cache_path;
    Mailbox *mailbox;
};

static void request_free(ChaserRequest *request) {
    if (request) {
        chase_question_free(&request->chase);
        id_list_free(&request->ids);
        id_list_free(&request->included);
        free(request);
    }
}

void chaser_answer_free(void *value) {
    ChaserAnswer *answer = value;
    if (answer) {
        chase_list_free(&answer->list);
        arena_free(&answer->arena);
        free(answer);
    }
}

static bool is_stopped(void *context) {
    Chaser *chaser = context;
    pthread_mutex_lock(&chaser->mutex);
    bool stop = chaser->stop;
    pthread_mutex_unlock(&chaser->mutex);
    return stop;
}

static bool is_overtaken(void *context) {
    Chaser *chaser = context;
    pthread_mutex_lock(&chaser->mutex);
    bool overtaken = chaser->stop || chaser->waiting[chaser->current->kind];
    pthread_mutex_unlock(&chaser->mutex);
    return overtaken;
}

// Asked for every study that has links, which tells how far reading is.
static bool is_reading_stopped(void *context) {
    Chaser *chaser = context;
    uint64_t done = atomic_fetch_add(&chaser->loading, 1);
    return done % 1024 == 0 && is_stopped(chaser);
}

static void drop_graph(Chaser *chaser) {
    if (chaser->has_graph) {
        graph_free(&chaser->graph);
    }
    free(chaser->ranks);
    chaser->ranks = NULL;
    chaser->has_graph = false;
}

static bool load(Chaser *chaser, double *ms, Error *err) {
    int64_t version, start = clock_ticks_us();
    if (!chaser->cache) {
        Cache *cache = cache_open_reader(chaser->cache_path, err);
        pthread_mutex_lock(&chaser->mutex);
        chaser->cache = cache;
        pthread_mutex_unlock(&chaser->mutex);
    }
    if (!chaser->cache || !cache_version(chaser->cache, &version, err)) {
        return false;
    }
    if (chaser->has_graph && version == chaser->version) {
        return true;
    }
    drop_graph(chaser);
    atomic_store(&chaser->loading, 1);
    chaser->has_graph =
        chase_load(chaser->cache, (GraphStop){is_reading_stopped, chaser}, &chaser->graph, err);
    atomic_store(&chaser->loading, 0);
    chaser->version = version;
    *ms = (double) (clock_ticks_us() - start) / 1000;
    return chaser->has_graph;
}

static bool answer_chase(Chaser *chaser, ChaserAnswer *answer) {
    GraphStop stop = {is_overtaken, chaser};
    const ChaseQuestion *question = &chaser->current->chase;
    if (question->order == CHASE_BY_PAGERANK && !chaser->ranks) {
        chaser->ranks = memory_new(((size_t) chaser->graph.count + 1) * sizeof *chaser->ranks);
        if (!graph_pagerank(&chaser->graph, stop, chaser->ranks, NULL)) {
            free(chaser->ranks);
            chaser->ranks = NULL;
            return error_set(&answer->error, ERROR_CANCELLED, "chasing was stopped");
        }
    }
    return chase_find(chaser->cache, &chaser->graph, chaser->ranks, question, stop, &answer->list,
                      &answer->error);
}

static bool answer_path(Chaser *chaser, ChaserAnswer *answer) {
    const ChaserRequest *request = chaser->current;
    if (request->ids.count != 2) {
        return error_set(&answer->error, ERROR_USAGE, "a path leads from one study to another");
    }
    graph_path(&chaser->graph, request->ids.ids[0], request->ids.ids[1], request->references_only,
               &answer->arena, &answer->path);
    StudyId *ids = ARENA_ARRAY(&answer->arena, StudyId, answer->path.count + 1);
    for (size_t i = 0; i < answer->path.count; i++) {
        ids[i] = answer->path.steps[i].id;
    }
    MapQuestion question = {.ids = ids, .count = answer->path.count, .included = &request->included};
    if (!citation_map_make(chaser->cache, &chaser->graph, &question, &answer->arena, &answer->map,
                           &answer->error)) {
        return false;
    }
    map_mark_path(&answer->map, ids, answer->path.count);
    return true;
}

static bool answer_map(Chaser *chaser, ChaserAnswer *answer) {
    const ChaserRequest *request = chaser->current;
    MapQuestion question = {.ids = request->ids.ids,
                            .count = request->ids.count,
                            .focus = request->focus,
                            .included = &request->included,
                            .connectors = request->connectors,
                            .most = request->most};
    return citation_map_make(chaser->cache, &chaser->graph, &question, &answer->arena, &answer->map,
                             &answer->error);
}

static bool answer_islands(Chaser *chaser, ChaserAnswer *answer) {
    IdList *ids = &chaser->current->ids;
    id_list_sort(ids);
    graph_islands(&chaser->graph, ids->ids, ids->count, chaser->current->most, &answer->arena,
                  &answer->islands);
    return true;
}

static void answer_request(Chaser *chaser) {
    static bool (*const answers[CHASER_KINDS])(Chaser *, ChaserAnswer *) = {
        [CHASER_CHASE] = answer_chase,
        [CHASER_MAP] = answer_map,
        [CHASER_PATH] = answer_path,
        [CHASER_ISLANDS] = answer_islands,
    };
    const ChaserRequest *request = chaser->current;
    ChaserAnswer *answer = memory_new(sizeof *answer);
    answer->kind = request->kind;
    answer->generation = request->generation;
    answer->focus = request->focus;
    bool ok = load(chaser, &answer->load_ms, &answer->error);
    int64_t start = clock_ticks_us();
    ok = ok && answers[request->kind](chaser, answer);
    answer->ms = (double) (clock_ticks_us() - start) / 1000;
    if (is_overtaken(chaser) || (!ok && answer->error.kind == ERROR_CANCELLED)) {
        chaser_answer_free(answer);
    } else {
        mailbox_post(chaser->mailbox, MAIL_CHASER, answer, chaser_answer_free);
    }
}

// false where it is to end.
static bool next_request(Chaser *chaser) {
    pthread_mutex_lock(&chaser->mutex);
    chaser->current = NULL;
    while (!chaser->stop && !chaser->current) {
        for (size_t kind = 0; kind < CHASER_KINDS && !chaser->current; kind++) {
            chaser->current = chaser->waiting[kind];
            chaser->waiting[kind] = NULL;
        }
        if (!chaser->current) {
            pthread_cond_wait(&chaser->changed, &chaser->mutex);
        }
    }
    bool stop = chaser->stop;
    pthread_mutex_unlock(&chaser->mutex);
    return !stop;
}

static void *run(void *context) {
    Chaser *chaser = context;
    worker_stand_back();
    while (next_request(chaser)) {
        answer_request(chaser);
        request_free(chaser->current);
    }
    request_free(chaser->current);
    drop_graph(chaser);
    cache_close(chaser->cache);
    return NULL;
}

Chaser *chaser_start(const char *cache_path, Mailbox *mailbox) {
    Chaser *chaser = memory_new(sizeof *chaser);
    pthread_mutex_init(&chaser->mutex, NULL);
    pthread_cond_init(&chaser->changed, NULL);
    atomic_init(&chaser->loading, 0);
    chaser->cache_path = memory_copy_string(cache_path);
    chaser->mailbox = mailbox;
    worker_start(&chaser->thread, run, chaser);
    return chaser;
}

void chaser_ask(Chaser *chaser, ChaserRequest *request) {
    ChaserRequest *taken = memory_new(sizeof *taken);
    *taken = *request;
    *request = (ChaserRequest){0};
    pthread_mutex_lock(&chaser->mutex);
    ChaserRequest *overtaken = chaser->waiting[taken->kind];
    chaser->waiting[taken->kind] = taken;
    pthread_cond_signal(&chaser->changed);
    pthread_mutex_unlock(&chaser->mutex);
    request_free(overtaken);
}

uint64_t chaser_loading(Chaser *chaser) {
    return atomic_load(&chaser->loading);
}

void chaser_stop(Chaser *chaser) {
    if (!chaser) {
        return;
    }
    pthread_mutex_lock(&chaser->mutex);
    chaser->stop = true;
    if (chaser->cache) {
        search_interrupt(chaser->cache);
    }
    pthread_cond_signal(&chaser->changed);
    pthread_mutex_unlock(&chaser->mutex);
    pthread_join(chaser->thread, NULL);
    for (size_t kind = 0; kind < CHASER_KINDS; kind++) {
        request_free(chaser->waiting[kind]);
    }
    pthread_cond_destroy(&chaser->changed);
    pthread_mutex_destroy(&chaser->mutex);
    free(chaser->cache_path);
    free(chaser);
}
