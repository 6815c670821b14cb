#include "store_help.h"

static void test_new_then_unchanged(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 101, "Umbilical cells in sepsis");
    shelf_open(shelf, "/a.xml");
    assert_int_equal(shelf_put(shelf, &study, PUT_NEW), 101);
    shelf_next(shelf, "/a.xml");
    assert_int_equal(shelf_put(shelf, &study, PUT_UNCHANGED), 101);
    shelf_commit(shelf);

    RecordRow *records;
    assert_int_equal(cache_records(shelf->cache, 101, &shelf->arena, &records, &shelf->err), 1);
    assert_string_equal(records[0].source, "/a.xml");
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 1);
    ImportRow *imports;
    assert_int_equal(cache_imports(shelf->cache, &shelf->arena, &imports, &shelf->err), 2);
    assert_int_equal(imports[0].unchanged, 1);
    assert_int_equal(imports[0].created, 0);
    assert_int_equal(imports[0].ended, 0);
    assert_int_equal(imports[1].created, 1);
    assert_true(imports[1].ended > 0);
    shelf_check(shelf);
}

static void test_the_same_record_from_another_file_is_a_further_source(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 101, "Umbilical cells in sepsis");
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_next(shelf, "/b.xml");
    shelf_put(shelf, &study, PUT_UNCHANGED);
    shelf_commit(shelf);
    RecordRow *records;
    assert_int_equal(cache_records(shelf->cache, 101, &shelf->arena, &records, &shelf->err), 2);
    assert_string_equal(records[1].source, "/b.xml");
    shelf_check(shelf);
}

static void test_newer_pubmed_record_replaces(void **state) {
    Shelf *shelf = *state;
    Study first = study_of(RECORD_PUBMED_XML, 7, "Old title of a trial"), newer = first, older = first;
    set_abstract(&shelf->arena, &first, "Words that went away");
    first.pmid_version = newer.pmid_version = older.pmid_version = 1;
    first.revised = 20200101;
    newer.title = "New title of a trial";
    newer.revised = 20210101;
    older.title = "Oldest title of a trial";
    older.revised = 20190101;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &first, PUT_NEW);
    shelf_put(shelf, &newer, PUT_UPDATED);
    shelf_put(shelf, &older, PUT_UNCHANGED);
    Study now = shelf_get(shelf, 7);
    assert_string_equal(now.title, "New title of a trial");
    assert_int_equal(now.section_count, 0); // nothing of the record that it replaced
    // The same three again: nothing changes.
    shelf_next(shelf, "/a.xml");
    shelf_put(shelf, &first, PUT_UNCHANGED);
    shelf_put(shelf, &newer, PUT_UNCHANGED);
    shelf_put(shelf, &older, PUT_UNCHANGED);
    shelf_commit(shelf);
    assert_string_equal(shelf_get(shelf, 7).title, "New title of a trial");
    shelf_check(shelf);
}

static void test_a_higher_version_wins_over_a_later_revision(void **state) {
    Shelf *shelf = *state;
    Study second = study_of(RECORD_PUBMED_XML, 7, "Second version"), first = second;
    second.pmid_version = 2;
    second.revised = 20200101;
    first.title = "First version";
    first.pmid_version = 1;
    first.revised = 20240101;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &second, PUT_NEW);
    shelf_put(shelf, &first, PUT_UNCHANGED);
    assert_string_equal(shelf_get(shelf, 7).title, "Second version");
    shelf_commit(shelf);
}

