#ifndef CLI_CHASING_H
#define CLI_CHASING_H

#include "carrel/screening/chase.h"
#include "command.h"

// What carrel chase prints.

typedef struct {
    const ChaseList *list;
    bool was_added;
    size_t added;   // new candidates
    size_t actions; // that made them
} Chased;

void chasing_print_text(Command *command, const Chased *chased); // a line a row
void chasing_print_csv(Command *command, const Chased *chased);
void chasing_print_json(Command *command, const Chased *chased);
// The rounds that the review has, and whether another one is due.
void chasing_print_rounds(Command *command);

#endif
