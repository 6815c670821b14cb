#include "carrel/engine/figures.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/screening/reviewing.h"
#include "carrel/screening/rows.h"
#include "carrel/store/review.h"

#include "worker.h"

#include <stdatomic.h>
#include <stdlib.h>

struct Figures {
    pthread_t thread;
    atomic_bool stopping;
    // The worker's own:
    char *cache_path, *review_path;
    FiguresRequest request;
    uint64_t generation;
    Mailbox *mailbox;
};

void figures_answer_free(void *value) {
    FiguresAnswer *answer = value;
    if (answer) {
        review_state_free(answer->state);
        arena_free(&answer->arena);
        free(answer);
    }
}

static bool is_stopped(const Figures *figures) {
    return atomic_load(&figures->stopping);
}

static bool read_state(const Figures *figures, FiguresAnswer *answer) {
    Arena arena = {0};
    Event *events;
    size_t count = 0;
    ReviewFile *file = review_open(figures->review_path, false, &answer->error);
    bool ok = file && review_read(file, &arena, &events, &count, &answer->error);
    if (ok) {
        answer->state = review_state_new(figures->request.reviewer, figures->request.stage);
        for (size_t i = 0; i < count && !is_stopped(figures); i++) {
            review_state_add(answer->state, &events[i], false);
        }
    }
    if (file) {
        review_close(file);
    }
    arena_free(&arena);
    return ok;
}

static bool count_stats(const Figures *figures, FiguresAnswer *answer) {
    StudyRow *rows = NULL;
    size_t count = 0;
    int64_t now = clock_now_ms();
    Cache *cache = cache_open_reader(figures->cache_path, &answer->error);
    bool ok = cache != NULL;
    if (ok) {
        review_resolve(answer->state, cache);
        ok = is_stopped(figures) ||
             review_rows(answer->state, cache, &answer->arena, &rows, &count, &answer->error);
    }
    if (ok && !is_stopped(figures)) {
        stats_count(answer->state, rows, count, now, &answer->arena, &answer->stats);
        answer->candidates = review_state_counts(answer->state, now).candidates;
        answer->trials = review_state_trial_count(answer->state);
    }
    cache_close(cache);
    return ok;
}

static void *run(void *context) {
    Figures *figures = context;
    worker_stand_back();
    FiguresAnswer *answer = memory_new(sizeof *answer);
    answer->generation = figures->generation;
    answer->has_agreement = figures->request.agreement;
    bool ok = read_state(figures, answer) && !is_stopped(figures);
    if (ok && answer->has_agreement) {
        answer->agreement = review_agreement(answer->state, figures->request.stage, NULL, &answer->arena);
    } else if (ok) {
        count_stats(figures, answer);
    }
    if (is_stopped(figures)) {
        figures_answer_free(answer);
    } else {
        mailbox_post(figures->mailbox, MAIL_FIGURES, answer, figures_answer_free);
    }
    worker_give_back_memory();
    return NULL;
}

Figures *figures_start(const FiguresRequest *request, uint64_t generation, Mailbox *mailbox) {
    Figures *figures = memory_new(sizeof *figures);
    atomic_init(&figures->stopping, false);
    figures->cache_path = memory_copy_string(request->cache_path);
    figures->review_path = memory_copy_string(request->review_path);
    figures->request = *request;
    figures->generation = generation;
    figures->mailbox = mailbox;
    worker_start(&figures->thread, run, figures);
    return figures;
}

void figures_stop(Figures *figures) {
    if (figures) {
        atomic_store(&figures->stopping, true);
        pthread_join(figures->thread, NULL);
        free(figures->cache_path);
        free(figures->review_path);
        free(figures);
    }
}
