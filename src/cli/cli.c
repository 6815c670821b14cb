#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef bool (*Runner)(Command *command, int *code, Error *err);

static Runner runner_of(SubcommandId id) {
    switch (id) {
    case SUBCOMMAND_IMPORT:
        return command_import;
    case SUBCOMMAND_IMPORTS:
        return command_imports;
    case SUBCOMMAND_UNDO_IMPORT:
        return command_undo_import;
    case SUBCOMMAND_FETCH:
        return command_fetch;
    case SUBCOMMAND_CHASE:
        return command_chase;
    case SUBCOMMAND_PATH:
        return command_path;
    case SUBCOMMAND_ISLANDS:
        return command_islands;
    case SUBCOMMAND_MAP:
        return command_map;
    case SUBCOMMAND_SEARCH:
        return command_search;
    case SUBCOMMAND_SHOW:
        return command_show;
    case SUBCOMMAND_LINKS:
        return command_links;
    case SUBCOMMAND_DECIDE:
        return command_decide;
    case SUBCOMMAND_TAG:
        return command_tag;
    case SUBCOMMAND_NOTE:
        return command_note;
    case SUBCOMMAND_ABSTRACT:
        return command_abstract;
    case SUBCOMMAND_DEDUPE:
        return command_dedupe;
    case SUBCOMMAND_EXPORT:
        return command_export;
    case SUBCOMMAND_STATS:
        return command_stats;
    case SUBCOMMAND_RETRIEVE:
        return command_retrieve;
    case SUBCOMMAND_KNOWN:
        return command_known;
    case SUBCOMMAND_HIGHLIGHT:
        return command_highlight;
    case SUBCOMMAND_ROUND:
        return command_round;
    case SUBCOMMAND_REVIEW:
        return command_review;
    case SUBCOMMAND_AGREEMENT:
        return command_agreement;
    case SUBCOMMAND_MERGE:
        return command_merge;
    case SUBCOMMAND_UNDO:
        return command_undo;
    case SUBCOMMAND_REDO:
        return command_redo;
    case SUBCOMMAND_PRISMA:
        return command_prisma;
    case SUBCOMMAND_REPORT:
        return command_report;
    case SUBCOMMAND_CHECK:
        return command_check;
    case SUBCOMMAND_COMPLETE:
        return command_complete;
    case SUBCOMMAND_SCREEN: // runs on the terminal
    case SUBCOMMAND_COUNT:
        break;
    }
    return NULL;
}

static int code_of(const Error *err) {
    switch (err->kind) {
    case ERROR_USAGE:
        return 2;
    case ERROR_INPUT:
        return 3;
    case ERROR_NETWORK:
        return 4;
    case ERROR_CANCELLED:
        return 130;
    case ERROR_NONE:
    case ERROR_SYSTEM:
        break;
    }
    return 1;
}

// What the environment names, where the line does not.
// The line names no command: its words are files to read.
static bool want_program(const Command *command, CliProgram *program, Error *err) {
    for (size_t i = 0; i < command->word_count; i++) {
        const char *file = command->words[i];
        if (strcmp(file, "-") == 0) {
            return error_set(err, ERROR_USAGE, "the terminal is needed for keys; read - by carrel import -");
        }
        if (!file_exists(file)) {
            return error_set(err, ERROR_USAGE,
                             "%s is neither a file nor a command; carrel --help lists the commands", file);
        }
    }
    const char **files = memory_new((command->word_count + 1) * sizeof *files);
    for (size_t i = 0; i < command->word_count; i++) {
        files[i] = command->words[i];
    }
    *program = (CliProgram){
        .cache = command_named(command, "cache", "CARREL_CACHE"),
        .review = command_named(command, "review", "CARREL_REVIEW"),
        .as = command_as(command),
        .cache_only = command_option(command, "cache-only") != NULL,
        .offline = command_option(command, "offline") != NULL,
        .files = files,
        .file_count = command->word_count,
    };
    return true;
}

// --help and --version, which win over all else.
static bool answers_help(Command *command) {
    if (command_option(command, "help") != NULL) {
        if (command->info != NULL) {
            subcommand_add_help(command->info, &command->out);
        } else {
            subcommand_add_program_help(&command->out);
        }
        return true;
    }
    if (command_option(command, "version") != NULL) {
        string_add_text(&command->out, "carrel " CARREL_VERSION "\n");
        return true;
    }
    return false;
}

int cli_main(int argc, char **argv, CliProgram *program) {
    Command command = {.terminal = isatty(STDOUT_FILENO)};
    Error err = {0};
    int code = 0;
    bool ok = command_read(&command, argc, argv, &err);
    if (ok && answers_help(&command)) {
        ok = print_flush(&command, &err);
    } else if (ok && command.info == NULL) {
        ok = want_program(&command, program, &err);
        code = CLI_PROGRAM;
    } else if (ok && command.info->id == SUBCOMMAND_SCREEN) {
        ok = screen_want(&command, command_named(&command, "cache", "CARREL_CACHE"), program, &err);
        code = CLI_PROGRAM;
    } else if (ok) {
        ok = runner_of(command.info->id)(&command, &code, &err);
    }
    if (!ok) {
        code = code_of(&err);
        print_fault(&err);
    }
    command_close(&command);
    return code;
}
