#include "carrel/store/search.h"

#include "search_rank.h"
#include "search_sort.h"

const char *const sort_names[SORT_COUNT] = {"date",     "author",    "journal", "year",
                                            "cited-by", "relevance", "import",  "score"};

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

void search_resume(Cache *cache) {
    atomic_store(&cache->interrupted, false);
}

bool search_ids(Cache *cache, const QueryNode *tree, const SearchReview *review, bool lift, String *note,
                IdList *ids, Error *err) {
    Arena arena = {0};
    FirstScreen nobody = {.done = true};
    SearchSql sql = {.cache = cache, .review = review, .lift_scope = lift, .arena = &arena, .note = note};
    bool ok = search_compile(&sql, tree, err) && search_collect(&sql, &nobody, ids, err);
    search_sql_free(&sql);
    arena_free(&arena);
    return ok;
}

static bool is_by_date(Sort sort) {
    return sort == SORT_DATE || sort == SORT_YEAR;
}

static bool answer(const SearchSql *sql, const Search *search, FirstScreen *screen, IdList *ids, Error *err) {
    if (search->sort == SORT_RELEVANCE) {
        return search_ranked(sql, screen, !search->descending, ids, err);
    }
    bool whole = sql->from == FROM_STUDIES && sql->where.length == 0 && !sql->all_but;
    if (whole && is_by_date(search->sort)) {
        return search_all_by_date(sql->cache, search, screen, ids, err);
    }
    return search_collect(sql, screen, ids, err) && search_sort(sql->cache, search, ids, err);
}

bool search_run(Cache *cache, const Search *asked, IdList *ids, String *note, Error *err) {
    Arena arena = {0};
    Search search = *asked;
    FirstScreen screen = {.search = &search};
    SearchSql sql = {.cache = cache, .review = search.review, .arena = &arena, .note = note};
    ids->count = 0;
    if (!asked->resumed) {
        search_resume(cache);
    }
    // Thousands of rows may be looked up: one lock for all.
    bool locks = cache->lock < 0 && sqlite3_get_autocommit(cache->db->sqlite);
    if (locks) {
        cache_read_begin(cache);
    }
    bool ok = search_compile(&sql, search.tree, err) && search_goes_on(cache, err);
    if (ok) {
        search.sort = search_order(asked, sql.match, &search.descending, note);
        ok = answer(&sql, &search, &screen, ids, err) && search_goes_on(cache, err);
    }
    if (ok && !indexing_is_whole(cache) && cache_count(cache, NULL) > 0) {
        search_add_note(note, "the index is being made anew: words do not find every study yet");
    }
    if (ok) {
        first_screen_post(&screen, ids->ids, ids->count);
    }
    if (locks) {
        cache_read_end(cache);
    }
    search_sql_free(&sql);
    arena_free(&arena);
    return ok;
}
