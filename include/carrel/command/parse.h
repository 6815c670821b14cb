#ifndef CARREL_COMMAND_PARSE_H
#define CARREL_COMMAND_PARSE_H

#include "carrel/base/arena.h"
#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/command/action.h"

// A ':' line taken apart. "[COUNT]NAME[ ARGUMENTS]".
typedef struct {
    ActionId action;        // ACTION_NONE for an empty line and for a comment ("# …")
    int count;              // 0 where none was written
    const char **arguments; // in the arena; kinds that take the rest of the line have one
    size_t argument_count;
    const char *rest; // everything behind the name, trimmed, as written; "" where nothing
} CommandLine;

// Parses without a leading ":". Words are split at spaces; "…" and '…' hold
// spaces, \ takes the next character as it is (not within '…'). Counts of arguments are checked against
// the action table. false: a sentence with the column ("column 8: the quote is not closed");
// *column (may be NULL) gets it as a number, from 1.
bool command_parse(StringView line, Arena *arena, CommandLine *command, size_t *column, Error *err);

// The arguments of an export; what was not typed is "".
enum {
    EXPORT_FILE, // "|" where EXPORT_QUERY is a command of the shell
    EXPORT_QUERY,
    EXPORT_FORMAT, // as typed: the formats are another room's
    EXPORT_RECORDS,
    EXPORT_BYTES, // the largest part
    EXPORT_FOR,   // the tool that shall read it, as typed
    EXPORT_WORDS
};
// Whether a word before another one is a format or says how large a part is: no file's name.
bool command_is_export_word(StringView word);

// Appends a word so that command_parse reads it as one argument.
void command_quote(StringView word, String *out);

#endif
