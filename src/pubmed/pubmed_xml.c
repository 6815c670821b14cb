// PubMed XML as a stream of records: finds them, hands each to pubmed_article.c, and names
// what cannot be read.

#include "carrel/base/memory.h"
#include "carrel/pubmed/pubmed.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/scan.h"
#include "carrel/study/ident.h"
#include "pubmed_article.h"

#include <ctype.h>
#include <stdio.h>

typedef struct {
    Reader reader;
    ElementIndex index;
    String scratch;
    String foreign;  // the sentence for a file of another kind
    bool root_known; // the first element has been seen
    bool deleting;   // inside DeleteCitation
} XmlReader;

static void note_root(XmlReader *xml, StringView name) {
    xml->root_known = true;
    StringView root = sv_part(name, 0, 40);
    for (size_t i = 0; i < root.length; i++) {
        if (!isalnum((unsigned char) root.data[i]) && root.data[i] != '_' && root.data[i] != ':') {
            return;
        }
    }
    string_format(&xml->foreign,
                  "no PubMed record was found: the first element is <%.*s>, not <PubmedArticleSet>",
                  (int) root.length, root.data);
    xml->reader.facts.named_database = "PubMed";
    xml->reader.facts.named_platform = "NCBI";
    xml->reader.nothing = string_text(&xml->foreign);
}

// "<name" or "</name" as something to search for.
typedef struct {
    char text[32];
    size_t length;
} Needle;

static Needle needle_of(const char *before, StringView name) {
    Needle needle;
    needle.length =
        (size_t) snprintf(needle.text, sizeof needle.text, "%s%.*s", before, (int) name.length, name.data);
    return needle;
}

static size_t find_from(StringView text, size_t from, Needle needle) {
    size_t hit = sv_find(sv_from(text, from), (StringView){needle.text, needle.length});
    return hit == SV_NONE ? SV_NONE : from + hit;
}

// How far the record at the beginning of `rest` goes; `cut` where the set ends before
// the record does. SV_NONE: its end is not there yet.
static size_t record_length(StringView rest, size_t seen, StringView name, bool *cut) {
    *cut = false;
    Needle end_tag = needle_of("</", name);
    for (size_t from = seen; from < rest.length;) {
        size_t start = find_from(rest, from, end_tag);
        size_t end = start + end_tag.length;
        if (start == SV_NONE || end >= rest.length) {
            break;
        }
        size_t close = sv_find_char(sv_part(rest, end, 16), '>');
        *cut = rest.data[end] == 'S'; // </PubmedArticleSet>
        if (*cut || close != SV_NONE) {
            return *cut ? start : end + close + 1;
        }
        if (end + 16 > rest.length) {
            break;
        }
        from = end;
    }
    return SV_NONE;
}

static bool read_record(XmlReader *xml, StringView name, Arena *arena, Item *item) {
    Reader *reader = &xml->reader;
    StringView rest = reader_rest(reader);
    item->line = reader->line;
    bool cut;
    size_t length = record_length(rest, reader->seen, name, &cut);
    if (length == SV_NONE && !reader->last && rest.length <= RECORD_MAX) {
        enum { TAG_MAX = 64 }; // the end tag may be cut by the end of the piece
        reader->seen = rest.length > TAG_MAX ? rest.length - TAG_MAX : 0;
        return false;
    }
    if ((length == SV_NONE ? rest.length : length) > RECORD_MAX) {
        reader_skip(reader, length == SV_NONE ? RECORD_MAX : length);
        return reader_reject(item, "the record is larger than 16 MB", rest);
    }
    if (length == SV_NONE) {
        cut = true;
        length = rest.length;
    }
    StringView record = sv_part(rest, 0, length);
    if (!pubmed_article_read(reader_text(record, arena), &xml->index, &xml->scratch, arena, &item->study)) {
        // The next record begins inside this one, which therefore ends there.
        size_t second = find_from(record, 1, needle_of("<", name));
        record.length = second == SV_NONE ? length : second;
        cut = true;
    }
    reader_skip(reader, record.length);
    if (cut) {
        return reader_reject(item, "the record has no end: the file is damaged or was cut off here", record);
    }
    if (item->study.pmid == 0 && !item->study.title) {
        return reader_reject(item, "the record has neither a PMID nor a title", record);
    }
    item->study.kind = RECORD_PUBMED_XML;
    return true;
}

static bool xml_next(Reader *reader, Arena *arena, Item *item) {
    XmlReader *xml = (XmlReader *) reader;
    for (;;) {
        StringView rest = reader_rest(reader);
        Scan scan = scan_begin(rest);
        ScanTag tag;
        if (!scan_next(&scan, &tag)) {
            reader_step(reader, rest.length);
            return false;
        }
        size_t start = tag.before.length;
        if (!tag.whole && !reader->last) {
            reader_skip(reader, start);
            if (rest.length - start > RECORD_MAX) {
                reader_skip(reader, 1); // a comment without end, most likely
                continue;
            }
            return false;
        }
        Element element =
            tag.kind == SCAN_OPEN || tag.kind == SCAN_CLOSE ? element_find(&xml->index, tag.name) : EL_NONE;
        if (tag.kind == SCAN_OPEN && !xml->root_known) {
            note_root(xml, tag.name);
        }
        if (tag.kind == SCAN_OPEN && element_kind(element) == ELEMENT_RECORD) {
            reader_step(reader, start);
            return read_record(xml, tag.name, arena, item);
        }
        if (element == EL_DeleteCitation || element == EL_DeleteDocument) {
            xml->deleting = tag.kind == SCAN_OPEN;
        } else if (element == EL_PMID && tag.kind == SCAN_OPEN && xml->deleting) {
            StringView after = sv_from(rest, (size_t) (scan.at - rest.data));
            size_t end = sv_find_char(after, '<');
            if (end == SV_NONE && !reader->last && after.length < 64) {
                reader_skip(reader, start);
                return false;
            }
            bool number = end != SV_NONE && pmid_parse(sv_part(after, 0, end), &item->pmid);
            reader_skip(reader, start);
            item->line = reader->line;
            reader_skip(reader, (size_t) (scan.at - rest.data) - start);
            if (number) {
                item->kind = ITEM_DELETE;
                return true;
            }
            continue;
        }
        reader_step(reader, (size_t) (scan.at - rest.data));
    }
}

static void xml_destroy(Reader *reader) {
    XmlReader *xml = (XmlReader *) reader;
    string_free(&xml->scratch);
    string_free(&xml->foreign);
    reader_destroy(reader);
}

Reader *pubmed_xml_reader_new(void) {
    XmlReader *xml = memory_new(sizeof *xml);
    reader_init(&xml->reader, xml_next, xml_destroy);
    xml->reader.nothing = "no PubMed record was found: the file has no XML elements";
    element_index_fill(&xml->index);
    return &xml->reader;
}
