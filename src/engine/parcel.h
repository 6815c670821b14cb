#ifndef ENGINE_PARCEL_H
#define ENGINE_PARCEL_H

#include "carrel/base/arena.h"
#include "carrel/engine/import.h"
#include "carrel/store/cache.h"

// What the reader thread hands to the writer thread: the beginning of a file, some of
// its records, its end. A parcel owns everything in it.
typedef enum { PARCEL_BEGIN, PARCEL_ITEMS, PARCEL_END } ParcelKind;

typedef struct Parcel Parcel;
struct Parcel {
    Parcel *next;
    ParcelKind kind;
    uint64_t job; // the file it belongs to, counted by the importer
    // PARCEL_BEGIN
    char *name; // of the file, as the user gave it
    Format format;
    uint64_t size;
    int64_t modified;      // milliseconds
    ImportOptions options; // without its text
    // PARCEL_ITEMS
    Arena arena;
    Item *items;                    // by PMID; of one PMID, or without, as in the file
    const CachePrepared **prepared; // of each item, NULL where it is no study; in the arena
    size_t count, capacity;
    uint64_t position; // in the file, when the parcel was filled
    // PARCEL_END
    Error error;
    bool cancelled, skipped;
    const char *encoding; // NULL where the file was not understood
    uint64_t hash;        // these three as in ImportFile
    char *kept, *unkept;
    char *search, *unknown_columns; // these as well; NULL where the file was not understood
};
void parcel_free(Parcel *parcel);

// Reads a file into parcels, made ready for the cache, on the reader thread. `send` takes the parcel and waits while
// the writer is behind; it returns false when reading should stop. Always sends a BEGIN
// and an END; the END says what went wrong.
typedef struct {
    void *context;
    bool (*send)(void *context, Parcel *parcel);
    bool (*stopped)(void *context); // asked while a pipe is silent
} ParcelSink;
void parcel_read_file(const char *name, const ImportOptions *options, CachePreparer *preparer,
                      const ParcelSink *sink);

#endif
