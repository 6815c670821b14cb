#ifndef CARREL_PANE_FORM_H
#define CARREL_PANE_FORM_H

#include "carrel/ui/lineedit.h"

// A few questions one below the other: lines of text, and choices among words. One has the
// focus and shows its help.
typedef struct {
    const char *title, *help;
    const char *const *choices; // NULL: a line of text
    size_t choice_count, chosen;
    LineEdit edit;   // a line end within it stands as ⏎
    String original; // the answer that it began with
} FormField;

// Starts as {0}, then form_init.
typedef struct {
    const char *title; // borrowed
    FormField *fields;
    size_t count, focus;
    char *fault;  // a sentence about the field with the focus; NULL none
    bool leaving; // asks whether what was typed is to be lost
} Form;

typedef enum {
    FORM_OPEN,
    FORM_SAVED,  // the answers are in form_answer
    FORM_LEFT,   // nothing is to be done
    FORM_EDITOR, // the text of the field with the focus is wanted in an editor
} FormResult;

// Fields without answers, to be filled by the next two.
void form_init(Form *form, const char *title, size_t count);
void form_fini(Form *form);
// All texts but the answer are borrowed.
void form_text(Form *form, size_t field, const char *title, const char *help, const char *answer);
void form_choice(Form *form, size_t field, const char *title, const char *help, const char *const *choices,
                 size_t choice_count, size_t chosen);

// Tab ↓ C-n S-Tab ↑ C-p move, Enter moves on and saves from the last field, C-s saves, C-o
// wants the editor, Esc leaves, after asking where something was changed. ← → Space and a word's
// first letter choose; everything else edits the line.
FormResult form_key(Form *form, KeyCode key);
void form_paste(Form *form, StringView text); // line ends are kept
// Appends a field's answer, with its line ends.
void form_answer(const Form *form, size_t field, String *out);
void form_set(Form *form, size_t field, StringView answer); // as if it had been typed
bool form_field_changed(const Form *form, size_t field);
bool form_changed(const Form *form);
// Goes to a field and says what is wrong with its answer.
void form_refuse(Form *form, size_t field, const char *sentence);

// Draws over the lower part of `area`.
void pane_form_draw(Grid *grid, Area area, const Form *form);

#endif
