#ifndef CARREL_STORE_CODEC_H
#define CARREL_STORE_CODEC_H

#include "carrel/base/str.h"
#include "carrel/study/study.h"
#include "db.h"

// Packed studies as the cache keeps them: a byte that names the codec, then its bytes. What studies have
// in common stands in dictionaries, which the cache keeps and values name by number. Starts
// as {.db = …}; keeps its working memory between calls.
typedef struct {
    Db *db; // where dictionaries are looked up; NULL: there are none
    struct ZSTD_CCtx_s *compressor;
    struct ZSTD_DCtx_s *decompressor;
    struct ZSTD_CDict_s *newest; // to write with; NULL: without
    int newest_id;
    struct CodecDictionary *dictionaries; // to read with: those that values named so far
    size_t dictionary_count, dictionary_capacity;
    String packed, frame; // what is being packed or read, and of codec_write
} Codec;

void codec_free(Codec *codec);
// Appends `bytes` compressed.
void codec_write(Codec *codec, StringView bytes, String *out);
// Appends what codec_write was given; false where `data` is damaged.
bool codec_read(Codec *codec, StringView data, String *out, Error *err);
// The study of codec_write(study_pack(study)); text is in the arena.
bool codec_read_study(Codec *codec, StringView data, Arena *arena, Study *study, Error *err);

// Writes with the newest dictionary of the cache from now on.
bool codec_refresh(Codec *codec, Error *err);
// Forgets all that it knows of the cache, which was rolled back: its newest dictionary may be gone.
bool codec_restart(Codec *codec, Error *err);
// Whether `data` was written without a dictionary, while there is one: then it can become smaller.
bool codec_is_old(const Codec *codec, StringView data);
// Trains a dictionary on packed studies, which stand one behind the other in `samples`; appends it to
// *out. false where they have nothing in common.
bool codec_train(StringView samples, const size_t *sizes, size_t count, String *out);

// Tells packed studies and names apart: FNV-1a, 64 bit [Fowler, Noll, Vo].
uint64_t bytes_hash(StringView bytes);

// A fingerprint as a number, so that all pages of one stand together: the upper bits are of all
// but the page behind its last colon, the lower ones of the page, 0 where there is none.
#define PRINT_PAGE_BITS 0xffffu
uint64_t fingerprint_number(StringView print);

#endif
