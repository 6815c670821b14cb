#include "db.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Memory for pages. Readers map the file instead, so that they share the system's copy.
#define WRITER_CACHE_KB  65536
#define READER_CACHE_KB  4096
#define READER_MAP_BYTES 0x7fff0000
// One value may be as large as the largest record, unpacked, with room for its index text.
#define VALUE_BYTES_MOST (256 << 20)
#define BUSY_MS          10000

static const char *plain_message(int code) {
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "it cannot be written (permissions, or a read-only disk)";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is using it";
    case SQLITE_CANTOPEN:
        return "it cannot be opened";
    case SQLITE_NOMEM:
        return "memory is out";
    default:
        return NULL;
    }
}

// Where SQLite may not make a file it goes on to look for one to read, and knows only that there
// is none; the folder says more.
static const char *why_closed(const Db *db) {
    int why = sqlite3_system_errno(db->sqlite);
    if (why == ENOENT) {
        String folder = {0};
        string_add(&folder, (StringView){db->path, (size_t) (path_base(db->path).data - db->path)});
        why = access(folder.length ? folder.data : ".", W_OK | X_OK) == 0 ? why : errno;
        string_free(&folder);
    }
    return why ? strerror(why) : "it cannot be opened";
}

static bool fail_with(Db *db, int code, const char *doing, Error *err) {
    int kind = code & 0xff;
    db->unusable |= kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT;
    if (kind == SQLITE_INTERRUPT) {
        return error_set(err, ERROR_CANCELLED, "stopped");
    }
    const char *message = db->sqlite ? sqlite3_errmsg(db->sqlite) : NULL; // NULL when memory is out
    if (!message) {
        message = sqlite3_errstr(code);
    }
    if (kind == SQLITE_NOTADB) {
        return error_set(err, ERROR_SYSTEM, "%s is not a carrel %s: it is no database, or a damaged one%s",
                         db->path, db->format->noun, db->format->advice);
    }
    if (kind == SQLITE_CORRUPT) {
        return error_set(err, ERROR_SYSTEM, "%s is damaged (%s)%s", db->path, message, db->format->advice);
    }
    const char *plain = kind == SQLITE_CANTOPEN && db->sqlite ? why_closed(db) : plain_message(code);
    return error_set(err, ERROR_SYSTEM, "could not %s %s: %s", doing, db->path, plain ? plain : message);
}

bool db_fail(Db *db, const char *doing, Error *err) {
    return fail_with(db, sqlite3_extended_errcode(db->sqlite), doing, err);
}

bool db_execute(Db *db, const char *sql, Error *err) {
    int code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || fail_with(db, code, "use", err);
}

static sqlite3_stmt *find_statement(const Db *db, const char *sql) {
    for (size_t i = 0; i < db->statement_count; i++) {
        if (db->statements[i].sql == sql) {
            return db->statements[i].statement;
        }
    }
    for (size_t i = 0; i < db->statement_count; i++) {
        if (strcmp(db->statements[i].sql, sql) == 0) {
            return db->statements[i].statement;
        }
    }
    return NULL;
}

sqlite3_stmt *db_statement(Db *db, const char *sql, Error *err) {
    sqlite3_stmt *statement = find_statement(db, sql);
    if (statement) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        return statement;
    }
    int code = sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
    if (code != SQLITE_OK) {
        fail_with(db, code, "use", err);
        return NULL;
    }
    db->statements =
        vec_grow(db->statements, &db->statement_capacity, db->statement_count + 1, sizeof *db->statements);
    db->statements[db->statement_count++] = (DbStatement){sql, statement};
    return statement;
}

bool db_step(Db *db, sqlite3_stmt *statement, bool *row, Error *err) {
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW) {
        return true;
    }
    bool ok = code == SQLITE_DONE || fail_with(db, sqlite3_extended_errcode(db->sqlite), "use", err);
    sqlite3_reset(statement);
    return ok;
}

bool db_run(Db *db, sqlite3_stmt *statement, Error *err) {
    bool row;
    do {
        if (!db_step(db, statement, &row, err)) {
            return false;
        }
    } while (row);
    return true;
}

bool db_number(Db *db, sqlite3_stmt *statement, int64_t otherwise, int64_t *number, Error *err) {
    bool row;
    *number = otherwise;
    if (!db_step(db, statement, &row, err)) {
        return false;
    }
    if (row) {
        if (sqlite3_column_type(statement, 0) != SQLITE_NULL) {
            *number = sqlite3_column_int64(statement, 0);
        }
        sqlite3_reset(statement);
    }
    return true;
}

