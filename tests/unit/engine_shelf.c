// Reviews to choose from: which there are, and how far each has come.
#include "carrel/engine/shelf.h"

#include "carrel/base/memory.h"
#include "carrel/review/action.h"
#include "carrel/screening/filling.h"
#include "carrel/store/review.h"

#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <cmocka.h>

typedef struct {
    char folder[64];
    Key reviewer;
    Arena arena;
} Place;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void) status, (void) kind, (void) walk;
    return remove(path);
}

static int set_up(void **state) {
    Place *place = memory_new(sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/carrel-shelf-XXXXXX");
    *state = place;
    place->reviewer = key_new();
    return mkdtemp(place->folder) && setenv("XDG_DATA_HOME", place->folder, 1) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    Place *place = *state;
    nftw(place->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&place->arena);
    free(place);
    return 0;
}

static const char *path_of(Place *place, const char *name) {
    return arena_format(&place->arena, "%s/%s", place->folder, name);
}

// A review of so many candidates, the first of them decided at a stage.
static void make(Place *place, const char *name, size_t candidates, size_t decided, int stage,
                 const char *question) {
    const char *path = path_of(place, name);
    Error err = {0};
    ReviewFile *file = review_open(path, true, &err);
    ReviewState *state = review_state_new(place->reviewer, 1);
    assert_non_null(file);
    ReviewAction action = review_action_begin(state, 1000, &place->arena);
    if (question) {
        review_action_setting(&action, "question", question);
    }
    for (size_t i = 0; i < candidates; i++) {
        const char *identifier = arena_format(&place->arena, "pmid:%zu", i + 1);
        CandidateFacts facts = {.identifiers = {.items = &identifier, .count = 1}, .citation = "Invented."};
        Key key = review_action_add(&action, &facts);
        for (int at = 1; i < decided && at <= stage; at++) {
            action.stage = at;
            review_action_decide(&action, key, DECISION_INCLUDE, NULL);
        }
        action.stage = 1;
    }
    assert_true(review_append(file, action.events, action.count, &err));
    review_close(file);
    review_state_free(state);
}

static void set_time(Place *place, const char *name, long seconds) {
    struct utimbuf times = {seconds, seconds};
    assert_int_equal(utime(path_of(place, name), &times), 0);
}

static ShelfReview *next(Mailbox *mailbox) {
    Mail mail;
    while (!mailbox_take(mailbox, &mail)) {
        struct pollfd wake = {.fd = mailbox_fd(mailbox), .events = POLLIN};
        assert_int_equal(poll(&wake, 1, 20000), 1);
    }
    assert_int_equal(mail.tag, MAIL_SHELF);
    return mail.value;
}

static void test_reads_each_in_its_order(void **state) {
    Place *place = *state;
    ShelfPlace *places;
    Mailbox *mailbox = mailbox_new();
    make(place, "carrel-other.carrel", 3, 1, 1, "Elsewhere?");
    assert_int_equal(mkdir(path_of(place, "carrel"), 0700), 0);
    make(place, "carrel/half.carrel", 4, 3, 1, "Do cells help?");
    make(place, "carrel/second.carrel", 2, 2, 1, NULL);
    make(place, "carrel/done.carrel", 2, 2, 2, NULL);
    FILE *junk = fopen(path_of(place, "carrel/broken.carrel"), "w");
    fputs("nothing", junk);
    fclose(junk);
    set_time(place, "carrel-other.carrel", 5000);
    set_time(place, "carrel/half.carrel", 4000);
    set_time(place, "carrel/second.carrel", 3000);
    set_time(place, "carrel/done.carrel", 2000);
    set_time(place, "carrel/broken.carrel", 1000);
    String others = {0};
    string_format(&others, "%s\n%s\n%s\n", path_of(place, "carrel-other.carrel"),
                  path_of(place, "gone.carrel"), path_of(place, "carrel/half.carrel"));
    size_t count = shelf_places(string_view(&others), &place->arena, &places);
    assert_int_equal(count, 5); // each once, and none that is gone
    static const struct {
        const char *name, *about;
        int stage;
        size_t candidates, included;
    } expected[] = {{"carrel-other.carrel", "Elsewhere?", 1, 3, 1},
                    {"carrel/half.carrel", "Do cells help?", 1, 4, 3},
                    {"carrel/second.carrel", "", 2, 2, 0},
                    {"carrel/done.carrel", "", 2, 2, 2},
                    {"carrel/broken.carrel", "", 0, 0, 0}};
    assert_int_equal(places[1].changed, 4000 * 1000);
    Shelf *shelf = shelf_start(places, count, place->reviewer, 7, mailbox);
    for (size_t i = 0; i < count; i++) {
        ShelfReview *review = next(mailbox);
        assert_int_equal(review->asked, 7);
        assert_string_equal(review->path, path_of(place, expected[i].name));
        assert_string_equal(review->path, places[i].path);
        assert_string_equal(review->about, expected[i].about);
        assert_int_equal(review->stage, expected[i].stage);
        assert_int_equal(review->counts.candidates, expected[i].candidates);
        assert_int_equal(review->counts.included, expected[i].included);
        assert_true((review->error.kind != ERROR_NONE) == (i == 4));
        shelf_review_free(review);
    }
    ShelfReview *end = next(mailbox);
    assert_null(end->path);
    shelf_review_free(end);
    shelf_stop(shelf);
    shelf_stop(shelf_start(places, count, place->reviewer, 8, mailbox)); // whatever it is at
    mailbox_free(mailbox);
    string_free(&others);
}

static void test_fills_in_what_records_lack(void **state) {
    Place *place = *state;
    Arena *arena = &place->arena;
    ReviewState *review = review_state_new(place->reviewer, 1);
    ReviewAction action = review_action_begin(review, 1000, arena);
    const char *identifier = "pmid:1";
    CandidateFacts facts = {.identifiers = {.items = &identifier, .count = 1}, .citation = "Invented."};
    Key key = review_action_add(&action, &facts);
    review_action_name(&action, "Anna");
    review_action_abstract(&action, key, "Cells were given.");
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(review, &action.events[i], false);
    }
    Study study;
    study_init(&study);
    assert_false(study_has_abstract(&study));
    assert_null(study_fill_in(&study, review, NULL, arena));
    assert_string_equal(study_fill_in(&study, review, review_state_by_key(review, key), arena), "Anna");
    assert_int_equal(study.section_count, 1);
    assert_string_equal(study.sections[0].text, "Cells were given.");
    // It has one now, which is taken for its own.
    assert_true(study_has_abstract(&study));
    assert_null(study_fill_in(&study, review, review_state_by_key(review, key), arena));
    review_state_free(review);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_each_in_its_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fills_in_what_records_lack, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
