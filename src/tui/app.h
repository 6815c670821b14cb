#ifndef TUI_APP_H
#define TUI_APP_H

#include "carrel/base/arena.h"
#include "carrel/base/map.h"
#include "carrel/command/action.h"
#include "carrel/command/keys.h"
#include "carrel/command/option.h"
#include "carrel/engine/finder.h"
#include "carrel/engine/import.h"
#include "carrel/engine/inbox.h"
#include "carrel/engine/mailbox.h"
#include "carrel/engine/recorder.h"
#include "carrel/screening/reviewing.h"
#include "carrel/pane/abstract.h"
#include "carrel/pane/links.h"
#include "carrel/pane/list.h"
#include "carrel/store/cache.h"
#include "carrel/store/link_state.h"
#include "carrel/store/search.h"
#include "carrel/study/jumps.h"
#include "carrel/study/query.h"
#include "carrel/term/input.h"
#include "carrel/term/screen.h"
#include "carrel/tui/tui.h"
#include "carrel/ui/layout.h"

#include "chasing.h"
#include "comparing.h"
#include "fetching.h"
#include "mapping.h"
#include "overlay.h"
#include "shelving.h"
#include "statistics.h"

// The program's state: one App, handed to every function. Only the UI thread touches it.

typedef struct App App;
typedef struct Exporting Exporting;

// The list of studies: ids in the order shown, and the rows of the window.
typedef struct {
    IdList ids;
    ListBox box;
    StudyId cursor_id; // the chosen study: survives limit, sort, import, resize
    bool complete;     // false: more may come
    bool provisional;  // nobody chose the first row: it was on top when not all had come
    char *query;       // the limit in force, never NULL
    QueryTerm *terms;  // its words, to highlight
    size_t term_count;
    Arena terms_arena;
    Sort sort;
    bool descending;
    uint64_t generation; // of the newest request
    bool asked;          // an answer is awaited
    bool user_asked;     // by a person, not by an import's refresh
    bool asks_review;    // the limit asks for decisions or labels
    bool asks_undecided; // the limit has is:undecided
    bool stale;          // the cache or the candidates changed since
    bool keeps;          // somebody decided since it was asked for: rows may stay that it has no more
    int64_t asked_us, answered_in_us; // when it was asked for, and how long the last one took
    IdMap selected;                   // ids of selected rows, value 1
    size_t selected_count;
    ActionId going; // a motion that was made before all rows were here, made again then
    int going_count;
    long range_from;  // row where a range began; -1 none
    Arena rows_arena; // the loaded window
    StudyRow *rows;
    size_t rows_first, rows_count;
    bool left_known;
    int64_t left;        // undecided rows
    IdMap scores;        // of a list by score: those that are not 0
    bool scored;         // the list is by score
    uint64_t terms_hash; // of the terms for and against that the review has
    char *search;        // "/": folded words looked for in titles and the abstract
} Queue;

// What is read: the base study (the list's, or the trail's last stop), its links, and the
// study whose abstract is shown (the base, or a link's preview).
typedef struct {
    Jumps jumps;
    StudyId base;  // whose links are listed
    StudyId shown; // whose abstract is shown: decision keys mean it
    bool previewing;
    bool loaded; // base and shown are in memory as they are now
    Arena shown_arena, base_arena, links_arena;
    Study study;                  // shown
    bool found;                   // it has a record
    LinkCount counts[LINK_KINDS]; // of the base
    Correction *notices;
    size_t notice_count;
    int tab;
    ListBox boxes[TAB_COUNT];
    LinkList links;         // of the open tab
    int links_tab;          // which tab is in `links`; -1 none
    SimilarAnswer *similar; // of the study `similar->study`; NULL: none came yet
    StudyId similar_asked;  // whose like are looked for; 0: nobody's
    size_t similar_more;    // of the base: those that its record does not list
    LinkAnswer *answers;    // of services, about the base
    size_t answer_count;
    const char *asked[LINK_KINDS]; // of whom the base's links were asked, and what came; "" nobody
    size_t links_loaded;           // rows with text
    AbstractPane abstract;
    Place marks[26];
    bool mark_set[26];
    bool all_authors;
} Reading;

// The open review.
typedef struct {
    char *path, *name; // NULL: no review is open
    Recorder *recorder;
    ReviewState *state; // NULL until it is loaded
    bool loading, read_only;
    int stage; // 1 title/abstract, 2 full text
    Key reviewer;
    char *reviewer_name;    // "" until somebody gives one
    size_t unconfirmed;     // actions whose commit has not returned
    bool names_itself;      // by --as, and the review does not know the name yet
    bool name_asked;        // the reminder to give one was shown
    Decision last_decision; // for "."
    char *last_reason;
    char *last_labels; // "+liver\n-old"; NULL: none were set yet
    StudyId last_decided, last_labelled;
    int64_t shown_since_ms; // when the shown study came on the screen
} Desk;

typedef struct {
    char *text;
    Role role;
    int64_t time;
} Message;

