#ifndef CARREL_REVIEW_OUTCOME_H
#define CARREL_REVIEW_OUTCOME_H

#include "carrel/review/events.h"

// What the votes on a candidate come to. The rule is set in the review: setting "votes" is how many
// it takes (1 where nothing is set); setting "agree" says which differing votes agree all the same:
// "include+maybe" (where nothing is set), whose outcome is include, or "none". At full text two
// exclusions for different reasons do not agree. "later" is no vote. While the review is blind only
// the votes of the state's own reviewer count, and one is enough. A rule (a reviewer whose name
// begins with RULE_PREFIX) speaks where no person did; one is enough.

#define RULE_PREFIX "rule: "
// A rule's decisions are in the action of the person who carries it out, which begins with this setting
// (the rule's words): so the log says who that was, and they can take it back in one step.
#define RULE_SETTING "rule"

typedef enum {
    OUTCOME_OPEN,       // nobody voted
    OUTCOME_NEEDS_VOTE, // all agree, but they are fewer than the review wants
    OUTCOME_CONFLICT,
    OUTCOME_AGREED,
    OUTCOME_SETTLED // by an EVENT_FINAL
} OutcomeKind;
const char *outcome_name(OutcomeKind kind); // "open", "needs a vote", "conflict", "agreed", "settled"

typedef struct {
    OutcomeKind kind;
    Decision decision;  // DECISION_NONE unless agreed or settled
    const char *reason; // of an exclusion; NULL where nobody gave one
    Key by;             // who settled it; else none
    size_t votes;
    bool by_rule; // no person voted
} Outcome;
Outcome review_state_outcome(const ReviewState *state, Key candidate, int stage);

// Whether what is derived uses one's own votes only: until somebody sets "blind" to "no".
bool review_state_is_blind(const ReviewState *state);

// Whether a candidate is to be judged at a stage: each at the first; at the second those that the
// first left in (include or maybe).
bool review_state_is_due(const ReviewState *state, Key candidate, int stage);
// Whether a rule excluded it at title and abstract, where no person decided.
bool review_state_is_ruled_out(const ReviewState *state, Key candidate);

#endif
