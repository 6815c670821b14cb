#ifndef CARREL_STORE_REVIEW_H
#define CARREL_STORE_REVIEW_H

#include "carrel/base/arena.h"
#include "carrel/review/events.h"

// The review on disk: one SQLite file (NAME.carrel) whose table of events only grows.
// Rollback journal, synchronous=FULL; locks are held per commit only, so several
// processes of one person can work on it. Used by one thread at a time.
typedef struct ReviewFile ReviewFile;

// Opens, or makes where `create`; refuses a newer version, a foreign database and a
// damaged file (which stays untouched), each in a sentence that names the last backup.
ReviewFile *review_open(const char *path, bool create, Error *err);
void review_close(ReviewFile *review);
const char *review_path(const ReviewFile *review);
bool review_is_read_only(const ReviewFile *review);

// Events that were appended since the last call (all, the first time), in order of
// appending. Text is in the arena. What this ReviewFile appended itself is left out,
// unless somebody else's lies between.
bool review_read(ReviewFile *review, Arena *arena, Event **events, size_t *count, Error *err);
// Appends events in one durable transaction; times are raised above the last one on
// disk where needed (written back into `events`). An event whose id is there already is left out, so a
// failed call can be repeated. true only after COMMIT returned. After false it is unknown
// whether the events are there: close, open, read, append again.
bool review_append(ReviewFile *review, Event *events, size_t count, Error *err);
// The same for events of another log: they keep their times, so that every copy of the log gives
// the same state. *added: how many were not there yet.
bool review_merge(ReviewFile *review, Event *events, size_t count, size_t *added, Error *err);
// Has another process appended since the last read? Cheap.
bool review_changed(ReviewFile *review);

// Copies the review into `folder` once a day (VACUUM INTO, fsync, rename), keeping ten.
// NULL is the usual folder, backups in the data folder, where review_open looks for the
// last one when it refuses a file.
bool review_backup(ReviewFile *review, const char *folder, Error *err);
// integrity_check and a full replay; faults are lines in *report.
bool review_check(ReviewFile *review, String *report, Error *err);

#endif
