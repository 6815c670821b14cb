#include "grid_check.h"

#include "carrel/base/clock.h"
#include "carrel/ui/paragraph.h"

#include <locale.h>
#include <stdio.h>

static void draw(const Paragraph *paragraph, Grid *grid, int rows, int columns, long link, long hit) {
    grid_resize(grid, rows, columns);
    paragraph_draw(paragraph, grid, (Area){0, 0, rows, columns}, 0, link, hit, true);
    check_grid(grid);
}

static void test_labels_hang(void **state) {
    (void) state;
    Paragraph text = {0};
    paragraph_block(&text, NULL, ROLE_NORMAL, 0, false);
    paragraph_add_text(&text, "A title", ROLE_TITLE);
    paragraph_block(&text, "METHODS", ROLE_LABEL, 12, true);
    paragraph_add_text(&text, "We measured one two three four five.", ROLE_NORMAL);
    paragraph_block(&text, "PATIENTS AND METHODS", ROLE_LABEL, 12, false);
    paragraph_add_text(&text, "Forty people and six more of them.", ROLE_NORMAL);
    paragraph_block(&text, NULL, ROLE_NORMAL, 0, true); // nothing in it: no line at all
    paragraph_block(&text, "NOTE", ROLE_LABEL, 12, false);
    paragraph_lay_out(&text, 40);
    Grid grid = {0};
    draw(&text, &grid, 10, 40, -1, -1);
    assert_int_equal(text.line_count, 7);
    assert_row(&grid, 0, "A title");
    assert_row(&grid, 1, "");
    assert_row(&grid, 2, "METHODS     We measured one two three");
    assert_row(&grid, 3, "            four five.");
    assert_row(&grid, 4, "PATIENTS AND METHODS Forty people and");
    assert_row(&grid, 5, "            six more of them.");
    assert_row(&grid, 6, "NOTE");
    assert_int_equal(grid_cell(&grid, 2, 0)->role, ROLE_LABEL);
    assert_int_equal(grid_cell(&grid, 2, 12)->role, ROLE_NORMAL);
    // Without room for the column, text hangs by two, and a long label stands alone.
    paragraph_lay_out(&text, 24);
    draw(&text, &grid, 12, 24, -1, -1);
    assert_row(&grid, 2, "METHODS We measured one");
    assert_row(&grid, 3, "  two three four five.");
    assert_row(&grid, 4, "PATIENTS AND METHODS");
    assert_row(&grid, 5, "  Forty people and six");
    grid_fini(&grid);
    paragraph_fini(&text);
}

static void test_widths_never_overflow(void **state) {
    (void) state;
    Paragraph text = {0};
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        paragraph_block(&text, i % 3 == 0 ? hostile[i].data : NULL, ROLE_LABEL, i % 2 ? 12 : 0, i % 4 == 0);
        paragraph_add(&text, (StringView){hostile[i].data, hostile[i].length}, ROLE_NORMAL);
        paragraph_add_text(&text, " well-known Großhirn ", ROLE_DIM);
        paragraph_add_link(&text, (StringView){hostile[i].data, hostile[i].length}, ROLE_LINK, (int) i);
    }
    paragraph_highlight(&text, SV("canary"), true, ROLE_MATCH);
    paragraph_find(&text, SV("a"));
    Grid grid = {0};
    for (int columns = 1; columns < 90; columns++) {
        paragraph_lay_out(&text, columns);
        for (size_t i = 0; i < text.line_count; i++) {
            const ParagraphLine *line = &text.lines[i];
            StringView part = sv_part(string_view(&text.text), line->start, line->end - line->start);
            assert_true(line->indent + (int) text_width(part) <= (columns < 4 ? 4 : columns));
        }
        grid_resize(&grid, 30, columns);
        for (size_t top = 0; top < text.line_count; top += 29) {
            paragraph_draw(&text, &grid, (Area){0, 0, 30, columns}, top, 2, 1, true);
            check_grid(&grid);
        }
    }
    grid_fini(&grid);
    paragraph_fini(&text);
}

// Every character of the text is on some line, whatever the width.
static void test_nothing_is_lost(void **state) {
    (void) state;
    Paragraph text = {0};
    paragraph_add_text(
        &text,
        "In a randomised, placebo-controlled trial 敗血症の患者に we gave Wharton's-jelly cells; p<0.05.",
        ROLE_NORMAL);
    for (int columns = 4; columns < 120; columns++) {
        paragraph_lay_out(&text, columns);
        uint32_t at = 0;
        for (size_t i = 0; i < text.line_count; i++) {
            for (; at < text.lines[i].start; at++) {
                assert_int_equal(text.text.data[at], ' ');
            }
            at = text.lines[i].end;
        }
        assert_int_equal(at, text.text.length);
    }
    paragraph_fini(&text);
}

