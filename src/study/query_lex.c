#include "query_parts.h"

#include "carrel/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A strategy pasted from a paper's appendix has some thousand bytes.
#define QUERY_BYTES_MOST ((size_t) 256 << 10)

typedef struct {
    StringView text;
    size_t at;
    size_t counted_to, counted; // columns (characters) are counted as the lexer goes
    Arena *arena;
    Tokens *tokens;
    size_t *column;
    Error *err;
} Lexer;

bool query_wrong(size_t at, size_t *column, Error *err, const char *format, ...) {
    char sentence[sizeof err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (column != NULL) {
        *column = at;
    }
    return error_set(err, ERROR_USAGE, "column %zu: %s", at, sentence);
}

static size_t column_at(Lexer *lexer, size_t offset) {
    if (offset < lexer->counted_to) {
        lexer->counted_to = lexer->counted = 0;
    }
    while (lexer->counted_to < offset) {
        lexer->counted += ((unsigned char) lexer->text.data[lexer->counted_to++] & 0xc0) != 0x80;
    }
    return lexer->counted + 1;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Bytes of a quotation mark at `at`, 0 where there is none: ", and what word processors make of it.
static size_t quote_bytes(const Lexer *lexer, size_t at) {
    StringView rest = sv_from(lexer->text, at);
    if (sv_starts(rest, SV("\""))) {
        return 1;
    }
    return sv_starts(rest, SV("\u201c")) || sv_starts(rest, SV("\u201d")) || sv_starts(rest, SV("\u201e"))
               ? 3
               : 0;
}

static void skip_spaces(Lexer *lexer) {
    while (lexer->at < lexer->text.length) {
        if (is_space(lexer->text.data[lexer->at])) {
            lexer->at++;
        } else if (sv_starts(sv_from(lexer->text, lexer->at), SV("\u00a0"))) {
            lexer->at += 2; // pasted no-break space
        } else {
            break;
        }
    }
}

static Token *add_token(Lexer *lexer, TokenKind kind, size_t start) {
    Tokens *tokens = lexer->tokens;
    tokens->items =
        arena_grow(lexer->arena, tokens->items, &tokens->capacity, tokens->count + 1, sizeof *tokens->items);
    Token *token = &tokens->items[tokens->count++];
    *token = (Token){.kind = kind, .column = column_at(lexer, start)};
    return token;
}

static QueryNode *new_leaf(Lexer *lexer, QueryField field, size_t start) {
    QueryNode *leaf = ARENA_NEW(lexer->arena, QueryNode);
    leaf->type = QUERY_WORD;
    leaf->field = field;
    leaf->text = "";
    leaf->column = column_at(lexer, start);
    return leaf;
}

// Ids may have parentheses of their own: 10.1016/S0140-6736(19)30000-1.
static bool is_id_field(QueryField field) {
    return field == FIELD_DOI || field == FIELD_ID || field == FIELD_REFS || field == FIELD_CITED_BY;
}

// The end of the unquoted word at `start`.
static size_t word_end(const Lexer *lexer, size_t start, bool is_id) {
    size_t at = start;
    size_t open = 0;
    for (; at < lexer->text.length && !is_space(lexer->text.data[at]); at++) {
        char c = lexer->text.data[at];
        if (sv_starts(sv_from(lexer->text, at), SV("\u00a0")) || quote_bytes(lexer, at) > 0) {
            break;
        }
        if (is_id && c == '(') {
            open++;
        } else if (is_id && c == ')' && open > 0) {
            open--;
        } else if (c == '(' || c == ')' || (c == '[' && !is_id)) {
            break;
        }
    }
    return at;
}

static bool read_quoted(Lexer *lexer, QueryNode *leaf) {
    size_t opened = lexer->at;
    lexer->at += quote_bytes(lexer, lexer->at);
    size_t start = lexer->at;
    while (lexer->at < lexer->text.length && quote_bytes(lexer, lexer->at) == 0) {
        lexer->at++;
    }
    if (lexer->at == lexer->text.length) {
        return query_wrong(column_at(lexer, opened), lexer->column, lexer->err, "the quote is not closed");
    }
    StringView phrase = sv_trim(sv_part(lexer->text, start, lexer->at - start));
    lexer->at += quote_bytes(lexer, lexer->at);
    leaf->match = MATCH_PHRASE;
    if (sv_ends(phrase, SV("*"))) {
        phrase = sv_trim(sv_part(phrase, 0, phrase.length - 1));
        leaf->match = MATCH_PREFIX;
    }
    StringView behind = sv_from(lexer->text, lexer->at);
    if (sv_starts(behind, SV("*"))) {
        leaf->match = MATCH_PREFIX;
        lexer->at++;
    } else if (sv_starts(behind, SV("~"))) {
        size_t digits = 1;
        while (digits < behind.length && behind.data[digits] >= '0' && behind.data[digits] <= '9') {
            digits++;
        }
        long long near = 0;
        if (!sv_number(sv_part(behind, 1, digits - 1), &near) || near > 1000) {
            return query_wrong(column_at(lexer, lexer->at), lexer->column, lexer->err,
                               "~ is followed by how many words may lie between: \"a b\"~5");
        }
        leaf->match = MATCH_NEAR;
        leaf->near = (int) near;
        lexer->at += digits;
    }
    if (phrase.length == 0) {
        return query_wrong(column_at(lexer, opened), lexer->column, lexer->err,
                           "there is nothing between the quotes");
    }
    leaf->text = arena_copy_view(lexer->arena, phrase);
    return true;
}

static bool read_word(Lexer *lexer, QueryNode *leaf) {
    size_t start = lexer->at;
    lexer->at = word_end(lexer, start, is_id_field(leaf->field));
    StringView word = sv_part(lexer->text, start, lexer->at - start);
    if (sv_ends(word, SV("*")) && !is_id_field(leaf->field)) {
        leaf->match = MATCH_PREFIX;
        word = sv_part(word, 0, word.length - 1);
    }
    size_t star = is_id_field(leaf->field) ? SV_NONE : sv_find_char(word, '*');
    if (word.length == 0 || star != SV_NONE) {
        return query_wrong(column_at(lexer, start + (star == SV_NONE ? 0 : star)), lexer->column, lexer->err,
                           word.length == 0 ? "* needs the beginning of a word before it"
                                            : "* can only stand at the end of a word");
    }
    leaf->text = arena_copy_view(lexer->arena, word);
    return true;
}

// Is there "name:" with letters only at `at`? Its length, or 0.
static size_t field_name_length(const Lexer *lexer, size_t at) {
    size_t length = 0;
    while (at + length < lexer->text.length) {
        char c = lexer->text.data[at + length];
        if (c == ':') {
            return length;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            return 0;
        }
        length++;
    }
    return 0;
}

static bool lex_field(Lexer *lexer, size_t name_length) {
    size_t start = lexer->at;
    StringView name = sv_part(lexer->text, start, name_length);
    QueryField field;
    if (!query_field_by_name(name, &field)) {
        return query_wrong(column_at(lexer, start), lexer->column, lexer->err,
                           "there is no field \"%.*s\"; to find it as it stands, put it in quotes",
                           (int) name.length, name.data);
    }
    lexer->at += name_length + 1;
    char next = lexer->at < lexer->text.length ? lexer->text.data[lexer->at] : ' ';
    if (next == '(') {
        lexer->at++;
        Token *token = add_token(lexer, TOKEN_OPEN, start);
        token->field = field;
        token->has_field = true;
        if (field == FIELD_REFS || field == FIELD_CITED_BY) {
            token->field = FIELD_TEXT;
            token->has_field = false;
            token->leaf = new_leaf(lexer, field, start);
        }
        return true;
    }
    if (is_space(next) || next == ')') {
        return query_wrong(column_at(lexer, start), lexer->column, lexer->err, "%s: needs a value behind it",
                           query_fields[field].name);
    }
    Token *token = add_token(lexer, TOKEN_LEAF, start);
    token->has_field = true;
    QueryNode *leaf = new_leaf(lexer, field, start);
    token->leaf = leaf;
    return quote_bytes(lexer, lexer->at) > 0 ? read_quoted(lexer, leaf) : read_word(lexer, leaf);
}

// "[tag]" belongs to the phrase before it, or to all bare words since the last
// operator, as PubMed has it: heart attack[ti].
static bool lex_tag(Lexer *lexer) {
    size_t start = lexer->at;
    size_t end = sv_find_char(sv_from(lexer->text, start), ']');
    if (end == SV_NONE) {
        return query_wrong(column_at(lexer, start), lexer->column, lexer->err, "the bracket is not closed");
    }
    StringView name = sv_part(lexer->text, start + 1, end - 1);
    QueryTag tag;
    if (!query_tag_by_name(name, &tag)) {
        return query_wrong(column_at(lexer, start), lexer->column, lexer->err,
                           "the tag [%.*s] is not known here; to find it as it stands, put it in quotes",
                           (int) name.length, name.data);
    }
    Tokens *tokens = lexer->tokens;
    size_t first = tokens->count;
    while (first > 0 && tokens->items[first - 1].is_plain) {
        first--;
    }
    if (first == tokens->count) {
        Token *before = first > 0 ? &tokens->items[first - 1] : NULL;
        if (before == NULL || before->kind != TOKEN_LEAF || before->has_field) {
            return query_wrong(column_at(lexer, start), lexer->column, lexer->err,
                               "a [tag] belongs behind a word or a phrase");
        }
        first--;
    }
    lexer->at = start + end + 1;
    Token *token = &tokens->items[first];
    QueryNode *leaf = token->leaf;
    if (first + 1 < tokens->count) {
        String joined = {0};
        for (size_t i = first; i < tokens->count; i++) {
            string_add_text(&joined, i > first ? " " : "");
            string_add_text(&joined, tokens->items[i].leaf->text);
        }
        leaf->text = arena_copy_view(lexer->arena, string_view(&joined));
        leaf->match =
            tokens->items[tokens->count - 1].leaf->match == MATCH_PREFIX ? MATCH_PREFIX : MATCH_PHRASE;
        string_free(&joined);
        tokens->count = first + 1;
    }
    leaf->field = tag.field;
    if (tag.near >= 0) {
        leaf->match = MATCH_NEAR;
        leaf->near = tag.near;
    }
    if (tag.is_wide && sv_equal_nocase(sv(leaf->text), SV("hasabstract"))) {
        leaf->field = FIELD_HAS;
        leaf->text = "abstract";
        tag.is_wide = false;
    }
    token->has_field = true;
    token->is_plain = false;
    token->is_tagged = true;
    tokens->tagged = true;
    tokens->tagged_heading = tokens->tagged_heading || tag.is_heading;
    tokens->tagged_wide = tokens->tagged_wide || tag.is_wide;
    return true;
}

static bool lex_bare(Lexer *lexer) {
    size_t start = lexer->at;
    bool literal = lexer->text.data[start] == '=';
    lexer->at += literal ? 1 : 0;
    size_t end = word_end(lexer, lexer->at, false);
    StringView word = sv_part(lexer->text, lexer->at, end - lexer->at);
    if (!literal) {
        TokenKind kind = sv_equal(word, SV("AND"))   ? TOKEN_AND
                         : sv_equal(word, SV("OR"))  ? TOKEN_OR
                         : sv_equal(word, SV("NOT")) ? TOKEN_NOT
                                                     : TOKEN_LEAF;
        if (kind != TOKEN_LEAF) {
            lexer->at = end;
            add_token(lexer, kind, start);
            return true;
        }
        long long number = 0;
        if (sv_starts(word, SV("#")) && sv_number(sv_from(word, 1), &number)) {
            return query_wrong(column_at(lexer, start), lexer->column, lexer->err,
                               "#%lld names a line of another search; put that line here in parentheses",
                               number);
        }
    }
    Token *token = add_token(lexer, TOKEN_LEAF, start);
    token->is_plain = true;
    QueryNode *leaf = new_leaf(lexer, FIELD_TEXT, start);
    token->leaf = leaf;
    if (literal) {
        lexer->at = end;
        leaf->text = arena_copy_view(lexer->arena, word);
        return true;
    }
    return read_word(lexer, leaf);
}

static bool is_tagged_date(const Token *token) {
    return token->kind == TOKEN_LEAF && token->is_tagged && token->leaf->field == FIELD_DATE;
}

// "2019"[dp] : "2021"[dp], as PubMed's search details write ranges, and 2019[dp]:2021[dp]
// become one leaf.
static void join_date_ranges(Lexer *lexer) {
    Tokens *tokens = lexer->tokens;
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        Token token = tokens->items[i];
        size_t left = tokens->count - i - 1;
        const Token *next = &tokens->items[i + 1];
        if (is_tagged_date(&token) && left > 1 && next->is_plain && strcmp(next->leaf->text, ":") == 0 &&
            is_tagged_date(next + 1)) {
            token.leaf->text = arena_format(lexer->arena, "%s..%s", token.leaf->text, next[1].leaf->text);
            i += 2;
        } else if (is_tagged_date(&token) && left > 0 && is_tagged_date(next) && next->leaf->text[0] == ':') {
            token.leaf->text = arena_format(lexer->arena, "%s..%s", token.leaf->text, next->leaf->text + 1);
            i++;
        }
        tokens->items[kept++] = token;
    }
    tokens->count = kept;
}

bool query_lex(StringView text, Arena *arena, Tokens *tokens, size_t *column, Error *err) {
    *tokens = (Tokens){0};
    Lexer lexer = {.text = text, .arena = arena, .tokens = tokens, .column = column, .err = err};
    if (text.length > QUERY_BYTES_MOST) {
        return query_wrong(1, column, err, "the query is longer than %zu bytes", QUERY_BYTES_MOST);
    }
    if (!text_is_valid(text)) {
        return query_wrong(1, column, err, "the query is not valid UTF-8");
    }
    for (skip_spaces(&lexer); lexer.at < text.length; skip_spaces(&lexer)) {
        char c = text.data[lexer.at];
        char next = lexer.at + 1 < text.length ? text.data[lexer.at + 1] : ' ';
        bool after_gap = lexer.at == 0 || is_space(text.data[lexer.at - 1]) || text.data[lexer.at - 1] == '(';
        size_t name_length = field_name_length(&lexer, lexer.at);
        bool ok = true;
        if (c == '(' || c == ')') {
            add_token(&lexer, c == '(' ? TOKEN_OPEN : TOKEN_CLOSE, lexer.at);
            lexer.at++;
        } else if (c == '[') {
            ok = lex_tag(&lexer);
        } else if (c == '-' && after_gap && !is_space(next)) {
            add_token(&lexer, TOKEN_NOT, lexer.at);
            lexer.at++;
        } else if (quote_bytes(&lexer, lexer.at) > 0) {
            Token *token = add_token(&lexer, TOKEN_LEAF, lexer.at);
            QueryNode *leaf = new_leaf(&lexer, FIELD_TEXT, lexer.at);
            token->leaf = leaf;
            ok = read_quoted(&lexer, leaf);
        } else if (name_length > 0) {
            ok = lex_field(&lexer, name_length);
        } else {
            ok = lex_bare(&lexer);
        }
        if (!ok) {
            return false;
        }
    }
    join_date_ranges(&lexer);
    return true;
}
