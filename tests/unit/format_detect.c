// Formats told apart by content.

#include "format_read.h"

static void test_knows_formats(void **state) {
    (void) state;
    static const struct {
        const char *head;
        Format format;
    } cases[] = {
        {"<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"x\">\n<PubmedArticleSet>",
         FORMAT_PUBMED_XML},
        {"\xef\xbb\xbf<PubmedArticle><MedlineCitation>", FORMAT_PUBMED_XML},
        {"<PubmedBookArticleSet>", FORMAT_PUBMED_XML},
        {"\n<MedlineCitationSet>", FORMAT_PUBMED_XML},
        {"<PubMedArticleSet><PubMedArticle>", FORMAT_PUBMED_XML},
        {"\n\nPMID- 1\nOWN - NLM\nTI  - T\n", FORMAT_MEDLINE},
        {"PMID- 1\r\nTI  - T\r\n", FORMAT_MEDLINE},
        {"PMID,Title,Authors\n1,T,Roe\n2,U,Doe\n", FORMAT_CSV},
        {"title;abstract;included\n\"T\";\"A\";1\n", FORMAT_CSV},
        {"SEARCH QUERY;tea;\n---;;\nTitle;Authors;Year\nT;Roe;2020\n", FORMAT_CSV},
        {"Key\tTitle\tYear\n1\tTea, hot\t2020\n", FORMAT_TSV},
        {"[\n {\"type\": \"book\", \"title\": \"T\", \"issued\": {}}]", FORMAT_CSL_JSON},
        {"{\"type\":\"article-journal\",\"title\":\"T\"}\n", FORMAT_CSL_JSON},
        {"{\"message-type\":\"work\",\"message\":{\"DOI\":\"10.9999/x\"}}", FORMAT_WORKS},
        {"{\"meta\":{},\"results\":[{\"id\":\"https://openalex.org/W1\"}]}", FORMAT_WORKS},
        {"{\"id\":\"pmid:1\",\"record\":\"MEDLINE\",\"title\":\"T\",\"title_translated\":false}\n",
         FORMAT_JSON},
        {"PMCR- 1\nTI  - Title: TY  - is not here\n", FORMAT_MEDLINE},
        {"\xef\xbb\xbf"
         "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n",
         FORMAT_WOS},
        {"<?xml version=\"1.0\"?><xml><records>\n<record></record></records></xml>", FORMAT_ENDNOTE},
        {"<1. >\nVN  - Ovid Technologies\nTI  - T\n", FORMAT_OVID},
        {"\n <7. >\n VN  - Ovid Technologies\n", FORMAT_OVID},
        {"Database: Ovid MEDLINE(R) <1946 to 2024>\n\n<1>\nUnique Identifier\n  123\nTitle\n  T\n",
         FORMAT_OVID},
        {"RT Journal Article\nSR Electronic(1)\nT1 T\n", FORMAT_REFWORKS},
        {"%0 Book\n%T T\n", FORMAT_REFER},
        {"%A Roe, J\n%T T\n", FORMAT_REFER},
        {"PT J\r\nAU Roe, J\r\nTI Tea\r\nER\r\n", FORMAT_WOS},
        {"TY  - JOUR\nTI  - T\nAU  - Roe, J\nER  - \n", FORMAT_RIS},
        {"TY  - JOUR\nID  - 1\nT1  - T\nDP  - PubMed\nAN  - 1\nER  -\n", FORMAT_RIS},
        {"Export by hand.\n\n@article{roe2020,\n title={T}}\n", FORMAT_BIBTEX},
        {"@softwareversion{x,}\n", FORMAT_BIBTEX},
        {"1: Roe J. Invented tea. J Tea. 2020. doi:\n10.9999/tea. PMID:\n1.\n", FORMAT_PUBMED_SUMMARY},
        {"\n1. J Tea. 2018 Mar;5(1):1-2. doi: 10.9999/x.\n\nTitle.\n\nRoe J.\n\nPMID: 3\n",
         FORMAT_PUBMED_SUMMARY},
        {"Of tea\n- PMID: 1\n- DOI: 10.9999/x\nAbstract\nTea.\nSimilar articles\n-\nX. PMID: 2\n",
         FORMAT_PAGE_PUBMED},
        {"Of tea\nAbstract\nTea.\nSimilar articles\nCited by\nReferences\n", FORMAT_PAGE_PUBMED},
        {"\xc2\xbb Articles \xc2\xbb PMID: 1\n\nOf tea\n\nOverview\nCiting Articles\n", FORMAT_PAGE_CITING},
        {"Of tea\n\nOverview\nPMID 1\nAbstract\nTea.\n\nCiting Articles\n\nCups.\n", FORMAT_PAGE_CITING},
        {"Tea helps cups\n\nMay 11, 2020\n\nA study in seven people found that one large cup of tea had some "
         "effect on "
         "their thirst (1,2).\n",
         FORMAT_PAGE_PRESS},
        {"Tea helps\n\nA long sentence about the use of tea in cups that goes on for quite a while "
         "here.\n\nAnother long "
         "sentence about the use of tea in cups that goes on for a while.\n\nA third sentence about all the "
         "cups that were "
         "used in this invented study of ours.\n",
         FORMAT_PAGE_PRESS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Format format = FORMAT_COUNT;
        Error err = {0};
        if (!format_detect(sv(cases[i].head), &format, &err) || format != cases[i].format) {
            fail_msg("%s, not %s: %s", format < FORMAT_COUNT ? formats[format].name : err.text,
                     formats[cases[i].format].name, cases[i].head);
        }
    }
}

#define BYTES(literal)                                                                                       \
    { literal, sizeof literal - 1 }

static void test_refuses_by_name(void **state) {
    (void) state;
    static const struct {
        StringView head;
        const char *seen; // part of the sentence
    } cases[] = {
        {BYTES(""), "empty"},
        {BYTES(" \n\t\n"), "empty"},
        {BYTES("\xff\xfe<\0?\0"), "XML"},
        {BYTES("\xfe\xff\0\0\0\1"), "binary"},
        {BYTES("\0\1\2\3words"), "binary"},
        {BYTES("%PDF-1.7\n"), "PDF"},
        {BYTES("PK\3\4xx"), "ZIP"},
        {BYTES("name;colour;included\n\"T\";\"A\";1\n"), "its columns are: name, colour, included"},
        {BYTES("[\n {\"title\": \"T\"}]"), "neither carrel's own"},
        {BYTES("{ \"title\": \"T\"}"), "neither carrel's own"},
        {BYTES("{\"doi\": \"10.9999/x\", \"types\": {\"citeproc\": \"article-journal\"}}"), "JSON"},
        {BYTES("<SerialsSet><Serial/></SerialsSet>"), "XML"},
        {BYTES("just a few words"), "plain text"},
        {BYTES("#!/bin/sh\necho one\necho two\n"), "plain text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Format format = FORMAT_COUNT;
        Error err = {0};
        bool known = format_detect(cases[i].head, &format, &err);
        if (known || err.kind != ERROR_INPUT || !strstr(err.text, cases[i].seen)) {
            fail_msg("case %zu: not refused as %s: %s", i, cases[i].seen,
                     known ? formats[format].name : err.text);
        }
    }
}

static void test_knows_the_corpus(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
        size_t exceptions; // files of other kinds that lie in the folder
    } cases[] = {
        {"pubmed_xml/*", FORMAT_PUBMED_XML, 4},
        {"medline/*", FORMAT_MEDLINE, 0},
        {"wos/*", FORMAT_WOS, 0},
        {"bibtex/*", FORMAT_BIBTEX, 0},
        {"ris/*.ris", FORMAT_RIS, 2}, // MEDLINE and Web of Science under another name
        {"endnote_xml/*Endnote*.xml", FORMAT_ENDNOTE, 0},
        {"csv/*.csv", FORMAT_CSV, 2}, // one has no column for the title, one has tabs
        {"csv/*.tsv", FORMAT_TSV, 0},
        {"screening/*.csv", FORMAT_CSV, 0},
        {"pubmed_summary_txt/*", FORMAT_PUBMED_SUMMARY, 0},
        {"../seeds/pubmed-page.txt", FORMAT_PAGE_PUBMED, 0},
        {"../seeds/aggregator-page.txt", FORMAT_PAGE_CITING, 0},
        {"../seeds/press-article.txt", FORMAT_PAGE_PRESS, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].pattern);
        size_t others = 0;
        for (size_t j = 0; j < files.gl_pathc; j++) {
            String text = {0};
            file_read(files.gl_pathv[j], &text);
            Format format;
            others += !format_detect(string_view(&text), &format, NULL) || format != cases[i].format;
            string_free(&text);
        }
        assert_int_equal(others, cases[i].exceptions);
        globfree(&files);
    }
}

