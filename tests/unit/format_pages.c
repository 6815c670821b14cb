// Page texts: a PubMed page, an aggregator's page, a press article. The studies are
// invented, the shapes are real.

#include "format_read.h"

static const char pubmed_page[] =
    "Invented tea for tired mice: a review\n"
    "- PMID: 91000001\n"
    "- PMCID: PMC9100001\n"
    "- DOI: 10.1234/TEA.2014.1\n"
    "Invented tea for tired mice: a review\n"
    "Abstract\n"
    "Tired mice drink tea (1,2). They like it.\n"
    "Keywords: tea; mice; sleep.\n"
    "Copyright \xc2\xa9 2014 Nobody.\n"
    "Conflict of interest statement\n"
    "The mice were paid.\n"
    "Figures\n\n\n"
    "Figure 1\nFig. 1 A mouse with a cup.\nFig. 2.\n"
    "Similar articles\n"
    "-\n"
    "Tea: A Review of Cups.Cups. 2017 Feb;35(2):316-324. doi: 10.1234/cups.1. Epub 2017 Jan 19. Cups. 2017. "
    "PMID: 91000002 Review.\n"
    "-\n"
    "Is tea wet? Yes!Wet Sci Rev. 2021 Apr;58:114-133. doi: 10.1234/wet.12.002. Epub 2020 Dec 15. "
    "Wet Sci Rev. 2021. PMID: 91000003 Free PMC article. Review.\n"
    "-\n"
    "Plain Mice.Pain Mouse. 2020 Aug;23(4S):S391-S420. Pain Mouse. 2020. PMID: 91000004\n"
    "See all similar articles\n"
    "Cited by 12 articles\n"
    "-\n"
    "Rings of tea on tables.Tea Int. 2019 Jan 15;2019:5654324. doi: 10.1234/2019/5654324. eCollection 2019. "
    "Tea Int. 2019. PMID: 91000005 Free PMC article.\n"
    "References\n"
    "-\n"
    "- Cup A, Pot B. On handles. The Handle Group. J Cups. 1992;101:1644\xe2\x80\x93"
    "55. - PubMed\n"
    "-\n"
    "- Pot B. Lids. Lid Res. 2003;186:S23\xe2\x80\x93"
    "30. doi: 10.1234/lid. - DOI - PMC - PubMed\n"
    "Show all 95 references\n"
    "Publication types\n"
    "- Review\n"
    "Actions\n"
    "- Research Support, Non-U.S. Gov't\n"
    "MeSH terms\n"
    "- Animals\n"
    "- Tea / adverse effects\n"
    "- Tea / therapeutic use*\n"
    "- Sleep*\n"
    "Substances\n"
    "- Theine\n"
    "Grants and funding\n"
    "- R01 HL1/HL/NHLBI NIH HHS/United States\n"
    "- MR/K1/1/MRC_/Medical Research Council/United Kingdom\n"
    "- WT_/Wellcome Trust/United Kingdom\n"
    "- a kind aunt\n"
    "Associated data\n"
    "- ClinicalTrials.gov/NCT00000009\n"
    "LinkOut - more resources\n"
    "Full Text Sources\n"
    "- Europe PubMed Central\n"
    "- Ovid - https://example.org/ovid\n"
    "Other Literature Sources\n"
    "- scite Smart Citations\n";

