#include "carrel/command/parse.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Any bytes are ":" lines, as a configuration file has them, or errors with a sentence.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    StringView text = {(const char *) data, size}, line;
    while (sv_line(&text, &line)) {
        Arena arena = {0};
        Error err = {0};
        CommandLine command;
        if (!command_parse(line, &arena, &command, NULL, &err) && (err.kind == ERROR_NONE || !err.text[0])) {
            __builtin_trap();
        }
        arena_free(&arena);
    }
    return 0;
}
