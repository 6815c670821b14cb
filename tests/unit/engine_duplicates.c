// Duplicates and reports of one trial in a real cache and review, and the thread that looks for them.
#include "engine_help.h"

#include "carrel/base/clock.h"
#include "carrel/engine/duplicates_search.h"
#include "carrel/engine/import.h"
#include "carrel/screening/reviewing.h"

#define TITLE "Copper surfaces and infections in intensive care"

static void add_record(String *file, const char *title, const char *author, int year, const char *journal,
                       const char *volume, const char *pages, const char *abstract) {
    string_format(file, "TI  - %s\nFAU - %s\nDP  - %d\nJT  - %s\nVI  - %s\nPG  - %s\nAB  - %s\n\n", title,
                  author, year, journal, volume, pages, abstract);
}

// Five candidates: an article and its doubtful twin, a congress abstract of it, and two reports of a trial.
static ReviewState *set_up(Place *place) {
    String file = {0};
    add_record(&file, TITLE, "Vale, Ann", 2013, "Surfaces", "3", "21-9", "Copper was tried.");
    add_record(&file, "Copper surface and infections in intensive care", "Vale, A", 2014, "Surfaces", "3",
               "21-9", "Copper was tried.");
    add_record(&file, TITLE, "Vale, A", 2010, "Wards and Values", "16", "A353", "Early days.");
    add_record(&file, "Hand gels in the wards of three hospitals", "Moss, Bea", 2015, "Gels", "1", "1-9",
               "Registered as NCT01309620.");
    add_record(&file, "Two years after the gels: costs", "Marsh, Cy", 2017, "Purses", "8", "70-9",
               "A trial (NCT 01309620) paid for itself.");
    ImportBatch **batches = NULL;
    size_t count = 0;
    const char *path = place_write(place, "five.nbib", string_view(&file));
    ImportFile *imported = import_one(place, path, (ImportOptions){.list_ids = true}, &batches, &count);
    import_file_free(imported);
    ReviewState *state = review_state_new(key_new(), 1);
    ReviewAction action = review_action_begin(state, 1000, &place->arena);
    for (size_t i = 0; i < count; i++) {
        review_add_batch(state, &action, batches[i], NULL);
    }
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(state, &action.events[i], false);
    }
    for (size_t i = 0; i < count; i++) {
        review_bind_batch(state, batches[i]);
        import_batch_free(batches[i]);
    }
    free(batches);
    string_free(&file);
    assert_int_equal(review_state_count(state), 5);
    return state;
}

// "proposed -1 -2; trial -4 -5 (why); "
static void expect(const Duplicates *found, const char *expected) {
    static const char *const kinds[] = {"joined", "proposed", "trial"};
    String text = {0};
    for (size_t i = 0; i < found->count; i++) {
        const DuplicatesGroup *group = &found->groups[i];
        string_add_text(&text, kinds[group->kind]);
        for (size_t k = 0; k < group->member_count; k++) {
            string_format(&text, " %d", (int) group->members[k].study);
        }
        string_format(&text, " (%s); ", group->why);
    }
    assert_string_equal(string_text(&text), expected);
    string_free(&text);
}

static void expect_found(Place *place, const ReviewState *state, const char *expected) {
    DuplicatesScope scope;
    Duplicates found = {0};
    duplicates_scope_take(&scope, state, DEDUPE_THRESHOLD);
    assert_true(duplicates_find(place_cache(place), &scope, NULL, NULL, &found, &place->err));
    expect(&found, expected);
    duplicates_free(&found);
    duplicates_scope_free(&scope);
}

#define TWINS                                                                                                \
    "proposed -1 -2 (titles 0.98 alike, same first author, years one apart, journal, volume and pages "      \
    "agree); "
#define CONGRESS                                                                                             \
    "trial -1 -2 -3 (same title, same first author; but years further apart, journal, volume and pages "     \
    "differ); "
#define GELS "trial -4 -5 (same trial number NCT01309620); "

