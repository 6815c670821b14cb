#ifndef CARREL_STUDY_IDENT_H
#define CARREL_STUDY_IDENT_H

#include "carrel/base/str.h"
#include "carrel/study/study.h"

// A study named by a person or a file: pmid:22320928, doi:10.…, pmcid:PMC12,
// carrel:17, a bare number (a PMID), a DOI or PubMed address.
typedef enum { IDENT_NONE, IDENT_PMID, IDENT_DOI, IDENT_PMCID, IDENT_CARREL, IDENT_OTHER } IdentScheme;
typedef struct {
    IdentScheme scheme;
    int64_t number;   // PMID, or 17 of carrel:17
    const char *value; // DOI lower case, "PMC12"; in the arena
} Ident;
bool ident_parse(StringView text, Arena *arena, Ident *ident, Error *err);

// Appends how carrel prints an id: "pmid:22320928" or "carrel:17".
void ident_add(StudyId id, String *out);

// Appends a DOI without "doi:", resolver address and closing punctuation, percent
// escapes undone, lower case; nothing where there is no DOI in `text` (10.NNNN/…). Brackets
// belong to old DOIs, an unbalanced closing one does not.
bool doi_add_normal(StringView text, String *out);
bool pmid_parse(StringView text, int64_t *pmid); // 1 to 10 digits, "PMID: 12", "12.1"
bool pmcid_add_normal(StringView text, String *out); // "PMC1234" from "PMC1234.2", "1234"

// A study's fingerprint: what stays the same when databases write it differently.
// "1:" (the version), folded title letters and digits, year, folded first author, first
// page; appended. Nothing for a study without title. Source: see the function.
#define FINGERPRINT_VERSION 1
bool study_add_fingerprint(const Study *study, String *out);
// The fingerprint of the study that a reference of a list means: of its title, year and first author
// where it is taken apart, else of its text, "Roe A, Doe B. Title. J Tea. 2001;3:4-5." Appended;
// false where it has no title that tells studies apart, no author or no year.
bool citation_add_fingerprint(const Citation *citation, String *out);

#endif
