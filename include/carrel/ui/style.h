#ifndef CARREL_UI_STYLE_H
#define CARREL_UI_STYLE_H

#include "carrel/base/str.h"

// What a piece of text is, never how it looks; the table below says how.
typedef enum {
    ROLE_NORMAL,
    ROLE_TITLE,
    ROLE_DIM,
    ROLE_HEAD,
    ROLE_HEAD_FOCUSED, // the line above a pane
    ROLE_LABEL,        // METHODS, MeSH, …
    ROLE_LINK,
    ROLE_LINK_BOUND, // to follow; a marker that has a study
    ROLE_MATCH,
    ROLE_FOUND, // a word of the query; a hit of the search in the text
    ROLE_INCLUDE,
    ROLE_EXCLUDE,
    ROLE_MAYBE,
    ROLE_LATER,
    ROLE_PENDING, // marks
    ROLE_FLAG,
    ROLE_FLAG_WARNING, // A L n =; R
    ROLE_WARNING,      // retraction, concern
    ROLE_ERROR,
    ROLE_GOOD, // messages
    ROLE_STATUS,
    ROLE_BAR, // the top line and its bar
    ROLE_HINT_KEY,
    ROLE_HINT_TEXT,
    ROLE_INCLUDE_TERM,
    ROLE_EXCLUDE_TERM, // the review's terms for and against
    ROLE_POPULATION_TERM,
    ROLE_INTERVENTION_TERM,
    ROLE_COMPARISON_TERM,
    ROLE_OUTCOME_TERM,
    ROLE_GROUP_TERM,
    ROLE_OTHER_GROUP_TERM, // of further groups, in turn
    ROLE_SELECTED,         // a row that x or v selected
    ROLE_DIFFERENCE,       // what only one of two records has
    ROLE_PROMPT,
    ROLE_MENU,
    ROLE_MENU_CURSOR,
    ROLE_LABEL_RED,
    ROLE_LABEL_GREEN,
    ROLE_LABEL_YELLOW,
    ROLE_LABEL_BLUE,
    ROLE_LABEL_MAGENTA,
    ROLE_LABEL_CYAN, // the review's labels
    ROLE_COUNT
} Role;

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_UNDERLINE = 4, STYLE_REVERSE = 8, STYLE_ITALIC = 16 };

#define COLOUR_DEFAULT (-1) // the terminal's own
typedef struct {
    short foreground, background; // COLOUR_DEFAULT, or a number of the palette
    unsigned attributes;          // STYLE_…
} Look;

// One row a role. With 8 colours the 16-colour look is used: a foreground of 8 to 15
// is the plain colour in bold. Without colour `mono` alone has to tell roles apart.
typedef struct {
    Look look16, look256;
    unsigned mono;
} RoleInfo;
extern const RoleInfo roles[ROLE_COUNT];

#endif
