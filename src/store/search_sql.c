#include "search_sql.h"

#include "search_match.h"

#include <string.h>

// What every answer must fulfil: the operands of the outermost ANDs.
typedef struct {
    const QueryNode **items;
    size_t count, capacity;
} Conjuncts;

// Text operands are gathered into one MATCH, others into `rest`.
static void split(SearchSql *sql, const QueryNode *node, Conjuncts *rest, Matches *matches, String *match) {
    String own = {0};
    Matches kind = search_match(node, &own);
    if (kind == MATCHES_NONE) {
        if (node->type == QUERY_AND) {
            split(sql, node->left, rest, matches, match);
            split(sql, node->right, rest, matches, match);
        } else if (node->type != QUERY_ALL) {
            rest->items =
                arena_grow(sql->arena, rest->items, &rest->capacity, rest->count + 1, sizeof *rest->items);
            rest->items[rest->count++] = node;
        }
    } else if (*matches == MATCHES_NONE) {
        *matches = kind;
        string_add(match, string_view(&own));
    } else {
        String both = {0};
        *matches = search_match_and(*matches, match->data, kind, own.data, &both);
        string_free(match);
        *match = both;
    }
    string_free(&own);
}

static bool asks_for_cache(const QueryNode *node) {
    switch (node->type) {
    case QUERY_WORD:
        return node->field == FIELD_IN && node->text && strcmp(node->text, "cache") == 0;
    case QUERY_NOT:
        return asks_for_cache(node->left);
    case QUERY_AND:
    case QUERY_OR:
        return asks_for_cache(node->left) || asks_for_cache(node->right);
    case QUERY_ALL:
        break;
    }
    return false;
}

// Ids as a JSON array, newest first: json_each makes a table of it.
static const char *ids_json(SearchSql *sql, const IdList *ids) {
    String json = {0};
    for (size_t i = ids->count; i > 0; i--) {
        string_format(&json, "%c%lld", i == ids->count ? '[' : ',', (long long) ids->ids[i - 1]);
    }
    string_add_text(&json, ids->count > 0 ? "]" : "[]");
    const char *copy = arena_copy_view(sql->arena, string_view(&json));
    string_free(&json);
    return copy;
}

static void add_condition(SearchSql *sql, String *out, const char *id) {
    StringView where = string_view(&sql->where);
    if (where.length > 0) {
        string_add_text(out, " AND ");
    }
    for (size_t i = 0; i < where.length; i++) {
        if (where.data[i] == ID_MARK[0]) {
            string_add_text(out, id);
        } else {
            string_add_char(out, where.data[i]);
        }
    }
}

static void assemble_text(SearchSql *sql) {
    string_format(&sql->sql, "SELECT t.rowid FROM text_index t%s WHERE t.text_index MATCH ?1",
                  sql->uses_study ? " LEFT JOIN study s ON s.id = t.rowid" : "");
    add_condition(sql, &sql->sql, "t.rowid");
    string_add_text(&sql->sql, " ORDER BY t.rowid DESC");
    if (sql->uses_study) {
        sql->hits = ARENA_NEW(sql->arena, IdList);
        search_add_bound(sql, BOUND_SET)->set = sql->hits;
        string_format(&sql->scan_sql,
                      "SELECT s.id FROM study s WHERE s.moved_to IS NULL AND in_set(?%zu, s.id)",
                      sql->bound_count);
        add_condition(sql, &sql->scan_sql, "s.id");
        string_add_text(&sql->scan_sql, " ORDER BY s.id DESC");
    }
}

// Without a scope, only what has a record counts.
static void assemble_list(SearchSql *sql, const IdList *ids) {
    sql->bounds[0].text = ids_json(sql, ids);
    string_format(&sql->sql, "SELECT j.value FROM json_each(?1) j%s WHERE %s",
                  sql->uses_study || !sql->has_scope ? " LEFT JOIN study s ON s.id = j.value" : "",
                  sql->has_scope ? "1" : "s.id IS NOT NULL AND s.moved_to IS NULL");
    add_condition(sql, &sql->sql, "j.value");
}

static void assemble_studies(SearchSql *sql) {
    string_add_text(&sql->sql, "SELECT s.id FROM study s WHERE s.moved_to IS NULL");
    add_condition(sql, &sql->sql, "s.id");
    string_add_text(&sql->sql, " ORDER BY s.id DESC");
}

static bool is_set_leaf(const QueryNode *node) {
    return node->type == QUERY_WORD &&
           (node->field == FIELD_ID || node->field == FIELD_PMID || node->field == FIELD_DOI ||
            node->field == FIELD_PMCID || node->field == FIELD_REFS || node->field == FIELD_CITED_BY);
}

// Adds what must hold beside the text, and finds the smallest set that every answer is in.
static bool add_conjuncts(SearchSql *sql, const Conjuncts *rest, const IdList **smallest, Error *err) {
    *smallest = sql->has_scope ? &sql->scope : NULL;
    for (size_t i = 0; i < rest->count; i++) {
        size_t bound = sql->bound_count;
        string_add_text(&sql->where, sql->where.length > 0 ? " AND " : "");
        if (!search_add_condition(sql, rest->items[i], err)) {
            return false;
        }
        if (is_set_leaf(rest->items[i]) &&
            (!*smallest || sql->bounds[bound].set->count < (*smallest)->count)) {
            *smallest = sql->bounds[bound].set;
        }
    }
    return true;
}

static void add_scope(SearchSql *sql) {
    string_add_text(&sql->where, sql->where.length > 0 ? " AND " : "");
    IdList *set = search_add_set(sql);
    for (size_t i = 0; i < sql->scope.count; i++) {
        id_list_add(set, sql->scope.ids[i]);
    }
}

bool search_compile(SearchSql *sql, const QueryNode *tree, Error *err) {
    Conjuncts rest = {0};
    Matches matches = MATCHES_NONE;
    String match = {0};
    const IdList *smallest;
    split(sql, tree, &rest, &matches, &match);
    const char *text = matches == MATCHES_NONE ? NULL : arena_copy_view(sql->arena, string_view(&match));
    string_free(&match);
    sql->match = matches == MATCHES_THESE ? text : NULL;
    search_add_bound(sql, BOUND_TEXT)->text = sql->match;
    sql->lift_scope |= asks_for_cache(tree);
    sql->has_scope = sql->review && sql->review->scope && !sql->lift_scope;
    sql->is_scope = sql->has_scope && rest.count == 0 && matches == MATCHES_NONE;
    if (matches == MATCHES_ALL_BUT) {
        search_add_bound(sql, BOUND_TEXT)->text = text;
        string_format(&sql->where,
                      ID_MARK " NOT IN (SELECT rowid FROM text_index WHERE text_index MATCH ?%zu)",
                      sql->bound_count);
    }
    if ((sql->has_scope && !search_resolve(sql->cache, sql->review->scope, &sql->scope, err)) ||
        !add_conjuncts(sql, &rest, &smallest, err)) {
        return false;
    }
    if (sql->has_scope && (sql->match || smallest != &sql->scope)) {
        add_scope(sql);
    }
    if (sql->match) {
        assemble_text(sql);
    } else if (smallest) {
        assemble_list(sql, smallest);
    } else {
        assemble_studies(sql);
    }
    return true;
}
