#include "carrel/cli/cli.h"
#include "carrel/command/subcommand.h"
#include "carrel/tui/tui.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Out of memory raises SIGABRT after its sentence (base/memory.h); the screen, while it
// runs, has a handler of its own that puts the terminal back first.
static void end_after_abort(int signal_number) {
    (void) signal_number;
    _exit(1);
}

static const CommandOption *global_option(const char *argument) {
    size_t length = strcspn(argument, "=");
    for (const CommandOption *option = global_options; option->name; option++) {
        bool by_letter = option->letter && argument[0] == '-' && argument[1] == option->letter;
        if (by_letter || (strncmp(argument, "--", 2) == 0 && strlen(option->name) == length - 2 &&
                          strncmp(argument + 2, option->name, length - 2) == 0)) {
            return option;
        }
    }
    return NULL;
}

// Takes the option at arguments[*at]. false where only the command line can answer it
// (--help, a subcommand's options, mistakes).
static bool take_option(int count, char **arguments, int *at, TuiRequest *request) {
    const char *argument = arguments[*at];
    const CommandOption *option = global_option(argument);
    if (!option || strcmp(option->name, "help") == 0 || strcmp(option->name, "version") == 0) {
        return false;
    }
    if (option->kind == VALUE_NONE) {
        request->cache_only = true;
        return strchr(argument, '=') == NULL;
    }
    const char *value = strncmp(argument, "--", 2) == 0 ? strchr(argument, '=') : NULL;
    value = value ? value + 1 : NULL;
    if (!value && strncmp(argument, "--", 2) != 0 && argument[2]) {
        value = argument + 2;
    }
    if (!value) {
        if (*at + 1 == count) {
            return false;
        }
        value = arguments[++*at];
    }
    if (strcmp(option->name, "cache") == 0) {
        request->cache = value;
    } else {
        request->review = value;
    }
    return true;
}

// What the screen is asked for; false where the command line is meant.
static bool parse_request(int count, char **arguments, TuiRequest *request) {
    int at = 1;
    for (; at < count && arguments[at][0] == '-' && arguments[at][1]; at++) {
        if (strcmp(arguments[at], "--") == 0) {
            at++;
            break;
        }
        if (!take_option(count, arguments, &at, request)) {
            return false;
        }
    }
    if (at < count && subcommand_by_name(sv(arguments[at])) && strcmp(arguments[at - 1], "--") != 0) {
        return false;
    }
    request->files = (const char *const *) arguments + at;
    request->file_count = (size_t) (count - at);
    return true;
}

static const char *environment(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

int main(int argc, char **argv) {
    setlocale(LC_ALL, "");
    signal(SIGABRT, end_after_abort);
    TuiRequest request = {
        .cache = environment("CARREL_CACHE"),
        .review = environment("CARREL_REVIEW"),
    };
    if (!parse_request(argc, argv, &request)) {
        return cli_main(argc, argv);
    }
    return tui_main(&request);
}
