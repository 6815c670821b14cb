// JSON: CSL items, works of Crossref and OpenAlex, and carrel's own objects, in every wrapping
// that they come in.

#include "format_read.h"

#include "carrel/study/pack.h"

#include <jansson.h>

static const Study *study_at(const Items *items, size_t i) {
    assert_true(i < items->count);
    if (items->items[i].kind != ITEM_STUDY) {
        fail_msg("record %zu was rejected: %s", i + 1, items->items[i].why);
    }
    return &items->items[i].study;
}

static void check_rejected(const Items *items, size_t i, const char *why, uint64_t line) {
    assert_true(i < items->count);
    assert_int_equal(items->items[i].kind, ITEM_REJECTED);
    assert_int_equal(strncmp(items->items[i].why, why, strlen(why)), 0);
    assert_int_equal(items->items[i].line, line);
}

// A file of the repository's own fixtures.
static Items read_fixture(Format format, const char *name) {
    String text = {0};
    file_read(name, &text);
    Format found;
    assert_true(format_detect(string_view(&text), &found, NULL));
    assert_int_equal(found, format);
    Items items = items_read(format, string_view(&text), 13);
    string_free(&text);
    return items;
}

static void check_described(const Study *study, const char *const *lines) {
    String text = {0};
    study_describe(study, &text);
    for (; *lines; lines++) {
        String line = {0};
        string_format(&line, "%s\n", *lines);
        if (sv_find(string_view(&text), string_view(&line)) == SV_NONE) {
            fail_msg("no line \"%s\" in:\n%s", *lines, string_text(&text));
        }
        string_free(&line);
    }
    string_free(&text);
}

static void test_csl_items(void **state) {
    (void) state;
    Items items = read_fixture(FORMAT_CSL_JSON, "tests/fixtures/fuzz/csl-json/items.json");
    assert_int_equal(items.count, 4);
    check_described(study_at(&items, 0),
                    (const char *const[]){
                        "pmid 95000001.0", "title Tea and \"cups\"", "doi 10.9999/tea.1", "pmcid PMC9500001",
                        "journal Journal of Tea|J Tea|1895-5770|1123-6337", "date 2013-2-0 2013 Spring",
                        "section AIM|Tea.", "section RESULTS|Hot.", "author Roe|Anna||Jr||",
                        "author van Beet|L. de||||", "author ||||Tea Study Group|", "keyword tea",
                        "keyword cups, hot", "language eng", NULL});
    const Study *book = study_at(&items, 1);
    assert_int_equal(book->year, 2014);
    assert_string_equal(book->publication_types.items[0], "Book");
    assert_string_equal(book->identifiers[0].value, "9783642321566");
    check_rejected(&items, 2, "the record has no title", 20);
    check_rejected(&items, 3, "this is no JSON object", 21);
    items_free(&items);
}

// A record that is broken takes no other with it.
static void test_lines(void **state) {
    (void) state;
    Items items = read_fixture(FORMAT_CSL_JSON, "tests/fixtures/fuzz/csl-json/lines.json");
    assert_int_equal(items.count, 5);
    assert_string_equal(study_at(&items, 0)->title, "One");
    assert_int_equal(study_at(&items, 0)->month, 5);
    assert_string_equal(study_at(&items, 1)->title, "Two \"2\" {");
    check_rejected(&items, 2, "the record has no end", 3);
    assert_string_equal(items.items[2].verbatim.data, "{\"type\":\"article\",\"title\":\"Bro\"ken");
    check_rejected(&items, 3, "the record has no end", 4);
    assert_int_equal(study_at(&items, 4)->pmid, 95000004);
    items_free(&items);
}

#define ITEM(title) "{\"type\":\"book\",\"issued\":{},\"title\":\"" title "\"}"

