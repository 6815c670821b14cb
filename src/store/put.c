#include "cachefile.h"

#include "carrel/base/clock.h"
#include "carrel/study/pack.h"
#include "links.h"

#include <stdlib.h>

// Storing records: what a study is with all records that there are of it.

// A record of the study that is being put together.
typedef struct {
    int64_t import, number;
    RecordKind kind;
    int version, revised;
    int64_t hash;       // of its packed bytes
    StringView data;    // packed and compressed; empty where it was replaced
    const Study *study; // taken apart; NULL until it is needed
    bool is_replaced;   // by a newer record of the same database
} Record;

typedef struct {
    Cache *cache;
    StudyId id;
    bool exists; // it has a record already
    Record *records;
    size_t count, capacity;
    const Study *old; // its content before, NULL where it has none
    int64_t changed;  // when a person's judgement of it may have become old; 0 never
} Put;

// --- the records that are there ---

static StringView copy_bytes(Arena *arena, StringView bytes) {
    return (StringView){arena_copy_view(arena, bytes), bytes.length};
}

// A record as it is kept where the study's content is another.
static StringView record_bytes(Cache *cache, const Study *study) {
    String packed = {0}, data = {0};
    study_pack(study, &packed);
    codec_write(&cache->codec, string_view(&packed), &data);
    StringView bytes = copy_bytes(&cache->arena, string_view(&data));
    string_free(&packed);
    string_free(&data);
    return bytes;
}

static bool load_content(Cache *cache, StudyId id, const Study **study, Error *err) {
    bool found;
    Study *content = ARENA_NEW(&cache->arena, Study);
    *study = content;
    return study_load(cache, id, &cache->arena, content, &found, err) &&
           (found || error_set(err, ERROR_SYSTEM, "%s has lost the content of study %lld", cache->db->path,
                               (long long) id));
}

static Record *add_record(Put *put) {
    put->records =
        arena_grow(&put->cache->arena, put->records, &put->capacity, put->count + 1, sizeof *put->records);
    Record *record = &put->records[put->count++];
    *record = (Record){0};
    return record;
}

// Adds the records of `id`, whose whole content is `content`.
static bool load_records(Put *put, StudyId id, const Study *content, Error *err) {
    sqlite3_stmt *statement = db_statement(
        put->cache->db,
        "SELECT import, number, kind, version, revised, hash, data FROM record WHERE study = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    bool row, ok;
    while ((ok = db_step(put->cache->db, statement, &row, err)) && row) {
        Record *record = add_record(put);
        record->import = sqlite3_column_int64(statement, 0);
        record->number = sqlite3_column_int64(statement, 1);
        record->kind = (RecordKind) sqlite3_column_int(statement, 2);
        record->version = sqlite3_column_int(statement, 3);
        record->revised = sqlite3_column_int(statement, 4);
        record->hash = sqlite3_column_int64(statement, 5);
        if (sqlite3_column_type(statement, 6) == SQLITE_NULL) {
            record->data = record_bytes(put->cache, content);
            record->study = content;
        } else {
            record->data = copy_bytes(&put->cache->arena, db_view(statement, 6));
        }
    }
    return ok;
}

// --- what the study is with them ---

// Richer first; of one kind the newer first.
static int compare_records(const void *a, const void *b) {
    const Record *x = a, *y = b;
    const int64_t pairs[][2] = {{(int64_t) x->kind, (int64_t) y->kind},
                                {y->version, x->version},
                                {y->revised, x->revised},
                                {y->import, x->import},
                                {y->number, x->number}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i][0] != pairs[i][1]) {
            return pairs[i][0] < pairs[i][1] ? -1 : 1;
        }
    }
    return 0;
}

// PubMed has one record of a study, which it replaces; other sources' records are of equal rank, in
// whatever format.
static bool is_replacing(RecordKind kind) {
    return kind == RECORD_PUBMED_XML || kind == RECORD_MEDLINE;
}

