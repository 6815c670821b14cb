#ifndef CARREL_REVIEW_STATE_H
#define CARREL_REVIEW_STATE_H

#include "carrel/review/events.h"
#include "carrel/review/labels.h"
#include "key_table.h"

// How the state is kept. Adding an event files it with its action and its candidate and
// marks what must be worked out again; review_state_settle does that, from the filed
// events in their order (time, id), so that the order of arrival cannot matter.
//
//   state.c       the log: adding, confirming, withdrawing; simple questions
//   undo.c        actions: which are undone, what undo and redo would take
//   candidates.c  candidates: what is decided, in which order
//   groups.c      candidates: who is the same
//   facts.c       the review's own: names, settings, highlights
//   reasons.c     reasons for exclusion
//   labels.c      what the labels are
//   values.c      candidates: values of labels
//   searches.c    imports and rounds: where candidates came from, and when
//   trials.c      candidates: who reports the same trial
//   votes.c       candidates: what each reviewer decided
//   outcome.c     candidates: what the votes come to, and what is due
//   team.c        people: what they may know of each other's opinions
//   shares.c      people: who screens what
//   sample.c      candidates: the pilot, the audit
//   dump.c        the state as text

typedef struct {
    uint32_t *items;
    size_t count, capacity;
} IndexList;
void index_list_add(IndexList *list, uint32_t index);

// Where an event stands in the order.
typedef struct {
    int64_t time;
    Key id;
} Moment;
int moment_compare(Moment a, Moment b);

typedef struct {
    Event event;
    bool pending;
    bool gone;               // withdrawn: as if it had never come
    uint32_t action;         // its action
    uint32_t node;           // its candidate key; INDEX_NONE where it is about the review
    uint32_t next_of_action; // lists in order of arrival
    uint32_t next_of_node;
    uint32_t target;    // UNDO: the action it names; SAME, DIFFERENT, TRIAL: the other node
    uint32_t next_undo; // the next undo of the same target
    uint32_t facts;     // CANDIDATE: into candidate_facts
} LoggedEvent;

typedef struct {
    Key key;
    bool known; // has an event that is not gone; what follows is of those
    Moment first;
    Key reviewer;          // of its first event; of an import, of the first that brought something
    bool reviewer_changed; // since review_settle_undo
    uint32_t first_event, last_event;
    uint32_t first_undo; // events that name this action
    bool is_import;      // brought candidates out of a file
    Moment first_import;
    bool undone;
    bool all_undone; // with what it entered under other reviewers' names
} LoggedAction;

// What an EVENT_CANDIDATE says, taken apart once.
typedef struct {
    const char *citation, *origin;
    uint32_t first_identifier, identifier_count;
} ParsedFacts;
typedef struct {
    const char *text;
    uint32_t node, event;
    uint32_t next; // the next with the same text
} LoggedIdentifier;

// One candidate key. Nodes that are one candidate form a ring; `root` is the same for all
// of them, and only the root's candidate is filled in.
typedef struct {
    Key key;
    uint32_t root, ring;
    uint32_t first_event, last_event;
    StudyId study; // set from outside
    uint32_t next_study;
    bool dirty;
    bool counted; // in `order` and in `counts`
    Decision counted_as;
    Moment joined;
    uint32_t own_event;  // the decision in force
    signed char left_in; // by title and abstract: 1 yes, -1 no, -2 a rule left it out, 0 not worked out
    uint32_t trial;      // root of its trial's first; itself where it stands alone
    uint32_t trial_ring;
    Candidate candidate;
    LabelValue *values;
    size_t identifier_capacity, label_capacity, import_capacity, value_capacity;
} CandidateNode;

// When a round began.
typedef struct {
    Moment begin;
    const char *name;
} Round;

// A verdict in force on two candidates, `a` below `b`.
typedef struct {
    uint32_t a, b, event;
    size_t position; // in the order of time
} Verdict;

typedef struct {
    const char *name, *value;
} NamedValue;
typedef struct {
    const char **items;
    size_t count, capacity;
} Words;

struct ReviewState {
    Key reviewer;
    int stage;
    Arena arena; // texts of events, lists of candidates

    LoggedEvent *events;
    size_t event_count, event_capacity;
    KeyTable event_table;
    int64_t last_time;

    LoggedAction *actions;
    size_t action_count, action_capacity;
    KeyTable action_table;
    IndexList actions_in_order; // by first moment
    bool actions_unsorted, undo_dirty;

    CandidateNode *nodes;
    size_t node_count, node_capacity;
    KeyTable node_table;
    IndexList dirty_nodes;
    ParsedFacts *facts;
    size_t facts_count, facts_capacity;
    LoggedIdentifier *identifiers;
    size_t identifier_count, identifier_capacity;
    IdMap identifier_map; // hash of a text to the last LoggedIdentifier with it
    IdMap pmid_map;       // the same for "pmid:N": every row of a list asks for it
    IndexList joints;     // LoggedIdentifiers of a PMID that another one has too
    IndexList verdicts;   // SAME and DIFFERENT events
    IndexList apart;      // DIFFERENT events that hold, after review_settle_groups
    bool groups_dirty;
    IndexList trials; // TRIAL events
    bool trials_dirty;
    IdMap study_map; // study to the last node that was given it