static void test_wrappings(void **state) {
    (void) state;
    static const char *const files[] = {
        "[" ITEM("A") "," ITEM("B") "]",
        " [ " ITEM("A") " ,\n" ITEM("B") " ] \n",
        ITEM("A") ITEM("B"),
        ITEM("A") "\n" ITEM("B"),
        ITEM("A") "\r\n\r\n" ITEM("B") "\r\n",
        "[" ITEM("A") "]\n[" ITEM("B") "]",
        "{\"items\":[" ITEM("A") "," ITEM("B") "]}",
        "{\"q\":\"items\",\"n\":[{\"items\":[]}],\"t\":true,\"results\":[" ITEM("A") "," ITEM(
            "B") "],\"x\":[{}]}",
        "\xef\xbb\xbf[" ITEM("A") "," ITEM("B") "]",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Format format;
        assert_true(format_detect(sv(files[i]), &format, NULL));
        assert_int_equal(format, FORMAT_CSL_JSON);
        for (size_t piece = 1; piece < 60; piece += 7) {
            Items items = items_read(format, sv(files[i]), piece);
            assert_int_equal(items.count, 2);
            assert_string_equal(study_at(&items, 0)->title, "A");
            assert_string_equal(study_at(&items, 1)->title, "B");
            items_free(&items);
        }
    }
}

