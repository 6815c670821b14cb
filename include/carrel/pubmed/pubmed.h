#ifndef CARREL_PUBMED_PUBMED_H
#define CARREL_PUBMED_PUBMED_H

#include "carrel/reader/reader.h"
#include "carrel/review/entry.h"

// PubMed's own formats: its XML and MEDLINE tagged text.

Reader *pubmed_xml_reader_new(void);
Reader *medline_reader_new(void);
void medline_write_entry(const Entry *entry, bool first, String *out);

#endif
