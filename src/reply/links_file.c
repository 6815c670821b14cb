#include "carrel/reply/links_file.h"

#include "carrel/base/memory.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"

#define BEGINNING "carrel-links 1\t"

// --- writing ---

void links_file_begin(const char *service, int64_t time, String *out) {
    string_format(out, BEGINNING "%s\t%lld\n", service, (long long) time);
}

// A column cannot hold what divides columns.
static void add_column(String *out, const char *text) {
    string_add_char(out, '\t');
    for (const char *c = text ? text : ""; *c; c++) {
        string_add_char(out, *c == '\t' || *c == '\n' || *c == '\r' ? ' ' : *c);
    }
}

static void add_other(const Citation *other, String *out) {
    string_add_text(out, "O\t");
    if (other->pmid > 0) {
        string_format(out, "%lld", (long long) other->pmid);
    }
    add_column(out, other->doi);
    add_column(out, other->title);
    add_column(out, other->authors);
    add_column(out, other->text);
    string_add_char(out, '\n');
}

void links_file_add(const StudyRow *row, LinkKind kind, const LinkReply *reply, String *out) {
    bool is_known = row->found && (row->id > 0 || (row->doi && row->title));
    string_format(out, "L\t%lld\t%s\t%d\t", (long long) row->id, link_kind_name(kind), (int) reply->status);
    if (reply->announced >= 0) {
        string_format(out, "%lld\t", (long long) reply->announced);
    } else {
        string_add_text(out, "-\t");
    }
    for (size_t i = 0; i < reply->count; i++) {
        string_format(out, "%s%lld", i > 0 ? "," : "", (long long) reply->pmids[i]);
    }
    string_add_char(out, '\n');
    if (is_known && row->id < 0 && reply->count + reply->others.count > 0) {
        string_add_char(out, 'S');
        add_column(out, row->doi);
        add_column(out, row->title);
        string_add_char(out, '\n');
        for (size_t i = 0; i < reply->count; i++) {
            add_other(&(Citation){.pmid = reply->pmids[i]}, out);
        }
    }
    for (size_t i = 0; is_known && i < reply->others.count; i++) {
        add_other(&reply->others.items[i], out);
    }
}

// --- reading ---

typedef struct {
    Reader reader;
    bool begun;
    String service;
    int64_t time;
    StudyId study; // of the last L line; 0 where none was read
    LinkKind kind;
    String doi, title; // of the last S line
} LinksFile;

bool links_file_fits(StringView head) {
    return sv_starts(head, SV(BEGINNING));
}

// The next whole line; false where its end is not there yet, or nothing is left.
static bool take_line(Reader *reader, StringView *line) {
    StringView rest = reader_rest(reader);
    size_t end = sv_find_char(rest, '\n');
    if (rest.length == 0 || (end == SV_NONE && !reader->last)) {
        return false;
    }
    *line = sv_part(rest, 0, end);
    reader_skip(reader, end == SV_NONE ? rest.length : end + 1);
    return true;
}

static bool read_beginning(LinksFile *file, StringView line) {
    StringView service, rest = sv_from(line, sizeof BEGINNING - 1);
    long long time;
    if (!links_file_fits(line) || !sv_split(&rest, '\t', &service) || !sv_number(sv_trim(rest), &time)) {
        return false;
    }
    string_add(&file->service, service);
    file->time = time;
    return true;
}

static bool kind_read(StringView name, LinkKind *kind) {
    for (*kind = 0; *kind < LINK_KINDS; ++*kind) {
        if (sv_equal(name, sv(link_kind_name(*kind)))) {
            return true;
        }
    }
    return false;
}

static bool read_pmids(StringView text, Arena *arena, PmidList *list) {
    int64_t *pmids = NULL;
    StringView word;
    long long number;
    while (text.length > 0 && sv_split(&text, ',', &word)) {
        if (!sv_number(word, &number) || number <= 0) {
            return false;
        }
        pmids = list_grow(arena, pmids, list->count, sizeof *pmids);
        pmids[list->count++] = number;
    }
    list->pmids = pmids;
    return true;
}

// A PMID, or below 0 the number of a study without.
static bool read_study(StringView text, long long *number) {
    bool below = sv_starts(text, SV("-"));
    if (!sv_number(sv_from(text, below), number) || *number <= 0) {
        return false;
    }
    *number = below ? -*number : *number;
    return true;
}

// Behind "S".
static void read_self(LinksFile *file, StringView rest) {
    StringView column;
    string_clear(&file->doi);
    string_clear(&file->title);
    if (sv_split(&rest, '\t', &column)) {
        string_add(&file->doi, column);
        string_add(&file->title, rest);
    }
}

