#include "carrel/reader/frame.h"

#include "carrel/base/text.h"

#include <stdlib.h>
#include <string.h>

void reader_init(Reader *reader, bool (*next)(Reader *, Arena *, Item *), void (*destroy)(Reader *)) {
    *reader = (Reader){.next = next, .destroy = destroy, .line = 1};
}

void reader_destroy(Reader *reader) {
    decoder_free(&reader->decoder);
    string_free(&reader->buffer);
    string_free(&reader->columns);
    string_free(&reader->unknown);
    search_facts_free(&reader->facts);
    free(reader);
}

StringView reader_rest(const Reader *reader) {
    return sv_from(string_view(&reader->buffer), reader->start);
}

// In pieces of a fixed size, which compilers count sixteen bytes and more at once.
static size_t count_lines(StringView text) {
    enum { PIECE = 128 };
    size_t lines = 0;
    for (; text.length >= PIECE; text = sv_from(text, PIECE)) {
        unsigned char count = 0; // holds what a piece may have
        for (size_t i = 0; i < PIECE; i++) {
            count = (unsigned char) (count + (text.data[i] == '\n'));
        }
        lines += count;
    }
    for (size_t i = 0; i < text.length; i++) {
        lines += text.data[i] == '\n';
    }
    return lines;
}

static void skip(Reader *reader, size_t bytes) {
    reader->line += count_lines(sv_part(reader_rest(reader), 0, bytes));
    reader->start += bytes;
    reader->seen = bytes > 0 ? 0 : reader->seen;
}

void reader_skip(Reader *reader, size_t bytes) {
    skip(reader, bytes);
    if (bytes > 0) {
        bool ended = reader->buffer.data[reader->start - 1] == '\n';
        reader->head_length = ended ? 0 : sizeof reader->head;
    }
}

// How records of other formats begin, at the beginning of a line.
static const struct {
    StringView begins;
    const char *format;
} beginnings[] = {
    {{"TY  - ", 6}, "RIS"},
    {{"PMID- ", 6}, "MEDLINE"},
    {{"PT J\n", 5}, "Web of Science"},
    {{"PT J\r", 5}, "Web of Science"},
    {{"@article{", 9}, "BibTeX"},
    {{"@book{", 6}, "BibTeX"},
    {{"@inproceedings{", 15}, "BibTeX"},
    {{"@misc{", 6}, "BibTeX"},
    {{"<PubmedArticle>", 15}, "PubMed XML"},
    {{"<record>", 8}, "EndNote XML"},
    {{"{\"", 2}, "JSON"},
    {{"[{\"", 3}, "JSON"},
};

// One more byte of a line that no record of the reader's own format has. Which bytes come together
// must not matter, so the line's beginning is gathered.
static void step_over(Reader *reader, char byte, uint64_t line) {
    if (reader->head_length == sizeof reader->head) {
        return;
    }
    reader->head[reader->head_length++] = byte;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (!reader->foreign &&
            sv_equal(beginnings[i].begins, (StringView){reader->head, reader->head_length})) {
            reader->foreign = beginnings[i].format;
            reader->foreign_line = line;
        }
    }
}

void reader_step(Reader *reader, size_t bytes) {
    StringView rest = sv_part(reader_rest(reader), 0, bytes);
    uint64_t line = reader->line;
    for (size_t i = 0; i < rest.length; i++) {
        step_over(reader, rest.data[i], line);
        if (rest.data[i] == '\n') {
            reader->head_length = 0;
            line++;
        }
    }
    skip(reader, bytes);
}

bool reader_reject(Item *item, const char *why, StringView verbatim) {
    item->kind = ITEM_REJECTED;
    item->why = why;
    item->verbatim = sv_part(verbatim, 0, RECORD_MAX);
    return true;
}

void reader_note_end(Reader *reader, const Item *item, StringView record, bool marked) {
    bool cut = !marked && reader->marks_ends && !sv_ends(record, SV("\n")) && !sv_ends(record, SV("\r"));
    reader->cut_line = cut ? item->line : 0;
    reader->marks_ends = reader->marks_ends || marked;
}

