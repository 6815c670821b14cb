#ifndef CARREL_READER_ENCODING_H
#define CARREL_READER_ENCODING_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>

// How the bytes of a file stand for characters, found out while they come: a byte order mark
// decides; else UTF-16 shows by its zero bytes beside Latin letters; else the bytes beyond
// ASCII are counted, and text of Windows code page 1252 is what has more that cannot be
// UTF-8 than can. So a damaged byte leaves a UTF-8 file one.
typedef enum { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_CP1252 } Encoding;
const char *encoding_name(Encoding encoding);

// Decodes a file in pieces; starts as {0}. What it gives does not depend on the pieces.
typedef struct {
    Encoding encoding;     // as known so far
    bool begun, settled;   // behind the first bytes; nothing can change the encoding any more
    bool counting;         // a byte beyond ASCII was seen
    size_t valid, invalid; // characters beyond ASCII, and bytes that are none
    String held;           // bytes that wait for more
} Decoder;

// Appends what can be told of the file by now as UTF-8, byte order mark taken off. Of a UTF-8
// file invalid bytes stay as they are. Where it is neither UTF-8 nor UTF-16 up to
// 64 kB wait for more evidence, until `last`.
void decoder_feed(Decoder *decoder, StringView bytes, bool last, String *out);
void decoder_free(Decoder *decoder);

#endif
