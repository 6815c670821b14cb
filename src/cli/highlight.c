#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/screening/tally.h"

#include <string.h>

#define SUGGESTIONS_MOST 20 // for and against, each

static const char *role_name(TermRole role) {
    return role == TERM_FOR ? "include" : role == TERM_AGAINST ? "exclude" : "group";
}

static bool list_terms(Command *command, Error *err) {
    TermList terms = review_state_terms(command->state);
    size_t *counts = ARENA_ARRAY(&command->arena, size_t, terms.count + 1);
    IdList scope = {0};
    review_scope(command->state, &scope);
    bool ok = tally_terms(command->cache, terms, &scope, counts, (TallyStop){0}, err);
    JsonWriter json = {.out = &command->out};
    bool as_json = prints_json(command);
    if (as_json) {
        json_array_begin(&json);
    }
    for (size_t i = 0; ok && i < terms.count; i++) {
        const Term *term = &terms.items[i];
        if (as_json) {
            json_object_begin(&json);
            json_field_text(&json, "role", role_name(term->role));
            json_field_text(&json, "group", term->group);
            json_field_text(&json, "term", term->text);
            json_field_number(&json, "candidates", (int64_t) counts[i]);
            json_object_end(&json);
        } else {
            print_text(command, term->group ? term->group : role_name(term->role));
            string_add_char(&command->out, '\t');
            print_text(command, term->text);
            string_format(&command->out, "\t%zu\n", counts[i]);
        }
    }
    if (as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
    id_list_free(&scope);
    return ok;
}

// Which event the words ask for: each word is a term of its own.
static bool change_terms(Command *command, bool on, Error *err) {
    const char *group = command_option(command, "group");
    TermRole role = command_option(command, "exclude") ? TERM_AGAINST : TERM_FOR;
    if (command->word_count < 2) {
        return error_set(err, ERROR_USAGE, "say which terms: carrel highlight %s \"heart failure\" random*",
                         command->words[0]);
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    TermList known = review_state_terms(command->state);
    for (size_t i = 1; i < command->word_count; i++) {
        Term term;
        const char *typed = group ? arena_format(&command->arena, "@%s %s", group, command->words[i])
                                  : arena_format(&command->arena, "\"%s\"", command->words[i]);
        if (!term_parse(sv(typed), role, known, &command->arena, &term, err)) {
            return error_prefix(err, "%s", command->words[i]);
        }
        bool found = false;
        for (size_t k = 0; k < known.count; k++) {
            const Term *other = &known.items[k];
            found = found || (strcmp(other->text, term.text) == 0 &&
                              strcmp(other->group ? other->group : "", term.group ? term.group : "") == 0);
        }
        if (!on && !found) {
            return error_set(err, ERROR_INPUT,
                             "%s is no term of the review; carrel highlight list prints them",
                             command->words[i]);
        }
        review_action_highlight(&action, &term, on);
    }
    return command_append(command, &action, err);
}

static bool suggest_terms(Command *command, Error *err) {
    IdList included = {0}, excluded = {0};
    SeparatingWord *words = NULL;
    size_t count = 0;
    tally_decided(command->state, &included, &excluded);
    bool ok = (included.count > 0 && excluded.count > 0) ||
              error_set(err, ERROR_INPUT, "there must be included and excluded studies to learn from");
    ok = ok && tally_suggest(command->cache, &included, &excluded, review_state_terms(command->state),
                             SUGGESTIONS_MOST, (TallyStop){0}, &command->arena, &words, &count, err);
    JsonWriter json = {.out = &command->out};
    bool as_json = prints_json(command);
    if (ok && as_json) {
        json_array_begin(&json);
    }
    for (size_t i = 0; ok && i < count; i++) {
        TermRole role = words[i].strength > 0 ? TERM_FOR : TERM_AGAINST;
        if (as_json) {
            json_object_begin(&json);
            json_field_text(&json, "role", role_name(role));
            json_field_text(&json, "term", words[i].word);
            json_field_number(&json, "included", (int64_t) words[i].included);
            json_field_number(&json, "excluded", (int64_t) words[i].excluded);
            json_object_end(&json);
        } else {
            string_format(&command->out, "%s\t", role_name(role));
            print_text(command, words[i].word);
            string_format(&command->out, "\tin %zu of %zu included, %zu of %zu excluded\n", words[i].included,
                          included.count, words[i].excluded, excluded.count);
        }
    }
    if (ok && as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
    id_list_free(&included);
    id_list_free(&excluded);
    return ok;
}

bool command_highlight(Command *command, int *code, Error *err) {
    (void) code;
    const char *work = command->word_count > 0 ? command->words[0] : "list";
    bool adds = strcmp(work, "add") == 0, removes = strcmp(work, "remove") == 0;
    bool lists = strcmp(work, "list") == 0, suggests = strcmp(work, "suggest") == 0;
    if (!adds && !removes && !lists && !suggests) {
        return error_set(err, ERROR_USAGE, "highlight is list, add, remove or suggest, not \"%s\"", work);
    }
    return command_open_cache(command, err) &&
           command_open_review(command, adds ? REVIEW_NEEDED : REVIEW_EXISTING, err) &&
           (adds || removes ? change_terms(command, adds, err)
            : lists         ? list_terms(command, err)
                            : suggest_terms(command, err)) &&
           print_flush(command, err);
}
