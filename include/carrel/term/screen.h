#ifndef CARREL_TERM_SCREEN_H
#define CARREL_TERM_SCREEN_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/ui/grid.h"

#include <stdbool.h>
#include <stdint.h>

// The terminal as a whole: starts and stops full-screen mode, puts grids on it, and
// hands it to other programs for a while. There is one per process.
typedef struct Screen Screen;

// Takes the terminal into full-screen mode: alternate screen, raw keys, bracketed
// paste. Call signals_start first. Standard output must be a terminal; keys
// are read from standard input, or from /dev/tty where that is a pipe. NULL with a
// sentence where there is no terminal or TERM cannot address the cursor; then nothing was
// changed. screen_stop gives the terminal back as it was.
Screen *screen_start(Error *err);
void screen_stop(Screen *screen); // NULL is fine

int screen_input_fd(const Screen *screen); // to poll and to make a TermInput of
int screen_rows(const Screen *screen);
int screen_columns(const Screen *screen);
// False where the locale is not UTF-8 or the terminal has no way to show it: then
// screen_put writes ASCII look-alikes, and panes should prefer their ASCII marks.
bool screen_is_unicode(const Screen *screen);
// 0 (monochrome, or NO_COLOR is set), 8, 16, 256 or 1 << 24.
int screen_colors(const Screen *screen);

// Asks the kernel for the size and takes it over; true when it changed. To be
// called after SIGNALS_RESIZE and SIGNALS_CONTINUE.
bool screen_resize(Screen *screen);
// Shows the grid: writes the cells that differ from what is shown, puts the hardware
// cursor where the grid says, and updates the terminal once. The grid may be of
// another size than the screen (a resize is on its way); what sticks out is cut.
void screen_put(Screen *screen, const Grid *grid);
// Forgets what is shown, so that the next screen_put draws every cell.
void screen_redraw(Screen *screen);
void screen_set_color(Screen *screen, bool on); // off: attributes alone; on at the start unless NO_COLOR
void screen_set_mouse(Screen *screen, bool on); // wheel and buttons as events; off at the start

// Gives the terminal to another program (an editor, a pager) and takes it back;
// the next screen_put draws every cell.
void screen_leave(Screen *screen);
void screen_return(Screen *screen);
// Leaves, prints the line `note`, stops the process group as C-z does, and returns to the
// screen when it is continued.
void screen_suspend(Screen *screen, const char *note);
// Runs a program on the terminal and waits for it: leaves, runs `argv` (found by
// PATH, NULL at the end) with `input` on its standard input (NULL: the terminal), returns. *status gets the
// exit code, 128 + N after signal N. False where it could not be started.
// With `wait`, Enter is awaited before returning, so that output can be read.
bool screen_run(Screen *screen, char *const argv[], const StringView *input, bool wait, int *status,
                Error *err);
// For tests that drive the program: where CARREL_IDLE_FD names an open descriptor, writes
// "TAKEN ROWS COLUMNS\n" to it, TAKEN being term_input_taken. The main loop says so when
// everything that has arrived is answered and drawn and no work is under way.
void screen_mark_idle(const Screen *screen, uint64_t taken);
// Sends bytes that are no text (an OSC sequence) past the cells.
void screen_send(Screen *screen, const char *bytes, size_t size);

#endif
