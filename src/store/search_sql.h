#ifndef CARREL_STORE_SEARCH_SQL_H
#define CARREL_STORE_SEARCH_SQL_H

#include "cachefile.h"
#include "carrel/store/search.h"
#include "links.h"

// A query tree as SQL. What is text becomes MATCH expressions of FTS5, as large as can
// be; columns become conditions on study; what the review or the links say becomes sets of
// ids, bound by pointer.

typedef enum { BOUND_NUMBER, BOUND_TEXT, BOUND_SET, BOUND_COUNTS } BoundKind;
typedef struct {
    BoundKind kind;
    int64_t number;
    const char *text;
    IdList *set; // sorted, owned
} Bound;

typedef struct {
    Cache *cache;
    const SearchReview *review; // NULL: none is open
    bool lift_scope;            // in: an outer query says in:cache; out: so does this one
    Arena *arena;
    String *note; // may be NULL
    // The answer: SELECT … WHERE … is in `sql`, newest first where has_order.
    String sql;
    const char *match; // text that every answer must match; NULL where there is none
    bool is_scope;     // exactly the scope: no SQL is needed
    IdList scope;      // sorted, of the ids that studies have now
    bool has_scope;
    Bound *bounds;
    size_t bound_count, bound_capacity;
    CitedCounts counts;
    bool has_counts;
    // While it is made:
    String where;
    const char *id; // the expression that is the study's id
    bool uses_study;
} SearchSql;

// Fills the answer; refs:( … ) inside are run at once.
bool search_compile(SearchSql *sql, const QueryNode *tree, Error *err);
void search_bind(const SearchSql *sql, sqlite3_stmt *statement);
void search_sql_free(SearchSql *sql);

// The ids of a query, in no order: search_run without sorting. `lift`: the scope does not hold.
bool search_ids(Cache *cache, const QueryNode *tree, const SearchReview *review, bool lift, String *note,
                IdList *ids, Error *err);

void search_add_note(String *note, const char *sentence);

#endif
