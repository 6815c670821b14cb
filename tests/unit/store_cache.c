#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

static void test_rows_have_what_a_list_shows(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 22, "Stem cells");
    study.title_translated = true;
    study.year = 2012;
    study.journal.title = "Journal of Invented Hepatology";
    study.journal.abbreviation = "J Inv Hepatol";
    study.doi = "10.1000/22";
    study.pmcid = "PMC22";
    study.links[LINK_CITED_BY].announced = 156;
    add_author(&shelf->arena, &study, "Zhang", "Zheng", "Z");
    set_texts(&shelf->arena, &study.languages, "ger");
    Study group = study_of(RECORD_DATABASE, 0, "By a group");
    group.authors = &(Author){.collective = "LIVER Study Group"};
    group.author_count = 1;
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    StudyId other = shelf_put(shelf, &group, PUT_NEW);
    shelf_commit(shelf);

    Cache *reader = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, reader);
    StudyId ids[] = {other, 22, 4711, -99};
    StudyRow rows[4];
    assert_ok(shelf, cache_rows(reader, ids, 4, &shelf->arena, rows, &shelf->err));
    assert_string_equal(rows[0].author, "LIVER Study Group");
    assert_int_equal(rows[0].cited_by, -1);
    assert_int_equal(rows[0].year, 0);
    assert_null(rows[0].journal);
    assert_true(rows[1].found);
    assert_string_equal(rows[1].author, "Zhang");
    assert_string_equal(rows[1].title, "Stem cells");
    assert_true(rows[1].title_translated);
    assert_string_equal(rows[1].journal, "J Inv Hepatol");
    assert_string_equal(rows[1].doi, "10.1000/22");
    assert_string_equal(rows[1].pmcid, "PMC22");
    assert_int_equal(rows[1].year, 2012);
    assert_int_equal(rows[1].cited_by, 156);
    assert_int_equal(rows[1].flags, study_flags(&study));
    assert_true(rows[1].flags & STUDY_OTHER_LANGUAGE);
    for (size_t i = 2; i < 4; i++) {
        assert_false(rows[i].found);
        assert_int_equal(rows[i].id, ids[i]);
        assert_false(cache_has(reader, ids[i]));
    }
    assert_int_equal(cache_count(reader, &shelf->err), 2);
    cache_close(reader);
}

static void test_finding_by_name(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 22, "Stem cells"),
          nameless = study_of(RECORD_PAGE, 0, "A page");
    study.doi = "10.1000/22";
    study.pmcid = "PMC22";
    study.identifiers = &(Identifier){"arxiv", "2101.00001"};
    study.identifier_count = 1;
    add_citation(&shelf->arena, &study, LINK_REFERENCES, 77, NULL, "Some stub");
    shelf_open(shelf, "/a.xml");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_put(shelf, &nameless, PUT_NEW);
    shelf_commit(shelf);
    static const struct {
        const char *text;
        StudyId id;
    } cases[] = {
        {"22", 22},    {"pmid:22", 22},          {"doi:10.1000/22", 22}, {"https://doi.org/10.1000/22", 22},
        {"PMC22", 22}, {"arxiv:2101.00001", 22}, {"carrel:1", -1},       {"77", 77}, // known by link
        {"78", 0},     {"doi:10.1000/23", 0},    {"carrel:2", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Ident ident;
        assert_ok(shelf, ident_parse(sv(cases[i].text), &shelf->arena, &ident, &shelf->err));
        StudyId id = cache_find(shelf->cache, &ident, &shelf->err);
        if (id != cases[i].id) {
            fail_msg("%s: %lld", cases[i].text, (long long) id);
        }
    }
    String print = {0};
    study_add_fingerprint(&study, &print);
    assert_int_equal(cache_find_text(shelf->cache, "fp", print.data, &shelf->err), 22);
    string_free(&print);
}

