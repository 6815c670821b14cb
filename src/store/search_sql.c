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
    Matches kind = search_match(node, &sql->prefixes, &own);
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

void search_add_where(const SearchSql *sql, const char *id, String *out) {
    StringView where = string_view(&sql->where);
    for (size_t i = 0; i < where.length; i++) {
        if (where.data[i] == ID_MARK[0]) {
            string_add_text(out, id);
        } else {
            string_add_char(out, where.data[i]);
        }
    }
}

static bool is_set_leaf(const QueryNode *node) {
    return node->type == QUERY_WORD &&
           (node->field == FIELD_ID || node->field == FIELD_PMID || node->field == FIELD_DOI ||
            node->field == FIELD_PMCID || node->field == FIELD_REFS || node->field == FIELD_CITED_BY);
}

// Adds what must hold beside the text, and finds the smallest set that every answer is in.
static bool add_conjuncts(SearchSql *sql, const Conjuncts *rest, Error *err) {
    sql->list = sql->has_scope ? &sql->scope : NULL;
    for (size_t i = 0; i < rest->count; i++) {
        size_t bound = sql->bound_count;
        string_add_text(&sql->where, sql->where.length > 0 ? " AND " : "");
        if (!search_add_condition(sql, rest->items[i], err)) {
            return false;
        }
        if (is_set_leaf(rest->items[i]) &&
            (!sql->list || sql->bounds[bound].set->list.count < sql->list->count)) {
            sql->list = &sql->bounds[bound].set->list;
        }
    }
    return true;
}

static void add_scope(SearchSql *sql) {
    string_add_text(&sql->where, sql->where.length > 0 ? " AND " : "");
    IdSet *set = search_add_set(sql);
    for (size_t i = 0; i < sql->scope.count; i++) {
        id_list_add(&set->list, sql->scope.ids[i]);
    }
}

// The same text, broad prefixes being the commonest words that begin so.
static const char *provisional_match(SearchSql *sql, const QueryNode *tree) {
    Conjuncts rest = {0};
    Matches matches = MATCHES_NONE;
    String match = {0};
    sql->prefixes.provisional = true;
    split(sql, tree, &rest, &matches, &match);
    sql->prefixes.provisional = false;
    const char *text = matches == MATCHES_THESE ? arena_copy_view(sql->arena, string_view(&match)) : NULL;
    string_free(&match);
    return text;
}

bool search_compile(SearchSql *sql, const QueryNode *tree, Error *err) {
    Conjuncts rest = {0};
    Matches matches = MATCHES_NONE;
    String match = {0};
    bool has_parts;
    if (!search_prefixes(sql->cache, tree, sql->arena, &sql->prefixes, &has_parts, sql->note, err)) {
        return false;
    }
    split(sql, tree, &rest, &matches, &match);
    const char *text = matches == MATCHES_NONE ? NULL : arena_copy_view(sql->arena, string_view(&match));
    string_free(&match);
    sql->match = matches == MATCHES_THESE ? text : NULL;
    sql->all_but = matches == MATCHES_ALL_BUT ? text : NULL;
    if (has_parts && sql->match) {
        sql->first_match = provisional_match(sql, tree);
    }
    sql->lift_scope |= asks_for_cache(tree);
    sql->has_scope = sql->review && sql->review->scope && !sql->lift_scope;
    if ((sql->has_scope && !search_resolve(sql->cache, sql->review->scope, &sql->scope, err)) ||
        !add_conjuncts(sql, &rest, err)) {
        return false;
    }
    if (sql->has_scope && (sql->match || sql->list != &sql->scope)) {
        add_scope(sql);
    }
    bool is_plain = sql->where.length == 0 && !sql->all_but;
    sql->from = sql->match                   ? FROM_TEXT
                : is_plain && sql->has_scope ? FROM_SCOPE
                : sql->list                  ? FROM_LIST
                                             : FROM_STUDIES;
    for (size_t i = 0; i < sql->bound_count; i++) {
        if (sql->bounds[i].kind == BOUND_SET) {
            id_set_ready(sql->bounds[i].set);
        }
    }
    return true;
}
