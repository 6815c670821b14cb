#include "carrel/reader/xml_fields.h"

#include "carrel/reader/abstract.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/scan.h"

#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_MOST = 64, ELEMENTS_MOST = 1000000 };

static StringView local_name(StringView name) {
    size_t colon = sv_find_char(name, ':');
    return colon == SV_NONE ? name : sv_from(name, colon + 1);
}

static void close_element(XmlTree *tree, size_t element, const char *end) {
    XmlElement *closed = &tree->elements[element];
    closed->inner.length = (size_t) (end - closed->inner.data);
    closed->end = tree->count;
}

bool xml_read(StringView text, Arena *arena, XmlTree *tree) {
    size_t open[DEPTH_MOST], depth = 0, capacity = 0;
    Scan scan = scan_begin(text);
    ScanTag tag;
    *tree = (XmlTree){0};
    while (scan_next(&scan, &tag)) {
        StringView name = local_name(tag.name);
        if (tag.kind == SCAN_CLOSE) {
            size_t level = depth;
            while (level > 0 && !sv_equal(tree->elements[open[level - 1]].name, name)) {
                level--;
            }
            const char *end = tag.before.data + tag.before.length;
            while (level > 0 && depth >= level) {
                close_element(tree, open[--depth], end);
            }
            continue;
        }
        if ((tag.kind != SCAN_OPEN && tag.kind != SCAN_EMPTY) || depth == DEPTH_MOST) {
            continue;
        }
        if (tree->count == ELEMENTS_MOST) {
            return false;
        }
        tree->elements =
            arena_grow(arena, tree->elements, &capacity, tree->count + 1, sizeof *tree->elements);
        size_t element = tree->count++;
        tree->elements[element] = (XmlElement){.name = name,
                                               .attributes = tag.attributes,
                                               .inner = {scan.at, 0},
                                               .parent = depth > 0 ? open[depth - 1] : element,
                                               .end = element + 1};
        if (tag.kind == SCAN_OPEN) {
            open[depth++] = element;
        }
    }
    while (depth > 0) {
        close_element(tree, open[--depth], text.data + text.length);
    }
    return true;
}

// Whether an element lies at a path below another; the path is compared from its end.
static bool at_path(const XmlTree *tree, size_t within, const char *path, size_t element) {
    bool anywhere = strncmp(path, "//", 2) == 0;
    StringView rest = sv_from(sv(path), anywhere ? 2 : 0);
    while (rest.length > 0) {
        size_t start = rest.length;
        while (start > 0 && rest.data[start - 1] != '/') {
            start--;
        }
        StringView name = sv_from(rest, start);
        if (element == within ||
            (!sv_equal(name, SV("*")) && !sv_equal(tree->elements[element].name, name))) {
            return false;
        }
        element = tree->elements[element].parent;
        rest = sv_part(rest, 0, start > 0 ? start - 1 : 0);
    }
    return anywhere || element == within;
}

size_t xml_next(const XmlTree *tree, size_t within, const char *path, size_t previous) {
    if (within >= tree->count) {
        return XML_NONE;
    }
    bool children = strchr(path, '/') == NULL; // what is deeper is passed over
    size_t i = within + 1;
    if (previous != XML_NONE) {
        i = children ? tree->elements[previous].end : previous + 1;
    }
    for (; i < tree->elements[within].end; i = children ? tree->elements[i].end : i + 1) {
        if (at_path(tree, within, path, i)) {
            return i;
        }
    }
    return XML_NONE;
}

size_t xml_first(const XmlTree *tree, size_t within, const char *path) {
    return xml_next(tree, within, path, XML_NONE);
}

