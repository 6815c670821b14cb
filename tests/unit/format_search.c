// What files say of the search that they came from.

#include "format_read.h"

static void search_of(Format format, StringView text, String *lines) {
    Reader *reader = formats[format].reader_new();
    Arena arena = {0};
    Item item;
    size_t at = 0;
    do {
        StringView part = sv_part(text, at, 1 << 16);
        at += part.length;
        reader_feed(reader, part, at == text.length);
        while (reader_next(reader, &arena, &item)) {
            arena_reset(&arena);
        }
    } while (at < text.length);
    reader_add_search(reader, lines);
    reader_free(reader);
    arena_free(&arena);
}

static void expect(Format format, const char *text, const char *expected) {
    String lines = {0};
    search_of(format, sv(text), &lines);
    if (strcmp(string_text(&lines), expected) != 0) {
        fail_msg("%s\nsays:\n%sand not:\n%s", text, string_text(&lines), expected);
    }
    string_free(&lines);
}

#define RECORD(fields) "TY  - JOUR\nTI  - Of tea\n" fields "ER  - \n"

static void test_ris(void **state) {
    (void) state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {RECORD(""), ""},
        {RECORD("DB  - Scopus\nN1  - Export Date: 05 August 2024; Cited By: 2; More: a\n"),
         "database=Scopus\nplatform=Scopus.com\ndate=2024-08-05\n"},
        {RECORD("DB  - aph\nDP  - EBSCOhost\n"), "database=Academic Search Premier\nplatform=EBSCOhost\n"},
        {RECORD("DB  - eric\n"), "database=eric\n"}, // EBSCO's code only where EBSCO is named
        {RECORD("DB  - ERIC <1992 to June 2024>\n") RECORD("DB  - ERIC <1966 to 1991>\n"),
         "database=ERIC\nplatform=Ovid\n"},
        {RECORD("DB  - Medline\nDP  - NLM\n"), "database=PubMed\nplatform=NCBI\n"},
        {RECORD("DB  - Embase\nUR  - https://www.embase.com/search/results?subaction=viewrecord&id=L1\n")
             RECORD(
                 "DB  - Medline\nUR  - https://www.embase.com/search/results?subaction=viewrecord&id=L2\n"),
         "database=Embase; Medline\nplatform=Embase.com\n"},
        {RECORD("AN  - WOS:000123\n"), "database=Web of Science Core Collection\nplatform=Web of Science\n"},
        {RECORD("AN  - CN-00778158\n"),
         "database=Cochrane Central Register of Controlled Trials\nplatform=Cochrane Library\n"},
        {RECORD("DB  - ClinicalTrials.gov\n"), "kind=register\ndatabase=ClinicalTrials.gov\n"},
        // a library put together from many is no search
        {RECORD("DB  - Scopus\n") RECORD("DB  - Embase\n"), ""},
        {RECORD("DB  - Scopus\n") RECORD("") RECORD(""), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect(FORMAT_RIS, cases[i].text, cases[i].expected);
    }
}

static void test_tables(void **state) {
    (void) state;
    expect(FORMAT_CSV, "title\nOf tea\n", "");
    expect(
        FORMAT_CSV,
        "\"SEARCH QUERY\",\"'tea'/exp OR\n 'a\\b':ti\"\n--------\n\n\"Title\",\"Emtree Drug Index Terms\"\n"
        "\"Of tea\",\"\"\n",
        "database=Embase\nplatform=Embase.com\nstrategy='tea'/exp OR\\n 'a\\\\b':ti\n");
    expect(FORMAT_CSV,
           "SEARCH QUERY;tea:ti;\nRESULTS;12;\n----;;\nTitle;Author Names;Source\nOf tea;Roe J.;\n",
           "database=Embase\nplatform=Embase.com\nstrategy=tea:ti\nannounced=12\n");
    expect(FORMAT_CSV, "PMID,Title,Create Date,NIHMS ID\n1,Of tea,2020,\n",
           "database=PubMed\nplatform=NCBI\n");
    expect(FORMAT_CSV, "Title,EID,Source\nOf tea,2-s2.0-1,Scopus\n",
           "database=Scopus\nplatform=Scopus.com\n");
    expect(FORMAT_CSV, "CENTRAL ID,Title,Database Name\nCN-1,Of tea,PubMed\n",
           "database=Cochrane Central Register of Controlled Trials\nplatform=Cochrane Library\n");
    expect(FORMAT_CSV, "NCT Number,Study Title\nNCT00000001,Of tea\n",
           "kind=register\ndatabase=ClinicalTrials.gov\nplatform=ClinicalTrials.gov\n");
    expect(FORMAT_CSV, "title,name_of_database,database_provider\nOf tea,Medline,NLM\n",
           "database=PubMed\nplatform=NCBI\n");
}

