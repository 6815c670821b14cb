#include "mail.h"

#include "desk.h"
#include "highlighting.h"
#include "importing.h"
#include "likening.h"
#include "queue.h"
#include "teamwork.h"
#include "waiting.h"

#include "carrel/base/clock.h"

#define BUDGET_US  3000
#define REFRESH_US 400000
// While studies stream in, looking for the list anew takes this part of a core at most.
#define REFRESH_PART 10

void mail_handle(App *app, Mail *mail) {
    bool kept;
    switch (mail->tag) {
    case MAIL_REVIEW_CONFIRMED:
        desk_mail(app, mail);
        mail->destroy(mail->value);
        return; // of the picture only marks are others
    case MAIL_REVIEW_EVENTS:
    case MAIL_REVIEW_FAILED:
        desk_mail(app, mail);
        break;
    case MAIL_REVIEW_OTHER:
        teamwork_mail(app, mail->value);
        app->dirty = true;
        return; // it is kept, or freed already
    case MAIL_SEARCH_FIRST:
    case MAIL_SEARCH_DONE:
        queue_answer(app, mail->value);
        break;
    case MAIL_IMPORT_FILE:
        if (!fetching_takes(app, mail->value)) {
            importing_mail(app, mail);
        }
        break;
    case MAIL_IMPORT_BATCH:
    case MAIL_IMPORT_ENDED:
        importing_mail(app, mail);
        break;
    case MAIL_SHELF:
        shelving_mail(app, mail->value);
        break;
    case MAIL_INBOX:
        waiting_mail(app, mail->value);
        break;
    case MAIL_FETCH_CHANGED:
        fetching_look(app);
        break;
    case MAIL_FETCH_ENDED:
        app->dirty = true;
        kept = fetching_ended(app, mail->value);
        candidates_links_came(app);
        if (kept) {
            return;
        }
        break;
    case MAIL_TALLY:
        highlighting_answer(app, mail->value);
        break;
    case MAIL_SIMILAR:
        likening_answer(app, mail->value);
        app->dirty = true;
        return; // the answer is kept
    case MAIL_FIGURES:
        statistics_answer(app, mail->value);
        break;
    case MAIL_CHASER:
        chasing_answer(app, mail->value);
        app->dirty = true;
        return; // the answer is kept
    case MAIL_DUPLICATES:
        comparing_answer(app, mail->value);
        app->dirty = true;
        return; // the answer is kept
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
    int64_t pause_us = queue->answered_in_us * REFRESH_PART;
    pause_us = pause_us > REFRESH_US ? pause_us : REFRESH_US;
    // Behind a comparison nobody sees the list; every verdict would ask for it anew.
    if (queue->stale && !queue->asked && !comparing_is_open(app) &&
        (!(app->importing || fetching_brings(app)) || clock_ticks_us() - queue->asked_us > pause_us)) {
        queue_ask(app, false);
    }
}
