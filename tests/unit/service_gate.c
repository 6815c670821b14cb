#include "service/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "carrel/service/services.h"

#define MS      1000
#define HOUR_MS ((int64_t) 3600 * 1000)

// Hours into the life of the machine, and some wall clock.
static GateClock at(int64_t ms) {
    return (GateClock){.ticks_us = (10 * HOUR_MS + ms) * MS, .wall_ms = 1800000000000 + ms};
}

static void keeps_the_gap(void **state) {
    (void) state;
    static const struct {
        ServiceId service;
        bool key;
        unsigned least;
    } cases[] = {{SERVICE_NCBI, false, 400},          {SERVICE_NCBI, true, 110},
                 {SERVICE_EUROPEPMC, false, 100},     {SERVICE_ICITE, false, 100},
                 {SERVICE_OPENCITATIONS, false, 334}, {SERVICE_OPENALEX, false, 100},
                 {SERVICE_CROSSREF, false, 200}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Service *service = &services[cases[i].service];
        unsigned gap = cases[i].key ? service->gap_with_key_ms : service->gap_ms;
        assert_in_range(gap, cases[i].least, 1000);
        GateState gate = {0};
        assert_int_equal(gate_pass(&gate, at(0), gap), 0);
        assert_int_equal(gate_pass(&gate, at(0), gap), gap * MS);
        assert_int_equal(gate_pass(&gate, at(gap - 1), gap), 1 * MS);
        assert_int_equal(gate_pass(&gate, at(gap), gap), 0);
        assert_int_equal(gate_pass(&gate, at(gap + 1), gap), (gap - 1) * MS);
        assert_int_equal(gate_pass(&gate, at(5000), gap), 0);
    }
}

// In any second of a long run, NCBI gets no more than three requests.
static void stays_below_three_a_second(void **state) {
    (void) state;
    GateState gate = {0};
    int64_t starts[100], now = 0;
    for (size_t i = 0; i < 100; i++) {
        int64_t wait;
        while ((wait = gate_pass(&gate, at(now), services[SERVICE_NCBI].gap_ms)) > 0) {
            now += (wait + MS - 1) / MS;
        }
        starts[i] = now;
        now += (int64_t) (i * 7919 % 300); // what the replies take
        if (i >= 3) {
            assert_true(starts[i] - starts[i - 3] >= 1000);
        }
    }
}

static void believes_no_clock_of_another_day(void **state) {
    (void) state;
    // From before the machine started anew: later than now.
    GateState gate = {
        .started_us = at(0).ticks_us + HOUR_MS * MS, .closed_at_us = at(0).ticks_us, .refusals = 9};
    assert_int_equal(gate_pass(&gate, at(0), 400), 0);
    assert_int_equal(gate.refusals, 0);
    // Closed for longer than any closing is.
    gate = (GateState){.closed_until_ms = at(0).wall_ms + 25 * HOUR_MS};
    assert_int_equal(gate_pass(&gate, at(0), 400), 0);
    gate = (GateState){.closed_until_ms = at(0).wall_ms + 23 * HOUR_MS};
    assert_int_equal(gate_pass(&gate, at(0), 400), 23 * HOUR_MS * MS);
}

static void closes_for_as_long_as_it_is_told(void **state) {
    (void) state;
    GateState gate = {0};
    assert_int_equal(gate_pass(&gate, at(0), 0), 0);
    gate_close(&gate, at(10), at(0).ticks_us, 7000, 1000, 15000);
    assert_int_equal(gate_pass(&gate, at(10), 0), 7000 * MS);
    assert_int_equal(gate_pass(&gate, at(7009), 0), 1 * MS);
    assert_int_equal(gate_pass(&gate, at(7010), 0), 0);
    gate_close(&gate, at(7020), at(7010).ticks_us, INT64_MAX, 1000, 15000);
    assert_int_equal(gate_pass(&gate, at(7020), 0), GATE_CLOSED_MOST_MS * MS);
}

