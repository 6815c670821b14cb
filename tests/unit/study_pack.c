#include "carrel/study/pack.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const size_t text_fields[] = {
    offsetof(Study, doi),           offsetof(Study, pmcid),
    offsetof(Study, title),         offsetof(Study, vernacular_title),
    offsetof(Study, journal.title), offsetof(Study, journal.abbreviation),
    offsetof(Study, journal.issn),  offsetof(Study, journal.essn),
    offsetof(Study, date),          offsetof(Study, volume),
    offsetof(Study, issue),         offsetof(Study, pages),
    offsetof(Study, publisher),     offsetof(Study, status),
    offsetof(Study, copyright),     offsetof(Study, conflict_of_interest),
    offsetof(Study, specialty),
};
static const size_t int_fields[] = {
    offsetof(Study, pmid_version), offsetof(Study, year),    offsetof(Study, month),
    offsetof(Study, day),          offsetof(Study, revised),
};
static const size_t text_list_fields[] = {
    offsetof(Study, languages),
    offsetof(Study, publication_types),
    offsetof(Study, keywords),
    offsetof(Study, substances),
};

static void *field(const Study *study, size_t offset) {
    return (char *) study + offset;
}

// Every field set, each to something of its own.
static void make_full(Study *study, Arena *arena) {
    study_init(study);
    study->kind = RECORD_MEDLINE;
    study->pmid = INT64_MAX;
    study->title_translated = true;
    for (size_t i = 0; i < COUNT(text_fields); i++) {
        *(const char **) field(study, text_fields[i]) = arena_format(arena, "β text %zu", i);
    }
    for (size_t i = 0; i < COUNT(int_fields); i++) {
        *(int *) field(study, int_fields[i]) = i % 2 ? INT_MIN + (int) i : INT_MAX - (int) i;
    }
    for (size_t i = 0; i < COUNT(text_list_fields); i++) {
        TextList *list = field(study, text_list_fields[i]);
        list->count = i + 1;
        list->items = ARENA_ARRAY(arena, const char *, list->count);
        for (size_t k = 0; k < list->count; k++) {
            list->items[k] = arena_format(arena, "item %zu of %zu", k, i);
        }
    }
    static const char *affiliations[] = {"Clinic, Ankara", "Institute"};
    static Author authors[] = {
        {.family = "Alp",
         .given = "Deniz",
         .initials = "D",
         .suffix = "Jr",
         .orcid = "0000-0000-0000-0001",
         .affiliations = {affiliations, 2}},
        {.collective = "Pilot Group"},
    };
    study->authors = authors;
    study->author_count = 2;
    study->investigators = authors + 1;
    study->investigator_count = 1;
    static Identifier identifiers[] = {{"pii", "S1"}, {"isbn", "2"}};
    study->identifiers = identifiers;
    study->identifier_count = 2;
    static Section sections[] = {{"AIMS", "To see (1,2)."}, {NULL, "More\nlines."}};
    study->sections = sections;
    study->section_count = 2;
    static OtherAbstract others[] = {{"spa", sections, 2}, {"ger", NULL, 0}};
    study->other_abstracts = others;
    study->other_abstract_count = 2;
    static Qualifier qualifiers[] = {{"therapy", true}, {"pathology", false}};
    static MeshHeading mesh[] = {{"Liver Cirrhosis", true, qualifiers, 2}, {"Humans", false, NULL, 0}};
    study->mesh = mesh;
    study->mesh_count = 2;
    static Grant grants[] = {{"G1", "Agency", "Turkey"}, {NULL, "Other", NULL}};
    study->grants = grants;
    study->grant_count = 2;
    static RegisterNumber registers[] = {{"ClinicalTrials.gov", "NCT00000001"}};
    study->registers = registers;
    study->register_count = 1;
    static Correction corrections[] = {{"RetractionIn", 77, "Gut 2020"}, {"ErratumIn", 0, ""}};
    study->corrections = corrections;
    study->correction_count = 2;
    static Figure figures[] = {{"Figure 1", "What was seen"}};
    study->figures = figures;
    study->figure_count = 1;
    static FullTextSource sources[] = {{"PubMed Central", "https://example.org/1"}};
    study->full_text = sources;
    study->full_text_count = 1;
    static Citation citations[] = {
        {12, "10.1000/a", "PMC1", "Title", "Ma X", "Gut 2020", true, false},
        {0, NULL, NULL, NULL, NULL, "free text", false, true},
    };
    study->links[LINK_REFERENCES] = (CitationList){citations, 2, -1};
    study->links[LINK_CITED_BY] = (CitationList){citations, 1, 156};
    study->links[LINK_SIMILAR] = (CitationList){NULL, 0, 0};
    static Marker markers[] = {{1, 0, 8, 1}, {2, 0, 10, 1}};
    study->markers = markers;
    study->marker_count = 2;
}

