#ifndef CARREL_SCREENING_RECORDED_H
#define CARREL_SCREENING_RECORDED_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// What screening tools wrote into the records of a file, on its way through an import.

// The people who decided: distinct names, as far as a line takes them.
#define DECIDERS_MOST 20
typedef struct {
    Arena arena;
    const char *names[DECIDERS_MOST];
    size_t count;
    bool more;
} Deciders;
void deciders_clear(Deciders *deciders);
void deciders_add(Deciders *deciders, const Study *study);
void deciders_add_text(const Deciders *deciders, String *text); // "Ana, Ben and others"; appends

// A copy in the arena, text included.
RecordedDecision recorded_copy_one(const RecordedDecision *said, Arena *arena);
RecordedDecision *recorded_copy(const Study *study, Arena *arena);

#endif