static void test_damage(void **state) {
    (void) state;
    static const struct {
        const char *text, *why;
        size_t good; // records besides the rejected one
    } cases[] = {
        {"[" ITEM("A") ",{\"title\": tea}," ITEM("B") "]", "this is not valid JSON", 2},
        {"[" ITEM("A") ",{\"title\":\"B\"", "the record has no end", 1},
        {"[" ITEM("A") ",{\"title\":\"\\ud800\"}," ITEM("B") "]", "this is not valid JSON", 2},
        {"[]", "no record was found", 0},
        {"", "no record was found", 0},
        {"{\"items\":[]}", "no record was found", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Items items = items_read(FORMAT_CSL_JSON, sv(cases[i].text), 5);
        size_t good = 0, rejected = 0;
        for (size_t k = 0; k < items.count; k++) {
            good += items.items[k].kind == ITEM_STUDY;
            if (items.items[k].kind == ITEM_REJECTED) {
                rejected++;
                assert_non_null(strstr(items.items[k].why, cases[i].why));
            }
        }
        assert_int_equal(good, cases[i].good);
        assert_int_equal(rejected, 1);
        items_free(&items);
    }
}

static void test_large_record(void **state) {
    (void) state;
    String text = {0};
    string_add_text(&text, "[" ITEM("A") ",{\"title\":\"B\",\"abstract\":\"");
    for (size_t i = 0; i < RECORD_MAX / 16 + 8; i++) {
        string_add_text(&text, "[sixteen] }\\\" {,");
    }
    string_add_text(&text, "\"}," ITEM("C") "]");
    Items items = items_read(FORMAT_CSL_JSON, string_view(&text), 1 << 16);
    assert_int_equal(items.count, 3);
    check_rejected(&items, 1, "the record is larger than 16 MB", 1);
    assert_string_equal(study_at(&items, 2)->title, "C");
    items_free(&items);
    string_free(&text);
}

static void test_crossref(void **state) {
    (void) state;
    Items items = read_fixture(FORMAT_WORKS, "tests/fixtures/fuzz/works/crossref.json");
    assert_int_equal(items.count, 2);
    const Study *study = study_at(&items, 0);
    check_described(study, (const char *const[]){"title Tea: a trial",
                                                 "doi 10.9999/tea.1",
                                                 "journal Journal of Tea|J Tea|1895-5770|1123-6337",
                                                 "date 2020-2-0 ",
                                                 "place 3|2|9-18",
                                                 "section AIM|Tea is & was.",
                                                 "section RESULTS|Hot.",
                                                 "author Roe|Anna||||0000-0001-2345-6789",
                                                 "affiliation Tea Hall",
                                                 "author ||||Tea Study Group|",
                                                 "type Journal Article",
                                                 "language eng",
                                                 "keyword Tea",
                                                 "grant R01|NIH|",
                                                 "grant |Tea Fund|",
                                                 "register |nct00000001",
                                                 "correction RetractionIn|0|doi: 10.9999/notice",
                                                 "reference 0|10.9999/old||Old tea|J Tea. 2001;1:5",
                                                 "reference 0|||Bark, E. Older tea. 1999.",
                                                 NULL});
    assert_int_equal(study->links[LINK_REFERENCES].count, 2);
    assert_int_equal(study->links[LINK_REFERENCES].announced, 3);
    assert_int_equal(study->links[LINK_CITED_BY].announced, 7);
    assert_true(study_flags(study) & STUDY_RETRACTED);
    assert_string_equal(study_at(&items, 1)->doi, "10.9999/tea.2");
    items_free(&items);

    // One work, as /works/DOI answers.
    Items one =
        items_read(FORMAT_WORKS,
                   SV("{\"status\":\"ok\",\"message-type\":\"work\",\"message\":{\"DOI\":\"10.9999/1\","
                      "\"title\":[\"Tea\"],\"reference-count\":0},\"x\":{}}"),
                   6);
    assert_int_equal(one.count, 1);
    assert_string_equal(study_at(&one, 0)->title, "Tea");
    items_free(&one);
}

static void test_openalex(void **state) {
    (void) state;
    Items items = read_fixture(FORMAT_WORKS, "tests/fixtures/fuzz/works/openalex.json");
    assert_int_equal(items.count, 2);
    const Study *study = study_at(&items, 0);
    check_described(study, (const char *const[]){"pmid 95000003.0",
                                                 "title Tea",
                                                 "doi 10.9999/tea.3",
                                                 "pmcid PMC9500003",
                                                 "journal Journal of Tea||1895-5770|1123-6337",
                                                 "date 2018-2-13 ",
                                                 "place 6||e4375",
                                                 "section |Tea is hot. Tea cools.",
                                                 "author van Roe|Anna||||0000-0001-2345-6789",
                                                 "affiliation Tea Hall",
                                                 "author Cup|B.|B|||",
                                                 "affiliation Cup Institute",
                                                 "type Review",
                                                 "type Retracted Publication",
                                                 "language eng",
                                                 "keyword Tea",
                                                 "mesh Tea/*therapy",
                                                 "grant R01|NIH|",
                                                 "reference 0|||openalex:W2",
                                                 NULL});
    assert_string_equal(study->identifiers[0].scheme, "openalex");
    assert_string_equal(study->identifiers[0].value, "W1");
    assert_int_equal(study->links[LINK_CITED_BY].announced, 9);
    assert_true(study_flags(study) & STUDY_RETRACTED);
    check_rejected(&items, 1, "the work has no title and no DOI", 2);
    items_free(&items);
}

static void test_own_objects(void **state) {
    (void) state;
    Items items = read_fixture(FORMAT_JSON, "tests/fixtures/fuzz/json/objects.jsonl");
    assert_int_equal(items.count, 4);
    const Study *study = study_at(&items, 0);
    assert_int_equal(study->kind, RECORD_MEDLINE);
    assert_true(study->title_translated);
    assert_string_equal(study->sections[0].text, "Tea.\nCups.");
    assert_int_equal(study->marker_count, 1); // the other one lies in no section
    assert_int_equal(study->links[LINK_REFERENCES].announced, 3);
    assert_int_equal(study->links[LINK_REFERENCES].items[0].pmid, 5);
    assert_int_equal(study_at(&items, 1)->kind, RECORD_PAGE);
    check_rejected(&items, 2, "the object has no title", 3);
    assert_string_equal(study_at(&items, 3)->title, "In a list");
    items_free(&items);
}

static void write_one(Format format, const Study *study, String *out) {
    Entry entry = {.id = study->pmid ? study->pmid : -1, .study = study};
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        entry.links[kind] = (LinkCount){study->links[kind].count, study->links[kind].announced};
    }
    formats[format].write_entry(&entry, true, out);
    if (formats[format].write_end) {
        formats[format].write_end(true, out);
    }
}

