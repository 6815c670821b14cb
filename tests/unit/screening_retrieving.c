#include "carrel/screening/retrieving.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

// Files of full texts, told by their names.

typedef struct {
    const char *identifiers[3];
    const char *authors[3];
    int year;
    const char *title, *journal;
} Invented;

static const Invented invented[] = {
    {{"doi:10.5555/abc.18", "pmid:31234567"},
     {"Müller", "Vale"},
     2019,
     "Copper gels and the healing of wards: a randomised trial",
     "Wards and Values"},
    {{"doi:10.5555/abc.18_2", "pmid:32234567", "pmcid:PMC7654321"},
     {"Vale"},
     2020,
     "Silver gels do not heal anything at all",
     "Wards and Values"},
    {{"doi:10.5555/s0999-1234(20)30001-5"},
     {"Mbeki-Larsen", "Vale"},
     2020,
     "Bedside clearance as a trigger",
     NULL},
    {{"doi:10.5555/x41586-020-2649-2"}, {"Vale"}, 2020, "Paint and its uses in small hospitals", NULL},
    {{"doi:10.5555/meeting.1"}, {"Ito"}, 2018, "First abstract of a meeting on ointments", NULL},
    {{"doi:10.5555/meeting.1"}, {"Abe"}, 2018, "Second abstract of a meeting on ointments", NULL},
    {{"pmid:123"}, {NULL}, 0, "Notes of nobody", NULL},
};
#define COUNT (sizeof invented / sizeof invented[0])

static const WantedReport *reports(Arena *arena) {
    WantedReport *wanted = ARENA_ARRAY(arena, WantedReport, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        Study *study = ARENA_NEW(arena, Study);
        study_init(study);
        study->title = invented[i].title;
        study->year = invented[i].year;
        study->journal.title = invented[i].journal;
        study->authors = ARENA_ARRAY(arena, Author, 3);
        TextList *identifiers = &wanted[i].identifiers;
        identifiers->items = (const char **) ARENA_ARRAY(arena, char *, 3);
        for (size_t k = 0; k < 3; k++) {
            if (invented[i].identifiers[k]) {
                identifiers->items[identifiers->count++] = invented[i].identifiers[k];
            }
            if (invented[i].authors[k]) {
                study->authors[study->author_count++].family = invented[i].authors[k];
            }
        }
        wanted[i].study = study;
    }
    return wanted;
}

