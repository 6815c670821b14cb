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
    // The answer. SELECT of ids, newest first:
    String sql;
    // The same for text that nearly everything matches: a pass over the studies, with the
    // ids that match in *hits. Empty where `sql` looks no study up.
    String scan_sql;
    IdList *hits;
    bool is_scope; // all of the scope, and no SQL is needed
    IdList scope;  // sorted, of the ids that studies have now
    bool has_scope;
    Bound *bounds; // [0]: the text that every answer must match, or the ids it is among
    size_t bound_count, bound_capacity;
    CitedCounts counts;
    bool has_counts;
    const char *match; // text that every answer must match; NULL where there is none
    // While it is made:
    String where; // with ID_MARK for the study's id
    bool uses_study;
} SearchSql;

// Fills the answer; refs:( … ) inside are run at once.
bool search_compile(SearchSql *sql, const QueryNode *tree, Error *err);
void search_bind(const SearchSql *sql, sqlite3_stmt *statement);
void search_sql_free(SearchSql *sql);

// The ids of a query, in no order: search_run without sorting. `lift`: the scope does not hold.
bool search_ids(Cache *cache, const QueryNode *tree, const SearchReview *review, bool lift, String *note,
                IdList *ids, Error *err);

// --- what search_condition.c gives search_sql.c ---

// Stands for the study's id in conditions, until it is known which table gives it.
#define ID_MARK "#"

// Appends the condition that a tree means to sql->where. Its first binding is the set, where it is one.
bool search_add_condition(SearchSql *sql, const QueryNode *node, Error *err);
// Adds a binding; its parameter is ?COUNT.
Bound *search_add_bound(SearchSql *sql, BoundKind kind);
// Appends the condition that the id is in a set, which the caller fills and sorts. The
// bindings own it.
IdList *search_add_set(SearchSql *sql);
// The ids that studies of `ids` have now, sorted: a review may know one by a number that
// it had before its PMID came.
bool search_resolve(Cache *cache, const IdList *ids, IdList *now, Error *err);
void search_add_note(String *note, const char *sentence);

#endif
