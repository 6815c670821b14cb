#ifndef CARREL_REVIEW_EVENTS_H
#define CARREL_REVIEW_EVENTS_H

#include "carrel/base/arena.h"
#include "carrel/base/map.h"
#include "carrel/study/study.h"
#include "carrel/study/terms.h"

// What people did with a review: a log of events, and the state that follows from
// it. Pure: no files, no clock, no threads. Merging two logs is the union of their
// events; state depends only on the set of events, never on the order they came in.

typedef struct {
    uint8_t bytes[16];
} Key;                     // random, 128 bit
bool key_is_none(Key key); // all zero
int key_compare(Key a, Key b);
Key key_new(void);
#define KEY_TEXT_SIZE 33
void key_to_text(Key key, char text[KEY_TEXT_SIZE]); // lower case hex
bool key_from_text(StringView text, Key *key);

typedef enum {
    EVENT_REVIEWER = 1, // value: the reviewer's name
    EVENT_CANDIDATE,    // candidate joins; value: lines, see CandidateFacts in action.h
    EVENT_DECISION = 4, // value: see DecisionFacts
    EVENT_LABEL_ADD,
    EVENT_LABEL_REMOVE, // value: the label
    EVENT_NOTE,         // value: the whole note; empty removes it
    EVENT_READ,         // the study was opened and read
    EVENT_BIND,         // value "NUMBER\tIDENT": marker of a press article; no IDENT unbinds
    EVENT_REASON,       // a reason for exclusion; value "TEXT"; "OLD\tNEW" renames, "OLD\t" removes
    EVENT_HIGHLIGHT,    // a term; value as in terms.h
    EVENT_IMPORT,       // a search and the file it came in; value: lines, see SearchRecord
    EVENT_SETTING,      // value "name=value" (title, question, stage, …)
    EVENT_SAME,         // candidate and the one named in value (key) are one study
    EVENT_UNDO,         // value: the action that is undone (key in hex)
    EVENT_DIFFERENT,    // candidate and the one named in value (key) are two studies
    EVENT_TRIAL,        // value "KEY": candidate and KEY report one trial; "-KEY" takes it back
    EVENT_FINAL,        // a person settles a conflict; value as of a decision
    EVENT_RETRIEVAL,    // value "sought", "retrieved\tFILE", "missing", "none"
    EVENT_EDIT,         // value: an abstract that the record lacks; empty takes it away
    EVENT_VALUE,        // of a label that has one: "LABEL\tVALUE"; no VALUE takes it away
    EVENT_LAST = EVENT_VALUE
} EventKind;
const char *event_kind_name(EventKind kind); // "decision", "label added", …; "unknown"
bool event_kind_parse(StringView name, EventKind *kind);

typedef struct {
    Key id;       // random; the event's name
    Key action;   // one key a user action; a bulk act is many events of one action
    int64_t time; // max(now, last + 1), milliseconds
    Key reviewer;
    int stage; // 1 title/abstract, 2 full text
    EventKind kind;
    Key candidate;     // none where the event is about the review
    const char *value; // never NULL
} Event;

typedef enum { DECISION_NONE, DECISION_INCLUDE, DECISION_EXCLUDE, DECISION_MAYBE, DECISION_LATER } Decision;
const char *decision_name(Decision decision);             // "include", …; "undecided"
bool decision_parse(StringView text, Decision *decision); // also "clear" as NONE
// Takes a decision's value apart; *reason (may be NULL) borrows from `value`, NULL where none.
bool decision_value_parse(const char *value, Decision *decision, const char **reason);
// Behind the decision's name a value says, each behind a space, how long it took and whether the
// reviewer saw no others' votes; then, behind a tab, the reason: "exclude took=5200 blind\tanimals".
typedef struct {
    int64_t took_ms; // 0: not recorded
    bool blind;
} DecisionFacts;
DecisionFacts decision_value_facts(const char *value);

// Whether the full text of a report is at hand.
typedef enum { RETRIEVAL_NONE, RETRIEVAL_SOUGHT, RETRIEVAL_RETRIEVED, RETRIEVAL_MISSING } Retrieval;
const char *retrieval_name(Retrieval retrieval); // "none", "sought", "retrieved", "missing"
bool retrieval_parse(StringView text, Retrieval *retrieval);

typedef struct {
    Decision decision; // of the reviewer that the state belongs to, at its stage
    const char *reason;
    int64_t time;
    int64_t took_ms; // 0: not recorded
    bool pending;    // not yet on disk
} OwnDecision;

// What somebody said of a label: one's own word, else the last that others gave.
typedef struct {
    const char *label, *value;
} LabelValue;