// What the page above says, whatever way its lines are broken.
static void check_pubmed_page(const Study *study) {
    String found = {0};
    study_describe(study, &found);
    assert_string_equal(string_text(&found),
                        "pmid 91000001.0\ntitle Invented tea for tired mice: a review\nvernacular \n"
                        "doi 10.1234/tea.2014.1\npmcid PMC9100001\njournal |||\ndate 0-0-0 \nplace ||\n"
                        "status  revised 0\nsection |Tired mice drink tea (1,2). They like it.\n"
                        "mesh Animals\nmesh Tea/adverse effects/*therapeutic use\nmesh *Sleep\n"
                        "type Review\ntype Research Support, Non-U.S. Gov't\n"
                        "keyword tea\nkeyword mice\nkeyword sleep\nsubstance Theine\n"
                        "grant R01 HL1|NHLBI NIH HHS|United States\n"
                        "grant MR/K1/1|Medical Research Council|United Kingdom\n"
                        "grant |Wellcome Trust|United Kingdom\ngrant |a kind aunt|\n"
                        "register ClinicalTrials.gov|NCT00000009\nconflict The mice were paid.\n"
                        "reference 0|||On handles. The Handle Group.|J Cups. 1992;101:1644\xe2\x80\x93"
                        "55.\n"
                        "reference 0|10.1234/lid||Lids.|Lid Res. 2003;186:S23\xe2\x80\x93"
                        "30.\n");
    string_free(&found);
    static const struct {
        LinkKind kind;
        int64_t pmid;
        const char *title, *text, *doi;
        bool is_free, is_review;
    } links[] = {
        {LINK_SIMILAR, 91000002, "Tea: A Review of Cups.", "Cups. 2017 Feb;35(2):316-324. Epub 2017 Jan 19.",
         "10.1234/cups.1", false, true},
        {LINK_SIMILAR, 91000003, "Is tea wet? Yes!", "Wet Sci Rev. 2021 Apr;58:114-133. Epub 2020 Dec 15.",
         "10.1234/wet.12.002", true, true},
        {LINK_SIMILAR, 91000004, "Plain Mice.", "Pain Mouse. 2020 Aug;23(4S):S391-S420.", NULL, false, false},
        {LINK_CITED_BY, 91000005, "Rings of tea on tables.",
         "Tea Int. 2019 Jan 15;2019:5654324. eCollection 2019.", "10.1234/2019/5654324", true, false},
    };
    size_t next[LINK_KINDS] = {0};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        const CitationList *list = &study->links[links[i].kind];
        assert_true(next[links[i].kind] < list->count);
        const Citation *citation = &list->items[next[links[i].kind]++];
        assert_int_equal(citation->pmid, links[i].pmid);
        assert_string_equal(citation->title, links[i].title);
        assert_string_equal(citation->text, links[i].text);
        assert_string_equal(citation->doi ? citation->doi : "-", links[i].doi ? links[i].doi : "-");
        assert_int_equal(citation->is_free, links[i].is_free);
        assert_int_equal(citation->is_review, links[i].is_review);
    }
    assert_int_equal(study->links[LINK_SIMILAR].count, 3);
    assert_int_equal(study->links[LINK_SIMILAR].announced, -1);
    assert_int_equal(study->links[LINK_CITED_BY].count, 1);
    assert_int_equal(study->links[LINK_CITED_BY].announced, 12);
    assert_int_equal(study->links[LINK_REFERENCES].announced, 95);
    assert_true(study->links[LINK_REFERENCES].items[1].is_free);
    assert_string_equal(study->copyright, "Copyright \xc2\xa9 2014 Nobody.");
    assert_int_equal(study->figure_count, 2);
    assert_string_equal(study->figures[0].label, "Figure 1");
    assert_string_equal(study->figures[0].caption, "A mouse with a cup.");
    assert_int_equal(study->full_text_count, 2);
    assert_string_equal(study->full_text[1].name, "Ovid");
    assert_string_equal(study->full_text[1].url, "https://example.org/ovid");
    assert_int_equal(study->kind, RECORD_PAGE);
}

static void test_pubmed_page(void **state) {
    (void) state;
    for (size_t piece = 1; piece < sizeof pubmed_page; piece = piece * 7 + 1) {
        Items items = items_read(FORMAT_PAGE_PUBMED, sv(pubmed_page), piece);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_STUDY);
        check_pubmed_page(&items.items[0].study);
        items_free(&items);
    }
}

// Replaces every `from` in a page by `to`.
static void replace(String *out, const char *text, const char *from, const char *to) {
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        string_add(out, (StringView){text, (size_t) (at - text)});
        string_add_text(out, to);
    }
    string_add_text(out, text);
}

