#include "cited.h"

#include "carrel/base/memory.h"
#include "links.h"
#include "packed.h"
#include "search_collect.h"

#include <stdlib.h>

// The counts are kept as pairs of numbers in few bytes, seven bits a byte: how far the id is
// from the one before it (in a part's first pair: 0), and how often it is cited.

// How much is done in one step.
#define STEP_WORDS   200000
#define STEP_STUDIES 100000
// Pairs in one part.
#define PART_PAIRS 16384
// In which setting stands which imports were counted.
#define SETTING  "cited"
#define COUNTING (-1) // there while they are written

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
    uint64_t *pmids; // each with its count in the lower bits; ascending once all are read
    size_t count, capacity, at;
    IdMap names; // by hash of what is cited without PMID
    size_t type; // of the words that are read now
    String last; // of these words, the last that was read
} Counts;

static const LinkWordType types[] = {WORD_PMID, WORD_HASH};
#define TYPES (sizeof types / sizeof *types)

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

// Reads on; *more false when all are read.
static bool read_some(Cache *cache, Counts *counts, bool *more, Error *err) {
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT term, doc FROM link_names WHERE term > ?1 AND term < ?2 ORDER BY term LIMIT ?3",
        err);
    char from[2], to[2];
    int rows = 0;
    links_word_range(LINK_REFERENCES, types[counts->type], from, to);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, counts->last.length > 0 ? string_text(&counts->last) : from);
    db_bind_text(statement, 2, to);
    sqlite3_bind_int(statement, 3, STEP_WORDS);
    bool row, ok;
    String last = {0};
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        StringView word = db_view(statement, 0);
        add_count(counts, word, (uint64_t) sqlite3_column_int64(statement, 1));
        if (++rows == STEP_WORDS) {
            string_add(&last, word);
        }
    }
    string_free(&counts->last);
    counts->last = last;
    counts->type += ok && rows < STEP_WORDS;
    *more = counts->type < TYPES;
    if (ok && !*more) {
        packed_sort(counts->pmids, counts->count, NULL, NULL);
    }
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
    string_free(&counts->last);
}

// --- counts of studies ---

// Who takes the counts, by ascending id.
typedef struct {
    bool (*take)(void *context, StudyId id, int64_t count, Error *err);
    void *context;
} Taker;

// Gives the counts of some studies behind *last and moves it; *more false when there are no more.
static bool give_some(Cache *cache, Counts *counts, StudyId *last, Taker taker, bool *more, Error *err) {
    // A study has other names than its number only where something is cited by them.
    sqlite3_stmt *statement =
        db_statement(cache->db,
                     counts->names.count > 0
                         ? "SELECT id, cited, doi, pmcid FROM study WHERE id > ?1 AND moved_to IS NULL "
                           "ORDER BY id LIMIT ?2"
                         : "SELECT id, cited, NULL, NULL FROM study WHERE id > ?1 AND moved_to IS NULL "
                           "ORDER BY id LIMIT ?2",
                     err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, *last);
    sqlite3_bind_int(statement, 2, STEP_STUDIES);
    bool row, ok;
    int rows = 0;
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        StudyId id = *last = sqlite3_column_int64(statement, 0);
        bool announces = sqlite3_column_type(statement, 1) != SQLITE_NULL;
        int64_t announced = sqlite3_column_int64(statement, 1);
        LinkNames names = {id > 0 ? id : 0, (const char *) sqlite3_column_text(statement, 2),
                           (const char *) sqlite3_column_text(statement, 3), NULL};
        int64_t listed = count_of(counts, names);
        rows++;
        if ((listed > 0 || announces) &&
            !taker.take(taker.context, id, listed > announced ? listed : announced, err)) {
            sqlite3_reset(statement);
            return false;
        }
    }
    *more = rows == STEP_STUDIES;
    return ok;
}

static bool count_anew(Cache *cache, Taker taker, Error *err) {
    Counts counts = {0};
    StudyId last = INT64_MIN;
    bool ok = true, more = true;
    while (ok && more) {
        ok = read_some(cache, &counts, &more, err) && search_goes_on(cache, err);
    }
    more = true;
    while (ok && more) {
        ok = give_some(cache, &counts, &last, taker, &more, err);
    }
    counts_free(&counts);
    return ok;
}

// --- keeping, step by step ---

struct CitedWork {
    Cache *cache;
    int64_t version; // of the imports that are counted
    Counts counts;
    bool read;    // all words are
    StudyId done; // the last study whose count is kept
    String bytes; // of the part that is being made
    size_t pairs;
    StudyId first, last;
};

void cited_work_free(CitedWork *work) {
    if (work) {
        counts_free(&work->counts);
        string_free(&work->bytes);
        free(work);
    }
}

static bool keep_part(CitedWork *work, Error *err) {
    sqlite3_stmt *statement =
        db_statement(work->cache->db, "INSERT INTO cited(first, counts) VALUES(?1, ?2)", err);
    if (!statement || work->pairs == 0) {
        return statement != NULL;
    }
    sqlite3_bind_int64(statement, 1, work->first);
    db_bind_blob(statement, 2, string_view(&work->bytes));
    bool ok = db_run(work->cache->db, statement, err);
    string_clear(&work->bytes);
    work->pairs = 0;
    return ok;
}

static bool keep(void *context, StudyId id, int64_t count, Error *err) {
    CitedWork *work = context;
    if (work->pairs == 0) {
        work->first = work->last = id;
    }
    add_number(&work->bytes, (uint64_t) id - (uint64_t) work->last);
    add_number(&work->bytes, (uint64_t) count);
    work->last = id;
    return ++work->pairs < PART_PAIRS || keep_part(work, err);
}

static bool keep_some(CitedWork *work, bool *more, Error *err) {
    Cache *cache = work->cache;
    bool first = work->done == INT64_MIN;
    bool ok = cache_begin(cache, err) &&
              (!first || (db_execute(cache->db, "DELETE FROM cited", err) &&
                          setting_set(cache, SETTING, COUNTING, err))) &&
              give_some(cache, &work->counts, &work->done, (Taker){keep, work}, more, err) &&
              (*more || (keep_part(work, err) && setting_set(cache, SETTING, work->version, err))) &&
              cache_commit(cache, err);
    if (!ok) {
        cache_rollback(cache);
    }
    return ok;
}

bool cited_renew(Cache *cache, bool *more, Error *err) {
    int64_t version, kept;
    *more = false;
    if (!read_version(cache, &version, err) || !setting_get(cache, SETTING, 0, &kept, err)) {
        return false;
    }
    if (cache->counting && cache->counting->version != version) {
        cited_work_free(cache->counting); // more came meanwhile
        cache->counting = NULL;
    }
    if (!cache->counting && version != kept) {
        cache->counting = memory_new(sizeof *cache->counting);
        *cache->counting = (CitedWork){.cache = cache, .version = version, .done = INT64_MIN};
    }
    CitedWork *work = cache->counting;
    bool ok = true;
    if (work) {
        *more = true;
        bool words = !work->read, left = true;
        ok = words ? read_some(cache, &work->counts, &left, err) : keep_some(work, &left, err);
        work->read = work->read || !left;
        *more = ok && (words || left);
    }
    if (!*more) {
        cited_work_free(work);
        cache->counting = NULL;
    }
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
