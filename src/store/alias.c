#include "cachefile.h"

#include "carrel/study/ident.h"

#include <string.h>

// Names of studies beside their ids. A name is kept as a number: the hash of "scheme:value", or that
// of a fingerprint (fingerprint_number). Two names of one number do no harm: what is found by name is
// compared before anything is joined.
//
// Numbers come at random, and adding at random to a tree larger than memory writes a page for each. So
// they are gathered in a small one, alias_fresh, and filed from there among the others in their order.

#define NAME_MOST 1000
// Studies that a name may have and still tell them apart; of a fingerprint, those with other pages too.
#define SHARED_MOST 200
#define PAGES_MOST  2000

// Raised whenever studies are filed under other names.
#define NAMES_VERSION 3

// Names in alias_fresh that fit into memory well; above it, what comes in is made up for by filing.
#define FRESH_MOST 1000000
// Filed in one step of tidying.
#define FILED_STEP 20000

static bool is_fingerprint(const char *scheme) {
    return strcmp(scheme, "fp") == 0;
}

static int64_t name_number(StringView name) {
    return (int64_t) bytes_hash(sv_part(name, 0, NAME_MOST));
}

int64_t alias_number(const char *scheme, const char *value) {
    if (is_fingerprint(scheme)) {
        return (int64_t) fingerprint_number(sv(value));
    }
    String name = {0};
    string_add_text(&name, scheme);
    string_add_char(&name, ':');
    string_add(&name, sv_part(sv(value), 0, NAME_MOST));
    int64_t number = name_number(string_view(&name));
    string_free(&name);
    return number;
}

static void number_of_name(sqlite3_context *context, int count, sqlite3_value **values) {
    (void) count;
    if (sqlite3_value_type(values[0]) == SQLITE_INTEGER) {
        sqlite3_result_value(context, values[0]); // a fingerprint
        return;
    }
    const char *text = (const char *) sqlite3_value_text(values[0]);
    sqlite3_result_int64(context, name_number(sv(text)));
}

bool alias_add_function(sqlite3 *sqlite) {
    return sqlite3_create_function(sqlite, "name_number", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                   number_of_name, NULL, NULL) == SQLITE_OK;
}

void alias_add_numbers(const Study *study, IdList *names) {
    if (study->doi) {
        id_list_add(names, alias_number("doi", study->doi));
    }
    if (study->pmcid) {
        id_list_add(names, alias_number("pmcid", study->pmcid));
    }
    for (size_t i = 0; i < study->identifier_count; i++) {
        id_list_add(names, alias_number(study->identifiers[i].scheme, study->identifiers[i].value));
    }
    String print = {0};
    if (study_add_fingerprint(study, &print)) {
        id_list_add(names, (int64_t) fingerprint_number(string_view(&print)));
    }
    string_free(&print);
}

// Both tables, each name of a study once; in parentheses what holds of the name.
#define NAMED(condition)                                                                                     \
    "(SELECT name, study FROM alias WHERE " condition                                                        \
    " UNION SELECT name, study FROM alias_fresh WHERE " condition ")"

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
                     "SELECT a.name, ifnull(s.moved_to, s.id) AS now FROM " NAMED(
                         "name BETWEEN ?1 AND ?2") " a JOIN study s ON s.id = a.study ORDER BY now DESC",
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
                     "SELECT DISTINCT ifnull(s.moved_to, s.id) AS now FROM " NAMED(
                         "name = ?1") " a JOIN study s ON s.id = a.study ORDER BY now DESC",
                     err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, alias_number(scheme, value));
    bool row, ok;
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
    }
    return ok;
}

bool alias_find(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err) {
    return is_fingerprint(scheme) ? find_prints(cache, sv(value), true, ids, err)
                                  : find_names(cache, scheme, value, ids, err);
}

bool alias_is_common(Cache *cache, const char *scheme, const char *value, int most, bool *common,
                     Error *err) {
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT count(*) FROM (SELECT 1 FROM " NAMED("name BETWEEN ?1 AND ?2") " LIMIT ?3)", err);
    if (!statement) {
        return false;
    }
    int64_t number = alias_number(scheme, value), count;
    bool print = is_fingerprint(scheme);
    sqlite3_bind_int64(statement, 1, print ? number & ~(int64_t) PRINT_PAGE_BITS : number);
    sqlite3_bind_int64(statement, 2, print ? number | PRINT_PAGE_BITS : number);
    sqlite3_bind_int(statement, 3, most + 1);
    bool ok = db_number(cache->db, statement, 0, &count, err);
    *common = count > most;
    return ok;
}

