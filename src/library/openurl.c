// OpenURL context objects as XML: what a link resolver is told of a work, the referent. [ANSI/NISO
// Z39.88-2004]

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

static const XmlField fields[] = {
    {"//atitle", XML_TITLE},
    {"//jtitle", XML_JOURNAL},
    {"//stitle", XML_ABBREVIATION},
    {"//volume", XML_VOLUME},
    {"//issue", XML_ISSUE},
    {"//issn", XML_SERIAL},
    {"//eissn", XML_ELECTRONIC_SERIAL},
    {"//isbn", XML_SERIAL},
    {"//pages", XML_FIRST_PAGE},
    {"//spage", XML_FIRST_PAGE},
    {"//artnum", XML_FIRST_PAGE},
    {"//pub", XML_PUBLISHER},
    {"//inst", XML_PUBLISHER},
    {"//description", XML_ABSTRACT},
    {"//subject", XML_KEYWORDS},
    {"//language", XML_LANGUAGE},
};

// Of a work with a title of its own they are what it stands in.
static const char *const titles[] = {"//btitle", "//title"};

static void read_people(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    const char *family = xml_text_at(tree, work, "//aulast", arena);
    Author author;
    size_t at = XML_NONE;
    while ((at = xml_next(tree, work, "//au", at)) != XML_NONE) {
        if (person_read(sv(xml_text(tree, at, arena)), arena, &author)) {
            study_add_author(study, arena, &author);
        }
    }
    while ((at = xml_next(tree, work, "//creator", at)) != XML_NONE) { // Dublin Core's
        if (person_read(sv(xml_text(tree, at, arena)), arena, &author)) {
            study_add_author(study, arena, &author);
        }
    }
    if (family && study->author_count == 0) {
        const char *given = xml_text_at(tree, work, "//aufirst", arena);
        author = person_of(arena, sv(family), sv(given ? given : xml_text_at(tree, work, "//auinit", arena)));
        study_add_author(study, arena, &author);
    }
    while ((at = xml_next(tree, work, "//aucorp", at)) != XML_NONE) {
        author = (Author){.collective = xml_text(tree, at, arena)};
        if (author.collective) {
            study_add_author(study, arena, &author);
        }
    }
}

// "info:doi/10.9999/x", "info:pmid/12"
static void read_identifiers(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, work, "//identifier", at)) != XML_NONE) {
        StringView text = sv(xml_text(tree, at, arena));
        bool pmid = sv_starts(text, SV("info:pmid/"));
        if (pmid || sv_starts(text, SV("info:doi/"))) {
            study_add_xml_field(study, arena, pmid ? XML_PMID : XML_DOI,
                                field_text(arena, sv_from(text, pmid ? 10 : 9)));
        }
    }
}

static void read_object(const XmlTree *tree, Arena *arena, Study *study) {
    size_t work = xml_first(tree, 0, "referent");
    if (work == XML_NONE) {
        return;
    }
    xml_fill(study, arena, tree, work, fields, sizeof fields / sizeof fields[0]);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        const char *title = xml_text_at(tree, work, titles[i], arena);
        study_add_xml_field(study, arena, study->title ? XML_JOURNAL : XML_TITLE, title);
    }
    const char *last = xml_text_at(tree, work, "//epage", arena);
    study_add_xml_field(study, arena, XML_LAST_PAGE, last);
    read_people(tree, work, arena, study);
    read_identifiers(tree, work, arena, study);
    StringView date = sv(xml_text_at(tree, work, "//date", arena));
    study_set_date(study, arena, &date, 1);
    if (!study->journal.title) {
        study->journal.title = study->journal.abbreviation;
        study->journal.abbreviation = NULL;
    }
}

static bool openurl_next(Reader *reader, Arena *arena, Item *item) {
    return xml_item_next(reader, arena, item, "context-object", read_object);
}

Reader *openurl_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, openurl_next, reader_destroy);
    reader->nothing = "no context object was found: the file has no <context-object>";
    return reader;
}
