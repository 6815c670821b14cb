#ifndef CARREL_REVIEW_TEAM_H
#define CARREL_REVIEW_TEAM_H

#include "carrel/base/error.h"
#include "carrel/review/action.h"

// Several people on one review: what they may know of each other, how they share the work, and
// samples that all of them look at.

// --- what may be told (review_team.c) ---

// Why what others thought is not told, as the end of a sentence.
#define BLIND_REASON                                                                                         \
    "the review is blind: what others think is told when somebody opens it (:blind off, or carrel review "   \
    "set blind=no)"

// Whether anybody else has a part in it: a name that is no rule's, or more than one vote is wanted.
bool review_state_is_shared(const ReviewState *state);
// Whether an event says what somebody else thinks of a candidate, and the review is blind.
bool review_state_hides(const ReviewState *state, const Event *event);
// Whether the state has this event already.
bool review_state_has_event(const ReviewState *state, Key event);
// The reviewer of this name, in any case of letters: one that the review knows. false: it knows none.
bool review_state_reviewer_by_name(const ReviewState *state, const char *name, Key *reviewer);

// Names of the people who have a part in it, rules too; while it is blind only one's own. In the arena.
TextList review_state_people(const ReviewState *state, Arena *arena);

// What one person thinks of a candidate at a stage.
typedef struct {
    Key reviewer;
    Decision decision; // DECISION_NONE where they only labelled or noted
    const char *reason;
    int64_t time;
    TextList labels;  // that they gave and nobody took away; those with a value as "LABEL: VALUE"
    const char *note; // NULL where there is none
} Opinion;
// Of everybody, oldest vote first, those without a vote last; while the review is blind only one's
// own. In the arena.
size_t review_state_opinions(const ReviewState *state, Key candidate, int stage, Arena *arena,
                             Opinion **opinions);

// --- shares of the work (review_shares.c) ---

// Setting "split": how many per cent of the candidates several people screen, then a name a line. Who
// screens a candidate follows from its key and the names alone, so that every copy of the review
// has the same shares and candidates that join later leave them as they are.
#define SPLIT_SETTING "split"
typedef struct {
    TextList names;
    int overlap; // per cent
} WorkSplit;
// false where the work is not split.
bool review_state_split(const ReviewState *state, Arena *arena, WorkSplit *split);
// "anna,ben": names with commas; at least two, each once.
bool work_split_parse(StringView names, int overlap, Arena *arena, WorkSplit *split, Error *err);
void review_action_split(ReviewAction *action, const WorkSplit *split); // NULL ends it
// Whether the person screens the candidate; with no split everybody screens everything.
bool review_state_screens(const ReviewState *state, Key candidate, const char *name);
// How many votes a candidate wants: setting "votes"; where the work is split, 1 outside the overlap
// and at least 2 within.
size_t review_state_votes_wanted(const ReviewState *state, Key candidate);

// --- samples (review_sample.c) ---

// Random candidates, recorded as a setting so that everybody has the same ones: "seed N", a key a
// line, and of the pilot, behind the line "earlier", those of earlier pilots.
#define PILOT_SETTING "pilot" // for all to vote on before the screening begins
#define AUDIT_SETTING "audit" // of the excluded, for a second look
// A pilot of so many, none of which was in one before; the seed follows from the review's
// first candidate. Returns how many there are. 0: none is left, and the action stays as it is.
size_t review_action_pilot(ReviewAction *action, const ReviewState *state, size_t most);
// So many of those that are excluded at the state's stage (while it is blind, by oneself).
size_t review_action_audit(ReviewAction *action, const ReviewState *state, size_t most, uint64_t seed);
// The seed for an audit where nobody says one: another one than that of the last.
uint64_t review_state_audit_seed(const ReviewState *state);
// The candidates of a sample that count, in its order; in the arena.
size_t review_state_sample(const ReviewState *state, const char *setting, Arena *arena,
                           const Candidate ***candidates);

#endif