static void test_others(void **state) {
    (void) state;
    expect(FORMAT_MEDLINE, "PMID- 99000001\nOWN - NLM\nTI  - Of tea\n", "database=PubMed\nplatform=NCBI\n");
    expect(FORMAT_MEDLINE, "PMID- 99000001\nTI  - Of tea\n", "");
    expect(FORMAT_PUBMED_SUMMARY, "1: Roe J. Of tea. J Tea. 2001;1:2. PMID: 99000001.\n",
           "database=PubMed\nplatform=NCBI\n");
    expect(FORMAT_WOS,
           "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI Of tea\nUT WOS:000123\nER\n\nEF\n",
           "database=Web of Science Core Collection\nplatform=Web of Science\n");
    expect(FORMAT_WOS, "FN x\nVR 1.0\nPT J\nTI Of tea\nUT ZOOREC:ZOOR1\nER\n\nEF\n",
           "database=Zoological Record\nplatform=Web of Science\n");
    expect(FORMAT_BIBTEX, "Scopus\nEXPORT DATE: 10 June 2024\n\n@article{a, title={Of tea}, source={Scopus}}",
           "database=Scopus\nplatform=Scopus.com\ndate=2024-06-10\n");
    expect(FORMAT_BIBTEX, "@article{ WOS:000123, title={{Of tea}}, unique-id={WOS:000123}, da={2024-06-10}}",
           "database=Web of Science Core Collection\nplatform=Web of Science\ndate=2024-06-10\n");
    expect(FORMAT_ENDNOTE,
           "<xml><records><record><titles><title>Of tea</title></titles><remote-database-name>aph"
           "</remote-database-name><remote-database-provider>EBSCOhost</remote-database-provider></record>"
           "</records></xml>",
           "database=Academic Search Premier\nplatform=EBSCOhost\n");
}

static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
        const char *expected;
    } cases[] = {
        {"csv/*CSV___baseline_embase.csv", FORMAT_CSV,
         "database=Embase\nplatform=Embase.com\nstrategy=dinosaur:ti\n"},
        {"csv/*CSV___baseline_excel.csv", FORMAT_CSV,
         "database=Embase\nplatform=Embase.com\nstrategy=dinosaur:ti\n"},
        {"csv/*CSV___baseline_scopus.csv", FORMAT_CSV, "database=Scopus\nplatform=Scopus.com\n"},
        {"csv/*CSV___baseline_pubmed.csv", FORMAT_CSV, "database=PubMed\nplatform=NCBI\n"},
        {"csv/*CSV___baseline_cochrane.csv", FORMAT_CSV,
         "database=Cochrane Central Register of Controlled Trials\nplatform=Cochrane Library\n"},
        {"csv/*CSV___baseline.csv", FORMAT_CSV, "database=The Lens\nplatform=Lens.org\n"},
        {"csv/*CSV___baseline_rayyan.csv", FORMAT_CSV, ""},
        {"ris/*RIS___baseline_scopus.ris", FORMAT_RIS,
         "database=Scopus\nplatform=Scopus.com\ndate=2024-08-05\n"},
        {"ris/*RIS___baseline_embase.ris", FORMAT_RIS, "database=Embase; Medline\nplatform=Embase.com\n"},
        {"ris/*RIS___baseline_cinahl.ris", FORMAT_RIS,
         "database=Academic Search Premier\nplatform=EBSCOhost\n"},
        {"ris/*RIS___baseline_eric_ovid.ris", FORMAT_RIS, "database=ERIC\nplatform=Ovid\n"},
        {"ris/*RIS___baseline_psychInfo_ovid.ris", FORMAT_RIS, "database=APA PsycInfo\nplatform=Ovid\n"},
        {"ris/*demo_data__proquest.ris", FORMAT_RIS, "database=PTSDpubs\nplatform=ProQuest\n"},
        {"ris/*RIS___baseline_cochrane_endnote.ris", FORMAT_RIS,
         "database=Cochrane Central Register of Controlled Trials\nplatform=Cochrane Library\n"},
        {"ris/*RIS___baseline_pubmed.ris", FORMAT_MEDLINE, "database=PubMed\nplatform=NCBI\n"},
        {"ris/*RIS___baseline.ris", FORMAT_RIS, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].pattern);
        String text = {0}, lines = {0};
        file_read(files.gl_pathv[0], &text);
        search_of(cases[i].format, string_view(&text), &lines);
        if (strcmp(string_text(&lines), cases[i].expected) != 0) {
            fail_msg("%s says:\n%sand not:\n%s", cases[i].pattern, string_text(&lines), cases[i].expected);
        }
        string_free(&text);
        string_free(&lines);
        globfree(&files);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ris),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests_name("format_search", tests, NULL, NULL);
}
