#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/review/outcome.h"
#include "carrel/study/ident.h"

#include <string.h>

// At full text only what the first stage left in can be decided: nothing else would be counted.
static bool all_due(const Command *command, const IdList *ids, Error *err) {
    for (size_t i = 0; i < ids->count && command_stage(command) == 2; i++) {
        const Candidate *candidate = find_candidate(command, ids->ids[i]);
        if (candidate == NULL || !review_state_is_due(command->state, candidate->key, 2)) {
            String id = {0};
            ident_add(ids->ids[i], &id);
            error_set(err, ERROR_USAGE, "%s is not due at full text: title and abstract did not leave it in",
                      string_text(&id));
            string_free(&id);
            return false;
        }
    }
    return true;
}

// What a rule decides is under its own name, the same for everybody who carries it out: nobody's vote.
// The name is an action of its own, which no undo takes back, since others may carry out the rule, too.
static bool act_as_rule(Command *command, ReviewAction *action, const char *rule, Error *err) {
    const char *name = arena_format(action->arena, RULE_PREFIX "%s", rule);
    Key reviewer = review_recorded_reviewer(command->state, name);
    if (review_state_reviewer_name(command->state, reviewer) == NULL) {
        ReviewAction naming = review_action_begin(command->state, clock_now_ms(), action->arena);
        naming.reviewer = reviewer;
        review_action_name(&naming, name);
        if (!command_append(command, &naming, err)) {
            return false;
        }
    }
    *action = review_action_begin(command->state, clock_now_ms(), action->arena);
    review_action_setting(action, RULE_SETTING, rule);
    action->reviewer = reviewer;
    action->blind = false;
    return true;
}

static bool check_rule(const char *rule, const char *reason, Error *err) {
    if (rule == NULL) {
        return true;
    }
    if (sv_trim(sv(rule)).length == 0) {
        return error_set(err, ERROR_USAGE, "say in words what the rule is: --rule \"published before 1990\"");
    }
    if (strpbrk(rule, "\t\r\n") != NULL) {
        return error_set(err, ERROR_USAGE, "a rule is one line of text, without tabs");
    }
    return reason == NULL || error_set(err, ERROR_USAGE, "a rule is its own reason: leave --reason out");
}

bool command_decide(Command *command, int *code, Error *err) {
    (void) code;
    Decision decision = DECISION_NONE;
    const char *word = command->word_count > 0 ? command->words[0] : "";
    const char *reason = command_option(command, "reason");
    if (!decision_parse(sv(word), &decision) || strcmp(word, "undecided") == 0) {
        return error_set(err, ERROR_USAGE,
                         "say first how to decide: include, exclude, maybe, later or clear");
    }
    const char *rule = command_option(command, "rule");
    if (!check_rule(rule, reason, err)) {
        return false;
    }
    reason = rule != NULL && decision == DECISION_EXCLUDE ? rule : reason;
    if (reason != NULL && decision != DECISION_EXCLUDE) {
        return error_set(err, ERROR_USAGE, "--reason goes with exclude");
    }
    if (decision == DECISION_EXCLUDE && command_stage(command) == 2 && (reason == NULL || !*reason)) {
        return error_set(err, ERROR_USAGE, "at full text an exclusion needs a reason: --reason TEXT");
    }
    IdList ids = {0};
    Arena arena = {0};
    bool ok = command_open_cache(command, err) && command_open_review(command, REVIEW_NEEDED, err) &&
              find_targets(command, 1, false, &ids, err) &&
              (decision == DECISION_NONE || all_due(command, &ids, err));
    if (ok) {
        find_drop_repeats(&ids);
        bool dry = command_option(command, "dry-run") != NULL;
        if (!dry && ids.count > 0) {
            ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
            ok = rule == NULL || act_as_rule(command, &action, rule, err);
            for (size_t i = 0; ok && i < ids.count; i++) {
                Key candidate = review_want_candidate(command->state, &action, command->cache, ids.ids[i],
                                                      "command line");
                review_action_decide(&action, candidate, decision, reason);
            }
            ok = ok && command_append(command, &action, err);
        }
        if (ok && command_option(command, "quiet") == NULL) {
            string_add_text(&command->out, word);
            if (rule != NULL) {
                string_add_text(&command->out, " by rule \"");
                print_text(command, rule);
                string_add_char(&command->out, '"');
            }
            string_add_text(&command->out, ": ");
            ok = print_targets(command, &ids, dry, err);
        }
    }
    arena_free(&arena);
    id_list_free(&ids);
    return ok;
}
