#ifndef TUI_FETCHING_H
#define TUI_FETCHING_H

#include "carrel/engine/fetch.h"
#include "carrel/screening/reviewing.h"

// Questions to the services: who asked for what, and what came of it. Nothing waits for an answer.
typedef struct App App;

typedef enum {
    ASKED_COUNT,  // how many hits a query has
    ASKED_SEARCH, // a search whose hits become candidates
    ASKED_RECORDS,
    ASKED_LINKS,
    ASKED_CHECK, // for retractions
    ASKED_AHEAD  // what the reader may want next
} AskedFor;

// What a job was given for.
typedef struct {
    int job;
    AskedFor what;
    StudyId study;  // the only one; 0: several
    size_t studies; // of links: how many
    unsigned kinds; // of links, bits 1 << LinkKind
    ServiceId service;
    uint64_t typed; // keys until then: who went on typing is not disturbed by the answer
    char *text;     // query, DOI, or name of the only study; NULL none
    char *review;   // path of the one that gets the candidates; NULL: the cache only
} Asked;

typedef struct {
    Fetcher *fetcher; // NULL until something is asked
    char *settings;   // those that it was started with
    Arena arena;      // of the jobs
    FetchJob *jobs;   // as they were told last
    size_t job_count;
    Asked *asked;
    size_t asked_count, asked_capacity;
    // Searches whose candidates go into the review, a batch at a time.
    FetchEnd **found;
    size_t found_count, found_capacity, batch, added;
    Key import; // of the first one
    Rejoined rejoined;
    // A count that waits for a word whether all are to be fetched.
    Asked counted;
    int64_t hits;         // -1: none waits
    NoticeChange *changes; // of the last check for retractions
    size_t change_count;
    int64_t checked; // when; 0: never
    StudyId ahead; // for which was asked ahead last
    int ahead_step;
} Fetching;

// The fetcher, with the settings as they are; NULL and a message where they cannot be had.
Fetcher *fetching_start(App *app);
// Settings changed: holds from the next question on, or as soon as nothing is asked.
void fetching_apply(App *app);
bool fetching_is_offline(const App *app);
// Stops what waits for a service.
void fetching_stop(App *app);
void fetching_fini(App *app);

// Notes what a job was given for; `text` is copied, NULL: the study's name. Returns what was noted, until the next is; NULL for job 0.
Asked *fetching_note(App *app, int job, AskedFor what, StudyId study, const char *text);
const Asked *fetching_asked(const App *app, int job); // NULL where nobody knows
// Whether there are jobs that wait or run, but for those ahead of the reader.
size_t fetching_open_jobs(const App *app);
bool fetching_is_asking(const App *app, AskedFor what, StudyId study, unsigned kinds);

void fetching_look(App *app);                          // MAIL_FETCH_CHANGED
bool fetching_takes(App *app, const ImportFile *file); // MAIL_IMPORT_FILE: it came from a service
// MAIL_FETCH_ENDED. Returns whether it was kept.
bool fetching_ended(App *app, FetchEnd *end);
// Candidates wait to be taken into the review: a step takes some of them.
bool fetching_brings(const App *app);
void fetching_step(App *app);
// "PubMed: sepsis 12 %"; nothing where nothing is asked.
void fetching_add_progress(const App *app, String *out);

// --- services.c ---
// How many hits a query has is known: asks whether to fetch them, where nobody went on typing.
void services_counted(App *app, const Asked *asked, const FetchJob *job);

// --- retractions.c ---
void retractions_ended(App *app, const Asked *asked, FetchEnd *end);

// --- asking.c ---
void asking_links_ended(App *app, const Asked *asked, const FetchJob *job);
void asking_records_ended(App *app, const Asked *asked, const FetchEnd *end);
// Asks for references and citing studies of several; returns whether anybody is asked.
bool asking_links(App *app, const IdList *studies);
// Asks for a record, where there is none of the study; says why nothing is asked.
void asking_record(App *app, StudyId id);
void asking_doi(App *app, const char *doi);
// Ahead of the reader, where that is wanted and nothing else is asked.
void asking_ahead(App *app);

// --- jobs.c ---
void jobs_refresh(App *app); // the list that is open

#endif
