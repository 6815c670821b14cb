#ifndef TESTS_PTY_DESK_H
#define TESTS_PTY_DESK_H

#include "harness.h"

// The program on the sample library, for tests that read and decide in it. CARREL names the
// program; the working folder is the root of the sources.

// A folder for one test: HOME, the cache and the review are in it.
typedef struct {
    char home[64];
    char output[65536]; // of the last command
} Desk;

// Imports the sample into a fresh folder; the test is skipped where CARREL is not set.
int desk_set_up(void **state);
int desk_tear_down(void **state);
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_set_up, desk_tear_down)

// Runs a shell command in which $carrel is the program with cache and review and $home the
// folder; returns its exit code.
int desk_run(Desk *desk, const char *command);
// Opens the program and waits until it is idle.
Terminal *desk_open(const Desk *desk);
Terminal *desk_open_with(const Desk *desk, TerminalOptions options);
// Names no review: the last one of this home, or none.
Terminal *desk_open_without_review(const Desk *desk, TerminalOptions options);
// Opens it with a file to import.
Terminal *desk_open_file(const Desk *desk, const char *file);

void press(Terminal *terminal, const char *keys); // and waits until it is idle
void limit_to(Terminal *terminal, const char *query);
void run_line(Terminal *terminal, const char *line); // behind ":"
// Imports a file from within and waits until it is in.
void import_file(Terminal *terminal, const char *path);
void quit(Terminal *terminal); // it ends well and leaves a clean terminal
void assert_shows(Terminal *terminal, const char *text);
void assert_hides(Terminal *terminal, const char *text);
// That a row with `text` has `beside`, too, or that none has.
void assert_row(Terminal *terminal, const char *text, const char *beside);
void assert_no_row(Terminal *terminal, const char *text, const char *beside);
// That the list's cursor is on the row with `text`.
void assert_chosen(Terminal *terminal, const char *text);

#endif
