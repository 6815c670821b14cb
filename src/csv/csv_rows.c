#include "csv_rows.h"

#include "carrel/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void csv_row_begin(CsvRow *row) {
    row->count = row->length = row->at = row->cell = 0;
    row->odd = row->lines = row->literal = false;
    row->state = CSV_CELL_BEGIN;
}

void csv_row_free(CsvRow *row) {
    free(row->cells);
    row->cells = NULL;
    row->capacity = 0;
}

static void add_cell(CsvRow *row, size_t end, bool quoted) {
    if (row->count < CSV_CELLS_MOST) {
        row->cells = vec_grow(row->cells, &row->capacity, row->count + 1, sizeof *row->cells);
        row->cells[row->count] = (CsvCell){row->cell, end - row->cell, quoted};
    }
    row->count++;
}

// Whether a quoted cell that ends at `quote` is followed by a separator, a line's end or
// nothing, spaces allowed. *unknown: not all of that is in the text yet.
static bool closes(const CsvRow *row, StringView text, size_t quote, bool last, bool *unknown) {
    size_t i = quote + 1;
    while (i < text.length && text.data[i] == ' ' && row->separator != ' ') {
        i++;
    }
    *unknown = i >= text.length && !last;
    return i >= text.length || text.data[i] == row->separator || text.data[i] == '\n' || text.data[i] == '\r';
}

// Whether the quote at `at` is closed before the line ends.
static bool closes_on_line(const CsvRow *row, StringView text, size_t at) {
    const char *newline = memchr(text.data + at, '\n', text.length - at);
    StringView line = sv_part(text, 0, newline ? (size_t) (newline - text.data) : text.length);
    for (size_t i = at + 1; i < line.length; i++) {
        bool unknown;
        if (line.data[i] == '"' && i + 1 < line.length && line.data[i + 1] == '"') {
            i++;
        } else if (line.data[i] == '"' && closes(row, line, i, true, &unknown)) {
            return true;
        }
    }
    return false;
}

// Goes to the quote that closes the cell. false where it is not in the text.
static bool scan_quoted(CsvRow *row, StringView text, bool last) {
    while (row->at < text.length) {
        const char *from = text.data + row->at;
        const char *quote = memchr(from, '"', text.length - row->at);
        size_t end = quote ? (size_t) (quote - text.data) : text.length;
        row->lines = row->lines || memchr(from, '\n', end - row->at) != NULL;
        row->at = end;
        if (!quote || (end + 1 == text.length && !last)) {
            return false;
        }
        if (end + 1 < text.length && text.data[end + 1] == '"') {
            row->at = end + 2;
            continue;
        }
        bool unknown;
        bool ends = closes(row, text, end, last, &unknown);
        if (unknown) {
            return false;
        }
        if (ends) {
            return true;
        }
        row->odd = true;
        row->at = end + 1;
    }
    return false;
}

// Where each of eight bytes is `c` a bit is set; those behind the first may be set wrongly.
static uint64_t bytes_that_are(uint64_t eight, char c) {
    uint64_t zero = eight ^ UINT64_C(0x0101010101010101) * (unsigned char) c;
    return (zero - UINT64_C(0x0101010101010101)) & ~zero & UINT64_C(0x8080808080808080);
}

// The first separator or byte of a line's end.
static const char *plain_end(const char *at, const char *end, char separator) {
    for (uint64_t eight; end - at >= (ptrdiff_t) sizeof eight; at += sizeof eight) {
        memcpy(&eight, at, sizeof eight);
        if (bytes_that_are(eight, separator) | bytes_that_are(eight, '\n') | bytes_that_are(eight, '\r')) {
            break;
        }
    }
    while (at < end && *at != separator && *at != '\n' && *at != '\r') {
        at++;
    }
    return at;
}

CsvResult csv_row_scan(CsvRow *row, StringView text, bool last) {
    for (;;) {
        const char *at = text.data + row->at, *end = text.data + text.length;
        switch (row->state) {
        case CSV_CELL_BEGIN:
            while (at < end && *at == ' ' && row->separator != ' ') {
                at++;
            }
            if (at == end && !last) {
                return CSV_ROW_UNFINISHED;
            }
            row->cell = row->at;
            row->state = CSV_CELL_PLAIN;
            if (at < end && *at == '"' && row->one_line && !row->literal) {
                row->literal = !closes_on_line(row, text, (size_t) (at - text.data));
            }
            if (at < end && *at == '"' && !row->literal) {
                row->at = row->cell = (size_t) (at - text.data) + 1;
                row->state = CSV_CELL_QUOTED;
            }
            break;
        case CSV_CELL_QUOTED:
            if (!scan_quoted(row, text, last)) {
                return last ? CSV_ROW_OPEN : CSV_ROW_UNFINISHED;
            }
            add_cell(row, row->at++, true);
            row->state = CSV_CELL_CLOSED;
            break;
        case CSV_CELL_PLAIN:
        case CSV_CELL_CLOSED:
            at = plain_end(at, end, row->separator);
            row->at = (size_t) (at - text.data);
            if ((at == end || (*at == '\r' && at + 1 == end)) && !last) {
                return CSV_ROW_UNFINISHED;
            }
            if (at < end && *at == '\r' && !(at + 1 < end && at[1] == '\n') && !row->cr_ends &&
                at + 1 < end) {
                row->at++;
                break; // a stray one within a cell
            }
            if (row->state == CSV_CELL_PLAIN) {
                add_cell(row, row->at, false);
            }
            if (at < end && *at == row->separator) {
                row->at++;
                row->state = CSV_CELL_BEGIN;
                break;
            }
            row->length = row->at + (at < end) + (at + 1 < end && at[0] == '\r' && at[1] == '\n');
            return CSV_ROW_WHOLE;
        }
    }
}

StringView csv_cell_text(const CsvRow *row, StringView text, size_t number, String *scratch) {
    if (number >= row->count || number >= CSV_CELLS_MOST) {
        return sv(NULL);
    }
    CsvCell cell = row->cells[number];
    StringView content = sv_part(text, cell.start, cell.length);
    if (!cell.quoted || content.length == 0 || !memchr(content.data, '"', content.length)) {
        return content;
    }
    string_clear(scratch);
    while (content.length > 0) {
        const char *quote = memchr(content.data, '"', content.length);
        size_t until = quote ? (size_t) (quote - content.data) + 1 : content.length;
        string_add(scratch, sv_part(content, 0, until));
        bool doubled = quote && until < content.length && content.data[until] == '"';
        content = sv_from(content, until + doubled);
    }
    return string_view(scratch);
}