static bool join(Put *put, Study *content, Error *err) {
    Arena *arena = &put->cache->arena;
    qsort(put->records, put->count, sizeof *put->records, compare_records);
    bool first = true;
    for (size_t i = 0; i < put->count; i++) {
        Record *record = &put->records[i];
        record->is_replaced = (i > 0 && put->id > 0 && is_replacing(record->kind) &&
                               put->records[i - 1].kind == record->kind) ||
                              (!record->study && record->data.length == 0);
        if (record->is_replaced) {
            continue;
        }
        if (!record->study) {
            Study *study = ARENA_NEW(arena, Study);
            record->study = study;
            if (!codec_read_study(&put->cache->codec, record->data, arena, study, err)) {
                return false;
            }
        }
        if (first) {
            *content = *record->study;
            first = false;
        } else {
            study_fill_from(content, record->study, arena);
        }
    }
    return true;
}

// --- writing ---

static unsigned parts_of(const Study *study) {
    return (study->links[LINK_REFERENCES].count > 0 ? (unsigned) PART_REFERENCES : 0) |
           (study->links[LINK_CITED_BY].count > 0 ? (unsigned) PART_CITED_BY : 0) |
           (study->links[LINK_SIMILAR].count > 0 ? (unsigned) PART_SIMILAR : 0) |
           (study->mesh_count > 0 ? (unsigned) PART_MESH : 0);
}

static void bind_row(sqlite3_stmt *statement, StudyId id, const Study *study, StringView title) {
    const CitationList *citing = &study->links[LINK_CITED_BY];
    int64_t listed = (int64_t) citing->count;
    int64_t cited = citing->announced > listed ? citing->announced : listed;
    const Author *author = study->author_count > 0 ? &study->authors[0] : NULL;
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, study->year);
    sqlite3_bind_int(statement, 3, study->year * 10000 + study->month * 100 + study->day);
    sqlite3_bind_int64(statement, 4, study_flags(study));
    sqlite3_bind_int64(statement, 5, parts_of(study));
    if (citing->announced >= 0 || listed > 0) {
        sqlite3_bind_int64(statement, 6, cited);
    }
    sqlite3_bind_int(statement, 8, study->title_translated);
    db_bind_text(statement, 9, author ? (author->family ? author->family : author->collective) : NULL);
    if (title.length > 0) {
        db_bind_blob(statement, 10, title);
    } else {
        db_bind_text(statement, 10, study->title);
    }
    db_bind_text(statement, 11,
                 study->journal.abbreviation ? study->journal.abbreviation : study->journal.title);
    db_bind_text(statement, 12, study->doi);
    db_bind_text(statement, 13, study->pmcid);
}

static bool write_row(Put *put, const Study *content, StringView title, int64_t first, Error *err) {
    sqlite3_stmt *statement =
        put->exists ? db_statement(
                          put->cache->db,
                          "UPDATE study SET year = ?2, date = ?3, flags = ?4, parts = ?5, cited = ?6, "
                          "first = min(first, ?7), translated = ?8, author = ?9, title = ?10, journal = ?11, "
                          "doi = ?12, pmcid = ?13, changed = ifnull(?14, changed) WHERE id = ?1",
                          err)
                    : db_statement(
                          put->cache->db,
                          "INSERT INTO study(id, year, date, flags, parts, cited, first, translated, author, "
                          "title, journal, doi, pmcid, changed) "
                          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                          err);
    if (!statement) {
        return false;
    }
    bind_row(statement, put->id, content, title);
    sqlite3_bind_int64(statement, 7, first);
    if (put->changed) {
        sqlite3_bind_int64(statement, 14, put->changed);
    }
    return db_run(put->cache->db, statement, err);
}

static bool run_id(Cache *cache, const char *sql, StudyId id, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, sql, err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    return db_run(cache->db, statement, err);
}

