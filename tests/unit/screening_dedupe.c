#include "carrel/base/clock.h"
#include "carrel/screening/dedupe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
    const char *title, *author, *journal, *volume, *pages, *doi;
    int year;
    uint32_t unit;
} Short;

static DedupeRow row_of(const Short *given, Arena *arena) {
    DedupeRow row = {.unit = given->unit};
    Study study;
    Author author = {.family = given->author};
    study_init(&study);
    study.title = given->title;
    study.authors = &author;
    study.author_count = given->author ? 1 : 0;
    study.journal.title = given->journal;
    study.volume = given->volume;
    study.pages = given->pages;
    study.doi = given->doi;
    study.year = given->year;
    traits_of(&study, arena, &row.traits);
    return row;
}

typedef bool Apart(void *context, const DedupeRow *a, const DedupeRow *b);

// Groups as text: "0 1 proposed; 2 5 joined; ", then what may report one trial: "1 3 reports; ".
static void expect_groups(const Short *shorts, size_t count, Apart *apart, const char *expected) {
    Arena arena = {0};
    DedupeRow *rows = ARENA_ARRAY(&arena, DedupeRow, count);
    DedupeResult result;
    String found = {0};
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(&shorts[i], &arena);
    }
    DedupeTask task = {.rows = rows, .count = count, .threshold = DEDUPE_THRESHOLD, .apart = apart};
    dedupe_find(&task, &arena, &result);
    for (size_t i = 0; i < result.count; i++) {
        for (size_t k = 0; k < result.groups[i].count; k++) {
            string_format(&found, "%zu ", result.groups[i].rows[k]);
        }
        string_add_text(&found, result.groups[i].proposed ? "proposed; " : "joined; ");
    }
    size_t last_a = 0, last_b = 0;
    for (size_t i = 0; i < result.report_count; i++) {
        const DedupeReport *pair = &result.reports[i];
        if (pair->a != last_a || pair->b != last_b) {
            string_format(&found, "%zu %zu reports; ", pair->a, pair->b);
        }
        last_a = pair->a;
        last_b = pair->b;
    }
    assert_string_equal(string_text(&found), expected);
    string_free(&found);
    arena_free(&arena);
}

#define TITLE "Copper surfaces and infections in intensive care"

static void rows_of_one_study_come_together(void **state) {
    (void) state;
    static const Short rows[] = {
        {.title = TITLE,
         .author = "Vale",
         .journal = "Surfaces",
         .volume = "3",
         .pages = "21",
         .year = 2013,
         .unit = 0},
        {.title = "Hand gels in wards of three hospitals", .author = "Moss", .year = 2011, .unit = 1},
        {.title = "Short report: " TITLE,
         .author = "Vale",
         .journal = "Surfaces",
         .volume = "3",
         .pages = "21-9",
         .year = 2013,
         .unit = 2},
        {.title = "Cooper surface and infections in intensive cares",
         .author = "Vale",
         .journal = "Surfaces",
         .volume = "3",
         .pages = "21",
         .year = 2013,
         .unit = 3},
        {.title = "Hand gels in wards of three hospitals", .author = "Moss", .year = 2012, .unit = 4},
        {.title = "Hand gels in wards: a protocol", .author = "Moss", .year = 2012, .unit = 5},
    };
    expect_groups(rows, 6, NULL, "0 2 3 proposed; 1 4 proposed; ");
    expect_groups(rows, 1, NULL, "");
    expect_groups(rows, 0, NULL, "");
}

static void a_unit_stands_together(void **state) {
    (void) state;
    static const Short rows[] = {
        {.title = TITLE, .author = "Vale", .year = 2013, .unit = 7},
        {.title = "Something else altogether, by a verdict", .unit = 7},
        {.title = TITLE, .author = "Vale", .year = 2014, .unit = 8},
    };
    expect_groups(rows, 2, NULL, "0 1 joined; ");
    expect_groups(rows, 3, NULL, "0 1 2 proposed; "); // a verdict joined what looks different
}

// Article and congress abstract differ; a poor record is like both.
static void a_third_does_not_bring_together_what_differs(void **state) {
    (void) state;
    static const Short rows[] = {
        {.title = TITLE,
         .author = "Vale",
         .journal = "Surfaces",
         .volume = "3",
         .pages = "21",
         .doi = "10.5555/a",
         .year = 2013,
         .unit = 0},
        {.title = TITLE, .author = "Vale", .year = 2013, .unit = 1},
        {.title = TITLE,
         .author = "Vale",
         .journal = "Wards and Values",
         .volume = "16",
         .pages = "A353",
         .doi = "10.5555/b",
         .year = 2013,
         .unit = 2},
    };
    expect_groups(rows, 3, NULL, "0 1 proposed; 0 2 reports; ");
}

static bool all_apart(void *context, const DedupeRow *a, const DedupeRow *b) {
    (void) context;
    return a->unit + b->unit == 1; // the first two
}

static void a_verdict_keeps_apart(void **state) {
    (void) state;
    static const Short rows[] = {
        {.title = TITLE, .author = "Vale", .year = 2013, .unit = 0},
        {.title = TITLE, .author = "Vale", .year = 2013, .unit = 1},
        {.title = TITLE, .author = "Vale", .year = 2013, .unit = 2},
    };
    expect_groups(rows, 3, NULL, "0 1 2 proposed; ");
    expect_groups(rows, 3, all_apart, "0 2 proposed; ");
}

// Thousands of one title are compared with their neighbours only.
static void many_of_one_title_take_no_time(void **state) {
    (void) state;
    enum { COUNT = 5000 };
    Arena arena = {0};
    DedupeRow *rows = ARENA_ARRAY(&arena, DedupeRow, COUNT);
    DedupeResult result;
    for (uint32_t i = 0; i < COUNT; i++) {
        Short one = {.title = "In this issue of the journal",
                     .author = arena_format(&arena, "Author%c%c%c", 'a' + i / 2 % 17, 'a' + i / 34 % 17,
                                            'a' + i / 578),
                     .journal = "Surfaces",
                     .pages = arena_format(&arena, "%u", 100 + i / 2),
                     .year = 2013,
                     .unit = i};
        rows[i] = row_of(&one, &arena);
    }
    int64_t begun = clock_ticks_us();
    DedupeTask task = {.rows = rows, .count = COUNT, .threshold = DEDUPE_THRESHOLD};
    dedupe_find(&task, &arena, &result);
    assert_int_equal(result.count, COUNT / 2);
    int64_t took = clock_ticks_us() - begun;
    printf("%d rows of one title: %.0f ms\n", COUNT, (double) took / 1000);
    assert_int_equal(result.groups[0].count, 2);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_one_study_come_together),
        cmocka_unit_test(a_unit_stands_together),
        cmocka_unit_test(a_third_does_not_bring_together_what_differs),
        cmocka_unit_test(a_verdict_keeps_apart),
        cmocka_unit_test(many_of_one_title_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
