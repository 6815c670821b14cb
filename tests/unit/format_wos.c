// Web of Science tagged text to studies.

#include "format_read.h"

static Items read_fixture(const char *name) {
    String path = {0}, text = {0};
    string_format(&path, "tests/fixtures/fuzz/wos/%s", name);
    file_read(string_text(&path), &text);
    Items items = items_read(FORMAT_WOS, string_view(&text), text.length);
    string_free(&path);
    string_free(&text);
    return items;
}

static Items read_text(const char *text) {
    return items_read(FORMAT_WOS, sv(text), strlen(text) + 1);
}

static void test_reads_a_record(void **state) {
    (void) state;
    Items items = read_fixture("core");
    assert_int_equal(items.count, 2);
    const Study *study = &items.items[0].study;
    assert_int_equal(items.items[0].line, 3);
    assert_int_equal(study->kind, RECORD_DATABASE);
    assert_int_equal(study->pmid, 99000001);
    assert_string_equal(study->doi, "10.9999/jit.2019.3");
    assert_int_equal(study->identifier_count, 1);
    assert_string_equal(study->identifiers[0].scheme, "wos");
    assert_string_equal(study->identifiers[0].value, "WOS:000111222333444");
    assert_string_equal(study->title, "Invented tea in made-up cups: a trial of warmth");
    assert_string_equal(study->journal.title, "JOURNAL OF INVENTED TEA");
    assert_string_equal(study->journal.abbreviation, "J. Invent. Tea");
    assert_string_equal(study->journal.issn, "1234-5678");
    assert_string_equal(study->journal.essn, "8765-4321");
    assert_int_equal(study->year, 2019);
    assert_int_equal(study->month, 12);
    assert_int_equal(study->day, 1);
    assert_string_equal(study->volume, "12");
    assert_string_equal(study->issue, "3");
    assert_string_equal(study->pages, "112-120");
    assert_string_equal(study->publisher, "INVENTED PRESS");
    assert_string_equal(study->languages.items[0], "eng");
    assert_int_equal(study->publication_types.count, 2);
    assert_string_equal(study->publication_types.items[1], "Early Access");
    assert_int_equal(study->keywords.count, 4);
    assert_string_equal(study->keywords.items[1], "cups (paper)");
    assert_string_equal(study->keywords.items[3], "BLACK TEA");
    assert_int_equal(study->section_count, 3);
    assert_string_equal(study->sections[1].label, "METHODS");
    assert_string_equal(study->sections[1].text, "We poured it into seventy cups.");
    items_free(&items);
}

static void test_reads_authors(void **state) {
    (void) state;
    Items items = read_fixture("core");
    const Study *study = &items.items[0].study;
    assert_int_equal(study->author_count, 3);
    const Author *first = &study->authors[0], *second = &study->authors[1];
    assert_string_equal(first->family, "Roe");
    assert_string_equal(first->given, "Anna Maria");
    assert_string_equal(first->initials, "AM");
    assert_string_equal(first->orcid, "0000-0002-1825-0097");
    assert_int_equal(first->affiliations.count, 1);
    assert_string_equal(first->affiliations.items[0], "Univ Cup, Dept Tea, Teatown 12, Nowhere.");
    assert_string_equal(second->family, "van Doe");
    assert_int_equal(second->affiliations.count, 2);
    assert_string_equal(study->authors[2].collective, "Cup Study Grp");
    assert_int_equal(study->grant_count, 3);
    assert_string_equal(study->grants[1].agency, "Tea Board");
    assert_string_equal(study->grants[1].number, "T2");
    assert_string_equal(study->grants[2].agency, "Cup Fund");
    assert_null(study->grants[2].number);
    items_free(&items);
}

static void test_links_references(void **state) {
    (void) state;
    Items items = read_fixture("core");
    const CitationList *references = &items.items[0].study.links[LINK_REFERENCES];
    assert_int_equal(references->count, 3);
    assert_int_equal(references->announced, 12);
    assert_string_equal(references->items[0].doi, "10.9999/w.1998.2");
    assert_string_equal(references->items[0].text, "Boil W, 1998, WATER RES, V2, P11");
    assert_string_equal(references->items[1].doi, "10.9999/tq.7");
    assert_null(references->items[2].doi);
    assert_string_equal(references->items[2].text, "[Anonymous], 1950, BOOK TEA");
    assert_int_equal(items.items[0].study.links[LINK_CITED_BY].announced, 5);
    const Study *second = &items.items[1].study;
    assert_int_equal(second->links[LINK_CITED_BY].announced, 0);
    assert_int_equal(second->links[LINK_REFERENCES].announced, -1);
    assert_string_equal(second->identifiers[0].value, "WOS:000111222333445");
    assert_string_equal(second->pages, "17");
    items_free(&items);
}

