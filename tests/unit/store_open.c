#include "store_help.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void run_sql(const char *path, const char *sql) {
    sqlite3 *sqlite;
    assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sqlite);
}

static void write_file(const char *path, const char *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

// Neither opens, both say why, and the file stays as it was.
static void check_refused(Shelf *shelf, const char *sentence) {
    for (int writer = 0; writer < 2; writer++) {
        Cache *cache = writer ? cache_open_writer(shelf->path, &shelf->err)
                              : cache_open_reader(shelf->path, &shelf->err);
        assert_null(cache);
        assert_int_equal(shelf->err.kind, ERROR_SYSTEM);
        if (!strstr(shelf->err.text, sentence)) {
            fail_msg("\"%s\" does not say \"%s\"", shelf->err.text, sentence);
        }
        assert_non_null(strstr(shelf->err.text, shelf->path));
    }
}

static void make_with_studies(Shelf *shelf, int count) {
    shelf_open(shelf, "/a.xml");
    for (int i = 1; i <= count; i++) {
        Study study = study_of(RECORD_PUBMED_XML, i, "A title to fill pages with");
        shelf_put(shelf, &study, PUT_NEW);
    }
    shelf_commit(shelf);
    cache_close(shelf->cache);
    shelf->cache = NULL;
}

static void test_both_make_the_file(void **state) {
    Shelf *shelf = *state;
    Cache *reader = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, reader);
    assert_string_equal(cache_path(reader), shelf->path);
    assert_int_equal(cache_count(reader, &shelf->err), 0);
    // The reader sees what a writer commits afterwards.
    shelf_open(shelf, "/a.xml");
    Study study = study_of(RECORD_PUBMED_XML, 1, "One");
    shelf_put(shelf, &study, PUT_NEW);
    assert_false(cache_has(reader, 1));
    shelf_commit(shelf);
    assert_true(cache_has(reader, 1));
    assert_int_equal(cache_count(reader, &shelf->err), 1);
    cache_close(reader);
}

static void test_an_empty_file_becomes_a_cache(void **state) {
    Shelf *shelf = *state;
    write_file(shelf->path, "", 0);
    Cache *reader = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, reader);
    cache_close(reader);
}

static void test_refusing_a_newer_version(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 1);
    run_sql(shelf->path, "PRAGMA user_version = 99");
    check_refused(shelf, "was written by a newer carrel (version 99");
}

static void test_refusing_another_programs_database(void **state) {
    Shelf *shelf = *state;
    run_sql(shelf->path, "CREATE TABLE bookmarks(url TEXT); INSERT INTO bookmarks VALUES('x')");
    check_refused(shelf, "is another program's database");
    run_sql(shelf->path, "SELECT url FROM bookmarks"); // untouched
    run_sql(shelf->path, "PRAGMA application_id = 12345");
    check_refused(shelf, "is another program's database");
}

static void test_refusing_what_is_no_database(void **state) {
    Shelf *shelf = *state;
    char text[5000];
    memset(text, 'x', sizeof text);
    write_file(shelf->path, text, sizeof text);
    check_refused(shelf, "is no database");
    unlink(shelf->path);
    assert_int_equal(mkdir(shelf->path, 0700), 0);
    check_refused(shelf, "is a folder");
}

static void test_refusing_a_damaged_file(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 200);
    struct stat before;
    assert_int_equal(stat(shelf->path, &before), 0);
    assert_int_equal(truncate(shelf->path, before.st_size / 2), 0);
    check_refused(shelf, "is damaged");
    assert_non_null(strstr(shelf->err.text, "import the files again"));
}

static void test_damage_inside_is_found_by_the_check(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 2000);
    struct stat there;
    assert_int_equal(stat(shelf->path, &there), 0);
    FILE *file = fopen(shelf->path, "r+b");
    char junk[16384];
    memset(junk, 0x5a, sizeof junk);
    for (long page = 10; page < there.st_size / 16384; page += 4) {
        fseek(file, page * 16384, SEEK_SET);
        fwrite(junk, 1, sizeof junk, file);
    }
    fclose(file);
    Cache *cache = cache_open_reader(shelf->path, &shelf->err);
    if (cache) {
        String report = {0};
        assert_false(cache_check(cache, &report, &shelf->err));
        assert_true(report.length > 0 || shelf->err.kind == ERROR_SYSTEM);
        string_free(&report);
        cache_close(cache);
    } else {
        assert_non_null(strstr(shelf->err.text, "damaged"));
    }
}

// What a cache of the first version lacks is added, after a copy.
static void test_an_older_version_is_brought_up_to_date(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 3);
    run_sql(shelf->path, "DROP TABLE links; DROP INDEX study_changed; ALTER TABLE study DROP COLUMN changed;"
                         "ALTER TABLE import DROP COLUMN links; DROP INDEX study_date; DROP TABLE cited; "
                         "DROP TABLE link_state;"
                         "DROP TABLE alias; DROP TABLE alias_fresh; DROP TABLE dictionary; DROP TABLE batch;"
                         "CREATE TABLE alias(name, study INTEGER, PRIMARY KEY(name, study)) WITHOUT ROWID;"
                         "INSERT INTO alias VALUES('doi:10.5555/older', 3), (1234567890123456789, 3);"
                         "CREATE VIRTUAL TABLE text_index USING fts5(title, content='');"
                         "DELETE FROM setting WHERE name IN ('pair', 'batch'); PRAGMA user_version = 1");
    shelf_open(shelf, "/a.xml");
    char copy[160];
    snprintf(copy, sizeof copy, "%s.v1", shelf->path);
    assert_int_equal(access(copy, R_OK), 0);
    assert_int_equal(cache_find_text(shelf->cache, "doi", "10.5555/older", &shelf->err), 3);
    Study study = study_of(RECORD_PUBMED_XML, 2, "Another title than before");
    shelf_put(shelf, &study, PUT_UPDATED);
    IdMap times = {0};
    assert_ok(shelf, cache_changed(shelf->cache, &times, &shelf->err));
    assert_int_equal(times.count, 1);
    assert_true(id_map_get(&times, 2, NULL));
    id_map_free(&times);
    shelf_commit(shelf);
    shelf_check(shelf);
}

