#include "carrel/study/query.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Any bytes are a query, or an error with a column; never anything worse.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    Error err = {0};
    size_t column = 0;
    const char *note = NULL;
    const QueryNode *tree =
        query_parse((StringView){(const char *) data, size}, &arena, &column, &note, &err);
    if (tree == NULL) {
        if (column == 0 || err.kind != ERROR_USAGE) {
            __builtin_trap();
        }
    } else {
        QueryTerm *terms = NULL;
        query_terms(tree, &arena, &terms);
    }
    arena_free(&arena);
    return 0;
}
