#include "carrel/store/review.h"

#include "db.h"
#include "review_backup.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Version 1: the log. `number` is the order of appending in this file; everything else
// is the event. A candidate is empty where the event is about the review.
static const char *const migrations[] = {
    "CREATE TABLE event("
    "number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, action BLOB NOT NULL, time INTEGER NOT NULL,"
    "reviewer BLOB NOT NULL, stage INTEGER NOT NULL, kind INTEGER NOT NULL, candidate BLOB NOT NULL,"
    "value TEXT NOT NULL) STRICT",
};
static const DbFormat review_format = {
    .noun = "review",
    .application_id = 0x63726c52, // "crlR"
    .migrations = migrations,
    .version = sizeof migrations / sizeof *migrations,
    .journal = DB_ROLLBACK,
    .page_size = 4096,
    .advice = "; it was left as it is",
};

// The end of the year 9999. A later time in a damaged or hostile file counts as this one, so that
// "one later than the last" stays a number.
#define TIME_MOST INT64_C(253402300799999)

struct ReviewFile {
    Db *db;
    int64_t read_to;      // number of the last event that review_read gave
    int64_t seen_to;      // number up to which last_time is known
    int64_t last_time;    // the latest time among those
    int64_t data_version; // at the last look
    dev_t device;         // which file it is, to notice that another took its place
    ino_t inode;
};

static void name_last_backup(const char *path, Error *err) {
    String last = {0};
    if (err && review_backup_last(path, &last)) {
        Error first = *err;
        error_set(err, first.kind, "%s; the last backup is %s", first.text, last.data);
    }
    string_free(&last);
}

static bool is_sound(Db *db, Error *err) {
    String report = {0};
    Error failed = {0};
    bool ok = db_sound(db, false, &report, &failed);
    if (!ok && failed.kind != ERROR_NONE) {
        error_set(err, failed.kind, "%s", failed.text);
    } else if (!ok) {
        StringView rest = string_view(&report), line = {0};
        sv_line(&rest, &line);
        error_set(err, ERROR_SYSTEM, "%s is damaged (%.*s)%s", db->path, (int) line.length, line.data,
                  review_format.advice);
    }
    string_free(&report);
    return ok;
}

ReviewFile *review_open(const char *path, bool create, Error *err) {
    Db *db = db_open(path, &review_format, create ? DB_CREATE : DB_WRITE, err);
    struct stat file = {0};
    if (db && stat(path, &file) != 0) {
        error_set(err, ERROR_SYSTEM, "could not open %s: %s", path, strerror(errno));
    }
    if (db && (!file.st_ino || !is_sound(db, err))) {
        db_close(db);
        db = NULL;
    }
    if (!db) {
        name_last_backup(path, err);
        return NULL;
    }
    ReviewFile *review = memory_new(sizeof *review);
    review->db = db;
    review->device = file.st_dev;
    review->inode = file.st_ino;
    review->data_version = -1;
    return review;
}

void review_close(ReviewFile *review) {
    if (review) {
        db_close(review->db);
        free(review);
    }
}

const char *review_path(const ReviewFile *review) {
    return review->db->path;
}

bool review_is_read_only(const ReviewFile *review) {
    return review->db->read_only;
}

// --- reading ---

static bool take_key(sqlite3_stmt *statement, int column, bool may_be_empty, Key *key) {
    StringView bytes = db_view(statement, column);
    *key = (Key){{0}};
    if (bytes.length == sizeof key->bytes) {
        memcpy(key->bytes, bytes.data, sizeof key->bytes);
        return true;
    }
    return may_be_empty && bytes.length == 0;
}

// Text of a file that somebody mailed need not be UTF-8.
static const char *take_value(sqlite3_stmt *statement, int column, Arena *arena) {
    StringView text = db_view(statement, column);
    if (text_is_valid(text)) {
        return arena_copy_view(arena, text);
    }
    String valid = {0};
    text_add_valid(&valid, text);
    const char *copy = arena_copy_view(arena, string_view(&valid));
    string_free(&valid);
    return copy;
}

static int64_t take_time(sqlite3_stmt *statement, int column) {
    int64_t time = sqlite3_column_int64(statement, column);
    return time > TIME_MOST ? TIME_MOST : time < 0 ? 0 : time;
}

static bool take_event(sqlite3_stmt *statement, Arena *arena, Event *event) {
    *event = (Event){
        .time = take_time(statement, 3),
        .stage = sqlite3_column_int(statement, 5),
        .kind = (EventKind) sqlite3_column_int(statement, 6),
        .value = take_value(statement, 8, arena),
    };
    return take_key(statement, 1, false, &event->id) && take_key(statement, 2, false, &event->action) &&
           take_key(statement, 4, false, &event->reviewer) && take_key(statement, 7, true, &event->candidate);
}

