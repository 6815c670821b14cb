#ifndef CARREL_STORE_DB_H
#define CARREL_STORE_DB_H

#include "carrel/base/arena.h"
#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

// One connection to one SQLite file with all our safety settings, and the statements that
// it keeps prepared. Used by one thread at a time.

// WAL (the cache, whose two files each say what the other must have on the disk), or a rollback journal,
// truncated at each commit (the review); both with synchronous FULL.
typedef enum { DB_WAL, DB_ROLLBACK } DbJournal;

// What kind of file it is.
typedef struct {
    const char *noun;        // "cache", "review": for sentences
    uint32_t application_id; // PRAGMA application_id: four letters
    // migrations[n] is SQL that makes version n + 1 of version n; version 0 is an empty file.
    const char *const *migrations;
    int version; // how many there are: PRAGMA user_version
    DbJournal journal;
    int page_size;
    bool shrinks; // a new file can give free pages back: PRAGMA incremental_vacuum
    bool (*prepare)(sqlite3 *sqlite); // makes functions known that the migrations use; may be NULL
    const char *advice; // what to do when the file is damaged: "; move it away and import again"
} DbFormat;

typedef enum {
    DB_LOOK,  // read-only, and only if the file is there and of this version
    DB_READ,  // read-only; the file is made and brought up to date where needed
    DB_WRITE, // read and write; the file must be there and not be empty
    DB_CREATE // made where it is not there, or is empty
} DbMode;

typedef struct {
    const char *sql; // a string constant
    sqlite3_stmt *statement;
} DbStatement;

typedef struct {
    sqlite3 *sqlite;
    const DbFormat *format;
    char *path;
    bool unusable;  // damaged, no database, another program's or a newer carrel's
    bool read_only; // opened so, or the file or its folder cannot be written
    DbStatement *statements;
    size_t statement_count, statement_capacity;
} Db;

// Opens. Brings an older version up to date in one transaction, after a copy beside it
// (PATH.vN). Refuses, each in a sentence: a newer version, another program's
// database, what is no database, a damaged one. NULL with *err. DB_WRITE and DB_CREATE fall
// back to reading only where the file cannot be written; look at read_only.
Db *db_open(const char *path, const DbFormat *format, DbMode mode, Error *err);
// The same; *unusable: the file can be read, but is none of these.
Db *db_open_telling(const char *path, const DbFormat *format, DbMode mode, bool *unusable, Error *err);
void db_close(Db *db); // NULL is fine
// Appends the name under which SQLite opens a file that nobody changes, on a disk that cannot be written.
void db_add_immutable_name(const char *path, String *name);

// Runs statements that give no rows.
bool db_execute(Db *db, const char *sql, Error *err);

// The statement of `sql`, a string constant; prepared at first use and kept, reset and without
// bindings. NULL with *err.
sqlite3_stmt *db_statement(Db *db, const char *sql, Error *err);
// Steps to the next row; *row false at the end. At the end and on an error the
// statement is reset, so that it holds no lock. Who stops earlier calls sqlite3_reset.
bool db_step(Db *db, sqlite3_stmt *statement, bool *row, Error *err);
// Runs a statement that gives no rows to its end and resets it.
bool db_run(Db *db, sqlite3_stmt *statement, Error *err);
// The first column of the first row as a number, or `otherwise` where there is none.
bool db_number(Db *db, sqlite3_stmt *statement, int64_t otherwise, int64_t *number, Error *err);

// Text is borrowed until the statement is reset; NULL binds NULL.
void db_bind_text(sqlite3_stmt *statement, int index, const char *text);
void db_bind_view(sqlite3_stmt *statement, int index, StringView text);
void db_bind_blob(sqlite3_stmt *statement, int index, StringView bytes);
// A column's text in the arena; NULL where it is NULL. Views are valid until the next step.
const char *db_text(sqlite3_stmt *statement, int column, Arena *arena);
StringView db_view(sqlite3_stmt *statement, int column);

// Sets *err from what SQLite said last; returns false. `doing` completes "could not …".
bool db_fail(Db *db, const char *doing, Error *err);

// Appends what is wrong with the file's structure, a line each; true when nothing is. `whole`
// also compares indexes with tables (integrity_check instead of quick_check).
bool db_sound(Db *db, bool whole, String *report, Error *err);

// Writes a consistent copy: VACUUM INTO a temporary file, fsync, rename, fsync of the
// folder. An existing `target` is replaced.
bool db_copy(Db *db, const char *target, Error *err);

#endif
