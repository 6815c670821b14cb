#include "store_help.h"

static LinkList links_of(Shelf *shelf, StudyId id, LinkKind kind) {
    LinkList list;
    assert_ok(shelf, cache_links(shelf->cache, id, kind, SIZE_MAX, &shelf->arena, &list, &shelf->err));
    return list;
}

static void check_ids(const LinkList *list, const StudyId *ids, size_t count) {
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list->rows[i].id, ids[i]);
    }
}

static void test_references_are_in_order_and_both_directions_meet(void **state) {
    Shelf *shelf = *state;
    Study citing = study_of(RECORD_PUBMED_XML, 100, "Citing"),
          cited = study_of(RECORD_PUBMED_XML, 50, "Cited");
    cited.doi = "10.1000/50";
    cited.year = 1999;
    cited.journal.abbreviation = "J Inv";
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 70, NULL, "Stub of seventy. J Inv 2001;3:4.");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 0, NULL, "A book, without any number. 1987.");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 50, NULL, "Cited, as printed");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 70, NULL, "The same once more");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 100, NULL, "Itself");
    // Two more that cite 50, one by its DOI alone; and 100's cited-by list, as a page has it.
    Study by_doi = study_of(RECORD_PUBMED_XML, 90, "By DOI"), third = study_of(RECORD_DATABASE, 0, "No PMID");
    add_citation(&shelf->arena, &by_doi, LINK_REFERENCES, 0, "10.1000/50", "text");
    add_citation(&shelf->arena, &third, LINK_REFERENCES, 50, NULL, "text");
    Citation *page_row = add_citation(&shelf->arena, &cited, LINK_CITED_BY, 300, NULL, "J Inv. 2020.");
    page_row->title = "A later one";
    page_row->authors = "Ma L";
    cited.links[LINK_CITED_BY].announced = 156;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &citing, PUT_NEW);
    shelf_put(shelf, &by_doi, PUT_NEW);
    shelf_put(shelf, &third, PUT_NEW);
    shelf_put(shelf, &cited, PUT_NEW);
    shelf_commit(shelf);

    LinkList references = links_of(shelf, 100, LINK_REFERENCES);
    check_ids(&references, (StudyId[]){70, 0, 50}, 3);
    assert_int_equal(references.announced, -1);
    assert_int_equal(references.rows[2].position, 3);
    assert_false(references.rows[0].in_cache);
    assert_true(references.rows[0].flags & STUDY_STUB);
    assert_string_equal(references.rows[0].text, "Stub of seventy. J Inv 2001;3:4.");
    assert_int_equal(references.rows[0].year, 2001);
    assert_int_equal(references.rows[1].year, 1987);
    assert_true(references.rows[2].in_cache);
    assert_string_equal(references.rows[2].title, "Cited");
    assert_string_equal(references.rows[2].text, "J Inv 1999");

    LinkList citing_list = links_of(shelf, 50, LINK_CITED_BY);
    check_ids(&citing_list, (StudyId[]){300, 100, 90, -1}, 4); // its own list, then newest first
    assert_int_equal(citing_list.announced, 156);
    assert_string_equal(citing_list.rows[0].title, "A later one");
    assert_string_equal(citing_list.rows[0].authors, "Ma L");
    assert_string_equal(citing_list.rows[1].title, "Citing");
    assert_int_equal(citing_list.rows[3].position, 4);

    // 300 has no record, and is known to refer to 50.
    LinkList of_stub = links_of(shelf, 300, LINK_REFERENCES);
    check_ids(&of_stub, (StudyId[]){50}, 1);

    IdList ids = {0};
    assert_ok(shelf, cache_link_ids(shelf->cache, 50, LINK_CITED_BY, &ids, &shelf->err));
    assert_int_equal(ids.count, 4);
    assert_int_equal(ids.ids[0], -1);
    assert_int_equal(ids.ids[3], 300);
    id_list_free(&ids);

    StudyRow row;
    assert_ok(shelf, cache_rows(shelf->cache, &(StudyId){50}, 1, &shelf->arena, &row, &shelf->err));
    assert_ok(shelf, cache_rows_cited_by(shelf->cache, &row, 1, &shelf->err));
    assert_int_equal(row.cited_by, 156); // announced is more than the three that cite it here
    shelf_check(shelf);
}

static void test_links_without_text_beyond_the_screenful(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 1, "One");
    for (int i = 0; i < 10; i++) {
        add_citation(&shelf->arena, &study, LINK_SIMILAR, 100 + i, NULL, "text");
    }
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_commit(shelf);
    LinkList list;
    assert_ok(shelf, cache_links(shelf->cache, 1, LINK_SIMILAR, 4, &shelf->arena, &list, &shelf->err));
    assert_int_equal(list.count, 10);
    assert_string_equal(list.rows[3].text, "text");
    assert_null(list.rows[4].text);
    LinkList back = links_of(shelf, 105, LINK_SIMILAR);
    check_ids(&back, (StudyId[]){1}, 1);
    assert_true(back.rows[0].in_cache);
}

