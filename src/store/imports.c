#include "cachefile.h"

#include "carrel/base/clock.h"

// What was imported, what was rejected, and which record came from where.

// The unfinished import of the same bytes, or 0.
static bool find_unfinished(Cache *cache, const char *source, const char *format, uint64_t size,
                            int64_t modified, int64_t *import, Error *err) {
    *import = 0;
    if (size == 0 || modified == 0) {
        return true; // not a file: nothing tells that the bytes are the same
    }
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT id FROM import WHERE source = ?1 AND format = ?2 AND size = ?3 "
                     "AND modified = ?4 AND ended = 0 ORDER BY id DESC LIMIT 1",
                     err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, source);
    db_bind_text(statement, 2, format);
    sqlite3_bind_int64(statement, 3, (int64_t) size);
    sqlite3_bind_int64(statement, 4, modified);
    return db_number(cache->db, statement, 0, import, err);
}

// Brings the counts of an import into memory, after writing those that are there.
static bool import_load(Cache *cache, int64_t import, Error *err) {
    if (cache->import.id == import) {
        return true;
    }
    if (!link_table_flush(cache, err) || !import_flush(cache, err)) {
        return false;
    }
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "SELECT last, created, updated, unchanged, rejected, deleted, links FROM import WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, import);
    bool row;
    if (!db_step(cache->db, statement, &row, err)) {
        return false;
    }
    if (!row) {
        return error_set(err, ERROR_SYSTEM, "%s has no import %lld", cache->db->path, (long long) import);
    }
    cache->import = (ImportCounts){
        .id = import,
        .last = sqlite3_column_int64(statement, 0),
        .created = sqlite3_column_int64(statement, 1),
        .updated = sqlite3_column_int64(statement, 2),
        .unchanged = sqlite3_column_int64(statement, 3),
        .rejected = sqlite3_column_int64(statement, 4),
        .deleted = sqlite3_column_int64(statement, 5),
        .links = sqlite3_column_int64(statement, 6),
    };
    sqlite3_reset(statement);
    return true;
}

bool import_flush(Cache *cache, Error *err) {
    const ImportCounts *counts = &cache->import;
    if (counts->id == 0) {
        return true;
    }
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "UPDATE import SET last = ?2, created = ?3, updated = ?4, unchanged = ?5, rejected = ?6, "
        "deleted = ?7, links = ?8 WHERE id = ?1",
        err);
    if (!statement) {
        return false;
    }
    const int64_t values[] = {counts->id,        counts->last,     counts->created, counts->updated,
                              counts->unchanged, counts->rejected, counts->deleted, counts->links};
    for (int i = 0; i < 8; i++) {
        sqlite3_bind_int64(statement, i + 1, values[i]);
    }
    return db_run(cache->db, statement, err);
}

bool import_count(Cache *cache, int64_t import, uint64_t number, ImportCount what, Error *err) {
    if (!import_load(cache, import, err)) {
        return false;
    }
    ImportCounts *counts = &cache->import;
    int64_t *const places[] = {&counts->created, &counts->updated, &counts->unchanged, &counts->rejected,
                               &counts->deleted};
    ++*places[what];
    if ((int64_t) number > counts->last) {
        counts->last = (int64_t) number;
    }
    return true;
}

bool import_count_links(Cache *cache, int64_t import, uint64_t number, int64_t count, Error *err) {
    if (!import_load(cache, import, err)) {
        return false;
    }
    cache->import.links += count;
    if ((int64_t) number > cache->import.last) {
        cache->import.last = (int64_t) number;
    }
    return true;
}

int64_t cache_import_begin(Cache *cache, const char *source, const char *format, uint64_t size,
                           int64_t modified, uint64_t *resume_after, Error *err) {
    int64_t import;
    *resume_after = 0;
    if (!find_unfinished(cache, source, format, size, modified, &import, err)) {
        return 0;
    }
    if (import) {
        if (!import_load(cache, import, err)) {
            return 0;
        }
        *resume_after = (uint64_t) cache->import.last;
        return import;
    }
    sqlite3_stmt *statement = db_statement(
        cache->db, "INSERT INTO import VALUES(NULL, ?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0, 0, 0, 0)", err);
    if (!statement) {
        return 0;
    }
    db_bind_text(statement, 1, source);
    db_bind_text(statement, 2, format);
    sqlite3_bind_int64(statement, 3, (int64_t) size);
    sqlite3_bind_int64(statement, 4, modified);
    sqlite3_bind_int64(statement, 5, clock_now_ms());
    return db_run(cache->db, statement, err) ? sqlite3_last_insert_rowid(cache->db->sqlite) : 0;
}

bool cache_import_end(Cache *cache, int64_t import, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "UPDATE import SET ended = ?2 WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, import);
    sqlite3_bind_int64(statement, 2, clock_now_ms());
    return db_run(cache->db, statement, err);
}

bool cache_reject(Cache *cache, int64_t import, uint64_t number, uint64_t line, const char *why,
                  StringView verbatim, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "INSERT INTO rejected VALUES(?1, ?2, ?3, ?4, ?5)", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, import);
    sqlite3_bind_int64(statement, 2, (int64_t) number);
    sqlite3_bind_int64(statement, 3, (int64_t) line);
    db_bind_text(statement, 4, why);
    db_bind_blob(statement, 5, verbatim);
    return db_run(cache->db, statement, err) && import_count(cache, import, number, COUNT_REJECTED, err);
}

