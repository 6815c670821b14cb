#include "carrel/study/ident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void reads_pmids(void **state) {
    (void) state;
    static const struct {
        const char *text;
        int64_t pmid; // 0: refused
    } cases[] = {
        {"22320928", 22320928},
        {" 12 ", 12},
        {"PMID: 12", 12},
        {"pmid:12", 12},
        {"PMID 12", 12},
        {"12.1", 12},
        {"0012", 12},
        {"9999999999", 9999999999},
        {"", 0},
        {"0", 0},
        {"12345678901", 0},
        {"12a", 0},
        {"12.", 0},
        {"12.x", 0},
        {"-12", 0},
        {"12 13", 0},
        {"pmid:", 0},
        {"PMC12", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t pmid = 0;
        bool good = pmid_parse(sv(cases[i].text), &pmid);
        if (good != (cases[i].pmid != 0) || pmid != cases[i].pmid) {
            fail_msg("\"%s\" gave %lld", cases[i].text, (long long) pmid);
        }
    }
}

static void check_normal(bool (*normal)(StringView, String *), const char *text, const char *expected) {
    String out = {0};
    string_add_text(&out, "x");
    bool good = normal(sv(text), &out);
    if (good != (expected != NULL) || strcmp(string_text(&out) + 1, expected ? expected : "") != 0) {
        fail_msg("\"%s\" gave \"%s\"", text, string_text(&out) + 1);
    }
    string_free(&out);
}

static void reads_pmcids(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"PMC1234", "PMC1234"}, {"PMC1234.2", "PMC1234"}, {"1234", "PMC1234"},
        {"pmc12", "PMC12"},     {"PMC0012", "PMC12"},     {"PMCID: PMC1234", "PMC1234"},
        {"PMC", NULL},          {"PMCx", NULL},           {"", NULL},
        {"10.1000/1", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_normal(pmcid_add_normal, cases[i][0], cases[i][1]);
    }
}

static void reads_dois(void **state) {
    (void) state;
    static const char *const cases[][2] = {
        {"10.1000/ABC.12", "10.1000/abc.12"},
        {"doi:10.1000/abc", "10.1000/abc"},
        {"DOI: 10.1000/abc.", "10.1000/abc"},
        {"https://doi.org/10.1000/abc", "10.1000/abc"},
        {"http://dx.doi.org/10.1000%2Fabc", "10.1000/abc"},
        {"https://doi.org/10.1000/abc?from=mail", "10.1000/abc"},
        {"10.1000/abc?x", "10.1000/abc?x"},
        {"see 10.1000/abc, page 2", "10.1000/abc"},
        {"10.1000/abc [doi]", "10.1000/abc"},
        {"(10.1000/abc)", "10.1000/abc"},
        {"(doi 10.1000/abc).", "10.1000/abc"},
        {"[10.1000/a(b)c]", "10.1000/a(b)c"},
        {"10.1016/0000-291x(92)90569-7", "10.1016/0000-291x(92)90569-7"},
        {"10.1002/(SICI)1097-0000(19980815)17:15<1661::AID-SIM0>3.0.CO;2-2",
         "10.1002/(sici)1097-0000(19980815)17:15<1661::aid-sim0>3.0.co;2-2"},
        {"10.1002/(sici)17%3C1661::aid%3E3.0.co;2-2", "10.1002/(sici)17<1661::aid>3.0.co;2-2"},
        {"10.1000/a%20b%zz", "10.1000/a%20b%zz"},
        {"<a>10.1000/abc</a>", "10.1000/abc"},
        {"\"10.1000/abc\"", "10.1000/abc"},
        {"“10.1000/abc”", "10.1000/abc"},
        {"10.1000.10/abc", "10.1000.10/abc"},
        {"10.100/abc", NULL},
        {"10.1000/", NULL},
        {"10.1000/...", NULL},
        {"110.1000/abc", NULL},
        {"10.1000", NULL},
        {"", NULL},
        {"10.1000/a((((((((((((((((((((((((((((((((((((((((", "10.1000/a(((((((((((((((((((((((((((((((("},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_normal(doi_add_normal, cases[i][0], cases[i][1]);
    }
}

