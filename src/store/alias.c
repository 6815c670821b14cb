#include "cachefile.h"

#include "carrel/study/ident.h"

#include <string.h>

// Names of studies beside their ids. A name is the text "scheme:value"; fingerprints,
// which are long and many, are kept as their hash.

#define NAME_MOST 1000

#define ADD_NAME "INSERT OR IGNORE INTO alias VALUES(?1, ?2)"

static bool is_fingerprint(const char *scheme) {
    return strcmp(scheme, "fp") == 0;
}

// Binds a name to parameter 1; `name` is its memory until the statement is reset.
static void bind_name(sqlite3_stmt *statement, const char *scheme, const char *value, String *name) {
    if (is_fingerprint(scheme)) {
        sqlite3_bind_int64(statement, 1, (int64_t) bytes_hash(sv(value)));
        return;
    }
    string_clear(name);
    string_add_text(name, scheme);
    string_add_char(name, ':');
    string_add(name, sv_part(sv(value), 0, NAME_MOST));
    db_bind_view(statement, 1, string_view(name));
}

bool alias_find(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT DISTINCT ifnull(s.moved_to, s.id) AS now FROM alias a "
                     "JOIN study s ON s.id = a.study WHERE a.name = ?1 ORDER BY now DESC",
                     err);
    if (!statement) {
        return false;
    }
    String name = {0};
    bind_name(statement, scheme, value, &name);
    bool row, ok;
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
    }
    sqlite3_clear_bindings(statement);
    string_free(&name);
    return ok;
}

static bool run_for(Cache *cache, sqlite3_stmt *statement, const char *scheme, const char *value, StudyId id,
                    Error *err) {
    String name = {0};
    bind_name(statement, scheme, value, &name);
    sqlite3_bind_int64(statement, 2, id);
    bool ok = db_run(cache->db, statement, err);
    sqlite3_clear_bindings(statement);
    string_free(&name);
    return ok;
}

static bool run_for_all(Cache *cache, const char *sql, const Study *study, StudyId id, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, sql, err);
    bool ok = statement && (!study->doi || run_for(cache, statement, "doi", study->doi, id, err)) &&
              (!study->pmcid || run_for(cache, statement, "pmcid", study->pmcid, id, err));
    for (size_t i = 0; ok && i < study->identifier_count; i++) {
        const Identifier *identifier = &study->identifiers[i];
        ok = run_for(cache, statement, identifier->scheme, identifier->value, id, err);
    }
    String print = {0};
    if (ok && study_add_fingerprint(study, &print)) {
        ok = run_for(cache, statement, "fp", string_text(&print), id, err);
    }
    string_free(&print);
    return ok;
}

bool alias_add(Cache *cache, const char *scheme, const char *value, StudyId id, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, ADD_NAME, err);
    return statement && run_for(cache, statement, scheme, value, id, err);
}

bool alias_add_all(Cache *cache, const Study *study, StudyId id, Error *err) {
    return run_for_all(cache, ADD_NAME, study, id, err);
}

bool alias_remove_all(Cache *cache, const Study *study, StudyId id, Error *err) {
    return run_for_all(cache, "DELETE FROM alias WHERE name = ?1 AND study = ?2", study, id, err);
}

StudyId cache_find_text(Cache *cache, const char *scheme, const char *value, Error *err) {
    IdList ids = {0};
    StudyId id = alias_find(cache, scheme, value, &ids, err) && ids.count > 0 ? ids.ids[0] : 0;
    id_list_free(&ids);
    return id;
}
