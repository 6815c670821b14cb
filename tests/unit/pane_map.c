// The citation map, drawn and walked through.
#include "carrel/pane/map.h"

#include "grid_check.h"

#include <stdlib.h>

// Invented studies: 1 (2001) is cited by 2, 3 and 5; 2 (2003) by 5; 3 (2003) by 4; 6 stands alone.
static const MapEntry entries[] = {
    {1, 2001, "Alp", "Warm feet", MAP_INCLUDED},
    {2, 2003, "Brandt", "Cold nights", 0},
    {3, 2003, "Cho", NULL, MAP_RETRACTED},
    {4, 2006, "Doe", "Socks, a trial", MAP_FOCUS},
    {5, 2007, "Esposito", "Socks again", MAP_INCLUDED},
    {6, 0, "Fischer", "An undated thing", 0},
};
static const StudyId links[][2] = {{2, 1}, {3, 1}, {5, 1}, {5, 2}, {4, 3}};
#define ENTRIES (sizeof entries / sizeof *entries)

typedef struct {
    Arena arena;
    Graph graph;
    CitationMap map;
    MapPane pane;
    Grid grid;
} Desk;

static void lay_out(Desk *desk, const MapEntry *list, size_t count) {
    map_lay_out(&desk->graph, list, count, 0, &desk->arena, &desk->map);
    pane_map_show(&desk->pane, &desk->map);
}

static int set_up(void **state) {
    Desk *desk = calloc(1, sizeof *desk);
    GraphBuilder *builder = graph_builder_new();
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        graph_builder_add(builder, links[i][0], LINK_REFERENCES, &links[i][1], 1, NULL);
    }
    graph_builder_take(builder, &desk->graph);
    lay_out(desk, entries, ENTRIES);
    *state = desk;
    return 0;
}

static int tear_down(void **state) {
    Desk *desk = *state;
    pane_map_fini(&desk->pane);
    grid_fini(&desk->grid);
    graph_free(&desk->graph);
    arena_free(&desk->arena);
    free(desk);
    return 0;
}

static void draw(Desk *desk, int rows, int columns) {
    Area area = {0, 0, rows, columns};
    grid_resize(&desk->grid, rows, columns);
    pane_map_lay_out(&desk->pane, area);
    pane_map_draw(&desk->pane, &desk->grid, area, true);
    check_grid(&desk->grid);
}

static void select_study(MapPane *pane, StudyId id) {
    listbox_go(&pane->box, map_row(pane->map, id));
}

static void test_picture(void **state) {
    Desk *desk = *state;
    draw(desk, 10, 48);
    assert_row(&desk->grid, 0, "─ Citation map · 6 studies · 5 links ───────────");
    assert_row(&desk->grid, 1, "                    ?   2001   2003  2006   2007");
    assert_row(&desk->grid, 2, "     Fischer        o");
    assert_row(&desk->grid, 3, " ✓   Alp 2001             o");
    assert_row(&desk->grid, 4, "  Rr Cho 2003                    *─────┐");
    assert_row(&desk->grid, 5, "     Brandt 2003                 o     │");
    assert_row(&desk->grid, 6, ">    Doe 2006                          @");
    assert_row(&desk->grid, 7, " ✓   Esposito 2007                            o");
    assert_row(&desk->grid, 8, "");
    assert_row(&desk->grid, 9, " Doe 2006 · cites 1, cited by 0 here · Socks, …");
    assert_int_equal(desk->grid.cursor_row, 6);
    assert_int_equal(grid_cell(&desk->grid, 6, 0)->flags & CELL_SELECTED, CELL_SELECTED);
    assert_int_equal(grid_cell(&desk->grid, 4, 2)->role, ROLE_FLAG_WARNING);
    select_study(&desk->pane, 3);
    draw(desk, 10, 48);
    assert_row(&desk->grid, 9, " Cho 2003 · cites 1, cited by 1 here · RETRACT…");
    assert_int_equal(grid_cell(&desk->grid, 9, 1)->role, ROLE_WARNING);
}

static void test_lines_meet(void **state) {
    Desk *desk = *state;
    select_study(&desk->pane, 2);
    draw(desk, 9, 48);
    assert_row(&desk->grid, 3, " ✓ r Alp 2001             *──────┐");
    assert_row(&desk->grid, 4, "  R  Cho 2003                    o");
    assert_row(&desk->grid, 5, ">    Brandt 2003                 @");
    assert_row(&desk->grid, 6, "     Doe 2006                    │     o");
    assert_row(&desk->grid, 7, " ✓ c Esposito 2007               └────────────*");
    assert_int_equal(pane_map_selected(&desk->pane), 2);
    desk->grid.ascii = true;
    draw(desk, 9, 48);
    assert_row(&desk->grid, 3, " + r Alp 2001             *------+");
    assert_row(&desk->grid, 6, "     Doe 2006                    |     o");
    assert_row(&desk->grid, 7, " + c Esposito 2007               +------------*");
    desk->grid.ascii = false;
    desk->grid.plain = true; // a letter says what lines would
    draw(desk, 9, 48);
    assert_row(&desk->grid, 3, " ✓ r Alp 2001             *");
    assert_row(&desk->grid, 6, "     Doe 2006                          o");
}