void db_bind_text(sqlite3_stmt *statement, int index, const char *text) {
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

void db_bind_view(sqlite3_stmt *statement, int index, StringView text) {
    sqlite3_bind_text64(statement, index, text.data ? text.data : "", text.length, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void db_bind_blob(sqlite3_stmt *statement, int index, StringView bytes) {
    sqlite3_bind_blob64(statement, index, bytes.data ? bytes.data : "", bytes.length, SQLITE_STATIC);
}

StringView db_view(sqlite3_stmt *statement, int column) {
    const void *data = sqlite3_column_blob(statement, column);
    return (StringView){data, data ? (size_t) sqlite3_column_bytes(statement, column) : 0};
}

const char *db_text(sqlite3_stmt *statement, int column, Arena *arena) {
    if (sqlite3_column_type(statement, column) == SQLITE_NULL) {
        return NULL;
    }
    return arena_copy_view(arena, db_view(statement, column));
}

// --- opening ---

static bool pragma_number(Db *db, const char *sql, int64_t *number, Error *err) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL);
    bool ok = code == SQLITE_OK ? db_number(db, statement, 0, number, err) : fail_with(db, code, "open", err);
    sqlite3_finalize(statement);
    return ok;
}

static void configure(Db *db) {
    sqlite3 *sqlite = db->sqlite;
    sqlite3_extended_result_codes(sqlite, 1);
    sqlite3_busy_timeout(sqlite, BUSY_MS);
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_DQS_DDL,
                              SQLITE_DBCONFIG_DQS_DML,        SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW,    SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION};
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        sqlite3_db_config(sqlite, off[i], 0, NULL);
    }
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    static const int limits[][2] = {{SQLITE_LIMIT_LENGTH, VALUE_BYTES_MOST},
                                    {SQLITE_LIMIT_ATTACHED, 2}, // the index; VACUUM INTO attaches its copy
                                    {SQLITE_LIMIT_COLUMN, 64},
                                    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                    {SQLITE_LIMIT_WORKER_THREADS, 0}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        sqlite3_limit(sqlite, limits[i][0], limits[i][1]);
    }
}

static bool open_sqlite(Db *db, const char *name, int flags, Error *err) {
    // Counting memory would make all threads wait for one lock. Refused, and without need, from the second on.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int code = sqlite3_open_v2(name, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        fail_with(db, code, "open", err);
        sqlite3_close_v2(db->sqlite);
        db->sqlite = NULL;
        return false;
    }
    configure(db);
    return !db->format->prepare || db->format->prepare(db->sqlite) || db_fail(db, "open", err);
}

void db_add_immutable_name(const char *path, String *name) {
    string_add_text(name, "file:");
    for (const char *c = path; *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#') {
            string_format(name, "%%%02X", (unsigned) *c);
        } else {
            string_add_char(name, *c);
        }
    }
    string_add_text(name, "?immutable=1");
}

// A WAL file that was closed cleanly on a disk that cannot be written: it opens only as a
// file that nobody will change.
static bool open_immutable(Db *db, Error *err) {
    String name = {0};
    string_format(&name, "%s-wal", db->path);
    bool has_wal = file_exists(name.data);
    string_clear(&name);
    db_add_immutable_name(db->path, &name);
    bool ok = !has_wal && open_sqlite(db, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    string_free(&name);
    return ok;
}

// In this order, since somebody else may be making the file between the questions: one that is ours is
// never taken for another program's.
static bool read_header(Db *db, int64_t *application, int64_t *version, int64_t *tables, Error *err) {
    return pragma_number(db, "SELECT count(*) FROM sqlite_schema", tables, err) &&
           pragma_number(db, "PRAGMA user_version", version, err) &&
           pragma_number(db, "PRAGMA application_id", application, err);
}

// Opens as well as the file allows, and reads its header.
static bool open_and_read(Db *db, DbMode mode, int64_t *application, int64_t *version, int64_t *tables,
                          Error *err) {
    int flags = mode == DB_READ || mode == DB_LOOK ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == DB_CREATE) {
        flags |= SQLITE_OPEN_CREATE;
    }
    if (!open_sqlite(db, db->path, flags, err)) {
        return false;
    }
    if (read_header(db, application, version, tables, err)) {
        db->read_only = sqlite3_db_readonly(db->sqlite, "main") == 1;
        return true;
    }
    int code = sqlite3_errcode(db->sqlite) & 0xff;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY) {
        return false;
    }
    sqlite3_close_v2(db->sqlite);
    db->sqlite = NULL;
    Error first = err ? *err : (Error){0};
    if (!open_immutable(db, err)) {
        if (err) {
            *err = first;
        }
        return false;
    }
    db->read_only = true;
    return read_header(db, application, version, tables, err);
}

