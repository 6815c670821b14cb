#include "cachefile.h"

#include <stdlib.h>
#include <string.h>

// Where the bytes of the cache go: SQLite's dbstat counts the pages of each of its trees. [sqlite.org/dbstat.html]

static const struct {
    const char *tree, *part, *what;
} trees[] = {
    {"detail", "details", "all that the records say, packed"},
    {"dictionary", "details", NULL},
    {"study", "rows", "what lists show and searches compare"},
    {"study_date", "rows", NULL},
    {"study_changed", "rows", NULL},
    {"study_moved", "rows", NULL},
    {"record", "records", "which file each record came from, other sources' own records"},
    {"import", "records", NULL},
    {"rejected", "records", NULL},
    {"alias", "names", "DOIs, other identifiers, fingerprints"},
    {"alias_fresh", "names", NULL},
    {"links", "links", "who cites whom, what services answered"},
    {"link_state", "links", NULL},
    {"link_index_data", "links", NULL},
    {"link_index_idx", "links", NULL},
    {"link_index_config", "links", NULL},
    {"cited", "links", NULL},
    {"batch", "index", NULL},
    {"text_index_data", "index", "the words of titles, abstracts, authors, terms and journals"},
    {"text_index_idx", "index", NULL},
    {"text_index_config", "index", NULL},
    {"text_index_docsize", "index", NULL},
};
#define TREES (sizeof trees / sizeof trees[0])

static void add(StoragePart *parts, size_t *count, const char *tree, int64_t bytes) {
    const char *part = "other", *what = "free space, settings";
    for (size_t i = 0; i < TREES; i++) {
        if (strcmp(trees[i].tree, tree) == 0) {
            part = trees[i].part;
            what = trees[i].what;
        }
    }
    size_t at = 0;
    while (at < *count && strcmp(parts[at].part, part) != 0) {
        at++;
    }
    if (at == *count) {
        parts[(*count)++] = (StoragePart){.part = part};
    }
    parts[at].bytes += bytes;
    parts[at].what = what ? what : parts[at].what;
}

static int compare_parts(const void *a, const void *b) {
    const StoragePart *x = a, *y = b;
    return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

static bool read_schema(Cache *cache, const char *sql, StoragePart *parts, size_t *count, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, sql, err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        const char *name = (const char *) sqlite3_column_text(statement, 0);
        add(parts, count, name ? name : "", sqlite3_column_int64(statement, 1));
    }
    return ok;
}

// Pages that no tree has.
static bool read_free(Cache *cache, const char *count_sql, const char *size_sql, StoragePart *parts,
                      size_t *count, Error *err) {
    int64_t pages = 0, size = 0;
    sqlite3_stmt *statement = db_statement(cache->db, count_sql, err);
    bool ok = statement && db_number(cache->db, statement, 0, &pages, err) &&
              (statement = db_statement(cache->db, size_sql, err)) &&
              db_number(cache->db, statement, 0, &size, err);
    add(parts, count, "", pages * size);
    return ok;
}

size_t cache_storage(Cache *cache, Arena *arena, StoragePart **parts, Error *err) {
    size_t count = 0;
    *parts = ARENA_ARRAY(arena, StoragePart, TREES + 1);
    bool ok =
        read_schema(cache, "SELECT name, pgsize FROM dbstat('main', 1)", *parts, &count, err) &&
        read_free(cache, "PRAGMA main.freelist_count", "PRAGMA main.page_size", *parts, &count, err) &&
        (!cache->has_index ||
         (read_schema(cache, "SELECT name, pgsize FROM dbstat('words', 1)", *parts, &count, err) &&
          read_free(cache, "PRAGMA words.freelist_count", "PRAGMA words.page_size", *parts, &count, err)));
    if (ok) {
        qsort(*parts, count, sizeof **parts, compare_parts);
    }
    return ok ? count : 0;
}