static void test_highlights(void **state) {
    (void) state;
    static const struct {
        const char *text, *folded;
        bool prefix;
        const char *marked; // ^ under what is highlighted
    } cases[] = {
        {"Septic shock and septics", "septic", false, "^^^^^^            "},
        {"Septic shock and septics", "septic", true, "^^^^^^           ^^^^^^^"},
        {"septic septic septic", "septic", false, "^^^^^^ ^^^^^^ ^^^^^^"},
        {"Septic  shock, septic-shock", "septic shock", false, "^^^^^^^^^^^^^  ^^^^^^^^^^^^"},
        {"aseptic", "septic", true, ""},
        {"M\u00fcller", "muller", false, "^^^^^^"},
        {"\u03b2-catenin", "beta", false, "^"},
        {"\u03b2-catenin", "beta-catenin", false, "^^^^^^^^^"},
        {"anything", "", false, ""},
        {"anything", "-", true, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Paragraph text = {0};
        paragraph_add_text(&text, cases[i].text, ROLE_NORMAL);
        paragraph_highlight(&text, sv(cases[i].folded), cases[i].prefix, ROLE_MATCH);
        paragraph_lay_out(&text, 60);
        Grid grid = {0};
        draw(&text, &grid, 1, 60, -1, -1);
        char marked[61] = {0};
        for (int column = 0; column < 60; column++) {
            marked[column] = grid_cell(&grid, 0, column)->role == ROLE_MATCH ? '^' : ' ';
        }
        String expected = {0};
        string_format(&expected, "%-60s", cases[i].marked);
        assert_string_equal(marked, string_text(&expected));
        string_free(&expected);
        grid_fini(&grid);
        paragraph_fini(&text);
    }
}

static void test_find(void **state) {
    (void) state;
    Paragraph text = {0};
    paragraph_block(&text, "RESULTS", ROLE_LABEL, 12, false);
    paragraph_add_text(&text, "Livers of the deliverers: LIVER function, M\u00fcller cells.", ROLE_NORMAL);
    paragraph_lay_out(&text, 40);
    assert_int_equal(paragraph_find(&text, SV("liver")), 3);
    assert_int_equal(text.found[0].start, 0);
    assert_int_equal(text.found[0].end, 5); // the part of the word
    assert_int_equal(text.found[1].start, 16);
    assert_int_equal(paragraph_found_line(&text, 0), 0);
    assert_int_equal(paragraph_found_line(&text, 2), 1);
    Grid grid = {0};
    draw(&text, &grid, 4, 40, -1, 2);
    assert_int_equal(grid_cell(&grid, 0, 12)->role, ROLE_FOUND);
    assert_int_equal(grid_cell(&grid, 0, 17)->role, ROLE_NORMAL);
    assert_int_equal(grid.cursor_row, 1); // on the current hit
    assert_int_equal(grid_cell(&grid, grid.cursor_row, grid.cursor_column)->flags, CELL_SELECTED);
    assert_int_equal(paragraph_find(&text, SV("MULL")), 1);
    assert_int_equal(paragraph_find(&text, SV("function, mu")), 1); // over punctuation
    assert_int_equal(paragraph_find(&text, SV("results")), 0);      // labels are no text
    assert_int_equal(paragraph_find(&text, SV("<")), 0);
    assert_int_equal(paragraph_find(&text, SV("")), 0);
    grid_fini(&grid);
    paragraph_fini(&text);
}

static void test_links(void **state) {
    (void) state;
    Paragraph text = {0};
    assert_int_equal(paragraph_step_link(&text, -1, 1), -1);
    paragraph_add_text(&text, "As two studies showed (", ROLE_NORMAL);
    paragraph_add_link(&text, SV("1"), ROLE_LINK, 0);
    paragraph_add_text(&text, ",", ROLE_NORMAL);
    paragraph_add_link(&text, SV("2"), ROLE_LINK_BOUND, 1);
    paragraph_add_text(&text, ") long before.", ROLE_NORMAL);
    paragraph_lay_out(&text, 24);
    long first = paragraph_step_link(&text, -1, 1);
    long second = paragraph_step_link(&text, first, 1);
    assert_int_equal(text.runs[first].link, 0);
    assert_int_equal(text.runs[second].link, 1);
    assert_int_equal(paragraph_step_link(&text, second, 1), -1);
    assert_int_equal(paragraph_step_link(&text, -1, -1), second);
    assert_int_equal(paragraph_step_link(&text, first, -1), -1);
    assert_int_equal(paragraph_link_line(&text, first), 1);
    Grid grid = {0};
    draw(&text, &grid, 3, 24, second, -1);
    assert_row(&grid, 0, "As two studies showed");
    assert_row(&grid, 1, "(1,2) long before.");
    assert_int_equal(grid_cell(&grid, 1, 1)->role, ROLE_LINK);
    assert_int_equal(grid_cell(&grid, 1, 1)->flags, 0);
    assert_int_equal(grid_cell(&grid, 1, 3)->flags, CELL_SELECTED);
    assert_int_equal(grid.cursor_row, 1);
    assert_int_equal(grid.cursor_column, 3);
    grid_fini(&grid);
    paragraph_fini(&text);
}

static void test_reset_starts_anew(void **state) {
    (void) state;
    Paragraph text = {0};
    paragraph_add_text(&text, "septic", ROLE_NORMAL);
    paragraph_highlight(&text, SV("septic"), false, ROLE_MATCH);
    paragraph_find(&text, SV("septic"));
    paragraph_reset(&text);
    paragraph_add_text(&text, "the cells", ROLE_NORMAL);
    paragraph_lay_out(&text, 20);
    assert_int_equal(text.found_count, 0);
    Grid grid = {0};
    draw(&text, &grid, 1, 20, -1, -1);
    assert_row(&grid, 0, "the cells");
    assert_int_equal(grid_cell(&grid, 0, 0)->role, ROLE_NORMAL);
    grid_fini(&grid);
    paragraph_fini(&text);
}

static void test_a_word_is_chosen(void **state) {
    (void) state;
    Paragraph text = {0};
    paragraph_block(&text, NULL, ROLE_LABEL, 0, false);
    paragraph_add_text(&text, "Of the naïve cells", ROLE_NORMAL);
    paragraph_block(&text, "AIM", ROLE_LABEL, 6, true);
    paragraph_add_text(&text, "to help mice", ROLE_LINK);
    paragraph_lay_out(&text, 30);
    assert_int_equal(paragraph_word(&text).length, 0);
    static const struct {
        int by;
        const char *word; // NULL: there is none, and the last one stays
    } steps[] = {{1, "naïve"}, {1, "cells"},  {1, "help"},   {1, "mice"}, {1, NULL},
                 {-1, "help"}, {-1, "cells"}, {-1, "naïve"}, {-1, NULL}};
    const char *last = "";
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(paragraph_step_word(&text, 0, steps[i].by), steps[i].word != NULL);
        last = steps[i].word ? steps[i].word : last;
        assert_true(sv_equal(paragraph_word(&text), sv(last)));
    }
    Grid grid = {0};
    draw(&text, &grid, 3, 30, -1, -1);
    for (int column = 0; column < 18; column++) {
        assert_int_equal(grid_cell(&grid, 0, column)->flags & CELL_SELECTED ? 1 : 0,
                         column >= 7 && column < 12);
    }
    // By the mouse: line and column, and what stands there.
    static const struct {
        size_t line;
        int column;
        const char *word;
    } places[] = {{0, 0, "Of"}, {0, 11, "naïve"}, {0, 12, ""},  {0, 13, "cells"}, {0, 29, ""},
                  {1, 3, ""},   {2, 2, ""},       {2, 6, "to"}, {2, 9, "help"},   {9, 0, ""}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_int_equal(paragraph_choose_word(&text, places[i].line, places[i].column),
                         *places[i].word != '\0');
        assert_true(sv_equal(paragraph_word(&text), sv(places[i].word)));
    }
    assert_true(paragraph_step_word(&text, 1, 1)); // from none: below the line
    assert_true(sv_equal(paragraph_word(&text), SV("help")));
    paragraph_choose_word(&text, 9, 0);
    assert_true(paragraph_step_word(&text, 2, -1)); // or above it
    assert_true(sv_equal(paragraph_word(&text), SV("cells")));
    paragraph_reset(&text);
    assert_false(paragraph_step_word(&text, 0, 1));
    grid_fini(&grid);
    paragraph_fini(&text);
}

