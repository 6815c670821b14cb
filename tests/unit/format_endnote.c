// EndNote's XML.

#include "format_read.h"

#define STYLE(text) "<style face=\"normal\" font=\"default\" size=\"100%\">" text "</style>"

static Items read_endnote(const char *records) {
    String file = {0};
    string_format(&file, "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><xml><records>%s</records></xml>",
                  records);
    Items items = items_read(FORMAT_ENDNOTE, string_view(&file), SIZE_MAX);
    string_free(&file);
    return items;
}

static const char whole[] =
    "<record><database name=\"Tea.enl\" path=\"Tea.enl\">Tea.enl</database><rec-number>1</rec-number>"
    "<ref-type name=\"Journal Article\">17</ref-type><contributors>"
    "<authors><author>" STYLE("Roe, Jane A.") "</author><author>" STYLE("Tea Drinkers,") "</author></authors>"
                                                                                         "<secondary-authors>"
                                                                                         "<author>" STYLE(
                                                                                             "Editor, E.") "<"
                                                                                                           "/"
                                                                                                           "a"
                                                                                                           "u"
                                                                                                           "t"
                                                                                                           "h"
                                                                                                           "o"
                                                                                                           "r"
                                                                                                           ">"
                                                                                                           "<"
                                                                                                           "/"
                                                                                                           "s"
                                                                                                           "e"
                                                                                                           "c"
                                                                                                           "o"
                                                                                                           "n"
                                                                                                           "d"
                                                                                                           "a"
                                                                                                           "r"
                                                                                                           "y"
                                                                                                           "-"
                                                                                                           "a"
                                                                                                           "u"
                                                                                                           "t"
                                                                                                           "h"
                                                                                                           "o"
                                                                                                           "r"
                                                                                                           "s"
                                                                                                           ">"
                                                                                                           "<"
                                                                                                           "/"
                                                                                                           "c"
                                                                                                           "o"
                                                                                                           "n"
                                                                                                           "t"
                                                                                                           "r"
                                                                                                           "i"
                                                                                                           "b"
                                                                                                           "u"
                                                                                                           "t"
                                                                                                           "o"
                                                                                                           "r"
                                                                                                           "s"
                                                                                                           ">"
                                                                                                           "<"
                                                                                                           "t"
                                                                                                           "i"
                                                                                                           "t"
                                                                                                           "l"
                                                                                                           "e"
                                                                                                           "s"
                                                                                                           ">"
                                                                                                           "<"
                                                                                                           "t"
                                                                                                           "i"
                                                                                                           "t"
                                                                                                           "l"
                                                                                                           "e"
                                                                                                           ">" STYLE("Of ") "<style face=\"italic\">Camellia</style>" STYLE(" &amp; cups") "</title>"
                                                                                                                                                                                           "<secondary-title>" STYLE(
                                                                                                                                                                                               "Journal of tea") "</secondary-title></titles>"
                                                                                                                                                                                                                 "<periodical><full-title>" STYLE("Journal of tea") "</full-title><abbr-1>" STYLE("J Tea") "</abbr-1></periodical>"
                                                                                                                                                                                                                                                                                                           "<alt-periodical><full-title>" STYLE("Not this") "</full-title></alt-periodical>"
                                                                                                                                                                                                                                                                                                                                                            "<pages>" STYLE("99-105") "</pages><volume>" STYLE("3") "</volume><number>" STYLE("2") "</number>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                   "<keywords><keyword>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                       "tea") "</keyword><keyword>" STYLE("cup") "</keyword></keywords>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "<dates><year>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     "2015") "</year><pub-dates><date>" STYLE("Sep 18") "</date></pub-dates></dates>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "<isbn>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "1234-5678 (Print)&#xD;2345-678x") "</isbn><accession-num>" STYLE("95000001") "</accession-num>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "<abstract>" STYLE("AIM: Tea.&#xD;RESULTS: Hot, p &lt; 0.05.") "</abstract>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "<notes>" STYLE("L2029880245&#xD;2024-01-01") "</notes><custom2>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "PMC95") "</custom2>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "<electronic-resource-num>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "10.9999/Tea") "</electronic-resource-num>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "<remote-database-provider>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "NLM") "</remote-database-provider>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "<work-type>" STYLE("Review; Letter") "</work-type><language>" STYLE("eng") "</language>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "<urls><related-urls><url>" STYLE(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "https://example.org/a?b=1&amp;c=2") "</url></related-urls></urls></record>";

