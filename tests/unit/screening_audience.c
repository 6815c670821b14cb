#include "carrel/exchange/exchange.h"
#include "carrel/screening/audience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    Arena arena;
    ReviewState *state;
    Key keys[6];
    int64_t now;
} Desk;

static Key key_of(uint8_t number) {
    return (Key){{number}};
}

static void add(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
}

static ReviewAction act(Desk *desk, uint8_t who, int stage) {
    return review_action_begin_as(key_new(), key_of(who), stage, ++desk->now, &desk->arena);
}

static void decide(Desk *desk, uint8_t who, int stage, int study, Decision decision, const char *reason) {
    ReviewAction action = act(desk, who, stage);
    review_action_decide(&action, desk->keys[study], decision, reason);
    add(desk, &action);
}

static void name(Desk *desk, uint8_t who, const char *as) {
    ReviewAction action = act(desk, who, 1);
    review_action_name(&action, as);
    add(desk, &action);
}

static void begin(Desk *desk) {
    *desk = (Desk){.state = review_state_new(key_of(1), 1), .now = 10};
    ReviewAction action = act(desk, 1, 1);
    for (int i = 0; i < 6; i++) {
        CandidateFacts facts = {
            .citation = "van Cup A, Tea B. A study of 2000 cups in 1999. J Tea 2015;3:20151-4. PMID 2016123"};
        desk->keys[i] = review_action_add(&action, &facts);
    }
    add(desk, &action);
    name(desk, 1, "Ana");
    name(desk, 2, "Ben");
    decide(desk, 1, 1, 1, DECISION_EXCLUDE, "animals");
    for (int i = 2; i < 5; i++) {
        decide(desk, 1, 1, i, i == 2 ? DECISION_MAYBE : DECISION_INCLUDE, NULL);
    }
    decide(desk, 1, 1, 5, DECISION_LATER, NULL);
    decide(desk, 1, 2, 3, DECISION_INCLUDE, NULL);
    decide(desk, 1, 2, 4, DECISION_EXCLUDE, "wrong dose");
}

