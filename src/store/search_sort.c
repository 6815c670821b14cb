#include "search_sort.h"

#include "carrel/base/memory.h"
#include "cited.h"
#include "packed.h"
#include "search_names.h"
#include "search_terms.h"

#include <stdlib.h>

// A step of a pass over all dates costs a hundredth of looking one up.
#define LOOKUP_COST 100
// What is sorted by is within this; what is not known sorts behind it.
#define NUMBER_MOST ((int64_t) 1 << 27)
// Scores are handed on for lists up to here.
#define SCORES_MOST 200000

static bool is_stopped(void *context) {
    Cache *cache = context;
    return atomic_load(&cache->interrupted);
}

// --- ids by number, in place: each becomes a pair, then an id again ---

typedef struct {
    Cache *cache;
    IdList *ids; // newest first
    bool descending;
    Packing packing;
} Numbered;

static bool begin_numbers(Numbered *numbered, Error *err) {
    const IdList *ids = numbered->ids;
    StudyId first = ids->count ? ids->ids[ids->count - 1] : 0, last = ids->count ? ids->ids[0] : 0;
    return packing_fits(&numbered->packing, -NUMBER_MOST, NUMBER_MOST + 1, first, last) ||
           error_set(err, ERROR_SYSTEM, "the numbers of the studies lie too far apart to be sorted");
}

static void set_number(Numbered *numbered, size_t at, StudyId id, bool known, int64_t number) {
    number = number < NUMBER_MOST ? number > -NUMBER_MOST ? number : -NUMBER_MOST : NUMBER_MOST;
    Pair pair = {!known ? NUMBER_MOST + 1 : numbered->descending ? -number : number, id};
    numbered->ids->ids[at] = (int64_t) packing_pack(&numbered->packing, pair);
}

static bool end_numbers(Numbered *numbered, Error *err) {
    IdList *ids = numbered->ids;
    bool ok = packed_sort((uint64_t *) ids->ids, ids->count, is_stopped, numbered->cache);
    for (size_t i = 0; i < ids->count; i++) {
        ids->ids[i] = packing_id(&numbered->packing, (uint64_t) ids->ids[i]);
    }
    return ok || search_goes_on(numbered->cache, err);
}

// --- by date or year ---

// Where the ids of a walk over the dates go.
typedef struct {
    Cache *cache;
    Sort sort;
    const IdSet *among; // NULL: all studies
    FirstScreen *screen;
    IdList *out;
    size_t run; // where the ids of the date or year begin that is walked through
    int64_t value;
} Walk;

// Newest first.
static bool sort_run(Walk *walk, Error *err) {
    int64_t *ids = walk->out->ids + walk->run;
    size_t count = walk->out->count - walk->run;
    const uint64_t turned = (uint64_t) INT64_MAX; // larger ids become smaller numbers
    for (size_t i = 0; i < count; i++) {
        ids[i] = (int64_t) ((uint64_t) ids[i] ^ turned);
    }
    bool ok = packed_sort((uint64_t *) ids, count, is_stopped, walk->cache);
    for (size_t i = 0; i < count; i++) {
        ids[i] = (int64_t) ((uint64_t) ids[i] ^ turned);
    }
    walk->run = walk->out->count;
    return ok || search_goes_on(walk->cache, err);
}

static void post_when_due(Walk *walk) {
    if (!walk->screen->done && walk->screen->search && walk->out->count > walk->screen->search->first_count) {
        first_screen_post(walk->screen, walk->out->ids, walk->out->count);
    }
}

// The index by date has its ids in this order already.
static bool walk_newest_first(Walk *walk, Error *err) {
    IdStream studies;
    bool ok = id_stream_open(&studies, walk->cache,
                             "SELECT id FROM study WHERE date IS NOT NULL ORDER BY date DESC, id DESC", NULL,
                             NULL, err);
    while (ok && (ok = id_stream_next(&studies, err)) && studies.row) {
        if (!walk->among || id_set_has(walk->among, studies.id)) {
            id_list_add(walk->out, studies.id);
            post_when_due(walk);
        }
    }
    id_stream_close(&studies);
    return ok;
}

