#ifndef CSV_ROWS_H
#define CSV_ROWS_H

#include "carrel/base/str.h"

// Rows and cells of delimited text [RFC 4180], found in one pass that can be interrupted.
// A quote that neither ends its cell nor is doubled stands for itself.

typedef struct {
    size_t start, length; // bytes within the row; without the quotes around it
    bool quoted;          // doubled quotes are still in it
} CsvCell;

typedef enum { CSV_CELL_BEGIN, CSV_CELL_PLAIN, CSV_CELL_QUOTED, CSV_CELL_CLOSED } CsvState;

typedef struct {
    char separator;
    bool cr_ends;   // a lone CR ends a row, as in files of old Macs
    bool one_line;  // a quoted cell does not reach over the line's end
    CsvCell *cells; // the first CSV_CELLS_MOST
    size_t count, capacity;
    size_t length; // bytes of the row with its line end, once it is whole
    bool odd;      // a quote stood where none may stand
    bool lines;    // a quoted cell has line ends
    bool literal;  // with one_line: no quote that follows is closed
    // where the scan is
    CsvState state;
    size_t at, cell;
} CsvRow;

#define CSV_CELLS_MOST 4096

typedef enum {
    CSV_ROW_WHOLE,
    CSV_ROW_UNFINISHED, // more bytes are needed
    CSV_ROW_OPEN        // the text ends within a quoted cell
} CsvResult;

void csv_row_begin(CsvRow *row); // forgets the cells, keeps separator and ways to read
// Scans the row at the beginning of `text`, of which more may be there at each call.
CsvResult csv_row_scan(CsvRow *row, StringView text, bool last);
void csv_row_free(CsvRow *row);

// The text of a cell: a view into `text` or into *scratch, until its next use.
StringView csv_cell_text(const CsvRow *row, StringView text, size_t number, String *scratch);

#endif
