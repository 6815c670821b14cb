#ifndef CARREL_ENGINE_CHASE_H
#define CARREL_ENGINE_CHASE_H

#include "carrel/graph/chase.h"
#include "carrel/graph/map.h"
#include "carrel/review/action.h"
#include "carrel/store/cache.h"

// Chasing citations for a review: which studies around those that it included it does not have yet, who
// brought each, and how they become candidates. On the screen the thread of chaser.h does the long part.

// All citation links of a cache. Seconds for millions; false with ERROR_CANCELLED where it was stopped.
bool chase_load(Cache *cache, GraphStop stop, Graph *graph, Error *err);

// --- from whom ---

typedef enum {
    SEEDS_GIVEN,     // a query's studies, or named ones
    SEEDS_FULL_TEXT, // what was included at full text, as all votes come to
    SEEDS_ABSTRACT,  // the same at title and abstract, since nothing is at full text yet
    SEEDS_NONE
} SeedsKind;
// The review's own seeds, ascending. Appends.
SeedsKind chase_seeds(const ReviewState *state, IdList *ids);
// "12 studies included at full text". Appends.
void chase_add_seeds(SeedsKind kind, size_t count, String *out);
// The studies that the review has, ascending: never candidates. Appends.
void chase_known(const ReviewState *state, IdList *ids);

// --- the question and its answer ---

typedef struct {
    IdList seeds; // each once
    IdList known; // chase_known, ascending
    SeedsKind kind;
    unsigned routes; // 0: back and forward
    uint32_t min_links;
    ChaseOrder order;
    size_t most; // listed of each step; 0: all
    int steps;   // 2: what the first one listed are seeds again, and so on; 0 is 1
    int round;   // of the review: chase_next_round
} ChaseQuestion;
void chase_question_free(ChaseQuestion *question);

typedef struct {
    ChaseCandidate found;                 // its seeds are indexes into the seeds of its step
    uint32_t step;                        // index into steps
    bool in_cache;                        // its record is here; else what links say of it
    const char *author, *title, *journal; // NULL unknown
    int year;                             // 0 unknown
} ChaseRow;

typedef struct {
    const StudyId *seeds;
    size_t seed_count;
    Chase chase;         // the numbers; its candidates are the rows
    size_t first, count; // rows
} ChaseStep;

// What a service said about links of the seeds.
typedef struct {
    const char *source;          // "icite"
    size_t answered[LINK_KINDS]; // seeds
} ChaseSource;

typedef struct {
    Arena arena;
    ChaseRow *rows; // best first, step after step
    size_t count;
    ChaseStep *steps;
    size_t step_count;
    ChaseSource *sources; // services; what files brought is not among them
    size_t source_count;
    const char *note;    // sentences: what was left out, of whom nothing is known
    const char *warning; // sentence where fewer than two indexes answered for links [TARCiS 2024]; NULL
    // What it was asked:
    SeedsKind kind;
    unsigned routes;
    uint32_t min_links;
    ChaseOrder order;
    int round;
} ChaseList;
void chase_list_free(ChaseList *list);

// Works the question out; `pageranks` of the graph may be NULL, but for that order. Names come from
// the cache.
bool chase_find(Cache *cache, const Graph *graph, const double *pageranks, const ChaseQuestion *question,
                GraphStop stop, ChaseList *list, Error *err);
// Takes out rows that are candidates under other identifiers (DOI, PMCID, fingerprint), on the thread that has
// the state. Returns how many.
size_t chase_drop_known(const ReviewState *state, Cache *cache, ChaseList *list);
// "back from pmid:12, pmid:34 and 3 more; cocited with pmid:5". Appends.
void chase_add_routes(const ChaseList *list, const ChaseRow *row, String *out);

// --- into the review ---

// Makes rows candidates; those that are some already are left alone. Each step is a citation search of the review with its own
// action, and each candidate says seeds, routes, services, day and round. `searches` has the actions of the list's steps,
// none at first: a later call goes on with them, so that a reader may take rows over one by one.
// One action for each step that has rows among these: each is to be appended before the next call. In the
// arena. Returns how many actions.
size_t chase_add(const ReviewState *state, Cache *cache, const ChaseList *list, const size_t *rows,
                 size_t count, int64_t now, Key *searches, Arena *arena, ReviewAction **actions);
#define CHASE_STEPS_MOST 5

// --- how far it has come ---

typedef struct {
    Key action;
    Key reviewer;
    int64_t time;
    int round; // as it was counted when it was made
    const char *seeds, *routes;
    size_t found;    // candidates of it
    size_t fresh;    // which nothing else had brought
    size_t screened; // of these: somebody decided (while the review is blind: the state's reviewer)
    size_t included; // of these, at title and abstract
    size_t included_full_text;
} ChaseRound;
// Chases of the review in force, oldest first; in the arena.
size_t chase_rounds(const ReviewState *state, Arena *arena, ChaseRound **rounds);
int chase_next_round(const ReviewState *state);
// What the rounds so far mean: whether another one is due. Appends a sentence.
void chase_add_advice(const ChaseRound *rounds, size_t count, String *out);

// --- the map, with names ---

typedef struct {
    const StudyId *ids; // the studies of the map
    size_t count;
    StudyId focus;          // 0: none; else its references and citers are in the map, too
    const IdList *included; // ascending; may be NULL
    bool connectors;        // and those who join islands of the ids
    size_t most;            // rows; 0: MAP_ROWS_MOST
} MapQuestion;
// With names and retractions from the cache. The map's text is in the arena.
bool citation_map_make(Cache *cache, const Graph *graph, const MapQuestion *question, Arena *arena,
                       CitationMap *map, Error *err);
// "Khoury 2020", or the id. Appends.
void citation_add_name(const ChaseRow *row, String *out);

#endif
