#ifndef CARREL_STORE_INDEXER_H
#define CARREL_STORE_INDEXER_H

#include "index_work.h"

#include <stdatomic.h>

// The file of the full text index, CACHE-index, and its only writer: a connection of its own, so that a
// thread of its own may use it. The file is what the cache was at one of its batches, never
// ahead of it: what is missing is in the cache's table `batch`, and all of it can be made again from
// the studies.
struct Indexer {
    Db *db;
    bool in_transaction;
    int64_t applied;      // the last batch that is in
    StudyId built_to;     // while it is made anew: studies up to this one are in; else INT64_MAX
    StudyId committed;    // built_to as the file has it
    _Atomic int64_t safe; // the last batch that is in and on the disk; any thread
    atomic_bool failed;   // then `failure` says why, and nothing more is done
    Error failure;
};

// Appends the path of the index of the cache `path`.
void indexer_add_path(const char *path, String *out);

// Opens it, or makes it. It is emptied and built_to shows that nothing is in where it is not of the cache
// `pair`, of other words than this version's, or not at a batch from `first` - 1 to `last`. A file that
// is damaged or no index is put aside as PATH.bad.
Indexer *indexer_open(const char *path, int64_t pair, int64_t first, int64_t last, Error *err);
void indexer_close(Indexer *indexer); // NULL is fine; what is not whole is lost
// Does the work; false where it fails now or did before.
bool indexer_run(Indexer *indexer, const IndexWork *work, Error *err);
bool indexer_has_failed(Indexer *indexer, Error *err);
// Merges a little; *more false when nothing is left to do.
bool indexer_merge(Indexer *indexer, bool *more, Error *err);

// Makes the index known to a connection that reads the cache, as the schema `words`; where it cannot be
// read, an empty one in its place. *usable tells which.
bool indexer_attach(Db *db, bool *usable, Error *err);

#endif
