#include "indexer.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <stdio.h>
#include <stdlib.h>

// Columns in the order of index.h. 'pgsz' is what a page of the file holds; 'hashsize' is how much FTS5
// gathers in memory before it writes; merging is left to indexer_merge. state has one row.
#define TEXT_INDEX(schema)                                                                                   \
    "CREATE VIRTUAL TABLE " schema                                                                           \
    "text_index USING fts5(abstract, title, authors, terms, journal, content='',"                            \
    " tokenize='unicode61 remove_diacritics 0');"
static const char *const migrations[] = {
    TEXT_INDEX(
        "") "INSERT INTO text_index(text_index, rank) VALUES('pgsz', 16300);"
            "INSERT INTO text_index(text_index, rank) VALUES('hashsize', 67108864);"
            "INSERT INTO text_index(text_index, rank) VALUES('automerge', 0);"
            "INSERT INTO text_index(text_index, rank) VALUES('crisismerge', 1000);"
            "CREATE TABLE state(id INTEGER PRIMARY KEY, pair INTEGER, version INTEGER, applied INTEGER,"
            " built_to INTEGER);"
            "INSERT INTO state VALUES(1, 0, 0, 0, 0);",
};

static const DbFormat index_format = {
    .noun = "index of a cache",
    .application_id = 0x63726c49, // "crlI"
    .migrations = migrations,
    .version = sizeof migrations / sizeof migrations[0],
    .journal = DB_WAL,
    .page_size = 16384,
    .shrinks = true,
    .advice = "; move it away: the next import makes it anew",
};

// What was merged in one go between two batches, at most, and from how many pieces on.
#define SEGMENTS_MOST    100
#define MERGE_STEPS_MOST 40

void indexer_add_path(const char *path, String *out) {
    string_format(out, "%s-index", path);
}

// --- opening ---

static void put_aside(const char *path) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        String from = {0}, to = {0};
        string_format(&from, "%s%s", path, endings[i]);
        string_format(&to, "%s.bad%s", path, endings[i]);
        remove(to.data);
        rename(from.data, to.data);
        string_free(&from);
        string_free(&to);
    }
}

static Db *open_file(const char *path, Error *err) {
    bool unusable;
    Error why = {0};
    Db *db = db_open_telling(path, &index_format, DB_CREATE, &unusable, &why);
    if (!db && unusable) {
        put_aside(path);
        db = db_open(path, &index_format, DB_CREATE, err);
    } else if (!db && err) {
        *err = why;
    }
    if (db && db->read_only) {
        error_set(err, ERROR_SYSTEM, "%s cannot be written (permissions, or a read-only disk)", path);
        db_close(db);
        db = NULL;
    }
    return db;
}

static bool begin(Indexer *indexer, Error *err) {
    if (!indexer->in_transaction) {
        indexer->in_transaction = db_execute(indexer->db, "BEGIN IMMEDIATE", err);
    }
    return indexer->in_transaction;
}

static void roll_back(Indexer *indexer) {
    if (indexer->in_transaction) {
        sqlite3_exec(indexer->db->sqlite, "ROLLBACK", NULL, NULL, NULL);
        indexer->in_transaction = false;
    }
    indexer->built_to = indexer->committed;
}

static bool commit(Indexer *indexer, int64_t batch, Error *err) {
    sqlite3_stmt *statement = db_statement(indexer->db, "UPDATE state SET applied = ?1, built_to = ?2", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, batch);
    sqlite3_bind_int64(statement, 2, indexer->built_to);
    if (!db_run(indexer->db, statement, err) || !db_execute(indexer->db, "COMMIT", err)) {
        return false;
    }
    indexer->in_transaction = false;
    indexer->applied = batch;
    indexer->committed = indexer->built_to;
    atomic_store(&indexer->safe, batch);
    return true;
}

static bool empty(Indexer *indexer, int64_t pair, int64_t batch, Error *err) {
    indexer->built_to = INT64_MIN;
    if (!begin(indexer, err) ||
        !db_execute(indexer->db, "INSERT INTO text_index(text_index) VALUES('delete-all')", err)) {
        return false;
    }
    sqlite3_stmt *statement = db_statement(indexer->db, "UPDATE state SET pair = ?1, version = ?2", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, pair);
    sqlite3_bind_int64(statement, 2, index_version());
    return db_run(indexer->db, statement, err) && commit(indexer, batch, err);
}

