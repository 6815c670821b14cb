#ifndef CARREL_PANE_PROMPT_H
#define CARREL_PANE_PROMPT_H

#include "carrel/ui/lineedit.h"

// A line being typed at the bottom, its completions above it and its error.
typedef struct {
    const char *label; // ":", "/", "note: "
    const LineEdit *edit;
    const char *const *completions; // NULL: none
    size_t completion_count;
    long chosen;         // completion, -1 none
    const char *error;   // NULL: none
    size_t error_column; // in characters of the typed text, from 1; 0: no mark
} PromptView;

// Draws into the last row of `area`, growing upwards over what is there.
void pane_prompt_draw(Grid *grid, Area area, const PromptView *view);

// A question to be answered with one key, in the last rows of `area`: "Exclude 12 studies? y n". Returns how
// many rows it takes.
int pane_confirm_draw(Grid *grid, Area area, const char *question, const char *answers);

#endif
