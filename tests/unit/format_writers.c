// What show and export print: JSON lines and CSV.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carrel/format/format.h"

// An invented study that has everything.
static Study full_study(void) {
    static Author authors[] = {
        {.family = "Cup", .given = "Anna \"Tea\"", .initials = "A", .orcid = "0000-0001-2345-6789"},
        {.collective = "Tea Group"},
    };
    static const char *affiliations[] = {"Potsdam"};
    authors[0].affiliations = (TextList){affiliations, 1};
    static Section sections[] = {{"AIM", "Tea."}, {NULL, "More,\nmuch."}};
    static Qualifier qualifiers[] = {{"therapy", true}, {"history", false}};
    static MeshHeading mesh[] = {{"Tea", false, qualifiers, 2}, {"Sleep", true, NULL, 0}};
    static Grant grants[] = {{"R01", "NIH", NULL}};
    static Correction corrections[] = {{"RetractionIn", 95000002, "J Tea. 2016."}, {"CommentIn", 0, "Cups."}};
    static Identifier identifiers[] = {{"pii", "S1"}};
    static RegisterNumber registers[] = {{"ClinicalTrials.gov", "NCT1"}};
    static OtherAbstract others[] = {{"ger", sections, 1}};
    static Figure figures[] = {{"Figure 1", NULL}};
    static FullTextSource full_text[] = {{"Publisher", "https://example.org"}};
    static Marker markers[] = {{1, 1, 5, 1}};
    static const char *languages[] = {"eng"}, *types[] = {"Review", "Journal Article"},
                      *keywords[] = {"tea", "sleep"};
    Study study;
    study_init(&study);
    study.kind = RECORD_PUBMED_XML;
    study.pmid = 95000001;
    study.doi = "10.1234/tea";
    study.pmcid = "PMC95";
    study.title = "=Tea, \"hot\"";
    study.authors = authors;
    study.author_count = 2;
    study.journal = (Journal){"Journal of tea", "J Tea", "1234-5678", NULL};
    study.year = 2015;
    study.month = 4;
    study.date = "2015 Spring";
    study.volume = "7";
    study.issue = "2";
    study.pages = "-9";
    study.sections = sections;
    study.section_count = 2;
    study.languages = (TextList){languages, 1};
    study.publication_types = (TextList){types, 2};
    study.keywords = (TextList){keywords, 2};
    study.mesh = mesh;
    study.mesh_count = 2;
    study.grants = grants;
    study.grant_count = 1;
    study.conflict_of_interest = "None\x1b[31m";
    study.corrections = corrections;
    study.correction_count = 2;
    study.identifiers = identifiers;
    study.identifier_count = 1;
    study.registers = registers;
    study.register_count = 1;
    study.other_abstracts = others;
    study.other_abstract_count = 1;
    study.figures = figures;
    study.figure_count = 1;
    study.full_text = full_text;
    study.full_text_count = 1;
    study.markers = markers;
    study.marker_count = 1;
    return study;
}

static Candidate decided(void) {
    static const char *labels[] = {"rct", "@check"};
    return (Candidate){.own = {.decision = DECISION_EXCLUDE, .reason = "wrong drink"},
                       .labels = {labels, 2},
                       .note = "ask \"Anna\"",
                       .origin = "import tea.xml"};
}