static bool write_detail(Put *put, StringView data, Error *err) {
    sqlite3_stmt *statement =
        db_statement(put->cache->db, "INSERT OR REPLACE INTO detail VALUES(?1, ?2)", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, put->id);
    db_bind_blob(statement, 2, data);
    return db_run(put->cache->db, statement, err);
}

// `whole`: it is equal to the study's content, which is kept once.
static bool write_record(Put *put, const Record *record, bool whole, Error *err) {
    sqlite3_stmt *statement = db_statement(
        put->cache->db, "INSERT OR REPLACE INTO record VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, put->id);
    sqlite3_bind_int64(statement, 2, record->import);
    sqlite3_bind_int64(statement, 3, record->number);
    sqlite3_bind_int(statement, 4, (int) record->kind);
    sqlite3_bind_int(statement, 5, record->version);
    sqlite3_bind_int(statement, 6, record->revised);
    sqlite3_bind_int64(statement, 7, record->hash);
    if (record->is_replaced) {
        db_bind_blob(statement, 8, SV(""));
    } else if (!whole) {
        db_bind_blob(statement, 8, record->data);
    }
    return db_run(put->cache->db, statement, err);
}

// The words of the links that came without the study stay, whatever its record says.
static bool relink(Cache *cache, StudyId id, Error *err) {
    size_t own = cache->old_links.length;
    if (cache->has_link_table && !link_table_add_words(cache, id, &cache->old_links, err)) {
        return false;
    }
    if (cache->old_links.length > own) {
        string_add(&cache->new_links, sv_from(string_view(&cache->old_links), own));
        links_drop_repeated(&cache->old_links, &cache->arena);
        links_drop_repeated(&cache->new_links, &cache->arena);
    }
    return sv_equal(string_view(&cache->old_links), string_view(&cache->new_links)) ||
           (links_remove(cache->db, id, &cache->old_links, err) &&
            links_add(cache->db, id, &cache->new_links, err));
}

// Takes the words of `old` (may be NULL) out of the index and puts those of `content`
// (may be NULL) in, where they differ.
static bool reindex(Cache *cache, StudyId id, const Study *old, const Study *content, Error *err) {
    string_clear(&cache->old_links);
    string_clear(&cache->new_links);
    if (old) {
        index_text(old, &cache->old_text);
        links_add_words(old, &cache->old_links);
    }
    if (content) {
        index_text(content, &cache->new_text);
        links_add_words(content, &cache->new_links);
    }
    if (!(old && content && index_text_equal(&cache->old_text, &cache->new_text))) {
        IndexWords out = index_words(&cache->old_text), in = index_words(&cache->new_text);
        if (old) {
            indexing_step(cache, id, true, &out);
        }
        if (content) {
            indexing_step(cache, id, false, &in);
        }
    }
    return relink(cache, id, err);
}

// Writes the study's row and its records, all but the indexes.
static bool write_rows(Put *put, const Study *content, const PackedStudy *packed, int64_t first, Error *err) {
    Cache *cache = put->cache;
    if (!write_row(put, content, packed->title, first, err) ||
        (cache->has_link_table && !link_table_mark(cache, put->id, err)) ||
        !write_detail(put, packed->detail, err) ||
        (put->exists && !run_id(cache, "DELETE FROM record WHERE study = ?1", put->id, err))) {
        return false;
    }
    for (size_t i = 0; i < put->count; i++) {
        if (!write_record(put, &put->records[i], put->records[i].hash == packed->hash, err)) {
            return false;
        }
    }
    cache->studies += !put->exists;
    if (put->id < cache->lowest) {
        cache->lowest = put->id;
    }
    return true;
}

// Writes the study and its records anew. `bytes` are its content.
static bool write_all(Put *put, const Study *content, StringView bytes, int64_t first, Error *err) {
    Codec *codec = &put->cache->codec;
    String detail = {0}, title = {0};
    detail_pack(codec, content, &detail);
    row_title_pack(codec, content->title, &title);
    PackedStudy packed = {(int64_t) bytes_hash(bytes), string_view(&detail), string_view(&title)};
    bool ok =
        reindex(put->cache, put->id, put->old, content, err) && write_rows(put, content, &packed, first, err);
    string_free(&detail);
    string_free(&title);
    return ok;
}

// The same for a study that nothing is known of: all is prepared.
static bool write_new(Put *put, const Study *content, const CachePrepared *prepared, int64_t first,
                      Error *err) {
    Cache *cache = put->cache;
    string_clear(&cache->old_links);
    string_clear(&cache->new_links);
    string_add(&cache->new_links, prepared->links);
    indexing_step(cache, put->id, false, &prepared->words);
    return relink(cache, put->id, err) && write_rows(put, content, &prepared->packed, first, err);
}

static bool erase(Cache *cache, StudyId id, const Study *old, Error *err) {
    cache->studies--;
    return reindex(cache, id, old, NULL, err) &&
           run_id(cache, "DELETE FROM record WHERE study = ?1", id, err) &&
           run_id(cache, "DELETE FROM detail WHERE study = ?1", id, err) &&
           run_id(cache, "DELETE FROM study WHERE id = ?1", id, err);
}

// Takes over the records of a study without PMID that turned out to be this one, and who was asked about it.
// Its aliases stay and lead here through moved_to.
static bool absorb(Put *put, StudyId other, const Study **content, int64_t *first, Error *err) {
    Cache *cache = put->cache;
    int64_t came = *first, changed = 0;
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT first, changed FROM study WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, other);
    bool row;
    if (!db_step(cache->db, statement, &row, err)) {
        return false;
    }
    if (row) {
        came = sqlite3_column_int64(statement, 0);
        changed = sqlite3_column_int64(statement, 1);
        sqlite3_reset(statement);
    }
    if (!load_content(cache, other, content, err) || !load_records(put, other, *content, err) ||
        !erase(cache, other, *content, err)) {
        return false;
    }
    if (came < *first) {
        *first = came;
    }
    if (changed > put->changed) {
        put->changed = changed;
    }
    static const char *const moves[] = {"INSERT INTO study(id, moved_to) VALUES(?1, ?2)",
                                        "UPDATE OR IGNORE link_state SET study = ?2 WHERE study = ?1"};
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        statement = db_statement(cache->db, moves[i], err);
        if (!statement) {
            return false;
        }
        sqlite3_bind_int64(statement, 1, other);
        sqlite3_bind_int64(statement, 2, put->id);
        if (!db_run(cache->db, statement, err)) {
            return false;
        }
    }
    return run_id(cache, "DELETE FROM link_state WHERE study = ?1", other, err);
}

