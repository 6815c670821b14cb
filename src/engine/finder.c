#include "carrel/engine/finder.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// For and against, each.
#define SUGGESTIONS_MOST 20
// A search that took longer may have taken much memory.
#define LONG_SEARCH_US 200000
// By text, and by links.
#define SIMILAR_MOST 20

struct Finder {
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t changed;
    FinderRequest *waiting; // only the newest matters
    StudyId similar;        // waits until there is no search; 0: none
    StudyId likening;       // whose like are looked for
    TallyRequest *tally;    // waits until there is nothing else
    bool tallying;          // a tally runs
    bool stop;
    Cache *cache; // set once by the worker; interrupted by others under the mutex
    // The worker's own, while it answers:
    FinderRequest *current;
    Mailbox *mailbox;
    char *cache_path;
    int64_t started;
};

static void request_free(FinderRequest *request) {
    if (request) {
        for (size_t i = 0; i < request->set_count; i++) {
            free(request->sets[i].text);
            id_list_free(&request->sets[i].ids);
        }
        free(request->sets);
        free(request->query);
        id_list_free(&request->scope);
        term_set_free(request->terms);
        free(request);
    }
}

static void tally_free(TallyRequest *request) {
    if (request) {
        term_set_free(request->terms);
        id_list_free(&request->listed);
        id_list_free(&request->all);
        free(request);
    }
}

void tally_answer_free(void *value) {
    TallyAnswer *answer = value;
    if (answer) {
        arena_free(&answer->arena);
        free(answer);
    }
}

void similar_answer_free(void *value) {
    SimilarAnswer *answer = value;
    if (answer) {
        arena_free(&answer->arena);
        free(answer);
    }
}

void search_answer_free(void *value) {
    SearchAnswer *answer = value;
    if (answer) {
        id_list_free(&answer->ids);
        id_map_free(&answer->scores);
        free(answer->note);
        free(answer);
    }
}

static SearchAnswer *answer_new(const Finder *finder) {
    SearchAnswer *answer = memory_new(sizeof *answer);
    answer->generation = finder->current->generation;
    answer->ms = (double) (clock_ticks_us() - finder->started) / 1000;
    return answer;
}

static void post_first(void *context, const StudyId *ids, size_t count) {
    Finder *finder = context;
    SearchAnswer *answer = answer_new(finder);
    for (size_t i = 0; i < count; i++) {
        id_list_add(&answer->ids, ids[i]);
    }
    mailbox_post(finder->mailbox, MAIL_SEARCH_FIRST, answer, search_answer_free);
}

static bool review_ids(void *context, const QueryNode *leaf, IdList *out, Error *err) {
    const FinderRequest *request = context;
    for (size_t i = 0; i < request->set_count; i++) {
        const FinderSet *set = &request->sets[i];
        if (set->field == leaf->field && set->match == leaf->match && strcmp(set->text, leaf->text) == 0) {
            for (size_t k = 0; k < set->ids.count; k++) {
                id_list_add(out, set->ids.ids[k]);
            }
            return true;
        }
    }
    return error_set(err, ERROR_USAGE, "%s:%s needs a review", query_fields[leaf->field].name, leaf->text);
}

static bool open_cache(Finder *finder, Error *err) {
    if (!finder->cache) {
        Cache *cache = cache_open_reader(finder->cache_path, err);
        pthread_mutex_lock(&finder->mutex);
        finder->cache = cache;
        pthread_mutex_unlock(&finder->mutex);
    }
    return finder->cache != NULL;
}