// *fits: it is of this cache and these words.
static bool read_state(Indexer *indexer, int64_t pair, bool *fits, Error *err) {
    bool row;
    sqlite3_stmt *statement =
        db_statement(indexer->db, "SELECT pair, version, applied, built_to FROM state", err);
    if (!statement || !db_step(indexer->db, statement, &row, err)) {
        return false;
    }
    *fits = false;
    if (row) {
        *fits = sqlite3_column_int64(statement, 0) == pair &&
                sqlite3_column_int64(statement, 1) == index_version();
        indexer->applied = sqlite3_column_int64(statement, 2);
        indexer->built_to = indexer->committed = sqlite3_column_int64(statement, 3);
        sqlite3_reset(statement);
    }
    return true;
}

Indexer *indexer_open(const char *path, int64_t pair, int64_t first, int64_t last, Error *err) {
    Db *db = open_file(path, err);
    if (!db) {
        return NULL;
    }
    Indexer *indexer = memory_new(sizeof *indexer);
    indexer->db = db;
    bool fits;
    bool ok = read_state(indexer, pair, &fits, err);
    if (ok && !(fits && indexer->applied >= first - 1 && indexer->applied <= last)) {
        ok = empty(indexer, pair, last, err);
    }
    if (!ok) {
        indexer_close(indexer);
        return NULL;
    }
    atomic_store(&indexer->safe, indexer->applied);
    return indexer;
}

// How long closing waits for readers to let go of the WAL.
#define LAST_CHECKPOINT_MS 200

