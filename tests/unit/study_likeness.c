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
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "1-9",
          .doi = "10.5555/a"},
         {.title = TITLE ": a trial", .author = "Vale", .year = 2014, .doi = "10.5555/a"},
         SURE},
        {"a DOI alone",
         {.title = TITLE, .doi = "10.5555/a"},
         {.title = "Poster 12: hand gels in wards", .doi = "10.5555/a"},
         DIFFERENT},
        {"DOI, and no title", {.title = TITLE, .doi = "10.5555/a"}, {.doi = "10.5555/a"}, DIFFERENT},
        {"DOI and title, years apart",
         {.title = TITLE, .author = "Vale", .year = 2013, .doi = "10.5555/a"},
         {.title = TITLE, .author = "Vale", .year = 2010, .doi = "10.5555/a"},
         DOUBTFUL},
        {"written differently by two databases",
         {.title = "Health-care infections & copper: part II of a trial",
          .author = "el-Kholy",
          .year = 2013,
          .journal = "The Journal of the Egyptian Public Health Association",
          .volume = "65",
          .pages = "657-668"},
         {.title = "Healthcare infections & copper. Part II of a trial.",
          .author = "El Kholy",
          .year = 2013,
          .journal = "J Egypt Public Health Assoc",
          .volume = "65",
          .pages = "657-68"},
         SURE},
        {"no pages",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "Surfaces", .volume = "3"},
         SURE},
        {"journal, and nothing more in one",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "Surfaces"},
         DOUBTFUL},
        {"journal, and nothing more in both",
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "Surfaces"},
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "Surfaces"},
         SURE},
        {"another PMID",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .pmid = 1},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .pmid = 2},
         DOUBTFUL},
        {"another DOI",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/a"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/b"},
         DOUBTFUL},
        {"another volume",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "4",
          .pages = "21-9"},
         DOUBTFUL},
        {"print a year later",
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "Surfaces"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2014,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         DOUBTFUL},
        {"initials of the journal",
         {.title = TITLE, .author = "Vale", .year = 2013, .journal = "BMJ", .volume = "3", .pages = "21-9"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "British Medical Journal",
          .volume = "3",
          .pages = "21"},
         SURE},
        {"the journal by ISSN",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Oberflächen",
          .volume = "3",
          .pages = "21-9",
          .issn = "0142-6338 (Print)"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21",
          .issn = "1465-3664\n01426338"},
         SURE},
        {"congress abstract in another journal",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Value of Wards",
          .volume = "16",
          .pages = "A353"},
         DIFFERENT},
        {"congress abstract of the same journal",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/a"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "2",
          .pages = "S12",
          .doi = "10.5555/s",
          .type = "Conference Abstract"},
         DIFFERENT},
        {"preprint",
         {.title = TITLE,
          .author = "Vale",
          .year = 2020,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/a"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2020,
          .journal = "medRxiv",
          .doi = "10.1101/2020.02.03.20012345"},
         DIFFERENT},
        {"erratum",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/a"},
         {.title = "Erratum: " TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "80",
          .doi = "10.5555/e"},
         DIFFERENT},
        {"retracted",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = "RETRACTED: " TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         SURE},
        {"part 1 and part 2",
         {.title = TITLE ": part 1",
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9"},
         {.title = TITLE ": part 2",
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "30-9"},
         DIFFERENT},
        {"two versions of a review that goes by its number",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Cochrane Database of Systematic Reviews",
          .pages = "CD001234",
          .doi = "10.1002/14651858.CD001234"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2014,
          .journal = "Cochrane Database of Systematic Reviews",
          .pages = "CD001234",
          .doi = "10.1002/14651858.CD001234.pub2"},
         DIFFERENT},
        {"two versions without DOIs",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Cochrane Database of Systematic Reviews",
          .pages = "CD001234"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2018,
          .journal = "Cochrane Database of Systematic Reviews",
          .pages = "CD001234"},
         DIFFERENT},
        {"short titles",
         {.title = "Editorial", .author = "Vale", .year = 2013, .journal = "Surfaces"},
         {.title = "Editorial", .author = "Vale", .year = 2013, .journal = "Surfaces"},
         DIFFERENT},
        {"other people's abstracts on a page, sharing a DOI",
         {.title = "Umbilical cells in liver failure of children",
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21",
          .doi = "10.5555/s"},
         {.title = "Umbilical cells in heart failure of children",
          .author = "Moss",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21",
          .doi = "10.5555/s"},
         DOUBTFUL},
        {"two abstracts in one volume",
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Value of Wards",
          .volume = "16",
          .pages = "A353"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Value of Wards",
          .volume = "16",
          .pages = "A120"},
         DIFFERENT},
        {"two entries of a register",
         {.title = TITLE,
          .author = "Nct",
          .year = 2013,
          .journal = "https://clinicaltrials.gov/show/NCT00000001"},
         {.title = TITLE,
          .author = "Nct",
          .year = 2013,
          .journal = "https://clinicaltrials.gov/show/NCT00000002"},
         DIFFERENT},
        {"an entry of a register twice",
         {.title = TITLE,
          .author = "Nct",
          .year = 2013,
          .journal = "https://clinicaltrials.gov/show/NCT00000001"},
         {.title = TITLE,
          .author = "Vale",
          .year = 2014,
          .journal = "http://clinicaltrials.gov/ct2/NCT00000001"},
         DOUBTFUL},
        {"a short title without its subtitle",
         {.title = "Copper or gold: surfaces of the general wards",
          .author = "Vale",
          .year = 2013,
          .pages = "21-9"},
         {.title = "Copper or gold", .author = "Vale", .year = 2013, .pages = "21-9"},
         DOUBTFUL},
        {"a short title alone",
         {.title = "Copper or gold: surfaces of the general wards",
          .author = "Vale",
          .year = 2013,
          .pages = "21-9"},
         {.title = "Copper or gold", .author = "Vale", .year = 2013, .pages = "31-9"},
         DIFFERENT},
        {"a title that is cut off and has an error",
         {.title = TITLE ": results of a cluster-randomised trial in three hospitals",
          .year = 2013,
          .journal = "Surfaces",
          .pages = "21-9"},
         {.title = "Cooper surfaces and infections in intensive care",
          .year = 2013,
          .journal = "Surfaces",
          .pages = "21-9"},
         DOUBTFUL},
        {"nothing but fair titles and years",
         {.title = TITLE, .year = 2013},
         {.title = "Copper surfaces and infection in intensive care", .year = 2013},
         DOUBTFUL},
        {"nothing but fair titles", {.title = TITLE}, {.title = TITLE}, DIFFERENT},
        {"nothing but fair titles and years apart",
         {.title = TITLE, .year = 2013},
         {.title = TITLE, .year = 2010},
         DIFFERENT},
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