StringView xml_attribute(const XmlTree *tree, size_t element, const char *name) {
    StringView value = {0};
    static const char *const prefixes[] = {"", "rdf:", "xml:", "xlink:"};
    if (element >= tree->count) {
        return value;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        char whole[40];
        size_t length = strlen(prefixes[i]) + strlen(name);
        memcpy(whole, prefixes[i], strlen(prefixes[i]));
        memcpy(whole + strlen(prefixes[i]), name, strlen(name));
        if (scan_attribute(tree->elements[element].attributes, (StringView){whole, length}, &value)) {
            return sv_trim(value);
        }
    }
    return (StringView){0};
}

bool xml_attribute_is(const XmlTree *tree, size_t element, const char *name, const char *value) {
    return sv_equal_nocase(xml_attribute(tree, element, name), sv(value));
}

// Appends text; what stands raised or lowered belongs to the word before it, also where the file is
// laid out in lines.
static void add_inner_text(StringView inner, String *out) {
    Scan scan = scan_begin(inner);
    ScanTag tag;
    while (scan_next(&scan, &tag)) {
        scan_add_text(out, tag.before);
        StringView name = local_name(tag.name);
        if (tag.kind == SCAN_CDATA) {
            string_add(out, tag.attributes);
        } else if (tag.kind == SCAN_OPEN && (sv_equal(name, SV("sub")) || sv_equal(name, SV("sup"))) &&
                   sv_find_char(tag.before, '\n') != SV_NONE) {
            while (out->length > 0 && isspace((unsigned char) out->data[out->length - 1])) {
                out->length--;
            }
        }
    }
    scan_add_text(out, (StringView){scan.at, (size_t) (scan.end - scan.at)});
}

const char *xml_text(const XmlTree *tree, size_t element, Arena *arena) {
    if (element >= tree->count) {
        return NULL;
    }
    String text = {0};
    add_inner_text(tree->elements[element].inner, &text);
    const char *plain = markup_text(arena, string_view(&text));
    string_free(&text);
    return plain;
}

const char *xml_text_at(const XmlTree *tree, size_t within, const char *path, Arena *arena) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, within, path, at)) != XML_NONE) {
        const char *text = xml_text(tree, at, arena);
        if (text) {
            return text;
        }
    }
    return NULL;
}

// --- fields ---

static void set_first(const char **field, const char *text) {
    *field = *field ? *field : text;
}

static bool has_keyword(const Study *study, const char *keyword) {
    enum { MOST = 200 }; // more are not compared
    for (size_t i = 0; i < study->keywords.count && i < MOST; i++) {
        if (strcmp(study->keywords.items[i], keyword) == 0) {
            return true;
        }
    }
    return false;
}

static void add_keywords(Study *study, Arena *arena, StringView text) {
    StringView part;
    while (sv_split(&text, ';', &part)) {
        const char *keyword = field_text(arena, part);
        if (keyword && !has_keyword(study, keyword)) {
            text_list_add(&study->keywords, arena, keyword);
        }
    }
}

static void add_language(Study *study, Arena *arena, const char *text) {
    const char *language = language_normal(arena, sv(text));
    bool known = study->languages.count > 0 &&
                 strcmp(study->languages.items[study->languages.count - 1], language) == 0;
    text_list_add(&study->languages, arena, known ? NULL : language);
}

static void add_address(Study *study, Arena *arena, StringView text) {
    int64_t pmid = study->pmid;
    study_add_addresses(study, arena, text, &pmid);
    study->pmid = pmid > 0 ? pmid : study->pmid;
}