static void test_a_second_writer_waits_outside(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    assert_null(cache_open_writer(shelf->path, &shelf->err));
    assert_non_null(strstr(shelf->err.text, "another carrel is importing"));
    shelf_commit(shelf);
    pid_t child = fork();
    if (child == 0) {
        Error err = {0};
        _exit(cache_open_writer(shelf->path, &err) ? 1 : 0);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    Cache *reader = cache_open_reader(shelf->path, &shelf->err); // readers are welcome
    assert_ok(shelf, reader);
    cache_close(reader);
    cache_close(shelf->cache);
    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
}

// Where the file cannot be written it can still be read. Root may write anywhere, so this
// needs another user.
static void test_a_read_only_folder(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 3);
    if (geteuid() == 0) {
        assert_int_equal(chmod(shelf->folder, 0755), 0);
        assert_int_equal(chmod(shelf->path, 0644), 0);
    } else {
        assert_int_equal(chmod(shelf->path, 0444), 0);
        assert_int_equal(chmod(shelf->folder, 0555), 0);
    }
    pid_t child = fork();
    if (child == 0) {
        Error err = {0};
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
            _exit(9);
        }
        if (cache_open_writer(shelf->path, &err) || err.kind != ERROR_SYSTEM) {
            _exit(1);
        }
        Cache *reader = cache_open_reader(shelf->path, &err);
        if (!reader) {
            fprintf(stderr, "%s\n", err.text);
            _exit(2);
        }
        _exit(cache_count(reader, &err) == 3 && cache_has(reader, 3) ? 0 : 3);
    }
    int status;
    waitpid(child, &status, 0);
    chmod(shelf->folder, 0755);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void expect_missing(Shelf *shelf, int64_t missing) {
    IndexState state;
    shelf->cache = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, cache_index_state(shelf->cache, &state, &shelf->err));
    assert_int_equal(state.missing, missing);
    assert_int_equal(state.whole, missing == 0);
    Arena arena = {0};
    IdList ids = {0};
    String note = {0};
    Search search = {.tree = query_parse(SV("nothing"), &arena, NULL, NULL, NULL), .sort = SORT_DATE};
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, &note, &shelf->err));
    assert_int_equal(strstr(string_text(&note), "the index is being made anew") == NULL, missing == 0);
    string_free(&note);
    id_list_free(&ids);
    arena_free(&arena);
    cache_close(shelf->cache);
    shelf->cache = NULL;
}

// The writer makes the index anew where there is none that fits.
static void expect_made_anew(Shelf *shelf) {
    bool more = true;
    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    while (more) {
        assert_ok(shelf, cache_tidy(shelf->cache, &more, &shelf->err));
    }
    shelf_check(shelf);
    cache_close(shelf->cache);
    expect_missing(shelf, 0);
}

static void test_an_index_of_another_version_is_made_anew(void **state) {
    Shelf *shelf = *state;
    char path[160];
    make_with_studies(shelf, 5);
    snprintf(path, sizeof path, "%s-index", shelf->path);
    run_sql(path, "UPDATE state SET version = 1");
    expect_made_anew(shelf);
}

static void test_a_lost_index_is_made_anew(void **state) {
    Shelf *shelf = *state;
    char path[160];
    make_with_studies(shelf, 5);
    snprintf(path, sizeof path, "%s-index", shelf->path);
    assert_int_equal(unlink(path), 0);
    expect_missing(shelf, 5);
    expect_made_anew(shelf);
}

static void test_a_damaged_or_foreign_index_is_put_aside(void **state) {
    Shelf *shelf = *state;
    char path[160], bad[170];
    make_with_studies(shelf, 5);
    snprintf(path, sizeof path, "%s-index", shelf->path);
    snprintf(bad, sizeof bad, "%s.bad", path);
    for (int foreign = 0; foreign < 2; foreign++) {
        assert_int_equal(unlink(path), 0);
        if (foreign) {
            run_sql(path, "CREATE TABLE mine(x)");
        } else {
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            fputs("no database at all, but longer than the header of one, which has a hundred bytes: "
                  "so this goes on for a while",
                  file);
            fclose(file);
        }
        expect_missing(shelf, 5);
        expect_made_anew(shelf);
        assert_int_equal(access(bad, F_OK), 0);
    }
}

// An index of an older copy of the cache is no index of this one.
static void test_an_index_of_another_cache_is_made_anew(void **state) {
    Shelf *shelf = *state;
    make_with_studies(shelf, 5);
    run_sql(shelf->path, "UPDATE setting SET value = 17 WHERE name = 'pair'");
    expect_missing(shelf, 5);
    expect_made_anew(shelf);
    run_sql(shelf->path, "UPDATE setting SET value = 0 WHERE name = 'batch'"); // the index is ahead
    expect_made_anew(shelf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_make_the_file, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_an_empty_file_becomes_a_cache, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_refusing_a_newer_version, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_refusing_another_programs_database, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_refusing_what_is_no_database, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_refusing_a_damaged_file, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_damage_inside_is_found_by_the_check, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_an_older_version_is_brought_up_to_date, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_second_writer_waits_outside, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_read_only_folder, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_an_index_of_another_version_is_made_anew, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_lost_index_is_made_anew, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_damaged_or_foreign_index_is_put_aside, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_an_index_of_another_cache_is_made_anew, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
