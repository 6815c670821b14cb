#ifndef TESTS_CRASH_REPLAY_H
#define TESTS_CRASH_REPLAY_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

// A disk as a log of record.so left it, call by call, and what may be found on it after the power was cut.
// Bytes and lengths of a file are certain once it was synced, names once their folder was. Of all else
// any part may have arrived: writings in any subset and order of sectors, names up to any point.
typedef struct Disk Disk;

// Takes over the log. Paths below `folder` are meant.
Disk *disk_new(String log, const char *folder);
void disk_free(Disk *disk);
// Carries out the next call; false at the log's end.
bool disk_step(Disk *disk);
size_t disk_position(const Disk *disk); // bytes of the log that were carried out
// Writes what a cut at this moment may leave into an empty folder, as the seed decides: nothing that was
// not synced, all of it, or (mostly) some.
bool disk_cut(const Disk *disk, unsigned *seed, const char *folder, Error *err);

#endif
