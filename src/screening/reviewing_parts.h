#ifndef SCREENING_REVIEWING_PARTS_H
#define SCREENING_REVIEWING_PARTS_H

#include "carrel/screening/reviewing.h"

// What the parts of reviewing.h share.

// The candidate that a study is: the same in the cache, the same PMID, or where one has no
// PMID the same fingerprint, or the same DOI, title, year and first author. A DOI alone is shared by
// meeting abstracts. NULL where there is none.
const Candidate *known_candidate(const ReviewState *state, const ImportedStudy *study);
// The same among those that were withdrawn with their import.
const Candidate *withdrawn_candidate(const ReviewState *state, const ImportedStudy *study);

// What a study of the cache is matched by: from its record, or from what links say of it. The text is in the
// arena, the namesakes are freed by the caller.
ImportedStudy study_named(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found);

// Whether a leaf asks about the team (reviewing_team.c), and the studies that it means.
bool team_answers(const QueryNode *leaf);
bool team_leaf_ids(const ReviewState *state, const QueryNode *leaf, IdList *ids, Error *err);

// Whether a candidate has what "value:" asks for: "dose", "dose=5", "dose>=2.5".
bool value_matches(const Candidate *candidate, StringView asked);

#endif
