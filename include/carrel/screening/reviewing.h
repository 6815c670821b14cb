#ifndef CARREL_SCREENING_REVIEWING_H
#define CARREL_SCREENING_REVIEWING_H

#include "carrel/base/map.h"
#include "carrel/review/action.h"
#include "carrel/review/entry.h"
#include "carrel/screening/imported.h"
#include "carrel/store/cache.h"
#include "carrel/study/query.h"

// Decisions that records brought, each with what names its study.
typedef struct {
    Arena arena;
    struct {
        const char *identifiers; // as in ImportedStudy
        StudyId study;
        RecordedDecision decision;
    } * items;
    size_t count, capacity;
} RecordedDecisions;

// Where a review and a cache meet: the review names studies by identifiers, the cache
// by ids. Used by the screen and by the command line alike, on the thread that has both.

// The person at this desk: a random id kept in the data folder ("reviewer"), made the
// first time; *name is empty until somebody gives one. The file is one line: id, space, name.
bool reviewer_load(Key *reviewer, String *name, Error *err);
bool reviewer_save(Key reviewer, const char *name, Error *err);

// Where the review called `name` is: a path as it is where it has a slash or ends in
// ".carrel", else NAME.carrel among the user's reviews. Appends.
bool review_add_path(const char *name, String *path, Error *err);

// Finds the studies of candidates that have no PMID, by DOI, PMCID and fingerprint.
// Candidates that are known already are not asked for again.
void review_resolve(ReviewState *state, Cache *cache);
// The candidate's id: its PMID, else where its other identifiers lead in the cache, rather to what is
// no other candidate's; 0 where nowhere.
StudyId candidate_find(const ReviewState *state, Cache *cache, const Candidate *candidate);

// Whether a query's leaf asks about the review: tag: value: reason: note: round: import: source: by: final: needs:
// has:note has:label, and is: but for what a study itself is (is:retracted, is:stub).
bool review_answers(const QueryNode *leaf);
// Ids of the studies that such a leaf means, sorted. false for any other leaf and for a value
// that nobody knows.
bool review_leaf_ids(const ReviewState *state, Cache *cache, const QueryNode *leaf, IdList *ids, Error *err);
// The same with a ReviewAnswers as context: for SearchReview.
typedef struct {
    const ReviewState *state;
    Cache *cache;
} ReviewAnswers;
bool review_answer_leaf(void *answers, const QueryNode *leaf, IdList *ids, Error *err);
// Ids of all candidates that are due at the state's stage, sorted: what lists and queries mean while a
// review is open.
void review_scope(const ReviewState *state, IdList *ids);

// What an import brought again: candidates that were there before it, noted until its end.
typedef struct {
    Key key;
    TextList identifiers; // of kinds that the candidate did not have
    const char *citation; // NULL where it had one
} RejoinedCandidate;
typedef struct {
    Arena arena;
    RejoinedCandidate *items;
    size_t count, capacity;
    RecordedDecisions decisions; // of all its records, new and known, until somebody wants them
} Rejoined;
void rejoined_free(Rejoined *rejoined);

// The action that an import of the file `source` belongs to: one file, one action. That of an import
// of the same file by the same reviewer which was cut off, else a new one.
Key review_import_action(const ReviewState *state, const char *source);
// Makes candidates of what an import brought; those that are there are noted in `rejoined`
// (may be NULL).
// Returns how many are new; the state is not changed, the batch learns their keys.
size_t review_add_batch(const ReviewState *state, ReviewAction *action, ImportBatch *batch,
                        Rejoined *rejoined);
// Ends an import: what the review keeps of the file, so that its numbers never depend on the
// cache, and that it brought the candidates of `rejoined` too. Where the same bytes were imported into the
// review before, nothing is added, *again says when, and what follows belongs to that
// import's action, which `action` has now; else *again is 0.
void review_end_import(const ReviewState *state, ReviewAction *action, const ImportFile *file,
                       const Rejoined *rejoined, int64_t *again);
// Takes over what screening tools wrote into the records: events under the name of the
// reviewer that the record names (whose id follows from the name; one's own name is oneself), or
// `standard` where it names nobody. Part of the import's action, so that undoing that takes
// them back; to be called when that has begun and its candidates are in the state. What is in force
// already is left out, and what would replace one's own decision or note. Returns from how many
// records something was taken.
size_t review_take_decisions(const ReviewState *state, ReviewAction *action,
                             const RecordedDecisions *decisions, const char *standard);
// The reviewer that a name in a record means.
Key review_recorded_reviewer(const ReviewState *state, const char *name);

// What each import brought and what became of it (stats --yield).
typedef struct {
    SearchRecord search;
    size_t included, included_only_here; // review_has_included
} YieldRow;
// By one's own decision, else by any reviewer's that is told (Vote.told, while the review is blind).
bool review_has_included(const ReviewState *state, const Candidate *candidate);
size_t review_yield(const ReviewState *state, Arena *arena, YieldRow **rows);

// Studies that a search should have found.
typedef struct {
    const char *given;          // as it was written
    StudyId study;              // in the cache; 0 unknown
    const Candidate *candidate; // NULL: the review does not have it
} KnownItem;
// PMIDs, DOIs and PMC numbers out of any text, each once; in the arena. A bare number is a PMID in a
// line that has nothing else, and behind "PMID:".
size_t known_items_find(const ReviewState *state, Cache *cache, StringView text, Arena *arena,
                        KnownItem **items);
// Tells the state which studies of the cache its candidates are, the new ones and those that it
// had already.
void review_bind_batch(ReviewState *state, const ImportBatch *batch);
// The study's candidate; where there is none, one is made (from its record or
// from what links say of it) with its origin.
Key review_want_candidate(const ReviewState *state, ReviewAction *action, Cache *cache, StudyId id,
                          const char *origin);

// A study with everything people say of it, and where `counts_links`, how many links it has. `state` may
// be NULL. false with an error where the cache cannot be read; *found false where there is no record.
bool entry_load(Cache *cache, const ReviewState *state, StudyId id, bool counts_links, Arena *arena,
                Entry *entry, bool *found, Error *err);

#endif
