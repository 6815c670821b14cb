#ifndef CARREL_REVIEW_LABELS_H
#define CARREL_REVIEW_LABELS_H

#include "carrel/base/error.h"
#include "carrel/review/action.h"

// The labels of a review. A mark is there or not; the other kinds have a value for each study, for
// quick data extraction. What the team says of its labels, and their order, is one setting: a line
// each, "NAME\tCOLOUR\tKIND\tCHOICES\tEARLIER NAMES", the last two parted by "|". Each event of this
// setting says only what it changes: labels that are new or other (one that has an earlier name of theirs
// becomes them), "-\tNAME" for one that goes, "+\tNAME|NAME" for the order of those named, before all
// others. So what two people change at once is both kept; of two changes of one label the later holds.
#define LABELS_SETTING "labels"

typedef enum { LABEL_MARK, LABEL_YES_NO, LABEL_ONE_OF, LABEL_NUMBER, LABEL_TEXT, LABEL_KINDS } LabelKind;
extern const char *const label_kind_names[LABEL_KINDS];  // "mark", "yes/no", "one of", "number", "text"
bool label_kind_parse(StringView name, LabelKind *kind); // also with "-" for the space or stroke

// Few enough for eight colours.
typedef enum {
    LABEL_PLAIN,
    LABEL_RED,
    LABEL_GREEN,
    LABEL_YELLOW,
    LABEL_BLUE,
    LABEL_MAGENTA,
    LABEL_CYAN,
    LABEL_COLOURS
} LabelColour;
extern const char *const label_colour_names[LABEL_COLOURS]; // "plain", "red", …
bool label_colour_parse(StringView name, LabelColour *colour);

typedef struct {
    const char *name;
    LabelColour colour;
    LabelKind kind;
    TextList choices; // LABEL_ONE_OF
    TextList earlier; // names under which values were given before
    size_t count;     // candidates that have it
} Label;
typedef struct {
    Label *items;
    size_t count;
} LabelList;

// In their order: those that the setting tells, then others in use, sorted. In the arena.
LabelList review_state_label_list(const ReviewState *state, Arena *arena);
// The same without those in use that nobody said anything of, and without counts: cheap. Borrowed
// like all of the state.
LabelList review_state_defined_labels(const ReviewState *state);
const Label *label_by_name(const LabelList *list, StringView name); // case counts; NULL: there is none
// "yes|no" as a list; texts in the arena.
TextList label_choices_parse(StringView text, Arena *arena);

// Whether a label can be called so: one line, no comma, tab or "|", no sign before it.
bool label_name_fits(StringView name, Error *err);
// Whether a label can have the value, which is brought into its form ("Y" as "yes", a choice as it
// was written down). "" takes the value away. *value is in the arena.
bool label_value_fits(const Label *label, StringView typed, Arena *arena, const char **value, Error *err);

// Says what the labels are and in which order, where that is not so already.
void review_action_labels(ReviewAction *action, const ReviewState *state, const LabelList *list);
// Adds a label, or says something else of one that is there.
void review_action_define_label(ReviewAction *action, const ReviewState *state, const Label *label);
// Gives a label of `list` another place.
void review_action_move_label(ReviewAction *action, const ReviewState *state, LabelList list, size_t from,
                              size_t to);
// Renames a label wherever it was given. With the name of another one the two become one, which
// only marks can. *changed (may be NULL) gets how many candidates have it.
bool review_action_rename_label(ReviewAction *action, const ReviewState *state, const char *old,
                                const char *name, size_t *changed, Error *err);
// Takes a label away wherever it was given; returns from how many candidates. Values are no longer
// told, and come back with a label of that name.
size_t review_action_delete_label(ReviewAction *action, const ReviewState *state, const char *name);

#endif
