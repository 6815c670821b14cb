// Saved pages: HTML gives the same study as the text of the page.

#include "format_read.h"

static void read_page(const char *name, String *out) {
    String path = {0};
    string_format(&path, "tests/fixtures/pages/%s", name);
    file_read(string_text(&path), out);
    string_free(&path);
}

// study_describe and what it leaves out.
static void describe(const Study *study, String *out) {
    study_describe(study, out);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        const CitationList *list = &study->links[kind];
        string_format(out, "%s of %lld\n", link_kind_name((LinkKind) kind), (long long) list->announced);
        for (size_t i = 0; i < list->count; i++) {
            const Citation *citation = &list->items[i];
            string_format(out, "  %lld %s %s|%s|%s|%s%s%s\n", (long long) citation->pmid,
                          citation->doi ? citation->doi : "", citation->pmcid ? citation->pmcid : "",
                          citation->title ? citation->title : "", citation->authors ? citation->authors : "",
                          citation->text ? citation->text : "", citation->is_free ? " free" : "",
                          citation->is_review ? " review" : "");
        }
    }
    for (size_t i = 0; i < study->figure_count; i++) {
        string_format(out, "figure %s|%s\n", study->figures[i].label, study->figures[i].caption);
    }
    for (size_t i = 0; i < study->full_text_count; i++) {
        string_format(out, "full text %s|%s\n", study->full_text[i].name, study->full_text[i].url);
    }
    for (size_t i = 0; i < study->marker_count; i++) {
        const Marker *marker = &study->markers[i];
        string_format(out, "marker %d in %zu at %zu\n", marker->number, marker->section, marker->offset);
    }
    string_format(out, "copyright %s\nspecialty %s\n", study->copyright ? study->copyright : "",
                  study->specialty ? study->specialty : "");
}

// Says the first line that is not as expected.
static void check_lines(const String *found, const char *expected) {
    StringView rest = string_view(found), wanted = sv(expected), line, other;
    while (sv_line(&wanted, &other)) {
        line = SV("");
        sv_line(&rest, &line);
        if (!sv_equal(line, other)) {
            fail_msg("\"%.*s\" should be \"%.*s\"", (int) line.length, line.data, (int) other.length,
                     other.data);
        }
    }
    assert_int_equal(rest.length, 0);
}

static const struct {
    const char *text, *html;
    Format format;
} pages[] = {
    {"pubmed.txt", "pubmed.html", FORMAT_PAGE_PUBMED},
    {"citing.txt", "citing.html", FORMAT_PAGE_CITING},
    {"press.txt", "press.html", FORMAT_PAGE_PRESS},
};
enum { PAGES = sizeof pages / sizeof pages[0] };

static Items read_one(Format format, StringView text, size_t piece) {
    Items items = items_read(format, text, piece);
    assert_int_equal(items.count, 1);
    if (items.items[0].kind != ITEM_STUDY) {
        fail_msg("%s", items.items[0].why);
    }
    return items;
}

static void test_same_as_text(void **state) {
    (void) state;
    for (size_t i = 0; i < PAGES; i++) {
        String text = {0}, html = {0}, expected = {0}, found = {0};
        Format format;
        read_page(pages[i].text, &text);
        read_page(pages[i].html, &html);
        assert_true(format_detect(string_view(&text), &format, NULL));
        assert_int_equal(format, pages[i].format);
        assert_true(format_detect(string_view(&html), &format, NULL));
        assert_int_equal(format, pages[i].format);
        Items of_text = read_one(format, string_view(&text), 100);
        Items of_html = read_one(format, string_view(&html), 77);
        // Only the page knows what its links lead to.
        CitationList *references = &of_html.items[0].study.links[LINK_REFERENCES];
        if (format == FORMAT_PAGE_PUBMED) {
            assert_int_equal(references->count, 3);
            assert_int_equal(references->items[0].pmid, 91000011);
            assert_int_equal(references->items[1].pmid, 91000012);
            assert_string_equal(references->items[1].pmcid, "PMC9100012");
            assert_string_equal(references->items[1].doi, "10.1234/lid<2>");
        }
        for (size_t k = 0; k < references->count; k++) {
            references->items[k].pmid = 0;
            references->items[k].doi = references->items[k].pmcid = NULL;
        }
        describe(&of_text.items[0].study, &expected);
        describe(&of_html.items[0].study, &found);
        check_lines(&found, string_text(&expected));
        items_free(&of_text);
        items_free(&of_html);
        string_free(&text);
        string_free(&html);
        string_free(&expected);
        string_free(&found);
    }
}

