#include "query_parts.h"

#include "carrel/base/text.h"

// Trees are walked by recursion; chains of one operator are built balanced, so that only
// real nesting adds to the depth.
#define DEPTH_MOST 200

typedef struct {
    QueryNode *node;
    unsigned depth;
    bool or_before; // joined to the operand before it by OR; else by AND
} Operand;

// One open parenthesis, or the whole query.
typedef struct {
    size_t start;    // its first operand
    size_t column;   // of the parenthesis
    QueryNode *leaf; // refs:( and citedby:(
    bool has_field;
    QueryField field; // of the words inside
    // Where the next operand goes, as it was when the parenthesis opened:
    bool or_before, negated;
} Frame;

typedef struct {
    Arena *arena;
    const Tokens *tokens;
    Operand *operands;
    size_t operand_count, operand_capacity;
    Frame *frames;
    size_t frame_count, frame_capacity;
    const Token *operator; // AND or OR that waits for its right side
    const Token *negation; // NOT that waits
    bool negated;
    bool mixed; // AND and OR stood side by side without parentheses
    size_t *column;
    Error *err;
} Parser;

static Operand join(Parser *parser, QueryType type, const Operand *operands, size_t count) {
    if (count == 1) {
        return operands[0];
    }
    Operand left = join(parser, type, operands, count / 2);
    Operand right = join(parser, type, operands + count / 2, count - count / 2);
    QueryNode *node = ARENA_NEW(parser->arena, QueryNode);
    node->type = type;
    node->left = left.node;
    node->right = right.node;
    node->column = left.node->column;
    return (Operand){node, 1 + (left.depth > right.depth ? left.depth : right.depth), false};
}

// AND before OR: "a OR b c" is a OR (b AND c).
static Operand build_by_rank(Parser *parser, Operand *operands, size_t count) {
    size_t groups = 0;
    for (size_t first = 0; first < count;) {
        size_t end = first + 1;
        while (end < count && !operands[end].or_before) {
            end++;
        }
        operands[groups++] = join(parser, QUERY_AND, &operands[first], end - first);
        first = end;
    }
    return join(parser, QUERY_OR, operands, groups);
}

// As PubMed reads it: "a OR b AND c" is (a OR b) AND c.
static Operand build_left_to_right(Parser *parser, Operand *operands, size_t count) {
    size_t first = 0;
    while (first + 1 < count) {
        size_t end = first + 1;
        bool is_or = operands[end].or_before;
        while (end < count && operands[end].or_before == is_or) {
            end++;
        }
        Operand joined = join(parser, is_or ? QUERY_OR : QUERY_AND, &operands[first], end - first);
        first = end - 1;
        operands[first] = joined;
    }
    return operands[first];
}

static Operand build(Parser *parser, size_t start) {
    Operand *operands = &parser->operands[start];
    size_t count = parser->operand_count - start;
    for (size_t i = 2; i < count; i++) {
        parser->mixed = parser->mixed || operands[i].or_before != operands[1].or_before;
    }
    parser->operand_count = start;
    return parser->tokens->tagged ? build_left_to_right(parser, operands, count)
                                  : build_by_rank(parser, operands, count);
}

static bool push_operand(Parser *parser, Operand operand, bool or_before, bool negated) {
    if (negated) {
        QueryNode *node = ARENA_NEW(parser->arena, QueryNode);
        node->type = QUERY_NOT;
        node->left = operand.node;
        node->column = operand.node->column;
        operand = (Operand){node, operand.depth + 1, false};
    }
    if (operand.depth > DEPTH_MOST) {
        return query_wrong(operand.node->column, parser->column, parser->err,
                           "this is nested more than %d deep; take some parentheses away", DEPTH_MOST);
    }
    operand.or_before = or_before;
    parser->operands = arena_grow(parser->arena, parser->operands, &parser->operand_capacity,
                                  parser->operand_count + 1, sizeof *parser->operands);
    parser->operands[parser->operand_count++] = operand;
    return true;
}

