#ifndef TUI_IMPORTING_H
#define TUI_IMPORTING_H

#include "app.h"

// Files on their way into the cache and the review, and what is said of them.

// Gives files to the importer; the open review gets what they bring. `facts` is what a person
// said of their search, as lines of an EVENT_IMPORT, and wins over what the files say; NULL: nothing.
void importing_start(App *app, const char *const *files, size_t count, const char *facts);
void importing_mail(App *app, const Mail *mail); // MAIL_IMPORT_…
// Candidates that an import or a search brings to the open review. `import` is its action, `rejoined` what
// it brought again. Returns how many are new.
size_t importing_add_batch(App *app, Key import, ImportBatch *batch, Rejoined *rejoined);
// The import ended: the review keeps what is known of its search, and what a person `said` of it. Appends
// what is to be said of that; returns whether it warns.
bool importing_end_search(App *app, Key import, const char *said, ImportFile *file, Rejoined *rejoined,
                          String *words);
// The review is about to be closed: what still comes is for the cache only, and decisions that
// nobody took over are forgotten.
void importing_leave_review(App *app);
void importing_fini(App *app);
// One of app->unfinished: imports the file again, or speaks of it no more. It is gone then.
void importing_again(App *app, const Unfinished *unfinished);
void importing_forget(App *app, const Unfinished *unfinished);

#endif
