#include "carrel/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// vsnprintf may have cut a UTF-8 character in two; takes the torn part off.
static void cut_at_character(char *text, size_t size) {
    size_t end = strlen(text);
    if (end + 1 < size) {
        return;
    }
    size_t start = end;
    while (start > 0 && ((unsigned char) text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start > 0 && (unsigned char) text[start - 1] >= 0xc0) {
        text[start - 1] = '\0';
    }
}

bool error_set(Error *err, ErrorKind kind, const char *format, ...) {
    if (err) {
        err->kind = kind;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->text, sizeof err->text, format, arguments);
        va_end(arguments);
        cut_at_character(err->text, sizeof err->text);
    }
    return false;
}

bool error_prefix(Error *err, const char *format, ...) {
    if (err) {
        Error old = *err;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->text, sizeof err->text, format, arguments);
        va_end(arguments);
        size_t used = strlen(err->text);
        snprintf(err->text + used, sizeof err->text - used, ": %s", old.text);
        cut_at_character(err->text, sizeof err->text);
    }
    return false;
}
