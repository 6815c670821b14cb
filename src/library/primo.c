// Primo's normalised records (PNX) of library catalogues' search pages: `display` is for people, `addata`
// for programs; either may be poor. [Ex Libris, Primo technical guide, "The PNX record"]

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference_kind.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

#include <ctype.h>
#include <string.h>

static const XmlField fields[] = {
    {"addata/jtitle", XML_JOURNAL},
    {"addata/stitle", XML_ABBREVIATION},
    {"addata/volume", XML_VOLUME},
    {"addata/issue", XML_ISSUE},
    {"addata/pages", XML_FIRST_PAGE},
    {"addata/spage", XML_FIRST_PAGE},
    {"addata/epage", XML_LAST_PAGE},
    {"addata/doi", XML_DOI},
    {"addata/pmid", XML_PMID},
    {"addata/issn", XML_SERIAL},
    {"addata/eissn", XML_ELECTRONIC_SERIAL},
    {"addata/isbn", XML_SERIAL},
    {"addata/eisbn", XML_SERIAL},
    {"addata/pub", XML_PUBLISHER},
    {"addata/abstract", XML_ABSTRACT},
    {"display/language", XML_LANGUAGE},
    {"display/subject", XML_KEYWORDS},
    {"display/identifier", XML_SERIAL},
};

// A title without who is responsible for it, "The tea / Anna Roe.", and with a usual colon.
static const char *title_of(const XmlTree *tree, Arena *arena) {
    static const char *const paths[] = {"display/title", "addata/atitle", "addata/btitle", "addata/title",
                                        "sort/title"};
    const char *title = NULL;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0] && !title; i++) {
        title = xml_text_at(tree, 0, paths[i], arena);
    }
    size_t slash = sv_find(sv(title), SV(" / "));
    StringView text = sv_part(sv(title), 0, slash);
    size_t colon = sv_find(text, SV(" : "));
    if (colon != SV_NONE) {
        return arena_format(arena, "%.*s%.*s", (int) colon, text.data, (int) (text.length - colon - 1),
                            text.data + colon + 1);
    }
    return field_text(arena, text);
}

// Letters of a name alone: "Roe, Anna" and "Roe Anna" are one.
static size_t name_letters(StringView name, char *letters, size_t most) {
    size_t count = 0;
    for (size_t i = 0; i < name.length && count < most; i++) {
        if (name.data[i] != ' ' && name.data[i] != ',') {
            letters[count++] = (char) tolower((unsigned char) name.data[i]);
        }
    }
    return count;
}

static bool same_name(StringView a, StringView b) {
    char first[80], second[80];
    size_t length = name_letters(a, first, sizeof first);
    return length == name_letters(b, second, sizeof second) && memcmp(first, second, length) == 0;
}

// Whether a name is written a second time, better: with its comma, or as well but before.
static bool is_written_better(const XmlTree *tree, const char *path, size_t name, Arena *arena) {
    enum { MOST = 50 };
    StringView text = sv(xml_text(tree, name, arena));
    bool comma = sv_find_char(text, ',') != SV_NONE;
    size_t at = XML_NONE;
    for (int i = 0; i < MOST && (at = xml_next(tree, 0, path, at)) != XML_NONE; i++) {
        StringView other = sv(xml_text(tree, at, arena));
        bool other_comma = sv_find_char(other, ',') != SV_NONE;
        bool better = other_comma == comma ? at < name : other_comma;
        if (at != name && better && same_name(text, other)) {
            return true;
        }
    }
    return false;
}

static void add_people(const XmlTree *tree, const char *path, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, path, at)) != XML_NONE) {
        Author person = {0};
        if (catalogue_person_read(sv(xml_text(tree, at, arena)), arena, &person) &&
            !is_written_better(tree, path, at, arena)) {
            study_add_author(study, arena, &person);
        }
    }
}

// "Roe, Anna$$QRoe, Anna ; Doe, John$$Q…": names for people and, behind $$, for their search.
static void add_display_people(const XmlTree *tree, const char *path, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, path, at)) != XML_NONE) {
        StringView rest = sv(xml_text(tree, at, arena)), name;
        while (sv_split(&rest, ';', &name)) {
            Author person = {0};
            if (catalogue_person_read(sv_part(name, 0, sv_find(name, SV("$$"))), arena, &person)) {
                study_add_author(study, arena, &person);
            }
        }
    }
}

static void add_authors(const XmlTree *tree, Arena *arena, Study *study) {
    add_people(tree, "addata/au", arena, study);
    if (study->author_count == 0) {
        add_display_people(tree, "display/creator", arena, study);
    }
    // A book of editors has no creator. Names that are nowhere shown are no contributors.
    if (study->author_count == 0 && xml_first(tree, 0, "display/contributor") != XML_NONE) {
        add_people(tree, "addata/addau", arena, study);
        if (study->author_count == 0) {
            add_display_people(tree, "display/contributor", arena, study);
        }
    }
}

// All that a catalogue shows as description, a section each; addata often has only the first.
static void add_descriptions(const XmlTree *tree, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, "display/description", at)) != XML_NONE) {
        study_add_section(study, arena, NULL, xml_text(tree, at, arena));
    }
}

static void read_primo(const XmlTree *tree, Arena *arena, Study *study) {
    study->title = title_of(tree, arena);
    add_authors(tree, arena, study);
    const char *article = xml_text_at(tree, 0, "addata/atitle", arena);
    add_descriptions(tree, arena, study);
    if (article) {
        // What has a title in an article's place stands in the book.
        study_add_xml_field(study, arena, XML_JOURNAL, xml_text_at(tree, 0, "addata/jtitle", arena));
        study_add_xml_field(study, arena, XML_JOURNAL, xml_text_at(tree, 0, "addata/btitle", arena));
    }
    xml_fill(study, arena, tree, 0, fields, sizeof fields / sizeof fields[0]);
    const char *kind = xml_text_at(tree, 0, "addata/ristype", arena);
    if (kind) {
        study_add_reference_kind(study, arena, reference_kind_by_name(sv(kind)));
    }
    const char *texts[] = {xml_text_at(tree, 0, "addata/date", arena),
                           xml_text_at(tree, 0, "addata/risdate", arena),
                           xml_text_at(tree, 0, "display/creationdate", arena),
                           xml_text_at(tree, 0, "sort/creationdate", arena)};
    StringView dates[sizeof texts / sizeof texts[0]];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        dates[i] = sv(texts[i]);
    }
    study_set_date(study, arena, dates, sizeof dates / sizeof dates[0]);
    study_add_identifier(study, arena, "primo", xml_text_at(tree, 0, "control/recordid", arena));
}

static bool primo_next(Reader *reader, Arena *arena, Item *item) {
    return xml_item_next(reader, arena, item, "record", read_primo);
}

Reader *primo_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, primo_next, reader_destroy);
    reader->nothing = "no Primo record was found: the file has no <record>";
    return reader;
}
