// Tables of databases and screening tools: invented rows in the shapes that they print, and what
// is read from the real files.

#include "format_read.h"

static Items read_table(const char *text) {
    return items_read(FORMAT_CSV, sv(text), 7);
}

static const Study *study_at(const Items *items, size_t i) {
    assert_true(i < items->count);
    if (items->items[i].kind != ITEM_STUDY) {
        fail_msg("record %zu was rejected: %s", i + 1, items->items[i].why);
    }
    return &items->items[i].study;
}

// The lines of study_describe that say something, without those of absent fields.
static void check_study(const Study *study, const char *expected) {
    String all = {0}, said = {0};
    study_describe(study, &all);
    StringView rest = string_view(&all), line;
    static const char *const empty[] = {
        "pmid 0.0", "vernacular ",       "doi ",        "pmcid ",   "journal |||",
        "place ||", "status  revised 0", "date 0-0-0 ", "conflict "};
    while (sv_line(&rest, &line)) {
        bool said_nothing = false;
        for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
            said_nothing = said_nothing || sv_equal(line, sv(empty[i]));
        }
        if (!said_nothing) {
            string_add(&said, line);
            string_add_char(&said, '\n');
        }
    }
    for (size_t i = 0; i < study->identifier_count; i++) {
        string_format(&said, "id %s:%s\n", study->identifiers[i].scheme, study->identifiers[i].value);
    }
    if (study->links[LINK_CITED_BY].announced >= 0) {
        string_format(&said, "cited %d\n", (int) study->links[LINK_CITED_BY].announced);
    }
    assert_string_equal(string_text(&said), expected);
    string_free(&all);
    string_free(&said);
}