// Events behind `number`, which becomes that of the last one.
static bool read_behind(Db *db, int64_t *number, Arena *arena, Event **events, size_t *count, Error *err) {
    *events = NULL;
    *count = 0;
    sqlite3_stmt *statement =
        db_statement(db,
                     "SELECT number, id, action, time, reviewer, stage, kind, candidate, value FROM event "
                     "WHERE number > ?1 ORDER BY number",
                     err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, *number);
    size_t capacity = 0;
    int64_t last = *number;
    bool row;
    while (db_step(db, statement, &row, err)) {
        if (!row) {
            *number = last;
            return true;
        }
        last = sqlite3_column_int64(statement, 0);
        *events = arena_grow(arena, *events, &capacity, *count + 1, sizeof **events);
        if (!take_event(statement, arena, &(*events)[*count])) {
            sqlite3_reset(statement);
            return error_set(err, ERROR_SYSTEM, "%s is damaged: its event %" PRId64 " has no whole key",
                             db->path, last);
        }
        ++*count;
    }
    return false;
}

static bool is_in_place(const ReviewFile *review, Error *err) {
    struct stat file;
    if (stat(review->db->path, &file) == 0 && file.st_dev == review->device && file.st_ino == review->inode) {
        return true;
    }
    return error_set(err, ERROR_SYSTEM, "%s was moved or replaced while it was open", review->db->path);
}

bool review_read(ReviewFile *review, Arena *arena, Event **events, size_t *count, Error *err) {
    return is_in_place(review, err) && read_behind(review->db, &review->read_to, arena, events, count, err);
}

static bool number_of(Db *db, const char *sql, int64_t *number, Error *err) {
    sqlite3_stmt *statement = db_statement(db, sql, err);
    return statement && db_number(db, statement, 0, number, err);
}

bool review_changed(ReviewFile *review) {
    int64_t version, last;
    if (!is_in_place(review, NULL) || !number_of(review->db, "PRAGMA data_version", &version, NULL)) {
        return true; // the next call tells what is wrong
    }
    if (version == review->data_version) {
        return false;
    }
    if (!number_of(review->db, "SELECT max(number) FROM event", &last, NULL)) {
        return true;
    }
    review->data_version = version;
    return last > review->read_to;
}

// --- appending ---

// What the events of an append are on disk: the time of those that are there already.
typedef struct {
    bool is_there;
    int64_t time;
} OnDisk;

static bool look_for(Db *db, const Event *event, OnDisk *on_disk, Error *err) {
    sqlite3_stmt *statement = db_statement(db, "SELECT time FROM event WHERE id = ?1", err);
    bool row;
    if (!statement) {
        return false;
    }
    db_bind_blob(statement, 1, (StringView){(const char *) event->id.bytes, sizeof event->id.bytes});
    if (!db_step(db, statement, &row, err)) {
        return false;
    }
    *on_disk = (OnDisk){row, row ? take_time(statement, 0) : event->time};
    sqlite3_reset(statement);
    return true;
}

// Learns the latest time of what others appended since the last look.
static bool look_at_others(ReviewFile *review, Error *err) {
    sqlite3_stmt *statement =
        db_statement(review->db, "SELECT max(number), max(time) FROM event WHERE number > ?1", err);
    bool row;
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, review->seen_to);
    if (!db_step(review->db, statement, &row, err)) {
        return false;
    }
    if (sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        int64_t time = take_time(statement, 1);
        review->seen_to = sqlite3_column_int64(statement, 0);
        review->last_time = time > review->last_time ? time : review->last_time;
    }
    sqlite3_reset(statement);
    return true;
}

static bool insert(Db *db, const Event *event, int64_t time, Error *err) {
    sqlite3_stmt *statement =
        db_statement(db,
                     "INSERT INTO event(id, action, time, reviewer, stage, kind, candidate, value) "
                     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     err);
    if (!statement) {
        return false;
    }
    size_t size = sizeof event->id.bytes;
    db_bind_blob(statement, 1, (StringView){(const char *) event->id.bytes, size});
    db_bind_blob(statement, 2, (StringView){(const char *) event->action.bytes, size});
    sqlite3_bind_int64(statement, 3, time);
    db_bind_blob(statement, 4, (StringView){(const char *) event->reviewer.bytes, size});
    sqlite3_bind_int(statement, 5, event->stage);
    sqlite3_bind_int(statement, 6, (int) event->kind);
    db_bind_blob(
        statement, 7,
        (StringView){(const char *) event->candidate.bytes, key_is_none(event->candidate) ? 0 : size});
    db_bind_text(statement, 8, event->value);
    return db_run(db, statement, err);
}

// How much later than they say the new events must be, to stand behind all on disk.
static int64_t delay(const Event *events, const OnDisk *on_disk, size_t count, int64_t last_time) {
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!on_disk[i].is_there && events[i].time < first) {
            first = events[i].time;
        }
    }
    return first <= last_time ? last_time + 1 - first : 0;
}

// Writes what is there already: so a commit without news is one that reaches the disk, too.
static bool touch(Db *db, Error *err) {
    int64_t version;
    char sql[48];
    if (!number_of(db, "PRAGMA user_version", &version, err)) {
        return false;
    }
    snprintf(sql, sizeof sql, "PRAGMA user_version = %" PRId64, version);
    return db_execute(db, sql, err);
}