static void names_tell_the_report(void **state) {
    (void) state;
    static const struct {
        const char *name;
        FileMatchKind kind;
        size_t report;
    } cases[] = {
        // DOIs
        {"10.5555_abc.18.pdf", FILE_BY_DOI, 0},
        {"10.5555%2Fabc.18.pdf", FILE_BY_DOI, 0},
        {"10.5555%2fABC.18.PDF", FILE_BY_DOI, 0},
        {"doi-10.5555-abc.18.pdf", FILE_BY_DOI, 0},
        {"10.5555_abc.18 (1).pdf", FILE_BY_DOI, 0},
        {"10.5555_abc.18_supplement.pdf", FILE_BY_DOI, 0},
        {"10.5555_abc.18_2.pdf", FILE_BY_DOI, 1}, // the longer one
        {"10.5555_abc.18_3.pdf", FILE_UNKNOWN, 0},
        {"10.5555_abc.181.pdf", FILE_UNKNOWN, 0},
        {"10.5555_s0999-1234(20)30001-5.pdf", FILE_BY_DOI, 2},
        {"1-s2.0-S0999123420300015-main.pdf", FILE_BY_DOI, 2},
        {"x41586-020-2649-2.pdf", FILE_BY_DOI, 3},
        {"abc.18.pdf", FILE_UNKNOWN, 0}, // says too little
        {"10.5555_meeting.1.pdf", FILE_AMBIGUOUS, 4},
        // Numbers
        {"31234567.pdf", FILE_BY_PMID, 0},
        {"PMID32234567.pdf", FILE_BY_PMID, 1},
        {"pmid_123.pdf", FILE_BY_PMID, 6},
        {"Scan 31234567 final.pdf", FILE_BY_PMID, 0},
        {"PMC7654321.pdf", FILE_BY_PMID, 1},
        {"123.pdf", FILE_UNKNOWN, 0},
        {"7654321.pdf", FILE_UNKNOWN, 0},
        {"10.5555_other.31234567.pdf", FILE_UNKNOWN, 0}, // part of another DOI
        // Names
        {"Müller 2019.pdf", FILE_BY_NAME, 0},
        {"muller_2019.pdf", FILE_BY_NAME, 0},
        {"Muller2019Copper.pdf", FILE_BY_NAME, 0},
        {"Müller et al. - 2019 - Copper gels and the healing of wards.pdf", FILE_BY_NAME, 0},
        {"Müller & Vale 2019 Wards and Values.pdf", FILE_BY_NAME, 0},
        {"Müller 2018 copper gels healing.pdf", FILE_BY_NAME, 0}, // first online
        {"Müller 2015 copper gels healing.pdf", FILE_UNKNOWN, 0},
        {"Müller copper gels healing.pdf", FILE_BY_NAME, 0},
        {"Mbeki-Larsen 2020.pdf", FILE_BY_NAME, 2},
        {"Larsen 2020.pdf", FILE_UNKNOWN, 0}, // half a name
        {"Vale 2020.pdf", FILE_AMBIGUOUS, 1},
        {"Vale 2020 paint.pdf", FILE_BY_NAME, 3},
        {"Vale 2020 rubber ducks and boats.pdf", FILE_UNKNOWN, 0},
        {"Vale.pdf", FILE_UNKNOWN, 0},
        {"Silver gels do not heal anything at all.pdf", FILE_BY_NAME, 1},
        {"2019.pdf", FILE_UNKNOWN, 0},
        {".pdf", FILE_UNKNOWN, 0},
        {"", FILE_UNKNOWN, 0},
        {"%2", FILE_UNKNOWN, 0},
        {"(1).pdf", FILE_UNKNOWN, 0},
    };
    Arena arena = {0};
    const WantedReport *wanted = reports(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const FileMatch *match = retrieving_match(&cases[i].name, 1, wanted, COUNT, &arena);
        if (match->kind != cases[i].kind ||
            (match->kind > FILE_UNKNOWN && match->report != cases[i].report)) {
            fail_msg("%s: kind %d, report %zu", cases[i].name, match->kind, match->report);
        }
    }
    arena_free(&arena);
}

// Of several files of a report the one that says so most surely, and the shortest, is its full text.
static void supplements_are_told_apart(void **state) {
    (void) state;
    static const char *const names[] = {"10.5555_abc.18_supplement.pdf", "Müller 2019.pdf",
                                        "10.5555_abc.18.pdf", "other.pdf", "31234567.pdf"};
    static const bool extra[] = {true, true, false, false, true};
    Arena arena = {0};
    const FileMatch *matches = retrieving_match(names, 5, reports(&arena), COUNT, &arena);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(matches[i].is_extra, extra[i]);
    }
    arena_free(&arena);
}

static void nothing_to_match(void **state) {
    (void) state;
    Arena arena = {0};
    const char *name = "10.5555_abc.18.pdf";
    WantedReport bare = {0};
    assert_non_null(retrieving_match(NULL, 0, NULL, 0, &arena));
    assert_int_equal(retrieving_match(&name, 1, NULL, 0, &arena)->kind, FILE_UNKNOWN);
    assert_int_equal(retrieving_match(&name, 1, &bare, 1, &arena)->kind, FILE_UNKNOWN);
    arena_free(&arena);
}

static void files_are_kept_beside_the_review(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"/home/r/papers/a b.pdf", "papers/a b.pdf"},
        {"/home/r.pdf", "/home/r.pdf"},
        {"/home/rr/x.pdf", "/home/rr/x.pdf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String kept = {0}, path = {0};
        retrieving_add_kept("/home/r/liver.carrel", cases[i][0], &kept);
        assert_string_equal(string_text(&kept), cases[i][1]);
        retrieving_add_path("/home/r/liver.carrel", string_text(&kept), &path);
        assert_string_equal(string_text(&path), cases[i][0]);
        string_free(&kept);
        string_free(&path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_tell_the_report),
        cmocka_unit_test(supplements_are_told_apart),
        cmocka_unit_test(nothing_to_match),
        cmocka_unit_test(files_are_kept_beside_the_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
