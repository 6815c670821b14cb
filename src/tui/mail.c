#include "mail.h"

#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <inttypes.h>

#define BUDGET_US  3000
#define REFRESH_US 400000

// "pubmed.xml: 1,204 records: 1,190 new, 2 updated, 12 unchanged; 1 rejected (…)"
static void say_file(App *app, const ImportFile *file) {
    if (file->error.kind != ERROR_NONE && !file->records) {
        app_say_error(app, &file->error);
        return;
    }
    String words = {0};
    string_format(&words,
                  "%s: %" PRIu64 " record%s: %" PRIu64 " new, %" PRIu64 " updated, %" PRIu64 " unchanged",
                  file->name, file->records, file->records == 1 ? "" : "s", file->created, file->updated,
                  file->unchanged);
    if (file->deleted) {
        string_format(&words, ", %" PRIu64 " deleted", file->deleted);
    }
    if (file->rejected) {
        string_format(&words, "; %" PRIu64 " rejected (carrel import --rejected shows them)", file->rejected);
    }
    if (file->cancelled) {
        string_add_text(&words, "; stopped, it goes on when imported again");
    }
    if (file->error.kind != ERROR_NONE) {
        string_format(&words, "; then: %s", file->error.text);
    }
    app_say(app, file->rejected || file->error.kind != ERROR_NONE ? ROLE_WARNING : ROLE_GOOD, "%s",
            words.data);
    string_free(&words);
}

void mail_handle(App *app, Mail *mail) {
    switch (mail->tag) {
    case MAIL_REVIEW_EVENTS:
    case MAIL_REVIEW_CONFIRMED:
    case MAIL_REVIEW_FAILED:
        desk_mail(app, mail);
        break;
    case MAIL_SEARCH_FIRST:
    case MAIL_SEARCH_DONE:
        queue_answer(app, mail->value);
        break;
    case MAIL_IMPORT_BATCH:
        desk_add_batch(app, mail->value);
        app->queue.stale = true;
        break;
    case MAIL_IMPORT_FILE:
        say_file(app, mail->value);
        app->importing_for_review -= app->importing_for_review > 0;
        app->queue.stale = true;
        break;
    case MAIL_IMPORT_ENDED:
        app->importing = importer_progress(app->importer).running;
        app->queue.stale = true;
        break;
    }
    if (mail->tag == MAIL_IMPORT_FILE || mail->tag == MAIL_IMPORT_ENDED) {
        app->cache_count = cache_count(app->cache, NULL);
        queue_forget_rows(app);
        reading_forget(app); // a stub may have become a record
    }
    app->dirty = true;
    if (mail->destroy) {
        mail->destroy(mail->value);
    }
}

bool mail_take(App *app) {
    int64_t until = clock_ticks_us() + BUDGET_US;
    Mail mail;
    while (mailbox_take(app->mailbox, &mail)) {
        mail_handle(app, &mail);
        if (clock_ticks_us() > until) {
            return true;
        }
    }
    return false;
}

void mail_refresh(App *app) {
    Queue *queue = &app->queue;
    if (queue->stale && !queue->asked &&
        (!app->importing || clock_ticks_us() - queue->asked_us > REFRESH_US)) {
        queue_ask(app, false);
    }
}
