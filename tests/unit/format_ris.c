// RIS: reading what many programs write, writing what they read.

#include "format_read.h"

#include "carrel/study/ident.h"

static Items read_ris(const char *text) {
    return items_read(FORMAT_RIS, sv(text), SIZE_MAX);
}

// One record as text, a line a field; "" where it is rejected.
static void assert_record(const char *record, const char *expected_lines) {
    String text = {0}, seen = {0};
    string_format(&text, "TY  - JOUR\n%sER  - \n", record);
    Items items = items_read(FORMAT_RIS, string_view(&text), SIZE_MAX);
    assert_int_equal(items.count, 1);
    if (items.items[0].kind == ITEM_STUDY) {
        study_describe(&items.items[0].study, &seen);
        for (size_t i = 0; i < items.items[0].study.identifier_count; i++) {
            const Identifier *identifier = &items.items[0].study.identifiers[i];
            string_format(&seen, "identifier %s %s\n", identifier->scheme, identifier->value);
        }
        for (size_t i = 0; i < items.items[0].study.full_text_count; i++) {
            const FullTextSource *source = &items.items[0].study.full_text[i];
            string_format(&seen, "full text %s %s\n", source->name, source->url);
        }
    }
    StringView lines = sv(expected_lines), line;
    while (sv_line(&lines, &line)) {
        String whole = {0};
        string_format(&whole, "%.*s\n", (int) line.length, line.data);
        size_t at = sv_find(string_view(&seen), string_view(&whole));
        if (at == SV_NONE || (at > 0 && string_text(&seen)[at - 1] != '\n')) {
            fail_msg("%s\nhas no line: %s\nbut:\n%s", record, string_text(&whole), string_text(&seen));
        }
        string_free(&whole);
    }
    items_free(&items);
    string_free(&text);
    string_free(&seen);
}

