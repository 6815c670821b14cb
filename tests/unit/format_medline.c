// MEDLINE text: shapes of real files, the same records as PubMed XML has them, and what
// the writer writes, read again.

#include "carrel/base/text.h"
#include "format_read.h"

static void test_reads_a_record(void **state) {
    (void) state;
    const char *text =
        "\n\nPMID- 12345678\nOWN - NLM\nSTAT- MEDLINE\nLR  - 20210109\n"
        "IS  - 1111-2222 (Electronic)\nIS  - 3333-4444 (Print)\nIS  - 5555-6666 (Linking)\n"
        "VI  - 7\nIP  - 2\nDP  - 2020 Feb 3\n"
        "TI  - [Effects of invented tea on\n      sleep: a trial].\nPG  - 11-9\n"
        "LID - 10.1234/INV(20)-1 [doi]\nLID - S1-2 [pii]\n"
        "AB  - AIM: To test tea (n = 3). METHODS: We gave DNA: a drink. RESULTS AND\n"
        "      DISCUSSION: None.\nCI  - Copyright (c) nobody.\n"
        "FAU - Brown, Anna Maria\nAU  - Brown AM\nAUID- ORCID: 0000-0001-2345-6789\n"
        "AD  - Dept of Tea, Cup.\nAD  - Dept of Sleep.\nFAU - King, Martin Jr\nAU  - King M Jr\n"
        "FAU - Madonna\nAU  - Madonna\nFAU - Pena, Maria de la Luz\nAU  - Pena Mde L\n"
        "AU  - Solo XY\nCN  - Tea Study Group\n"
        "LA  - ENG\nLA  - fre\nSI  - ClinicalTrials.gov/NCT00000001\n"
        "GR  - BB/E1/1/BB_/Research Council/United Kingdom\nGR  - plain words\n"
        "PT  - Journal Article\nTT  - Effets du thé.\nTA  - J Tea\nJT  - Journal of tea\n"
        "RN  - 0 (Theine (tea))\nCIN - J Tea. 2021;8:1. doi: 10.1/x. PMID:\n      22222222\n"
        "RF  - 12\nMH  - *Tea/adverse effects/*therapy\nMH  - Humans\nOT  - *cups\n"
        "FIR - Roe, Jane\nIR  - Roe J\nIRAD- Elsewhere.\nBTI -\n"
        "PMC - PMC7654321\nMID - NIHMS1\nCOIS- None declared.\nAID - 10.1234/inv(20)-1 [doi]\n"
        "AID - S1-2 [pii]\nSO  - J Tea. 2020 Feb 3;7(2):11-9.\n";
    Items items = items_read(FORMAT_MEDLINE, sv(text), 4096);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_STUDY);
    assert_int_equal(items.items[0].line, 3);
    const Study *study = &items.items[0].study;
    String found = {0};
    study_describe(study, &found);
    assert_string_equal(
        string_text(&found),
        "pmid 12345678.0\ntitle Effects of invented tea on sleep: a trial (translated)\n"
        "vernacular Effets du thé.\ndoi 10.1234/inv(20)-1\npmcid PMC7654321\n"
        "journal Journal of tea|J Tea|3333-4444|1111-2222\ndate 2020-2-3 2020 Feb 3\nplace 7|2|11-9\n"
        "status MEDLINE revised 20210109\nsection AIM|To test tea (n = 3).\n"
        "section METHODS|We gave DNA: a drink.\nsection RESULTS AND DISCUSSION|None.\n"
        "author Brown|Anna Maria|AM|||0000-0001-2345-6789\naffiliation Dept of Tea, Cup.\n"
        "affiliation Dept of Sleep.\nauthor King|Martin|M|Jr||\nauthor Madonna|||||\n"
        "author Pena|Maria de la Luz|Mde L|||\n"
        "author Solo||XY|||\nauthor ||||Tea Study Group|\nmesh *Tea/adverse effects/*therapy\n"
        "mesh Humans\ntype Journal Article\nlanguage eng\nlanguage fre\nkeyword cups\n"
        "substance Theine (tea)\ngrant BB/E1/1|Research Council|United Kingdom\n"
        "grant plain words||\nregister ClinicalTrials.gov|NCT00000001\nconflict None declared.\n"
        "correction CommentIn|22222222|J Tea. 2021;8:1. doi: 10.1/x.\n");
    assert_int_equal(study->kind, RECORD_MEDLINE);
    assert_int_equal(study->investigator_count, 1);
    assert_string_equal(study->investigators[0].affiliations.items[0], "Elsewhere.");
    assert_int_equal(study->links[LINK_REFERENCES].announced, 12);
    assert_string_equal(study->copyright, "Copyright (c) nobody.");
    assert_int_equal(study->identifier_count, 2); // pii once, mid
    string_free(&found);
    items_free(&items);
}

