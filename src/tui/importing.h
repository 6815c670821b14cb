#ifndef TUI_IMPORTING_H
#define TUI_IMPORTING_H

#include "app.h"

// Files on their way into the cache and the review, and what is said of them.

// Gives files to the importer; the open review gets what they bring. `facts` is what a person
// said of their search, as lines of an EVENT_IMPORT, and wins over what the files say; NULL: nothing.
void importing_start(App *app, const char *const *files, size_t count, const char *facts);
void importing_mail(App *app, const Mail *mail); // MAIL_IMPORT_…
// The review is about to be closed: what still comes is for the cache only, and decisions that
// nobody took over are forgotten.
void importing_leave_review(App *app);
void importing_fini(App *app);

#endif