// Behind "L".
static bool read_links(LinksFile *file, StringView rest, Arena *arena, Item *item) {
    StringView study = {0}, kind = {0}, status = {0}, announced = {0};
    long long number, state, count = -1;
    bool whole = sv_split(&rest, '\t', &study) && sv_split(&rest, '\t', &kind) &&
                 sv_split(&rest, '\t', &status) && sv_split(&rest, '\t', &announced) &&
                 read_study(study, &number) && kind_read(kind, &file->kind) && sv_number(status, &state) &&
                 state > LINKS_NOT_ASKED && state <= LINKS_FAILED &&
                 (sv_equal(announced, SV("-")) || (sv_number(announced, &count) && count >= 0));
    if (!whole) {
        return false;
    }
    for (LinkKind k = 0; k < LINK_KINDS; k++) {
        item->links[k].announced = -1;
    }
    PmidList *list = &item->links[file->kind];
    item->kind = ITEM_LINKS;
    item->pmid = file->study = number;
    item->asked = arena_copy_view(arena, string_view(&file->service));
    item->asked_time = file->time;
    list->announced = count;
    list->status = (LinkStatus) state;
    return read_pmids(rest, arena, list);
}

static const char *next_column(StringView *rest, Arena *arena) {
    StringView column = {0};
    sv_split(rest, '\t', &column);
    return field_text(arena, reader_text(column, arena));
}

// All O lines that follow, where the last of them is there.
static bool take_others(LinksFile *file, Arena *arena, Item *item) {
    Reader *reader = &file->reader;
    StringView rest = reader_rest(reader);
    size_t end = 0;
    while (end < rest.length && rest.data[end] == 'O') {
        size_t line = sv_find_char(sv_from(rest, end), '\n');
        if (line == SV_NONE && !reader->last) {
            return false;
        }
        end = line == SV_NONE ? rest.length : end + line + 1;
    }
    if (end == rest.length && !reader->last) {
        return false;
    }
    item->line = reader->line;
    item->kind = ITEM_STUDY;
    item->study.kind = RECORD_STUB;
    if (file->study > 0) {
        item->study.pmid = file->study;
    } else {
        item->study.doi = field_doi(arena, string_view(&file->doi));
        item->study.title = field_text(arena, reader_text(string_view(&file->title), arena));
    }
    StringView lines = sv_part(rest, 0, end), line;
    reader_skip(reader, end);
    while (sv_line(&lines, &line)) {
        StringView columns = sv_from(line, 2);
        Citation *other = citation_add(&item->study.links[file->kind], arena);
        const char *pmid = next_column(&columns, arena), *doi = next_column(&columns, arena);
        long long number;
        other->pmid = pmid && sv_number(sv(pmid), &number) ? number : 0;
        other->doi = doi ? field_doi(arena, sv(doi)) : NULL;
        other->title = next_column(&columns, arena);
        other->authors = next_column(&columns, arena);
        other->text = next_column(&columns, arena);
    }
    return true;
}

static bool file_next(Reader *reader, Arena *arena, Item *item) {
    LinksFile *file = (LinksFile *) reader;
    StringView line;
    for (;;) {
        StringView rest = reader_rest(reader);
        if (rest.length == 0) {
            return false;
        }
        if (file->study != 0 && rest.data[0] == 'O') {
            return take_others(file, arena, item);
        }
        item->line = reader->line;
        if (!take_line(reader, &line)) {
            return false;
        }
        if (!file->begun) {
            file->begun = read_beginning(file, line);
            if (file->begun) {
                continue;
            }
        } else if (sv_starts(line, SV("L\t"))) {
            if (read_links(file, sv_from(line, 2), arena, item)) {
                return true;
            }
            file->study = 0;
        } else if (sv_starts(line, SV("S\t")) && file->study < 0) {
            read_self(file, sv_from(line, 2));
            continue;
        }
        return reader_reject(item, "this is no line of a file of links", reader_text(line, arena));
    }
}

static void file_destroy(Reader *reader) {
    LinksFile *file = (LinksFile *) reader;
    string_free(&file->service);
    string_free(&file->doi);
    string_free(&file->title);
    reader_destroy(reader);
}

Reader *links_file_reader_new(void) {
    LinksFile *file = memory_new(sizeof *file);
    reader_init(&file->reader, file_next, file_destroy);
    file->reader.nothing = "the file has no links in it";
    return &file->reader;
}