// What waits before an operand; it waits no longer.
static void take_waiting(Parser *parser, bool *or_before, bool *negated) {
    *or_before = parser->operator!= NULL && parser->operator->kind == TOKEN_OR;
    *negated = parser->negated;
    parser->operator= parser->negation = NULL;
    parser->negated = false;
}

static void push_frame(Parser *parser, const Token *token) {
    parser->frames = arena_grow(parser->arena, parser->frames, &parser->frame_capacity,
                                parser->frame_count + 1, sizeof *parser->frames);
    Frame *frame = &parser->frames[parser->frame_count++];
    *frame = (Frame){.start = parser->operand_count};
    if (token == NULL) {
        return;
    }
    const Frame *outer = &parser->frames[parser->frame_count - 2];
    frame->column = token->column;
    frame->leaf = token->leaf;
    frame->has_field = token->has_field || (outer->has_field && token->leaf == NULL);
    frame->field = token->has_field ? token->field : outer->field;
    take_waiting(parser, &frame->or_before, &frame->negated);
}

static const char *operator_name(const Token *token) {
    return token->kind == TOKEN_AND ? "AND" : token->kind == TOKEN_OR ? "OR" : "NOT";
}

// Nothing may wait where a group ends, and something must be in it.
static bool check_end(Parser *parser, const Frame *frame) {
    const Token *waiting = parser->negation != NULL ? parser->negation : parser->operator;
    if (waiting != NULL) {
        return query_wrong(waiting->column, parser->column, parser->err, "%s needs something behind it",
                           operator_name(waiting));
    }
    if (parser->operand_count == frame->start) {
        return query_wrong(frame->column, parser->column, parser->err,
                           "there is nothing between these parentheses");
    }
    return true;
}

static bool close_frame(Parser *parser, const Token *token) {
    if (parser->frame_count == 1) {
        return query_wrong(token->column, parser->column, parser->err, "no parenthesis is open here");
    }
    Frame frame = parser->frames[parser->frame_count - 1];
    if (!check_end(parser, &frame)) {
        return false;
    }
    parser->frame_count--;
    Operand inside = build(parser, frame.start);
    if (frame.leaf != NULL) {
        frame.leaf->inner = inside.node;
        inside = (Operand){frame.leaf, inside.depth + 1, false};
        if (!query_check_leaf(frame.leaf, parser->arena, parser->column, parser->err)) {
            return false;
        }
    }
    return push_operand(parser, inside, frame.or_before, frame.negated);
}

static bool take_leaf(Parser *parser, const Token *token) {
    const Frame *frame = &parser->frames[parser->frame_count - 1];
    if (!token->has_field && frame->has_field) {
        token->leaf->field = frame->field;
    }
    if (!query_check_leaf(token->leaf, parser->arena, parser->column, parser->err)) {
        return false;
    }
    bool or_before = false;
    bool negated = false;
    take_waiting(parser, &or_before, &negated);
    return push_operand(parser, (Operand){token->leaf, 1, false}, or_before, negated);
}

static bool take_operator(Parser *parser, const Token *token) {
    const Frame *frame = &parser->frames[parser->frame_count - 1];
    if (parser->operand_count == frame->start || parser->operator!= NULL || parser->negation != NULL) {
        return query_wrong(token->column, parser->column, parser->err, "%s needs something before it",
                           operator_name(token));
    }
    parser->operator= token;
    return true;
}

static bool take_token(Parser *parser, const Token *token) {
    switch (token->kind) {
    case TOKEN_LEAF:
        return take_leaf(parser, token);
    case TOKEN_AND:
    case TOKEN_OR:
        return take_operator(parser, token);
    case TOKEN_NOT:
        parser->negation = token;
        parser->negated = !parser->negated;
        return true;
    case TOKEN_OPEN:
        push_frame(parser, token);
        return true;
    case TOKEN_CLOSE:
        return close_frame(parser, token);
    }
    return false;
}