// --- putting ---

// The same record came before: it only may have a further source, or stand twice in this one. Where
// it came with an earlier import of the same source, that source is read again.
static bool put_known(Put *put, const Record *record, bool *known, Error *err) {
    sqlite3_stmt *statement = db_statement(
        put->cache->db,
        "SELECT max(r.import <> ?4 AND i.source = (SELECT source FROM import WHERE id = ?4)) FROM record r "
        "JOIN import i ON i.id = r.import WHERE r.study = ?1 AND r.kind = ?2 AND r.hash = ?3",
        err);
    int64_t same_source;
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, put->id);
    sqlite3_bind_int(statement, 2, (int) record->kind);
    sqlite3_bind_int64(statement, 3, record->hash);
    sqlite3_bind_int64(statement, 4, record->import);
    if (!db_number(put->cache->db, statement, -1, &same_source, err)) {
        return false;
    }
    *known = same_source >= 0;
    if (same_source != 0) {
        return true;
    }
    statement =
        db_statement(put->cache->db,
                     "INSERT OR IGNORE INTO record SELECT study, ?4, ?5, kind, version, revised, hash, "
                     "data FROM record WHERE study = ?1 AND kind = ?2 AND hash = ?3 LIMIT 1",
                     err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, put->id);
    sqlite3_bind_int(statement, 2, (int) record->kind);
    sqlite3_bind_int64(statement, 3, record->hash);
    sqlite3_bind_int64(statement, 4, record->import);
    sqlite3_bind_int64(statement, 5, record->number);
    return db_run(put->cache->db, statement, err);
}

