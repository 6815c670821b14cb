// PubMed XML: what real files do, in records of our own invention.

#include "format_read.h"

#define SET(records) "<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n" records "</PubmedArticleSet>\n"
#define CITATION(fields)                                                                                     \
    "<PubmedArticle><MedlineCitation Status=\"MEDLINE\">" fields "</MedlineCitation></PubmedArticle>\n"
#define ARTICLE(fields) CITATION("<PMID Version=\"1\">7</PMID><Article>" fields "</Article>")

// Reads one record and compares the lines of its description that begin with `prefix`.
static void check_lines(const char *xml, const char *prefix, const char *expected) {
    Items items = items_read(FORMAT_PUBMED_XML, sv(xml), 4096);
    if (items.count != 1 || items.items[0].kind != ITEM_STUDY) {
        fail_msg("%zu items (%s) from %s", items.count, items.count ? items.items[0].why : "", xml);
    }
    String whole = {0}, found = {0};
    study_describe(&items.items[0].study, &whole);
    StringView rest = string_view(&whole), line;
    while (sv_line(&rest, &line)) {
        if (sv_starts(line, sv(prefix))) {
            string_add(&found, line);
            string_add_char(&found, '\n');
        }
    }
    assert_string_equal(string_text(&found), expected);
    string_free(&whole);
    string_free(&found);
    items_free(&items);
}

