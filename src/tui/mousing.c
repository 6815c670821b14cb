#include "mousing.h"

#include "acts.h"
#include "drawing.h"
#include "queue.h"
#include "reading.h"

#define WHEEL_LINES 3

static void scroll(App *app, Slot slot, long by) {
    Reading *reading = &app->reading;
    if (slot == SLOT_LIST) {
        listbox_move(&app->queue.box, by);
        queue_moved(app);
    } else if (slot == SLOT_ABSTRACT) {
        pane_abstract_scroll(&reading->abstract, by);
    } else {
        listbox_move(&reading->boxes[reading->tab], by);
        reading_link_moved(app);
    }
}

static void click(App *app, Slot slot, int row, int column) {
    Reading *reading = &app->reading;
    Area area = app->layout.slots[slot].area;
    int line = row - area.row - 1;
    if (slot == SLOT_LIST && line >= 0) {
        if (app->queue.box.top + (size_t) line < app->queue.box.count) {
            listbox_go(&app->queue.box, app->queue.box.top + (size_t) line);
            queue_moved(app);
        }
    } else if (slot == SLOT_LINKS && line < 0) {
        LinksView view = drawing_links_view(app);
        int tab = pane_links_tab_at(&view, area, column);
        if (tab >= 0) {
            reading_open_tab(app, tab);
        }
    } else if (slot == SLOT_LINKS) {
        ListBox *box = &reading->boxes[reading->tab];
        if (box->top + (size_t) line < box->count) {
            listbox_go(box, box->top + (size_t) line);
            reading_link_moved(app);
        }
    }
    if (slot == SLOT_ABSTRACT) {
        pane_abstract_choose_word(&reading->abstract, area, row, column);
    }
    app->focus = slot;
}

void mousing_take(App *app, const InputEvent *event) {
    Slot slot;
    app->dirty = true;
    app->queue.going = ACTION_NONE;
    bool up = event->action == MOUSE_WHEEL_UP, wheel = up || event->action == MOUSE_WHEEL_DOWN;
    if (app->overlay.kind == OVERLAY_PAGER && wheel) {
        act(app, &(Call){.action = up ? ACTION_UP : ACTION_DOWN, .count = WHEEL_LINES, .rest = ""});
    } else if (app->overlay.kind == OVERLAY_MENU && wheel) {
        listbox_move(&app->overlay.menu.box, up ? -1 : 1);
    }
    if (app->overlay.kind != OVERLAY_NONE) {
        return;
    }
    if (comparing_is_open(app)) {
        if (wheel) {
            pane_compare_scroll(&app->comparing.pane, up ? -WHEEL_LINES : WHEEL_LINES);
        }
        return;
    }
    if (mapping_is_open(app)) {
        if (wheel) {
            mapping_scroll(app, up ? -WHEEL_LINES : WHEEL_LINES);
        } else if (event->action == MOUSE_PRESS && event->button == 1) {
            mapping_click(app, app->layout.panes, event->row);
        }
        return;
    }
    bool inside = layout_slot_at(&app->layout, event->row, event->column, &slot);
    switch (event->action) {
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        if (inside) {
            scroll(app, slot, up ? -WHEEL_LINES : WHEEL_LINES);
        }
        break;
    case MOUSE_PRESS:
        app->drag_row = event->row;
        app->drag_column = event->column;
        if (inside && event->button == 1) {
            click(app, slot, event->row, event->column);
        }
        break;
    case MOUSE_DRAG:
    case MOUSE_RELEASE:
        if (layout_drag(&app->choice, &app->layout, app->drag_row, app->drag_column, event->row,
                        event->column)) {
            app->drag_row = event->row;
            app->drag_column = event->column;
        }
        break;
    }
}