void study_add_xml_field(Study *study, Arena *arena, XmlFieldKind kind, const char *text) {
    if (!text) {
        return;
    }
    switch (kind) {
    case XML_TITLE:
        set_first(&study->title, text);
        break;
    case XML_ABSTRACT:
        if (study->section_count == 0) {
            study_add_sections(study, arena, sv(text));
        }
        break;
    case XML_JOURNAL:
        set_first(&study->journal.title, text);
        break;
    case XML_ABBREVIATION:
        set_first(&study->journal.abbreviation, text);
        break;
    case XML_VOLUME:
        set_first(&study->volume, text);
        break;
    case XML_ISSUE:
        set_first(&study->issue, text);
        break;
    case XML_PUBLISHER:
        set_first(&study->publisher, text);
        break;
    case XML_DOI:
        set_first(&study->doi, field_doi(arena, sv(text)));
        break;
    case XML_PMID:
        if (study->pmid == 0) {
            pmid_parse(sv(text), &study->pmid);
        }
        break;
    case XML_PMCID:
        set_first(&study->pmcid, field_pmcid(arena, sv(text)));
        break;
    case XML_SERIAL:
        study_add_serials(study, arena, sv(text));
        break;
    case XML_ELECTRONIC_SERIAL:
        study_add_serials(study, arena, sv(arena_format(arena, "%s (electronic)", text)));
        break;
    case XML_LANGUAGE:
        add_language(study, arena, text);
        break;
    case XML_KEYWORDS:
        add_keywords(study, arena, sv(text));
        break;
    case XML_ADDRESS:
        add_address(study, arena, sv(text));
        break;
    case XML_FIRST_PAGE:
        set_first(&study->pages, pages_of(arena, sv(text), sv(NULL)));
        break;
    case XML_LAST_PAGE:
        study->pages = pages_of(arena, sv(study->pages), sv(text));
        break;
    }
}

void xml_fill(Study *study, Arena *arena, const XmlTree *tree, size_t within, const XmlField *fields,
              size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t at = XML_NONE;
        while ((at = xml_next(tree, within, fields[i].path, at)) != XML_NONE) {
            study_add_xml_field(study, arena, fields[i].kind, xml_text(tree, at, arena));
        }
    }
}

// --- names and titles ---

// Takes years of life off the end: "Roe, Anna, 1904-1991." "Roe, Anna, b. 1904", "Roe, Anna 1904-".
static StringView without_years(StringView name) {
    size_t end = name.length, digits = 0;
    while (end > 0 && (isdigit((unsigned char) name.data[end - 1]) || strchr("-.?", name.data[end - 1]))) {
        end--;
        digits += isdigit((unsigned char) name.data[end]) != 0;
    }
    if (digits != 4 && digits != 8) {
        return name;
    }
    StringView before = sv_trim(sv_part(name, 0, end));
    static const char *const words[] = {" b.", " d.", " ca.", " active", " fl."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_ends(before, sv(words[i]))) {
            before = sv_trim(sv_part(before, 0, before.length - strlen(words[i])));
        }
    }
    return before;
}

bool catalogue_person_read(StringView name, Arena *arena, Author *person) {
    size_t note = sv_find(name, SV(" ["));
    name = sv_trim(sv_part(name, 0, note));
    name = without_years(name);
    while (name.length > 0 && name.data[name.length - 1] == ',') {
        name = sv_trim(sv_part(name, 0, name.length - 1));
    }
    // A full stop behind a whole name ends the heading; one behind an initial is its own.
    if (name.length > 3 && sv_ends(name, SV(".")) && islower((unsigned char) name.data[name.length - 2]) &&
        isalpha((unsigned char) name.data[name.length - 3]) && !sv_ends(name, SV("Jr."))) {
        name.length--;
    }
    return name.length > 0 && person_read(name, arena, person);
}

void study_add_author(Study *study, Arena *arena, const Author *person) {
    study->authors = list_grow(arena, study->authors, study->author_count, sizeof *study->authors);
    study->authors[study->author_count++] = *person;
}

const char *title_with_subtitle(Arena *arena, const char *title, const char *subtitle) {
    if (!title || !subtitle) {
        return title;
    }
    bool marked = strchr(":?!.", title[strlen(title) - 1]) != NULL;
    return arena_format(arena, marked ? "%s %s" : "%s: %s", title, subtitle);
}

bool study_says_something(const Study *study) {
    return study->title || study->author_count > 0 || study->section_count > 0 || study->pmid > 0 ||
           study->doi || study->pmcid || study->identifier_count > 0;
}

// --- records of a file ---

