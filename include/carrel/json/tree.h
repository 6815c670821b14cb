#ifndef CARREL_JSON_TREE_H
#define CARREL_JSON_TREE_H

#include "carrel/base/arena.h"
#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stdint.h>

// A whole JSON text as a tree in an arena, for small answers whose shape the caller knows. (Files of
// records are read one by one, see json.h.)
typedef enum {
    JSON_NODE_NULL,
    JSON_NODE_TRUE,
    JSON_NODE_FALSE,
    JSON_NODE_NUMBER,
    JSON_NODE_TEXT,
    JSON_NODE_LIST,
    JSON_NODE_OBJECT
} JsonNodeKind;
typedef struct JsonNode JsonNode;
struct JsonNode {
    JsonNodeKind kind;
    const char *key;       // of a member of an object; else NULL
    StringView text;       // of a text, NUL-terminated
    int64_t number;        // whole part of a number
    const JsonNode *first; // of a list or object
    const JsonNode *next;  // in the list or object that this one is in
    size_t count;          // of a list or object
};

// Services leave line ends inside texts as they are, which JSON forbids; they are taken for spaces. NULL
// where it is no JSON, or has no end.
const JsonNode *json_tree_read(StringView text, Arena *arena, Error *err);
// A member by its name, or by a path of names ("resultList.result"); NULL where there is none, also of NULL.
const JsonNode *json_node_at(const JsonNode *node, const char *path);
// Text of a member; an empty view where it is none. A number of a member, also where it is written as
// text; `otherwise` where it is none.
StringView json_node_text(const JsonNode *node, const char *path);
int64_t json_node_number(const JsonNode *node, const char *path, int64_t otherwise);

#endif
