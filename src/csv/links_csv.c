// Tables of nothing but links, of the NIH: iCite's metadata (pmid, …, citation_count, cited_by,
// references: PMIDs with spaces between) and the Open Citation Collection (citing, referenced).
// [iCite, "Bulk data and code", field descriptions]

#include "carrel/base/map.h"
#include "carrel/base/memory.h"
#include "carrel/csv/csv.h"
#include "carrel/reader/frame.h"
#include "csv_rows.h"

#include <string.h>

// Links of one study that are handed over at once.
#define GATHERED_MOST ((size_t) 1 << 14)
#define NO_CELL       SIZE_MAX

// Where what is read stands; NO_CELL where it does not.
typedef struct {
    char separator;
    size_t length; // of the header
    size_t study;  // "pmid" or "citing"
    size_t lists[LINK_KINDS];
    size_t announced;
    bool pairs; // one link a row
} LinkColumns;

typedef struct {
    Reader reader;
    LinkColumns columns;
    CsvRow row;
    String scratch;
    bool begun, readable;
    bool skipping;            // within a row that is too large
    int64_t pmid;             // whose links are gathered; 0 none
    IdList lists[LINK_KINDS]; // of it
    int64_t announced;
    uint64_t line; // where its first row begins
} LinksReader;

static void links_destroy(Reader *reader) {
    LinksReader *links = (LinksReader *) reader;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        id_list_free(&links->lists[kind]);
    }
    csv_row_free(&links->row);
    string_free(&links->scratch);
    reader_destroy(reader);
}

static size_t find_cell(const CsvRow *row, StringView text, const char *name, String *scratch) {
    for (size_t i = 0; i < row->count && i < CSV_CELLS_MOST; i++) {
        if (sv_equal_nocase(sv_trim(csv_cell_text(row, text, i, scratch)), sv(name))) {
            return i;
        }
    }
    return NO_CELL;
}

static bool find_columns(StringView head, LinkColumns *columns) {
    String scratch = {0};
    CsvRow row = {0};
    bool found = false;
    for (const char *separator = ",\t;"; *separator && !found; separator++) {
        row.separator = *separator;
        csv_row_begin(&row);
        if (csv_row_scan(&row, head, true) != CSV_ROW_WHOLE) {
            continue;
        }
        *columns = (LinkColumns){.separator = *separator, .length = row.length};
        columns->lists[LINK_SIMILAR] = NO_CELL;
        columns->study = find_cell(&row, head, "citing", &scratch);
        columns->lists[LINK_REFERENCES] = find_cell(&row, head, "referenced", &scratch);
        columns->pairs = found =
            row.count == 2 && columns->study != NO_CELL && columns->lists[LINK_REFERENCES] != NO_CELL;
        columns->lists[LINK_CITED_BY] = columns->announced = NO_CELL;
        if (!found) {
            columns->study = find_cell(&row, head, "pmid", &scratch);
            columns->lists[LINK_REFERENCES] = find_cell(&row, head, "references", &scratch);
            columns->lists[LINK_CITED_BY] = find_cell(&row, head, "cited_by", &scratch);
            columns->announced = find_cell(&row, head, "citation_count", &scratch);
            found = columns->study != NO_CELL && columns->lists[LINK_REFERENCES] != NO_CELL &&
                    columns->lists[LINK_CITED_BY] != NO_CELL;
        }
    }
    csv_row_free(&row);
    string_free(&scratch);
    return found;
}

bool links_csv_fits(StringView head) {
    LinkColumns columns;
    return find_columns(head, &columns);
}

// A PMID and nothing else; 0 where it is none.
static int64_t read_pmid(StringView text) {
    int64_t pmid = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i == 10) {
            return 0;
        }
        pmid = pmid * 10 + (text.data[i] - '0');
    }
    return pmid;
}

// Appends the PMIDs of a cell; NULL, or what is wrong with it.
static const char *read_list(StringView cell, IdList *list, Arena *arena) {
    size_t before = list->count;
    for (StringView rest = sv_trim(cell); rest.length > 0; rest = sv_trim(rest)) {
        size_t length = 0;
        while (length < rest.length && rest.data[length] != ' ') {
            length++;
        }
        StringView word = sv_part(rest, 0, length);
        int64_t pmid = read_pmid(word);
        if (pmid == 0) {
            list->count = before;
            word = sv_part(word, 0, 40);
            return arena_format(arena, "\"%.*s\" stands where a PMID is expected", (int) word.length,
                                word.data);
        }
        id_list_add(list, pmid);
        rest = sv_from(rest, length);
    }
    return NULL;
}

static void hand_over(LinksReader *links, Arena *arena, Item *item) {
    item->kind = ITEM_LINKS;
    item->line = links->line;
    item->pmid = links->pmid;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        IdList *list = &links->lists[kind];
        int64_t *pmids = ARENA_ARRAY(arena, int64_t, list->count);
        if (list->count > 0) {
            memcpy(pmids, list->ids, list->count * sizeof *pmids);
        }
        item->links[kind] = (PmidList){.pmids = pmids, .count = list->count, .announced = -1};
        list->count = 0;
    }
    item->links[LINK_CITED_BY].announced = links->announced;
    links->pmid = 0;
}

static StringView cell_of(LinksReader *links, StringView text, size_t cell) {
    return cell == NO_CELL ? sv(NULL) : sv_trim(csv_cell_text(&links->row, text, cell, &links->scratch));
}

