// What every reader makes of damage: files cut anywhere, other formats, noise, fields of 17 MB. Each
// record is a study, or is rejected with a sentence; what came before the damage is as it was.

#include "format_read.h"

static void describe(const Item *item, String *out) {
    if (item->kind == ITEM_STUDY) {
        study_describe(&item->study, out);
    } else {
        string_format(out, "kind %d: %s", item->kind, item->why ? item->why : "");
    }
}

// A sentence that a person can read, and what is said of where.
static void check_items(const char *what, Format format, const Items *items) {
    if (items->count == 0) {
        fail_msg("%s as %s: nothing is said", what, formats[format].name);
    }
    for (size_t i = 0; i < items->count; i++) {
        const Item *item = &items->items[i];
        assert_int_equal(item->number, i + 1);
        if (item->kind != ITEM_REJECTED) {
            continue;
        }
        if (!item->why || strlen(item->why) < 15 || strchr(item->why, '\n')) {
            fail_msg("%s as %s: rejected because of \"%s\"", what, formats[format].name,
                     item->why ? item->why : "nothing");
        }
        assert_true(item->verbatim.length <= RECORD_MAX);
    }
}

// The last record of a file that begins before a line, from 0; where lines mean nothing, the last but one of those
// that were read of it.
static size_t record_at(const Items *whole, uint64_t line, size_t read_in) {
    size_t at = 0;
    for (size_t i = 0; i < whole->count; i++) {
        if (whole->items[i].line == 0) {
            return read_in > 2 ? read_in - 2 : 0;
        }
        bool of_file = whole->items[i].kind == ITEM_REJECTED && whole->items[i].verbatim.length == 0;
        at = whole->items[i].line < line && !of_file ? i : at;
    }
    return at;
}

// The records before the one that is cut are those of the whole file.
static void check_cuts(const char *file, Format format, StringView whole_text) {
    enum { CUTS = 50 };
    Items whole = items_read(format, whole_text, 4096);
    check_items(file, format, &whole);
    bool page = format == FORMAT_PAGE_PUBMED || format == FORMAT_PAGE_CITING || format == FORMAT_PAGE_PRESS;
    for (size_t cut = 0; cut < CUTS; cut++) {
        StringView part = sv_part(whole_text, 0, whole_text.length * cut / CUTS);
        uint64_t line = 1;
        for (size_t i = 0; i < part.length; i++) {
            line += part.data[i] == '\n';
        }
        Items items = items_read(format, part, 333);
        check_items(file, format, &items);
        size_t kept = record_at(&whole, line, items.count);
        for (size_t i = 0; !page && i < kept && i < whole.count; i++) {
            assert_true(i < items.count);
            String seen = {0}, expected = {0};
            describe(&items.items[i], &seen);
            describe(&whole.items[i], &expected);
            if (!sv_equal(string_view(&seen), string_view(&expected))) {
                fail_msg("%s cut at %zu of %d: record %zu is\n%s not\n%s", file, cut, CUTS, i + 1,
                         string_text(&seen), string_text(&expected));
            }
            string_free(&seen);
            string_free(&expected);
        }
        items_free(&items);
    }
    items_free(&whole);
}

static glob_t fixtures(void) {
    glob_t files = {0};
    assert_int_equal(glob("tests/fixtures/fuzz/[!q]*/*", 0, NULL, &files), 0);
    assert_int_equal(glob("tests/fixtures/pages/*", GLOB_APPEND, NULL, &files), 0);
    return files;
}

// The format that a folder of fixtures is named after; those of pages are told by detection.
static bool fixture_format(const char *path, StringView text, Format *format) {
    StringView rest = sv(path), part, folder = {0}, before = {0};
    while (sv_split(&rest, '/', &part)) {
        folder = before;
        before = part;
    }
    return format_by_name(folder, format) || format_detect(text, format, NULL);
}

