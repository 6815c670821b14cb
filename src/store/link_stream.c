#include "carrel/store/link_stream.h"

#include "cachefile.h"
#include "carrel/base/memory.h"
#include "links.h"

#include <stdlib.h>
#include <string.h>

// The words of the reverse index come sorted, each with all studies whose list has it: that is one side's
// links of one study at a time, once it is known which study a word names.

// A record's fingerprint.
typedef struct {
    uint64_t number;
    StudyId study;
} Print;

typedef struct {
    Cache *cache;
    const LinkStream *stream;
    IdMap moved;   // id to what it is now
    IdMap names;   // hash of a DOI or PMCID that some list has, to the study; 0 where none is known
    IdMap stems;   // fingerprints without page that some list has
    Print *prints; // of studies, for those stems; ascending
    size_t print_count, print_capacity;
    IdList others;
} Streaming;

// Numbers of all 64 bits as keys: INT64_MIN is none.
static int64_t key_of(uint64_t number) {
    return (int64_t) (number == (uint64_t) INT64_MIN ? number + 1 : number);
}

static uint64_t stem_of(uint64_t number) {
    return number & ~(uint64_t) PRINT_PAGE_BITS;
}

static StudyId now_of(const Streaming *streaming, StudyId id) {
    int64_t now;
    return streaming->moved.count > 0 && id_map_get(&streaming->moved, id, &now) ? now : id;
}

// --- what names mean ---

static bool gather_wanted(Streaming *streaming, LinkKind kind, LinkWordType type, Error *err) {
    Db *db = streaming->cache->db;
    sqlite3_stmt *statement =
        db_statement(db, "SELECT term FROM link_names WHERE term >= ?1 AND term < ?2", err);
    if (!statement) {
        return false;
    }
    char from[2], until[2];
    links_word_range(kind, type, from, until);
    db_bind_text(statement, 1, from);
    db_bind_text(statement, 2, until);
    bool row, ok;
    while ((ok = db_step(db, statement, &row, err)) && row) {
        LinkWord word;
        if (links_read_word(db_view(statement, 0), &word)) {
            uint64_t number = type == WORD_PRINT ? stem_of(word.number) : word.number;
            id_map_set(type == WORD_PRINT ? &streaming->stems : &streaming->names, key_of(number), 0);
        }
    }
    return ok;
}

static bool gather_all_wanted(Streaming *streaming, Error *err) {
    bool ok = true;
    for (LinkKind kind = 0; ok && kind < LINK_SIMILAR; kind++) {
        ok =
            gather_wanted(streaming, kind, WORD_HASH, err) && gather_wanted(streaming, kind, WORD_PRINT, err);
    }
    return ok;
}

// Of several studies with the name that with the greatest id: PMIDs first.
static void offer_name(Streaming *streaming, const char *name, StudyId id) {
    int64_t there, key = name ? key_of(links_name_hash(name)) : 0;
    if (name && id_map_get(&streaming->names, key, &there) && (there == 0 || id > there)) {
        id_map_set(&streaming->names, key, id);
    }
}

static bool read_studies(Streaming *streaming, Error *err) {
    Db *db = streaming->cache->db;
    const LinkStream *stream = streaming->stream;
    sqlite3_stmt *statement = db_statement(db, "SELECT id, moved_to, year, doi, pmcid FROM study", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(db, statement, &row, err)) && row) {
        StudyId id = sqlite3_column_int64(statement, 0);
        if (sqlite3_column_type(statement, 1) != SQLITE_NULL) {
            id_map_set(&streaming->moved, id, sqlite3_column_int64(statement, 1));
            continue;
        }
        if (stream->study) {
            stream->study(stream->context, id, sqlite3_column_int(statement, 2));
        }
        if (streaming->names.count > 0) {
            offer_name(streaming, (const char *) sqlite3_column_text(statement, 3), id);
            offer_name(streaming, (const char *) sqlite3_column_text(statement, 4), id);
        }
    }
    return ok;
}

static int compare_prints(const void *a, const void *b) {
    const Print *x = a, *y = b;
    return x->number != y->number ? (x->number > y->number ? 1 : -1)
                                  : (x->study > y->study) - (x->study < y->study);
}

static bool read_prints(Streaming *streaming, Error *err) {
    if (streaming->stems.count == 0) {
        return true;
    }
    Db *db = streaming->cache->db;
    sqlite3_stmt *statement = db_statement(
        db, "SELECT name, study FROM alias UNION SELECT name, study FROM alias_fresh", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(db, statement, &row, err)) && row) {
        uint64_t number = (uint64_t) sqlite3_column_int64(statement, 0);
        if (id_map_get(&streaming->stems, key_of(stem_of(number)), NULL)) {
            streaming->prints = vec_grow(streaming->prints, &streaming->print_capacity,
                                         streaming->print_count + 1, sizeof *streaming->prints);
            streaming->prints[streaming->print_count++] =
                (Print){number, now_of(streaming, sqlite3_column_int64(statement, 1))};
        }
    }
    if (streaming->print_count > 1) {
        qsort(streaming->prints, streaming->print_count, sizeof *streaming->prints, compare_prints);
    }
    return ok;
}

