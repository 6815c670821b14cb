#include "cachefile.h"

#include "carrel/study/ident.h"

#include <string.h>

// Names of studies beside their ids. A name is the text "scheme:value"; fingerprints,
// which are long and many, are kept as their hash, without the page behind the last colon.

#define NAME_MOST 1000

// Raised whenever studies are filed under other names.
#define NAMES_VERSION 1

#define ADD_NAME "INSERT OR IGNORE INTO alias VALUES(?1, ?2)"

static bool is_fingerprint(const char *scheme) {
    return strcmp(scheme, "fp") == 0;
}

static StringView without_page(StringView print) {
    size_t length = print.length;
    while (length > 0 && print.data[length - 1] != ':') {
        length--;
    }
    return sv_part(print, 0, length);
}

// Binds a name to parameter 1; `name` is its memory until the statement is reset.
static void bind_name(sqlite3_stmt *statement, const char *scheme, const char *value, String *name) {
    if (is_fingerprint(scheme)) {
        sqlite3_bind_int64(statement, 1, (int64_t) bytes_hash(without_page(sv(value))));
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

// Whether a record that was found by a fingerprint without its page may have the page: it has none, or
// the same.
static bool agrees(const Study *study, StringView print) {
    String own = {0};
    bool agree = false;
    if (study_add_fingerprint(study, &own)) {
        StringView other = string_view(&own), stem = without_page(print), other_stem = without_page(other);
        bool has_pages = stem.length < print.length && other_stem.length < other.length;
        agree = sv_equal(print, other) || (sv_equal(stem, other_stem) && !has_pages);
    }
    string_free(&own);
    return agree;
}

// The study, or a record of it that says other things than the study does.
static bool has_print(Cache *cache, StudyId id, StringView print) {
    Arena arena = {0};
    Study study;
    bool found, has = study_load(cache, id, &arena, &study, &found, NULL) && found && agrees(&study, print);
    RecordRow *rows;
    size_t count = has ? 0 : cache_records(cache, id, &arena, &rows, NULL);
    Study *contents = ARENA_ARRAY(&arena, Study, count + 1);
    if (count > 1 && cache_record_contents(cache, id, rows, count, &arena, contents, NULL)) {
        for (size_t i = 0; i < count && !has; i++) {
            has = agrees(&contents[i], print);
        }
    }
    arena_free(&arena);
    return has;
}

bool cache_find_all(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    size_t kept = ids->count, i = kept;
    bool ok = alias_find(cache, scheme, value, ids, err);
    for (; i < ids->count; i++) {
        if (!is_fingerprint(scheme) || has_print(cache, ids->ids[i], sv(value))) {
            ids->ids[kept++] = ids->ids[i];
        }
    }
    ids->count = kept;
    return ok;
}

StudyId cache_find_text(Cache *cache, const char *scheme, const char *value, Error *err) {
    IdList ids = {0};
    StudyId id = cache_find_all(cache, scheme, value, &ids, err) && ids.count > 0 ? ids.ids[0] : 0;
    id_list_free(&ids);
    return id;
}

bool cache_namesakes(Cache *cache, StudyId id, const Study *record, IdList *ids, Error *err) {
    String print = {0};
    size_t kept = ids->count, i = kept;
    bool ok =
        !study_add_fingerprint(record, &print) || alias_find(cache, "fp", string_text(&print), ids, err);
    for (; i < ids->count; i++) {
        if (ids->ids[i] != id) {
            ids->ids[kept++] = ids->ids[i];
        }
    }
    ids->count = kept;
    string_free(&print);
    return ok;
}

bool alias_renew(Cache *cache, Error *err) {
    int64_t version;
    if (!setting_get(cache, "names", 0, &version, err)) {
        return false;
    }
    if (version == NAMES_VERSION) {
        return true;
    }
    bool ok = cache_begin(cache, err);
    sqlite3_stmt *statement = ok ? db_statement(cache->db, "SELECT study, data FROM detail", err) : NULL;
    ok = statement != NULL;
    bool row;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        Study study;
        StudyId id = sqlite3_column_int64(statement, 0);
        arena_reset(&cache->arena);
        ok = codec_read_study(&cache->codec, db_view(statement, 1), &cache->arena, &study, err) &&
             alias_add_all(cache, &study, id, err);
    }
    ok = ok && setting_set(cache, "names", NAMES_VERSION, err) && cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
}
