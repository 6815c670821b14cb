// XML of libraries, publishers and the web: invented studies in the shapes of each.

#include "format_read.h"

// "title / authors / journal, abbreviation / date / volume(issue):pages / DOI / serials / abstract"
static void add_summary(const Study *study, String *out) {
    string_format(out, "%s /", study->title ? study->title : "");
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        string_format(out, " %s,%s;", author->family ? author->family : author->collective,
                      author->given ? author->given : "");
    }
    string_format(out, " / %s, %s", study->journal.title ? study->journal.title : "",
                  study->journal.abbreviation ? study->journal.abbreviation : "");
    string_format(out, " / %d-%d-%d / %s(%s):%s / %s /", study->year, study->month, study->day,
                  study->volume ? study->volume : "", study->issue ? study->issue : "",
                  study->pages ? study->pages : "", study->doi ? study->doi : "");
    string_format(out, " %s %s", study->journal.issn ? study->journal.issn : "",
                  study->journal.essn ? study->journal.essn : "");
    for (size_t i = 0; i < study->identifier_count; i++) {
        string_format(out, " %s", study->identifiers[i].value);
    }
    string_add_text(out, " /");
    for (size_t i = 0; i < study->section_count; i++) {
        string_format(out, " %s: %s", study->sections[i].label ? study->sections[i].label : "",
                      study->sections[i].text);
    }
}

static const struct {
    const char *file; // below tests/fixtures/fuzz
    Format format;
    const char *summaries[4]; // "!" and a reason for what is rejected
} cases[] = {
    {"mods/article.xml",
     FORMAT_MODS,
     {"The cup & the tea: a trial / Roe,Anna B.; Doe,John; Tea House: Kettle Room,; / Journal of Invented "
      "Tea, J Inv Tea / 2019-3-0 / 3(1):53-57 / 10.9999/tea.1 / 1234-5679  / AIM: To pour tea. RESULTS: "
      "CO2 rose (p < 0.05).",
      "!the record has no title, author, abstract or identifier",
      "Picture of a cup / Noe,Ida; / ,  / 1985-0-0 / (): /  /   /"}},
    {"mods/mets.xml", FORMAT_MODS, {"Cup / / ,  / 0-0-0 / (): /  /   /"}},
    {"mods/cut.xml",
     FORMAT_MODS,
     {"!the record has no end: the file is damaged or was cut off here",
      "!the record has no end: the file is damaged or was cut off here"}},
    {"unixref/article.xml",
     FORMAT_UNIXREF,
     {"Warm CO2 in tea: a trial / Roe,Anna; Tea Group,; / Journal of Invented Tea, J Inv Tea / 2018-3-0 / "
      "7(2):197-221 / 10.9999/tea.7 / 2345-6787 1234-5679 / AIM: To pour tea. RESULTS: It was warm.",
      "Cups / Noe,Ida; / Book of Tea,  / 2001-0-0 / ():1 / 10.9999/b.1 /   9783161484100 /",
      "!the record has no title, author, abstract or identifier"}},
    {"unixref/cut.xml", FORMAT_UNIXREF, {"!the record has no end: the file is damaged or was cut off here"}},
    {"dspace/item.xml",
     FORMAT_DSPACE,
     {"Tea & cups / Roe,Anna; / ,  / 2006-2-0 / (4): / 10.9999/tea.6 / 1234-5679  / : Tea was poured."}},
    {"dspace/cut.xml",
     FORMAT_DSPACE,
     {"!the record has no title, author, abstract or identifier",
      "!the record has no end: the file is damaged or was cut off here"}},
    {"dspace/wide.xml",
     FORMAT_DSPACE,
     {"Cups / / ,  / 0-0-0 / (): /  /   /", "Tea / / ,  / 0-0-0 / (): /  /   /"}},
    {"primo/records.xml",
     FORMAT_PRIMO,
     {"Tea in cups: a trial / Roe,Anna; Doe,John; / Journal of Invented Tea, J Inv Tea / 2020-11-21 / "
      "3(1):5-9 / 10.9999/tea.5 / 1234-5679 2345-6787 cdi_tea_1 / : Tea was poured.",
      "Cups / Poe,Eve; / ,  / 1988-0-0 / (): /  /   9783161484100 / : Of cups.",
      "!the record has no title, author, abstract or identifier"}},
    {"primo/cut.xml", FORMAT_PRIMO, {"!the record has no end: the file is damaged or was cut off here"}},
    {"rdf/zotero.rdf",
     FORMAT_RDF,
     {"Tea & cups / Roe,Anna; van den Berg,E.; / Journal of Invented Tea, J Inv Tea / 2019-3-5 / 3(1):53-57 "
      "/ "
      "10.9999/tea.1 / 1234-5679  / AIM: To pour tea. RESULTS: It was poured.",
      "Cups / Poe,; / Book of Tea,  / 2001-0-0 / (): /  /   9783161484100 /"}},
    {"rdf/schema.rdf",
     FORMAT_RDF,
     {"Warm tea / Roe,Anna B.; Doe,John; / J Tea,  / 2012-0-0 / 7(2):5-9 / 10.9999/warm / 1234-5679  / : It "
      "was warm."}},
    {"rdf/round.rdf",
     FORMAT_RDF,
     {"Round / / ,  / 0-0-0 / (): /  /   /", "Cut / / ,  / 0-0-0 / (): /  /   /"}},
};

static void check_items(size_t c, StringView text, size_t piece) {
    Items items = items_read(cases[c].format, text, piece);
    size_t expected = 0;
    for (; expected < 4 && cases[c].summaries[expected]; expected++) {
        String summary = {0};
        if (expected < items.count && items.items[expected].kind == ITEM_REJECTED) {
            string_format(&summary, "!%s", items.items[expected].why);
        } else if (expected < items.count) {
            add_summary(&items.items[expected].study, &summary);
        }
        assert_string_equal(string_text(&summary), cases[c].summaries[expected]);
        string_free(&summary);
    }
    assert_int_equal(items.count, expected);
    items_free(&items);
}

static void test_fixtures(void **state) {
    (void) state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        String name = {0}, text = {0};
        string_format(&name, "tests/fixtures/fuzz/%s", cases[c].file);
        file_read(string_text(&name), &text);
        Format format = FORMAT_COUNT;
        Error err = {0};
        assert_true(format_detect(string_view(&text), &format, &err));
        assert_int_equal(format, cases[c].format);
        check_items(c, string_view(&text), SIZE_MAX);
        check_items(c, string_view(&text), 1);
        check_items(c, string_view(&text), 70);
        string_free(&name);
        string_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fixtures)};
    return cmocka_run_group_tests_name("format_xml", tests, NULL, NULL);
}