static void test_cut(void **state) {
    (void) state;
    glob_t files = fixtures();
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String text = {0};
        Format format;
        bool other = strstr(files.gl_pathv[i], "/lines/") || strstr(files.gl_pathv[i], "/events/") ||
                     strstr(files.gl_pathv[i], "/reply/");
        file_read(files.gl_pathv[i], &text);
        if (!other) { // those are read by no format
            assert_true(fixture_format(files.gl_pathv[i], string_view(&text), &format));
            check_cuts(files.gl_pathv[i], format, string_view(&text));
        }
        string_free(&text);
    }
    assert_true(files.gl_pathc > 30);
    globfree(&files);
}

// Each file through each reader, and through detection.
static void test_other_formats(void **state) {
    (void) state;
    glob_t files = fixtures();
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String text = {0};
        file_read(files.gl_pathv[i], &text);
        for (int format = 0; format < FORMAT_COUNT; format++) {
            if (formats[format].reads) {
                Items items = items_read((Format) format, string_view(&text), 1000);
                check_items(files.gl_pathv[i], (Format) format, &items);
                items_free(&items);
            }
        }
        string_free(&text);
    }
    globfree(&files);
}

static void test_noise(void **state) {
    (void) state;
    static const char *const pieces[] = {
        "",          "\n",    "\r\n\r\n", "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", "\x1f\x8b", "{",
        "[",         "<",     "@",        "\"",           "TY  - ",   "PMID- ",   "PT J\nER", "@article{",
        "<records>", "a,b\n", "1. ",      "<html>"};
    String noise = {0};
    unsigned seed = 7;
    for (size_t i = 0; i < 20000; i++) {
        seed = seed * 1103515245 + 12345;
        string_add_char(&noise, (char) (seed >> 16));
    }
    for (int format = 0; format < FORMAT_COUNT; format++) {
        if (!formats[format].reads) {
            continue;
        }
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            Items items = items_read((Format) format, sv(pieces[i]), 7);
            check_items(pieces[i], (Format) format, &items);
            items_free(&items);
        }
        Items items = items_read((Format) format, string_view(&noise), 999);
        check_items("noise", (Format) format, &items);
        items_free(&items);
        static const char none[5000];
        Items zeros = items_read((Format) format, (StringView){none, sizeof none}, 4096);
        check_items("zeros", (Format) format, &zeros);
        items_free(&zeros);
    }
    string_free(&noise);
}

// Files of two formats: what is of the other one is not passed over in silence.
static void test_mixed(void **state) {
    (void) state;
    static const struct {
        Format format;
        const char *text;
    } parts[] = {
        {FORMAT_RIS, "TY  - JOUR\nTI  - A cup of tea\nER  - \n\n"},
        {FORMAT_BIBTEX, "@article{a, title = {A cup of tea}}\n\n"},
        {FORMAT_ENDNOTE,
         "<xml><records>\n<record><titles><title>A cup</title></titles></record>\n</records></xml>\n\n"},
        {FORMAT_PUBMED_XML, "<PubmedArticleSet>\n<PubmedArticle><MedlineCitation><PMID>91000001</PMID>"
                            "</MedlineCitation></PubmedArticle>\n</PubmedArticleSet>\n\n"},
        {FORMAT_WOS, "PT J\nTI A cup\nER\n\n"},
        {FORMAT_MEDLINE, "PMID- 91000001\nTI  - A cup\n\n"},
        {FORMAT_JSON, "{\"title\":\"A cup\",\"record\":\"RIS\"}\n"},
    };
    enum { PARTS = sizeof parts / sizeof parts[0], PASSING = 4 };
    for (size_t a = 0; a < PARTS; a++) {
        for (size_t b = 0; b < PARTS; b++) {
            bool tagged = parts[a].format == FORMAT_WOS || parts[a].format == FORMAT_MEDLINE;
            if (a == b || (tagged && parts[b].format == FORMAT_RIS)) {
                continue; // whose tags are read as theirs
            }
            String text = {0};
            string_format(&text, "%s%s%s", parts[a].text, parts[b].text, parts[b].text);
            Items items = items_read(parts[a].format, string_view(&text), 4096);
            size_t studies = 0, rejected = 0;
            for (size_t i = 0; i < items.count; i++) {
                studies += items.items[i].kind == ITEM_STUDY;
                rejected += items.items[i].kind == ITEM_REJECTED;
            }
            if (studies != 1 || rejected == 0) {
                fail_msg("%s, then %s: %zu studies, %zu rejected", formats[parts[a].format].name,
                         formats[parts[b].format].name, studies, rejected);
            }
            const Item *last = &items.items[items.count - 1];
            if (a < PASSING && !(strstr(last->why, "what begins here is ") && last->line > 1)) {
                fail_msg("%s, then %s: %s", formats[parts[a].format].name, formats[parts[b].format].name,
                         last->why);
            }
            items_free(&items);
            string_free(&text);
        }
    }
}

