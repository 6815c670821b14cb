#include "carrel/base/file.h"
#include "carrel/review/action.h"
#include "carrel/store/review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

// A folder of its own for each test.
typedef struct {
    char folder[64];
    char path[128];
    Arena arena;
    Error err;
} Place;

static int place_new(void **state) {
    Place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/carrel-review-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/sepsis.carrel", place->folder);
    setenv("XDG_DATA_HOME", place->folder, 1);
    *state = place;
    return 0;
}

static int place_free(void **state) {
    Place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    int status = system(command);
    arena_free(&place->arena);
    free(place);
    return status;
}

static Key key_of(unsigned number) {
    Key key = {{0}};
    key.bytes[15] = (uint8_t) number;
    return key;
}

static ReviewFile *open_it(Place *place) {
    ReviewFile *review = review_open(place->path, true, &place->err);
    if (!review) {
        fail_msg("%s", place->err.text);
    }
    return review;
}

// A decision and a note, as one action.
static ReviewAction make(Place *place, int64_t time) {
    ReviewAction action = review_action_begin_as(key_new(), key_of(1), 1, time, &place->arena);
    Key candidate =
        review_action_add(&action, &(CandidateFacts){.citation = "Invented 2020", .origin = "search"});
    review_action_decide(&action, candidate, DECISION_EXCLUDE, "β-Catenin\nin mice");
    return action;
}

static void append(Place *place, ReviewFile *review, ReviewAction *action) {
    if (!review_append(review, action->events, action->count, &place->err)) {
        fail_msg("%s", place->err.text);
    }
}

static size_t count_read(Place *place, ReviewFile *review, Event **events) {
    size_t count;
    if (!review_read(review, &place->arena, events, &count, &place->err)) {
        fail_msg("%s", place->err.text);
    }
    return count;
}

static void assert_event(const Event *a, const Event *b) {
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_memory_equal(&a->action, &b->action, sizeof a->action);
    assert_memory_equal(&a->reviewer, &b->reviewer, sizeof a->reviewer);
    assert_memory_equal(&a->candidate, &b->candidate, sizeof a->candidate);
    assert_int_equal(a->time, b->time);
    assert_int_equal(a->stage, b->stage);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->value, b->value);
}

static void what_was_appended_is_read_again(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    Event *events;
    assert_int_equal(count_read(place, review, &events), 0);
    ReviewAction action = make(place, 5000);
    append(place, review, &action);
    assert_false(review_changed(review));
    assert_int_equal(count_read(place, review, &events), 0); // its own
    append(place, review, &action);                          // idempotent
    review_close(review);

    review = open_it(place);
    assert_false(review_is_read_only(review));
    assert_int_equal(count_read(place, review, &events), 2);
    assert_event(&events[0], &action.events[0]);
    assert_event(&events[1], &action.events[1]);
    String report = {0};
    assert_true(review_check(review, &report, &place->err));
    assert_int_equal(report.length, 0);
    review_close(review);
}

static void two_may_work_on_it(void **state) {
    Place *place = *state;
    ReviewFile *one = open_it(place), *two = open_it(place);
    Event *events;
    assert_int_equal(count_read(place, one, &events), 0);
    assert_int_equal(count_read(place, two, &events), 0);
    ReviewAction first = make(place, 9000), second = make(place, 1000), third = make(place, 9001);
    append(place, one, &first);
    assert_true(review_changed(two));
    append(place, two, &second); // its clock is slow
    assert_int_equal(second.events[0].time, 9001);
    assert_int_equal(second.events[1].time, 9001);
    append(place, one, &third);
    assert_int_equal(third.events[0].time, 9002);
    ReviewAction again = second;
    again.events[0].time = again.events[1].time = 1000;
    append(place, two, &again); // told what is on disk
    assert_int_equal(again.events[0].time, 9001);

    assert_true(review_changed(one));
    size_t count = count_read(place, one, &events);
    assert_true(count >= 2);
    assert_false(review_changed(one));
    assert_int_equal(count_read(place, two, &events), 6); // others' lay between
    assert_event(&events[0], &first.events[0]);
    assert_event(&events[2], &second.events[0]);
    assert_event(&events[4], &third.events[0]);
    review_close(one);
    review_close(two);
}

enum { WRITERS = 3, WRITES = 40 };

