#include "acts.h"
#include "queue.h"
#include "reading.h"

// Motions within a pane, from pane to pane, and through the abstract.

static size_t row_at_percent(const ListBox *box, int percent) {
    return box->count * (size_t) (percent < 100 ? percent : 100) / 100;
}

static void move_box(ListBox *box, const Call *call) {
    int times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_DOWN:
        listbox_move(box, times);
        break;
    case ACTION_UP:
        listbox_move(box, -(long) times);
        break;
    case ACTION_HALF_DOWN:
        listbox_half_page(box, times);
        break;
    case ACTION_HALF_UP:
        listbox_half_page(box, -times);
        break;
    case ACTION_PAGE_DOWN:
        listbox_page(box, times);
        break;
    case ACTION_PAGE_UP:
        listbox_page(box, -times);
        break;
    case ACTION_TOP:
        listbox_go(box, call->count > 0 ? (size_t) call->count - 1 : 0);
        break;
    case ACTION_PERCENT:
        listbox_go(box, row_at_percent(box, call->count));
        break;
    default:
        if (call->count > 0) {
            listbox_go(box, (size_t) call->count - 1);
        } else {
            listbox_end(box);
        }
    }
}

static void move_text(AbstractPane *pane, const Call *call) {
    int times = call->count > 0 ? call->count : 1;
    switch (call->action) {
    case ACTION_DOWN:
        pane_abstract_scroll(pane, times);
        break;
    case ACTION_UP:
        pane_abstract_scroll(pane, -(long) times);
        break;
    case ACTION_HALF_DOWN:
        pane_abstract_page(pane, times);
        break;
    case ACTION_HALF_UP:
        pane_abstract_page(pane, -times);
        break;
    case ACTION_PAGE_DOWN:
        pane_abstract_page(pane, 2 * times);
        break;
    case ACTION_PAGE_UP:
        pane_abstract_page(pane, -2 * times);
        break;
    case ACTION_TOP:
        pane_abstract_go(pane, call->count > 0 ? (size_t) call->count - 1 : 0);
        break;
    default:
        pane_abstract_go(pane, call->count > 0 ? (size_t) call->count - 1 : (size_t) 1 << 30);
    }
}

// A page of text has no row to choose: its cursor is its first line.
static void move_pager(ListBox *box, const Call *call) {
    size_t top = box->top;
    long times = call->count > 0 ? call->count : 1;
    long rows = (long) box->rows;
    long by = 0;
    switch (call->action) {
    case ACTION_DOWN:
        by = times;
        break;
    case ACTION_UP:
        by = -times;
        break;
    case ACTION_HALF_DOWN:
        by = times * rows / 2;
        break;
    case ACTION_HALF_UP:
        by = -times * rows / 2;
        break;
    case ACTION_READ_ON:
    case ACTION_PAGE_DOWN:
        by = times * (rows - 1);
        break;
    case ACTION_READ_BACK:
    case ACTION_PAGE_UP:
        by = -times * (rows - 1);
        break;
    case ACTION_PERCENT:
        by = (long) row_at_percent(box, call->count) - (long) top;
        break;
    default:
        by = call->count > 0              ? times - 1 - (long) top
             : call->action == ACTION_TOP ? -(long) box->count
                                          : (long) box->count;
    }
    long most = box->count > box->rows ? (long) (box->count - box->rows) : 0;
    long wanted = (long) top + by;
    wanted = wanted < 0 ? 0 : wanted > most ? most : wanted;
    listbox_place(box, (size_t) wanted, (size_t) wanted);
}

void moving_again(App *app) {
    Queue *queue = &app->queue;
    if (queue->going) {
        move_box(&queue->box, &(Call){.action = queue->going, .count = queue->going_count});
        queue->going = ACTION_NONE;
        app->message_shown = false;
        queue_moved(app);
    }
}

// Where a list ends, and where its rows are counted from the top, is known when all have come.
static bool is_early(const App *app, const Call *call) {
    bool counts = call->action == ACTION_BOTTOM || call->action == ACTION_PERCENT ||
                  (call->action == ACTION_TOP && (size_t) call->count > app->queue.ids.count);
    return counts && queue_is_coming(app);
}

