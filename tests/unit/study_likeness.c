#include "carrel/study/likeness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// A record in short: title, first author, year, journal, volume, pages, DOI, PMID.
typedef struct {
    const char *title, *author;
    int year;
    const char *journal, *volume, *pages, *doi;
    int64_t pmid;
    const char *type, *issn;
} Short;

static Likeness compare(const Short *a, const Short *b) {
    Arena arena = {0};
    Traits traits[2];
    const Short *const shorts[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        Study study;
        study_init(&study);
        Author author = {.family = shorts[i]->author};
        const char *types[] = {shorts[i]->type};
        study.title = shorts[i]->title;
        study.authors = &author;
        study.author_count = shorts[i]->author ? 1 : 0;
        study.year = shorts[i]->year;
        study.journal.title = shorts[i]->journal;
        study.journal.issn = shorts[i]->issn;
        study.volume = shorts[i]->volume;
        study.pages = shorts[i]->pages;
        study.doi = shorts[i]->doi;
        study.pmid = shorts[i]->pmid;
        study.publication_types = (TextList){types, shorts[i]->type ? 1 : 0};
        traits_of(&study, &arena, &traits[i]);
    }
    Likeness likeness = traits_compare(&traits[0], &traits[1]);
    Likeness turned = traits_compare(&traits[1], &traits[0]);
    assert_true(likeness.score >= turned.score && likeness.score <= turned.score);
    assert_int_equal(likeness_is_sure(&likeness), likeness_is_sure(&turned));
    arena_free(&arena);
    return likeness;
}

typedef enum { SURE, DOUBTFUL, DIFFERENT } Outcome;
static const char *const outcomes[] = {"sure", "doubtful", "different"};
#define PROPOSED 0.6

static Outcome outcome_of(const Likeness *likeness) {
    return likeness_is_sure(likeness) ? SURE : likeness->score >= PROPOSED ? DOUBTFUL : DIFFERENT;
}

#define TITLE "Copper surfaces and infections in intensive care"

