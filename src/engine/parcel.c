#include "parcel.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/engine/keeping.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PIECE_SIZE     ((size_t) 64 << 10)
#define PARCEL_RECORDS 64 // enough to make the hand-over cheap, few enough to appear at once
#define PARCEL_BYTES   ((size_t) 1 << 20)

static Parcel *parcel_new(ParcelKind kind) {
    Parcel *parcel = memory_new(sizeof *parcel);
    parcel->kind = kind;
    return parcel;
}

void parcel_free(Parcel *parcel) {
    if (parcel) {
        arena_free(&parcel->arena);
        free(parcel->items);
        free(parcel->name);
        free(parcel->kept);
        free(parcel->unkept);
        free(parcel->search);
        free(parcel->unknown_columns);
        free(parcel);
    }
}

typedef struct {
    const Input *input;
    CachePreparer *preparer;
    const ParcelSink *sink;
    bool hashes; // the file's bytes: where a review may ask whether it had them before
} Reading;

static int64_t pmid_of(const Item *item) {
    int64_t pmid = item->kind == ITEM_STUDY ? item->study.pmid : item->pmid;
    return pmid ? pmid : INT64_MAX;
}

// By PMID, then those without, which may turn out to be one that has; else as in the file.
static int compare_items(const void *a, const void *b) {
    const Item *x = a, *y = b;
    int64_t first = pmid_of(x), second = pmid_of(y);
    return first != second ? (first > second) - (first < second)
                           : (x->number > y->number) - (x->number < y->number);
}

// The index gathers rising ids in memory but starts a new piece on disk at each that falls, and
// PubMed's exports come newest first. [SQLite 3.40, fts5: sqlite3Fts5IndexBeginWrite]
static bool send_items(Parcel *parcel, const Reading *reading) {
    qsort(parcel->items, parcel->count, sizeof *parcel->items, compare_items);
    parcel->prepared = ARENA_ARRAY(&parcel->arena, const CachePrepared *, parcel->count);
    cache_preparer_refresh(reading->preparer);
    for (size_t i = 0; i < parcel->count; i++) {
        const Item *item = &parcel->items[i];
        parcel->prepared[i] =
            item->kind == ITEM_STUDY ? cache_prepare(reading->preparer, &item->study, &parcel->arena) : NULL;
    }
    parcel->position = input_position(reading->input);
    return reading->sink->send(reading->sink->context, parcel);
}

// Takes all records that the bytes fed so far complete. false: stop reading.
static bool send_records(Reader *reader, Parcel **open, const Reading *reading) {
    for (;;) {
        if (!*open) {
            *open = parcel_new(PARCEL_ITEMS);
        }
        Parcel *parcel = *open;
        parcel->items = vec_grow(parcel->items, &parcel->capacity, parcel->count + 1, sizeof *parcel->items);
        Item *item = &parcel->items[parcel->count];
        memset(item, 0, sizeof *item);
        if (!reader_next(reader, &parcel->arena, item)) {
            return true;
        }
        if (item->kind == ITEM_REJECTED) {
            item->verbatim =
                (StringView){arena_copy_view(&parcel->arena, item->verbatim), item->verbatim.length};
        }
        parcel->count++;
        if (parcel->count >= PARCEL_RECORDS || arena_bytes(&parcel->arena) >= PARCEL_BYTES) {
            *open = NULL;
            if (!send_items(parcel, reading)) {
                return false;
            }
        }
    }
}

// Reads until detection has enough, or the file ends, by damage (*err) or as it should.
static void read_head(Input *input, String *head, bool *last, Error *err) {
    char piece[16 << 10];
    while (head->length < PIECE_SIZE && !*last) {
        size_t got;
        bool ok = input_read(input, piece, sizeof piece, &got, err);
        string_add(head, (StringView){piece, got});
        *last = !ok || got == 0;
    }
}

// What came before the damage, if a file is damaged, is judged like a whole file.
static bool understand(const String *head, const ImportOptions *options, Format *format, Error *err) {
    bool damaged = err->kind != ERROR_NONE;
    if (damaged && head->length == 0) {
        return false;
    }
    Error why = {0};
    if (options->has_format || format_detect(string_view(head), format, &why)) {
        return true;
    }
    if (options->columns && options->columns[0] && columns_fit(sv(options->columns), string_view(head))) {
        *format = FORMAT_CSV; // separated by whatever
        return true;
    }
    *err = damaged ? *err : why;
    return false;
}