static void test_fields(void **state) {
    (void) state;
    static const struct {
        const char *record, *lines;
    } cases[] = {
        {"TI  - Of tea\n", "title Of tea"},
        {"T1  - Of <i>tea</i> &amp; cups\n", "title Of tea & cups"},
        {"TI  - [Vom Tee].\nTT  - Of tea\n", "title Vom Tee (translated)\nvernacular Of tea"},
        // Names
        {"AU  - Roe, Jane A.\nAU  - Cup,B.\n", "author Roe|Jane A.||||\nauthor Cup|B.|B|||"},
        {"A1  - Roe J.; Cup B.C.\n", "author Roe||J|||\nauthor Cup||BC|||"},
        {"A1  - Roe, Jane\nAU  - Cup, Ann, Jr\n", "author Roe|Jane||||\nauthor Cup|Ann||Jr||"},
        {"AU  - Roe, J\nCup, B\n", "author Roe|J|J|||\nauthor Cup|B|B|||"},
        {"AU  - Roe J, Cup BC, Tea D\n", "author Roe||J|||\nauthor Cup||BC|||\nauthor Tea||D|||"},
        {"AU  - Tea Drinkers,\n", "author ||||Tea Drinkers|"},
        {"AU  - International Tea Study Group\n", "author ||||International Tea Study Group|"},
        {"A2  - Roe, J\n", "author Roe|J|J|||"},
        {"AU  - Roe, J\nAD  - Teatown\nAU  - Cup, B\nAD  - Cupham\n",
         "author Roe|J|J|||\naffiliation Teatown\nauthor Cup|B|B|||\naffiliation Cupham"},
        // Journals
        {"T2  - Journal of tea\nJ2  - J Tea\n", "journal Journal of tea|J Tea||"},
        {"JO  - J Tea\nJF  - Journal of tea\n", "journal Journal of tea|J Tea||"},
        {"JO  - Journal of tea\nJF  - Journal of tea\n", "journal Journal of tea|||"},
        {"JA  - J Tea\n", "journal J Tea|||"},
        {"TI  - T\nSN  - 12345678; 2345-678x (electronic)\n", "journal ||1234-5678|2345-678X"},
        {"TI  - T\nSN  - 2345-6789 (Electronic)\n1234-5678 (Print)\n", "journal ||1234-5678|2345-6789"},
        {"TI  - T\nSN  - 978-0-00-000000-2\n", "identifier isbn 9780000000002"},
        // Dates
        {"TI  - T\nPY  - 2020///\n", "date 2020-0-0 "},
        {"TI  - T\nY1  - 2011/12//undefined\n", "date 2011-12-0 "},
        {"TI  - T\nPY  - 2019-05\n", "date 2019-5-0 "},
        {"TI  - T\nPY  - 2010\nDA  - SEP 22\n", "date 2010-9-22 "},
        {"TI  - T\nPY  - 2010\nDA  - Dec\n", "date 2010-12-0 "},
        {"TI  - T\nPY  - 2010\nDA  - SEP-OCT\n", "date 2010-9-0 2010 SEP-OCT"},
        {"TI  - T\nDA  - 2015/04//Spring\n", "date 2015-4-0 2015 Spring"},
        {"TI  - T\nY1  - 1900/01/01\nDA  - 1950/01/02\n", "date 1950-1-2 "},
        {"TI  - T\nPY  - 2012\nDA  - 2011/11/30\n", "date 2012-0-0 "},
        {"TI  - T\nY1  - 2015/october\n", "date 2015-10-0 "},
        {"TI  - T\nPY  - Start date: 20170812\n", "date 2017-8-12 "},
        {"TI  - T\nPY  - 2018 Export Date: 12 May 2022 Article\n", "date 2018-0-0 "},
        {"TI  - T\nPY  - 10 15\n", "date 0-0-0 "},
        {"TI  - T\nPY  - NA\nY1  - nan\n", "date 0-0-0 "},
        {"TI  - T\nPY  - 2001/00/00/\n", "date 2001-0-0 "},
        // Pages
        {"TI  - T\nVL  - 3\nIS  - 1 January\nSP  - 99\nEP  - 105\n", "place 3|1 January|99-105"},
        {"TI  - T\nSP  - 359-376\nEP  - 376\n", "place ||359-376"},
        {"TI  - T\nSP  - 4\nEP  - 4\n", "place ||4"},
        {"TI  - T\nSP  - pp 278-298\n", "place ||278-298"},
        {"TI  - T\nSP  - NA\nEP  - nan\nC7  - e1234\n", "place ||e1234"},
        {"TI  - T\nPG  - 143\nSP  - \n", "place ||143"},
        // Identifiers
        {"DO  - https://doi.org/10.9999/Tea.1\n", "doi 10.9999/tea.1"},
        {"M3  - doi:10.9999/tea.2\n", "doi 10.9999/tea.2"},
        {"N1  - doi: 10.9999/tea.3\n", "doi 10.9999/tea.3"},
        {"L3  - 10.9999/tea.4\n", "doi 10.9999/tea.4"},
        {"UR  - https://dx.doi.org/10.9999/tea.5\n", "doi 10.9999/tea.5"},
        {"DO  - 10.9999/tea.6     LK  - https://example.org/x?id=doi:10.9999%2Fother\n", "doi 10.9999/tea.6"},
        {"UR  - https://www.example.org/a     U2  - L2029880245\nTI  - T\n",
         "identifier embase L2029880245\nfull text example.org https://www.example.org/a"},
        {"AN  - 95000001\nDB  - PubMed\n", "pmid 95000001.0"},
        {"TI  - T\nAN  - 95000001\nDB  - Other\n", "pmid 0.0\nidentifier accession 95000001"},
        {"TI  - T\nAN  - WOS:000123456700001\n", "identifier wos WOS:000123456700001"},
        {"TI  - T\nID  - 106-059-195-106-98X\n", "identifier lens 106-059-195-106-98X"},
        {"C5  - 95000002\nDB  - Embase\nDB  - Medline\n", "pmid 95000002.0"},
        {"C3  - PUBMED 95000003,EMBASE 1\n", "pmid 95000003.0"},
        {"U1  - 95000004[pmid]\nU2  - PMC95[pmcid]\nU4  - tea-1[PII]\n",
         "pmid 95000004.0\npmcid PMC95\nidentifier pii tea-1"},
        {"L2  - https://pubmed.ncbi.nlm.nih.gov/95000005/\nL2  - "
         "http://www.ncbi.nlm.nih.gov/pubmed/95000005\n",
         "pmid 95000005.0"},
        {"TI  - T\nL2  - https://pubmed.ncbi.nlm.nih.gov/95000005/\nUR  - "
         "https://pubmed.ncbi.nlm.nih.gov/95000006/\n",
         "pmid 0.0"},
        {"TI  - T\nUR  - https://example.com/record.uri?eid=2-s2.0-85&partner=40\n",
         "identifier scopus 2-s2.0-85"},
        // Texts
        {"N2  - AIM: Tea.\nMETHODS: Cups\nwere hot.\n", "section AIM|Tea.\nsection METHODS|Cups were hot."},
        {"AB  - Tea.\nN2  - Tea.\n", "section |Tea."},
        {"N2  - first,\nER, then second\nlast\nN1  - x\n", "section |first, ER, then second last"},
        {"TI  - T\nKW  - tea; cup\nhot, dry\nKW  - n/a\n", "keyword tea\nkeyword cup\nkeyword hot, dry"},
        {"TI  - T\nLA  - English\nLA  - de\n", "language eng\nlanguage ger"},
        {"TI  - T\nM3  - Review\nPT  - Letter\nM3  - Disorders [3210]\n", "type Review\ntype Letter"},
        {"\"TI  - T\"\nVL  - 1\n", "title T\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_record(cases[i].record, cases[i].lines);
    }
}

static void test_record_borders(void **state) {
    (void) state;
    static const char file[] = "\xef\xbb\xbf\n1.\nProvider: Tea & Sons\n\n"
                               "TY  - JOUR\r\nTI  - One\r\nER  - \r\n"
                               "2. \n\"TY  - BOOK\nTI  - Two\nAB  - a\nER, not the end\nER\n"
                               "TY  - CHAP\nT1  - Three\n\nER  - dsfd\nER  -\n"
                               "TI  - Lost\nAU  - Roe, J\nER  - \n"
                               "TY  - JOUR\nTI  - Five\n\n"
                               " TY  - JOUR\nVL  - 1\nER  -\n"
                               "TY  - JOUR\nTI  - Seven\n";
    for (size_t piece = 1; piece < sizeof file; piece += piece < 12 ? 1 : 40) {
        Items items = items_read(FORMAT_RIS, (StringView){file, sizeof file - 1}, piece);
        assert_int_equal(items.count, 7);
        static const char *const titles[] = {"One", "Two", "Three", NULL, "Five", NULL, "Seven"};
        for (size_t i = 0; i < 7; i++) {
            assert_int_equal(items.items[i].kind, titles[i] ? ITEM_STUDY : ITEM_REJECTED);
            if (titles[i]) {
                assert_string_equal(items.items[i].study.title, titles[i]);
            }
        }
        assert_non_null(strstr(items.items[3].why, "TY"));
        assert_int_equal(items.items[3].line, 19);
        assert_true(sv_starts(items.items[3].verbatim, SV("TI  - Lost")));
        assert_non_null(strstr(items.items[5].why, "no title"));
        assert_string_equal(items.items[1].study.publication_types.items[0], "Book");
        items_free(&items);
    }
}

static void test_lone_returns(void **state) {
    (void) state;
    Items items = read_ris("TY  - JOUR\rTI  - One\rER  - \r\rTY  - JOUR\rTI  - Two\rER  - ");
    assert_int_equal(items.count, 2);
    assert_string_equal(items.items[1].study.title, "Two");
    items_free(&items);
    items = read_ris("Just words\n");
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    items_free(&items);
}

static void test_links(void **state) {
    (void) state;
    Items items =
        read_ris("TY  - JOUR\nTI  - T\nN1  - Export Date: 1 May 2020; Cited By: 12; more\n"
                 "N1  - References: Roe, J., Of cups (2010) J Tea, 3, pp. 1-2; Hot tea, a note\nER  - \n");
    const Study *study = &items.items[0].study;
    assert_int_equal(study->links[LINK_CITED_BY].announced, 12);
    assert_int_equal(study->links[LINK_REFERENCES].count, 2);
    assert_string_equal(study->links[LINK_REFERENCES].items[0].title, "Of cups");
    assert_string_equal(study->links[LINK_REFERENCES].items[1].text, "Hot tea, a note");
    items_free(&items);
}

static void test_writes(void **state) {
    (void) state;
    static const char *labels[] = {"rct", "a,b|c"};
    Items items = read_ris(
        "TY  - JOUR\nTI  - Of\ttea\nAU  - Roe, J\nAU  - Tea Drinkers,\nPY  - 2015\nDA  - 2015/04//Spring\n"
        "SP  - 99\nEP  - 105\nDO  - 10.9999/tea\nAN  - 95000001\nDB  - PubMed\nAB  - AIM: Tea.\n"
        "RESULTS: Hot.\nKW  - tea\nER  -\n");
    Candidate candidate = {.own = {.decision = DECISION_EXCLUDE, .reason = "wrong drink"},
                           .labels = {labels, 2},
                           .note = "ask\nAnna"};
    Entry entry = {.id = 95000001, .study = &items.items[0].study, .candidate = &candidate, .stage = 1};
    String out = {0};
    formats[FORMAT_RIS].write_entry(&entry, true, &out);
    assert_string_equal(
        string_text(&out),
        "TY  - JOUR\r\nTI  - Of tea\r\nAU  - Roe, J\r\nAU  - Tea Drinkers,\r\nPY  - 2015\r\n"
        "DA  - 2015/04//Spring\r\nSP  - 99\r\nEP  - 105\r\nDO  - 10.9999/tea\r\nAN  - 95000001\r\n"
        "DB  - PubMed\r\nAB  - AIM: Tea.\r\nRESULTS: Hot.\r\nKW  - tea\r\nN1  - ASReview_irrelevant\r\n"
        "N1  - RAYYAN-INCLUSION: {\"carrel\"=>\"Excluded\"} | RAYYAN-LABELS: rct,a b c | "
        "RAYYAN-EXCLUSION-REASONS: wrong drink | USER-NOTES: {\"carrel\"=>[\"ask Anna\"]}\r\nER  - \r\n");
    static const struct {
        Decision decision;
        const char *notes;
    } decisions[] = {
        {DECISION_NONE, "N1  - ASReview_not_seen\r\nER"},
        {DECISION_INCLUDE,
         "N1  - ASReview_relevant\r\nN1  - RAYYAN-INCLUSION: {\"carrel\"=>\"Included\"}\r\nER"},
        {DECISION_MAYBE, "N1  - ASReview_not_seen\r\nN1  - RAYYAN-INCLUSION: {\"carrel\"=>\"Maybe\"}\r\nER"},
        {DECISION_LATER, "N1  - ASReview_not_seen\r\nER"},
    };
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        Candidate one = {.own = {.decision = decisions[i].decision}};
        entry.candidate = &one;
        string_clear(&out);
        formats[FORMAT_RIS].write_entry(&entry, true, &out);
        assert_non_null(strstr(string_text(&out), decisions[i].notes));
    }
    entry.candidate = NULL;
    string_clear(&out);
    formats[FORMAT_RIS].write_entry(&entry, true, &out);
    assert_null(strstr(string_text(&out), "N1"));
    string_free(&out);
    items_free(&items);
}