static void test_poorer_records_fill_and_never_replace(void **state) {
    Shelf *shelf = *state;
    Study page = study_of(RECORD_PAGE, 7, "Title as the page has it"), xml = page, nbib = page;
    set_abstract(&shelf->arena, &page, "Abstract of the page");
    page.conflict_of_interest = "None.";
    page.links[LINK_CITED_BY].announced = 156;
    xml.kind = RECORD_PUBMED_XML;
    xml.title = "Title as PubMed has it";
    xml.sections = NULL;
    xml.section_count = 0;
    xml.conflict_of_interest = NULL;
    xml.links[LINK_CITED_BY].announced = -1;
    nbib = xml;
    nbib.kind = RECORD_MEDLINE;
    nbib.title = "Title as MEDLINE has it";
    shelf_open(shelf, "/page.txt");
    shelf_put(shelf, &page, PUT_NEW);
    shelf_put(shelf, &xml, PUT_UPDATED);
    Study now = shelf_get(shelf, 7);
    assert_string_equal(now.title, "Title as PubMed has it");
    assert_string_equal(now.sections[0].text, "Abstract of the page");
    assert_string_equal(now.conflict_of_interest, "None.");
    assert_int_equal(now.links[LINK_CITED_BY].announced, 156);
    assert_int_equal(now.kind, RECORD_PUBMED_XML);
    // MEDLINE has nothing that is not there.
    shelf_put(shelf, &nbib, PUT_UNCHANGED);
    assert_string_equal(shelf_get(shelf, 7).title, "Title as PubMed has it");
    shelf_next(shelf, "/page.txt");
    shelf_put(shelf, &page, PUT_UNCHANGED);
    shelf_put(shelf, &xml, PUT_UNCHANGED);
    shelf_put(shelf, &nbib, PUT_UNCHANGED);
    shelf_commit(shelf);
    RecordRow *records;
    assert_int_equal(cache_records(shelf->cache, 7, &shelf->arena, &records, &shelf->err), 3);
    shelf_check(shelf);
}

static void test_order_of_sources_does_not_matter(void **state) {
    Shelf *shelf = *state;
    for (int turn = 0; turn < 2; turn++) {
        Study xml = study_of(RECORD_PUBMED_XML, 10 + turn, "One title"), page = xml;
        page.kind = RECORD_PAGE;
        page.specialty = "Hepatology";
        if (turn == 0) {
            shelf_open(shelf, "/x");
        }
        shelf_put(shelf, turn ? &page : &xml, PUT_NEW);
        shelf_put(shelf, turn ? &xml : &page, PUT_UPDATED);
        Study now = shelf_get(shelf, 10 + turn);
        assert_int_equal(now.kind, RECORD_PUBMED_XML);
        assert_string_equal(now.specialty, "Hepatology");
    }
    shelf_commit(shelf);
    shelf_check(shelf);
}

static void test_joining_without_pmid(void **state) {
    Shelf *shelf = *state;
    Study known = study_of(RECORD_PUBMED_XML, 50, "Wharton's jelly cells after transplantation of the liver");
    known.doi = "10.1000/liver";
    known.pmcid = "PMC50";
    known.year = 2012;
    known.pages = "112-20";
    add_author(&shelf->arena, &known, "Zhang", "Zheng", "Z");
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &known, PUT_NEW);

    Study by_doi = study_of(RECORD_DATABASE, 0, "WHARTON'S JELLY CELLS AFTER TRANSPLANTATION OF THE LIVER.");
    by_doi.doi = "10.1000/liver";
    by_doi.specialty = "a";
    assert_int_equal(shelf_put(shelf, &by_doi, PUT_UPDATED), 50);
    Study by_pmcid = study_of(RECORD_PAGE, 0, "Jelly");
    by_pmcid.pmcid = "PMC50";
    assert_int_equal(shelf_put(shelf, &by_pmcid, PUT_UNCHANGED), 50);
    Study by_print = known;
    by_print.kind = RECORD_DATABASE;
    by_print.pmid = 0;
    by_print.doi = by_print.pmcid = NULL;
    by_print.title = "Wharton\xe2\x80\x99s Jelly cells after transplantation of the liver";
    assert_int_equal(shelf_put(shelf, &by_print, PUT_UNCHANGED), 50);

    // The same DOI over another title is another study (meeting abstracts).
    Study other = study_of(RECORD_DATABASE, 0, "Poster session on something else altogether");
    other.doi = "10.1000/liver";
    assert_int_equal(shelf_put(shelf, &other, PUT_NEW), -1);
    // Equal prints with different DOIs are not one study either.
    by_print.doi = "10.1000/preprint";
    assert_int_equal(shelf_put(shelf, &by_print, PUT_NEW), -2);
    shelf_commit(shelf);
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 3);
    shelf_check(shelf);
}