// What the text of the PubMed page gives at all.
static void test_all_parts(void **state) {
    (void) state;
    String html = {0}, found = {0};
    read_page("pubmed.html", &html);
    Items items = read_one(FORMAT_PAGE_PUBMED, string_view(&html), 4096);
    describe(&items.items[0].study, &found);
    check_lines(
        &found,
        "pmid 91000001.0\n"
        "title Invented tea for tired mice: evidence in \xce\xb2-blocked animals (n < 40)\nvernacular \n"
        "doi 10.1234/tea.2014.1\npmcid PMC9100001\njournal |J Invented Tea||\ndate 2014-11-0 2014 Nov\n"
        "place 121|5|1099-121\nstatus  revised 0\n"
        "section BACKGROUND|Tired mice drink tea (1,2).\n"
        "section METHODS|We gave 10^6 cups to 3 mice; P < 0.05 was \"much\".\n"
        "section CUP COUNT|Cups were counted \xe2\x80\x93 twice.\n"
        "author Cup|Anna M||||\naffiliation Department of Tea, Potsdam & Kitchen.\n"
        "affiliation Institute of Cups, Cupar.\n"
        "author Pot|Ben de||||\naffiliation Department of Tea, Potsdam & Kitchen.\n"
        "mesh Animals\nmesh Tea/adverse effects/*therapeutic use\nmesh *Sleep\n"
        "type Review\ntype Research Support, Non-U.S. Gov't\nkeyword mice\nkeyword sleep\nkeyword tea\n"
        "substance Theine\ngrant R01 HL1|NHLBI NIH HHS|United States\n"
        "grant |Wellcome Trust|United Kingdom\nregister ClinicalTrials.gov|NCT00000009\n"
        "conflict The mice were paid.\n"
        "correction CommentIn|91000009|A letter on tea. Lid C. J Invented Tea. 2015 Jan;122(1):7. doi: "
        "10.1234/lid. PMID: 91000009\n"
        "reference 91000011|||On handles. The Handle Group.|J Cups. 1992;101:1644\xe2\x80\x93"
        "55.\n"
        "reference 91000012|10.1234/lid<2>|PMC9100012|Lids & lips.|Lid Res. 2003;186:S23\xe2\x80\x93"
        "30.\n"
        "reference 0|||A leaflet on spoons, printed privately.\n"
        "references of 95\n"
        "  91000011  |On handles. The Handle Group.|Cup A, Pot B|J Cups. 1992;101:1644\xe2\x80\x93"
        "55.\n"
        "  91000012 10.1234/lid<2> PMC9100012|Lids & lips.|Pot B|Lid Res. 2003;186:S23\xe2\x80\x93"
        "30. free\n"
        "  0  |||A leaflet on spoons, printed privately.\n"
        "cited_by of 12\n"
        "  91000005 10.1234/2019/5654324 |Rings of tea on tables.|Table E.|"
        "Tea Int. 2019 Jan 15;2019:5654324. eCollection 2019. free\n"
        "similar of -1\n"
        "  91000002 10.1234/cups.1 |Tea: A Review of Cups.|Pot B, Lid C.|"
        "Cups. 2017 Feb;35(2):316-324. Epub 2017 Jan 19. review\n"
        "  91000003 10.1234/wet.12.002 |Is tea wet?|Lid C, Spoon D, Cup AM.|"
        "Wet Sci Rev. 2021 Apr;58:114-133. free review\n"
        "figure Figure 1|A mouse with a cup.\n"
        "full text Ovid Technologies, Inc.|https://example.org/ovid?a=1&b=2\n"
        "full text Europe PubMed Central|https://example.org/epmc\n"
        "copyright Copyright \xc2\xa9 2014 Nobody.\nspecialty \n");
    items_free(&items);
    string_free(&html);
    string_free(&found);
}

