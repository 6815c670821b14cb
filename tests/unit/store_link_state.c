// What services answered about the links of a study.

#include "store_help.h"

#include "carrel/store/link_state.h"

static void put_answer(Shelf *shelf, const char *source, int64_t time, LinkKind kind, LinkStatus status,
                       const int64_t *pmids, size_t count, int64_t announced) {
    PmidList links[LINK_KINDS] = {{.announced = -1}, {.announced = -1}, {.announced = -1}};
    links[kind] = (PmidList){pmids, count, announced, status};
    assert_ok(shelf, cache_put_link_answers(shelf->cache, 7, source, time, links, &shelf->err));
}

static void test_each_source_keeps_its_own_list(void **state) {
    Shelf *shelf = *state;
    Arena arena = {0};
    LinkAnswer *answers;
    shelf_open(shelf, "/a.links");
    put_answer(shelf, "icite", 1000, LINK_REFERENCES, LINKS_LISTED, (int64_t[]){5, 3}, 2, -1);
    put_answer(shelf, "ncbi", 2000, LINK_REFERENCES, LINKS_NONE, NULL, 0, -1);
    put_answer(shelf, "ncbi", 2000, LINK_CITED_BY, LINKS_PARTIAL, (int64_t[]){9}, 1, 40);
    assert_int_equal(cache_link_answers(shelf->cache, 7, &arena, &answers, &shelf->err), 3);
    assert_string_equal(answers[0].source, "icite");
    assert_int_equal(answers[0].kind, LINK_REFERENCES);
    assert_int_equal(answers[0].status, LINKS_LISTED);
    assert_int_equal(answers[0].announced, -1);
    assert_int_equal(answers[0].count, 2);
    assert_int_equal(answers[0].pmids[0], 3);
    assert_string_equal(answers[1].source, "ncbi");
    assert_int_equal(answers[1].status, LINKS_NONE);
    assert_int_equal(answers[1].time, 2000);
    assert_int_equal(answers[2].announced, 40);
    assert_int_equal(cache_link_answers(shelf->cache, 8, &arena, &answers, &shelf->err), 0);
    arena_free(&arena);
    shelf_commit(shelf);
}

static void test_none_is_an_answer_and_failed_is_not(void **state) {
    Shelf *shelf = *state;
    static const struct {
        LinkStatus status;
        bool fresh;
    } cases[] = {{LINKS_LISTED, true},
                 {LINKS_NONE, true},
                 {LINKS_UNKNOWN, true},
                 {LINKS_PARTIAL, false},
                 {LINKS_FAILED, false}};
    shelf_open(shelf, "/a.links");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool fresh;
        put_answer(shelf, "icite", 1000, LINK_SIMILAR, cases[i].status, NULL, 0, -1);
        assert_ok(shelf,
                  cache_links_are_fresh(shelf->cache, 7, LINK_SIMILAR, "icite", 1000, &fresh, &shelf->err));
        assert_int_equal(fresh, cases[i].fresh);
        assert_ok(shelf,
                  cache_links_are_fresh(shelf->cache, 7, LINK_SIMILAR, "icite", 1001, &fresh, &shelf->err));
        assert_false(fresh); // too old
        assert_ok(shelf,
                  cache_links_are_fresh(shelf->cache, 7, LINK_SIMILAR, "ncbi", 0, &fresh, &shelf->err));
        assert_false(fresh);
    }
    shelf_commit(shelf);
}

static void test_a_failure_leaves_what_was_known(void **state) {
    Shelf *shelf = *state;
    Arena arena = {0};
    LinkAnswer *answers;
    shelf_open(shelf, "/a.links");
    put_answer(shelf, "icite", 1000, LINK_REFERENCES, LINKS_LISTED, (int64_t[]){5, 3}, 2, 4);
    put_answer(shelf, "icite", 3000, LINK_REFERENCES, LINKS_FAILED, NULL, 0, -1);
    assert_int_equal(cache_link_answers(shelf->cache, 7, &arena, &answers, &shelf->err), 1);
    assert_int_equal(answers[0].status, LINKS_FAILED);
    assert_int_equal(answers[0].time, 3000);
    assert_int_equal(answers[0].count, 2);
    assert_int_equal(answers[0].announced, 4);
    arena_free(&arena);
    shelf_commit(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_source_keeps_its_own_list, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_none_is_an_answer_and_failed_is_not, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_failure_leaves_what_was_known, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
