#include "cachefile.h"

#include "carrel/base/memory.h"
#include "cited.h"
#include "links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// Opening, closing, and reading of single studies.

// How long closing waits for readers to let go of the WAL.
#define LAST_CHECKPOINT_MS 200

// The lock is on a file of its own: a second descriptor on the database would, when
// closed, drop the locks that SQLite holds there.
static int take_lock(const char *path, Error *err) {
    String name = {0};
    string_format(&name, "%s.lock", path);
    int lock = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) {
        error_set(err, ERROR_SYSTEM, "could not make %s: %s", name.data, strerror(errno));
    } else if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        error_set(err, ERROR_SYSTEM, "another carrel is importing into %s: wait until it has finished", path);
        close(lock);
        lock = -1;
    }
    string_free(&name);
    return lock;
}

static Cache *cache_new(Db *db, int lock) {
    Cache *cache = memory_new(sizeof *cache);
    cache->db = db;
    cache->codec.db = db;
    cache->lock = lock;
    cache->names_moved = INT64_MIN;
    atomic_init(&cache->interrupted, false);
    return cache;
}

Cache *cache_open_reader(const char *path, Error *err) {
    Db *db = db_open(path, &cache_format, DB_READ, err);
    if (!db) {
        return NULL;
    }
    Cache *cache = cache_new(db, -1);
    if (!cache_add_functions(cache, err) || !indexer_attach(db, &cache->has_index, err)) {
        cache_close(cache);
        return NULL;
    }
    return cache;
}

Cache *cache_open_writer(const char *path, Error *err) {
    int lock = take_lock(path, err);
    if (lock < 0) {
        return NULL;
    }
    Db *db = db_open(path, &cache_format, DB_CREATE, err);
    if (!db) {
        close(lock);
        return NULL;
    }
    Cache *cache = cache_new(db, lock);
    if (db->read_only) {
        error_set(err, ERROR_SYSTEM, "%s cannot be written (permissions, or a read-only disk)", path);
    } else if (cache_add_functions(cache, err) && codec_refresh(&cache->codec, err) &&
               indexing_open(cache, err) && indexer_attach(db, &cache->has_index, err) &&
               alias_renew(cache, err)) {
        cache->preparer = preparer_new(&cache->codec);
        return cache;
    }
    cache_close(cache);
    return NULL;
}