static void test_pubmed_page_copied_otherwise(void **state) {
    (void) state;
    static const struct {
        const char *from, *to;
    } ways[] = {
        {"\n", "\r\n"},    {"\n", "\n\n"}, {"\n", " \t\n"}, {"- ", "\xe2\x80\xa2 "}, // other bullets
        {" ", "\xc2\xa0"},                                                           // no-break spaces
        {"\n-\n", "\n"}, // items without a separator
        {"\n- ", "\n"},  // … without bullets
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        String page = {0};
        // The closing links of references are no bullets.
        String kept = {0};
        replace(&kept, pubmed_page, " - ", "\x01");
        String changed = {0};
        replace(&changed, string_text(&kept), ways[i].from, ways[i].to);
        replace(&page, string_text(&changed), "\x01", " - ");
        Items items = items_read(FORMAT_PAGE_PUBMED, string_view(&page), 100);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_STUDY);
        check_pubmed_page(&items.items[0].study);
        items_free(&items);
        string_free(&page);
        string_free(&kept);
        string_free(&changed);
    }
}

static void test_pubmed_page_with_header(void **state) {
    (void) state;
    const char *text =
        "Review\nJ Tea\n. 2014 Nov;121(5):1099-121.\n doi: 10.1234/tea.2.\n"
        "Tea and [3H]water in \xce\xb2-mice\n"
        "Anna M Cup 1 2, Ben de Pot 1\n"
        "Affiliations\n1 Department of Tea, Potsdam.\n2 Kitchen, Cupar.\n"
        "PMID: 91000006 PMCID: PMC9100006 DOI: 10.1234/tea.2\n"
        "Abstract\nBackground: Mice sleep. METHODS: We looked.\n\nRESULTS: They slept.\n\nLong.\n"
        "Trial registration: ClinicalTrials.gov NCT00000010.\n"
        "Retraction in\n- Retraction: tea.\nCup A.\nJ Tea. 2015 Jan;122:1. PMID: 91000007\n"
        "MeSH terms\nGrants and funding\nReferences\n";
    Items items = items_read(FORMAT_PAGE_PUBMED, sv(text), 9999);
    assert_int_equal(items.count, 1);
    const Study *study = &items.items[0].study;
    String found = {0};
    study_describe(study, &found);
    assert_string_equal(
        string_text(&found),
        "pmid 91000006.0\ntitle Tea and [3H]water in \xce\xb2-mice\nvernacular \ndoi 10.1234/tea.2\n"
        "pmcid PMC9100006\njournal |J Tea||\ndate 2014-11-0 2014 Nov\nplace 121|5|1099-121\n"
        "status  revised 0\nsection Background|Mice sleep.\nsection METHODS|We looked.\n"
        "section RESULTS|They slept.\nLong.\nsection Trial registration|ClinicalTrials.gov NCT00000010.\n"
        "author Cup|Anna M||||\naffiliation Department of Tea, Potsdam.\naffiliation Kitchen, Cupar.\n"
        "author Pot|Ben de||||\naffiliation Department of Tea, Potsdam.\nconflict \n"
        "correction RetractionIn|91000007|Retraction: tea. Cup A. J Tea. 2015 Jan;122:1. PMID: 91000007\n");
    string_free(&found);
    items_free(&items);
}

