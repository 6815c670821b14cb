#ifndef CARREL_CLI_CLI_H
#define CARREL_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

// The command line. Data goes to standard output; errors and, on a terminal, progress to standard error.

// What a command line that names no command asks of the program on the terminal. Text is
// that of argv and of the environment.
typedef struct {
    const char *cache;  // --cache or CARREL_CACHE; NULL: the user's own
    const char *review; // -R or CARREL_REVIEW; NULL: none was named
    const char *as;     // --as; NULL: the person at this desk
    bool cache_only, offline;
    bool screening;           // carrel screen: the reduced screen, on the review
    char *made;               // text that `review` borrows; owned by whoever called cli_main: free()
    const char *const *files; // owned by whoever called cli_main: free()
    size_t file_count;
} CliProgram;

// Runs the command that the line names (or --help, --version) and returns its exit code.
// Returns CLI_PROGRAM where it names none: then *program is filled.
#define CLI_PROGRAM (-1)
int cli_main(int argc, char **argv, CliProgram *program);

#endif
