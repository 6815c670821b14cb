#include "codec.h"

#include "carrel/base/memory.h"
#include "carrel/study/pack.h"

#include <zstd.h>

// The first byte of a value. Further ones (a trained dictionary, say) can follow.
enum { CODEC_PLAIN, CODEC_ZSTD };

#define LEVEL          3
#define SMALLEST       64 // below, a frame costs more than it saves
#define UNPACKED_LIMIT ((size_t) 128 << 20)

void codec_free(Codec *codec) {
    ZSTD_freeCCtx(codec->compressor);
    ZSTD_freeDCtx(codec->decompressor);
    string_free(&codec->packed);
    *codec = (Codec){0};
}

void codec_write(Codec *codec, StringView bytes, String *out) {
    size_t start = out->length;
    if (bytes.length >= SMALLEST) {
        if (!codec->compressor && !(codec->compressor = ZSTD_createCCtx())) {
            memory_is_out();
        }
        String frame = {0};
        size_t bound = ZSTD_compressBound(bytes.length);
        frame.data = memory_new(bound + 1);
        frame.capacity = bound + 1;
        size_t size =
            ZSTD_compressCCtx(codec->compressor, frame.data, bound, bytes.data, bytes.length, LEVEL);
        if (!ZSTD_isError(size) && size < bytes.length) {
            string_add_char(out, CODEC_ZSTD);
            string_add(out, (StringView){frame.data, size});
        }
        string_free(&frame);
    }
    if (out->length == start) {
        string_add_char(out, CODEC_PLAIN);
        string_add(out, bytes);
    }
}

bool codec_read(Codec *codec, StringView data, String *out, Error *err) {
    if (data.length > 0 && data.data[0] == CODEC_PLAIN) {
        string_add(out, sv_from(data, 1));
        return true;
    }
    if (data.length == 0 || data.data[0] != CODEC_ZSTD) {
        return error_set(err, ERROR_SYSTEM,
                         "a study in the cache is damaged or was packed by a newer carrel");
    }
    StringView frame = sv_from(data, 1);
    unsigned long long size = ZSTD_getFrameContentSize(frame.data, frame.length);
    if (size > UNPACKED_LIMIT) { // the values for "unknown" and "error" are larger still
        return error_set(err, ERROR_SYSTEM, "a study in the cache is damaged");
    }
    if (!codec->decompressor && !(codec->decompressor = ZSTD_createDCtx())) {
        memory_is_out();
    }
    size_t start = out->length, needed = start + (size_t) size + 1;
    out->data = vec_grow(out->data, &out->capacity, needed, 1);
    size_t got =
        ZSTD_decompressDCtx(codec->decompressor, out->data + start, (size_t) size, frame.data, frame.length);
    if (ZSTD_isError(got) || got != size) {
        out->data[start] = '\0';
        return error_set(err, ERROR_SYSTEM, "a study in the cache is damaged");
    }
    out->length = start + got;
    out->data[out->length] = '\0';
    return true;
}

bool codec_read_study(Codec *codec, StringView data, Arena *arena, Study *study, Error *err) {
    string_clear(&codec->packed);
    return codec_read(codec, data, &codec->packed, err) &&
           study_unpack(string_view(&codec->packed), arena, study, err);
}

uint64_t bytes_hash(StringView bytes) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < bytes.length; i++) {
        hash = (hash ^ (unsigned char) bytes.data[i]) * 0x100000001b3;
    }
    return hash;
}

// Supplements write "S23" and "23S": the digits are told behind all else.
static uint64_t page_hash(StringView page) {
    String ordered = {0};
    for (int digits = 0; digits < 2; digits++) {
        for (size_t i = 0; i < page.length; i++) {
            if ((page.data[i] >= '0' && page.data[i] <= '9') == digits) {
                string_add_char(&ordered, page.data[i]);
            }
        }
    }
    uint64_t hash = bytes_hash(string_view(&ordered));
    string_free(&ordered);
    return hash;
}

uint64_t fingerprint_number(StringView print) {
    size_t length = print.length;
    while (length > 0 && print.data[length - 1] != ':') {
        length--;
    }
    StringView page = sv_from(print, length);
    uint64_t stem = bytes_hash(sv_part(print, 0, length)) & ~(uint64_t) PRINT_PAGE_BITS;
    return stem | (page.length > 0 ? 1 + page_hash(page) % PRINT_PAGE_BITS : 0);
}