static void test_groups(void **given) {
    Place *place = *given;
    ReviewState *state = set_up(place);
    expect_found(place, state, TWINS CONGRESS GELS);
    expect_found(place, NULL, TWINS CONGRESS GELS); // the whole cache
    review_state_free(state);
}

static void submit(ReviewState *state, ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(state, &action->events[i], false);
    }
}

static void test_verdicts(void **given) {
    Place *place = *given;
    ReviewState *state = set_up(place);
    Key keys[5];
    for (size_t i = 0; i < 5; i++) {
        keys[i] = review_state_at(state, i)->key;
    }
    ReviewAction different = review_action_begin(state, 2000, &place->arena);
    review_action_different(&different, keys[0], keys[1]);
    review_action_different(&different, keys[3], keys[4]);
    submit(state, &different);
    expect_found(
        place, state,
        "trial -1 -2 -3 (same title, same first author; but years further apart, journal, volume and pages "
        "differ); ");
    ReviewAction undo = review_action_begin(state, 3000, &place->arena);
    review_action_undo(&undo, different.action);
    submit(state, &undo);
    expect_found(place, state, TWINS CONGRESS GELS);
    ReviewAction trial = review_action_begin(state, 4000, &place->arena);
    review_action_trial(&trial, keys[0], keys[2], true);
    review_action_trial(&trial, keys[3], keys[4], true);
    submit(state, &trial);
    expect_found(place, state, TWINS);
    ReviewAction same = review_action_begin(state, 5000, &place->arena);
    review_action_same(&same, keys[0], keys[1]);
    submit(state, &same);
    expect_found(
        place, state,
        "joined -1 (judged the same: titles 0.98 alike, same first author, years one apart, journal, volume "
        "and pages agree); ");
    review_state_free(state);
}

static void test_in_a_thread(void **given) {
    Place *place = *given;
    ReviewState *state = set_up(place);
    DuplicatesScope scope;
    duplicates_scope_take(&scope, state, DEDUPE_THRESHOLD);
    DuplicatesSearch *search = duplicates_search_start(place->cache_path, &scope, 7, place->mailbox);
    review_state_free(state); // the search has all it needs
    DuplicatesAnswer *answer = next_of(place, MAIL_DUPLICATES);
    assert_int_equal(answer->generation, 7);
    assert_int_equal(answer->error.kind, ERROR_NONE);
    expect(&answer->found, TWINS CONGRESS GELS);
    duplicates_answer_free(answer);
    duplicates_search_stop(search);
}

static void test_stopping(void **given) {
    Place *place = *given;
    const char *path = place_write_articles(place, "many.xml", 1000, 4000);
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
    DuplicatesScope scope;
    duplicates_scope_take(&scope, NULL, DEDUPE_THRESHOLD);
    DuplicatesSearch *search = duplicates_search_start(place->cache_path, &scope, 1, place->mailbox);
    int64_t begun = clock_ticks_us();
    duplicates_search_stop(search);
    print_message("stopped in %.1f ms\n", (double) (clock_ticks_us() - begun) / 1000);
    Mail mail; // nothing is posted, unless it was done already
    if (mailbox_take(place->mailbox, &mail)) {
        assert_int_equal(mail.tag, MAIL_DUPLICATES);
        mail.destroy(mail.value);
    }
    duplicates_search_stop(NULL);
}

static void test_a_broken_cache(void **given) {
    Place *place = *given;
    const char *path = place_write(place, "no.db", SV("this is no database at all, and long enough to tell"));
    DuplicatesScope scope;
    duplicates_scope_take(&scope, NULL, DEDUPE_THRESHOLD);
    DuplicatesSearch *search = duplicates_search_start(path, &scope, 1, place->mailbox);
    DuplicatesAnswer *answer = next_of(place, MAIL_DUPLICATES);
    assert_int_not_equal(answer->error.kind, ERROR_NONE);
    assert_int_equal(answer->found.count, 0);
    duplicates_answer_free(answer);
    duplicates_search_stop(search);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_groups, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_verdicts, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_in_a_thread, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_stopping, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_a_broken_cache, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