static void test_a_stub_is_what_links_say(void **state) {
    Shelf *shelf = *state;
    Study first = study_of(RECORD_PUBMED_XML, 1, "One"), second = study_of(RECORD_PAGE, 2, "Two");
    add_citation(&shelf->arena, &first, LINK_REFERENCES, 70, NULL, "Whole reference. J Inv 2001;3:4.");
    Citation *better =
        add_citation(&shelf->arena, &second, LINK_SIMILAR, 70, "10.1000/70", "J Inv. 2001;3:4.");
    better->title = "A proper title";
    better->authors = "Zhou B, Li C";
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &first, PUT_NEW);
    Study stub;
    bool found = true;
    assert_ok(shelf, cache_study(shelf->cache, 70, &shelf->arena, &stub, &found, &shelf->err));
    assert_false(found);
    assert_string_equal(stub.title, "Whole reference. J Inv 2001;3:4.");
    shelf_put(shelf, &second, PUT_NEW);
    assert_ok(shelf, cache_study(shelf->cache, 70, &shelf->arena, &stub, &found, &shelf->err));
    assert_false(found);
    assert_int_equal(stub.kind, RECORD_STUB);
    assert_int_equal(stub.pmid, 70);
    assert_string_equal(stub.title, "A proper title");
    assert_string_equal(stub.authors[0].collective, "Zhou B, Li C");
    assert_string_equal(stub.doi, "10.1000/70");
    assert_int_equal(stub.year, 2001);
    // Its record arrives, and the links lead to it by themselves.
    Study record = study_of(RECORD_PUBMED_XML, 70, "Its own title");
    shelf_put(shelf, &record, PUT_NEW);
    shelf_commit(shelf);
    LinkList references = links_of(shelf, 1, LINK_REFERENCES);
    assert_true(references.rows[0].in_cache);
    assert_string_equal(references.rows[0].title, "Its own title");
    assert_ok(shelf, cache_study(shelf->cache, 71, &shelf->arena, &stub, &found, &shelf->err));
    assert_false(found); // nobody knows it
    assert_null(stub.title);
}

static void test_links_follow_a_replaced_record(void **state) {
    Shelf *shelf = *state;
    Study old = study_of(RECORD_PUBMED_XML, 1, "One"), newer = old;
    add_citation(&shelf->arena, &old, LINK_REFERENCES, 70, NULL, "wrong");
    newer.revised = 20240101;
    add_citation(&shelf->arena, &newer, LINK_REFERENCES, 71, NULL, "right");
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &old, PUT_NEW);
    shelf_put(shelf, &newer, PUT_UPDATED);
    shelf_commit(shelf);
    LinkList wrong = links_of(shelf, 70, LINK_CITED_BY), right = links_of(shelf, 71, LINK_CITED_BY);
    assert_int_equal(wrong.count, 0);
    check_ids(&right, (StudyId[]){1}, 1);
    shelf_check(shelf);
}

static void test_links_to_a_study_that_moved(void **state) {
    Shelf *shelf = *state;
    Study page = study_of(RECORD_PAGE, 0, "Exosomes and the injured liver, a review"), xml = page;
    page.doi = xml.doi = "10.1000/exo";
    xml.kind = RECORD_PUBMED_XML;
    xml.pmid = 900;
    Study by_doi = study_of(RECORD_PUBMED_XML, 5, "By DOI"),
          by_pmid = study_of(RECORD_PUBMED_XML, 6, "By PMID");
    add_citation(&shelf->arena, &by_doi, LINK_REFERENCES, 0, "10.1000/exo", "text");
    add_citation(&shelf->arena, &by_pmid, LINK_REFERENCES, 900, NULL, "text");
    shelf_open(shelf, "/a");
    StudyId old = shelf_put(shelf, &page, PUT_NEW);
    shelf_put(shelf, &by_doi, PUT_NEW);
    LinkList list = links_of(shelf, 5, LINK_REFERENCES);
    check_ids(&list, &old, 1);
    shelf_put(shelf, &by_pmid, PUT_NEW);
    shelf_put(shelf, &xml, PUT_UPDATED);
    shelf_commit(shelf);
    list = links_of(shelf, 5, LINK_REFERENCES);
    check_ids(&list, (StudyId[]){900}, 1);
    list = links_of(shelf, old, LINK_CITED_BY);
    check_ids(&list, (StudyId[]){6, 5}, 2);
    StudyRow row;
    assert_ok(shelf, cache_rows(shelf->cache, &old, 1, &shelf->arena, &row, &shelf->err));
    assert_ok(shelf, cache_rows_cited_by(shelf->cache, &row, 1, &shelf->err));
    assert_int_equal(row.cited_by, 2);
    shelf_check(shelf);
}