// `old` may be NULL.
static void note_change(Put *put, const Study *old, const Study *content) {
    if (old && study_is_changed(old, content)) {
        put->changed = clock_now_ms();
    }
}

// Joins the new record with those that are there.
static bool put_joined(Put *put, const Record *new_record, const IdList *absorbed, int64_t first,
                       PutOutcome *outcome, Error *err) {
    Cache *cache = put->cache;
    if (put->exists &&
        !(load_content(cache, put->id, &put->old, err) && load_records(put, put->id, put->old, err))) {
        return false;
    }
    const Study **before = ARENA_ARRAY(&cache->arena, const Study *, absorbed->count + 1);
    for (size_t i = 0; i < absorbed->count; i++) {
        if (!absorb(put, absorbed->ids[i], &before[i], &first, err)) {
            return false;
        }
    }
    before[absorbed->count] = put->old;
    Record *record = add_record(put);
    *record = *new_record;
    record->data = record_bytes(cache, record->study);
    Study content;
    String packed = {0}, old_packed = {0};
    bool ok = join(put, &content, err);
    if (ok) {
        study_pack(&content, &packed);
    }
    if (ok && put->exists) {
        study_pack(put->old, &old_packed);
    }
    bool same =
        put->exists && absorbed->count == 0 && sv_equal(string_view(&packed), string_view(&old_packed));
    if (ok && same) {
        *outcome = PUT_UNCHANGED;
        record = put->records; // they were sorted
        while (record->import != new_record->import || record->number != new_record->number) {
            record++;
        }
        ok = write_record(put, record, false, err);
    } else if (ok) {
        *outcome = PUT_UPDATED;
        for (size_t i = 0; i <= absorbed->count; i++) {
            note_change(put, before[i], &content);
        }
        ok = write_all(put, &content, string_view(&packed), first, err);
    }
    string_free(&packed);
    string_free(&old_packed);
    return ok;
}

// What has no PMID is known again by its very bytes: a press article has no other name, and the DOI of a
// supplement is that of thousands.
static const char *name_by_bytes(Cache *cache, const Study *study, int64_t hash) {
    return study->pmid ? NULL : arena_format(&cache->arena, "%016llx", (unsigned long long) hash);
}

static bool add_names(Cache *cache, const CachePrepared *prepared, const char *bytes_name, StudyId id,
                      Error *err) {
    int64_t name = bytes_name ? alias_number("bytes", bytes_name) : 0;
    return alias_add(cache, prepared->names, prepared->name_count, id, err) &&
           (!bytes_name || alias_add(cache, &name, 1, id, err));
}

static bool put_record(Cache *cache, Record *record, const CachePrepared *prepared, StudyId *id,
                       PutOutcome *outcome, Error *err) {
    const Study *study = record->study;
    const char *bytes_name = name_by_bytes(cache, study, record->hash);
    Identity identity;
    bool known = false;
    bool ok = study_identify(cache, study, record->hash, bytes_name, &identity, err);
    Put put = {.cache = cache, .id = identity.id, .exists = identity.exists};
    int64_t first = (int64_t) ((uint64_t) record->import << 32) + record->number;
    *id = identity.id;
    if (ok && identity.exists && identity.absorbed.count == 0) {
        *outcome = PUT_UNCHANGED;
        ok = put_known(&put, record, &known, err);
    }
    if (ok && !known) {
        if (identity.exists || identity.absorbed.count > 0) {
            ok = put_joined(&put, record, &identity.absorbed, first, outcome, err);
        } else {
            *outcome = PUT_NEW;
            *add_record(&put) = *record;
            ok = write_new(&put, study, prepared, first, err);
        }
        ok = ok && add_names(cache, prepared, bytes_name, identity.id, err);
    }
    id_list_free(&identity.absorbed);
    return ok;
}

