#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <string.h>

// Several people on one review: shares of the work, the pilot, the audit.

static bool open_review(Command *command, Error *err) {
    return command_open_cache(command, err) && command_open_review(command, REVIEW_EXISTING, err);
}

// --- shares ---

static void print_shares(Command *command, const WorkSplit *split) {
    size_t all = review_state_count(command->state), several = 0;
    for (size_t i = 0; i < split->names.count; i++) {
        size_t share = 0;
        for (size_t k = 0; k < all; k++) {
            share += review_state_screens(command->state, review_state_at(command->state, k)->key,
                                          split->names.items[i]);
        }
        print_text(command, split->names.items[i]);
        string_add_text(&command->out, ": ");
        print_counted(&command->out, share, "study\n", "studies\n");
    }
    for (size_t k = 0; k < all; k++) {
        several += review_state_votes_wanted(command->state, review_state_at(command->state, k)->key) > 1;
    }
    string_format(&command->out, "%zu of %zu are screened by several; is:mine is one's own share\n", several,
                  all);
}

bool review_split(Command *command, Error *err) {
    const char *names = command_option(command, "reviewers");
    bool ends = command->word_count > 1 && strcmp(command->words[1], "none") == 0;
    if ((command->word_count > 1 && !ends) || (ends && names != NULL)) {
        return error_set(err, ERROR_USAGE,
                         "say carrel review split --reviewers NAME,NAME… [--overlap PERCENT], or none");
    }
    if (!open_review(command, err)) {
        return false;
    }
    WorkSplit split;
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    if (names != NULL) {
        const char *votes = review_state_setting(command->state, "votes");
        bool all = votes != NULL && strcmp(votes, "1") != 0;
        int overlap = (int) command_number(command, "overlap", all ? 100 : 0);
        if (!work_split_parse(sv(names), overlap, &command->arena, &split, err)) {
            return false;
        }
        review_action_split(&action, &split);
    } else if (ends) {
        review_action_split(&action, NULL);
    }
    if (action.count > 0 && !command_append(command, &action, err)) {
        return false;
    }
    if (review_state_split(command->state, &command->arena, &split)) {
        print_shares(command, &split);
    } else {
        string_add_text(&command->out, "The work is not split: everybody screens everything.\n");
    }
    return true;
}

// --- samples ---

static bool read_count(const Command *command, size_t *count, Error *err) {
    long long number = 0;
    if (!sv_number(sv(command->words[1]), &number) || number < 1 || number > 100000) {
        return error_set(err, ERROR_USAGE, "%s is no number of studies", command->words[1]);
    }
    *count = (size_t) number;
    return true;
}

static void print_sample(Command *command, const char *setting) {
    const Candidate **sample;
    size_t count = review_state_sample(command->state, setting, &command->arena, &sample);
    for (size_t i = 0; i < count; i++) {
        print_id(command, sample[i]->study);
        string_add_char(&command->out, '\t');
        print_text(command, sample[i]->citation);
        string_add_char(&command->out, '\n');
    }
}

bool review_pilot(Command *command, Error *err) {
    size_t most;
    if (!read_count(command, &most, err) || !open_review(command, err)) {
        return false;
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    size_t taken = review_action_pilot(&action, command->state, most);
    if (taken == 0) {
        return error_set(err, ERROR_USAGE, "there is no study that was not in a pilot already");
    }
    if (!command_append(command, &action, err)) {
        return false;
    }
    print_sample(command, PILOT_SETTING);
    string_add_text(&command->out, "The pilot has ");
    print_counted(&command->out, taken, "study", "studies");
    string_add_text(&command->out, "; is:pilot finds them, carrel agreement --query is:pilot --differences "
                                   "tells where criteria were read differently\n");
    return true;
}

bool review_audit(Command *command, Error *err) {
    size_t most;
    if (!read_count(command, &most, err) || !open_review(command, err)) {
        return false;
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    uint64_t seed =
        (uint64_t) command_number(command, "seed", (long long) review_state_audit_seed(command->state));
    size_t taken = review_action_audit(&action, command->state, most, seed);
    if (taken == 0) {
        string_add_text(&command->out, "Nothing is excluded yet.\n");
        return true;
    }
    if (!command_append(command, &action, err)) {
        return false;
    }
    print_sample(command, AUDIT_SETTING);
    string_format(&command->out, "%zu of the excluded, drawn with seed %llu; is:audit finds them\n", taken,
                  (unsigned long long) seed);
    if (review_state_is_blind(command->state)) {
        string_add_text(&command->out, "They are of your own exclusions: " BLIND_REASON "\n");
    }
    return true;
}
