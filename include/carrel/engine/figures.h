#ifndef CARREL_ENGINE_FIGURES_H
#define CARREL_ENGINE_FIGURES_H

#include "carrel/engine/mailbox.h"
#include "carrel/report/reviewers.h"
#include "carrel/report/stats.h"

// The numbers of a review, counted in a thread of its own: that of a large one takes longer than a picture
// may wait.

typedef struct {
    const char *cache_path, *review_path; // copied
    Key reviewer;                         // who looks at it
    int stage;
    bool agreement; // of the reviewers; else its statistics
} FiguresRequest;

// In MAIL_FIGURES.
typedef struct {
    uint64_t generation;
    bool has_agreement;
    size_t candidates, trials;
    Stats stats;               // where it has no agreement
    ReviewAgreement agreement; // else
    ReviewState *state; // as it is on disk; NULL after an error. Texts are borrowed from it and the arena
    Arena arena;
    Error error; // kind ERROR_NONE where all is well
} FiguresAnswer;
void figures_answer_free(void *answer);

typedef struct Figures Figures;
// Posts MAIL_FIGURES once, unless it is stopped. `generation` comes back with the answer.
Figures *figures_start(const FiguresRequest *request, uint64_t generation, Mailbox *mailbox);
void figures_stop(Figures *figures); // ends it where it still runs; NULL is fine

#endif