// A page with very much style before its text is known by all of it.
static void test_late_text(void **state) {
    (void) state;
    String html = {0}, page = {0};
    read_page("citing.html", &html);
    string_add_text(&page, "<!DOCTYPE html><html><head><style>");
    while (page.length < 100000) {
        string_add_text(&page, ".tea > .cup { color: brown } @media print { a }\n");
    }
    string_add_text(&page, "</style></head>");
    string_add(&page, string_view(&html));
    Format format;
    assert_true(format_detect(string_view(&page), &format, NULL));
    assert_int_equal(format, FORMAT_PAGE_PRESS);
    Items items = read_one(format, string_view(&page), 4096);
    assert_int_equal(items.items[0].study.pmid, 92000001);
    assert_int_equal(items.items[0].study.links[LINK_CITED_BY].count, 2);
    items_free(&items);
    string_free(&html);
    string_free(&page);
}

#define PROSE                                                                                                \
    "<p>Tea was given to mice for three weeks, and all of them slept much better than before (1).</p>"       \
    "<p>Nobody knows why, but the authors of the study (2) will look into their cups again soon.</p>"

static void test_articles(void **state) {
    (void) state;
    static const struct {
        const char *name, *html, *title, *text;
    } cases[] = {
        {"no article element, a menu and links around",
         "<html><body><div class=menu><a href=/>Home</a><a href=/a>Articles about everything</a></div>"
         "<h1>Tea makes mice sleep</h1><div id=text>" PROSE "</div>"
         "<div><ul><li><a href=/1>Another article that has a long headline, so that it looks like "
         "text</a></ul>"
         "</div></body></html>",
         "Tea makes mice sleep", "Tea was given"},
        {"title of the head without the site",
         "<head><title>Tea makes mice sleep - The Daily Cup</title><body><div>" PROSE "</div>",
         "Tea makes mice sleep", "Tea was given"},
        {"the site's name as first headline",
         "<title>Tea makes mice sleep | The Cup</title><h1>The Daily Cup of Tea</h1>"
         "<article><h1>Tea makes mice sleep</h1>" PROSE "</article>",
         "Tea makes mice sleep", "Tea was given"},
        {"everything in a box that is named after its side bar",
         "<h1>Tea makes mice sleep</h1><div class=with-sidebar><div>" PROSE "</div></div>",
         "Tea makes mice sleep", "Tea was given"},
        {"paragraphs by line breaks, capitals, no body",
         "<HTML><H1>Tea makes<BR>mice sleep</H1><DIV>Tea was given to mice for three weeks, and all of them "
         "slept much better.<BR><BR>Nobody knows why, but the authors of the study will look into their "
         "cups.</DIV></HTML>",
         "Tea makes mice sleep", "Tea was given"},
        {"comment and declaration first",
         "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- saved -->\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML "
         "1.0\">"
         "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><h1>Tea makes mice sleep</h1>" PROSE
         "</body></html>",
         "Tea makes mice sleep", "Tea was given"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Format format;
        if (!format_detect(sv(cases[i].html), &format, NULL) || format != FORMAT_PAGE_PRESS) {
            fail_msg("%s: not taken for an article", cases[i].name);
        }
        Items items = read_one(format, sv(cases[i].html), 33);
        const Study *study = &items.items[0].study;
        assert_string_equal(study->title, cases[i].title);
        assert_int_equal(study->section_count, 1);
        assert_true(sv_starts(sv(study->sections[0].text), sv(cases[i].text)));
        assert_null(strstr(study->sections[0].text, "Another"));
        assert_true(sv_ends(sv(study->sections[0].text), SV("soon.")) ||
                    sv_ends(sv(study->sections[0].text), SV("cups.")));
        items_free(&items);
    }
}

// Pages without prose or without a headline, and what is only near to HTML.
static void test_refuses(void **state) {
    (void) state;
    static const char *const texts[] = {
        "<!doctype html>",
        "<html></html>",
        "<html><body><h1>414 Request-URI Too Large</h1><hr><center>nginx</center></body></html>",
        "<html><body><h1>Log in</h1><form>User <input> Password <input></form></body></html>",
        "<html><body>" PROSE, // no headline
        "<html><script>var a = '<h1>Tea</h1>" PROSE,
        "<html><!-- <h1>Tea</h1>" PROSE,
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Format format;
        assert_true(format_detect(sv(texts[i]), &format, NULL));
        Items items = items_read(format, sv(texts[i]), 10);
        assert_int_equal(items.count, 1);
        assert_int_equal(items.items[0].kind, ITEM_REJECTED);
        assert_non_null(strstr(items.items[0].why, "headline"));
        items_free(&items);
    }
    static const struct {
        const char *text, *says;
    } others[] = {
        {"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\nSubject: Tea\r\n"
         "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\r\n",
         "HTML only"},
        {"<!DOCTYPE html><html><head><title>tea - Search Results - PubMed</title></head></html>", "Save"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        Format format;
        Error err = {0};
        assert_false(format_detect(sv(others[i].text), &format, &err));
        assert_non_null(strstr(err.text, others[i].says));
    }
}

// Bytes beyond ASCII are those of Western Europe, where the page names no other encoding.
static void test_encodings(void **state) {
    (void) state;
    static const struct {
        const char *meta, *title, *says;
    } cases[] = {
        {"<meta charset=\"iso-8859-1\">", "Th\xe9 pour les souris", "Th\xc3\xa9 pour les souris"},
        {"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">", "Th\xe9 \x96 souris",
         "Th\xc3\xa9 \xe2\x80\x93 souris"},
        {"", "Th\xe9 pour les souris", "Th\xc3\xa9 pour les souris"},
        {"<meta charset=utf-8>", "Th\xc3\xa9 pour les souris", "Th\xc3\xa9 pour les souris"},
        {"<meta charset=windows-1251>", "\xd7\xe0\xe9 \xec\xfb\xf8\xe8", "encoding windows-1251"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String page = {0};
        string_format(&page, "<html><head>%s</head><body><h1>%s</h1><article>" PROSE "</article>",
                      cases[i].meta, cases[i].title);
        Items items = items_read(FORMAT_PAGE_PRESS, string_view(&page), 100);
        assert_int_equal(items.count, 1);
        if (items.items[0].kind == ITEM_STUDY) {
            assert_string_equal(items.items[0].study.title, cases[i].says);
        } else {
            assert_non_null(strstr(items.items[0].why, cases[i].says));
        }
        items_free(&items);
        string_free(&page);
    }
}

// Elements without end and without number take neither the stack nor an age.
static void test_deep(void **state) {
    (void) state;
    static const char *const pieces[] = {
        "<div>a ", "<p>a</div>", "<li><ul>", "<a class=reference-link>", "</x>",
        "<b><i>",  "<h1>",       "<br>",     "<script></script>",        "&",
        "<"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        String page = {0};
        string_add_text(&page, "<html>");
        while (page.length < 400000) {
            string_add_text(&page, pieces[i]);
        }
        for (size_t k = 0; k < PAGES; k++) {
            Items items = items_read(pages[k].format, string_view(&page), 1 << 16);
            assert_int_equal(items.count, 1);
            items_free(&items);
        }
        string_free(&page);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_text), cmocka_unit_test(test_all_parts),
        cmocka_unit_test(test_late_text),    cmocka_unit_test(test_articles),
        cmocka_unit_test(test_refuses),      cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests_name("format_html", tests, NULL, NULL);
}
