#include "queue.h"

#include "desk.h"
#include "highlighting.h"
#include "reading.h"
#include "screening.h"
#include "session.h"
#include "settling.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Rows loaded before and behind those that are shown: few, since a key waits for them.
#define MARGIN_ROWS 16
#define FIRST_COUNT 200
// A longer list is more than a review has: of the whole cache. What would look at each of its rows
// is left out.
#define LONG_LIST 200000

bool queue_is_coming(const App *app) {
    return app->queue.asked && app->queue.user_asked;
}

void queue_forget_rows(App *app) {
    app->queue.rows_count = 0;
    app->dirty = true;
}

void queue_forget_left(App *app) {
    app->queue.left_known = false;
}

void queue_fini(App *app) {
    Queue *queue = &app->queue;
    id_list_free(&queue->ids);
    id_map_free(&queue->selected);
    id_map_free(&queue->scores);
    arena_free(&queue->rows_arena);
    arena_free(&queue->terms_arena);
    free(queue->query);
    free(queue->search);
}

// What each leaf of the query means in the review, worked out here, where the review is.
static bool add_sets(App *app, const QueryNode *node, FinderRequest *request, Error *err) {
    if (!node) {
        return true;
    }
    if (node->type != QUERY_WORD) {
        return add_sets(app, node->left, request, err) && add_sets(app, node->right, request, err);
    }
    if (node->inner) {
        return add_sets(app, node->inner, request, err);
    }
    if (!review_answers(node)) {
        return true;
    }
    app->queue.asks_undecided |= node->field == FIELD_IS && strcmp(node->text, "undecided") == 0;
    FinderSet set = {.field = node->field, .match = node->match, .text = memory_copy_string(node->text)};
    if (app->desk.state && !review_leaf_ids(app->desk.state, app->cache, node, &set.ids, err)) {
        free(set.text);
        return false;
    }
    request->sets = memory_resize(request->sets, (request->set_count + 1) * sizeof set);
    request->sets[request->set_count++] = set;
    return true;
}

void queue_ask(App *app, bool by_user) {
    Queue *queue = &app->queue;
    if (app->desk.loading) {
        queue->stale = true; // asked when the review is here
        return;
    }
    if (screening_is_on(app)) {
        screening_fill(app);
        return;
    }
    if (chasing_is_on(app)) {
        queue->user_asked = queue->user_asked || by_user;
        chasing_list(app);
        return;
    }
    FinderRequest request = {
        .generation = ++queue->generation,
        .query = memory_copy_string(queue->query),
        .sort = queue->sort,
        .descending = queue->descending,
        .first_count = FIRST_COUNT,
        .terms = queue->sort == SORT_SCORE ? highlighting_terms(app) : NULL,
    };
    Arena arena = {0};
    Error err = {0};
    const QueryNode *tree = query_parse(sv(queue->query), &arena, NULL, NULL, &err);
    if (app->desk.state) {
        request.has_scope = true;
        review_scope(app->desk.state, &request.scope);
    }
    queue->asks_undecided = false;
    if (tree && add_sets(app, tree, &request, &err)) {
        queue->asked = true;
        queue->asks_review = request.set_count > 0;
        queue->provisional = queue->provisional && queue->box.cursor == 0;
        queue->user_asked = queue->user_asked || by_user;
        queue->keeps = queue->keeps && !by_user;
        queue->stale = false;
        queue->asked_us = clock_ticks_us();
        finder_ask(app->finder, &request);
    } else {
        app_say_error(app, &err);
        free(request.query);
        term_set_free(request.terms);
        id_list_free(&request.scope);
    }
    arena_free(&arena);
}

bool queue_limit(App *app, const char *query, size_t *column, Error *err) {
    Queue *queue = &app->queue;
    Arena arena = {0};
    const char *note = NULL;
    const QueryNode *tree = query_parse(sv(query), &arena, column, &note, err);
    if (!tree) {
        arena_free(&arena);
        return false;
    }
    chasing_leave(app);
    String trimmed = {0};
    string_add(&trimmed, sv_trim(sv(query)));
    free(queue->query);
    queue->query = string_take(&trimmed);
    arena_free(&queue->terms_arena);
    queue->terms_arena = arena;
    queue->term_count = query_terms(tree, &queue->terms_arena, &queue->terms);
    if (note) {
        app_say(app, ROLE_NORMAL, "%s", note);
    }
    app->reading.loaded = false; // other words are highlighted
    queue_ask(app, true);
    return true;
}

void queue_sort(App *app, Sort sort, bool descending) {
    app->queue.sort = sort;
    app->queue.descending = descending;
    queue_ask(app, true);
}

static long position_of(const Queue *queue, StudyId id) {
    size_t here = queue->box.cursor; // most often it has not moved
    if (here < queue->ids.count && queue->ids.ids[here] == id) {
        return (long) here;
    }
    for (size_t i = 0; i < queue->ids.count; i++) {
        if (queue->ids.ids[i] == id) {
            return (long) i;
        }
    }
    return -1;
}