// Whatever a reader gives comes back from carrel's own objects unchanged, to the byte.
static void check_lossless(const Study *study, const char *name) {
    String written = {0}, packed = {0}, again = {0};
    write_one(FORMAT_JSON, study, &written);
    Items items = items_read(FORMAT_JSON, string_view(&written), SIZE_MAX);
    if (items.count != 1 || items.items[0].kind != ITEM_STUDY) {
        fail_msg("%s: pmid %lld is not read back: %s", name, (long long) study->pmid,
                 items.count > 0 ? items.items[0].why : "nothing");
    }
    study_pack(study, &packed);
    study_pack(&items.items[0].study, &again);
    if (!sv_equal(string_view(&packed), string_view(&again))) {
        fail_msg("%s: pmid %lld comes back changed:\n%s", name, (long long) study->pmid,
                 string_text(&written));
    }
    items_free(&items);
    string_free(&written);
    string_free(&packed);
    string_free(&again);
}

static void test_lossless(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
    } files[] = {
        {"pubmed_xml/*.xml", FORMAT_PUBMED_XML},
        {"medline/*", FORMAT_MEDLINE},
        {"../seeds/pubmed-page.txt", FORMAT_PAGE_PUBMED},
        {"../seeds/aggregator-page.txt", FORMAT_PAGE_CITING},
        {"../seeds/press-article.txt", FORMAT_PAGE_PRESS},
        {"api/*gzip_test__1.json.gz", FORMAT_WORKS},
        {"csv/*baseline_scopus.csv", FORMAT_CSV},
    };
    size_t studies = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        glob_t found = corpus_files(files[i].pattern);
        for (size_t k = 0; k < found.gl_pathc; k++) {
            String text = {0};
            file_read(found.gl_pathv[k], &text);
            Format format;
            if (format_detect(string_view(&text), &format, NULL) && format == files[i].format) {
                Items items = items_read(format, string_view(&text), 1 << 16);
                for (size_t n = 0; n < items.count; n++) {
                    if (items.items[n].kind == ITEM_STUDY) {
                        check_lossless(&items.items[n].study, found.gl_pathv[k]);
                        studies++;
                    }
                }
                items_free(&items);
            }
            string_free(&text);
        }
        globfree(&found);
    }
    print_message("%zu studies\n", studies);
    assert_true(studies > 3900);
}

// What CSL-JSON can hold comes back from it, of every PubMed record.
static void test_csl_round_trip(void **state) {
    (void) state;
    glob_t found = corpus_files("pubmed_xml/*.xml");
    size_t studies = 0, changed = 0;
    for (size_t k = 0; k < found.gl_pathc; k++) {
        String text = {0};
        file_read(found.gl_pathv[k], &text);
        Format format;
        Items items = {0};
        if (format_detect(string_view(&text), &format, NULL) && format == FORMAT_PUBMED_XML) {
            items = items_read(format, string_view(&text), 1 << 16);
        }
        for (size_t n = 0; n < items.count; n++) {
            const Study *study = &items.items[n].study;
            String first = {0}, second = {0};
            if (items.items[n].kind == ITEM_STUDY && study->title && study->pmid > 0) {
                write_one(FORMAT_CSL_JSON, study, &first);
                Items back = items_read(FORMAT_CSL_JSON, string_view(&first), SIZE_MAX);
                write_one(FORMAT_CSL_JSON, study_at(&back, 0), &second);
                if (strcmp(string_text(&second), string_text(&first)) != 0) {
                    // A label within an abstract that begins without one: then it stays.
                    String third = {0};
                    Items again = items_read(FORMAT_CSL_JSON, string_view(&second), SIZE_MAX);
                    write_one(FORMAT_CSL_JSON, study_at(&again, 0), &third);
                    if (strcmp(string_text(&third), string_text(&second)) != 0) {
                        fail_msg("pmid %lld comes back changed", (long long) study->pmid);
                    }
                    changed++;
                    items_free(&again);
                    string_free(&third);
                }
                items_free(&back);
                studies++;
            }
            string_free(&first);
            string_free(&second);
        }
        items_free(&items);
        string_free(&text);
    }
    globfree(&found);
    print_message("%zu studies, %zu with other sections\n", studies, changed);
    assert_true(studies > 600);
    assert_true(changed * 50 < studies);
}

