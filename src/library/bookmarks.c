// Bookmarks of browsers and of bookmarking services: a list of addresses with titles, perhaps with a
// description and tags. DOIs and PMIDs are taken from the addresses. [Netscape Bookmark File Format]

#include "carrel/library/library.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/scan.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

#include <ctype.h>

// Where "<DT><A " begins at or behind `from`, in any case; SV_NONE where it does not.
static size_t find_mark(StringView text, size_t from) {
    for (size_t at; (at = sv_find_char(sv_from(text, from), '<')) != SV_NONE;) {
        from += at;
        StringView tag = sv_from(text, from);
        if (tag.length > 2 && toupper((unsigned char) tag.data[1]) == 'A' &&
            isspace((unsigned char) tag.data[2])) {
            return from;
        }
        from++;
    }
    return SV_NONE;
}

// An attribute by its name, which browsers write in capitals.
static const char *attribute(const ScanTag *tag, StringView small, StringView capital, Arena *arena) {
    StringView value = {0};
    if (!scan_attribute(tag->attributes, small, &value) &&
        !scan_attribute(tag->attributes, capital, &value)) {
        return NULL;
    }
    String text = {0};
    scan_add_text(&text, value);
    const char *copy = arena_copy_view(arena, sv_trim(string_view(&text)));
    string_free(&text);
    return copy;
}

static const char *plain(StringView text, Arena *arena) {
    String out = {0};
    scan_add_text(&out, text);
    const char *copy = field_text(arena, string_view(&out));
    string_free(&out);
    return copy;
}

static void read_mark(StringView text, Arena *arena, Study *study) {
    Scan scan = scan_begin(text);
    ScanTag tag, end;
    if (!scan_next(&scan, &tag)) {
        return;
    }
    const char *address = attribute(&tag, SV("href"), SV("HREF"), arena);
    const char *description = attribute(&tag, SV("description"), SV("DESCRIPTION"), arena);
    study_add_xml_field(study, arena, XML_ADDRESS, address);
    const char *tags = attribute(&tag, SV("tags"), SV("TAGS"), arena);
    StringView words = sv(tags), word;
    while (sv_split(&words, ',', &word)) {
        study_add_xml_field(study, arena, XML_KEYWORDS, field_text(arena, word));
    }
    if (scan_next(&scan, &end)) {
        study->title = plain(end.before, arena);
    }
    bool below = false; // <DD>
    while (!description && scan_next(&scan, &end)) {
        description = below ? plain(end.before, arena) : NULL;
        below = sv_equal_nocase(end.name, SV("DD")) && end.kind == SCAN_OPEN;
    }
    if (!description && below) {
        description = plain((StringView){scan.at, (size_t) (scan.end - scan.at)}, arena);
    }
    if (description) {
        study_add_section_lines(study, arena, sv(description));
    }
}

static bool bookmarks_next(Reader *reader, Arena *arena, Item *item) {
    StringView rest = reader_rest(reader);
    if (reader->seen == 0) {
        size_t at = find_mark(rest, 0);
        size_t keep = reader->last || rest.length < 3 ? 0 : 3;
        reader_skip(reader, at != SV_NONE ? at : reader->last ? rest.length : rest.length - keep);
        if (at == SV_NONE) {
            return false;
        }
        rest = sv_from(rest, at);
        reader->seen = 1;
    }
    size_t from = reader->seen > 3 ? reader->seen - 3 : 1, end = find_mark(rest, from);
    if (end == SV_NONE && !reader->last && rest.length <= RECORD_MAX) {
        reader->seen = rest.length;
        return false;
    }
    item->line = reader->line;
    StringView record = sv_part(rest, 0, end == SV_NONE ? rest.length : end);
    bool large = record.length > RECORD_MAX;
    reader_skip(reader, large ? RECORD_MAX : record.length);
    if (large) {
        return reader_reject(item, "the record is larger than 16 MB", record);
    }
    read_mark(reader_text(record, arena), arena, &item->study);
    item->study.kind = RECORD_STUB;
    if (!study_says_something(&item->study)) {
        return reader_reject(item, "the bookmark has no title", record);
    }
    return true;
}

Reader *bookmarks_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, bookmarks_next, reader_destroy);
    reader->nothing = "no bookmark was found: the file has no <A HREF=…>";
    return reader;
}
