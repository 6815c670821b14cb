#include "cited.h"

#include "carrel/base/memory.h"
#include "links.h"
#include "packed.h"

#include <stdlib.h>

// The counts are kept as pairs of numbers in few bytes, seven bits a byte: how far the id is
// from the one before it (in a part's first pair: 0), and how often it is cited.

// Pairs in one part.
#define PART_PAIRS 16384
// In which setting stands which imports were counted.
#define SETTING "cited"

static void add_number(String *out, uint64_t number) {
    while (number >= 0x80) {
        string_add_char(out, (char) (number | 0x80));
        number >>= 7;
    }
    string_add_char(out, (char) number);
}

static bool take_number(StringView *bytes, uint64_t *number) {
    *number = 0;
    for (unsigned shift = 0; bytes->length > 0 && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char) bytes->data[0];
        *bytes = sv_from(*bytes, 1);
        *number |= (uint64_t) (byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

// What imports changed so far: the counts stand for one state of it.
static bool read_version(Cache *cache, int64_t *version, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT sum(created + updated + deleted + links) FROM import", err);
    return statement && db_number(cache->db, statement, 0, version, err);
}

// --- how often everything is named in lists of references ---

// The most that is told apart of how often one study is cited.
#define COUNT_BITS 28
#define COUNT_MOST (((uint64_t) 1 << COUNT_BITS) - 1)

typedef struct {
    uint64_t *pmids; // each with its count in the lower bits, ascending
    size_t count, capacity, at;
    IdMap names; // by hash of what is cited without PMID
} Counts;

static int64_t hash_key(uint64_t hash) {
    return (int64_t) (hash >> 1);
}

static void add_count(Counts *counts, StringView word, uint64_t count) {
    LinkWord read;
    if (!links_read_word(word, &read)) {
        return;
    }
    if (read.type == WORD_HASH) {
        id_map_set(&counts->names, hash_key(read.number), (int64_t) count);
        return;
    }
    counts->pmids = vec_grow(counts->pmids, &counts->capacity, counts->count + 1, sizeof *counts->pmids);
    counts->pmids[counts->count++] = read.number << COUNT_BITS | (count < COUNT_MOST ? count : COUNT_MOST);
}

static bool read_counts(Cache *cache, Counts *counts, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT term, doc FROM link_names WHERE term >= ?1 AND term < ?2", err);
    static const LinkWordType types[] = {WORD_PMID, WORD_HASH};
    bool row, ok = statement != NULL;
    for (size_t i = 0; ok && i < sizeof types / sizeof *types; i++) {
        char from[2], to[2];
        links_word_range(LINK_REFERENCES, types[i], from, to);
        db_bind_text(statement, 1, from);
        db_bind_text(statement, 2, to);
        while ((ok = db_step(cache->db, statement, &row, err)) && row) {
            add_count(counts, db_view(statement, 0), (uint64_t) sqlite3_column_int64(statement, 1));
        }
    }
    packed_sort(counts->pmids, counts->count, NULL, NULL);
    return ok;
}

// PMIDs are asked for in ascending order.
static int64_t count_of(Counts *counts, LinkNames names) {
    uint64_t pmid = (uint64_t) names.pmid;
    int64_t sum = 0, count;
    while (counts->at < counts->count && counts->pmids[counts->at] >> COUNT_BITS < pmid) {
        counts->at++;
    }
    if (counts->at < counts->count && counts->pmids[counts->at] >> COUNT_BITS == pmid) {
        sum = (int64_t) (counts->pmids[counts->at] & COUNT_MOST);
    }
    const char *hashed[] = {names.doi, names.pmcid};
    for (size_t i = 0; i < 2; i++) {
        if (hashed[i] && id_map_get(&counts->names, hash_key(links_name_hash(hashed[i])), &count)) {
            sum += count;
        }
    }
    return sum;
}

static void counts_free(Counts *counts) {
    free(counts->pmids);
    id_map_free(&counts->names);
}

// --- counts of studies ---

// Who takes the counts, by ascending id.
typedef struct {
    bool (*take)(void *context, StudyId id, int64_t count, Error *err);
    void *context;
} Taker;

static bool give_counts(Cache *cache, Counts *counts, Taker taker, Error *err) {
    // A study has other names than its number only where something is cited by them.
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     counts->names.count > 0
                         ? "SELECT id, cited, doi, pmcid FROM study WHERE moved_to IS NULL ORDER BY id"
                         : "SELECT id, cited, NULL, NULL FROM study WHERE moved_to IS NULL ORDER BY id",
                     err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        StudyId id = sqlite3_column_int64(statement, 0);
        bool announces = sqlite3_column_type(statement, 1) != SQLITE_NULL;
        int64_t announced = sqlite3_column_int64(statement, 1);
        LinkNames names = {id > 0 ? id : 0, (const char *) sqlite3_column_text(statement, 2),
                           (const char *) sqlite3_column_text(statement, 3), NULL};
        int64_t listed = count_of(counts, names);
        if (listed > 0 || announces) {
            ok = taker.take(taker.context, id, listed > announced ? listed : announced, err);
        }
    }
    if (!ok && statement) {
        sqlite3_reset(statement);
    }
    return ok;
}

static bool count_anew(Cache *cache, Taker taker, Error *err) {
    Counts counts = {0};
    bool ok = read_counts(cache, &counts, err) && give_counts(cache, &counts, taker, err);
    counts_free(&counts);
    return ok;
}

// --- keeping ---

typedef struct {
    Cache *cache;
    String bytes;
    size_t pairs;
    StudyId first, last;
} Keeping;

static bool keep_part(Keeping *keeping, Error *err) {
    sqlite3_stmt *statement =
        db_statement(keeping->cache->db, "INSERT INTO cited(first, counts) VALUES(?1, ?2)", err);
    if (!statement || keeping->pairs == 0) {
        return statement != NULL;
    }
    sqlite3_bind_int64(statement, 1, keeping->first);
    db_bind_blob(statement, 2, string_view(&keeping->bytes));
    bool ok = db_run(keeping->cache->db, statement, err);
    string_clear(&keeping->bytes);
    keeping->pairs = 0;
    return ok;
}

static bool keep(void *context, StudyId id, int64_t count, Error *err) {
    Keeping *keeping = context;
    if (keeping->pairs == 0) {
        keeping->first = keeping->last = id;
    }
    add_number(&keeping->bytes, (uint64_t) id - (uint64_t) keeping->last);
    add_number(&keeping->bytes, (uint64_t) count);
    keeping->last = id;
    return ++keeping->pairs < PART_PAIRS || keep_part(keeping, err);
}

bool cited_renew(Cache *cache, bool *done, Error *err) {
    int64_t version, kept;
    *done = true;
    if (!read_version(cache, &version, err) || !setting_get(cache, SETTING, 0, &kept, err)) {
        return false;
    }
    if (version == kept) {
        return true;
    }
    *done = false;
    Keeping keeping = {.cache = cache};
    bool ok = cache_begin(cache, err) && db_execute(cache->db, "DELETE FROM cited", err) &&
              count_anew(cache, (Taker){keep, &keeping}, err) && keep_part(&keeping, err) &&
              setting_set(cache, SETTING, version, err) && cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    string_free(&keeping.bytes);
    return ok;
}

// --- visiting ---

typedef struct {
    Cache *cache;
    void (*visit)(void *context, StudyId id, int64_t count);
    void *context;
    unsigned visits;
} Visiting;

static bool visit_one(void *context, StudyId id, int64_t count, Error *err) {
    Visiting *visiting = context;
    visiting->visit(visiting->context, id, count);
    return ++visiting->visits % 1024 != 0 || !atomic_load(&visiting->cache->interrupted) ||
           error_set(err, ERROR_CANCELLED, "stopped");
}

static bool visit_part(Visiting *visiting, StudyId first, StringView bytes, Error *err) {
    uint64_t apart = 0, count = 0, id = (uint64_t) first;
    bool ok = true;
    while (ok && bytes.length > 0) {
        ok = (take_number(&bytes, &apart) && take_number(&bytes, &count)) ||
             error_set(err, ERROR_SYSTEM, "the counts of citations in %s are damaged",
                       cache_path(visiting->cache));
        id += ok ? apart : 0;
        ok = ok && visit_one(visiting, (StudyId) id, (int64_t) count, err);
    }
    return ok;
}

static bool visit_kept(Visiting *visiting, Error *err) {
    Db *db = visiting->cache->db;
    sqlite3_stmt *statement = db_statement(db, "SELECT first, counts FROM cited ORDER BY first", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(db, statement, &row, err)) && row) {
        ok = visit_part(visiting, sqlite3_column_int64(statement, 0), db_view(statement, 1), err);
    }
    if (!ok && statement) {
        sqlite3_reset(statement);
    }
    return ok;
}

bool cited_each(Cache *cache, void (*visit)(void *context, StudyId id, int64_t count), void *context,
                Error *err) {
    int64_t version, kept;
    Visiting visiting = {cache, visit, context, 0};
    if (!read_version(cache, &version, err) || !setting_get(cache, SETTING, 0, &kept, err)) {
        return false;
    }
    return version == kept ? visit_kept(&visiting, err)
                           : count_anew(cache, (Taker){visit_one, &visiting}, err);
}
