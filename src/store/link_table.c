#include "cachefile.h"

#include "carrel/base/memory.h"
#include "delta.h"
#include "links.h"
#include "packed.h"

#include <stdlib.h>

// Links that came without their studies: a row for each list, a compact value of sorted PMIDs. In
// the reverse index they stand beside those of the study's own record, each word once.

// Links gathered before they are written, which sorts them: files give them in any order, and a study's
// lists are read and written once for all that comes of them. 128 MB.
#define GATHERED_MOST ((size_t) 1 << 24)

// A gathered link is one number: the study, which of its lists, the other study. The fourth list tells how
// many a source says that cite it. PMIDs have 26 bits today; links of larger ones are written at once.
#define OTHER_BITS     31
#define LIST_BITS      2
#define STUDY_BITS     31
#define LIST_ANNOUNCED LINK_KINDS

// --- reading ---

bool link_table_read(Cache *cache, StudyId id, LinkKind kind, IdList *ids, int64_t *announced, Error *err) {
    *announced = -1;
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT announced, ids FROM links WHERE study = ?1 AND kind = ?2", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, (int) kind);
    bool row;
    if (!db_step(cache->db, statement, &row, err)) {
        return false;
    }
    bool ok = true;
    if (row) {
        *announced =
            sqlite3_column_type(statement, 0) == SQLITE_NULL ? -1 : sqlite3_column_int64(statement, 0);
        ok = delta_read(db_view(statement, 1), ids) ||
             error_set(err, ERROR_SYSTEM, "the links of study %lld in %s are damaged", (long long) id,
                       cache->db->path);
        sqlite3_reset(statement);
    }
    return ok;
}

bool link_table_add_words(Cache *cache, StudyId id, String *words, Error *err) {
    bool ok = true;
    for (LinkKind kind = 0; id > 0 && ok && kind < LINK_KINDS; kind++) {
        IdList ids = {0};
        int64_t announced;
        ok = link_table_read(cache, id, kind, &ids, &announced, err);
        for (size_t i = 0; ok && i < ids.count; i++) {
            links_add_word(kind, ids.ids[i], words);
        }
        id_list_free(&ids);
    }
    return ok;
}

bool link_table_has(Cache *cache, StudyId id, bool *has, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "SELECT 1 FROM links WHERE study = ?1 LIMIT 1", err);
    int64_t there = 0;
    if (statement) {
        sqlite3_bind_int64(statement, 1, id);
    }
    bool ok = statement && db_number(cache->db, statement, 0, &there, err);
    *has = there != 0;
    return ok;
}

// --- writing ---

static void gather(Cache *cache, int64_t study, unsigned list, int64_t other) {
    cache->gathered = vec_grow(cache->gathered, &cache->gathered_capacity, cache->gathered_count + 1,
                               sizeof *cache->gathered);
    cache->gathered[cache->gathered_count++] =
        ((uint64_t) study << LIST_BITS | list) << OTHER_BITS | (uint64_t) other;
}

bool cache_links_are_many(const Cache *cache) {
    return cache->gathered_count >= GATHERED_MOST;
}

// What one study gets, and what is written of it.
typedef struct {
    Cache *cache;
    StudyId id;
    const Study *own;         // its record; NULL where it has none
    IdList given[LINK_KINDS]; // ascending, each once
    int64_t announced;        // -1: not said
    bool is_new, is_changed;
    IdList old; // of one list
    String bytes;
} LinkUpdate;

static bool lists(const CitationList *list, int64_t pmid) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].pmid == pmid) {
            return true;
        }
    }
    return false;
}

static bool write_list(LinkUpdate *update, LinkKind kind, const IdList *ids, int64_t announced, Error *err) {
    Db *db = update->cache->db;
    sqlite3_stmt *statement =
        db_statement(db, "INSERT OR REPLACE INTO links VALUES(?1, ?2, ?3, ?4, ?5)", err);
    if (!statement) {
        return false;
    }
    string_clear(&update->bytes);
    delta_write(ids, &update->bytes);
    sqlite3_bind_int64(statement, 1, update->id);
    sqlite3_bind_int(statement, 2, (int) kind);
    if (announced >= 0) {
        sqlite3_bind_int64(statement, 3, announced);
    }
    sqlite3_bind_int64(statement, 4, (int64_t) ids->count);
    db_bind_blob(statement, 5, string_view(&update->bytes));
    return db_run(db, statement, err);
}

// Joins one list with what is there; the words that the index lacks go to cache->new_links.
static bool update_list(LinkUpdate *update, LinkKind kind, Error *err) {
    Cache *cache = update->cache;
    IdList *now = &update->given[kind];
    int64_t announced = kind == LINK_CITED_BY ? update->announced : -1, before;
    if (now->count == 0 && announced < 0) {
        return true;
    }
    update->old.count = 0;
    if (!link_table_read(cache, update->id, kind, &update->old, &before, err)) {
        return false;
    }
    for (size_t i = 0; i < now->count; i++) {
        int64_t other = now->ids[i];
        if (!id_list_has(&update->old, other) && !(update->own && lists(&update->own->links[kind], other))) {
            links_add_word(kind, other, &cache->new_links);
        }
    }
    for (size_t i = 0; i < update->old.count; i++) {
        id_list_add(now, update->old.ids[i]);
    }
    id_list_sort(now);
    announced = announced >= 0 ? announced : before;
    bool first = update->old.count == 0 && before < 0;
    if (!first && now->count == update->old.count && announced == before) {
        return true;
    }
    update->is_new |= first;
    update->is_changed = true;
    return write_list(update, kind, now, announced, err);
}

