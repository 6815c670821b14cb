#ifndef CARREL_STUDY_TERMS_H
#define CARREL_STUDY_TERMS_H

#include "carrel/base/arena.h"
#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/study/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Terms that a review watches for: they speak for a study, against it, or belong to a group
// (population, intervention, …). A term is a word, a phrase (heart failure), a beginning
// (random*; of a phrase its last word may go on), or alternatives of these
// (mouse|mice|murine). Found are whole words, folded as text_add_fold does it, in title and
// abstract. Pure: no store, no screen.

typedef enum { TERM_FOR, TERM_AGAINST, TERM_OF_GROUP } TermRole;
typedef struct {
    TermRole role;
    const char *group; // TERM_OF_GROUP: its name; NULL else
    const char *text;  // as typed
} Term;
typedef struct {
    const Term *items;
    size_t count;
} TermList;

// The four that have looks of their own; further groups share the looks behind them.
#define TERM_PICO_GROUPS 4
extern const char *const term_pico_groups[TERM_PICO_GROUPS];
// Number of a term's group: its place in term_pico_groups, else from TERM_PICO_GROUPS on
// in the order in which the list has them. -1 of a term without group.
int term_group_number(TermList terms, size_t index);

// Takes apart what a person typed: "[@GROUP] TERM". The first word names a group behind @, and
// also bare where it is one of the four or one of `known`; quotes around a term keep it whole.
// The term is tidied: single spaces, no quotes. `otherwise` is the role without a group.
bool term_parse(StringView typed, TermRole otherwise, TermList known, Arena *arena, Term *term, Error *err);

// Of an EVENT_HIGHLIGHT: "+TERM", "-TERM", "@GROUP\tTERM"; "~TERM" and "~GROUP\tTERM" take it away.
// What stands behind the sign names a term: the last event with it holds.
char term_sign(TermRole role);                     // '+', '-', '@'
void term_add_name(const Term *term, String *out); // "TERM", "GROUP\tTERM"
// Borrows from `value`, the group's name from the arena. false of one that takes away.
bool term_from_value(const char *value, Arena *arena, Term *term);

// The same as a query of carrel-query(7); false, and nothing, where it has no word.
bool term_add_query(const Term *term, String *out);

// --- finding terms in text ---

// Terms made ready to be found in one pass.
typedef struct TermSet TermSet;
TermSet *term_set_new(TermList terms); // copies
void term_set_free(TermSet *set);
TermList term_set_terms(const TermSet *set);

// Appends the words of a text as terms are looked for: folded, a space before, between and
// behind them. Text that is added behind is set off by a mark that no phrase spans.
void term_add_folded(String *out, StringView text);

typedef struct {
    uint32_t term;       // in term_set_terms
    uint32_t start, end; // bytes of the folded text: whole words
} TermHit;
typedef struct {
    TermHit *items;
    size_t count, capacity;
} TermHits; // starts as {0}; free(items)
// Every place of every term in folded text; replaces what is in *hits.
void term_set_find(const TermSet *set, StringView folded, TermHits *hits);

// The terms for and against that title and abstract of a study have, each once, those for first;
// in the arena, their texts the set's.
TermList term_set_of_study(const TermSet *set, const Study *study, Arena *arena);

#endif
