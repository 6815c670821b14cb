#include "gate.h"

#include "carrel/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int64_t gate_pass(GateState *state, GateClock now, unsigned gap_ms) {
    if (state->started_us > now.ticks_us) { // the machine started anew since
        *state = (GateState){.closed_until_ms = state->closed_until_ms};
    }
    int64_t wait = 0;
    if (state->started_us != 0) {
        wait = state->started_us + (int64_t) gap_ms * 1000 - now.ticks_us;
    }
    int64_t closed = state->closed_until_ms - now.wall_ms;
    if (closed > 0 && closed <= GATE_CLOSED_MOST_MS && closed * 1000 > wait) {
        wait = closed * 1000;
    }
    if (wait > 0) {
        return wait;
    }
    state->started_us = now.ticks_us;
    return 0;
}

int64_t gate_pause_ms(unsigned failures, unsigned pause_ms, unsigned pause_most_ms) {
    uint64_t most = failures < 20 ? (uint64_t) pause_ms << failures : pause_most_ms;
    if (most > pause_most_ms) {
        most = pause_most_ms;
    }
    uint64_t random;
    random_bytes(&random, sizeof random);
    return (int64_t) (random % (most + 1));
}

void gate_close(GateState *state, GateClock now, int64_t started_us, int64_t retry_after_ms,
                unsigned pause_ms, unsigned pause_most_ms) {
    if (retry_after_ms > GATE_CLOSED_MOST_MS) {
        retry_after_ms = GATE_CLOSED_MOST_MS;
    }
    bool same_burst = started_us < state->closed_at_us && state->closed_at_us <= now.ticks_us;
    if (same_burst && retry_after_ms == 0) {
        return;
    }
    int64_t pause = retry_after_ms;
    if (pause == 0) {
        pause = gate_pause_ms(state->refusals, pause_ms, pause_most_ms);
    }
    if (!same_burst) {
        state->refusals++;
        state->closed_at_us = now.ticks_us;
    }
    int64_t until = now.wall_ms + pause;
    bool believed = state->closed_until_ms - now.wall_ms <= GATE_CLOSED_MOST_MS;
    if (!believed || until > state->closed_until_ms) {
        state->closed_until_ms = until;
    }
}

// Tries for as long as a lock can reasonably be kept; who keeps it longer was stopped (Control-Z).
static bool lock_file(int file) {
    for (int tries = 0; tries < 50; tries++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        usleep(1000);
    }
    return false;
}

bool gate_lock(const char *path, GateLock *lock, Error *err) {
    *lock = (GateLock){.file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (lock->file < 0) {
        return error_set(err, ERROR_SYSTEM, "%s: %s; requests are not sent where their pace cannot be kept",
                         path, strerror(errno));
    }
    if (!lock_file(lock->file)) {
        close(lock->file);
        return false;
    }
    char text[128];
    ssize_t got = pread(lock->file, text, sizeof text - 1, 0);
    text[got > 0 ? got : 0] = '\0';
    GateState state = {0};
    if (sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %u\n", &state.started_us, &state.closed_at_us,
               &state.closed_until_ms, &state.refusals) == 4) {
        lock->state = state;
    }
    return true;
}

void gate_unlock(GateLock *lock, bool changed) {
    if (changed) {
        char text[128]; // always of the same length, so that one write replaces the whole
        int length = snprintf(text, sizeof text, "%020" PRId64 " %020" PRId64 " %020" PRId64 " %010u\n",
                              lock->state.started_us, lock->state.closed_at_us, lock->state.closed_until_ms,
                              lock->state.refusals);
        if (pwrite(lock->file, text, (size_t) length, 0) < 0) {
            // A full disk: the pace is kept by this process alone.
        }
    }
    close(lock->file);
}
