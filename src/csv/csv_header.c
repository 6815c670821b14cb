#include "csv.h"

#include "carrel/reader/encoding.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"

#include <stdlib.h>
#include <string.h>

// A row near the beginning of the file, taken for the header.
typedef struct {
    size_t offset; // where it begins
    char separator;
    bool tags;
    size_t known, cells;
    bool title;
} HeaderRow;

static StringView cell_name(const CsvRow *row, StringView text, size_t number, String *scratch) {
    return sv_trim(csv_cell_text(row, text, number, scratch));
}

static bool has_cell(const CsvRow *row, StringView text, StringView name, String *scratch) {
    for (size_t i = 0; i < row->count; i++) {
        if (sv_equal_nocase(cell_name(row, text, i, scratch), name)) {
            return true;
        }
    }
    return false;
}

// What decides about names.
typedef struct {
    StringView columns; // as people say
    bool tags;
    Arena *arena;
} Naming;

// The column of a header's cell. The names that mean something in one producer's files only
// are known by their neighbours.
static CsvColumn column_of(const CsvRow *row, StringView text, size_t number, const Naming *naming,
                           String *scratch, unsigned *rank) {
    StringView name = cell_name(row, text, number, scratch);
    bool tags = naming->tags;
    if (naming->columns.length > 0) {
        CsvColumn column = csv_mapped_column(naming->columns, reader_text(name, naming->arena));
        *rank = 0;
        if (column != COLUMN_NONE) {
            return column;
        }
    }
    if (!tags && sv_equal_nocase(name, SV("Description"))) {
        String other = {0};
        bool pubmed = has_cell(row, text, SV("EntrezUID"), &other); // its layout until 2020
        string_free(&other);
        name = pubmed ? SV("PubMed description") : name;
    }
    CsvColumn column = csv_column(name, tags, rank);
    ++*rank; // behind what people say
    return column;
}

static bool has_tags(const CsvRow *row, StringView text, String *scratch) {
    return has_cell(row, text, SV("PT"), scratch) && has_cell(row, text, SV("TI"), scratch);
}

static HeaderRow judge(const CsvRow *row, StringView text, StringView columns, Arena *arena,
                       String *scratch) {
    HeaderRow candidate = {
        .separator = row->separator, .cells = row->count, .tags = has_tags(row, text, scratch)};
    Naming naming = {columns, candidate.tags, arena};
    for (size_t i = 0; i < row->count && i < CSV_CELLS_MOST; i++) {
        unsigned rank = 0;
        CsvColumn column = column_of(row, text, i, &naming, scratch, &rank);
        candidate.known += column < COLUMN_IGNORED;
        candidate.title = candidate.title || column == COLUMN_TITLE;
    }
    return candidate;
}

static int compare_places(const void *a, const void *b) {
    const CsvPlace *left = a, *right = b;
    return left->rank != right->rank ? (left->rank > right->rank) - (left->rank < right->rank)
                                     : (left->cell > right->cell) - (left->cell < right->cell);
}

// Abstrackr heads a column with each reviewer's name, and others "general notes (NAME)".
static void take_vote(const CsvRow *row, StringView text, Arena *arena, String *scratch, CsvPlace *place) {
    static const char before[] = "general notes (";
    const char *name = arena_copy_view(arena, cell_name(row, text, place->cell, scratch));
    StringView heading = sv(name);
    if (sv_starts(heading, sv(before)) && sv_ends(heading, SV(")"))) {
        place->column = COLUMN_VOTE_NOTE;
        place->reviewer =
            arena_copy_view(arena, sv_part(heading, sizeof before - 1, heading.length - sizeof before));
    } else if (has_cell(row, text, sv(arena_format(arena, "%s%s)", before, name)), scratch)) {
        place->column = COLUMN_VOTE;
        place->reviewer = name;
    }
}

// The values of a label, as csv_write.c heads them.
static void take_value(const CsvRow *row, StringView text, Arena *arena, String *scratch, CsvPlace *place) {
    StringView name = reader_text(cell_name(row, text, place->cell, scratch), arena);
    if (sv_starts(name, SV("value:")) && name.length > strlen("value:")) {
        place->column = COLUMN_VALUE;
        place->label = arena_copy_view(arena, sv_from(name, strlen("value:")));
    }
}