static void test_titles_where_there_is_room(void **state) {
    Desk *desk = *state;
    draw(desk, 10, 120);
    assert_row(&desk->grid, 5,
               "     Brandt 2003    Cold nights"
               "                                                                    o        │");
}

typedef struct {
    KeyCode key;
    MapResult result;
    StudyId selected;
    size_t path;
} Press;

static void press(Desk *desk, const Press *presses, size_t count) {
    for (size_t i = 0; i < count; i++) {
        MapResult result = pane_map_key(&desk->pane, presses[i].key);
        if (result != presses[i].result || pane_map_selected(&desk->pane) != presses[i].selected ||
            desk->pane.path_count != presses[i].path) {
            fail_msg("key %zu: result %d, study %lld, path of %zu", i, result,
                     (long long) pane_map_selected(&desk->pane), desk->pane.path_count);
        }
    }
}
#define PRESS(desk, ...)                                                                                     \
    press((desk), (const Press[]){__VA_ARGS__}, sizeof((const Press[]){__VA_ARGS__}) / sizeof(Press))

static void test_following_links(void **state) {
    Desk *desk = *state;
    draw(desk, 10, 48);
    PRESS(desk, {'l', MAP_STAYED, 4, 0},    // nothing cites it
          {'h', MAP_MOVED, 3, 2},           // 4 cites 3
          {KEYCODE_LEFT, MAP_MOVED, 1, 3},  // 3 cites 1
          {'h', MAP_STAYED, 1, 3},          // which cites nothing
          {KEYCODE_RIGHT, MAP_MOVED, 3, 4}, // the first row that cites 1
          {')', MAP_MOVED, 2, 4},           // and those after it
          {')', MAP_MOVED, 5, 4}, {')', MAP_STAYED, 5, 4}, {'(', MAP_MOVED, 2, 4}, {'(', MAP_MOVED, 3, 4},
          {'(', MAP_STAYED, 3, 4}, {')', MAP_MOVED, 2, 4}, {'H', MAP_MOVED, 1, 3},
          {KEYCODE_BACKSPACE, MAP_MOVED, 3, 2}, {'H', MAP_MOVED, 4, 1}, {'H', MAP_STAYED, 4, 1},
          {')', MAP_STAYED, 4, 1}, {KEYCODE_ENTER, MAP_OPEN, 4, 1}, {'x', MAP_IGNORED, 4, 1});
    // From a study of the path it goes on from there, from elsewhere it begins anew.
    PRESS(desk, {'h', MAP_MOVED, 3, 2}, {'h', MAP_MOVED, 1, 3}, {'j', MAP_MOVED, 3, 3},
          {'h', MAP_MOVED, 1, 3}, {'G', MAP_MOVED, 5, 3}, {'h', MAP_MOVED, 2, 2}, {')', MAP_MOVED, 1, 2},
          {KEYCODE_ESCAPE, MAP_MOVED, 1, 0}, {KEYCODE_ESCAPE, MAP_LEAVE, 1, 0});
}

static void test_moving(void **state) {
    Desk *desk = *state;
    draw(desk, 10, 48);
    PRESS(desk, {'g', MAP_MOVED, 6, 0}, {'k', MAP_STAYED, 6, 0}, {KEYCODE_DOWN, MAP_MOVED, 1, 0},
          {KEYCODE_CTRL | 'n', MAP_MOVED, 3, 0}, {KEYCODE_UP, MAP_MOVED, 1, 0},
          {KEYCODE_CTRL | 'p', MAP_MOVED, 6, 0}, {KEYCODE_END, MAP_MOVED, 5, 0}, {'G', MAP_STAYED, 5, 0},
          {KEYCODE_HOME, MAP_MOVED, 6, 0}, {'q', MAP_LEAVE, 6, 0});
}

