// PubMed's numbered texts: summaries and abstracts, with invented studies.

#include "format_read.h"

static void describe_all(StringView text, size_t piece, String *out) {
    Items items = items_read(FORMAT_PUBMED_SUMMARY, text, piece);
    for (size_t i = 0; i < items.count; i++) {
        string_format(out, "%llu ", (unsigned long long) items.items[i].line);
        if (items.items[i].kind == ITEM_STUDY) {
            study_describe(&items.items[i].study, out);
        } else {
            string_format(out, "rejected: %s\n", items.items[i].why);
        }
    }
    items_free(&items);
}

static void test_summary_records(void **state) {
    (void) state;
    static const char text[] =
        "1: Cup AB, van der Pot C Jr, L\xc3\xb3pez \xc3\x81; Tea-Time consortium team. Tea for meta-\n"
        "analysis of short-\nand long-term sleep in <i>Mus</i>: who knows? J\nTea (Basel). 2020 Aug\n"
        "27;61(2S):63-70. doi: 10.1234/j.tea-\n2020(08)018. Epub ahead of print. PMID:\n"
        "93000001; PMCID: PMC9300001.\n\n"
        "2: [Tea in China]. Zhonghua Tea Za Zhi. 2019;(4):e12. Chinese. doi:\n10.1234/c. PMID: 93000002.\n\n"
        "3: World Tea Organization. Electronic address: tea@example.org; Cup Group. Tea now. Cups.\n"
        "1998 Dec-1999 Jan;7:S0895-4356(20)31149-5. Erratum in: Cups. 2018 Feb;50(2):93-105. Comment\n"
        "on: Pots. 2017 Mar;1:2. PMID: 93000003.\n\n"
        "4: Pot B. When is tea? 2019 revisited. Pots. 2020 Spring. PMID: 93000004.\n";
    static const char expected[] =
        "pmid 93000001.0\ntitle Tea for meta-analysis of short- and long-term sleep in Mus: who knows?\n"
        "vernacular \ndoi 10.1234/j.tea-2020(08)018\npmcid PMC9300001\njournal |J Tea (Basel)||\n"
        "date 2020-8-27 2020 Aug 27\nplace 61|2S|63-70\nstatus  revised 0\n"
        "author Cup||AB|||\nauthor van der Pot||C|Jr||\nauthor L\xc3\xb3pez||\xc3\x81|||\n"
        "author ||||Tea-Time consortium team|\nconflict \n"
        "9 pmid 93000002.0\ntitle Tea in China (translated)\nvernacular \ndoi 10.1234/c\npmcid \n"
        "journal |Zhonghua Tea Za Zhi||\ndate 2019-0-0 2019\nplace |4|e12\nstatus  revised 0\n"
        "language chi\nconflict \n"
        "12 pmid 93000003.0\ntitle Tea now.\nvernacular \ndoi \npmcid \njournal |Cups||\n"
        "date 1998-12-0 1998 Dec-1999 Jan\nplace 7||S0895-4356(20)31149-5\nstatus  revised 0\n"
        "author ||||World Tea Organization|\nauthor ||||Cup Group|\nconflict \n"
        "correction ErratumIn|0|Cups. 2018 Feb;50(2):93-105.\n"
        "correction CommentOn|0|Pots. 2017 Mar;1:2.\n"
        "16 pmid 93000004.0\ntitle When is tea? 2019 revisited.\nvernacular \ndoi \npmcid \njournal |Pots||\n"
        "date 2020-0-0 2020 Spring\nplace ||\nstatus  revised 0\nauthor Pot||B|||\nconflict \n";
    String crlf = {0};
    for (const char *c = text; *c; c++) {
        string_add_text(&crlf, *c == '\n' ? "\r" : NULL);
        string_add_char(&crlf, *c);
    }
    for (size_t piece = 1; piece < 3000; piece = piece * 5 + 2) {
        String plain = {0}, windows = {0}, all = {0};
        string_format(&all, "1 %s", expected);
        describe_all(sv(text), piece, &plain);
        describe_all(string_view(&crlf), piece, &windows);
        assert_string_equal(string_text(&plain), string_text(&all));
        assert_string_equal(string_text(&windows), string_text(&all));
        string_free(&plain);
        string_free(&windows);
        string_free(&all);
    }
    string_free(&crlf);
}

