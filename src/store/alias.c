#include "cachefile.h"

#include "carrel/study/ident.h"

#include <string.h>

// Names of studies beside their ids. A name is the text "scheme:value"; fingerprints, which are
// long and many, are kept as a number (fingerprint_number).

#define NAME_MOST 1000
// Studies that a name may have and still tell them apart; of a fingerprint, those with other pages too.
#define SHARED_MOST 200
#define PAGES_MOST  2000

// Raised whenever studies are filed under other names.
#define NAMES_VERSION 3

#define ADD_NAME "INSERT OR IGNORE INTO alias VALUES(?1, ?2)"

static bool is_fingerprint(const char *scheme) {
    return strcmp(scheme, "fp") == 0;
}

// Binds a name to parameter 1; `name` is its memory until the statement is reset.
static void bind_name(sqlite3_stmt *statement, const char *scheme, const char *value, String *name) {
    if (is_fingerprint(scheme)) {
        sqlite3_bind_int64(statement, 1, (int64_t) fingerprint_number(sv(value)));
        return;
    }
    string_clear(name);
    string_add_text(name, scheme);
    string_add_char(name, ':');
    string_add(name, sv_part(sv(value), 0, NAME_MOST));
    db_bind_view(statement, 1, string_view(name));
}

// Which pages are asked for, and what is known of the study that is being read.
typedef struct {
    bool any_page;
    uint64_t wanted;
    StudyId study;
    bool agrees, has_page;
} PageFilter;

static void end_study(const PageFilter *filter, IdList *ids) {
    if (filter->study && (filter->any_page || filter->agrees || !filter->has_page)) {
        id_list_add(ids, filter->study);
    }
}

// A study is known by the prints of all its records. Where one of two has no page, the rest tells.
static bool find_prints(Cache *cache, StringView print, bool any_page, IdList *ids, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT a.name, ifnull(s.moved_to, s.id) AS now FROM alias a "
                     "JOIN study s ON s.id = a.study WHERE a.name BETWEEN ?1 AND ?2 ORDER BY now DESC",
                     err);
    if (!statement) {
        return false;
    }
    uint64_t number = fingerprint_number(print), stem = number & ~(uint64_t) PRINT_PAGE_BITS;
    sqlite3_bind_int64(statement, 1, (int64_t) stem);
    sqlite3_bind_int64(statement, 2, (int64_t) (stem | PRINT_PAGE_BITS));
    PageFilter filter = {.any_page = any_page, .wanted = number & PRINT_PAGE_BITS};
    bool row, ok;
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        uint64_t page = (uint64_t) sqlite3_column_int64(statement, 0) & PRINT_PAGE_BITS;
        StudyId study = sqlite3_column_int64(statement, 1);
        if (study != filter.study) {
            end_study(&filter, ids);
            filter.study = study;
            filter.agrees = filter.wanted == 0;
            filter.has_page = false;
        }
        filter.agrees |= page == filter.wanted;
        filter.has_page |= page != 0;
    }
    end_study(&filter, ids);
    return ok;
}

static bool find_names(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
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

bool alias_find(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    return is_fingerprint(scheme) ? find_prints(cache, sv(value), true, ids, err)
                                  : find_names(cache, scheme, value, ids, err);
}

bool alias_is_common(Cache *cache, const char *scheme, const char *value, int most, bool *common,
                     Error *err) {
    bool print = is_fingerprint(scheme);
    sqlite3_stmt *statement = db_statement(
        cache->db,
        print ? "SELECT count(*) FROM (SELECT 1 FROM alias WHERE name BETWEEN ?1 AND ?3 LIMIT ?2)"
              : "SELECT count(*) FROM (SELECT 1 FROM alias WHERE name = ?1 LIMIT ?2)",
        err);
    if (!statement) {
        return false;
    }
    String name = {0};
    int64_t count;
    bind_name(statement, scheme, value, &name);
    if (print) {
        uint64_t stem = fingerprint_number(sv(value)) & ~(uint64_t) PRINT_PAGE_BITS;
        sqlite3_bind_int64(statement, 1, (int64_t) stem);
        sqlite3_bind_int64(statement, 3, (int64_t) (stem | PRINT_PAGE_BITS));
    }
    sqlite3_bind_int64(statement, 2, most + 1);
    bool ok = db_number(cache->db, statement, 0, &count, err);
    sqlite3_clear_bindings(statement);
    string_free(&name);
    *common = count > most;
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

bool cache_find_all(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    return is_fingerprint(scheme) ? find_prints(cache, sv(value), false, ids, err)
                                  : find_names(cache, scheme, value, ids, err);
}

bool cache_find_few(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    bool has_page = is_fingerprint(scheme) && fingerprint_number(sv(value)) & PRINT_PAGE_BITS, common;
    return alias_is_common(cache, scheme, value, has_page ? PAGES_MOST : SHARED_MOST, &common, err) &&
           (common || cache_find_all(cache, scheme, value, ids, err));
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
    bool common = true;
    bool ok = !study_add_fingerprint(record, &print) ||
              (alias_is_common(cache, "fp", string_text(&print), SHARED_MOST, &common, err) &&
               (common || alias_find(cache, "fp", string_text(&print), ids, err)));
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
    sqlite3_stmt *statement = ok ? db_statement(cache->db,
                                                "SELECT study, data FROM detail UNION ALL "
                                                "SELECT study, data FROM record WHERE length(data) > 0",
                                                err)
                                 : NULL;
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
