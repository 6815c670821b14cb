#include "screening.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/pane/mark.h"
#include "carrel/pane/status.h"
#include "carrel/review/outcome.h"

#include <stdlib.h>

// Ids of candidates that the cache does not have, apart from its own: while the program runs, so that
// they can be shown and decided.
#define APART_FIRST (-((StudyId) 1 << 40))

#define WIDE      60 // columns from which on each key has a cell of its own
#define ROWS_HIGH 16 // rows from which on a line stands over the keys

static const struct {
    KeyCode key;
    const char *name, *word, *short_word, *help;
    ActionId action;
} keys[] = {
    {'i', "i", "include", "include", "it fits the criteria; then comes the next study", ACTION_INCLUDE},
    {'e', "e", "exclude", "exclude", "it does not fit", ACTION_EXCLUDE},
    {'m', "m", "maybe", "maybe", "it may fit: somebody looks again", ACTION_MAYBE},
    {'l', "l", "later", "later", "not now: the study comes back at the end", ACTION_LATER},
    {' ', "Space", "read on", "more", "shows more of a long abstract", ACTION_READ_ON},
    {'u', "u", "take back", "undo", "takes the last decision back, as often as you like", ACTION_UNDO},
    {'q', "q", "stop", "quit", "ends; everything is kept, and you go on where you were", ACTION_QUIT},
};
#define KEYS    (sizeof keys / sizeof *keys)
#define PER_ROW 4

bool screening_is_on(const App *app) {
    return app->request.screening;
}

void screening_fill(App *app) {
    Queue *queue = &app->queue;
    ReviewState *state = app->desk.state;
    bool first = queue->ids.count == 0;
    SearchAnswer answer = {.generation = ++queue->generation, .complete = true};
    queue->stale = false;
    if (!state) {
        return;
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (!review_state_is_due(state, candidate->key, review_state_stage(state))) {
            continue;
        }
        StudyId study = candidate->study;
        // What an import is about to bring gets its id by that.
        if (!study && app->request.file_count == 0) {
            study = APART_FIRST - (StudyId) i;
            review_state_set_study(state, candidate->key, study);
        }
        if (study) {
            id_list_add(&answer.ids, study);
        }
    }
    queue->user_asked = false;
    queue_answer(app, &answer);
    id_list_free(&answer.ids);
    const Candidate *chosen = desk_candidate(app, queue->cursor_id);
    if (first && chosen && chosen->own.decision != DECISION_NONE) {
        queue_step_undecided(app, 1);
    }
    app->dirty = true;
}

static ReviewCounts counts_of(const App *app) {
    return app->desk.state ? review_state_counts(app->desk.state, INT64_MAX) : (ReviewCounts){0};
}

static size_t left(const App *app) {
    ReviewCounts counts = counts_of(app);
    return counts.candidates - counts.included - counts.excluded - counts.maybe;
}

static void show_help(App *app) {
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, KEYS + 2);
    size_t count = 0;
    for (size_t i = 0; i < KEYS; i++) {
        rows[count++] = (HelpRow){"The keys, one press each", keys[i].name, keys[i].word, keys[i].help};
    }
    rows[count++] = (HelpRow){"Good to know", "", NULL,
                              "Each decision is safe on disk at once. Nothing has to be saved."};
    rows[count++] =
        (HelpRow){"Good to know", "", NULL,
                  "No other key does anything. Any key closes this page; Space shows more of it."};
    overlay_pager(app, "Help", rows, count);
}

static void carry_out(App *app, ActionId action) {
    Call call = {.action = action, .rest = "", .typed = true};
    if (action == ACTION_QUIT) {
        app->quit = 1; // nothing can be lost by it
    } else if ((actions[action].flags & ACTION_DECIDES) && !app->queue.ids.count) {
        app_say(app, ROLE_NORMAL, "There is no study to decide on");
    } else {
        act(app, &call);
    }
    if (action != ACTION_UNDO && app->queue.ids.count && left(app) == 0) {
        app_say(app, ROLE_GOOD, "Every study is decided. Thank you! q ends; u takes back");
    }
}

void screening_key(App *app, KeyCode key) {
    app->dirty = true;
    app->message_shown = false;
    if (app->overlay.kind == OVERLAY_PAGER) {
        if (key == ' ') {
            act(app, &(Call){.action = ACTION_READ_ON, .rest = "", .typed = true});
        } else {
            overlay_close(app);
        }
        return;
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (keys[i].key == key) {
            carry_out(app, keys[i].action);
            return;
        }
    }
    if (key == '?') {
        show_help(app);
    } else if (key >= 'A' && key <= 'Z') {
        app_say(app, ROLE_WARNING, "Is Caps Lock on? Capital letters do nothing");
    } else {
        app_say(app, ROLE_NORMAL, "This key does nothing; those that do are named below");
    }
}

void screening_lay_out(App *app) {
    Layout *layout = &app->layout;
    int rows = layout->rows >= ROWS_HIGH ? 3 : layout->rows >= 8 ? 2 : layout->hints.rows;
    int more = rows - layout->hints.rows;
    if (more > 0 && layout->panes.rows > more + 2) {
        layout->hints.row -= more;
        layout->hints.rows = rows;
        layout->message.row -= more;
        layout->panes.rows -= more;
        layout->slots[SLOT_ABSTRACT].area.rows -= more;
    }
}

static void draw_cell(Grid *grid, int row, int column, int columns, size_t key) {
    int width = grid_put_format(grid, row, column, columns, ROLE_MENU_CURSOR, " %s ", keys[key].name);
    grid_put_cut(grid, row, column + width + 1, columns - width - 1, sv(keys[key].word), ROLE_TITLE);
}

void screening_draw_keys(App *app) {
    Grid *grid = &app->grid;
    Area area = app->layout.hints;
    if (area.rows < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    if (area.rows > 2) {
        pane_head_draw(grid, (Area){area.row++, area.column, 1, area.columns}, "Press one key",
                       "? explains the keys", true);
        area.rows--;
    }
    if (area.columns >= WIDE && area.rows > 1) {
        for (size_t i = 0; i < KEYS; i++) {
            int cell = area.columns / PER_ROW;
            draw_cell(grid, area.row + (int) (i / PER_ROW), area.column + 1 + (int) (i % PER_ROW) * cell,
                      cell - 2, i);
        }
        return;
    }
    for (int row = 0; row < area.rows; row++) {
        Hint hints[KEYS];
        size_t from = (size_t) row * PER_ROW;
        size_t until = area.rows == 1 || from + PER_ROW > KEYS ? KEYS : from + PER_ROW, count = 0;
        for (size_t i = from; i < until; i++) {
            hints[count++] = (Hint){keys[i].name, keys[i].short_word};
        }
        pane_hints_draw(grid, (Area){area.row + row, area.column, 1, area.columns}, hints, count);
    }
}

void screening_add_farewell(App *app, String *out) {
    size_t all = counts_of(app).candidates, rest = left(app);
    if (app->desk.path) {
        string_format(out, "%zu of %zu stud%s decided, %zu left. All of it is kept in %s\n", all - rest, all,
                      all == 1 ? "y" : "ies", rest, app->desk.path);
    }
}
