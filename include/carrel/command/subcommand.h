#ifndef CARREL_COMMAND_SUBCOMMAND_H
#define CARREL_COMMAND_SUBCOMMAND_H

#include "carrel/base/str.h"

// The table of the command line: --help, the manual page and the shell completions
// are made from it, and the command line itself reads its options by it.

// What a value or argument is, for completion.
typedef enum {
    VALUE_NONE, // an option without value
    VALUE_FILE,
    VALUE_TEXT,
    VALUE_NAME, // of a person
    VALUE_NUMBER,
    VALUE_QUERY,
    VALUE_ID,
    VALUE_CHOICE, // one of `choices`
    VALUE_FORMAT_READ,
    VALUE_FORMAT_WRITE, // names of the format table
    VALUE_SEARCH_KIND,  // names of kinds of searches, with - for spaces
} ValueKind;

// The names that the tables of rooms above have, each list separated by spaces.
typedef struct {
    const char *reads, *writes, *search_kinds;
} ValueNames;

typedef struct {
    char letter;      // 0 where it has none
    const char *name; // without "--"
    ValueKind kind;
    const char *value;   // its name in help: "FILE"; NULL where it takes none
    const char *choices; // VALUE_CHOICE: words, separated by spaces
    const char *help;    // one line
} CommandOption;

typedef enum {
    SUBCOMMAND_IMPORT,
    SUBCOMMAND_IMPORTS,
    SUBCOMMAND_UNDO_IMPORT,
    SUBCOMMAND_FETCH,
    SUBCOMMAND_CHASE,
    SUBCOMMAND_PATH,
    SUBCOMMAND_ISLANDS,
    SUBCOMMAND_MAP,
    SUBCOMMAND_SEARCH,
    SUBCOMMAND_SHOW,
    SUBCOMMAND_LINKS,
    SUBCOMMAND_SCREEN,
    SUBCOMMAND_DECIDE,
    SUBCOMMAND_TAG,
    SUBCOMMAND_NOTE,
    SUBCOMMAND_ABSTRACT,
    SUBCOMMAND_DEDUPE,
    SUBCOMMAND_EXPORT,
    SUBCOMMAND_STATS,
    SUBCOMMAND_RETRIEVE,
    SUBCOMMAND_KNOWN,
    SUBCOMMAND_HIGHLIGHT,
    SUBCOMMAND_ROUND,
    SUBCOMMAND_REVIEW,
    SUBCOMMAND_MERGE,
    SUBCOMMAND_AGREEMENT,
    SUBCOMMAND_UNDO,
    SUBCOMMAND_REDO,
    SUBCOMMAND_PRISMA,
    SUBCOMMAND_REPORT,
    SUBCOMMAND_CHECK,
    SUBCOMMAND_COMPLETE,
    SUBCOMMAND_COUNT
} SubcommandId;

typedef struct {
    SubcommandId id;
    const char *name;
    const char *arguments;        // "[--] FILE…"
    ValueKind takes;              // what the arguments are
    const char *choices;          // words of the first argument; NULL
    const CommandOption *options; // ends with a row whose name is NULL
    const char *help;             // one line
    const char *details;          // sentences for the manual page and --help
} SubcommandInfo;

extern const SubcommandInfo subcommands[SUBCOMMAND_COUNT];
extern const CommandOption global_options[]; // ends with a row whose name is NULL

typedef struct {
    int code;
    const char *help;
} ExitCode;
extern const ExitCode exit_codes[]; // ends with a row whose help is NULL

const SubcommandInfo *subcommand_by_name(StringView name); // NULL where there is none

// Appends --help of the program, or of one subcommand.
void subcommand_add_program_help(String *out);
void subcommand_add_help(const SubcommandInfo *subcommand, String *out);

// Appends a completion script.
typedef enum { SHELL_BASH, SHELL_ZSH, SHELL_FISH } Shell;
bool shell_by_name(StringView name, Shell *shell);
void shell_add_completion(Shell shell, const ValueNames *names, String *out);

#endif