static bool put(Cache *cache, int64_t import, uint64_t number, const Study *study,
                const CachePrepared *prepared, StudyId *id, PutOutcome *outcome, Error *err) {
    Record record = {
        .import = import,
        .number = (int64_t) number,
        .kind = study->kind,
        .version = study->pmid_version,
        .revised = study->revised,
        .hash = prepared->packed.hash,
        .study = study,
    };
    static const ImportCount counts[] = {
        [PUT_NEW] = COUNT_CREATED, [PUT_UPDATED] = COUNT_UPDATED, [PUT_UNCHANGED] = COUNT_UNCHANGED};
    return put_record(cache, &record, prepared, id, outcome, err) &&
           import_count(cache, import, number, counts[*outcome], err);
}

bool cache_put_prepared(Cache *cache, int64_t import, uint64_t number, const Study *study,
                        const CachePrepared *prepared, StudyId *id, PutOutcome *outcome, Error *err) {
    arena_reset(&cache->arena);
    return put(cache, import, number, study, prepared, id, outcome, err);
}

bool cache_put(Cache *cache, int64_t import, uint64_t number, const Study *study, StudyId *id,
               PutOutcome *outcome, Error *err) {
    arena_reset(&cache->arena);
    const CachePrepared *prepared = cache_prepare(cache->preparer, study, &cache->arena);
    return put(cache, import, number, study, prepared, id, outcome, err);
}

bool cache_identify(Cache *cache, const Study *study, StudyId *id, Error *err) {
    Identity identity;
    String packed = {0};
    arena_reset(&cache->arena);
    study_pack(study, &packed);
    int64_t hash = (int64_t) bytes_hash(string_view(&packed));
    string_free(&packed);
    bool ok = study_identify(cache, study, hash, name_by_bytes(cache, study, hash), &identity, err);
    *id = identity.exists ? identity.id : 0;
    id_list_free(&identity.absorbed);
    return ok;
}

// --- taking away ---

// Other sources' records stay.
static void drop_pubmed_records(Put *put) {
    size_t kept = 0;
    for (size_t i = 0; i < put->count; i++) {
        if (!is_replacing(put->records[i].kind)) {
            put->records[kept++] = put->records[i];
        }
    }
    put->count = kept;
}

static bool delete_records(Cache *cache, StudyId id, Error *err) {
    Put put = {.cache = cache, .id = id, .exists = true};
    if (!load_content(cache, id, &put.old, err) || !load_records(&put, id, put.old, err)) {
        return false;
    }
    size_t before = put.count;
    drop_pubmed_records(&put);
    if (put.count == before) {
        return true;
    }
    if (put.count == 0) {
        return alias_remove_all(cache, put.old, id, err) && erase(cache, id, put.old, err) &&
               run_id(cache, "DELETE FROM study WHERE moved_to = ?1", id, err);
    }
    Study content;
    String packed = {0};
    bool ok = join(&put, &content, err);
    if (ok) {
        study_pack(&content, &packed);
        note_change(&put, put.old, &content);
        ok = write_all(&put, &content, string_view(&packed), INT64_MAX, err);
    }
    string_free(&packed);
    return ok;
}

bool cache_delete(Cache *cache, int64_t import, uint64_t number, int64_t pmid, Error *err) {
    StudyId now;
    arena_reset(&cache->arena);
    return study_resolve(cache, pmid, &now, err) && (!now || delete_records(cache, now, err)) &&
           import_count(cache, import, number, COUNT_DELETED, err);
}
