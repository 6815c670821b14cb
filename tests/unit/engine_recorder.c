#include "carrel/base/clock.h"
#include "carrel/engine/recorder.h"
#include "carrel/store/review.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char folder[64];
    char path[128];
    Arena arena;
    Mailbox *mailbox;
    Error err;
} Place;

static int place_new(void **state) {
    Place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/carrel-recorder-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/sepsis.carrel", place->folder);
    setenv("XDG_DATA_HOME", place->folder, 1);
    place->mailbox = mailbox_new();
    *state = place;
    return 0;
}

static int place_free(void **state) {
    Place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    int status = system(command);
    mailbox_free(place->mailbox);
    arena_free(&place->arena);
    free(place);
    return status;
}

static Recorder *start(Place *place) {
    Recorder *recorder = recorder_start(place->path, true, place->mailbox, &place->err);
    assert_non_null(recorder);
    return recorder;
}

// The next message; fails where none comes within ten seconds.
static void *next(Place *place, MailTag tag) {
    Mail mail;
    while (!mailbox_take(place->mailbox, &mail)) {
        struct pollfd file = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
        assert_int_equal(poll(&file, 1, 10000), 1);
    }
    assert_int_equal(mail.tag, tag);
    return mail.value;
}

static void expect_events(Place *place, bool first, size_t count) {
    ReviewEvents *mail = next(place, MAIL_REVIEW_EVENTS);
    assert_string_equal(mail->error.text, "");
    assert_int_equal(mail->first, first);
    assert_int_equal(mail->events->count, count);
    review_events_free(mail);
}

static void expect_confirmed(Place *place, Key action) {
    ReviewConfirmed *mail = next(place, MAIL_REVIEW_CONFIRMED);
    assert_memory_equal(&mail->action, &action, sizeof action);
    assert_memory_equal(&mail->events->events[0].action, &action, sizeof action);
    review_confirmed_free(mail);
}

static void expect_failed(Place *place, Key action, const char *because) {
    ReviewFailed *mail = next(place, MAIL_REVIEW_FAILED);
    assert_memory_equal(&mail->action, &action, sizeof action);
    if (!strstr(mail->error.text, because)) {
        fail_msg("expected \"%s\" in: %s", because, mail->error.text);
    }
    assert_non_null(strstr(mail->error.text, "not saved: "));
    review_failed_free(mail);
}

static ReviewAction make(Place *place, const char *note) {
    ReviewAction action = review_action_begin_as(key_new(), (Key){{1}}, 1, 1000, &place->arena);
    Key candidate = review_action_add(&action, &(CandidateFacts){.citation = "Invented", .origin = "search"});
    review_action_note(&action, candidate, note);
    return action;
}

static Key submit(Place *place, Recorder *recorder, const char *note) {
    ReviewAction action = make(place, note);
    recorder_submit(recorder, event_list_copy(action.events, action.count));
    return action.action;
}

static size_t count_on_disk(Place *place) {
    Event *events;
    size_t count = 0;
    ReviewFile *review = review_open(place->path, false, &place->err);
    if (!review || !review_read(review, &place->arena, &events, &count, &place->err)) {
        fail_msg("%s", place->err.text);
    }
    review_close(review);
    return count;
}

static void an_action_is_kept_and_confirmed(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    Key action = submit(place, recorder, "one");
    expect_confirmed(place, action);
    assert_int_equal(count_on_disk(place), 2); // already, not only at the end
    recorder_stop(recorder);

    recorder = start(place);
    expect_events(place, true, 2);
    recorder_stop(recorder);
    recorder_stop(NULL);
}

enum { BURST = 300 };

static void a_burst_is_answered_in_order_and_waited_for(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    Key actions[BURST];
    int64_t begin = clock_ticks_us();
    for (int i = 0; i < BURST; i++) {
        actions[i] = submit(place, recorder, "burst");
    }
    int64_t submitted = clock_ticks_us();
    recorder_stop(recorder);
    int64_t stopped = clock_ticks_us();
    print_message("%d actions submitted in %.2f ms, on disk after %.0f ms\n", BURST,
                  (double) (submitted - begin) / 1000, (double) (stopped - begin) / 1000);
    expect_events(place, true, 0);
    for (int i = 0; i < BURST; i++) {
        expect_confirmed(place, actions[i]);
    }
    assert_int_equal(count_on_disk(place), 2 * BURST);
}

static void times_that_were_raised_come_back(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    submit(place, recorder, "one");
    submit(place, recorder, "two");
    for (int i = 0; i < 2; i++) {
        ReviewConfirmed *mail = next(place, MAIL_REVIEW_CONFIRMED);
        assert_int_equal(mail->events->events[0].time, 1000 + i);
        review_confirmed_free(mail);
    }
    recorder_stop(recorder);
}

static void what_another_appends_is_told(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    ReviewFile *other = review_open(place->path, false, &place->err);
    assert_non_null(other);
    for (int i = 0; i < 3; i++) {
        ReviewAction action = make(place, "from beside");
        assert_true(review_append(other, action.events, action.count, &place->err));
        expect_events(place, false, 2);
    }
    review_close(other);
    Key own = submit(place, recorder, "own");
    expect_confirmed(place, own);
    recorder_stop(recorder);
    Mail mail;
    assert_false(mailbox_take(place->mailbox, &mail)); // its own is not told twice
}

