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
    // What is written is what was read.
    ReviewAction again = begin(&desk);
    review_action_labels(&again, &list);
    assert_string_equal(again.events[0].value,
                        "labels=liver\tred\tmark\ndesign\tcyan\tone of\trandomised|cohort\tkind|type\n"
                        "plain\tplain\tmark\nodd\tplain\tmark\textra");
    close_desk(&desk);
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
    review_action_move_label(&action, review_state_label_list(desk.state, &desk.arena), 2, 0);
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
        cmocka_unit_test(labels_are_told_in_order_with_counts),
        cmocka_unit_test(renaming_and_merging_is_one_step),
        cmocka_unit_test(what_cannot_be_renamed),
        cmocka_unit_test(ones_own_value_stands_first),
        cmocka_unit_test(values_follow_their_label),
        cmocka_unit_test(values_are_brought_into_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
