#include "carrel/review/labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Labels: what the review says of them, renaming, merging, deleting, and their values.

typedef struct {
    Arena arena;
    ReviewState *state;
    Key reviewer;
    int64_t now;
    Key studies[3];
} Desk;

static ReviewAction begin_as(Desk *desk, Key reviewer) {
    desk->now += 10;
    return review_action_begin_as(key_new(), reviewer, 1, desk->now, &desk->arena);
}

static ReviewAction begin(Desk *desk) {
    return begin_as(desk, desk->reviewer);
}

static Key done(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
    return action->action;
}

static void undo(Desk *desk, Key target) {
    ReviewAction action = begin(desk);
    review_action_undo(&action, target);
    done(desk, &action);
}

static void open_desk(Desk *desk) {
    *desk = (Desk){.reviewer = key_new(), .now = 1000};
    desk->state = review_state_new(desk->reviewer, 1);
    ReviewAction action = begin(desk);
    for (size_t i = 0; i < 3; i++) {
        const char *identifier = arena_format(&desk->arena, "pmid:%zu", i + 1);
        CandidateFacts facts = {{&identifier, 1}, "Tea 2001", "search"};
        desk->studies[i] = review_action_add(&action, &facts);
    }
    done(desk, &action);
}

static void close_desk(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static Key give(Desk *desk, size_t study, const char *label) {
    ReviewAction action = begin(desk);
    review_action_label(&action, desk->studies[study], label, true);
    return done(desk, &action);
}

static Key define(Desk *desk, const char *name, LabelKind kind, LabelColour colour, const char *choices) {
    ReviewAction action = begin(desk);
    Label label = {.name = name, .kind = kind, .colour = colour};
    label.choices = label_choices_parse(sv(choices), &desk->arena);
    review_action_define_label(&action, desk->state, &label);
    return done(desk, &action);
}

static Key rename_label(Desk *desk, const char *old, const char *name) {
    ReviewAction action = begin(desk);
    Error err = {0};
    bool ok = review_action_rename_label(&action, desk->state, old, name, NULL, &err);
    assert_string_equal(err.text, "");
    assert_true(ok);
    return done(desk, &action);
}

// "liver 2, dose 0": labels with how many candidates have them.
static const char *told(Desk *desk) {
    LabelList list = review_state_label_list(desk->state, &desk->arena);
    char *text = arena_copy(&desk->arena, "");
    for (size_t i = 0; i < list.count; i++) {
        text = arena_format(&desk->arena, "%s%s%s %zu", text, i ? ", " : "", list.items[i].name,
                            list.items[i].count);
    }
    return text;
}

static const char *value_of(Desk *desk, size_t study, const char *label) {
    const Candidate *candidate = review_state_by_key(desk->state, desk->studies[study]);
    for (size_t i = 0; i < candidate->value_count; i++) {
        if (strcmp(candidate->values[i].label, label) == 0) {
            return candidate->values[i].value;
        }
    }
    return "none";
}

static void set_value(Desk *desk, Key reviewer, size_t study, const char *label, const char *value) {
    ReviewAction action = begin_as(desk, reviewer);
    review_action_value(&action, desk->studies[study], label, value);
    done(desk, &action);
}

static void the_setting_is_taken_apart(void **unused) {
    (void) unused;
    Desk desk;
    open_desk(&desk);
    ReviewAction action = begin(&desk);
    review_action_setting(&action, LABELS_SETTING,
                          "liver\tred\tmark\n"
                          "design\tcyan\tone of\trandomised|cohort\tkind|type\n"
                          "plain\n"
                          "odd\tpuce\tsong\textra\t\tmore\n"
                          "liver\tblue\tmark\n"
                          "\tred\tmark");
    done(&desk, &action);
    LabelList list = review_state_defined_labels(desk.state);
    assert_int_equal(list.count, 4); // the first of one name counts; none is without a name
    assert_string_equal(list.items[0].name, "liver");
    assert_int_equal(list.items[0].colour, LABEL_RED);
    assert_int_equal(list.items[1].kind, LABEL_ONE_OF);
    assert_int_equal(list.items[1].choices.count, 2);
    assert_string_equal(list.items[1].choices.items[1], "cohort");
    assert_string_equal(list.items[1].earlier.items[1], "type");
    assert_int_equal(list.items[2].colour, LABEL_PLAIN);
    assert_int_equal(list.items[3].kind, LABEL_MARK);
    assert_string_equal(review_state_setting(desk.state, LABELS_SETTING),
                        "liver\tred\tmark\ndesign\tcyan\tone of\trandomised|cohort\tkind|type\n"
                        "plain\tplain\tmark\nodd\tplain\tmark\textra");
    // Nothing is written where all is so already, else only what is other.
    ReviewAction again = begin(&desk);
    review_action_labels(&again, desk.state, &list);
    assert_int_equal(again.count, 0);
    Label fewer[] = {list.items[3], list.items[0]};
    fewer[1].colour = LABEL_BLUE;
    review_action_labels(&again, desk.state, &(LabelList){fewer, 2});
    assert_string_equal(again.events[0].value, "labels=-\tdesign\n-\tplain\nliver\tblue\tmark\n+\todd|liver");
    done(&desk, &again);
    assert_string_equal(review_state_setting(desk.state, LABELS_SETTING),
                        "odd\tplain\tmark\textra\nliver\tblue\tmark");
    close_desk(&desk);
}

// "rename dose=daily": what somebody does to the labels as they see them.
static ReviewAction change_labels(Desk *desk, int64_t time, const char *words) {
    ReviewAction action = review_action_begin_as(key_new(), key_new(), 1, time, &desk->arena);
    StringView rest = sv(words), deed = {0}, name = {0};
    sv_split(&rest, ' ', &deed);
    sv_split(&rest, '=', &name);
    const char *of = arena_copy_view(&desk->arena, name), *to = arena_copy_view(&desk->arena, rest);
    LabelList list = review_state_label_list(desk->state, &desk->arena);
    const Label *known = label_by_name(&list, name);
    Label label = known ? *known : (Label){.name = of};
    if (sv_equal(deed, SV("rename"))) {
        assert_true(review_action_rename_label(&action, desk->state, of, to, NULL, NULL));
    } else if (sv_equal(deed, SV("remove"))) {
        review_action_delete_label(&action, desk->state, of);
    } else if (sv_equal(deed, SV("first"))) {
        review_action_move_label(&action, desk->state, list, (size_t) (known - list.items), 0);
    } else {
        label.colour = known ? LABEL_RED : LABEL_PLAIN;
        review_action_define_label(&action, desk->state, &label);
    }
    return action;
}

// Both change the same review without knowing of each other; then their logs are merged.
static void what_two_people_change_is_kept(void **unused) {
    (void) unused;
    static const struct {
        const char *one, *other, *merged;
    } changes[] = {
        {"add rat", "add mouse", "dose:plain liver:plain rat:plain mouse:plain"},
        {"rename dose=daily", "rename liver=gut", "daily:plain gut:plain"},
        {"rename dose=daily", "add mouse", "daily:plain liver:plain mouse:plain"},
        {"remove dose", "rename liver=gut", "gut:plain"},
        {"remove dose", "colour liver", "liver:red"},
        {"first liver", "add mouse", "liver:plain dose:plain mouse:plain"},
        {"first liver", "rename dose=daily", "liver:plain daily:plain"},
        {"colour dose", "colour liver", "dose:red liver:red"},
        {"remove dose", "remove liver", ""},
    };
    for (size_t i = 0; i < 2 * sizeof changes / sizeof *changes; i++) {
        Desk desk;
        open_desk(&desk);
        ReviewAction before = begin(&desk);
        review_action_setting(&before, LABELS_SETTING, "dose\tplain\tnumber\nliver\tplain\tmark");
        done(&desk, &before);
        ReviewAction one = change_labels(&desk, 9000, changes[i / 2].one);
        ReviewAction other = change_labels(&desk, 9001, changes[i / 2].other);
        done(&desk, i % 2 ? &one : &other);
        done(&desk, i % 2 ? &other : &one);
        String names = {0};
        LabelList list = review_state_defined_labels(desk.state);
        for (size_t k = 0; k < list.count; k++) {
            string_format(&names, "%s%s:%s", k ? " " : "", list.items[k].name,
                          label_colour_names[list.items[k].colour]);
        }
        assert_string_equal(string_text(&names), changes[i / 2].merged);
        string_free(&names);
        close_desk(&desk);
    }
}

static void labels_are_told_in_order_with_counts(void **unused) {
    (void) unused;
    Desk desk;
    open_desk(&desk);
    give(&desk, 0, "rat");
    give(&desk, 0, "liver");
    give(&desk, 1, "liver");
    assert_string_equal(told(&desk), "liver 2, rat 1");
    define(&desk, "dose", LABEL_NUMBER, LABEL_PLAIN, "");
    assert_string_equal(told(&desk), "liver 2, rat 1, dose 0");
    ReviewAction action = begin(&desk);
    review_action_move_label(&action, desk.state, review_state_label_list(desk.state, &desk.arena), 2, 0);
    Key moved = done(&desk, &action);
    assert_string_equal(told(&desk), "dose 0, liver 2, rat 1");
    undo(&desk, moved);
    assert_string_equal(told(&desk), "liver 2, rat 1, dose 0");
    close_desk(&desk);
}

static void renaming_and_merging_is_one_step(void **unused) {
    (void) unused;
    Desk desk;
    open_desk(&desk);
    give(&desk, 0, "livr");
    give(&desk, 1, "livr");
    give(&desk, 1, "liver");
    give(&desk, 2, "kidney");
    define(&desk, "livr", LABEL_MARK, LABEL_GREEN, "");
    Key renamed = rename_label(&desk, "kidney", "renal");
    assert_string_equal(told(&desk), "renal 1, liver 1, livr 2");
    undo(&desk, renamed);
    assert_string_equal(told(&desk), "kidney 1, liver 1, livr 2");
    Key merged = rename_label(&desk, "livr", "liver");
    assert_string_equal(told(&desk), "kidney 1, liver 2");
    undo(&desk, merged);
    assert_string_equal(told(&desk), "kidney 1, liver 1, livr 2");
    assert_int_equal(review_state_label_list(desk.state, &desk.arena).items[2].colour, LABEL_GREEN);
    ReviewAction action = begin(&desk);
    assert_int_equal(review_action_delete_label(&action, desk.state, "livr"), 2);
    Key deleted = done(&desk, &action);
    assert_string_equal(told(&desk), "kidney 1, liver 1");
    undo(&desk, deleted);
    assert_string_equal(told(&desk), "kidney 1, liver 1, livr 2");
    close_desk(&desk);
}

static void what_cannot_be_renamed(void **unused) {
    (void) unused;
    static const struct {
        const char *old, *name, *sentence;
    } rows[] = {
        {"none", "some", "there is no label \"none\""},
        {"liver", "liver", "\"liver\" is called so already"},
        {"liver", "a,b", "a label's name has no comma, tab or \"|\""},
        {"liver", "", "a label needs a name"},
        {"liver", "+x", "a label's name begins with neither + nor -"},
        {"liver", "dose", "there is a label \"dose\" already, and labels with values do not become one"},
        {"dose", "liver", "there is a label \"liver\" already, and labels with values do not become one"},
    };
    Desk desk;
    open_desk(&desk);
    give(&desk, 0, "liver");
    define(&desk, "dose", LABEL_NUMBER, LABEL_PLAIN, "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Error err = {0};
        ReviewAction action = begin(&desk);
        assert_false(review_action_rename_label(&action, desk.state, rows[i].old, rows[i].name, NULL, &err));
        assert_string_equal(err.text, rows[i].sentence);
        assert_int_equal(action.count, 0);
    }
    close_desk(&desk);
}

static void ones_own_value_stands_first(void **unused) {
    (void) unused;
    Desk desk;
    open_desk(&desk);
    Key other = key_new();
    set_value(&desk, desk.reviewer, 0, "dose", "5");
    assert_string_equal(value_of(&desk, 0, "dose"), "none"); // nobody said that it is a label
    define(&desk, "dose", LABEL_NUMBER, LABEL_PLAIN, "");
    assert_string_equal(value_of(&desk, 0, "dose"), "5");
    set_value(&desk, other, 0, "dose", "7");
    set_value(&desk, other, 1, "dose", "9");
    assert_string_equal(value_of(&desk, 0, "dose"), "5");
    assert_string_equal(value_of(&desk, 1, "dose"), "none"); // the review is blind
    ReviewAction action = begin(&desk);
    review_action_setting(&action, "blind", "no");
    done(&desk, &action);
    assert_string_equal(value_of(&desk, 0, "dose"), "5");
    assert_string_equal(value_of(&desk, 1, "dose"), "9");
    set_value(&desk, desk.reviewer, 0, "dose", "");
    assert_string_equal(value_of(&desk, 0, "dose"), "7");
    assert_string_equal(told(&desk), "dose 2");
    close_desk(&desk);
}

static void values_follow_their_label(void **unused) {
    (void) unused;
    Desk desk;
    open_desk(&desk);
    define(&desk, "dose", LABEL_NUMBER, LABEL_PLAIN, "");
    set_value(&desk, desk.reviewer, 0, "dose", "5");
    rename_label(&desk, "dose", "daily dose");
    assert_string_equal(value_of(&desk, 0, "daily dose"), "5");
    Key renamed = rename_label(&desk, "daily dose", "mg a day");
    assert_string_equal(value_of(&desk, 0, "mg a day"), "5");
    set_value(&desk, desk.reviewer, 1, "mg a day", "8");
    undo(&desk, renamed);
    assert_string_equal(value_of(&desk, 0, "daily dose"), "5");
    ReviewAction action = begin(&desk);
    assert_int_equal(review_action_delete_label(&action, desk.state, "daily dose"), 1);
    Key deleted = done(&desk, &action);
    assert_string_equal(value_of(&desk, 0, "daily dose"), "none");
    undo(&desk, deleted);
    assert_string_equal(value_of(&desk, 0, "daily dose"), "5");
    close_desk(&desk);
}

static void values_are_brought_into_form(void **unused) {
    (void) unused;
    static const struct {
        LabelKind kind;
        const char *typed, *value; // NULL: refused
    } rows[] = {
        {LABEL_YES_NO, "Y", "yes"},
        {LABEL_YES_NO, "No", "no"},
        {LABEL_YES_NO, "maybe", NULL},
        {LABEL_NUMBER, " 0.25 ", "0.25"},
        {LABEL_NUMBER, "-3", "-3"},
        {LABEL_NUMBER, "5 mg", NULL},
        {LABEL_NUMBER, ".", NULL},
        {LABEL_NUMBER, "1.2.3", NULL},
        {LABEL_ONE_OF, "COHORT", "cohort"},
        {LABEL_ONE_OF, "co", NULL},
        {LABEL_TEXT, "free text", "free text"},
        {LABEL_TEXT, "a\tb", NULL},
        {LABEL_NUMBER, "", ""},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Label label = {.name = "x", .kind = rows[i].kind};
        label.choices = label_choices_parse(SV("randomised| cohort |"), &arena);
        const char *value = NULL;
        Error err = {0};
        bool fits = label_value_fits(&label, sv(rows[i].typed), &arena, &value, &err);
        assert_int_equal(fits, rows[i].value != NULL);
        if (fits) {
            assert_string_equal(value, rows[i].value);
        }
    }
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_setting_is_taken_apart),
        cmocka_unit_test(what_two_people_change_is_kept),
        cmocka_unit_test(labels_are_told_in_order_with_counts),
        cmocka_unit_test(renaming_and_merging_is_one_step),
        cmocka_unit_test(what_cannot_be_renamed),
        cmocka_unit_test(ones_own_value_stands_first),
        cmocka_unit_test(values_follow_their_label),
        cmocka_unit_test(values_are_brought_into_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
