#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/review/labels.h"

#include <stdlib.h>
#include <string.h>

// The review's labels: a menu to limit by them, add, rename, join, colour, move and delete them.

static void list_labels(App *app, const char *chosen);

// The label that is spoken of, while a question about it is open, is app->bulk_text.
static void speak_of(App *app, const char *name) {
    char *copy = memory_copy_string(name);
    free(app->bulk_text);
    app->bulk_text = copy;
}

static LabelList labels_of(const App *app, Arena *arena) {
    return review_state_label_list(app->desk.state, arena);
}

static void rename_to(App *app, const char *text) {
    Arena arena = {0};
    Error err = {0};
    size_t count = 0;
    const char *old = arena_copy(&arena, app->bulk_text);
    const char *name = arena_copy_view(&arena, sv_trim(sv(text)));
    LabelList list = labels_of(app, &arena);
    bool joins = label_by_name(&list, sv(name)) != NULL;
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    if (review_action_rename_label(&action, app->desk.state, old, name, &count, &err)) {
        desk_submit(app, &action);
        list_labels(app, name);
        app_say(app, ROLE_GOOD, "\"%s\" %s \"%s\" now, on %zu stud%s · u undoes", old,
                joins ? "is one with" : "is", name, count, count == 1 ? "y" : "ies");
    } else if (strcmp(old, name) == 0) {
        list_labels(app, old);
    } else {
        overlay_prompt_error(app, text, err.text, 0);
    }
    arena_free(&arena);
}

static void delete_label(App *app) {
    Arena arena = {0};
    const char *name = arena_copy(&arena, app->bulk_text);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    size_t count = review_action_delete_label(&action, app->desk.state, name);
    desk_submit(app, &action);
    list_labels(app, NULL);
    app_say(app, ROLE_GOOD, "\"%s\" is gone from %zu stud%s · u undoes", name, count,
            count == 1 ? "y" : "ies");
    arena_free(&arena);
}

static void define(App *app, const Label *label) {
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_define_label(&action, app->desk.state, label);
    desk_submit(app, &action);
    list_labels(app, label->name);
    arena_free(&arena);
}

// --- the form of a label ---

enum { FIELD_NAME, FIELD_KIND, FIELD_CHOICES, FIELD_COLOUR, FIELDS };

static bool save_label(App *app) {
    Form *form = &app->overlay.form;
    Arena arena = {0};
    String name = {0}, choices = {0};
    Error err = {0};
    LabelList list = labels_of(app, &arena);
    form_answer(form, FIELD_NAME, &name);
    form_answer(form, FIELD_CHOICES, &choices);
    StringView trimmed = sv_trim(string_view(&name));
    const Label *known = label_by_name(&list, trimmed);
    Label label = known ? *known : (Label){.name = arena_copy_view(&arena, trimmed)};
    label.kind = (LabelKind) form->fields[FIELD_KIND].chosen;
    label.colour = (LabelColour) form->fields[FIELD_COLOUR].chosen;
    label.choices = label_choices_parse(string_view(&choices), &arena);
    bool ok = false;
    if (!label_name_fits(trimmed, &err)) {
        form_refuse(form, FIELD_NAME, err.text);
    } else if (*app->bulk_text == '\0' && known) {
        form_refuse(form, FIELD_NAME, "there is a label of this name; e in the list changes it");
    } else if (*app->bulk_text && !sv_equal(sv(app->bulk_text), trimmed)) {
        form_refuse(form, FIELD_NAME, "the name is changed by r in the list");
    } else if (label.kind == LABEL_ONE_OF && !label.choices.count) {
        form_refuse(form, FIELD_CHOICES, "one of what? name the choices, with | between them");
    } else {
        ok = true;
    }
    if (ok) {
        overlay_close(app);
        define(app, &label);
    }
    string_free(&name);
    string_free(&choices);
    arena_free(&arena);
    return false; // it is closed already, and the list is open
}

