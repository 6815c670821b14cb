#include "store_help.h"

#include "carrel/base/clock.h"

// When a study last said something else than before; 0 never.
static int64_t changed(Shelf *shelf, StudyId id) {
    IdMap times = {0};
    int64_t time = 0;
    assert_ok(shelf, cache_changed(shelf->cache, &times, &shelf->err));
    if (id_map_get(&times, id, &time)) {
        assert_true(time > 1500000000000 && time <= clock_now_ms());
    }
    id_map_free(&times);
    return time;
}

static Study base_study(Shelf *shelf) {
    Study study = study_of(RECORD_PUBMED_XML, 17, "Warm feet and sleep");
    set_abstract(&shelf->arena, &study, "Warm feet help. Cold feet do not.");
    study.sections[0].label = "RESULTS";
    study.revised = 20200101;
    return study;
}

static void test_a_new_study_is_not_changed(void **state) {
    Shelf *shelf = *state;
    Study study = base_study(shelf);
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_put(shelf, &study, PUT_UNCHANGED);
    assert_int_equal(changed(shelf, 17), 0);
}

static void test_what_counts_as_a_change(void **state) {
    Shelf *shelf = *state;
    static const struct {
        const char *title, *label, *text, *type;
        bool changes;
    } cases[] = {
        {"Warm feet and sleep.", "Results", "Warm  feet help: cold feet do not", NULL, false},
        {"WARM FEET AND SLEEP", NULL, "RESULTS: Warm feet help. Cold feet do not.", NULL, false},
        {"Warm feet and sleep", "RESULTS", "Warm feet help. Cold feet do not.", "Randomized Controlled Trial",
         false},
        {"Warm feet and sleep", "RESULTS", "Warm feet do not help. Cold feet do.", NULL, true},
        {"Warm hands and sleep", "RESULTS", "Warm feet help. Cold feet do not.", NULL, true},
        {"Warm feet and sleep", "RESULTS", "Warm feet help. Cold feet do not.", "Retracted Publication",
         true},
        {"Warm feet and sleep", NULL, NULL, NULL, true},
    };
    shelf_open(shelf, "/a.xml");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Study before = base_study(shelf), after = base_study(shelf);
        before.pmid = after.pmid = 100 + (int64_t) i;
        after.revised = 20210101;
        after.title = cases[i].title;
        after.sections[0] = (Section){cases[i].label, cases[i].text};
        after.section_count = cases[i].text ? 1 : 0;
        if (cases[i].type) {
            set_texts(&shelf->arena, &after.publication_types, cases[i].type);
        }
        shelf_put(shelf, &before, PUT_NEW);
        shelf_put(shelf, &after, PUT_UPDATED);
        if ((changed(shelf, before.pmid) != 0) != cases[i].changes) {
            fail_msg("case %zu", i);
        }
    }
}

static void test_a_change_is_kept_through_later_imports(void **state) {
    Shelf *shelf = *state;
    Study study = base_study(shelf), newer = base_study(shelf), newest;
    newer.revised = 20210101;
    newer.title = "Warm hands and sleep";
    newest = newer;
    newest.revised = 20220101;
    newest.volume = "3";
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_put(shelf, &newer, PUT_UPDATED);
    int64_t time = changed(shelf, 17);
    assert_true(time > 0);
    shelf_put(shelf, &newest, PUT_UPDATED);
    assert_int_equal(changed(shelf, 17), time);
    shelf_commit(shelf);
    shelf_check(shelf);
}

// It was judged by the title alone; now it has a PMID and an abstract.
static void test_a_study_that_moves_is_changed_by_what_it_gains(void **state) {
    Shelf *shelf = *state;
    Study bare = study_of(RECORD_DATABASE, 0, "Warm feet and sleep in the far north"), full;
    bare.doi = "10.1000/feet";
    full = bare;
    full.kind = RECORD_PUBMED_XML;
    full.pmid = 17;
    shelf_open(shelf, "/a.ris");
    assert_true(shelf_put(shelf, &bare, PUT_NEW) < 0);
    shelf_put(shelf, &full, PUT_UPDATED);
    assert_int_equal(changed(shelf, 17), 0);
    bare.doi = full.doi = "10.1000/hands";
    bare.title = full.title = "Warm hands and sleep in the far south";
    full.pmid = 18;
    set_abstract(&shelf->arena, &full, "They slept.");
    assert_true(shelf_put(shelf, &bare, PUT_NEW) < 0);
    shelf_put(shelf, &full, PUT_UPDATED);
    assert_true(changed(shelf, 18) > 0);
    shelf_commit(shelf);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_new_study_is_not_changed, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_what_counts_as_a_change, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_change_is_kept_through_later_imports, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_study_that_moves_is_changed_by_what_it_gains, shelf_new,
                                        shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
