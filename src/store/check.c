#include "cachefile.h"

#include "cited.h"
#include "links.h"

// Keeping the cache tidy, and telling whether it is sound.

bool cache_wants_tidying(Cache *cache) {
    IndexState state;
    return cache_index_state(cache, &state, NULL) && (!state.whole || state.behind);
}

bool cache_tidy(Cache *cache, bool *more, Error *err) {
    *more = false;
    if (!indexing_begin(cache, err)) {
        return false;
    }
    if (!indexing_tidy(cache, more, err) || (!*more && !alias_tidy(cache, more, err)) ||
        (!*more && !dictionary_tidy(cache, more, err)) || (!*more && !links_merge(cache->db, more, err)) ||
        (!*more && !cited_renew(cache, more, err))) {
        return false;
    }
    if (!*more) { // pages that a reader still needs stay in the WAL until the next time
        sqlite3_wal_checkpoint_v2(cache->db->sqlite, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return true;
}

// --- checking ---

typedef struct {
    Cache *cache;
    String *report;
    bool sound;
    bool has_index; // and it is up to date
} Check;

static void complain(Check *check, StudyId id, const char *fault) {
    check->sound = false;
    string_format(check->report, "study %lld: %s\n", (long long) id, fault);
}

// Each row of `sql` is a study with a fault.
static bool find_faulty(Check *check, const char *sql, const char *fault, Error *err) {
    sqlite3_stmt *statement = db_statement(check->cache->db, sql, err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(check->cache->db, statement, &row, err)) && row) {
        complain(check, sqlite3_column_int64(statement, 0), fault);
    }
    return ok;
}

static bool check_tables(Check *check, Error *err) {
    static const struct {
        const char *sql, *fault;
        bool of_index;
    } questions[] = {
        {"SELECT id FROM study s WHERE moved_to IS NULL AND NOT EXISTS "
         "(SELECT 1 FROM detail d WHERE d.study = s.id)",
         "its content is missing", false},
        {"SELECT study FROM detail d WHERE NOT EXISTS "
         "(SELECT 1 FROM study s WHERE s.id = d.study AND s.moved_to IS NULL)",
         "its row is missing", false},
        {"SELECT id FROM study s WHERE moved_to IS NULL AND NOT EXISTS "
         "(SELECT 1 FROM record r WHERE r.study = s.id)",
         "no record says where it came from", false},
        {"SELECT DISTINCT study FROM record r WHERE NOT EXISTS "
         "(SELECT 1 FROM study s WHERE s.id = r.study AND s.moved_to IS NULL)",
         "a record of it is left, but not its row", false},
        {"SELECT id FROM study s WHERE moved_to IS NOT NULL AND NOT EXISTS "
         "(SELECT 1 FROM study t WHERE t.id = s.moved_to AND t.moved_to IS NULL)",
         "it moved to a study that is not here", false},
        {"SELECT id FROM study s WHERE doi IS NOT NULL AND NOT EXISTS "
         "(SELECT 1 FROM (SELECT * FROM alias UNION ALL SELECT * FROM alias_fresh) a "
         "LEFT JOIN study o ON o.id = a.study WHERE a.name = name_number('doi:' || s.doi) "
         "AND s.id IN (o.id, o.moved_to))",
         "its DOI does not lead to it", false},
        {"SELECT id FROM study s WHERE moved_to IS NULL AND NOT EXISTS "
         "(SELECT 1 FROM text_index_docsize d WHERE d.id = s.id)",
         "it is not in the index", true},
        {"SELECT study FROM links WHERE study <= 0 OR kind NOT BETWEEN 0 AND 2", "its links make no sense",
         false},
        {"SELECT id FROM text_index_docsize d WHERE NOT EXISTS "
         "(SELECT 1 FROM study s WHERE s.id = d.id AND s.moved_to IS NULL)",
         "the index has it, the cache does not", true},
    };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if ((check->has_index || !questions[i].of_index) &&
            !find_faulty(check, questions[i].sql, questions[i].fault, err)) {
            return false;
        }
    }
    return true;
}

// The first words of the title, as a phrase that the index must find the study by; false where
// there is nothing that every tokenizer takes for a word.
#define PHRASE_MOST 200
static bool add_phrase(String *match, StringView title) {
    bool has_word = false;
    size_t length = title.length;
    if (length > PHRASE_MOST) {
        for (length = PHRASE_MOST; length > 0 && title.data[length] != ' '; length--) {
        }
    }
    string_add_text(match, "title : \"");
    for (size_t i = 0; i < length; i++) {
        char c = title.data[i];
        has_word |= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        string_add_char(match, c == '"' ? ' ' : c);
    }
    string_add_char(match, '"');
    return has_word;
}

static bool has_match(Check *check, const char *sql, const char *match, StudyId id, bool *found, Error *err) {
    sqlite3_stmt *statement = db_statement(check->cache->db, sql, err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, match);
    sqlite3_bind_int64(statement, 2, id);
    int64_t there;
    bool ok = db_number(check->cache->db, statement, 0, &there, err);
    *found = there != 0;
    return ok;
}

