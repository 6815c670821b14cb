#ifndef CARREL_STORE_CACHEFILE_H
#define CARREL_STORE_CACHEFILE_H

#include "carrel/store/cache.h"
#include "codec.h"
#include "db.h"
#include "index.h"
#include "indexer.h"

#include <stdatomic.h>

// What the files that make up the cache share. The tables are in cache_schema.c.

extern const DbFormat cache_format;

// The import whose counts are in memory; they reach the disk with the records, at commit.
typedef struct {
    int64_t id;   // 0: none
    int64_t last; // number of the last record that is in
    int64_t created, updated, unchanged, rejected, deleted, links;
} ImportCounts;

typedef struct CitedWork CitedWork; // cited.c

struct Cache {
    Db *db;
    Codec codec;
    atomic_bool interrupted; // set by search_interrupt
    bool has_index;          // it can be read
    // Of the writer:
    int lock; // descriptor of the lock file, -1 for a reader
    bool in_transaction;
    int64_t studies; // with a record
    StudyId lowest;  // of all ids, at most 0
    ImportCounts import;
    Arena arena;             // of one put
    CachePreparer *preparer; // of cache_put; its codec is the cache's
    IndexText old_text, new_text;
    String old_links, new_links;
    CitedWork *counting; // citations that are being counted; NULL where none are
    int64_t fresh_names; // in alias_fresh
    int64_t added_names; // of this transaction
    int64_t names_moved; // up to this name, on the way round
    bool untrainable;    // its studies have nothing in common
    bool has_link_table; // there are links without studies
    // The index (indexing.c):
    Indexer *indexer;
    IndexSink sink;  // who runs the work; none: whoever hands it over
    IndexWork *work; // gathered, not handed over yet
    String noted;    // the same for the table `batch`, of the whole transaction
    StudyId noted_id;
    int64_t batch;      // the last one
    int built;          // studies of the piece of a new index that is not whole
    uint64_t *gathered; // links put and not yet written (link_table.c)
    size_t gathered_count, gathered_capacity;
};

// Makes the functions known that the SQL of searches uses.
bool cache_add_functions(Cache *cache, Error *err);

// --- study rows ---

// The columns that study_row_read takes, in its order, of a table or alias `s`.
#define STUDY_ROW_COLUMNS                                                                                    \
    "s.id, s.moved_to, s.year, s.flags, s.author, s.title, s.translated, s.journal, s.doi, s.pmcid, s.cited"
bool study_row_read(Cache *cache, sqlite3_stmt *statement, Arena *arena, StudyRow *row, Error *err);
// The row of `id`, moved ids followed; row->found false where there is none.
bool study_row_get(Cache *cache, StudyId id, Arena *arena, StudyRow *row, Error *err);
// The id that a study has now; 0 where no record of it is here.
bool study_resolve(Cache *cache, StudyId id, StudyId *now, Error *err);

// The columns that detail_read takes, in its order, of these tables.
#define DETAIL_COLUMNS "d.data, s.title, s.doi, s.pmcid"
#define DETAIL_TABLES  "detail d JOIN study s ON s.id = d.study"
// Reads a study's content from the columns that begin with `column`.
bool detail_read(Cache *cache, sqlite3_stmt *statement, int column, Arena *arena, Study *study, Error *err);
// Appends detail.data of the content.
void detail_pack(Codec *codec, const Study *study, String *data);
// study.title, which is packed where that makes it shorter.
bool row_title_read(Cache *cache, sqlite3_stmt *statement, int column, Arena *arena, const char **title,
                    Error *err);
// Replaces *packed, by nothing where the title is kept as it is.
void row_title_pack(Codec *codec, const char *title, String *packed);

// What of a study's content is packed.
typedef struct {
    int64_t hash;      // of the packed record
    StringView detail; // of the table `detail`
    StringView title;  // of its row, as row_title_pack gives it
} PackedStudy;

// What a study has beside its text: has: of queries.
enum {
    PART_REFERENCES = 1,
    PART_CITED_BY = 2,
    PART_SIMILAR = 4,
    PART_MESH = 8,
};

// The content of a study that has a record. *found false where it has none.
bool study_load(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found, Error *err);

// Whether the abstract, title, retraction or concern differ, in other words than before.
bool study_is_changed(const Study *old, const Study *content);

// --- links without studies ---

