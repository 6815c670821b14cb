#include "cachefile.h"

#include "carrel/base/memory.h"
#include "index_work.h"
#include "indexer.h"
#include "links.h"

#include <stdlib.h>

// What the writer of the cache does about the full text index, whose file another connection and
// mostly another thread writes: it gathers what changes, notes it in the table `batch` within the
// transaction itself, and hands it over. The index follows as fast as it can. A crash leaves it behind,
// and what is noted brings it up again when the cache is next written.
//
// batch: per transaction, for each step the distance of its id from the one before, zigzag, with a lowest
// bit that tells whether words go out; then these follow, packed, their length first: nothing else
// would tell them later. Words that go in are those that the study has by then.

#define HAND_OVER_BYTES ((size_t) 256 << 10)

// --- numbers ---

static void number_write(uint64_t number, String *out) {
    for (; number > 127; number >>= 7) {
        string_add_char(out, (char) (number | 128));
    }
    string_add_char(out, (char) number);
}

static bool number_read(StringView bytes, size_t *at, uint64_t *number) {
    *number = 0;
    for (unsigned shift = 0; shift < 64 && *at < bytes.length; shift += 7) {
        unsigned char c = (unsigned char) bytes.data[(*at)++];
        *number |= (uint64_t) (c & 127) << shift;
        if (c < 128) {
            return true;
        }
    }
    return false;
}

// --- gathering ---

void cache_index_elsewhere(Cache *cache, IndexSink sink) {
    cache->sink = sink;
}

Indexer *cache_indexer(Cache *cache) {
    return cache->indexer;
}

void cache_index_run(Indexer *indexer, IndexWork *work) {
    indexer_run(indexer, work, NULL);
    index_work_free(work);
}

size_t cache_index_work_bytes(const IndexWork *work) {
    return work->steps.length;
}

static IndexWork *take_work(Cache *cache) {
    IndexWork *work = cache->work ? cache->work : memory_new(sizeof *work);
    cache->work = NULL;
    work->built_to = INT64_MIN;
    return work;
}

// What goes wrong there is said when the next transaction begins: this one stands.
static void hand_over(Cache *cache, IndexWork *work) {
    if (cache->sink.send) {
        cache->sink.send(cache->sink.context, work);
        return;
    }
    cache_index_run(cache->indexer, work);
}

static void hand_over_part(Cache *cache) {
    if (cache->work && cache->work->steps.length >= HAND_OVER_BYTES) {
        hand_over(cache, take_work(cache));
    }
}

static void note(Cache *cache, StudyId id, bool removes, const IndexWords *words) {
    uint64_t distance = (uint64_t) id - (uint64_t) cache->noted_id;
    uint64_t folded = distance << 1 ^ ((int64_t) distance < 0 ? UINT64_MAX : 0);
    cache->noted_id = id;
    number_write(folded << 1 | removes, &cache->noted);
    if (removes) {
        String steps = {0}, packed = {0};
        index_work_add(&steps, id, true, words);
        codec_write(&cache->codec, string_view(&steps), &packed);
        number_write(packed.length, &cache->noted);
        string_add(&cache->noted, string_view(&packed));
        string_free(&steps);
        string_free(&packed);
    }
}

void indexing_step(Cache *cache, StudyId id, bool removes, const IndexWords *words) {
    if (!cache->work) {
        cache->work = memory_new(sizeof *cache->work);
    }
    index_work_add(&cache->work->steps, id, removes, words);
    note(cache, id, removes, words);
    hand_over_part(cache);
}

static void forget_notes(Cache *cache) {
    string_clear(&cache->noted);
    cache->noted_id = 0;
}

bool indexing_note(Cache *cache, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "DELETE FROM batch WHERE number <= ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, atomic_load(&cache->indexer->safe));
    if (!db_run(cache->db, statement, err) || cache->noted.length == 0) {
        return cache->noted.length == 0;
    }
    statement = db_statement(cache->db, "INSERT INTO batch VALUES(?1, ?2)", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, cache->batch + 1);
    db_bind_blob(statement, 2, string_view(&cache->noted));
    return db_run(cache->db, statement, err) && setting_set(cache, "batch", cache->batch + 1, err);
}