static void several_processes_append(void **state) {
    Place *place = *state;
    review_close(open_it(place));
    for (int writer = 0; writer < WRITERS; writer++) {
        if (fork() == 0) {
            ReviewFile *review = review_open(place->path, false, &place->err);
            bool ok = review != NULL;
            for (int i = 0; i < WRITES && ok; i++) {
                ReviewAction action = make(place, 1000);
                ok = review_append(review, action.events, action.count, &place->err);
            }
            review_close(review);
            _exit(ok ? 0 : 1);
        }
    }
    for (int writer = 0; writer < WRITERS; writer++) {
        int status;
        wait(&status);
        assert_int_equal(status, 0);
    }
    ReviewFile *review = open_it(place);
    Event *events;
    assert_int_equal(count_read(place, review, &events), 2 * WRITERS * WRITES);
    for (int i = 0; i < WRITERS * WRITES; i++) { // each action stands behind all before it
        assert_int_equal(events[2 * i].time, events[2 * i + 1].time);
        assert_int_equal(events[2 * i].time, 1000 + i);
    }
    review_close(review);
}

static void edit(Place *place, const char *sql) {
    sqlite3 *sqlite;
    assert_int_equal(sqlite3_open(place->path, &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sqlite);
}

static void overwrite(Place *place, long offset, const char *with) {
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    fseek(file, offset, SEEK_SET);
    fputs(with, file);
    fclose(file);
}

static void refuses(Place *place, const char *because) {
    String before = {0}, after = {0};
    assert_true(file_read_all(place->path, 1 << 24, &before, &place->err));
    place->err = (Error){0};
    ReviewFile *review = review_open(place->path, true, &place->err);
    assert_null(review);
    assert_non_null(strstr(place->err.text, place->path));
    if (!strstr(place->err.text, because)) {
        fail_msg("expected \"%s\" in: %s", because, place->err.text);
    }
    assert_true(file_read_all(place->path, 1 << 24, &after, &place->err));
    assert_true(sv_equal(string_view(&before), string_view(&after)));
    string_free(&before);
    string_free(&after);
}

static void refuses_what_it_must_not_touch(void **state) {
    Place *place = *state;
    review_close(open_it(place));
    edit(place, "PRAGMA user_version = 99");
    refuses(place, "newer");
    edit(place, "PRAGMA user_version = 1; PRAGMA application_id = 7");
    refuses(place, "another program");
    assert_null(strstr(place->err.text, "backup"));
    unlink(place->path);
    assert_null(review_open(place->path, false, &place->err));
    assert_non_null(strstr(place->err.text, "there is no review"));
    assert_false(file_exists(place->path));
    FILE *file = fopen(place->path, "w");
    fputs("this is a letter to a colleague, and no database at all, however long it may be\n", file);
    fclose(file);
    refuses(place, "no database");
}

static void a_damaged_file_stays_and_its_backup_is_named(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    for (int i = 0; i < 100; i++) {
        ReviewAction action = make(place, 1000);
        append(place, review, &action);
    }
    assert_true(review_backup(review, NULL, &place->err));
    review_close(review);
    overwrite(place, 2 * 4096 + 3, "\xff\xff\xff");
    refuses(place, "damaged");
    const char *named = strstr(place->err.text, "the last backup is ");
    assert_non_null(named);
    named += strlen("the last backup is ");

    // The backup is whole.
    review = review_open(named, false, &place->err);
    assert_non_null(review);
    Event *events;
    assert_int_equal(count_read(place, review, &events), 200);
    review_close(review);
}

static size_t count_files(const char *folder) {
    char command[200];
    snprintf(command, sizeof command, "ls '%s' | wc -l", folder);
    FILE *listing = popen(command, "r");
    size_t count = 0;
    assert_int_equal(fscanf(listing, "%zu", &count), 1);
    pclose(listing);
    return count;
}

static void a_backup_a_day_and_ten_kept(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    char folder[128];
    snprintf(folder, sizeof folder, "%s/kept", place->folder);
    assert_true(review_backup(review, folder, &place->err));
    assert_false(file_exists(folder)); // nothing to keep yet
    ReviewAction action = make(place, 1000);
    append(place, review, &action);
    assert_true(review_backup(review, folder, &place->err));
    assert_true(review_backup(review, folder, &place->err));
    assert_int_equal(count_files(folder), 1);

    // Twelve older ones, named as today's is.
    char command[400];
    snprintf(command, sizeof command,
             "cd '%s' && f=$(ls) && for d in 01 02 03 04 05 06 07 08 09 10 11 12; do"
             " touch \"${f%%[0-9][0-9][0-9][0-9]-[0-9]*.carrel}2020-01-$d.carrel\"; done && touch "
             "other.carrel && rm \"$f\"",
             folder);
    assert_int_equal(system(command), 0);
    assert_true(review_backup(review, folder, &place->err));
    assert_int_equal(count_files(folder), 11); // ten and the other's
    snprintf(command, sizeof command, "ls '%s' | grep -q '2020-01-0[1-3]'", folder);
    assert_int_not_equal(system(command), 0);
    review_close(review);
}

static void check_names_what_is_wrong(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    ReviewAction action = make(place, 1000);
    append(place, review, &action);
    review_close(review);
    edit(place,
         "INSERT INTO event SELECT 3, randomblob(16), action, time, reviewer, stage, 77, candidate, '' "
         "FROM event WHERE number = 1");
    edit(place, "UPDATE event SET value = 'perhaps' WHERE number = 2");
    review = open_it(place);
    String report = {0};
    assert_false(review_check(review, &report, &place->err));
    assert_non_null(strstr(string_text(&report), "event 3 is of an unknown kind (77)"));
    assert_non_null(strstr(string_text(&report), "event 2 is no decision"));
    review_close(review);
    string_free(&report);

    edit(place, "UPDATE event SET action = x'00' WHERE number = 1");
    review = open_it(place);
    Event *events;
    size_t count;
    assert_false(review_read(review, &place->arena, &events, &count, &place->err));
    assert_non_null(strstr(place->err.text, "its event 1"));
    assert_false(review_check(review, &report, &place->err));
    review_close(review);
    string_free(&report);
}

// Hostile values come out as text that the rest can handle.
static void odd_values_are_tamed(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    ReviewAction action = make(place, 1000);
    append(place, review, &action);
    review_close(review);
    edit(place, "UPDATE event SET time = 9223372036854775807, value = CAST(x'61ff62' AS TEXT)");
    review = open_it(place);
    Event *events;
    assert_int_equal(count_read(place, review, &events), 2);
    assert_string_equal(events[0].value, "a\xef\xbf\xbd"
                                         "b");
    ReviewAction later = make(place, 2000);
    append(place, review, &later);
    assert_true(later.events[0].time > events[0].time);
    review_close(review);
}

static void a_file_that_was_replaced_is_noticed(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    ReviewAction action = make(place, 1000);
    append(place, review, &action);
    char moved[160];
    snprintf(moved, sizeof moved, "%s.moved", place->path);
    assert_int_equal(rename(place->path, moved), 0);
    assert_true(review_changed(review));
    action = make(place, 2000);
    assert_false(review_append(review, action.events, action.count, &place->err));
    assert_non_null(strstr(place->err.text, "moved or replaced"));
    review_close(review);
}

// As a person who may read but not write; the super-user may always write.
static void a_read_only_file_can_be_read(void **state) {
    Place *place = *state;
    ReviewFile *review = open_it(place);
    ReviewAction action = make(place, 1000);
    append(place, review, &action);
    review_close(review);
    assert_int_equal(chmod(place->path, 0444), 0);
    assert_int_equal(chmod(place->folder, 0555), 0);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
            _exit(9);
        }
        Event *events;
        size_t count = 0;
        review = review_open(place->path, true, &place->err);
        bool opened = review && review_is_read_only(review) &&
                      review_read(review, &place->arena, &events, &count, &place->err) && count == 2;
        bool refused = opened && !review_append(review, action.events, action.count, &place->err) &&
                       strstr(place->err.text, "can only be read");
        review_close(review);
        _exit(!opened ? 1 : !refused ? 2 : 0);
    }
    int status;
    waitpid(child, &status, 0);
    chmod(place->folder, 0755);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 9) {
        print_message("skipped: cannot become another user\n");
        skip();
    }
    assert_int_equal(status, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(what_was_appended_is_read_again),
        TEST(two_may_work_on_it),
        TEST(several_processes_append),
        TEST(refuses_what_it_must_not_touch),
        TEST(a_damaged_file_stays_and_its_backup_is_named),
        TEST(a_backup_a_day_and_ten_kept),
        TEST(check_names_what_is_wrong),
        TEST(odd_values_are_tamed),
        TEST(a_file_that_was_replaced_is_noticed),
        TEST(a_read_only_file_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