// A reference with nothing but text leads to the study that it means, whichever came first.
static void test_text_is_matched_by_title_year_and_author(void **state) {
    Shelf *shelf = *state;
    static const char text[] =
        "Roe A, Doe B. Warm feet help against cold nights. J Tea. 2001;3:44\xe2\x80\x93"
        "5.";
    static const struct {
        const char *title, *author, *pages;
        int year;
        bool linked;
    } cases[] = {
        {"Warm feet help against cold nights.", "Roe", "44-5", 2001, true},
        {"Warm feet help against cold nights", "Roe", NULL, 2001, true},
        {"Warm feet help against cold nights", "Roe", "44-45", 2001, true},
        {"Warm feet help against cold nights", "Roe", "91-9", 2001, false},
        {"Warm feet help against cold nights", "Roe", "44-5", 2002, false},
        {"Warm feet help against cold nights", "Doe", "44-5", 2001, false},
        {"Warm feet help against cold nights: a reply", "Roe", "44-5", 2001, false},
        {"Warm feet help", "Roe", "44-5", 2001, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int before = 0; before < 2; before++) {
            Study citing = study_of(RECORD_PUBMED_XML, 1, "A study that cites");
            Study cited = study_of(RECORD_PUBMED_XML, 2, cases[i].title);
            add_author(&shelf->arena, &cited, cases[i].author, "Ann", "A");
            cited.year = cases[i].year;
            cited.pages = cases[i].pages;
            add_citation(&shelf->arena, &citing, LINK_REFERENCES, 0, NULL, text);
            shelf_open(shelf, "/a");
            shelf_put(shelf, before ? &cited : &citing, PUT_NEW);
            shelf_put(shelf, before ? &citing : &cited, PUT_NEW);
            shelf_commit(shelf);
            LinkList references = links_of(shelf, 1, LINK_REFERENCES),
                     citers = links_of(shelf, 2, LINK_CITED_BY);
            assert_int_equal(references.count, 1);
            assert_int_equal(references.rows[0].id, cases[i].linked ? 2 : 0);
            assert_int_equal(references.rows[0].in_cache, cases[i].linked);
            assert_int_equal(citers.count, cases[i].linked ? 1 : 0);
            IdList ids = {0};
            assert_ok(shelf, cache_link_ids(shelf->cache, 2, LINK_CITED_BY, &ids, &shelf->err));
            assert_int_equal(ids.count, cases[i].linked ? 1 : 0);
            id_list_free(&ids);
            shelf_check(shelf);
            cache_close(shelf->cache);
            shelf->cache = NULL;
            assert_int_equal(unlink(shelf->path), 0);
        }
    }
}

// Two studies of one title, year and author: the page tells them apart, and nothing else does.
static void test_text_that_may_mean_two_means_none(void **state) {
    Shelf *shelf = *state;
    Study citing = study_of(RECORD_PUBMED_XML, 1, "A study that cites");
    Study one = study_of(RECORD_PUBMED_XML, 2, "Warm feet help against cold nights"), two;
    add_author(&shelf->arena, &one, "Roe", "Ann", "A");
    one.year = 2001;
    one.pages = "44S-45S";
    two = one;
    two.pmid = 3;
    two.pages = "91-9";
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 0, NULL,
                 "Roe A. Warm feet help against cold nights. J Tea. 2001;3:S44-5.");
    add_citation(&shelf->arena, &citing, LINK_REFERENCES, 0, NULL,
                 "Roe A. Warm feet help against cold nights. J Tea. 2001.");
    shelf_open(shelf, "/a");
    shelf_put(shelf, &citing, PUT_NEW);
    shelf_put(shelf, &one, PUT_NEW);
    shelf_put(shelf, &two, PUT_NEW);
    shelf_commit(shelf);
    LinkList references = links_of(shelf, 1, LINK_REFERENCES);
    assert_int_equal(references.count, 2);
    assert_int_equal(references.rows[0].id, 2);
    assert_int_equal(references.rows[1].id, 0);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_text_is_matched_by_title_year_and_author, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_text_that_may_mean_two_means_none, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_references_are_in_order_and_both_directions_meet, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_links_without_text_beyond_the_screenful, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_stub_is_what_links_say, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_links_follow_a_replaced_record, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_links_to_a_study_that_moved, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
