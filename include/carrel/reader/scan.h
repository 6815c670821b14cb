#ifndef CARREL_READER_SCAN_H
#define CARREL_READER_SCAN_H

#include "carrel/base/str.h"

#include <stdbool.h>

// A forgiving scanner of tags over text that is in memory as a whole. It knows no
// nesting and no errors: what is not closed ends with the text. Entities other than the five
// of XML and numeric references stay as they are typed, so nothing can expand.
typedef struct {
    const char *at, *end;
} Scan;

typedef enum {
    SCAN_OPEN,  // <name attributes>
    SCAN_EMPTY, // <name attributes/>
    SCAN_CLOSE, // </name>
    SCAN_CDATA, // <![CDATA[ content ]]>, with the content in `attributes`
    SCAN_OTHER  // comment, processing instruction, DOCTYPE with its internal subset
} ScanKind;

// Views into the text; references in them are not decoded.
typedef struct {
    ScanKind kind;
    StringView before; // the text between the last tag and this one
    StringView name;
    StringView attributes;
    bool whole; // its end was there
} ScanTag;

Scan scan_begin(StringView text);
// The next tag, or false behind the last one; then what is left is text.
bool scan_next(Scan *scan, ScanTag *tag);

// The raw value of an attribute; false where it is absent.
bool scan_attribute(StringView attributes, StringView name, StringView *value);

// Appends text with its references decoded. A NUL and what is no character give U+FFFD.
void scan_add_text(String *out, StringView text);

#endif
