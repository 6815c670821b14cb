#ifndef CARREL_SCREENING_CHASE_H
#define CARREL_SCREENING_CHASE_H

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
// Those that were included there, too, and cannot be seeds, since nothing of them is in the cache: "2 included
// studies cannot be seeds, since the cache knows nothing of them: …". Nothing where there are none. Appends.
void chase_add_unseeded(const ReviewState *state, SeedsKind kind, String *out);
// "12 studies included at full text". Appends.
void chase_add_seeds(SeedsKind kind, size_t count, String *out);
// The studies that the review has, ascending: never candidates. Appends.
void chase_known(const ReviewState *state, IdList *ids);

// --- the question and its answer ---

typedef struct {
    IdList seeds; // each once
    IdList known; // chase_known, ascending
    SeedsKind kind;
    String unseeded; // chase_add_unseeded; goes into the note
    unsigned routes; // 0: back and forward
    uint32_t min_links;
    ChaseOrder order;
    size_t most;  // listed of each step; 0: all
    int steps;    // 2: what the first one listed are seeds again, and so on to CHASE_STEPS_MOST; 0 is 1
    int round;    // of the review, of the first step: chase_next_round
    size_t names; // rows that get names; 0: all
} ChaseQuestion;
#define CHASE_STEPS_MOST 5
void chase_question_free(ChaseQuestion *question);

typedef struct {
    ChaseCandidate found;                               // its seeds are indexes into the seeds of its step
    uint32_t step;                                      // index into steps
    bool has_names;                                     // what follows was looked up
    bool in_cache;                                      // its record is here; else what links say of it
    const char *author, *title, *journal, *doi, *pmcid; // NULL unknown
    int year;                                           // 0 unknown
    unsigned flags;                                     // STUDY_… of the record
} ChaseRow;

typedef struct {
    const StudyId *seeds;
    size_t seed_count;
    Chase chase;         // the numbers; its candidates are the rows
    size_t first, count; // rows
} ChaseStep;

// A service that was asked for links of the seeds.
typedef struct {
    const char *source;          // "icite"
    size_t answered[LINK_KINDS]; // seeds of which it knew, or knew that there are none
} ChaseSource;

// Starts as {0}.
typedef struct {
    Arena arena;
    ChaseRow *rows; // best first, step after step
    size_t count;
    ChaseStep *steps;
    size_t step_count;
    ChaseSource *sources;
    size_t source_count;
    size_t dropped;      // rows that chase_drop_known took out
    const char *note;    // sentences: what was left out, of which seeds little is known; ""
    const char *warning; // where fewer than two indexes answered for links [TARCiS 2024]; NULL
    // What it was asked:
    SeedsKind kind;
    unsigned routes;
    uint32_t min_links;
    ChaseOrder order;
    int round;
} ChaseList;
void chase_list_free(ChaseList *list);

// Works the question out; `pageranks` of the graph may be NULL, but for that order. false with ERROR_CANCELLED
// where it was stopped.
bool chase_find(Cache *cache, const Graph *graph, const double *pageranks, const ChaseQuestion *question,
                GraphStop stop, ChaseList *list, Error *err);
// Looks names up, of those rows that have none yet.
bool chase_name_rows(Cache *cache, ChaseList *list, size_t first, size_t count, Error *err);
// Takes out rows with names that are candidates under other identifiers (DOI, PMCID, fingerprint), on the thread
// that has the state. Returns how many.
size_t chase_drop_known(const ReviewState *state, Cache *cache, ChaseList *list);
// "back from pmid:12, pmid:34 and 3 more; cocited with pmid:5". Appends.
void chase_add_routes(const ChaseList *list, const ChaseRow *row, String *out);
// What a search of the review says of the chase: "references and citing studies of …". Appends.
void chase_add_strategy(const ChaseList *list, const ChaseStep *step, String *out);
// "iCite, NCBI, imported files". Appends.
void chase_add_sources(const ChaseList *list, String *out);

// --- into the review ---

// Makes candidates of a list's rows, some at a time: each step is a citation search of the review, with an
// action of its own.
typedef struct ChaseAdder ChaseAdder;
// `searches`, CHASE_STEPS_MOST of them and none at first, gets the actions' keys: another adder goes on with
// them, so that a reader may take rows over one by one. All must outlive the adder.
ChaseAdder *chase_adder_new(Cache *cache, const ChaseList *list, Key *searches);
void chase_adder_free(ChaseAdder *adder); // NULL is fine
// Those that are candidates already are left alone; the others say seeds, routes, who knew of the link, day
// and round. Returns how many actions there are, one for each step that has something to tell; text is in the
// arena. The search is told with the first and with what comes where no `more` follows at once.
size_t chase_add(ChaseAdder *adder, const ReviewState *state, const size_t *rows, size_t count, bool more,
                 int64_t now, Arena *arena, ReviewAction actions[CHASE_STEPS_MOST]);

// --- how far it has come ---

typedef struct {
    Key action;
    Key reviewer;
    int64_t time;
    int round;
    const char *strategy;
    size_t found;              // candidates that it brought
    size_t fresh;              // which nothing had brought before
    size_t screened;           // of these: somebody voted at title and abstract
    size_t included;           // of these: what votes at title and abstract come to
    size_t included_full_text; // of these
} ChaseRound;
// Chases of the review in force, oldest first; in the arena.
size_t chase_rounds(const ReviewState *state, Arena *arena, ChaseRound **rounds);
int chase_next_round(const ReviewState *state);
// Whether another round is due, as a sentence; nothing where there was none. A round that adds no included study
// is the last one [TARCiS 2024]. Appends.
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

#endif