static void test_path(void **state) {
    Desk *desk = *state;
    const StudyId path[] = {4, 3, 77, 1, 5}, nothing[] = {77};
    pane_map_show_path(&desk->pane, path, 5);
    assert_int_equal(pane_map_selected(&desk->pane), 4);
    draw(desk, 10, 48);
    assert_row(&desk->grid, 0, "─ Citation map · 6 studies · 5 li… ─ path of 4 ─");
    assert_row(&desk->grid, 3, " ✓   Alp 2001             *──────┐");
    assert_row(&desk->grid, 4, "  Rr Cho 2003             │      *─────┐");
    assert_row(&desk->grid, 5, "     Brandt 2003          │      o     │");
    assert_row(&desk->grid, 7, " ✓   Esposito 2007        └───────────────────*");
    assert_int_equal(grid_cell(&desk->grid, 3, 30)->role, ROLE_FOUND);
    assert_int_equal(grid_cell(&desk->grid, 3, 5)->role, ROLE_FOUND);
    assert_int_not_equal(grid_cell(&desk->grid, 5, 5)->role, ROLE_FOUND);
    // Another map: what it has of the path and the selection stays.
    select_study(&desk->pane, 3);
    lay_out(desk, entries, 3);
    assert_int_equal(desk->pane.path_count, 2);
    assert_int_equal(pane_map_selected(&desk->pane), 3);
    lay_out(desk, entries, 2);
    assert_int_equal(pane_map_selected(&desk->pane), 1); // no focus: the first
    pane_map_show_path(&desk->pane, nothing, 1);
    assert_int_equal(desk->pane.path_count, 0);
    draw(desk, 10, 48);
}

// 60 studies that each cite the one before and the first.
static void make_long(Desk *desk, MapEntry *list, size_t count) {
    GraphBuilder *builder = graph_builder_new();
    for (size_t i = 0; i < count; i++) {
        list[i] = (MapEntry){(StudyId) i + 1, 1950 + (int) i, i % 3 ? hostile[i % HOSTILE_COUNT].data : "Roe",
                             hostile[(i + 1) % HOSTILE_COUNT].data, i % 7 == 0 ? MAP_RETRACTED : 0};
        StudyId cited[] = {(StudyId) i, 1};
        graph_builder_add(builder, (StudyId) i + 1, LINK_REFERENCES, cited, 2, NULL);
    }
    graph_free(&desk->graph);
    graph_builder_take(builder, &desk->graph);
    lay_out(desk, list, count);
}

static void test_sizes_and_hostile_names(void **state) {
    Desk *desk = *state;
    static const int sizes[][2] = {{12, 40}, {24, 80}, {36, 120}, {50, 200}, {6, 20},
                                   {5, 10},  {3, 7},   {2, 3},    {1, 1},    {60, 2}};
    MapEntry list[60];
    make_long(desk, list, 60);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int ascii = 0; ascii < 2; ascii++) {
            desk->grid.ascii = ascii;
            for (StudyId id = 1; id <= 60; id += 59) { // both ends, and what goes out of sight between
                select_study(&desk->pane, id);
                draw(desk, sizes[i][0], sizes[i][1]);
                assert_true(sizes[i][0] < 2 || desk->grid.cursor_row > 0);
            }
        }
    }
    desk->grid.ascii = false;
    draw(desk, 10, 80);
    assert_row(&desk->grid, 0,
               "─ Citation map · 60 studies · 117 links ────────────────────────────────────────");
    assert_int_equal(desk->pane.box.top, 53);
    assert_int_equal(pane_map_row_at(&desk->pane, (Area){0, 0, 10, 80}, 2), 53);
    assert_int_equal(pane_map_row_at(&desk->pane, (Area){0, 0, 10, 80}, 8), 59);
    assert_int_equal(pane_map_row_at(&desk->pane, (Area){0, 0, 10, 80}, 9), -1);
    assert_int_equal(pane_map_row_at(&desk->pane, (Area){0, 0, 10, 80}, 1), -1);
}

static void test_marks_and_nothing(void **state) {
    Desk *desk = *state;
    Mark marks[ENTRIES] = {[1] = {DECISION_EXCLUDE, false}};
    desk->pane.marks = marks;
    draw(desk, 10, 48);
    assert_row(&desk->grid, 3, " ✗   Alp 2001             o");
    assert_row(&desk->grid, 7, "     Esposito 2007                            o");
    MapPane empty = {.sentence = "No citation links are known here; F asks."};
    CitationMap none = {0};
    for (int shown = 0; shown < 2; shown++) {
        grid_resize(&desk->grid, 6, 48);
        pane_map_lay_out(&empty, (Area){0, 0, 6, 48});
        pane_map_draw(&empty, &desk->grid, (Area){0, 0, 6, 48}, true);
        check_grid(&desk->grid);
        assert_row(&desk->grid, 2, " No citation links are known here; F asks.");
        assert_int_equal(pane_map_selected(&empty), 0);
        assert_int_equal(pane_map_key(&empty, 'j'), MAP_STAYED);
        assert_int_equal(pane_map_key(&empty, 'h'), MAP_IGNORED);
        pane_map_show_path(&empty, (StudyId[]){1}, 1);
        pane_map_show(&empty, &none);
    }
    pane_map_fini(&empty);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lines_meet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_titles_where_there_is_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_following_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moving, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sizes_and_hostile_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks_and_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
