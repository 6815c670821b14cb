// Tagged text of Ovid, RefWorks and refer: invented studies in the shapes of each.

#include "format_read.h"

static const struct {
    const char *file; // below tests/fixtures/fuzz
    Format format;
    size_t count, rejected;
} files[] = {
    {"ovid/tags.txt", FORMAT_OVID, 3, 0},        {"ovid/psychology.txt", FORMAT_OVID, 2, 0},
    {"ovid/names.txt", FORMAT_OVID, 2, 0},       {"ovid/sources.txt", FORMAT_OVID, 5, 1},
    {"refworks/two.txt", FORMAT_REFWORKS, 4, 1}, {"refer/book.txt", FORMAT_REFER, 4, 1},
};

// Lines that study_describe has of a record, by the file's number above and its own, from 1.
static const struct {
    size_t file, record;
    const char *line;
} lines[] = {
    {0, 1, "title Warm cups for cold hands.\n"},
    {0, 1, "author Roe|Jane A.||||\n"},
    {0, 1, "journal Journal of Invented Tea||1234-5679|\n"},
    {0, 1, "date 2019-11-15 \nplace 12|2-3|27-34\n"},
    {0, 1, "section |Cups were warm in all of nine invented kitchens.\n"},
    {0, 2, "author Noe|Ida||||\n"},
    {0, 2, "journal Book of tea|||\n"},
    {0, 2, "place ||371-397\n"},
    {0, 2, "type Book Chapter\n"},
    {0, 3, "title Tea and Its Cups\n"},
    {0, 3, "author Roe|Jane||||\nauthor Doe|J. C.|JC|||\n"},
    {0, 3, "journal Acta Theae||0271-3586|\n"},
    {0, 3, "place 58|6|688-696\n"},
    {0, 3, "doi 10.9999/tea.22459\n"},
    {0, 3, "keyword tea\nkeyword cup\n"},
    {1, 1, "pmid 99892981.0\ntitle Asking for tea.\n"},
    {1, 1, "affiliation University of Cups, Kettle, Tealand\n"},
    {1, 1, "doi 10.9999/s1352\n"},
    {1, 1, "journal Cups and Behaviour||1352-4658|1469-1833\ndate 2015-9-0 \nplace 43|5|623-634\n"},
    {1, 1, "Nine of ten gave."},
    {1, 1, "keyword tea drinking\nkeyword asking\n"},
    {1, 2, "author Noe|Ida||||\n"},
    {1, 2, "journal Spoons in practice: An approach|||\ndate 2012-0-0 \nplace ||11-31\n"},
    {2, 1, "pmid 98765432.0\ntitle Of tea and cups.\n"},
    {2, 1, "author Roe||JA|||\nauthor Doe||JC|||\n"},
    {2, 1, "journal Journal of Invented Tea|||\ndate 2019-6-0 \nplace 7|2|123-30\n"},
    {2, 1, "section AIM|To pour.\nsection RESULTS|It was poured.\n"},
    {2, 2, "journal BMC Tea|||\ndate 2018-0-0 \nplace 12|Supplement 3|\n"},
    {3, 1, "journal Journal of Tea Affairs|||\ndate 0-0-0 \nplace 2013|1|3-28\n"},
    {3, 2, "journal Aquatea|||\ndate 2007-6-0 \nplace ||433-441\n"},
    {3, 3, "journal Journal of Cup Studies|||\ndate 2007-0-0 \nplace 12||7-14\n"},
    {3, 4, "title Copepods of tea. (translated)\n"},
    {3, 4, "author Roe|MB|MB|||\n"},
    {3, 4, "journal Teas in the Far East: in memory of Professor A.A. Cup|||\n"},
    {3, 4, "place ||214-218\n"},
    {4, 1, "title Tea and the heart\n"},
    {4, 1, "journal Stress and the cup: Paths to tea|||\ndate 2002-0-0 \nplace ||101-123\n"},
    {4, 1, "author Roe|Jane||||\nauthor Doe|John||||\n"},
    {4, 1, "section |(From the chapter) This chapter pours tea in two lines.\n"},
    {4, 1, "type Book Chapter\n"},
    {4, 2, "pmid 99123456.0\ntitle A trial of spoons\n"},
    {4, 2, "journal Journal of Invented Tea|J Inv Tea|1234-5679|\ndate 2003-3-0 \nplace 7|2|12-19\n"},
    {4, 4, "title Cut off here\n"},
    {5, 1, "title Unseen teas\n"},
    {5, 1, "author Roe|Italo||||\n"},
    {5, 1, "place ||\n"},
    {5, 1, "keyword Ideal teas\nkeyword tea\n"},
    {5, 2, "journal Journal of Invented Tea|||\ndate 2003-3-15 \nplace 7|2|12-19\n"},
    {5, 2, "doi 10.9999/tea.7\n"},
    {5, 2, "section AIM|To pour.\nsection RESULTS|It poured.\n"},
    {5, 3, "title Old refer without a kind\n"},
};

