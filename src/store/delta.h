#ifndef STORE_DELTA_H
#define STORE_DELTA_H

#include "carrel/base/map.h"
#include "carrel/base/str.h"

// Sorted PMIDs as bytes: each less the one before, seven bits a byte, lowest first.

void delta_write(const IdList *ids, String *out);
// Appends; false where the bytes are damaged.
bool delta_read(StringView bytes, IdList *ids);

#endif