static const char citing_page[] =
    "\xc2\xbb Articles \xc2\xbb PMID: 92000001\n\n"
    "Cups Improve Tea in Thirsty Patients\n\n"
    "Overview\nSpecialty Gastronomy\nDate 2012 Feb 11\nPMID 92000001\nCitations 156\n"
    "Authors\nAffiliations\nSoon will be listed here.\n"
    "Abstract\n\nThirst (T) is common. Tea was safe (P < 0.05).\n\n"
    "Citing Articles\n\n"
    "Pots containing tea.\n\n"
    "Ma J, Lo Cup M, Luo L Tea Cells Transl Med. 2025; 14(2).\n\n"
    "PMID: 92000002 PMC: 9200002. DOI: 10.1234/szae091.\n\n\n"
    "Tea: De Novo.\n\n"
    "Kim Y, Malov S Jr Int J Tea Sci. 2025; 25(24.\n\n"
    "PMID: 92000003 PMC: 9200003. DOI: 10.1234/biology14.\n\n\n"
    "Lids in Basel.\n\n"
    "Russo E, et al. Tea (Basel). 2024; 14(1).\n\n"
    "PMID: 92000004 DOI: 10.1234/x.\n\n\n"
    "An article by nobody known.\n\n"
    "The Tea Board Cups. 2024; 1.\n\n"
    "PMID: 92000005";

static void check_citing_page(const Study *study) {
    assert_string_equal(study->title, "Cups Improve Tea in Thirsty Patients");
    assert_string_equal(study->specialty, "Gastronomy");
    assert_int_equal(study->pmid, 92000001);
    assert_int_equal(study->year * 10000 + study->month * 100 + study->day, 20120211);
    assert_int_equal(study->section_count, 1);
    assert_string_equal(study->sections[0].text, "Thirst (T) is common. Tea was safe (P < 0.05).");
    assert_int_equal(study->author_count, 0);
    const CitationList *citing = &study->links[LINK_CITED_BY];
    assert_int_equal(citing->announced, 156);
    assert_int_equal(citing->count, 4);
    static const struct {
        int64_t pmid;
        const char *title, *authors, *text, *pmcid, *doi;
    } expected[] = {
        {92000002, "Pots containing tea.", "Ma J, Lo Cup M, Luo L", "Tea Cells Transl Med. 2025; 14(2).",
         "PMC9200002", "10.1234/szae091"},
        {92000003, "Tea: De Novo.", "Kim Y, Malov S Jr", "Int J Tea Sci. 2025; 25(24.", "PMC9200003",
         "10.1234/biology14"},
        {92000004, "Lids in Basel.", "Russo E, et al.", "Tea (Basel). 2024; 14(1).", "", "10.1234/x"},
        {92000005, "An article by nobody known.", "", "The Tea Board Cups. 2024; 1.", "", ""},
    };
    for (size_t i = 0; i < 4; i++) {
        const Citation *citation = &citing->items[i];
        assert_int_equal(citation->pmid, expected[i].pmid);
        assert_string_equal(citation->title, expected[i].title);
        assert_string_equal(citation->authors ? citation->authors : "", expected[i].authors);
        assert_string_equal(citation->text, expected[i].text);
        assert_string_equal(citation->pmcid ? citation->pmcid : "", expected[i].pmcid);
        assert_string_equal(citation->doi ? citation->doi : "", expected[i].doi);
    }
}

static void test_citing_page(void **state) {
    (void) state;
    static const struct {
        const char *from, *to;
    } ways[] = {{"\n", "\n"}, {"\n\n", "\n"}, {"\n", "\r\n"}, {" ", "\xc2\xa0"}, {"Date ", "Date\n"}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        String page = {0};
        replace(&page, citing_page, ways[i].from, ways[i].to);
        Items items = items_read(FORMAT_PAGE_CITING, string_view(&page), 64);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_STUDY);
        check_citing_page(&items.items[0].study);
        items_free(&items);
        string_free(&page);
    }
}

static const char press_page[] =
    "Tea study shows positive effect\n\n"
    "May 11, 2020\n\n"
    "Tea study\n\n"
    "The results look promising\n\n"
    "First cups (n = 45) have been drunk in 7 places (1 severe, 4 mild) since (2012).\n\n"
    "Tea helped\xc2\xa0(1,2). It cost (1,200) or (12.5) or (50%) and (iv) or (03).\n\n"
    "What next\n\n"
    "Sleep lasted.\xc2\xa0(5,6,7). Ranges (9\xe2\x80\x93"
    "11) and [12; 13] count, for: (1) mice, (2) men.\n\n";

