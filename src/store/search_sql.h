#ifndef CARREL_STORE_SEARCH_SQL_H
#define CARREL_STORE_SEARCH_SQL_H

#include "cachefile.h"
#include "carrel/store/search.h"
#include "id_set.h"
#include "search_prefix.h"

// A query tree as SQL. What is text becomes MATCH expressions of FTS5, as large as can
// be; columns become conditions on study; what the review or the links say becomes sets of
// ids, bound by pointer.

typedef enum { BOUND_NUMBER, BOUND_TEXT, BOUND_SET } BoundKind;
typedef struct {
    BoundKind kind;
    int64_t number;
    const char *text; // of a set, what it holds the hits of; else NULL
    IdSet *set;       // owned; ready once the query is compiled
} Bound;

// Where the answer's ids come from, each kind newest first.
typedef enum {
    FROM_SCOPE,  // all of the scope, and no SQL is needed
    FROM_TEXT,   // what `match` finds
    FROM_LIST,   // a set of ids that every answer is in
    FROM_STUDIES // every study
} SearchFrom;

typedef struct {
    Cache *cache;
    const SearchReview *review; // NULL: none is open
    bool lift_scope;            // in: an outer query says in:cache; out: so does this one
    Arena *arena;
    String *note; // may be NULL
    PrefixTable prefixes;
    // The answer: ids of `from` that fulfil `where` and that `all_but` does not find.
    SearchFrom from;
    const char *match;       // text that every answer must match; NULL where there is none
    const char *first_match; // text that finds most of that much sooner; NULL where nothing does
    const char *all_but;     // text that no answer may match; NULL where there is none
    const IdList *list;      // FROM_LIST
    String where;            // SQL with ID_MARK for the study's id; empty where nothing is asked
    bool uses_study;         // `where` asks the study's row
    IdList scope;            // sorted, of the ids that studies have now
    bool has_scope;
    Bound *bounds;
    size_t bound_count, bound_capacity;
} SearchSql;

// Fills the answer; refs:( … ) inside are run at once.
bool search_compile(SearchSql *sql, const QueryNode *tree, Error *err);
// Appends `where`, the study's id being `id` there.
void search_add_where(const SearchSql *sql, const char *id, String *out);
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
// Appends the condition that the id is in a set, which the caller fills. The
// bindings own it.
IdSet *search_add_set(SearchSql *sql);
// The ids that studies of `ids` have now, sorted: a review may know one by a number that
// it had before its PMID came.
bool search_resolve(Cache *cache, const IdList *ids, IdList *now, Error *err);
void search_add_note(String *note, const char *sentence);

#endif