static void test_abstract_records(void **state) {
    (void) state;
    static const char text[] =
        "1. J Tea. 2014 Nov;121(5):1099-121. doi: 10.1234/tea.1.\n\n"
        "Tea for acute thirst: preclinical evidence and ongoing \ntrials.\n\n"
        "[Article in German, English]\n\n"
        "Cup A(1), Pot BC(1)(2), Lid D.\n\n"
        "Author information:\n(1)Department of Tea,\nPotsdam.\n(2)Kitchen (3), Cupar.\n\n"
        "Comment in\n    Cups. 2015 Jan;1(1):2. doi: 10.1234/c. PMID: 1.\n\n"
        "BACKGROUND: Tea is wet\nand warm.\nMETHODS AND CUPS: We drank.\n\n"
        "2. This paragraph has a number.\n\n"
        "CONCLUSIONS: Good.\n\n"
        "Copyright \xc2\xa9 2014 Nobody.\n\n"
        "DOI: 10.1234/tea.1\nPMCID: PMC9400001\nPMID: 94000001 [Indexed for MEDLINE]\n\n"
        "Conflict of interest statement: None of \nthem.\n\n\n"
        "2. Pots. 2013;7:1.\n\nLids.\n\nLid E.\n\nNo label here.\n\nPMID: 94000002\n\n\n";
    for (size_t piece = 1; piece < 3000; piece = piece * 5 + 2) {
        String found = {0};
        describe_all(sv(text), piece, &found);
        assert_string_equal(
            string_text(&found),
            "1 pmid 94000001.0\ntitle Tea for acute thirst: preclinical evidence and ongoing trials.\n"
            "vernacular \ndoi 10.1234/tea.1\npmcid PMC9400001\njournal |J Tea||\ndate 2014-11-0 2014 Nov\n"
            "place 121|5|1099-121\nstatus  revised 0\nsection BACKGROUND|Tea is wet and warm.\n"
            "section METHODS AND CUPS|We drank.\n2. This paragraph has a number.\n"
            "section CONCLUSIONS|Good.\n"
            "author Cup||A|||\naffiliation Department of Tea, Potsdam.\n"
            "author Pot||BC|||\naffiliation Department of Tea, Potsdam.\naffiliation Kitchen (3), Cupar.\n"
            "author Lid||D|||\nlanguage ger\nlanguage eng\nconflict None of them.\n"
            "correction CommentIn|1|Cups. 2015 Jan;1(1):2. doi: 10.1234/c. PMID: 1.\n"
            "36 pmid 94000002.0\ntitle Lids.\nvernacular \ndoi \npmcid \njournal |Pots||\n"
            "date 2013-0-0 2013\nplace 7||1\nstatus  revised 0\nsection |No label here.\n"
            "author Lid||E|||\nconflict \n");
        string_free(&found);
    }
}

static void test_borders(void **state) {
    (void) state;
    static const struct {
        const char *text;
        const char *kinds; // s study, r rejected
    } cases[] = {
        {"", "r"},
        {"no number at all\n\nPMID: 1\n", "r"},
        {"A search of 2020\n\n1: Cup A. Tea. Cups. 2020. PMID: 1.\n", "s"}, // words before the first
        {"7: Cup A. Tea. Cups. 2020. PMID: 1.\n\n9: Cup A. Pots. Cups. 2020. PMID: 2.\n", "ss"}, // a gap
        {"1: Cup A. Tea. Cups. 2020. PMID: 1.\n2: Cup A. Pots. Cups. 2020. PMID: 2.\n", "s"}, // no empty line
        {"1: Cup A. Tea. Cups.\n\n2: Pot B. Lids. Cups. 2021.\n", "rs"}, // neither PMID nor date
        {"1: Cup A. Tea. Cups. 2020. PMID: 1.\n\n\n\n2: \n\n3: Pot B. Lids. Cups. 2021. PMID: 3.", "srs"},
        {"1: Cup A. Caf\xe9. Cups. 2020. PMID: 1.", "s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t piece = 1; piece < 200; piece += 66) {
            Items items = items_read(FORMAT_PUBMED_SUMMARY, sv(cases[i].text), piece);
            String kinds = {0};
            for (size_t k = 0; k < items.count; k++) {
                string_add_char(&kinds, items.items[k].kind == ITEM_STUDY ? 's' : 'r');
                assert_int_equal(items.items[k].number, k + 1);
            }
            assert_string_equal(string_text(&kinds), cases[i].kinds);
            string_free(&kinds);
            items_free(&items);
        }
    }
}

static void test_too_large(void **state) {
    (void) state;
    String text = {0};
    string_add_text(&text, "1: Cup A. Tea");
    while (text.length <= RECORD_MAX) {
        string_add_text(&text, " and more tea that nobody can drink in a life");
    }
    string_add_text(&text, ". Cups. 2020. PMID: 1.\n\n2: Cup A. Pots. Cups. 2020. PMID: 2.\n");
    Items items = items_read(FORMAT_PUBMED_SUMMARY, string_view(&text), 1 << 16);
    assert_int_equal(items.count, 2);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_int_equal(items.items[1].study.pmid, 2);
    items_free(&items);
    string_free(&text);
}

// The names of the real files end in the number of their records.
static void test_real_files(void **state) {
    (void) state;
    glob_t files = corpus_files("pubmed_summary_txt/*.txt");
    size_t count = 0, without_doi = 0, without_author = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String text = {0};
        Format format;
        Error err = {0};
        file_read(files.gl_pathv[i], &text);
        assert_true(format_detect(sv_part(string_view(&text), 0, 65536), &format, &err));
        assert_int_equal(format, FORMAT_PUBMED_SUMMARY);
        Items items = items_read(format, string_view(&text), 60000);
        assert_int_equal(items.count, atoi(strrchr(files.gl_pathv[i], '_') + 1));
        count += items.count;
        for (size_t k = 0; k < items.count; k++) {
            const Study *study = &items.items[k].study;
            assert_int_equal(items.items[k].kind, ITEM_STUDY);
            assert_true(study->pmid > 0 && study->year > 1990);
            assert_non_null(study->journal.abbreviation);
            assert_true(strlen(study->journal.abbreviation) < 70);
            without_doi += study->doi == NULL;
            without_author += study->author_count == 0;
        }
        items_free(&items);
        string_free(&text);
    }
    globfree(&files);
    assert_true(without_doi * 100 < count && without_author * 400 < count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary_records), cmocka_unit_test(test_abstract_records),
        cmocka_unit_test(test_borders),         cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_real_files),
    };
    return cmocka_run_group_tests_name("format_summary", tests, NULL, NULL);
}
