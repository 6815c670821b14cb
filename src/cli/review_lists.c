#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/review/labels.h"

#include <string.h>

// The lists that a team shares: `review reasons …` and `review labels …`. Without further words they
// are printed, one a line.

static bool wrong(Error *err, const char *list) {
    return error_set(err, ERROR_USAGE,
                     "behind \"review %s\" say add NAME, rename NAME OTHER, remove NAME or move NAME PLACE%s",
                     list,
                     strcmp(list, "labels") == 0 ? ", or set NAME with --kind, --colour, --choices" : "");
}

static bool is_work(const Command *command, const char *name, size_t words) {
    return command->word_count == words + 2 && strcmp(command->words[1], name) == 0;
}

// "3": a place in a list of so many, from 1; *place from 0.
static bool read_place(const char *word, size_t count, size_t *place, Error *err) {
    long long number;
    if (!sv_number(sv(word), &number) || number < 1 || (size_t) number > count) {
        return error_set(err, ERROR_USAGE, "a place is a number from 1 to %zu, not \"%s\"", count, word);
    }
    *place = (size_t) number - 1;
    return true;
}

static size_t place_of(TextList list, const char *text) {
    size_t at = 0;
    while (at < list.count && strcmp(list.items[at], text) != 0) {
        at++;
    }
    return at;
}

// --- reasons ---

static void move_reason(ReviewAction *action, TextList reasons, size_t from, size_t to) {
    String order = {0};
    for (size_t place = 0, next = 0; place < reasons.count; place++) {
        next += next == from;
        const char *text = place == to ? reasons.items[from] : reasons.items[next++];
        string_format(&order, "%s%s", place ? "\n" : "", text);
    }
    review_action_setting(action, REASON_ORDER_SETTING, string_text(&order));
    string_free(&order);
}

static bool change_reasons(Command *command, ReviewAction *action, Error *err) {
    TextList reasons = review_state_reasons(command->state);
    const char *name = command->word_count > 2 ? command->words[2] : "";
    size_t at = place_of(reasons, name), place;
    if (is_work(command, "add", 1)) {
        if (!*name || strpbrk(name, "\t\n")) {
            return error_set(err, ERROR_USAGE, "a reason is one line of text");
        }
        review_action_reason(action, name);
        return true;
    }
    if (!is_work(command, "rename", 2) && !is_work(command, "remove", 1) && !is_work(command, "move", 2)) {
        return wrong(err, "reasons");
    }
    if (at == reasons.count) {
        return error_set(err, ERROR_USAGE, "there is no reason \"%s\"", name);
    }
    if (is_work(command, "move", 2)) {
        if (!read_place(command->words[3], reasons.count, &place, err)) {
            return false;
        }
        move_reason(action, reasons, at, place);
        return true;
    }
    const char *text = is_work(command, "rename", 2) ? command->words[3] : NULL;
    if (text && (!*text || strpbrk(text, "\t\n"))) {
        return error_set(err, ERROR_USAGE, "a reason is one line of text");
    }
    review_action_rename_reason(action, name, text);
    return true;
}

static bool print_reasons(Command *command, Error *err) {
    TextList reasons = review_state_reasons(command->state);
    if (prints_json(command)) {
        JsonWriter json = {.out = &command->out};
        json_array_begin(&json);
        for (size_t i = 0; i < reasons.count; i++) {
            json_text(&json, reasons.items[i]);
        }
        json_array_end(&json);
        string_add_char(&command->out, '\n');
        return print_flush(command, err);
    }
    for (size_t i = 0; i < reasons.count; i++) {
        print_text(command, reasons.items[i]);
        string_add_char(&command->out, '\n');
    }
    return print_flush(command, err);
}

// --- labels ---

