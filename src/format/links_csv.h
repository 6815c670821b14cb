#ifndef FORMAT_LINKS_CSV_H
#define FORMAT_LINKS_CSV_H

#include "carrel/base/str.h"

// Bytes that are enough for the header of such a table.
#define LINKS_CSV_HEAD ((size_t) 1 << 14)

// Whether a table of nothing but links begins here: its columns say so.
bool links_csv_fits(StringView head);

#endif
