#ifndef CARREL_UI_LINEEDIT_H
#define CARREL_UI_LINEEDIT_H

#include "carrel/base/keycode.h"
#include "carrel/base/str.h"
#include "carrel/ui/grid.h"

// One line being typed: emacs keys, history, horizontal scroll. Moves and deletes by grapheme.
typedef struct {
    String text;
    size_t cursor;     // byte offset, on a grapheme
    String killed;     // what C-k, C-u, C-w took, for C-y
    String draft;      // what was typed before stepping into the history
    size_t history_at; // how far back, 0 is the draft
} LineEdit;            // starts as {0}

// Oldest first; borrowed.
typedef struct {
    const char *const *items;
    size_t count;
} LineHistory;

typedef enum {
    EDIT_IGNORED, // not a key of the editor
    EDIT_MOVED,
    EDIT_CHANGED,
    EDIT_ACCEPT,       // Enter
    EDIT_CANCEL,       // Esc, C-g, C-c; Backspace on an empty line
    EDIT_COMPLETE,     // Tab: the caller completes the word before the cursor
    EDIT_COMPLETE_BACK // S-Tab
} EditResult;

void lineedit_fini(LineEdit *edit);
void lineedit_set(LineEdit *edit, StringView text); // cursor at the end; history left
// C-a C-e C-b C-f M-b M-f ← → Home End C-← C-→, C-h Backspace C-d Delete, C-w M-d C-k C-u C-y,
// C-p C-n ↑ ↓ through those of the history that begin as the draft does; Enter, Tab, Esc.
EditResult lineedit_key(LineEdit *edit, KeyCode key, const LineHistory *history);
// Inserts at the cursor: pasted text; line ends become spaces, controls go.
void lineedit_insert(LineEdit *edit, StringView text);
// Replaces bytes [start, end) and puts the cursor behind the new text: completion.
void lineedit_replace(LineEdit *edit, size_t start, size_t end, StringView text);
const char *lineedit_text(const LineEdit *edit); // never NULL

// Draws into one row, scrolled so that the cursor is visible, and puts the cursor there.
// Returns the columns that byte `offset` of the text stands at within the row (for error marks).
int lineedit_draw(const LineEdit *edit, Grid *grid, Area row, Role role, size_t offset);

#endif
