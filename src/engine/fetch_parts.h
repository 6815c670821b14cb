#ifndef ENGINE_FETCH_PARTS_H
#define ENGINE_FETCH_PARTS_H

#include "carrel/engine/fetch.h"
#include "carrel/reply/reply.h"
#include "carrel/service/host.h"
#include "carrel/store/cache.h"

#include <pthread.h>

// What the files of the fetcher share. A job is worked on in steps, each a question or two; between
// them a more urgent one of the same service may come first.

// A piece of time whose hits are still to be had: by the day a record came into PubMed, and
// where one such day has too many, by the day of publication. Days since 1800-01-01; `part` without limits is all.
typedef struct {
    bool limited;
    int first, last; // [edat]
    bool by_publication;
    int published, published_last; // [pdat]
    int64_t start;                 // its hits before that one came
} SearchPart;

typedef struct Job Job;
struct Job {
    Job *next;
    // Constant:
    int number;
    FetchKind kind;
    ServiceId service;
    FetchPriority priority;
    char *title;
    char *query;   // of a search
    int64_t since; // all hits until then were had before; 0: none
    bool only_count;
    unsigned kinds; // of links, bits 1 << LinkKind
    bool again;     // what is here is asked for, too
    bool names;     // FETCH_RECORDS: studies without PMID, by the DOIs that the cache has of them
    int after;      // number of the job that comes before; 0: none
    // Guarded by the fetcher's mutex:
    FetchState state;
    bool ending;    // somebody asked to stop
    bool over;      // no more questions: waits for its imports, then ends
    size_t imports; // files that the importer has
    char says[480];
    int64_t done, total, missing_count;
    int64_t hits; // of a search; -1 until they are known
    unsigned requests;
    bool unimported; // something that came did not get into the cache
    Error failure;   // the first one; a job that is over tells it
    // Of the service's thread, and of whoever makes the job:
    bool begun;
    IdList pmids; // to be asked for, from `at` on; of links also studies without PMID
    char **dois;
    size_t doi_count, at;
    size_t batch;      // how many at a time; halved where that is too many
    unsigned kind_now; // of links: the kind that is asked for
    size_t asked;      // of links: answers that were asked for before this kind
    String answers;    // those that the importer does not have yet, as a file of links
    size_t answer_count;
    size_t failed; // studies or parts without an answer
    unsigned failed_in_a_row;
    char why[480]; // the last of these
    IdList missing;
    IdMap before; // FETCH_RETRACTIONS: what was known of each
    // Of a search:
    SearchPart *parts;
    size_t part_count, part_capacity;
    IdList found;
    char **others; // of Europe PMC, without PMID; of records by DOI, those that were not found
    size_t other_count, other_capacity;
    int64_t lost;   // hits that cannot be had
    char *mark;     // of the next page
    bool collected; // the hits are known; their records follow
    int64_t started;
};

typedef struct {
    Fetcher *fetcher;
    ServiceId service;
    Host *host; // NULL until there is a job
    pthread_t thread;
    bool running;
    Job *job;   // the one that is worked on; guarded
    int status; // HTTP, of the last reply
} Worker;

typedef enum {
    STEP_MORE,   // there is more to ask
    STEP_OVER,   // that was all
    STEP_FAILED, // *err says why; the job may be taken up again where it is
    STEP_MOVED,  // what is left is for Crossref, whose thread goes on with it
    STEP_LATER   // stopped or offline: the job stays where it is
} Step;

Step fetch_search_step(Worker *worker, Job *job, Error *err);
Step fetch_records_step(Worker *worker, Job *job, Error *err);
Step fetch_links_step(Worker *worker, Job *job, Error *err);
// What a retraction check found out, when its records are in.
void fetch_retractions_end(Worker *worker, Job *job, FetchEnd *end);
// The candidates of a search whose records are in.
bool fetch_search_end(Worker *worker, Job *job, FetchEnd *end, Error *err);

// --- fetch_ask.c ---

typedef enum { ASK_GOT, ASK_SPLIT, ASK_FAILED, ASK_LATER } AskOutcome;
// Judges a body; `why` is set for every verdict but REPLY_WHOLE.
typedef ReplyVerdict ReadReply(void *context, StringView body, Error *why);
// Asks until the reply is whole, three times at most. The sentence of a reply with gaps is in
// *err, too. *body (may be NULL) gets the reply.
AskOutcome fetch_ask(Worker *worker, Job *job, const HostRequest *request, ReadReply *read, void *context,
                     String *body, Error *err);
// "1,2,3" of so many ids from the job's place on; appends.
void fetch_add_ids(const int64_t *ids, size_t count, String *out);

// --- fetch_spool.c ---

// Appends a name for the file with that number of this process: in a folder of its own.
void fetch_spool_add_name(const char *title, int number, const char *ending, String *out);
// Writes the file of such a name, in its folder; takes both away.
bool fetch_spool_write(const char *path, StringView bytes, Error *err);
void fetch_spool_remove(const char *path);
// Takes away what processes left behind that were killed: what is in it is asked for again.
void fetch_spool_clean(const char *path);

// --- fetch_links.c ---

// Whether the service is to be asked for links of the kind: it did not answer since the refresh time.
bool fetch_links_are_due(Worker *worker, const Job *job, Cache *cache, ServiceId service, StudyId id,
                         LinkKind kind, bool *due, Error *err);

// --- fetch.c ---

const FetchSettings *fetcher_settings(const Fetcher *fetcher);
void job_progress(Worker *worker, Job *job, int64_t done, int64_t total);
void job_set_hits(Worker *worker, Job *job, int64_t hits);
void job_say(Worker *worker, Job *job, const char *sentence);
void job_count_requests(Worker *worker, Job *job, unsigned requests);
// Gives bytes to the importer; `ending` is that of the file's name. False where they cannot be written.
bool job_import(Worker *worker, Job *job, StringView bytes, const char *ending, Error *err);
// Opens the cache for reading; the caller closes it.
Cache *job_cache(Worker *worker, Error *err);

#endif
