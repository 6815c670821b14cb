#ifndef CARREL_TERM_DECODE_H
#define CARREL_TERM_DECODE_H

#include "carrel/base/keycode.h"
#include "carrel/base/str.h"
#include "carrel/term/input.h"

#include <stdbool.h>
#include <stddef.h>

// One sequence that the terminal's own description names.
typedef struct {
    char *bytes; // owned
    KeyCode key;
} KnownKey;

typedef enum {
    DECODE_NOTHING,  // no bytes
    DECODE_EVENT,    // *event is filled
    DECODE_SKIP,     // bytes that mean nothing
    DECODE_LONE_ESC, // may be the Esc key or the beginning of more
    DECODE_PART,     // a sequence that is not all here
    DECODE_PASTE     // the beginning mark of a paste
} DecodeResult;

// Looks at the first bytes. *used gets the bytes that the result stands for (for a part: all of it).
// Fills only what belongs to the event's kind. Sequences: ECMA-48, xterm's ctlseqs, the
// Linux console's and rxvt's function keys, and `known`.
DecodeResult decode(StringView bytes, const KnownKey *known, size_t known_count, size_t *used,
                    InputEvent *event);

#endif
