#ifndef CARREL_READER_FRAME_H
#define CARREL_READER_FRAME_H

#include "carrel/reader/encoding.h"
#include "carrel/reader/reader.h"
#include "carrel/reader/search_facts.h"

// The part that all readers share; each format embeds it as its first member and
// makes itself with memory_new. reader_feed decodes what comes, reader_next (the public door)
// gives every item its number and reports a file without any record, so that a format's `next`
// only has to find records.
struct Reader {
    // Fills *item and returns true, or returns false where more bytes are needed (or, with
    // `last`, nothing is left). Sets item->line; *item arrives empty and item->study initialised.
    bool (*next)(Reader *reader, Arena *arena, Item *item);
    void (*destroy)(Reader *reader); // frees what the format added and the reader itself
    const char *nothing;             // a sentence for a file without records; NULL takes the general one
    Decoder decoder;
    String buffer; // decoded bytes; those not yet used up begin at `start`
    size_t start;
    size_t seen;     // bytes of the rest already searched in vain; a step over bytes resets it
    bool last;       // all bytes are in
    uint64_t number; // records given so far
    uint64_t line;   // of `start`, from 1
    // The format of the first record of another one between those of this, and its line; NULL none.
    const char *foreign;
    uint64_t foreign_line;
    uint64_t cut_line;  // where the last record begins, which reader_note_end found cut off; 0: it was not
    bool marks_ends;    // a record had the mark of its end
    char head[16];      // the first bytes of the line that is stepped over
    size_t head_length; // full: it begins no record
    SearchFacts facts;
    String columns; // reader_map
    String unknown; // reader_add_unknown_columns
};

// A reader's first step: what every format's new function calls.
void reader_init(Reader *reader, bool (*next)(Reader *, Arena *, Item *), void (*destroy)(Reader *));
// For formats that add nothing which needs freeing: frees the buffer and the reader.
void reader_destroy(Reader *reader);

// The bytes not yet used up, as UTF-8 but with what was invalid of it in the file, and a step
// over some of them (counts lines; the bytes stay readable until the next feed).
StringView reader_rest(const Reader *reader);
void reader_skip(Reader *reader, size_t bytes);

// A step over what lies between records. Where that are records of another format, the
// last item of the file says so.
void reader_step(Reader *reader, size_t bytes);

// Takes the next `length` bytes, a record; SV_NONE: its end is not in sight. false where more bytes
// must come first. Else it is stepped over, item->line is set, and *record is it, until the next feed;
// record->data is NULL where the record is too large and *item says so.
bool reader_take(Reader *reader, size_t length, Item *item, StringView *record);

// Turns *item into a rejected record with the first RECORD_MAX of its bytes. Returns true,
// for `return reader_reject(…)`.
bool reader_reject(Item *item, const char *why, StringView verbatim);

// Tells of a record whose format has a mark at the end, such as ER, whether it is there. Where the last one of a
// file alone lacks it, and ends within a line, the last item of the file says that it was cut off.
void reader_note_end(Reader *reader, const Item *item, StringView record, bool marked);

// The text of a record: `bytes` itself where it is valid UTF-8, else a repaired copy in
// the arena. Without any valid multibyte character it is taken for Windows code page 1252.
StringView reader_text(StringView bytes, Arena *arena);

#endif
