#include "tagged.h"

#include "carrel/base/memory.h"

typedef struct {
    Reader reader;
    const TaggedFormat *format;
    String scratch;
} TaggedReader;

static bool whole_line(const Reader *reader, StringView *rest, StringView *line) {
    StringView lines = *rest;
    if (!sv_line(&lines, line) || (lines.length == 0 && !reader->last)) {
        return false; // a line's end that is the last byte may be half a CRLF
    }
    *rest = lines;
    return true;
}

// Goes to the line where a record begins; false where it is not there yet.
static bool find_record(Reader *reader) {
    const TaggedFormat *format = ((TaggedReader *) reader)->format;
    for (;;) {
        StringView rest = reader_rest(reader), lines = rest, line;
        if (!whole_line(reader, &lines, &line)) {
            if (rest.length <= RECORD_MAX) {
                return false;
            }
            reader_step(reader, RECORD_MAX);
            continue;
        }
        if (format->begins(line, true)) {
            return true;
        }
        if (format->above && reader->number == 0) {
            format->above(line, &reader->facts);
        }
        reader_step(reader, rest.length - lines.length);
    }
}

// Bytes of the record at the beginning of `rest`, up to the next one; SV_NONE where its end is not there.
static size_t record_length(Reader *reader, StringView rest) {
    const TaggedFormat *format = ((TaggedReader *) reader)->format;
    StringView lines = sv_from(rest, reader->seen), line;
    size_t text_end = reader->seen; // behind the last line that is not blank
    for (bool blank = false;;) {
        size_t offset = rest.length - lines.length;
        if (!whole_line(reader, &lines, &line)) {
            reader->seen = text_end;
            return reader->last ? rest.length : SV_NONE;
        }
        if (offset > 0 && format->begins(line, blank)) {
            return offset;
        }
        blank = sv_trim(line).length == 0;
        text_end = blank ? text_end : rest.length - lines.length;
    }
}

static bool tagged_next(Reader *reader, Arena *arena, Item *item) {
    TaggedReader *tagged = (TaggedReader *) reader;
    if (reader->seen == 0 && !find_record(reader)) {
        return false;
    }
    StringView record;
    if (!reader_take(reader, record_length(reader, reader_rest(reader)), item, &record)) {
        return false;
    }
    if (!record.data) {
        return true;
    }
    if (!tagged->format->read(reader_text(record, arena), arena, &tagged->scratch, &item->study,
                              &reader->facts)) {
        return reader_reject(item, "the record has no title, author, abstract or identifier", record);
    }
    item->study.kind = RECORD_DATABASE;
    return true;
}

static void tagged_destroy(Reader *reader) {
    string_free(&((TaggedReader *) reader)->scratch);
    reader_destroy(reader);
}

Reader *tagged_reader_new(const TaggedFormat *format) {
    TaggedReader *tagged = memory_new(sizeof *tagged);
    reader_init(&tagged->reader, tagged_next, tagged_destroy);
    tagged->format = format;
    tagged->reader.nothing = format->nothing;
    return &tagged->reader;
}

bool tagged_field(StringView *lines, TagOfLine *tag_of, String *scratch, unsigned *tag, StringView *value) {
    StringView line, other;
    *tag = 0;
    while (*tag == 0) {
        if (!sv_line(lines, &line)) {
            return false;
        }
        *tag = tag_of(line, value);
    }
    bool joined = false;
    for (StringView rest = *lines; sv_line(&rest, &line) && tag_of(line, &other) == 0; *lines = rest) {
        if (!joined) {
            string_clear(scratch);
            string_add(scratch, *value);
        }
        joined = true;
        string_add_char(scratch, '\n');
        string_add(scratch, sv_trim(line));
    }
    *value = joined ? sv_trim(string_view(scratch)) : *value;
    return true;
}
