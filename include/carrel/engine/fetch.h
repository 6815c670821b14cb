#ifndef CARREL_ENGINE_FETCH_H
#define CARREL_ENGINE_FETCH_H

#include "carrel/base/arena.h"
#include "carrel/base/map.h"
#include "carrel/engine/import.h"
#include "carrel/review/notices.h"
#include "carrel/service/services.h"
#include "carrel/study/study.h"

// Asking the open services, in the background: a work list of jobs, one thread for each service, so that
// one that stalls holds up no other. What comes goes into the cache by the importer, in files that
// name service and question. Nothing is asked that was not given to one of the functions below.
//
// The screen's and the command line's part, on the thread that takes the mailbox's messages:
//   fetcher = fetcher_start(&settings, cache_path, importer, mailbox);
//   fetch_search(fetcher, …) and its like                   give jobs
//   MAIL_IMPORT_FILE: if (fetcher_takes(fetcher, file)) it is not the user's, and all is done
//   MAIL_FETCH_CHANGED: fetcher_jobs(…) tells how far all are, for :jobs
//   MAIL_FETCH_ENDED: a FetchEnd; that of a search brings candidates, as the batches and the file of an import
//   fetcher_stop(fetcher), before importer_stop(importer)
typedef struct Fetcher Fetcher;

typedef struct {
    const char *urls[SERVICE_COUNT]; // base addresses instead of the services'; NULL or empty: theirs
    const char *keys[SERVICE_COUNT]; // of the user; NULL or empty: none
    const char *email;               // NULL or empty: none
    const char *gates_folder;        // see path_gates
    unsigned sources;                // services that are asked for links, a bit 1 << ServiceId each
    int refresh_days;                // older answers about links are asked for again; 0: never
    bool offline;
    // For tests, as in HostOptions:
    bool no_gap;
    unsigned pause_ms, pause_most_ms, stall_ms;
} FetchSettings;
// What the environment says goes before what is there: the services' addresses (CARREL_NCBI_URL, …),
// CARREL_EMAIL, CARREL_NCBI_KEY or NCBI_API_KEY, CARREL_OPENALEX_KEY; then the lines "ncbi.key=…",
// "openalex.key=…", "email=…" of the file `secrets` in the configuration folder, which must be readable by its
// owner only. Text is in the arena.
bool fetch_settings_read(FetchSettings *settings, Arena *arena, Error *err);
// The bits of "icite ncbi europepmc"; false with a sentence for what is no service of links.
bool fetch_sources_read(StringView words, unsigned *sources, Error *err);
#define FETCH_SOURCES_USUAL "icite ncbi europepmc"

Fetcher *fetcher_start(const FetchSettings *settings, const char *cache_path, Importer *importer,
                       Mailbox *mailbox);
// Ends whatever waits for a host within half a second; jobs that were not done are forgotten.
void fetcher_stop(Fetcher *fetcher); // NULL is fine

// --- work ---

typedef enum {
    FETCH_AHEAD, // what the reader may want next
    FETCH_LATER, // a piece of work of the user's
    FETCH_NOW    // the user waits for it
} FetchPriority;

// Searches PubMed (SERVICE_NCBI) or Europe PMC in the language of their own; all that is found becomes records
// of the cache, and the candidates of the review that FetchEnd brings. `only_count` asks for the number
// of hits and nothing else. `since` is when all hits were had before (milliseconds since 1970; 0 never): of Europe PMC,
// which gives hits with their whole records, only those are asked for that it first had after a month before that.
// Returns the job's number, from 1.
int fetch_search(Fetcher *fetcher, ServiceId service, const char *query, int64_t since, bool only_count,
                 FetchPriority priority);
// Records that are not in the cache, by PMIDs, from PubMed, and by DOIs, from Europe PMC: a job for each of these.
// Returns the number of the last one; 0 where there was nothing to ask.
int fetch_records(Fetcher *fetcher, const int64_t *pmids, size_t count, const char *const *dois,
                  size_t doi_count, FetchPriority priority);
// Links of the kinds (bits 1 << LinkKind) of studies: a job for each of the services that `sources` (bits; 0: those of
// the settings) names and that knows such links. Those without PMID are looked for by their DOI first, by a job of
// its own; where it brings no PMID, services that know DOIs are asked by it. What was answered less than refresh_days
// ago is not asked for again, unless `again`. Returns the number of the last job, 0 for none.
int fetch_links(Fetcher *fetcher, const StudyId *ids, size_t count, unsigned kinds, unsigned sources,
                bool again, FetchPriority priority);
// Asks for the records of studies again; FetchEnd names those whose retraction, concern or notices changed.
int fetch_retractions(Fetcher *fetcher, const int64_t *pmids, size_t count, FetchPriority priority);

typedef enum { FETCH_SEARCH, FETCH_RECORDS, FETCH_LINKS, FETCH_RETRACTIONS } FetchKind;
typedef enum { FETCH_WAITS, FETCH_RUNS, FETCH_DONE, FETCH_FAILED, FETCH_STOPPED } FetchState;
typedef struct {
    int number;
    FetchKind kind;
    ServiceId service;
    FetchState state;
    const char *title;   // "PubMed: liver AND sepsis", "iCite: links of 12 studies"
    const char *says;    // what it waits for, why it failed, what could not be had; ""
    int64_t done, total; // hits, records, or studies; total -1 while it is not known
    int64_t hits;        // of a search; -1 while it is not known
    int64_t missing;     // of these, what the service did not have
    unsigned requests;
} FetchJob;
// All jobs, in the order in which they were given; text is in the arena. From any thread.
size_t fetcher_jobs(Fetcher *fetcher, Arena *arena, FetchJob **jobs);

void fetcher_end_job(Fetcher *fetcher, int number); // what waits or runs is stopped; 0: all
void fetcher_retry(Fetcher *fetcher, int number);   // what failed or was stopped goes on where it was; 0: all
void fetcher_forget(Fetcher *fetcher, int number); // what ended leaves the list; 0: all but those that failed
void fetcher_set_offline(Fetcher *fetcher, bool offline); // jobs stay and wait
bool fetcher_is_offline(Fetcher *fetcher);

// Whether the file is one that the fetcher gave to the importer; then it is dealt with.
bool fetcher_takes(Fetcher *fetcher, const ImportFile *file);

// --- what comes of it ---

// A job ended. Owned by whoever took the message.
typedef struct {
    Arena arena; // of the job's text
    FetchJob job;
    IdList missing; // PMIDs of which there is no record
    // Of a search: its candidates, each batch as of an import from `file`, which tells service, query, day and
    // number of hits. NULL and 0 where the search failed or only counted.
    ImportBatch **batches;
    size_t batch_count;
    ImportFile *file;
    NoticeChange *changes; // of a check for retractions
    size_t change_count;
} FetchEnd;
void fetch_end_free(void *end);

#endif