static void read_fixture(const char *name, String *text) {
    String path = {0};
    string_format(&path, "tests/fixtures/fuzz/%s", name);
    file_read(string_text(&path), text);
    string_free(&path);
}

static void test_fields(void **state) {
    (void) state;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        String text = {0};
        read_fixture(files[f].file, &text);
        Format format = FORMAT_COUNT;
        Error err = {0};
        if (!format_detect(string_view(&text), &format, &err) || format != files[f].format) {
            fail_msg("%s: %s", files[f].file, err.text);
        }
        Items items = items_read(format, string_view(&text), SIZE_MAX);
        size_t rejected = 0;
        for (size_t i = 0; i < items.count; i++) {
            rejected += items.items[i].kind == ITEM_REJECTED;
        }
        assert_int_equal(items.count, files[f].count);
        assert_int_equal(rejected, files[f].rejected);
        for (size_t l = 0; l < sizeof lines / sizeof lines[0]; l++) {
            String seen = {0};
            if (lines[l].file == f) {
                study_describe(&items.items[lines[l].record - 1].study, &seen);
                if (!strstr(string_text(&seen), lines[l].line)) {
                    fail_msg("%s, record %zu has no %s in\n%s", files[f].file, lines[l].record, lines[l].line,
                             string_text(&seen));
                }
            }
            string_free(&seen);
        }
        items_free(&items);
        string_free(&text);
    }
}

// The same records, whatever pieces the bytes come in.
static void test_pieces(void **state) {
    (void) state;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        String text = {0}, whole = {0};
        read_fixture(files[f].file, &text);
        for (size_t piece = 1; piece < 40; piece += 6) {
            Items items = items_read(files[f].format, string_view(&text), piece == 1 ? SIZE_MAX : piece);
            String seen = {0};
            for (size_t i = 0; i < items.count; i++) {
                string_format(&seen, "line %llu\n", (unsigned long long) items.items[i].line);
                study_describe(&items.items[i].study, &seen);
            }
            if (piece == 1) {
                string_add(&whole, string_view(&seen));
            }
            assert_string_equal(string_text(&seen), string_text(&whole));
            string_free(&seen);
            items_free(&items);
        }
        string_free(&whole);
        string_free(&text);
    }
}

// Ovid's header tells the search.
static void test_search(void **state) {
    (void) state;
    String text = {0}, lines_seen = {0};
    read_fixture("ovid/names.txt", &text);
    Reader *reader = formats[FORMAT_OVID].reader_new();
    Arena arena = {0};
    Item item;
    reader_feed(reader, string_view(&text), true);
    while (reader_next(reader, &arena, &item)) {
    }
    reader_add_search(reader, &lines_seen);
    assert_non_null(strstr(string_text(&lines_seen), "database=Ovid MEDLINE(R)\n"));
    assert_non_null(strstr(string_text(&lines_seen), "platform=Ovid\n"));
    assert_non_null(
        strstr(string_text(&lines_seen), "strategy=1     exp Tea/ (102)\\n2     1 and cup*.ti,ab. (7)\n"));
    reader_free(reader);
    arena_free(&arena);
    string_free(&lines_seen);
    string_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests_name("format_tagged", tests, NULL, NULL);
}
