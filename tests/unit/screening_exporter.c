// Exports in parts: what they are called, when they are there.

#include "carrel/screening/exporter.h"

#include "carrel/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void test_sizes(void **state) {
    (void) state;
    static const struct {
        const char *text;
        uint64_t bytes; // 0: no size
    } cases[] = {
        {"1", 1},
        {"500k", 500000},
        {"50M", 50000000},
        {"2g", 2000000000},
        {"0", 0},
        {"", 0},
        {"k", 0},
        {"-1", 0},
        {"5x", 0},
        {"1.5M", 0},
        {"5 M", 0},
        {"5kk", 0},
        {"99999999999G", 0},
        {"99999999999999999999", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t bytes = 0;
        bool is = exporter_size_parse(sv(cases[i].text), &bytes);
        if (is != (cases[i].bytes > 0) || bytes != cases[i].bytes) {
            fail_msg("%s: %d, %llu", cases[i].text, is, (unsigned long long) bytes);
        }
    }
}

static void test_names(void **state) {
    (void) state;
    static const struct {
        const char *name, *whole, *part;
    } cases[] = {
        {"list.ris", "list.ris", "list-1.ris"},
        {"a.b/list", "a.b/list", "a.b/list-1"},
        {"/tmp/x.y.csv", "/tmp/x.y.csv", "/tmp/x.y-1.csv"},
        {".hidden", ".hidden", ".hidden-1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String path = {0};
        exporter_add_first(&(ExportPlan){.name = cases[i].name}, &path);
        assert_string_equal(string_text(&path), cases[i].whole);
        string_clear(&path);
        exporter_add_first(&(ExportPlan){.name = cases[i].name, .max_bytes = 9}, &path);
        assert_string_equal(string_text(&path), cases[i].part);
        string_free(&path);
    }
}

// An Entry of a study with a title.
static Entry entry_of(Study *study, const char *title) {
    study_init(study);
    study->title = title;
    return (Entry){.id = -1, .study = study};
}

static void assert_there(const char *folder, const char *name, bool there) {
    String path = {0};
    string_format(&path, "%s/%s", folder, name);
    if (file_exists(path.data) != there) {
        fail_msg("%s is %sthere", name, there ? "not " : "");
    }
    string_free(&path);
}

static void test_parts(void **state) {
    (void) state;
    char folder[] = "/tmp/carrel-export-XXXXXX";
    assert_non_null(mkdtemp(folder));
    String name = {0};
    Error err = {0};
    Study study;
    Entry entry = entry_of(&study, "Of tea");
    string_format(&name, "%s/list.xml", folder);
    ExportPlan plan = {.format = FORMAT_ENDNOTE, .name = name.data, .max_records = 2};
    Exporter *exporter = exporter_open(&plan, &err);
    assert_non_null(exporter);
    for (int i = 0; i < 3; i++) {
        assert_true(exporter_add(exporter, &entry, &err));
    }
    // Nothing has a name yet, and nothing is left of what is given up.
    assert_there(folder, "list-1.xml", false);
    assert_there(folder, "list-1.xml.part", true);
    exporter_abandon(exporter);
    assert_there(folder, "list-1.xml.part", false);
    assert_there(folder, "list-2.xml.part", false);

    Exported exported;
    exporter = exporter_open(&plan, &err);
    for (int i = 0; i < 3; i++) {
        assert_true(exporter_add(exporter, &entry, &err));
    }
    assert_true(exporter_close(exporter, &exported, &err));
    assert_int_equal(exported.records, 3);
    assert_int_equal(exported.parts, 2);
    assert_int_equal(exported.alone, 0);
    assert_there(folder, "list-1.xml", true);
    assert_there(folder, "list-2.xml", true);

    // Larger than a part: alone in it. The second part is of the export before.
    plan.max_records = 0;
    plan.max_bytes = 20;
    exporter = exporter_open(&plan, &err);
    assert_true(exporter_add(exporter, &entry, &err));
    assert_true(exporter_close(exporter, &exported, &err));
    assert_int_equal(exported.alone, 1);
    assert_int_equal(exported.parts, 1);
    assert_int_equal(exported.behind, 2);

    // Nothing at all is a whole file, too.
    exporter = exporter_open(&plan, &err);
    assert_true(exporter_close(exporter, &exported, &err));
    assert_int_equal(exported.records, 0);
    assert_int_equal(exported.parts, 1);
    string_clear(&name);
    string_format(&name, "%s/list-1.xml", folder);
    String text = {0};
    assert_true(file_read_all(name.data, 1000, &text, &err));
    assert_non_null(strstr(text.data, "<xml><records>"));
    assert_non_null(strstr(text.data, "</records></xml>"));
    unlink(name.data);
    string_clear(&name);
    string_format(&name, "%s/list-2.xml", folder);
    unlink(name.data);
    assert_int_equal(rmdir(folder), 0);
    string_free(&name);
    string_free(&text);
}

static void test_refused(void **state) {
    (void) state;
    Error err = {0};
    assert_null(exporter_open(&(ExportPlan){.format = FORMAT_RIS, .name = "/nowhere/list.ris"}, &err));
    assert_non_null(strstr(err.text, "/nowhere/list.ris: cannot be written"));
    assert_null(
        exporter_open(&(ExportPlan){.format = FORMAT_RIS, .name = "/dev/null", .max_records = 1}, &err));
    assert_non_null(strstr(err.text, "parts need a file's name"));
    Format format;
    assert_true(exporter_format_of("list.bib", &format, &err));
    assert_int_equal(format, FORMAT_BIBTEX);
    assert_false(exporter_format_of("list.doc", &format, &err));
    assert_non_null(strstr(err.text, "citation"));

    // A device that is full.
    Study study;
    Entry entry = entry_of(&study, "Of tea");
    Exported exported;
    Exporter *exporter = exporter_open(&(ExportPlan){.format = FORMAT_RIS, .name = "/dev/full"}, &err);
    assert_non_null(exporter);
    assert_true(exporter_add(exporter, &entry, &err));
    assert_false(exporter_close(exporter, &exported, &err));
    assert_non_null(strstr(err.text, "/dev/full: cannot be written: No space left"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("engine_exporter", tests, NULL, NULL);
}
