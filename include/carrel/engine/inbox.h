#ifndef CARREL_ENGINE_INBOX_H
#define CARREL_ENGINE_INBOX_H

#include "carrel/engine/mailbox.h"
#include "carrel/format/format.h"

#include <stdint.h>

// Watches a folder into which a browser or a colleague saves what may be imported. Files are
// looked at, never changed, and nothing is imported by itself. Sleeps while nothing happens.
typedef struct Inbox Inbox;

// In MAIL_INBOX: one file of the folder, or why the folder is not watched (path NULL). Files that
// are hidden, empty or still being saved (.part, .crdownload, .download, .tmp, "~") are passed over.
typedef struct {
    char *folder; // as it was given
    char *path;
    bool gone;       // it is no longer there; the rest means nothing
    bool was_there;  // before the watch began
    int64_t time;    // when it came there, milliseconds since 1970
    bool understood; // its beginning is of a known format
    Format format;   // where it is understood
    char *search;    // what its beginning says of its search, as reader_add_search; never NULL
    Error error;     // of the folder; of a file that is not understood: what it is
} InboxFile;
void inbox_file_free(void *file);

// Starts the watch in a thread of its own. Of the files that are there already, those are told
// that came after `since` (milliseconds since 1970), and those named in `names`, a line each.
Inbox *inbox_start(const char *folder, int64_t since, const char *names, Mailbox *mailbox);
void inbox_stop(Inbox *inbox); // NULL is fine

#endif
