// Links that come without their studies.

#include "store_help.h"

static PmidList pmids(const int64_t *list, size_t count) {
    return (PmidList){list, count, -1, LINKS_NOT_ASKED};
}
#define PMIDS(...) pmids((int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void put_links(Shelf *shelf, int64_t pmid, PmidList references, PmidList cited_by) {
    PmidList links[LINK_KINDS] = {references, cited_by, {NULL, 0, -1, LINKS_NOT_ASKED}};
    assert_ok(shelf, cache_put_links(shelf->cache, shelf->import, ++shelf->number, pmid, links, &shelf->err));
}

static void check_links(Shelf *shelf, StudyId id, LinkKind kind, const char *expected) {
    LinkList list;
    String ids = {0};
    assert_ok(shelf, cache_links(shelf->cache, id, kind, 100, &shelf->arena, &list, &shelf->err));
    for (size_t i = 0; i < list.count; i++) {
        string_format(&ids, "%s%d", i > 0 ? " " : "", (int) list.rows[i].id);
    }
    if (list.announced >= 0) {
        string_format(&ids, " of %d", (int) list.announced);
    }
    assert_string_equal(string_text(&ids), expected);
    IdList linked = {0};
    assert_ok(shelf, cache_link_ids(shelf->cache, id, kind, &linked, &shelf->err));
    assert_int_equal(linked.count, list.count);
    id_list_free(&linked);
    string_free(&ids);
}

static int64_t cited_by(Shelf *shelf, StudyId id) {
    StudyRow row;
    assert_ok(shelf, cache_rows(shelf->cache, &id, 1, &shelf->arena, &row, &shelf->err));
    assert_ok(shelf, cache_rows_cited_by(shelf->cache, &row, 1, &shelf->err));
    return row.cited_by;
}

static void check_search(Shelf *shelf, const char *text, const char *expected) {
    size_t column;
    QueryNode *tree = query_parse(sv(text), &shelf->arena, &column, NULL, &shelf->err);
    assert_ok(shelf, tree);
    Search search = {.tree = tree, .sort = SORT_DATE, .descending = true};
    IdList ids = {0};
    String found = {0};
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, NULL, &shelf->err));
    id_list_sort(&ids);
    for (size_t i = 0; i < ids.count; i++) {
        string_format(&found, "%s%d", i > 0 ? " " : "", (int) ids.ids[i]);
    }
    assert_string_equal(string_text(&found), expected);
    id_list_free(&ids);
    string_free(&found);
}

// PMIDs are far smaller yet: those beyond 31 bits are not lost for it.
static void test_large_numbers_are_numbers_too(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/links.csv");
    put_links(shelf, 20, PMIDS(5, 4294967301), pmids(NULL, 0));
    put_links(shelf, 9000000000, PMIDS(5, 20, 5), (PmidList){NULL, 0, 3000000000, LINKS_NOT_ASKED});
    put_links(shelf, 20, PMIDS(2147483647, 6), pmids(NULL, 0));
    shelf_commit(shelf);
    IdList ids = {0};
    assert_ok(shelf, cache_link_ids(shelf->cache, 20, LINK_REFERENCES, &ids, &shelf->err));
    id_list_sort(&ids);
    assert_int_equal(ids.count, 4);
    assert_int_equal(ids.ids[0], 5);
    assert_int_equal(ids.ids[1], 6);
    assert_int_equal(ids.ids[2], 2147483647);
    assert_int_equal(ids.ids[3], 4294967301);
    ids.count = 0;
    assert_ok(shelf, cache_link_ids(shelf->cache, 5, LINK_CITED_BY, &ids, &shelf->err));
    id_list_sort(&ids);
    assert_int_equal(ids.count, 2);
    assert_int_equal(ids.ids[0], 20);
    assert_int_equal(ids.ids[1], 9000000000);
    id_list_free(&ids);
    shelf_check(shelf);
}

