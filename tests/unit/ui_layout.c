#include "carrel/ui/layout.h"
#include "carrel/ui/listbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static Layout laid_out(const LayoutChoice *choice, int rows, int columns, Slot focus) {
    Layout layout;
    layout_compute(&layout, choice, rows, columns, focus, false);
    return layout;
}

static void test_shapes(void **state) {
    (void) state;
    static const struct {
        int rows, columns;
        Shape shape;
    } cases[] = {
        {24, 80, SHAPE_STACKED},  {12, 60, SHAPE_STACKED},  {11, 80, SHAPE_SINGLE},
        {24, 59, SHAPE_SINGLE},   {36, 120, SHAPE_BESIDE},  {30, 120, SHAPE_BESIDE},
        {29, 120, SHAPE_STACKED}, {30, 119, SHAPE_STACKED}, {50, 160, SHAPE_COLUMNS},
        {24, 200, SHAPE_COLUMNS}, {5, 20, SHAPE_SINGLE},    {5, 300, SHAPE_SINGLE},
    };
    LayoutChoice choice = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(laid_out(&choice, cases[i].rows, cases[i].columns, SLOT_LIST).shape, cases[i].shape);
    }
}

// Whatever the size: panes, rules and lines cover the screen once, none overlaps.
static void test_covers_the_screen(void **state) {
    (void) state;
    char cover[120][300];
    static const LayoutChoice choices[] = {{.share = {{0}}},
                                           {.share = {{1, 999}, {1, 999}, {1, 999}, {1, 999}}},
                                           {.share = {{999, 1}, {999, 1}, {999, 1}, {999, 1}}},
                                           {.foot = 7},
                                           {.foot = 1000}};
    for (size_t c = 0; c < sizeof choices / sizeof *choices; c++) {
        for (int rows = 1; rows < 80; rows += 3) {
            for (int columns = 1; columns < 280; columns += 7) {
                for (Slot focus = 0; focus < SLOT_COUNT; focus++) {
                    Layout layout = laid_out(&choices[c], rows, columns, focus);
                    Area areas[9] = {layout.status, layout.message, layout.hints, layout.rules[0],
                                     layout.rules[1]};
                    areas[8] = layout.foot;
                    for (int i = 0; i < SLOT_COUNT; i++) {
                        areas[5 + i] = layout.slots[i].area;
                        assert_true(!layout.slots[i].shown ||
                                    (layout.slots[i].area.rows > 0 && layout.slots[i].area.columns > 0));
                    }
                    memset(cover, 0, sizeof cover);
                    for (int i = 0; i < 9; i++) {
                        for (int row = 0; row < areas[i].rows; row++) {
                            for (int column = 0; column < areas[i].columns; column++) {
                                assert_int_equal(cover[areas[i].row + row][areas[i].column + column]++, 0);
                            }
                        }
                    }
                    for (int row = 0; row < rows; row++) {
                        for (int column = 0; column < columns; column++) {
                            assert_int_equal(cover[row][column], 1);
                        }
                    }
                }
            }
        }
    }
}

// It stands below the links where these stand below or beside the abstract, and the split stays where it
// was put.
static void test_foot(void **state) {
    (void) state;
    LayoutChoice choice = {.foot = 6};
    Layout layout = laid_out(&choice, 36, 120, SLOT_LIST), moved;
    Area links = layout.slots[SLOT_LINKS].area;
    assert_int_equal(layout.foot.rows, 6);
    assert_int_equal(layout.foot.row, links.row + links.rows);
    assert_int_equal(layout.foot.row + 6, layout.panes.row + layout.panes.rows);
    assert_int_equal(layout.foot.column, links.column);
    assert_int_equal(layout.slots[SLOT_LIST].area.rows, layout.panes.rows);
    assert_true(layout_drag(&choice, &layout, links.row, links.column + 3, links.row - 4, links.column + 3));
    moved = laid_out(&choice, 36, 120, SLOT_LIST);
    assert_int_equal(moved.slots[SLOT_LINKS].area.row, links.row - 4);
    assert_int_equal(moved.foot.row, layout.foot.row);
    assert_int_equal(laid_out(&choice, 50, 160, SLOT_LIST).foot.rows, 6);
    assert_int_equal(laid_out(&choice, 24, 80, SLOT_LIST).foot.rows, 0);
    assert_int_equal(laid_out(&choice, 36, 50, SLOT_LIST).foot.rows, 0);
    choice.foot = 100;
    layout = laid_out(&choice, 36, 120, SLOT_LIST);
    assert_int_equal(layout.foot.rows, layout.panes.rows / 2);
}

