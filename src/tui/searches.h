#ifndef TUI_SEARCHES_H
#define TUI_SEARCHES_H

#include "app.h"

// The searches of the review: what each import brought, and the form that describes one.

const char *searches_name(const SearchRecord *search); // of its file, without the folders
int64_t searches_came(const SearchRecord *search);     // records that could be read
bool searches_differ(const SearchRecord *search);      // other than the announced hits came
// In the arena; NULL where there is none.
const SearchRecord *searches_find(const App *app, Key import, Arena *arena);
// Opens the form of a search by its place in the list; `typed` means nothing.
void searches_open(App *app, size_t index, const char *typed);
// Appends "; " and what is to be said of the import that just ended: that other than the announced
// hits came, or that nobody knows where it was searched. Returns whether that warns.
bool searches_add_words(App *app, Key import, String *words);
// Says more of the import that was made at `time`; `facts` are lines of an EVENT_IMPORT.
void searches_describe_at(App *app, int64_t time, const char *facts);
// Opens the form of a search. `title` and `values` may be in the overlay's arena; "" or NULL where
// nobody said.
void searches_open_form(App *app, const char *title, const char *const values[SEARCH_FIELDS],
                        bool (*save)(App *app));
// What lines of an EVENT_IMPORT say; in the arena, "" where they say nothing.
void searches_values(const char *lines, Arena *arena, const char *values[SEARCH_FIELDS]);
// Appends what the form says as lines of an EVENT_IMPORT: what was changed, or `all` that is
// there. false where the form points at an answer that is none.
bool searches_take_form(App *app, bool all, String *lines);
// --- imports.c ---
// What an undo or redo did to the imports, in words: "withdrawal of embase.ris". `before`: the
// searches before it. Appends; nothing where none changed.
void searches_add_change(const App *app, const SearchRecord *before, size_t count, String *words);

#endif