static void test_finds_the_records(void **state) {
    (void) state;
    static const struct {
        const char *text;
        const char *kinds; // s study, r rejected
        const char *last_title;
    } cases[] = {
        {"PMID- 1\nTI  - One\n\nPMID- 2\nTI  - Two\n", "ss", "Two"},
        {"PMID- 1\nTI  - One\nPMID- 2\nTI  - Two", "ss", "Two"}, // no blank line, no last line end
        {"PMID- 1\r\nTI  - One\r\n\r\nPMID- 2\r\nTI  - Two\r\n", "ss", "Two"}, // CRLF
        {"PMID- 1\rTI  - One\r\rPMID- 2\rTI  - Two\r", "ss", "Two"},           // CR alone
        {"\xef\xbb\xbfPMID- 1\nTI  - One\n", "s", "One"},
        {"PMID- 1\nTI  - One\n\n      more of one\n\nPMID- 2\nTI  - Two\n", "ss", "Two"},
        {"PMID- 1\nTI  - One\n\nid: 3 Error occurred\nPMID- 2\nTI  - Two\n", "srs", "Two"},
        {"TI  - Without number\nTI  - in lines\n", "s", "Without number in lines"},
        {"PMID- 1\nTI  - One\nwrapped without indent\n", "s", "One wrapped without indent"},
        {"STAT- Publisher\nOWN - NLM\n", "r", NULL}, // neither PMID nor title
        {"", "r", NULL},
        {"\n \n\n", "r", NULL},
        {"PMID- 1\nTI  - caf\xe9\n", "s", "caf\xc3\xa9"},               // Windows code page
        {"PMID- 1\nTI  - \xc3\xa9\xff\n", "s", "\xc3\xa9\xef\xbf\xbd"}, // damaged UTF-8
        {"PMID- 1\nTI  - [Not Available].\nTT  - Le titre.\n", "s", "Le titre."},
        {"PMID- 1\nBTI - A book\n", "s", "A book"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t pieces[] = {1, 7, 4096};
        for (size_t p = 0; p < 3; p++) {
            Items items = items_read(FORMAT_MEDLINE, sv(cases[i].text), pieces[p]);
            char kinds[8] = "";
            const char *title = NULL;
            for (size_t j = 0; j < items.count && j < 7; j++) {
                kinds[j] = items.items[j].kind == ITEM_STUDY ? 's' : 'r';
                title = items.items[j].study.title;
                assert_int_equal(items.items[j].number, j + 1);
                assert_true(items.items[j].kind == ITEM_STUDY || items.items[j].why);
            }
            if (strcmp(kinds, cases[i].kinds) != 0 ||
                (cases[i].last_title && (!title || strcmp(title, cases[i].last_title) != 0))) {
                fail_msg("case %zu in pieces of %zu: %s, \"%s\"", i, pieces[p], kinds, title ? title : "");
            }
            items_free(&items);
        }
    }
}

static void test_rejects_what_is_too_large(void **state) {
    (void) state;
    String text = {0};
    string_add_text(&text, "PMID- 1\nAB  - ");
    while (text.length < RECORD_MAX + 100) {
        string_add_text(&text, "word word word word word word word word word word word word\n      ");
    }
    string_add_text(&text, "\n\nPMID- 2\nTI  - Two\n");
    Items items = items_read(FORMAT_MEDLINE, string_view(&text), 1 << 20);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_true(items.items[0].verbatim.length <= RECORD_MAX);
    assert_string_equal(items.items[items.count - 1].study.title, "Two");
    items_free(&items);
    string_free(&text);
}

// What nbib cannot carry is dropped from a description before it is compared.
static void comparable(const Study *study, String *out) {
    String whole = {0};
    study_describe(study, &whole);
    StringView rest = string_view(&whole), line;
    while (sv_line(&rest, &line)) {
        if (!sv_starts(line, SV("reference "))) {
            if (sv_starts(line, SV("pmid "))) {
                line = sv_part(line, 0, sv_find_char(line, '.'));
            }
            string_add(out, line);
            string_add_char(out, '\n');
        }
    }
    string_free(&whole);
}

static void test_reads_what_it_writes(void **state) {
    (void) state;
    const char *text =
        "PMID- 5\nSTAT- MEDLINE\nLR  - 20200102\nIS  - 1111-2222 (Print)\nIS  - 3333-4444 (Electronic)\n"
        "DP  - 1999 Spring\nTI  - [Very long invented title that goes on and on, so that it has to be "
        "wrapped somewhere near its end].\nAB  - We drank \"tea.\" RESULTS: Two of DNA: a drink.\nFAU - "
        "King, Ada Sr\nAU  - King A "
        "Sr\n"
        "AD  - Here.\nAU  - Camargo CA Jr\nAD  - There.\nCN  - Group\nLA  - eng\nGR  - "
        "X1/XX/Fund/Country\nPT  - Review\nTA  - J T\nJT  - J "
        "Tea\n"
        "ROF - J Tea. 1998;1:1. PMID: 4\nMH  - *Tea/*therapy\nOT  - cup\nPMC - PMC1\nCOIS- None.\n"
        "OAB - OBJET: Une.\nOABL- fre\nOAB - Dos.\nOABL- spa\n\n"
        "PMID- 6\nTI  - Second\n";
    Items items = items_read(FORMAT_MEDLINE, sv(text), 4096);
    assert_int_equal(items.count, 2);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->section_count, 2);
    assert_string_equal(study->sections[0].text, "We drank \"tea.\"");
    assert_string_equal(study->sections[1].label, "RESULTS");
    assert_string_equal(study->authors[1].family, "Camargo");
    assert_int_equal(study->other_abstract_count, 2);
    assert_string_equal(study->other_abstracts[0].sections[0].label, "OBJET");
    assert_string_equal(study->other_abstracts[1].language, "spa");
    String written = {0};
    for (size_t i = 0; i < items.count; i++) {
        Entry entry = {.study = &items.items[i].study};
        formats[FORMAT_MEDLINE].write_entry(&entry, i == 0, &written);
    }
    StringView rest = string_view(&written), line;
    while (sv_line(&rest, &line)) {
        assert_true(line.length <= 90);
    }
    Items again = items_read(FORMAT_MEDLINE, string_view(&written), 4096);
    assert_int_equal(again.count, 2);
    for (size_t i = 0; i < items.count; i++) {
        String a = {0}, b = {0};
        comparable(&items.items[i].study, &a);
        comparable(&again.items[i].study, &b);
        assert_string_equal(string_text(&b), string_text(&a));
        string_free(&a);
        string_free(&b);
    }
    Format format;
    assert_true(format_detect(string_view(&written), &format, NULL));
    assert_int_equal(format, FORMAT_MEDLINE);
    string_free(&written);
    items_free(&items);
    items_free(&again);
}