static void test_outcomes(void **state) {
    (void) state;
    static const struct {
        const char *what;
        Short a, b;
        Outcome outcome;
    } cases[] = {
        {"same PMID", {.title = TITLE, .pmid = 7}, {.title = "Elsewhere", .pmid = 7}, SURE},
        {"DOI and title",
         {TITLE, "Vale", 2013, "Surfaces", "3", "1-9", "10.5555/a"},
         {TITLE ": a trial", "Vale", 2014, NULL, NULL, NULL, "10.5555/a"},
         SURE},
        {"a DOI alone",
         {.title = TITLE, .doi = "10.5555/a"},
         {.title = "Poster 12: hand gels in wards", .doi = "10.5555/a"},
         DIFFERENT},
        {"DOI, and no title", {.title = TITLE, .doi = "10.5555/a"}, {.doi = "10.5555/a"}, DIFFERENT},
        {"DOI and title, years apart",
         {TITLE, "Vale", 2013, .doi = "10.5555/a"},
         {TITLE, "Vale", 2010, .doi = "10.5555/a"},
         DOUBTFUL},
        {"written differently by two databases",
         {"Health-care infections & copper: part II of a trial", "el-Kholy", 2013,
          "The Journal of the Egyptian Public Health Association", "65", "657-668"},
         {"Healthcare infections & copper. Part II of a trial.", "El Kholy", 2013,
          "J Egypt Public Health Assoc", "65", "657-68"},
         SURE},
        {"no pages",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         {TITLE, "Vale", 2013, "Surfaces", "3"},
         SURE},
        {"journal, and nothing more in one",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         {TITLE, "Vale", 2013, "Surfaces"},
         DOUBTFUL},
        {"journal, and nothing more in both",
         {TITLE, "Vale", 2013, "Surfaces"},
         {TITLE, "Vale", 2013, "Surfaces"},
         SURE},
        {"another PMID",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", NULL, 1},
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", NULL, 2},
         DOUBTFUL},
        {"another DOI",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/a"},
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/b"},
         DOUBTFUL},
        {"another volume",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         {TITLE, "Vale", 2013, "Surfaces", "4", "21-9"},
         DOUBTFUL},
        {"print a year later",
         {TITLE, "Vale", 2013, "Surfaces"},
         {TITLE, "Vale", 2014, "Surfaces", "3", "21-9"},
         DOUBTFUL},
        {"initials of the journal",
         {TITLE, "Vale", 2013, "BMJ", "3", "21-9"},
         {TITLE, "Vale", 2013, "British Medical Journal", "3", "21"},
         SURE},
        {"the journal by ISSN",
         {TITLE, "Vale", 2013, "Oberflächen", "3", "21-9", .issn = "0142-6338 (Print)"},
         {TITLE, "Vale", 2013, "Surfaces", "3", "21", .issn = "1465-3664\n01426338"},
         SURE},
        {"congress abstract in another journal",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         {TITLE, "Vale", 2013, "Value of Wards", "16", "A353"},
         DIFFERENT},
        {"congress abstract of the same journal",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/a"},
         {TITLE, "Vale", 2013, "Surfaces", "2", "S12", "10.5555/s", .type = "Conference Abstract"},
         DIFFERENT},
        {"preprint",
         {TITLE, "Vale", 2020, "Surfaces", "3", "21-9", "10.5555/a"},
         {TITLE, "Vale", 2020, "medRxiv", NULL, NULL, "10.1101/2020.02.03.20012345"},
         DIFFERENT},
        {"erratum",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/a"},
         {"Erratum: " TITLE, "Vale", 2013, "Surfaces", "3", "80", "10.5555/e"},
         DIFFERENT},
        {"retracted",
         {TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         {"RETRACTED: " TITLE, "Vale", 2013, "Surfaces", "3", "21-9"},
         SURE},
        {"part 1 and part 2",
         {TITLE ": part 1", "Vale", 2013, "Surfaces", "3", "21-9"},
         {TITLE ": part 2", "Vale", 2013, "Surfaces", "3", "30-9"},
         DIFFERENT},
        {"short titles",
         {"Editorial", "Vale", 2013, "Surfaces"},
         {"Editorial", "Vale", 2013, "Surfaces"},
         DIFFERENT},
        {"other people's abstracts on a page, sharing a DOI",
         {"Umbilical cells in liver failure of children", "Vale", 2013, "Surfaces", "3", "21", "10.5555/s"},
         {"Umbilical cells in heart failure of children", "Moss", 2013, "Surfaces", "3", "21", "10.5555/s"},
         DOUBTFUL},
        {"nothing but long titles",
         {.title = TITLE " of three general hospitals"},
         {.title = TITLE " of three general hospitals"},
         DOUBTFUL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Likeness likeness = compare(&cases[i].a, &cases[i].b);
        Outcome outcome = outcome_of(&likeness);
        if (outcome != cases[i].outcome) {
            String words = {0};
            likeness_add_words(&likeness, &words);
            fail_msg("%s: %s, %.2f (%s)", cases[i].what, outcomes[outcome], likeness.score,
                     string_text(&words));
        }
    }
}

static void test_words(void **state) {
    (void) state;
    static const struct {
        Short a, b;
        const char *words;
    } cases[] = {
        {{TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/a"},
         {"Copper surfaces and infection in intensive care", "Vale", 2014, "Surf", "4", "21", "10.5555/a"},
         "same DOI, titles 0.98 alike, same first author, years one apart, journal and pages agree; but "
         "volume "
         "differs"},
        {{.title = TITLE, .pmid = 1},
         {.title = "Erratum", .pmid = 1},
         "same PMID; but titles not alike, one is a notice about an article"},
        {{.title = TITLE, .doi = "10.5555/a"},
         {.title = TITLE, .doi = "10.5555/b"},
         "same title; but other DOI"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String words = {0};
        Likeness likeness = compare(&cases[i].a, &cases[i].b);
        likeness_add_words(&likeness, &words);
        assert_string_equal(string_text(&words), cases[i].words);
        string_free(&words);
    }
}

static void test_journal_names(void **state) {
    (void) state;
    static const struct {
        const char *a, *b;
        bool agree;
    } cases[] = {
        {"Lancet (London, England)", "The Lancet", true},
        {"Lancet", "Lancet Oncology", false},
        {"Proc Natl Acad Sci U S A", "Proceedings of the National Academy of Sciences of the U. S. A.", true},
        {"JAMA", "Journal of the American Medical Association", true},
        {"Thorax : journal of the society", "Thorax", true},
        {"J Hepatol", "Journal of Hematology", false},
        {"Zentralbl Chir", "Zentralblatt für Chirurgie", true},
        {"", "Thorax", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String a = {0}, b = {0};
        journal_add_words(cases[i].a, &a);
        journal_add_words(cases[i].b, &b);
        if (journal_names_agree(string_text(&a), string_text(&b)) != cases[i].agree) {
            fail_msg("%s, %s", cases[i].a, cases[i].b);
        }
        string_free(&a);
        string_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_journal_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
