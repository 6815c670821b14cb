#include "search_rank.h"

#include "carrel/base/memory.h"
#include "packed.h"

#include <math.h>
#include <stdlib.h>

#define RANKING_TYPE "carrel-ranking"
// So many of the newest hits are ranked before the first screenful is shown.
#define RANKED_FIRST 10000
// A word of which so many studies were counted is common: how many there are is estimated from
// where in the cache the last of them stands. Many words share the patience for counting.
#define COUNTED_MOST  4096
#define COUNTED_LEAST 64
// How fast more of the same word stops to matter; BM25's usual k1.
#define SATURATION   1.2
#define TITLE_WEIGHT 4
// Ranks are whole numbers; the best is far below the largest that fits.
#define RANK_UNIT 1000
#define RANK_MOST ((int64_t) 1 << 27)

// What the ranking function learns at the first hit and uses for the others.
typedef struct {
    double *weights; // of each phrase
    int phrase_count;
    StudyId first, last; // the smallest and the largest id
    int64_t studies;
} Ranking;

typedef struct {
    int64_t count, most;
    StudyId id; // of the last that was counted
} Counting;

static int count_hit(const Fts5ExtensionApi *api, Fts5Context *hit, void *context) {
    Counting *counting = context;
    counting->id = api->xRowid(hit);
    return ++counting->count < counting->most ? SQLITE_OK : SQLITE_DONE;
}

// In how many studies a phrase is, exactly or as its density up to here suggests.
static double count_phrase(const Ranking *ranking, const Fts5ExtensionApi *api, Fts5Context *fts,
                           int phrase) {
    Counting counting = {.most = COUNTED_MOST / (ranking->phrase_count / 8 + 1)};
    counting.most = counting.most < COUNTED_LEAST ? COUNTED_LEAST : counting.most;
    api->xQueryPhrase(fts, phrase, &counting, count_hit);
    double count = (double) counting.count;
    if (counting.count == counting.most && counting.id > ranking->first) {
        count *= (double) (ranking->last - ranking->first + 1) / (double) (counting.id - ranking->first + 1);
    }
    return count;
}

static void learn(Ranking *ranking, const Fts5ExtensionApi *api, Fts5Context *fts) {
    double all = (double) ranking->studies;
    ranking->phrase_count = api->xPhraseCount(fts);
    ranking->weights = memory_new((size_t) (ranking->phrase_count + 1) * sizeof *ranking->weights);
    for (int i = 0; i < ranking->phrase_count; i++) {
        double count = ranking->phrase_count > 1 ? count_phrase(ranking, api, fts, i) : 1;
        count = count < all ? count : all;
        // The form that is never negative: a word of nearly all studies weighs next to nothing.
        ranking->weights[i] = log(1 + (all - count + 0.5) / (count + 0.5));
    }
}

// rank_of(text_index, ranking): the sum over the phrases of a hit.
static void rank_of(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                    sqlite3_value **values) {
    Ranking *ranking = count == 1 ? sqlite3_value_pointer(values[0], RANKING_TYPE) : NULL;
    if (!ranking) {
        sqlite3_result_int64(context, 0);
        return;
    }
    if (!ranking->weights) {
        learn(ranking, api, fts);
    }
    double sum = 0;
    for (int i = 0; i < ranking->phrase_count; i++) {
        Fts5PhraseIter place;
        int column, offset, times = 0;
        if (api->xPhraseFirst(fts, i, &place, &column, &offset) != SQLITE_OK) {
            break;
        }
        while (column >= 0) {
            times += column == INDEX_TITLE ? TITLE_WEIGHT : 1;
            api->xPhraseNext(fts, &place, &column, &offset);
        }
        sum += ranking->weights[i] * times * (SATURATION + 1) / (times + SATURATION);
    }
    int64_t rank = (int64_t) (sum * RANK_UNIT);
    sqlite3_result_int64(context, rank < RANK_MOST ? rank : RANK_MOST);
}

