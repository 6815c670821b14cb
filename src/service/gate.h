#ifndef SERVICE_GATE_H
#define SERVICE_GATE_H

#include "carrel/base/error.h"

#include <stdbool.h>
#include <stdint.h>

// The gate before one host: what the processes of one user agree on, in a small file under a lock
// that is held for microseconds. A process that dies holds nothing back.

typedef struct {
    int64_t ticks_us; // clock_ticks_us, the same for all processes until the machine starts anew
    int64_t wall_ms;  // clock_now_ms
} GateClock;

typedef struct {
    int64_t started_us;      // when the last request started, on the first clock
    int64_t closed_at_us;    // when the gate was last closed, on the first clock
    int64_t closed_until_ms; // on the second clock
    unsigned refusals;       // in a row
} GateState;

// Longest that a gate stays closed; what a file says beyond it is not believed.
#define GATE_CLOSED_MOST_MS ((int64_t) 24 * 3600 * 1000)

// Microseconds to wait before a request may start; 0: it starts now, which is noted.
int64_t gate_pass(GateState *state, GateClock now, unsigned gap_ms);
// A request that started at `started_us` was refused: closes for `retry_after_ms`, or where that is
// 0 for a random part of a pause that doubles with each refusal up to pause_most_ms (full jitter).
// Several refusals of one burst count as one.
void gate_close(GateState *state, GateClock now, int64_t started_us, int64_t retry_after_ms,
                unsigned pause_ms, unsigned pause_most_ms);
// A random part (0 and the whole included) of the pause after so many failures before this one.
int64_t gate_pause_ms(unsigned failures, unsigned pause_ms, unsigned pause_most_ms);

// Opens the gate's file, takes its lock and reads it; false without an error where somebody else keeps
// the lock. Damaged contents count as none.
typedef struct {
    int file;
    GateState state;
} GateLock;
bool gate_lock(const char *path, GateLock *lock, Error *err);
void gate_unlock(GateLock *lock, bool changed); // writes the state where it was changed

#endif