static void take_columns(CsvHeader *header, const CsvRow *row, StringView text, bool tags, Arena *arena,
                         String *scratch) {
    size_t cells = row->count < CSV_CELLS_MOST ? row->count : CSV_CELLS_MOST;
    Naming naming = {header->columns, tags, arena};
    header->places = ARENA_ARRAY(arena, CsvPlace, cells);
    header->unknown = ARENA_ARRAY(arena, CsvUnknown, cells);
    bool votes = has_cell(row, text, SV("labeled_at"), scratch) && cells < 200;
    for (size_t i = 0; i < cells; i++) {
        CsvPlace place = {.cell = i};
        place.column = column_of(row, text, i, &naming, scratch, &place.rank);
        if (place.column == COLUMN_NONE && votes) {
            take_vote(row, text, arena, scratch, &place);
        }
        if (place.column == COLUMN_NONE) {
            take_value(row, text, arena, scratch, &place);
        }
        if (place.column < COLUMN_IGNORED) {
            header->places[header->count++] = place;
        } else if (place.column == COLUMN_NONE && !tags) {
            StringView name = reader_text(cell_name(row, text, i, scratch), arena);
            header->unknown[header->unknown_count++] = (CsvUnknown){field_text(arena, name), i};
        }
    }
    qsort(header->places, header->count, sizeof *header->places, compare_places);
    // A separator behind the last name is no column.
    header->cells = cells;
    while (header->cells > 1 && cell_name(row, text, header->cells - 1, scratch).length == 0) {
        header->cells--;
    }
}

static bool no_title(const CsvRow *row, StringView text, String *scratch, Error *err) {
    String seen = {0};
    for (size_t i = 0; i < row->count && seen.length < 300; i++) {
        StringView name = field_start(cell_name(row, text, i, scratch), 40);
        if (name.length > 0) {
            string_format(&seen, "%s%.*s", seen.length > 0 ? ", " : "", (int) name.length, name.data);
        }
    }
    for (size_t i = 0; i < seen.length; i++) { // a name may have lines
        seen.data[i] = strchr("\r\n\t", seen.data[i]) ? ' ' : seen.data[i];
    }
    error_set(err, ERROR_INPUT,
              "this table has no column for the title; its columns are: %s "
              "(say which one it is: --map title=COLUMN, or :set columns)",
              seen.length > 0 ? string_text(&seen) : "none");
    string_free(&seen);
    return false;
}

bool csv_header_find(StringView head, bool last, Arena *arena, CsvHeader *header, Error *err) {
    enum { ROWS_MOST = 40 };
    static const char separators[] = ",;\t";
    head = sv_part(head, 0, CSV_HEAD);
    *header = (CsvHeader){.columns = header->columns,
                          .cr_ends = head.length > 0 && !memchr(head.data, '\n', head.length)};
    CsvRow row = {.cr_ends = header->cr_ends};
    String scratch = {0};
    HeaderRow best = {0}, widest = {.separator = ','};
    size_t offset = 0;
    for (int i = 0; i < ROWS_MOST && offset < head.length && !best.title; i++) {
        StringView rest = sv_from(head, offset);
        size_t length = 0;
        for (const char *separator = separators; *separator; separator++) {
            row.separator = *separator;
            row.one_line = false;
            csv_row_begin(&row);
            if (csv_row_scan(&row, rest, last) != CSV_ROW_WHOLE) {
                row.one_line = true;
                csv_row_begin(&row);
                if (csv_row_scan(&row, rest, last) != CSV_ROW_WHOLE) {
                    continue;
                }
            }
            length = length == 0 || row.length < length ? row.length : length;
            HeaderRow candidate = judge(&row, rest, header->columns, arena, &scratch);
            candidate.offset = offset;
            if (candidate.title && (!best.title || candidate.known > best.known)) {
                best = candidate;
            } else if (candidate.known > widest.known ||
                       (candidate.known == widest.known && candidate.cells > widest.cells)) {
                widest = candidate;
            }
        }
        if (length == 0) {
            break;
        }
        offset += length;
    }
    const HeaderRow *chosen = best.title ? &best : &widest;
    StringView text = sv_from(head, chosen->offset);
    row.separator = header->separator = chosen->separator;
    row.one_line = false;
    csv_row_begin(&row);
    if (csv_row_scan(&row, text, true) != CSV_ROW_WHOLE) {
        row.one_line = true;
        csv_row_begin(&row);
        csv_row_scan(&row, text, true);
    }
    bool found = best.title;
    if (found) {
        take_columns(header, &row, text, best.tags, arena, &scratch);
        header->offset = best.offset;
        header->length = best.offset + row.length;
    } else {
        no_title(&row, text, &scratch, err);
    }
    csv_row_free(&row);
    string_free(&scratch);
    return found;
}

bool columns_fit(StringView columns, StringView head) {
    Arena arena = {0};
    Decoder decoder = {0};
    String text = {0};
    CsvHeader header = {.columns = columns};
    decoder_feed(&decoder, head, true, &text);
    bool fit = csv_header_find(string_view(&text), true, &arena, &header, NULL);
    decoder_free(&decoder);
    string_free(&text);
    arena_free(&arena);
    return fit;
}
