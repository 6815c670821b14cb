#ifndef CARREL_PANE_MARK_H
#define CARREL_PANE_MARK_H

#include "carrel/review/events.h"
#include "carrel/review/labels.h"
#include "carrel/study/terms.h"
#include "carrel/ui/grid.h"

// The signs that rows share: ✓ ✗ ? ~ for decisions (pending ones lighter until they are
// on disk), R A L n = for what a study is. No sign of ambiguous width.
typedef struct {
    Decision decision;
    bool pending;
} Mark;

const char *mark_sign(Decision decision); // "✓"; " " where there is none
Role mark_role(Mark mark);
char retrieval_sign(Retrieval retrieval); // s sought, f full text at hand, m missing, or ' '
// One sign for the most important flag of STUDY_…, note and group, or ' '.
char flag_sign(unsigned flags, bool note, bool grouped);
Role flag_role(char sign);
Role label_role(LabelColour colour);
Role term_look(TermList terms, size_t index); // how a term of the review is drawn

// Appends 1204 as "1,204".
void add_number(String *out, int64_t number);
// Appends a correction's type in words: "RetractionIn" as "Retraction in".
void add_notice_type(String *out, const char *type);

// The line above a pane: "─ left text ───── right text ─"; `right` may be NULL.
void pane_head_draw(Grid *grid, Area row, const char *left, const char *right, bool focused);
// The vertical rules between panes, and one sentence in the middle of an empty pane.
void pane_rule_draw(Grid *grid, Area column);
void pane_empty_draw(Grid *grid, Area area, const char *sentence);

#endif
