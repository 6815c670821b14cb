#include "carrel/study/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ANNOUNCED_NONE                                                                                       \
    { NULL, 0, -1 }
#define NO_LINKS                                                                                             \
    { ANNOUNCED_NONE, ANNOUNCED_NONE, ANNOUNCED_NONE }

static void an_empty_study_announces_nothing(void **state) {
    (void) state;
    Study study;
    memset(&study, 0x55, sizeof study);
    study_init(&study);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        assert_int_equal(study.links[kind].announced, -1);
        assert_int_equal(study.links[kind].count, 0);
    }
    assert_null(study.title);
    assert_int_equal(study.pmid, 0);
}

static void flags_say_what_a_reader_must_not_miss(void **state) {
    (void) state;
    static const struct {
        RecordKind kind;
        const char *type, *correction, *language, *text;
        size_t markers;
        unsigned flags;
    } cases[] = {
        {RECORD_PUBMED_XML, "Journal Article", NULL, "eng", "text", 0, 0},
        {RECORD_PUBMED_XML, "Retracted Publication", NULL, "eng", "text", 0, STUDY_RETRACTED},
        {RECORD_PUBMED_XML, NULL, "RetractionIn", "eng", "text", 0, STUDY_RETRACTED},
        {RECORD_PUBMED_XML, NULL, "RetractedandRepublishedIn", "eng", "text", 0, STUDY_RETRACTED},
        {RECORD_PUBMED_XML, NULL, "ExpressionOfConcernIn", "eng", "text", 0, STUDY_CONCERN},
        {RECORD_PUBMED_XML, NULL, "ErratumIn", "eng", "text", 0, 0},
        {RECORD_PUBMED_XML, NULL, "RetractionOf", "eng", "text", 0, STUDY_NOTICE},
        {RECORD_PUBMED_XML, "Published Erratum", "ErratumFor", "eng", "text", 0, STUDY_NOTICE},
        {RECORD_PUBMED_XML, "Retraction of Publication", NULL, "eng", NULL, 0,
         STUDY_NOTICE | STUDY_NO_ABSTRACT},
        {RECORD_PUBMED_XML, "Systematic Review", NULL, "eng", "text", 0, STUDY_REVIEW},
        {RECORD_PUBMED_XML, NULL, NULL, "eng", "", 0, STUDY_NO_ABSTRACT},
        {RECORD_PUBMED_XML, NULL, NULL, "ger", "text", 0, STUDY_OTHER_LANGUAGE},
        {RECORD_PUBMED_XML, NULL, NULL, "en", "text", 0, 0},
        {RECORD_PUBMED_XML, NULL, NULL, "und", "text", 0, 0},
        {RECORD_PUBMED_XML, NULL, NULL, NULL, "text", 0, 0},
        {RECORD_STUB, NULL, NULL, NULL, NULL, 0, STUDY_STUB | STUDY_NO_ABSTRACT},
        {RECORD_PAGE, NULL, NULL, NULL, "as shown (1)", 1, STUDY_PRESS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *type = cases[i].type, *language = cases[i].language;
        Correction correction = {.type = cases[i].correction};
        Section section = {NULL, cases[i].text};
        Marker marker = {1, 0, 10, 1};
        Study study = {
            .kind = cases[i].kind,
            .publication_types = {&type, type ? 1 : 0},
            .languages = {&language, language ? 1 : 0},
            .corrections = &correction,
            .correction_count = correction.type ? 1 : 0,
            .sections = &section,
            .section_count = section.text ? 1 : 0,
            .markers = &marker,
            .marker_count = cases[i].markers,
        };
        if (study_flags(&study) != cases[i].flags) {
            fail_msg("case %zu: flags %u instead of %u", i, study_flags(&study), cases[i].flags);
        }
    }
    const char *both[] = {"fre", "eng"}; // English among others is readable
    Study study = {.languages = {both, 2}};
    assert_int_equal(study_flags(&study) & STUDY_OTHER_LANGUAGE, 0);
}

static void check_text(void (*add)(const Study *, String *), const Study *study, const char *expected) {
    String out = {0};
    string_add_text(&out, "x");
    add(study, &out);
    assert_string_equal(string_text(&out) + 1, expected);
    string_free(&out);
}

static void names_of_studies(void **state) {
    (void) state;
    Author person = {.family = "Alp", .given = "Deniz"}, group = {.collective = "Pilot Group"};
    Author given_only = {.given = "Madonna"};
    const char *title = "Stem cells for decompensated liver cirrhosis: a randomised trial";
    check_text(study_add_name, &(Study){.authors = &person, .author_count = 1, .year = 2021, .title = title},
               "Alp 2021");
    check_text(study_add_name, &(Study){.authors = &person, .author_count = 1}, "Alp");
    check_text(study_add_name, &(Study){.authors = &group, .author_count = 1, .year = 2020},
               "Pilot Group 2020");
    check_text(study_add_name, &(Study){.authors = &given_only, .author_count = 1, .year = 1}, "Madonna 1");
    check_text(study_add_name, &(Study){.title = title, .year = 2012},
               "Stem cells for decompensated liver… 2012");
    check_text(study_add_name, &(Study){.title = "Short title"}, "Short title");
    check_text(study_add_name, &(Study){.pmid = 12}, "PMID 12");
    check_text(study_add_name, &(Study){.doi = "10.1000/a"}, "10.1000/a");
    check_text(study_add_name, &(Study){0}, "study without title");
}

static void journal_lines(void **state) {
    (void) state;
    Journal gut = {.title = "Gut and Liver", .abbreviation = "Gut Liver"};
    check_text(study_add_journal_line,
               &(Study){.journal = gut, .year = 2012, .volume = "27", .issue = "Suppl 2", .pages = "112-20"},
               "Gut Liver 2012;27 Suppl 2:112-20");
    check_text(study_add_journal_line,
               &(Study){.journal = gut, .year = 2012, .volume = "27", .issue = "3", .pages = "e7"},
               "Gut Liver 2012;27(3):e7");
    check_text(study_add_journal_line, &(Study){.journal = gut, .year = 2012, .issue = "3"},
               "Gut Liver 2012;(3)");
    check_text(study_add_journal_line, &(Study){.journal = {.title = "Gut and Liver"}, .date = "Spring"},
               "Gut and Liver Spring");
    check_text(study_add_journal_line, &(Study){.publisher = "Press", .year = 1999}, "Press 1999");
    check_text(study_add_journal_line, &(Study){.year = 1999, .volume = "2"}, "1999;2");
    check_text(study_add_journal_line, &(Study){.year = 2020, .date = "May 11, 2020"}, "May 11, 2020");
    check_text(study_add_journal_line,
               &(Study){.journal = {.title = "Gut Rev. 2021 Mar 25;12(1):2."}, .year = 2021},
               "Gut Rev. 2021 Mar 25;12(1):2.");
    check_text(study_add_journal_line, &(Study){0}, "");
}

static void short_authors(void **state) {
    (void) state;
    static const struct {
        Author author;
        const char *text;
    } cases[] = {
        {{.family = "Zhang", .given = "Zheng", .initials = "Z"}, "Zhang Z"},
        {{.family = "Lo Iacono", .given = "Jean-Paul R."}, "Lo Iacono JPR"},
        {{.family = "Östlund", .given = "Åsa"}, "Östlund Å"},
        {{.family = "Alp", .initials = "D", .suffix = "Jr"}, "Alp D Jr"},
        {{.family = "Alp"}, "Alp"},
        {{.collective = "Pilot Group"}, "Pilot Group"},
        {{.given = "Madonna"}, "Madonna"},
        {{0}, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        String out = {0};
        author_add_short(&cases[i].author, &out);
        assert_string_equal(string_text(&out), cases[i].text);
        string_free(&out);
    }
}

static void abstracts_and_citations(void **state) {
    (void) state;
    Section sections[] = {{"AIMS", "To see."}, {"NONE", NULL}, {NULL, "And to hear."}};
    Author authors[8];
    for (size_t i = 0; i < 8; i++) {
        authors[i] =
            (Author){.family = "Li", .initials = (const char *[]){"A", "B", "C", "D", "E", "F", "G", "H"}[i]};
    }
    Study study = {.sections = sections,
                   .section_count = 3,
                   .authors = authors,
                   .author_count = 8,
                   .title = "Does it work?",
                   .journal = {.abbreviation = "Gut"},
                   .year = 2020,
                   .volume = "3",
                   .pmid = 12,
                   .doi = "10.1000/a"};
    check_text(study_add_abstract, &study, "AIMS: To see.\nAnd to hear.");
    check_text(study_add_citation, &study,
               "Li A, Li B, Li C, Li D, Li E, Li F, et al. Does it work? Gut 2020;3. doi:10.1000/a. PMID 12");
    study.author_count = 2;
    study.doi = NULL;
    check_text(study_add_citation, &study, "Li A, Li B. Does it work? Gut 2020;3. PMID 12");
    check_text(study_add_citation, &(Study){.title = "Alone"}, "Alone");
    check_text(study_add_abstract, &(Study){0}, "");
}

static void names_of_kinds(void **state) {
    (void) state;
    assert_string_equal(link_kind_name(LINK_CITED_BY), "cited_by");
    assert_string_equal(record_kind_name(RECORD_PUBMED_XML), "PubMed XML");
    assert_string_equal(record_kind_name(0), "unknown");
}

static void filling_replaces_nothing(void **state) {
    (void) state;
    Arena arena = {0};
    Author one = {.family = "Alp"}, two[] = {{.family = "Alp"}, {.family = "Li"}};
    Section own = {NULL, "rich"}, others = {NULL, "poor (1)"};
    Marker marker = {1, 0, 6, 1};
    const char *eng[] = {"eng"}, *ger[] = {"ger"};
    Identifier own_ids[] = {{"pii", "S1"}}, other_ids[] = {{"pii", "s-1"}, {"isbn", "2"}};
    Study study = {.kind = RECORD_PUBMED_XML,
                   .pmid = 12,
                   .title = "Rich",
                   .authors = &one,
                   .author_count = 1,
                   .sections = &own,
                   .section_count = 1,
                   .year = 2020,
                   .languages = {eng, 1},
                   .journal = {.abbreviation = "Gut"},
                   .identifiers = own_ids,
                   .identifier_count = 1,
                   .links = NO_LINKS};
    const Study other = {.kind = RECORD_PAGE,
                         .pmid = 13,
                         .title = "Poor",
                         .title_translated = true,
                         .authors = two,
                         .author_count = 2,
                         .sections = &others,
                         .section_count = 1,
                         .markers = &marker,
                         .marker_count = 1,
                         .year = 2019,
                         .month = 5,
                         .date = "2019 May",
                         .doi = "10.1000/a",
                         .pages = "7",
                         .languages = {ger, 1},
                         .keywords = {ger, 1},
                         .journal = {.title = "Gut and Liver"},
                         .identifiers = other_ids,
                         .identifier_count = 2,
                         .links = NO_LINKS};
    study_fill_from(&study, &other, &arena);
    assert_int_equal(study.kind, RECORD_PUBMED_XML);
    assert_int_equal(study.pmid, 12);
    assert_string_equal(study.title, "Rich");
    assert_false(study.title_translated);
    assert_int_equal(study.author_count, 1);
    assert_string_equal(study.sections[0].text, "rich");
    assert_int_equal(study.marker_count, 0); // its places are in the other's text
    assert_int_equal(study.year, 2020);
    assert_int_equal(study.month, 0);
    assert_null(study.date);
    assert_string_equal(study.languages.items[0], "eng");
    // and what was absent is there now
    assert_string_equal(study.doi, "10.1000/a");
    assert_string_equal(study.pages, "7");
    assert_int_equal(study.keywords.count, 1);
    assert_string_equal(study.journal.abbreviation, "Gut");
    assert_string_equal(study.journal.title, "Gut and Liver");
    assert_int_equal(study.identifier_count, 2);
    assert_string_equal(study.identifiers[0].value, "S1");
    assert_string_equal(study.identifiers[1].value, "2");

    Study empty;
    study_init(&empty);
    study_fill_from(&empty, &other, &arena);
    assert_true(empty.title_translated);
    assert_int_equal(empty.marker_count, 1);
    assert_string_equal(empty.sections[0].text, "poor (1)");
    assert_int_equal(empty.month, 5);
    assert_int_equal(empty.pmid, 13);
    arena_free(&arena);
}

static void links_are_joined_without_duplicates(void **state) {
    (void) state;
    Arena arena = {0};
    Citation own[] = {
        {.pmid = 1, .text = "one"},
        {.doi = "10.1000/two", .text = "two"},
        {.text = "Old book, 1950"},
        {.pmid = 4, .text = "Letter"},
    };
    Citation others[] = {
        {.pmid = 1, .doi = "10.1000/one", .title = "One", .is_free = true}, // by PMID; fills
        {.pmid = 2, .doi = "10.1000/two", .text = "2"},                     // by DOI; fills
        {.text = "Old book, 1950", .is_review = true},                      // by text
        {.pmid = 5, .text = "Letter"},                                      // another study of this text
        {.doi = "10.1000/one", .text = "again"}, // by the DOI that the first one just gained
        {.pmid = 2, .text = "by gained PMID"},
        {.pmid = 6},
        {.pmid = 6},
        {0}, // nothing is known of either
        {0},
    };
    Study study, other;
    study_init(&study);
    study_init(&other);
    study.links[LINK_CITED_BY] = (CitationList){own, COUNT(own), -1};
    other.links[LINK_CITED_BY] = (CitationList){others, COUNT(others), 30};
    study.links[LINK_REFERENCES] = (CitationList){own, 2, -1};
    other.links[LINK_REFERENCES] = (CitationList){others, COUNT(others), -1};
    study.links[LINK_SIMILAR] = (CitationList){NULL, 0, 7};
    other.links[LINK_SIMILAR] = (CitationList){others, 2, 9};
    study_fill_from(&study, &other, &arena);

    const CitationList *list = &study.links[LINK_CITED_BY];
    assert_int_equal(list->announced, 30);
    assert_int_equal(list->count, 8);
    assert_string_equal(list->items[0].doi, "10.1000/one");
    assert_string_equal(list->items[0].title, "One");
    assert_string_equal(list->items[0].text, "one");
    assert_true(list->items[0].is_free);
    assert_int_equal(list->items[1].pmid, 2);
    assert_string_equal(list->items[1].text, "two");
    assert_true(list->items[2].is_review);
    assert_int_equal(list->items[3].pmid, 4);
    assert_int_equal(list->items[4].pmid, 5);
    assert_int_equal(list->items[5].pmid, 6);
    assert_int_equal(own[1].pmid, 0); // the lists that were joined are as they were

    assert_int_equal(study.links[LINK_SIMILAR].count, 2);
    assert_int_equal(study.links[LINK_SIMILAR].announced, 7);
    // References have an order: they are those of one record.
    assert_int_equal(study.links[LINK_REFERENCES].count, 2);
    assert_ptr_equal(study.links[LINK_REFERENCES].items, own);
    arena_free(&arena);
}

// Different identifiers outweigh an equal DOI only where PMIDs differ.
static void identifiers_decide_about_sameness(void **state) {
    (void) state;
    static const struct {
        Citation own, other;
        bool same;
    } cases[] = {
        {{.pmid = 1, .doi = "10.1000/a"}, {.pmid = 1, .doi = "10.1000/b"}, true},
        {{.pmid = 1, .doi = "10.1000/a"}, {.pmid = 2, .doi = "10.1000/a"}, false},
        {{.doi = "10.1000/a", .text = "x"}, {.doi = "10.1000/b", .text = "x"}, false},
        {{.doi = "10.1000/a", .text = "x"}, {.text = "x"}, true},
        {{.title = "T", .text = "x"}, {.title = "U", .text = "x"}, false},
        {{.title = "T", .text = "x"}, {.title = "T", .text = "x"}, true},
        {{.pmcid = "PMC1"}, {.pmcid = "PMC1"}, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena arena = {0};
        Citation own = cases[i].own, others = cases[i].other;
        Study study = {.links = {ANNOUNCED_NONE, {&own, 1, -1}, ANNOUNCED_NONE}};
        const Study other = {.links = {ANNOUNCED_NONE, {&others, 1, -1}, ANNOUNCED_NONE}};
        study_fill_from(&study, &other, &arena);
        if (study.links[LINK_CITED_BY].count != (cases[i].same ? 1 : 2)) {
            fail_msg("case %zu: %zu links", i, study.links[LINK_CITED_BY].count);
        }
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_study_announces_nothing),
        cmocka_unit_test(flags_say_what_a_reader_must_not_miss),
        cmocka_unit_test(names_of_studies),
        cmocka_unit_test(journal_lines),
        cmocka_unit_test(short_authors),
        cmocka_unit_test(abstracts_and_citations),
        cmocka_unit_test(names_of_kinds),
        cmocka_unit_test(filling_replaces_nothing),
        cmocka_unit_test(links_are_joined_without_duplicates),
        cmocka_unit_test(identifiers_decide_about_sameness),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
