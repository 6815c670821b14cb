#ifndef CARREL_FORMAT_HOLDS_H
#define CARREL_FORMAT_HOLDS_H

#include "carrel/format/format.h"

// What of a study, and of what a review says of it, comes back from a file of each format that is
// written. The manual prints this table, and the tests hold every cell of it to be true.

typedef enum {
    PART_PMID,
    PART_DOI,
    PART_PMCID,
    PART_IDENTIFIERS,
    PART_ISBN,
    PART_TITLE,
    PART_TRANSLATED,
    PART_VERNACULAR,
    PART_AUTHORS,
    PART_GIVEN,
    PART_SUFFIX,
    PART_GROUP,
    PART_ORCID,
    PART_AFFILIATIONS,
    PART_INVESTIGATORS,
    PART_JOURNAL,
    PART_ABBREVIATION,
    PART_ISSN,
    PART_PUBLISHER,
    PART_YEAR,
    PART_DAY,
    PART_SEASON,
    PART_VOLUME,
    PART_ISSUE,
    PART_PAGES,
    PART_ABSTRACT,
    PART_LABELLED,
    PART_OTHER_ABSTRACTS,
    PART_COPYRIGHT,
    PART_LANGUAGES,
    PART_TYPES,
    PART_KEYWORDS,
    PART_MESH,
    PART_SUBSTANCES,
    PART_GRANTS,
    PART_REGISTERS,
    PART_CONFLICT,
    PART_NOTICES,
    PART_FIGURES,
    PART_ADDRESSES,
    PART_REFERENCES,
    PART_CITED_BY,
    PART_STATUS,
    PART_DECISION,
    PART_REASON,
    PART_LABELS,
    PART_NOTE,
    PART_COUNT
} Part;

typedef enum { HELD_NOT, HELD_PARTLY, HELD } Held;

typedef struct {
    Part part;
    const char *name; // "given names"
    const char *held; // a sign for each format of the table's head: "+" all, "~" some, "-" nothing
} PartInfo;
extern const PartInfo parts[PART_COUNT];

// The formats that are written and read again, in the order of the signs.
#define HOLDS_FORMATS 8
extern const Format holds_formats[HOLDS_FORMATS];

Held format_holds(Format format, Part part); // HELD_NOT of a format that is only read
// Whether its entries tell how many links a study has.
bool format_tells_links(Format format);

#endif