static void test_whole(void **state) {
    (void) state;
    Items items = read_endnote(whole);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_STUDY);
    const Study *study = &items.items[0].study;
    String seen = {0};
    study_describe(study, &seen);
    assert_string_equal(
        string_text(&seen),
        "pmid 95000001.0\ntitle Of Camellia & cups\nvernacular \ndoi 10.9999/tea\npmcid PMC95\n"
        "journal Journal of tea|J Tea|1234-5678|2345-678X\ndate 2015-9-18 \nplace 3|2|99-105\n"
        "status  revised 0\nsection AIM|Tea.\nsection RESULTS|Hot, p < 0.05.\n"
        "author Roe|Jane A.||||\nauthor ||||Tea Drinkers|\ntype Review\ntype Letter\nlanguage eng\n"
        "keyword tea\nkeyword cup\nconflict \n");
    assert_string_equal(study->full_text[0].url, "https://example.org/a?b=1&c=2");
    assert_string_equal(study->identifiers[0].value, "L2029880245");
    string_free(&seen);
    items_free(&items);
}

static void test_layout(void **state) {
    (void) state;
    Items items = read_endnote(
        "\n  <record>\n <ref-type name=\"Book\">6</ref-type>\n<titles>\n<title>\n  <style>Of\n   tea "
        "</style>\n"
        "  <style face=\"italic\">and</style>\n <style> cups</style>\n</title></titles>"
        "<contributors><authors><author>Roe, J.</author></authors></contributors></record>\n"
        "<record><titles><title><![CDATA[Tea & more]]></title></titles><dates><year/></dates></record>"
        "<record><rec-number>3</rec-number></record>"
        "<record><titles><title>Cut</title>"
        "<record><titles><title>Good</title></titles></record>");
    assert_int_equal(items.count, 5);
    assert_string_equal(items.items[0].study.title, "Of tea and cups");
    assert_string_equal(items.items[0].study.publication_types.items[0], "Book");
    assert_string_equal(items.items[0].study.authors[0].family, "Roe");
    assert_int_equal(items.items[0].line, 2);
    assert_string_equal(items.items[1].study.title, "Tea & more");
    assert_int_equal(items.items[2].kind, ITEM_REJECTED);
    assert_int_equal(items.items[3].kind, ITEM_REJECTED);
    assert_non_null(strstr(items.items[3].why, "no end"));
    assert_string_equal(items.items[4].study.title, "Good");
    items_free(&items);
    items = read_endnote("");
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_REJECTED);
    items_free(&items);
}

static void test_pieces(void **state) {
    (void) state;
    for (size_t piece = 1; piece < 40; piece++) {
        String file = {0};
        string_format(&file, "<xml><records>%s<record><titles><title>Cut", whole);
        Items items = items_read(FORMAT_ENDNOTE, string_view(&file), piece);
        assert_int_equal(items.count, 2);
        assert_string_equal(items.items[0].study.title, "Of Camellia & cups");
        assert_int_equal(items.items[1].kind, ITEM_REJECTED);
        items_free(&items);
        string_free(&file);
    }
}

