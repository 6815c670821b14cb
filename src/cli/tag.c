#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/review/labels.h"

#include <string.h>

// Labels of studies, and values of labels.

typedef struct {
    const char *label, *value;
} GivenValue;

// "dose=5", checked against what the review says of the label.
static bool read_value(const LabelList *list, const char *word, GivenValue *given, Arena *arena, Error *err) {
    size_t equals = strcspn(word, "=");
    const Label *label = label_by_name(list, sv_trim((StringView){word, equals}));
    if (word[equals] == '\0') {
        return error_set(err, ERROR_USAGE, "--value wants LABEL=VALUE, not \"%s\"", word);
    }
    if (label == NULL || label->kind == LABEL_MARK) {
        return error_set(err, ERROR_USAGE,
                         label == NULL
                             ? "the review has no label \"%.*s\"; carrel review labels add NAME --kind "
                               "KIND makes one"
                             : "\"%.*s\" is a mark and has no value: use +LABEL",
                         (int) equals, word);
    }
    given->label = label->name;
    return label_value_fits(label, sv(word + equals + 1), arena, &given->value, err);
}

static size_t read_values(Command *command, Arena *arena, GivenValue **values, Error *err) {
    LabelList list = review_state_label_list(command->state, arena);
    size_t count = 0;
    *values = ARENA_ARRAY(arena, GivenValue, command->given_count + 1);
    for (size_t i = 0; i < command->given_count; i++) {
        if (strcmp(command->given[i].option->name, "value") == 0 &&
            !read_value(&list, command->given[i].value, &(*values)[count++], arena, err)) {
            return SIZE_MAX;
        }
    }
    return count;
}

static bool write_all(Command *command, size_t labels, const GivenValue *values, size_t value_count,
                      const IdList *ids, Arena *arena, Error *err) {
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), arena);
    for (size_t i = 0; i < ids->count; i++) {
        Key candidate =
            review_want_candidate(command->state, &action, command->cache, ids->ids[i], "command line");
        for (size_t k = 0; k < labels; k++) {
            review_action_label(&action, candidate, command->words[k] + 1, command->words[k][0] == '+');
        }
        for (size_t k = 0; k < value_count; k++) {
            review_action_value(&action, candidate, values[k].label, values[k].value);
        }
    }
    return command_append(command, &action, err);
}

bool command_tag(Command *command, int *code, Error *err) {
    (void) code;
    // Labels end at "--", or where a word is no label.
    size_t labels = 0;
    while (labels < command->dashes && command->words[labels][0] != '\0' &&
           strchr("+-", command->words[labels][0]) != NULL && command->words[labels][1] != '\0') {
        labels++;
    }
    if (labels == 0 && command_option(command, "value") == NULL) {
        return error_set(err, ERROR_USAGE, "say which labels to add and to remove: +liver -old -- pmid:12");
    }
    if (labels < command->dashes && command->dashes < command->word_count) {
        return error_set(err, ERROR_USAGE, "\"%s\" is no label: labels begin with + or -",
                         command->words[labels]);
    }
    IdList ids = {0};
    Arena arena = {0};
    GivenValue *values = NULL;
    size_t value_count = 0;
    bool ok = command_open_cache(command, err) && command_open_review(command, REVIEW_NEEDED, err) &&
              find_targets(command, labels, false, &ids, err) &&
              (value_count = read_values(command, &arena, &values, err)) != SIZE_MAX;
    if (ok) {
        find_drop_repeats(&ids);
        bool dry = command_option(command, "dry-run") != NULL;
        ok = dry || ids.count == 0 || write_all(command, labels, values, value_count, &ids, &arena, err);
        if (ok && command_option(command, "quiet") == NULL) {
            string_add_text(&command->out, "labelled: ");
            ok = print_targets(command, &ids, dry, err);
        }
    }
    arena_free(&arena);
    id_list_free(&ids);
    return ok;
}