// Titles of what is two articles of one author in one volume, whose pages are not told, and of what is one.
static void test_titles(void **state) {
    (void) state;
    static const struct {
        const char *a, *b;
        bool one;
    } cases[] = {
        {TITLE ", part one", TITLE ", part two", false},
        {TITLE ", part A", TITLE ", part B", false},
        {"First report of copper surfaces in rural hospitals",
         "Second report of copper surfaces in rural hospitals", false},
        {"Copper bracelets for men with arthritis of the hands",
         "Copper bracelets for women with arthritis of the hands", false},
        {"Copper and the burden of hepatitis B virus infection",
         "Copper and the burden of hepatitis C virus infection", false},
        {"Copper in patients with hypoglycaemia in intensive care",
         "Copper in patients with hyperglycaemia in intensive care", false},
        {TITLE, TITLE ": correction", false},
        {TITLE, TITLE " [Erratum]", false},
        {TITLE, TITLE ". Reply", false},
        {TITLE, "The authors' reply: " TITLE, false},
        {TITLE, "Author\u2019s reply: " TITLE, false},
        {TITLE " at one year", TITLE " at 1-year", true},
        {TITLE " in women with mice", TITLE " in women with mise", true},
        {TITLE " and hepatitis B", TITLE " and hepatitus B", true},
        {TITLE " after attenuation correction", TITLE " after atenuation correction", true},
        {"Response of wards to copper surfaces in intensive care",
         "Response of ward to copper surfaces in intensive care", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Short a = {.title = cases[i].a, .author = "Vale", .year = 2013, .journal = "Surfaces", .volume = "3"};
        Short b = a;
        b.title = cases[i].b;
        Likeness likeness = compare(&a, &b);
        if ((outcome_of(&likeness) != DIFFERENT) != cases[i].one) {
            fail_msg("%s / %s: %.2f", cases[i].a, cases[i].b, likeness.score);
        }
    }
}

static void test_words(void **state) {
    (void) state;
    static const struct {
        Short a, b;
        const char *words;
    } cases[] = {
        {{.title = TITLE,
          .author = "Vale",
          .year = 2013,
          .journal = "Surfaces",
          .volume = "3",
          .pages = "21-9",
          .doi = "10.5555/a"},
         {.title = "Copper surfaces and infection in intensive care",
          .author = "Vale",
          .year = 2014,
          .journal = "Surf",
          .volume = "4",
          .pages = "21",
          .doi = "10.5555/a"},
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

static void test_other_reports(void **state) {
    (void) state;
    static const Short article = {TITLE, "Vale", 2013, "Surfaces", "3", "21-9", "10.5555/a", 0, NULL, NULL};
    static const struct {
        Short other;
        bool is_report;
    } cases[] = {
        {{TITLE, "Vale", 2011, "Wards and Values", "16", "A353", NULL, 0, "Conference Abstract", NULL}, true},
        {{"Erratum to: " TITLE, "Vale", 2014, "Surfaces", "4", "77", NULL, 0, NULL, NULL}, true},
        {{TITLE, "Vale", 2012, "medRxiv", NULL, NULL, "10.1101/2012.01.01.12345", 0, NULL, NULL}, true},
        {{TITLE ": two years later", "Vale", 2015, "Surfaces", "5", "1-9", NULL, 0, NULL, NULL}, true},
        {{TITLE, "Moss", 2011, "Wards and Values", "16", "A353", NULL, 0, NULL, NULL}, false},
        {{"Reply: " TITLE, "Vale", 2013, "Surfaces", "3", "90", NULL, 0, NULL, NULL}, false},
        {{"Copper in wards", "Vale", 2013, "Surfaces", "3", "90", NULL, 0, NULL, NULL}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Likeness likeness = compare(&article, &cases[i].other);
        if (likeness_is_sure(&likeness) || likeness.score >= PROPOSED ||
            likeness_is_other_report(&likeness) != cases[i].is_report) {
            fail_msg("case %zu: %.2f", i, likeness.score);
        }
    }
}

static void test_conflicts(void **state) {
    (void) state;
    static const struct {
        int year;
        const char *volume, *pages, *title, *words;
    } cases[] = {
        {2013, "3", "21-9", TITLE, ""},
        {2014, "3", "21-9", TITLE, "years one apart"},
        {2016, "4", NULL, TITLE, "years further apart, volume differs"},
        {2013, NULL, "33", "Copper surface and infection in the intensive care",
         "pages differ, titles 0.88 alike"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        Traits traits[3];
        String words = {0};
        Study study;
        study_init(&study);
        study.title = TITLE;
        study.year = 2013;
        study.volume = "3";
        study.pages = "21-29";
        traits_of(&study, &arena, &traits[0]);
        traits_of(&study, &arena, &traits[1]); // agrees; the third does not
        study.title = cases[i].title;
        study.year = cases[i].year;
        study.volume = cases[i].volume;
        study.pages = cases[i].pages;
        traits_of(&study, &arena, &traits[2]);
        likeness_add_conflicts(traits, 3, &words);
        assert_string_equal(string_text(&words), cases[i].words);
        string_free(&words);
        arena_free(&arena);
    }
}

static void test_trial_numbers(void **state) {
    (void) state;
    static const struct {
        const char *text, *numbers; // of the abstract; separated by blanks
    } cases[] = {
        {"Trial registration: ClinicalTrials.gov, NCT01309620.", "NCT01309620"},
        {"(ClinicalTrials.gov nct 01309620; ISRCTN 12345678)", "NCT01309620 ISRCTN12345678"},
        {"NCT01309620 and again NCT01309620", "NCT01309620"},
        {"EudraCT 2004-000245-34 or EUCTR2004-000245-34-GB", "2004-000245-34"},
        {"ChiCTR-TRC-08000123, ChiCTR2000029851", "ChiCTRTRC08000123 ChiCTR2000029851"},
        {"ACTRN12605000016640; CTRI/2008/091/000123", "ACTRN12605000016640 CTRI2008091000123"},
        {"JPRN-UMIN000001234", "UMIN000001234"},
        {"NCT0130962, XNCT01309620, NCT013096201, 12004-000245-34, pages 2004-0002", ""},
        {"CRD42012001234", ""},                                  // a register of reviews
        {"NCT00000001 NCT00000002 NCT00000003 NCT00000004", ""}, // about several trials
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        Study study;
        Section section = {NULL, cases[i].text};
        String found = {0};
        study_init(&study);
        study.sections = &section;
        study.section_count = 1;
        TextList numbers = study_trial_numbers(&study, &arena);
        for (size_t k = 0; k < numbers.count; k++) {
            string_format(&found, "%s%s", k > 0 ? " " : "", numbers.items[k]);
        }
        assert_string_equal(string_text(&found), cases[i].numbers);
        string_free(&found);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),      cmocka_unit_test(test_titles),
        cmocka_unit_test(test_words),         cmocka_unit_test(test_journal_names),
        cmocka_unit_test(test_other_reports), cmocka_unit_test(test_conflicts),
        cmocka_unit_test(test_trial_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