static bool take_options(Command *command, Label *label, Error *err) {
    const char *kind = command_option(command, "kind"), *colour = command_option(command, "colour"),
               *choices = command_option(command, "choices");
    if (kind && !label_kind_parse(sv(kind), &label->kind)) {
        return error_set(err, ERROR_USAGE, "there is no kind of label \"%s\"", kind);
    }
    if (colour && !label_colour_parse(sv(colour), &label->colour)) {
        return error_set(err, ERROR_USAGE, "there is no colour \"%s\"", colour);
    }
    if (choices) {
        label->choices = label_choices_parse(sv(choices), &command->arena);
        label->kind = kind ? label->kind : LABEL_ONE_OF;
    }
    return label->kind != LABEL_ONE_OF || label->choices.count > 0 ||
           error_set(err, ERROR_USAGE, "say one of what: --choices 'randomised|cohort'");
}

static bool change_labels(Command *command, ReviewAction *action, Error *err) {
    LabelList list = review_state_label_list(command->state, &command->arena);
    const char *name = command->word_count > 2 ? command->words[2] : "";
    const Label *known = label_by_name(&list, sv(name));
    size_t place;
    if (is_work(command, "add", 1) || is_work(command, "set", 1)) {
        bool adds = strcmp(command->words[1], "add") == 0;
        Label label = known ? *known : (Label){.name = name};
        if (!adds && !known) {
            return error_set(err, ERROR_USAGE, "there is no label \"%s\"", name);
        }
        if (!label_name_fits(sv(name), err) || !take_options(command, &label, err)) {
            return false;
        }
        review_action_define_label(action, command->state, &label);
        return true;
    }
    if (is_work(command, "rename", 2)) {
        return review_action_rename_label(action, command->state, name, command->words[3], NULL, err);
    }
    if (!is_work(command, "remove", 1) && !is_work(command, "move", 2)) {
        return wrong(err, "labels");
    }
    if (!known) {
        return error_set(err, ERROR_USAGE, "there is no label \"%s\"", name);
    }
    if (is_work(command, "remove", 1)) {
        review_action_delete_label(action, command->state, name);
        return true;
    }
    if (!read_place(command->words[3], list.count, &place, err)) {
        return false;
    }
    review_action_move_label(action, command->state, list, (size_t) (known - list.items), place);
    return true;
}

static void print_labels_json(const LabelList *list, String *out) {
    JsonWriter json = {.out = out};
    json_array_begin(&json);
    for (size_t i = 0; i < list->count; i++) {
        const Label *label = &list->items[i];
        json_object_begin(&json);
        json_field_text(&json, "name", label->name);
        json_field_number(&json, "studies", (int64_t) label->count);
        json_field_text(&json, "colour", label_colour_names[label->colour]);
        json_field_text(&json, "kind", label_kind_names[label->kind]);
        json_key(&json, "choices");
        json_array_begin(&json);
        for (size_t k = 0; k < label->choices.count; k++) {
            json_text(&json, label->choices.items[k]);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    string_add_char(out, '\n');
}

// "liver<TAB>12<TAB>red<TAB>mark<TAB>": name, studies, colour, kind, choices.
static bool print_labels(Command *command, Error *err) {
    LabelList list = review_state_label_list(command->state, &command->arena);
    if (prints_json(command)) {
        print_labels_json(&list, &command->out);
        return print_flush(command, err);
    }
    for (size_t i = 0; i < list.count; i++) {
        const Label *label = &list.items[i];
        print_text(command, label->name);
        string_format(&command->out, "\t%zu\t%s\t%s\t", label->count, label_colour_names[label->colour],
                      label_kind_names[label->kind]);
        for (size_t k = 0; k < label->choices.count; k++) {
            string_add_text(&command->out, k ? "|" : "");
            print_text(command, label->choices.items[k]);
        }
        string_add_char(&command->out, '\n');
    }
    return print_flush(command, err);
}

bool review_lists(Command *command, Error *err) {
    bool labels = strcmp(command->words[0], "labels") == 0;
    bool changes = command->word_count > 1 && strcmp(command->words[1], "list") != 0;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, changes ? REVIEW_NEEDED : REVIEW_EXISTING, err)) {
        return false;
    }
    if (!changes) {
        return labels ? print_labels(command, err) : print_reasons(command, err);
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    return (labels ? change_labels(command, &action, err) : change_reasons(command, &action, err)) &&
           command_append(command, &action, err);
}
