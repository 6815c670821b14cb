// MARC 21 as XML, alone, in a collection or in a server's answer (SRU), whose records wrap them in
// elements of the same name. [Library of Congress, MARC 21 XML Schema]

#include "marc.h"

#include "carrel/library/library.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

static StringView text_of(const XmlTree *tree, size_t element, Arena *arena) {
    return sv(xml_text(tree, element, arena));
}

static void read_record(const XmlTree *tree, Arena *arena, Study *study) {
    MarcRecord record = {.leader = text_of(tree, xml_first(tree, 0, "leader"), arena)};
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, "controlfield", at)) != XML_NONE) {
        MarcField *field = marc_field_add(&record, arena, xml_attribute(tree, at, "tag"), ' ');
        marc_part_add(field, arena, '\0', text_of(tree, at, arena));
    }
    while ((at = xml_next(tree, 0, "datafield", at)) != XML_NONE) {
        StringView first = xml_attribute(tree, at, "ind1");
        MarcField *field = marc_field_add(&record, arena, xml_attribute(tree, at, "tag"),
                                          first.length > 0 ? first.data[0] : ' ');
        size_t part = XML_NONE;
        while ((part = xml_next(tree, at, "subfield", part)) != XML_NONE) {
            StringView code = xml_attribute(tree, part, "code");
            marc_part_add(field, arena, code.length > 0 ? code.data[0] : '\0', text_of(tree, part, arena));
        }
    }
    marc_read_study(&record, arena, study);
}

static bool marcxml_next(Reader *reader, Arena *arena, Item *item) {
    while (xml_item_next(reader, arena, item, "record", read_record)) {
        bool wrapper = item->kind == ITEM_REJECTED && sv_find(item->verbatim, SV("datafield")) == SV_NONE &&
                       sv_find(item->verbatim, SV("recordData")) != SV_NONE;
        if (!wrapper) {
            return true;
        }
        *item = (Item){0};
        study_init(&item->study);
    }
    return false;
}

Reader *marcxml_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, marcxml_next, reader_destroy);
    reader->nothing = "no MARC record was found: the file has no <record>";
    return reader;
}
