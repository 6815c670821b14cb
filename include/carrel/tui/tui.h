#ifndef CARREL_TUI_TUI_H
#define CARREL_TUI_TUI_H

#include <stdbool.h>
#include <stddef.h>

// What the command line asks of the program.
typedef struct {
    const char *cache;        // --cache or CARREL_CACHE; NULL: the user's own
    const char *as;           // --as: who screens; NULL: the person at this desk
    const char *review;       // -R or CARREL_REVIEW; NULL: none was named
    const char *const *files; // to import in the background
    size_t file_count;
    bool screening;  // the reduced screen of carrel screen, on the review
    bool offline;    // no service is asked, whatever is wanted
    bool cache_only; // files do not become candidates of a review
} TuiRequest;

// Runs the program on the terminal until it is quit; returns the exit code.
int tui_main(const TuiRequest *request);

#endif