bool link_table_mark(Cache *cache, StudyId id, Error *err) {
    _Static_assert(PART_REFERENCES == 1 << LINK_REFERENCES && PART_CITED_BY == 1 << LINK_CITED_BY &&
                       PART_SIMILAR == 1 << LINK_SIMILAR && LINK_CITED_BY == 1,
                   "the statement below spells these out");
    bool has = false;
    if (id > 0 && !link_table_has(cache, id, &has, err)) {
        return false;
    }
    if (!has) {
        return true;
    }
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     "UPDATE study SET parts = parts | ifnull("
                     "(SELECT sum(1 << kind) FROM links WHERE study = ?1 AND count > 0), 0), "
                     "cited = nullif(max(ifnull(cited, -1), ifnull("
                     "(SELECT max(ifnull(announced, -1), iif(count > 0, count, -1)) FROM links "
                     "WHERE study = ?1 AND kind = 1), -1)), -1) WHERE id = ?1",
                     err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    return db_run(cache->db, statement, err);
}

static bool update_study(LinkUpdate *update, Error *err) {
    Cache *cache = update->cache;
    Study own;
    bool found;
    arena_reset(&cache->arena);
    string_clear(&cache->new_links);
    if (!study_load(cache, update->id, &cache->arena, &own, &found, err)) {
        return false;
    }
    update->own = found ? &own : NULL;
    update->is_new = update->is_changed = false;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        if (!update_list(update, kind, err)) {
            return false;
        }
    }
    ImportCounts *counts = &cache->import;
    ++*(update->is_new ? &counts->created : update->is_changed ? &counts->updated : &counts->unchanged);
    return links_add(cache->db, update->id, &cache->new_links, err) &&
           (!update->is_changed || !found || link_table_mark(cache, update->id, err));
}

static void update_begin(LinkUpdate *update, StudyId id) {
    update->id = id;
    update->announced = -1;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        update->given[kind].count = 0;
    }
}

static void update_free(LinkUpdate *update) {
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        id_list_free(&update->given[kind]);
    }
    id_list_free(&update->old);
    string_free(&update->bytes);
}

// Takes what is gathered of the next study, from *at on, which moves behind it.
static void take_gathered(LinkUpdate *update, size_t *at) {
    const Cache *cache = update->cache;
    uint64_t study = cache->gathered[*at] >> (OTHER_BITS + LIST_BITS);
    update_begin(update, (StudyId) study);
    for (; *at < cache->gathered_count && cache->gathered[*at] >> (OTHER_BITS + LIST_BITS) == study; ++*at) {
        int64_t other = (int64_t) (cache->gathered[*at] & (((uint64_t) 1 << OTHER_BITS) - 1));
        unsigned list = cache->gathered[*at] >> OTHER_BITS & ((1u << LIST_BITS) - 1);
        if (list == LIST_ANNOUNCED) {
            update->announced = other;
            continue;
        }
        IdList *ids = &update->given[list];
        if (ids->count == 0 || ids->ids[ids->count - 1] != other) {
            id_list_add(ids, other);
        }
    }
}

bool link_table_flush(Cache *cache, Error *err) {
    LinkUpdate update = {.cache = cache};
    bool ok = true;
    packed_sort(cache->gathered, cache->gathered_count, NULL, NULL);
    for (size_t at = 0; ok && at < cache->gathered_count;) {
        take_gathered(&update, &at);
        ok = update_study(&update, err);
    }
    free(cache->gathered);
    cache->gathered = NULL;
    cache->gathered_count = cache->gathered_capacity = 0;
    update_free(&update);
    return ok;
}

static bool put_at_once(Cache *cache, int64_t pmid, const PmidList links[LINK_KINDS], Error *err) {
    LinkUpdate update = {.cache = cache};
    update_begin(&update, pmid);
    update.announced = links[LINK_CITED_BY].announced;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        for (size_t i = 0; i < links[kind].count; i++) {
            if (links[kind].pmids[i] != pmid) {
                id_list_add(&update.given[kind], links[kind].pmids[i]);
            }
        }
        id_list_sort(&update.given[kind]);
    }
    bool ok = update_study(&update, err);
    update_free(&update);
    return ok;
}

static bool can_be_gathered(int64_t pmid, const PmidList links[LINK_KINDS]) {
    bool can = pmid >> STUDY_BITS == 0 && links[LINK_CITED_BY].announced >> OTHER_BITS <= 0;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        for (size_t i = 0; can && i < links[kind].count; i++) {
            can = links[kind].pmids[i] >> OTHER_BITS == 0;
        }
    }
    return can;
}

bool cache_put_links(Cache *cache, int64_t import, uint64_t number, int64_t pmid,
                     const PmidList links[LINK_KINDS], Error *err) {
    int64_t count = 0;
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        count += (int64_t) links[kind].count;
    }
    cache->has_link_table = true;
    // First, since what was gathered for another import is written and counted there.
    if (!import_count_links(cache, import, number, count, err)) {
        return false;
    }
    if (!can_be_gathered(pmid, links)) {
        return put_at_once(cache, pmid, links, err);
    }
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        for (size_t i = 0; i < links[kind].count; i++) {
            if (links[kind].pmids[i] != pmid) {
                gather(cache, pmid, kind, links[kind].pmids[i]);
            }
        }
    }
    if (links[LINK_CITED_BY].announced >= 0) {
        gather(cache, pmid, LIST_ANNOUNCED, links[LINK_CITED_BY].announced);
    }
    return true;
}
