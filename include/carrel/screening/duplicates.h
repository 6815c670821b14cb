#ifndef CARREL_SCREENING_DUPLICATES_H
#define CARREL_SCREENING_DUPLICATES_H

#include "carrel/review/events.h"
#include "carrel/screening/dedupe.h"
#include "carrel/store/cache.h"

// Duplicates and reports of one trial among the candidates of a review, or in the whole cache:
// the command line waits for them, the screen has them searched by a thread (engine/duplicates_search.h).

// A candidate, or a study of the cache where there is no review.
typedef struct {
    Key key; // none without a review
    StudyId *studies;
    size_t count;
    uint32_t trial; // the same number for all reports of one trial; 0: of none
} DuplicateUnit;

// What is searched: a picture of the review that needs the state no longer. Starts as {0}.
typedef struct {
    Arena arena;
    bool has_review; // false: all of the cache
    DuplicateUnit *units;
    size_t unit_count;
    IdMap apart; // pairs of units that a verdict calls different, as one number each
    double threshold;
} DuplicatesScope;

// `state` may be NULL: all of the cache.
void duplicates_scope_take(DuplicatesScope *scope, const ReviewState *state, double threshold);
void duplicates_scope_free(DuplicatesScope *scope);

typedef enum {
    DUPLICATES_JOINED,   // one study already: at import, or by a verdict
    DUPLICATES_PROPOSED, // one study as it seems
    DUPLICATES_TRIAL     // reports of one trial as it seems, not one study
} DuplicatesKind;

// Where there is a review, the members of a proposal are its candidates, else studies of the cache.
typedef struct {
    Key key;
    StudyId study; // its best record's: one with a PMID, else the first
} DuplicateMember;

typedef struct {
    DuplicatesKind kind;
    DuplicateMember *members;
    size_t member_count;
    StudyId *studies; // of all members
    size_t study_count;
    const char *why; // NULL where the records of one study were joined when they were read
    double score;    // 0 to 1, of what is proposed
} DuplicatesGroup;

typedef struct {
    Arena arena;
    DuplicatesGroup *groups; // joined and proposed in the order of their first studies, then trials
    size_t count;
} Duplicates;

// Finds all groups. `stopped` (may be NULL) is asked now and then; then it fails with
// ERROR_CANCELLED. *found starts as {0}.
bool duplicates_find(Cache *cache, const DuplicatesScope *scope, bool (*stopped)(void *context),
                     void *context, Duplicates *found, Error *err);
void duplicates_free(Duplicates *found);

// Appends why a study's records were joined when they were read: the weakest of the findings.
bool duplicates_add_why_joined(Cache *cache, StudyId study, String *why, Error *err);

// Appends where these records of a study contradict the first of them; nothing where none does.
void duplicates_add_conflicts(Cache *cache, StudyId study, const RecordRow *records, size_t count,
                              String *out);

#endif
