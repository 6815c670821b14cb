#include "carrel/base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

// Each test works in an empty folder of its own.
static int enter_folder(void **state) {
    char *folder = strdup("/tmp/carrel-file-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state) {
    static const char *const names[] = {"a", "b", "pipe", "deep/er/est", "deep/er", "deep"};
    for (size_t i = 0; i < COUNT(names); i++) {
        remove(names[i]);
    }
    int left = chdir("/") != 0 || rmdir(*state) != 0; // nothing else may have been left behind
    free(*state);
    return left;
}

static void put(const char *name, StringView content) {
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.data, 1, content.length, file), content.length);
    assert_int_equal(fclose(file), 0);
}

static void add_gzip(String *out, StringView content) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, content.length) + 64;
    char *packed = malloc(room);
    stream.next_in = (unsigned char *) content.data;
    stream.avail_in = (uInt) content.length;
    stream.next_out = (unsigned char *) packed;
    stream.avail_out = (uInt) room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    string_add(out, (StringView){packed, room - stream.avail_out});
    deflateEnd(&stream);
    free(packed);
}

// Text that does not compress to nothing: several buffers of it.
static void add_lines(String *out, size_t lines) {
    uint32_t seed = 1;
    for (size_t i = 0; i < lines; i++) {
        seed = seed * 1664525 + 1013904223;
        string_format(out, "line %zu: %08x\n", i, (unsigned) seed);
    }
}

// Reads the file in pieces of `size`; what came before an error is in *out.
static bool read_in_pieces(const char *name, size_t size, String *out, Error *err) {
    Input *input = input_open(name, err);
    if (!input) {
        return false;
    }
    char *buffer = malloc(size);
    size_t got = 0;
    bool good;
    uint64_t last = 0;
    while ((good = input_read(input, buffer, size, &got, err)) && got > 0) {
        assert_true(got <= size);
        string_add(out, (StringView){buffer, got});
        assert_true(input_position(input) >= last && input_position(input) <= input_size(input));
        last = input_position(input);
    }
    if (good) {
        assert_int_equal(input_position(input), input_size(input));
    }
    free(buffer);
    input_close(input);
    return good;
}

static void plain_and_gzip_read_the_same(void **state) {
    (void) state;
    String text = {0}, packed = {0}, members = {0};
    add_lines(&text, 20000);
    add_gzip(&packed, string_view(&text));
    size_t half = text.length / 2; // several members are one file
    add_gzip(&members, sv_part(string_view(&text), 0, half));
    add_gzip(&members, sv_from(string_view(&text), half));
    string_add(&members, SV("\0\0\0\0\0\0")); // and padding behind them is nothing
    const String *const files[] = {&text, &packed, &members};
    static const size_t sizes[] = {7, 1000, 65536, 1 << 20};
    for (size_t i = 0; i < COUNT(files); i++) {
        put("a", string_view(files[i]));
        for (size_t k = 0; k < COUNT(sizes); k++) {
            String out = {0};
            Error err = {0};
            assert_true(read_in_pieces("a", sizes[k], &out, &err));
            assert_int_equal(out.length, text.length);
            assert_memory_equal(out.data, text.data, text.length);
            string_free(&out);
        }
    }
    string_free(&text);
    string_free(&packed);
    string_free(&members);
}

static void short_files_are_plain(void **state) {
    (void) state;
    static const char *const texts[] = {"", "x", "\x1f", "\x1f\x8c"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        put("a", sv(texts[i]));
        String out = {0};
        assert_true(read_in_pieces("a", 100, &out, NULL));
        assert_string_equal(string_text(&out), texts[i]);
        string_free(&out);
    }
}

