#ifndef CARREL_ENGINE_KEEPING_H
#define CARREL_ENGINE_KEEPING_H

#include "carrel/base/file.h"

// Copies of the files that were imported into a review, compressed, beside it: what a review rests
// on can be read again years later. They are in a folder that is called like the review with
// ".files" for ".carrel", each as HASH-NAME.gz.
#define KEEPING_BYTES_MOST (100 << 20) // of the file; of a larger one there is only path and hash

// Appends the path of a copy (SearchRecord.kept) of the review at `review_path`.
void keeping_add_path(const char *review_path, const char *kept, String *path);

// A copy in the making, while its file is read.
typedef struct Keeping Keeping;
// Begins to listen to the input, from which nothing was read yet. Never NULL: what goes wrong is
// told at the end.
Keeping *keeping_begin(const char *review_path, Input *input);
// Ends it. With a hash, of a file that was read whole, the copy stays and its name is returned
// (free()); else nothing is left of it. NULL with an error where it could not be written; NULL without one where
// the file is too large.
char *keeping_end(Keeping *keeping, const char *file, uint64_t hash, Error *err);

#endif