static void test_producers(void **state) {
    (void) state;
    static const struct {
        const char *name, *table, *study;
    } cases[] = {
        {"PubMed",
         "\xef\xbb\xbfPMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create "
         "Date,PMCID,NIHMS ID,DOI\r\n"
         "95000001,\"Tea, \"\"hot\"\": a trial\",\"Roe AB, Cup C Jr.\",\"J Tea. 2021 Feb;3(2):12-5. doi: "
         "10.9999/tea.1. "
         "Epub 2021 Jan 3.\",Roe AB,J Tea,2021,2021/01/04,PMC9500001,,10.9999/TEA.1\r\n",
         "pmid 95000001.0\ntitle Tea, \"hot\": a trial\ndoi 10.9999/tea.1\npmcid PMC9500001\njournal |J "
         "Tea||\n"
         "date 2021-2-0 \nplace 3|2|12-5\nauthor Roe||AB|||\nauthor Cup||C|Jr||\n"},
        {"PubMed until 2020",
         "Title,URL,Description,Details,ShortDetails,Resource,Type,Identifiers,Db,EntrezUID,Properties\n"
         "\"Of tea.\",\"/pubmed/95000002\",\"Roe A, Cup B.\",\"J Tea. 2019 Jul 1;65(7):3-9. doi: "
         "10.9999/tea.2.\",\"J Tea.  "
         "2019\",\"PubMed\",\"citation\",\"PMID:95000002 | "
         "PMCID:PMC9500002\",\"pubmed\",\"95000002\",\"create "
         "date:2019/07/16\",\n",
         "pmid 95000002.0\ntitle Of tea.\ndoi 10.9999/tea.2\npmcid PMC9500002\njournal |J Tea||\n"
         "date 2019-7-1 \nplace 65|7|3-9\nauthor Roe||A|||\nauthor Cup||B|||\n"},
        {"Scopus",
         "Authors,Author full names,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page "
         "start,Page "
         "end,Cited by,DOI,Link,Authors with affiliations,Abstract,Author Keywords,Index Keywords,References,"
         "PubMed ID,Language of Original Document,Abbreviated Source Title,Document Type,Source,EID\n"
         "Roe L.; Cup J.,\"Roe, Lauren (58975547800); Cup, Jo B. (57190394669)\",1; 2,Tea,2024,Tea "
         "Science,15,1,2864,,,2,10.9999/tea.3,,\"Roe L., Tea Institute, Potsdam; Cup J., Cup "
         "Hall\",Text.,tea; "
         "cups,Tea; leaves,\"Ash C., Leaf D., Old tea, J. Tea, 5, pp. 1-2, (2010); Bark E.; Twig F.J., Tea "
         "again, Teas, 6, (2011)\",95000003,English,Tea Sci.,Retracted,Scopus,2-s2.0-85000000001\n",
         "pmid 95000003.0\ntitle Tea\ndoi 10.9999/tea.3\njournal Tea Science|Tea Sci.||\ndate 2024-0-0 \n"
         "place 15|1|2864\nsection |Text.\nauthor Roe|Lauren||||\naffiliation Tea Institute, Potsdam\n"
         "author Cup|Jo B.||||\naffiliation Cup Hall\ntype Retracted Publication\nlanguage eng\n"
         "keyword tea\nkeyword cups\nkeyword Tea\nkeyword leaves\n"
         "reference 0|||Old tea|J. Tea, 5, pp. 1-2, (2010)\n"
         "reference 0|||Tea again|Teas, 6, (2011)\n"
         "id scopus:2-s2.0-85000000001\ncited 2\n"},
        {"Web of Science",
         "PT\tAU\tAF\tTI\tSO\tLA\tDT\tDE\tID\tAB\tCR\tTC\tSN\tEI\tJI\tPD\tPY\tVL\tIS\tBP\tEP\tDI\tPM\tUT\n"
         "J\tRoe, A; Cup, BC\tRoe, Anna; Cup, Bo C.\tTea\tJOURNAL OF TEA\tEnglish\tArticle\tgreen "
         "tea\tCUPS\tText.\tAsh C, 2010, J TEA, V3, P12, DOI "
         "10.9999/old\t7\t1895-5770\t1123-6337\tJ. Tea\tMAR\t2020\t4\t1\t9\t18\t10.9999/tea.4\t95000004\tWOS:"
         "000000000000001\n",
         "pmid 95000004.0\ntitle Tea\ndoi 10.9999/tea.4\njournal JOURNAL OF TEA|J. "
         "Tea|1895-5770|1123-6337\ndate 2020-3-0 \n"
         "place 4|1|9-18\nsection |Text.\nauthor Roe|Anna||||\nauthor Cup|Bo C.||||\ntype Article\n"
         "language eng\nkeyword green tea\nkeyword CUPS\nreference 0|10.9999/old||Ash C, 2010, J TEA, V3, "
         "P12\n"
         "id wos:WOS:000000000000001\ncited 7\n"},
        {"Embase",
         "\"SEARCH QUERY\",\"tea:ti\"\n-------------------------------------\n\n"
         "\"Title\",\"Original Title\",\"Author Names\",\"Source\",\"Abstract\",\"Emtree Medical Index "
         "Terms\",\"Clinical "
         "Trial Numbers\",\"Article Language\",\"Medline PMID\",\"PUI\",\"DOI\"\n"
         "\"Tea\",\"Tee\",\"Roe Z., Mc Cup M.E.\",\"Tea Research (2014) 3:4 (152-160). Date of Publication: "
         "1 "
         "Dec "
         "2014\",\"AIM: Tea.\nRESULTS: Hot.\n\",\"leaf (diagnosis, surgery), cup\",\"ClinicalTrials.gov "
         "(NCT00000001)\",\"German\",95000005,L200000005,\n",
         "pmid 95000005.0\ntitle Tea\nvernacular Tee\njournal Tea Research|||\ndate 2014-12-1 \n"
         "place 3|4|152-160\nsection AIM|Tea.\nsection RESULTS|Hot.\nauthor Roe||Z|||\nauthor Mc Cup||ME|||\n"
         "language ger\nkeyword leaf (diagnosis, surgery)\nkeyword cup\n"
         "register ClinicalTrials.gov|NCT00000001\nid embase:L200000005\n"},
        {"Cochrane",
         "CENTRAL ID,Author(s),Title,Source,Year,Abstract,Volume,Issue,Pages,PubMed ID,Embase ID,CTgov "
         "ID,Publication Type,Keywords,DOI\n"
         "CN-00000001,\"Roe, T; Cup, JM\",Tea,Trials,2011,,12,,1279\xe2\x80\x90"
         "1297,PUBMED 95000006,EMBASE 643000001,,Journal article,*Tea; Cup [hot],10.9999/tea.6\n",
         "pmid 95000006.0\ntitle Tea\ndoi 10.9999/tea.6\njournal Trials|||\ndate 2011-0-0 \nplace "
         "12||1279-1297\n"
         "author Roe|T|T|||\nauthor Cup|JM|JM|||\ntype Journal article\nkeyword Tea\nkeyword Cup [hot]\n"
         "id embase:643000001\nid central:CN-00000001\n"},
        {"CINAHL",
         "\"Article Title\",\"Author\",\"Journal Title\",\"ISSN\",\"Publication Date\",\"First "
         "Page\",\"Subjects\"\n"
         "\"Tea\",\"Roe Cup, Anna; Leaf, B. C.\",\"Tea "
         "ONE\",\"=\"\"18955770\"\"\",\"=\"\"4/3/2024\"\"\",\"=\"\"1\"\"\",\"TEA; "
         "Hot cups\"\n",
         "title Tea\njournal Tea ONE||1895-5770|\ndate 2024-0-0 \nplace ||1\nauthor Roe Cup|Anna||||\n"
         "author Leaf|B. C.|BC|||\nkeyword TEA\nkeyword Hot cups\n"},
        {"Covidence",
         "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession "
         "Number,DOI,Ref,Covidence #,Study,Notes,Tags\n"
         "Tea,\"Roe, Z.; Cup, M.E.\",,2024,,Tea Comm,15,1,9-12,,10.9999/tea.8,,#1,Roe 2024,,\n",
         "title Tea\ndoi 10.9999/tea.8\njournal Tea Comm|||\ndate 2024-0-0 \nplace 15|1|9-12\n"
         "author Roe|Z.|Z|||\nauthor Cup|M.E.|ME|||\n"},
        {"Rayyan",
         "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,"
         "abstract,notes,doi,keywords\n"
         "rayyan-1,Tea,2024,,,Tea Comm.,2041-1723,15,1,,\"Roe, Z. and Cup, "
         "B.\",,English,,,,RAYYAN-INCLUSION: {},10.9999/tea.9     LK  - https://example.org/,tea;cup\n",
         "title Tea\ndoi 10.9999/tea.9\njournal Tea Comm.||2041-1723|\ndate 2024-0-0 \nplace 15|1|\n"
         "author Roe|Z.|Z|||\nauthor Cup|B.|B|||\nlanguage eng\nkeyword tea\nkeyword cup\n"},
        {"ASReview",
         "abstract ,first_authors,id,issn,keywords,number,title,publication_year,start_page,label_included,"
         "volume\n"
         "\"AIM: Tea.\",\"['Roe, Karl', \"\"O'Cup, A\"\"]\",12345,1932-6208,\"['tea', 'cup "
         "of']\",3,Tea,2014//,e0815,1,9\n",
         "title Tea\njournal ||1932-6208|\ndate 2014-0-0 \nplace 9|3|e0815\nsection AIM|Tea.\n"
         "author Roe|Karl||||\nauthor O'Cup|A|A|||\nkeyword tea\nkeyword cup of\n"},
        {"Zotero",
         "\"Key\",\"Item Type\",\"Publication Year\",\"Author\",\"Title\",\"Publication "
         "Title\",\"ISBN\",\"DOI\",\"Abstract Note\",\"Date\",\"Pages\",\"Journal Abbreviation\",\"Manual "
         "Tags\"\n"
         "\"ABC\",\"journalArticle\",\"2012\",\"Roe, Bj\xc3\xb6rn A.; Cup, M.\",\"Tea\",\"Tea "
         "and\",\"978-3-642-32156-6\",\"\",\"Text.\",\"2012-07-03\",\"97-105\",\"T. A.\",\"tea; cup\"\n",
         "title Tea\njournal Tea and|T. A.||\ndate 2012-7-3 \nplace ||97-105\nsection |Text.\n"
         "author Roe|Bj\xc3\xb6rn A.||||\nauthor Cup|M.|M|||\nkeyword tea\nkeyword cup\n"
         "id isbn:9783642321566\n"},
        {"Lens",
         "Lens ID,Title,Date Published,Publication Year,Publication Type,Source "
         "Title,ISSNs,Author/s,Abstract,Volume,Issue Number,Start Page,End Page,Keywords,MeSH "
         "Terms,Chemicals,Funding,PMID,DOI,PMCID,References,Citing Works Count\n"
         "000-463-679-101-319,Tea,2012-07-03,2012,journal article,Tea,18602002; 15361632,Bo A. Roe; Ann van "
         "Cup,NA,15,1,97,105,,Tea/therapy; Cups,theine,NIH (R37 DK1) United "
         "States,95000012,10.9999/tea.12,,001-292-833-536-007; 003-518-132-806-678,50\n",
         "pmid 95000012.0\ntitle Tea\ndoi 10.9999/tea.12\njournal Tea||1860-2002|1536-1632\ndate 2012-7-3 \n"
         "place 15|1|97-105\nauthor Roe|Bo A.||||\nauthor van Cup|Ann||||\nmesh Tea/therapy\nmesh Cups\n"
         "type journal article\nsubstance theine\ngrant R37 DK1|NIH|United States\n"
         "reference 0|||lens:001-292-833-536-007\nreference 0|||lens:003-518-132-806-678\n"
         "id lens:000-463-679-101-319\ncited 50\n"},
        {"OpenAlex",
         "id,display_name,doi,authorships.author.display_name,primary_location.source.display_name,"
         "publication_date,publication_year,is_retracted,language,ids.pmid,referenced_works,biblio.volume\n"
         "https://openalex.org/W1,Tea,https://doi.org/10.9999/tea.13,Ann Roe|Bo "
         "Cup,Tea,2024-02-01,2024,False,en,https://pubmed.ncbi.nlm.nih.gov/95000013,https://openalex.org/"
         "W2|https://openalex.org/W3,4\n",
         "pmid 95000013.0\ntitle Tea\ndoi 10.9999/tea.13\njournal Tea|||\ndate 2024-2-1 \nplace 4||\n"
         "author Roe|Ann||||\nauthor Cup|Bo||||\nlanguage eng\nreference 0|||openalex:W2\nreference "
         "0|||openalex:W3\nid openalex:W1\n"},
        {"Dimensions",
         "\"About the data: Exported on Mar 1, 2024. Criteria: 'tea'.\"\n"
         "Rank,Publication ID,DOI,PMID,Title,Abstract,Source title,Publication "
         "date,PubYear,Volume,Issue,Pagination,Authors,MeSH terms,Times cited\n"
         "500,pub.1000000001,10.9999/tea.14,95000014,Tea,,Tea,2021-05,2021,3,2,7-9,\"Roe, Anna; Cup, Bo "
         "C.\",Tea; Cups,5\n",
         "pmid 95000014.0\ntitle Tea\ndoi 10.9999/tea.14\njournal Tea|||\ndate 2021-5-0 \nplace 3|2|7-9\n"
         "author Roe|Anna||||\nauthor Cup|Bo C.||||\nmesh Tea\nmesh Cups\nid "
         "dimensions:pub.1000000001\ncited "
         "5\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Items items = items_read(FORMAT_CSV, sv(cases[i].table), 11);
        print_message("%s\n", cases[i].name);
        assert_int_equal(items.count, 1);
        check_study(study_at(&items, 0), cases[i].study);
        assert_int_equal(items.items[0].study.kind, RECORD_DATABASE);
        items_free(&items);
    }
}

// What tables go through: each gives two studies, "Tea" and "Cups", unless said.
static void test_shapes(void **state) {
    (void) state;
    static const struct {
        const char *what, *table;
    } cases[] = {
        {"semicolons", "title;year\nTea;2020\nCups;2021\n"},
        {"tabs and CR LF", "title\tyear\r\nTea\t2020\r\nCups\t2021\r\n"},
        {"lone CR", "title,year\rTea,2020\rCups,2021\r"},
        {"no last line end", "title,year\nTea,2020\nCups,2021"},
        {"empty rows", "title,year\n\nTea,2020\n,\n\"\",\" \"\nCups,2021\n\n"},
        {"unnamed first column", ",title,year\n1,Tea,2020\n2,Cups,2021\n"},
        {"row numbers of R", "\"title\",\"year\"\n\"1\",\"Tea\",\"2020\"\n\"2\",\"Cups\",\"2021\"\n"},
        {"short rows", "title,year,doi,journal\nTea,2020\nCups,2021,\n"},
        {"separators behind the end", "title,year\nTea,2020,,,\nCups,2021,\n"},
        {"spaces beside quotes", "title, year\n \"Tea\" , 2020\n\"Cups\" ,2021\n"},
        {"names in capitals with signs", "ARTICLE_TITLE,Publication Year\nTea,2020\nCups,2021\n"},
        {"a stray quote that nothing closes", "title,year\n\"Tea,2020\nCups,2021\n"},
        {"two stray quotes", "title,year\nTea,\"2020\nCups,\"2021\n"},
        {"lines about the search", "Query: tea\n\nDate, today\ntitle,year\nTea,2020\nCups,2021\n"},
        {"tags and references", "title,year\n<b>Tea</b>,2020\nC&#117;ps&nbsp;,2021\n"},
        {"nothing said", "title,year,pmid,doi\nTea,2020,NA,nan\nCups,2021,0,null\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Format format;
        Error err = {0};
        print_message("%s\n", cases[i].what);
        if (!format_detect(sv(cases[i].table), &format, &err)) {
            fail_msg("%s", err.text);
        }
        for (size_t piece = 1; piece < 40; piece += 6) {
            Items items = items_read(format, sv(cases[i].table), piece);
            assert_int_equal(items.count, 2);
            const char *first = study_at(&items, 0)->title;
            while (*first == '"') {
                first++;
            }
            assert_string_equal(first, "Tea");
            assert_int_equal(strncmp(study_at(&items, 1)->title, "Cups", 4), 0);
            assert_int_equal(study_at(&items, 1)->year, 2021);
            assert_int_equal(study_at(&items, 1)->pmid, 0);
            items_free(&items);
        }
    }
}

static void test_quotes(void **state) {
    (void) state;
    Items items = read_table("title,abstract,year\n"
                             "\"Tea \"\"hot\"\", in cups\",\"Of \"tea\" and,\nmore.\n\nEnd\",2020\n"
                             "\"Stray \"quote\" here\",Text.,2021\n"
                             "Plain \"quotes\" and 5\" cups,,2022\n");
    assert_int_equal(items.count, 3);
    assert_string_equal(study_at(&items, 0)->title, "Tea \"hot\", in cups");
    assert_string_equal(study_at(&items, 0)->sections[0].text, "Of \"tea\" and, more.\nEnd");
    assert_int_equal(study_at(&items, 0)->year, 2020);
    assert_string_equal(study_at(&items, 1)->title, "Stray \"quote\" here");
    assert_string_equal(study_at(&items, 2)->title, "Plain \"quotes\" and 5\" cups");
    assert_int_equal(items.items[1].line, 6);
    items_free(&items);
}

static void test_rejects(void **state) {
    (void) state;
    Items items = read_table("title,year,abstract\n"
                             ",2020,\n"
                             "Tea, hot,2020,Text.\n"
                             "Cups,2021,\n"
                             ",2019,No name was given to this study\n");
    assert_int_equal(items.count, 4);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_string_equal(items.items[0].why, "the row has no title, no abstract, no PMID and no DOI");
    assert_int_equal(items.items[0].line, 2);
    assert_string_equal(items.items[0].verbatim.data, ",2020,\n");
    assert_int_equal(items.items[1].kind, ITEM_REJECTED);
    assert_string_equal(items.items[1].why, "the row has 4 cells, the header names 3 columns");
    assert_string_equal(study_at(&items, 2)->title, "Cups");
    assert_string_equal(study_at(&items, 3)->title, "No title: No name was given to this study\xe2\x80\xa6");
    items_free(&items);

    items = read_table("name,colour\ntea,green\n");
    assert_int_equal(items.count, 1);
    assert_string_equal(items.items[0].why,
                        "this table has no column for the title; its columns are: name, colour "
                        "(say which one it is: --map title=COLUMN, or :set columns)");
    items_free(&items);

    items = read_table("title,year\n");
    assert_int_equal(items.count, 1);
    assert_string_equal(items.items[0].why, "the table has no row below the names of its columns");
    items_free(&items);
}

// A row without end does not hold the rest of the file, nor more memory than a record may.
static void test_large_row(void **state) {
    (void) state;
    String text = {0};
    string_add_text(&text, "title,abstract\nTea,");
    for (size_t i = 0; i < RECORD_MAX / 16 + 8; i++) {
        string_add_text(&text, "sixteen letters ");
    }
    string_add_text(&text, "\nCups,Text.\n\"Open,");
    for (size_t i = 0; i < RECORD_MAX / 16 + 8; i++) {
        string_add_text(&text, "sixteen\n,letter ");
    }
    Items items = items_read(FORMAT_CSV, string_view(&text), 1 << 16);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    assert_string_equal(items.items[0].why, "the row is larger than 16 MB");
    assert_string_equal(study_at(&items, 1)->title, "Cups");
    assert_string_equal(study_at(&items, 2)->title, "\"Open");
    items_free(&items);
    string_free(&text);
}

// What carrel wrote comes back, and writing it again gives the same bytes.
static void test_round_trip(void **state) {
    (void) state;
    static Author authors[] = {{.family = "Cup", .initials = "AM"},
                               {.collective = "Tea Study Group"},
                               {.family = "van Roe", .initials = "B"}};
    static Section sections[] = {{"AIM", "Tea."}, {"RESULTS", "More,\nmuch \"more\"."}};
    static Qualifier qualifiers[] = {{"therapy", true}, {"history", false}};
    static MeshHeading mesh[] = {{"Tea, Green", false, qualifiers, 2}, {"Sleep", true, NULL, 0}};
    static const char *languages[] = {"eng", "ger"}, *types[] = {"Review", "Journal Article"},
                      *keywords[] = {"tea", "sleep, deep"};
    Study study;
    study_init(&study);
    study.pmid = 95000001;
    study.doi = "10.1234/tea";
    study.pmcid = "PMC95";
    study.title = "=Tea, \"hot\"";
    study.authors = authors;
    study.author_count = 3;
    study.journal.title = "'=Journal";
    study.year = 2015;
    study.volume = "7";
    study.issue = "+2";
    study.pages = "-9";
    study.sections = sections;
    study.section_count = 2;
    study.languages = (TextList){languages, 2};
    study.publication_types = (TextList){types, 2};
    study.keywords = (TextList){keywords, 2};
    study.mesh = mesh;
    study.mesh_count = 2;
    static const Format both[] = {FORMAT_CSV, FORMAT_TSV};
    for (size_t i = 0; i < 2; i++) {
        String first = {0}, second = {0};
        Entry entry = {.id = 95000001, .study = &study};
        formats[both[i]].write_entry(&entry, true, &first);
        Format format;
        assert_true(format_detect(string_view(&first), &format, NULL));
        assert_int_equal(format, both[i]);
        Items items = items_read(format, string_view(&first), 9);
        assert_int_equal(items.count, 1);
        entry.study = study_at(&items, 0);
        formats[both[i]].write_entry(&entry, true, &second);
        assert_string_equal(string_text(&second), string_text(&first));
        assert_string_equal(entry.study->sections[1].text, "More,\nmuch \"more\".");
        assert_string_equal(entry.study->authors[1].collective, "Tea Study Group");
        assert_string_equal(entry.study->mesh[0].heading, "Tea, Green");
        items_free(&items);
        string_free(&first);
        string_free(&second);
    }
}

// Records of every real table, as counted by other means.
static void test_corpus_counts(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        size_t studies, rejected;
    } cases[] = {
        {"csv/*built_in_search_sources__pubmed.csv", 10, 0},
        {"csv/*search_files__pubmed-chatbot.csv", 6, 0},
        {"csv/*demo_data__csv_example_with_labels.csv", 2, 0},
        {"csv/*asreview__test__demo_data__embase.csv", 6, 0},
        {"csv/*asreview__tests__demo_data__embase.csv", 6, 0},
        {"csv/*demo_data__embase_newpage.csv", 6, 0},
        {"csv/*generic_bad_record_id.csv", 6, 0},
        {"csv/*generic_column_names_with_spaces.csv", 2, 0},
        {"csv/*generic_labels_no_abs.csv", 6, 0},
        {"csv/*generic_semicolon.csv", 2, 0},
        {"csv/*generic_tab.csv", 2, 0},
        {"csv/*CSV___baseline.csv", 100, 0},
        {"csv/*baseline_abstrackr.csv", 10, 1}, // a heading between the records
        {"csv/*baseline_cinahl.csv", 10, 0},
        {"csv/*baseline_cochrane.csv", 3, 0},
        {"csv/*baseline_covidence.csv", 10, 0},
        {"csv/*baseline_embase.csv", 10, 0}, // below three lines about the search
        {"csv/*baseline_excel.csv", 10, 0},
        {"csv/*baseline_googlescholar.csv", 10, 0},
        {"csv/*baseline_openalex.csv", 9, 0},
        {"csv/*baseline_pubmed.csv", 10, 0},
        {"csv/*baseline_rayyan.csv", 10, 0},
        {"csv/*baseline_scopus.csv", 10, 0},
        {"csv/*baseline_zotero.csv", 10, 0},
        {"csv/*CSV__zotero.csv", 100, 0},
        {"csv/*TSV___baseline.tsv", 100, 0},
        {"csv/*baseline_refworks.tsv", 100, 0},
        {"csv/*Cohen_2006__output__ADHD.csv", 851, 0},
        {"csv/*schoot-lgmm-ptsd-included-1.csv", 363, 0},
        {"csv/*lens_sample.csv", 8, 0},
        {"csv/*openalex_sample.csv", 8, 0},
        {"csv/*scopus_sample.csv", 8, 0},
        {"csv/*extdata__export.csv", 100, 0},
        {"csv/*www__references.csv", 216, 0},
        {"csv/*csv-2020dpspre-set.csv", 532, 0},
        {"csv/*_2019-07-14_thru_2019-07-16_420.csv", 420, 0},
        {"csv/*_2020-02-14_thru_2020-02-16_422.csv", 422, 0},
        {"screening/Cohen_Triptans.csv", 671, 0},
        {"screening/Kitchenham_2010.csv", 1704, 0},
        {"screening/sim_virus.csv", 2304, 0},
        {"screening/sim_wilson.csv", 2333, 0},
        {"dedup/sra_copper.csv", 505, 0},
        {"dedup/sra_tafenoquine.csv", 179, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].pattern);
        String text = {0};
        assert_int_equal(files.gl_pathc, 1);
        file_read(files.gl_pathv[0], &text);
        Format format;
        Error err = {0};
        if (!format_detect(string_view(&text), &format, &err)) {
            fail_msg("%s: %s", files.gl_pathv[0], err.text);
        }
        Items items = items_read(format, string_view(&text), 1 << 16);
        size_t rejected = 0;
        for (size_t k = 0; k < items.count; k++) {
            rejected += items.items[k].kind == ITEM_REJECTED;
        }
        if (items.count - rejected != cases[i].studies || rejected != cases[i].rejected) {
            fail_msg("%s: %zu studies, %zu rejected", files.gl_pathv[0], items.count - rejected, rejected);
        }
        items_free(&items);
        string_free(&text);
        globfree(&files);
    }
}

