#ifndef CARREL_ENGINE_IMPORT_H
#define CARREL_ENGINE_IMPORT_H

#include "carrel/base/error.h"
#include "carrel/base/map.h"
#include "carrel/engine/mailbox.h"
#include "carrel/format/format.h"
#include "carrel/study/study.h"

// The import worker: reader threads (decompress, parse, pack), each with a file and a bounded queue, a
// writer thread (the cache), which takes the files in their order, and one for the full text
// index. All run at nice 10. Records and the resume position commit together, so a killed import goes
// on where it was.
typedef struct Importer Importer;

typedef struct {
    bool has_format; // --format: no detection
    Format format;
    bool watched;         // somebody waits at the screen: short transactions
    bool bulk;            // one of many files: passed over where it was imported whole before
    bool list_ids;        // post MAIL_IMPORT_BATCH with what each commit brought
    const char *keep_for; // path of the review that keeps a copy of the file (keeping.h); NULL: none does
    const char *columns;  // what columns of tables hold, as in reader_map; NULL: as their names tell
} ImportOptions;

// What became of one file. In MAIL_IMPORT_FILE: one for every file that was added. The
// counts are of this time; where the import was resumed, `records` are those of the whole
// file all the same, and the cache's list of imports has the sums of all times.
typedef struct {
    char *name;
    Format format;
    const char *encoding; // as reader_encoding tells; NULL where nothing was read
    int64_t import;       // row in the cache; 0 where it did not come to that
    uint64_t records, created, updated, unchanged, rejected, deleted;
    uint64_t links;        // of a file of nothing else; its records are the studies that have them
    uint64_t decisions;    // records that bring somebody's decision, labels or note
    char *deciders;        // their names, ", " between; "" where the records name nobody
    char *search;          // what the file says of its search, as lines of an EVENT_IMPORT
    char *unknown_columns; // of a table: with content, but not understood; "" where none are
    uint64_t hash;         // of the file's bytes, as they are after gzip; 0 where it was not read whole or no
                           // review asks (list_ids, keep_for)
    char *kept;            // the name of the review's copy; NULL where there is none
    char *unkept;          // why it could not be kept; NULL where all is well
    bool resumed;          // part of it was in already
    bool bulk;             // one of a folder: nothing of it becomes a candidate
    bool skipped;          // all of it was in already, and it was not read again
    bool cancelled;
    Error error; // kind ERROR_NONE where all is well
} ImportFile;
void import_file_free(void *file);

// A study that a commit brought, with what a review needs to name it. A resumed import names
// also those that were in already: whoever listened then may not have got them.
typedef struct {
    StudyId id;
    char *identifiers;           // "pmid:12\ndoi:10.…\n…"
    char *citation;              // one line
    IdList namesakes;            // cache_namesakes, sorted
    RecordedDecision *decisions; // in the batch's arena
    size_t decision_count;
    Key candidate; // that review_add_batch made of it; none
} ImportedStudy;
typedef struct {
    char *source; // the file
    Arena arena;
    ImportedStudy *studies;
    size_t count;
} ImportBatch;
void import_batch_free(void *batch);

// Latest-wins progress, cheap to ask for.
typedef struct {
    bool running;
    char name[128];             // base name of the file
    size_t file, files;         // "2 of 5", from 1
    uint64_t records, rejected; // of this file
    double per_second;          // records, over the last seconds
    int percent;                // of the file's bytes; -1 unknown
    uint64_t bytes, bytes_all;  // of all files added since the importer had nothing to do
    int64_t seconds_left;       // for all of them; -1 unknown
    bool tidying;               // the index is being merged; the records are in
} ImportProgress;

// Starts the threads. `mailbox` gets MAIL_IMPORT_…; it must outlive the importer.
// The cache is opened for writing when there is something to import and
// closed when all is done, so that other processes can import in between.
Importer *importer_start(const char *cache_path, Mailbox *mailbox);
// Reads so many files at the same time; 1 at first.
void importer_read_ahead(Importer *importer, int readers);
#define IMPORT_READERS_MOST 16
// A folder stands for its files in the order of their names, as one bulk: they do not become
// candidates of a review, and those that were imported whole before are not read again.
// MAIL_IMPORT_ENDED says that all files added so far are done; it counts for nothing where more
// were added since, which importer_progress(…).running tells.
void importer_add(Importer *importer, const char *file, const ImportOptions *options);
// Makes the index of the cache anew, and what else waits to be tidied, as at the end of an import; does
// nothing where another process imports.
void importer_tidy(Importer *importer);
void importer_cancel(Importer *importer); // the running file and all waiting ones; soon
ImportProgress importer_progress(Importer *importer);
// Cancels what runs and waits for the threads.
void importer_stop(Importer *importer);

#endif
