#ifndef STORE_SEARCH_COLLECT_H
#define STORE_SEARCH_COLLECT_H

#include "search_sql.h"

// Running a compiled query: its ids newest first, and the first screenful of them as soon as it is there.

// Gives a first screenful away once.
typedef struct {
    const Search *search; // NULL: nobody waits for one
    bool done;
} FirstScreen;
void first_screen_post(FirstScreen *screen, const StudyId *ids, size_t count);

// Appends the ids, newest first, and posts the first screenful when there are more.
bool search_collect(const SearchSql *sql, FirstScreen *screen, IdList *ids, Error *err);
// Appends the ids of a MATCH expression, ascending.
bool search_hits(Cache *cache, const char *match, IdList *ids, Error *err);

// A statement whose first column is ids.
typedef struct {
    Cache *cache;
    sqlite3_stmt *statement;
    StudyId id; // while `row`
    bool row;
    unsigned steps;
} IdStream;
// Prepares `text` with the bindings of `sql` (NULL: none) and `last` as one more (NULL: none).
bool id_stream_open(IdStream *stream, Cache *cache, const char *text, const SearchSql *sql, const char *last,
                    Error *err);
// Steps; `row` is false at the end. Ends early with ERROR_CANCELLED after search_interrupt.
bool id_stream_next(IdStream *stream, Error *err);
void id_stream_close(IdStream *stream);

// ERROR_CANCELLED after search_interrupt.
bool search_goes_on(Cache *cache, Error *err);

#endif