static const char *note_on(const Parser *parser) {
    const Tokens *tokens = parser->tokens;
    String note = {0};
    if (tokens->tagged && parser->mixed) {
        string_add_text(&note, "as in PubMed, AND and OR are taken from left to right");
    }
    if (tokens->tagged_heading) {
        string_add_text(&note, note.length > 0 ? "; " : "");
        string_add_text(&note, "MeSH headings match without their narrower ones");
    }
    if (tokens->tagged_wide) {
        string_add_text(&note, note.length > 0 ? "; " : "");
        string_add_text(&note, "words for all fields are looked for in title and abstract");
    }
    const char *copy = note.length > 0 ? arena_copy_view(parser->arena, string_view(&note)) : NULL;
    string_free(&note);
    return copy;
}

QueryNode *query_parse(StringView text, Arena *arena, size_t *column, const char **note, Error *err) {
    Tokens tokens;
    if (note != NULL) {
        *note = NULL;
    }
    if (!query_lex(text, arena, &tokens, column, err)) {
        return NULL;
    }
    if (tokens.count == 0) {
        QueryNode *all = ARENA_NEW(arena, QueryNode);
        all->type = QUERY_ALL;
        all->column = 1;
        return all;
    }
    Parser parser = {.arena = arena, .tokens = &tokens, .column = column, .err = err};
    push_frame(&parser, NULL);
    for (size_t i = 0; i < tokens.count; i++) {
        if (!take_token(&parser, &tokens.items[i])) {
            return NULL;
        }
    }
    if (parser.frame_count > 1) {
        query_wrong(parser.frames[parser.frame_count - 1].column, column, err,
                    "this parenthesis is not closed");
        return NULL;
    }
    if (!check_end(&parser, &parser.frames[0])) {
        return NULL;
    }
    Operand whole = build(&parser, 0);
    if (whole.depth > DEPTH_MOST) {
        query_wrong(1, column, err, "the query is nested more than %d deep; take some parentheses away",
                    DEPTH_MOST);
        return NULL;
    }
    if (note != NULL) {
        *note = note_on(&parser);
    }
    return whole.node;
}

typedef struct {
    Arena *arena;
    QueryTerm *items;
    size_t count, capacity;
} Terms;

static void add_term(Terms *terms, StringView text, bool prefix) {
    String folded = {0};
    text_add_fold(&folded, text);
    StringView trimmed = sv_trim(string_view(&folded));
    if (trimmed.length > 0) {
        terms->items =
            arena_grow(terms->arena, terms->items, &terms->capacity, terms->count + 1, sizeof *terms->items);
        terms->items[terms->count++] = (QueryTerm){arena_copy_view(terms->arena, trimmed), prefix};
    }
    string_free(&folded);
}

static void collect_terms(const QueryNode *node, Terms *terms) {
    switch (node->type) {
    case QUERY_AND:
    case QUERY_OR:
        collect_terms(node->left, terms);
        collect_terms(node->right, terms);
        break;
    case QUERY_WORD:
        if (node->field != FIELD_TEXT && node->field != FIELD_TITLE && node->field != FIELD_ABSTRACT) {
            break;
        }
        if (node->match == MATCH_NEAR) {
            size_t offset = 0;
            StringView word;
            while (text_next_word(sv(node->text), &offset, &word)) {
                add_term(terms, word, false);
            }
        } else {
            add_term(terms, sv(node->text), node->match == MATCH_PREFIX);
        }
        break;
    case QUERY_ALL:
    case QUERY_NOT:
        break;
    }
}

size_t query_terms(const QueryNode *tree, Arena *arena, QueryTerm **terms) {
    Terms found = {.arena = arena};
    collect_terms(tree, &found);
    *terms = found.items;
    return found.count;
}