static bool append_in_transaction(ReviewFile *review, const Event *events, OnDisk *on_disk, size_t count,
                                  bool is_merge, Error *err) {
    Db *db = review->db;
    for (size_t i = 0; i < count; i++) {
        if (!look_for(db, &events[i], &on_disk[i], err)) {
            return false;
        }
    }
    if (!look_at_others(review, err)) {
        return false;
    }
    bool any_new = false;
    int64_t later = is_merge ? 0 : delay(events, on_disk, count, review->last_time);
    for (size_t i = 0; i < count; i++) {
        if (!on_disk[i].is_there) {
            any_new = true;
            on_disk[i].time += later;
            if (!insert(db, &events[i], on_disk[i].time, err)) {
                return false;
            }
        }
    }
    // An action that is there may be so by a commit that failed at its end.
    return (any_new || is_merge || touch(db, err)) && db_execute(db, "COMMIT", err);
}

static bool append(ReviewFile *review, Event *events, size_t count, bool is_merge, size_t *added,
                   Error *err) {
    *added = 0;
    if (review->db->read_only) {
        return error_set(err, ERROR_SYSTEM, "%s can only be read", review->db->path);
    }
    if (count == 0) {
        return true;
    }
    if (!is_in_place(review, err) || !db_execute(review->db, "BEGIN IMMEDIATE", err)) {
        return false;
    }
    OnDisk *on_disk = memory_new(count * sizeof *on_disk);
    bool ok = append_in_transaction(review, events, on_disk, count, is_merge, err);
    if (!ok) {
        // Where SQLite rolled back by itself there is nothing left to roll back.
        db_execute(review->db, "ROLLBACK", NULL);
    } else {
        int64_t before = review->seen_to;
        for (size_t i = 0; i < count; i++) {
            events[i].time = on_disk[i].time;
            review->last_time = events[i].time > review->last_time ? events[i].time : review->last_time;
            *added += !on_disk[i].is_there;
        }
        review->seen_to += (int64_t) *added;
        if (review->read_to == before) {
            review->read_to = review->seen_to;
        }
    }
    free(on_disk);
    return ok;
}

bool review_append(ReviewFile *review, Event *events, size_t count, Error *err) {
    size_t added;
    return append(review, events, count, false, &added, err);
}

bool review_merge(ReviewFile *review, Event *events, size_t count, size_t *added, Error *err) {
    return append(review, events, count, true, added, err);
}

// --- keeping ---

bool review_backup(ReviewFile *review, const char *folder, Error *err) {
    int64_t events;
    bool ok = number_of(review->db, "SELECT max(number) FROM event", &events, err) &&
              (events == 0 || review_backup_make(review->db, folder, err));
    // The pages that were read for it are of no more use.
    db_execute(review->db, "PRAGMA shrink_memory", NULL);
    return ok;
}

// What a person should know about one event that cannot be right.
static void check_event(const ReviewState *state, const Event *event, size_t number, String *report) {
    if (strcmp(event_kind_name(event->kind), "unknown") == 0) {
        string_format(report, "event %zu is of an unknown kind (%d)\n", number, (int) event->kind);
    }
    Decision decision;
    if (event->kind == EVENT_DECISION && !decision_value_parse(event->value, &decision, NULL)) {
        string_format(report, "event %zu is no decision that carrel knows\n", number);
    }
    bool is_of_candidate = event->kind == EVENT_DECISION || event->kind == EVENT_CANDIDATE;
    if (is_of_candidate && !review_state_by_key(state, event->candidate)) {
        string_format(report, "event %zu is about no candidate\n", number);
    }
}

// Replays forward and backward: the state must not depend on the order.
static void check_replay(const Event *events, size_t count, String *report) {
    String dumps[2] = {{0}, {0}};
    for (int way = 0; way < 2; way++) {
        ReviewState *state = review_state_new(count ? events[0].reviewer : (Key){{0}}, 1);
        for (size_t i = 0; i < count; i++) {
            review_state_add(state, &events[way ? count - 1 - i : i], false);
        }
        review_state_dump(state, &dumps[way]);
        for (size_t i = 0; i < count && way; i++) {
            check_event(state, &events[i], i + 1, report);
        }
        review_state_free(state);
    }
    if (!sv_equal(string_view(&dumps[0]), string_view(&dumps[1]))) {
        string_add_text(report, "the events give another state when they are read backward\n");
    }
    string_free(&dumps[0]);
    string_free(&dumps[1]);
}

bool review_check(ReviewFile *review, String *report, Error *err) {
    size_t before = report->length, count;
    Error failed = {0};
    Arena arena = {0};
    Event *events;
    int64_t number = 0;
    bool ok = db_sound(review->db, true, report, &failed) || failed.kind == ERROR_NONE;
    ok = ok && read_behind(review->db, &number, &arena, &events, &count, &failed);
    if (ok) {
        check_replay(events, count, report);
    } else {
        error_set(err, failed.kind, "%s", failed.text);
    }
    arena_free(&arena);
    return ok && report->length == before;
}
