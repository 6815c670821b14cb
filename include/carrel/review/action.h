#ifndef CARREL_REVIEW_ACTION_H
#define CARREL_REVIEW_ACTION_H

#include "carrel/review/events.h"

// Making events: what one key press or one command does to a review is one action,
// whose events share an action key, a time, a reviewer and a stage. Usage:
//
//     ReviewAction action = review_action_begin(state, clock_now_ms(), &arena);
//     review_action_decide(&action, candidate, DECISION_EXCLUDE, "wrong population");
//     for (size_t i = 0; i < action.count; i++)
//         review_state_add(state, &action.events[i], true);     // pending mark at once
//     recorder_submit(recorder, event_list_copy(action.events, action.count));
//
// Events and text are in the arena. Event ids count up from a random one, so that
// events of one action keep the order in which they were made.
typedef struct {
    Arena *arena;
    Event *events;
    size_t count, capacity;
    Key action, next_id, reviewer;
    int64_t time;
    int stage;
    int64_t took_ms; // of decisions to come: how long each took; 0 does not say
    bool blind;      // of decisions to come; review_action_begin takes it from the state
} ReviewAction;

// As the state's reviewer at its stage, at `now` or just after the last event.
ReviewAction review_action_begin(const ReviewState *state, int64_t now, Arena *arena);
// Where there is no state: an import names itself, and may begin again with the
// same `action` key for each chunk, so that the whole import is one action.
ReviewAction review_action_begin_as(Key action, Key reviewer, int stage, int64_t time, Arena *arena);

// What a candidate is known by. EVENT_CANDIDATE keeps it as lines "id SCHEME:VALUE" (any
// number), "citation TEXT", "origin TEXT"; line ends within text become spaces, unknown
// names are passed over. Schemes: pmid, doi, pmcid, fp (fingerprint with its version), or
// one of Identifier's.
typedef struct {
    TextList identifiers;
    const char *citation;
    const char *origin; // "import pubmed.xml", "link from pmid:12", "search"
} CandidateFacts;

// A new candidate; returns its key.
Key review_action_add(ReviewAction *action, const CandidateFacts *facts);
// The same from a record: PMID, DOI, PMCID and fingerprint, its citation line.
Key review_action_add_study(ReviewAction *action, const Study *study, const char *origin);
// Joining once more from another place (a second import brought it too).
void review_action_add_again(ReviewAction *action, Key candidate, const CandidateFacts *facts);

// DECISION_NONE clears; `reason` may be NULL.
void review_action_decide(ReviewAction *action, Key candidate, Decision decision, const char *reason);
// Settles a conflict, as the person whose action it is. DECISION_NONE takes it back.
void review_action_settle(ReviewAction *action, Key candidate, Decision decision, const char *reason);
void review_action_retrieval(ReviewAction *action, Key candidate, Retrieval retrieval, const char *file);
void review_action_abstract(ReviewAction *action, Key candidate, const char *abstract); // "" removes
void review_action_label(ReviewAction *action, Key candidate, const char *label, bool add);
// "" takes the value away; see labels.h.
void review_action_value(ReviewAction *action, Key candidate, const char *label, const char *value);
void review_action_note(ReviewAction *action, Key candidate, const char *note); // "" removes
void review_action_read(ReviewAction *action, Key candidate);
void review_action_bind(ReviewAction *action, Key candidate, int number, const char *ident); // "" unbinds
void review_action_same(ReviewAction *action, Key candidate, Key other);
void review_action_different(ReviewAction *action, Key candidate, Key other);

void review_action_reason(ReviewAction *action, const char *reason);
// What past decisions give as `old` reads `text` from now on, which may be a reason already. NULL
// takes the reason off the list and leaves past decisions as they are.
void review_action_rename_reason(ReviewAction *action, const char *old, const char *text);
void review_action_highlight(ReviewAction *action, const Term *term, bool on);
void review_action_setting(ReviewAction *action, const char *name, const char *value);
void review_action_name(ReviewAction *action, const char *name);    // the reviewer's own
void review_action_import(ReviewAction *action, const char *lines); // see SearchRecord
void review_action_trial(ReviewAction *action, Key candidate, Key other, bool same);
// Begins a round of the review, such as an update of its searches (an EVENT_SETTING).
#define ROUND_SETTING "round"
void review_action_round(ReviewAction *action, const char *name);
// Names the action that is undone; naming an undo redoes. Targets come from
// review_state_undo_target and review_state_redo_target.
void review_action_undo(ReviewAction *action, Key target);

// Events in one block of memory, to travel between threads; given back by free().
typedef struct {
    size_t count;
    Event events[];
} EventList;
EventList *event_list_copy(const Event *events, size_t count);

#endif