// Several keys can be one candidate: those with the same PMID, and those that a
// "same" joined. Their events count together; the smallest key names them. Of several verdicts
// on two candidates the last holds. Each "same", in their order, joins what its two belong to,
// unless a "different" stands between any of them.
typedef struct {
    Key key;              // canonical
    TextList identifiers; // "pmid:12", "doi:10.…", "fp:1:…"
    const char *citation; // one line
    const char *origin;   // "import pubmed.xml", "link from pmid:12", "search"
    OwnDecision own;
    TextList labels;
    const char *note;   // the reviewer's own; the last of others' where there is none
    bool read;          // by the reviewer
    int64_t joined;     // time of its first event
    StudyId study;      // in the open cache: the PMID, or filled in by whoever knows it; 0 unknown
    bool is_joined;     // several keys are this candidate
    bool withdrawn;     // its joining was undone, and no decision keeps it
    const Key *imports; // actions of the imports in force that brought it, oldest first
    size_t import_count;
    int round;    // from 1: in which it joined first
    bool grouped; // other candidates report the same trial
    Retrieval retrieval;
    const char *file;         // of the full text; NULL where nobody named one
    const char *abstract;     // that somebody filled in; NULL where nobody did
    const LabelValue *values; // in the order of the review's labels (labels.h)
    size_t value_count;
} Candidate;

typedef struct ReviewState ReviewState;

// The state as `reviewer` sees it at `stage`. For one thread, reading included:
// what follows from the events is worked out when it is first asked for. Whatever is
// borrowed from it stays good until the next add or withdraw.
ReviewState *review_state_new(Key reviewer, int stage);
void review_state_free(ReviewState *state);
Key review_state_reviewer(const ReviewState *state);
int review_state_stage(const ReviewState *state);
// Adds an event (copied), in any order; one that is known already only becomes
// solid and takes the time it has on disk.
// `pending` marks what a commit has not confirmed yet.
void review_state_add(ReviewState *state, const Event *event, bool pending);
void review_state_withdraw(ReviewState *state, Key action); // its commit failed: as if never done
int64_t review_state_last_time(const ReviewState *state);

size_t review_state_count(const ReviewState *state); // candidates, canonical, not withdrawn
const Candidate *review_state_at(const ReviewState *state, size_t index); // order of joining
const Candidate *review_state_by_key(const ReviewState *state, Key key);  // withdrawn ones too
// Only those that count; NULL otherwise. Of several with one DOI the one that joined first.
const Candidate *review_state_by_study(const ReviewState *state, StudyId study);
const Candidate *review_state_by_identifier(const ReviewState *state, StringView identifier);
// Whether an identifier was given more than `most` times. Cheap, however often it was.
bool review_state_is_common(const ReviewState *state, StringView identifier, size_t most);
// All of them, in the order of joining; in the arena.
size_t review_state_all_by_identifier(const ReviewState *state, StringView identifier, Arena *arena,
                                      const Candidate ***candidates);
// The same of those that are withdrawn, in the order of their keys: what comes again takes up its key.
size_t review_state_withdrawn_by_identifier(const ReviewState *state, StringView identifier, Arena *arena,
                                            const Candidate ***candidates);
void review_state_set_study(ReviewState *state, Key key, StudyId study);
// Each key of a candidate by itself: its own identifiers, citation, and the study that was set
// for it; the rest is empty. In the arena.
size_t review_state_members(const ReviewState *state, Key key, Arena *arena, Candidate **members);
// Whether a verdict says that the two are different studies.
bool review_state_are_different(const ReviewState *state, Key a, Key b);
typedef struct {
    Key a, b;
} KeyPair;
// Every pair that a verdict says this of, each by any of its keys; in the arena.
size_t review_state_different_pairs(const ReviewState *state, Arena *arena, KeyPair **pairs);
// Every study of the open cache that the candidate stands for, smallest first: several
// where a "same" joined what the cache holds apart.
size_t review_state_studies(const ReviewState *state, Key key, Arena *arena, StudyId **studies);

typedef struct {
    size_t candidates, undecided, included, excluded, maybe, later;
    size_t ruled_out; // a rule excluded them, and nobody needs to decide
    size_t decisions_today;
} ReviewCounts;
// Of what is due at the state's stage (review_state_is_due).
ReviewCounts review_state_counts(const ReviewState *state, int64_t today_start);

// From now on as seen at another stage.
void review_state_set_stage(ReviewState *state, int stage);

// The reviewer's name; NULL where nobody asked yet. Setting's value, or NULL.
const char *review_state_reviewer_name(const ReviewState *state, Key reviewer);
const char *review_state_setting(const ReviewState *state, const char *name);
// In protocol order: that of setting REASON_ORDER_SETTING (one a line), then as they were added.
TextList review_state_reasons(const ReviewState *state);
#define REASON_ORDER_SETTING "reason-order"
TextList review_state_labels(const ReviewState *state); // all in use, sorted
// The terms that the review watches for: those for, those against, then groups; each as they were added.
TermList review_state_terms(const ReviewState *state);
const char *review_state_binding(const ReviewState *state, Key candidate, int number);

// The reviewer's own last action that can be undone, or redone; none where there is
// not one. Undoing walks back from the newest action in force; redoing takes back the
// newest undo, until another action is made. Reading, names and imports are not on
// this line (an import can still be undone by naming its action). *about gets the candidate
// of its first event about one (none where all is about the review itself), *count how many candidates it concerns.
Key review_state_undo_target(const ReviewState *state, Key *about, size_t *count);
Key review_state_redo_target(const ReviewState *state, Key *about, size_t *count);

