#ifndef TESTS_BENCH_TYPING_H
#define TESTS_BENCH_TYPING_H

#include "../pty/harness.h"
#include "measure.h"

// A person at the keyboard with a stopwatch, for any program on a terminal: keys come one by one, each
// after the screen has been quiet for a while.

// Takes output until none came for quiet_ms.
void typing_settle(Terminal *terminal, int quiet_ms);
// Presses a key, waits until the program has drawn; milliseconds until the newest output was there.
// Ends the benchmark with a picture of the screen where no answer comes.
double typing_press(Terminal *terminal, const char *key);
// Presses it `count` times; *bytes gets what was written for each, in the mean.
void typing_repeat(Terminal *terminal, const char *key, int count, Samples *lags, double *bytes);
// All at once; the lag of the last.
double typing_burst(Terminal *terminal, char key, int count);
// The slowest of four changes of size, the last of them back to 24x80.
double typing_resize(Terminal *terminal);

// The line that names the study whose abstract carrel shows; the caller frees it.
char *typing_study(Terminal *terminal);

// Row down in carrel, and a short rest: milliseconds from the key until the head of the abstract names
// another study and all is drawn.
double typing_row_down(Terminal *terminal);
// As long as the program works, at most `most` such keys; false where it was done before any.
bool typing_while_working(Terminal *terminal, int most, Samples *lags);

#endif