static void test_reads_other_databases(void **state) {
    (void) state;
    Items items = read_fixture("scielo");
    assert_int_equal(items.count, 3);
    const Study *study = &items.items[0].study;
    assert_string_equal(study->title, "Tea at home");
    assert_string_equal(study->vernacular_title, "El t\xc3\xa9 en casa");
    assert_int_equal(study->other_abstract_count, 2);
    assert_string_equal(study->other_abstracts[0].language, "spa");
    assert_string_equal(study->other_abstracts[1].sections[0].text, "Bebemos ch\xc3\xa1.");
    assert_int_equal(study->keywords.count, 2);
    assert_string_equal(study->identifiers[0].value, "SCIELO:S0000-00002015000100001");
    assert_string_equal(items.items[1].study.title, "No end here");
    const Study *book = &items.items[2].study;
    assert_string_equal(book->authors[0].family, "Stir");
    assert_int_equal(book->identifier_count, 2);
    assert_int_equal(book->year, 2017);
    items_free(&items);

    items = read_fixture("others");
    assert_int_equal(items.count, 4);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_int_equal(items.items[0].line, 1);
    assert_string_equal(items.items[1].study.authors[0].family, "BREW");
    assert_string_equal(items.items[1].study.sections[0].text, "NOVELTY - A pot. USE - Pouring.");
    assert_string_equal(items.items[1].study.identifiers[0].scheme, "patent");
    study = &items.items[2].study;
    assert_int_equal(study->pmid, 99000002);
    assert_string_equal(study->authors[0].given, "Ann");
    assert_int_equal(study->authors[0].affiliations.count, 1);
    assert_int_equal(study->authors[1].affiliations.count, 0);
    assert_string_equal(study->pages, "24-9");
    assert_int_equal(study->day, 1);
    assert_int_equal(items.items[3].kind, ITEM_REJECTED);
    assert_int_equal(items.items[3].line, 18);
    items_free(&items);
}

static void test_pieces_make_no_difference(void **state) {
    (void) state;
    String text = {0};
    file_read("tests/fixtures/fuzz/wos/core", &text);
    Items whole = items_read(FORMAT_WOS, string_view(&text), text.length);
    for (size_t piece = 1; piece < 9; piece++) {
        Items items = items_read(FORMAT_WOS, string_view(&text), piece);
        assert_int_equal(items.count, whole.count);
        for (size_t i = 0; i < items.count; i++) {
            assert_string_equal(items.items[i].study.title, whole.items[i].study.title);
            assert_int_equal(items.items[i].line, whole.items[i].line);
        }
        items_free(&items);
    }
    items_free(&whole);
    string_free(&text);
}

static void test_rejects(void **state) {
    (void) state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "no Web of Science record"},
        {"FN x\nVR 1.0\nEF\n", "no Web of Science record"},
        {"PT J\nAU Roe, A\nER\n", "neither a title nor a number"},
        {"words\nmore words\n", "no Web of Science tag"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Items items = read_text(cases[i].text);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_REJECTED);
        assert_non_null(strstr(items.items[0].why, cases[i].why));
        items_free(&items);
    }
}

// Every file of the corpus gives the records that its list announces, none is rejected.
static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *name;
        size_t records;
    } files[] = {
        {"wos/*IsiImporterTest2.isi", 3},
        {"wos/*IsiImporterTestMedline.isi", 2},
        {"wos/*IsiImporterTestWOS.isi", 2},
        {"wos/*example_wos.ris", 2},
        {"wos/*performance_soccer.txt", 101},
        {"wos/*wos_sample.txt", 8},
        {"wos/*zoorec.txt", 134},
    };
    size_t references = 0, linked = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        glob_t found = corpus_files(files[i].name);
        String text = {0};
        file_read(found.gl_pathv[0], &text);
        Format format;
        Error err = {0};
        assert_true(format_detect(string_view(&text), &format, &err));
        assert_int_equal(format, FORMAT_WOS);
        Items items = items_read(format, string_view(&text), 1000);
        assert_int_equal(items.count, files[i].records);
        for (size_t k = 0; k < items.count; k++) {
            const Study *study = &items.items[k].study;
            assert_int_equal(items.items[k].kind, ITEM_STUDY);
            assert_non_null(study->title);
            assert_true(study->year >= 1900);
            assert_true(study->identifier_count > 0 || study->pmid);
            const CitationList *list = &study->links[LINK_REFERENCES];
            references += list->count;
            for (size_t r = 0; r < list->count; r++) {
                assert_true(list->items[r].text || list->items[r].doi);
                linked += list->items[r].doi != NULL;
            }
        }
        items_free(&items);
        string_free(&text);
        globfree(&found);
    }
    print_message("%zu references, %zu with a DOI\n", references, linked);
    assert_true(linked * 2 > references);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_record),
        cmocka_unit_test(test_reads_authors),
        cmocka_unit_test(test_links_references),
        cmocka_unit_test(test_reads_other_databases),
        cmocka_unit_test(test_pieces_make_no_difference),
        cmocka_unit_test(test_rejects),
        cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