static bool walk_one(Walk *walk, StudyId id, int64_t date, Error *err) {
    int64_t value = walk->sort == SORT_YEAR ? date / 10000 : date;
    if (value != walk->value) {
        if (!sort_run(walk, err)) {
            return false;
        }
        walk->value = value;
        post_when_due(walk);
    }
    if (!walk->among || id_set_has(walk->among, id)) {
        id_list_add(walk->out, id);
    }
    return true;
}

static bool walk_sql(Walk *walk, const char *text, Error *err) {
    IdStream studies;
    bool ok = id_stream_open(&studies, walk->cache, text, NULL, NULL, err);
    while (ok && (ok = id_stream_next(&studies, err)) && studies.row) {
        ok = walk_one(walk, studies.id, sqlite3_column_int64(studies.statement, 1), err);
    }
    id_stream_close(&studies);
    return ok && sort_run(walk, err);
}

static bool walk_dates(Walk *walk, bool descending, Error *err) {
    walk->value = -1;
    if (descending && walk->sort == SORT_DATE) {
        return walk_newest_first(walk, err);
    }
    return descending ? walk_sql(walk,
                                 "SELECT id, date FROM study WHERE date IS NOT NULL "
                                 "ORDER BY date DESC, id DESC",
                                 err)
                      : walk_sql(walk, "SELECT id, date FROM study WHERE date > 0 ORDER BY date", err) &&
                            walk_sql(walk, "SELECT id, date FROM study WHERE date = 0", err);
}

// Ids without a record have no date: they come last.
static void add_dateless(const IdSet *all, IdList *out) {
    IdSet dated = {0};
    for (size_t i = 0; i < out->count; i++) {
        id_list_add(&dated.list, out->ids[i]);
    }
    id_set_ready(&dated);
    for (size_t i = all->list.count; i > 0; i--) {
        if (!id_set_has(&dated, all->list.ids[i - 1])) {
            id_list_add(out, all->list.ids[i - 1]);
        }
    }
    id_set_free(&dated);
}

static bool walk_among(Cache *cache, const Search *search, IdList *ids, Error *err) {
    IdSet among = {.list = *ids};
    FirstScreen nobody = {.done = true};
    *ids = (IdList){0};
    for (size_t i = 0; i < among.list.count / 2; i++) { // ascending, as a set is
        int64_t id = among.list.ids[i];
        among.list.ids[i] = among.list.ids[among.list.count - 1 - i];
        among.list.ids[among.list.count - 1 - i] = id;
    }
    id_set_ready(&among);
    Walk walk = {cache, search->sort, &among, &nobody, ids, 0, 0};
    bool ok = walk_dates(&walk, search->descending, err);
    if (ok && ids->count < among.list.count) {
        add_dateless(&among, ids);
    }
    id_set_free(&among);
    return ok;
}

static bool look_dates_up(Cache *cache, const Search *search, IdList *ids, Error *err) {
    Numbered numbered = {cache, ids, search->descending, {0}};
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT date FROM study WHERE id = ?1", err);
    bool ok = statement && begin_numbers(&numbered, err);
    for (size_t i = 0; ok && i < ids->count; i++) {
        int64_t date = 0;
        sqlite3_bind_int64(statement, 1, ids->ids[i]);
        ok = (i % 1024 != 0 || search_goes_on(cache, err)) && db_number(cache->db, statement, 0, &date, err);
        set_number(&numbered, i, ids->ids[i], date > 0, search->sort == SORT_YEAR ? date / 10000 : date);
    }
    return ok && end_numbers(&numbered, err);
}

bool search_all_by_date(Cache *cache, const Search *search, FirstScreen *screen, IdList *ids, Error *err) {
    Walk walk = {cache, search->sort, NULL, screen, ids, 0, 0};
    return walk_dates(&walk, search->descending, err);
}

static bool sort_by_date(Cache *cache, const Search *search, IdList *ids, Error *err) {
    return (int64_t) ids->count * LOOKUP_COST > cache_count(cache, NULL)
               ? walk_among(cache, search, ids, err)
               : look_dates_up(cache, search, ids, err);
}

// --- by how often they are cited ---

typedef struct {
    Numbered numbered;
    size_t left; // ids before it have no number yet
} CitedSort;

static void set_unknown_below(CitedSort *sort, StudyId id) {
    const int64_t *ids = sort->numbered.ids->ids;
    for (; sort->left > 0 && ids[sort->left - 1] < id; sort->left--) {
        set_number(&sort->numbered, sort->left - 1, ids[sort->left - 1], false, 0);
    }
}

