// RIS: lines "TY  - JOUR" … "ER  - ", continued by lines without a tag. ris_fields.c reads what is
// in a record. [https://en.wikipedia.org/wiki/RIS_(file_format); Research Information Systems,
// RIS Format Specifications, 2001]

#include "ris.h"

#include "carrel/exchange/exchange.h"
#include "carrel/reader/frame.h"

#include "carrel/base/memory.h"

typedef struct {
    Reader reader;
    String scratch;
} RisReader;

// The next line that is there as a whole; CR and CRLF end lines too.
static bool whole_line(const Reader *reader, StringView *rest, StringView *line) {
    StringView lines = *rest;
    if (!sv_line(&lines, line)) {
        return false;
    }
    // A CR behind which nothing is known may be half a line end.
    bool half = lines.length == 0 && rest->data[rest->length - 1] != '\n';
    if (half && !reader->last) {
        return false;
    }
    *rest = lines;
    return true;
}

// Bytes of the record at the beginning of `rest`: up to its ER or the next TY. SV_NONE where its
// end is not there yet.
static size_t record_length(Reader *reader, StringView rest) {
    StringView lines = sv_from(rest, reader->seen), line, value;
    for (;;) {
        size_t offset = rest.length - lines.length;
        if (!whole_line(reader, &lines, &line)) {
            reader->seen = offset;
            return reader->last ? rest.length : SV_NONE;
        }
        unsigned tag = ris_line_tag(line, &value);
        if (tag == TAG('E', 'R')) {
            return rest.length - lines.length;
        }
        if (tag == TAG('T', 'Y') && offset > 0) {
            return offset;
        }
    }
}

// Goes over the lines between records, which say nothing. false where a line is not whole yet or
// nothing is left.
static bool find_record(Reader *reader) {
    for (;;) {
        StringView rest = reader_rest(reader), lines = rest, line, value;
        if (!whole_line(reader, &lines, &line)) {
            if (rest.length <= RECORD_MAX) {
                return false;
            }
            reader_step(reader, RECORD_MAX); // no line of a record
            continue;
        }
        unsigned tag = ris_line_tag(line, &value);
        if (tag != NO_TAG && tag != TAG('E', 'R')) {
            return true;
        }
        reader_step(reader, rest.length - lines.length);
    }
}

// Whether lines without TY are a record whose beginning is lost; Ovid puts a single field behind ER.
static bool is_record(StringView lines) {
    StringView line, value;
    size_t fields = 0;
    while (fields < 2 && sv_line(&lines, &line)) {
        unsigned tag = ris_line_tag(line, &value);
        fields += tag != NO_TAG && tag != TAG('E', 'R');
    }
    return fields >= 2;
}

static bool ends_with_er(StringView record) {
    StringView text = sv_trim(record), value;
    size_t begin = text.length;
    while (begin > 0 && text.data[begin - 1] != '\n' && text.data[begin - 1] != '\r') {
        begin--;
    }
    return ris_line_tag(sv_from(text, begin), &value) == TAG('E', 'R');
}

static bool ris_next(Reader *reader, Arena *arena, Item *item) {
    RisReader *ris = (RisReader *) reader;
    while (reader->seen > 0 || find_record(reader)) {
        StringView record, line, value;
        if (!reader_take(reader, record_length(reader, reader_rest(reader)), item, &record)) {
            return false;
        }
        if (!record.data) {
            return true;
        }
        StringView lines = record;
        bool begins = sv_line(&lines, &line) && ris_line_tag(line, &value) == TAG('T', 'Y');
        if (!begins && is_record(record)) {
            return reader_reject(item, "the record does not begin with TY, as RIS wants it", record);
        }
        if (begins && !ris_record_read(reader_text(record, arena), arena, &ris->scratch, &item->study,
                                       &reader->facts)) {
            return reader_reject(item, "the record has no title, author, abstract or identifier", record);
        }
        if (begins) {
            reader_note_end(reader, item, record, ends_with_er(record));
            item->study.kind = RECORD_DATABASE;
            return true;
        }
    }
    return false;
}

static void ris_destroy(Reader *reader) {
    string_free(&((RisReader *) reader)->scratch);
    reader_destroy(reader);
}

Reader *ris_reader_new(void) {
    RisReader *ris = memory_new(sizeof *ris);
    reader_init(&ris->reader, ris_next, ris_destroy);
    ris->reader.nothing = "no RIS record was found: the file has no line \"TY  - …\"";
    return &ris->reader;
}
