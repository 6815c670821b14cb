#include "codec.h"

#include "carrel/base/memory.h"
#include "carrel/study/pack.h"

#include <stdlib.h>
#define ZDICT_STATIC_LINKING_ONLY // for ZDICT_trainFromBuffer_fastCover
#define ZSTD_STATIC_LINKING_ONLY  // for ZSTD_createCDict_advanced
#include <zdict.h>
#include <zstd.h>

// The first byte of a value. Behind CODEC_DICTIONARY a byte names the dictionary.
enum { CODEC_PLAIN, CODEC_ZSTD, CODEC_DICTIONARY };

#define LEVEL 3 // 17 µs a study; 5 makes an eighth less of it, takes 34, and so slows the reader
// What level 3 has, 17, is too little for a megabyte: 912 bytes a study instead of 869, in 4 % less time.
#define DICTIONARY_HASH_LOG 18
#define SMALLEST            64 // below, a frame costs more than it saves
#define UNPACKED_LIMIT      ((size_t) 128 << 20)
// Measured on 30,000 studies of 3,192 bytes: 110 kB make them 1,251 bytes, a megabyte 902. A sample of
// ten times its size is asked for.
#define DICTIONARY_MOST ((size_t) 1 << 20)
#define SAMPLE_PARTS    10

struct CodecDictionary {
    int id;
    ZSTD_DDict *dictionary;
};

void codec_free(Codec *codec) {
    ZSTD_freeCCtx(codec->compressor);
    ZSTD_freeDCtx(codec->decompressor);
    ZSTD_freeCDict(codec->newest);
    for (size_t i = 0; i < codec->dictionary_count; i++) {
        ZSTD_freeDDict(codec->dictionaries[i].dictionary);
    }
    free(codec->dictionaries);
    string_free(&codec->packed);
    string_free(&codec->frame);
    *codec = (Codec){0};
}

static bool compress(Codec *codec, StringView bytes, size_t *size) {
    String *frame = &codec->frame;
    size_t bound = ZSTD_compressBound(bytes.length);
    if (!codec->compressor) {
        codec->compressor = ZSTD_createCCtx();
        if (!codec->compressor) {
            memory_is_out();
        }
        // The value's head names it.
        ZSTD_CCtx_setParameter(codec->compressor, ZSTD_c_dictIDFlag, 0);
        ZSTD_CCtx_setParameter(codec->compressor, ZSTD_c_compressionLevel, LEVEL);
        ZSTD_CCtx_refCDict(codec->compressor, codec->newest);
    }
    frame->data = vec_grow(frame->data, &frame->capacity, bound + 1, 1);
    *size = ZSTD_compress2(codec->compressor, frame->data, bound, bytes.data, bytes.length);
    return !ZSTD_isError(*size) && *size < bytes.length;
}

void codec_write(Codec *codec, StringView bytes, String *out) {
    size_t size;
    if (bytes.length < SMALLEST || !compress(codec, bytes, &size)) {
        string_add_char(out, CODEC_PLAIN);
        string_add(out, bytes);
        return;
    }
    string_add_char(out, codec->newest ? CODEC_DICTIONARY : CODEC_ZSTD);
    if (codec->newest) {
        string_add_char(out, (char) codec->newest_id);
    }
    string_add(out, (StringView){codec->frame.data, size});
}

static bool is_damaged(Error *err) {
    return error_set(err, ERROR_SYSTEM, "a study in the cache is damaged");
}

// The bytes of a dictionary, valid until the statement is reset, which is the caller's.
static sqlite3_stmt *dictionary_bytes(Codec *codec, int id, StringView *bytes, Error *err) {
    bool row;
    sqlite3_stmt *statement =
        codec->db ? db_statement(codec->db, "SELECT bytes FROM dictionary WHERE id = ?1", err) : NULL;
    if (!statement) {
        return NULL;
    }
    sqlite3_bind_int(statement, 1, id);
    if (!db_step(codec->db, statement, &row, err)) {
        return NULL;
    }
    if (!row) {
        error_set(err, ERROR_SYSTEM, "%s has lost what studies in it were packed with", codec->db->path);
        return NULL;
    }
    *bytes = db_view(statement, 0);
    return statement;
}

static const ZSTD_DDict *find_dictionary(Codec *codec, int id, Error *err) {
    for (size_t i = 0; i < codec->dictionary_count; i++) {
        if (codec->dictionaries[i].id == id) {
            return codec->dictionaries[i].dictionary;
        }
    }
    StringView bytes;
    sqlite3_stmt *statement = dictionary_bytes(codec, id, &bytes, err);
    ZSTD_DDict *dictionary = statement ? ZSTD_createDDict(bytes.data, bytes.length) : NULL;
    if (!statement) {
        return NULL;
    }
    sqlite3_reset(statement);
    if (!dictionary) {
        is_damaged(err);
        return NULL;
    }
    codec->dictionaries = vec_grow(codec->dictionaries, &codec->dictionary_capacity,
                                   codec->dictionary_count + 1, sizeof *codec->dictionaries);
    codec->dictionaries[codec->dictionary_count++] = (struct CodecDictionary){id, dictionary};
    return dictionary;
}

