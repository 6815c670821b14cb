#include "search_collect.h"

// Looking a study up for each hit costs more than a pass over all studies where the hits are
// more than this part of them.
#define FEW_HITS 16
// So many are looked up in any case.
#define LOOKUPS_LEAST 4096

void first_screen_post(FirstScreen *screen, const StudyId *ids, size_t count) {
    if (!screen->done && screen->search && screen->search->first) {
        size_t most = screen->search->first_count;
        screen->search->first(screen->search->context, ids, count < most ? count : most);
    }
    screen->done = true;
}

bool search_goes_on(Cache *cache, Error *err) {
    return !atomic_load(&cache->interrupted) || error_set(err, ERROR_CANCELLED, "stopped");
}

// --- streams of ids ---

// What SQLite's and FTS5's parsers refuse of our own SQL is its size.
static bool explain(Db *db, Error *err) {
    return sqlite3_errcode(db->sqlite) == SQLITE_ERROR
               ? error_set(err, ERROR_USAGE, "this query is too long or nested too deep")
               : db_fail(db, "search", err);
}

bool id_stream_open(IdStream *stream, Cache *cache, const char *text, const SearchSql *sql, const char *last,
                    Error *err) {
    *stream = (IdStream){.cache = cache, .row = true};
    if (sqlite3_prepare_v2(cache->db->sqlite, text, -1, &stream->statement, NULL) != SQLITE_OK) {
        return explain(cache->db, err);
    }
    if (sql) {
        search_bind(sql, stream->statement);
    }
    if (last) {
        db_bind_text(stream->statement, sql ? (int) sql->bound_count + 1 : 1, last);
    }
    return true;
}

bool id_stream_next(IdStream *stream, Error *err) {
    Db *db = stream->cache->db;
    if (++stream->steps % 256 == 0 && !search_goes_on(stream->cache, err)) {
        return false;
    }
    if (!db_step(db, stream->statement, &stream->row, err)) {
        return explain(db, err);
    }
    stream->id = stream->row ? sqlite3_column_int64(stream->statement, 0) : 0;
    return true;
}

void id_stream_close(IdStream *stream) {
    sqlite3_finalize(stream->statement);
    stream->statement = NULL;
}

bool search_hits(Cache *cache, const char *match, IdList *ids, Error *err) {
    IdStream hits;
    bool ok = id_stream_open(&hits, cache, "SELECT rowid FROM text_index WHERE text_index MATCH ?1", NULL,
                             match, err);
    while (ok && (ok = id_stream_next(&hits, err)) && hits.row) {
        id_list_add(ids, hits.id);
    }
    id_stream_close(&hits);
    return ok;
}

// --- collecting ---

typedef struct {
    const SearchSql *sql;
    FirstScreen *screen;
    IdList *ids;
    bool only_first; // nothing more is wanted once the first screenful is posted
} Collecting;

static bool is_enough(const Collecting *collecting) {
    return collecting->only_first && collecting->screen->done;
}

static void take(Collecting *collecting, StudyId id) {
    IdList *ids = collecting->ids;
    FirstScreen *screen = collecting->screen;
    if (!screen->done && screen->search && ids->count >= screen->search->first_count) {
        first_screen_post(screen, ids->ids, ids->count);
    }
    id_list_add(ids, id);
}

static bool open_excluded(IdStream *excluded, const SearchSql *sql, Error *err) {
    *excluded = (IdStream){0};
    return !sql->all_but ||
           (id_stream_open(excluded, sql->cache,
                           "SELECT rowid FROM text_index WHERE text_index MATCH ?1 ORDER BY rowid DESC", NULL,
                           sql->all_but, err) &&
            id_stream_next(excluded, err));
}

// Takes the ids of a stream that `all_but` does not find; both descend.
static bool take_stream(Collecting *collecting, IdStream *stream, Error *err) {
    IdStream excluded;
    bool ok = open_excluded(&excluded, collecting->sql, err);
    while (ok && !is_enough(collecting) && (ok = id_stream_next(stream, err)) && stream->row) {
        while (ok && excluded.row && excluded.id > stream->id) {
            ok = id_stream_next(&excluded, err);
        }
        if (ok && (!excluded.row || excluded.id != stream->id)) {
            take(collecting, stream->id);
        }
    }
    id_stream_close(&excluded);
    return ok;
}

static void add_and_where(const SearchSql *sql, const char *id, String *text) {
    if (sql->where.length > 0) {
        string_add_text(text, " AND ");
        search_add_where(sql, id, text);
    }
}

// `last` is bound behind what the query binds; the text says where.
static bool take_sql(Collecting *collecting, const String *text, const char *last, Error *err) {
    IdStream stream;
    bool ok = id_stream_open(&stream, collecting->sql->cache, text->data, collecting->sql, last, err) &&
              take_stream(collecting, &stream, err);
    id_stream_close(&stream);
    return ok;
}

// Hits that fulfil conditions on the study's row, by looking each of them up; those that are left,
// and *left set, where there are too many for that.
static bool look_up_hits(Collecting *collecting, IdStream *hits, size_t most, bool *left, Error *err) {
    const SearchSql *sql = collecting->sql;
    String text = {0}, id = {0};
    IdStream row;
    bool ok = true;
    string_format(&id, "?%zu", sql->bound_count + 1);
    string_format(&text, "SELECT 1 FROM (SELECT 1) LEFT JOIN study s ON s.id = %s WHERE 1", id.data);
    add_and_where(sql, id.data, &text);
    ok = id_stream_open(&row, sql->cache, text.data, sql, NULL, err);
    *left = false;
    while (ok && !is_enough(collecting) && (ok = id_stream_next(hits, err)) && hits->row) {
        if (most-- == 0) {
            *left = true;
            break;
        }
        sqlite3_bind_int64(row.statement, (int) sql->bound_count + 1, hits->id);
        ok = id_stream_next(&row, err);
        if (ok && row.row) {
            take(collecting, hits->id);
        }
        sqlite3_reset(row.statement);
    }
    id_stream_close(&row);
    string_free(&text);
    string_free(&id);
    return ok;
}

