#ifndef CARREL_LIBRARY_LIBRARY_H
#define CARREL_LIBRARY_LIBRARY_H

#include "carrel/reader/reader.h"

// What libraries, repositories and publishers exchange.

Reader *mods_reader_new(void);
Reader *primo_reader_new(void);
Reader *unixref_reader_new(void);
Reader *dspace_reader_new(void);
Reader *rdf_reader_new(void);
Reader *marc_reader_new(void);
Reader *marcxml_reader_new(void);
Reader *openurl_reader_new(void);
Reader *bookmarks_reader_new(void);

// Whether a file begins with a MARC record of ISO 2709, which is no plain text.
bool marc_is(StringView head);

#endif
