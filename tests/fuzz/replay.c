// Gives the files named on the command line to a fuzz target, for compilers without libFuzzer.

#include "carrel/base/file.h"

#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        String content = {0};
        Error err = {0};
        if (!file_read_all(names[i], (size_t) 64 << 20, &content, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *) string_text(&content), content.length);
        string_free(&content);
    }
    return 0;
}
