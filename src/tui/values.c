#include "acts.h"
#include "desk.h"
#include "reading.h"

#include "carrel/review/labels.h"

#include <stdlib.h>
#include <string.h>

// Values of labels: a form of all of the shown study, or one by a ':' line.

static LabelList value_labels(const App *app, Arena *arena) {
    LabelList all = review_state_defined_labels(app->desk.state), list = {0};
    list.items = ARENA_ARRAY(arena, Label, all.count + 1);
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].kind != LABEL_MARK) {
            list.items[list.count++] = all.items[i];
        }
    }
    return list;
}

static const char *value_of(const Candidate *candidate, const char *label) {
    for (size_t i = 0; candidate && i < candidate->value_count; i++) {
        if (strcmp(candidate->values[i].label, label) == 0) {
            return candidate->values[i].value;
        }
    }
    return "";
}

// Lines "LABEL\tVALUE" of what was changed; false and a sentence in the form where a value does not fit.
static bool take_answers(Form *form, const LabelList *list, Arena *arena, String *lines) {
    bool ok = true;
    for (size_t i = 0; ok && i < list->count; i++) {
        const Label *label = &list->items[i];
        const char *value = "";
        String answer = {0};
        Error err = {0};
        if (!form_field_changed(form, i)) {
            continue;
        }
        form_answer(form, i, &answer);
        // The first choice is none of them.
        bool is_none = form->fields[i].choices && form->fields[i].chosen == 0;
        ok = is_none || label_value_fits(label, string_view(&answer), arena, &value, &err);
        if (ok && strpbrk(value, "\r\n")) {
            ok = error_set(&err, ERROR_USAGE, "%s: a value is one line", label->name);
        }
        if (ok) {
            string_format(lines, "%s%s\t%s", lines->length ? "\n" : "", label->name, value);
        } else {
            form_refuse(form, i, err.text);
        }
        string_free(&answer);
    }
    return ok;
}

static bool save_values(App *app) {
    Arena arena = {0};
    String lines = {0};
    LabelList list = value_labels(app, &arena);
    Form *form = &app->overlay.form;
    bool ok = form->count == list.count && take_answers(form, &list, &arena, &lines);
    if (ok && lines.length) {
        StudyId shown = reading_shown(app);
        desk_apply(app, ACTION_VALUE, lines.data, &shown, 1);
    }
    string_free(&lines);
    arena_free(&arena);
    return ok;
}

static void add_choices(Form *form, size_t field, const Label *label, const char *value, Arena *arena) {
    static const char *const yes_no[] = {"yes", "no"};
    TextList choices = label->kind == LABEL_YES_NO ? (TextList){(const char **) yes_no, 2} : label->choices;
    const char **words = ARENA_ARRAY(arena, const char *, choices.count + 1);
    size_t chosen = 0;
    words[0] = "-";
    for (size_t i = 0; i < choices.count; i++) {
        words[i + 1] = arena_copy(arena, choices.items[i]);
        chosen = strcmp(choices.items[i], value) == 0 ? i + 1 : chosen;
    }
    String help = {0};
    for (size_t i = 0; i < choices.count; i++) {
        string_format(&help, "%s%s", i ? " · " : "", choices.items[i]);
    }
    form_choice(form, field, arena_copy(arena, label->name), arena_copy(arena, string_text(&help)), words,
                choices.count + 1, chosen);
    string_free(&help);
}

static void ask_values(App *app) {
    StudyId shown = reading_shown(app);
    const Candidate *candidate = desk_candidate(app, shown);
    Arena *arena = overlay_arena(app);
    LabelList list = value_labels(app, arena);
    if (!list.count) {
        app_say(app, ROLE_NORMAL, "No label of this review has values yet; a in :labels makes one");
        return;
    }
    String name = {0};
    reading_add_name(app, shown, &name);
    Form *form = &app->overlay.form;
    form_init(form, arena_format(arena, "Values of %s", string_text(&name)), list.count);
    for (size_t i = 0; i < list.count; i++) {
        const Label *label = &list.items[i];
        const char *value = value_of(candidate, label->name);
        if (label->kind == LABEL_YES_NO || label->kind == LABEL_ONE_OF) {
            add_choices(form, i, label, value, arena);
        } else {
            form_text(form, i, arena_copy(arena, label->name), label_kind_names[label->kind], value);
        }
    }
    overlay_form(app, save_values);
    string_free(&name);
}

bool act_read_value(const App *app, const Call *call, Arena *arena, const char **text, Error *err) {
    LabelList list = value_labels(app, arena);
    const char *name = call->argument_count ? call->arguments[0] : "";
    const Label *label = label_by_name(&list, sv(name));
    String typed = {0};
    const char *value;
    for (size_t i = 1; i < call->argument_count; i++) {
        string_format(&typed, "%s%s", i > 1 ? " " : "", call->arguments[i]);
    }
    bool ok = label
                  ? label_value_fits(label, string_view(&typed), arena, &value, err)
                  : error_set(err, ERROR_USAGE,
                              "no label \"%s\" with values is in this review; a in :labels makes one", name);
    if (ok) {
        *text = arena_format(arena, "%s\t%s", label->name, value);
    }
    string_free(&typed);
    return ok;
}

void act_value(App *app, const Call *call) {
    if (!desk_require(app) || !reading_shown(app)) {
        return;
    }
    if (!call->argument_count && app->queue.selected_count > 1) {
        app_say(app, ROLE_NORMAL,
                "The form is for one study; :value LABEL VALUE gives all selected ones a value");
    } else if (!call->argument_count) {
        ask_values(app);
    } else {
        Arena arena = {0};
        Error err = {0};
        const char *text;
        if (act_read_value(app, call, &arena, &text, &err)) {
            act_on_studies(app, ACTION_VALUE, text);
        } else {
            app_say_error(app, &err);
        }
        arena_free(&arena);
    }
}