static void answer_request(Finder *finder) {
    FinderRequest *request = finder->current;
    Arena arena = {0};
    String note = {0};
    Error err = {0};
    IdList ids = {0};
    finder->started = clock_ticks_us();
    const char *reading = NULL;
    const QueryNode *tree = query_parse(sv(request->query), &arena, NULL, &reading, &err);
    IdMap scores = {0};
    bool ok = tree && open_cache(finder, &err);
    if (ok) {
        string_add_text(&note, reading);
        SearchReview review = {request, review_ids, &request->scope};
        Search search = {
            .tree = tree,
            .sort = request->sort,
            .terms = request->terms ? term_set_terms(request->terms) : (TermList){0},
            .scores = &scores,
            .descending = request->descending,
            .review = request->has_scope ? &review : NULL,
            .first = post_first,
            .context = finder,
            .first_count = request->first_count,
            .resumed = true,
        };
        ok = search_run(finder->cache, &search, &ids, &note, &err);
    }
    if (ok || err.kind != ERROR_CANCELLED) {
        SearchAnswer *answer = answer_new(finder);
        answer->complete = true;
        answer->error = err;
        if (ok) {
            answer->ids = ids;
            ids = (IdList){0};
            answer->scores = scores;
            scores = (IdMap){0};
        }
        answer->note = note.length ? string_take(&note) : NULL;
        mailbox_post(finder->mailbox, MAIL_SEARCH_DONE, answer, search_answer_free);
    }
    id_list_free(&ids);
    id_map_free(&scores);
    string_free(&note);
    arena_free(&arena);
    if (clock_ticks_us() - finder->started > LONG_SEARCH_US) {
        worker_give_back_memory(); // FTS5 puts the places of a broad prefix together in memory
    }
}

static bool is_search_waiting(void *context) {
    Finder *finder = context;
    pthread_mutex_lock(&finder->mutex);
    bool waits = finder->waiting || finder->stop;
    pthread_mutex_unlock(&finder->mutex);
    return waits;
}

// false where a search came between.
static bool answer_tally(Finder *finder, TallyRequest *request) {
    TallyAnswer *answer = memory_new(sizeof *answer);
    TermList terms = term_set_terms(request->terms);
    TallyStop stop = {is_search_waiting, finder};
    *answer = (TallyAnswer){.generation = request->generation, .suggests = request->suggests};
    Error *err = &answer->error;
    bool ok = open_cache(finder, err);
    id_list_sort(&request->listed);
    id_list_sort(&request->all);
    if (ok && request->suggests) {
        ok = tally_suggest(finder->cache, &request->listed, &request->all, terms, SUGGESTIONS_MOST, stop,
                           &answer->arena, &answer->words, &answer->word_count, err);
    } else if (ok) {
        answer->listed = ARENA_ARRAY(&answer->arena, size_t, terms.count + 1);
        answer->all = ARENA_ARRAY(&answer->arena, size_t, terms.count + 1);
        ok = tally_terms(finder->cache, terms, &request->listed, answer->listed, stop, err) &&
             tally_terms(finder->cache, terms, &request->all, answer->all, stop, err);
    }
    if (!ok && err->kind == ERROR_CANCELLED) {
        tally_answer_free(answer);
        return false;
    }
    mailbox_post(finder->mailbox, MAIL_TALLY, answer, tally_answer_free);
    return true;
}

// false where something newer came between.
static bool answer_similar(Finder *finder, StudyId study) {
    SimilarAnswer *answer = memory_new(sizeof *answer);
    Error *err = &answer->error;
    answer->study = study;
    bool ok = open_cache(finder, err) && similar_find(finder->cache, study, SIMILAR_MOST, &answer->arena,
                                                      &answer->rows, &answer->count, err);
    if (!ok && err->kind == ERROR_CANCELLED) {
        similar_answer_free(answer);
        return false;
    }
    mailbox_post(finder->mailbox, MAIL_SIMILAR, answer, similar_answer_free);
    return true;
}

static void take_similar(Finder *finder) {
    bool done = answer_similar(finder, finder->likening);
    pthread_mutex_lock(&finder->mutex);
    if (!done && !finder->similar) {
        finder->similar = finder->likening;
    }
    finder->likening = 0;
    pthread_mutex_unlock(&finder->mutex);
}

