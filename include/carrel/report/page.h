#ifndef CARREL_REPORT_PAGE_H
#define CARREL_REPORT_PAGE_H

#include "carrel/base/str.h"
#include "carrel/review/events.h"

// The report of a review: one HTML page that needs nothing else, with the question and criteria,
// the searches, the PRISMA diagram, agreement, and what was included and excluded. `now` in
// milliseconds. Appends.
void report_add_page(const ReviewState *state, int64_t now, String *out);

// The searches as an appendix [PRISMA-S: Rethlefsen et al., Syst Rev 2021;10:39], and a draft of the
// paragraph on methods that follows from what was done. Append, as HTML.
void report_add_searches(const ReviewState *state, Arena *arena, String *out);
void report_add_methods(const ReviewState *state, Arena *arena, String *out);

#endif
