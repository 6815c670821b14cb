#ifndef CARREL_ENGINE_IMPORT_H
#define CARREL_ENGINE_IMPORT_H

#include "carrel/base/error.h"
#include "carrel/engine/mailbox.h"
#include "carrel/format/format.h"
#include "carrel/screening/imported.h"

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
