#include "carrel/store/search.h"

#include "carrel/base/clock.h"
#include "search_sort.h"
#include "search_sql.h"

#include <stdlib.h>

// An answer of more ids than this is shown newest first while the rest is still looked up.
#define LARGE_ANSWER 40000
#define PATIENCE_US  30000

const char *const sort_names[SORT_COUNT] = {"date",     "author",    "journal", "year",
                                            "cited-by", "relevance", "import", "score"};

bool sort_parse(StringView name, Sort *sort) {
    for (size_t i = 0; i < SORT_COUNT; i++) {
        if (sv_equal_nocase(sv(sort_names[i]), name)) {
            *sort = (Sort) i;
            return true;
        }
    }
    return false;
}

void search_interrupt(Cache *cache) {
    atomic_store(&cache->interrupted, true);
    sqlite3_interrupt(cache->db->sqlite);
}

// Gives a first screenful away once.
typedef struct {
    const Search *search; // NULL: nobody waits for one
    int64_t started;
    bool done;
} FirstScreen;

static void post_first(FirstScreen *screen, const IdList *ids) {
    if (!screen->done && screen->search && screen->search->first) {
        size_t most = screen->search->first_count;
        screen->search->first(screen->search->context, ids->ids, ids->count < most ? ids->count : most);
    }
    screen->done = true;
}

static void post_if_due(FirstScreen *screen, const IdList *ids) {
    if (!screen->done && screen->search && ids->count % 256 == 0 &&
        ids->count >= screen->search->first_count &&
        (ids->count >= LARGE_ANSWER || clock_ticks_us() - screen->started > PATIENCE_US)) {
        post_first(screen, ids);
    }
}

// What SQLite's and FTS5's parsers refuse of our own SQL is its size.
static bool explain(Db *db, Error *err) {
    return sqlite3_errcode(db->sqlite) == SQLITE_ERROR
               ? error_set(err, ERROR_USAGE, "this query is too long or nested too deep")
               : db_fail(db, "search", err);
}

static bool run_sql(const SearchSql *sql, const char *text, FirstScreen *screen, IdList *ids, Error *err) {
    Db *db = sql->cache->db;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db->sqlite, text, -1, &statement, NULL) != SQLITE_OK) {
        return explain(db, err);
    }
    search_bind(sql, statement);
    bool row, ok;
    while ((ok = db_step(db, statement, &row, err) || explain(db, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
        post_if_due(screen, ids);
    }
    sqlite3_finalize(statement);
    return ok;
}

// Looking a study up for each hit costs more than a pass over all studies where the
// hits are more than this part of them.
#define FEW_HITS 16

static bool collect(const SearchSql *sql, FirstScreen *screen, IdList *ids, Error *err) {
    if (sql->is_scope) {
        for (size_t i = sql->scope.count; i > 0; i--) {
            id_list_add(ids, sql->scope.ids[i - 1]);
        }
        return true;
    }
    const char *text = sql->sql.data;
    if (sql->scan_sql.length > 0) {
        FirstScreen nobody = {0};
        if (!run_sql(sql, "SELECT rowid FROM text_index WHERE text_index MATCH ?1", &nobody, sql->hits,
                     err)) {
            return false;
        }
        if ((int64_t) sql->hits->count * FEW_HITS > cache_count(sql->cache, NULL)) {
            text = sql->scan_sql.data;
        }
    }
    return run_sql(sql, text, screen, ids, err);
}

static bool check_interrupted(Cache *cache, Error *err) {
    return !atomic_load(&cache->interrupted) || error_set(err, ERROR_CANCELLED, "stopped");
}

bool search_ids(Cache *cache, const QueryNode *tree, const SearchReview *review, bool lift, String *note,
                IdList *ids, Error *err) {
    Arena arena = {0};
    FirstScreen nobody = {0};
    SearchSql sql = {.cache = cache, .review = review, .lift_scope = lift, .arena = &arena, .note = note};
    bool ok = search_compile(&sql, tree, err) && collect(&sql, &nobody, ids, err);
    search_sql_free(&sql);
    arena_free(&arena);
    return ok;
}

bool search_run(Cache *cache, const Search *search, IdList *ids, String *note, Error *err) {
    Arena arena = {0};
    FirstScreen screen = {.search = search, .started = clock_ticks_us()};
    SearchSql sql = {.cache = cache, .review = search->review, .arena = &arena, .note = note};
    atomic_store(&cache->interrupted, false);
    ids->count = 0;
    bool ok = search_compile(&sql, search->tree, err) && check_interrupted(cache, err) &&
              collect(&sql, &screen, ids, err);
    if (ok && ids->count > LARGE_ANSWER) {
        post_first(&screen, ids);
    }
    ok = ok && search_sort(cache, search, sql.match, ids, note, err) &&
         check_interrupted(cache, err);
    if (ok) {
        post_first(&screen, ids);
    }
    search_sql_free(&sql);
    arena_free(&arena);
    return ok;
}