// The one study that a fingerprint may mean, where a page that one of both does not know is no
// contradiction; 0 where there is none, or several.
static StudyId study_of_print(const Streaming *streaming, uint64_t number) {
    uint64_t stem = stem_of(number), page = number & PRINT_PAGE_BITS;
    size_t low = 0, high = streaming->print_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (streaming->prints[middle].number < stem) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    StudyId found = 0;
    for (size_t i = low; i < streaming->print_count && stem_of(streaming->prints[i].number) == stem; i++) {
        StudyId study = streaming->prints[i].study;
        bool agrees = page == 0, has_page = false;
        for (size_t k = low; k < streaming->print_count && stem_of(streaming->prints[k].number) == stem;
             k++) {
            uint64_t its_page = streaming->prints[k].number & PRINT_PAGE_BITS;
            if (streaming->prints[k].study == study) {
                agrees |= its_page == page;
                has_page |= its_page != 0;
            }
        }
        if (!agrees && has_page) {
            continue;
        }
        if (found != 0 && found != study) {
            return 0;
        }
        found = study;
    }
    return found;
}

static StudyId study_of_word(const Streaming *streaming, const LinkWord *word) {
    int64_t id = 0;
    switch (word->type) {
    case WORD_PMID:
        return now_of(streaming, (StudyId) word->number);
    case WORD_HASH:
        id_map_get(&streaming->names, key_of(word->number), &id);
        break;
    case WORD_PRINT:
        id = study_of_print(streaming, word->number);
        break;
    }
    return id;
}

// --- the pass ---

// Studies whose lists of a kind have the word are on the other end of it.
static bool send_word(Streaming *streaming, StringView text, Error *err) {
    static const LinkKind opposite[LINK_KINDS] = {
        [LINK_REFERENCES] = LINK_CITED_BY, [LINK_CITED_BY] = LINK_REFERENCES, [LINK_SIMILAR] = LINK_SIMILAR};
    LinkWord word;
    size_t count = streaming->others.count;
    streaming->others.count = 0;
    if (count == 0 || !links_read_word(text, &word)) {
        return true;
    }
    StudyId study = study_of_word(streaming, &word);
    return study == 0 || streaming->stream->links(streaming->stream->context, study, opposite[word.kind],
                                                  streaming->others.ids, count, err);
}

// All words from `from` until `until`, which is not among them.
static bool send_words(Streaming *streaming, const char *from, const char *until, Error *err) {
    Db *db = streaming->cache->db;
    sqlite3_stmt *statement =
        db_statement(db, "SELECT term, doc FROM temp.link_places WHERE term >= ?1 AND term < ?2", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, from);
    db_bind_text(statement, 2, until);
    String word = {0};
    bool row, ok;
    while ((ok = db_step(db, statement, &row, err)) && row) {
        StringView term = db_view(statement, 0);
        if (!sv_equal(term, string_view(&word))) {
            ok = send_word(streaming, string_view(&word), err);
            if (!ok) {
                sqlite3_reset(statement);
                break;
            }
            string_clear(&word);
            string_add(&word, term);
        }
        id_list_add(&streaming->others, now_of(streaming, sqlite3_column_int64(statement, 1)));
    }
    ok = ok && send_word(streaming, string_view(&word), err);
    string_free(&word);
    return ok;
}

bool cache_each_links(Cache *cache, const LinkStream *stream, Error *err) {
    Streaming streaming = {.cache = cache, .stream = stream};
    bool ok = db_execute(cache->db,
                         "CREATE VIRTUAL TABLE IF NOT EXISTS temp.link_places USING "
                         "fts5vocab(main, link_index, instance)",
                         err) &&
              gather_all_wanted(&streaming, err) && read_studies(&streaming, err) &&
              read_prints(&streaming, err);
    for (LinkKind kind = 0; ok && kind < LINK_SIMILAR; kind++) { // similar ones are many, and no citations
        for (LinkWordType type = WORD_PMID; ok && type <= WORD_PRINT; type++) {
            char from[2], until[2];
            links_word_range(kind, type, from, until);
            ok = send_words(&streaming, from, until, err);
        }
    }
    id_map_free(&streaming.moved);
    id_map_free(&streaming.names);
    id_map_free(&streaming.stems);
    free(streaming.prints);
    id_list_free(&streaming.others);
    return ok;
}

bool cache_version(Cache *cache, int64_t *version, Error *err) {
    sqlite3_stmt *statement = db_statement(cache->db, "PRAGMA data_version", err);
    *version = 0;
    return statement && db_number(cache->db, statement, 0, version, err);
}