// The rest of the hits beside a pass over the studies from there on; both descend.
static bool pass_over_studies(Collecting *collecting, IdStream *hits, Error *err) {
    const SearchSql *sql = collecting->sql;
    String text = {0};
    IdStream studies;
    string_format(&text, "SELECT s.id FROM study s WHERE s.moved_to IS NULL AND s.id <= %lld",
                  (long long) hits->id);
    add_and_where(sql, "s.id", &text);
    string_add_text(&text, " ORDER BY s.id DESC");
    bool ok = id_stream_open(&studies, sql->cache, text.data, sql, NULL, err);
    while (ok && hits->row && !is_enough(collecting) && (ok = id_stream_next(&studies, err)) && studies.row) {
        while (ok && hits->row && hits->id > studies.id) {
            ok = id_stream_next(hits, err);
        }
        if (ok && hits->row && hits->id == studies.id) {
            take(collecting, studies.id);
        }
    }
    id_stream_close(&studies);
    string_free(&text);
    return ok;
}

static bool take_hits_by_row(Collecting *collecting, const char *match, Error *err) {
    const SearchSql *sql = collecting->sql;
    int64_t most = cache_count(sql->cache, NULL) / FEW_HITS;
    IdStream hits;
    bool left = false;
    bool ok =
        id_stream_open(&hits, sql->cache,
                       "SELECT rowid FROM text_index WHERE text_index MATCH ?1 ORDER BY rowid DESC", NULL,
                       match, err) &&
        look_up_hits(collecting, &hits, most > LOOKUPS_LEAST ? (size_t) most : LOOKUPS_LEAST, &left, err);
    ok = ok && (!left || pass_over_studies(collecting, &hits, err));
    id_stream_close(&hits);
    return ok;
}

static bool take_text(Collecting *collecting, const char *match, Error *err) {
    const SearchSql *sql = collecting->sql;
    if (sql->uses_study) {
        return take_hits_by_row(collecting, match, err);
    }
    String text = {0};
    string_format(&text, "SELECT t.rowid FROM text_index t WHERE t.text_index MATCH ?%zu",
                  sql->bound_count + 1);
    add_and_where(sql, "t.rowid", &text);
    string_add_text(&text, " ORDER BY t.rowid DESC");
    bool ok = take_sql(collecting, &text, match, err);
    string_free(&text);
    return ok;
}

// The first screenful alone, as far as the commonest words of broad prefixes find it.
static bool post_provisional(Collecting *collecting, Error *err) {
    IdList ids = {0};
    Collecting first = {collecting->sql, collecting->screen, &ids, true};
    bool ok = take_text(&first, collecting->sql->first_match, err);
    id_list_free(&ids);
    return ok;
}

// Ids as a JSON array, newest first: json_each makes a table of it.
static void add_json(const IdList *ids, String *json) {
    for (size_t i = ids->count; i > 0; i--) {
        string_format(json, "%c%lld", i == ids->count ? '[' : ',', (long long) ids->ids[i - 1]);
    }
    string_add_text(json, ids->count > 0 ? "]" : "[]");
}

// Without a scope, only what has a record counts.
static bool take_list(Collecting *collecting, Error *err) {
    const SearchSql *sql = collecting->sql;
    String text = {0}, json = {0};
    add_json(sql->list, &json);
    string_format(&text, "SELECT j.value FROM json_each(?%zu) j%s WHERE %s", sql->bound_count + 1,
                  sql->uses_study || !sql->has_scope ? " LEFT JOIN study s ON s.id = j.value" : "",
                  sql->has_scope ? "1" : "s.id IS NOT NULL AND s.moved_to IS NULL");
    add_and_where(sql, "j.value", &text);
    bool ok = take_sql(collecting, &text, json.data, err);
    string_free(&text);
    string_free(&json);
    return ok;
}

static bool take_studies(Collecting *collecting, Error *err) {
    String text = {0};
    string_add_text(&text, "SELECT s.id FROM study s WHERE s.moved_to IS NULL");
    add_and_where(collecting->sql, "s.id", &text);
    string_add_text(&text, " ORDER BY s.id DESC");
    bool ok = take_sql(collecting, &text, NULL, err);
    string_free(&text);
    return ok;
}

bool search_collect(const SearchSql *sql, FirstScreen *screen, IdList *ids, Error *err) {
    Collecting collecting = {sql, screen, ids, false};
    switch (sql->from) {
    case FROM_TEXT:
        return (!sql->first_match || screen->done || post_provisional(&collecting, err)) &&
               take_text(&collecting, sql->match, err);
    case FROM_LIST:
        return take_list(&collecting, err);
    case FROM_STUDIES:
        return take_studies(&collecting, err);
    case FROM_SCOPE:
        break;
    }
    for (size_t i = sql->scope.count; i > 0; i--) {
        take(&collecting, sql->scope.ids[i - 1]);
    }
    return true;
}