static void test_json(void **state) {
    (void) state;
    Study study = full_study();
    Candidate candidate = decided();
    Entry entry = {.id = 95000001,
                   .study = &study,
                   .candidate = &candidate,
                   .reviewer = "Ben Roe",
                   .stage = 1,
                   .links = {{4, -1}, {5, 156}, {0, -1}}};
    String out = {0};
    formats[FORMAT_JSON].write_entry(&entry, true, &out);
    assert_string_equal(
        string_text(&out),
        "{\"id\":\"pmid:95000001\",\"pmid\":95000001,\"doi\":\"10.1234/tea\",\"pmcid\":\"PMC95\","
        "\"record\":\"PubMed XML\",\"pmid_version\":null,\"status\":null,\"revised\":null,\"title\":\"=Tea, "
        "\\\"hot\\\"\",\"title_translated\":false,"
        "\"vernacular_title\":null,\"authors\":[{\"family\":\"Cup\",\"given\":\"Anna \\\"Tea\\\"\","
        "\"initials\":\"A\",\"suffix\":null,\"collective\":null,\"affiliations\":[\"Potsdam\"],"
        "\"orcid\":\"0000-0001-2345-6789\"},{\"family\":null,\"given\":null,\"initials\":null,"
        "\"suffix\":null,\"collective\":\"Tea Group\",\"affiliations\":[],\"orcid\":null}],"
        "\"investigators\":[],\"journal\":{\"title\":\"Journal of tea\",\"abbrev\":\"J Tea\","
        "\"issn\":\"1234-5678\",\"essn\":null},\"year\":2015,\"date\":\"2015-04\","
        "\"date_text\":\"2015 Spring\",\"volume\":\"7\",\"issue\":\"2\",\"pages\":\"-9\","
        "\"publisher\":null,\"abstract\":\"AIM: Tea.\\nMore,\\nmuch.\",\"abstract_filled_in_by\":null,"
        "\"sections\":[{\"label\":\"AIM\",\"text\":\"Tea.\"},{\"label\":null,\"text\":\"More,\\nmuch.\"}],"
        "\"copyright\":null,\"languages\":[\"eng\"],\"publication_types\":[\"Review\",\"Journal Article\"],"
        "\"mesh\":[{\"heading\":\"Tea\",\"major\":false,\"qualifiers\":[{\"name\":\"therapy\","
        "\"major\":true},{\"name\":\"history\",\"major\":false}]},{\"heading\":\"Sleep\",\"major\":true,"
        "\"qualifiers\":[]}],\"keywords\":[\"tea\",\"sleep\"],\"substances\":[],\"specialty\":null,"
        "\"grants\":[{\"number\":\"R01\",\"agency\":\"NIH\",\"country\":null}],"
        "\"conflict_of_interest\":\"None\\u001b[31m\",\"retracted\":true,"
        "\"corrections\":[{\"type\":\"RetractionIn\",\"id\":\"pmid:95000002\",\"text\":\"J Tea. 2016.\"},"
        "{\"type\":\"CommentIn\",\"id\":null,\"text\":\"Cups.\"}],"
        "\"identifiers\":[{\"scheme\":\"pii\",\"value\":\"S1\"}],"
        "\"registers\":[{\"bank\":\"ClinicalTrials.gov\",\"number\":\"NCT1\"}],"
        "\"other_abstracts\":[{\"language\":\"ger\",\"sections\":[{\"label\":\"AIM\",\"text\":\"Tea.\"}]}],"
        "\"figures\":[{\"label\":\"Figure 1\",\"caption\":null}],"
        "\"full_text\":[{\"name\":\"Publisher\",\"url\":\"https://example.org\"}],"
        "\"markers\":[{\"number\":1,\"section\":1,\"offset\":5,\"length\":1}],"
        "\"links\":{\"references\":{\"listed\":4,\"announced\":null,\"items\":[]},"
        "\"cited_by\":{\"listed\":5,\"announced\":156,\"items\":[]},\"similar\":{\"listed\":0,\"announced\":"
        "null,\"items\":[]}},"
        "\"review\":{\"decision\":\"exclude\",\"stage\":1,\"reviewer\":\"Ben Roe\",\"reason\":\"wrong "
        "drink\","
        "\"labels\":[\"rct\",\"@check\"],\"values\":{},\"notes\":\"ask \\\"Anna\\\"\","
        "\"retrieval\":\"none\",\"file\":null,\"origin\":\"import tea.xml\"}}\n");
    string_free(&out);
}

