#include "carrel/base/clock.h"
#include "carrel/review/action.h"
#include "carrel/store/review.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// A process that decides is killed at random moments, again and again on one file:
// whatever it said was kept must be there, and the file must be sound.
enum { KILLS = 60, MOST = 60 * 64 };

// Appends decisions for ever; writes each one's id once it is on disk.
static _Noreturn void decide_until_killed(const char *path, int said) {
    Error err = {0};
    Arena arena = {0};
    ReviewFile *review = review_open(path, true, &err);
    Key candidate = {{1}};
    while (review) {
        ReviewAction action = review_action_begin_as(key_new(), (Key){{2}}, 1, 1, &arena);
        review_action_decide(&action, candidate, DECISION_INCLUDE, "a reason of some length, to fill pages");
        review_action_label(&action, candidate, "label", true);
        if (!review_append(review, action.events, action.count, &err) ||
            write(said, action.events[0].id.bytes, sizeof(Key)) != sizeof(Key)) {
            break;
        }
        arena_reset(&arena);
    }
    _exit(1);
}

static void busy_for_us(int64_t microseconds) {
    int64_t end = clock_ticks_us() + microseconds;
    while (clock_ticks_us() < end) {
    }
}

static bool is_among(const Event *events, size_t count, Key id) {
    for (size_t i = 0; i < count; i++) {
        if (key_compare(events[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void killed_at_any_moment(void **state) {
    (void) state;
    char folder[] = "/tmp/carrel-crash-XXXXXX", path[64], command[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/r.carrel", folder);
    Key *said = calloc(MOST, sizeof *said);
    size_t said_count = 0;
    unsigned seed = 20;
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            decide_until_killed(path, ends[1]);
        }
        close(ends[1]);
        // Some decisions, then a moment somewhere within the next commit; sometimes at once.
        for (int wanted = rand_r(&seed) % 8; wanted > 0 && said_count < MOST; wanted--) {
            assert_int_equal(read(ends[0], &said[said_count++], sizeof(Key)), sizeof(Key));
        }
        busy_for_us(rand_r(&seed) % 1500);
        assert_int_equal(kill(child, SIGKILL), 0);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        while (said_count < MOST && read(ends[0], &said[said_count], sizeof(Key)) == sizeof(Key)) {
            said_count++;
        }
        close(ends[0]);

        Error err = {0};
        Arena arena = {0};
        String report = {0};
        Event *events;
        size_t count = 0;
        ReviewFile *review = review_open(path, true, &err);
        if (!review || !review_read(review, &arena, &events, &count, &err)) {
            fail_msg("%s", err.text);
        }
        assert_int_equal(count % 2, 0); // no action by halves
        for (size_t i = 0; i < said_count; i++) {
            assert_true(is_among(events, count, said[i]));
        }
        if (!review_check(review, &report, &err)) {
            fail_msg("%s%s", err.text, string_text(&report));
        }
        review_close(review);
        string_free(&report);
        arena_free(&arena);
    }
    print_message("%d kills, %zu decisions acknowledged, none lost\n", KILLS, said_count);
    assert_true(said_count > KILLS);
    free(said);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_any_moment)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