static void test_an_import_that_was_cut_off_resumes(void **state) {
    Shelf *shelf = *state;
    uint64_t resume;
    shelf_open(shelf, "/other");
    Study study = study_of(RECORD_PUBMED_XML, 1, "One");
    int64_t import =
        cache_import_begin(shelf->cache, "/big.xml", "pubmed-xml", 5000, 99, &resume, &shelf->err);
    assert_true(import > 0);
    assert_int_equal(resume, 0);
    shelf->import = import;
    shelf_put(shelf, &study, PUT_NEW);
    shelf_commit(shelf);
    // Not committed, so never there:
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    study.pmid = 2;
    shelf_put(shelf, &study, PUT_NEW);
    cache_close(shelf->cache);

    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    assert_int_equal(
        cache_import_begin(shelf->cache, "/big.xml", "pubmed-xml", 5000, 99, &resume, &shelf->err), import);
    assert_int_equal(resume, 1);
    assert_false(cache_has(shelf->cache, 2));
    shelf->number = 1;
    shelf_put(shelf, &study, PUT_NEW);
    shelf_commit(shelf);
    assert_ok(shelf, cache_import_end(shelf->cache, import, &shelf->err));
    ImportRow *imports;
    assert_int_equal(cache_imports(shelf->cache, &shelf->arena, &imports, &shelf->err), 2);
    assert_int_equal(imports[0].created, 2);
    // Another size, another stamp, or one that has ended: from the beginning.
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    static const int64_t others[][2] = {{5001, 99}, {5000, 98}, {5000, 99}};
    for (size_t i = 0; i < 3; i++) {
        assert_true(cache_import_begin(shelf->cache, "/big.xml", "pubmed-xml", (uint64_t) others[i][0],
                                       others[i][1], &resume, &shelf->err) > import);
        assert_int_equal(resume, 0);
    }
    shelf_commit(shelf);
    shelf_check(shelf);
}

static void test_rejected_records_are_kept_verbatim(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    StringView verbatim = {"<Broken\0>", 9};
    assert_ok(shelf,
              cache_reject(shelf->cache, shelf->import, 3, 120, "it does not end", verbatim, &shelf->err));
    int64_t first = shelf->import;
    shelf_next(shelf, "/b.xml");
    assert_ok(shelf, cache_reject(shelf->cache, shelf->import, 1, 1, "nothing in it", SV(""), &shelf->err));
    shelf_commit(shelf);
    RejectedRow *rows;
    assert_int_equal(cache_rejected(shelf->cache, 0, &shelf->arena, &rows, &shelf->err), 2);
    assert_int_equal(cache_rejected(shelf->cache, first, &shelf->arena, &rows, &shelf->err), 1);
    assert_int_equal(rows[0].number, 3);
    assert_int_equal(rows[0].line, 120);
    assert_string_equal(rows[0].source, "/a.xml");
    assert_string_equal(rows[0].why, "it does not end");
    assert_true(sv_equal(rows[0].verbatim, verbatim));
}

static void test_tidying_comes_to_an_end(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    for (int i = 1; i <= 40; i++) { // a segment of the index each
        Study study = study_of(RECORD_PUBMED_XML, i, "Many small transactions");
        add_citation(&shelf->arena, &study, LINK_REFERENCES, 1000 + i, NULL, "x");
        shelf_put(shelf, &study, PUT_NEW);
        shelf_commit(shelf);
        assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    }
    shelf_commit(shelf);
    bool more = true;
    int steps = 0;
    while (more) {
        assert_ok(shelf, cache_tidy(shelf->cache, &more, &shelf->err));
        assert_true(++steps < 1000);
    }
    assert_true(steps > 1); // there was something to merge
    shelf_check(shelf);
}

// A process that is killed in the middle of a transaction leaves what it committed.
static void test_a_killed_writer_leaves_a_sound_cache(void **state) {
    Shelf *shelf = *state;
    pid_t child = fork();
    if (child == 0) {
        Error err = {0};
        uint64_t resume;
        StudyId id;
        PutOutcome outcome;
        Cache *cache = cache_open_writer(shelf->path, &err);
        for (int64_t pmid = 1; cache && pmid <= 50; pmid++) {
            Study study = study_of(RECORD_PUBMED_XML, pmid, "Written before the end came");
            if (pmid % 20 == 1 && !cache_begin(cache, &err)) {
                _exit(1);
            }
            int64_t import = cache_import_begin(cache, "/k.xml", "test", 10, 10, &resume, &err);
            if (!cache_put(cache, import, (uint64_t) pmid, &study, &id, &outcome, &err) ||
                (pmid % 20 == 0 && !cache_commit(cache, &err))) {
                _exit(1);
            }
        }
        kill(getpid(), SIGKILL);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    assert_int_equal(cache_count(shelf->cache, &shelf->err), 40);
    assert_true(cache_has(shelf->cache, 40));
    assert_false(cache_has(shelf->cache, 41));
    uint64_t resume;
    assert_true(cache_import_begin(shelf->cache, "/k.xml", "test", 10, 10, &resume, &shelf->err) > 0);
    assert_int_equal(resume, 40);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_have_what_a_list_shows, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_finding_by_name, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_an_import_that_was_cut_off_resumes, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_rejected_records_are_kept_verbatim, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_tidying_comes_to_an_end, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_killed_writer_leaves_a_sound_cache, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
