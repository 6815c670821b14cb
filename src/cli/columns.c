// What columns of tables hold: --map, then "set columns=…" of the user's carrelrc.

#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/command/parse.h"

#include <string.h>

static void add(String *columns, const char *pairs) {
    string_add_text(columns, columns->length > 0 && pairs[0] ? "\n" : NULL);
    string_add_text(columns, pairs);
}

bool command_read_options(Options *options, Error *err) {
    enum { CONFIG_MOST = 1 << 20 };
    String path = {0}, content = {0};
    Arena arena = {0};
    options_init(options);
    bool ok = path_config(&path, "carrelrc", err);
    if (ok && file_exists(string_text(&path))) {
        ok = file_read_all(string_text(&path), CONFIG_MOST, &content, err);
    }
    StringView rest = string_view(&content), line;
    while (ok && sv_line(&rest, &line)) {
        CommandLine command;
        line = sv_trim(line);
        line = sv_starts(line, SV(":")) ? sv_from(line, 1) : line;
        if (!command_parse(line, &arena, &command, NULL, NULL) || command.action != ACTION_SET) {
            continue;
        }
        for (size_t i = 0; i < command.argument_count; i++) {
            options_set_word(options, sv(command.arguments[i]), NULL, NULL);
        }
    }
    arena_free(&arena);
    string_free(&content);
    string_free(&path);
    return ok;
}

bool command_add_columns(const Command *command, String *columns, Error *err) {
    Options options;
    for (size_t i = 0; i < command->given_count; i++) {
        if (strcmp(command->given[i].option->name, "map") == 0) {
            add(columns, command->given[i].value);
        }
    }
    if (!columns_check(string_view(columns), err)) {
        return error_prefix(err, "--map");
    }
    if (!command_read_options(&options, err)) {
        return false;
    }
    if (!columns_check(sv(options.columns), err)) {
        return error_prefix(err, "carrelrc: set columns");
    }
    add(columns, options.columns);
    return true;
}
