#ifndef CARREL_STORE_CODEC_H
#define CARREL_STORE_CODEC_H

#include "carrel/base/str.h"
#include "carrel/study/study.h"

// Packed studies as the cache keeps them: a byte that names the codec, then its bytes. Starts
// as {0}; keeps its working memory between calls.
typedef struct {
    struct ZSTD_CCtx_s *compressor;
    struct ZSTD_DCtx_s *decompressor;
    String packed; // of codec_read_study
} Codec;

void codec_free(Codec *codec);
// Appends `bytes` compressed.
void codec_write(Codec *codec, StringView bytes, String *out);
// Appends what codec_write was given; false where `data` is damaged.
bool codec_read(Codec *codec, StringView data, String *out, Error *err);
// The study of codec_write(study_pack(study)); text is in the arena.
bool codec_read_study(Codec *codec, StringView data, Arena *arena, Study *study, Error *err);

// Tells packed studies and names apart: FNV-1a, 64 bit [Fowler, Noll, Vo].
uint64_t bytes_hash(StringView bytes);

// A fingerprint as a number, so that all pages of one stand together: the upper bits are of all
// but the page behind its last colon, the lower ones of the page, 0 where there is none.
#define PRINT_PAGE_BITS 0xffffu
uint64_t fingerprint_number(StringView print);

#endif