void act_motion(App *app, const Call *call) {
    Reading *reading = &app->reading;
    if (call->action == ACTION_PERCENT && call->count == 0) {
        app_say(app, ROLE_NORMAL, "Type a number before %%: 50%% is the middle");
    } else if (app->overlay.kind == OVERLAY_PAGER) {
        move_pager(&app->overlay.pager_box, call);
    } else if (comparing_is_open(app)) {
        comparing_move(app, call);
    } else if (mapping_is_open(app)) {
        mapping_move(app, call);
    } else if (app->focus == SLOT_LIST && is_early(app, call)) {
        app->queue.going = call->action;
        app->queue.going_count = call->count;
        app_say(app, ROLE_NORMAL, "It goes there as soon as all rows have come");
    } else if (app->focus == SLOT_LIST) {
        move_box(&app->queue.box, call);
        queue_moved(app);
        if (jumps_in_trail(&reading->jumps) || reading->previewing) {
            reading_follow_queue(app); // the row may be the same: its study is shown again
        }
    } else if (app->focus == SLOT_ABSTRACT) {
        reading_load(app);
        move_text(&reading->abstract, call);
    } else {
        reading_load(app);
        move_box(&reading->boxes[reading->tab], call);
        reading_link_moved(app);
    }
}

void act_focus(App *app, const Call *call) {
    int focus = (int) app->focus;
    switch (call->action) {
    case ACTION_FOCUS_LEFT:
        focus -= focus > 0;
        break;
    case ACTION_FOCUS_RIGHT:
        focus += focus < SLOT_COUNT - 1;
        break;
    case ACTION_FOCUS_NEXT:
        focus = (focus + 1) % SLOT_COUNT;
        break;
    case ACTION_FOCUS_PREVIOUS:
        focus = (focus + SLOT_COUNT - 1) % SLOT_COUNT;
        break;
    case ACTION_FOCUS_LIST:
        focus = SLOT_LIST;
        break;
    case ACTION_FOCUS_ABSTRACT:
        focus = SLOT_ABSTRACT;
        break;
    default:
        focus = SLOT_LINKS;
    }
    app->focus = (Slot) focus;
}

void act_read(App *app, const Call *call) {
    if (app->overlay.kind == OVERLAY_PAGER) {
        move_pager(&app->overlay.pager_box, call);
        return;
    }
    if (comparing_is_open(app)) {
        comparing_move(app, call);
        return;
    }
    reading_load(app);
    bool on = call->action == ACTION_READ_ON;
    if (!pane_abstract_page(&app->reading.abstract, on ? 2 : -2)) {
        app_say(app, ROLE_NORMAL,
                on ? "End of the abstract; J is the next study" : "Beginning of the abstract");
    }
}

void act_step_study(App *app, const Call *call) {
    long times = call->count > 0 ? call->count : 1;
    if (!listbox_move(&app->queue.box, call->action == ACTION_NEXT_STUDY ? times : -times)) {
        app_say(app, ROLE_NORMAL, "That is the %s of the list",
                call->action == ACTION_NEXT_STUDY ? "end" : "beginning");
    }
    queue_moved(app);
    reading_follow_queue(app);
    if (app->focus == SLOT_LINKS) {
        app->focus = SLOT_ABSTRACT;
    }
}

void act_step_marker(App *app, const Call *call) {
    int by = call->action == ACTION_NEXT_MARKER ? 1 : -1;
    reading_load(app);
    for (int i = 0; i < (call->count > 0 ? call->count : 1); i++) {
        if (!pane_abstract_step_link(&app->reading.abstract, by)) {
            app_say(app, ROLE_NORMAL, "There is no %s link in this text", by > 0 ? "further" : "earlier");
            return;
        }
    }
    app->focus = SLOT_ABSTRACT;
}

void act_step_word(App *app, const Call *call) {
    int by = call->action == ACTION_NEXT_WORD ? 1 : -1;
    reading_load(app);
    for (int i = 0; i < (call->count > 0 ? call->count : 1); i++) {
        if (!pane_abstract_step_word(&app->reading.abstract, by)) {
            app_say(app, ROLE_NORMAL, "There is no %s word in this text", by > 0 ? "further" : "earlier");
            return;
        }
    }
    app->focus = SLOT_ABSTRACT;
}

void act_zoom(App *app, const Call *call) {
    (void) call;
    app->zoomed = !app->zoomed;
}

void act_split(App *app, const Call *call) {
    long long percent = 0;
    if (call->argument_count &&
        (!sv_number(sv(call->arguments[0]), &percent) || percent < 10 || percent > 90)) {
        app_say(app, ROLE_ERROR, "split: a number from 10 to 90 (per cent) is wanted");
        return;
    }
    app->options.split = (int) percent;
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        app->choice.share[shape][0] = (int) percent * 10;
    }
}