    IndexList order; // roots that count, by joined
    bool order_unsorted, order_has_leavers;
    ReviewCounts counts;
    ReviewCounts due_counts; // at full text, and where there are rules: of those that are due
    bool due_counted;

    IndexList own_decisions; // DECISION events of the reviewer at the stage
    bool own_decisions_unsorted;

    IndexList review_events; // about the review itself
    bool facts_dirty;
    Arena facts_arena;
    NamedValue *names, *settings; // names: reviewer's key in hex
    size_t name_count, setting_count;
    Words reasons;
    Term *terms;
    size_t term_count;
    NamedValue *renamed; // reasons: what was said, what it is called now
    size_t renamed_count, renamed_capacity;
    bool has_renamed; // now or before the last change
    bool opened;      // not blind: what others labelled and noted is told
    Arena labels_arena;
    const char *labels_setting; // what defined_labels are made of
    Label *defined_labels;
    size_t defined_label_count;
    Round *rounds; // those that somebody began
    size_t round_count;
    Words round_names; // of all, after numbering
    bool rounds_dirty;
    bool labels_dirty;
    Words labels;

    IndexList scratch;
    struct Placed *placed; // for sorting
    size_t placed_capacity;
};

// The state behind a const one: working out what follows from the events changes
// nothing that can be seen.
ReviewState *review_state_settle(const ReviewState *state);

Moment event_moment(const ReviewState *state, uint32_t event);
// Counts: is there, and its action is not undone. What an import took over of others' decisions
// goes with it; else nobody takes back what another said.
bool event_counts(const ReviewState *state, uint32_t event);
void index_list_sort(ReviewState *state, IndexList *events); // by moment, where it is not yet

// undo.c
void review_file_action(ReviewState *state, uint32_t event);     // a new event
void review_recount_action(ReviewState *state, uint32_t action); // after a time changed or an event went
void review_mark_import(ReviewState *state, uint32_t event);     // a new event, all filed
void review_settle_undo(ReviewState *state);
void review_settle_action_order(ReviewState *state);

// candidates.c
// The last LoggedIdentifier with this text. *slot (may be NULL) gets its key in identifier_map.
bool review_find_identifier(const ReviewState *state, StringView text, int64_t *slot, int64_t *last);
void review_file_candidate(ReviewState *state, uint32_t event);
void review_touch_event(ReviewState *state, uint32_t event); // what it says must be worked out again
// Whether an identifier's event speaks: what a candidate came with stays true when its joining is undone.
bool review_identifies(const ReviewState *state, uint32_t event);
void review_settle_candidates(ReviewState *state);
void review_uncount(ReviewState *state, CandidateNode *node); // no longer in the counts and the order
void review_drop_leavers(ReviewState *state);
void review_touch_node(ReviewState *state, uint32_t node);

// groups.c
void review_settle_groups(ReviewState *state);
void review_group_events(ReviewState *state, uint32_t node, IndexList *events); // in order, none gone
// The last verdict on each pair of candidates, of events whose targets are nodes, in the order of
// time; room for all of them in `verdicts`.
size_t review_take_verdicts(ReviewState *state, IndexList *events, Verdict *verdicts);

// facts.c
void review_settle_facts(ReviewState *state);

// reasons.c
void review_take_reason(ReviewState *state, const char *value); // of an EVENT_REASON, in order
void review_order_reasons(ReviewState *state, const char *order);
// What a reason is called now; borrowed from an event, or `reason` itself.
const char *review_reason_now(const ReviewState *state, const char *reason);

// labels.c
// The labels' setting after a change of it, in the arena; NULL: there was none.
const char *review_fold_labels(const char *setting, const char *change, Arena *arena);
bool review_settle_labels(ReviewState *state, const char *setting); // whether they changed

// values.c
bool review_tell_values(ReviewState *state, CandidateNode *node, const IndexList *events); // hidden ones?

// searches.c
// Whether the event is a candidate that came out of a file, or was chased.
bool review_is_imported(const ReviewState *state, uint32_t event);
bool review_is_chased(const ReviewState *state, uint32_t event);
// The origin that an EVENT_CANDIDATE tells. While the review is blind, that of somebody else's chase does not tell
// its seeds, since these are what they included.
const char *review_told_origin(const ReviewState *state, uint32_t event);
// Whether the value of an EVENT_IMPORT speaks of another action's import.
bool review_names_import(const char *value, Key *import);
void review_tell_imports(ReviewState *state, CandidateNode *node, const IndexList *events);
void review_settle_rounds(ReviewState *state);

// outcome.c
bool review_is_rule(const ReviewState *state, Key reviewer); // facts are settled
bool review_has_rules(const ReviewState *state);
// At full text, and where there are rules; without decisions_today.
ReviewCounts review_counts_due(ReviewState *state);

// team.c
bool review_hides(const ReviewState *state, const Event *event); // while blind

// trials.c
void review_settle_trials(ReviewState *state);

#endif
