#ifndef CARREL_BASE_STR_H
#define CARREL_BASE_STR_H

#include "carrel/base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Borrowed text, not NUL-terminated.
typedef struct {
    const char *data;
    size_t length;
} StringView;

#define SV(literal) ((StringView){"" literal, sizeof(literal) - 1})
StringView sv(const char *text); // NULL gives an empty view
static inline bool sv_equal(StringView a, StringView b);
int sv_compare(StringView a, StringView b);       // by bytes; a beginning comes first
bool sv_equal_nocase(StringView a, StringView b); // ASCII case only
bool sv_starts(StringView text, StringView prefix);
bool sv_starts_nocase(StringView text, StringView prefix);
bool sv_ends(StringView text, StringView suffix);
static inline StringView sv_trim(StringView text); // ASCII white space at both ends
static inline StringView sv_from(StringView text, size_t start);
static inline StringView sv_part(StringView text, size_t start, size_t length); // clamped
#define SV_NONE ((size_t) -1)
size_t sv_find(StringView text, StringView needle);                // byte offset or SV_NONE
size_t sv_find_nocase(StringView text, StringView needle);         // the same, in ASCII case only
static inline size_t sv_find_char(StringView text, char c);        // byte offset or SV_NONE
bool sv_split(StringView *rest, char separator, StringView *part); // false when nothing is left
bool sv_line(StringView *rest, StringView *line);                  // next line, LF or CRLF or CR removed
bool sv_number(StringView text, long long *number);                // whole view, decimal

// Owned text that grows, always NUL-terminated once something was added.
// Starts as {0}.
typedef struct {
    char *data;
    size_t length;
    size_t capacity;
} String;

static inline void string_add(String *string, StringView text);
void string_add_text(String *string, const char *text); // NULL adds nothing
static inline void string_add_char(String *string, char c);
void string_add_code_point(String *string, unsigned code_point);               // as UTF-8; invalid as U+FFFD
void string_format(String *string, const char *format, ...) PRINTF_LIKE(2, 3); // appends
void string_vformat(String *string, const char *format, va_list arguments);
void string_clear(String *string); // length 0, memory kept
void string_free(String *string);
char *string_take(String *string); // the caller frees; the string is empty again; never NULL
StringView string_view(const String *string);
const char *string_text(const String *string);      // never NULL
void string_make_room(String *string, size_t more); // for so many more bytes, and the NUL

// What readers ask of every tag and field is inline, and what packing does for each.

// Whether as many bytes are the same. Names are short: two reads that overlap compare up to sixteen
// bytes without a call.
static inline bool bytes_equal(const char *a, const char *b, size_t length) {
    if (length > 16) {
        return memcmp(a, b, length) == 0;
    }
    if (length >= 8) {
        uint64_t start_a, start_b, end_a, end_b;
        memcpy(&start_a, a, 8);
        memcpy(&start_b, b, 8);
        memcpy(&end_a, a + length - 8, 8);
        memcpy(&end_b, b + length - 8, 8);
        return start_a == start_b && end_a == end_b;
    }
    if (length >= 4) {
        uint32_t start_a, start_b, end_a, end_b;
        memcpy(&start_a, a, 4);
        memcpy(&start_b, b, 4);
        memcpy(&end_a, a + length - 4, 4);
        memcpy(&end_b, b + length - 4, 4);
        return start_a == start_b && end_a == end_b;
    }
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

static inline bool sv_equal(StringView a, StringView b) {
    return a.length == b.length && bytes_equal(a.data, b.data, a.length);
}

static inline StringView sv_from(StringView text, size_t start) {
    if (start > text.length) {
        start = text.length;
    }
    // adding 0 to the NULL of an empty view is undefined
    return start ? (StringView){text.data + start, text.length - start} : text;
}

static inline StringView sv_part(StringView text, size_t start, size_t length) {
    StringView rest = sv_from(text, start);
    if (rest.length > length) {
        rest.length = length;
    }
    return rest;
}

static inline StringView sv_trim(StringView text) {
    while (text.length && (text.data[0] == ' ' || (text.data[0] >= '\t' && text.data[0] <= '\r'))) {
        text.data++;
        text.length--;
    }
    for (char c; text.length; text.length--) {
        c = text.data[text.length - 1];
        if (c != ' ' && (c < '\t' || c > '\r')) {
            break;
        }
    }
    return text;
}

static inline void string_add(String *string, StringView text) {
    if (string->capacity - string->length <= text.length) {
        string_make_room(string, text.length);
    }
    if (text.length) {
        memcpy(string->data + string->length, text.data, text.length);
    }
    string->length += text.length;
    string->data[string->length] = '\0';
}

static inline void string_add_char(String *string, char c) {
    if (string->capacity - string->length <= 1) {
        string_make_room(string, 1);
    }
    string->data[string->length++] = c;
    string->data[string->length] = '\0';
}

static inline size_t sv_find_char(StringView text, char c) {
    const char *found = text.length ? (const char *) memchr(text.data, c, text.length) : NULL;
    return found ? (size_t) (found - text.data) : SV_NONE;
}

#endif
