#include "carrel/store/link_state.h"

#include "cachefile.h"
#include "delta.h"

static int64_t number_or_none(sqlite3_stmt *statement, int column) {
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? -1
                                                                 : sqlite3_column_int64(statement, column);
}

static bool read_answer(Cache *cache, sqlite3_stmt *statement, StudyId id, Arena *arena, LinkAnswer *answer,
                        Error *err) {
    IdList ids = {0};
    *answer = (LinkAnswer){
        .kind = (LinkKind) sqlite3_column_int(statement, 0),
        .source = arena_copy_view(arena, db_view(statement, 1)),
        .time = sqlite3_column_int64(statement, 2),
        .status = (LinkStatus) sqlite3_column_int(statement, 3),
        .announced = number_or_none(statement, 4),
    };
    bool ok = delta_read(db_view(statement, 5), &ids);
    if (ok) {
        answer->pmids = ARENA_ARRAY(arena, int64_t, ids.count + 1);
        answer->count = ids.count;
        for (size_t i = 0; i < ids.count; i++) {
            answer->pmids[i] = ids.ids[i];
        }
    } else {
        error_set(err, ERROR_SYSTEM, "the answers about study %lld in %s are damaged", (long long) id,
                  cache->db->path);
    }
    id_list_free(&ids);
    return ok;
}

size_t cache_link_answers(Cache *cache, StudyId id, Arena *arena, LinkAnswer **answers, Error *err) {
    size_t count = 0, capacity = 0;
    *answers = NULL;
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "SELECT kind, source, asked, status, announced, ids FROM link_state WHERE study = ?1 ORDER BY 1, 2",
        err);
    if (!statement) {
        return 0;
    }
    sqlite3_bind_int64(statement, 1, id);
    bool row, ok = true;
    while (ok && db_step(cache->db, statement, &row, err) && row) {
        *answers = arena_grow(arena, *answers, &capacity, count + 1, sizeof **answers);
        ok = read_answer(cache, statement, id, arena, &(*answers)[count], err);
        count += ok;
    }
    sqlite3_reset(statement);
    return count;
}

bool cache_links_are_fresh(Cache *cache, StudyId id, LinkKind kind, const char *source, int64_t since,
                           bool *fresh, Error *err) {
    int64_t there = 0;
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "SELECT 1 FROM link_state WHERE study = ?1 AND kind = ?2 AND source = ?3 AND asked >= ?4 "
        "AND status IN (?5, ?6, ?7)",
        err);
    *fresh = false;
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, (int) kind);
    db_bind_text(statement, 3, source);
    sqlite3_bind_int64(statement, 4, since);
    sqlite3_bind_int(statement, 5, LINKS_LISTED);
    sqlite3_bind_int(statement, 6, LINKS_NONE);
    sqlite3_bind_int(statement, 7, LINKS_UNKNOWN);
    bool ok = db_number(cache->db, statement, 0, &there, err);
    *fresh = there != 0;
    return ok;
}

static bool put_answer(Cache *cache, int64_t pmid, LinkKind kind, const char *source, int64_t time,
                       const PmidList *list, Error *err) {
    IdList ids = {0};
    String bytes = {0};
    sqlite3_stmt *statement = db_statement(
        cache->db,
        "INSERT INTO link_state VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET asked = ?4, "
        "status = ?5, announced = CASE WHEN ?5 = ?9 THEN announced ELSE ?6 END, "
        "count = CASE WHEN ?5 = ?9 THEN count ELSE ?7 END, ids = CASE WHEN ?5 = ?9 THEN ids ELSE ?8 END",
        err);
    if (!statement) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        id_list_add(&ids, list->pmids[i]);
    }
    id_list_sort(&ids);
    delta_write(&ids, &bytes);
    sqlite3_bind_int64(statement, 1, pmid);
    sqlite3_bind_int(statement, 2, (int) kind);
    db_bind_text(statement, 3, source);
    sqlite3_bind_int64(statement, 4, time);
    sqlite3_bind_int(statement, 5, (int) list->status);
    if (list->announced >= 0) {
        sqlite3_bind_int64(statement, 6, list->announced);
    } else {
        sqlite3_bind_null(statement, 6);
    }
    sqlite3_bind_int64(statement, 7, (int64_t) ids.count);
    db_bind_blob(statement, 8, string_view(&bytes));
    sqlite3_bind_int(statement, 9, LINKS_FAILED);
    bool ok = db_run(cache->db, statement, err);
    id_list_free(&ids);
    string_free(&bytes);
    return ok;
}

bool cache_put_link_answers(Cache *cache, int64_t pmid, const char *source, int64_t time,
                            const PmidList links[LINK_KINDS], Error *err) {
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        if (links[kind].status != LINKS_NOT_ASKED &&
            !put_answer(cache, pmid, kind, source, time, &links[kind], err)) {
            return false;
        }
    }
    return true;
}
