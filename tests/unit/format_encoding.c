// What the bytes of a file stand for.

#include "format_read.h"

#define BYTES(literal)                                                                                       \
    { literal, sizeof literal - 1 }

// A MEDLINE record whose title ends with `title`, in pieces of `piece` bytes; *title_read is the
// caller's.
static const char *read_title(StringView file, size_t piece, Arena *arena, const char **encoding) {
    Reader *reader = formats[FORMAT_MEDLINE].reader_new();
    const char *title = NULL;
    size_t at = 0;
    do {
        StringView part = sv_part(file, at, piece);
        at += part.length;
        reader_feed(reader, part, at == file.length);
        Item item;
        while (reader_next(reader, arena, &item)) {
            title = item.study.title ? item.study.title : title;
        }
    } while (at < file.length);
    *encoding = reader_encoding(reader);
    reader_free(reader);
    return title;
}

static void test_encodings(void **state) {
    (void) state;
    static const struct {
        StringView file;
        const char *encoding, *title;
    } cases[] = {
        {BYTES("PMID- 1\nTI  - Tea\n"), "UTF-8", "Tea"},
        {BYTES("PMID- 1\nTI  - Th\xc3\xa9\n"), "UTF-8", "Th\xc3\xa9"},
        {BYTES("\xef\xbb\xbfPMID- 1\nTI  - Th\xc3\xa9\n"), "UTF-8", "Th\xc3\xa9"},
        {BYTES("PMID- 1\nTI  - Th\xe9 \x93green\x94\n"), "Windows-1252",
         "Th\xc3\xa9 \xe2\x80\x9cgreen\xe2\x80\x9d"},
        // One damaged byte among good ones, before and behind them.
        {BYTES("PMID- 1\nTI  - Th\xc3\xa9 \xff green\n"), "UTF-8", "Th\xc3\xa9 \xef\xbf\xbd green"},
        {BYTES("PMID- 1\nTI  - \xff green th\xc3\xa9\n"), "UTF-8", "\xef\xbf\xbd green th\xc3\xa9"},
        // By chance a pair of 1252 that UTF-8 has too.
        {BYTES("PMID- 1\nTI  - \xd6\x96 th\xe9 f\xfcr \xe9t\xe9\n"), "Windows-1252",
         "\xc3\x96\xe2\x80\x93 th\xc3\xa9 f\xc3\xbcr \xc3\xa9t\xc3\xa9"},
        {BYTES("\xff\xfeP\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0\xe9\0\x3d\xd8\xb5\xdc\n\0"), "UTF-16LE",
         "\xc3\xa9\xf0\x9f\x92\xb5"},
        {BYTES("\xfe\xff\0P\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0\xe9\xd8\x3d\xdc\xb5\0\n"), "UTF-16BE",
         "\xc3\xa9\xf0\x9f\x92\xb5"},
        {BYTES("P\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0\xe9\0\n\0"), "UTF-16LE", "\xc3\xa9"},
        {BYTES("\0P\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0\xe9\0\n"), "UTF-16BE", "\xc3\xa9"},
        // Half a pair, and half a unit at the end.
        {BYTES("\xff\xfeP\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0\x3d\xd8x\0\n\0y"), "UTF-16LE",
         "\xef\xbf\xbdx"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static const size_t pieces[] = {SIZE_MAX, 1, 2, 3, 7};
        for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++) {
            Arena arena = {0};
            const char *encoding;
            const char *title = read_title(cases[i].file, pieces[j], &arena, &encoding);
            if (!title || strncmp(title, cases[i].title, strlen(cases[i].title)) != 0 ||
                strcmp(encoding, cases[i].encoding) != 0) {
                fail_msg("case %zu in pieces of %zu: %s: %s", i, pieces[j], encoding,
                         title ? title : "no title");
            }
            arena_free(&arena);
        }
    }
}

// The evidence may come late: what was read until then is taken for 1252, the rest for UTF-8.
static void test_late_evidence(void **state) {
    (void) state;
    String file = {0};
    string_add_text(&file, "PMID- 1\nTI  - Th\xe9\n\n");
    for (int i = 2; i < 8000; i++) {
        string_format(&file, "PMID- %d\nTI  - Tea and cups\n\n", i);
    }
    string_add_text(&file, "PMID- 9000\nTI  - Th\xc3\xa9 f\xc3\xbcr \xff\n");
    static const size_t pieces[] = {SIZE_MAX, 65536, 1000, 1};
    for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++) {
        Items items = items_read(FORMAT_MEDLINE, string_view(&file), pieces[j]);
        assert_int_equal(items.count, 8000 - 1 + 1);
        assert_string_equal(items.items[0].study.title, "Th\xc3\xa9");
        assert_string_equal(items.items[items.count - 1].study.title, "Th\xc3\xa9 f\xc3\xbcr \xef\xbf\xbd");
        items_free(&items);
    }
    string_free(&file);
}

static void test_detection_sees_text(void **state) {
    (void) state;
    static const StringView files[] = {
        BYTES("\xff\xfeP\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0x\0\n\0"),
        BYTES("\0P\0M\0I\0D\0-\0 \0001\0\n\0T\0I\0 \0 \0-\0 \0x\0\n"),
        BYTES("\xef\xbb\xbfPMID- 1\nTI  - x\n"),
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Format format = FORMAT_COUNT;
        Error err = {0};
        assert_true(format_detect(files[i], &format, &err));
        assert_int_equal(format, FORMAT_MEDLINE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_late_evidence),
        cmocka_unit_test(test_detection_sees_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