static void everything_comes_back(void **state) {
    (void) state;
    Arena arena = {0}, other = {0};
    Study study, back;
    make_full(&study, &arena);
    String packed = {0}, again = {0};
    study_pack(&study, &packed);
    Error err = {0};
    assert_true(study_unpack(string_view(&packed), &other, &back, &err));
    memset(packed.data, 0x55, packed.length); // text must not point into the bytes

    assert_int_equal(back.kind, RECORD_MEDLINE);
    assert_int_equal(back.pmid, INT64_MAX);
    assert_true(back.title_translated);
    for (size_t i = 0; i < COUNT(text_fields); i++) {
        assert_string_equal(*(const char **) field(&back, text_fields[i]),
                            *(const char **) field(&study, text_fields[i]));
    }
    for (size_t i = 0; i < COUNT(int_fields); i++) {
        assert_int_equal(*(int *) field(&back, int_fields[i]), *(int *) field(&study, int_fields[i]));
    }
    for (size_t i = 0; i < COUNT(text_list_fields); i++) {
        const TextList *list = field(&back, text_list_fields[i]), *own = field(&study, text_list_fields[i]);
        assert_int_equal(list->count, own->count);
        for (size_t k = 0; k < own->count; k++) {
            assert_string_equal(list->items[k], own->items[k]);
        }
    }
    assert_int_equal(back.author_count, 2);
    assert_string_equal(back.authors[0].family, "Alp");
    assert_string_equal(back.authors[0].given, "Deniz");
    assert_string_equal(back.authors[0].initials, "D");
    assert_string_equal(back.authors[0].suffix, "Jr");
    assert_string_equal(back.authors[0].orcid, "0000-0000-0000-0001");
    assert_null(back.authors[0].collective);
    assert_int_equal(back.authors[0].affiliations.count, 2);
    assert_string_equal(back.authors[0].affiliations.items[1], "Institute");
    assert_string_equal(back.authors[1].collective, "Pilot Group");
    assert_int_equal(back.investigator_count, 1);
    assert_string_equal(back.investigators[0].collective, "Pilot Group");
    assert_string_equal(back.identifiers[1].scheme, "isbn");
    assert_string_equal(back.identifiers[1].value, "2");
    assert_string_equal(back.sections[0].label, "AIMS");
    assert_null(back.sections[1].label);
    assert_string_equal(back.sections[1].text, "More\nlines.");
    assert_string_equal(back.other_abstracts[0].language, "spa");
    assert_string_equal(back.other_abstracts[0].sections[0].text, "To see (1,2).");
    assert_int_equal(back.other_abstracts[1].section_count, 0);
    assert_string_equal(back.mesh[0].qualifiers[0].name, "therapy");
    assert_true(back.mesh[0].major && back.mesh[0].qualifiers[0].major && !back.mesh[0].qualifiers[1].major);
    assert_string_equal(back.mesh[1].heading, "Humans");
    assert_string_equal(back.grants[0].country, "Turkey");
    assert_null(back.grants[1].number);
    assert_string_equal(back.registers[0].number, "NCT00000001");
    assert_int_equal(back.corrections[0].pmid, 77);
    assert_string_equal(back.corrections[1].text, ""); // empty is not absent
    assert_string_equal(back.figures[0].caption, "What was seen");
    assert_string_equal(back.full_text[0].url, "https://example.org/1");
    assert_int_equal(back.links[LINK_REFERENCES].announced, -1);
    assert_int_equal(back.links[LINK_CITED_BY].announced, 156);
    assert_int_equal(back.links[LINK_SIMILAR].announced, 0);
    const Citation *citation = &back.links[LINK_REFERENCES].items[0];
    assert_int_equal(citation->pmid, 12);
    assert_string_equal(citation->doi, "10.1000/a");
    assert_string_equal(citation->pmcid, "PMC1");
    assert_string_equal(citation->title, "Title");
    assert_string_equal(citation->authors, "Ma X");
    assert_string_equal(citation->text, "Gut 2020");
    assert_true(citation->is_review && !citation->is_free && citation[1].is_free);
    assert_int_equal(back.marker_count, 2);
    assert_int_equal(back.markers[1].number, 2);
    assert_int_equal(back.markers[1].offset, 10);
    assert_int_equal(back.markers[1].length, 1);

    study_pack(&study, &again);
    String third = {0};
    study_pack(&back, &third);
    assert_int_equal(again.length, third.length);
    assert_memory_equal(again.data, third.data, third.length);
    string_free(&packed);
    string_free(&again);
    string_free(&third);
    arena_free(&arena);
    arena_free(&other);
}