// A study as far as RIS can hold it: names without given name in one way, no references.
static void describe_held(Study study, String *out) {
    String names = {0};
    study.links[LINK_REFERENCES].count = 0;
    for (size_t i = 0; i < study.author_count; i++) {
        author_add_short(&study.authors[i], &names);
        string_add_char(&names, ';');
    }
    study.author_count = 0;
    study_describe(&study, out);
    string_format(out, "names %s\n", string_text(&names));
    for (size_t i = 0; i < study.other_abstract_count; i++) {
        string_format(out, "other %s\n", study.other_abstracts[i].sections[0].text);
    }
    for (size_t i = 0; i < study.full_text_count; i++) {
        string_format(out, "full text %s\n", study.full_text[i].url);
    }
    for (int books = 1; books >= 0; books--) { // SN stands behind AN
        for (size_t i = 0; i < study.identifier_count; i++) {
            if ((strcmp(study.identifiers[i].scheme, "isbn") == 0) == books) {
                string_format(out, "%s %s\n", study.identifiers[i].scheme, study.identifiers[i].value);
            }
        }
    }
    string_free(&names);
}

// How many records, written and read again, are not the same study.
static size_t count_lost(const Items *items, const char *name) {
    String text = {0};
    size_t written = 0, lost = 0;
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind == ITEM_STUDY) {
            Entry entry = {.id = -1, .study = &items->items[i].study};
            formats[FORMAT_RIS].write_entry(&entry, written++ == 0, &text);
        }
    }
    Items again = items_read(FORMAT_RIS, string_view(&text), 4096);
    assert_int_equal(again.count, written > 0 ? written : 1);
    for (size_t i = 0, j = 0; i < items->count; i++) {
        if (items->items[i].kind == ITEM_STUDY) {
            String before = {0}, after = {0};
            describe_held(items->items[i].study, &before);
            describe_held(again.items[j++].study, &after);
            if (strcmp(string_text(&before), string_text(&after)) != 0) {
                printf("%s, record %zu:\n%s--- again\n%s\n", name, i + 1, string_text(&before),
                       string_text(&after));
                lost++;
            }
            string_free(&before);
            string_free(&after);
        }
    }
    string_free(&text);
    items_free(&again);
    return lost;
}

