#ifndef CARREL_READER_DECISIONS_H
#define CARREL_READER_DECISIONS_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// What screening tools write about a study into its record: into notes, keywords and columns.

// Takes what ASReview and Rayyan wrote out of a note or keyword and adds it to the study's decisions:
//   ASReview_relevant, ASReview_irrelevant, ASReview_not_seen, ASReview_prior
//   RAYYAN-INCLUSION: {"Ana"=>"Included", "Ben"=>"Maybe"} | RAYYAN-LABELS: a,b |
//   RAYYAN-EXCLUSION-REASONS: c,d | USER-NOTES: {"Ana"=>["text"]}
// Returns what else it says, trimmed: `text` itself where there was nothing of that. Text of the
// result and of the decisions is in the arena. [https://github.com/asreview/asreview,
// asreview/data/readers: RISReader; exports of Rayyan]
StringView decisions_take(Study *study, Arena *arena, StringView text);
// Whether a text begins as these marks do: a cheap question for the many that do not.
bool decisions_begin(StringView text);

// "include", "exclude" or "maybe" of "1", "relevant", "Excluded", "yes", …; NULL for what is no
// decision, such as "", "-1" and "not_seen".
const char *decision_word(StringView value);

// Adds what columns or members of a record say. Where nobody says anything nothing is added; what is
// said of one reviewer comes together.
void decisions_add(Study *study, Arena *arena, const RecordedDecision *said);
// Adds the labels of a list such as "a; b".
void decisions_add_labels(TextList *labels, Arena *arena, StringView list);

#endif