static OtherReview *expect_other(Place *place, size_t count) {
    OtherReview *mail = next(place, MAIL_REVIEW_OTHER);
    assert_string_equal(mail->error.text, "");
    assert_int_equal(mail->events->count, count);
    return mail;
}

// Another copy is read, stays as it is, and its events keep their times, however often they come.
static void another_copy_is_merged(void **state) {
    Place *place = *state;
    char path[160];
    snprintf(path, sizeof path, "%s/copy.carrel", place->folder);
    ReviewFile *copy = review_open(path, true, &place->err);
    assert_non_null(copy);
    ReviewAction action = make(place, "theirs");
    action.events[0].time = action.events[1].time = 77;
    size_t added;
    assert_true(review_merge(copy, action.events, action.count, &added, &place->err));
    review_close(copy);

    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    expect_confirmed(place, submit(place, recorder, "own"));
    for (int i = 0; i < 2; i++) {
        recorder_read_other(recorder, path);
        OtherReview *other = expect_other(place, 2);
        assert_string_equal(other->path, path);
        recorder_merge(recorder, other->events);
        other->events = NULL;
        other_review_free(other);
        ReviewEvents *mail = next(place, MAIL_REVIEW_EVENTS);
        assert_false(mail->first);
        assert_int_equal(mail->events->count, 2);
        assert_int_equal(mail->events->events[1].time, 77);
        review_events_free(mail);
        assert_int_equal(count_on_disk(place), 4);
    }
    expect_confirmed(place, submit(place, recorder, "own again"));
    recorder_stop(recorder);
    Mail mail;
    assert_false(mailbox_take(place->mailbox, &mail)); // its own merge is not told twice
}

static void what_cannot_be_merged_says_so(void **state) {
    Place *place = *state;
    char path[160];
    snprintf(path, sizeof path, "%s/none.carrel", place->folder);
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    recorder_read_other(recorder, path);
    OtherReview *other = next(place, MAIL_REVIEW_OTHER);
    assert_non_null(strstr(other->error.text, "none.carrel"));
    assert_int_equal(other->events->count, 0);
    other_review_free(other);
    assert_int_not_equal(access(path, F_OK), 0); // nothing was made there
    expect_confirmed(place, submit(place, recorder, "one"));
    recorder_stop(recorder);
}

static void a_full_disk_fails_one_action_not_the_next(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    expect_confirmed(place, submit(place, recorder, "before"));

    // No file may grow beyond what a large note needs.
    char large[65536];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 32768;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    Key failed = submit(place, recorder, large);
    expect_events(place, false, 2); // it was opened and read again
    expect_failed(place, failed, place->path);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    expect_confirmed(place, submit(place, recorder, "after"));
    recorder_stop(recorder);
    assert_int_equal(count_on_disk(place), 4);
}

static void what_cannot_be_opened_says_so(void **state) {
    Place *place = *state;
    FILE *file = fopen(place->path, "w");
    for (int i = 0; i < 100; i++) {
        fputs("no database at all\n", file);
    }
    fclose(file);
    Recorder *recorder = start(place);
    ReviewEvents *mail = next(place, MAIL_REVIEW_EVENTS);
    assert_true(mail->first);
    assert_int_equal(mail->error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(mail->error.text, "no database"));
    assert_int_equal(mail->events->count, 0);
    review_events_free(mail);
    expect_failed(place, submit(place, recorder, "one"), "no database");
    recorder_stop(recorder);
}

static void a_file_that_goes_and_comes_back(void **state) {
    Place *place = *state;
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    char away[160];
    snprintf(away, sizeof away, "%s.away", place->path);
    assert_int_equal(rename(place->path, away), 0);
    ReviewEvents *mail = next(place, MAIL_REVIEW_EVENTS);
    assert_non_null(strstr(mail->error.text, "there is no review"));
    review_events_free(mail);
    expect_failed(place, submit(place, recorder, "one"), "there is no review");
    assert_int_equal(rename(away, place->path), 0);
    Key action = submit(place, recorder, "two");
    expect_events(place, false, 0); // opened again
    expect_confirmed(place, action);
    recorder_stop(recorder);
    assert_int_equal(count_on_disk(place), 2);
}

static void it_sleeps_while_nothing_happens(void **state) {
    Place *place = *state;
#ifdef __SANITIZE_THREAD__
    (void) place;
    print_message("skipped: the thread sanitizer's own thread wakes all the time\n");
    skip();
#else
    Recorder *recorder = start(place);
    expect_events(place, true, 0);
    expect_confirmed(place, submit(place, recorder, "one"));
    struct pollfd file = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
    poll(&file, 1, 100); // its own write is noticed once
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    assert_int_equal(poll(&file, 1, 1500), 0); // no mail comes
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_nvcsw - before.ru_nvcsw <= 3);
    recorder_stop(recorder);
#endif
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(an_action_is_kept_and_confirmed),
        TEST(a_burst_is_answered_in_order_and_waited_for),
        TEST(times_that_were_raised_come_back),
        TEST(what_another_appends_is_told),
        TEST(another_copy_is_merged),
        TEST(what_cannot_be_merged_says_so),
        TEST(a_full_disk_fails_one_action_not_the_next),
        TEST(what_cannot_be_opened_says_so),
        TEST(a_file_that_goes_and_comes_back),
        TEST(it_sleeps_while_nothing_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
