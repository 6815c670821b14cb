#include "cachefile.h"

// study: what a row of a list shows and what searches compare; a moved id has nothing but
//   moved_to. date is yyyymmdd with 0 for what is unknown; cited is what the study's own
//   record announces or lists, NULL where it says nothing; parts are PART_ bits; first is
//   the import (upper half) and record number that it came with; changed is when what people judge
//   a study by changed after that (cache_changed), NULL where it never did. title is packed where
//   that makes it shorter.
// detail: the whole study but for what its row says in full, packed and compressed (detail.c).
// record: every source's own record. data NULL: equal to the study's detail; empty:
//   replaced by a newer record of the same database; hash tells whether it comes again.
// alias: names as numbers to studies; two studies may share a DOI. alias_fresh has the newest, so that
//   adding at random touches a small tree; tidying files them among the others in their order.
// study_date: the ids of a list by date, without reading the studies; a moved id has no date.
// cited: how often studies are cited, by parts of it (cited.c).
// links: what files of nothing but links say, sorted PMIDs (delta_write); announced NULL where they do
//   not say how many there are.
// link_state: what each service answered when it was asked for a study's links (LinkStatus), and its own list.
// dictionary: what the codec packs studies with.
// batch: what the full text index, a file of its own, may still lack (indexing.c). setting 'pair' tells
//   which index is of this cache.
// The FTS5 table keeps no text: what was indexed is computed from detail again.
// 'hashsize' is how much FTS5 gathers in memory before it writes; merging is left to cache_tidy.
static const char *const migrations[] = {
    "CREATE TABLE study(id INTEGER PRIMARY KEY, moved_to INTEGER, year INTEGER, date INTEGER,"
    " flags INTEGER, parts INTEGER, cited INTEGER, first INTEGER, translated INTEGER,"
    " author TEXT, title TEXT, journal TEXT, doi TEXT, pmcid TEXT);"
    "CREATE INDEX study_moved ON study(moved_to) WHERE moved_to IS NOT NULL;"
    "CREATE TABLE detail(study INTEGER PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE TABLE record(study INTEGER, import INTEGER, number INTEGER, kind INTEGER, version INTEGER,"
    " revised INTEGER, hash INTEGER, data BLOB, PRIMARY KEY(study, import, number)) WITHOUT ROWID;"
    "CREATE TABLE alias(name, study INTEGER, PRIMARY KEY(name, study)) WITHOUT ROWID;"
    "CREATE TABLE import(id INTEGER PRIMARY KEY, source TEXT, format TEXT, size INTEGER, modified INTEGER,"
    " started INTEGER, ended INTEGER, last INTEGER, created INTEGER, updated INTEGER, unchanged INTEGER,"
    " rejected INTEGER, deleted INTEGER);"
    "CREATE TABLE rejected(import INTEGER, number INTEGER, line INTEGER, why TEXT, verbatim BLOB);"
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE text_index USING fts5(title, abstract, authors, terms, journal, content='',"
    " tokenize='unicode61 remove_diacritics 0');"
    "INSERT INTO text_index(text_index, rank) VALUES('pgsz', 16000);"
    "INSERT INTO text_index(text_index, rank) VALUES('hashsize', 67108864);"
    "INSERT INTO text_index(text_index, rank) VALUES('automerge', 0);"
    "INSERT INTO text_index(text_index, rank) VALUES('crisismerge', 200);"
    "CREATE VIRTUAL TABLE link_index USING fts5(names, content='', detail=none, columnsize=0,"
    " tokenize='ascii');"
    "INSERT INTO link_index(link_index, rank) VALUES('pgsz', 16000);"
    "INSERT INTO link_index(link_index, rank) VALUES('hashsize', 16777216);"
    "INSERT INTO link_index(link_index, rank) VALUES('automerge', 0);"
    "INSERT INTO link_index(link_index, rank) VALUES('crisismerge', 200);"
    "CREATE VIRTUAL TABLE link_names USING fts5vocab(link_index, row);",
    "ALTER TABLE study ADD COLUMN changed INTEGER;"
    "CREATE INDEX study_changed ON study(changed) WHERE changed IS NOT NULL;"
    "CREATE TABLE links(study INTEGER, kind INTEGER, announced INTEGER, count INTEGER, ids BLOB,"
    " PRIMARY KEY(study, kind)) WITHOUT ROWID;"
    "ALTER TABLE import ADD COLUMN links INTEGER NOT NULL DEFAULT 0;",
    "CREATE TABLE link_state(study INTEGER, kind INTEGER, source TEXT, asked INTEGER, status INTEGER,"
    " announced INTEGER, count INTEGER, ids BLOB, PRIMARY KEY(study, kind, source)) WITHOUT ROWID;",
    "CREATE INDEX study_date ON study(date) WHERE date IS NOT NULL;"
    "CREATE TABLE cited(first INTEGER PRIMARY KEY, counts BLOB NOT NULL);",
    "DROP TABLE text_index;"
    "ALTER TABLE alias RENAME TO alias_text;"
    "CREATE TABLE alias(name INTEGER, study INTEGER, PRIMARY KEY(name, study)) WITHOUT ROWID;"
    "CREATE TABLE alias_fresh(name INTEGER, study INTEGER, PRIMARY KEY(name, study)) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO alias SELECT name_number(name), study FROM alias_text ORDER BY 1, 2;"
    "DROP TABLE alias_text;"
    "CREATE TABLE dictionary(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE batch(number INTEGER PRIMARY KEY, operations BLOB NOT NULL);"
    "INSERT OR REPLACE INTO setting VALUES('pair', random());",
};

const DbFormat cache_format = {
    .noun = "cache",
    .application_id = 0x63726c43, // "crlC"
    .migrations = migrations,
    .version = sizeof migrations / sizeof migrations[0],
    .journal = DB_WAL,
    .page_size = 16384,
    .prepare = alias_add_function,
    .advice = "; move it away and import the files again: the review does not depend on it",
};
