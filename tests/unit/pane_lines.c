#include "grid_check.h"

#include "carrel/pane/help.h"
#include "carrel/pane/mark.h"
#include "carrel/pane/menu.h"
#include "carrel/pane/prompt.h"
#include "carrel/pane/status.h"

#include <locale.h>

static void test_numbers(void **state) {
    (void) state;
    static const struct {
        int64_t number;
        const char *text;
    } cases[] = {{0, "0"},          {999, "999"},
                 {1000, "1,000"},   {37000042, "37,000,042"},
                 {-1204, "-1,204"}, {INT64_MAX, "9,223,372,036,854,775,807"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String text = {0};
        add_number(&text, cases[i].number);
        assert_string_equal(string_text(&text), cases[i].text);
        string_free(&text);
    }
}

static void test_flags(void **state) {
    (void) state;
    assert_int_equal(flag_sign(STUDY_CONCERN | STUDY_NO_ABSTRACT, true, true), 'R');
    assert_int_equal(flag_sign(STUDY_NO_ABSTRACT | STUDY_OTHER_LANGUAGE, true, true), 'A');
    assert_int_equal(flag_sign(STUDY_OTHER_LANGUAGE, true, true), 'L');
    assert_int_equal(flag_sign(STUDY_REVIEW, true, true), 'n');
    assert_int_equal(flag_sign(0, false, true), '=');
    assert_int_equal(flag_sign(STUDY_STUB, false, false), ' ');
}

// What is dropped as width runs out: what is left, the share of included, the expected end, rate,
// per-study time, (long) bar, reviewer, and so on.
static void test_status(void **state) {
    (void) state;
    static const struct {
        int columns;
        const char *row;
    } cases[] = {
        {160, " sepsis · title/abstract · RK · blind         312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 25 % · 41 in 9 "
              "maybe 2 later · 13 % in · 5.9 s each · 892 left · ends in 1 h 28 min"},
        {147, " sepsis · title/abstract · RK · blind       312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 25 % · 41 in 9 "
              "maybe 2 later · 13 % in · 5.9 s each · ends in 1 h 28 min"},
        {136, " sepsis · title/abstract · RK · blind      312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 25 % · 41 in 9 maybe "
              "2 later · 5.9 s each · ends in 1 h 28 min"},
        {120, " sepsis · title/abstract · RK · blind           312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 25 % · 41 in 9 "
              "maybe 2 later · 5.9 s each"},
        {105, " sepsis · title/abstract · RK · blind   312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 41 in 9 maybe 2 later "
              "· 5.9 s each"},
        {94, " sepsis · title/abstract · RK · blind     312 of 1,204 ▓▓▓▓░░░░░░░░░░░░ 41 in 9 maybe 2 later"},
        {84, " sepsis · title/abstract · RK · blind      312/1,204 ▓▓░░░░░░ 41 in 9 maybe 2 later"},
        {72, " sepsis · title/abstract · RK · blind   312/1,204 41 in 9 maybe 2 later"},
        {68, " sepsis · title/abstract · blind    312/1,204 41 in 9 maybe 2 later"},
        {40, " sepsis · blind         312/1,204 41 in"},
        {28, " sepsis · blind   312/1,204"},
        {18, " sepsis · blind"},
        {10, " sepsis …"},
    };
    StatusView view = {.review = "sepsis",
                       .stage = "title/abstract",
                       .reviewer = "RK",
                       .blind = true,
                       .total = 1204,
                       .decided = 312,
                       .included = 41,
                       .maybe = 9,
                       .later = 2,
                       .left = 892,
                       .each_ms = 5900,
                       .ends = "1 h 28 min"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Grid grid = {0};
        grid_resize(&grid, 1, cases[i].columns);
        pane_status_draw(&grid, (Area){0, 0, 1, cases[i].columns}, &view);
        check_grid(&grid);
        assert_row(&grid, 0, cases[i].row);
        grid_fini(&grid);
    }
    Grid grid = {0};
    grid_resize(&grid, 1, 60);
    grid.plain = true; // for screen readers: no bar
    pane_status_draw(&grid, (Area){0, 0, 1, 60}, &view);
    assert_row(&grid, 0, " sepsis · title/abstract · blind    312/1,204 41 in 9 maybe");
    grid.plain = false;
    pane_status_draw(&grid, (Area){0, 0, 1, 60}, &(StatusView){.cached = 30000});
    assert_row(&grid, 0, " no review                      30,000 studies in the cache");
    grid_fini(&grid);
}

static void test_message(void **state) {
    (void) state;
    Grid grid = {0};
    String progress = {0};
    pane_add_progress(&progress, "import embase.ris", 63, 9120, 12);
    assert_string_equal(string_text(&progress), "import embase.ris 63 % 9,120/s · 12 rejected");
    MessageView view = {"✓ included Alp 2021 · u undoes", ROLE_GOOD, string_text(&progress)};
    grid_resize(&grid, 1, 80);
    pane_message_draw(&grid, (Area){0, 0, 1, 80}, &view);
    check_grid(&grid);
    assert_row(&grid, 0, " ✓ included Alp 2021 · u undoes    import embase.ris 63 % 9,120/s · 12 rejected");
    assert_int_equal(grid_cell(&grid, 0, 1)->role, ROLE_GOOD);
    grid_resize(&grid, 1, 50);
    pane_message_draw(&grid, (Area){0, 0, 1, 50}, &view);
    assert_row(&grid, 0, " ✓ included Alp 2021 · u undoes  …s · 12 rejected"); // the message is whole
    grid_resize(&grid, 1, 20);
    pane_message_draw(&grid, (Area){0, 0, 1, 20}, &view);
    assert_row(&grid, 0, " ✓ included Alp 20…");
    assert_int_equal(pane_message_rows(&view, 80), 1);
    assert_int_equal(pane_message_rows(&view, 20), 2);
    grid_resize(&grid, 2, 20);
    pane_message_draw(&grid, (Area){0, 0, 2, 20}, &view);
    check_grid(&grid);
    assert_row(&grid, 0, " ✓ included Alp");
    assert_row(&grid, 1, " 2021 · u undoes");
    string_free(&progress);
    grid_fini(&grid);
}

static void test_hints(void **state) {
    (void) state;
    static const Hint hints[] = {{"i", "include"}, {"e", "exclude"}, {"Space", "more"}, {"?", "all"}};
    Grid grid = {0};
    grid_resize(&grid, 1, 60);
    pane_hints_draw(&grid, (Area){0, 0, 1, 60}, hints, 4);
    assert_row(&grid, 0, " i include  e exclude  Space more  ? all");
    assert_int_equal(grid_cell(&grid, 0, 1)->role, ROLE_HINT_KEY);
    assert_int_equal(grid_cell(&grid, 0, 3)->role, ROLE_HINT_TEXT);
    grid_resize(&grid, 1, 25);
    pane_hints_draw(&grid, (Area){0, 0, 1, 25}, hints, 4);
    assert_row(&grid, 0, " i include  ? all"); // help is always there
    check_grid(&grid);
    grid_fini(&grid);
}

static void test_prompt(void **state) {
    (void) state;
    static const char *const names[] = {"limit", "links", "later", "labels"};
    LineEdit edit = {0};
    lineedit_set(&edit, SV("limit ti:(liver"));
    Grid grid = {0};
    grid_resize(&grid, 5, 40);
    PromptView view = {.label = ":",
                       .edit = &edit,
                       .completions = names,
                       .completion_count = 4,
                       .chosen = 1,
                       .error = "column 10: ) is missing",
                       .error_column = 10};
    pane_prompt_draw(&grid, (Area){0, 0, 5, 40}, &view);
    check_grid(&grid);
    assert_row(&grid, 4, ":limit ti:(liver");
    assert_row(&grid, 3, "          v column 10: ) is missing");
    assert_row(&grid, 2, " limit   links   later   labels");
    assert_int_equal(grid_cell(&grid, 2, 9)->role, ROLE_MENU_CURSOR);
    assert_int_equal(grid_cell(&grid, 4, 10)->flags, CELL_SELECTED); // the bracket
    assert_int_equal(grid.cursor_row, 4);
    assert_int_equal(grid.cursor_column, 16);
    // One row only: the line itself.
    grid_resize(&grid, 1, 8);
    pane_prompt_draw(&grid, (Area){0, 0, 1, 8}, &view);
    check_grid(&grid);
    assert_in_range(grid.cursor_column, 1, 7);
    grid_resize(&grid, 1, 40);
    pane_confirm_draw(&grid, (Area){0, 0, 1, 40}, "Exclude 12 studies?", "y n");
    assert_row(&grid, 0, " Exclude 12 studies? y n");
    assert_int_equal(grid.cursor_column, 25);
    // A long question takes more rows, and only in one row it is cut.
    grid_resize(&grid, 4, 24);
    assert_int_equal(
        pane_confirm_draw(&grid, (Area){0, 0, 4, 24}, "Withdraw 12 candidates of embase.ris?", "y n"), 2);
    assert_row(&grid, 2, " Withdraw 12 candidates");
    assert_row(&grid, 3, " of embase.ris? y n");
    assert_int_equal(pane_confirm_draw(&grid, (Area){0, 0, 4, 24}, "Exclude 1,234 studies?", "y n"), 2);
    assert_row(&grid, 2, " Exclude 1,234 studies?");
    assert_row(&grid, 3, " y n");
    assert_int_equal(pane_confirm_draw(&grid, (Area){3, 0, 1, 24}, "Exclude 1,234 studies?", "y n"), 1);
    assert_row(&grid, 3, " Exclude 1,234 stu… y n");
    lineedit_fini(&edit);
    grid_fini(&grid);
}

static void test_help(void **state) {
    (void) state;
    static const HelpRow rows[] = {
        {"Decide", "i", "include", "include the study whose abstract is shown, then the next undecided one"},
        {"Decide", "e", "exclude", "exclude it"},
        {"Move", "j", "down", "next row"},
    };
    ListBox box = {0};
    HelpView view = {.rows = rows, .count = 3, .title = "Keys", .box = &box};
    assert_int_equal(pane_help_lines(&view, 80), 6 + 1); // two headings, a gap, one long text
    Grid grid = {0};
    grid_resize(&grid, 9, 60);
    listbox_size(&box, 8);
    listbox_count(&box, pane_help_lines(&view, 60));
    pane_help_draw(&grid, (Area){0, 0, 9, 60}, &view);
    check_grid(&grid);
    assert_row(&grid, 1, " Decide");
    assert_row(&grid, 2, " i  include  include the study whose abstract is shown, then");
    assert_row(&grid, 3, "             the next undecided one");
    assert_row(&grid, 4, " e  exclude  exclude it");
    assert_row(&grid, 5, "");
    assert_row(&grid, 6, " Move");
    assert_row(&grid, 7, " j  down     next row");
    assert_int_equal(pane_help_find(&view, 60, 1, 1), SIZE_MAX);
    view.search = "Clude";
    assert_int_equal(pane_help_find(&view, 60, 0, 1), 1);
    assert_int_equal(pane_help_find(&view, 60, 1, 1), 3);
    assert_int_equal(pane_help_find(&view, 60, 3, 1), 1); // around the end
    assert_int_equal(pane_help_find(&view, 60, 1, -1), 3);
    view.search = "absent";
    assert_int_equal(pane_help_find(&view, 60, 0, 1), SIZE_MAX);
    grid_resize(&grid, 4, 30); // narrow: no commands
    listbox_size(&box, 3);
    listbox_count(&box, pane_help_lines(&view, 30));
    listbox_end(&box);
    pane_help_draw(&grid, (Area){0, 0, 4, 30}, &view);
    check_grid(&grid);
    assert_row(&grid, 3, " j  next row");
    grid_fini(&grid);
}

static MenuResult press(Menu *menu, const char *keys, size_t *chosen) {
    MenuResult result = MENU_OPEN;
    for (; *keys && result == MENU_OPEN; keys++) {
        KeyCode key = *keys == '\n'     ? KEYCODE_ENTER
                      : *keys == '\t'   ? KEYCODE_DOWN
                      : *keys == '\x1b' ? KEYCODE_ESCAPE
                                        : (KeyCode) *keys;
        result = menu_key(menu, key, chosen);
    }
    return result;
}

static void test_menu_choices(void **state) {
    (void) state;
    static const struct {
        const char *keys;
        bool free;
        MenuResult result;
        size_t chosen;
        const char *typed;
    } cases[] = {
        {"2", false, MENU_CHOSEN, 1, ""},
        {"\n", false, MENU_CHOSEN, 0, ""},
        {"\t\t\n", false, MENU_CHOSEN, 2, ""},
        {"OUTC\n", false, MENU_CHOSEN, 2, "OUTC"},
        {"outcome\n", true, MENU_CHOSEN, 2, "outcome"},
        {"9", false, MENU_OPEN, 99, "9"},       // no such item: it filters
        {"zzz\n", false, MENU_OPEN, 99, "zzz"}, // nothing there to take
        {"zzz\n", true, MENU_TYPED, 99, "zzz"},
        {"\x1b", true, MENU_CANCELLED, 99, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MenuItem items[] = {{.text = "Wrong population"},
                            {.text = "Wrong design"},
                            {.text = "Wrong outcome", .note = "used 12 times"}};
        Menu menu;
        menu_init(&menu, "Why?", items, 3);
        menu.free = cases[i].free;
        size_t chosen = 99;
        assert_int_equal(press(&menu, cases[i].keys, &chosen), cases[i].result);
        assert_int_equal(chosen, cases[i].chosen);
        assert_string_equal(lineedit_text(&menu.filter), cases[i].typed);
        menu_fini(&menu);
    }
}

static void test_menu_letters(void **state) {
    (void) state;
    MenuItem items[] = {{.text = "pmid", .letter = 'p'}, {.text = "doi", .letter = 'd'}};
    Menu menu;
    size_t chosen = 9;
    menu_init(&menu, "Copy", items, 2);
    Grid grid = {0};
    grid_resize(&grid, 5, 30);
    pane_menu_draw(&grid, (Area){0, 0, 5, 30}, &menu);
    assert_row(&grid, 3, " d doi");
    assert_int_equal(menu_key(&menu, 'd', &chosen), MENU_CHOSEN);
    assert_int_equal(chosen, 1);
    grid_fini(&grid);
    menu_fini(&menu);
}

static void test_menu_checks_and_draws(void **state) {
    (void) state;
    MenuItem items[] = {{.text = "liver", .checked = true},
                        {.text = "ask-Maria", .note = "3 studies"},
                        {.text = "漢字仮名漢字仮名漢字仮名"}};
    Menu menu;
    menu_init(&menu, "Labels", items, 3);
    menu.many = menu.free = true;
    size_t chosen = 99;
    assert_int_equal(press(&menu, "1\t ", &chosen), MENU_OPEN);
    assert_false(items[0].checked);
    assert_true(items[1].checked);
    Grid grid = {0};
    grid_resize(&grid, 10, 40);
    pane_menu_draw(&grid, (Area){0, 0, 10, 40}, &menu);
    check_grid(&grid);
    assert_row(&grid, 4, "");
    assert_row(&grid, 5, "─ Labels ─── Space checks, Enter takes ─");
    assert_row(&grid, 6, " 1 [ ] liver");
    assert_row(&grid, 7, " 2 [x] ask-Maria              3 studies");
    assert_int_equal(grid_cell(&grid, 7, 20)->role, ROLE_MENU_CURSOR);
    assert_row(&grid, 9, " new or part:");
    assert_int_equal(grid.cursor_row, 7); // the cursor is on the row in question
    // More items than rows: the cursor's row is shown.
    grid_resize(&grid, 3, 24);
    press(&menu, "\t", &chosen);
    pane_menu_draw(&grid, (Area){0, 0, 3, 24}, &menu);
    check_grid(&grid);
    assert_row(&grid, 1, " 3 [ ] 漢字仮名漢字仮…");
    assert_int_equal(press(&menu, "heart\n", &chosen), MENU_TYPED);
    assert_string_equal(lineedit_text(&menu.filter), "heart");
    menu_fini(&menu);
    grid_fini(&grid);
}

static void test_hostile_lines(void **state) {
    (void) state;
    for (size_t h = 0; h < HOSTILE_COUNT; h++) {
        const char *text = hostile[h].data;
        const char *const names[] = {text, text, text};
        LineEdit edit = {0};
        lineedit_set(&edit, sv(text));
        MenuItem items[] = {{.text = text, .note = text, .checked = true}, {.text = text, .note = text}};
        Menu menu;
        menu_init(&menu, text, items, 2);
        HelpRow rows[] = {{text, text, text, text}, {"b", text, text, text}};
        for (int columns = 1; columns < 90; columns += 5) {
            for (int height = 1; height < 9; height += 2) {
                Grid grid = {.ascii = columns % 2 == 0};
                grid_resize(&grid, height, columns);
                Area all = {0, 0, height, columns}, row = {0, 0, 1, columns};
                pane_status_draw(&grid, row,
                                 &(StatusView){.review = text,
                                               .stage = text,
                                               .reviewer = text,
                                               .total = 7,
                                               .decided = 7,
                                               .included = 7});
                check_grid(&grid);
                pane_message_draw(&grid, row, &(MessageView){text, ROLE_ERROR, text});
                check_grid(&grid);
                pane_hints_draw(&grid, row, (Hint[]){{text, text}, {text, text}}, 2);
                pane_confirm_draw(&grid, row, text, text);
                check_grid(&grid);
                pane_prompt_draw(&grid, all, &(PromptView){text, &edit, names, 3, 2, text, 3});
                check_grid(&grid);
                pane_menu_draw(&grid, all, &menu);
                check_grid(&grid);
                ListBox box = {.rows = (size_t) height};
                HelpView view = {.rows = rows, .count = 2, .title = text, .box = &box};
                listbox_count(&box, pane_help_lines(&view, columns));
                pane_help_draw(&grid, all, &view);
                check_grid(&grid);
                grid_fini(&grid);
            }
        }
        menu_fini(&menu);
        lineedit_fini(&edit);
    }
}

// Numbers stay beside their items, and a second key does something else with the one chosen.
static void test_numbered_menu(void **state) {
    (void) state;
    MenuItem items[] = {{.text = "pubmed.nbib"},
                        {.text = "embase.ris", .role = ROLE_WARNING},
                        {.text = "old.ris", .role = ROLE_DIM}};
    Menu menu;
    size_t chosen = 9;
    menu_init(&menu, "Imports", items, 3);
    menu.numbered = true;
    menu.also = "U";
    menu.keys = "Enter describes, U withdraws";
    Grid grid = {0};
    grid_resize(&grid, 5, 50);
    pane_menu_draw(&grid, (Area){0, 0, 5, 50}, &menu);
    check_grid(&grid);
    assert_row(&grid, 0, "─ Imports ───────── Enter describes, U withdraws ─");
    assert_row(&grid, 2, " 2 embase.ris");
    assert_int_equal(grid_cell(&grid, 2, 3)->role, ROLE_WARNING);
    assert_int_equal(menu_key(&menu, 'U', &chosen), MENU_ALSO);
    assert_int_equal(chosen, 0);
    assert_int_equal(menu_key(&menu, 'o', &chosen), MENU_OPEN);
    assert_int_equal(menu_key(&menu, 'l', &chosen), MENU_OPEN);
    pane_menu_draw(&grid, (Area){0, 0, 5, 50}, &menu);
    assert_row(&grid, 3, " 3 old.ris");
    assert_int_equal(menu_key(&menu, 'U', &chosen), MENU_OPEN); // a letter of what is typed
    grid_fini(&grid);
    menu_fini(&menu);
}

// Several letters answer, and one that adds answers in a menu that has nothing yet.
static void test_menu_letters_besides(void **state) {
    (void) state;
    MenuItem items[] = {{.text = "liver"}, {.text = "lung"}};
    for (size_t count = 0; count <= 2; count += 2) {
        Menu menu;
        size_t chosen = 9;
        menu_init(&menu, "Labels", items, count);
        menu.also = "aD";
        if (count) {
            listbox_go(&menu.box, 1);
        }
        assert_int_equal(menu_key(&menu, 'D', &chosen), MENU_ALSO);
        assert_int_equal(menu.pressed, 'D');
        assert_true(chosen == (count ? 1 : SIZE_MAX));
        assert_int_equal(menu_key(&menu, 'a', &chosen), MENU_ALSO);
        assert_int_equal(menu.pressed, 'a');
        menu_fini(&menu);
    }
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_prompt),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_menu_choices),
        cmocka_unit_test(test_menu_letters),
        cmocka_unit_test(test_menu_checks_and_draws),
        cmocka_unit_test(test_hostile_lines),
        cmocka_unit_test(test_numbered_menu),
        cmocka_unit_test(test_menu_letters_besides),
    };
    return cmocka_run_group_tests_name("pane lines", tests, NULL, NULL);
}