void cache_close(Cache *cache) {
    if (!cache) {
        return;
    }
    if (cache->in_transaction) {
        cache_rollback(cache);
    }
    if (cache->lock >= 0) { // only the writer checkpoints, so nobody else would empty the WAL
        sqlite3_busy_timeout(cache->db->sqlite, LAST_CHECKPOINT_MS);
        sqlite3_wal_checkpoint_v2(cache->db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    indexing_close(cache);
    codec_free(&cache->codec);
    db_close(cache->db);
    if (cache->lock >= 0) {
        close(cache->lock); // gives the lock back
    }
    preparer_free(cache->preparer);
    arena_free(&cache->arena);
    index_text_free(&cache->old_text);
    index_text_free(&cache->new_text);
    string_free(&cache->old_links);
    string_free(&cache->new_links);
    free(cache->gathered);
    cited_work_free(cache->counting);
    free(cache);
}

static void run_quietly(Cache *cache, const char *sql) {
    // Where this fails each read stands for itself, and says what is wrong.
    sqlite3_stmt *statement = db_statement(cache->db, sql, NULL);
    if (statement) {
        db_run(cache->db, statement, NULL);
    }
}

void cache_read_begin(Cache *cache) {
    run_quietly(cache, "BEGIN");
}
void cache_read_end(Cache *cache) {
    run_quietly(cache, "END");
}

const char *cache_path(const Cache *cache) {
    return cache->db->path;
}

// --- settings ---

bool setting_get(Cache *cache, const char *name, int64_t otherwise, int64_t *number, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT value FROM setting WHERE name = ?1", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, name);
    return db_number(cache->db, statement, otherwise, number, err);
}

bool setting_set(Cache *cache, const char *name, int64_t number, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "INSERT OR REPLACE INTO setting VALUES(?1, ?2)", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, name);
    sqlite3_bind_int64(statement, 2, number);
    return db_run(cache->db, statement, err);
}

// --- transactions ---

// The transaction of a connection that has the index attached, too, must not begin there: its file is
// the indexer's. The first write begins it here.
bool cache_begin(Cache *cache, Error *err) {
    int64_t linked;
    if (!indexing_begin(cache, err) || !db_execute(cache->db, "BEGIN", err)) {
        return false;
    }
    cache->in_transaction = true;
    sqlite3_stmt *lowest, *links;
    bool ok = db_execute(cache->db, "DELETE FROM setting WHERE name IS NULL", err) &&
              (lowest = db_statement(cache->db, "SELECT min(id) FROM study", err)) &&
              db_number(cache->db, lowest, 0, &cache->lowest, err) &&
              (links = db_statement(cache->db, "SELECT 1 FROM links LIMIT 1", err)) &&
              db_number(cache->db, links, 0, &linked, err) &&
              setting_get(cache, "studies", 0, &cache->studies, err) &&
              setting_get(cache, "fresh_names", 0, &cache->fresh_names, err);
    cache->has_link_table = ok && linked;
    cache->added_names = 0;
    if (cache->lowest > 0) {
        cache->lowest = 0;
    }
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
}

bool cache_commit(Cache *cache, Error *err) {
    if (!link_table_flush(cache, err) || !import_flush(cache, err) || !alias_settle(cache, err) ||
        !dictionary_train(cache, err) || !setting_set(cache, "fresh_names", cache->fresh_names, err) ||
        !setting_set(cache, "studies", cache->studies, err) || !indexing_note(cache, err) ||
        !db_execute(cache->db, "COMMIT", err)) {
        return false;
    }
    cache->in_transaction = false;
    indexing_commit(cache);
    return true;
}

void cache_rollback(Cache *cache) {
    sqlite3_exec(cache->db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    cache->in_transaction = false;
    cache->import = (ImportCounts){0}; // what is on disk counts
    cache->gathered_count = 0;
    codec_restart(&cache->codec, NULL); // without it records are stored all the same
    indexing_drop(cache);
}

// --- study rows ---

bool study_row_read(Cache *cache, sqlite3_stmt *statement, Arena *arena, StudyRow *row, Error *err) {
    *row = (StudyRow){
        .id = sqlite3_column_int64(statement, 0),
        .found = true,
        .year = sqlite3_column_int(statement, 2),
        .flags = (unsigned) sqlite3_column_int(statement, 3),
        .author = db_text(statement, 4, arena),
        .title_translated = sqlite3_column_int(statement, 6) != 0,
        .journal = db_text(statement, 7, arena),
        .doi = db_text(statement, 8, arena),
        .pmcid = db_text(statement, 9, arena),
        .cited_by =
            sqlite3_column_type(statement, 10) == SQLITE_NULL ? -1 : sqlite3_column_int64(statement, 10),
    };
    return row_title_read(cache, statement, 5, arena, &row->title, err);
}

bool study_row_get(Cache *cache, StudyId id, Arena *arena, StudyRow *row, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT " STUDY_ROW_COLUMNS " FROM study s WHERE s.id = ?1", err);
    *row = (StudyRow){.id = id, .cited_by = -1};
    for (int moves = 0; statement && moves < 2; moves++) {
        bool there;
        sqlite3_bind_int64(statement, 1, id);
        if (!db_step(cache->db, statement, &there, err)) {
            return false;
        }
        if (!there) {
            return true;
        }
        StudyId moved_to = sqlite3_column_int64(statement, 1);
        if (moved_to == 0) {
            bool ok = study_row_read(cache, statement, arena, row, err);
            sqlite3_reset(statement);
            return ok;
        }
        sqlite3_reset(statement);
        row->id = id = moved_to;
    }
    return statement != NULL;
}

bool cache_rows(Cache *cache, const StudyId *ids, size_t count, Arena *arena, StudyRow *rows, Error *err) {
    for (size_t i = 0; i < count; i++) {
        if (!study_row_get(cache, ids[i], arena, &rows[i], err)) {
            return false;
        }
    }
    return true;
}

bool cache_rows_cited_by(Cache *cache, StudyRow *rows, size_t count, Error *err) {
    for (size_t i = 0; i < count; i++) {
        LinkNames names = {rows[i].id > 0 ? rows[i].id : 0, rows[i].doi, rows[i].pmcid, NULL};
        int64_t listed;
        if (!rows[i].found) {
            continue;
        }
        if (!links_count_citing(cache->db, names, &listed, err)) {
            return false;
        }
        if (listed > 0 && listed > rows[i].cited_by) {
            rows[i].cited_by = listed;
        }
    }
    return true;
}

bool study_resolve(Cache *cache, StudyId id, StudyId *now, Error *err) {
    *now = 0;
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT ifnull(moved_to, id) FROM study WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    return db_number(cache->db, statement, 0, now, err);
}

bool cache_has(Cache *cache, StudyId id) {
    StudyId now;
    return study_resolve(cache, id, &now, NULL) && now != 0;
}

int64_t cache_count(Cache *cache, Error *err) {
    int64_t count;
    return setting_get(cache, "studies", 0, &count, err) ? count : 0;
}

bool study_load(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found, Error *err) {
    StudyId now;
    *found = false;
    study_init(study);
    if (!study_resolve(cache, id, &now, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT " DETAIL_COLUMNS " FROM " DETAIL_TABLES " WHERE d.study = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, now);
    if (!db_step(cache->db, statement, found, err)) {
        return false;
    }
    bool ok = true;
    if (*found) {
        ok = detail_read(cache, statement, 0, arena, study, err);
        sqlite3_reset(statement);
    }
    return ok;
}
