#include "store/cachefile.h"
#include "store_help.h"

#include "carrel/study/query.h"

#include <sys/wait.h>

// The cache and its index are two files: whatever happens between the two, the index is never ahead,
// and is as if nothing had happened once the cache was opened for writing again.

enum { TRANSACTIONS = 6 };

// Studies come, change, go, and come again; each transaction touches some that another one touched.
static void write_transaction(Shelf *shelf, int number) {
    static const char *const words[TRANSACTIONS] = {"alder", "birch", "cedar", "dogwood", "elm", "fir"};
    for (int64_t pmid = 1; pmid <= 30; pmid++) {
        Study study = study_of(RECORD_PUBMED_XML, pmid, words[number]);
        StudyId id;
        PutOutcome outcome;
        study.revised = 20200101 + number;
        set_abstract(&shelf->arena, &study, arena_format(&shelf->arena, "tree%d", number * 7 % 5));
        if (pmid % (number + 2) == 0 || number == 0) {
            assert_ok(shelf, cache_put(shelf->cache, shelf->import, ++shelf->number, &study, &id, &outcome,
                                       &shelf->err));
        } else if (pmid % 11 == number) {
            assert_ok(shelf, cache_delete(shelf->cache, shelf->import, ++shelf->number, pmid, &shelf->err));
        }
    }
}

static char *answers(Shelf *shelf) {
    static const char *const queries[] = {"alder", "birch", "cedar", "dogwood", "elm",   "fir",
                                          "tree0", "tree1", "tree2", "tree3",   "tree4", "ti:fir OR tree2"};
    String text = {0};
    Cache *cache = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, cache);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        Arena arena = {0};
        IdList ids = {0};
        Search search = {.tree = query_parse(sv(queries[i]), &arena, NULL, NULL, &shelf->err),
                         .sort = SORT_DATE,
                         .descending = true};
        assert_ok(shelf, search_run(cache, &search, &ids, NULL, &shelf->err));
        string_format(&text, "%s:", queries[i]);
        id_list_sort(&ids);
        for (size_t k = 0; k < ids.count; k++) {
            string_format(&text, " %lld", (long long) ids.ids[k]);
        }
        string_add_char(&text, '\n');
        id_list_free(&ids);
        arena_free(&arena);
    }
    cache_close(cache);
    return string_take(&text);
}

// A sink that runs so much, and then loses what comes.
typedef struct {
    Indexer *indexer;
    int runs, came;
} Losing;

static void lose(void *context, IndexWork *work) {
    Losing *losing = context;
    if (losing->came++ < losing->runs) {
        cache_index_run(losing->indexer, work);
    } else {
        index_work_free(work);
    }
}

// A process that writes everything, but whose index ends after so many pieces of work, without a word.
static void write_and_vanish(Shelf *shelf, int runs, int transactions) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint64_t resume;
        Losing losing = {.runs = runs};
        shelf->cache = cache_open_writer(shelf->path, &shelf->err);
        assert_ok(shelf, shelf->cache);
        losing.indexer = cache_indexer(shelf->cache);
        cache_index_elsewhere(shelf->cache, (IndexSink){&losing, lose});
        for (int i = 0; i < transactions; i++) {
            assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
            shelf->import = cache_import_begin(shelf->cache, "/a.xml", "test", 0, 0, &resume, &shelf->err);
            write_transaction(shelf, i);
            if (i % 4 == 2) { // one that is taken back
                cache_rollback(shelf->cache);
                assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
                shelf->import =
                    cache_import_begin(shelf->cache, "/a.xml", "test", 0, 0, &resume, &shelf->err);
                write_transaction(shelf, i);
            }
            shelf_commit(shelf);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void remove_files(const Shelf *shelf) {
    static const char *const endings[] = {"", "-wal", "-shm", "-index", "-index-wal", "-index-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s%s", shelf->path, endings[i]);
        unlink(path);
    }
}

static void expect_answers(Shelf *shelf, const char *wanted, int runs) {
    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    shelf_check(shelf);
    cache_close(shelf->cache);
    shelf->cache = NULL;
    char *got = answers(shelf);
    if (strcmp(got, wanted) != 0) {
        fail_msg("after %d pieces of work\n%s\nnot\n%s", runs, got, wanted);
    }
    free(got);
}

static void test_a_crash_between_the_two_files(void **state) {
    Shelf *shelf = *state;
    for (int transactions = 1; transactions <= TRANSACTIONS; transactions++) {
        remove_files(shelf);
        write_and_vanish(shelf, 1000, transactions);
        char *wanted = answers(shelf);
        // A piece for each transaction, and one for each that was taken back.
        for (int runs = 0; runs <= transactions + 2; runs++) {
            remove_files(shelf);
            write_and_vanish(shelf, runs, transactions);
            expect_answers(shelf, wanted, runs);
        }
        free(wanted);
    }
}

