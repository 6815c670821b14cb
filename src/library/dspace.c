// DSpace's intermediate metadata (DIM): fields of Dublin Core with qualifiers, as institutional
// repositories give them out, alone or in METS. [DSpace 7 manual, "DIM"]

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

// "" is the field without qualifier.
static const struct {
    const char *element, *qualifier;
    XmlFieldKind kind;
} fields[] = {
    {"title", "", XML_TITLE},
    {"description", "abstract", XML_ABSTRACT},
    {"description", "", XML_ABSTRACT},
    {"identifier", "doi", XML_DOI},
    {"identifier", "pmid", XML_PMID},
    {"identifier", "pmcid", XML_PMCID},
    {"identifier", "issn", XML_SERIAL},
    {"relation", "issn", XML_SERIAL},
    {"identifier", "eissn", XML_ELECTRONIC_SERIAL},
    {"identifier", "isbn", XML_SERIAL},
    {"identifier", "uri", XML_ADDRESS},
    {"publisher", "", XML_PUBLISHER},
    {"language", "iso", XML_LANGUAGE},
    {"bibliographicCitation", "title", XML_JOURNAL},
    {"bibliographicCitation", "journal", XML_JOURNAL},
    {"source", "journaltitle", XML_JOURNAL},
    {"relation", "ispartof", XML_JOURNAL},
    {"relation", "ispartofseries", XML_JOURNAL},
    {"bibliographicCitation", "volume", XML_VOLUME},
    {"source", "volume", XML_VOLUME},
    {"bibliographicCitation", "issue", XML_ISSUE},
    {"source", "issue", XML_ISSUE},
    {"bibliographicCitation", "pages", XML_FIRST_PAGE},
    {"source", "pages", XML_FIRST_PAGE},
};

static bool is_field(const XmlTree *tree, size_t at, const char *element, const char *qualifier) {
    return xml_attribute_is(tree, at, "element", element) &&
           xml_attribute_is(tree, at, "qualifier", qualifier);
}

static void add_people(const XmlTree *tree, const char *element, const char *qualifier, Arena *arena,
                       Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, "field", at)) != XML_NONE) {
        Author person = {0};
        if (is_field(tree, at, element, qualifier) &&
            catalogue_person_read(sv(xml_text(tree, at, arena)), arena, &person)) {
            study_add_author(study, arena, &person);
        }
    }
}

static void read_dim(const XmlTree *tree, Arena *arena, Study *study) {
    static const char *const makers[][2] = {
        {"contributor", "author"}, {"creator", ""}, {"contributor", "editor"}, {"contributor", ""}};
    for (size_t i = 0; i < sizeof makers / sizeof makers[0] && study->author_count == 0; i++) {
        add_people(tree, makers[i][0], makers[i][1], arena, study);
    }
    StringView issued = {0};
    size_t at = XML_NONE;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        while ((at = xml_next(tree, 0, "field", at)) != XML_NONE) {
            if (is_field(tree, at, fields[i].element, fields[i].qualifier)) {
                study_add_xml_field(study, arena, fields[i].kind, xml_text(tree, at, arena));
            }
        }
    }
    while ((at = xml_next(tree, 0, "field", at)) != XML_NONE) {
        const char *text = xml_text(tree, at, arena);
        if (is_field(tree, at, "date", "issued") && issued.length == 0) {
            issued = sv(text);
        } else if (xml_attribute_is(tree, at, "element", "subject")) {
            study_add_xml_field(study, arena, XML_KEYWORDS, text);
        } else if (is_field(tree, at, "type", "") && text && !sv_equal_nocase(sv(text), SV("article"))) {
            text_list_add(&study->publication_types, arena, text);
        }
    }
    study_set_date(study, arena, &issued, 1);
}

static bool dspace_next(Reader *reader, Arena *arena, Item *item) {
    return xml_item_next(reader, arena, item, "dim", read_dim);
}

Reader *dspace_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, dspace_next, reader_destroy);
    reader->nothing = "no record was found: the file has no <dim>";
    return reader;
}
