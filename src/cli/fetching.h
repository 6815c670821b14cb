#ifndef CLI_FETCHING_H
#define CLI_FETCHING_H

#include "carrel/engine/fetch.h"
#include "command.h"

// Questions to the services on the command line: jobs are given, then waited for.
typedef struct Fetching Fetching;
struct Fetching {
    Command *command;
    Mailbox *mailbox;
    Importer *importer;
    Fetcher *fetcher;
    size_t jobs; // that have not ended
    bool interrupted, shows_progress, shown;
    Error failure; // the first one
    // Is told of every job that ended; a false ends the waiting.
    bool (*ended)(Fetching *fetching, const FetchEnd *end, Error *err);
    void *context;
};

// Starts the threads, with the user's settings. Refuses where the user is offline.
bool fetching_begin(Fetching *fetching, Command *command, Error *err);
void fetching_add(Fetching *fetching, size_t jobs);
// Waits until all jobs have ended; an interrupt stops them.
bool fetching_wait(Fetching *fetching, Error *err);
void fetching_end(Fetching *fetching);

#endif
