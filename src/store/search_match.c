#include "search_match.h"

#include "carrel/base/text.h"
#include "index.h"

#include <string.h>

// FTS5's parser has a stack of 100 places; a level of parentheses takes four.
#define DEPTH_MOST 16

static const char *columns_of(QueryField field) {
    switch (field) {
    case FIELD_TEXT:
        return "{title abstract}";
    case FIELD_TITLE:
        return "title";
    case FIELD_ABSTRACT:
        return "abstract";
    case FIELD_AUTHOR:
        return "authors";
    case FIELD_JOURNAL:
        return "journal";
    case FIELD_MESH:
    case FIELD_MAJOR:
    case FIELD_TYPE:
    case FIELD_LANGUAGE:
        return "terms";
    default:
        return NULL;
    }
}

static const char *term_prefix(QueryField field) {
    return field == FIELD_MESH    ? TERM_HEADING
           : field == FIELD_MAJOR ? TERM_MAJOR
           : field == FIELD_TYPE  ? TERM_TYPE
                                  : TERM_LANGUAGE;
}

static size_t count_words(StringView text, StringView *last) {
    size_t offset = 0, count = 0;
    *last = (StringView){0};
    while (text_next_word(text, &offset, last)) {
        count++;
    }
    return count;
}

static void add_quoted(String *out, StringView words) {
    string_add_char(out, '"');
    for (size_t i = 0; i < words.length; i++) {
        string_add_char(out, words.data[i] == '"' ? ' ' : words.data[i]);
    }
    string_add_char(out, '"');
}

// NEAR of each word, since a phrase would keep their order.
static void add_near(String *out, StringView words, int near) {
    StringView part, last;
    size_t count = 0;
    String parts = {0};
    while (sv_split(&words, ' ', &part)) {
        if (count_words(part, &last) > 0) {
            string_add_char(&parts, ' ');
            add_quoted(&parts, part);
            count++;
        }
    }
    if (count > 1) {
        string_format(out, "NEAR(%s, %d)", parts.data, near);
    } else {
        string_add(out, string_view(&parts));
    }
    string_free(&parts);
}

bool search_match_is_term(const QueryNode *leaf) {
    const char *columns = columns_of(leaf->field);
    return columns && strcmp(columns, "terms") == 0;
}

static size_t read_words(const QueryNode *leaf, String *words, StringView *last) {
    if (search_match_is_term(leaf)) {
        index_add_term(words, term_prefix(leaf->field), sv(leaf->text));
    } else {
        index_add_words(words, sv(leaf->text));
    }
    return count_words(string_view(words), last);
}

// "smith j" is also Smith JA and Smith, John.
static bool has_initials(const QueryNode *leaf, size_t count, StringView last) {
    return leaf->field == FIELD_AUTHOR && count > 1 && last.length <= 3;
}

bool search_match_words(const QueryNode *leaf, String *words, StringView *last) {
    if (leaf->match != MATCH_PREFIX || !columns_of(leaf->field)) {
        return false;
    }
    size_t count = read_words(leaf, words, last);
    return count > 0 && !has_initials(leaf, count, *last);
}

// The phrase of `words`, once with each of what its last word may be.
static void add_alternatives(String *out, StringView words, StringView last, const PrefixWords *prefix) {
    StringView before = sv_part(words, 0, (size_t) (last.data - words.data));
    String phrase = {0};
    for (size_t i = 0; i < prefix->count; i++) {
        string_clear(&phrase);
        string_add(&phrase, before);
        string_add_text(&phrase, prefix->words[i]);
        string_add_text(out, i ? " OR " : "(");
        add_quoted(out, string_view(&phrase));
    }
    string_add_char(out, ')');
    string_free(&phrase);
}

static Matches match_leaf(const QueryNode *leaf, const PrefixTable *prefixes, String *out) {
    const char *columns = columns_of(leaf->field);
    if (!columns) {
        return MATCHES_NONE;
    }
    String words = {0};
    StringView last;
    size_t count = read_words(leaf, &words, &last);
    if (count > 0) {
        const PrefixWords *prefix = prefix_words_of(prefixes, leaf);
        string_format(out, "%s : ", columns);
        if (prefix) {
            add_alternatives(out, string_view(&words), last, prefix);
        } else if (leaf->match == MATCH_NEAR && !search_match_is_term(leaf)) {
            add_near(out, string_view(&words), leaf->near);
        } else {
            add_quoted(out, string_view(&words));
            string_add_text(out, leaf->match == MATCH_PREFIX || has_initials(leaf, count, last) ? " *" : "");
        }
    }
    string_free(&words);
    return count > 0 ? MATCHES_THESE : MATCHES_NONE;
}

static void add_pair(String *out, const char *a, const char *operator, const char * b) {
    string_format(out, "(%s) %s (%s)", a, operator, b);
}

Matches search_match_and(Matches a, const char *a_text, Matches b, const char *b_text, String *out) {
    if (a == MATCHES_THESE) {
        add_pair(out, a_text, b == MATCHES_THESE ? "AND" : "NOT", b_text);
        return MATCHES_THESE;
    }
    if (b == MATCHES_THESE) {
        add_pair(out, b_text, "NOT", a_text);
        return MATCHES_THESE;
    }
    add_pair(out, a_text, "OR", b_text);
    return MATCHES_ALL_BUT;
}

static Matches inverted(Matches matches) {
    return matches == MATCHES_NONE    ? MATCHES_NONE
           : matches == MATCHES_THESE ? MATCHES_ALL_BUT
                                      : MATCHES_THESE;
}

// A chain of one operator over plain expressions needs no parentheses within.
static bool is_chain(const QueryNode *node, QueryType type) {
    return node->type == QUERY_WORD ||
           (node->type == type && is_chain(node->left, type) && is_chain(node->right, type));
}

static Matches match_chain(const QueryNode *node, const PrefixTable *prefixes, String *out) {
    if (node->type == QUERY_WORD) {
        return match_leaf(node, prefixes, out);
    }
    if (match_chain(node->left, prefixes, out) == MATCHES_NONE) {
        return MATCHES_NONE;
    }
    string_add_text(out, node->type == QUERY_AND ? " AND " : " OR ");
    return match_chain(node->right, prefixes, out);
}

static Matches match_node(const QueryNode *node, const PrefixTable *prefixes, int depth, String *out) {
    if (depth > DEPTH_MOST || node->type == QUERY_ALL) {
        return MATCHES_NONE;
    }
    if (node->type == QUERY_NOT) {
        return inverted(match_node(node->left, prefixes, depth + 1, out));
    }
    if (is_chain(node, node->type)) {
        return match_chain(node, prefixes, out);
    }
    String left = {0}, right = {0};
    Matches a = match_node(node->left, prefixes, depth + 1, &left),
            b = match_node(node->right, prefixes, depth + 1, &right);
    Matches result = MATCHES_NONE;
    if (a != MATCHES_NONE && b != MATCHES_NONE) {
        // a OR b is NOT (NOT a AND NOT b).
        result = node->type == QUERY_AND
                     ? search_match_and(a, left.data, b, right.data, out)
                     : inverted(search_match_and(inverted(a), left.data, inverted(b), right.data, out));
    }
    string_free(&left);
    string_free(&right);
    return result;
}

Matches search_match(const QueryNode *tree, const PrefixTable *prefixes, String *out) {
    size_t start = out->length;
    Matches matches = match_node(tree, prefixes, 0, out);
    if (matches == MATCHES_NONE) {
        out->length = start;
        if (out->data) {
            out->data[start] = '\0';
        }
    }
    return matches;
}
