#ifndef CARREL_REPORT_PROGRESS_H
#define CARREL_REPORT_PROGRESS_H

#include "carrel/review/events.h"

// How far the state's reviewer is at its stage, and when the rest will be done at today's pace.

typedef struct {
    size_t due, screened, left; // screened: included, excluded or maybe; left: all others
    size_t ruled_out;           // excluded by rules; not among those due
    size_t included, excluded, maybe, later;
    size_t today;        // decisions since the day began
    double include_rate; // included of screened, 0 to 1; NAN where nothing is screened
    int64_t each_ms;     // the mean time of a decision; 0 where nothing tells
    int64_t ends_in_ms;  // of screening, pauses not counted; -1 where nothing tells
} Progress;

// The pace is that of the last PACE_MOST decisions since `day_start`, or of the last at all where
// none was made since. A decision took what it says, else the time since the one before it; what
// took longer than PAUSE_MS was a pause and counts for nothing, and so do decisions in bulk and by scripts. Times
// in milliseconds. Quick: it is asked for each picture.
#define PACE_MOST 200
#define PAUSE_MS  (5 * 60 * 1000)
void progress_compute(const ReviewState *state, int64_t day_start, Progress *progress);

// "3 h 10 min", "40 min", "under a minute". Appends.
void progress_add_duration(int64_t ms, String *out);

#endif
