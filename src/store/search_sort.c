#include "search_sort.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "links.h"
#include "search_sql.h"
#include "search_terms.h"

#include <stdlib.h>
#include <string.h>

#define SORTED_MOST 100000

typedef struct {
    StudyId id;
    int64_t number;
    const char *text; // folded; NULL where the key is a number
    bool unknown;
} Keyed;

static int compare(const Keyed *a, const Keyed *b, bool descending) {
    if (a->unknown != b->unknown) {
        return a->unknown ? 1 : -1;
    }
    int order = 0;
    if (!a->unknown) {
        order =
            a->text && b->text ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
    }
    if (order != 0) {
        return descending ? -order : order;
    }
    return (a->id < b->id) - (a->id > b->id);
}
static int compare_ascending(const void *a, const void *b) {
    return compare(a, b, false);
}
static int compare_descending(const void *a, const void *b) {
    return compare(a, b, true);
}

static const char *folded(StringView text, Arena *arena, String *buffer) {
    string_clear(buffer);
    text_add_fold(buffer, text);
    return arena_copy_view(arena, sv_trim(string_view(buffer)));
}

// The id, then what is sorted by, of the studies between two ids.
#define KEY_SQL(columns) "SELECT id, " columns " FROM study WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC"
static const char *key_sql(Sort sort) {
    switch (sort) {
    case SORT_AUTHOR:
        return KEY_SQL("author");
    case SORT_JOURNAL:
        return KEY_SQL("journal");
    case SORT_YEAR:
        return KEY_SQL("year");
    case SORT_CITED_BY:
        return KEY_SQL("cited, doi, pmcid");
    case SORT_IMPORT:
        return KEY_SQL("first");
    default:
        return KEY_SQL("date");
    }
}

typedef struct {
    Cache *cache;
    Sort sort;
    sqlite3_stmt *statement;
    CitedCounts counts;
    Arena *arena;
    String buffer;
} KeyReading;

static void read_key(KeyReading *reading, Keyed *key) {
    sqlite3_stmt *statement = reading->statement;
    bool absent = sqlite3_column_type(statement, 1) == SQLITE_NULL;
    if (reading->sort == SORT_CITED_BY) {
        LinkNames names = {key->id > 0 ? key->id : 0, (const char *) sqlite3_column_text(statement, 2),
                           (const char *) sqlite3_column_text(statement, 3), NULL};
        int64_t listed = cited_counts_get(&reading->counts, names);
        int64_t announced = sqlite3_column_int64(statement, 1);
        key->number = listed > announced ? listed : announced;
        key->unknown = key->number == 0 && absent;
    } else if (reading->sort == SORT_AUTHOR || reading->sort == SORT_JOURNAL) {
        key->unknown = absent;
        key->text = folded(db_view(statement, 1), reading->arena, &reading->buffer);
    } else {
        key->number = sqlite3_column_int64(statement, 1);
        key->unknown = key->number == 0;
    }
}

// Fills the keys of ids that come descending from one pass over the studies between them.
static bool read_range(KeyReading *reading, Keyed *keys, size_t count, Error *err) {
    sqlite3_bind_int64(reading->statement, 1, keys[count - 1].id);
    sqlite3_bind_int64(reading->statement, 2, keys[0].id);
    bool row, ok;
    size_t at = 0;
    while ((ok = db_step(reading->cache->db, reading->statement, &row, err)) && row) {
        StudyId id = sqlite3_column_int64(reading->statement, 0);
        while (at < count && keys[at].id > id) {
            at++;
        }
        if (at < count && keys[at].id == id) {
            keys[at].unknown = false;
            read_key(reading, &keys[at++]);
        }
    }
    return ok;
}

// A pass over all studies costs less than looking many of them up.
#define LOOKUP_COST 8

static bool read_keys(Cache *cache, Sort sort, Keyed *keys, size_t count, Arena *arena, Error *err) {
    KeyReading reading = {.cache = cache, .sort = sort, .arena = arena};
    reading.statement = db_statement(cache->db, key_sql(sort), err);
    bool ok =
        reading.statement && (sort != SORT_CITED_BY || cited_counts_read(cache->db, &reading.counts, err));
    size_t step = (int64_t) count * LOOKUP_COST > cache_count(cache, NULL) ? count : 1;
    for (size_t i = 0; ok && i < count; i += step) {
        ok = read_range(&reading, &keys[i], step, err);
        if (ok && i % 1024 == 0 && atomic_load(&cache->interrupted)) {
            ok = error_set(err, ERROR_CANCELLED, "stopped");
        }
    }
    string_free(&reading.buffer);
    cited_counts_free(&reading.counts);
    return ok;
}

// BM25 as FTS5 has it, a word of the title counting four times; smaller is better.
static bool read_relevance(Cache *cache, const char *match, Keyed *keys, size_t count, Error *err) {
    IdMap ranks = {0};
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT rowid, CAST(bm25(text_index, 4.0, 1.0, 2.0, 2.0, 1.0) * -1e6 AS INTEGER) "
                     "FROM text_index WHERE text_index MATCH ?1",
                     err);
    bool row, ok = statement != NULL;
    if (ok) {
        db_bind_text(statement, 1, match);
    }
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        id_map_set(&ranks, sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
    }
    for (size_t i = 0; ok && i < count; i++) {
        keys[i].unknown = !id_map_get(&ranks, keys[i].id, &keys[i].number);
    }
    id_map_free(&ranks);
    return ok;
}

static bool has_signed(TermList terms) {
    for (size_t i = 0; i < terms.count; i++) {
        if (terms.items[i].role != TERM_OF_GROUP) {
            return true;
        }
    }
    return false;
}

static bool read_scores(Cache *cache, const Search *search, Keyed *keys, size_t count, Error *err) {
    IdMap own = {0};
    IdMap *scores = search->scores ? search->scores : &own;
    bool ok = search_scores(cache, search->terms, scores, err);
    for (size_t i = 0; ok && i < count; i++) {
        keys[i].unknown = false;
        id_map_get(scores, keys[i].id, &keys[i].number);
    }
    id_map_free(&own);
    return ok;
}

bool search_sort(Cache *cache, const Search *search, const char *match, IdList *ids, String *note,
                 Error *err) {
    Sort sort = search->sort;
    bool descending = search->descending;
    if (ids->count > SORTED_MOST) {
        search_add_note(note, "more than 100,000 studies: in PubMed's order, newest first, not sorted");
        return true;
    }
    if (sort == SORT_RELEVANCE && !match) {
        search_add_note(note, "no words to rank by: newest first");
        sort = SORT_DATE;
        descending = true;
    }
    if (sort == SORT_SCORE && !has_signed(search->terms)) {
        search_add_note(note, "no terms for or against to score by (* and # add some): newest first");
        sort = SORT_DATE;
        descending = true;
    }
    Arena arena = {0};
    Keyed *keys = memory_new((ids->count + 1) * sizeof *keys);
    for (size_t i = 0; i < ids->count; i++) {
        keys[i] = (Keyed){.id = ids->ids[i], .unknown = true};
    }
    bool ok = sort == SORT_RELEVANCE ? read_relevance(cache, match, keys, ids->count, err)
              : sort == SORT_SCORE   ? read_scores(cache, search, keys, ids->count, err)
                                     : read_keys(cache, sort, keys, ids->count, &arena, err);
    if (ok) {
        qsort(keys, ids->count, sizeof *keys, descending ? compare_descending : compare_ascending);
        for (size_t i = 0; i < ids->count; i++) {
            ids->ids[i] = keys[i].id;
        }
    }
    free(keys);
    arena_free(&arena);
    return ok;
}
