#include "cachefile.h"

// Dictionaries: what studies have in common is kept once. The first is trained when there is enough to
// learn from, another one when the cache has grown, for those that come then. Studies that were packed
// without any are packed anew: a few at once, so that their pages are full again, many while nothing else is
// to do. With another one they would gain little, and leave their pages half empty.

// How many studies there are when the first is trained, and the second, which is the last.
static const int64_t grown_to[] = {5000, 200000};
#define TRAININGS    ((int64_t) (sizeof grown_to / sizeof grown_to[0]))
#define SAMPLE_MOST  6000
#define AT_ONCE_MOST 10000
#define TIDY_STEP    300

// Studies that lie evenly over all ids, so that none counts for the year it is of.
static bool add_samples(Cache *cache, String *samples, size_t *sizes, size_t *count, Error *err) {
    int64_t first, last, step;
    sqlite3_stmt *ends = db_statement(cache->db, "SELECT min(study) FROM detail", err);
    if (!ends || !db_number(cache->db, ends, 0, &first, err)) {
        return false;
    }
    ends = db_statement(cache->db, "SELECT max(study) FROM detail", err);
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT study, data FROM detail WHERE study >= ?1 ORDER BY study LIMIT 1", err);
    if (!ends || !statement || !db_number(cache->db, ends, 0, &last, err)) {
        return false;
    }
    step = (last - first) / SAMPLE_MOST + 1;
    for (StudyId id = first; id <= last && *count < SAMPLE_MOST; id += step) {
        bool row;
        sqlite3_bind_int64(statement, 1, id);
        if (!db_step(cache->db, statement, &row, err)) {
            return false;
        }
        if (!row) {
            break;
        }
        size_t before = samples->length;
        StudyId found = sqlite3_column_int64(statement, 0);
        bool ok = codec_read(&cache->codec, db_view(statement, 1), samples, err);
        sqlite3_reset(statement);
        if (!ok) {
            return false;
        }
        sizes[(*count)++] = samples->length - before;
        id = found > id ? found : id;
    }
    return true;
}

static bool write_dictionary(Cache *cache, int64_t id, StringView bytes, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "INSERT INTO dictionary VALUES(?1, ?2)", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    db_bind_blob(statement, 2, bytes);
    return db_run(cache->db, statement, err) && codec_refresh(&cache->codec, err);
}

static bool pack_anew(Cache *cache, StudyId id, StringView data, Error *err) {
    String packed = {0}, smaller = {0};
    bool ok = codec_read(&cache->codec, data, &packed, err);
    if (ok) {
        codec_write(&cache->codec, string_view(&packed), &smaller);
        sqlite3_stmt *statement =
            db_statement(cache->db, "INSERT OR REPLACE INTO detail VALUES(?1, ?2)", err);
        ok = statement != NULL;
        if (ok) {
            sqlite3_bind_int64(statement, 1, id);
            db_bind_blob(statement, 2, string_view(&smaller));
            ok = db_run(cache->db, statement, err);
        }
    }
    string_free(&packed);
    string_free(&smaller);
    return ok;
}

typedef struct {
    StudyId id;
    StringView data;
} Detail;

static bool pack_all(Cache *cache, Error *err) {
    Arena arena = {0};
    Detail *details = NULL;
    size_t count = 0, capacity = 0;
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT study, data FROM detail ORDER BY study", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        StringView data = db_view(statement, 1);
        details = arena_grow(&arena, details, &capacity, count + 1, sizeof *details);
        details[count++] =
            (Detail){sqlite3_column_int64(statement, 0), {arena_copy_view(&arena, data), data.length}};
    }
    ok = ok && db_execute(cache->db, "DELETE FROM detail", err);
    for (size_t i = 0; ok && i < count; i++) {
        ok = pack_anew(cache, details[i].id, details[i].data, err);
    }
    arena_free(&arena);
    return ok;
}

static bool pack_first(Cache *cache, Error *err) {
    return cache->studies <= AT_ONCE_MOST ? pack_all(cache, err)
                                          : setting_set(cache, "packed_to", INT64_MIN, err);
}

bool dictionary_train(Cache *cache, Error *err) {
    int64_t trained = cache->codec.newest_id, id = trained;
    while (id < TRAININGS && cache->studies >= grown_to[id]) {
        id++;
    }
    if (id == trained || cache->untrainable) {
        return true;
    }
    String samples = {0}, bytes = {0};
    size_t count = 0, sizes[SAMPLE_MOST];
    bool ok = add_samples(cache, &samples, sizes, &count, err);
    cache->untrainable = ok && !codec_train(string_view(&samples), sizes, count, &bytes);
    if (ok && !cache->untrainable) {
        ok = write_dictionary(cache, id, string_view(&bytes), err) && (trained > 0 || pack_first(cache, err));
    }
    string_free(&samples);
    string_free(&bytes);
    return ok;
}

// Packs some studies anew, those behind *to.
static bool pack_some(Cache *cache, int64_t *to, Error *err) {
    Arena arena = {0};
    StudyId ids[TIDY_STEP];
    StringView data[TIDY_STEP];
    size_t count = 0, seen = 0;
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT study, data FROM detail WHERE study > ?1 ORDER BY study LIMIT ?2", err);
    bool row, ok = statement != NULL;
    if (ok) {
        sqlite3_bind_int64(statement, 1, *to);
        sqlite3_bind_int(statement, 2, TIDY_STEP);
    }
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        StringView bytes = db_view(statement, 1);
        *to = sqlite3_column_int64(statement, 0);
        seen++;
        if (codec_is_old(&cache->codec, bytes)) {
            ids[count] = *to;
            data[count++] = (StringView){arena_copy_view(&arena, bytes), bytes.length};
        }
    }
    for (size_t i = 0; ok && i < count; i++) {
        ok = pack_anew(cache, ids[i], data[i], err);
    }
    if (seen < TIDY_STEP) {
        *to = INT64_MAX;
    }
    arena_free(&arena);
    return ok;
}

bool dictionary_tidy(Cache *cache, bool *more, Error *err) {
    int64_t to;
    if (!setting_get(cache, "packed_to", INT64_MAX, &to, err)) {
        return false;
    }
    *more = to != INT64_MAX;
    if (!*more) {
        return true;
    }
    bool ok = cache_begin(cache, err) && pack_some(cache, &to, err) &&
              setting_set(cache, "packed_to", to, err) && cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
}
