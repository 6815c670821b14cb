#ifndef TESTS_PTY_HARNESS_H
#define TESTS_PTY_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A program in a real terminal (a pty that libvterm shows), driven by keys. Everything waits for
// something to appear, up to a deadline, and fails the running cmocka test with a
// picture of the screen when it does not. Nothing sleeps.

#define TERMINAL_DEADLINE_MS 20000

typedef struct Terminal Terminal;

typedef struct {
    int rows, columns;      // 0: 24, 80
    const char *term;       // NULL: xterm-256color; "" leaves TERM unset
    const char *locale;     // NULL: C.UTF-8
    const char *home;       // folder for HOME and the XDG folders; NULL: a temporary one
    const char *const *env; // "NAME=value" or "NAME" (unset), NULL at the end; NULL: nothing more
    bool input_is_pipe;     // standard input is an empty pipe, not the terminal
} TerminalOptions;

// Starts argv (found by PATH) in a session of its own. What the caller's environment says
// of displays, colours, editors and carrel is not passed on. options may be NULL.
Terminal *terminal_start(const char *const argv[], const TerminalOptions *options);
void terminal_free(Terminal *terminal); // ends the program where it still runs; NULL is fine

// Keys by name, separated by spaces, as the terminal would send them in its present mode: "j", "Down",
// "gr" (two keys), "C-d", "M-Left", "S-Tab", "Enter", "Esc", "Space", "PgDn", "F1", "é".
void terminal_press(Terminal *terminal, const char *keys);
void terminal_type(Terminal *terminal, const char *text);  // character by character
void terminal_paste(Terminal *terminal, const char *text); // bracketed where the program asked for it
void terminal_send(Terminal *terminal, const char *bytes, size_t size);
void terminal_click(Terminal *terminal, int row, int column);
void terminal_wheel(Terminal *terminal, int row, int column, bool up);
void terminal_resize(Terminal *terminal, int rows, int columns);
void terminal_signal(Terminal *terminal, int number);
void terminal_hang_up(Terminal *terminal); // closes the terminal under the program

// Fails the test with a picture of the screen.
void terminal_fail(Terminal *terminal, const char *what, const char *text);

// Waiting. `text` must stand within one row.
void terminal_wait(Terminal *terminal, const char *text);
void terminal_wait_gone(Terminal *terminal, const char *text);
void terminal_wait_row(Terminal *terminal, int row, const char *text);
// Until the program has answered everything sent so far and draws no more; it must be one that
// marks idleness on CARREL_IDLE_FD (see carrel/term/screen.h).
void terminal_wait_idle(Terminal *terminal);
bool terminal_is_idle(Terminal *terminal);
// Until it ends; returns its exit code, or 128 + the signal that ended it.
int terminal_wait_exit(Terminal *terminal);
void terminal_wait_stopped(Terminal *terminal); // by job control

// Measuring. Waits until the program ends or until_us (clock_ticks_us) for output or an idle mark
// and takes it; false once the time has passed.
bool terminal_step(Terminal *terminal, int64_t until_us);
// From the last keys, resize or start until the newest output was there.
int64_t terminal_lag_us(const Terminal *terminal);

// Looking. Strings are good until the next call with this terminal.
const char *terminal_row(Terminal *terminal, int row); // without trailing spaces
const char *terminal_text(Terminal *terminal);         // all rows, with line ends
bool terminal_shows(Terminal *terminal, const char *text);
bool terminal_find(Terminal *terminal, const char *text, int *row, int *column); // column in cells

typedef struct {
    char text[32];
    int width;
    bool bold, underline, italic, reverse;
    int foreground, background; // palette number, -1 the terminal's own, -2 a true colour
} TerminalCell;
TerminalCell terminal_cell(Terminal *terminal, int row, int column);
void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible);

int terminal_pid(const Terminal *terminal);
const char *terminal_home(const Terminal *terminal);
size_t terminal_received(Terminal *terminal);               // bytes the program has written so far
const char *terminal_raw(Terminal *terminal, size_t *size); // all of them
// After the end: what the program left behind in the terminal ("" is clean).
const char *terminal_left(Terminal *terminal);

#endif