static void test_csl_writer(void **state) {
    (void) state;
    static Author authors[] = {{.family = "Cup", .initials = "AM", .suffix = "Jr"},
                               {.collective = "Tea Group"}};
    static const char *labels[] = {"rct", "later"};
    Candidate candidate = {.own = {.decision = DECISION_EXCLUDE, .reason = "wrong drink"},
                           .labels = {labels, 2},
                           .note = "ask Anna"};
    Study study;
    study_init(&study);
    study.pmid = 95000001;
    study.title = "Tea";
    study.authors = authors;
    study.author_count = 2;
    study.year = 2015;
    study.month = 4;
    Entry entry = {.id = 95000001, .study = &study, .candidate = &candidate, .stage = 1};
    String out = {0};
    formats[FORMAT_CSL_JSON].write_entry(&entry, true, &out);
    entry.candidate = NULL;
    study.author_count = 0;
    formats[FORMAT_CSL_JSON].write_entry(&entry, false, &out);
    formats[FORMAT_CSL_JSON].write_end(true, &out);
    assert_string_equal(
        string_text(&out),
        "[\n{\"id\":\"pmid:95000001\",\"type\":\"article-journal\",\"title\":\"Tea\",\"author\":[{\"family\":"
        "\"Cup\",\"given\":\"A. M.\",\"suffix\":\"Jr\"},{\"literal\":\"Tea "
        "Group\"}],\"issued\":{\"date-parts\":[[2015,4]]},\"PMID\":\"95000001\",\"custom\":{\"decision\":"
        "\"exclude\",\"reason\":\"wrong drink\",\"labels\":\"rct; later\",\"notes\":\"ask Anna\"}},\n"
        "{\"id\":\"pmid:95000001\",\"type\":\"article-journal\",\"title\":\"Tea\",\"issued\":{\"date-parts\":"
        "[[2015,4]]},\"PMID\":\"95000001\"}\n]\n");
    string_clear(&out);
    formats[FORMAT_CSL_JSON].write_end(false, &out);
    assert_string_equal(string_text(&out), "[]\n");
    string_free(&out);
}

static void test_corpus_counts(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
        size_t studies, rejected;
    } cases[] = {
        {"csljson/*zotero_test1.json", FORMAT_CSL_JSON, 4, 0},
        {"zotero_tests/CSL_JSON.000.input", FORMAT_CSL_JSON, 1, 0},
        {"zotero_tests/OpenAlex_JSON.002.input", FORMAT_WORKS, 1, 0},
        {"zotero_tests/OpenAlex_JSON.005.input", FORMAT_WORKS, 5, 0},
        {"zotero_tests/OpenAlex_JSON.006.input", FORMAT_WORKS, 1, 0},
        {"zotero_tests/OpenAlex_JSON.007.input", FORMAT_WORKS, 1, 0},
        {"api/*gzip_test__1.json.gz", FORMAT_WORKS, 3000, 0},
        {"api/*papers-openalex__tests__fixtures__work.json", FORMAT_WORKS, 1, 0},
        {"replies/openalex/mmgeorge/work.json", FORMAT_WORKS, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].pattern);
        String text = {0};
        assert_int_equal(files.gl_pathc, 1);
        file_read(files.gl_pathv[0], &text);
        Format format;
        assert_true(format_detect(string_view(&text), &format, NULL));
        assert_int_equal(format, cases[i].format);
        Items items = items_read(format, string_view(&text), 1 << 16);
        size_t rejected = 0;
        for (size_t k = 0; k < items.count; k++) {
            rejected += items.items[k].kind == ITEM_REJECTED;
        }
        assert_int_equal(items.count - rejected, cases[i].studies);
        assert_int_equal(rejected, cases[i].rejected);
        items_free(&items);
        string_free(&text);
        globfree(&files);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csl_items),    cmocka_unit_test(test_lines),
        cmocka_unit_test(test_wrappings),    cmocka_unit_test(test_damage),
        cmocka_unit_test(test_large_record), cmocka_unit_test(test_crossref),
        cmocka_unit_test(test_openalex),     cmocka_unit_test(test_own_objects),
        cmocka_unit_test(test_lossless),     cmocka_unit_test(test_csl_round_trip),
        cmocka_unit_test(test_csl_writer),   cmocka_unit_test(test_corpus_counts),
    };
    return cmocka_run_group_tests_name("format_json", tests, NULL, NULL);
}
