// MARC 21 as ISO 2709, the form in which catalogues exchange it: a leader of 24 bytes, a directory of tags
// and the fields, each ended by a separator. Lengths count bytes and are wrong where a program changed the
// encoding, so only the separators are believed. [ISO 2709; Library of Congress, MARC 21 Specifications]

#include "marc.h"

#include "carrel/library/library.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

#include <ctype.h>
#include <string.h>

enum { RECORD_END = 0x1d, FIELD_END = 0x1e, PART_BEGIN = 0x1f, LEADER = 24, ENTRY = 12, FIELDS_MOST = 2000 };

static bool all_digits(StringView text) {
    for (size_t i = 0; i < text.length; i++) {
        if (!isdigit((unsigned char) text.data[i])) {
            return false;
        }
    }
    return text.length > 0;
}

static bool is_leader(StringView text) {
    return text.length > LEADER && all_digits(sv_part(text, 0, 5)) && all_digits(sv_part(text, 12, 5)) &&
           all_digits(sv_part(text, 20, 2));
}

bool marc_is(StringView head) {
    size_t end = sv_find_char(head, FIELD_END);
    return is_leader(head) && end != SV_NONE && end > LEADER && (end - LEADER) % ENTRY == 0 &&
           all_digits(sv_part(head, LEADER + 3, ENTRY - 3));
}

// Where a field stands among those of the directory, by where it says that it begins.
static size_t place_of(StringView directory, size_t entry, size_t entries) {
    StringView start = sv_part(directory, entry * ENTRY + 7, 5);
    size_t place = 0;
    for (size_t i = 0; i < entries; i++) {
        int order = memcmp(directory.data + i * ENTRY + 7, start.data, 5);
        place += order < 0 || (order == 0 && i < entry);
    }
    return place;
}

static void read_field(MarcRecord *record, Arena *arena, StringView tag, StringView text) {
    bool control = sv_starts(tag, SV("00"));
    MarcField *field = marc_field_add(record, arena, tag, control || text.length == 0 ? ' ' : text.data[0]);
    if (control) {
        marc_part_add(field, arena, '\0', text);
        return;
    }
    StringView part;
    for (bool first = true; sv_split(&text, PART_BEGIN, &part); first = false) {
        if (!first && part.length > 0 &&
            isgraph((unsigned char) part.data[0])) { // the first are the indicators
            marc_part_add(field, arena, part.data[0], sv_from(part, 1));
        }
    }
}

static bool read_record(StringView text, Arena *arena, MarcRecord *record) {
    size_t end = sv_find_char(text, FIELD_END);
    if (!is_leader(text) || end == SV_NONE || end < LEADER) {
        return false;
    }
    record->leader = sv_part(text, 0, LEADER);
    StringView directory = sv_part(text, LEADER, end - LEADER), rest = sv_from(text, end + 1), content;
    size_t entries = directory.length / ENTRY, count = 0;
    if (entries > FIELDS_MOST) {
        return false;
    }
    StringView *contents = arena_alloc(arena, (entries + 1) * sizeof *contents);
    while (count < entries && sv_split(&rest, FIELD_END, &content)) {
        contents[count++] = content;
    }
    for (size_t i = 0; i < entries; i++) {
        size_t place = place_of(directory, i, entries);
        if (place < count) {
            read_field(record, arena, sv_part(directory, i * ENTRY, 3), contents[place]);
        }
    }
    return true;
}

static bool marc_next(Reader *reader, Arena *arena, Item *item) {
    StringView rest = reader_rest(reader);
    size_t blank = 0;
    while (reader->seen == 0 && blank < rest.length && strchr(" \r\n\x1a", rest.data[blank])) {
        blank++;
    }
    reader_step(reader, blank);
    rest = sv_from(rest, blank);
    size_t end = sv_find_char(sv_from(rest, reader->seen), RECORD_END);
    bool whole = end != SV_NONE;
    if (!whole && !reader->last && rest.length <= RECORD_MAX) {
        reader->seen = rest.length;
        return false;
    }
    if (rest.length == 0) {
        return false;
    }
    item->line = reader->line;
    StringView text = sv_part(rest, 0, whole ? reader->seen + end + 1 : rest.length);
    bool large = text.length > RECORD_MAX;
    reader_skip(reader, large && !whole ? RECORD_MAX : text.length);
    if (large) {
        return reader_reject(item, "the record is larger than 16 MB", text);
    }
    if (!whole) {
        return reader_reject(item, "the record has no end: the file is damaged or was cut off here", text);
    }
    MarcRecord record = {0};
    StringView valid = reader_text(sv_part(text, 0, text.length - 1), arena);
    if (!read_record(valid, arena, &record)) {
        return reader_reject(item, "the record has no leader and directory, as MARC wants them", text);
    }
    marc_read_study(&record, arena, &item->study);
    item->study.kind = RECORD_DATABASE;
    if (!study_says_something(&item->study)) {
        return reader_reject(item, "the record has no title, author, abstract or identifier", text);
    }
    return true;
}

Reader *marc_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, marc_next, reader_destroy);
    reader->nothing = "no MARC record was found";
    return reader;
}