// Every key is there when nothing is known, and each study takes one line.
static void test_json_of_nothing(void **state) {
    (void) state;
    static const char *const keys[] = {"id",        "pmid",        "doi",       "pmcid",
                                       "title",     "authors",     "journal",   "year",
                                       "date",      "volume",      "issue",     "pages",
                                       "abstract",  "sections",    "languages", "publication_types",
                                       "mesh",      "keywords",    "grants",    "conflict_of_interest",
                                       "retracted", "corrections", "links",     "review"};
    Study study;
    study_init(&study);
    Entry entry = {.id = -17, .study = &study, .links = {{0, -1}, {0, -1}, {0, -1}}};
    String out = {0};
    formats[FORMAT_JSON].write_entry(&entry, true, &out);
    formats[FORMAT_JSON].write_entry(&entry, false, &out);
    StringView rest = string_view(&out), line;
    for (int i = 0; i < 2; i++) {
        assert_true(sv_line(&rest, &line));
        assert_true(sv_starts(line, SV("{\"id\":\"carrel:17\",\"pmid\":null,")));
        assert_true(sv_ends(line, SV("\"review\":null}")));
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            String key = {0};
            string_format(&key, "%s\"%s\":", k == 0 ? "{" : ",", keys[k]);
            assert_true(sv_find(line, string_view(&key)) != SV_NONE);
            string_free(&key);
        }
    }
    assert_int_equal(rest.length, 0);
    assert_null(formats[FORMAT_JSON].write_end);
    string_free(&out);
}

static const char csv_header[] =
    "id,pmid,doi,pmcid,title,authors,journal,year,volume,issue,pages,abstract,keywords,"
    "mesh,publication_types,language,decision,reason,stage,labels,notes,included,reviewer,original_title,"
    "author_full_names,journal_abbreviation,issn,eissn,isbn,publisher,date,copyright,"
    "conflict_of_interest,title_translated\r\n";

static void test_csv(void **state) {
    (void) state;
    Study study = full_study(), empty;
    Candidate candidate = decided();
    study_init(&empty);
    Entry full = {
        .id = 95000001, .study = &study, .candidate = &candidate, .reviewer = "Ben Roe", .stage = 2};
    Entry none = {.id = -17, .study = &empty, .stage = 1};
    String out = {0}, expected = {0};
    formats[FORMAT_CSV].write_entry(&full, true, &out);
    formats[FORMAT_CSV].write_entry(&none, false, &out);
    string_add_text(&expected, csv_header);
    string_add_text(&expected,
                    "pmid:95000001,95000001,10.1234/tea,PMC95,\"'=Tea, \"\"hot\"\"\",Cup A; Tea Group,"
                    "Journal of tea,2015,7,2,\"'-9\",\"AIM: Tea.\n\nMore,\n\nmuch.\",tea; sleep,"
                    "Tea/therapy*/history; Sleep*,Review; Journal Article,eng,exclude,wrong drink,2,"
                    "rct; @check,\"ask \"\"Anna\"\"\",0,Ben Roe,,\"Cup, Anna \"\"Tea\"\"; Tea Group,\","
                    "J Tea,1234-5678,,,,2015-04,,None\x1b[31m,\r\n"
                    "carrel:17,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n");
    assert_string_equal(string_text(&out), string_text(&expected));
    string_free(&out);
    string_free(&expected);
}

// A spreadsheet must not run what stands in a title.
static void test_csv_formulas(void **state) {
    (void) state;
    static const struct {
        const char *title, *cell;
    } cases[] = {
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t=1\""},
        {"'=1", "\"''=1\""},
        {"a=1", "a=1"},
        {"a,b", "\"a,b\""},
        {"a\nb", "\"a\nb\""},
        {"\"", "\"\"\"\""},
        {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Study study;
        study_init(&study);
        study.title = cases[i].title;
        Entry entry = {.id = 1, .study = &study};
        String out = {0}, expected = {0};
        formats[FORMAT_CSV].write_entry(&entry, false, &out);
        string_format(&expected, "pmid:1,,,,%s,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n", cases[i].cell);
        assert_string_equal(string_text(&out), string_text(&expected));
        string_free(&out);
        string_free(&expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_of_nothing),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_csv_formulas),
    };
    return cmocka_run_group_tests_name("format_writers", tests, NULL, NULL);
}