static void doubles_its_pauses_up_to_a_cap(void **state) {
    (void) state;
    static const int64_t most[] = {1000, 2000, 4000, 8000, 15000, 15000, 15000};
    for (unsigned failures = 0; failures < 7; failures++) {
        int64_t longest = 0, sum = 0;
        for (int i = 0; i < 400; i++) {
            int64_t pause = gate_pause_ms(failures, 1000, 15000);
            assert_in_range(pause, 0, most[failures]);
            longest = pause > longest ? pause : longest;
            sum += pause;
        }
        assert_true(longest > most[failures] * 9 / 10); // jitter reaches over the whole pause
        assert_in_range(sum / 400, most[failures] * 4 / 10, most[failures] * 6 / 10);
    }
    assert_in_range(gate_pause_ms(4000000000u, 1000, 15000), 0, 15000);
}

static void counts_a_burst_once(void **state) {
    (void) state;
    GateState gate = {0};
    gate_close(&gate, at(100), at(0).ticks_us, 0, 1000, 15000);
    int64_t until = gate.closed_until_ms;
    for (int i = 0; i < 7; i++) { // the others of the burst, which had started before
        gate_close(&gate, at(110 + i), at(50).ticks_us, 0, 1000, 15000);
    }
    assert_int_equal(gate.refusals, 1);
    assert_int_equal(gate.closed_until_ms, until);
    gate_close(&gate, at(3000), at(2500).ticks_us, 0, 1000, 15000);
    assert_int_equal(gate.refusals, 2);
}

static int make_folder(void **state) {
    char *folder = strdup("/tmp/carrel-gate-XXXXXX");
    *state = folder;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    char path[128];
    snprintf(path, sizeof path, "%s/host", (char *) *state);
    unlink(path);
    int left = rmdir(*state);
    free(*state);
    return left;
}

static void outlives_processes(void **state) {
    char path[128];
    snprintf(path, sizeof path, "%s/host", (char *) *state);
    for (int round = 1; round <= 20; round++) {
        pid_t child = fork();
        if (child == 0) {
            GateLock lock;
            bool got = gate_lock(path, &lock, NULL);
            lock.state.refusals++;
            lock.state.closed_until_ms = INT64_MAX;
            if (round % 2 == 0) {
                _exit(got ? 0 : 1); // dies with the lock
            }
            gate_unlock(&lock, got);
            _exit(got ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        GateLock lock;
        assert_true(gate_lock(path, &lock, NULL));
        assert_int_equal(lock.state.refusals, (round + 1) / 2);
        gate_unlock(&lock, false);
    }
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
}

static void takes_damaged_files_for_empty_ones(void **state) {
    char path[128];
    snprintf(path, sizeof path, "%s/host", (char *) *state);
    static const char *const contents[] = {"", "x", "1 2", "99999999999999999999999999", "\n\n\n"};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(contents[i], file);
        fclose(file);
        GateLock lock;
        assert_true(gate_lock(path, &lock, NULL));
        assert_int_equal(gate_pass(&lock.state, at(0), 400), 0);
        gate_unlock(&lock, true);
        assert_true(gate_lock(path, &lock, NULL));
        assert_int_equal(lock.state.started_us, at(0).ticks_us);
        gate_unlock(&lock, false);
    }
}

static void waits_for_no_stopped_process(void **state) {
    char path[128];
    snprintf(path, sizeof path, "%s/host", (char *) *state);
    GateLock lock, other;
    Error err = {0};
    assert_true(gate_lock(path, &lock, NULL));
    assert_false(gate_lock(path, &other, &err));
    assert_int_equal(err.kind, ERROR_NONE);
    gate_unlock(&lock, false);
    assert_true(gate_lock(path, &other, &err));
    gate_unlock(&other, false);
    assert_false(gate_lock("/proc/none/host", &other, &err));
    assert_int_equal(err.kind, ERROR_SYSTEM);
    assert_non_null(strstr(err.text, "/proc/none/host"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_gap),
        cmocka_unit_test(stays_below_three_a_second),
        cmocka_unit_test(believes_no_clock_of_another_day),
        cmocka_unit_test(closes_for_as_long_as_it_is_told),
        cmocka_unit_test(doubles_its_pauses_up_to_a_cap),
        cmocka_unit_test(counts_a_burst_once),
        cmocka_unit_test_setup_teardown(outlives_processes, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(takes_damaged_files_for_empty_ones, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(waits_for_no_stopped_process, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