static void take_tally(Finder *finder) {
    pthread_mutex_lock(&finder->mutex);
    TallyRequest *request = finder->tally;
    finder->tally = NULL;
    finder->tallying = request != NULL;
    pthread_mutex_unlock(&finder->mutex);
    bool done = !request || answer_tally(finder, request);
    pthread_mutex_lock(&finder->mutex);
    finder->tallying = false;
    if (!done && !finder->tally) {
        finder->tally = request;
        request = NULL;
    }
    pthread_mutex_unlock(&finder->mutex);
    tally_free(request);
}

static void *find(void *context) {
    Finder *finder = context;
    for (;;) {
        pthread_mutex_lock(&finder->mutex);
        while (!finder->waiting && !finder->similar && !finder->tally && !finder->stop) {
            pthread_cond_wait(&finder->changed, &finder->mutex);
        }
        bool stop = finder->stop;
        finder->current = finder->waiting;
        finder->waiting = NULL;
        if (!finder->current) {
            finder->likening = finder->similar;
            finder->similar = 0;
        }
        if (finder->cache) {
            search_resume(finder->cache); // what interrupted the one before
        }
        pthread_mutex_unlock(&finder->mutex);
        if (stop) {
            break;
        }
        if (!finder->current && finder->likening) {
            take_similar(finder);
            continue;
        }
        if (!finder->current) {
            take_tally(finder);
            continue;
        }
        answer_request(finder);
        pthread_mutex_lock(&finder->mutex);
        FinderRequest *done = finder->current;
        finder->current = NULL;
        pthread_mutex_unlock(&finder->mutex);
        request_free(done);
    }
    request_free(finder->current);
    finder->current = NULL;
    cache_close(finder->cache);
    return NULL;
}

Finder *finder_start(const char *cache_path, Mailbox *mailbox) {
    Finder *finder = memory_new(sizeof *finder);
    pthread_mutex_init(&finder->mutex, NULL);
    pthread_cond_init(&finder->changed, NULL);
    finder->mailbox = mailbox;
    finder->cache_path = memory_copy_string(cache_path);
    worker_start(&finder->thread, find, finder);
    return finder;
}

void finder_ask(Finder *finder, FinderRequest *request) {
    FinderRequest *taken = memory_new(sizeof *taken);
    *taken = *request;
    *request = (FinderRequest){0};
    pthread_mutex_lock(&finder->mutex);
    FinderRequest *overtaken = finder->waiting;
    finder->waiting = taken;
    if ((finder->current || finder->likening || finder->tallying) && finder->cache) {
        search_interrupt(finder->cache);
    }
    pthread_cond_signal(&finder->changed);
    pthread_mutex_unlock(&finder->mutex);
    request_free(overtaken);
}

void finder_similar(Finder *finder, StudyId study) {
    pthread_mutex_lock(&finder->mutex);
    finder->similar = study;
    if (finder->likening && finder->likening != study && finder->cache) {
        search_interrupt(finder->cache);
    }
    pthread_cond_signal(&finder->changed);
    pthread_mutex_unlock(&finder->mutex);
}

void finder_tally(Finder *finder, TallyRequest *request) {
    TallyRequest *taken = memory_new(sizeof *taken);
    *taken = *request;
    *request = (TallyRequest){0};
    pthread_mutex_lock(&finder->mutex);
    TallyRequest *overtaken = finder->tally;
    finder->tally = taken;
    pthread_cond_signal(&finder->changed);
    pthread_mutex_unlock(&finder->mutex);
    tally_free(overtaken);
}

void finder_stop(Finder *finder) {
    if (!finder) {
        return;
    }
    pthread_mutex_lock(&finder->mutex);
    finder->stop = true;
    if ((finder->current || finder->likening || finder->tallying) && finder->cache) {
        search_interrupt(finder->cache);
    }
    pthread_cond_signal(&finder->changed);
    pthread_mutex_unlock(&finder->mutex);
    pthread_join(finder->thread, NULL);
    request_free(finder->waiting);
    tally_free(finder->tally);
    pthread_cond_destroy(&finder->changed);
    pthread_mutex_destroy(&finder->mutex);
    free(finder->cache_path);
    free(finder);
}
