#ifndef CARREL_TERM_SIGNALS_H
#define CARREL_TERM_SIGNALS_H

#include "carrel/base/error.h"

#include <stddef.h>

struct termios;

// Signals become bytes on a pipe that the main loop polls. The pipe and what
// the crash handlers need are the program's only mutable globals, since a handler can
// reach nothing else.
enum {
    SIGNALS_RESIZE = 1,    // SIGWINCH
    SIGNALS_INTERRUPT = 2, // SIGINT
    SIGNALS_END = 4,       // SIGTERM: save and leave
    SIGNALS_HANGUP = 8,    // SIGHUP: the terminal may be gone
    SIGNALS_SUSPEND = 16,  // SIGTSTP from outside; screen_suspend answers it
    SIGNALS_CONTINUE = 32  // SIGCONT
};

// Installs the handlers and opens the pipe; before screen_start. SIGPIPE and SIGXFSZ are
// ignored, so that writes fail with an error instead. SIGABRT, SIGSEGV, SIGBUS,
// SIGILL and SIGFPE put the terminal back and end the program with exit code 1.
bool signals_start(Error *err);
void signals_stop(void); // default handlers again, pipe closed

int signals_fd(void);        // to poll; readable when signals_take has something
unsigned signals_take(void); // the SIGNALS_* bits since the last call

// What a crash must restore: the terminal's settings and a sequence to write. Both are
// copied. signals_forget_terminal when the terminal is someone else's.
void signals_remember_terminal(int fd, const struct termios *settings, const char *reset, size_t size);
void signals_forget_terminal(void);

// Default handlers and mask, for a child between fork and exec. Async-signal-safe.
void signals_reset_in_child(void);

#endif