// One search of ten studies, exported by several tools: title, year, DOI and authors are one.
static void test_same_studies(void **state) {
    (void) state;
    static const char *const patterns[] = {"csv/*baseline_embase.csv", "csv/*baseline_excel.csv",
                                           "csv/*baseline_covidence.csv", "csv/*baseline_rayyan.csv",
                                           "csv/*baseline_zotero.csv"};
    Items first = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        glob_t files = corpus_files(patterns[i]);
        String text = {0};
        file_read(files.gl_pathv[0], &text);
        Items items = items_read(FORMAT_CSV, string_view(&text), 1 << 16);
        assert_int_equal(items.count, 10);
        size_t others = 0;
        for (size_t k = 0; i > 0 && k < items.count; k++) {
            const Study *study = study_at(&items, k), *same = NULL;
            for (size_t j = 0; j < first.count && !same; j++) {
                bool match = strcmp(study_at(&first, j)->title, study->title) == 0;
                same = match ? study_at(&first, j) : NULL;
            }
            others += !same;
            if (!same) {
                continue;
            }
            assert_int_equal(study->year, same->year);
            assert_string_equal(study->doi ? study->doi : "", same->doi ? same->doi : "");
            assert_string_equal(study->volume ? study->volume : "", same->volume ? same->volume : "");
            assert_int_equal(study->author_count, same->author_count);
            for (size_t a = 0; a < study->author_count; a++) {
                assert_string_equal(study->authors[a].family, same->authors[a].family);
                assert_string_equal(study->authors[a].initials, same->authors[a].initials);
            }
        }
        assert_int_equal(others, strstr(patterns[i], "covidence") ? 2 : 0); // another ten
        if (i == 0) {
            first = items;
        } else {
            items_free(&items);
        }
        string_free(&text);
        globfree(&files);
    }
    items_free(&first);
}

