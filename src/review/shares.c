#include "carrel/base/text.h"
#include "carrel/review/team.h"
#include "hash.h"

// Who screens what where the work is split.

bool review_state_split(const ReviewState *state, Arena *arena, WorkSplit *split) {
    const char *value = review_state_setting(state, SPLIT_SETTING);
    StringView rest = sv(value), line;
    long long overlap;
    size_t capacity = 0;
    *split = (WorkSplit){0};
    if (!sv_line(&rest, &line) || !sv_number(line, &overlap) || overlap < 0 || overlap > 100) {
        return false;
    }
    split->overlap = (int) overlap;
    while (sv_line(&rest, &line)) {
        TextList *names = &split->names;
        names->items = arena_grow(arena, names->items, &capacity, names->count + 1, sizeof *names->items);
        names->items[names->count++] = arena_copy_view(arena, line);
    }
    return split->names.count > 0;
}

static bool same_name(StringView a, StringView b) {
    String one = {0}, other = {0};
    text_add_fold(&one, sv_trim(a));
    text_add_fold(&other, sv_trim(b));
    bool same = sv_equal(string_view(&one), string_view(&other));
    string_free(&one);
    string_free(&other);
    return same;
}

bool work_split_parse(StringView names, int overlap, Arena *arena, WorkSplit *split, Error *err) {
    StringView name;
    size_t capacity = 0;
    *split = (WorkSplit){.overlap = overlap};
    while (sv_split(&names, ',', &name)) {
        name = sv_trim(name);
        for (size_t i = 0; i < split->names.count; i++) {
            if (same_name(sv(split->names.items[i]), name)) {
                return error_set(err, ERROR_USAGE, "%.*s is named twice", (int) name.length, name.data);
            }
        }
        if (name.length > 0) {
            split->names.items = arena_grow(arena, split->names.items, &capacity, split->names.count + 1,
                                            sizeof *split->names.items);
            split->names.items[split->names.count++] = arena_copy_view(arena, name);
        }
    }
    if (split->names.count < 2) {
        return error_set(err, ERROR_USAGE, "name at least two reviewers, with commas: anna,ben");
    }
    return (overlap >= 0 && overlap <= 100) ||
           error_set(err, ERROR_USAGE, "the overlap is a percentage from 0 to 100, not %d", overlap);
}

void review_action_split(ReviewAction *action, const WorkSplit *split) {
    String value = {0};
    if (split) {
        string_format(&value, "%d", split->overlap);
    }
    for (size_t i = 0; split && i < split->names.count; i++) {
        string_format(&value, "\n%s", split->names.items[i]);
    }
    review_action_setting(action, SPLIT_SETTING, string_text(&value));
    string_free(&value);
}

// The overlap and the lines of names; false where the work is not split.
static bool split_lines(const ReviewState *state, StringView *names, int *overlap) {
    StringView line;
    long long percent;
    *names = sv(review_state_setting(state, SPLIT_SETTING));
    if (!sv_line(names, &line) || !sv_number(line, &percent) || names->length == 0) {
        return false;
    }
    *overlap = (int) percent;
    return true;
}

static size_t count_lines(StringView text) {
    StringView line;
    size_t count = 0;
    while (sv_line(&text, &line)) {
        count++;
    }
    return count;
}

// How many people of a split screen the candidate.
static size_t people_of(const ReviewState *state, Key candidate, StringView names, int overlap) {
    const char *votes = review_state_setting(state, "votes");
    long long wanted = 2;
    size_t all = count_lines(names);
    if (!votes || !sv_number(sv(votes), &wanted) || wanted < 2) {
        wanted = 2;
    }
    bool overlaps = review_hash(candidate, SV("overlap")) % 100 < (uint64_t) overlap;
    size_t people = overlaps ? (size_t) wanted : 1;
    return people < all ? people : all;
}

size_t review_state_votes_wanted(const ReviewState *state, Key candidate) {
    const char *votes = review_state_setting(state, "votes");
    long long wanted;
    StringView names;
    int overlap;
    if (split_lines(state, &names, &overlap)) {
        return people_of(state, candidate, names, overlap);
    }
    return votes && sv_number(sv(votes), &wanted) && wanted > 0 ? (size_t) wanted : 1;
}

// The people of a candidate are those whose names weigh most with its key: a highest random weight,
// which keeps shares even and, where somebody joins, moves only what goes to them.
bool review_state_screens(const ReviewState *state, Key candidate, const char *name) {
    StringView names, rest, line, own = {0};
    int overlap;
    if (!split_lines(state, &names, &overlap)) {
        return true;
    }
    rest = names;
    while (name && !own.data && sv_line(&rest, &line)) {
        if (same_name(line, sv(name))) {
            own = line;
        }
    }
    if (!own.data) {
        return false;
    }
    uint64_t weight = review_hash(candidate, own);
    size_t heavier = 0;
    rest = names;
    while (sv_line(&rest, &line)) {
        heavier += review_hash(candidate, line) > weight;
    }
    return heavier < people_of(state, candidate, names, overlap);
}
