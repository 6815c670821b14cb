#include "carrel/base/str.h"

#include "carrel/base/memory.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

StringView sv(const char *text) {
    return (StringView){text ? text : "", text ? strlen(text) : 0};
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

int sv_compare(StringView a, StringView b) {
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool sv_equal_nocase(StringView a, StringView b) {
    return a.length == b.length && sv_starts_nocase(a, b);
}

bool sv_starts(StringView text, StringView prefix) {
    return text.length >= prefix.length &&
           (prefix.length == 0 || memcmp(text.data, prefix.data, prefix.length) == 0);
}

bool sv_starts_nocase(StringView text, StringView prefix) {
    if (text.length < prefix.length) {
        return false;
    }
    for (size_t i = 0; i < prefix.length; i++) {
        if (lower(text.data[i]) != lower(prefix.data[i])) {
            return false;
        }
    }
    return true;
}

bool sv_ends(StringView text, StringView suffix) {
    return text.length >= suffix.length && sv_equal(sv_from(text, text.length - suffix.length), suffix);
}

size_t sv_find(StringView text, StringView needle) {
    if (needle.length == 0) {
        return 0;
    }
    const char *found = text.length ? memmem(text.data, text.length, needle.data, needle.length) : NULL;
    return found ? (size_t) (found - text.data) : SV_NONE;
}

size_t sv_find_nocase(StringView text, StringView needle) {
    for (size_t i = 0; i + needle.length <= text.length; i++) {
        if (sv_starts_nocase(sv_from(text, i), needle)) {
            return i;
        }
    }
    return SV_NONE;
}

bool sv_split(StringView *rest, char separator, StringView *part) {
    if (!rest->data) {
        return false;
    }
    size_t at = sv_find_char(*rest, separator);
    if (at == SV_NONE) {
        *part = *rest;
        *rest = (StringView){NULL, 0};
    } else {
        *part = sv_part(*rest, 0, at);
        *rest = sv_from(*rest, at + 1);
    }
    return true;
}

// Bytes before the first LF or CR. A piece at a time, each twice the last: files have the one or the
// other, and the one that they have not is not searched for to their end.
static size_t line_length(StringView text) {
    size_t start = 0;
    for (size_t piece = 128; start < text.length; piece *= 2) {
        StringView part = sv_part(text, start, piece);
        const char *newline = memchr(part.data, '\n', part.length);
        size_t before = newline ? (size_t) (newline - part.data) : part.length;
        const char *other = memchr(part.data, '\r', before);
        if (newline || other) {
            return start + (other ? (size_t) (other - part.data) : before);
        }
        start += part.length;
    }
    return text.length;
}

bool sv_line(StringView *rest, StringView *line) {
    if (rest->length == 0) {
        return false;
    }
    size_t end = line_length(*rest);
    *line = sv_part(*rest, 0, end);
    if (end + 1 < rest->length && rest->data[end] == '\r' && rest->data[end + 1] == '\n') {
        end++;
    }
    *rest = sv_from(*rest, end + 1);
    return true;
}

bool sv_number(StringView text, long long *number) {
    bool negative = text.length && text.data[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == text.length) {
        return false;
    }
    long long value = 0;
    for (; i < text.length; i++) {
        int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9 || value > (LLONG_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *number = negative ? -value : value;
    return true;
}

void string_make_room(String *string, size_t more) {
    if (more > SIZE_MAX / 2 - string->length) {
        memory_is_out();
    }
    size_t needed = string->length + more + 1;
    if (needed > string->capacity) {
        string->data = vec_grow(string->data, &string->capacity, needed < 32 ? 32 : needed, 1);
    }
}

void string_add_text(String *string, const char *text) {
    if (text) {
        string_add(string, sv(text));
    }
}

void string_add_code_point(String *string, unsigned c) {
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) || c == 0) {
        c = 0xfffd;
    }
    char bytes[4];
    size_t count;
    if (c < 0x80) {
        bytes[0] = (char) c;
        count = 1;
    } else if (c < 0x800) {
        bytes[0] = (char) (0xc0 | c >> 6);
        bytes[1] = (char) (0x80 | (c & 0x3f));
        count = 2;
    } else if (c < 0x10000) {
        bytes[0] = (char) (0xe0 | c >> 12);
        bytes[1] = (char) (0x80 | (c >> 6 & 0x3f));
        bytes[2] = (char) (0x80 | (c & 0x3f));
        count = 3;
    } else {
        bytes[0] = (char) (0xf0 | c >> 18);
        bytes[1] = (char) (0x80 | (c >> 12 & 0x3f));
        bytes[2] = (char) (0x80 | (c >> 6 & 0x3f));
        bytes[3] = (char) (0x80 | (c & 0x3f));
        count = 4;
    }
    string_add(string, (StringView){bytes, count});
}

void string_vformat(String *string, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length > 0) {
        string_make_room(string, (size_t) length);
        vsnprintf(string->data + string->length, (size_t) length + 1, format, again);
        string->length += (size_t) length;
    }
    va_end(again);
}

void string_format(String *string, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    string_vformat(string, format, arguments);
    va_end(arguments);
}

void string_clear(String *string) {
    string->length = 0;
    if (string->data) {
        string->data[0] = '\0';
    }
}

void string_free(String *string) {
    free(string->data);
    *string = (String){0};
}

char *string_take(String *string) {
    string_make_room(string, 0);
    string->data[string->length] = '\0';
    char *text = string->data;
    *string = (String){0};
    return text;
}

StringView string_view(const String *string) {
    return (StringView){string->data ? string->data : "", string->length};
}

const char *string_text(const String *string) {
    return string->data ? string->data : "";
}