static bool decompress(Codec *codec, StringView frame, const ZSTD_DDict *dictionary, String *out,
                       Error *err) {
    unsigned long long size = ZSTD_getFrameContentSize(frame.data, frame.length);
    if (size > UNPACKED_LIMIT) { // the values for "unknown" and "error" are larger still
        return is_damaged(err);
    }
    if (!codec->decompressor && !(codec->decompressor = ZSTD_createDCtx())) {
        memory_is_out();
    }
    size_t start = out->length, needed = start + (size_t) size + 1;
    out->data = vec_grow(out->data, &out->capacity, needed, 1);
    size_t got = dictionary ? ZSTD_decompress_usingDDict(codec->decompressor, out->data + start,
                                                         (size_t) size, frame.data, frame.length, dictionary)
                            : ZSTD_decompressDCtx(codec->decompressor, out->data + start, (size_t) size,
                                                  frame.data, frame.length);
    if (ZSTD_isError(got) || got != size) {
        out->data[start] = '\0';
        return is_damaged(err);
    }
    out->length = start + got;
    out->data[out->length] = '\0';
    return true;
}

bool codec_read(Codec *codec, StringView data, String *out, Error *err) {
    if (data.length > 0 && data.data[0] == CODEC_PLAIN) {
        string_add(out, sv_from(data, 1));
        return true;
    }
    if (data.length > 1 && data.data[0] == CODEC_DICTIONARY) {
        const ZSTD_DDict *dictionary = find_dictionary(codec, (unsigned char) data.data[1], err);
        return dictionary && decompress(codec, sv_from(data, 2), dictionary, out, err);
    }
    if (data.length == 0 || data.data[0] != CODEC_ZSTD) {
        return error_set(err, ERROR_SYSTEM,
                         "a study in the cache is damaged or was packed by a newer carrel");
    }
    return decompress(codec, sv_from(data, 1), NULL, out, err);
}

bool codec_read_study(Codec *codec, StringView data, Arena *arena, Study *study, Error *err) {
    string_clear(&codec->packed);
    return codec_read(codec, data, &codec->packed, err) &&
           study_unpack(string_view(&codec->packed), arena, study, err);
}

// --- dictionaries ---

static ZSTD_CDict *make_dictionary(StringView bytes) {
    ZSTD_compressionParameters parameters = ZSTD_getCParams(LEVEL, ZSTD_CONTENTSIZE_UNKNOWN, bytes.length);
    parameters.hashLog = DICTIONARY_HASH_LOG;
    return ZSTD_createCDict_advanced(bytes.data, bytes.length, ZSTD_dlm_byCopy, ZSTD_dct_auto, parameters,
                                     ZSTD_defaultCMem);
}

bool codec_refresh(Codec *codec, Error *err) {
    int64_t newest;
    StringView bytes;
    sqlite3_stmt *statement = db_statement(codec->db, "SELECT max(id) FROM dictionary", err);
    if (!statement || !db_number(codec->db, statement, 0, &newest, err)) {
        return false;
    }
    if (newest == codec->newest_id) {
        return true;
    }
    statement = dictionary_bytes(codec, (int) newest, &bytes, err);
    if (!statement) {
        return false;
    }
    ZSTD_CDict *dictionary = make_dictionary(bytes);
    sqlite3_reset(statement);
    if (!dictionary) {
        return is_damaged(err);
    }
    if (codec->compressor) {
        ZSTD_CCtx_refCDict(codec->compressor, dictionary);
    }
    ZSTD_freeCDict(codec->newest);
    codec->newest = dictionary;
    codec->newest_id = (int) newest;
    return true;
}

bool codec_restart(Codec *codec, Error *err) {
    Db *db = codec->db;
    codec_free(codec);
    codec->db = db;
    return codec_refresh(codec, err);
}

bool codec_is_old(const Codec *codec, StringView data) {
    return codec->newest && data.length > SMALLEST && data.data[0] != CODEC_DICTIONARY;
}

bool codec_train(StringView samples, const size_t *sizes, size_t count, String *out) {
    size_t most =
        samples.length / SAMPLE_PARTS < DICTIONARY_MOST ? samples.length / SAMPLE_PARTS : DICTIONARY_MOST;
    char *bytes = memory_new(most + 1);
    // ZDICT_trainFromBuffer tries several values of k, in five times the time: no study gets smaller by it.
    ZDICT_fastCover_params_t parameters = {
        .k = 400, .d = 8, .f = 20, .accel = 1, .zParams.compressionLevel = LEVEL};
    size_t size =
        ZDICT_trainFromBuffer_fastCover(bytes, most, samples.data, sizes, (unsigned) count, parameters);
    bool ok = !ZDICT_isError(size);
    if (ok) {
        string_add(out, (StringView){bytes, size});
    }
    free(bytes);
    return ok;
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