// The list of `kind` that files of links give the study, ascending; appends. *announced as in
// CitationList.
bool link_table_read(Cache *cache, StudyId id, LinkKind kind, IdList *ids, int64_t *announced, Error *err);
// Appends the words of all its lists there.
bool link_table_add_words(Cache *cache, StudyId id, String *words, Error *err);
bool link_table_has(Cache *cache, StudyId id, bool *has, Error *err);
// Joins what they say into the study's row, if it has one.
bool link_table_mark(Cache *cache, StudyId id, Error *err);
// Writes what cache_put_links gathered.
bool link_table_flush(Cache *cache, Error *err);

// --- names: other identifiers of studies, as numbers ---

// The number of a name. "fp" has its own (fingerprint_number).
int64_t alias_number(const char *scheme, const char *value);
// Makes name_number(text) known to SQL: the number of "scheme:value".
bool alias_add_function(sqlite3 *sqlite);
// Appends the numbers of every name that the record gives the study.
void alias_add_numbers(const Study *study, IdList *names);

// The studies that a name leads to, moved ids followed, PMIDs first; appends. A fingerprint leads
// to those of other pages, too, since many databases leave pages out.
bool alias_find(Cache *cache, const char *scheme, const char *value, IdList *ids, Error *err);
// Whether more than `most` studies share the name.
bool alias_is_common(Cache *cache, const char *scheme, const char *value, int most, bool *common, Error *err);
bool alias_add(Cache *cache, const int64_t *names, size_t count, StudyId id, Error *err);
bool alias_remove_all(Cache *cache, const Study *study, StudyId id, Error *err);

// Names are filed anew where those that are there are not of this version.
bool alias_renew(Cache *cache, Error *err);
// Files fresh names among the others where they have become too many to be added to at random.
bool alias_settle(Cache *cache, Error *err);
bool alias_tidy(Cache *cache, bool *more, Error *err);

// Which study a record is of: by PMID, or a surely equal one (likeness_is_sure) among those
// with its DOI, PMCID or fingerprint, or `bytes_name` (may be NULL), its alias of the scheme
// "bytes". `hash` is of its packed bytes: a record that came before is known by it.
typedef struct {
    StudyId id;      // a new one where nothing is known of it
    bool exists;     // with a record
    IdList absorbed; // studies without PMID that turn out to be this one; the caller frees
} Identity;
bool study_identify(Cache *cache, const Study *study, int64_t hash, const char *bytes_name,
                    Identity *identity, Error *err);

// --- preparing ---

// All but what depends on the rest of the cache. Lives in an arena.
struct CachePrepared {
    PackedStudy packed;
    IndexWords words;
    StringView links; // the words of its links
    const int64_t *names;
    size_t name_count;
};
// With the codec of a cache, which must outlive it.
CachePreparer *preparer_new(Codec *codec);
void preparer_free(CachePreparer *preparer);

// --- the full text index ---

bool indexing_open(Cache *cache, Error *err);
void indexing_close(Cache *cache);
// A transaction: begins, is about to be committed, has been committed, has been rolled back.
bool indexing_begin(Cache *cache, Error *err);
bool indexing_note(Cache *cache, Error *err);
void indexing_commit(Cache *cache);
void indexing_drop(Cache *cache);
// Words of a study go into the index, or those that are there go out.
void indexing_step(Cache *cache, StudyId id, bool removes, const IndexWords *words);
bool indexing_tidy(Cache *cache, bool *more, Error *err);
// Whether every study can be found by its words, but for the last moment's.
bool indexing_is_whole(Cache *cache);

// --- dictionaries ---

// Trains one where the cache has grown enough for it.
bool dictionary_train(Cache *cache, Error *err);
// Packs studies anew that were packed without.
bool dictionary_tidy(Cache *cache, bool *more, Error *err);

// --- imports ---

typedef enum { COUNT_CREATED, COUNT_UPDATED, COUNT_UNCHANGED, COUNT_REJECTED, COUNT_DELETED } ImportCount;
bool import_count(Cache *cache, int64_t import, uint64_t number, ImportCount what, Error *err);
bool import_count_links(Cache *cache, int64_t import, uint64_t number, int64_t count, Error *err);
bool import_flush(Cache *cache, Error *err); // writes the counts

// --- settings of the cache file ---

bool setting_get(Cache *cache, const char *name, int64_t otherwise, int64_t *number, Error *err);
bool setting_set(Cache *cache, const char *name, int64_t number, Error *err);

#endif