// Nothing else in the corpus is taken for a study list without reason.
static void test_refuses_other_corpus_files(void **state) {
    (void) state;
    static const char *const patterns[] = {"csljson/*.cff", "endnote_xml/*MsBib*.xml"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        glob_t files = corpus_files(patterns[i]);
        for (size_t j = 0; j < files.gl_pathc; j++) {
            String text = {0};
            file_read(files.gl_pathv[j], &text);
            Format format;
            Error err = {0};
            if (format_detect(string_view(&text), &format, &err)) {
                fail_msg("%s is taken for %s", files.gl_pathv[j], formats[format].name);
            }
            string_free(&text);
        }
        globfree(&files);
    }
}

static void test_table(void **state) {
    (void) state;
    for (int i = 0; i < FORMAT_COUNT; i++) {
        const FormatInfo *info = &formats[i];
        Format format;
        assert_int_equal(info->format, i);
        assert_true(format_by_name(sv(info->name), &format));
        assert_int_equal(format, i);
        assert_true(info->reads == (info->reader_new != NULL));
        assert_true(info->writes == (info->write_entry != NULL));
        assert_true((info->endings[0] == '.' || !info->reads) && info->help[0]);
    }
    Format format;
    assert_true(format_by_name(SV("jsonl"), &format));
    assert_int_equal(format, FORMAT_JSON);
    assert_false(format_by_name(SV("docx"), &format));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knows_formats),
        cmocka_unit_test(test_refuses_by_name),
        cmocka_unit_test(test_knows_the_corpus),
        cmocka_unit_test(test_refuses_other_corpus_files),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
