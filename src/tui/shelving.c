#include "shelving.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "session.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/pane/status.h"

#include <stdlib.h>
#include <string.h>

// Paths of reviews outside the data folder that were opened last, a line each, in the state folder.
#define REMEMBERED      "reviews"
#define REMEMBERED_MOST 30
#define FILE_MOST       ((size_t) 1 << 20)

static void read_remembered(String *lines) {
    String path = {0};
    if (path_state(&path, REMEMBERED, NULL) && file_exists(path.data)) {
        file_read_all(path.data, FILE_MOST, lines, NULL);
    }
    string_free(&path);
}

void shelving_remember(const char *review) {
    String data = {0}, old = {0}, lines = {0}, path = {0}, whole = {0};
    path_absolute(&whole, review);
    bool is_apart = path_data(&data, "", NULL) && !sv_starts(string_view(&whole), string_view(&data));
    if (is_apart && !strchr(whole.data, '\n') && path_state(&path, REMEMBERED, NULL)) {
        read_remembered(&old);
        string_format(&lines, "%s\n", whole.data);
        StringView rest = string_view(&old), line;
        for (int i = 1; i < REMEMBERED_MOST && sv_line(&rest, &line);) {
            if (!sv_equal(line, string_view(&whole))) {
                string_add(&lines, line);
                string_add_char(&lines, '\n');
                i++;
            }
        }
        if (!sv_equal(string_view(&old), string_view(&lines))) {
            file_write_all(path.data, string_view(&lines), 0600, NULL);
        }
    }
    string_free(&data);
    string_free(&old);
    string_free(&lines);
    string_free(&path);
    string_free(&whole);
}

static void stop_reading(Shelving *shelving) {
    shelf_stop(shelving->shelf);
    shelving->shelf = NULL;
}

void shelving_fini(App *app) {
    stop_reading(&app->shelving);
    arena_free(&app->shelving.arena);
}

// Names at once; what is in them comes by mail.
static size_t look(App *app) {
    Shelving *shelving = &app->shelving;
    String others = {0}, data = {0};
    stop_reading(shelving);
    arena_reset(&shelving->arena);
    read_remembered(&others);
    path_data(&data, "", NULL);
    shelving->count = shelf_places(string_view(&others), &shelving->arena, &shelving->places);
    shelving->cards = ARENA_ARRAY(&shelving->arena, ReviewCard, shelving->count);
    for (size_t i = 0; i < shelving->count; i++) {
        const char *path = shelving->places[i].path;
        String changed = {0}, name = {0};
        clock_add_minute(&changed, shelving->places[i].changed);
        // One's own by its name, another by where it is.
        string_add(&name, sv_starts(sv(path), string_view(&data)) ? path_stem(path) : sv(path));
        shelving->cards[i] = (ReviewCard){
            .name = arena_copy_view(&shelving->arena, string_view(&name)),
            .changed = arena_copy(&shelving->arena, changed.data),
            .about = "",
        };
        string_free(&changed);
        string_free(&name);
    }
    if (shelving->count) {
        shelving->shelf = shelf_start(shelving->places, shelving->count, app->desk.reviewer,
                                      ++shelving->asked, app->mailbox);
    }
    string_free(&others);
    string_free(&data);
    return shelving->count;
}

static void open_screen(App *app) {
    overlay_close(app);
    app->shelving.box = (ListBox){0};
    listbox_count(&app->shelving.box, app->shelving.count);
    app->overlay.kind = OVERLAY_REVIEWS;
    app->dirty = true;
}

bool shelving_begin(App *app) {
    if (!look(app)) {
        return false;
    }
    app->shelving.starting = true;
    open_screen(app);
    return true;
}

void shelving_stay(App *app) {
    if (app->shelving.starting && app->overlay.kind == OVERLAY_NONE && !app->quit) {
        app->overlay.kind = OVERLAY_REVIEWS;
        app->dirty = true;
    }
}

void act_reviews(App *app, const Call *call) {
    (void) call;
    if (look(app)) {
        open_screen(app);
    } else {
        app_say(app, ROLE_NORMAL,
                "There is no review yet; :review NAME makes one, and so does the first decision");
    }
}

