#ifndef CARREL_REVIEW_NOTICES_H
#define CARREL_REVIEW_NOTICES_H

#include "carrel/review/action.h"

// What became known of studies after they came: retractions, expressions of concern, corrections. Each check
// leaves in the review when it was and what it found, so that nobody has to have seen the screen that told it.

#define NOTICES_SETTING "notices"

typedef struct {
    StudyId id;                         // a PMID
    int64_t time;                       // of the check that found it, milliseconds since 1970
    bool retracted, concern, corrected; // what is new; none of them: a notice was taken back
} NoticeChange;

// "retracted", "expression of concern", "corrected", "a notice was taken back"
const char *notice_words(const NoticeChange *change);

typedef struct {
    int64_t checked;       // last; 0: never
    NoticeChange *changes; // newest first; in the arena
    size_t count;
} Notices;
void review_state_notices(const ReviewState *state, Arena *arena, Notices *notices);
// A check at `now` that found this. undo does not take it back: it is nobody's deed.
void review_action_notices(ReviewAction *action, const ReviewState *state, int64_t now,
                           const NoticeChange *found, size_t count);

#endif
