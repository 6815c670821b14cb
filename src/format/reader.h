#ifndef FORMAT_READER_H
#define FORMAT_READER_H

#include "carrel/format/format.h"

// The part that all readers share; each format embeds it as its first member.
struct Reader {
    bool (*next)(Reader *reader, Arena *arena, Item *item);
    void (*destroy)(Reader *reader); // frees what the format added and the reader itself
    String buffer;    // bytes not yet used up begin at `start`
    size_t start;
    bool last;        // all bytes are in
    uint64_t number;  // records given so far
    uint64_t line;    // of `start`, from 1
};

// The bytes not yet used up, and a step over some of them (counts lines).
StringView reader_rest(const Reader *reader);
void reader_skip(Reader *reader, size_t bytes);

#endif
