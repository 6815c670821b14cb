#ifndef CARREL_STUDY_SEPARATION_H
#define CARREL_STUDY_SEPARATION_H

#include "carrel/study/terms.h"

// Which words separate the studies that were included from those that were excluded.

typedef struct Separation Separation;
Separation *separation_new(void);
void separation_free(Separation *separation);
// Title and abstract of a study that was decided.
void separation_add(Separation *separation, const char *title, StringView abstract, bool included);

typedef struct {
    const char *word;          // folded; in the arena
    size_t included, excluded; // studies that have it
    double log_odds;           // above 0: speaks for inclusion
    double strength;           // log_odds over its standard error: above 0 for, below against
} SeparatingWord;
// The strongest words, at most `most` for and `most` against, those for first, each side strongest
// first. For each word the log odds ratio of the two by two table with 0.5 added to each cell
// (Haldane 1956, Anscombe 1956). Left out are words of fewer than three studies or three letters,
// those that say nothing (and, which, were), those no stronger than one in twenty is by chance, and
// those that `known` (may be NULL) finds already. None where one of the sides has no study.
size_t separation_words(const Separation *separation, const TermSet *known, size_t most, Arena *arena,
                        SeparatingWord **words);

#endif
