// Two records beside each other: what is shown and marked at every size.
#include "grid_check.h"

#include "carrel/base/clock.h"
#include "carrel/pane/compare.h"

#include <locale.h>
#include <stdio.h>

static Study study_of(const char *title, Author *author, int year, const char *volume, const char *pages,
                      Section *section) {
    Study study;
    study_init(&study);
    study.title = title;
    study.authors = author;
    study.author_count = 1;
    study.year = year;
    study.journal.title = "Journal of Surfaces";
    study.volume = volume;
    study.pages = pages;
    study.sections = section;
    study.section_count = 1;
    return study;
}

static Author ann = {.family = "Vale", .given = "Ann", .initials = "A"}, anna = {.family = "Vale"};
static Section first = {NULL, "Copper kills. We tried it in three wards."},
               second = {NULL, "Copper kills. We tried it in four large wards."};

static void fill(ComparePane *pane) {
    Study a = study_of("Copper surfaces and infections in intensive care", &ann, 2013, "3", "21-29", &first);
    Study b = study_of("Copper surface and infections in intensive care", &anna, 2014, "3", "21-9", &second);
    b.doi = "10.5555/copper";
    CompareContent content = {
        .title = "Duplicates · 3 of 41",
        .right = "2 verdicts",
        .why = "titles 0.98 alike, volume and pages agree; but years one apart",
        .sides = {{"Vale 2013", "one.nbib:1", &a, {DECISION_INCLUDE, false}}, {"Vale 2014", NULL, &b, {0}}},
    };
    pane_compare_fill(pane, &content);
}

static void draw(ComparePane *pane, Grid *grid, int rows, int columns) {
    Area area = {0, 0, rows, columns};
    grid_resize(grid, rows, columns);
    pane_compare_lay_out(pane, area);
    pane_compare_draw(pane, grid, area);
}

static void expect(const Grid *grid, const char *expected) {
    String text = {0};
    grid_add_text(grid, &text);
    assert_string_equal(string_text(&text), expected);
    string_free(&text);
    check_grid(grid);
}

static void test_beside(void **state) {
    (void) state;
    ComparePane pane = {0};
    Grid grid = {0};
    fill(&pane);
    draw(&pane, &grid, 15, 80);
    expect(&grid, "─ Duplicates · 3 of 41 ──────────────────────────────────────────── 2 verdicts ─\n"
                  " titles 0.98 alike, volume and pages agree; but years one apart\n"
                  "            ✓ Vale 2013                      │ Vale 2014\n"
                  "            one.nbib:1                       │\n"
                  "! Title     Copper surfaces and infections   │ Copper surface and infections in\n"
                  "            in intensive care                │ intensive care\n"
                  "~ Authors   Vale A                           │ Vale\n"
                  "! Year      2013                             │ 2014\n"
                  "  Journal   Journal of Surfaces              │ Journal of Surfaces\n"
                  "  Volume    3                                │ 3\n"
                  "~ Pages     21-29                            │ 21-9\n"
                  "- DOI       (none)                           │ 10.5555/copper\n"
                  "! Abstract  Copper kills. We tried it in     │ Copper kills. We tried it in\n"
                  "            three wards.                     │ four large wards.\n"
                  "\n");
    grid_fini(&grid);
    pane_compare_fini(&pane);
}

static void test_stacked(void **state) {
    (void) state;
    ComparePane pane = {0};
    Grid grid = {0};
    fill(&pane);
    draw(&pane, &grid, 13, 40);
    expect(&grid, "─ Duplicates · 3 of 41 ───── 1–7 of 20 ─\n"
                  " titles 0.98 alike, volume and pages\n"
                  " agree; but years one apart\n"
                  "            1 ✓ Vale 2013\n"
                  "              one.nbib:1\n"
                  "            2 Vale 2014\n"
                  "! Title     1 Copper surfaces and\n"
                  "              infections in intensive\n"
                  "              care\n"
                  "            2 Copper surface and\n"
                  "              infections in intensive\n"
                  "              care\n"
                  "~ Authors   1 Vale A\n");
    draw(&pane, &grid, 10, 40); // where it is low, what stands above has a line each
    expect(&grid, "─ Duplicates · 3 of 41 ───── 1–6 of 20 ─\n"
                  " titles 0.98 alike, volume and pages\n"
                  "            1 ✓ Vale 2013\n"
                  "            2 Vale 2014\n"
                  "! Title     1 Copper surfaces and\n"
                  "              infections in intensive\n"
                  "              care\n"
                  "            2 Copper surface and\n"
                  "              infections in intensive\n"
                  "              care\n");
    draw(&pane, &grid, 13, 40);
    // Down to the end and not beyond; larger again, it stands at the top.
    assert_true(pane_compare_page(&pane, 1));
    assert_true(pane_compare_scroll(&pane, 1000));
    assert_false(pane_compare_scroll(&pane, 1));
    draw(&pane, &grid, 13, 40);
    expect(&grid, "─ Duplicates · 3 of 41 ─── 14–20 of 20 ─\n"
                  " titles 0.98 alike, volume and pages\n"
                  " agree; but years one apart\n"
                  "            1 ✓ Vale 2013\n"
                  "              one.nbib:1\n"
                  "            2 Vale 2014\n"
                  "            2 21-9\n"
                  "- DOI       1 (none)\n"
                  "            2 10.5555/copper\n"
                  "! Abstract  1 Copper kills. We tried it\n"
                  "              in three wards.\n"
                  "            2 Copper kills. We tried it\n"
                  "              in four large wards.\n");
    draw(&pane, &grid, 60, 40);
    assert_int_equal(pane.top, 0);
    assert_false(pane_compare_page(&pane, 2));
    assert_false(pane_compare_page(&pane, -2));
    grid_fini(&grid);
    pane_compare_fini(&pane);
}

