#ifndef CARREL_REPORT_REVIEWERS_H
#define CARREL_REPORT_REVIEWERS_H

#include "carrel/report/agreement.h"
#include "carrel/review/events.h"

// Agreement of the reviewers of a review, from their last blind votes.

// Two reviewers at one stage. Maybe counts as include where the review's rule says so.
typedef struct {
    Key first, second;
    Agreement agreement;
    size_t conflicts; // studies on which the two differ
} PairAgreement;
typedef struct {
    PairAgreement *pairs; // of those who share at least one study
    size_t pair_count;
    size_t reviewers; // who voted
    double of_all;    // Fleiss' kappa, where there are more than two; else NAN
} ReviewAgreement;

// In the arena. `studies`: only of candidates that are these, sorted; NULL: of all.
ReviewAgreement review_agreement(const ReviewState *state, int stage, const IdList *studies, Arena *arena);

// A study on which blind votes do not agree, by the review's rule; votes for different reasons differ, too,
// where both exclude it.
typedef struct {
    const Candidate *candidate;
    const Vote *votes;
    size_t vote_count;
} VoteDifference;
// In the order of joining; in the arena.
size_t review_differences(const ReviewState *state, int stage, const IdList *studies, Arena *arena,
                          VoteDifference **differences);

#endif
