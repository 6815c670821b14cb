#include "search_sql.h"

#include "carrel/study/ident.h"
#include "cited.h"
#include "search_collect.h"
#include "search_match.h"
#include "search_rank.h"

#include <stdio.h>
#include <string.h>

#define SET_TYPE "carrel-ids"

void search_add_note(String *note, const char *sentence) {
    if (note && sv_find(string_view(note), sv(sentence)) == SV_NONE) {
        string_add_text(note, note->length > 0 ? "; " : "");
        string_add_text(note, sentence);
    }
}

// --- functions of the SQL ---

// in_set(set, id)
static void in_set(sqlite3_context *context, int count, sqlite3_value **values) {
    (void) count;
    const IdSet *set = sqlite3_value_pointer(values[0], SET_TYPE);
    sqlite3_result_int(context, set && id_set_has(set, sqlite3_value_int64(values[1])));
}

bool cache_add_functions(Cache *cache, Error *err) {
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    return sqlite3_create_function(cache->db->sqlite, "in_set", 2, flags, NULL, in_set, NULL, NULL) ==
                   SQLITE_OK
               ? search_add_rank(cache->db, err)
               : db_fail(cache->db, "search", err);
}

// --- bindings ---

// Its parameter is ?COUNT.
static Bound *add_bound(SearchSql *sql, BoundKind kind) {
    sql->bounds =
        arena_grow(sql->arena, sql->bounds, &sql->bound_capacity, sql->bound_count + 1, sizeof *sql->bounds);
    Bound *bound = &sql->bounds[sql->bound_count++];
    *bound = (Bound){.kind = kind};
    return bound; // its parameter is ?COUNT
}

void search_bind(const SearchSql *sql, sqlite3_stmt *statement) {
    for (size_t i = 0; i < sql->bound_count; i++) {
        const Bound *bound = &sql->bounds[i];
        int index = (int) i + 1;
        switch (bound->kind) {
        case BOUND_NUMBER:
            sqlite3_bind_int64(statement, index, bound->number);
            break;
        case BOUND_TEXT:
            db_bind_text(statement, index, bound->text);
            break;
        case BOUND_SET:
            sqlite3_bind_pointer(statement, index, bound->set, SET_TYPE, NULL);
            break;
        }
    }
}

void search_sql_free(SearchSql *sql) {
    for (size_t i = 0; i < sql->bound_count; i++) {
        if (sql->bounds[i].kind == BOUND_SET) {
            id_set_free(sql->bounds[i].set);
        }
    }
    id_list_free(&sql->scope);
    string_free(&sql->where);
}

bool search_resolve(Cache *cache, const IdList *ids, IdList *now, Error *err) {
    for (size_t i = 0; i < ids->count; i++) {
        StudyId id = ids->ids[i], moved = 0;
        if (id < 0 && !study_resolve(cache, id, &moved, err)) {
            return false;
        }
        id_list_add(now, moved ? moved : id);
    }
    id_list_sort(now);
    return true;
}

// --- conditions ---

static void add_range(SearchSql *sql, const char *value, int64_t from, int64_t to) {
    add_bound(sql, BOUND_NUMBER)->number = from;
    add_bound(sql, BOUND_NUMBER)->number = to;
    string_format(&sql->where, "%s BETWEEN ?%zu AND ?%zu", value, sql->bound_count - 1, sql->bound_count);
}

// A condition on a column of study, false for studies without a record.
static void add_column(SearchSql *sql, const char *condition) {
    sql->uses_study = true;
    string_format(&sql->where, "ifnull(%s, 0)", condition);
}

IdSet *search_add_set(SearchSql *sql) {
    IdSet *set = ARENA_NEW(sql->arena, IdSet);
    add_bound(sql, BOUND_SET)->set = set;
    string_format(&sql->where, "in_set(?%zu, " ID_MARK ")", sql->bound_count);
    return set;
}

static bool add_review_leaf(SearchSql *sql, const QueryNode *leaf, Error *err) {
    const char *name = query_fields[leaf->field].name;
    if (!sql->review) {
        return error_set(err, ERROR_USAGE, "column %zu: %s:%s asks about a review, and none is open",
                         leaf->column, name, leaf->text);
    }
    IdSet *set = search_add_set(sql);
    IdList ids = {0};
    bool ok = sql->review->ids(sql->review->context, leaf, &ids, err) &&
              search_resolve(sql->cache, &ids, &set->list, err);
    id_list_free(&ids);
    return ok;
}

