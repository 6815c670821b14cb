#ifndef ENGINE_FOLDER_H
#define ENGINE_FOLDER_H

#include "carrel/base/error.h"

#include <stddef.h>

// The files of a folder that are imported together, such as PubMed's baseline: by name, without hidden
// files and check sums. The caller frees the names and the array. false where the folder cannot be
// read or has none.
bool folder_files(const char *folder, char ***names, size_t *count, Error *err);

#endif
