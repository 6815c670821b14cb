#ifndef CARREL_ENGINE_MAILBOX_H
#define CARREL_ENGINE_MAILBOX_H

#include <stdbool.h>

// How workers talk to the UI thread: an owned, tagged message under a mutex plus one
// byte on a wake pipe. Any thread posts; one thread takes.
typedef enum {
    MAIL_REVIEW_EVENTS,    // ReviewEvents: loaded, or appended by another process
    MAIL_REVIEW_CONFIRMED, // ReviewConfirmed: an action is on disk
    MAIL_REVIEW_FAILED,    // ReviewFailed: an action is not
    MAIL_REVIEW_OTHER,     // OtherReview: the log of another review was read
    MAIL_SEARCH_FIRST,     // SearchAnswer: the first screenful
    MAIL_SEARCH_DONE,      // SearchAnswer: all ids
    MAIL_IMPORT_FILE,      // ImportFile: a file is done (or failed)
    MAIL_IMPORT_BATCH,     // ImportBatch: ids that a commit brought
    MAIL_IMPORT_ENDED,     // the importer has nothing left to do; no value
    MAIL_DUPLICATES,       // DuplicatesAnswer
    MAIL_TALLY,            // TallyAnswer
    MAIL_SIMILAR,          // SimilarAnswer
    MAIL_FIGURES,          // FiguresAnswer
    MAIL_SHELF,            // ShelfReview: how far a review has come, or that all were read
    MAIL_INBOX,            // InboxFile: a file waits in the inbox folder
    MAIL_FETCH_CHANGED,    // the fetcher's jobs have come further; no value
    MAIL_FETCH_ENDED,      // FetchEnd: a job is over
    MAIL_CHASER            // ChaserAnswer: chase, map, path or islands
} MailTag;

typedef struct {
    MailTag tag;
    void *value;                  // owned by whoever took it
    void (*destroy)(void *value); // frees it; may be NULL where value is NULL
} Mail;

typedef struct Mailbox Mailbox;
Mailbox *mailbox_new(void);
void mailbox_free(Mailbox *mailbox); // destroys what nobody took; no thread may post any more
void mailbox_post(Mailbox *mailbox, MailTag tag, void *value, void (*destroy)(void *value));
// Takes the oldest message; false when there is none. The caller destroys it.
bool mailbox_take(Mailbox *mailbox, Mail *mail);
// Readable while messages wait: for poll(). mailbox_take empties it.
int mailbox_fd(const Mailbox *mailbox);

#endif
