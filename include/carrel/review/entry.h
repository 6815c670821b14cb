#ifndef CARREL_REVIEW_ENTRY_H
#define CARREL_REVIEW_ENTRY_H

#include "carrel/review/events.h"
#include "carrel/study/study.h"

// A link as show and export print it.
typedef struct {
    size_t listed;
    int64_t announced; // -1 where nobody says
} LinkCount;

// A study with what people said about it: what show prints and export writes.
typedef struct {
    StudyId id;
    const Study *study;
    const char *abstract_by;    // who filled in the abstract ("": no name); NULL: it is the record's own
    const Candidate *candidate; // NULL where it is in no review
    const char *reviewer;       // whose decision it is; NULL where nobody said a name
    TextList value_labels;      // of the review: those that candidates have values of
    int stage;
    LinkCount links[LINK_KINDS];
} Entry;

#endif