typedef struct {
    IdList *ids;
    int64_t from, to;
} CitedRange;

static void add_outside(void *context, StudyId id, int64_t count) {
    const CitedRange *range = context;
    if (count < range->from || count > range->to) {
        id_list_add(range->ids, id);
    }
}

static void add_inside(void *context, StudyId id, int64_t count) {
    const CitedRange *range = context;
    if (count >= range->from && count <= range->to) {
        id_list_add(range->ids, id);
    }
}

// A study of which nothing is known to cite it has none.
static bool add_cited(SearchSql *sql, int64_t from, int64_t to, Error *err) {
    bool with_none = from <= 0 && to >= 0;
    sql->uses_study = true;
    string_add_text(&sql->where, with_none ? "s.id IS NOT NULL AND NOT " : "s.id IS NOT NULL AND ");
    CitedRange range = {&search_add_set(sql)->list, from, to};
    return cited_each(sql->cache, with_none ? add_outside : add_inside, &range, err);
}

static bool add_is(SearchSql *sql, const QueryNode *leaf, Error *err) {
    if (strcmp(leaf->text, "stub") == 0) {
        sql->uses_study = true;
        string_format(&sql->where, "(s.id IS NULL OR s.flags & %d != 0)", STUDY_STUB);
        return true;
    }
    if (strcmp(leaf->text, "retracted") == 0) {
        char condition[40];
        snprintf(condition, sizeof condition, "s.flags & %d != 0", STUDY_RETRACTED);
        add_column(sql, condition);
        return true;
    }
    return add_review_leaf(sql, leaf, err);
}

static bool add_has(SearchSql *sql, const QueryNode *leaf, Error *err) {
    static const struct {
        const char *name, *condition;
    } columns[] = {{"abstract", "s.flags & 4 = 0"},    {"doi", "s.doi IS NOT NULL"},
                   {"pmcid", "s.pmcid IS NOT NULL"},   {"pmid", "s.id > 0"},
                   {"references", "s.parts & 1 != 0"}, {"similar", "s.parts & 4 != 0"},
                   {"mesh", "s.parts & 8 != 0"}};
    _Static_assert(STUDY_NO_ABSTRACT == 4 && PART_REFERENCES == 1 && PART_SIMILAR == 4 && PART_MESH == 8,
                   "the conditions above spell these out");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (strcmp(leaf->text, columns[i].name) == 0) {
            add_column(sql, columns[i].condition);
            return true;
        }
    }
    return strcmp(leaf->text, "citedby") == 0 ? add_cited(sql, 1, INT64_MAX, err)
                                              : add_review_leaf(sql, leaf, err);
}

static bool add_in(SearchSql *sql, const QueryNode *leaf, Error *err) {
    if (strcmp(leaf->text, "cache") == 0) {
        string_add_char(&sql->where, '1'); // it lifted the scope already
        return true;
    }
    if (!sql->review) {
        return error_set(err, ERROR_USAGE, "column %zu: in:%s needs a review, and none is open", leaf->column,
                         leaf->text);
    }
    if (!sql->review->scope) {
        string_add_char(&sql->where, '1');
        return true;
    }
    return search_resolve(sql->cache, sql->review->scope, &search_add_set(sql)->list, err);
}

// Every study that an identifier means: several where they share a DOI.
static bool find_ids(SearchSql *sql, const QueryNode *leaf, IdList *ids, Error *err) {
    if (leaf->field == FIELD_DOI || leaf->field == FIELD_PMCID) {
        return alias_find(sql->cache, leaf->field == FIELD_DOI ? "doi" : "pmcid", leaf->text, ids, err);
    }
    Ident ident;
    Error own = {0};
    if (!ident_parse(sv(leaf->text), sql->arena, &ident, err)) {
        return false;
    }
    if (ident.scheme == IDENT_DOI || ident.scheme == IDENT_PMCID) {
        return alias_find(sql->cache, ident.scheme == IDENT_DOI ? "doi" : "pmcid", ident.value, ids, err);
    }
    StudyId id = ident.scheme == IDENT_PMID ? ident.number : cache_find(sql->cache, &ident, &own);
    if (id) {
        id_list_add(ids, id);
    }
    if (own.kind != ERROR_NONE && err) {
        *err = own;
    }
    return own.kind == ERROR_NONE;
}

static bool add_idents(SearchSql *sql, const QueryNode *leaf, Error *err) {
    IdList *ids = &search_add_set(sql)->list;
    if (leaf->field == FIELD_PMID) {
        id_list_add(ids, leaf->from);
        return true;
    }
    return find_ids(sql, leaf, ids, err);
}

