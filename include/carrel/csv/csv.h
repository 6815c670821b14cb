#ifndef CARREL_CSV_CSV_H
#define CARREL_CSV_CSV_H

#include "carrel/reader/reader.h"
#include "carrel/review/entry.h"

// Tables: CSV and TSV.

// Whether a table with known columns is in the first bytes of a file; *tabs: it is a TSV. *titled
// is false where no row names a title: then *err says what columns were seen.
bool csv_recognise(StringView head, bool *tabs, bool *titled, Error *err);
Reader *csv_reader_new(void);
Reader *links_csv_reader_new(void);
void csv_write_entry(const Entry *entry, bool first, String *out);
void tsv_write_entry(const Entry *entry, bool first, String *out);

// Bytes that are enough for the header of such a table.
#define LINKS_CSV_HEAD ((size_t) 1 << 14)

// Whether a table of nothing but links begins here: its columns say so.
bool links_csv_fits(StringView head);

#endif
