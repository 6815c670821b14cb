#include "carrel/base/paths.h"

#include "carrel/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char *add(const char *folder, const char *name) {
    String path = {0};
    string_format(&path, "%s%s", folder, name);
    return string_take(&path);
}

// A home of its own, and nothing of XDG set.
static int make_home(void **state) {
    char *home = strdup("/tmp/carrel-paths-XXXXXX");
    if (!mkdtemp(home)) {
        return -1;
    }
    setenv("HOME", home, 1);
    unsetenv("XDG_CACHE_HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_STATE_HOME");
    *state = home;
    return 0;
}

// Folders that a test may have made, innermost first.
static int remove_home(void **state) {
    static const char *const folders[] = {
        "/.cache/carrel", "/.cache", "/.local/share/carrel", "/.local/share", "/.local/state/carrel",
        "/.local/state",  "/.local", "/xdg/deep/carrel",     "/xdg/deep",     "/xdg",
    };
    for (size_t i = 0; i < COUNT(folders); i++) {
        char *folder = add(*state, folders[i]);
        rmdir(folder);
        free(folder);
    }
    int left = rmdir(*state);
    free(*state);
    return left;
}

static void assert_path(String *path, const char *home, const char *rest) {
    char *expected = add(home, rest);
    assert_string_equal(string_text(path), expected);
    free(expected);
    string_free(path);
}

static void things_are_kept_below_home(void **state) {
    const char *home = *state;
    Error err = {0};
    String path = {0};
    assert_true(path_cache(&path, &err));
    assert_path(&path, home, "/.cache/carrel/cache.db");
    assert_true(path_data(&path, "a.carrel", &err));
    assert_path(&path, home, "/.local/share/carrel/a.carrel");
    assert_true(path_state(&path, "place", &err));
    assert_path(&path, home, "/.local/state/carrel/place");
    assert_true(path_config(&path, "carrelrc", &err));
    assert_path(&path, home, "/.config/carrel/carrelrc");

    static const struct {
        const char *folder;
        bool made;
    } folders[] = {{"/.cache/carrel", true},
                   {"/.local/share/carrel", true},
                   {"/.local/state/carrel", true},
                   {"/.config", false}};
    for (size_t i = 0; i < COUNT(folders); i++) {
        char *folder = add(home, folders[i].folder);
        assert_int_equal(file_is_folder(folder), folders[i].made);
        free(folder);
    }
}

static void xdg_folders_come_first(void **state) {
    char *data = add(*state, "/xdg/deep");
    setenv("XDG_DATA_HOME", data, 1);
    setenv("XDG_CACHE_HOME", "relative/is/ignored", 1);
    String path = {0};
    assert_true(path_data(&path, "a", NULL));
    assert_path(&path, data, "/carrel/a");
    assert_true(path_cache(&path, NULL));
    assert_path(&path, *state, "/.cache/carrel/cache.db");
    free(data);
}

static void without_a_home_an_error_says_so(void **state) {
    (void) state;
    unsetenv("HOME");
    Error err = {0};
    String path = {0};
    assert_false(path_cache(&path, &err));
    assert_int_equal(err.kind, ERROR_SYSTEM);
    assert_non_null(strstr(err.text, "HOME"));
    string_free(&path);
}

static void names_are_taken_apart(void **state) {
    (void) state;
    static const struct {
        const char *path, *base, *stem;
    } cases[] = {
        {"/a/b/pubmed.xml", "pubmed.xml", "pubmed"},
        {"pubmed.xml.gz", "pubmed.xml.gz", "pubmed"},
        {"a.b.nbib", "a.b.nbib", "a.b"},
        {"plain", "plain", "plain"},
        {".hidden", ".hidden", ".hidden"},
        {"x/", "", ""},
        {"", "", ""},
        {"a/.gz", ".gz", ""},
        {"only.gz", "only.gz", "only"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        StringView base = path_base(cases[i].path), stem = path_stem(cases[i].path);
        if (!sv_equal(base, sv(cases[i].base)) || !sv_equal(stem, sv(cases[i].stem))) {
            fail_msg("%s: \"%.*s\", \"%.*s\"", cases[i].path, (int) base.length, base.data, (int) stem.length,
                     stem.data);
        }
    }
}

static void paths_are_made_absolute(void **state) {
    String path = {0};
    path_absolute(&path, "/a/b");
    assert_string_equal(string_text(&path), "/a/b");
    string_clear(&path);
    assert_int_equal(chdir(*state), 0);
    path_absolute(&path, "b/c.xml");
    assert_path(&path, *state, "/b/c.xml");
    assert_int_equal(chdir("/"), 0);
    path_absolute(&path, "c.xml");
    assert_string_equal(string_text(&path), "/c.xml");
    string_free(&path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(things_are_kept_below_home, make_home, remove_home),
        cmocka_unit_test_setup_teardown(xdg_folders_come_first, make_home, remove_home),
        cmocka_unit_test_setup_teardown(without_a_home_an_error_says_so, make_home, remove_home),
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test_setup_teardown(paths_are_made_absolute, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
