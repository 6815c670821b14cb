#ifndef CARREL_REPORT_AGREEMENT_H
#define CARREL_REPORT_AGREEMENT_H

#include <stddef.h>

// How far reviewers agree, beyond what chance would give. Pure arithmetic over counts.

// A figure that the counts do not define (nobody voted, or all votes are one and the same) is NAN.
typedef struct {
    size_t studies;   // that both voted on
    double percent;   // of them, with equal votes
    double kappa;     // Cohen's
    double low, high; // its 95 % interval
    double adjusted;  // prevalence- and bias-adjusted kappa
} Agreement;

// `counts[i * categories + j]`: studies that the first put into category i and the second into j.
// [Cohen 1960; large-sample standard error of Fleiss, Cohen and Everitt 1969, as in Fleiss, Levin
// and Paik, "Statistical Methods for Rates and Proportions", 3rd ed., 18.14; adjusted: Byrt, Bishop
// and Carlin 1993]
Agreement agreement_of_two(const size_t *counts, size_t categories);

// Kappa of any number of reviewers, not always the same ones. `votes[s * categories + c]`: how many
// put study s into category c. Studies with fewer than two votes count for nothing; where the
// number of votes varies, each study weighs by its pairs of votes.
// [Fleiss 1971; Fleiss, Levin and Paik 18.3 for varying numbers]
double agreement_of_many(const size_t *votes, size_t studies, size_t categories);

// "almost perfect", "substantial", "moderate", "fair", "slight", "poor"; "" for NAN.
// [Landis and Koch 1977]
const char *agreement_word(double kappa);

#endif