static void test_links_need_no_study(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/links.csv");
    put_links(shelf, 20, PMIDS(3, 1, 20, 1), pmids(NULL, 0));
    put_links(shelf, 30, PMIDS(3, 20), (PmidList){(int64_t[]){41, 40}, 2, 7, LINKS_NOT_ASKED});
    put_links(shelf, 20, PMIDS(4), pmids(NULL, 0));
    shelf_commit(shelf);
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 0);
    assert_false(cache_has(shelf->cache, 20));
    check_links(shelf, 20, LINK_REFERENCES, "4 3 1");
    check_links(shelf, 20, LINK_CITED_BY, "30");
    check_links(shelf, 3, LINK_CITED_BY, "30 20");
    check_links(shelf, 30, LINK_CITED_BY, "41 40 of 7");
    check_links(shelf, 41, LINK_REFERENCES, "30");
    Ident ident = {IDENT_PMID, 20, NULL};
    assert_int_equal(cache_find(shelf->cache, &ident, &shelf->err), 20);
    ident.number = 77;
    assert_int_equal(cache_find(shelf->cache, &ident, &shelf->err), 0);
    ImportRow *imports;
    assert_int_equal(cache_imports(shelf->cache, &shelf->arena, &imports, &shelf->err), 1);
    assert_int_equal(imports[0].links, 9);
    assert_int_equal(imports[0].created, 2);
    shelf_check(shelf);
}

static void test_the_same_links_again_change_nothing(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/links.csv");
    for (int i = 0; i < 2; i++) {
        put_links(shelf, 20, PMIDS(1, 3), (PmidList){NULL, 0, 0, LINKS_NOT_ASKED});
        put_links(shelf, 30, PMIDS(3), pmids(NULL, 0));
        shelf_next(shelf, "/links.csv");
    }
    put_links(shelf, 30, PMIDS(5, 3), pmids(NULL, 0));
    shelf_commit(shelf);
    ImportRow *imports;
    assert_int_equal(cache_imports(shelf->cache, &shelf->arena, &imports, &shelf->err), 3);
    assert_int_equal(imports[1].unchanged, 2);
    assert_int_equal(imports[1].created + imports[1].updated, 0);
    assert_int_equal(imports[0].updated, 1);
    check_links(shelf, 3, LINK_CITED_BY, "30 20");
    check_links(shelf, 5, LINK_CITED_BY, "30");
    check_links(shelf, 20, LINK_CITED_BY, " of 0");
    shelf_check(shelf);
}

// A study and a file of links say the same in part; whichever comes first, each link counts once.
static void test_studies_before_and_after(void **state) {
    Shelf *shelf = *state;
    Study citing = study_of(RECORD_PUBMED_XML, 20, "A study that cites"), newer;
    Study cited = study_of(RECORD_PUBMED_XML, 3, "A study that is cited");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 3, NULL, "Roe A. Tea. 2001.");
    newer = citing;
    newer.revised = 20240101;
    newer.links[LINK_REFERENCES] = (CitationList){NULL, 0, -1};
    shelf_open(shelf, "/a");
    for (int round = 0; round < 2; round++) {
        if (round == 0) {
            shelf_put(shelf, &citing, PUT_NEW);
            shelf_put(shelf, &cited, PUT_NEW);
        }
        put_links(shelf, 20, PMIDS(3, 1), pmids(NULL, 0));
        put_links(shelf, 3, pmids(NULL, 0), (PmidList){(int64_t[]){20}, 1, 9, LINKS_NOT_ASKED});
        shelf_commit(shelf);
        assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
        if (round == 1) {
            shelf_put(shelf, &cited, PUT_NEW);
            shelf_put(shelf, &citing, PUT_NEW);
        }
        check_links(shelf, 20, LINK_REFERENCES, "3 1");
        check_links(shelf, 3, LINK_CITED_BY, "20 of 9");
        assert_int_equal(cited_by(shelf, 3), 9);
        check_search(shelf, "cites:9", "3");
        check_search(shelf, "has:references", "20");
        check_search(shelf, "refs:20", "3"); // a list has only what has a record
        check_search(shelf, "citedby:1", "20");
        // The record that replaces it lists nothing: the file's links stay.
        shelf_put(shelf, &newer, PUT_UPDATED);
        check_links(shelf, 20, LINK_REFERENCES, "3 1");
        check_links(shelf, 3, LINK_CITED_BY, "20 of 9");
        check_search(shelf, "has:references", "20");
        shelf_commit(shelf);
        shelf_check(shelf);
        // Their records go, the links stay.
        assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
        assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, 20, &shelf->err));
        assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, 3, &shelf->err));
        check_links(shelf, 1, LINK_CITED_BY, "20");
        shelf_commit(shelf);
        shelf_check(shelf);
        assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    }
}