static void test_doubtful_records_stay_apart(void **state) {
    Shelf *shelf = *state;
    const char *title = "Copper surfaces and infections in intensive care";
    Study first = study_of(RECORD_DATABASE, 0, title);
    add_author(&shelf->arena, &first, "Vale", "Ann", "A");
    first.journal.title = "The Journal of Surfaces";
    first.year = 2013;
    first.volume = "3";
    first.pages = "21-29";
    first.doi = "10.5555/copper";
    Study same = first, later = first, elsewhere = first, abstract = first, sparse = first;
    same.journal.title = "J Surf";
    same.pages = "21-9";
    same.doi = NULL;
    sparse.doi = sparse.pages = NULL; // its fingerprint has no page
    later.year = 2016;
    elsewhere.pages = "99-101";
    abstract.journal.title = "Wards and Values";
    abstract.volume = "16";
    abstract.pages = "A353";
    abstract.doi = NULL;
    shelf_open(shelf, "/a.ris");
    assert_int_equal(shelf_put(shelf, &first, PUT_NEW), -1);
    assert_int_equal(shelf_put(shelf, &same, PUT_UPDATED), -1);
    assert_int_equal(shelf_put(shelf, &sparse, PUT_UPDATED), -1);
    assert_int_equal(shelf_put(shelf, &later, PUT_NEW), -2);
    assert_int_equal(shelf_put(shelf, &elsewhere, PUT_NEW), -3);
    assert_int_equal(shelf_put(shelf, &abstract, PUT_NEW), -4);
    // All of them again: each is known by its own record.
    shelf_next(shelf, "/a.ris");
    assert_int_equal(shelf_put(shelf, &elsewhere, PUT_UNCHANGED), -3);
    assert_int_equal(shelf_put(shelf, &abstract, PUT_UNCHANGED), -4);
    assert_int_equal(shelf_put(shelf, &later, PUT_UNCHANGED), -2);
    assert_int_equal(shelf_put(shelf, &sparse, PUT_UNCHANGED), -1);
    shelf_commit(shelf);
    RecordRow *records;
    assert_int_equal(cache_records(shelf->cache, -1, &shelf->arena, &records, &shelf->err), 3);
    shelf_check(shelf);
}

static void test_a_record_that_stands_twice_in_a_file_is_kept_twice(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_DATABASE, 0, "Copper surfaces and infections in intensive care");
    study.doi = "10.5555/copper";
    shelf_open(shelf, "/a.ris");
    for (int turn = 0; turn < 2; turn++) {
        StudyId id = shelf_put(shelf, &study, turn ? PUT_UNCHANGED : PUT_NEW);
        assert_int_equal(id, -1);
        assert_int_equal(shelf_put(shelf, &study, PUT_UNCHANGED), -1);
        RecordRow *records; // the second time the file is only read again
        assert_int_equal(cache_records(shelf->cache, -1, &shelf->arena, &records, &shelf->err), 2);
        assert_int_equal(records[1].number, 2);
        shelf_next(shelf, "/a.ris");
    }
    shelf_commit(shelf);
    shelf_check(shelf);
}

static void test_two_pmids_are_never_one_study(void **state) {
    Shelf *shelf = *state;
    Study first = study_of(RECORD_PUBMED_XML, 1, "Abstracts of a meeting"), second = first;
    first.doi = second.doi = "10.1000/meeting";
    second.pmid = 2;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &first, PUT_NEW);
    shelf_put(shelf, &second, PUT_NEW);
    shelf_commit(shelf);
    assert_string_equal(shelf_get(shelf, 1).doi, "10.1000/meeting");
    assert_string_equal(shelf_get(shelf, 2).doi, "10.1000/meeting");
    assert_int_equal(cache_find_text(shelf->cache, "doi", "10.1000/meeting", &shelf->err), 2);
    shelf_check(shelf);
}

