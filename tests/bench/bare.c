#include "bare.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/str.h"
#include "measure.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct Bare {
    sqlite3 *sqlite; // NULL: no file has the index
    sqlite3_stmt *first, *count, *ranked;
};

static sqlite3_stmt *prepare(sqlite3 *sqlite, const char *sql) {
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL);
    return statement;
}

static bool open_file(Bare *bare, const char *path) {
    if (sqlite3_open_v2(path, &bare->sqlite, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        sqlite3_exec(bare->sqlite, "PRAGMA cache_size = -65536; PRAGMA mmap_size = 2147418112", NULL, NULL,
                     NULL);
        bare->first = prepare(bare->sqlite, "SELECT rowid FROM text_index WHERE text_index MATCH ?1"
                                            " ORDER BY rowid DESC LIMIT ?2");
        bare->count = prepare(bare->sqlite, "SELECT count(*) FROM text_index WHERE text_index MATCH ?1");
        bare->ranked = prepare(bare->sqlite, "SELECT rowid FROM text_index WHERE text_index MATCH ?1"
                                             " ORDER BY bm25(text_index) LIMIT ?2");
    }
    if (bare->first && bare->count && bare->ranked)
        return true;
    sqlite3_close(bare->sqlite);
    bare->sqlite = NULL;
    return false;
}

Bare *bare_open(const char *folder) {
    Bare *bare = memory_new(sizeof *bare);
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && !bare->sqlite && (entry = readdir(entries));) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_type == DT_REG && !strstr(entry->d_name, "-wal") && !strstr(entry->d_name, "-shm"))
            open_file(bare, path);
    }
    if (entries)
        closedir(entries);
    return bare;
}

// A query of bare words, phrases in quotation marks and beginnings as FTS5 wants it, in title and abstract.
// What has fields and parentheses is nothing that it could be asked.
static bool add_match(const char *query, String *match) {
    string_add_text(match, "{title abstract} : (");
    bool quoted = false;
    for (const char *c = query; *c; c++) {
        if (!isalpha((unsigned char) *c) && !strchr(" \"*", *c))
            return false;
        bool begins = isalpha((unsigned char) *c) && !quoted && (c == query || c[-1] == ' ');
        if (begins)
            string_add_char(match, '"');
        string_add_char(match, *c);
        bool ends = isalpha((unsigned char) *c) && !quoted && (c[1] == ' ' || c[1] == '*' || c[1] == '\0');
        if (ends)
            string_add_char(match, '"');
        quoted = *c == '"' ? !quoted : quoted;
    }
    string_add_char(match, ')');
    return true;
}

static double run(sqlite3_stmt *statement, const char *query, size_t count) {
    String match = {0};
    double ms = NAN;
    if (statement && add_match(query, &match)) {
        int64_t start = clock_ticks_us();
        sqlite3_bind_text(statement, 1, match.data, (int) match.length, SQLITE_STATIC);
        if (count > 0)
            sqlite3_bind_int64(statement, 2, (sqlite3_int64) count);
        int step;
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        }
        if (step != SQLITE_DONE)
            bench_give_up(match.data, "SQLite refuses it");
        ms = ms_since(start);
        sqlite3_reset(statement);
    }
    string_free(&match);
    return ms;
}

double bare_first(Bare *bare, const char *query, size_t count) {
    return run(bare->first, query, count);
}

double bare_count(Bare *bare, const char *query) {
    return run(bare->count, query, 0);
}

double bare_ranked(Bare *bare, const char *query, size_t count) {
    return run(bare->ranked, query, count);
}

void bare_close(Bare *bare) {
    sqlite3_finalize(bare->first);
    sqlite3_finalize(bare->count);
    sqlite3_finalize(bare->ranked);
    sqlite3_close(bare->sqlite);
    free(bare);
}
