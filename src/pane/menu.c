#include "carrel/pane/menu.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "carrel/pane/mark.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 9 // items that have a digit

static void renew(Menu *menu) {
    String wanted = {0}, text = {0};
    text_add_fold(&wanted, string_view(&menu->filter.text));
    size_t count = 0;
    for (size_t i = 0; i < menu->count; i++) {
        string_clear(&text);
        text_add_fold(&text, sv(menu->items[i].text));
        if (sv_find(string_view(&text), sv_trim(string_view(&wanted))) != SV_NONE) {
            menu->passing[count++] = i;
        }
    }
    listbox_count(&menu->box, count);
    listbox_go(&menu->box, 0);
    string_free(&wanted);
    string_free(&text);
}

void menu_init(Menu *menu, const char *title, MenuItem *items, size_t count) {
    *menu = (Menu){.title = title, .items = items, .count = count};
    menu->passing = memory_new((count + 1) * sizeof *menu->passing);
    listbox_size(&menu->box, count > 0 ? count : 1);
    renew(menu);
}

void menu_fini(Menu *menu) {
    lineedit_fini(&menu->filter);
    free(menu->passing);
    *menu = (Menu){0};
}

static MenuResult choose(Menu *menu, size_t index, size_t *chosen) {
    if (menu->many) {
        menu->items[index].checked = !menu->items[index].checked;
        return MENU_OPEN;
    }
    *chosen = index;
    return MENU_CHOSEN;
}

static MenuResult enter(Menu *menu, size_t *chosen) {
    bool typed = menu->filter.text.length > 0;
    if (menu->free && typed && menu->box.count == 0) {
        return MENU_TYPED;
    }
    if (menu->many) {
        // What was typed and found is meant, too.
        if (typed && menu->box.count > 0) {
            menu->items[menu->passing[menu->box.cursor]].checked = true;
        }
        *chosen = menu->box.count > 0 ? menu->passing[menu->box.cursor] : 0;
        return MENU_CHOSEN;
    }
    return menu->box.count > 0 ? choose(menu, menu->passing[menu->box.cursor], chosen) : MENU_OPEN;
}

MenuResult menu_key(Menu *menu, KeyCode key, size_t *chosen) {
    bool typed = menu->filter.text.length > 0;
    for (size_t i = 0; i < menu->count && !typed; i++) {
        if (menu->items[i].letter && key == (KeyCode) menu->items[i].letter) {
            return choose(menu, i, chosen);
        }
    }
    if (!typed && menu->also && key > 0 && key < 128 && strchr(menu->also, (char) key)) {
        *chosen = menu->box.count > 0 ? menu->passing[menu->box.cursor] : SIZE_MAX;
        menu->pressed = (char) key;
        return MENU_ALSO;
    }
    if (!typed && key >= '1' && key <= '9' && key - '1' < menu->count) {
        return choose(menu, key - '1', chosen);
    }
    switch (key) {
    case KEYCODE_UP:
    case KEYCODE_CTRL | 'p':
        listbox_move(&menu->box, -1);
        return MENU_OPEN;
    case KEYCODE_DOWN:
    case KEYCODE_TAB:
    case KEYCODE_CTRL | 'n':
        listbox_move(&menu->box, 1);
        return MENU_OPEN;
    case KEYCODE_PAGE_UP:
        listbox_page(&menu->box, -1);
        return MENU_OPEN;
    case KEYCODE_PAGE_DOWN:
        listbox_page(&menu->box, 1);
        return MENU_OPEN;
    case ' ':
        if (menu->many && menu->box.count > 0) {
            return choose(menu, menu->passing[menu->box.cursor], chosen);
        }
        break;
    default:
        break;
    }
    switch (lineedit_key(&menu->filter, key, NULL)) {
    case EDIT_ACCEPT:
        return enter(menu, chosen);
    case EDIT_CANCEL:
        return MENU_CANCELLED;
    case EDIT_CHANGED:
        renew(menu);
        return MENU_OPEN;
    default:
        return MENU_OPEN;
    }
}

static void draw_item(Grid *grid, int row, Area area, const Menu *menu, size_t index, bool cursor) {
    const MenuItem *item = &menu->items[index];
    Role role = cursor ? ROLE_MENU_CURSOR : ROLE_MENU;
    grid_fill(grid, (Area){row, area.column, 1, area.columns}, role);
    int column = area.column + 1, end = area.column + area.columns - 1;
    if (menu->numbered) {
        int digits = menu->count < 10 ? 1 : menu->count < 100 ? 2 : 4;
        grid_put_format(grid, row, column, digits, cursor ? role : ROLE_HINT_KEY, "%*zu", digits, index + 1);
        column += digits - 1;
    } else if (item->letter) {
        grid_put(grid, row, column, 1, (StringView){&item->letter, 1}, cursor ? role : ROLE_HINT_KEY);
    } else if (index < DIGITS && menu->filter.text.length == 0) {
        grid_put_format(grid, row, column, 1, cursor ? role : ROLE_HINT_KEY, "%zu", index + 1);
    }
    column += 2;
    if (menu->many) {
        column += grid_put(grid, row, column, 4, item->checked ? SV("[x] ") : SV("[ ] "), role);
    }
    int note = item->note ? grid_text_columns(sv(item->note)) : 0;
    if (note > 0 && end - column - note >= 16) {
        grid_put(grid, row, end - note, note, sv(item->note), cursor ? role : ROLE_DIM);
        end -= note + 1;
    }
    grid_put_cut(grid, row, column, end - column, sv(item->text),
                 cursor || item->role == ROLE_NORMAL ? role : item->role);
}

void pane_menu_draw(Grid *grid, Area area, const Menu *menu) {
    if (area.rows < 2 || area.columns < 1) {
        return;
    }
    // Head, items, the line being typed.
    int room = area.rows - 2;
    int shown = (int) menu->box.count < room ? (int) menu->box.count : room;
    Area box = {area.row + area.rows - shown - 2, area.column, shown + 2, area.columns};
    grid_fill(grid, box, ROLE_MENU);
    pane_head_draw(grid, (Area){box.row, box.column, 1, box.columns}, menu->title,
                   menu->keys   ? menu->keys
                   : menu->many ? "Space checks, Enter takes"
                                : "Enter takes",
                   true);
    ListBox window = menu->box; // the menu's own does not know the height of the screen
    listbox_size(&window, shown > 0 ? (size_t) shown : 1);
    for (int i = 0; i < shown; i++) {
        size_t at = window.top + (size_t) i;
        draw_item(grid, box.row + 1 + i, box, menu, menu->passing[at], at == window.cursor);
    }
    int last = box.row + box.rows - 1;
    int label = grid_put(grid, last, box.column, box.columns,
                         menu->free ? SV(" new or part: ") : SV(" part: "), ROLE_DIM);
    lineedit_draw(&menu->filter, grid, (Area){last, box.column + label, 1, box.columns - label}, ROLE_MENU,
                  0);
    if (menu->filter.text.length == 0 && shown > 0) {
        grid_cursor(grid, box.row + 1 + (int) (window.cursor - window.top), box.column);
    }
}
