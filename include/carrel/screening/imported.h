#ifndef CARREL_SCREENING_IMPORTED_H
#define CARREL_SCREENING_IMPORTED_H

#include "carrel/base/error.h"
#include "carrel/base/map.h"
#include "carrel/format/format.h"
#include "carrel/study/study.h"

// What the importer tells of its work, for a review to take the studies over.

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
    char *first_rejected;  // "record 7, line 40: why"; NULL where none was rejected
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

#endif