// --- reading ---

size_t cache_records(Cache *cache, StudyId id, Arena *arena, RecordRow **records, Error *err) {
    size_t count = 0, capacity = 0;
    *records = NULL;
    StudyId now;
    if (!study_resolve(cache, id, &now, err)) {
        return 0;
    }
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT r.import, r.number, r.kind, i.source, i.format, i.started FROM record r "
                     "JOIN import i ON i.id = r.import WHERE r.study = ?1 ORDER BY r.import, r.number",
                     err);
    if (!statement) {
        return 0;
    }
    sqlite3_bind_int64(statement, 1, now);
    bool row;
    while (db_step(cache->db, statement, &row, err) && row) {
        *records = arena_grow(arena, *records, &capacity, count + 1, sizeof **records);
        (*records)[count++] = (RecordRow){
            .import = sqlite3_column_int64(statement, 0),
            .number = (uint64_t) sqlite3_column_int64(statement, 1),
            .kind = (RecordKind) sqlite3_column_int(statement, 2),
            .source = db_text(statement, 3, arena),
            .format = db_text(statement, 4, arena),
            .time = sqlite3_column_int64(statement, 5),
        };
    }
    return count;
}

bool cache_record_contents(Cache *cache, StudyId id, const RecordRow *records, size_t count, Arena *arena,
                           Study *contents, Error *err) {
    StudyId now;
    Study whole;
    bool found,
        ok = study_resolve(cache, id, &now, err) && study_load(cache, now, arena, &whole, &found, err);
    for (size_t i = 0; ok && i < count; i++) {
        contents[i] = whole;
        sqlite3_stmt *statement = db_statement(
            cache->db, "SELECT data FROM record WHERE study = ?1 AND import = ?2 AND number = ?3", err);
        if (!statement) {
            return false;
        }
        sqlite3_bind_int64(statement, 1, now);
        sqlite3_bind_int64(statement, 2, records[i].import);
        sqlite3_bind_int64(statement, 3, (int64_t) records[i].number);
        bool row;
        ok = db_step(cache->db, statement, &row, err);
        if (ok && row) {
            StringView data = db_view(statement, 0);
            ok = data.length == 0 || codec_read_study(&cache->codec, data, arena, &contents[i], err);
            sqlite3_reset(statement);
        }
    }
    return ok;
}

bool cache_ids(Cache *cache, bool with_several_records, IdList *ids, Error *err) {
    sqlite3_stmt *statement = db_statement(
        cache->db,
        with_several_records ? "SELECT study FROM record GROUP BY study HAVING count(*) > 1 ORDER BY study"
                             : "SELECT study FROM detail ORDER BY study",
        err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
    }
    return ok;
}

size_t cache_imports(Cache *cache, Arena *arena, ImportRow **imports, Error *err) {
    size_t count = 0, capacity = 0;
    *imports = NULL;
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "SELECT id, source, format, started, ended, created, updated, unchanged, rejected, deleted, "
        "links FROM import ORDER BY id DESC",
        err);
    if (!statement) {
        return 0;
    }
    bool row;
    while (db_step(cache->db, statement, &row, err) && row) {
        *imports = arena_grow(arena, *imports, &capacity, count + 1, sizeof **imports);
        ImportRow *import = &(*imports)[count++];
        *import = (ImportRow){
            .id = sqlite3_column_int64(statement, 0),
            .source = db_text(statement, 1, arena),
            .format = db_text(statement, 2, arena),
            .started = sqlite3_column_int64(statement, 3),
            .ended = sqlite3_column_int64(statement, 4),
            .created = sqlite3_column_int64(statement, 5),
            .updated = sqlite3_column_int64(statement, 6),
            .unchanged = sqlite3_column_int64(statement, 7),
            .rejected = sqlite3_column_int64(statement, 8),
            .deleted = sqlite3_column_int64(statement, 9),
            .links = sqlite3_column_int64(statement, 10),
        };
        import->records = import->created + import->updated + import->unchanged;
    }
    return count;
}

size_t cache_rejected(Cache *cache, int64_t import, Arena *arena, RejectedRow **rows, Error *err) {
    size_t count = 0, capacity = 0;
    *rows = NULL;
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT r.import, r.number, r.line, i.source, r.why, r.verbatim FROM rejected r "
                     "JOIN import i ON i.id = r.import WHERE ?1 IN (0, r.import) ORDER BY r.rowid",
                     err);
    if (!statement) {
        return 0;
    }
    sqlite3_bind_int64(statement, 1, import);
    bool row;
    while (db_step(cache->db, statement, &row, err) && row) {
        *rows = arena_grow(arena, *rows, &capacity, count + 1, sizeof **rows);
        StringView verbatim = db_view(statement, 5);
        (*rows)[count++] = (RejectedRow){
            .import = sqlite3_column_int64(statement, 0),
            .number = (uint64_t) sqlite3_column_int64(statement, 1),
            .line = (uint64_t) sqlite3_column_int64(statement, 2),
            .source = db_text(statement, 3, arena),
            .why = db_text(statement, 4, arena),
            .verbatim = {arena_copy_view(arena, verbatim), verbatim.length},
        };
    }
    return count;
}