bool reader_take(Reader *reader, size_t length, Item *item, StringView *record) {
    StringView rest = reader_rest(reader);
    *record = (StringView){0};
    if (length == SV_NONE && rest.length <= RECORD_MAX) {
        return false;
    }
    item->line = reader->line;
    if (length == SV_NONE || length > RECORD_MAX) {
        reader_skip(reader, length == SV_NONE ? RECORD_MAX : length);
        return reader_reject(item, "the record is larger than 16 MB", rest);
    }
    reader_skip(reader, length);
    *record = sv_part(rest, 0, length);
    return true;
}

StringView reader_text(StringView bytes, Arena *arena) {
    if (text_is_valid(bytes)) {
        return bytes;
    }
    // Old files of one byte a character have no valid multibyte sequence, while damaged UTF-8
    // has many of them.
    bool multibyte = false, single = false;
    for (size_t i = 0; i < bytes.length && !multibyte;) {
        uint32_t code_point;
        size_t length = text_decode(sv_from(bytes, i), &code_point);
        multibyte = length > 1;
        single = single || (unsigned char) bytes.data[i] >= 0x80;
        i += length > 0 ? length : 1;
    }
    String repaired = {0};
    if (single && !multibyte) {
        String converted = {0};
        text_add_cp1252(&converted, bytes);
        text_add_valid(&repaired, string_view(&converted)); // NULs
        string_free(&converted);
    } else {
        text_add_valid(&repaired, bytes);
    }
    StringView text = {arena_copy_view(arena, string_view(&repaired)), repaired.length};
    string_free(&repaired);
    return text;
}

void reader_feed(Reader *reader, StringView bytes, bool last) {
    if (reader->start > 0) {
        // Only the unfinished record is left, so little moves.
        size_t rest = reader->buffer.length - reader->start;
        memmove(reader->buffer.data, reader->buffer.data + reader->start, rest);
        reader->buffer.length = rest;
        reader->start = 0;
    }
    decoder_feed(&reader->decoder, bytes, last, &reader->buffer);
    reader->last = last;
}

const char *reader_encoding(const Reader *reader) {
    return encoding_name(reader->decoder.encoding);
}

void reader_add_search(const Reader *reader, String *lines) {
    search_facts_add(&reader->facts, reader->number, lines);
}

void reader_map(Reader *reader, StringView columns) {
    string_clear(&reader->columns);
    string_add(&reader->columns, columns);
}

void reader_add_unknown_columns(const Reader *reader, String *text) {
    string_add(text, string_view(&reader->unknown));
}

bool reader_next(Reader *reader, Arena *arena, Item *item) {
    *item = (Item){0};
    study_init(&item->study);
    bool found = reader->next(reader, arena, item);
    if (!found && reader->last && reader->number == 0) {
        const char *nothing = reader->nothing ? reader->nothing : "no record was found in this file";
        item->line = 1;
        found = reader_reject(item, arena_copy(arena, nothing), (StringView){"", 0});
        reader->foreign = NULL;
    } else if (!found && reader->last && reader->foreign) {
        item->line = reader->foreign_line;
        const char *why = arena_format(arena,
                                       "what begins here is %s, not read in a file of another format: "
                                       "each format needs a file of its own",
                                       reader->foreign);
        found = reader_reject(item, why, (StringView){"", 0});
        reader->foreign = NULL;
    } else if (!found && reader->last && reader->cut_line > 0) {
        item->line = reader->cut_line;
        found = reader_reject(
            item,
            "the record that begins here has no end: the file was cut off in it; what there is of "
            "it was kept",
            (StringView){"", 0});
        reader->cut_line = 0;
    }
    if (found) {
        item->number = ++reader->number;
    }
    return found;
}

void reader_free(Reader *reader) {
    if (reader) {
        reader->destroy(reader);
    }
}