// The reviewer's own decisions in force or replaced, newest first.
typedef struct {
    Key candidate;
    Decision decision;
    const char *reason;
    int64_t time;
} PastDecision;
size_t review_state_last_decisions(const ReviewState *state, Arena *arena, size_t most,
                                   PastDecision **decisions);
// Every event about a candidate (":history"), oldest first; borrowed. The value of an
// EVENT_CANDIDATE is empty: the candidate has what it said.
size_t review_state_history(const ReviewState *state, Key candidate, Arena *arena, const Event ***events);
bool review_state_is_undone(const ReviewState *state, Key action);

// --- where candidates came from (searches.c) ---

// Where a search looked, as PRISMA 2020 counts it.
typedef enum {
    SEARCH_DATABASE,
    SEARCH_REGISTER,
    SEARCH_WEBSITE,
    SEARCH_ORGANISATION,
    SEARCH_CITATION,
    SEARCH_OTHER,
    SEARCH_KINDS
} SearchKind;
extern const char *const search_kind_names[SEARCH_KINDS]; // "database", …, "citation search", "other"
bool search_kind_parse(StringView name, SearchKind *kind);

// What people can say of a search (PRISMA-S), in the order of forms and reports. The names
// are those of the lines of an EVENT_IMPORT.
typedef struct {
    const char *name;  // "database"
    const char *title; // "Database"
    const char *help;  // one line, with an example
} SearchField;
enum {
    SEARCH_FIELD_KIND,
    SEARCH_FIELD_DATABASE,
    SEARCH_FIELD_PLATFORM,
    SEARCH_FIELD_DATE,
    SEARCH_FIELD_STRATEGY,
    SEARCH_FIELD_LIMITS,
    SEARCH_FIELD_ANNOUNCED,
    SEARCH_FIELDS
};
extern const SearchField search_fields[SEARCH_FIELDS];

// One import, which is one search. An EVENT_IMPORT says of it, a line each, "NAME=VALUE" with
// the names of search_fields and source, format, hash, records, new, rejected, kept; "\n" and
// "\\" stand for line end and backslash within a value. A later EVENT_IMPORT with a line
// "import=KEY" says more of the import whose action is KEY: its lines replace the earlier.
typedef struct {
    Key action;
    Key reviewer;                      // who imported; only they can undo it
    const char *source, *format;       // the file's path, the name of its format
    const char *values[SEARCH_FIELDS]; // "" where nobody said
    SearchKind kind;
    int64_t announced;          // -1 where nobody said
    uint64_t records, rejected; // in the file
    const char *hash;           // of its bytes; "" unknown
    const char *kept;           // where its copy is; "" where it was not kept
    int chase;                  // its round of citation chasing; 0: it is none
    int64_t time;
    int round;
    bool withdrawn;   // undone
    size_t brought;   // candidates
    size_t only_here; // candidates that no other import in force brought
} SearchRecord;
// The origin of a candidate that citation chasing brought begins with this, and its action is a search as an
// import is, with a line "chase=ROUND"; but it is a deed that undo takes back.
#define CHASE_ORIGIN "chase "
// What reports call it: "Embase (Ovid)", or its file where nobody said more; may be in the arena.
const char *search_name(const SearchRecord *search, Arena *arena);
// When the search of that strategy and platform was last run and brought all that was announced, milliseconds since
// 1970; 0 where it never was.
int64_t search_last_whole(const SearchRecord *searches, size_t count, const SearchRecord *search);
// Appends a line "NAME=VALUE" of an EVENT_IMPORT.
void search_add_line(String *lines, const char *name, StringView value);
// All imports, oldest first; in the arena. One that was cut off before its end has only what its
// candidates tell.
size_t review_state_searches(const ReviewState *state, Arena *arena, SearchRecord **searches);
// Names of the rounds, oldest first: at least one, "1" where nobody named it. The last is current.
// A round that is begun before anything joined is the first one.
TextList review_state_rounds(const ReviewState *state);

// The decision in force of each reviewer on a candidate at a stage, oldest first; in the arena.
// `blind`: the last that each made without seeing others' votes, for measuring agreement.
typedef struct {
    Key reviewer;
    Decision decision; // never DECISION_NONE
    const char *reason;
    int64_t time, took_ms;
    bool told; // even while the review is blind: it is one's own, or taken over out of a file by oneself
} Vote;
size_t review_state_votes(const ReviewState *state, Key candidate, int stage, bool blind, Arena *arena,
                          Vote **votes);

// The candidates that report the same trial as this one, itself included, in the order of
// joining; in the arena. 1 where it stands alone.
size_t review_state_reports(const ReviewState *state, Key candidate, Arena *arena,
                            const Candidate ***reports);
// The candidates, those that report one trial counted once: studies, where candidates are reports.
size_t review_state_trial_count(const ReviewState *state);

// The whole state as text, equal for equal sets of events.
void review_state_dump(const ReviewState *state, String *out);

#endif
