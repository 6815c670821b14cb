#include "carrel/review/notices.h"

#include <inttypes.h>

// The setting: when the last check was, then a line for each change, "PMID TIME LETTERS", newest first; the letters
// are r(etracted), c(oncern), e(rratum).

const char *notice_words(const NoticeChange *change) {
    return change->retracted   ? "retracted"
           : change->concern   ? "expression of concern"
           : change->corrected ? "corrected"
                               : "a notice was taken back";
}

static void add_change(String *value, const NoticeChange *change) {
    string_format(value, "\n%" PRId64 " %" PRId64 " %s%s%s", change->id, change->time,
                  change->retracted ? "r" : "", change->concern ? "c" : "", change->corrected ? "e" : "");
}

static bool read_change(StringView line, NoticeChange *change) {
    StringView id = {0}, time = {0};
    long long number, moment;
    if (!sv_split(&line, ' ', &id) || !sv_split(&line, ' ', &time) || !sv_number(id, &number) ||
        number <= 0 || !sv_number(time, &moment)) {
        return false;
    }
    *change = (NoticeChange){.id = number,
                             .time = moment,
                             .retracted = sv_find_char(line, 'r') != SV_NONE,
                             .concern = sv_find_char(line, 'c') != SV_NONE,
                             .corrected = sv_find_char(line, 'e') != SV_NONE};
    return true;
}

void review_state_notices(const ReviewState *state, Arena *arena, Notices *notices) {
    const char *value = review_state_setting(state, NOTICES_SETTING);
    StringView rest = sv(value ? value : ""), line;
    size_t capacity = 0;
    long long checked;
    *notices = (Notices){0};
    if (!sv_line(&rest, &line) || !sv_number(line, &checked)) {
        return;
    }
    notices->checked = checked;
    while (sv_line(&rest, &line)) {
        NoticeChange change;
        if (read_change(line, &change)) {
            notices->changes =
                arena_grow(arena, notices->changes, &capacity, notices->count + 1, sizeof change);
            notices->changes[notices->count++] = change;
        }
    }
}

void review_action_notices(ReviewAction *action, const ReviewState *state, int64_t now,
                           const NoticeChange *found, size_t count) {
    Notices before;
    String value = {0};
    review_state_notices(state, action->arena, &before);
    string_format(&value, "%" PRId64, now);
    for (size_t i = 0; i < count; i++) {
        add_change(&value, &found[i]);
    }
    for (size_t i = 0; i < before.count; i++) {
        add_change(&value, &before.changes[i]);
    }
    review_action_setting(action, NOTICES_SETTING, string_text(&value));
    string_free(&value);
}
