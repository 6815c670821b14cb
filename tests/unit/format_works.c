// Works of DataCite and Europe PMC. Crossref's and OpenAlex's are in format_json.c.

#include "format_read.h"

static Items read_fixture(const char *name) {
    String path = {0}, text = {0};
    Format format;
    string_format(&path, "tests/fixtures/fuzz/works/%s", name);
    file_read(string_text(&path), &text);
    assert_true(format_detect(string_view(&text), &format, NULL));
    assert_int_equal(format, FORMAT_WORKS);
    Items items = items_read(format, string_view(&text), 100);
    string_free(&path);
    string_free(&text);
    return items;
}

static void check_study(const Study *study, const char *expected) {
    String found = {0};
    study_describe(study, &found);
    assert_string_equal(string_text(&found), expected);
    string_free(&found);
}

static void test_datacite(void **state) {
    (void) state;
    Items items = read_fixture("datacite.json");
    assert_int_equal(items.count, 3);
    const Study *study = &items.items[0].study;
    check_study(study,
                "pmid 91000001.0\ntitle Tea & mice: A trial\nvernacular Tee und M\xc3\xa4use\n"
                "doi 10.9999/tea.1\npmcid \njournal Journal of Tea||2701-9012|\ndate 2021-3-4 \n"
                "place 4|2|10-12\nstatus  revised 0\nsection BACKGROUND|Tea.\nsection RESULTS|More tea.\n"
                "author Cup|Ann||||0000-0002-1825-0097\naffiliation Kitchen\naffiliation Garden\n"
                "author ||||Tea Board|\nauthor Pot|Ben||||\naffiliation Shelf\n"
                "type Journal Article\nlanguage eng\nkeyword tea\nkeyword mice\ngrant A1|Aunt|\n"
                "conflict \nreference 0|10.9999/lid||\nreference 91000002|||\n");
    assert_string_equal(study->publisher, "Cupboard");
    assert_int_equal(study->links[LINK_CITED_BY].announced, 3);
    assert_int_equal(study->other_abstract_count, 1);
    assert_string_equal(study->other_abstracts[0].language, "ger");
    assert_string_equal(study->other_abstracts[0].sections[0].text, "Tee.");
    check_study(&items.items[1].study,
                "pmid 0.0\ntitle Cups, counted\nvernacular \ndoi 10.9999/data\npmcid \njournal |||\n"
                "date 2019-0-0 \nplace ||42-79\nstatus  revised 0\ntype Dataset\nconflict \n");
    assert_int_equal(items.items[2].kind, ITEM_REJECTED);
    items_free(&items);
}

static void test_europepmc(void **state) {
    (void) state;
    Items items = read_fixture("europepmc.json");
    assert_int_equal(items.count, 3);
    const Study *study = &items.items[0].study;
    check_study(study,
                "pmid 91000001.0\ntitle Tea and mice (translated)\nvernacular \ndoi 10.9999/tea.2\n"
                "pmcid PMC9100001\njournal Journal of tea|J Tea|0140-6736|1474-547X\n"
                "date 2025-12-0 2025 Dec\nplace 4|2|10-2\nstatus  revised 0\n"
                "section OBJECTIVE|Tea was given.\nsection MAIN OUTCOME|Sleep < 3 h.\n"
                "author Cup|Ann M|AM|||0000-0002-1825-0097\naffiliation Kitchen.\nauthor ||||Tea Board|\n"
                "mesh Tea/*therapy\ntype Journal Article\ntype review\nlanguage ger\nkeyword tea\n"
                "substance Theine\ngrant A1|Aunt|\nconflict \n"
                "correction ErratumFor|91000009|J Tea. 2024;1:1.\n");
    assert_int_equal(study->links[LINK_CITED_BY].announced, 7);
    assert_int_equal(study->full_text_count, 1);
    study = &items.items[1].study;
    check_study(study,
                "pmid 0.0\ntitle A lid\nvernacular \ndoi 10.9999/pre\npmcid \n"
                "journal |Lids|0033-3506|\ndate 2020-0-0 \nplace 9|1|e7\nstatus  revised 0\n"
                "author Pot||B|||\nauthor Lid||C|||\ntype preprint\ntype journal article\nconflict \n");
    assert_string_equal(study->identifiers[0].scheme, "europepmc");
    assert_string_equal(study->identifiers[0].value, "PPR/PPR1");
    assert_int_equal(items.items[2].study.pmid, 91000003);
    assert_int_equal(items.items[2].study.kind, RECORD_STUB);
    items_free(&items);
}

// What Europe PMC answered, as recorded.
static void test_replies(void **state) {
    (void) state;
    static const struct {
        const char *file;
        size_t count, titled, with_abstract;
    } cases[] = {
        {"replies/europepmc/*/search_cancer.json", 25, 25, 0},
        {"replies/europepmc/*/search_cancer_page2.json", 5, 5, 0},
        {"replies/europepmc/*/search_cancer_sorted_cited.json", 25, 25, 0},
        {"replies/europepmc/*/search_cancer_idlist.json", 25, 0, 0},
        {"replies/europepmc/*/search_cancer_core.json", 25, 25, 21},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].file);
        String text = {0};
        size_t titled = 0, abstracts = 0, labels = 0;
        file_read(files.gl_pathv[0], &text);
        Format format;
        assert_true(format_detect(string_view(&text), &format, NULL));
        assert_int_equal(format, FORMAT_WORKS);
        Items items = items_read(format, string_view(&text), 4096);
        assert_int_equal(items.count, cases[i].count);
        for (size_t k = 0; k < items.count; k++) {
            const Study *study = &items.items[k].study;
            assert_int_equal(items.items[k].kind, ITEM_STUDY);
            titled += study->title && study->year > 0;
            abstracts += study->section_count > 0;
            for (size_t s = 0; s < study->section_count; s++) {
                labels += study->sections[s].label != NULL;
                assert_null(strstr(study->sections[s].text, "<h4>"));
            }
        }
        assert_int_equal(titled, cases[i].titled);
        assert_int_equal(abstracts, cases[i].with_abstract);
        assert_true(labels > 0 || abstracts == 0);
        items_free(&items);
        globfree(&files);
        string_free(&text);
    }
    glob_t files = corpus_files("replies/europepmc/*/search_no_results.json");
    String text = {0};
    file_read(files.gl_pathv[0], &text);
    Items items = items_read(FORMAT_WORKS, string_view(&text), 4096);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_non_null(strstr(items.items[0].why, "no work was found"));
    items_free(&items);
    globfree(&files);
    string_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_datacite),
        cmocka_unit_test(test_europepmc),
        cmocka_unit_test(test_replies),
    };
    return cmocka_run_group_tests_name("format_works", tests, NULL, NULL);
}
