#ifndef CARREL_BASE_ERROR_H
#define CARREL_BASE_ERROR_H

#include <stdbool.h>

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

// What went wrong decides the exit code and whether trying again can help.
typedef enum {
    ERROR_NONE,
    ERROR_USAGE,    // the caller's words are wrong: exit code 2
    ERROR_INPUT,    // a file or text was not understood: exit code 3
    ERROR_SYSTEM,   // the file system, the database, permissions: exit code 1
    ERROR_NETWORK,  // a service did not answer, or refused: exit code 4
    ERROR_CANCELLED // somebody asked to stop: exit code 130
} ErrorKind;

// An error is a value: a kind and one sentence that a user can act on.
// Starts as {0}. Never holds pointers, so it can be copied between threads.
typedef struct {
    ErrorKind kind;
    char text[480];
} Error;

// Fills *err (which may be NULL where nobody listens) and returns false, so that
// a failing function can say `return error_set(err, …)`. The text is cut at a
// whole UTF-8 character where it is too long.
bool error_set(Error *err, ErrorKind kind, const char *format, ...) PRINTF_LIKE(3, 4);

// Puts "words: " before the sentence that is there, for the caller that knows the
// file or the record number. Returns false.
bool error_prefix(Error *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