static bool set_number(Db *db, const char *pragma, int64_t number, Error *err) {
    char sql[80];
    snprintf(sql, sizeof sql, "PRAGMA %s = %lld", pragma, (long long) number);
    return db_execute(db, sql, err);
}

// SQLite does not wait by itself where another connection makes the same file at this moment.
static bool turn_to_wal(Db *db, Error *err) {
    enum { STEP_MS = 10 };
    int code;
    for (int waited = 0;
         (code = sqlite3_exec(db->sqlite, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) == SQLITE_BUSY &&
         waited < BUSY_MS;
         waited += STEP_MS) {
        sqlite3_sleep(STEP_MS);
    }
    return code == SQLITE_OK || fail_with(db, code, "use", err);
}

static bool set_journal(Db *db, Error *err) {
    if (db->format->journal == DB_ROLLBACK) {
        return db_execute(db, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL", err);
    }
    return turn_to_wal(db, err) && db_execute(db,
                                              "PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;"
                                              "PRAGMA wal_autocheckpoint = 10000",
                                              err);
}

static bool settle(Db *db, Error *err) {
    bool cache = db->format->journal == DB_WAL;
    // SQLite checks a mapped page anew each time that it comes upon it: half of all that reading took. What it
    // reads it checks in any case.
    if (!set_number(db, "cell_size_check", !(cache && db->read_only), err) ||
        !db_execute(db, "PRAGMA temp_store = MEMORY", err)) {
        return false;
    }
    if (db->read_only) {
        return set_number(db, "mmap_size", cache ? READER_MAP_BYTES : 0, err) &&
               set_number(db, "cache_size", -READER_CACHE_KB, err);
    }
    return set_number(db, "mmap_size", 0, err) &&
           set_number(db, "cache_size", cache ? -WRITER_CACHE_KB : -READER_CACHE_KB, err) &&
           set_journal(db, err);
}

// Two processes may make the same file at once: whoever waited for the lock finds it done.
static bool migrate(Db *db, Error *err) {
    const DbFormat *format = db->format;
    int64_t version;
    if (!db_execute(db, "BEGIN IMMEDIATE", err)) {
        return false;
    }
    bool ok = pragma_number(db, "PRAGMA user_version", &version, err);
    for (; ok && version < format->version; version++) {
        ok = db_execute(db, format->migrations[version], err);
    }
    ok = ok && set_number(db, "application_id", format->application_id, err) &&
         set_number(db, "user_version", format->version, err) && db_execute(db, "COMMIT", err);
    if (!ok) {
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}

static bool bring_up_to_date(Db *db, int64_t version, Error *err) {
    if (version > 0) {
        String copy = {0};
        string_format(&copy, "%s.v%lld", db->path, (long long) version);
        bool copied = db_copy(db, copy.data, err);
        string_free(&copy);
        if (!copied) {
            return error_prefix(err, "before bringing it up to date");
        }
    }
    return migrate(db, err);
}

static bool make_current(const char *path, const DbFormat *format, Error *err) {
    Db *db = db_open(path, format, DB_CREATE, err);
    db_close(db);
    return db != NULL;
}

// What was read of a file whose first writing was cut off may be taken for unchanging, and is gone now.
static bool open_again(Db *db, Error *err) {
    int64_t application, version, tables;
    sqlite3_close_v2(db->sqlite);
    db->sqlite = NULL;
    return open_and_read(db, DB_READ, &application, &version, &tables, err);
}

static bool check_and_prepare(Db *db, DbMode mode, Error *err) {
    const DbFormat *format = db->format;
    int64_t application, version, tables;
    if (!open_and_read(db, mode, &application, &version, &tables, err)) {
        return false;
    }
    bool empty = application == 0 && version == 0 && tables == 0;
    db->unusable = (!empty && (uint32_t) application != format->application_id) || version > format->version;
    if (!empty && (uint32_t) application != format->application_id) {
        return error_set(err, ERROR_SYSTEM, "%s is not a carrel %s: it is another program's database",
                         db->path, format->noun);
    }
    if (version > format->version) {
        return error_set(
            err, ERROR_SYSTEM,
            "%s was written by a newer carrel (version %lld; this one reads up to %d): use that one",
            db->path, (long long) version, format->version);
    }
    if (empty && mode == DB_WRITE) {
        return error_set(err, ERROR_SYSTEM, "%s is empty, not a carrel %s", db->path, format->noun);
    }
    if (version == format->version) {
        return settle(db, err);
    }
    if (mode == DB_LOOK) {
        return error_set(err, ERROR_SYSTEM, "%s is of an older version", db->path);
    }
    if (mode == DB_READ) {
        return make_current(db->path, format, err) && open_again(db, err) && settle(db, err);
    }
    if (db->read_only) {
        return error_set(err, ERROR_SYSTEM,
                         "%s is %s and cannot be brought up to date because it cannot be written", db->path,
                         empty ? "empty" : "of an older version");
    }
    return (!empty || (set_number(db, "page_size", format->page_size, err) &&
                       (!format->shrinks || db_execute(db, "PRAGMA auto_vacuum = INCREMENTAL", err)))) &&
           settle(db, err) && bring_up_to_date(db, version, err);
}

Db *db_open(const char *path, const DbFormat *format, DbMode mode, Error *err) {
    bool unusable;
    return db_open_telling(path, format, mode, &unusable, err);
}

Db *db_open_telling(const char *path, const DbFormat *format, DbMode mode, bool *unusable, Error *err) {
    *unusable = false;
    if (file_is_folder(path)) {
        error_set(err, ERROR_SYSTEM, "%s is a folder, not a carrel %s", path, format->noun);
        return NULL;
    }
    if ((mode == DB_WRITE || mode == DB_LOOK) && !file_exists(path)) {
        error_set(err, ERROR_SYSTEM, "there is no %s %s", format->noun, path);
        return NULL;
    }
    if (mode == DB_READ && !file_exists(path) && !make_current(path, format, err)) {
        return NULL;
    }
    Db *db = memory_new(sizeof *db);
    db->path = memory_copy_string(path);
    db->format = format;
    if (!check_and_prepare(db, mode, err)) {
        *unusable = db->unusable;
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(Db *db) {
    if (!db) {
        return;
    }
    for (size_t i = 0; i < db->statement_count; i++) {
        sqlite3_finalize(db->statements[i].statement);
    }
    sqlite3_close_v2(db->sqlite);
    free(db->statements);
    free(db->path);
    free(db);
}

bool db_sound(Db *db, bool whole, String *report, Error *err) {
    sqlite3_stmt *statement = NULL;
    const char *sql = whole ? "PRAGMA integrity_check" : "PRAGMA quick_check";
    int code = sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL);
    if (code != SQLITE_OK) {
        return fail_with(db, code, "check", err);
    }
    bool row, sound = true, ok;
    while ((ok = db_step(db, statement, &row, err)) && row) {
        StringView line = db_view(statement, 0);
        if (!sv_equal(line, SV("ok"))) {
            sound = false;
            string_add(report, line);
            string_add_char(report, '\n');
        }
    }
    sqlite3_finalize(statement);
    return ok && sound;
}

// --- copying ---

static bool sync_path(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    bool ok = fsync(file) == 0;
    return close(file) == 0 && ok;
}

bool db_copy(Db *db, const char *target, Error *err) {
    String temporary = {0}, folder = {0};
    string_format(&temporary, "%s.new", target);
    StringView base = path_base(target);
    string_add(&folder, sv_part(sv(target), 0, (size_t) (base.data - target)));
    if (folder.length == 0) {
        string_add_char(&folder, '.');
    }
    unlink(temporary.data); // what a copy that was cut off left behind
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(db->sqlite, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK;
    if (ok) {
        db_bind_view(statement, 1, string_view(&temporary));
        ok = db_run(db, statement, err);
    } else {
        db_fail(db, "copy", err);
    }
    sqlite3_finalize(statement);
    if (ok && !(sync_path(temporary.data, O_RDONLY) && rename(temporary.data, target) == 0 &&
                sync_path(folder.data, O_RDONLY | O_DIRECTORY))) {
        ok = error_set(err, ERROR_SYSTEM, "could not write the copy %s: %s", target, strerror(errno));
    }
    if (!ok) {
        unlink(temporary.data);
    }
    string_free(&temporary);
    string_free(&folder);
    return ok;
}
