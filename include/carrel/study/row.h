#ifndef CARREL_STUDY_ROW_H
#define CARREL_STUDY_ROW_H

#include "carrel/study/study.h"

// What one row of a list of studies shows. Text is in the arena of whoever asked.
typedef struct {
    StudyId id;
    bool found;      // false: the cache has no record of this id; the rest is empty
    int year;
    unsigned flags;  // STUDY_…
    const char *author; // first author's family name or group
    const char *title;
    bool title_translated;
    const char *journal;
    const char *doi, *pmcid;
    int64_t cited_by; // announced, or more where cache_rows_cited_by counted more; -1 unknown
} StudyRow;

#endif
