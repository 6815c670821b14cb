// The least that an index can cost: feeds SQLite's FTS5, set as well as it can be, with text that was made
// ready beforehand, and does nothing else. Usage: loader prepare FILE… > TEXT takes from PubMed XML
// the words that a cache indexes of each study; loader load TEXT DATABASE is what is measured.

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "carrel/format/format.h"
#include "measure.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS     5
#define BUFFER      (4 << 20)
#define TRANSACTION 30000

typedef struct {
    String columns[COLUMNS]; // title, abstract, authors, terms, journal
} Text;

// --- text made ready ---

// Stands between names, so that no phrase spans two.
#define BOUNDARY " \xee\x80\x80 "

static void add_folded(String *out, const char *boundary, const char *text) {
    if (text && *text) {
        if (out->length > 0)
            string_add_text(out, boundary);
        text_add_fold(out, sv(text));
    }
}

// Headings and the like are each one word.
static void add_glued(String *out, const char *kind, const char *text, const char *more) {
    string_add_char(out, ' ');
    string_add_text(out, kind);
    size_t end = out->length;
    text_add_fold(out, sv(text));
    text_add_fold(out, sv(more));
    for (size_t i = end; i < out->length; i++)
        if (strchr(" -,.;:()[]/'&+", out->data[i]) == NULL)
            out->data[end++] = out->data[i];
    out->length = end;
}

static void add_terms(const Study *study, String *out) {
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *heading = &study->mesh[i];
        bool major = heading->major;
        add_glued(out, "mh", heading->heading, NULL);
        for (size_t k = 0; k < heading->qualifier_count; k++) {
            add_glued(out, "mh", heading->heading, heading->qualifiers[k].name);
            if (heading->qualifiers[k].major)
                add_glued(out, "mj", heading->heading, heading->qualifiers[k].name);
            major = major || heading->qualifiers[k].major;
        }
        if (major)
            add_glued(out, "mj", heading->heading, NULL);
    }
    for (size_t i = 0; i < study->publication_types.count; i++)
        add_glued(out, "pt", study->publication_types.items[i], NULL);
    for (size_t i = 0; i < study->languages.count; i++)
        add_glued(out, "la", study->languages.items[i], NULL);
}

static void take_text(const Study *study, Text *text) {
    for (size_t i = 0; i < COLUMNS; i++)
        string_clear(&text->columns[i]);
    add_folded(&text->columns[0], " ", study->title);
    for (size_t i = 0; i < study->section_count; i++) {
        add_folded(&text->columns[1], " ", study->sections[i].label);
        add_folded(&text->columns[1], " ", study->sections[i].text);
    }
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        add_folded(&text->columns[2], BOUNDARY, author->family);
        add_folded(&text->columns[2], " ", author->given);
        add_folded(&text->columns[2], BOUNDARY, author->family);
        add_folded(&text->columns[2], " ", author->initials);
    }
    add_terms(study, &text->columns[3]);
    add_folded(&text->columns[4], BOUNDARY, study->journal.title);
    add_folded(&text->columns[4], BOUNDARY, study->journal.abbreviation);
    add_folded(&text->columns[4], BOUNDARY, study->journal.issn);
    add_folded(&text->columns[4], BOUNDARY, study->journal.essn);
}

static void write_text(const Study *study, const Text *text) {
    bool ok = fwrite(&study->pmid, sizeof study->pmid, 1, stdout) == 1;
    for (size_t i = 0; ok && i < COLUMNS; i++) {
        const String *column = &text->columns[i];
        ok = fwrite(&column->length, sizeof column->length, 1, stdout) == 1 &&
             fwrite(string_text(column), 1, column->length, stdout) == column->length;
    }
    if (!ok)
        bench_give_up("the text for the loader", "it could not be written");
}