void shelving_mail(App *app, const ShelfReview *review) {
    Shelving *shelving = &app->shelving;
    if (review->asked != shelving->asked) {
        return;
    }
    if (!review->path) {
        stop_reading(shelving); // it came to its end
        return;
    }
    for (size_t i = 0; i < shelving->count; i++) {
        ReviewCard *card = &shelving->cards[i];
        if (strcmp(shelving->places[i].path, review->path) != 0) {
            continue;
        }
        const ReviewCounts *counts = &review->counts;
        card->about = arena_copy(&shelving->arena, review->about);
        card->fault =
            review->error.kind != ERROR_NONE ? arena_copy(&shelving->arena, review->error.text) : NULL;
        card->stage = review->stage == 2 ? "full text" : NULL;
        card->candidates = counts->candidates;
        card->decided = counts->included + counts->excluded + counts->maybe;
        card->left = card->candidates - card->decided;
        card->known = !card->fault;
    }
}

// What the program begins with: the place of the last session, in a review or in the cache.
static void go_on(App *app) {
    if (app->shelving.starting) {
        app->shelving.starting = false;
        session_load(app);
        queue_ask(app, true);
    }
}

static void leave(App *app) {
    overlay_close(app);
    go_on(app);
}

static bool open_review(App *app, const char *path, bool create) {
    Error err = {0};
    if (!desk_open(app, path, create, &err)) {
        app_say_error(app, &err);
        return false;
    }
    queue_clear_selection(app);
    reading_follow_queue(app);
    app_say(app, ROLE_NORMAL, "The review is %s", path);
    return true;
}

static void choose(App *app) {
    Shelving *shelving = &app->shelving;
    const ReviewCard *card = &shelving->cards[shelving->box.cursor];
    if (card->fault) {
        app_say(app, ROLE_ERROR, "%s", card->fault);
    } else if (open_review(app, shelving->places[shelving->box.cursor].path, false)) {
        leave(app);
    }
}

static void make(App *app, const char *name) {
    String path = {0};
    Error err = {0};
    if (!*name) {
        app_say(app, ROLE_NORMAL, "A review needs a name");
    } else if (!review_add_path(name, &path, &err)) {
        app_say_error(app, &err);
    } else if (file_exists(path.data)) {
        app_say(app, ROLE_ERROR, "%s is there already; Enter opens it", path.data);
    } else if (open_review(app, path.data, true)) {
        go_on(app);
        app_say(app, ROLE_GOOD, "%s is new: :import FILE brings studies, :criteria writes what it asks",
                name);
    }
    string_free(&path);
}

void shelving_key(App *app, KeyCode key) {
    Shelving *shelving = &app->shelving;
    ListBox *box = &shelving->box;
    app->message_shown = false;
    switch (key) {
    case 'j':
    case KEYCODE_DOWN:
    case KEYCODE_CTRL | 'n':
        listbox_move(box, 1);
        break;
    case 'k':
    case KEYCODE_UP:
    case KEYCODE_CTRL | 'p':
        listbox_move(box, -1);
        break;
    case ' ':
    case KEYCODE_PAGE_DOWN:
    case KEYCODE_CTRL | 'f':
        listbox_page(box, 1);
        break;
    case KEYCODE_PAGE_UP:
    case KEYCODE_CTRL | 'b':
        listbox_page(box, -1);
        break;
    case 'g':
    case KEYCODE_HOME:
        listbox_go(box, 0);
        break;
    case 'G':
    case KEYCODE_END:
        listbox_end(box);
        break;
    case KEYCODE_ENTER:
        if (box->count) {
            choose(app);
        }
        break;
    case 'n':
        overlay_prompt(app, PROMPT_TEXT, "name of the new review: ", "", make);
        break;
    case 'q':
    case KEYCODE_ESCAPE:
    case KEYCODE_CTRL | 'g':
        leave(app);
        break;
    case 'Q':
        app->quit = 1; // nothing is open that could be lost
        break;
    default:
        app_say(app, ROLE_NORMAL, "Enter opens, n makes a new review, q goes on to %s, Q quits",
                shelving->starting ? "the cache" : "the list");
    }
}

void shelving_draw(App *app) {
    Grid *grid = &app->grid;
    int last = grid->rows > 2 ? 1 : 0;
    Area area = {0, 0, grid->rows - last, grid->columns};
    int rows = (area.rows - 1) / pane_reviews_height(area);
    listbox_size(&app->shelving.box, rows > 0 ? (size_t) rows : 1);
    pane_reviews_draw(grid, area, app->shelving.cards, &app->shelving.box);
    Area foot = {area.rows, 0, last, grid->columns};
    const Message *message = app_message(app);
    if (message) {
        pane_message_draw(grid, foot, &(MessageView){message->text, message->role, NULL});
    } else {
        Hint hints[] = {{"Enter", "opens"},
                        {"n", "new review"},
                        {"Q", "quits"},
                        {"q", app->shelving.starting ? "all studies" : "back"}};
        pane_hints_draw(grid, foot, hints, 4);
    }
}