static void test_reads_fields(void **state) {
    (void) state;
    static const struct {
        const char *xml, *prefix, *expected;
    } cases[] = {
        // Titles: mark-up, references, white space, brackets, formulae.
        {SET(ARTICLE("<ArticleTitle>Tea &amp; <i>Camellia</i>\n  H<sub>2</sub>O &#x3b2;&#946;&unknown; p "
                     "&lt; 0.05</ArticleTitle>")),
         "title", "title Tea & Camellia H2O ββ&unknown; p < 0.05\n"},
        {SET(ARTICLE("<ArticleTitle>[A translated title].</ArticleTitle><VernacularTitle>Ein "
                     "Titel.</VernacularTitle>")),
         "title", "title A translated title (translated)\n"},
        {SET(ARTICLE("<ArticleTitle>[3H]tea and [14C]</ArticleTitle>")), "title",
         "title [3H]tea and [14C]\n"},
        {SET(ARTICLE(
             "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Ein Titel.</VernacularTitle>")),
         "title", "title Ein Titel.\n"},
        {SET(ARTICLE("<ArticleTitle>Of <mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac>"
                     "<mml:mo>=</mml:mo><mml:mn>0.5</mml:mn></mml:math> cups</ArticleTitle>")),
         "title", "title Of 1/2=0.5 cups\n"},
        {SET(ARTICLE("<ArticleTitle>Raw <![CDATA[<b> & co]]> <!-- no -->end</ArticleTitle>")), "title",
         "title Raw <b> & co end\n"},
        {SET(ARTICLE("<ArticleTitle>Low &#0; &#x110000; &#27;</ArticleTitle>")), "title",
         "title Low \xef\xbf\xbd \xef\xbf\xbd \x1b\n"},
        {SET(ARTICLE("<ArticleTitle>No end <i>tag<Abstract><AbstractText>Text.</AbstractText></Abstract>")),
         "section", "section |Text.\n"},
        {SET(ARTICLE("<ArticleTitle/><Abstract><AbstractText/></Abstract>")), "section", ""},
        // "the" PMID is none of those inside comments and references.
        {SET("<PubmedArticle><MedlineCitation><PMID Version=\"3\">7</PMID><CommentsCorrectionsList>"
             "<CommentsCorrections RefType=\"RetractionIn\"><RefSource>J Tea "
             "1</RefSource><PMID>8</PMID></CommentsCorrections>"
             "</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList><ArticleId "
             "IdType=\"pubmed\">7</ArticleId>"
             "</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId "
             "IdType=\"pubmed\">9</ArticleId>"
             "</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"),
         "pmid", "pmid 7.3\n"},
        {SET(CITATION(
             "<PMID>7</PMID><CommentsCorrectionsList><CommentsCorrections RefType=\"RetractionIn\">"
             "<RefSource>J Tea 1</RefSource><PMID>8</PMID></CommentsCorrections></CommentsCorrectionsList>")),
         "correction", "correction RetractionIn|8|J Tea 1\n"},
        {SET(CITATION("<PMID>7</PMID><CommentsCorrections><ErratumIn><RefSource>J Tea "
                      "2</RefSource><PMID>8</PMID></ErratumIn>"
                      "</CommentsCorrections>")),
         "correction", "correction ErratumIn|8|J Tea 2\n"},
        // References: identifiers, nested lists, free text, and the old way.
        {SET("<PubmedArticle><MedlineCitation><PMID>7</PMID></"
             "MedlineCitation><PubmedData><ReferenceList><Title>Sources</Title>"
             "<ReferenceList><Reference><Citation>Roe J. <i>Tea</i> 1.</Citation><ArticleIdList>"
             "<ArticleId IdType=\"pubmed\">9</ArticleId><ArticleId "
             "IdType=\"doi\">10.1000/A(1)&lt;2::B&gt;3</ArticleId>"
             "<ArticleId IdType=\"pmc\">PMC5</ArticleId></ArticleIdList></Reference></ReferenceList>"
             "<Reference><Citation>Free "
             "text.</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>"),
         "reference", "reference 9|10.1000/a(1)<2::b>3|PMC5|Roe J. Tea 1.\nreference 0|||Free text.\n"},
        {SET(CITATION("<PMID>7</PMID><CommentsCorrectionsList><CommentsCorrections "
                      "RefType=\"Cites\"><RefSource>J Tea 1"
                      "</RefSource><PMID>8</PMID></CommentsCorrections></CommentsCorrectionsList>")),
         "reference", "reference 8|||J Tea 1\n"},
        {SET("<PubmedArticle><MedlineCitation><PMID>7</PMID><CommentsCorrectionsList><CommentsCorrections "
             "RefType=\"Cites\">"
             "<PMID>9</PMID></CommentsCorrections><CommentsCorrections "
             "RefType=\"Cites\"><PMID>8</PMID></CommentsCorrections>"
             "</CommentsCorrectionsList></"
             "MedlineCitation><PubmedData><ReferenceList><Reference><Citation>A.</Citation>"
             "<ArticleIdList><ArticleId "
             "IdType=\"pubmed\">9</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>"
             "</PubmedArticle>"),
         "reference", "reference 9|||A.\nreference 8|||\n"},
        // Abstract: labels, also in other languages.
        {SET(ARTICLE("<Abstract><AbstractText Label=\"AIM &amp; SCOPE\" NlmCategory=\"OBJECTIVE\">One\n "
                     "two</AbstractText>"
                     "<AbstractText Label=\"UNLABELLED\">Three</AbstractText><AbstractText "
                     "Label=\"UNASSIGNED\">Four</AbstractText>"
                     "<CopyrightInformation>Nobody</CopyrightInformation></Abstract>")),
         "section", "section AIM & SCOPE|One two\nsection |Three\nsection |Four\n"},
        // Authors: groups, suffix, no forename, misprints, ORCID in three shapes, one old address.
        {SET(ARTICLE("<AuthorList><Author "
                     "ValidYN=\"Y\"><LastName>Roe</LastName><ForeName>Jane</ForeName><Initials>J</Initials>"
                     "<Suffix>Jr</Suffix><Identifier "
                     "Source=\"ORCID\">https://orcid.org/0000-0001-2345-678X</Identifier>"
                     "<AffiliationInfo><Affiliation>One.</Affiliation></"
                     "AffiliationInfo><AffiliationInfo><Affiliation>Two.</Affiliation>"
                     "</AffiliationInfo></Author><Author ValidYN=\"N\"><LastName>Ro</LastName></Author>"
                     "<Author><LastName>Solo</LastName><Identifier "
                     "Source=\"ORCID\">0000000123456789</Identifier></Author>"
                     "<Author><CollectiveName>Tea Group</CollectiveName></Author><Author/></AuthorList>")),
         "a",
         "author Roe|Jane|J|Jr||0000-0001-2345-678X\naffiliation One.\naffiliation Two.\n"
         "author Solo|||||0000-0001-2345-6789\nauthor ||||Tea Group|\n"},
        {SET(ARTICLE("<Affiliation>Old.</Affiliation><AuthorList><Author><LastName>Roe</LastName></Author>"
                     "<Author><LastName>Doe</LastName></Author></AuthorList>")),
         "a", "author Roe|||||\naffiliation Old.\nauthor Doe|||||\n"},
        // Dates.
        {SET(ARTICLE("<Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 "
                     "Jan</MedlineDate></PubDate></JournalIssue></Journal>")),
         "date", "date 1998-12-0 1998 Dec-1999 Jan\n"},
        {SET(ARTICLE("<Journal><JournalIssue><PubDate><MedlineDate>Spring "
                     "1999</MedlineDate></PubDate></JournalIssue></Journal>")),
         "date", "date 1999-0-0 Spring 1999\n"},
        {SET(ARTICLE("<Journal><JournalIssue><PubDate><Year>2001</Year><Season>Fall</Season></PubDate></"
                     "JournalIssue></Journal>")),
         "date", "date 2001-0-0 2001 Fall\n"},
        {SET(ARTICLE("<Journal><JournalIssue><PubDate><Year>2001</Year><Month>Feb</Month><Day>03</Day></"
                     "PubDate></JournalIssue></Journal>")),
         "date", "date 2001-2-3 2001 Feb 3\n"},
        {SET(ARTICLE("<ArticleDate "
                     "DateType=\"Electronic\"><Year>2010</Year><Month>11</Month><Day>5</Day></ArticleDate>")),
         "date", "date 2010-11-5 2010 Nov 5\n"},
        {SET(CITATION("<PMID>7</PMID><DateCompleted><Year>1999</Year></"
                      "DateCompleted><DateRevised><Year>2021</Year><Month>01</Month>"
                      "<Day>09</Day></DateRevised>")),
         "status", "status MEDLINE revised 20210109\n"},
        // Journal, pages, identifiers.
        {SET(CITATION("<PMID>7</PMID><Article><Journal><ISSN IssnType=\"Print\">1111-2222</ISSN><ISSN "
                      "IssnType=\"Electronic\">3333-4444"
                      "</ISSN><Title>Journal of tea</Title><ISOAbbreviation>J. "
                      "Tea</ISOAbbreviation></Journal></Article>"
                      "<MedlineJournalInfo><MedlineTA>J "
                      "Tea</MedlineTA><ISSNLinking>5555-6666</ISSNLinking></MedlineJournalInfo>")),
         "journal", "journal Journal of tea|J Tea|1111-2222|3333-4444\n"},
        {SET(ARTICLE("<Pagination><StartPage>1</StartPage><EndPage>9</EndPage></Pagination>")), "place",
         "place ||1-9\n"},
        {SET(ARTICLE("<ELocationID EIdType=\"pii\">S1</ELocationID><ELocationID EIdType=\"doi\" "
                     "ValidYN=\"N\">10.1/bad</ELocationID>"
                     "<ELocationID EIdType=\"doi\" ValidYN=\"Y\">10.1000/GOOD</ELocationID>")),
         "doi", "doi 10.1000/good\n"},
        {SET("<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation><PubmedData><ArticleIdList>"
             "<ArticleId IdType=\"doi\">10.1016/0006-291x(92)90569-7</ArticleId><ArticleId "
             "IdType=\"pmc\">PMC77</ArticleId>"
             "</ArticleIdList></PubmedData></PubmedArticle>"),
         "doi", "doi 10.1016/0006-291x(92)90569-7\n"},
        // Lists.
        {SET(ARTICLE("<Language>ENG</Language><Language>en</Language><Language>und</Language>")), "language",
         "language eng\nlanguage eng\nlanguage und\n"},
        {SET(CITATION(
             "<PMID>7</PMID><MeshHeadingList><MeshHeading><DescriptorName "
             "MajorTopicYN=\"N\">Tea</DescriptorName>"
             "<QualifierName MajorTopicYN=\"Y\">therapy</QualifierName></MeshHeading><MeshHeading>"
             "<DescriptorName "
             "MajorTopicYN=\"Y\">Cups</DescriptorName></MeshHeading><MeshHeading/></MeshHeadingList>")),
         "mesh", "mesh Tea/*therapy\nmesh *Cups\n"},
        {SET(ARTICLE("<GrantList><Grant><GrantID>X1</GrantID><Agency>Fund</Agency><Country>Utopia</Country></"
                     "Grant><Grant/></GrantList>")),
         "grant", "grant X1|Fund|Utopia\n"},
        {SET(ARTICLE(
             "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>"
             "<AccessionNumber>NCT1</AccessionNumber><AccessionNumber>NCT2</AccessionNumber></"
             "AccessionNumberList></DataBank>"
             "</DataBankList>")),
         "register", "register ClinicalTrials.gov|NCT1\nregister ClinicalTrials.gov|NCT2\n"},
        {SET(CITATION("<PMID>7</PMID><KeywordList><Keyword>cup</Keyword></KeywordList><CoiStatement>None "
                      "&amp; no.</CoiStatement>")),
         "conflict", "conflict None & no.\n"},
        // Other roots and shapes.
        {"\xef\xbb\xbf<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>",
         "pmid", "pmid 7.0\n"},
        {"<MedlineCitationSet><MedlineCitation><PMID>7</PMID></MedlineCitation></MedlineCitationSet>", "pmid",
         "pmid 7.0\n"},
        {"<PubMedArticleSet><PubMedArticle><NCBIArticle><Article><ArticleTitle>T</ArticleTitle></Article></"
         "NCBIArticle><PubmedData>"
         "<ArticleIdList><ArticleId "
         "IdType=\"pubmed\">7</ArticleId></ArticleIdList></PubmedData></PubMedArticle></PubMedArticleSet>",
         "pmid", "pmid 7.0\n"},
        {"<!DOCTYPE PubmedArticleSet [<!ENTITY a \"<PubmedArticle>\"> ]><!-- <PubmedArticle> -->" SET(
             ARTICLE("<ArticleTitle>&a;</ArticleTitle>")),
         "title", "title &a;\n"},
        {"<PubmedBookArticleSet><PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle>The "
         "book</BookTitle><PubDate><Year>2009"
         "</Year></PubDate><AuthorList "
         "Type=\"editors\"><Author><LastName>Ed</LastName></Author></AuthorList></Book></BookDocument>"
         "</PubmedBookArticle></PubmedBookArticleSet>",
         "title", "title The book\n"},
        {"<PubmedBookArticleSet><PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle>The "
         "book</BookTitle></Book>"
         "<ArticleTitle>The chapter</ArticleTitle></BookDocument></PubmedBookArticle></PubmedBookArticleSet>",
         "journal", "journal The book|||\n"},
        {SET(ARTICLE("<ArticleTitle>caf\xe9</ArticleTitle>")), "title", "title caf\xc3\xa9\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_lines(cases[i].xml, cases[i].prefix, cases[i].expected);
    }
}

static void test_other_abstracts_and_people(void **state) {
    (void) state;
    const char *xml = SET(CITATION(
        "<PMID>7</PMID><Article><ArticleTitle>T</ArticleTitle></Article><OtherID Source=\"NLM\">PMC8 "
        "[Available "
        "on 01/01/20]</OtherID><OtherAbstract Type=\"Publisher\" Language=\"spa\"><AbstractText "
        "Label=\"FIN\">Uno.</AbstractText></OtherAbstract><NumberOfReferences>12</NumberOfReferences>"
        "<InvestigatorList><Investigator><LastName>Doe</LastName></Investigator></InvestigatorList>"));
    Items items = items_read(FORMAT_PUBMED_XML, sv(xml), 4096);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->section_count, 0);
    assert_int_equal(study->other_abstract_count, 1);
    assert_string_equal(study->other_abstracts[0].language, "spa");
    assert_string_equal(study->other_abstracts[0].sections[0].label, "FIN");
    assert_string_equal(study->other_abstracts[0].sections[0].text, "Uno.");
    assert_int_equal(study->author_count, 0);
    assert_string_equal(study->investigators[0].family, "Doe");
    assert_int_equal(study->links[LINK_REFERENCES].announced, 12);
    assert_int_equal(study->links[LINK_CITED_BY].announced, -1);
    assert_string_equal(study->pmcid, "PMC8");
    assert_int_equal(study->kind, RECORD_PUBMED_XML);
    items_free(&items);
}