void indexer_close(Indexer *indexer) {
    if (!indexer) {
        return;
    }
    roll_back(indexer);
    sqlite3_busy_timeout(indexer->db->sqlite, LAST_CHECKPOINT_MS);
    sqlite3_wal_checkpoint_v2(indexer->db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    db_close(indexer->db);
    free(indexer);
}

// --- working ---

static bool run_step(Indexer *indexer, const IndexStep *step, Error *err) {
    sqlite3_stmt *statement = db_statement(
        indexer->db,
        step->removes ? "INSERT INTO text_index(text_index, rowid, abstract, title, authors, terms, journal) "
                        "VALUES('delete', ?1, ?2, ?3, ?4, ?5, ?6)"
                      : "INSERT INTO text_index(rowid, abstract, title, authors, terms, journal) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, step->id);
    for (int i = 0; i < INDEX_COLUMNS; i++) {
        db_bind_view(statement, i + 2, step->words.columns[i]);
    }
    return db_run(indexer->db, statement, err);
}

// How many pieces the index is in: the second number of its structure record, behind a cookie of
// four bytes. [FTS5's "%_data" table, row 10]
static bool count_segments(Indexer *indexer, uint64_t *count, Error *err) {
    bool row;
    sqlite3_stmt *statement =
        db_statement(indexer->db, "SELECT block FROM text_index_data WHERE id = 10", err);
    *count = 0;
    if (!statement || !db_step(indexer->db, statement, &row, err) || !row) {
        return false;
    }
    StringView block = db_view(statement, 0);
    size_t at = 4;
    for (int number = 0; number < 2; number++) {
        *count = 0;
        for (bool more = true; more && at < block.length; at++) {
            unsigned char c = (unsigned char) block.data[at];
            *count = *count << 7 | (c & 127); // the most significant first
            more = (c & 128) != 0;
        }
    }
    sqlite3_reset(statement);
    return true;
}

// Merging leaves free pages. So few of a hundred stay for what comes next.
#define FREE_PERCENT 2
#define FREED_PAGES  "200"

static bool page_numbers(Indexer *indexer, int64_t *free, int64_t *all, Error *err) {
    sqlite3_stmt *frees = db_statement(indexer->db, "PRAGMA freelist_count", err);
    sqlite3_stmt *pages = db_statement(indexer->db, "PRAGMA page_count", err);
    return frees && pages && db_number(indexer->db, frees, 0, free, err) &&
           db_number(indexer->db, pages, 0, all, err);
}

// Gives some back to the disk; *more where there are more.
static bool give_back(Indexer *indexer, bool *more, Error *err) {
    int64_t free, all, rest;
    if (!page_numbers(indexer, &free, &all, err)) {
        return false;
    }
    *more = false;
    if (free * 100 <= all * FREE_PERCENT) {
        return true;
    }
    bool ok = db_execute(indexer->db, "PRAGMA incremental_vacuum(" FREED_PAGES ")", err) &&
              page_numbers(indexer, &rest, &all, err);
    *more = ok && rest < free;
    return ok;
}

// SQLite says that a merge had nothing to do by counting fewer than two changes. [FTS5, 6.8]
bool indexer_merge(Indexer *indexer, bool *more, Error *err) {
    int before = sqlite3_total_changes(indexer->db->sqlite);
    bool ok = db_execute(indexer->db, "INSERT INTO text_index(text_index, rank) VALUES('merge', 100)", err);
    *more = ok && sqlite3_total_changes(indexer->db->sqlite) - before >= 2;
    if (ok && !*more) {
        ok = give_back(indexer, more, err);
    }
    if (ok && !*more) { // pages that a reader still needs stay in the WAL until the next time
        sqlite3_wal_checkpoint_v2(indexer->db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return ok;
}

// A long import makes a piece with each commit; searches look into all of them.
static bool keep_together(Indexer *indexer, Error *err) {
    uint64_t segments = 0;
    bool more = true, ok = count_segments(indexer, &segments, err);
    for (int i = 0; ok && more && segments > SEGMENTS_MOST && i < MERGE_STEPS_MOST; i++) {
        ok = indexer_merge(indexer, &more, err);
    }
    return ok;
}

static bool run(Indexer *indexer, const IndexWork *work, Error *err) {
    StringView steps = string_view(&work->steps);
    IndexStep step;
    size_t at = 0;
    if (work->end == WORK_IS_DROPPED) {
        roll_back(indexer);
        return true;
    }
    if (!begin(indexer, err)) {
        return false;
    }
    if (work->built_to > indexer->built_to) {
        indexer->built_to = work->built_to;
    }
    while (index_work_next(steps, &at, &step)) {
        // What is not built yet comes in as it is by then.
        if (step.id <= indexer->built_to && !run_step(indexer, &step, err)) {
            return false;
        }
    }
    return work->end != WORK_IS_WHOLE || (commit(indexer, work->batch, err) && keep_together(indexer, err));
}

bool indexer_run(Indexer *indexer, const IndexWork *work, Error *err) {
    if (indexer_has_failed(indexer, err)) {
        return false;
    }
    Error why = {0};
    if (run(indexer, work, &why)) {
        return true;
    }
    roll_back(indexer);
    indexer->failure = why;
    atomic_store(&indexer->failed, true);
    return indexer_has_failed(indexer, err) && false;
}

bool indexer_has_failed(Indexer *indexer, Error *err) {
    bool failed = atomic_load(&indexer->failed);
    if (failed && err) {
        *err = indexer->failure;
    }
    return failed;
}

// --- reading ---

// Whether an index is there now.
static bool attach_file(Db *db, const char *name) {
    int64_t there = 0;
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(db->sqlite, "ATTACH ?1 AS words", -1, &statement, NULL);
    db_bind_text(statement, 1, name);
    bool ok = statement && db_run(db, statement, NULL);
    sqlite3_finalize(statement);
    if (!ok) {
        return false;
    }
    statement = NULL;
    if (sqlite3_prepare_v2(db->sqlite,
                           "SELECT count(*) FROM words.state, words.sqlite_schema WHERE name = 'text_index'",
                           -1, &statement, NULL) == SQLITE_OK) {
        db_number(db, statement, 0, &there, NULL);
    }
    sqlite3_finalize(statement);
    if (!there) {
        db_execute(db, "DETACH words", NULL);
    }
    return there != 0;
}

bool indexer_attach(Db *db, bool *usable, Error *err) {
    String path = {0}, fixed = {0};
    indexer_add_path(db->path, &path);
    if (!file_exists(path.data)) {
        db_close(db_open(path.data, &index_format, DB_CREATE, NULL));
    }
    db_add_immutable_name(path.data, &fixed);
    // The second is for a disk that cannot be written.
    *usable = attach_file(db, path.data) || (db->read_only && attach_file(db, fixed.data));
    string_free(&path);
    string_free(&fixed);
    return *usable ? db_execute(db, "PRAGMA words.cache_size = -4096", err)
                   : db_execute(db, TEXT_INDEX("temp."), err);
}