// The content can be read; where `probe`, its title and first link are in the indexes.
static bool check_content(Check *check, StudyId id, sqlite3_stmt *row, bool probe, Arena *arena, Error *err) {
    Cache *cache = check->cache;
    Study study;
    Error fault = {0};
    arena_reset(arena);
    if (!detail_read(cache, row, 1, arena, &study, &fault)) {
        complain(check, id, fault.text);
        return true;
    }
    if (!probe) {
        return true;
    }
    String match = {0}, words = {0};
    bool found = true, linked = true;
    index_text(&study, &cache->new_text);
    bool has_word = add_phrase(&match, string_view(&cache->new_text.columns[INDEX_TITLE]));
    links_add_words(&study, &words);
    bool ok = !has_word || !check->has_index ||
              has_match(check, "SELECT 1 FROM text_index WHERE text_index MATCH ?1 AND rowid = ?2",
                        match.data, id, &found, err);
    StringView rest = string_view(&words), first;
    if (ok && words.length > 0 && sv_split(&rest, ' ', &first)) {
        const char *word = arena_copy_view(arena, first);
        ok = has_match(check, "SELECT 1 FROM link_index WHERE link_index MATCH ?1 AND rowid = ?2", word, id,
                       &linked, err);
    }
    if (ok && !found) {
        complain(check, id, "the index does not find its title");
    }
    if (ok && !linked) {
        complain(check, id, "the index does not find its links");
    }
    string_free(&match);
    string_free(&words);
    return ok;
}

// Looking a title up costs more the more studies there are, so that so many, spread
// over all of them, stand for the rest. That each study is in the index was counted before.
#define PROBES_MOST 1000

static bool check_contents(Check *check, Error *err) {
    Arena arena = {0};
    int64_t every = cache_count(check->cache, NULL) / PROBES_MOST + 1, seen = 0;
    sqlite3_stmt *statement = db_statement(
        check->cache->db, "SELECT d.study, " DETAIL_COLUMNS " FROM " DETAIL_TABLES " ORDER BY d.study", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(check->cache->db, statement, &row, err)) && row) {
        ok = check_content(check, sqlite3_column_int64(statement, 0), statement, seen++ % every == 0, &arena,
                           err);
    }
    arena_free(&arena);
    return ok;
}

static bool check_count(Check *check, Error *err) {
    sqlite3_stmt *statement =
        db_statement(check->cache->db, "SELECT count(*) FROM study WHERE moved_to IS NULL", err);
    int64_t counted;
    if (!statement || !db_number(check->cache->db, statement, 0, &counted, err)) {
        return false;
    }
    int64_t kept = cache_count(check->cache, err);
    if (kept != counted) {
        check->sound = false;
        string_format(check->report, "it says that it holds %lld studies, and holds %lld\n", (long long) kept,
                      (long long) counted);
    }
    return true;
}

static bool check_link_row(Check *check, StudyId id, LinkKind kind, Error *err) {
    IdList ids = {0};
    Error fault = {0};
    int64_t announced;
    bool ok = true, linked = true;
    if (!link_table_read(check->cache, id, kind, &ids, &announced, &fault)) {
        complain(check, id, fault.text);
    } else if (ids.count > 0) {
        String word = {0};
        links_add_word(kind, ids.ids[0], &word);
        ok = has_match(check, "SELECT 1 FROM link_index WHERE link_index MATCH ?1 AND rowid = ?2",
                       string_text(&word), id, &linked, err);
        string_free(&word);
    }
    if (!linked) {
        complain(check, id, "the index does not find its links");
    }
    id_list_free(&ids);
    return ok;
}

// Of lists that came without studies, so many spread over all are looked at.
static bool check_link_table(Check *check, Error *err) {
    sqlite3_stmt *statement = db_statement(check->cache->db, "SELECT count(*) FROM links", err);
    int64_t count, seen = 0;
    if (!statement || !db_number(check->cache->db, statement, 0, &count, err)) {
        return false;
    }
    statement = db_statement(check->cache->db, "SELECT study, kind FROM links", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(check->cache->db, statement, &row, err)) && row) {
        ok = seen++ % (count / PROBES_MOST + 1) != 0 ||
             check_link_row(check, sqlite3_column_int64(statement, 0),
                            (LinkKind) sqlite3_column_int(statement, 1), err);
    }
    return ok;
}

// An index that is behind the cache, or is being made anew, is no fault.
static bool check_index(Check *check, Error *err) {
    IndexState state;
    if (!cache_index_state(check->cache, &state, err)) {
        return false;
    }
    check->has_index = state.whole && !state.behind;
    if (!check->has_index) {
        string_add_text(check->report, "the index lacks some studies, which come in with the next import\n");
    }
    return true;
}

bool cache_check(Cache *cache, String *report, Error *err) {
    Check check = {cache, report, true, false};
    return check_index(&check, err) && db_sound(cache->db, false, report, err) && check_tables(&check, err) &&
           check_count(&check, err) && check_contents(&check, err) && check_link_table(&check, err) &&
           check.sound;
}