// A file that was given to the importer and has not come to its end.
typedef struct {
    char *file;
    Key action;  // of what it brings to the review; none: it is for the cache only
    char *facts; // what a person said of its search: lines of an EVENT_IMPORT
    bool left;   // its review was closed meanwhile
} Incoming;

// A file that was not read whole, until it is imported again or forgotten.
typedef struct {
    char *file, *facts, *says;
    bool failed; // else it was stopped
} Unfinished;

// Decisions that imported records bring, until somebody says what becomes of them.
typedef struct {
    Key action; // of their import
    char *source, *deciders;
    uint64_t records;
    RecordedDecisions decisions;
} Offer;

// A file that waits in the inbox folder.
typedef struct {
    char *path;
    Format format;
    char *search; // what it says of its search: lines of an EVENT_IMPORT
    int64_t time; // when it came there
} WaitingFile;

typedef struct {
    Inbox *watch;       // NULL: no folder is watched
    char *folder;       // NULL: none
    WaitingFile *files; // oldest first
    size_t count, capacity;
    char *opened; // the path of the one whose form is open
} InboxDesk;

// What the files of one import brought together.
typedef struct {
    size_t files, failed;
    uint64_t records, links, created, updated, unchanged, deleted, rejected;
} ImportTotals;

// A search through the list that takes more than one turn of the loop.
typedef struct {
    bool running;
    int by;           // 1 downwards, -1 upwards
    int times;        // matches yet to pass
    size_t from;      // row behind which it began
    size_t looked_at; // rows since
} Scan;

// An open menu of terms, which the finder counts. All is in the overlay's arena.
typedef struct {
    uint64_t generation; // of the newest request
    bool asked;          // its answer is awaited
    TermList terms;
    SeparatingWord *words; // suggestions
    size_t word_count;
    MenuItem *checks;
    bool whole;                // the list is all candidates
    size_t included, excluded; // studies that these are learnt from
} Tally;

// The places of the last session, until the list is here to go to them.
typedef struct {
    Place places[JUMPS_MOST];
    size_t count, current;
    size_t above; // rows of the list above the chosen one
    bool waiting;
    bool limited; // it said which limit there was
} Session;

struct App {
    TuiRequest request;
    char *cache_path;
    Options options;
    Keymap keymap;
    Screen *screen;
    TermInput *input;
    Mailbox *mailbox;
    Importer *importer;
    Finder *finder;
    Cache *cache;        // reading connection of this thread
    int64_t cache_count; // studies with a record; -1 unknown
    Queue queue;
    Scan scan;
    Reading reading;
    Desk desk;
    Session session;
    Tally tally;
    StudyId article; // the text whose markers :cite binds; 0 none
    Slot focus;
    bool zoomed;
    LayoutChoice choice;
    bool shows_criteria; // where the layout has room for them
    Layout layout;
    Grid grid;
    Overlay overlay;
    Comparing comparing;
    Chasing chasing;
    Mapping mapping;
    Shelving shelving;
    Statistics statistics;
    Fetching fetching;
    KeySequence typed;     // keys of an unfinished sequence
    int count;             // typed before a motion
    ActionId wants_letter; // mark: the next key is its argument
    Message *messages;
    size_t message_count, message_capacity;
    bool message_shown;
    bool importing;
    ImportTotals imported; // since the importer last had nothing to do
    Incoming *incoming;    // oldest first: the one that is read now
    size_t incoming_count, incoming_capacity;
    Unfinished *unfinished;
    size_t unfinished_count, unfinished_capacity;
    Rejoined rejoined; // what the first of them brought again
    Offer *offers;
    size_t offer_count, offer_capacity;
    InboxDesk inbox;
    Key described;                      // the search whose form is open, or that is to be withdrawn
    Exporting *exporting;               // NULL: none runs
    OtherReview *other;                 // a copy of the review that waits to be merged; NULL: none
    ActionId bulk_action;               // what a confirmed question carries out on the selection
    IdList bulk_ids;                    // the studies of :bulk
    char *bulk_text;                    // its reason or labels; NULL none
    char **histories[PROMPT_HISTORIES]; // of ":", "f" and "/" prompts
    size_t history_counts[PROMPT_HISTORIES];
    bool decided_unpainted;    // a decision moved on; what is typed came before the next abstract was shown
    int drag_row, drag_column; // where the mouse button went down
    bool dirty;                // something to draw
    bool marks_dirty;          // marks of rows are others, and nothing else is
    bool sourcing;             // carrying out a config file
    int quit;                  // exit code + 1; 0: go on
};

// --- messages (app.c) ---
void app_say(App *app, Role role, const char *format, ...) PRINTF_LIKE(3, 4);
void app_say_error(App *app, const Error *err);
const Message *app_message(const App *app); // to show now; NULL none

// A ':' line carried out. false where it could not be understood (*err says why).
bool app_run_line(App *app, StringView line, Error *err);

#endif