static void test_writes(void **state) {
    (void) state;
    static const char *labels[] = {"rct"};
    Items items = read_endnote(
        "<record><contributors><authors><author>Roe, J.</author></authors></contributors><titles><title>"
        "A &lt; B</title></titles><dates><year>2015</year></dates><abstract>One.&#xD;&#xD;Two."
        "</abstract></record>");
    Candidate candidate = {
        .own = {.decision = DECISION_INCLUDE}, .labels = {labels, 1}, .note = "ask\x01 Anna"};
    Entry entry = {.id = -1, .study = &items.items[0].study, .candidate = &candidate};
    String out = {0};
    formats[FORMAT_ENDNOTE].write_entry(&entry, true, &out);
    formats[FORMAT_ENDNOTE].write_end(true, &out);
    assert_string_equal(
        string_text(&out),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><records>\n<record><source-app "
        "name=\"carrel\">carrel"
        "</source-app><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author>" STYLE("Roe, J.") "</author></authors></contributors><titles><title>" STYLE(
            "A &lt; B") "</title></titles><keywords></keywords>"
                        "<dates><year>" STYLE("2015") "</year></dates><abstract>" STYLE(
                            "One.&#xD;&#xD;Two.") "</abstract><notes>" STYLE("ASReview_relevant&#xD;RAYYAN-"
                                                                             "INCLUSION: "
                                                                             "{\"carrel\"=&gt;\"Included\"} "
                                                                             "| "
                                                                             "RAYYAN-LABELS: rct | "
                                                                             "USER-NOTES: "
                                                                             "{\"carrel\"=&gt;[\"ask "
                                                                             "Anna\"]}") "</notes><urls></"
                                                                                         "urls></record>\n</"
                                                                                         "records></xml>\n");
    string_clear(&out);
    formats[FORMAT_ENDNOTE].write_end(false, &out);
    assert_string_equal(string_text(&out),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><records>\n</records></xml>\n");
    string_free(&out);
    items_free(&items);
}

// A study as far as the format can hold it: names without given name in one way, no addresses of
// several authors, no references.
static void describe_held(Study study, String *out) {
    study.links[LINK_REFERENCES].count = 0;
    size_t count = study.author_count;
    study.author_count = 0;
    study_describe(&study, out);
    for (size_t i = 0; i < count; i++) {
        author_add_short(&study.authors[i], out);
        string_add_char(out, '\n');
    }
    for (size_t i = 0; i < study.full_text_count; i++) {
        string_format(out, "full text %s\n", study.full_text[i].url);
    }
    for (size_t i = 0; i < study.identifier_count; i++) {
        string_format(out, "%s %s\n", study.identifiers[i].scheme, study.identifiers[i].value);
    }
}

static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        size_t studies;
    } files[] = {
        {"dedup/sra_copper.xml", 505},
        {"dedup/sra_tafenoquine.xml", 179},
        {"endnote_xml/*Article.xml", 1},
        {"endnote_xml/*Article2.xml", 2},
        {"endnote_xml/*MultiTitle_Kopie.xml", 3},
        {"zotero_tests/Endnote_XML.001.input", 1},
        {"zotero_tests/Endnote_XML.002.input", 2},
    };
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        glob_t names = corpus_files(files[f].pattern);
        String text = {0}, written = {0};
        file_read(names.gl_pathv[0], &text);
        Items items = items_read(FORMAT_ENDNOTE, string_view(&text), 65536);
        assert_int_equal(items.count, files[f].studies);
        for (size_t i = 0; i < items.count; i++) {
            Entry entry = {.id = -1, .study = &items.items[i].study};
            assert_int_equal(items.items[i].kind, ITEM_STUDY);
            assert_non_null(items.items[i].study.title);
            formats[FORMAT_ENDNOTE].write_entry(&entry, i == 0, &written);
        }
        formats[FORMAT_ENDNOTE].write_end(true, &written);
        Items again = items_read(FORMAT_ENDNOTE, string_view(&written), 1000);
        assert_int_equal(again.count, items.count);
        for (size_t i = 0; i < items.count; i++) {
            String before = {0}, after = {0};
            describe_held(items.items[i].study, &before);
            describe_held(again.items[i].study, &after);
            if (strcmp(string_text(&before), string_text(&after)) != 0) {
                fail_msg("%s, record %zu:\n%s--- again\n%s", names.gl_pathv[0], i + 1, string_text(&before),
                         string_text(&after));
            }
            string_free(&before);
            string_free(&after);
        }
        items_free(&items);
        items_free(&again);
        string_free(&text);
        string_free(&written);
        globfree(&names);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),  cmocka_unit_test(test_layout), cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_writes), cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests_name("format_endnote", tests, NULL, NULL);
}