static void test_press_article(void **state) {
    (void) state;
    Items items = items_read(FORMAT_PAGE_PRESS, sv(press_page), 10);
    assert_int_equal(items.count, 1);
    const Study *study = &items.items[0].study;
    assert_string_equal(study->title, "Tea study shows positive effect");
    assert_int_equal(study->year * 10000 + study->month * 100 + study->day, 20200511);
    assert_string_equal(study->date, "May 11, 2020");
    assert_int_equal(study->section_count, 3);
    assert_string_equal(study->sections[0].text, "Tea study"); // a kicker
    assert_null(study->sections[0].label);
    assert_string_equal(study->sections[1].label, "The results look promising");
    assert_string_equal(study->sections[1].text,
                        "First cups (n = 45) have been drunk in 7 places (1 severe, 4 mild) since (2012).\n"
                        "Tea helped (1,2). It cost (1,200) or (12.5) or (50%) and (iv) or (03).");
    assert_string_equal(study->sections[2].label, "What next");
    static const struct {
        int number;
        size_t section;
        const char *bytes;
    } expected[] = {{1, 1, "1"},
                    {2, 1, "2"},
                    {5, 2, "5"},
                    {6, 2, "6"},
                    {7, 2, "7"},
                    {9, 2, "9"},
                    {10, 2, "\xe2\x80\x93"},
                    {11, 2, "11"},
                    {12, 2, "12"},
                    {13, 2, "13"}};
    size_t count = sizeof expected / sizeof expected[0];
    assert_int_equal(study->marker_count, count);
    for (size_t i = 0; i < count; i++) {
        const Marker *marker = &study->markers[i];
        StringView text = sv(study->sections[marker->section].text);
        assert_int_equal(marker->number, expected[i].number);
        assert_int_equal(marker->section, expected[i].section);
        assert_true(sv_equal(sv_part(text, marker->offset, marker->length), sv(expected[i].bytes)));
    }
    assert_true(study_flags(study) & STUDY_PRESS);
    items_free(&items);
}

static void test_markers(void **state) {
    (void) state;
    static const struct {
        const char *text;
        const char *numbers;
    } cases[] = {
        {"Tea works (1).", "1 "},
        {"Tea works ( 1 , 2 ).", "1 2 "},
        {"Tea works (98,100).", "98 100 "},
        {"Tea works (1-3,7).", "1 2 3 7 "},
        {"Tea works (3-1).", ""},
        {"Tea works (1-).", ""},
        {"Tea works (1,).", ""},
        {"Tea works (,1).", ""},
        {"Tea works ().", ""},
        {"Tea works (0).", ""},
        {"Tea works (1, 2", ""},
        {"Tea works (1]", ""},
        {"Tea works (2019).", ""},
        {"Tea works (1-50).", ""}, // a range of ages
        {"(1) Tea works.", ""},
        {"Tea for (1) mice and (2) men.", "1 "},
        {"In\xc2\xa0"
         "2020 tea (4) worked.",
         "4 "},
        {"Tea works ((5)).", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String page = {0}, numbers = {0};
        string_format(&page, "Tea news of the day\n\n%s It is drunk every day by many people.\n",
                      cases[i].text);
        Items items = items_read(FORMAT_PAGE_PRESS, string_view(&page), 4096);
        const Study *study = &items.items[0].study;
        for (size_t k = 0; k < study->marker_count; k++) {
            string_format(&numbers, "%d ", study->markers[k].number);
        }
        assert_string_equal(string_text(&numbers), cases[i].numbers);
        string_free(&page);
        string_free(&numbers);
        items_free(&items);
    }
}

static void test_press_lines(void **state) {
    (void) state;
    // Hard-wrapped paragraphs are joined, the repeated headline and a lone heading kept apart.
    const char *text = "Tea wins\nPublished: 3 June 2021\nTea wins\n"
                       "A first paragraph that is wrapped at some column of\nthe page and ends here.\n\n"
                       "A second one ends the text of this article on tea.\n\nRead more\n";
    Items items = items_read(FORMAT_PAGE_PRESS, sv(text), 4096);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->year * 10000 + study->month * 100 + study->day, 20210603);
    assert_int_equal(study->section_count, 2);
    assert_null(study->sections[0].label);
    assert_string_equal(study->sections[0].text,
                        "A first paragraph that is wrapped at some column of the page and ends here.\n"
                        "A second one ends the text of this article on tea.");
    assert_string_equal(study->sections[1].text, "Read more");
    items_free(&items);
}

