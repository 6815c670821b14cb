#include "typing.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define QUIET_MS   20
#define PAUSE_MS   15 // between keys while the program works; a held key repeats every 30 ms or so
#define PATIENCE_S 10

void typing_settle(Terminal *terminal, int quiet_ms) {
    size_t received = terminal_received(terminal);
    int64_t until = clock_ticks_us() + quiet_ms * 1000;
    while (terminal_step(terminal, until)) {
        size_t now = terminal_received(terminal);
        if (now != received)
            until = clock_ticks_us() + quiet_ms * 1000;
        received = now;
    }
}

static void wait_output(Terminal *terminal, size_t received, const char *key) {
    int64_t until = clock_ticks_us() + PATIENCE_S * 1000000;
    while (terminal_received(terminal) == received)
        if (!terminal_step(terminal, until))
            terminal_fail(terminal, "this key was not answered", key);
}

double typing_press(Terminal *terminal, const char *key) {
    size_t received = terminal_received(terminal);
    terminal_press(terminal, key);
    wait_output(terminal, received, key);
    typing_settle(terminal, QUIET_MS);
    return (double) terminal_lag_us(terminal) / 1000;
}

void typing_repeat(Terminal *terminal, const char *key, int count, Samples *lags, double *bytes) {
    size_t before = terminal_received(terminal);
    for (int i = 0; i < count; i++)
        samples_add(lags, typing_press(terminal, key));
    *bytes = (double) (terminal_received(terminal) - before) / count;
}

double typing_burst(Terminal *terminal, char key, int count) {
    char *keys = memory_new((size_t) count);
    memset(keys, key, (size_t) count);
    size_t received = terminal_received(terminal);
    terminal_send(terminal, keys, (size_t) count);
    free(keys);
    wait_output(terminal, received, "the burst");
    typing_settle(terminal, 10 * QUIET_MS);
    return (double) terminal_lag_us(terminal) / 1000;
}

double typing_resize(Terminal *terminal) {
    static const int sizes[][2] = {{36, 120}, {50, 200}, {20, 60}, {24, 80}};
    double slowest = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t received = terminal_received(terminal);
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        wait_output(terminal, received, "the new size");
        typing_settle(terminal, 5 * QUIET_MS);
        double lag = (double) terminal_lag_us(terminal) / 1000;
        slowest = lag > slowest ? lag : slowest;
    }
    return slowest;
}

// The row that names the study whose abstract is shown.
static int head_row(Terminal *terminal) {
    int row, column;
    if (!terminal_find(terminal, " PMID ", &row, &column))
        terminal_fail(terminal, "no study is shown", "PMID");
    return row;
}

char *typing_study(Terminal *terminal) {
    return memory_copy_string(terminal_row(terminal, head_row(terminal)));
}

double typing_row_down(Terminal *terminal) {
    int row = head_row(terminal);
    char *before = memory_copy_string(terminal_row(terminal, row));
    int64_t until = clock_ticks_us() + PATIENCE_S * 1000000;
    terminal_type(terminal, "j");
    while (strcmp(before, terminal_row(terminal, row)) == 0)
        if (!terminal_step(terminal, until))
            terminal_fail(terminal, "the list did not move on", before);
    double lag = (double) terminal_lag_us(terminal) / 1000;
    free(before);
    int64_t pause = clock_ticks_us() + PAUSE_MS * 1000;
    while (terminal_step(terminal, pause)) {
    }
    return lag;
}

bool typing_while_working(Terminal *terminal, int most, Samples *lags) {
    int count = 0;
    for (; count < most && !terminal_is_idle(terminal); count++)
        samples_add(lags, typing_row_down(terminal));
    return count > 0;
}
