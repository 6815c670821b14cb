#ifndef TUI_COMPARING_H
#define TUI_COMPARING_H

#include "carrel/engine/duplicates_search.h"
#include "carrel/pane/compare.h"

// The screen that lies in place of the three panes while records are compared: proposed
// duplicates and reports of one trial, to be judged, or the records of one study, to be looked at.
typedef struct App App;

// What a person said of two candidates, or still has to.
typedef enum { PAIR_OPEN, PAIR_SAME, PAIR_DIFFERENT, PAIR_TRIAL, PAIR_GONE } PairState;

typedef struct {
    const DuplicatesGroup *group;
    bool later; // put off: it comes back when the screen is opened again
    bool done;  // nothing of it is open
} Proposal;

typedef enum { COMPARING_NOTHING, COMPARING_DUPLICATES, COMPARING_RECORDS } ComparingKind;

typedef struct {
    ComparingKind kind;
    DuplicatesSearch *search; // NULL: none runs
    uint64_t generation;      // of the newest search
    bool has_found;
    size_t candidates; // when it began
    int64_t newest;    // when the last of them joined
    DuplicatesAnswer *answer;
    Proposal *proposals; // the surest first, then trials; in `arena`
    size_t count, at;
    Arena arena;
    size_t sides[2]; // members of the group, or records, that are shown
    StudyId study;   // whose records are shown
    ComparePane pane;
    bool filled;
    // What waits for the proposals: a menu of one study's likely others.
    int wanted; // ActionId; 0: nothing
    StudyId wanted_for;
    StudyId *choices; // of the open menu
    size_t choice_count;
    StudyId chosen_for;
} Comparing;

bool comparing_is_open(const App *app);
void comparing_close(App *app);
void comparing_fini(App *app);
void comparing_stop(App *app);    // the review is being closed: nothing found holds any longer
void comparing_changed(App *app); // candidates or verdicts changed
void comparing_answer(App *app, DuplicatesAnswer *answer); // MAIL_DUPLICATES; takes it
// Looks for duplicates in the open review, unless what was found still holds. false (and a
// message) where there is no review.
bool comparing_search(App *app, bool again);
// The candidate that a member is now; NULL where it counts no longer.
const Candidate *comparing_candidate(const App *app, const DuplicateMember *member);

// The two candidates that are shown; false where none are to be judged.
bool comparing_pair(const App *app, Key *a, Key *b);
const Proposal *comparing_proposal(const App *app); // that is shown; NULL none
PairState comparing_state(const App *app, const DuplicateMember *a, const DuplicateMember *b);
// To the next pair that is open, in this group and then in those behind it. false where none is.
bool comparing_advance(App *app);
void comparing_put_off(App *app);
void comparing_show(App *app, size_t at); // a proposal
// To the group that has the candidate, where it has something open.
void comparing_go_to(App *app, Key candidate);

// --- comparing_fill.c ---
void comparing_draw(App *app, Area area);

// --- proposals.c ---
typedef struct {
    StudyId study;
    const char *note; // "looks like a duplicate"
} LikelyStudy;
// What may be the same as a study or report its trial, as far as it was found; with `grouped` also what is
// grouped with it already. In the arena.
size_t proposals_likely(App *app, StudyId study, bool grouped, Arena *arena, LikelyStudy **likely);

// --- verdicts.c ---
// The menu of a study's likely others, when what was found is there.
void verdicts_offer(App *app);

#endif
