// Comma- or tab-separated values of databases, reference managers and screening tools. What a
// column holds is told by its name; the separator is found by content.

#include "csv.h"

#include "carrel/base/memory.h"
#include "carrel/csv/csv.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"

#include <string.h>

typedef struct {
    Reader reader;
    Arena arena; // of the header
    CsvHeader header;
    CsvRow row;
    String scratch;
    Error error;          // why there is no header
    bool begun, readable; // behind the header; it was one
    bool skipping;        // within a row that is too large
    bool first;           // no row of data was read yet
    size_t shift;         // cells before the first that the header names
    int open;             // quoted cells that were never closed
    bool torn;            // one of this row
} CsvReader;

static void csv_destroy(Reader *reader) {
    CsvReader *csv = (CsvReader *) reader;
    csv_row_free(&csv->row);
    string_free(&csv->scratch);
    arena_free(&csv->arena);
    reader_destroy(reader);
}

// false where more bytes are needed.
static bool read_header(CsvReader *csv) {
    Reader *reader = &csv->reader;
    StringView rest = reader_rest(reader);
    if (rest.length < CSV_HEAD && !reader->last) {
        return false;
    }
    csv->begun = true;
    csv->header.columns = string_view(&reader->columns);
    csv->readable = csv_header_find(rest, reader->last, &csv->arena, &csv->header, &csv->error);
    if (!csv->readable) {
        reader->nothing = csv->error.text;
    }
    if (csv->readable && csv_read_search(rest, &csv->header, &reader->facts)) {
        csv->header.unknown_count = 0;
    }
    csv->row.separator = csv->header.separator;
    csv->row.cr_ends = csv->header.cr_ends;
    csv_row_begin(&csv->row);
    reader_skip(reader, csv->header.length);
    return true;
}

static bool is_blank(const CsvRow *row, StringView text) {
    for (size_t i = 0; i < row->count && i < CSV_CELLS_MOST; i++) {
        if (sv_trim(sv_part(text, row->cells[i].start, row->cells[i].length)).length > 0) {
            return false;
        }
    }
    return row->count <= CSV_CELLS_MOST;
}

// Cells with content behind the last that the header names.
static bool has_more_cells(const CsvReader *csv, StringView text) {
    const CsvRow *row = &csv->row;
    for (size_t i = csv->header.cells + csv->shift; i < row->count && i < CSV_CELLS_MOST; i++) {
        if (sv_trim(sv_part(text, row->cells[i].start, row->cells[i].length)).length > 0) {
            return true;
        }
    }
    return row->count > CSV_CELLS_MOST;
}

// Tables of R have a column of row numbers, which the header does not name.
static void find_shift(CsvReader *csv, StringView text) {
    const CsvRow *row = &csv->row;
    csv->first = false;
    if (row->count == csv->header.cells + 1 && has_more_cells(csv, text)) {
        StringView cell = csv_cell_text(row, text, 0, &csv->scratch);
        long long number;
        csv->shift = sv_number(sv_trim(cell), &number) ? 1 : 0;
    }
}

// Scans the next row. A cell whose quote is never closed ends with its line, and so does one
// that would make a row of too many or too few cells out of several lines.
static CsvResult scan_row(CsvReader *csv, StringView rest, bool last) {
    enum { OPEN_MOST = 16 }; // then no cell is taken to reach over a line's end
    CsvRow *row = &csv->row;
    bool whole_file = last || rest.length > RECORD_MAX;
    if (row->at == 0) {
        row->one_line = csv->open >= OPEN_MOST;
    }
    CsvResult result = csv_row_scan(row, rest, last);
    bool open = result == CSV_ROW_OPEN || (result == CSV_ROW_UNFINISHED && whole_file);
    csv->torn = open;
    bool doubtful = result == CSV_ROW_WHOLE && row->odd && row->lines && row->count != csv->header.cells;
    if ((open || doubtful) && !row->one_line) {
        csv->open += open;
        row->one_line = true;
        csv_row_begin(row);
        result = csv_row_scan(row, rest, last);
        if (doubtful && row->count != csv->header.cells) {
            row->one_line = false; // that was no better
            csv_row_begin(row);
            result = csv_row_scan(row, rest, last);
        }
    }
    return result;
}