static void test_refuses(void **state) {
    (void) state;
    static const Format pages[] = {FORMAT_PAGE_PUBMED, FORMAT_PAGE_CITING, FORMAT_PAGE_PRESS};
    static const char *const texts[] = {"", "\n\n \r\n", "\xef\xbb\xbf", "one line", "\xc2\xbb"};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            Items items = items_read(pages[i], sv(texts[k]), 4096);
            assert_int_equal(items.count, 1);
            assert_int_equal(items.items[0].kind, ITEM_REJECTED);
            assert_true(strlen(items.items[0].why) > 20);
            items_free(&items);
        }
    }
    // Too large is refused once, without keeping it all.
    String large = {0};
    while (large.length <= RECORD_MAX + 100) {
        string_add_text(&large, "words words words words words words words words words.\n");
    }
    for (size_t i = 0; i < 3; i++) {
        Items items = items_read(pages[i], string_view(&large), 1 << 20);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_REJECTED);
        assert_true(items.items[0].verbatim.length <= RECORD_MAX);
        items_free(&items);
    }
    string_free(&large);
}

// --- the real pages ---

static Items seed_read(const char *pattern, Format format) {
    String text = {0};
    Format found;
    Error err = {0};
    glob_t files = corpus_files(pattern);
    file_read(files.gl_pathv[0], &text);
    assert_true(format_detect(string_view(&text), &found, &err));
    assert_int_equal(found, format);
    Items items = items_read(format, string_view(&text), 512);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_STUDY);
    globfree(&files);
    string_free(&text);
    return items;
}

static void check_links(const CitationList *list, const int64_t *pmids, const char *const *dois,
                        size_t count) {
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++) {
        const Citation *citation = &list->items[i];
        assert_int_equal(citation->pmid, pmids[i]);
        assert_string_equal(citation->doi ? citation->doi : "", dois[i]);
        assert_true(citation->title && citation->title[strlen(citation->title) - 1] == '.');
        assert_true(citation->text && strlen(citation->text) < 120);
        assert_null(strstr(citation->title, "PMID"));
    }
}

static void test_real_pubmed_page(void **state) {
    (void) state;
    Items items = seed_read("../seeds/pubmed-page.txt", FORMAT_PAGE_PUBMED);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->pmid, 25211170);
    assert_string_equal(study->pmcid, "PMC4206665");
    assert_string_equal(study->doi, "10.1097/aln.0000000000000446");
    assert_int_equal(strlen(study->title), 120);
    assert_int_equal(study->section_count, 1);
    assert_int_equal(strlen(study->sections[0].text), 1051);
    assert_int_equal(strlen(study->conflict_of_interest), 43);
    static const int64_t similar[] = {27888550, 33397585, 32942796, 32671645, 27011289};
    static const char *const similar_dois[] = {"10.1002/stem.2551", "10.1016/j.cytogfr.2020.12.002", "",
                                               "10.1007/s12015-020-10000-1", "10.1517/14712598.2016.1170804"};
    check_links(&study->links[LINK_SIMILAR], similar, similar_dois, 5);
    static const int64_t cited_by[] = {33766127, 36611801, 39934819, 30514375, 30766604};
    static const char *const cited_by_dois[] = {"10.1186/s13287-021-02279-9", "10.3390/cells12010006",
                                                "10.1186/s12964-025-02065-7", "10.1186/s13287-018-1083-y",
                                                "10.1155/2019/5654324"};
    check_links(&study->links[LINK_CITED_BY], cited_by, cited_by_dois, 5);
    String flags = {0};
    for (size_t i = 0; i < 5; i++) {
        const Citation *citation = &study->links[LINK_SIMILAR].items[i];
        string_format(&flags, "%s%s ", citation->is_free ? "f" : "", citation->is_review ? "r" : "");
    }
    for (size_t i = 0; i < 5; i++) {
        const Citation *citation = &study->links[LINK_CITED_BY].items[i];
        string_format(&flags, "%s%s ", citation->is_free ? "f" : "", citation->is_review ? "r" : "");
    }
    assert_string_equal(string_text(&flags), "r fr r fr fr fr fr f f f ");
    string_free(&flags);
    const CitationList *references = &study->links[LINK_REFERENCES];
    assert_int_equal(references->count, 4);
    for (size_t i = 0; i < references->count; i++) {
        const char *text = references->items[i].text;
        assert_true(text[strlen(text) - 1] == '.');
        assert_null(strstr(text, "PubMed"));
        assert_non_null(references->items[i].title);
        assert_non_null(references->items[i].authors);
    }
    assert_int_equal(study->mesh_count + study->grant_count + study->full_text_count, 0);
    items_free(&items);
}

