#ifndef ENGINE_IMPORT_WRITER_H
#define ENGINE_IMPORT_WRITER_H

#include "parcel.h"

// The writer's half of an import: parcels into the cache, in transactions. Used by
// the writer thread only.
typedef struct ImportWriter ImportWriter;

ImportWriter *import_writer_new(const char *cache_path, Mailbox *mailbox);
void import_writer_free(ImportWriter *writer);
// Stores a parcel. `cancelled`: records are dropped, the file's end still commits what is
// there. false, once a file, when the store failed (disk full, damaged): its message says why.
bool import_writer_take(ImportWriter *writer, const Parcel *parcel, bool cancelled);
// What is not committed yet is to be after so many microseconds (0: now); -1 where there is nothing.
int64_t import_writer_due(const ImportWriter *writer);
bool import_writer_flush(ImportWriter *writer);             // commits it; false as for taking
bool import_writer_open(ImportWriter *writer);              // for tidying alone; false where it cannot be
bool import_writer_tidy(ImportWriter *writer);              // one step; false when nothing is left
void import_writer_rest(ImportWriter *writer);              // closes the cache and says MAIL_IMPORT_ENDED
uint64_t import_writer_records(const ImportWriter *writer); // of the current file
uint64_t import_writer_rejected(const ImportWriter *writer);

#endif