// Files of the corpus: how many of their lines begin a record, and what is not read has its reason.
static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *name; // the end of a file's name
        size_t rejected;
    } defects[] = {
        {"RisImporterCorrupted.ris", 1},           // has no TY
        {"RisImporterTest1.ris", 8},               // TY upon TY
        {"baseline_reference_types.ris", 61},      // nothing but types and notes
        {"demo_data__baseline_tag-notes.ris", 11}, // nothing but notes
        {"RIS__baseline_tag-notes.ris", 12},
    };
    static const char *const patterns[] = {"ris/*.ris", "ris/*.txt"};
    size_t files_read = 0, studies = 0, lost = 0;
    for (size_t p = 0; p < 2; p++) {
        glob_t files = corpus_files(patterns[p]);
        for (size_t i = 0; i < files.gl_pathc; i++) {
            const char *name = files.gl_pathv[i];
            String text = {0};
            Format format;
            file_read(name, &text);
            if (!format_detect(string_view(&text), &format, NULL) || format != FORMAT_RIS) {
                string_free(&text);
                continue; // MEDLINE and Web of Science under another name
            }
            size_t types = 0, good = 0, expected = 0;
            for (StringView rest = string_view(&text); sv_find(rest, SV("TY  -")) != SV_NONE; types++) {
                rest = sv_from(rest, sv_find(rest, SV("TY  -")) + 1);
            }
            Items items = items_read(FORMAT_RIS, string_view(&text), 65536);
            for (size_t j = 0; j < items.count; j++) {
                good += items.items[j].kind == ITEM_STUDY;
            }
            for (size_t d = 0; d < sizeof defects / sizeof defects[0]; d++) {
                expected = sv_ends(sv(name), sv(defects[d].name)) ? defects[d].rejected : expected;
            }
            if (items.count - good != expected || items.count != (types > 0 ? types : 1)) {
                fail_msg("%s: %zu of %zu records, %zu rejected", name, good, types, items.count - good);
            }
            files_read++;
            studies += good;
            lost += count_lost(&items, name);
            items_free(&items);
            string_free(&text);
        }
        globfree(&files);
    }
    assert_int_equal(files_read, 89);
    assert_int_equal(studies, 1610);
    assert_int_equal(lost, 0);
}