static void reads_what_people_call_a_study(void **state) {
    (void) state;
    static const struct {
        const char *text;
        IdentScheme scheme;
        int64_t number;
        const char *value;
    } cases[] = {
        {"22320928", IDENT_PMID, 22320928, NULL},
        {"pmid:22320928", IDENT_PMID, 22320928, NULL},
        {"PMID: 12", IDENT_PMID, 12, NULL},
        {"https://pubmed.ncbi.nlm.nih.gov/12/", IDENT_PMID, 12, NULL},
        {"https://pubmed.ncbi.nlm.nih.gov/12/?from=10.1000/x", IDENT_PMID, 12, NULL},
        {"http://www.ncbi.nlm.nih.gov/pubmed/12", IDENT_PMID, 12, NULL},
        {"pubmed.ncbi.nlm.nih.gov/12", IDENT_PMID, 12, NULL},
        {"pmcid:PMC12", IDENT_PMCID, 0, "PMC12"},
        {"pmc12", IDENT_PMCID, 0, "PMC12"},
        {"https://pmc.ncbi.nlm.nih.gov/articles/PMC12/", IDENT_PMCID, 0, "PMC12"},
        {"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12", IDENT_PMCID, 0, "PMC12"},
        {"doi:10.1000/AbC", IDENT_DOI, 0, "10.1000/abc"},
        {"10.1000/abc", IDENT_DOI, 0, "10.1000/abc"},
        {"https://doi.org/10.1000/abc", IDENT_DOI, 0, "10.1000/abc"},
        {"doi.org/10.1000/abc", IDENT_DOI, 0, "10.1000/abc"},
        {"https://example.org/doi/10.1000/abc", IDENT_DOI, 0, "10.1000/abc"},
        {"carrel:17", IDENT_CARREL, 17, NULL},
        {"arXiv:2101.00001", IDENT_OTHER, 0, "arxiv:2101.00001"},
        {"", IDENT_NONE, 0, NULL},
        {"liver", IDENT_NONE, 0, NULL},
        {"carrel:x", IDENT_NONE, 0, NULL},
        {"carrel:1.2", IDENT_NONE, 0, NULL},
        {"pmid:x", IDENT_NONE, 0, NULL},
        {"doi:x", IDENT_NONE, 0, NULL},
        {"pmcid:", IDENT_NONE, 0, NULL},
        {":x", IDENT_NONE, 0, NULL},
        {"x:", IDENT_NONE, 0, NULL},
        {"two words:x", IDENT_NONE, 0, NULL},
        {"https://example.org/12", IDENT_NONE, 0, NULL},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Ident ident;
        Error err = {0};
        bool good = ident_parse(sv(cases[i].text), &arena, &ident, &err);
        if (good != (cases[i].scheme != IDENT_NONE) || ident.scheme != cases[i].scheme) {
            fail_msg("\"%s\" gave scheme %d", cases[i].text, (int) ident.scheme);
        }
        assert_int_equal(ident.number, cases[i].number);
        if (cases[i].value) {
            assert_string_equal(ident.value, cases[i].value);
        } else {
            assert_null(ident.value);
        }
        assert_int_equal(err.kind, good ? ERROR_NONE : ERROR_USAGE);
        assert_true(good || strstr(err.text, cases[i].text));
    }
    arena_free(&arena);
}

