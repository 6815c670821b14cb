#ifndef CARREL_SCREENING_AUDIENCE_H
#define CARREL_SCREENING_AUDIENCE_H

#include "carrel/format/format.h"
#include "carrel/screening/exporter.h"
#include "carrel/screening/reviewing.h"

// Screening tools that an export is meant for, and how each of them takes decisions over. What
// counts is what the votes come to (review_state_outcome): the team's where the review is open, one's own
// while it is blind.
typedef enum {
    FOR_ANYBODY,
    FOR_ASREVIEW,  // its labels, at the state's stage
    FOR_RAYYAN,    // the vote of everybody who may be told of, at the state's stage
    FOR_COVIDENCE, // a file for each list that it imports into
    FOR_REVMAN,    // a file for each of its sections; of both stages, as is the one before
    AUDIENCES
} Audience;
bool audience_by_name(StringView name, Audience *audience);

// The format for it: the one that `name` says, else what the file's ending means, else what it reads best.
// Both may be NULL. false where it does not read decisions in that format, or needs a file's name and
// `file` is none.
bool audience_format(Audience audience, const char *name, const char *file, Format *format, Error *err);

// Names of its lists, in the order of its work; count 0: it takes one file.
TextList audience_lists(Audience audience);
// The list that a candidate belongs to; NULL: none, so that it is not given to that tool.
const char *audience_list(const ReviewState *state, Audience audience, const Candidate *candidate);
// Adds those of the studies that belong to that list.
void audience_select(const ReviewState *state, Audience audience, const char *list, const IdList *ids,
                     IdList *of_list);

// The plan of one of its lists, which has `count` studies: "list.ris" becomes "list-included.ris", in parts
// where it takes no more at once. Text is in the arena.
ExportPlan audience_plan(Audience audience, const ExportPlan *plan, const char *list, size_t count,
                         Arena *arena);

// Makes of an entry what that tool shall see. New text is in the arena.
void audience_dress(const ReviewState *state, Audience audience, Arena *arena, Entry *entry);

#endif
