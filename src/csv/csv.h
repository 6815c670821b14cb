#ifndef CSV_H
#define CSV_H

#include "carrel/base/arena.h"
#include "carrel/reader/search_facts.h"
#include "carrel/study/study.h"
#include "csv_columns.h"
#include "csv_rows.h"

// A known column and the number of its cell.
typedef struct {
    CsvColumn column;
    unsigned rank;
    size_t cell;
    const char *reviewer; // COLUMN_VOTE and COLUMN_VOTE_NOTE: who the header says it is of
    const char *label;    // COLUMN_VALUE
} CsvPlace;

// A column whose name says nothing.
typedef struct {
    const char *name;
    size_t cell;
} CsvUnknown;

typedef struct {
    StringView columns; // what people say of columns, as in reader_map; given
    char separator;
    bool cr_ends;
    size_t offset;    // where the row with the names begins
    size_t length;    // bytes of the file up to the first row of data
    size_t cells;     // in the header
    CsvPlace *places; // the best of each column first
    size_t count;
    CsvUnknown *unknown;
    size_t unknown_count;
} CsvHeader;

// Finds the row with the names of the columns, which may stand below lines about the search, and
// the separator, among the first bytes of a file (CSV_HEAD are enough; `last`: there are no
// more). The places are in the arena. false where no row names a title: *err says what columns
// were seen.
#define CSV_HEAD ((size_t) 1 << 16)
// header->columns is given, the rest is found.
bool csv_header_find(StringView head, bool last, Arena *arena, CsvHeader *header, Error *err);

// Reads what stands above the row with the names, and what the names say of the producer. true
// where it is known: then so are its columns, all of them.
bool csv_read_search(StringView head, const CsvHeader *header, SearchFacts *facts);

// Fills a study from a row, whose cells begin at number `shift`; text goes into the arena. The
// scratch is for the cells.
void csv_fill_study(const CsvHeader *header, const CsvRow *row, StringView text, size_t shift, Arena *arena,
                    String *scratch, Study *study, SearchFacts *facts);

#endif