// Folded letters and digits only: nbib writes "Perez" and "beta" for what XML has.
static void letters_of(const char *text, String *out) {
    String folded = {0};
    text_add_fold(&folded, sv(text));
    for (size_t i = 0; i < folded.length; i++) {
        char c = folded.data[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
            string_add_char(out, c);
        }
    }
    string_free(&folded);
}

// What both files say of one study, in letters; the abstract apart.
static void describe_core(const Study *study, String *core, String *abstract) {
    letters_of(study->title, core);
    string_format(core, "\n%s\n%s\n", study->journal.title ? study->journal.title : "",
                  study->journal.abbreviation ? study->journal.abbreviation : "");
    for (size_t i = 0; i < study->author_count; i++) {
        letters_of(study->authors[i].family, core);
        string_add_char(core, ' ');
        letters_of(study->authors[i].initials, core);
        letters_of(study->authors[i].collective, core);
        string_add_char(core, '\n');
    }
    for (size_t i = 0; i < study->mesh_count; i++) {
        string_format(core, "%s%s", study->mesh[i].major ? "*" : "", study->mesh[i].heading);
        for (size_t j = 0; j < study->mesh[i].qualifier_count; j++) {
            const Qualifier *qualifier = &study->mesh[i].qualifiers[j];
            string_format(core, "/%s%s", qualifier->major ? "*" : "", qualifier->name);
        }
        string_add_char(core, '\n');
    }
    string_format(core, "%d\n%s\n", study->year, study->doi ? study->doi : "");
    String text = {0};
    study_add_abstract(study, &text);
    letters_of(string_text(&text), abstract);
    string_free(&text);
}