static void an_empty_study_is_small(void **state) {
    (void) state;
    Arena arena = {0};
    Study study, back;
    study_init(&study);
    String packed = {0};
    study_pack(&study, &packed);
    assert_true(packed.length < 80);
    assert_true(study_unpack(string_view(&packed), &arena, &back, NULL));
    assert_null(back.title);
    assert_int_equal(back.links[LINK_CITED_BY].announced, -1);
    string_free(&packed);
    arena_free(&arena);
}

static void refuses(const char *bytes, size_t length, const char *word) {
    Arena arena = {0};
    Study back;
    Error err = {0};
    assert_false(study_unpack((StringView){bytes, length}, &arena, &back, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, word));
    assert_null(back.title);
    assert_int_equal(back.author_count, 0);
    arena_free(&arena);
}

static void other_versions_are_refused(void **state) {
    (void) state;
    refuses("", 0, "empty");
    refuses("\x02", 1, "version 2");
    refuses("\xff", 1, "version 255");
    refuses("\x01", 1, "damaged");
}

static void every_truncation_is_found_out(void **state) {
    (void) state;
    Arena arena = {0};
    Study study;
    make_full(&study, &arena);
    String packed = {0};
    study_pack(&study, &packed);
    for (size_t length = 1; length < packed.length; length++) {
        char *exact = malloc(length); // so that a sanitizer sees a read behind it
        memcpy(exact, packed.data, length);
        refuses(exact, length, "damaged");
        free(exact);
    }
    string_add_char(&packed, '\0'); // more than there should be
    refuses(packed.data, packed.length, "damaged");
    string_free(&packed);
    arena_free(&arena);
}

static void false_text_and_markers_are_found_out(void **state) {
    (void) state;
    Arena arena = {0};
    Study study;
    String packed = {0};
    study_init(&study);
    study.title = "not \xff text";
    study_pack(&study, &packed);
    refuses(packed.data, packed.length, "damaged");

    string_clear(&packed);
    Section section = {NULL, "short"};
    Marker marker = {1, 0, 4, 2};
    study_init(&study);
    study.sections = &section;
    study.section_count = 1;
    study.markers = &marker;
    study.marker_count = 1;
    study_pack(&study, &packed);
    refuses(packed.data, packed.length, "damaged");
    string_free(&packed);
    arena_free(&arena);
}

// Bytes that somebody changed: either refused or a study that can be packed again, in
// memory that is a small multiple of theirs.
static void damage_never_does_harm(void **state) {
    (void) state;
    Arena arena = {0};
    Study study;
    make_full(&study, &arena);
    String packed = {0};
    study_pack(&study, &packed);
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        size_t length = packed.length;
        char *bytes = malloc(length);
        memcpy(bytes, packed.data, length);
        for (int change = 0; change <= round % 4; change++) {
            seed = seed * 1664525 + 1013904223;
            bytes[1 + (seed >> 8) % (length - 1)] = (char) (seed >> 24);
        }
        if (round % 5 == 0) { // nothing but noise
            for (size_t i = 1; i < length; i++) {
                seed = seed * 1664525 + 1013904223;
                bytes[i] = (char) (seed >> 24);
            }
        }
        Arena own = {0};
        Study back;
        if (study_unpack((StringView){bytes, length}, &own, &back, NULL)) {
            String again = {0};
            study_pack(&back, &again);
            assert_true(again.length <= length);
            string_free(&again);
        }
        assert_true(arena_bytes(&own) <= 64 * 1024 + 40 * length);
        arena_free(&own);
        free(bytes);
    }
    string_free(&packed);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(an_empty_study_is_small),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(every_truncation_is_found_out),
        cmocka_unit_test(false_text_and_markers_are_found_out),
        cmocka_unit_test(damage_never_does_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