static void prints_ids_as_it_reads_them(void **state) {
    (void) state;
    static const struct {
        StudyId id;
        const char *text;
    } cases[] = {
        {22320928, "pmid:22320928"}, {-17, "carrel:17"}, {0, ""}, {INT64_MIN, "carrel:9223372036854775808"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        String out = {0};
        ident_add(cases[i].id, &out);
        assert_string_equal(string_text(&out), cases[i].text);
        string_free(&out);
    }
}

static void check_fingerprint(const char *title, const char *family, int year, const char *pages,
                              const char *expected) {
    Author author = {.family = family};
    Study study;
    study_init(&study);
    study.title = title;
    study.year = year;
    study.pages = pages;
    study.authors = &author;
    study.author_count = family ? 1 : 0;
    String out = {0};
    assert_int_equal(study_add_fingerprint(&study, &out), expected != NULL);
    assert_string_equal(string_text(&out), expected ? expected : "");
    string_free(&out);
}

static void fingerprints_agree_where_databases_differ(void **state) {
    (void) state;
    const char *same = "1:effectofbetacateninonthegutapilotstudy:2017:ostergard:s112";
    check_fingerprint("Effect of β-Catenin on the Gut: a pilot study.", "Østergård", 2017, "S112-20", same);
    check_fingerprint("EFFECT OF BETA-CATENIN ON THE GUT — A PILOT STUDY", "Ostergard", 2017, "s112–s120",
                      same);
    check_fingerprint("Pilot", NULL, 0, NULL, "1:pilot:::");
    check_fingerprint("Pilot", "Li", 2020, "", "1:pilot:2020:li:");
    check_fingerprint(NULL, "Li", 2020, "12", NULL);
    check_fingerprint("—.", "Li", 2020, "12", NULL);
}

static void fingerprints_name_a_group(void **state) {
    (void) state;
    Author group = {.collective = "The Gut-Liver Group"};
    Study study;
    study_init(&study);
    study.title = "Pilot";
    study.authors = &group;
    study.author_count = 1;
    String out = {0};
    assert_true(study_add_fingerprint(&study, &out));
    assert_string_equal(string_text(&out), "1:pilot::thegutlivergroup:");
    string_free(&out);
}

static void a_fingerprint_is_bounded(void **state) {
    (void) state;
    String title = {0}, out = {0};
    for (int i = 0; i < 10000; i++) {
        string_add_text(&title, "word ");
    }
    Study study;
    study_init(&study);
    study.title = string_text(&title);
    assert_true(study_add_fingerprint(&study, &out));
    assert_int_equal(out.length, strlen("1:") + 400 + strlen(":::"));
    string_free(&title);
    string_free(&out);
}

static void test_fingerprints_of_references(void **state) {
    (void) state;
    static const struct {
        Citation citation;
        const char *print;
    } cases[] = {
        {{.text = "Bone RC, Roe A. Definitions for warm and for cold feet. Chest. 1992;101:1644\xe2\x80\x93"
                  "55."},
         "1:definitionsforwarmandforcoldfeet:1992:bone:1644"},
        {{.text = "Le Gall J-R, et al. Definitions for warm and for cold feet. J. Clin. Tea. 1992 "
                  "Feb;1(2):S4-5."},
         "1:definitionsforwarmandforcoldfeet:1992:legall:s4"},
        {{.text = "Roe A Jr. Definitions for warm feet. A consensus of the nine. Am J Tea. 1992."},
         "1:definitionsforwarmfeetaconsensusofthenine:1992:roe:"},
        {{.title = "Definitions for warm and for cold feet",
          .authors = "Roe, A., Doe, B.",
          .text = "(2010) J Tea, 3, pp. 1-2"},
         "1:definitionsforwarmandforcoldfeet:2010:roe:1"},
        {{.title = "Definitions for warm and for cold feet",
          .authors = "Bark E.; Twig F.J.",
          .text = "Teas, 6, pp. 11-12, (2011)"},
         "1:definitionsforwarmandforcoldfeet:2011:bark:11"},
        {{.title = "Definitions for warm and for cold feet", .authors = "WHO", .text = "J Tea. 2010;3:7."},
         "1:definitionsforwarmandforcoldfeet:2010:who:7"},
        // Nothing that would tell:
        {{.text = "Roe A. Editorial. Chest. 1992;101:1."}, NULL},
        {{.text = "Roe A. Sepsis in children. Chest. 1992;101:1."}, NULL},
        {{.text = "Roe A. Definitions for warm and for cold feet. Chest;101:1."}, NULL},
        {{.text = "Roe J, 2010, J TEA, V3, P12"}, NULL},
        {{.text = "Definitions for warm and for cold feet 1992"}, NULL},
        {{.title = "Definitions for warm and for cold feet", .text = "J Tea. 2010;3:7."}, NULL},
        {{.title = "Definitions for warm and for cold feet", .authors = "Roe A", .text = "J Tea;3:20105."},
         NULL},
        {{.text = ". 1992"}, NULL},
        {{.text = ""}, NULL},
        {{0}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String print = {0};
        bool known = citation_add_fingerprint(&cases[i].citation, &print);
        if (known != (cases[i].print != NULL) ||
            (known && strcmp(string_text(&print), cases[i].print) != 0)) {
            fail_msg("case %zu: %s", i, known ? string_text(&print) : "none");
        }
        string_free(&print);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fingerprints_of_references),
        cmocka_unit_test(reads_pmids),
        cmocka_unit_test(reads_pmcids),
        cmocka_unit_test(reads_dois),
        cmocka_unit_test(reads_what_people_call_a_study),
        cmocka_unit_test(prints_ids_as_it_reads_them),
        cmocka_unit_test(fingerprints_agree_where_databases_differ),
        cmocka_unit_test(fingerprints_name_a_group),
        cmocka_unit_test(a_fingerprint_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
