#ifndef CARREL_STUDY_PACK_H
#define CARREL_STUDY_PACK_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// A Study as bytes: a version byte, then the fields in the order of the struct,
// numbers as LEB128, text with its length. The cache compresses and keeps it.
#define STUDY_PACK_VERSION 1
void study_pack(const Study *study, String *out); // appends

// Reads what study_pack wrote; text points into the arena, never into `bytes`.
// false where the bytes are damaged or of another version: never reads outside them,
// never allocates more than a small multiple of their length.
bool study_unpack(StringView bytes, Arena *arena, Study *study, Error *err);

#endif
