#ifndef TUI_OPENING_H
#define TUI_OPENING_H

#include "app.h"

// Other programs: the browser, the editor, the clipboard.

// Opens the shown record's page, or its full text, in a browser where there is a display;
// else shows the address and copies it.
void opening_record(App *app);
void opening_full_text(App *app);
void opening_address(App *app, const char *url);
// The record's address: PubMed by PMID, else its DOI. Nothing where it has neither.
bool opening_add_address(const Study *study, String *url);
// Lets the user edit `text` in the editor; false (and a message) where that failed.
bool opening_edit(App *app, const char *text, String *out);
void opening_copy(App *app, const char *text, const char *what);

#endif