void indexing_commit(Cache *cache) {
    if (cache->noted.length > 0) {
        IndexWork *work = take_work(cache);
        work->end = WORK_IS_WHOLE;
        work->batch = ++cache->batch;
        forget_notes(cache);
        hand_over(cache, work);
    }
}

void indexing_drop(Cache *cache) {
    if (cache->noted.length > 0) {
        IndexWork *work = take_work(cache);
        work->end = WORK_IS_DROPPED;
        forget_notes(cache);
        hand_over(cache, work);
    }
}

// --- catching up ---

typedef struct {
    IdMap seen;
    IdList ids; // each once
    String steps;
} CatchUp;

// Reads a batch. The words that a study had in the index before all of them go out.
static bool undo_batch(Cache *cache, StringView bytes, CatchUp *missed, Error *err) {
    size_t at = 0;
    StudyId id = 0;
    String step = {0};
    bool ok = true;
    while (ok && at < bytes.length) {
        uint64_t number, length = 0;
        ok = number_read(bytes, &at, &number);
        uint64_t folded = number >> 1;
        id = (int64_t) ((uint64_t) id + (folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0)));
        bool removes = (number & 1) != 0;
        ok = ok && (!removes || (number_read(bytes, &at, &length) && length <= bytes.length - at));
        bool first = !id_map_get(&missed->seen, id, NULL);
        if (ok && removes && first) {
            string_clear(&step);
            ok = codec_read(&cache->codec, sv_part(bytes, at, (size_t) length), &step, err);
            string_add(&missed->steps, string_view(&step));
        }
        if (first) {
            id_map_set(&missed->seen, id, 1);
            id_list_add(&missed->ids, id);
        }
        at += (size_t) length;
    }
    string_free(&step);
    return ok || error_set(err, ERROR_SYSTEM, "%s is damaged (what its index lacks)%s", cache->db->path,
                           cache_format.advice);
}

// Adds the words that a study has now, if there is one.
static bool add_now(Cache *cache, StudyId id, String *steps, Error *err) {
    Study study;
    bool found;
    StudyId now;
    arena_reset(&cache->arena);
    if (!study_resolve(cache, id, &now, err) ||
        (now == id && !study_load(cache, id, &cache->arena, &study, &found, err))) {
        return false;
    }
    if (now == id && found) {
        index_text(&study, &cache->new_text);
        IndexWords words = index_words(&cache->new_text);
        index_work_add(steps, id, false, &words);
    }
    return true;
}

static bool catch_up(Cache *cache, Error *err) {
    CatchUp missed = {0};
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT operations FROM batch WHERE number > ?1 ORDER BY number", err);
    bool row, ok = statement != NULL;
    if (ok) {
        sqlite3_bind_int64(statement, 1, cache->indexer->applied);
    }
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        ok = undo_batch(cache, db_view(statement, 0), &missed, err);
    }
    id_list_sort(&missed.ids);
    for (size_t i = 0; ok && i < missed.ids.count; i++) {
        ok = add_now(cache, missed.ids.ids[i], &missed.steps, err);
    }
    IndexWork work = {missed.steps, WORK_IS_WHOLE, cache->batch, INT64_MIN};
    ok = ok && indexer_run(cache->indexer, &work, err);
    id_map_free(&missed.seen);
    id_list_free(&missed.ids);
    string_free(&missed.steps);
    return ok;
}

// --- making it anew ---

// So many studies a step, so that it can be interrupted; a piece of the index is made of many steps.
#define BUILD_STEP    500
#define BUILD_PIECE   30000
#define BUILD_AT_ONCE 2000

