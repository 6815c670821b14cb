#include "store_help.h"

#include "carrel/store/similar.h"

// A shelf where most studies say the same, some share rare words, references or citing studies.
enum { OTHERS = 60 };

static void add_study(Shelf *shelf, int64_t pmid, const char *title, const char *abstract,
                      const int64_t *references) {
    Study study = study_of(RECORD_PUBMED_XML, pmid, title);
    set_abstract(&shelf->arena, &study, abstract);
    for (; references && *references; references++) {
        add_citation(&shelf->arena, &study, LINK_REFERENCES, *references, NULL, "a reference");
    }
    shelf_put(shelf, &study, PUT_NEW);
}

static void fill(Shelf *shelf) {
    shelf_open(shelf, "/a.xml");
    add_study(shelf, 1, "Glowing algae in brackish lagoons", "The algae of these lagoons glow when stirred.",
              (const int64_t[]){501, 502, 503, 0});
    add_study(shelf, 2, "Stirred algae", "Why brackish algae glow in the dark lagoons.", NULL);
    add_study(shelf, 3, "Another matter", "The patients of this study were treated.",
              (const int64_t[]){502, 503, 900, 0});
    add_study(shelf, 4, "A third matter", "The patients of this study were treated.",
              (const int64_t[]){503, 901, 902, 903, 904, 0});
    add_study(shelf, 5, "What lagoons are", "The patients of this study were treated.", NULL);
    // Two studies cite 1 with 6, one cites it with 7, and a stub too.
    add_study(shelf, 6, "A fourth matter", "The patients of this study were treated.", NULL);
    add_study(shelf, 7, "A fifth matter", "The patients of this study were treated.", NULL);
    add_study(shelf, 8, "Citing", "The patients of this study were treated.",
              (const int64_t[]){1, 6, 999, 0});
    add_study(shelf, 9, "Citing", "The patients of this study were treated again.",
              (const int64_t[]){1, 6, 7, 999, 0});
    for (int64_t i = 0; i < OTHERS; i++) {
        add_study(shelf, 100 + i, "A study of patients",
                  "The patients of this study were treated and stirred.", NULL);
    }
    shelf_commit(shelf);
}

static void add_reasons(Shelf *shelf, StudyId id, size_t most, String *out) {
    SimilarStudy *rows;
    size_t count;
    assert_ok(shelf, similar_find(shelf->cache, id, most, &shelf->arena, &rows, &count, &shelf->err));
    for (size_t i = 0; i < count; i++) {
        string_format(out, "%s%lld: ", i ? "; " : "", (long long) rows[i].id);
        similar_add_reason(&rows[i], out);
    }
}

static void check_reasons(Shelf *shelf, StudyId id, size_t most, const char *expected) {
    String got = {0};
    add_reasons(shelf, id, most, &got);
    assert_string_equal(string_text(&got), expected);
    string_free(&got);
}

static void test_near_by_text_and_by_links(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    // 2 shares nearly all words that are not everybody's, 5 one; 3 shares two of three references
    // (2/3), 4 one of five (0.26); 6 is cited by both who cite 1, 7 by one of them.
    // Of equal ranks the newer comes first.
    check_reasons(shelf, 1, 20,
                  "6: cited together 2 times; 2: text; 7: cited together 1 time; 5: text; "
                  "3: 2 shared references; 4: 1 shared reference");
    check_reasons(shelf, 1, 1, "6: cited together 2 times; 2: text");
    // What has no record is near by links alone.
    check_reasons(shelf, 503, 20, "");
    check_reasons(shelf, 999, 20,
                  "6: cited together 2 times; 1: cited together 2 times; 7: cited together 1 time");
    check_reasons(shelf, 777, 20, "");
}

static void test_interrupting(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    SimilarStudy *rows;
    size_t count;
    search_interrupt(shelf->cache);
    assert_false(similar_find(shelf->cache, 1, 20, &shelf->arena, &rows, &count, &shelf->err));
    assert_int_equal(shelf->err.kind, ERROR_CANCELLED);
    assert_int_equal(count, 0);
    search_resume(shelf->cache);
    assert_ok(shelf, similar_find(shelf->cache, 1, 20, &shelf->arena, &rows, &count, &shelf->err));
    assert_true(count > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_near_by_text_and_by_links, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_interrupting, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
