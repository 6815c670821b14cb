#include "engine_help.h"

#include "carrel/engine/keeping.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

// Files in the folder of copies of PLACE/mine.carrel.
static size_t count_copies(Place *place) {
    DIR *folder = opendir(place_file(place, "mine.files"));
    size_t count = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        count += entry->d_name[0] != '.';
    }
    if (folder) {
        closedir(folder);
    }
    return count;
}

static const char *write_gzip(Place *place, const char *name, StringView content) {
    const char *path = place_file(place, name);
    gzFile out = gzopen(path, "wb9");
    assert_int_equal(gzwrite(out, content.data, (unsigned) content.length), content.length);
    assert_int_equal(gzclose(out), Z_OK);
    return path;
}

static ImportFile *import_kept(Place *place, const char *path) {
    const char *review = place_file(place, "mine.carrel");
    return import_one(place, path, (ImportOptions){.keep_for = review}, NULL, NULL);
}

// What the copy holds, uncompressed, is what `wanted` is.
static void expect_copy(Place *place, const char *kept, StringView wanted) {
    String path = {0}, content = {0};
    assert_non_null(kept);
    keeping_add_path(place_file(place, "mine.carrel"), kept, &path);
    assert_string_equal(path.data, place_file(place, arena_format(&place->arena, "mine.files/%s", kept)));
    if (!file_read_all(path.data, (size_t) 64 << 20, &content, &place->err)) {
        fail_msg("%s", place->err.text);
    }
    assert_true(sv_equal(string_view(&content), wanted));
    string_free(&path);
    string_free(&content);
}

static void a_copy_is_what_was_read(void **state) {
    Place *place = *state;
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 1, 2000);
    string_add_text(&xml, XML_FOOT);
    ImportFile *file = import_kept(place, place_write(place, "plain.xml", string_view(&xml)));
    assert_null(file->unkept);
    assert_true(file->hash != 0);
    expect_copy(place, file->kept, string_view(&xml));
    assert_true(sv_ends(sv(file->kept), SV("-plain.xml.gz")));

    // The same content has the same hash, compressed or not; a compressed file is copied as it is.
    ImportFile *packed = import_kept(place, write_gzip(place, "packed.xml.gz", string_view(&xml)));
    assert_true(packed->hash == file->hash);
    assert_true(sv_ends(sv(packed->kept), SV("-packed.xml.gz")));
    expect_copy(place, packed->kept, string_view(&xml));
    struct stat before, copy;
    String path = {0};
    keeping_add_path(place_file(place, "mine.carrel"), packed->kept, &path);
    assert_int_equal(stat(place_file(place, "packed.xml.gz"), &before), 0);
    assert_int_equal(stat(path.data, &copy), 0);
    assert_int_equal(before.st_size, copy.st_size);
    string_free(&path);

    // Another byte is another hash.
    string_add_text(&xml, "\n");
    ImportFile *other = import_kept(place, place_write(place, "plain.xml", string_view(&xml)));
    assert_true(other->hash != file->hash);
    assert_int_equal(count_copies(place), 3);
    import_file_free(import_kept(place, place_file(place, "plain.xml")));
    assert_int_equal(count_copies(place), 3); // the same bytes, the same copy
    import_file_free(file);
    import_file_free(packed);
    import_file_free(other);
    string_free(&xml);
}

static void nothing_is_left_of_what_was_not_understood(void **state) {
    Place *place = *state;
    ImportFile *file = import_kept(place, place_write(place, "a.txt", SV("%PDF-1.4\nno records here\n")));
    assert_int_equal(file->error.kind, ERROR_INPUT);
    assert_true(file->hash == 0 && !file->kept && !file->unkept);
    assert_false(file_exists(place_file(place, "mine.files")));
    import_file_free(file);
    file = import_one(place, place_write_articles(place, "a.xml", 1, 3), (ImportOptions){0}, NULL, NULL);
    assert_true(file->hash == 0 && !file->kept && !file->unkept); // no review asks for either
    assert_false(file_exists(place_file(place, "mine.files")));
    import_file_free(file);
}

static void a_copy_that_cannot_be_written_is_a_warning(void **state) {
    Place *place = *state;
    place_write(place, "mine.files", SV("a file where the folder would be"));
    ImportFile *file = import_kept(place, place_write_articles(place, "a.xml", 1, 3));
    assert_int_equal(file->error.kind, ERROR_NONE);
    assert_int_equal(file->created, 3);
    assert_null(file->kept);
    assert_non_null(strstr(file->unkept, "mine.files"));
    import_file_free(file);
}

// Of a file that is too large there is no copy, whether its size is known beforehand or not.
static void a_large_file_is_not_copied(void **state) {
    Place *place = *state;
    const char *path = place_file(place, "large"), *pipe_path = place_file(place, "pipe");
    FILE *large = fopen(path, "w");
    assert_non_null(large);
    assert_int_equal(ftruncate(fileno(large), (off_t) KEEPING_BYTES_MOST + 1), 0);
    fclose(large);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    char *command = arena_format(&place->arena, "cat '%s' >'%s' &", path, pipe_path);
    assert_int_equal(system(command), 0);
    for (int i = 0; i < 2; i++) {
        char *buffer = memory_new(1 << 20);
        Input *input = input_open(i == 0 ? path : pipe_path, &place->err);
        Keeping *keeping = keeping_begin(place_file(place, "mine.carrel"), input);
        size_t got = 1;
        while (got > 0) {
            assert_true(input_read(input, buffer, 1 << 20, &got, &place->err));
        }
        assert_null(keeping_end(keeping, path, 1, &place->err));
        assert_int_equal(place->err.kind, ERROR_NONE);
        assert_int_equal(count_copies(place), 0);
        input_close(input);
        free(buffer);
    }
}

// A disk that fills, as a limit on the size of files.
static void a_full_disk_leaves_nothing(void **state) {
    Place *place = *state;
    String content = {0};
    for (uint32_t i = 0, mixed = 1; i < 300000; i++) {
        mixed = mixed * 1664525 + 1013904223; // nothing that compresses
        string_add_char(&content, (char) (mixed >> 24));
    }
    const char *path = place_write(place, "noise", string_view(&content));
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    Input *input = input_open(path, &place->err);
    Keeping *keeping = keeping_begin(place_file(place, "mine.carrel"), input);
    char buffer[4096];
    size_t got = 1;
    while (got > 0) {
        assert_true(input_read(input, buffer, sizeof buffer, &got, &place->err));
    }
    assert_null(keeping_end(keeping, path, 1, &place->err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(place->err.kind, ERROR_SYSTEM);
    assert_non_null(strstr(place->err.text, "mine.files"));
    assert_false(file_exists(place_file(place, "mine.files")));
    input_close(input);
    string_free(&content);
}

static void names_are_short_enough(void **state) {
    Place *place = *state;
    char name[256];
    memset(name, 'x', sizeof name);
    memcpy(name + 179, "\xc3\xa9", 2); // the cut is within it
    strcpy(name + 240, ".xml");
    ImportFile *file = import_kept(place, place_write_articles(place, name, 1, 3));
    assert_null(file->unkept);
    assert_non_null(file->kept);
    assert_true(strlen(file->kept) <= 255);
    import_file_free(file);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_what_was_read),
        TEST(nothing_is_left_of_what_was_not_understood),
        TEST(a_copy_that_cannot_be_written_is_a_warning),
        TEST(a_large_file_is_not_copied),
        TEST(a_full_disk_leaves_nothing),
        TEST(names_are_short_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
