#include "carrel/engine/keeping.h"

#include "carrel/base/copy.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MOST 180 // bytes; file systems take 255

struct Keeping {
    FileCopy *copy; // NULL where there will be none
    uint64_t size;  // seen so far
    bool gzip;
    Error error;
};

static void add_folder(const char *review_path, String *path) {
    StringView stem = sv(review_path);
    if (sv_ends(stem, SV(".carrel"))) {
        stem = sv_part(stem, 0, stem.length - strlen(".carrel"));
    }
    string_add(path, stem);
    string_add_text(path, ".files");
}

void keeping_add_path(const char *review_path, const char *kept, String *path) {
    add_folder(review_path, path);
    string_format(path, "/%s", kept);
}

static void take_bytes(void *context, StringView bytes) {
    Keeping *keeping = context;
    keeping->size += bytes.length;
    bool too_large = keeping->size > KEEPING_BYTES_MOST;
    if (keeping->copy && (too_large || !file_copy_add(keeping->copy, bytes, &keeping->error))) {
        file_copy_drop(keeping->copy);
        keeping->copy = NULL;
    }
}

Keeping *keeping_begin(const char *review_path, Input *input) {
    Keeping *keeping = memory_new(sizeof *keeping);
    String folder = {0};
    keeping->gzip = input_is_gzip(input);
    if (input_size(input) <= KEEPING_BYTES_MOST) {
        add_folder(review_path, &folder);
        keeping->copy = file_copy_begin(folder.data, !keeping->gzip, &keeping->error);
        string_free(&folder);
    }
    input_watch_bytes(input, take_bytes, keeping);
    return keeping;
}

// What a file system takes for sure of a file's name.
static void add_name(String *name, const char *file, uint64_t hash) {
    StringView base = strcmp(file, "-") == 0 ? SV("standard-input") : path_base(file);
    bool has_ending = sv_ends(base, SV(".gz"));
    base = sv_part(base, 0, base.length - (has_ending ? strlen(".gz") : 0));
    size_t length = base.length < NAME_MOST ? base.length : NAME_MOST;
    while (length > 0 && length < base.length && ((unsigned char) base.data[length] & 0xc0) == 0x80) {
        length--; // not within a character
    }
    string_format(name, "%016" PRIx64 "-%.*s.gz", hash, (int) length, base.data);
}

char *keeping_end(Keeping *keeping, const char *file, uint64_t hash, Error *err) {
    char *kept = NULL;
    String name = {0};
    if (hash == 0) {
        file_copy_drop(keeping->copy);
    } else if (keeping->error.kind != ERROR_NONE) {
        *err = keeping->error;
    } else if (keeping->copy) {
        add_name(&name, file, hash);
        if (file_copy_end(keeping->copy, name.data, err)) {
            kept = string_take(&name);
        }
    }
    string_free(&name);
    free(keeping);
    return kept;
}