// A record to be screened needs a name, and so does its place in a review.
static const char *title_of_abstract(Arena *arena, const char *abstract) {
    enum { LONGEST = 80 };
    StringView start = field_start(sv(abstract), LONGEST);
    size_t words = start.length;
    while (words > 0 && start.length < strlen(abstract) && start.data[words - 1] != ' ') {
        words--;
    }
    start = sv_part(start, 0, words > 0 ? words : start.length);
    return arena_format(arena, "No title: %.*s\xe2\x80\xa6", (int) start.length, start.data);
}

// Notes the columns that nobody understood once something stands in them.
static void note_unknown(CsvReader *csv, StringView text) {
    enum { NAMES_MOST = 400 };
    CsvHeader *header = &csv->header;
    String *names = &csv->reader.unknown;
    for (size_t i = 0; i < header->unknown_count;) {
        CsvUnknown unknown = header->unknown[i];
        StringView cell = csv_cell_text(&csv->row, text, unknown.cell + csv->shift, &csv->scratch);
        if (sv_trim(cell).length == 0) {
            i++;
            continue;
        }
        if (unknown.name && names->length < NAMES_MOST) {
            string_format(names, "%s%s", names->length > 0 ? ", " : "", unknown.name);
        }
        header->unknown[i] = header->unknown[--header->unknown_count];
    }
}

static bool read_study(CsvReader *csv, StringView text, Arena *arena, Item *item) {
    const Study *study = &item->study;
    if (has_more_cells(csv, text)) {
        return reader_reject(item,
                             arena_format(arena, "the row has %zu cells, the header names %zu columns",
                                          csv->row.count, csv->header.cells),
                             text);
    }
    csv_fill_study(&csv->header, &csv->row, text, csv->shift, arena, &csv->scratch, &item->study,
                   &csv->reader.facts);
    note_unknown(csv, text);
    item->study.kind = RECORD_DATABASE;
    if (!study->title && study->section_count > 0) {
        item->study.title = title_of_abstract(arena, study->sections[0].text);
    }
    if (!study->title && study->pmid == 0 && !study->doi) {
        return reader_reject(item, "the row has no title, no abstract, no PMID and no DOI", text);
    }
    return true;
}

// Goes behind the end of a row that was too large. false where it is not there yet.
static bool skip_line(Reader *reader) {
    StringView rest = reader_rest(reader);
    size_t newline = sv_find_char(rest, '\n');
    reader_skip(reader, newline == SV_NONE ? rest.length : newline + 1);
    return newline != SV_NONE;
}

static bool csv_next(Reader *reader, Arena *arena, Item *item) {
    CsvReader *csv = (CsvReader *) reader;
    if (!csv->begun && !read_header(csv)) {
        return false;
    }
    if (!csv->readable) {
        reader_skip(reader, reader_rest(reader).length);
        return false;
    }
    for (;;) {
        if (csv->skipping) {
            csv->skipping = !skip_line(reader);
        }
        StringView rest = reader_rest(reader);
        if (csv->skipping || rest.length == 0) {
            return false;
        }
        CsvRow *row = &csv->row;
        CsvResult result = scan_row(csv, rest, reader->last);
        item->line = reader->line;
        if (result != CSV_ROW_WHOLE && rest.length <= RECORD_MAX) {
            return false;
        }
        if (result != CSV_ROW_WHOLE || row->length > RECORD_MAX) {
            csv->skipping = result != CSV_ROW_WHOLE;
            reader_skip(reader, csv->skipping ? rest.length : row->length);
            csv_row_begin(row);
            return reader_reject(item, "the row is larger than 16 MB", rest);
        }
        StringView text = sv_part(rest, 0, row->length);
        reader_skip(reader, row->length);
        bool blank = is_blank(row, text);
        if (!blank && csv->first) {
            find_shift(csv, text);
        }
        if (!blank) {
            reader_note_end(reader, item, text, !csv->torn);
        }
        bool found = !blank && read_study(csv, text, arena, item);
        csv_row_begin(row);
        if (found) {
            return true;
        }
    }
}

Reader *csv_reader_new(void) {
    CsvReader *csv = memory_new(sizeof *csv);
    reader_init(&csv->reader, csv_next, csv_destroy);
    csv->reader.nothing = "the table has no row below the names of its columns";
    csv->first = true;
    return &csv->reader;
}

bool csv_recognise(StringView head, bool *tabs, bool *titled, Error *err) {
    Arena arena = {0};
    CsvHeader header = {0};
    *titled = csv_header_find(head, true, &arena, &header, err);
    *tabs = *titled && header.separator == '\t';
    bool known = *titled && (header.count >= 2 || header.cells >= 3);
    arena_free(&arena);
    return known;
}