// Kinds of the items in order: "s7" a study, "d7" a deletion, "r" a rejection.
static void list_kinds(const Items *items, String *out) {
    for (size_t i = 0; i < items->count; i++) {
        const Item *item = &items->items[i];
        assert_int_equal(item->number, i + 1);
        if (item->kind == ITEM_REJECTED) {
            assert_true(item->why && *item->why);
            string_add_text(out, " r");
        } else {
            string_format(out, " %c%lld", item->kind == ITEM_STUDY ? 's' : 'd',
                          (long long) (item->kind == ITEM_STUDY ? item->study.pmid : item->pmid));
        }
    }
}

#define RECORD(pmid)                                                                                         \
    "<PubmedArticle>\n<MedlineCitation><PMID>" #pmid "</PMID></MedlineCitation></PubmedArticle>\n"

static void test_finds_the_records(void **state) {
    (void) state;
    static const struct {
        const char *xml, *kinds;
        int line; // of the first rejection
        const char *verbatim;
    } cases[] = {
        {SET(RECORD(1) RECORD(2)), " s1 s2", 0, NULL},
        {SET(""), " r", 1, ""},
        {"", " r", 1, ""},
        {"no tags here", " r", 1, ""},
        {"<SerialsSet><Serial><PMID>1</PMID></Serial></SerialsSet>", " r", 1, ""},
        // An end that never comes: at the next record, at the end of the set, of the file.
        {SET("<PubmedArticle><MedlineCitation><PMID>1</PMID>\n" RECORD(2)), " r s2", 3,
         "<PubmedArticle><MedlineCitation><PMID>1</PMID>\n"},
        // Also inside what is stepped over as long as it ends, and what follows it is read.
        {SET("<PubmedArticle><PubmedData><History>\n" RECORD(2)), " r s2", 3,
         "<PubmedArticle><PubmedData><History>\n"},
        {SET("<PubmedArticle><PubmedData><History>\n<PubmedArticle><PubmedData><History></"
             "History><ArticleIdList>"
             "<ArticleId IdType=\"pubmed\">2</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"),
         " r s2", 3, "<PubmedArticle><PubmedData><History>\n"},
        {SET("<PubmedArticle><PubmedData><History><Year>2000</Year><ArticleIdList>"
             "<ArticleId IdType=\"pubmed\">2</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"),
         " s2", 0, NULL},
        {SET("<PubmedArticle><PubmedData><History><PMID>1</PMID></History><History/><ArticleIdList>"
             "<ArticleId IdType=\"pubmed\">2</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"),
         " s2", 0, NULL},
        {SET(RECORD(1) "<PubmedArticle>\nwrong\n"), " s1 r", 5, "<PubmedArticle>\nwrong\n"},
        {"<PubmedArticleSet>" RECORD(1) "<PubmedArticle><MedlineCitation><PM", " s1 r", 3,
         "<PubmedArticle><MedlineCitation><PM"},
        {SET("<PubmedArticle><MedlineCitation/></PubmedArticle>" RECORD(2)), " r s2", 3,
         "<PubmedArticle><MedlineCitation/></PubmedArticle>"},
        {"<MedlineCitationSet><MedlineCitation><PMID>1</PMID></MedlineCitationSet>", " r", 1,
         "<MedlineCitation><PMID>1</PMID>"},
        {SET(RECORD(1) "<DeleteCitation><PMID Version=\"1\">2</PMID>\n<PMID>3</PMID></DeleteCitation>" RECORD(
             4)),
         " s1 d2 d3 s4", 0, NULL},
        {SET("<DeleteCitation><PMID>x</PMID></DeleteCitation>" RECORD(4)), " s4", 0, NULL},
        {"<a x=\"<PubmedArticle>\">" RECORD(1), " s1", 0, NULL},
        {"<PubmedArticleSet>" RECORD(1) "<!-- never closed " RECORD(2), " s1", 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t pieces[] = {1, 7, 4096};
        for (size_t p = 0; p < 3; p++) {
            Items items = items_read(FORMAT_PUBMED_XML, sv(cases[i].xml), pieces[p]);
            String kinds = {0};
            list_kinds(&items, &kinds);
            if (strcmp(string_text(&kinds), cases[i].kinds) != 0) {
                fail_msg("case %zu in pieces of %zu:%s, not%s", i, pieces[p], string_text(&kinds),
                         cases[i].kinds);
            }
            for (size_t j = 0; j < items.count && cases[i].verbatim; j++) {
                if (items.items[j].kind == ITEM_REJECTED) {
                    assert_int_equal(items.items[j].line, cases[i].line);
                    assert_int_equal(items.items[j].verbatim.length, strlen(cases[i].verbatim));
                    assert_memory_equal(items.items[j].verbatim.data, cases[i].verbatim,
                                        strlen(cases[i].verbatim));
                }
            }
            string_free(&kinds);
            items_free(&items);
        }
    }
}

static void test_names_what_is_not_pubmed(void **state) {
    (void) state;
    Items items =
        items_read(FORMAT_PUBMED_XML, SV("<?xml version=\"1.0\"?><SerialsSet><Serial/></SerialsSet>"), 5);
    assert_int_equal(items.count, 1);
    assert_non_null(strstr(items.items[0].why, "<SerialsSet>"));
    items_free(&items);
}

static void test_large_and_deep_input(void **state) {
    (void) state;
    String xml = {0};
    string_add_text(&xml, "<PubmedArticleSet><PubmedArticle><PMID>1</PMID>");
    while (xml.length < RECORD_MAX + 1000) {
        string_add_text(&xml, "<ReferenceList><x y='1'>&#x26;words and words and words and words ");
    }
    string_add_text(&xml, "</PubmedArticle>" RECORD(2) "</PubmedArticleSet>");
    Items items = items_read(FORMAT_PUBMED_XML, string_view(&xml), 1 << 20);
    String kinds = {0};
    list_kinds(&items, &kinds);
    assert_string_equal(string_text(&kinds), " r s2");
    assert_true(items.items[0].verbatim.length <= RECORD_MAX);
    items_free(&items);
    string_clear(&kinds);
    // Deep, but of a size to be read.
    string_clear(&xml);
    string_add_text(&xml, "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>");
    for (int i = 0; i < 50000; i++) {
        string_add_text(&xml, "<ReferenceList><Reference><Citation><i>");
    }
    string_add_text(&xml, "</MedlineCitation></PubmedArticle>" RECORD(2));
    items = items_read(FORMAT_PUBMED_XML, string_view(&xml), 4096);
    list_kinds(&items, &kinds);
    assert_string_equal(string_text(&kinds), " s1 s2");
    items_free(&items);
    string_free(&kinds);
    string_free(&xml);
}

static void test_same_in_pieces(void **state) {
    (void) state;
    glob_t files = corpus_files("pubmed_xml/*");
    size_t compared = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String xml = {0}, whole = {0};
        file_read(files.gl_pathv[i], &xml);
        const size_t pieces[] = {1 << 20, 4096, 7, 1};
        // One byte at a time only where that takes no time.
        size_t rounds = xml.length < 60000 ? 4 : xml.length < 500000 ? 3 : 2;
        for (size_t p = 0; p < rounds; p++) {
            Items items = items_read(FORMAT_PUBMED_XML, string_view(&xml), pieces[p]);
            String found = {0};
            list_kinds(&items, &found);
            for (size_t j = 0; j < items.count; j++) {
                string_format(&found, "line %llu\n", (unsigned long long) items.items[j].line);
                study_describe(&items.items[j].study, &found);
            }
            if (p == 0) {
                string_add(&whole, string_view(&found));
            } else if (strcmp(string_text(&whole), string_text(&found)) != 0) {
                fail_msg("%s differs in pieces of %zu bytes", files.gl_pathv[i], pieces[p]);
            } else {
                compared++;
            }
            string_free(&found);
            items_free(&items);
        }
        string_free(&xml);
        string_free(&whole);
    }
    globfree(&files);
    assert_true(compared > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_fields),         cmocka_unit_test(test_other_abstracts_and_people),
        cmocka_unit_test(test_finds_the_records),    cmocka_unit_test(test_names_what_is_not_pubmed),
        cmocka_unit_test(test_large_and_deep_input), cmocka_unit_test(test_same_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
