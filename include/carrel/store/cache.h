#ifndef CARREL_STORE_CACHE_H
#define CARREL_STORE_CACHE_H

#include "carrel/base/arena.h"
#include "carrel/base/map.h"
#include "carrel/study/ident.h"
#include "carrel/study/row.h"
#include "carrel/study/study.h"

// The cache of studies: an SQLite file (WAL) and beside it one with its full text index, which follows
// within a moment and can be made anew. One process writes (a lock file keeps a second one that imports
// out); any number read. A Cache is used by one thread at a time.
typedef struct Cache Cache;

// Opens for reading; makes the file and its tables where it does not exist.
// Refuses a newer version, a foreign database and a damaged one, each in a sentence.
Cache *cache_open_reader(const char *path, Error *err);
// Opens for writing. Refuses while another process imports.
Cache *cache_open_writer(const char *path, Error *err);
void cache_close(Cache *cache); // NULL is fine
const char *cache_path(const Cache *cache);

// --- reading; each call ends its statements, so that the WAL can shrink ---

// Several reads as one, which spares a lock for each; the end belongs before any waiting,
// since an open read keeps the WAL from shrinking. Not for a writer; not nested.
void cache_read_begin(Cache *cache);
void cache_read_end(Cache *cache);

// The row of each id, in the order of `ids`; follows moved ids. rows[i].found tells. cited_by is
// what the record announces.
bool cache_rows(Cache *cache, const StudyId *ids, size_t count, Arena *arena, StudyRow *rows, Error *err);
// Raises cited_by of rows that were found to the number of studies in the cache that cite each: a
// question to the index for every row, so for those who show it.
bool cache_rows_cited_by(Cache *cache, StudyRow *rows, size_t count, Error *err);
// The whole study. *found false: no record (a stub: *study holds what links say of it).
bool cache_study(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found, Error *err);
// The id a study has now (moved ids followed), or 0 where the cache knows nothing of it.
StudyId cache_find(Cache *cache, const Ident *ident, Error *err);
StudyId cache_find_text(Cache *cache, const char *scheme, const char *value, Error *err); // alias
// The same, all of them, PMIDs first: several studies may share a DOI or a fingerprint. Appends.
bool cache_find_all(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err);
// The same, but none where hundreds share the name: it tells nothing apart, and each of the hundreds would
// be compared with all others.
bool cache_find_few(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err);
// Other studies with the fingerprint of `id`'s record, whatever its page: those that the cache
// holds apart from it. None where hundreds have it. Appends.
bool cache_namesakes(Cache *cache, StudyId id, const Study *record, IdList *ids, Error *err);
bool cache_has(Cache *cache, StudyId id);      // a record is here
int64_t cache_count(Cache *cache, Error *err); // studies with a record

typedef struct {
    StudyId id;      // 0 where nothing identifies it
    size_t position; // in its list, from 1
    bool in_cache;   // its record is here
    bool is_review, is_free;
    const char *title, *authors, *text; // what is known, as the best source says
    const char *doi, *pmcid;
    int year;
    unsigned flags;  // STUDY_… of the record
    const char *why; // of a similar study that the cache found itself (store/similar.h); NULL else
} LinkRow;
typedef struct {
    LinkRow *rows;
    size_t count;
    int64_t announced; // -1 where nobody says
} LinkList;
// Links of one kind: the study's own list, joined with what other records say in the
// other direction, without duplicates and without itself. References in their order,
// then the rest newest first. At most `most` rows are filled with text.
bool cache_links(Cache *cache, StudyId id, LinkKind kind, size_t most, Arena *arena, LinkList *list,
                 Error *err);
// How many of each kind there are, of one look at the study.
bool cache_link_counts(Cache *cache, StudyId id, LinkCount counts[LINK_KINDS], Error *err);
// Ids only, sorted ascending (refs: and citedby: of queries).
bool cache_link_ids(Cache *cache, StudyId id, LinkKind kind, IdList *ids, Error *err);

// Where a study's records came from.
typedef struct {
    int64_t import;
    uint64_t number; // in its file
    RecordKind kind;
    const char *source; // the file's name
    const char *format;
    int64_t time;
} RecordRow;
size_t cache_records(Cache *cache, StudyId id, Arena *arena, RecordRow **records, Error *err);
// What each of these records says by itself, in the same order; where a newer one of the same
// database replaced it, what the study says.
bool cache_record_contents(Cache *cache, StudyId id, const RecordRow *records, size_t count, Arena *arena,
                           Study *contents, Error *err);
// Every study with a record, or only those with several; ascending. Appends.
bool cache_ids(Cache *cache, bool with_several_records, IdList *ids, Error *err);

typedef struct {
    int64_t id;
    const char *source, *format;
    int64_t started, ended; // 0 while it runs or was cut off
    int64_t records, created, updated, unchanged, rejected, deleted;
    int64_t links; // of a file of nothing else, whose records are the studies that have them
} ImportRow;
size_t cache_imports(Cache *cache, Arena *arena, ImportRow **imports, Error *err); // newest first
typedef struct {
    int64_t import;
    uint64_t number, line;
    const char *source, *why;
    StringView verbatim;
} RejectedRow;
size_t cache_rejected(Cache *cache, int64_t import, Arena *arena, RejectedRow **rows, Error *err); // 0: all