void queue_moved(App *app) {
    Queue *queue = &app->queue;
    StudyId id = queue->ids.count ? queue->ids.ids[queue->box.cursor] : 0;
    if (id != queue->cursor_id) {
        queue->cursor_id = id;
        reading_follow_queue(app);
    }
    app->dirty = true;
}

bool queue_has(const App *app, StudyId id) {
    return position_of(&app->queue, id) >= 0;
}

bool queue_go_to(App *app, StudyId id) {
    long row = position_of(&app->queue, id);
    if (row < 0) {
        return false;
    }
    listbox_go(&app->queue.box, (size_t) row);
    queue_moved(app);
    return true;
}

void queue_answer(App *app, SearchAnswer *answer) {
    Queue *queue = &app->queue;
    // A refresh replaces the list only when it is whole, so that nothing jumps.
    if (answer->generation != queue->generation || (!answer->complete && !queue->user_asked)) {
        return;
    }
    if (answer->error.kind != ERROR_NONE) {
        queue->asked = queue->user_asked = false;
        queue->going = ACTION_NONE;
        // Where a review could not be opened, why that is has been said, and matters more.
        if (app->desk.state || !app->desk.path) {
            app_say_error(app, &answer->error);
        }
        return;
    }
    size_t above = queue->box.cursor - queue->box.top;
    bool by_user = queue->user_asked;
    // While an import fills a long list, neither is worked out for nothing.
    bool is_long = answer->ids.count > LONG_LIST || queue->ids.count > LONG_LIST;
    if (!by_user && queue->asks_review && queue->keeps && !is_long) {
        queue_keep_decided(app, &answer->ids);
    }
    if (queue->asks_undecided && !is_long && app->desk.state &&
        review_state_counts(app->desk.state, INT64_MAX).later) {
        queue_put_off_last(app, &answer->ids);
    }
    id_list_free(&queue->ids);
    queue->ids = answer->ids;
    answer->ids = (IdList){0};
    id_map_free(&queue->scores);
    queue->scores = answer->scores;
    answer->scores = (IdMap){0};
    queue->scored = queue->sort == SORT_SCORE && answer->complete;
    queue->complete = answer->complete;
    if (answer->complete) {
        queue->asked = queue->user_asked = false;
        queue->answered_in_us = (int64_t) (answer->ms * 1000);
    }
    queue->range_from = -1;
    queue_forget_rows(app);
    queue_forget_left(app);
    listbox_count(&queue->box, queue->ids.count);
    bool at_top = queue->provisional && queue->box.cursor == 0;
    long row = queue->cursor_id && !at_top ? position_of(queue, queue->cursor_id) : -1;
    if (row >= 0) {
        size_t top = (size_t) row > above ? (size_t) row - above : 0;
        listbox_place(&queue->box, (size_t) row, top);
    } else if (by_user && !answer->complete) {
        listbox_go(&queue->box, 0);
        if (queue->cursor_id && !queue->provisional) {
            return; // the study may come with the rest
        }
        queue->provisional = true;
    } else {
        listbox_go(&queue->box, by_user ? 0 : queue->box.cursor);
    }
    queue_moved(app);
    if (queue->complete) {
        queue->provisional = false;
        session_restore(app);
        moving_again(app);
    }
    if (answer->note) {
        app_say(app, ROLE_NORMAL, "%s", answer->note);
    }
}

static void load_rows(App *app, size_t first, size_t count) {
    Queue *queue = &app->queue;
    size_t from = first > MARGIN_ROWS ? first - MARGIN_ROWS : 0;
    size_t until = first + count + MARGIN_ROWS;
    if (until > queue->ids.count) {
        until = queue->ids.count;
    }
    arena_reset(&queue->rows_arena);
    queue->rows_first = from;
    queue->rows_count = until > from ? until - from : 0;
    queue->rows = ARENA_ARRAY(&queue->rows_arena, StudyRow, queue->rows_count);
    Error err = {0};
    if (!app->cache || !cache_rows(app->cache, queue->ids.ids + from, queue->rows_count, &queue->rows_arena,
                                   queue->rows, &err)) {
        queue->rows_count = 0;
        if (err.kind != ERROR_NONE) {
            app_say_error(app, &err);
        }
    } else if (chasing_is_on(app)) {
        chasing_name_stubs(app, queue->rows, queue->rows_count, &queue->rows_arena);
    }
}

// NULL where it is not loaded.
static const StudyRow *loaded_row(const Queue *queue, size_t index) {
    bool is_loaded = index >= queue->rows_first && index - queue->rows_first < queue->rows_count;
    return is_loaded ? &queue->rows[index - queue->rows_first] : NULL;
}

// The first of its labels, in the review's order, that has a colour.
static void show_label(const App *app, const Candidate *candidate, ListRow *row) {
    LabelList labels = review_state_defined_labels(app->desk.state);
    for (size_t i = 0; i < labels.count && candidate->labels.count && !row->label; i++) {
        for (size_t k = 0; k < candidate->labels.count && labels.items[i].colour != LABEL_PLAIN; k++) {
            if (strcmp(candidate->labels.items[k], labels.items[i].name) == 0) {
                row->label = labels.items[i].name;
                row->label_role = label_role(labels.items[i].colour);
            }
        }
    }
}

