#ifndef CARREL_TERM_INPUT_H
#define CARREL_TERM_INPUT_H

#include "carrel/base/keycode.h"
#include "carrel/base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    INPUT_KEY,
    INPUT_PASTE, // text between the marks of bracketed paste; nobody typed it
    INPUT_MOUSE,
    INPUT_HANGUP // the terminal is gone
} InputKind;

typedef enum { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN } MouseAction;

typedef struct {
    InputKind kind;
    KeyCode key;        // INPUT_KEY
    StringView text;    // INPUT_PASTE: valid UTF-8, lines ended by LF; until the next term_input_next
    MouseAction action; // INPUT_MOUSE
    int button;         // INPUT_MOUSE: 1 left, 2 middle, 3 right, 0 unknown
    int row, column;    // INPUT_MOUSE: from 0
    int64_t arrived_us; // clock_ticks_us when its last byte was read
} InputEvent;

// Turns the bytes of a terminal into events. Never blocks.
//
// A lone Esc is told from the beginning of a sequence by 25 ms of silence; Esc before a key within that
// time is Meta. For 300 ms after a lone Esc, the tail of an arrow key that came too slowly
// (`[A`, `OB`, …) is swallowed. A paste that never ends is given out after two
// silent seconds; of a paste above 1 MiB the rest is dropped.
typedef struct TermInput TermInput;

// Reads from `fd`, which stays the caller's. The sequences of the terminal type that TERM names are
// known besides those of xterm and its kin; call it after screen_start.
TermInput *term_input_new(int fd);
void term_input_free(TermInput *input); // NULL is fine

// Reads all bytes that have arrived. Call it when the fd is readable and when the timeout ran out.
void term_input_read(TermInput *input);
// Takes the next event out of what was read; false when there is none.
bool term_input_next(TermInput *input, InputEvent *event);
// Milliseconds until term_input_read should be called though nothing may have
// arrived (a lone Esc is deciding); -1 when only bytes matter.
int term_input_timeout_ms(const TermInput *input);
// Whether somebody has typed on: events not yet taken, or bytes not yet read.
bool term_input_pending(const TermInput *input);
// Bytes taken out of what was read, since the beginning.
uint64_t term_input_taken(const TermInput *input);
// Forgets everything read so far, as after another program had the terminal.
void term_input_flush(TermInput *input);

#endif
