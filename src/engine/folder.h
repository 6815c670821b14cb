#ifndef ENGINE_FOLDER_H
#define ENGINE_FOLDER_H

#include "carrel/base/error.h"

#include <stddef.h>

// Whether the file is a part of the cache or of the review (NULL: none) with these paths. Such a file must not be
// opened, not even to look at it: closing it would drop the locks that SQLite holds for this process.
// [sqlite.org/howtocorrupt.html, 2.2]
bool file_is_store(const char *file, const char *cache, const char *review);

// The files of a folder that are imported together, such as PubMed's baseline: by name, without hidden files,
// check sums and those of the cache and the review. The caller frees the names and the array. false where the
// folder cannot be read or has none.
bool folder_files(const char *folder, const char *cache, const char *review, char ***names, size_t *count,
                  Error *err);

#endif
