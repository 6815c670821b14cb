// The numbers of a review, counted in a thread.
#include "carrel/engine/figures.h"

#include "carrel/base/memory.h"
#include "carrel/review/action.h"
#include "carrel/store/cache.h"
#include "carrel/store/review.h"

#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char folder[64], cache[128], review[128];
    Key reviewer, other;
    Mailbox *mailbox;
    Arena arena;
} Place;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void) status, (void) kind, (void) walk;
    return remove(path);
}

// Four candidates; both vote blind on the first three and differ on one, then the review is opened.
static void fill(Place *place) {
    Error err = {0};
    ReviewFile *file = review_open(place->review, true, &err);
    assert_non_null(file);
    ReviewState *state = review_state_new(place->reviewer, 1);
    const Key people[] = {place->reviewer, place->other};
    for (int who = 0; who < 2; who++) {
        ReviewAction action = review_action_begin_as(key_new(), people[who], 1, 1000 + who, &place->arena);
        action.blind = true;
        for (int i = 0; i < 4 && who == 0; i++) {
            const char *identifier = arena_format(&place->arena, "pmid:%d", i + 1);
            CandidateFacts facts = {.identifiers = {&identifier, 1}, .citation = "Invented."};
            review_action_add(&action, &facts);
        }
        for (int i = 0; i < 3; i++) {
            Key key = who == 0 ? action.events[i].candidate : review_state_at(state, (size_t) i)->key;
            review_action_decide(&action, key,
                                 i == 2 && who == 1 ? DECISION_EXCLUDE
                                 : i == 1           ? DECISION_EXCLUDE
                                                    : DECISION_INCLUDE,
                                 NULL);
        }
        for (size_t i = 0; i < action.count; i++) {
            review_state_add(state, &action.events[i], false);
        }
        assert_true(review_append(file, action.events, action.count, &err));
    }
    review_close(file);
    review_state_free(state);
}

static int set_up(void **state) {
    Place *place = memory_new(sizeof *place);
    Error err = {0};
    *state = place;
    snprintf(place->folder, sizeof place->folder, "/tmp/carrel-figures-XXXXXX");
    if (!mkdtemp(place->folder) || setenv("XDG_DATA_HOME", place->folder, 1) != 0) {
        return -1;
    }
    snprintf(place->cache, sizeof place->cache, "%s/cache.db", place->folder);
    snprintf(place->review, sizeof place->review, "%s/one.carrel", place->folder);
    place->reviewer = key_new();
    place->other = key_new();
    place->mailbox = mailbox_new();
    Cache *cache = cache_open_writer(place->cache, &err);
    cache_close(cache);
    fill(place);
    return cache ? 0 : -1;
}

static int tear_down(void **state) {
    Place *place = *state;
    mailbox_free(place->mailbox);
    nftw(place->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&place->arena);
    free(place);
    return 0;
}

static FiguresAnswer *count(Place *place, bool agreement, const char *review) {
    FiguresRequest request = {place->cache, review, place->reviewer, 1, agreement};
    Figures *figures = figures_start(&request, 7, place->mailbox);
    Mail mail;
    while (!mailbox_take(place->mailbox, &mail)) {
        struct pollfd wake = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
        assert_int_equal(poll(&wake, 1, 20000), 1);
    }
    figures_stop(figures);
    assert_int_equal(mail.tag, MAIL_FIGURES);
    FiguresAnswer *answer = mail.value;
    assert_int_equal(answer->generation, 7);
    return answer;
}

static double value_of(const Stats *stats, StatsTableName table, const char *key) {
    for (size_t i = 0; i < stats->tables[table].count; i++) {
        if (strcmp(stats->tables[table].rows[i].key, key) == 0) {
            return stats->tables[table].rows[i].value;
        }
    }
    return -1;
}

static void statistics_are_of_what_is_on_disk(void **state) {
    FiguresAnswer *answer = count(*state, false, ((Place *) *state)->review);
    assert_int_equal(answer->error.kind, ERROR_NONE);
    assert_int_equal(answer->candidates, 4);
    assert_int_equal(answer->trials, 4);
    assert_true(value_of(&answer->stats, STATS_PROGRESS, "screened") == 3);
    assert_true(value_of(&answer->stats, STATS_PROGRESS, "included") == 2);
    figures_answer_free(answer);
}

static void agreement_is_of_the_blind_votes(void **state) {
    FiguresAnswer *answer = count(*state, true, ((Place *) *state)->review);
    assert_int_equal(answer->error.kind, ERROR_NONE);
    assert_int_equal(answer->agreement.reviewers, 2);
    assert_int_equal(answer->agreement.pair_count, 1);
    assert_int_equal(answer->agreement.pairs[0].agreement.studies, 3);
    assert_int_equal(answer->agreement.pairs[0].conflicts, 1);
    figures_answer_free(answer);
}

static void a_review_that_is_gone_is_an_error(void **state) {
    FiguresAnswer *answer = count(*state, false, "/nowhere/at/all.carrel");
    assert_int_not_equal(answer->error.kind, ERROR_NONE);
    assert_null(answer->state);
    figures_answer_free(answer);
}

static void what_is_stopped_says_nothing_twice(void **state) {
    Place *place = *state;
    for (int i = 0; i < 20; i++) {
        FiguresRequest request = {place->cache, place->review, place->reviewer, 1, i % 2 == 0};
        figures_stop(figures_start(&request, 1, place->mailbox));
        Mail mail;
        if (mailbox_take(place->mailbox, &mail)) {
            mail.destroy(mail.value);
        }
        assert_false(mailbox_take(place->mailbox, &mail));
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(statistics_are_of_what_is_on_disk),
        TEST(agreement_is_of_the_blind_votes),
        TEST(a_review_that_is_gone_is_an_error),
        TEST(what_is_stopped_says_nothing_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