static void test_a_record_without_any_name_comes_again(void **state) {
    Shelf *shelf = *state;
    Study press = study_of(RECORD_PAGE, 0, NULL), erratum = study_of(RECORD_DATABASE, 0, "Erratum");
    set_abstract(&shelf->arena, &press, "A press article (1,2).");
    shelf_open(shelf, "/press.txt");
    StudyId id = shelf_put(shelf, &press, PUT_NEW), other = shelf_put(shelf, &erratum, PUT_NEW);
    shelf_next(shelf, "/press.txt");
    assert_int_equal(shelf_put(shelf, &press, PUT_UNCHANGED), id);
    assert_int_equal(shelf_put(shelf, &erratum, PUT_UNCHANGED), other);
    set_abstract(&shelf->arena, &erratum, "Another erratum.");
    assert_int_not_equal(shelf_put(shelf, &erratum, PUT_NEW), other);
    shelf_commit(shelf);
    shelf_check(shelf);
}

static void test_a_study_that_gains_a_pmid_moves(void **state) {
    Shelf *shelf = *state;
    Study page = study_of(RECORD_PAGE, 0, "Exosomes and the injured liver, a review"), xml = page;
    page.doi = xml.doi = "10.1000/exo";
    page.specialty = "Hepatology";
    xml.kind = RECORD_PUBMED_XML;
    xml.pmid = 900;
    shelf_open(shelf, "/page.txt");
    StudyId old = shelf_put(shelf, &page, PUT_NEW);
    assert_int_equal(old, -1);
    shelf_next(shelf, "/a.xml");
    assert_int_equal(shelf_put(shelf, &xml, PUT_UPDATED), 900);
    assert_int_equal(shelf_put(shelf, &page, PUT_UNCHANGED), 900);
    shelf_commit(shelf);
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 1);
    assert_string_equal(shelf_get(shelf, old).specialty, "Hepatology");
    assert_int_equal(shelf_get(shelf, old).pmid, 900);
    StudyRow row;
    assert_ok(shelf, cache_rows(shelf->cache, &old, 1, &shelf->arena, &row, &shelf->err));
    assert_true(row.found);
    assert_int_equal(row.id, 900);
    Ident ident = {IDENT_CARREL, 1, NULL};
    assert_int_equal(cache_find(shelf->cache, &ident, &shelf->err), 900);
    RecordRow *records;
    assert_int_equal(cache_records(shelf->cache, old, &shelf->arena, &records, &shelf->err), 3);
    shelf_check(shelf);
}

static void test_deleting(void **state) {
    Shelf *shelf = *state;
    Study xml = study_of(RECORD_PUBMED_XML, 7, "Withdrawn by its publisher"), page = xml;
    xml.doi = "10.1000/gone";
    xml.conflict_of_interest = "Sold the drug.";
    page.kind = RECORD_PAGE;
    page.pmid = 8;
    Study both = xml;
    both.pmid = 8;
    both.doi = NULL;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &xml, PUT_NEW);
    shelf_put(shelf, &both, PUT_NEW);
    shelf_put(shelf, &page, PUT_UNCHANGED);
    assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, 7, &shelf->err));
    assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, 8, &shelf->err));
    assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, 9, &shelf->err));
    shelf_commit(shelf);
    assert_false(cache_has(shelf->cache, 7));
    assert_int_equal(cache_find_text(shelf->cache, "doi", "10.1000/gone", &shelf->err), 0);
    Study left = shelf_get(shelf, 8); // the page's record stays
    assert_int_equal(left.kind, RECORD_PAGE);
    assert_null(left.conflict_of_interest);
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 1);
    ImportRow *imports;
    assert_int_equal(cache_imports(shelf->cache, &shelf->arena, &imports, &shelf->err), 1);
    assert_int_equal(imports[0].deleted, 3);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new_then_unchanged, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_the_same_record_from_another_file_is_a_further_source, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_newer_pubmed_record_replaces, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_higher_version_wins_over_a_later_revision, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_poorer_records_fill_and_never_replace, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_order_of_sources_does_not_matter, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_joining_without_pmid, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_doubtful_records_stay_apart, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_record_that_stands_twice_in_a_file_is_kept_twice, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_two_pmids_are_never_one_study, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_record_without_any_name_comes_again, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_study_that_gains_a_pmid_moves, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_deleting, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