static void test_as_drawn(void **state) {
    (void) state;
    LayoutChoice choice = {0};
    Layout layout = laid_out(&choice, 24, 80, SLOT_LIST);
    assert_int_equal(layout.slots[SLOT_LIST].area.rows, 6); // five rows and the head
    assert_true(layout.slots[SLOT_LINKS].folded);
    assert_int_equal(layout.slots[SLOT_LINKS].area.rows, 1);
    assert_int_equal(layout.slots[SLOT_ABSTRACT].area.rows, 14);
    layout = laid_out(&choice, 24, 80, SLOT_LINKS); // unfolds while it has the focus
    assert_false(layout.slots[SLOT_LINKS].folded);
    assert_true(layout.slots[SLOT_LINKS].area.rows >= 5);
    layout = laid_out(&choice, 36, 120, SLOT_LIST);
    assert_int_equal(layout.slots[SLOT_LIST].area.rows, 33);
    assert_int_equal(layout.rules[0].column, layout.slots[SLOT_LIST].area.columns);
    assert_true(layout.slots[SLOT_LINKS].area.row > layout.slots[SLOT_ABSTRACT].area.row);
    layout = laid_out(&choice, 50, 300, SLOT_LIST);
    assert_int_equal(layout.slots[SLOT_ABSTRACT].area.columns, 88);
    layout = laid_out(&choice, 11, 40, SLOT_ABSTRACT);
    assert_true(layout.slots[SLOT_ABSTRACT].shown);
    assert_false(layout.slots[SLOT_LIST].shown);
    layout_compute(&layout, &choice, 36, 120, SLOT_LINKS, true);
    assert_true(layout.slots[SLOT_LINKS].shown);
    assert_int_equal(layout.slots[SLOT_LINKS].area.columns, 120);
}

static void test_drag_and_hit(void **state) {
    (void) state;
    LayoutChoice choice = {0};
    Layout layout = laid_out(&choice, 36, 120, SLOT_LIST);
    int rule = layout.rules[0].column;
    assert_true(layout_drag(&choice, &layout, 10, rule, 10, 60));
    layout = laid_out(&choice, 36, 120, SLOT_LIST);
    assert_int_equal(layout.rules[0].column, 60);
    int head = layout.slots[SLOT_LINKS].area.row;
    assert_true(layout_drag(&choice, &layout, head, 70, 15, 70));
    layout = laid_out(&choice, 36, 120, SLOT_LIST);
    assert_int_equal(layout.slots[SLOT_LINKS].area.row, 15);
    assert_false(layout_drag(&choice, &layout, 5, 5, 9, 9)); // no border there
    Slot slot;
    assert_true(layout_slot_at(&layout, 5, 5, &slot));
    assert_int_equal(slot, SLOT_LIST);
    assert_true(layout_slot_at(&layout, 20, 100, &slot));
    assert_int_equal(slot, SLOT_LINKS);
    assert_false(layout_slot_at(&layout, 5, 60, &slot)); // the rule
    assert_false(layout_slot_at(&layout, 35, 0, &slot)); // the hints
}

static void check_box(const ListBox *box) {
    size_t rows = box->rows > 0 ? box->rows : 1;
    assert_true(box->count == 0 ? box->cursor == 0 : box->cursor < box->count);
    assert_true(box->cursor >= box->top && box->cursor - box->top < rows);
    assert_true(box->top == 0 || box->top + rows <= box->count);
}

static void test_listbox_motions(void **state) {
    (void) state;
    ListBox box = {0};
    listbox_size(&box, 5);
    assert_false(listbox_move(&box, 1));
    listbox_count(&box, 12);
    assert_true(listbox_move(&box, 4));
    assert_int_equal(box.top, 0);
    assert_true(listbox_move(&box, 1));
    assert_int_equal(box.top, 1);
    assert_true(listbox_page(&box, 1));
    assert_int_equal(box.top, 4); // two rows in common
    assert_int_equal(box.cursor, 8);
    assert_true(listbox_end(&box));
    assert_int_equal(box.cursor, 11);
    assert_int_equal(box.top, 7);
    assert_false(listbox_move(&box, 1));
    listbox_count(&box, 3);
    assert_int_equal(box.cursor, 2);
    assert_int_equal(box.top, 0);
    assert_int_equal(listbox_shown(&box), 3);
    assert_true(listbox_move(&box, -100));
    assert_int_equal(box.cursor, 0);
    listbox_count(&box, 100);
    listbox_place(&box, 50, 48);
    assert_int_equal(box.top, 48);
    listbox_place(&box, 50, 0);
    assert_int_equal(box.top, 46);
}

// A fixed walk over many states: the promises of the header hold in each.
static void test_listbox_always_sound(void **state) {
    (void) state;
    ListBox box = {0};
    uint32_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        long by = (long) (seed >> 8 & 63) - 32;
        switch (seed >> 20 & 7) {
        case 0:
            listbox_count(&box, seed >> 3 & 127);
            break;
        case 1:
            listbox_size(&box, seed >> 3 & 15);
            break;
        case 2:
            listbox_move(&box, by);
            break;
        case 3:
            listbox_page(&box, (int) by % 3);
            break;
        case 4:
            listbox_half_page(&box, (int) by % 3);
            break;
        case 5:
            listbox_go(&box, seed >> 3 & 255);
            break;
        case 6:
            listbox_place(&box, seed >> 3 & 255, seed >> 5 & 255);
            break;
        default:
            listbox_end(&box);
            break;
        }
        check_box(&box);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_covers_the_screen),
        cmocka_unit_test(test_foot),
        cmocka_unit_test(test_as_drawn),
        cmocka_unit_test(test_drag_and_hit),
        cmocka_unit_test(test_listbox_motions),
        cmocka_unit_test(test_listbox_always_sound),
    };
    return cmocka_run_group_tests_name("ui layout", tests, NULL, NULL);
}