// Takes the row into what is gathered; NULL, or what is wrong with it.
static const char *take_row(LinksReader *links, StringView text, int64_t pmid, Arena *arena) {
    const LinkColumns *columns = &links->columns;
    const char *wrong = NULL;
    if (columns->pairs && cell_of(links, text, columns->lists[LINK_REFERENCES]).length == 0) {
        return "the row names no referenced study";
    }
    for (LinkKind kind = 0; kind < LINK_KINDS && !wrong; kind++) {
        wrong = read_list(cell_of(links, text, columns->lists[kind]), &links->lists[kind], arena);
    }
    StringView count = cell_of(links, text, columns->announced);
    long long announced;
    if (wrong) {
        return wrong;
    }
    links->announced = count.length > 0 && sv_number(count, &announced) && announced >= 0 ? announced : -1;
    links->pmid = pmid;
    return NULL;
}

// Forgets the lists of a row that was not taken.
static bool reject_row(LinksReader *links, StringView text, Item *item, const char *why) {
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        links->lists[kind].count = 0;
    }
    item->line = links->reader.line;
    StringView line = sv_trim(text);
    return reader_reject(item, why, line);
}

static bool is_blank(StringView text) {
    return sv_trim(text).length == 0;
}

// Goes behind the next line's end; false where it is not there yet.
static bool skip_line(Reader *reader) {
    StringView rest = reader_rest(reader);
    size_t newline = sv_find_char(rest, '\n');
    reader_skip(reader, newline == SV_NONE ? rest.length : newline + 1);
    return newline != SV_NONE;
}

// What the row does: NOTHING_YET reads on, MORE_BYTES waits for them.
typedef enum { NOTHING_YET, MORE_BYTES, HANDED_OVER } Step;

// Hands over what was gathered before the row at hand, which is looked at again.
static Step hand_over_first(LinksReader *links, Arena *arena, Item *item) {
    hand_over(links, arena, item);
    csv_row_begin(&links->row);
    return HANDED_OVER;
}

static Step read_row(LinksReader *links, Arena *arena, Item *item) {
    Reader *reader = &links->reader;
    CsvRow *row = &links->row;
    StringView rest = reader_rest(reader);
    if (rest.length == 0 && reader->last && links->pmid) {
        hand_over(links, arena, item);
        return HANDED_OVER;
    }
    if (rest.length == 0) {
        return MORE_BYTES;
    }
    CsvResult result = csv_row_scan(row, rest, reader->last);
    if (result != CSV_ROW_WHOLE && rest.length <= RECORD_MAX && !reader->last) {
        return MORE_BYTES;
    }
    if (links->pmid && (result != CSV_ROW_WHOLE || row->length > RECORD_MAX)) {
        return hand_over_first(links, arena, item);
    }
    if (result != CSV_ROW_WHOLE || row->length > RECORD_MAX) {
        item->line = reader->line;
        reader_reject(item,
                      rest.length > RECORD_MAX ? "the row is larger than 16 MB"
                                               : "a quoted cell is not closed before the end of the file",
                      rest);
        links->skipping = result != CSV_ROW_WHOLE;
        reader_skip(reader, links->skipping ? rest.length : row->length);
        csv_row_begin(row);
        return HANDED_OVER;
    }
    StringView text = sv_part(rest, 0, row->length);
    if (is_blank(text)) {
        reader_skip(reader, row->length);
        csv_row_begin(row);
        return NOTHING_YET;
    }
    int64_t pmid = read_pmid(cell_of(links, text, links->columns.study));
    bool goes_on = links->columns.pairs && pmid == links->pmid && pmid != 0 &&
                   links->lists[LINK_REFERENCES].count < GATHERED_MOST;
    if (links->pmid && !goes_on) {
        return hand_over_first(links, arena, item);
    }
    bool first = links->pmid == 0;
    const char *wrong =
        pmid == 0 ? "the row does not begin with the PMID of a study" : take_row(links, text, pmid, arena);
    if (first) {
        links->line = reader->line;
    }
    Step step = NOTHING_YET;
    if (wrong && !first) {
        return hand_over_first(links, arena, item);
    }
    if (wrong) {
        reject_row(links, text, item, wrong);
        step = HANDED_OVER;
    }
    reader_skip(reader, row->length);
    csv_row_begin(row);
    return step;
}

static bool links_next(Reader *reader, Arena *arena, Item *item) {
    LinksReader *links = (LinksReader *) reader;
    StringView rest = reader_rest(reader);
    if (!links->begun) {
        if (rest.length < LINKS_CSV_HEAD && !reader->last) {
            return false;
        }
        links->begun = true;
        links->readable = find_columns(rest, &links->columns);
        links->row.separator = links->columns.separator;
        csv_row_begin(&links->row);
        reader_skip(reader, links->readable ? links->columns.length : 0);
    }
    if (!links->readable) {
        reader_skip(reader, reader_rest(reader).length);
        return false;
    }
    for (;;) {
        if (links->skipping) {
            links->skipping = !skip_line(reader);
            if (links->skipping) {
                return false;
            }
        }
        Step step = read_row(links, arena, item);
        if (step != NOTHING_YET) {
            return step == HANDED_OVER;
        }
    }
}

Reader *links_csv_reader_new(void) {
    LinksReader *links = memory_new(sizeof *links);
    reader_init(&links->reader, links_next, links_destroy);
    links->reader.nothing = "no link stands in this table: it needs columns pmid, references and cited_by, "
                            "or citing and referenced, and rows below them";
    return &links->reader;
}
