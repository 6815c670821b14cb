#ifndef CARREL_READER_SCAN_H
#define CARREL_READER_SCAN_H

#include "carrel/base/str.h"

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
static inline bool scan_next(Scan *scan, ScanTag *tag);

// The raw value of an attribute; false where it is absent.
bool scan_attribute(StringView attributes, StringView name, StringView *value);

// Appends text with its references decoded. A NUL and what is no character give U+FFFD.
void scan_add_text(String *out, StringView text);

// Behind the letters at `at`, eight at a time: they have the bit 0x40, as few others have that may be
// in names too. Fewer than eight bytes are left alone.
static inline const char *scan_letters(const char *at, const char *end) {
    for (uint64_t eight; end - at >= (ptrdiff_t) sizeof eight; at += sizeof eight) {
        memcpy(&eight, at, sizeof eight);
        uint64_t others = ~le64toh(eight) & UINT64_C(0x4040404040404040);
        if (others) {
            return at + __builtin_ctzll(others) / 8;
        }
    }
    return at;
}

// Any tag; scan_next is inline for those that have nothing but a name, which most are.
bool scan_next_any(Scan *scan, ScanTag *tag);

static inline bool scan_next(Scan *scan, ScanTag *tag) {
    size_t length = (size_t) (scan->end - scan->at);
    const char *open = length > 0 ? (const char *) memchr(scan->at, '<', length) : NULL;
    if (!open) {
        return false;
    }
    bool closes = scan->end - open > 1 && open[1] == '/';
    const char *name = open + 1 + closes, *end = scan_letters(name, scan->end);
    if (end == name || end == scan->end || *end != '>' || *name < 'A' || *name > 'z' ||
        (*name > 'Z' && *name < 'a')) {
        return scan_next_any(scan, tag);
    }
    tag->kind = closes ? SCAN_CLOSE : SCAN_OPEN;
    tag->before = (StringView){scan->at, (size_t) (open - scan->at)};
    tag->name = (StringView){name, (size_t) (end - name)};
    tag->attributes = (StringView){end, 0};
    tag->whole = true;
    scan->at = end + 1;
    return true;
}

#endif