// Counts come by ascending id, so from the end of the list on.
static void set_cited(void *context, StudyId id, int64_t count) {
    CitedSort *sort = context;
    set_unknown_below(sort, id);
    if (sort->left > 0 && sort->numbered.ids->ids[sort->left - 1] == id) {
        set_number(&sort->numbered, --sort->left, id, true, count);
    }
}

static bool sort_by_cited(Cache *cache, const Search *search, IdList *ids, Error *err) {
    CitedSort sort = {{cache, ids, search->descending, {0}}, ids->count};
    if (!begin_numbers(&sort.numbered, err) || !cited_each(cache, set_cited, &sort, err)) {
        return false;
    }
    set_unknown_below(&sort, INT64_MAX);
    return end_numbers(&sort.numbered, err);
}

// --- by the terms of the review ---

static bool has_signed(TermList terms) {
    for (size_t i = 0; i < terms.count; i++) {
        if (terms.items[i].role != TERM_OF_GROUP) {
            return true;
        }
    }
    return false;
}

static bool sort_by_score(Cache *cache, const Search *search, IdList *ids, Error *err) {
    Numbered numbered = {cache, ids, search->descending, {0}};
    int16_t *scores = memory_new((ids->count + 1) * sizeof *scores);
    bool ok = search_scores(cache, search->terms, ids, scores, err) && begin_numbers(&numbered, err);
    bool handed_on = search->scores && ids->count <= SCORES_MOST;
    for (size_t i = 0; ok && i < ids->count; i++) {
        if (handed_on && scores[i] != 0) {
            id_map_set(search->scores, ids->ids[i], scores[i]);
        }
        set_number(&numbered, i, ids->ids[i], true, scores[i]);
    }
    ok = ok && end_numbers(&numbered, err);
    free(scores);
    return ok;
}

// --- by name ---

// Where names are too many to be numbered, so many letters of them are at first, then half as many.
#define LETTERS_FIRST 16

static void restore_ids(Numbered *numbered, size_t count) {
    for (size_t i = 0; i < count; i++) {
        numbered->ids->ids[i] = packing_id(&numbered->packing, (uint64_t) numbered->ids->ids[i]);
    }
}

// Numbers the names; *fits false, and all ids as they were, where there are too many.
static bool number_names(Numbered *numbered, const char *sql, NameRanks *ranks, bool *fits, Error *err) {
    const IdList *ids = numbered->ids;
    sqlite3_stmt *statement = db_statement(numbered->cache->db, sql, err);
    bool ok = statement != NULL;
    *fits = true;
    for (size_t i = 0; ok && *fits && i < ids->count; i++) {
        bool row;
        int64_t number = 0;
        sqlite3_bind_int64(statement, 1, ids->ids[i]);
        ok = (i % 1024 != 0 || search_goes_on(numbered->cache, err)) &&
             db_step(numbered->cache->db, statement, &row, err);
        if (!ok) {
            break;
        }
        bool known = row && sqlite3_column_type(statement, 0) != SQLITE_NULL;
        *fits = !known || name_ranks_add(ranks, db_view(statement, 0), &number);
        sqlite3_reset(statement);
        if (*fits) {
            set_number(numbered, i, ids->ids[i], known, number);
        } else {
            restore_ids(numbered, i);
        }
    }
    return ok;
}

static bool rank_names(Numbered *numbered, NameRanks *ranks, Error *err) {
    uint32_t *of = name_ranks_make(ranks, is_stopped, numbered->cache);
    if (!of) {
        return search_goes_on(numbered->cache, err);
    }
    for (size_t i = 0; i < numbered->ids->count; i++) {
        uint64_t packed = (uint64_t) numbered->ids->ids[i];
        int64_t number = packing_number(&numbered->packing, packed);
        bool known = number <= NUMBER_MOST;
        set_number(numbered, i, packing_id(&numbered->packing, packed), known, known ? of[number] : 0);
    }
    free(of);
    return true;
}

static bool sort_by_name(Cache *cache, const char *sql, bool descending, IdList *ids, Error *err);