// What came in behind a first crash goes on from there, whatever a second one does.
static void test_crash_upon_crash(void **state) {
    Shelf *shelf = *state;
    write_and_vanish(shelf, 1000, TRANSACTIONS);
    write_and_vanish(shelf, 1000, TRANSACTIONS);
    char *wanted = answers(shelf);
    for (int runs = 0; runs <= TRANSACTIONS; runs++) {
        remove_files(shelf);
        write_and_vanish(shelf, runs, TRANSACTIONS);
        write_and_vanish(shelf, TRANSACTIONS - runs, TRANSACTIONS);
        expect_answers(shelf, wanted, runs);
    }
    free(wanted);
}

// The file may not grow any more.
static void limit_pages(Shelf *shelf, Db *db) {
    char sql[60];
    sqlite3_stmt *statement = db_statement(db, "PRAGMA main.page_count", &shelf->err);
    int64_t pages;
    assert_true(db_number(db, statement, 0, &pages, &shelf->err));
    snprintf(sql, sizeof sql, "PRAGMA main.max_page_count = %lld", (long long) pages);
    assert_ok(shelf, db_execute(db, sql, &shelf->err));
}

static void put_many(Shelf *shelf, int64_t first) {
    for (int64_t pmid = first; pmid < first + 3000; pmid++) {
        Study study = study_of(RECORD_PUBMED_XML, pmid, "Enough words");
        StudyId id;
        PutOutcome outcome;
        set_abstract(&shelf->arena, &study,
                     arena_format(&shelf->arena, "w%lld x%lld y%lld z%lld", (long long) pmid,
                                  (long long) (pmid * 7919 % 100003), (long long) (pmid * 104729 % 1000003),
                                  (long long) pmid * 31));
        assert_ok(shelf, cache_put(shelf->cache, shelf->import, ++shelf->number, &study, &id, &outcome,
                                   &shelf->err));
    }
}

// The cache has what it committed, says why it stops, and the index gets it later.
static void test_no_room_for_the_index(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    put_many(shelf, 1);
    shelf_commit(shelf);
    limit_pages(shelf, cache_indexer(shelf->cache)->db);
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    put_many(shelf, 10001);
    shelf_commit(shelf);
    assert_false(cache_begin(shelf->cache, &shelf->err));
    assert_non_null(strstr(shelf->err.text, "the disk is full"));
    assert_non_null(strstr(shelf->err.text, "-index"));
    cache_close(shelf->cache);

    IndexState behind;
    Cache *reader = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, cache_index_state(reader, &behind, &shelf->err));
    assert_true(behind.behind);
    assert_int_equal(cache_count(reader, NULL), 6000);
    cache_close(reader);

    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    shelf_check(shelf);
    assert_ok(shelf, cache_index_state(shelf->cache, &behind, &shelf->err));
    assert_false(behind.behind);
}

// Nothing of the transaction is anywhere.
static void test_no_room_for_the_cache(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    put_many(shelf, 1);
    shelf_commit(shelf);
    char *wanted = answers(shelf);
    limit_pages(shelf, shelf->cache->db);
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    bool ok = true;
    for (int64_t pmid = 20001; ok && pmid < 26000; pmid++) {
        Study study = study_of(RECORD_PUBMED_XML, pmid, "alder birch");
        StudyId id;
        PutOutcome outcome;
        ok = cache_put(shelf->cache, shelf->import, ++shelf->number, &study, &id, &outcome, &shelf->err);
    }
    ok = ok && cache_commit(shelf->cache, &shelf->err);
    assert_false(ok);
    assert_non_null(strstr(shelf->err.text, "the disk is full"));
    cache_rollback(shelf->cache);
    cache_close(shelf->cache);
    shelf->cache = NULL;
    expect_answers(shelf, wanted, 0);
    free(wanted);
}

static int64_t count_pieces(Shelf *shelf) {
    Db *db = cache_indexer(shelf->cache)->db;
    sqlite3_stmt *statement =
        db_statement(db, "SELECT count(DISTINCT segid) FROM text_index_idx", &shelf->err);
    int64_t count;
    assert_true(statement && db_number(db, statement, 0, &count, &shelf->err));
    return count;
}

// Each transaction is a piece of the index. A long import merges them while it goes on.
static void test_pieces_stay_few(void **state) {
    Shelf *shelf = *state;
    int64_t most = 0;
    shelf_open(shelf, "/a.xml");
    for (int64_t pmid = 1; pmid <= 330; pmid++) {
        Study study = study_of(RECORD_PUBMED_XML, pmid, "One of many");
        shelf_put(shelf, &study, PUT_NEW);
        shelf_commit(shelf);
        int64_t count = count_pieces(shelf);
        most = count > most ? count : most;
        assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    }
    shelf_commit(shelf);
    assert_in_range(most, 90, 110);
    assert_true(count_pieces(shelf) < 100);
    bool more = true;
    while (more) {
        assert_ok(shelf, cache_tidy(shelf->cache, &more, &shelf->err));
    }
    assert_in_range(count_pieces(shelf), 1, 4);
    shelf_check(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_crash_between_the_two_files, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_crash_upon_crash, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_no_room_for_the_index, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_no_room_for_the_cache, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_pieces_stay_few, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