// FNV-1a, 64 bit (draft-eastlake-fnv).
#define HASH_START 0xcbf29ce484222325u
static uint64_t hash_on(uint64_t hash, StringView bytes) {
    for (size_t i = 0; i < bytes.length; i++) {
        hash = (hash ^ (unsigned char) bytes.data[i]) * 0x100000001b3u;
    }
    return hash;
}

static void read_records(Input *input, Reader *reader, String *head, bool last, const Reading *reading,
                         Parcel *end) {
    Parcel *open = NULL;
    char *piece = memory_new(PIECE_SIZE);
    bool hashes = reading->hashes;
    uint64_t hash = hashes ? hash_on(HASH_START, string_view(head)) : 0;
    reader_feed(reader, string_view(head), last);
    bool going = send_records(reader, &open, reading);
    while (going && !last) {
        size_t got;
        bool ok = input_read(input, piece, PIECE_SIZE, &got, &end->error);
        last = !ok || got == 0;
        if (hashes) {
            hash = hash_on(hash, (StringView){piece, got});
        }
        reader_feed(reader, (StringView){piece, got}, last);
        going = send_records(reader, &open, reading);
    }
    if (going && open && open->count > 0) {
        going = send_items(open, reading);
        open = NULL;
    }
    end->cancelled = !going;
    if (going && hashes && end->error.kind == ERROR_NONE) {
        end->hash = hash ? hash : 1;
    }
    parcel_free(open);
    free(piece);
}

// Ends the review's copy, which stays where the file was read whole.
static void end_keeping(Keeping *keeping, const char *name, Parcel *end) {
    Error why = {0};
    if (keeping) {
        end->kept = keeping_end(keeping, name, end->hash, &why);
        end->unkept = why.kind != ERROR_NONE ? memory_copy_string(why.text) : NULL;
    }
}

static bool was_imported(CachePreparer *preparer, const char *name, uint64_t size, int64_t modified) {
    String path = {0};
    path_absolute(&path, name);
    bool whole = cache_preparer_has(preparer, path.data, size, modified);
    string_free(&path);
    return whole;
}

void parcel_read_file(const char *name, const ImportOptions *options, CachePreparer *preparer,
                      const ParcelSink *sink) {
    Parcel *begin = parcel_new(PARCEL_BEGIN), *end = parcel_new(PARCEL_END);
    begin->name = memory_copy_string(name);
    begin->options = *options;
    begin->options.keep_for = begin->options.columns = NULL;
    begin->format = options->format;
    String head = {0};
    bool last = false;
    struct stat status;
    Input *input = input_open_watched(name, sink->stopped, sink->context, &end->error);
    Keeping *keeping = input && options->keep_for ? keeping_begin(options->keep_for, input) : NULL;
    bool understood = false;
    if (input && input_size(input) > 0 && stat(name, &status) == 0) {
        begin->size = input_size(input);
        begin->modified = (int64_t) status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
        end->skipped = options->bulk && was_imported(preparer, name, begin->size, begin->modified);
    }
    if (input && !end->skipped) {
        read_head(input, &head, &last, &end->error);
        bool whole = end->error.kind == ERROR_NONE;
        understood = understand(&head, options, &begin->format, &end->error);
        if (!understood && whole) {
            error_prefix(&end->error, "%s", name);
        }
    }
    Format format = begin->format;
    if (!sink->send(sink->context, begin)) {
        end->cancelled = true;
    } else if (understood) {
        Reader *reader = formats[format].reader_new();
        String search = {0}, unknown = {0};
        reader_map(reader, sv(options->columns));
        Reading reading = {input, preparer, sink, options->list_ids || options->keep_for};
        read_records(input, reader, &head, last, &reading, end);
        end->encoding = reader_encoding(reader);
        reader_add_search(reader, &search);
        reader_add_unknown_columns(reader, &unknown);
        end->search = string_take(&search);
        end->unknown_columns = string_take(&unknown);
        reader_free(reader);
    }
    input_close(input);
    if (format == FORMAT_LINKS_CSV) {
        end->hash = 0; // no candidate of a review comes from it
    }
    end_keeping(keeping, name, end);
    string_free(&head);
    sink->send(sink->context, end);
}
