// EndNote's XML: <record> elements, often all on one line, whose values are wrapped in <style>
// elements, several where the type changes. What their fields mean is what the same fields mean in
// RIS. [EndNote, RSXML DTD]

#include "carrel/exchange/exchange.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/reference_kind.h"
#include "carrel/reader/scan.h"
#include "carrel/reader/xml_fields.h"
#include "ris.h"

#include "carrel/base/memory.h"

typedef struct {
    Reader reader;
    String value;
} EndnoteReader;

// Elements whose text is a field, by name; `inside` is an element around it where one name has two
// meanings.
static const struct {
    const char *name, *inside;
    unsigned tag;
} fields[] = {
    {"ref-type", NULL, TAG('T', 'Y')},
    {"author", "authors", TAG('A', 'U')},
    {"author", "secondary-authors", TAG('A', '2')},
    {"author", "tertiary-authors", TAG('A', '3')},
    {"auth-address", NULL, TAG('A', 'D')},
    {"title", NULL, TAG('T', 'I')},
    {"secondary-title", NULL, TAG('T', '2')},
    {"alt-title", NULL, TAG('J', 'A')},
    {"translated-title", NULL, TAG('T', 'T')},
    {"full-title", "periodical", TAG('J', 'F')},
    {"abbr-1", "periodical", TAG('J', '2')},
    {"pages", NULL, TAG('S', 'P')},
    {"volume", NULL, TAG('V', 'L')},
    {"number", NULL, TAG('I', 'S')},
    {"keyword", NULL, TAG('K', 'W')},
    {"year", NULL, TAG('P', 'Y')},
    {"date", "pub-dates", TAG('D', 'A')},
    {"isbn", NULL, TAG('S', 'N')},
    {"abstract", NULL, TAG('A', 'B')},
    {"notes", NULL, TAG('N', '1')},
    {"research-notes", NULL, TAG('U', '1')},
    {"url", NULL, TAG('U', 'R')},
    {"electronic-resource-num", NULL, TAG('D', 'O')},
    {"accession-num", NULL, TAG('A', 'N')},
    {"remote-database-name", NULL, TAG('D', 'B')},
    {"remote-database-provider", NULL, TAG('D', 'P')},
    {"language", NULL, TAG('L', 'A')},
    {"work-type", NULL, TAG('M', '3')},
    {"publisher", NULL, TAG('P', 'B')},
    {"custom2", NULL, TAG('C', '2')},
    {"custom3", NULL, TAG('C', '3')},
    {"custom5", NULL, TAG('C', '5')},
    {"custom6", NULL, TAG('C', '6')},
    {"custom7", NULL, TAG('C', '7')},
};

// Which lists an element may stand in; the innermost one counts.
static bool is_box(StringView name) {
    static const char *const boxes[] = {
        "authors",    "secondary-authors", "tertiary-authors", "subsidiary-authors", "translated-authors",
        "periodical", "alt-periodical",    "pub-dates",        "copyright-dates"};
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        if (sv_equal(name, sv(boxes[i]))) {
            return true;
        }
    }
    return false;
}

static unsigned field_tag(StringView name, StringView inside) {
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (sv_equal(name, sv(fields[i].name)) &&
            (!fields[i].inside || sv_equal(inside, sv(fields[i].inside)))) {
            return fields[i].tag;
        }
    }
    return NO_TAG;
}

// Appends text. A line end of it is a reference, "&#xD;"; those of the file are layout.
static void add_text(String *value, StringView text) {
    size_t start = value->length;
    StringView line;
    for (bool first = true; sv_line(&text, &line); first = false) {
        string_add_text(value, first ? NULL : " ");
        scan_add_text(value, line);
    }
    for (size_t i = start; i < value->length; i++) {
        value->data[i] = value->data[i] == '\r' ? '\n' : value->data[i];
    }
}

// The text up to the element's end tag, behind which the scan ends. Where it has <style>
// elements, white space between them is only layout.
static StringView element_text(Scan *scan, StringView name, String *value) {
    bool styled = false, inside = false;
    ScanTag tag;
    string_clear(value);
    while (scan_next(scan, &tag)) {
        bool style = sv_equal(tag.name, SV("style"));
        if (!styled && style && sv_trim(tag.before).length == 0) {
            styled = true;
        } else if (!styled || inside) {
            add_text(value, tag.before);
        }
        if (tag.kind == SCAN_CDATA) {
            add_text(value, tag.attributes);
        } else if (style) {
            inside = tag.kind == SCAN_OPEN;
        } else if (tag.kind == SCAN_CLOSE && sv_equal(tag.name, name)) {
            break;
        }
    }
    return string_view(value);
}

static void read_element(RisRecord *record, unsigned tag, const ScanTag *open, StringView text) {
    long long number;
    if (tag == TAG('T', 'Y')) {
        StringView name = {0};
        scan_attribute(open->attributes, SV("name"), &name);
        bool known = sv_number(sv_trim(text), &number) && number > 0 && number < 100;
        const ReferenceKind *kind = known ? reference_kind_by_number((int) number) : NULL;
        text = kind ? sv(kind->ris) : name;
    }
    if (tag == TAG('U', '1')) {
        StringView line;
        while (sv_split(&text, '\n', &line)) {
            ris_record_add(record, tag, sv_trim(line));
        }
        return;
    }
    ris_record_add(record, tag, sv_trim(text));
}

static bool read_record(StringView text, Arena *arena, String *value, Study *study, SearchFacts *facts) {
    RisRecord *record = ris_record_begin(study, arena, facts);
    Scan scan = scan_begin(text);
    StringView inside = {0};
    ScanTag tag;
    while (scan_next(&scan, &tag)) {
        if (tag.kind == SCAN_OPEN && is_box(tag.name)) {
            inside = tag.name;
        } else if (tag.kind == SCAN_CLOSE && sv_equal(tag.name, inside)) {
            inside = sv(NULL);
        } else if (tag.kind == SCAN_OPEN) {
            unsigned field = field_tag(tag.name, inside);
            if (field != NO_TAG) {
                read_element(record, field, &tag, element_text(&scan, tag.name, value));
            }
        }
    }
    return ris_record_end(record);
}

static bool endnote_next(Reader *reader, Arena *arena, Item *item) {
    StringView record;
    if (!xml_record_next(reader, "record", item, &record)) {
        return false;
    }
    if (!record.data) {
        return true;
    }
    String *value = &((EndnoteReader *) reader)->value;
    if (!read_record(reader_text(record, arena), arena, value, &item->study, &reader->facts)) {
        return reader_reject(item, "the record has no title, author, abstract or identifier", record);
    }
    item->study.kind = RECORD_DATABASE;
    return true;
}

static void endnote_destroy(Reader *reader) {
    string_free(&((EndnoteReader *) reader)->value);
    reader_destroy(reader);
}

Reader *endnote_reader_new(void) {
    EndnoteReader *endnote = memory_new(sizeof *endnote);
    reader_init(&endnote->reader, endnote_next, endnote_destroy);
    endnote->reader.nothing = "no EndNote record was found: the file has no <record>";
    return &endnote->reader;
}
