#include "carrel/json/tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void fill(const json_t *value, Arena *arena, JsonNode *node);

static JsonNode *add(JsonNode *parent, JsonNode *last, const char *key, const json_t *value, Arena *arena) {
    JsonNode *node = ARENA_NEW(arena, JsonNode);
    node->key = arena_copy(arena, key);
    fill(value, arena, node);
    if (last) {
        last->next = node;
    } else {
        parent->first = node;
    }
    parent->count++;
    return node;
}

// As deep as the text was, which jansson limits.
static void fill(const json_t *value, Arena *arena, JsonNode *node) {
    JsonNode *last = NULL;
    size_t i;
    const char *key;
    json_t *item;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        node->kind = JSON_NODE_OBJECT;
        json_object_foreach((json_t *) value, key, item) {
            last = add(node, last, key, item, arena);
        }
        break;
    case JSON_ARRAY:
        node->kind = JSON_NODE_LIST;
        json_array_foreach(value, i, item) {
            last = add(node, last, NULL, item, arena);
        }
        break;
    case JSON_STRING:
        node->kind = JSON_NODE_TEXT;
        node->text.length = json_string_length(value);
        node->text.data = arena_copy_view(arena, (StringView){json_string_value(value), node->text.length});
        break;
    case JSON_INTEGER:
        node->kind = JSON_NODE_NUMBER;
        node->number = json_integer_value(value);
        break;
    case JSON_REAL:
        node->kind = JSON_NODE_NUMBER;
        node->number = json_real_value(value) > -9e15 && json_real_value(value) < 9e15
                           ? (int64_t) json_real_value(value)
                           : 0;
        break;
    case JSON_TRUE:
        node->kind = JSON_NODE_TRUE;
        break;
    case JSON_FALSE:
        node->kind = JSON_NODE_FALSE;
        break;
    case JSON_NULL:
        break;
    }
}

const JsonNode *json_tree_read(StringView text, Arena *arena, Error *err) {
    char *copy = arena_copy_view(arena, text);
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char) copy[i] < ' ') {
            copy[i] = ' ';
        }
    }
    json_error_t error;
    json_t *root = json_loadb(copy, text.length, 0, &error);
    if (!root) {
        error_set(err, ERROR_INPUT, "the answer is not valid JSON, or has no end");
        return NULL;
    }
    JsonNode *node = ARENA_NEW(arena, JsonNode);
    fill(root, arena, node);
    json_decref(root);
    return node;
}

static const JsonNode *member(const JsonNode *node, StringView name) {
    for (const JsonNode *item = node && node->kind == JSON_NODE_OBJECT ? node->first : NULL; item;
         item = item->next) {
        if (sv_equal(sv(item->key), name)) {
            return item;
        }
    }
    return NULL;
}

const JsonNode *json_node_at(const JsonNode *node, const char *path) {
    StringView rest = sv(path), name;
    while (node && sv_split(&rest, '.', &name)) {
        node = member(node, name);
    }
    return node;
}

StringView json_node_text(const JsonNode *node, const char *path) {
    const JsonNode *found = json_node_at(node, path);
    return found && found->kind == JSON_NODE_TEXT ? found->text : sv(NULL);
}

int64_t json_node_number(const JsonNode *node, const char *path, int64_t otherwise) {
    const JsonNode *found = json_node_at(node, path);
    long long number;
    if (found && found->kind == JSON_NODE_NUMBER) {
        return found->number;
    }
    return found && found->kind == JSON_NODE_TEXT && sv_number(sv_trim(found->text), &number) ? number
                                                                                              : otherwise;
}