// Those whose first letters are equal, sorted each by whole names.
static bool sort_equals(Numbered *numbered, const char *sql, Error *err) {
    IdList *ids = numbered->ids;
    bool ok = packed_sort((uint64_t *) ids->ids, ids->count, is_stopped, numbered->cache) ||
              search_goes_on(numbered->cache, err);
    for (size_t start = 0, end = 0; ok && start < ids->count; start = end) {
        int64_t number = packing_number(&numbered->packing, (uint64_t) ids->ids[start]);
        while (end < ids->count && packing_number(&numbered->packing, (uint64_t) ids->ids[end]) == number) {
            ids->ids[end] = packing_id(&numbered->packing, (uint64_t) ids->ids[end]);
            end++;
        }
        IdList equals = {ids->ids + start, end - start, end - start};
        if (number <= NUMBER_MOST && equals.count > 1 && equals.count < ids->count) {
            ok = sort_by_name(numbered->cache, sql, numbered->descending, &equals, err);
        }
    }
    return ok;
}

static bool sort_by_name(Cache *cache, const char *sql, bool descending, IdList *ids, Error *err) {
    Numbered numbered = {cache, ids, false, {0}};
    NameRanks ranks = {0};
    bool fits = false, ok = begin_numbers(&numbered, err);
    while (ok && !fits) {
        ok = number_names(&numbered, sql, &ranks, &fits, err);
        if (ok && !fits) {
            size_t letters = ranks.letters ? ranks.letters / 2 : LETTERS_FIRST;
            name_ranks_free(&ranks);
            ranks = (NameRanks){.letters = letters};
        }
    }
    numbered.descending = descending;
    ok = ok && rank_names(&numbered, &ranks, err);
    size_t letters = ranks.letters;
    name_ranks_free(&ranks);
    return ok && (letters > 0 ? sort_equals(&numbered, sql, err) : end_numbers(&numbered, err));
}

// --- by the order of import ---

// How many records were in the imports before each.
static bool count_before(Cache *cache, IdMap *before, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT id, last FROM import ORDER BY id", err);
    bool row, ok = statement != NULL;
    int64_t sum = 0;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        id_map_set(before, sqlite3_column_int64(statement, 0), sum);
        sum += sqlite3_column_int64(statement, 1);
    }
    return ok;
}

static bool sort_by_import(Cache *cache, bool descending, IdList *ids, Error *err) {
    Numbered numbered = {cache, ids, descending, {0}};
    IdMap before = {0};
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT first FROM study WHERE id = ?1", err);
    bool ok = statement && begin_numbers(&numbered, err) && count_before(cache, &before, err);
    for (size_t i = 0; ok && i < ids->count; i++) {
        int64_t first = 0, earlier = 0; // the import is the upper half, the record the lower one
        sqlite3_bind_int64(statement, 1, ids->ids[i]);
        ok =
            (i % 1024 != 0 || search_goes_on(cache, err)) && db_number(cache->db, statement, -1, &first, err);
        id_map_get(&before, first >> 32, &earlier);
        set_number(&numbered, i, ids->ids[i], first >= 0, earlier + (first & UINT32_MAX));
    }
    id_map_free(&before);
    return ok && end_numbers(&numbered, err);
}

Sort search_order(const Search *search, const char *match, bool *descending, String *note) {
    const char *missing = NULL;
    if (search->sort == SORT_RELEVANCE && !match) {
        missing = "no words to rank by: newest first";
    } else if (search->sort == SORT_SCORE && !has_signed(search->terms)) {
        missing = "no terms for or against to score by (* and # add some): newest first";
    }
    *descending = missing || search->descending;
    if (missing) {
        search_add_note(note, missing);
    }
    return missing ? SORT_DATE : search->sort;
}

bool search_sort(Cache *cache, const Search *search, IdList *ids, Error *err) {
    switch (search->sort) {
    case SORT_CITED_BY:
        return sort_by_cited(cache, search, ids, err);
    case SORT_SCORE:
        return sort_by_score(cache, search, ids, err);
    case SORT_AUTHOR:
        return sort_by_name(cache, "SELECT author FROM study WHERE id = ?1", search->descending, ids, err);
    case SORT_JOURNAL:
        return sort_by_name(cache, "SELECT journal FROM study WHERE id = ?1", search->descending, ids, err);
    case SORT_IMPORT:
        return sort_by_import(cache, search->descending, ids, err);
    default:
        return sort_by_date(cache, search, ids, err);
    }
}