// 30 kB of plain words: the figure is printed, the bound is loose enough for sanitizers.
static void test_layout_is_fast(void **state) {
    (void) state;
    Paragraph text = {0};
    for (size_t i = 0; text.text.length < 30000; i++) {
        if (i % 40 == 0) {
            paragraph_block(&text, "RESULTS", ROLE_LABEL, 12, false);
        }
        paragraph_add_text(
            &text, i % 7 == 0 ? "na\u00efve \u03b2-cells " : "and placebo-controlled transfusion of cells ",
            ROLE_NORMAL);
    }
    int64_t best = INT64_MAX;
    for (int i = 0; i < 20; i++) {
        int64_t start = clock_ticks_us();
        paragraph_lay_out(&text, 80 + i);
        int64_t took = clock_ticks_us() - start;
        best = took < best ? took : best;
    }
    int64_t start = clock_ticks_us();
    paragraph_highlight(&text, SV("cells"), false, ROLE_MATCH);
    printf("layout of 30 kB: %d us; highlighting it: %d us\n", (int) best, (int) (clock_ticks_us() - start));
    assert_true(best < 50000);
    paragraph_fini(&text);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_hang),
        cmocka_unit_test(test_widths_never_overflow),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_highlights),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_reset_starts_anew),
        cmocka_unit_test(test_a_word_is_chosen),
        cmocka_unit_test(test_layout_is_fast),
    };
    return cmocka_run_group_tests_name("ui paragraph", tests, NULL, NULL);
}
