#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <string.h>

// `carrel screen FILE --as NAME`: what it asks of the program on the terminal.

// Beside the file, called like it.
static void add_review_beside(const char *file, String *path) {
    StringView base = path_base(file);
    string_add(path, (StringView){file, (size_t) (base.data - file)});
    string_add(path, path_stem(file));
    string_add_text(path, ".carrel");
}

bool screen_want(const Command *command, const char *cache, CliProgram *program, Error *err) {
    const char *name = command_as(command);
    String path = {0};
    if (command->word_count != 1 || strcmp(command->words[0], "-") == 0) {
        return error_set(err, ERROR_USAGE, "say which file: carrel screen FILE --as NAME");
    }
    if (name == NULL) {
        return error_set(err, ERROR_USAGE, "say whose decisions they are: carrel screen %s --as NAME",
                         command->words[0]);
    }
    const char *file = command->words[0];
    bool is_review = sv_ends(sv(file), SV(".carrel")) || !file_exists(file);
    bool ok = !is_review || review_add_path(file, &path, err);
    if (ok && is_review && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_USAGE, "%s: there is no such file, and no review of this name", file);
    }
    if (ok) {
        const char **files = memory_new(2 * sizeof *files);
        files[0] = file;
        if (!is_review) {
            add_review_beside(file, &path);
        }
        *program = (CliProgram){.cache = cache,
                                .as = name,
                                .screening = true,
                                .files = files,
                                .file_count = is_review ? 0 : 1,
                                .made = string_take(&path)};
        program->review = program->made;
    }
    string_free(&path);
    return ok;
}
