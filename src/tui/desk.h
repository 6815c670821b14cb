#ifndef TUI_DESK_H
#define TUI_DESK_H

#include "app.h"

// The open review: what people decided, and writing it down.

// Opens a review in the background; its events come by mail. The one that was open is
// closed first, when all it was given is on disk.
bool desk_open(App *app, const char *path, bool create, Error *err);
void desk_close(App *app);
void desk_fini(App *app);
// A review is open and loaded: makes default.carrel where there is none. false (and a
// message) where that is not possible.
bool desk_require(App *app);
// Waits, milliseconds, while the open review is loaded.
void desk_wait(App *app);
void desk_mail(App *app, const Mail *mail);                  // MAIL_REVIEW_…
const Candidate *desk_candidate(const App *app, StudyId id); // NULL where it is in no review

// Draws the action as pending and sends it to the review thread.
void desk_submit(App *app, ReviewAction *action);
// The same, where nothing that is shown changes by it.
void desk_record(App *app, const ReviewAction *action);
// The shown study was on the screen long enough to count as read.
void desk_leave_study(App *app);

// --- deeds.c ---
// What the action does to the given studies, as one action: decisions, labels, joining.
// `text` is the reason, or labels "+a\n-b"; may be NULL. A new reason joins those of the review.
// false (and a message) where no review can be had.
bool desk_apply(App *app, ActionId action, const char *text, const StudyId *ids, size_t count);
// Writes text about a study, as one action; `said` is echoed.
typedef void WriteText(ReviewAction *action, Key candidate, const char *text);
void desk_write(App *app, StudyId id, WriteText *write, const char *text, const char *said);
void desk_note(App *app, StudyId id, const char *note);
void desk_undo(App *app, bool redo); // undoing.c
// Reasons for exclusion: those of the protocol in its order, then others in use, oldest first.
TextList desk_reasons(const App *app, Arena *arena);
// Where a study that is no candidate was found: "link from pmid:12", "search".
void desk_add_origin(App *app, String *out);

#endif
