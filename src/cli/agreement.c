#include "command.h"

#include "carrel/base/json.h"
#include "carrel/report/reviewers.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <math.h>

static const char *name_of(const Command *command, Key reviewer) {
    const char *name = review_state_reviewer_name(command->state, reviewer);
    return name != NULL ? name : "(no name)";
}

static void json_figure(JsonWriter *json, const char *name, double figure) {
    json_key(json, name);
    if (isnan(figure)) {
        json_nothing(json);
    } else {
        json_fraction(json, figure);
    }
}

static void print_differences_json(Command *command, JsonWriter *json, const VoteDifference *differences,
                                   size_t count) {
    json_key(json, "differences");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        String id = {0};
        ident_add(differences[i].candidate->study, &id);
        json_object_begin(json);
        json_field_text(json, "id", string_text(&id));
        json_field_text(json, "citation", differences[i].candidate->citation);
        json_key(json, "votes");
        json_array_begin(json);
        for (size_t k = 0; k < differences[i].vote_count; k++) {
            const Vote *vote = &differences[i].votes[k];
            json_object_begin(json);
            json_field_text(json, "reviewer", name_of(command, vote->reviewer));
            json_field_text(json, "decision", decision_name(vote->decision));
            json_field_text(json, "reason", vote->reason);
            json_object_end(json);
        }
        json_array_end(json);
        json_object_end(json);
        string_free(&id);
    }
    json_array_end(json);
}

static void print_json(Command *command, const ReviewAgreement *found, int stage,
                       const VoteDifference *differences, size_t count) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_number(&json, "stage", stage);
    json_field_number(&json, "reviewers", (int64_t) found->reviewers);
    json_figure(&json, "fleiss_kappa", found->of_all);
    json_key(&json, "pairs");
    json_array_begin(&json);
    for (size_t i = 0; i < found->pair_count; i++) {
        const PairAgreement *pair = &found->pairs[i];
        json_object_begin(&json);
        json_field_text(&json, "first", name_of(command, pair->first));
        json_field_text(&json, "second", name_of(command, pair->second));
        json_field_number(&json, "studies", (int64_t) pair->agreement.studies);
        json_field_number(&json, "conflicts", (int64_t) pair->conflicts);
        json_figure(&json, "percent", pair->agreement.percent);
        json_figure(&json, "kappa", pair->agreement.kappa);
        json_figure(&json, "kappa_low", pair->agreement.low);
        json_figure(&json, "kappa_high", pair->agreement.high);
        json_figure(&json, "adjusted_kappa", pair->agreement.adjusted);
        json_object_end(&json);
    }
    json_array_end(&json);
    if (command_option(command, "differences") != NULL) {
        print_differences_json(command, &json, differences, count);
    }
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static void print_figure(Command *command, double figure) {
    if (isnan(figure)) {
        string_add_text(&command->out, "not defined");
    } else {
        string_format(&command->out, "%.2f", figure);
    }
}

static void print_pair(Command *command, const PairAgreement *pair) {
    const Agreement *agreement = &pair->agreement;
    print_text(command, name_of(command, pair->first));
    string_add_text(&command->out, " and ");
    print_text(command, name_of(command, pair->second));
    string_format(&command->out, ": %zu %s judged blind by both, %.1f %% alike, %zu %s\n", agreement->studies,
                  agreement->studies == 1 ? "study" : "studies", agreement->percent, pair->conflicts,
                  pair->conflicts == 1 ? "conflict" : "conflicts");
    string_add_text(&command->out, "  Cohen's kappa ");
    print_figure(command, agreement->kappa);
    if (!isnan(agreement->kappa)) {
        string_format(&command->out, " (95 %% %.2f to %.2f, %s)", agreement->low, agreement->high,
                      agreement_word(agreement->kappa));
    }
    string_add_text(&command->out, ", prevalence-adjusted ");
    print_figure(command, agreement->adjusted);
    string_add_char(&command->out, '\n');
}

static void print_differences(Command *command, const VoteDifference *differences, size_t count) {
    for (size_t i = 0; i < count; i++) {
        print_id(command, differences[i].candidate->study);
        string_add_char(&command->out, '\t');
        print_text(command, differences[i].candidate->citation);
        for (size_t k = 0; k < differences[i].vote_count; k++) {
            const Vote *vote = &differences[i].votes[k];
            string_add_text(&command->out, "\n  ");
            print_text(command, name_of(command, vote->reviewer));
            string_format(&command->out, ": %s", decision_name(vote->decision));
            string_add_text(&command->out, vote->reason != NULL ? ": " : "");
            print_text(command, vote->reason);
        }
        string_add_char(&command->out, '\n');
    }
    if (count == 0) {
        string_add_text(&command->out, "No blind votes differ.\n");
    }
}

static void print_pairs(Command *command, const ReviewAgreement *found) {
    for (size_t i = 0; i < found->pair_count; i++) {
        print_pair(command, &found->pairs[i]);
    }
    if (!isnan(found->of_all)) {
        string_format(&command->out, "Fleiss' kappa of all %zu reviewers %.2f (%s)\n", found->reviewers,
                      found->of_all, agreement_word(found->of_all));
    }
    if (found->pair_count == 0) {
        string_add_text(&command->out, "No study has blind votes of two reviewers at this stage.\n");
    }
}

static bool find_query(Command *command, IdList *ids, Error *err) {
    const char *query = command_option(command, "query");
    bool ok = query == NULL || find_studies(command, query, ids, err);
    id_list_sort(ids);
    return ok;
}

bool command_agreement(Command *command, int *code, Error *err) {
    (void) code;
    int stage = command_stage(command);
    if (!command_open_cache(command, err) || !command_open_review(command, REVIEW_EXISTING, err)) {
        return false;
    }
    if (review_state_is_blind(command->state)) {
        return error_set(err, ERROR_USAGE, "agreement is not told: " BLIND_REASON);
    }
    IdList ids = {0};
    VoteDifference *differences = NULL;
    size_t count = 0;
    bool ok = find_query(command, &ids, err);
    const IdList *only = command_option(command, "query") != NULL ? &ids : NULL;
    if (ok && command_option(command, "differences") != NULL) {
        count = review_differences(command->state, stage, only, &command->arena, &differences);
    }
    if (ok) {
        ReviewAgreement found = review_agreement(command->state, stage, only, &command->arena);
        if (prints_json(command)) {
            print_json(command, &found, stage, differences, count);
        } else {
            print_pairs(command, &found);
        }
        if (!prints_json(command) && command_option(command, "differences") != NULL) {
            print_differences(command, differences, count);
        }
        ok = print_flush(command, err);
    }
    id_list_free(&ids);
    return ok;
}
