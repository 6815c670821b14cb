#include "drawing.h"

#include "asked.h"
#include "criteria.h"
#include "likening.h"
#include "queue.h"
#include "reading.h"
#include "screening.h"
#include "settling.h"

#include "carrel/base/clock.h"
#include "carrel/pane/status.h"
#include "carrel/report/progress.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <string.h>

void drawing_lay_out(App *app) {
    int rows = screen_rows(app->screen), columns = screen_columns(app->screen);
    if (rows != app->grid.rows || columns != app->grid.columns) {
        grid_resize(&app->grid, rows, columns);
    }
    app->grid.plain = app->options.plain;
    app->grid.ascii = app->options.ascii || !screen_is_unicode(app->screen);
    app->choice.foot = criteria_rows(app);
    layout_compute(&app->layout, &app->choice, rows, columns, app->focus, app->zoomed || app->options.plain);
    if (screening_is_on(app)) {
        screening_lay_out(app);
    }
    const SlotPlace *list = &app->layout.slots[SLOT_LIST];
    if (list->shown || app->queue.box.rows == 0) { // hidden, it keeps its scroll
        listbox_size(&app->queue.box, list->area.rows > 1 ? (size_t) list->area.rows - 1 : 1);
    }
}

static void draw_status(App *app) {
    const Desk *desk = &app->desk;
    StatusView view = {.review = desk->name, .cached = app->cache_count};
    String ends = {0};
    if (desk->state) {
        Progress progress;
        progress_compute(desk->state, clock_day_start(clock_now_ms()), &progress);
        view.stage = review_state_stage(desk->state) == 2 ? "full text" : "title/abstract";
        view.reviewer = *desk->reviewer_name ? desk->reviewer_name : NULL;
        view.blind = review_state_is_blind(desk->state) && review_state_is_shared(desk->state);
        view.total = progress.due;
        view.decided = progress.screened;
        view.left = progress.left;
        view.included = progress.included;
        view.maybe = progress.maybe;
        view.later = progress.later;
        view.each_ms = progress.each_ms;
        if (progress.ends_in_ms > 0) {
            progress_add_duration(progress.ends_in_ms, &ends);
            view.ends = string_text(&ends);
        }
    }
    pane_status_draw(&app->grid, app->layout.status, &view);
    string_free(&ends);
}

// What an empty list says.
static const char *empty_words(const App *app) {
    const Queue *queue = &app->queue;
    if (app->desk.loading || queue->asked) {
        return "…";
    }
    if (app->desk.state && strcmp(queue->query, QUEUE_STANDING_LIMIT) == 0 && !app->importing) {
        size_t candidates = review_state_counts(app->desk.state, INT64_MAX).candidates;
        return candidates ? "Everything here is decided; f without words shows it"
               : app->desk.stage > 1
                   ? "Nothing was included at title and abstract yet; S goes back there"
                   : "Nothing here yet: :import FILE reads what databases and reference managers write";
    }
    return *queue->query    ? "Nothing matches this limit; f changes it"
           : app->importing ? "The import fills this list in a moment"
                            : "Nothing here yet: :import FILE reads PubMed XML, MEDLINE or a page's text";
}

static void draw_list(App *app) {
    const SlotPlace *place = &app->layout.slots[SLOT_LIST];
    if (!place->shown) {
        return;
    }
    Queue *queue = &app->queue;
    ListSource source = {app, queue_rows};
    String order = {0};
    string_format(&order, "%s%s", sort_names[queue->sort],
                  queue->descending == (queue->sort == SORT_AUTHOR || queue->sort == SORT_JOURNAL ||
                                        queue->sort == SORT_IMPORT)
                      ? " reversed"
                      : "");
    bool is_chased = chasing_is_on(app);
    ListView view = {
        .box = &queue->box,
        .source = &source,
        .name = is_chased ? app->chasing.head : "Studies",
        .query = is_chased ? NULL : queue->query,
        .sort = is_chased ? chasing_order(app) : order.data,
        .lead_columns = chasing_lead_columns(app),
        .left = app->desk.state ? queue_left(app) : -1,
        .counting = !queue->complete,
        .selected = queue->selected_count,
        .empty = empty_words(app),
        .focused = app->focus == SLOT_LIST,
    };
    pane_list_draw(&app->grid, place->area, &view);
    string_free(&order);
}

static void draw_abstract(App *app) {
    const SlotPlace *place = &app->layout.slots[SLOT_ABSTRACT];
    if (!place->shown) {
        return;
    }
    Reading *reading = &app->reading;
    const Candidate *candidate =
        app->desk.state ? review_state_by_study(app->desk.state, reading->shown) : NULL;
    Mark mark = candidate ? (Mark){candidate->own.decision, candidate->own.pending} : (Mark){0};
    String trail = {0};
    if (reading->previewing) {
        string_add_text(&trail, "preview of a link");
    } else {
        reading_trail(app, &trail);
    }
    pane_abstract_lay_out(&reading->abstract, place->area);
    pane_abstract_draw(&reading->abstract, &app->grid, place->area, app->focus == SLOT_ABSTRACT, mark,
                       trail.length ? trail.data : NULL, "Choose a study in the list to read it here");
    string_free(&trail);
}

