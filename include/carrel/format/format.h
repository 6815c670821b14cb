#ifndef CARREL_FORMAT_FORMAT_H
#define CARREL_FORMAT_FORMAT_H

#include "carrel/reader/reader.h"
#include "carrel/review/entry.h"

// Bytes to studies and entries to bytes. No files, no SQL: the caller feeds bytes
// as they come and takes records as they are done.

typedef enum {
    FORMAT_PUBMED_XML,
    FORMAT_MEDLINE,
    FORMAT_PUBMED_SUMMARY,
    FORMAT_PAGE_PUBMED,
    FORMAT_PAGE_CITING,
    FORMAT_PAGE_PRESS,
    FORMAT_WOS,
    FORMAT_BIBTEX,
    FORMAT_RIS,
    FORMAT_ENDNOTE,
    FORMAT_OVID,
    FORMAT_REFWORKS,
    FORMAT_REFER,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_TSV,
    FORMAT_CSL_JSON,
    FORMAT_WORKS,
    FORMAT_LINKS_CSV,
    FORMAT_LINKS_ASKED,
    FORMAT_MODS,
    FORMAT_UNIXREF,
    FORMAT_DSPACE,
    FORMAT_PRIMO,
    FORMAT_RDF,
    FORMAT_MARC,
    FORMAT_MARCXML,
    FORMAT_OPENURL,
    FORMAT_BOOKMARKS,
    FORMAT_CITATION,
    FORMAT_COUNT
} Format;

typedef struct {
    Format format;
    const char *name;    // "pubmed-xml": of --format
    const char *endings; // ".xml .xml.gz": of file names, for completion and help
    const char *help;    // one line
    bool reads, writes;
    RecordKind kind;             // how rich its records are
    Reader *(*reader_new)(void); // NULL where it does not read
    // Appends one entry; `first` begins the file (headers). NULL where it does not write.
    void (*write_entry)(const Entry *entry, bool first, String *out);
    void (*write_end)(bool any, String *out); // NULL where nothing ends the file
} FormatInfo;
extern const FormatInfo formats[FORMAT_COUNT];

bool format_by_name(StringView name, Format *format);

// Judges the first bytes of a file (up to 64 kB are enough) by content.
// false: not understood, and *err says what was seen ("a RIS file", "an HTML page",
// "binary data", …).
bool format_detect(StringView head, Format *format, Error *err);

#endif