// The role of the first cell of a word.
static Role role_of(const Grid *grid, int row, const char *word) {
    String text = {0};
    grid_add_row(grid, row, &text);
    size_t at = sv_find(string_view(&text), sv(word));
    int column = at == SV_NONE ? 0 : grid_text_columns(sv_part(string_view(&text), 0, at));
    string_free(&text);
    return (Role) grid_cell(grid, row, column)->role;
}

static void test_words_that_differ(void **state) {
    (void) state;
    ComparePane pane = {0};
    Grid grid = {0};
    fill(&pane);
    draw(&pane, &grid, 15, 100);
    assert_int_equal(role_of(&grid, 4, "Copper"), ROLE_NORMAL);
    assert_int_equal(role_of(&grid, 4, "surfaces"), ROLE_DIFFERENCE);
    assert_int_equal(role_of(&grid, 4, "surface "), ROLE_DIFFERENCE);
    assert_int_equal(role_of(&grid, 4, "!"), ROLE_DIFFERENCE);
    draw(&pane, &grid, 20, 200);
    assert_row(&grid, 12,
               "! Abstract  Copper kills. We tried it in three wards."
               "                                                    │ "
               "Copper kills. We tried it in four large wards.");
    assert_int_equal(role_of(&grid, 12, "three"), ROLE_DIFFERENCE);
    assert_int_equal(role_of(&grid, 12, "four large"), ROLE_DIFFERENCE);
    assert_int_equal(role_of(&grid, 12, "tried"), ROLE_NORMAL);
    grid_fini(&grid);
    pane_compare_fini(&pane);
}

static void test_one_sentence(void **state) {
    (void) state;
    ComparePane pane = {0};
    Grid grid = {0};
    fill(&pane);
    pane_compare_clear(&pane, "Duplicates", "Nothing is proposed.");
    draw(&pane, &grid, 3, 30);
    expect(&grid, "─ Duplicates ─────────────────\n Nothing is proposed.\n\n");
    fill(&pane); // and records again
    draw(&pane, &grid, 15, 80);
    assert_row(&grid, 1, " titles 0.98 alike, volume and pages agree; but years one apart");
    grid_fini(&grid);
    pane_compare_fini(&pane);
}

// Whatever records say and however small the screen is, cells hold what a terminal may get.
static void test_anything_anywhere(void **state) {
    (void) state;
    ComparePane pane = {0};
    Grid grid = {0};
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        char text[400] = {0};
        for (size_t k = 0; k < hostile[i].length; k++) {
            text[k] = hostile[i].data[k] ? hostile[i].data[k] : ' ';
        }
        Author author = {.family = text};
        Section section = {text, text};
        Study a = study_of(text, &author, 2013, text, text, &section),
              b = study_of("x", &ann, 1, NULL, "", &first);
        CompareContent content = {
            .title = text, .right = text, .why = text, .sides = {{text, text, &a, {0}}, {"", "", &b, {0}}}};
        pane_compare_fill(&pane, &content);
        static const int sizes[][2] = {{1, 1},   {2, 3},   {5, 12},  {12, 40},
                                       {24, 80}, {3, 200}, {40, 69}, {40, 70}};
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            draw(&pane, &grid, sizes[k][0], sizes[k][1]);
            check_grid(&grid);
            pane_compare_scroll(&pane, 3);
            draw(&pane, &grid, sizes[k][0], sizes[k][1]);
            check_grid(&grid);
        }
        CompareContent none = {.title = "", .sides = {{"", NULL, NULL, {0}}, {"", NULL, NULL, {0}}}};
        pane_compare_fill(&pane, &none);
        draw(&pane, &grid, 24, 80);
    }
    grid_fini(&grid);
    pane_compare_fini(&pane);
}

// Long abstracts that have little in common take no time that is felt.
static void test_long_texts(void **state) {
    (void) state;
    ComparePane pane = {0};
    String texts[2] = {{0}, {0}};
    for (int i = 0; i < 3000; i++) {
        string_format(&texts[0], "word%d ", i * 7 % 3001);
        string_format(&texts[1], "word%d ", i * 11 % 3001);
    }
    Section one = {NULL, string_text(&texts[0])}, other = {NULL, string_text(&texts[1])};
    Study a = study_of("A", &ann, 2013, NULL, NULL, &one), b = study_of("B", &ann, 2013, NULL, NULL, &other);
    CompareContent content = {.title = "", .sides = {{"", NULL, &a, {0}}, {"", NULL, &b, {0}}}};
    int64_t begun = clock_ticks_us();
    pane_compare_fill(&pane, &content);
    int64_t took = clock_ticks_us() - begun;
    printf("two abstracts of 3000 words: %.1f ms\n", (double) took / 1000);
    assert_true(took < 2000000);
    assert_int_equal(pane.fields[pane.field_count - 1].difference, DIFFERENCE_CONTENT);
    string_free(&texts[0]);
    string_free(&texts[1]);
    pane_compare_fini(&pane);
}

int main(void) {
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_stacked),
        cmocka_unit_test(test_words_that_differ),
        cmocka_unit_test(test_one_sentence),
        cmocka_unit_test(test_anything_anywhere),
        cmocka_unit_test(test_long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