static void damaged_gzip_keeps_what_came_before(void **state) {
    (void) state;
    String text = {0}, packed = {0};
    add_lines(&text, 50000);
    add_gzip(&packed, string_view(&text));
    static const struct {
        size_t keep, flip; // tenths of the file that are kept; a byte changed at this tenth
        const char *word;
    } cases[] = {{7, 0, "too early"}, {10, 7, "damaged"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        String file = {0};
        string_add(&file, sv_part(string_view(&packed), 0, packed.length * cases[i].keep / 10));
        for (size_t k = 0; cases[i].flip && k < 64; k++) {
            file.data[packed.length * cases[i].flip / 10 + k] ^= 0x5a;
        }
        put("a", string_view(&file));
        String out = {0};
        Error err = {0};
        assert_false(read_in_pieces("a", 4096, &out, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_non_null(strstr(err.text, cases[i].word));
        assert_true(sv_starts(sv(err.text), SV("a: ")));
        // Most of the good seven tenths arrived. What deflate still decodes within the
        // damage itself is not text of ours, so only the truncated file is compared whole.
        assert_true(out.length > text.length / 2);
        size_t sure = cases[i].flip ? text.length / 2 : out.length;
        assert_true(sure <= text.length);
        assert_memory_equal(out.data, text.data, sure);
        string_free(&out);
        string_free(&file);
    }
    string_free(&text);
    string_free(&packed);
}

static void a_wrong_checksum_is_an_error(void **state) {
    (void) state;
    String packed = {0}, out = {0};
    add_gzip(&packed, SV("some text"));
    packed.data[packed.length - 8] ^= 1;
    put("a", string_view(&packed));
    Error err = {0};
    assert_false(read_in_pieces("a", 4096, &out, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    string_free(&packed);
    string_free(&out);
}

// A header with a name and its own checksum, then text; cut anywhere it ends too early, never well.
static void a_cut_anywhere_ends_too_early(void **state) {
    (void) state;
    String packed = {0}, plain = {0};
    add_gzip(&plain, SV("some text, some more text, and text"));
    string_add(&packed, SV("\x1f\x8b\x08\x0a\0\0\0\0\0\x03"
                           "name\0"));
    uint16_t check = (uint16_t) crc32(0, (const unsigned char *) packed.data, (uInt) packed.length);
    string_add(&packed, (StringView){(char[]){(char) (check & 0xff), (char) (check >> 8)}, 2});
    string_add(&packed, sv_from(string_view(&plain), 10));
    for (size_t cut = 2; cut <= packed.length; cut++) {
        put("a", sv_part(string_view(&packed), 0, cut));
        static const size_t sizes[] = {1, 4096};
        for (size_t k = 0; k < COUNT(sizes); k++) {
            String out = {0};
            Error err = {0};
            bool whole = cut == packed.length;
            if (read_in_pieces("a", sizes[k], &out, &err) != whole) {
                fail_msg("cut at %zu of %zu: \"%s\"", cut, packed.length, err.text);
            }
            assert_true(whole || strstr(err.text, "too early"));
            assert_true(!whole || sv_equal(string_view(&out), SV("some text, some more text, and text")));
            string_free(&out);
        }
    }
    packed.data[15] ^= 1; // the header's checksum
    put("a", string_view(&packed));
    String out = {0};
    Error err = {0};
    assert_false(read_in_pieces("a", 4096, &out, &err));
    assert_non_null(strstr(err.text, "damaged"));
    string_free(&out);
    string_free(&packed);
    string_free(&plain);
}

static void what_is_no_file_is_refused(void **state) {
    (void) state;
    static const struct {
        const char *name, *word;
        ErrorKind kind;
    } cases[] = {
        {"/tmp", "folder", ERROR_INPUT},
        {"missing", "No such file", ERROR_SYSTEM},
        {"/dev/null", "device", ERROR_INPUT},
        {"", "cannot be opened", ERROR_SYSTEM},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Error err = {0};
        assert_null(input_open(cases[i].name, &err));
        assert_int_equal(err.kind, cases[i].kind);
        if (!strstr(err.text, cases[i].word)) {
            fail_msg("%s: \"%s\"", cases[i].name, err.text);
        }
    }
    input_close(NULL);
}

static void a_pipe_and_standard_input_are_read(void **state) {
    (void) state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int both = open("pipe", O_RDWR); // so that neither end waits for the other
    assert_true(both >= 0);
    assert_int_equal(write(both, "abc", 3), 3);
    Input *input = input_open("pipe", NULL);
    assert_non_null(input);
    char buffer[10];
    size_t got = 0;
    assert_true(input_read(input, buffer, sizeof buffer, &got, NULL));
    assert_int_equal(got, 3);
    assert_memory_equal(buffer, "abc", 3);
    assert_int_equal(input_size(input), 0);
    input_close(input);
    close(both);

    put("a", SV("from a file"));
    int saved = dup(STDIN_FILENO), file = open("a", O_RDONLY);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    String out = {0};
    bool good = file_read_all("-", 100, &out, NULL);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    close(file);
    assert_true(good);
    assert_string_equal(string_text(&out), "from a file");
    string_free(&out);
}

static void a_whole_file_has_a_limit(void **state) {
    (void) state;
    put("a", SV("0123456789"));
    String out = {0};
    Error err = {0};
    assert_true(file_read_all("a", 10, &out, &err));
    assert_string_equal(string_text(&out), "0123456789");
    string_clear(&out);
    assert_false(file_read_all("a", 9, &out, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.text, "larger than 9 bytes"));
    assert_false(file_read_all("missing", 10, &out, &err));
    string_free(&out);
}

static void writing_replaces_at_once(void **state) {
    (void) state;
    Error err = {0};
    String out = {0};
    assert_true(file_write_all("a", SV("old and longer"), 0644, &err));
    assert_true(file_write_all("a", SV("new"), 0600, &err));
    assert_true(file_read_all("a", 100, &out, &err));
    assert_string_equal(string_text(&out), "new");
    struct stat status;
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_true(file_exists("a"));
    assert_false(file_is_folder("a"));

    assert_false(file_write_all("missing/a", SV("x"), 0600, &err));
    assert_int_equal(err.kind, ERROR_SYSTEM);
    assert_non_null(strstr(err.text, "missing/a"));
    assert_int_equal(mkdir("b", 0700), 0); // a folder is in the way: nothing is left beside it
    assert_false(file_write_all("b", SV("x"), 0600, &err));
    assert_true(file_is_folder("b"));
    string_free(&out);
}

static void folders_are_made_with_their_parents(void **state) {
    (void) state;
    Error err = {0};
    assert_true(file_make_folders("deep/er/est", &err));
    assert_true(file_is_folder("deep/er/est"));
    assert_true(file_make_folders("deep/er/est", &err));
    assert_true(file_make_folders("deep/er/est/", &err));
    struct stat status;
    assert_int_equal(stat("deep", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    put("a", SV(""));
    assert_false(file_make_folders("a", &err));
    assert_false(file_make_folders("a/b", &err));
    assert_int_equal(err.kind, ERROR_SYSTEM);
    assert_non_null(strstr(err.text, "a/b"));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(plain_and_gzip_read_the_same),
        IN_FOLDER(short_files_are_plain),
        IN_FOLDER(damaged_gzip_keeps_what_came_before),
        IN_FOLDER(a_wrong_checksum_is_an_error),
        IN_FOLDER(a_cut_anywhere_ends_too_early),
        IN_FOLDER(what_is_no_file_is_refused),
        IN_FOLDER(a_pipe_and_standard_input_are_read),
        IN_FOLDER(a_whole_file_has_a_limit),
        IN_FOLDER(writing_replaces_at_once),
        IN_FOLDER(folders_are_made_with_their_parents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