// When the abstract, title, retraction or concern of a study last changed by an import after the
// one that it came with: milliseconds by id, for the studies where one did. Other words
// count; white space, case and punctuation do not. Adds to *times.
bool cache_changed(Cache *cache, IdMap *times, Error *err);

// How the full text index stands.
typedef struct {
    bool whole;      // else it is being made anew, which cache_tidy does
    bool behind;     // the last changes are not in it yet
    int64_t missing; // so many studies cannot be found by their text
} IndexState;
bool cache_index_state(Cache *cache, IndexState *state, Error *err);

// What the bytes of the cache are spent on.
typedef struct {
    const char *part, *what; // "details", "what a study's record says"
    int64_t bytes;
} StoragePart;
// All parts, the largest first, in the arena; 0 with *err.
size_t cache_storage(Cache *cache, Arena *arena, StoragePart **parts, Error *err);

// quick_check, index against studies, aliases; true when sound. Each fault is a line in *report.
bool cache_check(Cache *cache, String *report, Error *err);

// --- writing (import worker only) ---

// A record made ready to be stored, on any thread: see below.
typedef struct CachePrepared CachePrepared;

typedef enum { PUT_NEW, PUT_UPDATED, PUT_UNCHANGED } PutOutcome;
bool cache_begin(Cache *cache, Error *err);
bool cache_commit(Cache *cache, Error *err);
void cache_rollback(Cache *cache);
// Begins an import, or finds the one of the same source, size and stamp that was cut
// off: then *resume_after is the number of the last record that is already in.
int64_t cache_import_begin(Cache *cache, const char *source, const char *format, uint64_t size,
                           int64_t modified, uint64_t *resume_after, Error *err);
bool cache_import_end(Cache *cache, int64_t import, Error *err);
// Stores a record: identifies its study (by PMID, or what is surely the same: see
// likeness_is_sure), joins it with what is there, indexes it, counts it in the import.
bool cache_put(Cache *cache, int64_t import, uint64_t number, const Study *study, StudyId *id,
               PutOutcome *outcome, Error *err);
// The same of a record that was prepared, on whatever thread.
bool cache_put_prepared(Cache *cache, int64_t import, uint64_t number, const Study *study,
                        const CachePrepared *prepared, StudyId *id, PutOutcome *outcome, Error *err);
// The study that cache_put would join the record with, or did; *id 0 where there is none.
bool cache_identify(Cache *cache, const Study *study, StudyId *id, Error *err);
bool cache_delete(Cache *cache, int64_t import, uint64_t number, int64_t pmid, Error *err);
// Joins links that came without any study with those that are known of the study `pmid`: no record of
// it comes into being. They are gathered in memory, in any order, and written by cache_commit.
bool cache_put_links(Cache *cache, int64_t import, uint64_t number, int64_t pmid,
                     const PmidList links[LINK_KINDS], Error *err);
// Whether so many are gathered that memory asks for a commit: the more come together, the faster each is written.
bool cache_links_are_many(const Cache *cache);
bool cache_reject(Cache *cache, int64_t import, uint64_t number, uint64_t line, const char *why,
                  StringView verbatim, Error *err);
// One short step of tidying (making the index anew, packing with a newer dictionary, merging, checkpoint);
// *more false when nothing is left. Nothing may be under way that was handed to a sink.
bool cache_tidy(Cache *cache, bool *more, Error *err);
// Whether there is more to tidy than pieces of the index to be merged.
bool cache_wants_tidying(Cache *cache);

// --- preparing, on any thread ---

// What of storing a record needs no look at the rest of the cache: packing, compressing, folding words.
typedef struct CachePreparer CachePreparer; // used by one thread at a time
// Of the cache at `path`, which need not be there yet.
CachePreparer *cache_preparer_open(const char *path);
void cache_preparer_close(CachePreparer *preparer); // NULL is fine
// Takes notice of what changed in the cache; now and then.
void cache_preparer_refresh(CachePreparer *preparer);
// Whether the file of this name, size and stamp (milliseconds) was imported whole.
bool cache_preparer_has(CachePreparer *preparer, const char *source, uint64_t size, int64_t modified);
const CachePrepared *cache_prepare(CachePreparer *preparer, const Study *study, Arena *arena);

// --- indexing on a thread of its own ---

// The writer's half of the index: by default it does the work itself, within cache_put and
// cache_commit. With a sink it hands pieces of work over; the sink runs them, in order, each with
// cache_index_run, which frees it. All must have been run when the cache is closed or tidied.
typedef struct IndexWork IndexWork;
typedef struct Indexer Indexer;
typedef struct {
    void *context;
    void (*send)(void *context, IndexWork *work); // may wait
} IndexSink;
void cache_index_elsewhere(Cache *cache, IndexSink sink);
Indexer *cache_indexer(Cache *cache);
// Runs the work. What goes wrong is told by the next cache_begin.
void cache_index_run(Indexer *indexer, IndexWork *work);
size_t cache_index_work_bytes(const IndexWork *work);

#endif
