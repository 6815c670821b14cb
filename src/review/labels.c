#include "carrel/review/labels.h"

#include "carrel/base/map.h"
#include "state.h"

#include <string.h>

// What the labels of a review are.

const char *const label_kind_names[LABEL_KINDS] = {"mark", "yes/no", "one of", "number", "text"};
const char *const label_colour_names[LABEL_COLOURS] = {"plain", "red",     "green", "yellow",
                                                       "blue",  "magenta", "cyan"};

bool label_kind_parse(StringView name, LabelKind *kind) {
    static const char *const as_words[LABEL_KINDS] = {"mark", "yes-no", "one-of", "number", "text"};
    for (int i = 0; i < LABEL_KINDS; i++) {
        if (sv_equal_nocase(sv(label_kind_names[i]), name) || sv_equal_nocase(sv(as_words[i]), name)) {
            *kind = (LabelKind) i;
            return true;
        }
    }
    return false;
}

bool label_colour_parse(StringView name, LabelColour *colour) {
    for (int i = 0; i < LABEL_COLOURS; i++) {
        if (sv_equal_nocase(sv(label_colour_names[i]), name)) {
            *colour = (LabelColour) i;
            return true;
        }
    }
    return false;
}

TextList label_choices_parse(StringView text, Arena *arena) {
    TextList list = {0};
    size_t capacity = 0;
    StringView part;
    while (sv_split(&text, '|', &part)) {
        part = sv_trim(part);
        if (part.length) {
            list.items = arena_grow(arena, list.items, &capacity, list.count + 1, sizeof *list.items);
            list.items[list.count++] = arena_copy_view(arena, part);
        }
    }
    return list;
}

const Label *label_by_name(const LabelList *list, StringView name) {
    for (size_t i = 0; i < list->count; i++) {
        if (sv_equal(sv(list->items[i].name), name)) {
            return &list->items[i];
        }
    }
    return NULL;
}

// --- the setting ---

// A line of it; what is not understood is as if it were not said.
static bool take_line(StringView line, Arena *arena, Label *label) {
    StringView part = {0};
    *label = (Label){0};
    for (int field = 0; sv_split(&line, '\t', &part); field++) {
        switch (field) {
        case 0:
            label->name = arena_copy_view(arena, part);
            break;
        case 1:
            label_colour_parse(part, &label->colour);
            break;
        case 2:
            label_kind_parse(part, &label->kind);
            break;
        case 3:
            label->choices = label_choices_parse(part, arena);
            break;
        case 4:
            label->earlier = label_choices_parse(part, arena);
            break;
        default:
            break;
        }
    }
    return label->name && *label->name;
}

// Lines of labels, of which the first of one name counts.
static LabelList parse_list(StringView text, Arena *arena) {
    LabelList list = {0};
    size_t capacity = 0;
    StringView line;
    while (sv_line(&text, &line)) {
        Label label;
        bool is_label = !sv_starts(line, SV("-\t")) && !sv_starts(line, SV("+\t"));
        if (is_label && take_line(line, arena, &label) && !label_by_name(&list, sv(label.name))) {
            list.items = arena_grow(arena, list.items, &capacity, list.count + 1, sizeof *list.items);
            list.items[list.count++] = label;
        }
    }
    return list;
}

bool review_settle_labels(ReviewState *state, const char *setting) {
    if (setting == state->labels_setting ||
        (setting && state->labels_setting && strcmp(setting, state->labels_setting) == 0)) {
        return false;
    }
    arena_reset(&state->labels_arena);
    LabelList list = parse_list(sv(setting), &state->labels_arena);
    state->defined_labels = list.items;
    state->defined_label_count = list.count;
    state->labels_setting = arena_copy(&state->labels_arena, setting);
    return true;
}

static void add_joined(String *out, TextList list) {
    for (size_t i = 0; i < list.count; i++) {
        string_format(out, "%s%s", i ? "|" : "", list.items[i]);
    }
}

static void add_label_line(String *out, const Label *label) {
    string_format(out, "%s%s\t%s\t%s", out->length ? "\n" : "", label->name,
                  label_colour_names[label->colour], label_kind_names[label->kind]);
    if (label->choices.count || label->earlier.count) {
        string_add_char(out, '\t');
        add_joined(out, label->choices);
    }
    if (label->earlier.count) {
        string_add_char(out, '\t');
        add_joined(out, label->earlier);
    }
}

