#ifndef CARREL_SCREENING_RETRIEVING_H
#define CARREL_SCREENING_RETRIEVING_H

#include "carrel/base/arena.h"
#include "carrel/base/str.h"
#include "carrel/study/study.h"

// Full texts: which file of a folder is which report, told by the files' names alone.

// A report that is wanted.
typedef struct {
    TextList identifiers; // "pmid:12", "doi:10.…", "pmcid:PMC3": others are passed over
    const Study *study;   // authors, year and title; NULL where it has no record
} WantedReport;

typedef enum {
    FILE_UNKNOWN,
    FILE_AMBIGUOUS, // it could as well be another one's
    FILE_BY_DOI,    // the whole DOI, / as _ or %2F or the like, or what stands behind its /
    FILE_BY_PMID,   // PMID or PMCID
    FILE_BY_NAME    // first author, year, words of the title
} FileMatchKind;

typedef struct {
    FileMatchKind kind;
    size_t report; // also of an ambiguous one
    size_t other;  // FILE_AMBIGUOUS: which it could be, too
    bool is_extra; // another file is the report's full text; this one may be a supplement
} FileMatch;

// Matches file names (without folders) to reports; one FileMatch for each, in the arena.
FileMatch *retrieving_match(const char *const *names, size_t count, const WantedReport *reports,
                            size_t report_count, Arena *arena);

// Appends the path of a file as the review keeps it: relative to the review's folder where it is in
// there, so that both can be moved together, else absolute.
void retrieving_add_kept(const char *review_path, const char *file, String *out);
// Appends where such a file is.
void retrieving_add_path(const char *review_path, const char *kept, String *path);

#endif
