#ifndef CARREL_ENGINE_RECORDER_H
#define CARREL_ENGINE_RECORDER_H

#include "carrel/base/error.h"
#include "carrel/engine/mailbox.h"
#include "carrel/review/action.h"

// The review thread: owns the only connection to the review file. Takes actions in
// order, commits each, acknowledges; tells what other processes appended. Sleeps while
// nothing happens.
typedef struct Recorder Recorder;

// In MAIL_REVIEW_EVENTS: once when the file was opened (all its events, or why it
// could not be), then whenever another process appended, or the file had to be opened
// again (all its events once more). Also tells, without events, of a backup that could not be made.
typedef struct {
    bool first;
    bool read_only;    // with the first: actions will fail
    EventList *events; // never NULL
    Error error;       // kind ERROR_NONE where all is well
} ReviewEvents;
void review_events_free(void *events);

// In MAIL_REVIEW_CONFIRMED: the action is on disk. To be added to the state again,
// not pending: their times may have been raised.
typedef struct {
    Key action;
    EventList *events;
} ReviewConfirmed;
void review_confirmed_free(void *confirmed);

// In MAIL_REVIEW_FAILED: the action is not on disk; later ones may still be.
typedef struct {
    Key action;
    EventList *events;
    Error error;
} ReviewFailed;
void review_failed_free(void *failed);

// In MAIL_REVIEW_OTHER: what recorder_read_other found.
typedef struct {
    char *path;
    EventList *events; // all of its log; never NULL until somebody takes it
    Error error;       // kind ERROR_NONE where all is well
} OtherReview;
void other_review_free(void *other);

// Opens the review (made where `create`) in a thread of its own, which posts to
// `mailbox`; that must outlive the recorder. Makes the daily backup, where one is due.
// NULL only where a thread cannot be started.
Recorder *recorder_start(const char *path, bool create, Mailbox *mailbox, Error *err);
// Takes the events of one action; never waits for the disk. Each submission is
// answered by one MAIL_REVIEW_CONFIRMED or MAIL_REVIEW_FAILED, in order.
void recorder_submit(Recorder *recorder, EventList *events);
// Reads the log of another review, which stays as it is; answered by one MAIL_REVIEW_OTHER.
void recorder_read_other(Recorder *recorder, const char *path);
// Takes over events of another copy of the review, which keep their times, in one commit; what is there
// already is left out. Answered by MAIL_REVIEW_EVENTS: all of them, or why it failed.
void recorder_merge(Recorder *recorder, EventList *events);
// Waits until everything that was submitted is answered, then ends the thread.
void recorder_stop(Recorder *recorder); // NULL is fine

#endif