enum {
    PREFIX_MOST = 32, // of a name space
    TAG_ROOM = 64     // the longest tag that may be cut by a feed: "</prefix:name "
};

static bool is_prefix_char(char c) {
    return isalnum((unsigned char) c) || c == '_' || c == '-' || c == '.';
}

// Where a tag with the name begins, or SV_NONE.
static size_t find_tag(StringView text, const char *name, bool closing) {
    size_t length = strlen(name);
    for (size_t from = 0; from < text.length;) {
        size_t at = sv_find(sv_from(text, from), sv(name));
        if (at == SV_NONE) {
            return SV_NONE;
        }
        at += from;
        from = at + length;
        size_t start = at;
        if (start > 0 && text.data[start - 1] == ':') { // its prefix
            start--;
            for (size_t i = 0; i < PREFIX_MOST && start > 0 && is_prefix_char(text.data[start - 1]); i++) {
                start--;
            }
        }
        bool slash = start > 0 && text.data[start - 1] == '/';
        start -= slash;
        bool opens = start > 0 && text.data[start - 1] == '<';
        bool ends = from >= text.length || isspace((unsigned char) text.data[from]) ||
                    text.data[from] == '>' || text.data[from] == '/';
        if (opens && ends && slash == closing) {
            return start - 1;
        }
    }
    return SV_NONE;
}

bool xml_record_next(Reader *reader, const char *name, Item *item, StringView *record) {
    StringView rest = reader_rest(reader);
    *record = (StringView){0};
    if (reader->seen == 0) {
        size_t at = find_tag(rest, name, false);
        bool cut = at == SV_NONE || (at + TAG_ROOM > rest.length && !reader->last);
        if (cut) {
            size_t keep = reader->last && at == SV_NONE ? 0 : TAG_ROOM;
            size_t step = at != SV_NONE ? at : rest.length > keep ? rest.length - keep : 0;
            reader_step(reader, step);
            return false;
        }
        reader_step(reader, at);
        rest = sv_from(rest, at);
    }
    size_t from = reader->seen > TAG_ROOM ? reader->seen - TAG_ROOM : 0;
    size_t close = find_tag(sv_from(rest, from), name, true);
    size_t behind = close == SV_NONE ? SV_NONE : sv_find_char(sv_from(rest, from + close), '>');
    bool whole = behind != SV_NONE;
    if (!whole && !reader->last && rest.length <= RECORD_MAX) {
        reader->seen = close != SV_NONE ? from + close + 1 : rest.length > 0 ? rest.length : 1;
        return false;
    }
    item->line = reader->line;
    StringView text = sv_part(rest, 0, whole ? from + close + behind + 1 : rest.length);
    size_t second = find_tag(sv_from(text, 1), name, false);
    if (second != SV_NONE) {
        text.length = 1 + second;
        whole = false;
    }
    bool large = text.length > RECORD_MAX;
    reader_skip(reader, large && !whole ? RECORD_MAX : text.length);
    if (large) {
        return reader_reject(item, "the record is larger than 16 MB", text);
    }
    if (!whole) {
        return reader_reject(item, "the record has no end: the file is damaged or was cut off here", text);
    }
    *record = text;
    return true;
}

bool xml_item_next(Reader *reader, Arena *arena, Item *item, const char *name,
                   void (*read)(const XmlTree *tree, Arena *arena, Study *study)) {
    StringView record;
    if (!xml_record_next(reader, name, item, &record)) {
        return false;
    }
    if (item->kind == ITEM_REJECTED) {
        return true;
    }
    XmlTree tree;
    if (!xml_read(reader_text(record, arena), arena, &tree)) {
        return reader_reject(item, "the record has more than a million elements", record);
    }
    read(&tree, arena, &item->study);
    item->study.kind = RECORD_DATABASE;
    if (!study_says_something(&item->study)) {
        return reader_reject(item, "the record has no title, author, abstract or identifier", record);
    }
    return true;
}
