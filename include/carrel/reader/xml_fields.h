#ifndef CARREL_READER_XML_FIELDS_H
#define CARREL_READER_XML_FIELDS_H

#include "carrel/reader/frame.h"

// Formats of XML that libraries and publishers give out: a record is one element, read as a whole into a
// list of its elements, out of which a format takes what it knows by paths.

typedef struct {
    StringView name;       // without the prefix of its name space
    StringView attributes; // for xml_attribute
    StringView inner;      // all between its tags, as it is typed
    size_t parent;         // itself for the first one
    size_t end;            // the next element that is not inside it
} XmlElement;

typedef struct {
    XmlElement *elements; // in the order of their beginnings
    size_t count;
} XmlTree;

#define XML_NONE ((size_t) -1)

// Reads text into elements, in the arena; they point into the text. What is not closed ends with the
// element around it, and what lies very deep is only text. false where there are more elements
// than any record has.
bool xml_read(StringView text, Arena *arena, XmlTree *tree);

// The next element at a path of names below `within` and behind `previous` (XML_NONE: the first), or
// XML_NONE. "titleInfo/title" begins with a child; "//abstract" is anywhere below; "*" is any name.
size_t xml_next(const XmlTree *tree, size_t within, const char *path, size_t previous);
size_t xml_first(const XmlTree *tree, size_t within, const char *path);

// An attribute, its references not decoded; empty where it is absent. `name` is without prefix.
StringView xml_attribute(const XmlTree *tree, size_t element, const char *name);
bool xml_attribute_is(const XmlTree *tree, size_t element, const char *name, const char *value);
// The text of an element and of what is inside, without tags and with white space folded; NULL where
// there is none, also for XML_NONE.
const char *xml_text(const XmlTree *tree, size_t element, Arena *arena);
const char *xml_text_at(const XmlTree *tree, size_t within, const char *path, Arena *arena);

// What simple fields mean; of those that a study has once, the first that has text counts.
typedef enum {
    XML_TITLE,
    XML_ABSTRACT,
    XML_JOURNAL,
    XML_ABBREVIATION,
    XML_VOLUME,
    XML_ISSUE,
    XML_PUBLISHER,
    XML_DOI,
    XML_PMID,
    XML_PMCID,
    XML_SERIAL, // ISSN or ISBN
    XML_ELECTRONIC_SERIAL,
    XML_LANGUAGE,
    XML_KEYWORDS, // one or several with ";" between
    XML_ADDRESS,
    XML_FIRST_PAGE,
    XML_LAST_PAGE
} XmlFieldKind;

typedef struct {
    const char *path;
    XmlFieldKind kind;
} XmlField;

void xml_fill(Study *study, Arena *arena, const XmlTree *tree, size_t within, const XmlField *fields,
              size_t count);

// Adds what one text of such a field says.
void study_add_xml_field(Study *study, Arena *arena, XmlFieldKind kind, const char *text);

// A name as catalogues have it: "Roe, Anna, 1904-1991", "Roe, Anna [editor]"; false where there is none.
bool catalogue_person_read(StringView name, Arena *arena, Author *person);
void study_add_author(Study *study, Arena *arena, const Author *person);
// "Title: subtitle", where the title does not end with a mark of its own; NULL without a title.
const char *title_with_subtitle(Arena *arena, const char *title, const char *subtitle);
// Whether a study says enough to be kept.
bool study_says_something(const Study *study);

// The next record: an element with the name, of any name space. Gives true with its text in *record and
// item->line set, or with item rejected where it is too large or has no end; then *record is empty.
bool xml_record_next(Reader *reader, const char *name, Item *item, StringView *record);

// A whole `next` of a reader whose records are elements with the name, which `read` fills.
bool xml_item_next(Reader *reader, Arena *arena, Item *item, const char *name,
                   void (*read)(const XmlTree *tree, Arena *arena, Study *study));

#endif