static void test_real_citing_page(void **state) {
    (void) state;
    Items items = seed_read("../seeds/aggregator-page.txt", FORMAT_PAGE_CITING);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->pmid, 22320928);
    assert_int_equal(strlen(study->title), 120);
    assert_string_equal(study->specialty, "Gastroenterology");
    assert_int_equal(study->year * 10000 + study->month * 100 + study->day, 20120211);
    assert_int_equal(study->links[LINK_CITED_BY].announced, 156);
    static const int64_t pmids[] = {40036306, 40001892, 39871895, 39769138, 39520328};
    static const char *const dois[] = {"10.1093/stcltm/szae091", "10.3390/biology14020124",
                                       "10.4254/wjh.v17.i1.96105", "10.3390/ijms252413374",
                                       "10.1093/stcltm/szae081"};
    static const char *const pmcids[] = {"PMC11878568", "PMC11851833", "PMC11736489", "PMC11676302",
                                         "PMC11821905"};
    static const char *const last_authors[] = {"Luo L", "Russo E", "Zhu Z", "Malov S", "Lai C"};
    const CitationList *citing = &study->links[LINK_CITED_BY];
    check_links(citing, pmids, dois, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(citing->items[i].pmcid, pmcids[i]);
        assert_true(sv_ends(sv(citing->items[i].authors), sv(last_authors[i])));
    }
    assert_true(sv_ends(sv(citing->items[3].text), SV(" 25(24.")));
    assert_int_equal(study->section_count, 1);
    items_free(&items);
}

static void test_real_press_article(void **state) {
    (void) state;
    Items items = seed_read("../seeds/press-article.txt", FORMAT_PAGE_PRESS);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->year * 10000 + study->month * 100 + study->day, 20200511);
    assert_int_equal(study->marker_count, 7);
    for (size_t i = 0; i < study->marker_count; i++) {
        const Marker *marker = &study->markers[i];
        const char *text = study->sections[marker->section].text;
        assert_int_equal(marker->number, i + 1);
        assert_int_equal(marker->length, 1);
        assert_int_equal(text[marker->offset], '1' + (int) i);
    }
    items_free(&items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pubmed_page),
        cmocka_unit_test(test_pubmed_page_copied_otherwise),
        cmocka_unit_test(test_pubmed_page_with_header),
        cmocka_unit_test(test_citing_page),
        cmocka_unit_test(test_press_article),
        cmocka_unit_test(test_markers),
        cmocka_unit_test(test_press_lines),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_real_pubmed_page),
        cmocka_unit_test(test_real_citing_page),
        cmocka_unit_test(test_real_press_article),
    };
    return cmocka_run_group_tests_name("format_pages", tests, NULL, NULL);
}