LinksView drawing_links_view(App *app) {
    Reading *reading = &app->reading;
    LinksView view = {
        .box = &reading->boxes[reading->tab],
        .tab = reading->tab,
        .folded = app->layout.slots[SLOT_LINKS].folded,
        .focused = app->focus == SLOT_LINKS,
        .no_study = reading->base == 0,
    };
    for (int tab = 0; tab < TAB_COUNT; tab++) {
        view.tabs[tab].listed = reading_tab_count(app, tab);
        view.tabs[tab].announced = tab == TAB_NOTICES ? -1 : reading->counts[tab].announced;
        asked_tell(app, tab, &view.tabs[tab]);
    }
    if (view.tabs[TAB_SIMILAR].announced > 0) { // by the record; what was found is more
        view.tabs[TAB_SIMILAR].announced += (int64_t) reading->similar_more;
    }
    return view;
}

static void draw_links(App *app) {
    const SlotPlace *place = &app->layout.slots[SLOT_LINKS];
    if (!place->shown) {
        return;
    }
    likening_want(app);
    LinksSource source = {app, reading_rows};
    LinksView view = drawing_links_view(app);
    view.source = &source;
    listbox_size(&app->reading.boxes[view.tab], pane_links_rows(&view, place->area));
    pane_links_draw(&app->grid, place->area, &view);
}

// "12g": a count and the keys of an unfinished sequence.
static void add_typed(const App *app, String *out) {
    if (app->count) {
        string_format(out, "%d", app->count);
    }
    key_sequence_add(&app->typed, out);
    string_add_text(out, app->wants_letter ? "which letter?" : NULL);
}

// Returns false where a long message takes the row of the hints, too.
static bool draw_message(App *app) {
    Area area = app->layout.message;
    if (area.rows < 1) {
        return true;
    }
    String progress = {0};
    ImportProgress now = importer_progress(app->importer);
    if (app->count || app->typed.count || app->wants_letter) {
        add_typed(app, &progress);
    } else if (app->scan.running) {
        string_format(&progress, "searching, row %zu", app->scan.looked_at);
    } else if (queue_is_coming(app) && app->queue.ids.count > 0 && !app->queue.complete) {
        string_add_text(&progress, app->queue.sort == SORT_DATE ? "counting…" : "sorting…");
    } else if (fetching_open_jobs(app) + app->fetching.found_count > 0 && !app->importing) {
        fetching_add_progress(app, &progress);
    } else if (now.tidying) {
        string_add_text(&progress, "tidying the index");
    } else if (now.running && *now.name && app->importing) {
        String what = {0};
        string_format(&what, "import %s", now.name);
        if (now.files > 1) {
            string_format(&what, " (%zu of %zu)", now.file, now.files);
        }
        pane_add_progress(&progress, what.data, now.percent, (int64_t) now.per_second,
                          (int64_t) now.rejected);
        string_free(&what);
    } else if (app->exporting) {
        string_add_text(&progress, "exporting");
    } else {
        chasing_add_progress(app, &progress);
    }
    const Message *message = app_message(app);
    MessageView view = {message ? message->text : NULL, message ? message->role : ROLE_NORMAL,
                        progress.length ? progress.data : NULL};
    bool one_row = screening_is_on(app) || pane_message_rows(&view, area.columns) == 1;
    area.rows += one_row ? 0 : app->layout.hints.rows;
    pane_message_draw(&app->grid, area, &view);
    string_free(&progress);
    return one_row;
}

