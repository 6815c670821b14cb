#include "mail.h"

#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/base/paths.h"

#include <string.h>

#define BUDGET_US  3000
#define REFRESH_US 400000

// "pubmed.xml: 1,204 records: 1,190 new, 2 updated, 12 unchanged; 1 rejected (…)"
static void add_counts(String *out, const ImportTotals *counts) {
    add_number(out, (int64_t) counts->records);
    string_add_text(out, counts->records == 1 ? " record: " : " records: ");
    add_number(out, (int64_t) counts->created);
    string_add_text(out, " new, ");
    add_number(out, (int64_t) counts->updated);
    string_add_text(out, " updated, ");
    add_number(out, (int64_t) counts->unchanged);
    string_add_text(out, " unchanged");
    if (counts->deleted) {
        string_add_text(out, ", ");
        add_number(out, (int64_t) counts->deleted);
        string_add_text(out, " deleted");
    }
    if (counts->rejected) {
        string_add_text(out, "; ");
        add_number(out, (int64_t) counts->rejected);
        string_add_text(out, " rejected (carrel import --rejected shows them)");
    }
}

static void say_file(App *app, const ImportFile *file) {
    bool failed = file->error.kind != ERROR_NONE;
    ImportTotals counts = {
        .records = file->records,
        .created = file->created,
        .updated = file->updated,
        .unchanged = file->unchanged,
        .deleted = file->deleted,
        .rejected = file->rejected,
    };
    app->imported.files++;
    app->imported.failed += failed;
    app->imported.records += counts.records;
    app->imported.created += counts.created;
    app->imported.updated += counts.updated;
    app->imported.unchanged += counts.unchanged;
    app->imported.deleted += counts.deleted;
    app->imported.rejected += counts.rejected;
    if (failed && !file->records) {
        app_say_error(app, &file->error);
        return;
    }
    String words = {0};
    string_format(&words, "%s: ", path_base(file->name).data);
    add_counts(&words, &counts);
    if (file->encoding && strcmp(file->encoding, ENCODING_USUAL) != 0) {
        string_format(&words, "; read as %s", file->encoding);
    }
    string_add_text(&words, file->resumed ? "; it went on where it had stopped" : "");
    string_add_text(&words, file->cancelled ? "; stopped, it goes on when imported again" : "");
    if (failed) {
        string_format(&words, "; then: %s", file->error.text);
    }
    app_say(app, file->rejected || failed ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

static void say_ended(App *app) {
    ImportTotals *totals = &app->imported;
    if (totals->files > 1) {
        String words = {0};
        string_format(&words, "%zu files: ", totals->files);
        add_counts(&words, totals);
        if (totals->failed) {
            string_format(&words, "; %zu not read whole, :messages says why", totals->failed);
        }
        app_say(app, totals->rejected || totals->failed ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
        string_free(&words);
    }
    *totals = (ImportTotals){0};
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
        if (app->importing_for_review > 0) {
            app->importing_for_review--;
            desk_add_import(app, mail->value);
        }
        app->queue.stale = true;
        break;
    case MAIL_IMPORT_ENDED:
        app->importing = importer_progress(app->importer).running;
        if (!app->importing) {
            say_ended(app);
        }
        app->queue.stale = true;
        break;
    case MAIL_DUPLICATES:
        comparing_answer(app, mail->value);
        app->dirty = true;
        return; // the answer is kept
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