// The same hundred records between commas and between tabs.
static void test_commas_and_tabs(void **state) {
    (void) state;
    static const char *const patterns[] = {"csv/*CSV___baseline.csv", "csv/*TSV___baseline.tsv"};
    Items items[2];
    for (size_t i = 0; i < 2; i++) {
        glob_t files = corpus_files(patterns[i]);
        String text = {0};
        file_read(files.gl_pathv[0], &text);
        items[i] = items_read(FORMAT_CSV, string_view(&text), 1 << 16);
        string_free(&text);
        globfree(&files);
    }
    assert_int_equal(items[0].count, items[1].count);
    for (size_t k = 0; k < items[0].count; k++) {
        String first = {0}, second = {0};
        study_describe(study_at(&items[0], k), &first);
        study_describe(study_at(&items[1], k), &second);
        assert_string_equal(string_text(&second), string_text(&first));
        string_free(&first);
        string_free(&second);
    }
    items_free(&items[0]);
    items_free(&items[1]);
}

// A table whose columns have names of their own; what nobody understood is named.
static void test_named_columns(void **state) {
    (void) state;
    static const struct {
        const char *columns, *header, *title;
        int year;
        const char *journal, *unknown;
    } cases[] = {
        {"", "Title;Revue;Couleur", "Of tea", 0, "", "Revue, Couleur"},
        {"journal=Revue", "Title;Revue;Couleur", "Of tea", 0, "Cups", "Couleur"},
        {"title=Titre year=Couleur", "Titre;Revue;Couleur", "Of tea", 2001, "", "Revue"},
        {"title=Titre de l'article\njournal=LA REVUE", "Titre de l'article;La revue;x", "Of tea", 0, "Cups",
         "x"},
        {"title=T;journal=Revue ; year=x y", "T;Revue;X Y", "Of tea", 2001, "Cups", ""},
        {"title=B", "Title;B;x", "Cups", 0, "", "x"}, // what people say comes first
        {"title=B", "Title;C;x", "Of tea", 0, "", "C, x"},
        // known to hold nothing, and a known producer's
        {"", "Title;URL;Create Date;NIHMS ID", "Of tea", 0, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String table = {0}, unknown = {0};
        string_format(&table, "%s\nOf tea;Cups;2001\n", cases[i].header);
        Reader *reader = formats[FORMAT_CSV].reader_new();
        Arena arena = {0};
        Item item;
        reader_map(reader, sv(cases[i].columns));
        reader_feed(reader, string_view(&table), true);
        assert_true(reader_next(reader, &arena, &item));
        if (item.kind != ITEM_STUDY) {
            fail_msg("%s: %s", cases[i].header, item.why);
        }
        assert_string_equal(item.study.title, cases[i].title);
        assert_int_equal(item.study.year, cases[i].year);
        assert_string_equal(item.study.journal.title ? item.study.journal.title : "", cases[i].journal);
        reader_add_unknown_columns(reader, &unknown);
        assert_string_equal(string_text(&unknown), cases[i].unknown);
        reader_free(reader);
        arena_free(&arena);
        string_free(&table);
        string_free(&unknown);
    }
}

static void test_checks_columns(void **state) {
    (void) state;
    Error err = {0};
    assert_true(columns_check(SV("title=Titre year=Ann\xc3\xa9"
                                 "e"),
                              &err));
    assert_true(columns_check(SV(""), &err));
    assert_false(columns_check(SV("titel=Titre"), &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.text, "no field \"titel\"; the fields are: title abstract authors"));
    assert_false(columns_check(SV("title=Titre colour=Couleur"), &err));
    assert_false(columns_check(SV("Titre"), &err));
    assert_false(columns_check(SV("title="), &err));
    assert_true(columns_fit(SV("title=Titre"), SV("Titre,b\n1,2\n")));
    assert_true(columns_fit(SV("title=T\xc3\xadtulo"), SV("T\xedtulo,b\n1,2\n"))); // Windows-1252
    static const char wide[] = "\xff\xfeT\0\xed\0t\0u\0l\0o\0,\0b\0\n\0\x31\0,\0\x32\0\n\0";
    assert_true(columns_fit(SV("title=T\xc3\xadtulo"), (StringView){wide, sizeof wide - 1}));
    assert_false(columns_fit(SV("title=Titre"), SV("Name,b\n1,2\n")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_producers),       cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_quotes),          cmocka_unit_test(test_rejects),
        cmocka_unit_test(test_large_row),       cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_corpus_counts),   cmocka_unit_test(test_same_studies),
        cmocka_unit_test(test_commas_and_tabs), cmocka_unit_test(test_named_columns),
        cmocka_unit_test(test_checks_columns),
    };
    return cmocka_run_group_tests_name("format_csv", tests, NULL, NULL);
}