static void prepare(const char *name) {
    Error err = {0};
    Text text = {0};
    Arena arena = {0};
    Item item;
    Input *input = input_open(name, &err);
    Reader *reader = formats[FORMAT_PUBMED_XML].reader_new();
    char *piece = memory_new(BUFFER);
    for (size_t got = 1; got > 0;) {
        if (!input || !input_read(input, piece, BUFFER, &got, &err))
            bench_give_up(name, err.text);
        reader_feed(reader, (StringView){piece, got}, got == 0);
        while (reader_next(reader, &arena, &item)) {
            if (item.kind == ITEM_STUDY) {
                take_text(&item.study, &text);
                write_text(&item.study, &text);
            }
            arena_reset(&arena);
        }
    }
    for (size_t i = 0; i < COLUMNS; i++)
        string_free(&text.columns[i]);
    free(piece);
    reader_free(reader);
    input_close(input);
    arena_free(&arena);
}

// --- the loading that is measured ---

static void execute(sqlite3 *sqlite, const char *sql) {
    if (sqlite3_exec(sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
        bench_give_up("the loader", sqlite3_errmsg(sqlite));
}

static sqlite3 *make_database(const char *path) {
    sqlite3 *sqlite;
    if (sqlite3_open(path, &sqlite) != SQLITE_OK)
        bench_give_up(path, sqlite3_errmsg(sqlite));
    execute(sqlite,
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -262144;"
            "CREATE VIRTUAL TABLE text USING fts5(title, abstract, authors, terms, journal, content='',"
            " tokenize='unicode61 remove_diacritics 0');"
            "INSERT INTO text(text, rank) VALUES('pgsz', 16000);"
            "INSERT INTO text(text, rank) VALUES('hashsize', 67108864);"
            "INSERT INTO text(text, rank) VALUES('automerge', 0);"
            "INSERT INTO text(text, rank) VALUES('crisismerge', 1000);");
    return sqlite;
}

static bool read_text(FILE *file, int64_t *pmid, Text *text) {
    if (fread(pmid, sizeof *pmid, 1, file) != 1)
        return false;
    for (size_t i = 0; i < COLUMNS; i++) {
        String *column = &text->columns[i];
        size_t length;
        if (fread(&length, sizeof length, 1, file) != 1)
            return false;
        column->data = vec_grow(column->data, &column->capacity, length + 1, 1);
        if (fread(column->data, 1, length, file) != length)
            return false;
        column->length = length;
    }
    return true;
}

static void load(const char *name, const char *path) {
    FILE *file = fopen(name, "rb");
    if (!file)
        bench_give_up(name, "it cannot be read");
    setvbuf(file, NULL, _IOFBF, BUFFER);
    sqlite3 *sqlite = make_database(path);
    sqlite3_stmt *insert;
    if (sqlite3_prepare_v2(sqlite,
                           "INSERT INTO text(rowid, title, abstract, authors, terms, journal)"
                           " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                           -1, &insert, NULL) != SQLITE_OK)
        bench_give_up("the loader", sqlite3_errmsg(sqlite));
    Text text = {0};
    int64_t pmid, count = 0;
    execute(sqlite, "BEGIN");
    while (read_text(file, &pmid, &text)) {
        sqlite3_bind_int64(insert, 1, pmid);
        for (int i = 0; i < COLUMNS; i++)
            sqlite3_bind_text(insert, i + 2, text.columns[i].data, (int) text.columns[i].length,
                              SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            bench_give_up("the loader", sqlite3_errmsg(sqlite));
        sqlite3_reset(insert);
        if (++count % TRANSACTION == 0)
            execute(sqlite, "COMMIT; BEGIN");
    }
    execute(sqlite, "COMMIT");
    sqlite3_finalize(insert);
    if (sqlite3_close(sqlite) != SQLITE_OK)
        bench_give_up(path, "it could not be closed");
    for (size_t i = 0; i < COLUMNS; i++)
        string_free(&text.columns[i]);
    fclose(file);
    printf("%lld\n", (long long) count);
}

int main(int argc, char **argv) {
    if (argc >= 3 && strcmp(argv[1], "prepare") == 0 && !isatty(STDOUT_FILENO)) {
        for (int i = 2; i < argc; i++)
            prepare(argv[i]);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    if (argc == 4 && strcmp(argv[1], "load") == 0) {
        load(argv[2], argv[3]);
        return 0;
    }
    fprintf(stderr, "usage: loader prepare FILE… > TEXT, loader load TEXT DATABASE\n");
    return 2;
}