// --- changes of the setting ---

static void drop_at(LabelList *list, size_t at) {
    memmove(&list->items[at], &list->items[at + 1], (list->count - at - 1) * sizeof *list->items);
    list->count--;
}

static size_t place_of(const LabelList *list, const char *name) {
    const Label *label = label_by_name(list, sv(name));
    return label ? (size_t) (label - list->items) : list->count;
}

static bool was_called(const Label *label, const char *name) {
    for (size_t i = 0; i < label->earlier.count; i++) {
        if (strcmp(label->earlier.items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// Where a label of a change belongs: that of its name, else the one that it was called before.
static size_t place_for(const LabelList *list, const Label *label) {
    size_t at = place_of(list, label->name);
    for (size_t i = 0; i < list->count && at == list->count; i++) {
        at = was_called(label, list->items[i].name) ? i : at;
    }
    return at;
}

static void put_in_order(LabelList *list, TextList names) {
    size_t next = 0;
    for (size_t i = 0; i < names.count; i++) {
        size_t at = place_of(list, names.items[i]);
        if (at < list->count && at >= next) {
            Label label = list->items[at];
            memmove(&list->items[next + 1], &list->items[next], (at - next) * sizeof *list->items);
            list->items[next++] = label;
        }
    }
}

const char *review_fold_labels(const char *setting, const char *change, Arena *arena) {
    LabelList list = parse_list(sv(setting), arena), changed = parse_list(sv(change), arena);
    Label *items = ARENA_ARRAY(arena, Label, list.count + changed.count + 1);
    if (list.count) {
        memcpy(items, list.items, list.count * sizeof *items);
    }
    list.items = items;
    StringView rest = sv(change), line;
    while (sv_line(&rest, &line)) {
        size_t at = sv_starts(line, SV("-\t")) ? place_of(&list, arena_copy_view(arena, sv_from(line, 2)))
                                               : list.count;
        if (at < list.count) {
            drop_at(&list, at);
        }
    }
    for (size_t i = 0; i < changed.count; i++) {
        size_t at = place_for(&list, &changed.items[i]);
        list.items[at] = changed.items[i];
        list.count += at == list.count;
    }
    for (rest = sv(change); sv_line(&rest, &line);) {
        if (sv_starts(line, SV("+\t"))) {
            put_in_order(&list, label_choices_parse(sv_from(line, 2), arena));
        }
    }
    String text = {0};
    for (size_t i = 0; i < list.count; i++) {
        add_label_line(&text, &list.items[i]);
    }
    const char *folded = arena_copy(arena, string_text(&text));
    string_free(&text);
    return folded;
}

static bool is_same(const Label *a, const Label *b) {
    String one = {0}, other = {0};
    add_label_line(&one, a);
    add_label_line(&other, b);
    bool same = sv_equal(string_view(&one), string_view(&other));
    string_free(&one);
    string_free(&other);
    return same;
}

// Whether the labels are these, in this order.
static bool is_order(const char *setting, const LabelList *list, Arena *arena) {
    LabelList now = parse_list(sv(setting), arena);
    bool same = now.count == list->count;
    for (size_t i = 0; same && i < now.count; i++) {
        same = strcmp(now.items[i].name, list->items[i].name) == 0;
    }
    return same;
}

void review_action_labels(ReviewAction *action, const ReviewState *state, const LabelList *list) {
    LabelList before = review_state_defined_labels(state);
    String change = {0};
    for (size_t i = 0; i < before.count; i++) {
        bool is_kept = false;
        for (size_t k = 0; !is_kept && k < list->count; k++) {
            is_kept = strcmp(list->items[k].name, before.items[i].name) == 0 ||
                      was_called(&list->items[k], before.items[i].name);
        }
        if (!is_kept) {
            string_format(&change, "%s-\t%s", change.length ? "\n" : "", before.items[i].name);
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        const Label *known = label_by_name(&before, sv(list->items[i].name));
        if (!known || !is_same(known, &list->items[i])) {
            add_label_line(&change, &list->items[i]);
        }
    }
    const char *setting = review_state_setting(state, LABELS_SETTING);
    if (!is_order(review_fold_labels(setting, string_text(&change), action->arena), list, action->arena)) {
        string_format(&change, "%s+\t", change.length ? "\n" : "");
        for (size_t i = 0; i < list->count; i++) {
            string_format(&change, "%s%s", i ? "|" : "", list->items[i].name);
        }
    }
    if (change.length) {
        review_action_setting(action, LABELS_SETTING, string_text(&change));
    }
    string_free(&change);
}

// --- asking ---

LabelList review_state_defined_labels(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    return (LabelList){settled->defined_labels, settled->defined_label_count};
}

static void count_one(LabelList *list, const Map *places, const char *name) {
    int64_t at;
    if (map_get(places, sv(name), &at)) {
        list->items[at].count++;
    }
}

static TextList copy_list(TextList list, Arena *arena) {
    TextList copy = {ARENA_ARRAY(arena, const char *, list.count + 1), list.count};
    for (size_t i = 0; i < list.count; i++) {
        copy.items[i] = arena_copy(arena, list.items[i]);
    }
    return copy;
}

static Label copy_label(const Label *label, Arena *arena) {
    Label copy = *label;
    copy.name = arena_copy(arena, label->name);
    copy.choices = copy_list(label->choices, arena);
    copy.earlier = copy_list(label->earlier, arena);
    return copy;
}

LabelList review_state_label_list(const ReviewState *state, Arena *arena) {
    TextList in_use = review_state_labels(state);
    LabelList defined = review_state_defined_labels(state), list = {0};
    Map places = {0};
    list.items = ARENA_ARRAY(arena, Label, defined.count + in_use.count + 1);
    for (size_t i = 0; i < defined.count; i++) {
        map_set(&places, sv(defined.items[i].name), (int64_t) list.count);
        list.items[list.count++] = copy_label(&defined.items[i], arena);
    }
    for (size_t i = 0; i < in_use.count; i++) {
        if (!map_get(&places, sv(in_use.items[i]), NULL)) {
            map_set(&places, sv(in_use.items[i]), (int64_t) list.count);
            list.items[list.count++] = (Label){.name = arena_copy(arena, in_use.items[i])};
        }
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        for (size_t k = 0; k < candidate->labels.count; k++) {
            count_one(&list, &places, candidate->labels.items[k]);
        }
        for (size_t k = 0; k < candidate->value_count; k++) {
            count_one(&list, &places, candidate->values[k].label);
        }
    }
    map_free(&places);
    return list;
}

bool label_name_fits(StringView name, Error *err) {
    for (size_t i = 0; i < name.length; i++) {
        if (strchr(",|\t\r\n", name.data[i]) || !name.data[i]) {
            return error_set(err, ERROR_USAGE, "a label's name has no comma, tab or \"|\"");
        }
    }
    return name.length == 0 ? error_set(err, ERROR_USAGE, "a label needs a name")
           : strchr("+-", name.data[0])
               ? error_set(err, ERROR_USAGE, "a label's name begins with neither + nor -")
               : true;
}

static bool is_number(StringView text) {
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_sign = i == 0 && (c == '-' || c == '+');
        digits += c >= '0' && c <= '9';
        points += c == '.';
        if (!is_sign && c != '.' && (c < '0' || c > '9')) {
            return false;
        }
    }
    return digits > 0 && points < 2;
}

bool label_value_fits(const Label *label, StringView typed, Arena *arena, const char **value, Error *err) {
    static const char *const yes_no[] = {"yes", "no"};
    TextList choices = label->kind == LABEL_YES_NO ? (TextList){(const char **) yes_no, 2} : label->choices;
    typed = sv_trim(typed);
    *value = arena_copy_view(arena, typed);
    if (!typed.length || label->kind == LABEL_TEXT || label->kind == LABEL_MARK) {
        return sv_find_char(typed, '\t') == SV_NONE ||
               error_set(err, ERROR_USAGE, "%s: a value has no tab", label->name);
    }
    if (label->kind == LABEL_NUMBER) {
        return is_number(typed) ||
               error_set(err, ERROR_USAGE, "%s is a number, such as 5 or 0.25, not \"%.*s\"", label->name,
                         (int) typed.length, typed.data);
    }
    String allowed = {0};
    for (size_t i = 0; i < choices.count; i++) {
        if (sv_equal_nocase(sv(choices.items[i]), typed) ||
            (label->kind == LABEL_YES_NO && sv_starts_nocase(sv(choices.items[i]), typed))) {
            *value = choices.items[i];
            string_free(&allowed);
            return true;
        }
        string_format(&allowed, "%s%s", i ? ", " : "", choices.items[i]);
    }
    error_set(err, ERROR_USAGE, "%s is one of %s, not \"%.*s\"", label->name, string_text(&allowed),
              (int) typed.length, typed.data);
    string_free(&allowed);
    return false;
}

// --- changing ---

void review_action_move_label(ReviewAction *action, const ReviewState *state, LabelList list, size_t from,
                              size_t to) {
    Label moved = list.items[from];
    for (size_t i = from; i < to; i++) {
        list.items[i] = list.items[i + 1];
    }
    for (size_t i = from; i > to; i--) {
        list.items[i] = list.items[i - 1];
    }
    list.items[to] = moved;
    review_action_labels(action, state, &list);
}

void review_action_define_label(ReviewAction *action, const ReviewState *state, const Label *label) {
    LabelList list = review_state_label_list(state, action->arena);
    size_t at = place_of(&list, label->name);
    Label *items = ARENA_ARRAY(action->arena, Label, list.count + 1);
    memcpy(items, list.items, list.count * sizeof *items);
    items[at] = *label;
    list.items = items;
    list.count += at == list.count;
    review_action_labels(action, state, &list);
}

static bool has_label(const Candidate *candidate, const char *name) {
    for (size_t i = 0; i < candidate->labels.count; i++) {
        if (strcmp(candidate->labels.items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// Takes the mark `old` off every candidate; `name` (may be NULL) takes its place.
static size_t replace_mark(ReviewAction *action, const ReviewState *state, const char *old,
                           const char *name) {
    size_t changed = 0;
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (!has_label(candidate, old)) {
            continue;
        }
        changed++;
        review_action_label(action, candidate->key, old, false);
        if (name && !has_label(candidate, name)) {
            review_action_label(action, candidate->key, name, true);
        }
    }
    return changed;
}

static TextList with(TextList list, const char *text, Arena *arena) {
    const char **items = ARENA_ARRAY(arena, const char *, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        items[i] = list.items[i];
    }
    items[list.count] = text;
    return (TextList){items, list.count + 1};
}

bool review_action_rename_label(ReviewAction *action, const ReviewState *state, const char *old,
                                const char *name, size_t *changed, Error *err) {
    LabelList list = review_state_label_list(state, action->arena);
    size_t from = place_of(&list, old), to = place_of(&list, name);
    if (from == list.count) {
        return error_set(err, ERROR_USAGE, "there is no label \"%s\"", old);
    }
    if (from == to) {
        return error_set(err, ERROR_USAGE, "\"%s\" is called so already", old);
    }
    if (!label_name_fits(sv(name), err)) {
        return false;
    }
    Label *label = &list.items[from];
    bool is_mark = label->kind == LABEL_MARK;
    if (to < list.count && (!is_mark || list.items[to].kind != LABEL_MARK)) {
        return error_set(err, ERROR_USAGE,
                         "there is a label \"%s\" already, and labels with values do not become one", name);
    }
    size_t count = label->count;
    if (is_mark) {
        count = replace_mark(action, state, old, name);
    } else {
        label->earlier = with(label->earlier, label->name, action->arena);
    }
    label->name = arena_copy(action->arena, name);
    if (to < list.count) {
        drop_at(&list, from);
    }
    review_action_labels(action, state, &list);
    if (changed) {
        *changed = count;
    }
    return true;
}

size_t review_action_delete_label(ReviewAction *action, const ReviewState *state, const char *name) {
    LabelList list = review_state_label_list(state, action->arena);
    size_t at = place_of(&list, name), count = at < list.count ? list.items[at].count : 0;
    if (at == list.count) {
        return 0;
    }
    replace_mark(action, state, name, NULL);
    drop_at(&list, at);
    review_action_labels(action, state, &list);
    return count;
}