static bool run_for_all(Cache *cache, const char *sql, const int64_t *names, size_t count, StudyId id,
                        Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, sql, err);
    bool ok = statement != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        sqlite3_bind_int64(statement, 1, names[i]);
        sqlite3_bind_int64(statement, 2, id);
        ok = db_run(cache->db, statement, err);
    }
    return ok;
}

bool alias_add(Cache *cache, const int64_t *names, size_t count, StudyId id, Error *err) {
    cache->fresh_names += (int64_t) count;
    cache->added_names += (int64_t) count;
    return run_for_all(cache, "INSERT OR IGNORE INTO alias_fresh VALUES(?1, ?2)", names, count, id, err);
}

static bool add_all(Cache *cache, const Study *study, StudyId id, Error *err) {
    IdList names = {0};
    alias_add_numbers(study, &names);
    bool ok = alias_add(cache, names.ids, names.count, id, err);
    id_list_free(&names);
    return ok;
}

bool alias_remove_all(Cache *cache, const Study *study, StudyId id, Error *err) {
    IdList names = {0};
    alias_add_numbers(study, &names);
    bool ok = run_for_all(cache, "DELETE FROM alias WHERE name = ?1 AND study = ?2", names.ids, names.count,
                          id, err) &&
              run_for_all(cache, "DELETE FROM alias_fresh WHERE name = ?1 AND study = ?2", names.ids,
                          names.count, id, err);
    id_list_free(&names);
    return ok;
}

// --- filing ---

// Files so many fresh names, those that follow where filing was last, within a transaction. *filed: how many.
static bool file_names(Cache *cache, int64_t count, int64_t *filed, Error *err) {
    int64_t last;
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT name FROM alias_fresh WHERE name > ?1 ORDER BY name LIMIT 1 OFFSET ?2", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, cache->names_moved);
    sqlite3_bind_int64(statement, 2, count - 1);
    if (!db_number(cache->db, statement, INT64_MAX, &last, err)) {
        return false;
    }
    static const char *const steps[] = {
        "INSERT OR IGNORE INTO alias SELECT name, study FROM alias_fresh WHERE name > ?1 AND name <= ?2 "
        "ORDER BY name, study",
        "DELETE FROM alias_fresh WHERE name > ?1 AND name <= ?2"};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        statement = db_statement(cache->db, steps[i], err);
        if (!statement) {
            return false;
        }
        sqlite3_bind_int64(statement, 1, cache->names_moved);
        sqlite3_bind_int64(statement, 2, last);
        if (!db_run(cache->db, statement, err)) {
            return false;
        }
    }
    *filed = sqlite3_changes(cache->db->sqlite);
    cache->fresh_names -= *filed;
    cache->names_moved = last == INT64_MAX ? INT64_MIN : last;
    return true;
}

// Half as many again as came in are filed, all of them next to one another, so that each page of the
// large tree is written once in a while and for many names.
bool alias_settle(Cache *cache, Error *err) {
    int64_t count = cache->added_names * 3 / 2, filed;
    cache->added_names = 0;
    return cache->fresh_names <= FRESH_MOST || count == 0 || file_names(cache, count, &filed, err);
}

bool alias_tidy(Cache *cache, bool *more, Error *err) {
    int64_t any, filed = 0;
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT 1 FROM alias_fresh LIMIT 1", err);
    if (!statement || !db_number(cache->db, statement, 0, &any, err)) {
        return false;
    }
    *more = any != 0;
    if (!any) {
        return true;
    }
    bool ok =
        cache_begin(cache, err) && file_names(cache, FILED_STEP, &filed, err) && cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
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
                                                "SELECT d.study, " DETAIL_COLUMNS " FROM " DETAIL_TABLES
                                                " UNION ALL SELECT study, data, NULL, NULL, NULL FROM record "
                                                "WHERE length(data) > 0",
                                                err)
                                 : NULL;
    ok = statement != NULL;
    bool row;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        Study study;
        StudyId id = sqlite3_column_int64(statement, 0);
        arena_reset(&cache->arena);
        ok = detail_read(cache, statement, 1, &cache->arena, &study, err) && add_all(cache, &study, id, err);
    }
    ok = ok && setting_set(cache, "names", NAMES_VERSION, err) && cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
}
