#ifndef CARREL_ENGINE_CHASER_H
#define CARREL_ENGINE_CHASER_H

#include "carrel/engine/mailbox.h"
#include "carrel/graph/islands.h"
#include "carrel/graph/path.h"
#include "carrel/screening/chase.h"

// The thread that thinks over citation links: it reads all links of the cache once, when something is first asked, and
// again when the cache has changed since. A newer question interrupts an older one of its kind.
typedef struct Chaser Chaser;

typedef enum { CHASER_CHASE, CHASER_MAP, CHASER_PATH, CHASER_ISLANDS, CHASER_KINDS } ChaserKind;

// Starts as {0}; memory of lists is given to the chaser.
typedef struct {
    ChaserKind kind;
    uint64_t generation;
    ChaseQuestion chase;
    IdList ids;           // map, islands; path: from and to
    IdList included;      // map: ascending
    StudyId focus;        // map: 0 none
    bool connectors;      // map
    bool references_only; // path: from citing to cited studies only
    size_t most;          // map: rows; islands: connectors
} ChaserRequest;

// Posted as MAIL_CHASER.
typedef struct {
    ChaserKind kind;
    uint64_t generation;
    Arena arena;        // of what follows but for the list
    ChaseList list;     // CHASER_CHASE
    CitationMap map;    // CHASER_MAP; CHASER_PATH: the studies of the path, in its order by years
    CitationPath path;  // CHASER_PATH
    Islands islands;    // CHASER_ISLANDS
    StudyId focus;      // as it was asked
    double load_ms, ms; // reading the links (0 where they were there), the answer
    Error error;        // kind ERROR_NONE where all is well
} ChaserAnswer;
void chaser_answer_free(void *answer);

Chaser *chaser_start(const char *cache_path, Mailbox *mailbox);
void chaser_ask(Chaser *chaser, ChaserRequest *request); // takes what the request holds
// While links are read: so many so far; 0 where nothing is read. From any thread.
uint64_t chaser_loading(Chaser *chaser);
void chaser_stop(Chaser *chaser); // NULL is fine

#endif
