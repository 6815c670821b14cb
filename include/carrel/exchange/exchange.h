#ifndef CARREL_EXCHANGE_EXCHANGE_H
#define CARREL_EXCHANGE_EXCHANGE_H

#include "carrel/reader/reader.h"
#include "carrel/review/entry.h"

// What databases and reference managers exchange.

Reader *wos_reader_new(void);
Reader *bibtex_reader_new(void);
Reader *ris_reader_new(void);
Reader *endnote_reader_new(void);
Reader *ovid_reader_new(void);
Reader *refworks_reader_new(void);
Reader *refer_reader_new(void);
void bibtex_write_entry(const Entry *entry, bool first, String *out);
void ris_write_entry(const Entry *entry, bool first, String *out);
void endnote_write_entry(const Entry *entry, bool first, String *out);
void endnote_write_end(bool any, String *out);
void citation_write_entry(const Entry *entry, bool first, String *out);

// Whether a file begins as Ovid's do: a numbered record, with its search perhaps above.
bool ovid_is(StringView head);

#endif
