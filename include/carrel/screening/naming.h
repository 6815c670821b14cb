#ifndef CARREL_SCREENING_NAMING_H
#define CARREL_SCREENING_NAMING_H

#include "carrel/study/study.h"

// What names a study in a review, a line each: "pmid:12", "doi:10.…", "pmcid:PMC1", "fp:1:…".
// Appends.
void naming_add_lines(const Study *study, String *lines);

#endif