// A record with a field of 17 MB between two others: it is rejected, and they are kept.
static void test_large_fields(void **state) {
    (void) state;
    static const struct {
        Format format;
        const char *first, *large, *end, *last;
    } cases[] = {
        {FORMAT_RIS, "TY  - JOUR\nTI  - One cup of tea\nER  - \n\n", "TY  - JOUR\nTI  - Large\nAB  - ",
         "\nER  - \n\n", "TY  - JOUR\nTI  - Three cups of tea\nER  - \n"},
        {FORMAT_MEDLINE, "PMID- 91000001\nTI  - One cup\n\n", "PMID- 91000002\nTI  - Large\nAB  - ", "\n\n",
         "PMID- 91000003\nTI  - Three cups\n"},
        {FORMAT_WOS, "FN X\nVR 1.0\nPT J\nTI One cup\nER\n\n", "PT J\nTI Large\nAB ", "\nER\n\n",
         "PT J\nTI Three cups\nER\n\nEF\n"},
        {FORMAT_BIBTEX, "@article{a, title = {One cup}}\n", "@article{b, title = {Large}, abstract = {",
         "}}\n", "@article{c, title = {Three cups}}\n"},
        {FORMAT_CSV, "title,abstract,doi\nOne cup,short,10.9999/1\n", "Large,\"", "\",10.9999/2\n",
         "Three cups,short,10.9999/3\n"},
        {FORMAT_TSV, "title\tabstract\tdoi\nOne cup\tshort\t10.9999/1\n", "Large\t", "\t10.9999/2\n",
         "Three cups\tshort\t10.9999/3\n"},
        {FORMAT_JSON, "{\"title\":\"One cup\",\"record\":\"RIS\"}\n", "{\"title\":\"Large\",\"abstract\":\"",
         "\"}\n", "{\"title\":\"Three cups\",\"record\":\"RIS\"}\n"},
        {FORMAT_CSL_JSON, "[{\"title\":\"One cup\",\"type\":\"book\"},",
         "{\"title\":\"Large\",\"type\":\"book\",\"abstract\":\"", "\"},",
         "{\"title\":\"Three cups\",\"type\":\"book\"}]"},
        {FORMAT_WORKS, "{\"items\":[{\"title\":[\"One cup\"],\"DOI\":\"10.9999/1\"},",
         "{\"title\":[\"Large\"],\"abstract\":\"", "\"},",
         "{\"title\":[\"Three cups\"],\"DOI\":\"10.9999/3\"}]}"},
        {FORMAT_ENDNOTE, "<xml><records><record><titles><title>One cup</title></titles></record>",
         "<record><titles><title>Large</title></titles><abstract>", "</abstract></record>",
         "<record><titles><title>Three cups</title></titles></record></records></xml>"},
        {FORMAT_PUBMED_XML,
         "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>91000001</PMID><Article><ArticleTitle>One "
         "cup"
         "</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
         "<PubmedArticle><MedlineCitation><PMID>91000002</PMID><Article><ArticleTitle>",
         "</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
         "<PubmedArticle><MedlineCitation><PMID>91000003</PMID><Article><ArticleTitle>Three cups"
         "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"},
        {FORMAT_PUBMED_SUMMARY, "1: Cup A. One cup. J Tea. 2019;1:1. PMID: 91000001.\n\n", "2: Cup A. Large ",
         ". J Tea. 2019;1:2. PMID: 91000002.\n\n",
         "3: Cup A. Three cups. J Tea. 2019;1:3. PMID: 91000003.\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String text = {0};
        string_add_text(&text, cases[i].first);
        string_add_text(&text, cases[i].large);
        size_t start = text.length;
        while (text.length - start <= RECORD_MAX + (1 << 20)) {
            string_add_text(&text, "words that go on and on and on ");
        }
        string_add_text(&text, cases[i].end);
        string_add_text(&text, cases[i].last);
        Items items = items_read(cases[i].format, string_view(&text), 1 << 16);
        const char *name = formats[cases[i].format].name;
        check_items("17 MB", cases[i].format, &items);
        size_t studies = 0, large = 0;
        for (size_t k = 0; k < items.count; k++) {
            const Item *item = &items.items[k];
            studies += item->kind == ITEM_STUDY;
            large += item->kind == ITEM_REJECTED && strstr(item->why, "larg") != NULL;
        }
        if (studies != 2 || large != 1) {
            fail_msg("%s: %zu studies and %zu rejected for their size, of %zu items", name, studies, large,
                     items.count);
        }
        items_free(&items);
        string_free(&text);
    }
}

// What there is of a last record that ends within a line is kept, and a sentence says where it begins. Whole files
// are those that lack no more than the last line's end, and those that end each line and mark no end.
static void test_cut_off(void **state) {
    (void) state;
    static const struct {
        Format format;
        const char *text, *rest; // which makes the file whole
        uint64_t line;
    } cut[] = {
        {FORMAT_RIS, "TY  - JOUR\nTI  - One cup\nER  - \n\nTY  - JOUR\nTI  - Two cu", "ps\nER  -", 5},
        {FORMAT_MEDLINE,
         "PMID- 91000001\nTI  - One cup\nSO  - J Tea. 2019;1:1.\n\nPMID- 91000002\nTI  - Two cu",
         "ps\nSO  - J Tea. 2019;1:2.", 5},
        {FORMAT_WOS, "FN X\nVR 1.0\nPT J\nTI One cup\nER\n\nPT J\nTI Two cu", "ps\nER\n\nEF", 7},
        {FORMAT_CSV, "title,abstract,doi\nOne cup,short,10.9999/1\nTwo cups,\"sho", "rt\",10.9999/2", 3},
    };
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        for (int whole = 0; whole < 2; whole++) {
            String text = {0};
            string_format(&text, "%s%s", cut[i].text, whole ? cut[i].rest : "");
            Items items = items_read(cut[i].format, string_view(&text), 7);
            assert_int_equal(items.count, whole ? 2 : 3);
            assert_int_equal(items.items[0].kind, ITEM_STUDY);
            assert_int_equal(items.items[1].kind, ITEM_STUDY);
            if (!whole) {
                assert_int_equal(items.items[2].kind, ITEM_REJECTED);
                assert_int_equal(items.items[2].line, cut[i].line);
                assert_non_null(strstr(items.items[2].why, "cut off"));
            }
            items_free(&items);
            string_free(&text);
        }
    }
    static const char *const endless[] = {"TY  - JOUR\nTI  - One cup\n\nTY  - JOUR\nTI  - Two cups",
                                          "TY  - JOUR\nTI  - One cup\nER  -\n\nTY  - JOUR\nTI  - Two cups\n"};
    for (size_t i = 0; i < sizeof endless / sizeof endless[0]; i++) {
        Items items = items_read(FORMAT_RIS, sv(endless[i]), 7);
        assert_int_equal(items.count, 2);
        items_free(&items);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),   cmocka_unit_test(test_other_formats), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_mixed), cmocka_unit_test(test_large_fields),  cmocka_unit_test(test_cut_off),
    };
    return cmocka_run_group_tests_name("format_damage", tests, NULL, NULL);
}
