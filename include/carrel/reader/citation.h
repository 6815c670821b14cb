#ifndef CARREL_READER_CITATION_H
#define CARREL_READER_CITATION_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// A citation as PubMed prints it, taken apart:
// "Title.Stem Cells. 2017 Feb;35(2):316-24. doi: 10.1000/x. Epub 2017 Jan 19. Stem Cells. 2017. PMID: 27 Review."
typedef struct {
    StringView before;   // what stands before the journal: a title, or authors and a title
    const char *journal; // abbreviation; NULL where no journal was recognised, then all is `before`
    const char *date;    // "2017 Feb"
    int year, month, day;
    const char *volume, *issue, *pages;
    const char *line; // journal line: without identifiers and the repeated journal
    StringView notes; // sentences behind the pages: "Epub …", "Chinese.", "Erratum in: …"
    const char *doi, *pmcid;
    int64_t pmid;
    bool is_free, is_review;
} CitationParts;

// Takes apart one citation whose white space is folded. Text goes into the arena, views
// point into `text`.
void citation_parse(StringView text, Arena *arena, CitationParts *parts);

// Gives the parts to a study, except title and authors, which stand in `before`.
void study_take_citation(Study *study, const CitationParts *parts);
// A title without tags and, where it is translated, without its brackets.
void study_take_title(Study *study, Arena *arena, StringView title);

// Finds "PMID: 1", "PMCID: PMC1" or "PMC: 1", and "doi: 10.…" in a text; the last PMID
// and PMCID count (those before belong to errata), and the first DOI. What is not there is left
// alone.
void citation_identifiers(StringView text, Arena *arena, int64_t *pmid, const char **pmcid, const char **doi);

#endif
