#ifndef CARREL_FORMAT_EVENT_LINES_H
#define CARREL_FORMAT_EVENT_LINES_H

#include "carrel/base/error.h"
#include "carrel/review/events.h"

// The log of a review as text: one JSON object a line. It is what a dump and an audit trail are, and
// what a team keeps in a folder: whoever has all lines has the whole review.

// Appends a line. `at` and `who` say time and name once more, for people: they are not read back.
void event_add_line(const Event *event, const ReviewState *state, String *out);
// Reads a line; text goes into the arena. false with a sentence where it is no event.
bool event_read_line(StringView line, Arena *arena, Event *event, Error *err);

// The audit trail: the same lines, each with more for people: "study" (its citation), "decision", "reason",
// "took_ms" and "blind" of a decision, "undone" where its action is undone by now. They are read back
// as lines of the log are.
void event_add_trail(const Event *event, const ReviewState *state, String *out);
// The same as rows of CSV [RFC 4180], with a header for the first; nothing reads them back. A cell that a
// spreadsheet would take for a formula gets an apostrophe before it.
void event_add_csv(const Event *event, const ReviewState *state, bool first, String *out);

#endif