static const Study *find_pmid(const Items *items, int64_t pmid) {
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].study.pmid == pmid) {
            return &items->items[i].study;
        }
    }
    return NULL;
}

static void test_same_records_as_xml(void **state) {
    (void) state;
    glob_t xml = corpus_files("pubmed_xml/p1m*pubmed_result.xml");
    glob_t nbib = corpus_files("medline/p1m*.nbib");
    String text = {0};
    file_read(xml.gl_pathv[0], &text);
    Items known = items_read(FORMAT_PUBMED_XML, string_view(&text), 65536);
    size_t core_same = 0, abstract_same = 0, labels_same = 0, count = 0;
    for (size_t i = 0; i < nbib.gl_pathc; i++) {
        string_clear(&text);
        file_read(nbib.gl_pathv[i], &text);
        Items items = items_read(FORMAT_MEDLINE, string_view(&text), 65536);
        for (size_t j = 0; j < items.count; j++) {
            const Study *study = &items.items[j].study, *expected = find_pmid(&known, study->pmid);
            assert_non_null(expected);
            String a = {0}, b = {0}, c = {0}, d = {0};
            describe_core(expected, &a, &c);
            describe_core(study, &b, &d);
            count++;
            bool core = strcmp(string_text(&a), string_text(&b)) == 0,
                 abstract = strcmp(string_text(&c), string_text(&d)) == 0;
            core_same += core;
            abstract_same += abstract;
            labels_same += study->section_count == expected->section_count;
            if (getenv("VERBOSE") && (!core || !abstract)) {
                printf("PMID %lld\n%s\n%s\n%s\n%s\n", (long long) study->pmid, core ? "" : string_text(&a),
                       core ? "" : string_text(&b), abstract ? "" : string_text(&c),
                       abstract ? "" : string_text(&d));
            }
            string_free(&a);
            string_free(&b);
            string_free(&c);
            string_free(&d);
        }
        items_free(&items);
    }
    printf("%zu records: %zu alike in title, journal, authors, MeSH, year, DOI; %zu in the abstract; %zu in "
           "its sections\n",
           count, core_same, abstract_same, labels_same);
    assert_int_equal(count, 292);
    // nbib writes a few signs in ASCII: "(R)", "microM".
    assert_true(core_same >= 290 && abstract_same >= 290);
    assert_int_equal(labels_same, 292);
    items_free(&known);
    string_free(&text);
    globfree(&xml);
    globfree(&nbib);
}

// A journal of the web without pages: the article's number, and the linking ISSN, which is that of print.
static void test_takes_numbers_of_articles(void **state) {
    (void) state;
    static const struct {
        const char *text, *pages, *issn;
    } cases[] = {
        {"PMID- 1\nIS  - 1111-2222 (Electronic)\nIS  - 3333-4444 (Linking)\nTI  - T\nLID - e42 [pii]\n",
         "e42", "3333-4444"},
        {"PMID- 1\nIS  - 1111-2222 (Electronic)\nIS  - 1111-2222 (Linking)\nTI  - T\nLID - S1-2 [pii]\n",
         NULL, NULL},
        {"PMID- 1\nTI  - T\nPG  - 1-2\nLID - e42 [pii]\n", "1-2", NULL},
        {"PMID- 1\nTI  - T\nLID - e42x [pii]\n", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Items items = items_read(FORMAT_MEDLINE, sv(cases[i].text), SIZE_MAX);
        assert_int_equal(items.count, 1);
        const Study *study = &items.items[0].study;
        assert_true(sv_equal(sv(study->pages), sv(cases[i].pages)));
        assert_true(sv_equal(sv(study->journal.issn), sv(cases[i].issn)));
        items_free(&items);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_record),       cmocka_unit_test(test_takes_numbers_of_articles),
        cmocka_unit_test(test_finds_the_records),    cmocka_unit_test(test_rejects_what_is_too_large),
        cmocka_unit_test(test_reads_what_it_writes), cmocka_unit_test(test_same_records_as_xml),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
