#ifndef CARREL_BASE_COPY_H
#define CARREL_BASE_COPY_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

// A copy of bytes that come in pieces, compressed with gzip where wanted: nobody sees it before it is
// whole and on disk, and nothing is left of one that is dropped. Used by one thread at a time.
typedef struct FileCopy FileCopy;

// Begins one in `folder`, which is made where it is missing. NULL where it cannot be written.
FileCopy *file_copy_begin(const char *folder, bool compress, Error *err);
// After a false (disk full) there is nothing left to do but to drop it.
bool file_copy_add(FileCopy *copy, StringView bytes, Error *err);
// Gives it its name, in the same folder, and ends it. Where a file has that name already, it is left
// open which of the two stays: names tell contents apart.
bool file_copy_end(FileCopy *copy, const char *name, Error *err);
// Ends it without a trace, the folder too where it is empty. NULL is fine.
void file_copy_drop(FileCopy *copy);

#endif