static bool build(Cache *cache, Error *err) {
    Indexer *indexer = cache->indexer;
    IndexWork work = {.batch = cache->batch, .built_to = INT64_MAX};
    sqlite3_stmt *statement = db_statement(cache->db,
                                           "SELECT d.study, " DETAIL_COLUMNS " FROM " DETAIL_TABLES
                                           " WHERE d.study > ?1 ORDER BY d.study LIMIT ?2",
                                           err);
    bool row, ok = statement != NULL;
    int count = 0;
    if (ok) {
        sqlite3_bind_int64(statement, 1, indexer->built_to);
        sqlite3_bind_int(statement, 2, BUILD_STEP);
    }
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        Study study;
        StudyId id = sqlite3_column_int64(statement, 0);
        arena_reset(&cache->arena);
        ok = detail_read(cache, statement, 1, &cache->arena, &study, err);
        if (ok) {
            index_text(&study, &cache->new_text);
            IndexWords words = index_words(&cache->new_text);
            index_work_add(&work.steps, id, false, &words);
            work.built_to = id;
            count++;
        }
    }
    if (count < BUILD_STEP) {
        work.built_to = INT64_MAX;
    }
    cache->built += count;
    bool whole = cache->built >= BUILD_PIECE || work.built_to == INT64_MAX;
    work.end = whole ? WORK_IS_WHOLE : WORK_GOES_ON;
    if (whole) {
        cache->built = 0;
    }
    ok = ok && indexer_run(indexer, &work, err);
    string_free(&work.steps);
    return ok;
}

// A small one is made anew before anybody has to wait for it.
static bool build_if_small(Cache *cache, Error *err) {
    bool ok = true;
    if (cache_count(cache, NULL) <= BUILD_AT_ONCE) {
        while (ok && cache->indexer->built_to != INT64_MAX) {
            ok = build(cache, err);
        }
    }
    return ok;
}

bool indexing_open(Cache *cache, Error *err) {
    int64_t pair, first;
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT min(number) FROM batch", err);
    if (!statement || !setting_get(cache, "batch", 0, &cache->batch, err) ||
        !setting_get(cache, "pair", 0, &pair, err) ||
        !db_number(cache->db, statement, cache->batch + 1, &first, err)) {
        return false;
    }
    String path = {0};
    indexer_add_path(cache->db->path, &path);
    cache->indexer = indexer_open(path.data, pair, first, cache->batch, err);
    string_free(&path);
    return cache->indexer && (cache->indexer->applied == cache->batch || catch_up(cache, err)) &&
           build_if_small(cache, err);
}

// Ends a piece that is not full.
static bool end_piece(Cache *cache, Error *err) {
    IndexWork work = {.end = WORK_IS_WHOLE, .batch = cache->batch, .built_to = INT64_MIN};
    cache->built = 0;
    return indexer_run(cache->indexer, &work, err);
}

bool indexing_begin(Cache *cache, Error *err) {
    return (cache->built == 0 || end_piece(cache, err)) && !indexer_has_failed(cache->indexer, err);
}

bool indexing_tidy(Cache *cache, bool *more, Error *err) {
    *more = cache->indexer->built_to != INT64_MAX;
    return *more ? build(cache, err) : indexer_merge(cache->indexer, more, err);
}

void indexing_close(Cache *cache) {
    if (cache->indexer && cache->built > 0) {
        end_piece(cache, NULL);
    }
    indexer_close(cache->indexer);
    index_work_free(cache->work);
    string_free(&cache->noted);
}

// --- reading ---

typedef struct {
    bool behind;
    StudyId built_to; // INT64_MIN where there is none of this cache
} Standing;

static bool read_standing(Cache *cache, Standing *standing, Error *err) {
    bool row;
    *standing = (Standing){.built_to = INT64_MIN};
    if (!cache->has_index) {
        return true;
    }
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT pair IS (SELECT value FROM setting WHERE name = 'pair'), built_to, "
                     "applied < ifnull((SELECT value FROM setting WHERE name = 'batch'), 0) FROM words.state",
                     err);
    if (!statement || !db_step(cache->db, statement, &row, err)) {
        return false;
    }
    if (row) {
        if (sqlite3_column_int(statement, 0)) {
            standing->built_to = sqlite3_column_int64(statement, 1);
        }
        standing->behind = sqlite3_column_int(statement, 2);
        sqlite3_reset(statement);
    }
    return true;
}

bool indexing_is_whole(Cache *cache) {
    Standing standing;
    return read_standing(cache, &standing, NULL) && standing.built_to == INT64_MAX;
}

bool cache_index_state(Cache *cache, IndexState *state, Error *err) {
    Standing standing;
    if (!read_standing(cache, &standing, err)) {
        return false;
    }
    *state = (IndexState){.whole = standing.built_to == INT64_MAX, .behind = standing.behind};
    if (state->whole) {
        return true;
    }
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT count(*) FROM detail WHERE study > ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, standing.built_to);
    return db_number(cache->db, statement, 0, &state->missing, err);
}
