#include "page.h"

#include "carrel/reader/fields.h"
#include "html.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    Reader reader;
    PageParse parse;
    void (*html)(StringView page, String *out);
    bool done;
} PageReader;

static bool is_wide_space(uint32_t c) {
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

// One line with plain spaces, folded; empty where nothing is left.
static StringView clean_line(StringView line, Arena *arena) {
    bool ascii = true;
    for (size_t i = 0; i < line.length && ascii; i++) {
        ascii = (line.data[i] & 0x80) == 0;
    }
    if (ascii) {
        const char *folded = field_text(arena, line);
        return folded ? sv(folded) : SV("");
    }
    String plain = {0};
    for (size_t i = 0; i < line.length;) {
        uint32_t c;
        size_t length = text_decode(sv_from(line, i), &c);
        string_add(&plain, is_wide_space(c) ? SV(" ") : sv_part(line, i, length));
        i += length;
    }
    const char *folded = field_text(arena, string_view(&plain));
    string_free(&plain);
    return folded ? sv(folded) : SV("");
}

static Lines lines_of(StringView text, Arena *arena) {
    Lines lines = {0};
    StringView line;
    bool gap = false;
    while (sv_line(&text, &line)) {
        StringView clean = clean_line(line, arena);
        if (clean.length == 0) {
            gap = true;
            continue;
        }
        if (gap && lines.count > 0) {
            lines.items = list_grow(arena, lines.items, lines.count, sizeof *lines.items);
            lines.items[lines.count++] = SV("");
        }
        gap = false;
        lines.items = list_grow(arena, lines.items, lines.count, sizeof *lines.items);
        lines.items[lines.count++] = clean;
    }
    return lines;
}

// What the page says, as text. A page of studies that was taken for an article is read as what it
// is: its beginning may have been all style and script.
static bool read_html(const PageReader *page, StringView bytes, Arena *arena, Study *study) {
    PageParse parse = page->parse;
    String text = {0};
    if (page->html == html_add_article) {
        html_add_lines(bytes, &text);
        StringView all = string_view(&text);
        parse = page_is_citing(all) ? page_citing_parse : page_is_pubmed(all) ? page_pubmed_parse : parse;
    }
    if (parse == page->parse) {
        string_clear(&text);
        page->html(bytes, &text);
    }
    StringView copy = {arena_copy_view(arena, string_view(&text)), text.length};
    string_free(&text);
    Lines lines = lines_of(copy, arena);
    return lines.count > 0 && parse(&lines, arena, study);
}

static bool read_text(const PageReader *page, StringView text, Arena *arena, Study *study) {
    Lines lines = lines_of(text, arena);
    return lines.count > 0 && page->parse(&lines, arena, study);
}

// Rejects a page in an encoding that is not read, whose letters would all be wrong.
static bool reject_charset(Item *item, StringView page, Arena *arena) {
    String charset = {0};
    bool other = html_names_charset(page, &charset);
    if (other) {
        const char *why =
            arena_format(arena,
                         "the page is in the encoding %s, which carrel does not read: save it as "
                         "UTF-8",
                         string_text(&charset));
        reader_reject(item, why, page);
    }
    string_free(&charset);
    return other;
}

static bool page_next(Reader *reader, Arena *arena, Item *item) {
    PageReader *page = (PageReader *) reader;
    StringView bytes = reader_rest(reader);
    if (page->done) {
        reader_skip(reader, bytes.length);
        return false;
    }
    item->line = 1;
    if (bytes.length > RECORD_MAX) {
        page->done = true;
        reader_reject(item, "the text is too large for a page of one study", bytes);
        reader_skip(reader, bytes.length);
        return true;
    }
    if (!reader->last) {
        return false;
    }
    page->done = true;
    item->study.kind = RECORD_PAGE;
    StringView text = reader_text(bytes, arena);
    bool html = html_is(text);
    if (html && reader->decoder.encoding == ENCODING_CP1252 && reject_charset(item, text, arena)) {
        reader_skip(reader, bytes.length);
        return true;
    }
    if (!(html ? read_html(page, text, arena, &item->study) : read_text(page, text, arena, &item->study))) {
        reader_reject(item, reader->nothing, bytes);
    }
    reader_skip(reader, bytes.length);
    return true;
}

Reader *page_reader_new(PageParse parse, void (*html)(StringView page, String *out), const char *nothing) {
    PageReader *page = memory_new(sizeof *page);
    reader_init(&page->reader, page_next, reader_destroy);
    page->reader.nothing = nothing;
    page->parse = parse;
    page->html = html;
    return &page->reader;
}

StringView line_unbullet(StringView line, bool *bullet) {
    static const char *const marks[] = {"- ",           "* ",        "\xe2\x80\xa2 ",
                                        "\xe2\x80\xa2", "\xc2\xb7 ", "\xe2\x80\x93 "};
    *bullet = false;
    if (sv_equal(line, SV("-")) || sv_equal(line, SV("*"))) {
        *bullet = true;
        return sv_from(line, 1);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (sv_starts(line, sv(marks[i]))) {
            *bullet = true;
            return sv_trim(sv_from(line, strlen(marks[i])));
        }
    }
    return line;
}

// "short-" before "and long-term" keeps its space.
static bool is_shared_hyphen(StringView next) {
    static const char *const words[] = {"and ", "or ", "und ", "versus ", "vs "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_starts(next, sv(words[i]))) {
            return true;
        }
    }
    return false;
}

StringView text_unwrap(StringView text, Arena *arena) {
    String joined = {0};
    StringView line;
    while (sv_line(&text, &line)) {
        line = clean_line(line, arena);
        if (line.length == 0) {
            continue;
        }
        size_t length = joined.length;
        bool hyphen = length >= 2 && joined.data[length - 1] == '-' && joined.data[length - 2] != ' ' &&
                      !is_shared_hyphen(line);
        if (length > 0 && !hyphen) {
            string_add_char(&joined, ' ');
        }
        string_add(&joined, line);
    }
    StringView copy = {arena_copy_view(arena, string_view(&joined)), joined.length};
    string_free(&joined);
    return copy;
}