static void end(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static void every_candidate_is_in_its_list(void **unused) {
    (void) unused;
    static const char *const covidence[] = {"screen",   "irrelevant", "full-text",
                                            "included", "excluded",   "screen"};
    static const char *const revman[] = {NULL, NULL, "awaiting", "included", "excluded", NULL};
    Desk desk;
    begin(&desk);
    for (int i = 0; i < 6; i++) {
        const Candidate *candidate = review_state_by_key(desk.state, desk.keys[i]);
        assert_string_equal(audience_list(desk.state, FOR_COVIDENCE, candidate), covidence[i]);
        const char *section = audience_list(desk.state, FOR_REVMAN, candidate);
        assert_true(revman[i] ? section && strcmp(section, revman[i]) == 0 : section == NULL);
    }
    end(&desk);
}

// The lines of RIS that begin with N1 or NS.
static const char *notes_of(Desk *desk, Audience audience, int study) {
    Study record;
    study_init(&record);
    record.title = "A study of tea";
    Entry entry = {.id = 1,
                   .study = &record,
                   .candidate = review_state_by_key(desk->state, desk->keys[study]),
                   .reviewer = "Ana",
                   .stage = 1};
    String text = {0}, found = {0};
    audience_dress(desk->state, audience, &desk->arena, &entry);
    ris_write_entry(&entry, true, &text);
    StringView rest = string_view(&text), line;
    while (sv_line(&rest, &line)) {
        if (sv_starts(line, SV("N1")) || sv_starts(line, SV("NS"))) {
            string_add_text(&found, found.length > 0 ? "\n" : NULL);
            string_add(&found, line);
        }
    }
    const char *copy = arena_copy_view(&desk->arena, string_view(&found));
    string_free(&text);
    string_free(&found);
    return copy;
}

static void each_tool_reads_its_own_words(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    assert_string_equal(notes_of(&desk, FOR_ASREVIEW, 1), "N1  - ASReview_irrelevant");
    assert_string_equal(notes_of(&desk, FOR_ASREVIEW, 2), "N1  - ASReview_not_seen");
    assert_string_equal(
        notes_of(&desk, FOR_RAYYAN, 1),
        "N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\"} | RAYYAN-EXCLUSION-REASONS: animals");
    assert_string_equal(notes_of(&desk, FOR_RAYYAN, 0), "");
    assert_string_equal(notes_of(&desk, FOR_COVIDENCE, 4), "N1  - Exclusion reason: wrong dose");
    assert_string_equal(notes_of(&desk, FOR_COVIDENCE, 3), "");
    assert_string_equal(notes_of(&desk, FOR_ANYBODY, 1),
                        "N1  - ASReview_irrelevant\nN1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\"} | "
                        "RAYYAN-EXCLUSION-REASONS: animals");
    end(&desk);
}

// Nobody learns from an export what others voted before the review is opened.
static void of_others_only_when_it_is_open(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide(&desk, 2, 1, 1, DECISION_INCLUDE, NULL);
    decide(&desk, 2, 1, 3, DECISION_INCLUDE, NULL);
    assert_null(strstr(notes_of(&desk, FOR_RAYYAN, 1), "Ben"));
    assert_string_equal(notes_of(&desk, FOR_ASREVIEW, 1), "N1  - ASReview_irrelevant");
    ReviewAction action = act(&desk, 1, 1);
    review_action_setting(&action, "blind", "no");
    add(&desk, &action);
    assert_string_equal(notes_of(&desk, FOR_RAYYAN, 1),
                        "N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\", \"Ben\"=>\"Included\"} | "
                        "RAYYAN-EXCLUSION-REASONS: animals");
    assert_string_equal(notes_of(&desk, FOR_ASREVIEW, 1), "N1  - ASReview_not_seen"); // a conflict
    assert_string_equal(notes_of(&desk, FOR_ASREVIEW, 3), "N1  - ASReview_relevant");
    end(&desk);
}

// Reports of one trial are one study to RevMan, under a name that nothing else has.
static void reports_share_a_study(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    ReviewAction action = act(&desk, 1, 1);
    review_action_trial(&action, desk.keys[2], desk.keys[3], true);
    add(&desk, &action);
    assert_string_equal(notes_of(&desk, FOR_REVMAN, 2), "NS  - van Cup 2015");
    assert_string_equal(notes_of(&desk, FOR_REVMAN, 3), "NS  - van Cup 2015");
    assert_string_equal(notes_of(&desk, FOR_REVMAN, 4), "N1  - Exclusion reason: wrong dose");
    action = act(&desk, 1, 1);
    review_action_trial(&action, desk.keys[4], desk.keys[5], true); // another trial of that name
    add(&desk, &action);
    assert_string_equal(notes_of(&desk, FOR_REVMAN, 3), "NS  - van Cup 2015");
    assert_string_equal(notes_of(&desk, FOR_REVMAN, 5), "NS  - van Cup 2015b");
    end(&desk);
}

static void names_and_formats(void **unused) {
    (void) unused;
    Audience audience;
    assert_true(audience_by_name(SV("revman"), &audience));
    assert_int_equal(audience, FOR_REVMAN);
    assert_false(audience_by_name(SV(""), &audience));
    assert_false(audience_by_name(SV("endnote"), &audience));
    static const struct {
        Audience audience;
        const char *name, *file;
        int format; // -1: refused
    } cases[] = {
        {FOR_ASREVIEW, NULL, NULL, FORMAT_CSV},    {FOR_ASREVIEW, "tsv", NULL, FORMAT_TSV},
        {FOR_ASREVIEW, NULL, "a.ris", FORMAT_RIS}, {FOR_RAYYAN, NULL, "-", FORMAT_RIS},
        {FOR_COVIDENCE, NULL, "list", FORMAT_RIS}, {FOR_COVIDENCE, NULL, NULL, -1},
        {FOR_COVIDENCE, "csv", "list", -1},        {FOR_REVMAN, NULL, "-", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Format format;
        Error err = {0};
        bool ok = audience_format(cases[i].audience, cases[i].name, cases[i].file, &format, &err);
        assert_int_equal(ok ? (int) format : -1, cases[i].format);
    }
    Arena arena = {0};
    const ExportPlan plan = {.name = "./of.mine/list.ris"}, bare = {.name = "of.mine/list"};
    ExportPlan part = audience_plan(FOR_COVIDENCE, &plan, "screen", 15001, &arena);
    assert_string_equal(part.name, "./of.mine/list-screen.ris");
    assert_int_equal(part.max_records, 15000);
    part = audience_plan(FOR_REVMAN, &bare, "included", 15001, &arena);
    assert_string_equal(part.name, "of.mine/list-included");
    assert_int_equal(part.max_records, 0);
    arena_free(&arena);
    assert_int_equal(audience_lists(FOR_RAYYAN).count, 0);
    assert_int_equal(audience_lists(FOR_COVIDENCE).count, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_candidate_is_in_its_list),
        cmocka_unit_test(each_tool_reads_its_own_words),
        cmocka_unit_test(of_others_only_when_it_is_open),
        cmocka_unit_test(reports_share_a_study),
        cmocka_unit_test(names_and_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
