#ifndef CARREL_READER_READER_H
#define CARREL_READER_READER_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"
#include "carrel/study/study.h"

// What a reader hands over, in the order of the file.
typedef enum {
    ITEM_STUDY,   // *study is filled
    ITEM_DELETE,  // PMID of a DeleteCitation: its record is to go
    ITEM_LINKS,   // links of a study, PMID, and nothing else
    ITEM_REJECTED // a record that could not be read: `why` and its `verbatim` bytes
} ItemKind;

typedef struct {
    ItemKind kind;
    uint64_t number; // of the record in its file, from 1
    uint64_t line;   // where the record begins, from 1; 0 where lines mean nothing
    Study study;
    int64_t pmid;               // ITEM_DELETE, ITEM_LINKS; of a service's answer the StudyId
    PmidList links[LINK_KINDS]; // ITEM_LINKS
    const char *asked;          // ITEM_LINKS: the service whose answer it is; NULL: a file's
    int64_t asked_time;         // when it was asked, milliseconds since 1970
    const char *why;            // a sentence
    StringView verbatim;        // at most RECORD_MAX bytes
} Item;

// No record is larger than this; a larger one is rejected and reading goes on behind it.
#define RECORD_MAX ((size_t) 16 << 20)

typedef struct Reader Reader;

// A reader takes a file's bytes in pieces of any size and gives its records one by one.
// Call trace:
//   reader = formats[f].reader_new();
//   while (more bytes) {
//       reader_feed(reader, bytes, last);
//       while (reader_next(reader, &arena, &item)) { …; arena_reset(&arena); }
//   }
//   reader_free(reader);
// It keeps only the unfinished record. The encoding of the bytes and what is damaged in them are
// its job; `verbatim` is UTF-8 but for damage of a UTF-8 file.
// An item and its text are valid until the arena is reset (verbatim: until the next call).
// A reader that finds no record at all gives one ITEM_REJECTED that says so at the end.
void reader_feed(Reader *reader, StringView bytes, bool last);
bool reader_next(Reader *reader, Arena *arena, Item *item);
// "UTF-8", "UTF-16LE", "UTF-16BE" or "Windows-1252": what the bytes fed so far were taken for.
#define ENCODING_USUAL "UTF-8"
const char *reader_encoding(const Reader *reader);
// What the file says of the search that it came from, as far as it was read: lines
// "database=…", "platform=…", "date=…" (yyyy-mm-dd), "strategy=…", "limits=…", "announced=…", as an
// EVENT_IMPORT has them (SearchRecord in events.h). Appends; nothing where it says nothing.
void reader_add_search(const Reader *reader, String *lines);
// Before the first feed: what columns of a table hold that have names of their own, "title=Titre year=Année"
// (also divided by ";" or line ends). Readers of other formats pass over it.
void reader_map(Reader *reader, StringView columns);
// false with a sentence where the text is not that, or names a field that there is not.
bool columns_check(StringView columns, Error *err);
// Whether the head of a file, in whatever encoding, is a table whose title they name.
bool columns_fit(StringView columns, StringView head);
// Names of the columns with content that a table's reader did not understand, ", " between; appends.
void reader_add_unknown_columns(const Reader *reader, String *names);
void reader_free(Reader *reader);

#endif
