#ifndef CARREL_REVIEW_ENTRY_H
#define CARREL_REVIEW_ENTRY_H

#include "carrel/review/events.h"
#include "carrel/study/study.h"

// In which words notes of a record tell decisions.
typedef enum {
    NOTES_ALL,      // those of ASReview and of Rayyan
    NOTES_ASREVIEW, // "ASReview_relevant"
    NOTES_RAYYAN,   // "RAYYAN-INCLUSION: …"
    NOTES_WORDS     // "Exclusion reason: wrong dose": for people
} NotesKind;

// One of several opinions on a study.
typedef struct {
    const char *reviewer, *reason; // reason may be NULL
    Decision decision;
} EntryVote;

// A study with what people said about it: what show prints and export writes.
typedef struct {
    StudyId id;
    const Study *study;
    const char *abstract_by;    // who filled in the abstract ("": no name); NULL: it is the record's own
    const Candidate *candidate; // NULL where it is in no review
    const char *reviewer;       // whose decision it is; NULL where nobody said a name
    TextList value_labels;      // of the review: those that candidates have values of
    int stage;
    NotesKind notes;
    const EntryVote *votes; // of everybody, for Rayyan's notes; else there is the candidate's own only
    size_t vote_count;
    const char *study_name; // what reports of one study have in common, for RIS's NS; NULL: not said
    LinkCount links[LINK_KINDS]; // where they were asked for
} Entry;

#endif
