#ifndef CARREL_BASE_STR_H
#define CARREL_BASE_STR_H

#include "carrel/base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

// Borrowed text, not NUL-terminated.
typedef struct {
    const char *data;
    size_t length;
} StringView;

#define SV(literal) ((StringView){"" literal, sizeof(literal) - 1})
StringView sv(const char *text); // NULL gives an empty view
bool sv_equal(StringView a, StringView b);
bool sv_equal_nocase(StringView a, StringView b); // ASCII case only
bool sv_starts(StringView text, StringView prefix);
bool sv_starts_nocase(StringView text, StringView prefix);
bool sv_ends(StringView text, StringView suffix);
StringView sv_trim(StringView text); // ASCII white space at both ends
StringView sv_from(StringView text, size_t start);
StringView sv_part(StringView text, size_t start, size_t length); // clamped
#define SV_NONE ((size_t) -1)
size_t sv_find(StringView text, StringView needle);                // byte offset or SV_NONE
size_t sv_find_char(StringView text, char c);                      // byte offset or SV_NONE
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

void string_add(String *string, StringView text);
void string_add_text(String *string, const char *text); // NULL adds nothing
void string_add_char(String *string, char c);
void string_add_code_point(String *string, unsigned code_point);               // as UTF-8; invalid as U+FFFD
void string_format(String *string, const char *format, ...) PRINTF_LIKE(2, 3); // appends
void string_vformat(String *string, const char *format, va_list arguments);
void string_clear(String *string); // length 0, memory kept
void string_free(String *string);
char *string_take(String *string); // the caller frees; the string is empty again; never NULL
StringView string_view(const String *string);
const char *string_text(const String *string); // never NULL

#endif