static void ask_label(App *app, const Label *label) {
    static const Label empty = {.name = ""};
    Label copy = label ? *label : empty;
    String choices = {0};
    speak_of(app, copy.name);
    for (size_t i = 0; i < copy.choices.count; i++) {
        string_format(&choices, "%s%s", i ? "|" : "", copy.choices.items[i]);
    }
    overlay_arena(app);
    Form *form = &app->overlay.form;
    form_init(form, label ? "Label" : "New label", FIELDS);
    form_text(form, FIELD_NAME, "Name", "what it is called", app->bulk_text);
    form_choice(form, FIELD_KIND, "Kind", "a mark is there or not; the others have a value for each study",
                label_kind_names, LABEL_KINDS, copy.kind);
    form_text(form, FIELD_CHOICES, "Choices", "for one of: randomised|cohort|case series",
              string_text(&choices));
    form_choice(form, FIELD_COLOUR, "Colour", "how it is shown", label_colour_names, LABEL_COLOURS,
                copy.colour);
    form->focus = label ? FIELD_KIND : FIELD_NAME;
    overlay_form(app, save_label);
    string_free(&choices);
}

// --- the list ---

static void limit_to_label(App *app, const Label *label) {
    String query = {0};
    Error err = {0};
    string_format(&query, "%s:\"%s\"", label->kind == LABEL_MARK ? "tag" : "value", label->name);
    if (!queue_limit(app, query.data, NULL, &err)) {
        app_say_error(app, &err);
    }
    string_free(&query);
}

static void choose_label(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    LabelList list = labels_of(app, &arena);
    if (chosen < list.count) {
        limit_to_label(app, &list.items[chosen]);
    }
    arena_free(&arena);
}

static void move_label(App *app, LabelList list, size_t at, int by) {
    const char *name = list.items[at].name;
    if (by > 0 ? at + 1 < list.count : at > 0) {
        Arena arena = {0};
        ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
        review_action_move_label(&action, app->desk.state, list, at, by > 0 ? at + 1 : at - 1);
        desk_submit(app, &action);
        arena_free(&arena);
    }
    list_labels(app, name);
}

static void change_label(App *app, size_t chosen) {
    Arena arena = {0};
    LabelList list = labels_of(app, &arena);
    Label *label = chosen < list.count ? &list.items[chosen] : NULL;
    char key = app->overlay.pressed;
    if (key == 'a') {
        ask_label(app, NULL);
    } else if (!label) {
        list_labels(app, NULL);
    } else if (key == 'e') {
        ask_label(app, label);
    } else if (key == 'r') {
        speak_of(app, label->name);
        overlay_prompt(app, PROMPT_TEXT, "rename to: ", label->name, rename_to);
    } else if (key == 'D') {
        speak_of(app, label->name);
        overlay_confirm(app, delete_label, "Delete the label \"%s\", which %zu stud%s ha%s?", label->name,
                        label->count, label->count == 1 ? "y" : "ies", label->count == 1 ? "s" : "ve");
    } else if (key == 'c') {
        label->colour = (LabelColour) (((int) label->colour + 1) % LABEL_COLOURS);
        define(app, label);
    } else {
        move_label(app, list, chosen, key == 'J' ? 1 : -1);
    }
    arena_free(&arena);
}

static const char *about(const Label *label, Arena *arena) {
    String text = {0};
    if (label->colour != LABEL_PLAIN) {
        string_format(&text, "%s · ", label_colour_names[label->colour]);
    }
    if (label->kind != LABEL_MARK) {
        string_format(&text, "%s · ", label_kind_names[label->kind]);
    }
    string_format(&text, "%zu", label->count);
    const char *copy = arena_copy(arena, text.data);
    string_free(&text);
    return copy;
}

// With the cursor on `chosen` (may be NULL).
static void list_labels(App *app, const char *chosen) {
    char *wanted = chosen ? memory_copy_string(chosen) : NULL;
    Arena *arena = overlay_arena(app);
    LabelList list = labels_of(app, arena);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, list.count + 1);
    size_t cursor = 0;
    for (size_t i = 0; i < list.count; i++) {
        items[i].text = arena_copy(arena, list.items[i].name);
        items[i].note = about(&list.items[i], arena);
        items[i].role = label_role(list.items[i].colour);
        cursor = wanted && strcmp(wanted, items[i].text) == 0 ? i : cursor;
    }
    overlay_menu(app, "Labels", items, list.count, false, false, choose_label);
    overlay_menu_also(app, "aerDcJK",
                      app->grid.columns < 80
                          ? "a e r D c J K"
                          : "Enter limits, a add, e edit, r rename, D delete, c colour, J K move",
                      change_label);
    overlay_menu_go(app, cursor);
    free(wanted);
}

void act_labels(App *app, const Call *call) {
    (void) call;
    if (desk_require(app)) {
        list_labels(app, NULL);
    }
}
