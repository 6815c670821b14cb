#ifndef CARREL_COMMAND_COMPLETE_H
#define CARREL_COMMAND_COMPLETE_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"
#include "carrel/command/action.h"

// Completion of ':' lines and queries. Names come from the tables here; what only the caller
// knows (files, labels, fields of the query language) comes through a CompleteSource.

typedef struct {
    const char *text; // replaces the word
    const char *help; // one line, or NULL
} Completion;

typedef struct {
    Completion *items; // in the arena
    size_t count, capacity;
    size_t start; // byte of the line where the word that is replaced begins
    Arena *arena;
} Completions;

typedef enum {
    COMPLETE_FILE, // `prefix` is a path as typed; folders end in "/"
    COMPLETE_LABEL,
    COMPLETE_REASON,
    COMPLETE_WORD,  // words of the shown abstract, for the command named in `of`
    COMPLETE_STUDY, // ids: what is likely meant beside the shown study
    COMPLETE_FIELD, // "ti:", "au:", …
    COMPLETE_VALUE  // of the field named in `of`: tag names, is: words, …
} CompleteKind;

typedef struct {
    void *context;
    // Adds what begins with `prefix` by completions_add; what does not is left out there.
    void (*words)(void *context, CompleteKind kind, StringView of, StringView prefix, Completions *list);
} CompleteSource;

// Adds one candidate if it begins with `prefix` (ASCII case ignored). Copies both texts.
void completions_add(Completions *list, StringView prefix, const char *text, const char *help);
// Adds every word of a space-separated list.
void completions_add_words(Completions *list, StringView prefix, const char *words);

// Candidates for the word that ends at `cursor` (a byte offset) in a ':' line, without its ":".
// `source` may be NULL.
void complete_command(StringView line, size_t cursor, const CompleteSource *source, Arena *arena,
                      Completions *list);
// The same in the text of a query.
void complete_query(StringView text, size_t cursor, const CompleteSource *source, Arena *arena,
                    Completions *list);
// Appends the longest text with which all candidates begin.
void completions_add_common(const Completions *list, String *out);

#endif
