#ifndef CARREL_PANE_ABSTRACT_H
#define CARREL_PANE_ABSTRACT_H

#include "carrel/pane/mark.h"
#include "carrel/review/entry.h"
#include "carrel/study/query.h"
#include "carrel/study/terms.h"
#include "carrel/ui/paragraph.h"

// One study to read. Borrowed only while pane_abstract_fill runs.

// Where a record came from.
typedef struct {
    const char *source; // the file's name
    RecordKind kind;
    int64_t time; // ms
} AbstractRecord;

// What a number in a press article is bound to.
typedef struct {
    int number;
    const char *target; // "pmid:22320928"
    StudyId study;      // 0 where the cache does not know it
} MarkerBinding;

// Another report of the same trial.
typedef struct {
    const char *name; // "Vale 2013"
    StudyId study;
} AbstractReport;

// What a reviewer thinks of the study.
typedef struct {
    const char *name;
    Decision decision;                  // DECISION_NONE: no vote
    const char *reason, *labels, *note; // "" or NULL where there is none
} AbstractVote;

typedef struct {
    StudyId id; // 0: nothing is chosen
    const Study *study;
    bool found;                 // false: a stub
    const Candidate *candidate; // NULL where it is in no review
    LabelList labels;           // of the review: in which order and colours the study's are shown
    const char *filled_by;      // who filled in the abstract ("": no name); NULL: it is the record's own
    LinkCount links[LINK_KINDS];
    const AbstractRecord *records;
    size_t record_count;
    const char *conflicts; // where they contradict each other; NULL or "" nowhere
    size_t included_links; // studies that are included, among those it refers to and those that cite it
    const MarkerBinding *bindings;
    size_t binding_count;
    const QueryTerm *terms; // of the limit
    size_t term_count;
    const TermSet *watched;        // the review's terms; NULL: none
    const AbstractReport *reports; // of the same trial, without this one
    size_t report_count;
    const AbstractVote *votes; // of everybody, where they may be told
    size_t vote_count;
    const char *origin; // why it is here, where no candidate says so; may be NULL
    bool all_authors;
} AbstractContent;

typedef enum {
    ABSTRACT_LINK_MARKER,
    ABSTRACT_LINK_STUDY,
    ABSTRACT_LINK_AUTHORS,
    ABSTRACT_LINK_URL
} AbstractLinkKind;
typedef struct {
    AbstractLinkKind kind;
    int number;       // MARKER
    bool bound;       // MARKER: has a study
    StudyId study;    // STUDY, MARKER where known
    const char *text; // URL; what the marker is bound to; NULL else. In the pane's arena
} AbstractLink;

// Starts as {0}.
typedef struct {
    StudyId id;
    Arena arena;
    Paragraph text;
    AbstractLink *links;
    size_t link_count, link_capacity;
    char *name;  // "Zhang 2012 · PMID 22320928"
    char *why;   // "+ umbilical  − mice · import embase.ris"; NULL where nothing says it
    bool empty;  // nothing chosen
    size_t top;  // first line shown
    size_t rows; // of text, at the last layout
    long link;   // current link's run, -1 none
    long hit;    // current search hit, -1 none
} AbstractPane;

void pane_abstract_fini(AbstractPane *pane);
// Builds the text. Scroll and current link stay where the study is the same, else
// they go to the top.
void pane_abstract_fill(AbstractPane *pane, const AbstractContent *content);
// To be called before drawing and after fill or a change of size; `area` as for drawing.
void pane_abstract_lay_out(AbstractPane *pane, Area area);
// `trail` ("trail 3: Monsel › Ma › here") may be NULL. `empty` is what would fill it.
void pane_abstract_draw(const AbstractPane *pane, Grid *grid, Area area, bool focused, Mark mark,
                        const char *trail, const char *empty);

// Motions say whether anything moved.
bool pane_abstract_scroll(AbstractPane *pane, long lines);
bool pane_abstract_page(AbstractPane *pane, int half_pages);
bool pane_abstract_go(AbstractPane *pane, size_t line); // clamped
bool pane_abstract_step_link(AbstractPane *pane, int by);
void pane_abstract_go_link(AbstractPane *pane, long run);         // none where that run is no link
const AbstractLink *pane_abstract_link(const AbstractPane *pane); // current one, or NULL
// Searches; "" ends it. Returns the hits and goes to the first at or below the top.
size_t pane_abstract_find(AbstractPane *pane, const char *needle);
bool pane_abstract_step_hit(AbstractPane *pane, int by); // wraps around
// Chooses a word of the text; it stays chosen while the study is the same.
bool pane_abstract_step_word(AbstractPane *pane, int by);
bool pane_abstract_choose_word(AbstractPane *pane, Area area, int row, int column); // of the screen
// The chosen word, else the words of the text that the current hit touches, whole; empty where there
// is neither.
StringView pane_abstract_hit(const AbstractPane *pane);

#endif
