#ifndef TESTS_CRASH_RECORD_H
#define TESTS_CRASH_RECORD_H

#include <stdint.h>

// What record.so writes down of each call that changes a file, and replay.c reads: this head, the path,
// for a renaming the other path, and for a writing its bytes.
typedef enum {
    CALL_OPEN = 'o',     // made where it was not there
    CALL_WRITE = 'w',    // bytes at an offset
    CALL_TRUNCATE = 't', // to a length, which is in `offset`
    CALL_SYNC = 's',     // of a file or a folder
    CALL_RENAME = 'r',
    CALL_REMOVE = 'u'
} CallKind;

typedef struct {
    uint32_t kind;
    uint32_t path_length, other_length;
    uint32_t length;
    uint64_t offset;
} Call;

#endif
