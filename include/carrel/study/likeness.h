#ifndef CARREL_STUDY_LIKENESS_H
#define CARREL_STUDY_LIKENESS_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Whether two records are of one study. Pure: what databases write differently is made
// equal first, then each field is compared, then the findings are weighed.

#define TRAIT_AUTHORS 8
#define TRAIT_ISSNS   4

// What of a record tells, normalised once. Text is in the arena, never NULL; "" where absent.
typedef struct {
    int64_t pmid; // 0 where none
    const char *doi, *pmcid;
    const char *title;      // folded letters and digits, glued
    const char *vernacular; // the same of the title in its own language
    const char
        *numbers;    // of the title, in figures, with opposites such as "men" and letters as of "hepatitis B"
    bool is_foreign; // not in English: its title may stand there in either language
    int year;        // 0 where unknown
    const char *authors[TRAIT_AUTHORS]; // family names or groups, folded words
    const char *given;                  // the first author's, glued
    size_t author_count;
    const char *journal, *abbreviation; // folded words without articles and prepositions
    char issns[TRAIT_ISSNS][9];         // "12345678"
    size_t issn_count;
    const char *registration;          // of a register's entry, which has it where articles have a journal
    const char *volume, *issue, *page; // first number of each; the page with its letters
    unsigned kinds;                    // TRAIT_…
} Traits;

// What makes a text something else than the article whose title it has.
enum {
    TRAIT_NOTICE = 1, // erratum, retraction notice, expression of concern
    TRAIT_REPLY = 2,  // comment, reply, letter about it
    TRAIT_PREPRINT = 4,
    TRAIT_CONGRESS = 8, // abstract of a congress
};

void traits_of(const Study *study, Arena *arena, Traits *traits);

typedef enum {
    FIT_UNKNOWN,
    FIT_AGREES,
    FIT_NEARLY,
    FIT_DIFFERS
} Fit; // NEARLY: years one apart, some authors

typedef struct {
    Fit pmid, doi, pmcid, registration, year, author, journal, volume, issue, page;
    double titles;       // 0 nothing in common to 1 equal; -1 where one has none
    bool title_is_part;  // one title goes on where the other ends, or begins earlier
    bool title_tells;    // long enough to say which study is meant
    bool is_foreign;     // one of them
    bool numbers_differ; // "part 1" and "part 2", "in men" and "in women", "hepatitis B" and "C"
    unsigned kinds;      // TRAIT_… that only one of them is
    bool is_bare;        // neither has volume or pages
    double score;        // 0 to 1: how sure it is that they are one study
} Likeness;

Likeness traits_compare(const Traits *a, const Traits *b);

// Whether the two may be joined without asking anybody: same PMID; or nothing speaks against
// it and they have the same PMCID, the same DOI with agreeing titles, or the same title, year and
// first author with volume or pages (or with the journal, where neither has more).
bool likeness_is_sure(const Likeness *likeness);

// Whether two that are not one study may well report one trial: the same title and authors in
// another place or another year, as congress abstracts, preprints, errata and second reports are.
bool likeness_is_other_report(const Likeness *likeness);

// The numbers under which registers list the study's trial ("NCT01309620", "2004-000245-34"),
// from its own list, its title and its abstract; in the arena. None of a record that names more
// than a few: it is about several trials.
TextList study_trial_numbers(const Study *study, Arena *arena);

// Appends why: "same DOI, titles 0.98 alike, pages agree; but volumes differ".
void likeness_add_words(const Likeness *likeness, String *out);

// Appends where records of one study contradict the first of them: "years one apart, pages differ";
// nothing where none does.
void likeness_add_conflicts(const Traits *records, size_t count, String *out);

// --- of journal names, for traits.c and likeness.c ---

// Appends the words of a journal's name that tell: folded, without "the", "of", "and" and
// the like, without subtitle and place.
void journal_add_words(const char *name, String *out);
// Whether one of two such names is the other, its abbreviation or its initials.
bool journal_names_agree(const char *a, const char *b);

#endif