void queue_rows(void *context, size_t first, size_t count, ListRow *rows) {
    App *app = context;
    Queue *queue = &app->queue;
    if (first < queue->rows_first || first + count > queue->rows_first + queue->rows_count) {
        load_rows(app, first, count);
    }
    for (size_t i = 0; i < count; i++) {
        const StudyRow *row = loaded_row(queue, first + i);
        rows[i] = (ListRow){0};
        if (!row) {
            continue;
        }
        rows[i].row = *row;
        rows[i].scored = queue->scored;
        id_map_get(&queue->scores, queue->ids.ids[first + i], &rows[i].score);
        rows[i].selected = id_map_get(&queue->selected, queue->ids.ids[first + i], NULL);
        const Candidate *candidate = desk_candidate(app, queue->ids.ids[first + i]);
        if (chasing_is_on(app)) {
            chasing_fill_row(app, first + i, &rows[i]);
        }
        if (!candidate) {
            continue;
        }
        rows[i].mark = (Mark){candidate->own.decision, candidate->own.pending};
        rows[i].decided =
            candidate->own.decision != DECISION_NONE && candidate->own.decision != DECISION_LATER;
        rows[i].note = candidate->note != NULL;
        rows[i].retrieval = candidate->retrieval;
        rows[i].grouped = candidate->grouped;
        show_label(app, candidate, &rows[i]);
        if (!row->found && candidate->citation) {
            rows[i].row.title = candidate->citation;
        }
    }
}

static bool is_decided(App *app, StudyId id) {
    const Candidate *candidate = desk_candidate(app, id);
    return candidate && candidate->own.decision != DECISION_NONE && candidate->own.decision != DECISION_LATER;
}

int64_t queue_left(App *app) {
    Queue *queue = &app->queue;
    if (chasing_is_on(app)) {
        return -1; // not what is decided counts, but how many there are
    }
    bool is_standing = strcmp(queue->query, QUEUE_STANDING_LIMIT) == 0 && queue->complete;
    if (app->desk.state && is_standing) {
        ReviewCounts counts = review_state_counts(app->desk.state, INT64_MAX);
        size_t left = counts.undecided + counts.later;
        return (int64_t) (left < queue->ids.count ? left : queue->ids.count);
    }
    if (app->desk.state && !*queue->query) {
        // A list without a limit is all candidates, and those are counted already.
        ReviewCounts counts = review_state_counts(app->desk.state, INT64_MAX);
        // While an import brings more, the list is behind; the count is right at its end.
        if (counts.candidates == queue->ids.count || app->importing) {
            int64_t decided = (int64_t) (counts.included + counts.excluded + counts.maybe);
            int64_t listed = (int64_t) queue->ids.count;
            return decided < listed ? listed - decided : 0;
        }
    }
    if (queue->ids.count > LONG_LIST) {
        return -1;
    }
    if (!queue->left_known) {
        bool of_conflicts = settling_is_on(app);
        queue->left = 0;
        for (size_t i = 0; i < queue->ids.count; i++) {
            StudyId id = queue->ids.ids[i];
            queue->left += of_conflicts ? settling_is_open(app, id) : !is_decided(app, id);
        }
        queue->left_known = true;
    }
    return queue->left;
}

bool queue_step_undecided(App *app, int by) {
    Queue *queue = &app->queue;
    size_t count = queue->ids.count;
    long put_off = -1;
    for (size_t step = 1; step <= count; step++) {
        size_t forward = (queue->box.cursor + step) % count;
        size_t back = (queue->box.cursor + count - step % count) % count;
        size_t row = by > 0 ? forward : back;
        const Candidate *candidate = desk_candidate(app, queue->ids.ids[row]);
        Decision decision = candidate ? candidate->own.decision : DECISION_NONE;
        if (decision == DECISION_NONE && row != queue->box.cursor) {
            listbox_go(&queue->box, row);
            queue_moved(app);
            return true;
        }
        if (decision == DECISION_LATER && put_off < 0 && row != queue->box.cursor) {
            put_off = (long) row;
        }
    }
    if (put_off >= 0) {
        listbox_go(&queue->box, (size_t) put_off);
        queue_moved(app);
        return true;
    }
    return false;
}

void queue_select(App *app, StudyId id, bool on) {
    Queue *queue = &app->queue;
    bool was = id_map_get(&queue->selected, id, NULL);
    if (on && !was) {
        id_map_set(&queue->selected, id, 1);
        queue->selected_count++;
    } else if (!on && was) {
        // The map only grows, so the others are set anew; selections are small.
        IdMap others = {0};
        for (size_t i = 0; i < queue->selected.capacity; i++) {
            int64_t key = queue->selected.keys[i];
            if (key != id && id_map_get(&queue->selected, key, NULL)) {
                id_map_set(&others, key, 1);
            }
        }
        id_map_free(&queue->selected);
        queue->selected = others;
        queue->selected_count--;
    }
    app->dirty = true;
}

void queue_clear_selection(App *app) {
    id_map_clear(&app->queue.selected);
    app->queue.selected_count = 0;
    app->queue.range_from = -1;
    app->dirty = true;
}