// refs: and citedby: of a study or of all that a query finds.
static bool add_neighbours(SearchSql *sql, const QueryNode *leaf, Error *err) {
    LinkKind kind = leaf->field == FIELD_REFS ? LINK_REFERENCES : LINK_CITED_BY;
    IdList *set = &search_add_set(sql)->list, of = {0};
    bool ok = leaf->inner
                  ? search_ids(sql->cache, leaf->inner, sql->review, sql->lift_scope, sql->note, &of, err)
                  : find_ids(sql, leaf, &of, err);
    for (size_t i = 0; ok && i < of.count; i++) {
        IdList linked = {0};
        ok = cache_link_ids(sql->cache, of.ids[i], kind, &linked, err);
        for (size_t k = 0; k < linked.count; k++) {
            id_list_add(set, linked.ids[k]);
        }
        id_list_free(&linked);
        if (ok && atomic_load(&sql->cache->interrupted)) {
            ok = error_set(err, ERROR_CANCELLED, "stopped");
        }
    }
    id_list_free(&of);
    return ok;
}

static bool add_leaf(SearchSql *sql, const QueryNode *leaf, Error *err) {
    switch (leaf->field) {
    case FIELD_YEAR:
    case FIELD_DATE: {
        const char *column = leaf->field == FIELD_YEAR ? "s.year" : "s.date";
        sql->uses_study = true;
        string_format(&sql->where, "ifnull(%s > 0 AND ", column);
        add_range(sql, column, leaf->from, leaf->to);
        string_add_text(&sql->where, ", 0)");
        return true;
    }
    case FIELD_CITES:
        return add_cited(sql, leaf->from, leaf->to, err);
    case FIELD_ID:
    case FIELD_PMID:
    case FIELD_DOI:
    case FIELD_PMCID:
        return add_idents(sql, leaf, err);
    case FIELD_IS:
        return add_is(sql, leaf, err);
    case FIELD_HAS:
        return add_has(sql, leaf, err);
    case FIELD_IN:
        return add_in(sql, leaf, err);
    case FIELD_REFS:
    case FIELD_CITED_BY:
        return add_neighbours(sql, leaf, err);
    default:
        if (query_fields[leaf->field].of_review) {
            return add_review_leaf(sql, leaf, err);
        }
        // text without a letter or digit
        string_add_char(&sql->where, '0');
        search_add_note(sql->note, "a word without letters or digits finds nothing");
        return true;
    }
}

// Text beside other conditions is asked for once, and its hits are a set.
static bool add_matches(SearchSql *sql, Matches matches, const char *match, Error *err) {
    string_add_text(&sql->where, matches == MATCHES_THESE ? "" : "NOT ");
    for (size_t i = 0; i < sql->bound_count; i++) {
        if (sql->bounds[i].kind == BOUND_SET && sql->bounds[i].text &&
            strcmp(sql->bounds[i].text, match) == 0) {
            string_format(&sql->where, "in_set(?%zu, " ID_MARK ")", i + 1);
            return true;
        }
    }
    IdSet *hits = search_add_set(sql);
    sql->bounds[sql->bound_count - 1].text = arena_copy(sql->arena, match);
    bool ok = search_hits(sql->cache, match, &hits->list, err);
    id_set_pack(hits);
    return ok;
}

bool search_add_condition(SearchSql *sql, const QueryNode *node, Error *err) {
    String match = {0};
    Matches matches = search_match(node, &sql->prefixes, &match);
    bool ok = matches == MATCHES_NONE || add_matches(sql, matches, string_text(&match), err);
    string_free(&match);
    if (matches != MATCHES_NONE || !ok) {
        return ok;
    }
    switch (node->type) {
    case QUERY_ALL:
        string_add_char(&sql->where, '1');
        return true;
    case QUERY_WORD:
        return add_leaf(sql, node, err);
    case QUERY_NOT:
        string_add_text(&sql->where, "NOT (");
        if (!search_add_condition(sql, node->left, err)) {
            return false;
        }
        break;
    case QUERY_AND:
    case QUERY_OR:
        string_add_char(&sql->where, '(');
        if (!search_add_condition(sql, node->left, err)) {
            return false;
        }
        string_add_text(&sql->where, node->type == QUERY_AND ? " AND " : " OR ");
        if (!search_add_condition(sql, node->right, err)) {
            return false;
        }
        break;
    }
    string_add_char(&sql->where, ')');
    return true;
}