// The count of all that cite, read for whole lists, takes no link twice.
static void test_counting_each_link_once(void **state) {
    Shelf *shelf = *state;
    Study cited = study_of(RECORD_PUBMED_XML, 3, "A study that is cited");
    Study citing = study_of(RECORD_PUBMED_XML, 20, "A study that cites");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 3, NULL, "Roe A. Tea. 2001.");
    shelf_open(shelf, "/a");
    shelf_put(shelf, &cited, PUT_NEW);
    put_links(shelf, 20, PMIDS(3), pmids(NULL, 0));
    shelf_put(shelf, &citing, PUT_NEW);
    put_links(shelf, 21, PMIDS(3), pmids(NULL, 0));
    shelf_next(shelf, "/b");
    put_links(shelf, 20, PMIDS(3, 4), pmids(NULL, 0));
    shelf_commit(shelf);
    assert_int_equal(cited_by(shelf, 3), 2);
    check_search(shelf, "cites:2", "3");
    check_search(shelf, "cites:3..", "");
    shelf_check(shelf);
}

static void test_what_was_not_committed_is_gone(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/links.csv");
    put_links(shelf, 20, PMIDS(1), pmids(NULL, 0));
    shelf_next(shelf, "/links.csv");
    put_links(shelf, 21, PMIDS(1), pmids(NULL, 0));
    cache_rollback(shelf->cache);
    shelf_begin(shelf, "/links.csv");
    put_links(shelf, 22, PMIDS(1), pmids(NULL, 0));
    shelf_commit(shelf);
    check_links(shelf, 1, LINK_CITED_BY, "22 20");
    shelf_check(shelf);
}

static void test_many_links_in_any_order(void **state) {
    Shelf *shelf = *state;
    enum { STUDIES = 500, EACH = 6 };
    shelf_open(shelf, "/links.csv");
    for (int i = 0; i < STUDIES * EACH; i++) {
        int study = 1 + (i * 7919) % STUDIES; // each study EACH times, far apart
        put_links(shelf, 10000 + study, PMIDS(1 + (i / STUDIES) * 100 + study % 3, 99999999 - i / STUDIES),
                  pmids(NULL, 0));
        if (i % 700 == 0) {
            shelf_next(shelf, "/links.csv");
        }
    }
    shelf_commit(shelf);
    for (int study = 1; study <= STUDIES; study += 99) {
        IdList ids = {0};
        assert_ok(shelf, cache_link_ids(shelf->cache, 10000 + study, LINK_REFERENCES, &ids, &shelf->err));
        assert_int_equal(ids.count, 2 * EACH);
        assert_int_equal(ids.ids[0], 1 + study % 3);
        assert_int_equal(ids.ids[2 * EACH - 1], 99999999);
        id_list_free(&ids);
    }
    IdList citing = {0};
    assert_ok(shelf, cache_link_ids(shelf->cache, 99999999, LINK_CITED_BY, &citing, &shelf->err));
    assert_int_equal(citing.count, STUDIES);
    id_list_free(&citing);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_links_need_no_study, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_large_numbers_are_numbers_too, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_the_same_links_again_change_nothing, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_studies_before_and_after, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_counting_each_link_once, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_what_was_not_committed_is_gone, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_many_links_in_any_order, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
