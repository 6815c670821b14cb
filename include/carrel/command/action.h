#ifndef CARREL_COMMAND_ACTION_H
#define CARREL_COMMAND_ACTION_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stdbool.h>

// The one table of what the program can do. Key bindings, ':' commands and their
// completion, the help pane, the hint bar, the manual page and shell completions are all made
// from it; nothing about a key or a command is written down anywhere else.

// Where an action is offered: bits, since most hold in several places.
enum {
    CONTEXT_LIST = 1,
    CONTEXT_ABSTRACT = 2,
    CONTEXT_LINKS = 4,
    CONTEXT_PAGER = 8,    // help, messages and other text to read
    CONTEXT_MENU = 16,    // a list of words to choose from
    CONTEXT_COMPARE = 32, // records beside each other: proposed duplicates
    CONTEXT_MAP = 64,     // the citation map
    CONTEXT_STUDY = CONTEXT_LIST | CONTEXT_ABSTRACT | CONTEXT_LINKS,
    CONTEXT_ANY = CONTEXT_STUDY | CONTEXT_PAGER | CONTEXT_MENU | CONTEXT_COMPARE | CONTEXT_MAP
};

enum {
    ACTION_TAKES_COUNT = 1,  // "5j"; for motions only
    ACTION_MOTION = 2,       // moves within the focused pane
    ACTION_DECIDES = 4,      // a decision on the shown study: guarded against type-ahead
    ACTION_ON_SELECTION = 8, // acts on the selected rows where there are some, after asking
    ACTION_REVIEW = 16       // writes to the review; without one the default review is made
};

typedef enum {
    GROUP_MOTION,
    GROUP_READ,
    GROUP_JUMP,
    GROUP_CITATIONS,
    GROUP_FIND,
    GROUP_DECIDE,
    GROUP_LABELS,
    GROUP_DUPLICATES,
    GROUP_SERVICES,
    GROUP_EXPORT,
    GROUP_PROGRAM,
    GROUP_COUNT
} ActionGroup;
extern const char *const action_groups[GROUP_COUNT]; // "Motion", "Read", …

// What the words after a ':' command are: decides how they are split and completed.
typedef enum {
    ARGUMENT_NONE,
    ARGUMENT_QUERY,     // the rest of the line, as written
    ARGUMENT_TEXT,      // the rest of the line, as written
    ARGUMENT_SHELL,     // the rest of the line, as written
    ARGUMENT_WORD,      // the rest of the line: a word or phrase of the abstract
    ARGUMENT_REASON,    // the rest of the line: a reason for exclusion
    ARGUMENT_FILES,     // one or more file names
    ARGUMENT_FILE,      // one file name
    ARGUMENT_EXPORT,    // a file name, then a query
    ARGUMENT_LABELS,    // +label -label label
    ARGUMENT_SORT,      // one word of the sort menu, "-" before it turns it round
    ARGUMENT_NUMBER,    // one number
    ARGUMENT_ID,        // one study: pmid:12, doi:…, carrel:17
    ARGUMENT_STUDIES,   // one or two studies
    ARGUMENT_CHASE,     // words of chase_words
    ARGUMENT_CITE,      // a marker's number, then a study
    ARGUMENT_MARK,      // one letter; as a key, the next key typed is the letter
    ARGUMENT_STAGE,     // one of stage_words
    ARGUMENT_RETRIEVAL, // one of retrieval_words, then a file name
    ARGUMENT_COPY,      // what yank copies: one of copy_names
    ARGUMENT_SETTING,   // name, name=value, noname, name?
    ARGUMENT_MAP,       // a key, then a command
    ARGUMENT_KEY,       // a key
    ARGUMENT_TOPIC      // a command's name
} ArgumentKind;

