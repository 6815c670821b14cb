#ifndef TUI_OVERLAY_H
#define TUI_OVERLAY_H

#include "carrel/base/arena.h"
#include "carrel/base/keycode.h"
#include "carrel/pane/form.h"
#include "carrel/pane/help.h"
#include "carrel/pane/menu.h"
#include "carrel/pane/prompt.h"
#include "carrel/study/study.h"

// What lies over the three panes and takes the keys: a prompt, a menu, a question, a form,
// or a page of text. One at a time.
typedef struct App App;

typedef enum {
    OVERLAY_NONE,
    OVERLAY_PROMPT,
    OVERLAY_MENU,
    OVERLAY_CONFIRM,
    OVERLAY_FORM,
    OVERLAY_REVIEWS,
    OVERLAY_PAGER
} OverlayKind;
// The first three keep a history; the others complete words of the abstract, labels, or nothing.
typedef enum {
    PROMPT_COMMAND,
    PROMPT_QUERY,
    PROMPT_SEARCH,
    PROMPT_WORDS,
    PROMPT_LABELS,
    PROMPT_STUDY,
    PROMPT_TEXT
} PromptKind;
#define PROMPT_HISTORIES PROMPT_WORDS

typedef struct {
    OverlayKind kind;
    Arena arena; // of what is shown
    // Prompt
    PromptKind prompt;
    const char *label;
    LineEdit edit;
    char *error;
    size_t error_column;
    const char **completions;
    size_t completion_count, completion_start;
    long completion;
    void (*accept)(App *app, const char *text);
    // Menu
    Menu menu;
    void (*choose)(App *app, size_t chosen, const char *typed); // typed: a text that is no item, else NULL
    void (*also)(App *app, size_t chosen);
    char pressed; // what answered by it
    // Form
    Form form;
    bool (*save)(App *app);
    // Confirm
    const char *question;
    TextList preview; // lines over the question
    void (*confirmed)(App *app);
    // Pager
    HelpView pager;
    ListBox pager_box;
    char *pager_search;
    bool pager_below; // the prompt lies over the pager and goes back to it
} Overlay;

// Opens a prompt with `text` in it. `accept` gets what was typed; it is not called when the
// prompt is left. `label` is a literal.
void overlay_prompt(App *app, PromptKind kind, const char *label, const char *text,
                    void (*accept)(App *app, const char *text));
// Keeps the prompt open, with a sentence over it: what was typed is not lost.
void overlay_prompt_error(App *app, const char *text, const char *sentence, size_t column);
// Opens a menu; `items` are in the overlay's arena (overlay_arena). With `free` a text that
// is no item may be answered.
void overlay_menu(App *app, const char *title, MenuItem *items, size_t count, bool many, bool free,
                  void (*choose)(App *app, size_t chosen, const char *typed));
// Lets further letters of the menu that was just opened answer, too: app->overlay.pressed is the one.
// `keys` says what Enter and they do. Where there is no item, `chosen` is SIZE_MAX.
void overlay_menu_also(App *app, const char *letters, const char *keys,
                       void (*also)(App *app, size_t chosen));
void overlay_menu_go(App *app, size_t item); // its cursor
// Opens app->overlay.form, which form_init made after overlay_arena. `save` gets it when it is to be
// saved; it closes when that returns true.
void overlay_form(App *app, bool (*save)(App *app));
void overlay_confirm(App *app, void (*confirmed)(App *app), const char *format, ...);
// Shows lines over the question that was just asked; copied.
void overlay_confirm_preview(App *app, TextList lines);
// Goes to the next (by 1) or previous row of the page that has the words, or those of the last
// search where `words` is NULL.
void overlay_pager_find(App *app, const char *words, int by);
// Opens a page of rows, which are in the overlay's arena.
void overlay_pager(App *app, const char *title, HelpRow *rows, size_t count);
// Closes what is open and gives an empty arena for what comes next.
Arena *overlay_arena(App *app);
void overlay_close(App *app);
void overlay_fini(App *app);

// Adds a line to the history of its kind of prompt.
void overlay_remember(App *app, PromptKind kind, const char *text);

// A key for what is open; true when it was taken.
bool overlay_key(App *app, KeyCode key);
void overlay_paste(App *app, StringView text);
void overlay_draw(App *app);

#endif