// The keys that matter now, as they are bound now.
static void draw_hints(App *app) {
    static const ActionId in_list[] = {ACTION_INCLUDE, ACTION_EXCLUDE,  ACTION_EXCLUDE_REASON, ACTION_MAYBE,
                                       ACTION_LATER,   ACTION_READ_ON,  ACTION_UNDO,           ACTION_AGAIN,
                                       ACTION_LIMIT,   ACTION_CITED_BY, ACTION_HELP,           ACTION_NONE};
    static const ActionId in_abstract[] = {
        ACTION_INCLUDE, ACTION_EXCLUDE, ACTION_EXCLUDE_REASON, ACTION_MAYBE, ACTION_READ_ON, ACTION_FOLLOW,
        ACTION_BACK,    ACTION_TAG,     ACTION_NOTE,           ACTION_UNDO,  ACTION_HELP,    ACTION_NONE};
    static const ActionId in_links[] = {ACTION_FOLLOW,   ACTION_PREVIEW, ACTION_BACK, ACTION_TO_QUEUE,
                                        ACTION_INCLUDE,  ACTION_EXCLUDE, ACTION_ADD,  ACTION_REFS,
                                        ACTION_CITED_BY, ACTION_UNDO,    ACTION_HELP, ACTION_NONE};
    static const ActionId in_compare[] = {ACTION_JUDGE_SAME,
                                          ACTION_JUDGE_DIFFERENT,
                                          ACTION_JUDGE_TRIAL,
                                          ACTION_JUDGE_LATER,
                                          ACTION_JUDGE_ALL_SAME,
                                          ACTION_READ_ON,
                                          ACTION_PROPOSALS,
                                          ACTION_NEXT_PAIR,
                                          ACTION_UNDO,
                                          ACTION_HELP,
                                          ACTION_NONE};
    static const ActionId in_map[] = {ACTION_MAP_REFERENCE, ACTION_MAP_CITER, ACTION_MAP_NEXT,
                                      ACTION_MAP_BACK,      ACTION_MAP_OPEN,  ACTION_CITATION_MAP,
                                      ACTION_CLOSE,         ACTION_HELP,      ACTION_NONE};
    static const ActionId in_chase[] = {ACTION_ADD,     ACTION_EXCLUDE, ACTION_WHY,          ACTION_SORT,
                                        ACTION_ADD_ALL, ACTION_CLOSE,   ACTION_INCLUDE,      ACTION_FETCH,
                                        ACTION_READ_ON, ACTION_UNDO,    ACTION_CITATION_MAP, ACTION_HELP,
                                        ACTION_NONE};
    static const ActionId in_records[] = {ACTION_READ_ON, ACTION_NEXT_PAIR, ACTION_HELP, ACTION_NONE};
    static const ActionId in_conflicts[] = {
        ACTION_VOTES,   ACTION_INCLUDE, ACTION_EXCLUDE, ACTION_EXCLUDE_REASON, ACTION_MAYBE,
        ACTION_READ_ON, ACTION_UNDO,    ACTION_LIMIT,   ACTION_HELP,           ACTION_NONE};
    static const ActionId *const by_focus[] = {in_list, in_abstract, in_links};
    const ActionId *offered = app->comparing.kind == COMPARING_DUPLICATES      ? in_compare
                              : app->comparing.kind == COMPARING_RECORDS       ? in_records
                              : mapping_is_open(app)                           ? in_map
                              : app->focus == SLOT_LIST && chasing_is_on(app)  ? in_chase
                              : app->focus == SLOT_LIST && settling_is_on(app) ? in_conflicts
                                                                               : by_focus[app->focus];
    enum { HINTS_MOST = 16 };
    Hint hints[HINTS_MOST] = {{0}};
    String keys[HINTS_MOST] = {{0}};
    size_t count = 0;
    if (screening_is_on(app)) {
        screening_draw_keys(app);
        return;
    }
    if (app->layout.hints.rows < 1) {
        return;
    }
    for (const ActionId *at = offered; *at != ACTION_NONE && count < HINTS_MOST; at++) {
        // At full text every exclusion asks for its reason.
        bool is_full_text = app->desk.stage > 1 && *at == ACTION_EXCLUDE_REASON;
        ActionId id = is_full_text ? ACTION_RETRIEVAL : *at;
        keymap_add_keys(&app->keymap, id, 1, &keys[count]);
        if (keys[count].length && actions[id].hint) {
            hints[count] = (Hint){keys[count].data, actions[id].hint};
            count++;
        } else {
            string_free(&keys[count]);
        }
    }
    pane_hints_draw(&app->grid, app->layout.hints, hints, count);
    for (size_t i = 0; i < count; i++) {
        string_free(&keys[i]);
    }
}

static void draw_panes(App *app) {
    draw_list(app);
    draw_abstract(app);
    draw_links(app);
    criteria_draw(app);
    for (int i = 0; i < 2; i++) {
        if (app->layout.rules[i].columns > 0) {
            pane_rule_draw(&app->grid, app->layout.rules[i]);
        }
    }
}

// The commit of a decision changes no more than how its mark looks. The picture is what it was.
static void draw_marks(App *app) {
    draw_list(app);
    draw_links(app);
    screen_put(app->screen, &app->grid);
    app->marks_dirty = false;
}

void drawing_draw(App *app) {
    bool covered = comparing_is_open(app) || mapping_is_open(app) || app->overlay.kind != OVERLAY_NONE ||
                   screening_is_on(app);
    if (!app->dirty && !covered) {
        draw_marks(app);
        return;
    }
    drawing_lay_out(app);
    cache_read_begin(app->cache);
    reading_load(app);
    grid_clear(&app->grid);
    draw_status(app);
    if (comparing_is_open(app)) {
        comparing_draw(app, app->layout.panes);
    } else if (mapping_is_open(app)) {
        mapping_draw(app, app->layout.panes);
    } else {
        draw_panes(app);
    }
    if (draw_message(app)) {
        draw_hints(app);
    }
    overlay_draw(app);
    cache_read_end(app->cache);
    screen_put(app->screen, &app->grid);
    app->dirty = app->marks_dirty = false;
    // What came while the picture was made was typed without having seen it.
    app->decided_unpainted = app->decided_unpainted && term_input_pending(app->input);
}