static fts5_api *find_fts5(Db *db) {
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db->sqlite, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

bool search_add_rank(Db *db, Error *err) {
    fts5_api *api = find_fts5(db);
    return (api && api->xCreateFunction(api, "rank_of", NULL, rank_of, NULL) == SQLITE_OK) ||
           db_fail(db, "search", err);
}

// --- ranking hits ---

static bool learn_span(Cache *cache, Ranking *ranking, Error *err) {
    sqlite3_stmt *first = db_statement(cache->db, "SELECT min(id) FROM study", err);
    sqlite3_stmt *last = db_statement(cache->db, "SELECT max(id) FROM study", err);
    ranking->studies = cache_count(cache, NULL);
    return first && last && db_number(cache->db, first, 0, &ranking->first, err) &&
           db_number(cache->db, last, 0, &ranking->last, err);
}

typedef struct {
    Cache *cache;
    Packing packing;
    FirstScreen *screen;
    IdList *ids; // packed with their ranks while they are gathered
} Gathering;

static bool is_stopped(void *context) {
    Cache *cache = context;
    return atomic_load(&cache->interrupted);
}

static bool sort_gathered(Gathering *gathering, Error *err) {
    IdList *ids = gathering->ids;
    return packed_sort((uint64_t *) ids->ids, ids->count, is_stopped, gathering->cache) ||
           search_goes_on(gathering->cache, err);
}

// The newest hits, ranked among themselves.
static bool post_newest(Gathering *gathering, Error *err) {
    const Search *search = gathering->screen->search;
    IdList first = {0};
    bool ok = sort_gathered(gathering, err);
    for (size_t i = 0; ok && search && i < gathering->ids->count && i < search->first_count; i++) {
        id_list_add(&first, packing_id(&gathering->packing, (uint64_t) gathering->ids->ids[i]));
    }
    if (ok) {
        first_screen_post(gathering->screen, first.ids, first.count);
    }
    id_list_free(&first);
    return ok;
}

// `among` holds what fulfils the conditions beside the text; NULL: there are none.
static bool gather(Gathering *gathering, IdStream *hits, const IdSet *among, bool ascending, Error *err) {
    bool ok;
    while ((ok = id_stream_next(hits, err)) && hits->row) {
        if (among && !id_set_has(among, hits->id)) {
            continue;
        }
        int64_t rank = sqlite3_column_int64(hits->statement, 1);
        Pair pair = {ascending ? rank : -rank, hits->id};
        id_list_add(gathering->ids, (int64_t) packing_pack(&gathering->packing, pair));
        if (gathering->ids->count == RANKED_FIRST && !post_newest(gathering, err)) {
            return false;
        }
    }
    return ok && sort_gathered(gathering, err);
}

static bool rank_hits(const SearchSql *sql, FirstScreen *screen, const IdSet *among, bool ascending,
                      IdList *ids, Error *err) {
    Ranking ranking = {0};
    IdStream hits = {0};
    Gathering gathering = {.cache = sql->cache, .screen = screen, .ids = ids};
    bool ok =
        learn_span(sql->cache, &ranking, err) &&
        (packing_fits(&gathering.packing, -RANK_MOST, RANK_MOST, ranking.first, ranking.last) ||
         error_set(err, ERROR_SYSTEM, "the numbers of the studies lie too far apart to be ranked")) &&
        id_stream_open(&hits, sql->cache,
                       "SELECT rowid, rank_of(text_index, ?2) FROM text_index WHERE text_index MATCH ?1 "
                       "ORDER BY rowid DESC",
                       NULL, sql->match, err);
    if (ok) {
        sqlite3_bind_pointer(hits.statement, 2, &ranking, RANKING_TYPE, NULL);
        ok = gather(&gathering, &hits, among, ascending, err);
    }
    for (size_t i = 0; ok && i < ids->count; i++) {
        ids->ids[i] = packing_id(&gathering.packing, (uint64_t) ids->ids[i]);
    }
    id_stream_close(&hits);
    free(ranking.weights);
    return ok;
}

bool search_ranked(const SearchSql *sql, FirstScreen *screen, bool ascending, IdList *ids, Error *err) {
    if (sql->where.length == 0) {
        return rank_hits(sql, screen, NULL, ascending, ids, err);
    }
    IdSet among = {0};
    bool ok = search_collect(sql, screen, &among.list, err);
    if (ok) {
        id_set_ready(&among);
        ok = rank_hits(sql, screen, &among, ascending, ids, err);
    }
    id_set_free(&among);
    return ok;
}
