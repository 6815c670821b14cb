#include "carrel/report/progress.h"

#include <inttypes.h>
#include <math.h>

#define PERSON_MS 200 // two decisions that are closer were made by a program

void progress_add_duration(int64_t ms, String *out) {
    int64_t minutes = (ms + 30000) / 60000;
    if (minutes < 1) {
        string_add_text(out, "under a minute");
    } else if (minutes < 60) {
        string_format(out, "%" PRId64 " min", minutes);
    } else if (minutes < 24 * 60 && minutes % 60 > 0) {
        string_format(out, "%" PRId64 " h %" PRId64 " min", minutes / 60, minutes % 60);
    } else {
        string_format(out, "%" PRId64 " h", (minutes + 30) / 60);
    }
}

// How long the decision took; 0 where nothing tells. `older` is the one before it, NULL at the first.
static int64_t time_of(const ReviewState *state, const PastDecision *past, const PastDecision *newer,
                       const PastDecision *older) {
    const Candidate *candidate = review_state_by_key(state, past->candidate);
    if (!candidate || candidate->own.time != past->time) {
        return 0; // it was replaced: what the new one took counts
    }
    if (candidate->own.took_ms > 0) {
        return candidate->own.took_ms;
    }
    bool in_bulk = newer && newer->time == past->time;
    int64_t gap = older && !in_bulk ? past->time - older->time : 0;
    return gap >= PERSON_MS ? gap : 0;
}

static int64_t mean_time(const ReviewState *state, const PastDecision *decisions, size_t count,
                         int64_t since) {
    int64_t sum = 0, timed = 0;
    for (size_t i = 0; i < count && decisions[i].time >= since; i++) {
        int64_t took = time_of(state, &decisions[i], i > 0 ? &decisions[i - 1] : NULL,
                               i + 1 < count ? &decisions[i + 1] : NULL);
        if (took > 0 && took <= PAUSE_MS) {
            sum += took;
            timed++;
        }
    }
    return timed > 0 ? sum / timed : 0;
}

void progress_compute(const ReviewState *state, int64_t day_start, Progress *progress) {
    Arena arena = {0};
    PastDecision *decisions;
    ReviewCounts counts = review_state_counts(state, day_start);
    *progress = (Progress){
        .due = counts.candidates - counts.ruled_out,
        .ruled_out = counts.ruled_out,
        .screened = counts.included + counts.excluded + counts.maybe,
        .left = counts.undecided + counts.later,
        .included = counts.included,
        .excluded = counts.excluded,
        .maybe = counts.maybe,
        .later = counts.later,
        .today = counts.decisions_today,
        .ends_in_ms = -1,
    };
    progress->include_rate =
        progress->screened > 0 ? (double) progress->included / (double) progress->screened : NAN;
    size_t count = review_state_last_decisions(state, &arena, PACE_MOST, &decisions);
    progress->each_ms = mean_time(state, decisions, count, day_start);
    if (progress->each_ms == 0) {
        progress->each_ms = mean_time(state, decisions, count, INT64_MIN);
    }
    if (progress->each_ms > 0) {
        progress->ends_in_ms = progress->each_ms * (int64_t) progress->left;
    }
    arena_free(&arena);
}
