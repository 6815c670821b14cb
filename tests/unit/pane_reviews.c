// The list of reviews and the criteria, drawn.
#include "carrel/pane/criteria.h"
#include "carrel/pane/reviews.h"

#include "grid_check.h"

static const ReviewCard cards[] = {
    {.name = "sepsis",
     .changed = "2026-05-02 14:10",
     .about = "Do cells help?",
     .known = true,
     .candidates = 1204,
     .decided = 312,
     .left = 892},
    {.name = "livers",
     .changed = "2026-05-01 09:00",
     .about = "",
     .known = true,
     .stage = "full text",
     .candidates = 40,
     .decided = 40},
    {.name = "new", .changed = "2026-04-01 09:00", .about = "", .known = true},
    {.name = "unread", .changed = "2026-03-01 09:00", .about = ""},
    {.name = "broken", .changed = "2026-02-01 09:00", .about = "", .fault = "it is no review"},
};
#define CARDS (sizeof cards / sizeof *cards)

static void draw_reviews(Grid *grid, int rows, int columns, const ReviewCard *list, size_t count,
                         size_t cursor) {
    ListBox box = {0};
    Area area = {0, 0, rows, columns};
    int fit = (rows - 1) / pane_reviews_height(area);
    grid_resize(grid, rows, columns);
    listbox_size(&box, fit > 0 ? (size_t) fit : 1);
    listbox_count(&box, count);
    listbox_go(&box, cursor);
    pane_reviews_draw(grid, area, list, &box);
}

static void test_reviews(void **state) {
    (void) state;
    Grid grid = {0};
    draw_reviews(&grid, 20, 70, cards, CARDS, 1);
    assert_row(&grid, 0, "─ Reviews ─────────────────────────────────────────────────── 2 of 5 ─");
    assert_row(&grid, 1, "  sepsis                     312 of 1,204, 892 left  2026-05-02 14:10");
    assert_row(&grid, 2, "    Do cells help?");
    assert_row(&grid, 3, "> livers                 full text · 40 of 40, done  2026-05-01 09:00");
    assert_row(&grid, 5, "  new                                no studies yet  2026-04-01 09:00");
    assert_row(&grid, 7, "  unread                                          …  2026-03-01 09:00");
    assert_row(&grid, 9, "  broken                             cannot be read  2026-02-01 09:00");
    assert_row(&grid, 10, "    it is no review");
    assert_int_equal(grid.cursor_row, 3);
    draw_reviews(&grid, 12, 40, cards, CARDS, 0);
    assert_row(&grid, 1, "> sepsis            312/1,204, 892 left");
    assert_row(&grid, 2, "  livers                    40/40, done");
    grid_fini(&grid);
}

static const Criterion criteria[] = {
    {"Question", "Do cells help adults with septic shock?"},
    {"Include", "randomised\nin humans"},
};

static void test_criteria(void **state) {
    (void) state;
    Grid grid = {0};
    assert_int_equal(pane_criteria_rows(criteria, 2, 40), 5); // the question takes two lines
    assert_int_equal(pane_criteria_rows(criteria, 2, 80), 4);
    grid_resize(&grid, 4, 60);
    pane_criteria_draw(&grid, (Area){0, 0, 4, 60}, criteria, 2);
    assert_row(&grid, 0, "─ Criteria ─────────────────────────────────────── C hides ─");
    assert_row(&grid, 1, " Question      Do cells help adults with septic shock?");
    assert_row(&grid, 2, " Include       randomised");
    assert_row(&grid, 3, "               in humans");
    grid_resize(&grid, 3, 60);
    pane_criteria_draw(&grid, (Area){0, 0, 3, 60}, criteria, 2);
    assert_row(&grid, 0, "─ Criteria ──────────────────── 1–2 of 3 lines · :criteria ─");
    grid_fini(&grid);
}

// Whatever a file or a colleague wrote, at every size.
static void test_hostile(void **state) {
    (void) state;
    Grid grid = {0};
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        ReviewCard card = {.name = hostile[i].data,
                           .changed = "2026-05-02 14:10",
                           .about = hostile[i].data,
                           .fault = i % 2 ? hostile[i].data : NULL,
                           .known = true,
                           .candidates = SIZE_MAX / 4,
                           .left = 1};
        Criterion criterion = {"Include", hostile[i].data};
        for (int columns = 1; columns < 90; columns += 8) {
            for (int rows = 1; rows < 20; rows += 3) {
                draw_reviews(&grid, rows, columns, &card, 1, 0);
                check_grid(&grid);
                grid_clear(&grid);
                pane_criteria_draw(&grid, (Area){0, 0, rows, columns}, &criterion, 1);
                check_grid(&grid);
            }
        }
    }
    grid_fini(&grid);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reviews),
        cmocka_unit_test(test_criteria),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
