#ifndef TUI_CHASING_H
#define TUI_CHASING_H

#include "carrel/engine/chaser.h"
#include "carrel/pane/list.h"

// What is found along citation links and listed in place of what the limit finds: candidates of a chase, a
// path, islands. The rows are studies like any others; leaving brings the limit's list back.
typedef struct App App;

typedef enum { LISTED_BY_LIMIT, LISTED_CHASE, LISTED_PATH, LISTED_ISLANDS } Listed;

typedef struct {
    Chaser *chaser;      // NULL until something is asked
    uint64_t generation; // of the newest question
    bool asked;          // its answer is awaited
    // What is listed
    Listed listed;
    ChaserAnswer *answer; // NULL: the limit's list is shown
    Arena arena;          // of what follows
    StudyId *ids;
    size_t count;
    const char **leads; // what stands before each; NULL of a chase
    const char *head;   // of the list
    IdMap rows;         // by id
    StudyId left_at;    // where the limit's list was left
    int stage;          // that was left for title and abstract
    // The chase as it was asked
    char *seeds; // a query; NULL: the review's own
    unsigned routes;
    uint32_t min_links;
    ChaseOrder order;
    int steps, round;
    bool fetches; // it begins when the services have answered about its seeds
    Key searches[CHASE_STEPS_MOST]; // of the review, which its candidates were added to
    // What is being added
    IdList adding;
    ChaseAdder *adder; // while something is
    size_t done, added, step;
} Chasing;

bool chasing_is_on(const App *app);
// Brings the limit's list back; false where it is there already. Nothing asks for it yet.
bool chasing_leave(App *app);
void chasing_close(App *app); // the same, and asks for it
void chasing_fini(App *app);
// A question for the worker; takes what it holds. An earlier one is forgotten.
void chasing_ask(App *app, ChaserRequest *request);
bool chasing_cancel(App *app);                       // false where nothing is asked or added
void chasing_answer(App *app, ChaserAnswer *answer); // MAIL_CHASER; takes it
void chasing_add_progress(App *app, String *out);
// The studies that count as included, ascending: by full text, else by title and abstract. Appends.
SeedsKind chasing_included(const App *app, IdList *ids);

// --- what is listed ---
// To list something else: forgets what was listed and gives the arena for ids, leads and head, which the
// caller fills in before chasing_show, which takes the answer.
Arena *chasing_begin(App *app);
void chasing_show(App *app, Listed listed, ChaserAnswer *answer);
void chasing_list(App *app); // in place of the finder's answer
// What links say of studies that the cache has no record of; text is in the arena.
void chasing_name_stubs(App *app, StudyRow *rows, size_t count, Arena *arena);
void chasing_fill_row(const App *app, size_t at, ListRow *row);
int chasing_lead_columns(const App *app);
const char *chasing_order(const App *app); // its name; NULL where no chase is listed

// --- candidates.c ---
void candidates_answer(App *app, ChaserAnswer *answer); // CHASER_CHASE; takes it
// Answers of services about links came: the chase that waits for the last of them begins.
void candidates_links_came(App *app);
void candidates_lead(const App *app, size_t at, char *lead, size_t size);
// Lays a page open that says why the shown study is here; false where no chase lists it.
bool candidates_why(App *app);
// How a study came here, for its abstract; in the arena. NULL where no chase lists it.
const char *candidates_origin(const App *app, StudyId id, Arena *arena);
bool candidates_sort(App *app, const char *word); // "": a menu; false where no chase is listed

// --- adding.c ---
// Makes candidates of those studies that the chase lists.
void adding_admit(App *app, const StudyId *ids, size_t count);
// The same in steps of the main loop, and says what came of it; false where no chase is listed.
bool adding_start(App *app, const StudyId *ids, size_t count);
bool adding_is_on(const App *app);
void adding_step(App *app);
// What was not added yet stays out, and that is said; false where nothing is being added.
bool adding_stop(App *app);

// --- paths.c ---
void paths_answer(App *app, ChaserAnswer *answer); // CHASER_PATH and CHASER_ISLANDS; takes it
// What the citation map shows of what is listed; false where it is no path and no islands.
bool paths_map(App *app);

#endif
