// What studies have in common is kept once, in a dictionary.

#include "store/cachefile.h"
#include "store_help.h"

#define TRAINED_FROM 5000

static const char *abstract_of(Arena *arena, int64_t pmid) {
    return arena_format(
        arena,
        "Background: Falls are frequent among patients of ward %d. Methods: We randomised %d "
        "patients to exercise or to usual care. Results: After %d weeks %d patients had fallen. "
        "Conclusions: Exercise prevented falls in ward %d.",
        (int) (pmid * 7919 % 1009), (int) (pmid * 31 % 977), (int) (pmid % 53), (int) (pmid * 17 % 499),
        (int) (pmid * 7919 % 1009));
}

static void put_many(Shelf *shelf, int64_t from, int64_t count) {
    for (int64_t pmid = from; pmid < from + count; pmid++) {
        Study study = study_of(RECORD_PUBMED_XML, pmid, "Exercise against falls of older people on a ward");
        set_abstract(&shelf->arena, &study, abstract_of(&shelf->arena, pmid));
        shelf_put(shelf, &study, PUT_NEW);
    }
}

static void check_many(Shelf *shelf, int64_t from, int64_t count) {
    for (int64_t pmid = from; pmid < from + count; pmid++) {
        Study study = shelf_get(shelf, pmid);
        assert_string_equal(study.title, "Exercise against falls of older people on a ward");
        assert_int_equal(study.section_count, 1);
        assert_string_equal(study.sections[0].text, abstract_of(&shelf->arena, pmid));
    }
}

static int64_t number_of(Shelf *shelf, const char *sql) {
    int64_t number;
    sqlite3_stmt *statement = db_statement(shelf->cache->db, sql, &shelf->err);
    assert_ok(shelf, statement);
    assert_ok(shelf, db_number(shelf->cache->db, statement, -1, &number, &shelf->err));
    return number;
}

static void test_the_first_studies_are_packed_with_it_at_once(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/many.xml");
    put_many(shelf, 1, TRAINED_FROM);
    shelf_commit(shelf);
    assert_int_equal(number_of(shelf, "SELECT count(*) FROM dictionary"), 1);
    assert_int_equal(number_of(shelf, "SELECT count(*) FROM detail WHERE substr(data, 1, 2) = x'0201'"),
                     TRAINED_FROM);
    assert_int_equal(number_of(shelf, "SELECT value FROM setting WHERE name = 'packed_to'"), -1);
    shelf_begin(shelf, "/more.xml");
    put_many(shelf, TRAINED_FROM + 1, 10);
    shelf_commit(shelf);
    check_many(shelf, 1, TRAINED_FROM + 10);
    shelf_check(shelf);
}

static int refuse(void *context) {
    (void) context;
    return 1;
}

// The dictionary is gone with the transaction, and nothing may be packed with it any more.
static void test_a_dictionary_that_was_rolled_back_is_forgotten(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/many.xml");
    put_many(shelf, 1, TRAINED_FROM);
    sqlite3_commit_hook(shelf->cache->db->sqlite, refuse, NULL);
    assert_false(cache_commit(shelf->cache, &shelf->err));
    sqlite3_commit_hook(shelf->cache->db->sqlite, NULL, NULL);
    cache_rollback(shelf->cache);
    shelf_begin(shelf, "/few.xml");
    put_many(shelf, 1, 10);
    shelf_commit(shelf);
    assert_int_equal(number_of(shelf, "SELECT count(*) FROM dictionary"), 0);
    check_many(shelf, 1, 10);
    cache_close(shelf->cache);
    shelf_open(shelf, "/rest.xml");
    check_many(shelf, 1, 10);
    put_many(shelf, 11, TRAINED_FROM);
    shelf_commit(shelf);
    check_many(shelf, 1, TRAINED_FROM + 10);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_first_studies_are_packed_with_it_at_once, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_a_dictionary_that_was_rolled_back_is_forgotten, shelf_new,
                                        shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