// In the order of the table.
typedef enum {
    ACTION_NONE,
    // Motion
    ACTION_DOWN,
    ACTION_UP,
    ACTION_HALF_DOWN,
    ACTION_HALF_UP,
    ACTION_PAGE_DOWN,
    ACTION_PAGE_UP,
    ACTION_TOP,
    ACTION_BOTTOM,
    ACTION_PERCENT,
    ACTION_FOCUS_LEFT,
    ACTION_FOCUS_RIGHT,
    ACTION_FOCUS_NEXT,
    ACTION_FOCUS_PREVIOUS,
    ACTION_FOCUS_LIST,
    ACTION_FOCUS_ABSTRACT,
    ACTION_FOCUS_LINKS,
    // Read
    ACTION_FOLLOW,
    ACTION_READ_ON,
    ACTION_READ_BACK,
    ACTION_NEXT_STUDY,
    ACTION_PREVIOUS_STUDY,
    ACTION_NEXT_MARKER,
    ACTION_PREVIOUS_MARKER,
    ACTION_PREVIEW,
    ACTION_OPEN,
    ACTION_FULL_TEXT,
    ACTION_NEXT_WORD,
    ACTION_PREVIOUS_WORD,
    ACTION_ZOOM,
    ACTION_SPLIT,
    // Jump
    ACTION_BACK,
    ACTION_FORWARD,
    ACTION_TO_QUEUE,
    ACTION_REFS,
    ACTION_CITED_BY,
    ACTION_SIMILAR,
    ACTION_NOTICES,
    ACTION_GO,
    ACTION_MARK,
    ACTION_TO_MARK,
    ACTION_MARKS,
    ACTION_JUMPS,
    ACTION_CITE,
    // Citation links
    ACTION_CHASE,
    ACTION_CITATION_MAP,
    ACTION_TO_MAP,
    ACTION_PATH,
    ACTION_ISLANDS,
    ACTION_MAP_REFERENCE,
    ACTION_MAP_CITER,
    ACTION_MAP_NEXT,
    ACTION_MAP_PREVIOUS,
    ACTION_MAP_BACK,
    ACTION_MAP_OPEN,
    // Find
    ACTION_SEARCH,
    ACTION_NEXT_MATCH,
    ACTION_PREVIOUS_MATCH,
    ACTION_LIMIT,
    ACTION_SORT,
    ACTION_HIGHLIGHT_INCLUDE,
    ACTION_HIGHLIGHT_EXCLUDE,
    ACTION_HIGHLIGHT_CLEAR,
    ACTION_HIGHLIGHTS,
    ACTION_SUGGEST,
    ACTION_WHY,
    // Decide
    ACTION_INCLUDE,
    ACTION_EXCLUDE,
    ACTION_EXCLUDE_REASON,
    ACTION_MAYBE,
    ACTION_LATER,
    ACTION_CLEAR,
    ACTION_AGAIN,
    ACTION_NEXT_UNDECIDED,
    ACTION_PREVIOUS_UNDECIDED,
    ACTION_ADD,
    ACTION_ADD_ALL,
    ACTION_SELECT,
    ACTION_SELECT_RANGE,
    ACTION_INVERT,
    ACTION_UNDO,
    ACTION_REDO,
    ACTION_DECISIONS,
    ACTION_REASON,
    ACTION_REASONS,
    ACTION_STAGE,
    ACTION_RETRIEVAL,
    ACTION_BULK,
    ACTION_SHOW_CRITERIA,
    ACTION_CRITERIA,
    ACTION_CONFLICTS,
    ACTION_VOTES,
    ACTION_FINAL,
    ACTION_BLIND,
    ACTION_SPLIT_WORK,
    ACTION_PILOT,
    ACTION_AUDIT,
    // Labels and notes
    ACTION_TAG,
    ACTION_UNTAG,
    ACTION_TAG_AGAIN,
    ACTION_LABELS,
    ACTION_VALUE,
    ACTION_NOTE,
    ACTION_EDIT_NOTE,
    ACTION_ABSTRACT,
    ACTION_HISTORY,
    // Duplicates
    ACTION_DUPLICATES,
    ACTION_RECORDS,
    ACTION_SAME,
    ACTION_TRIAL,
    ACTION_DIFFERENT,
    ACTION_JUDGE_SAME,
    ACTION_JUDGE_DIFFERENT,
    ACTION_JUDGE_TRIAL,
    ACTION_JUDGE_LATER,
    ACTION_JUDGE_ALL_SAME,
    ACTION_JUDGE_ALL_DIFFERENT,
    ACTION_JUDGE_ALL_TRIAL,
    ACTION_PROPOSALS,
    ACTION_NEXT_PAIR,
    ACTION_PREVIOUS_PAIR,
    // Services
    ACTION_FETCH,
    ACTION_ASKED,
    ACTION_PUBMED,
    ACTION_EUROPEPMC,
    ACTION_UPDATE,
    ACTION_CHECK_RETRACTIONS,
    ACTION_RETRACTIONS,
    ACTION_OFFLINE,
    // Export
    ACTION_IMPORT,
    ACTION_IMPORTS,
    ACTION_UNDO_IMPORT,
    ACTION_TAKE_DECISIONS,
    ACTION_INBOX,
    ACTION_ROUND,
    ACTION_KNOWN,
    ACTION_EXPORT,
    ACTION_YANK,
    ACTION_PIPE,
    ACTION_JOBS,
    ACTION_STOP,
    // Program
    ACTION_COMMAND,
    ACTION_HELP,
    ACTION_MESSAGES,
    ACTION_REVIEW_OPEN,
    ACTION_REVIEWS,
    ACTION_REVIEWER,
    ACTION_MERGE,
    ACTION_STATS,
    ACTION_AGREEMENT,
    ACTION_SET,
    ACTION_MAP,
    ACTION_UNMAP,
    ACTION_SOURCE,
    ACTION_WRITE_CONFIG,
    ACTION_REDRAW,
    ACTION_CANCEL,
    ACTION_SUSPEND,
    ACTION_VERSION,
    ACTION_CLOSE,
    ACTION_QUIT,
    ACTION_COUNT
} ActionId;

typedef struct {
    ActionId id;
    const char *name;  // of the ':' command; also of ":help NAME"
    unsigned contexts; // CONTEXT_… bits
    const char *keys;  // default keys, separated by spaces; "" where there are none
    ArgumentKind arguments;
    const char *usage; // of the arguments: "[QUERY]", "FILE…", ""; [ ] means they may be left out
    unsigned flags;    // ACTION_… bits
    ActionGroup group;
    const char *hint; // a short word for the hint bar; NULL where it is never hinted
    const char *help; // one line, without a full stop
} ActionInfo;

// One row for each ActionId, at its index. Row 0 (ACTION_NONE) is empty.
// A key without a binding whose lower-case letter decides is Caps Lock at work: the
// program says so and does nothing.
extern const ActionInfo actions[ACTION_COUNT];

// The action of a ':' command's name, whole or shortened to what only one name begins
// with. false and a sentence (with the candidates) where there is none or several.
bool action_by_name(StringView name, ActionId *action, Error *err);

// Words that yank copies, in the order of its menu; the letter before "=" chooses it:
// "p=pmid d=doi …".
extern const char copy_names[];

// Names of a review's stages, and what retrieval says of a full text.
extern const char stage_words[];     // "ta ft"
extern const char retrieval_words[]; // "sought retrieved missing none"

// What :chase takes: routes, and names before "=".
extern const char chase_words[];

// Words that sort knows, in the order of the menu: "date author …" (those of the store).
extern const char sort_words[];

#endif