// One set of ten records of Embase as eleven programs wrote it.
static void test_same_from_all_producers(void **state) {
    (void) state;
    static const char *const producers[] = {"covidence_endnote",
                                            "covidence_mendeley",
                                            "covidence_refworks",
                                            "covidence_zotero",
                                            "embase",
                                            "endnote",
                                            "eppireviewer",
                                            "mendeley",
                                            "rayyan",
                                            "refworks",
                                            "zotero"};
    enum { MOST = 16 };
    char *known[MOST] = {0};
    size_t known_count = 0;
    for (size_t p = 0; p < sizeof producers / sizeof producers[0]; p++) {
        String pattern = {0}, text = {0};
        string_format(&pattern, "ris/*Datasets__RIS___baseline_%s.ris", producers[p]);
        glob_t files = corpus_files(string_text(&pattern));
        file_read(files.gl_pathv[0], &text);
        Items items = items_read(FORMAT_RIS, string_view(&text), 65536);
        assert_int_equal(items.count, 10);
        for (size_t i = 0; i < items.count; i++) {
            const Study *study = &items.items[i].study;
            String print = {0};
            study_add_fingerprint(study, &print);
            string_format(&print, "|%s|%s|%s", study->doi ? study->doi : "",
                          study->volume ? study->volume : "", study->pages ? study->pages : "");
            size_t k = 0;
            while (k < known_count && strcmp(known[k], string_text(&print)) != 0) {
                k++;
            }
            if (k == known_count && known_count < MOST) {
                known[known_count++] = memory_copy_string(string_text(&print));
            }
            string_free(&print);
        }
        items_free(&items);
        globfree(&files);
        string_free(&pattern);
        string_free(&text);
    }
    // Covidence's set has two that the others have not.
    for (size_t k = 0; k < known_count; k++) {
        free(known[k]);
    }
    assert_int_equal(known_count, 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_record_borders),
        cmocka_unit_test(test_lone_returns),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_writes),
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_same_from_all_producers),
    };
    return cmocka_run_group_tests_name("format_ris", tests, NULL, NULL);
}
