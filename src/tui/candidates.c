#include "chasing.h"

#include "acts.h"
#include "desk.h"
#include "fetching.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A chase: asking for it, its candidates as a list, and why each is one.

// Rows that are looked up by name at once, so that what the review has under another identifier can be
// left out.
#define NAMED_ROWS 500

static const char *const order_words[] = {
    [CHASE_BY_LINKS] = "links", [CHASE_BY_SIMILARITY] = "similarity", [CHASE_BY_PAGERANK] = "pagerank"};
enum { ORDERS = 3 };

// --- asking ---

static bool read_order(StringView word, ChaseOrder *order) {
    for (int i = 0; i < ORDERS; i++) {
        if (sv_equal(word, sv(order_words[i]))) {
            *order = (ChaseOrder) i;
            return true;
        }
    }
    return false;
}

static bool read_number(StringView word, StringView name, long long most, long long *number, Error *err) {
    bool ok = sv_number(sv_from(word, name.length), number) && *number >= 1 && *number <= most;
    return ok || error_set(err, ERROR_USAGE, "%.*s wants a number from 1 to %lld", (int) name.length - 1,
                           name.data, most);
}

static bool read_word(StringView word, Chasing *chase, Error *err) {
    long long number = 0;
    for (unsigned i = 0; i < ROUTE_COUNT; i++) {
        if (sv_equal(word, sv(route_names[i]))) {
            chase->routes |= 1u << i;
            return true;
        }
    }
    if (sv_equal(word, SV("fetch"))) {
        chase->fetches = true;
        return true;
    }
    if (sv_starts(word, SV("min-links="))) {
        bool ok = read_number(word, SV("min-links="), 9999, &number, err);
        chase->min_links = (uint32_t) number;
        return ok;
    }
    if (sv_starts(word, SV("rounds="))) {
        bool ok = read_number(word, SV("rounds="), CHASE_STEPS_MOST, &number, err);
        chase->steps = (int) number;
        return ok;
    }
    if (sv_starts(word, SV("seeds="))) {
        String query = {0};
        string_add(&query, sv_from(word, 6));
        string_add_text(&query, "");
        free(chase->seeds);
        chase->seeds = string_take(&query);
        return true;
    }
    if (sv_starts(word, SV("order=")) && read_order(sv_from(word, 6), &chase->order)) {
        return true;
    }
    if (chase->seeds) { // the query goes on, without quotes
        String query = {0};
        string_format(&query, "%s %.*s", chase->seeds, (int) word.length, word.data);
        free(chase->seeds);
        chase->seeds = string_take(&query);
        return true;
    }
    return error_set(err, ERROR_USAGE, "chase: \"%.*s\" is none of %s", (int) word.length, word.data,
                     chase_words);
}

static bool gather_seeds(App *app, ChaseQuestion *question, Error *err) {
    const Chasing *chasing = &app->chasing;
    if (chasing->seeds) {
        question->kind = SEEDS_GIVEN;
        return act_query_ids(app, chasing->seeds, &question->seeds, err) &&
               (question->seeds.count > 0 ||
                error_set(err, ERROR_USAGE,
                          app->desk.state ? "no candidate of the review is %s, so there is none to chase "
                                            "from; in:cache widens it"
                                          : "no study is %s, so there is none to chase from",
                          chasing->seeds));
    }
    question->kind = chasing_included(app, &question->seeds);
    if (app->desk.state) {
        chase_add_unseeded(app->desk.state, question->kind, &question->unseeded);
    }
    return question->kind != SEEDS_NONE ||
           error_set(err, ERROR_USAGE, "%s",
                     question->unseeded.length > 0 ? string_text(&question->unseeded)
                     : app->desk.state
                         ? "nothing is included yet; :chase seeds=QUERY chases from other studies"
                         : "no review is open; :chase seeds=QUERY chases from a query's studies");
}

static void ask(App *app) {
    const Chasing *chasing = &app->chasing;
    Error err = {0};
    ChaserRequest request = {.kind = CHASER_CHASE};
    ChaseQuestion *question = &request.chase;
    if (!gather_seeds(app, question, &err)) {
        app_say_error(app, &err);
        chase_question_free(question);
        return;
    }
    if (app->desk.state) {
        chase_known(app->desk.state, &question->known);
    }
    question->routes = chasing->routes;
    question->min_links = chasing->min_links;
    question->order = chasing->order;
    question->steps = chasing->steps;
    question->round = chasing->round;
    question->names = NAMED_ROWS;
    // Where nobody can be asked, what is known has to do.
    if (chasing->fetches && asking_links(app, &question->seeds)) {
        chase_question_free(question);
        return;
    }
    app->chasing.fetches = false;
    chasing_ask(app, &request);
}

void candidates_links_came(App *app) {
    if (app->chasing.fetches && !fetching_is_asking(app, ASKED_LINKS, 0, 0)) {
        app->chasing.fetches = false;
        ask(app);
    }
}

void act_chase(App *app, const Call *call) {
    Chasing *chasing = &app->chasing;
    Chasing wanted = {.min_links = 1, .steps = 1};
    Error err = {0};
    bool ok = true;
    if (app->desk.path) {
        desk_wait(app);
    }
    for (size_t i = 0; ok && i < call->argument_count; i++) {
        ok = read_word(sv(call->arguments[i]), &wanted, &err);
    }
    if (!ok) {
        app_say_error(app, &err);
        free(wanted.seeds);
        return;
    }
    free(chasing->seeds);
    chasing->seeds = wanted.seeds;
    chasing->routes = wanted.routes;
    chasing->min_links = wanted.min_links;
    chasing->order = wanted.order;
    chasing->steps = wanted.steps;
    chasing->fetches = wanted.fetches;
    chasing->round = app->desk.state ? chase_next_round(app->desk.state) : 1;
    memset(chasing->searches, 0, sizeof chasing->searches);
    ask(app);
}

static void choose_order(App *app, size_t chosen, const char *typed) {
    (void) typed;
    app->chasing.order = (ChaseOrder) chosen;
    ask(app);
}

bool candidates_sort(App *app, const char *word) {
    static const char *const notes[] = {"to how many seeds it is linked",
                                        "the same, each link worth less where many meet",
                                        "how often readers who follow references come by"};
    if (app->chasing.listed != LISTED_CHASE) {
        return false;
    }
    if (*word) {
        if (read_order(sv(word), &app->chasing.order)) {
            ask(app);
        } else {
            app_say(app, ROLE_ERROR, "sort: candidates are sorted by links, similarity or pagerank");
        }
        return true;
    }
    MenuItem *items = ARENA_ARRAY(overlay_arena(app), MenuItem, ORDERS);
    for (int i = 0; i < ORDERS; i++) {
        items[i].text = order_words[i];
        items[i].note = notes[i];
    }
    overlay_menu(app, "Sort candidates by", items, ORDERS, false, false, choose_order);
    return true;
}

// --- the answer ---

static void say_found(App *app, const ChaseList *list) {
    String words = {0};
    add_number(&words, (int64_t) list->count);
    string_add_text(&words, list->count == 1 ? " candidate" : " candidates");
    if (list->dropped > 0) {
        string_format(&words, ", %zu more the review has already", list->dropped);
    }
    if (list->warning) {
        string_format(&words, " · %s", list->warning);
    } else if (*list->note) {
        string_format(&words, " · %s", list->note);
    }
    app_say(app, list->warning ? ROLE_WARNING : ROLE_GOOD, "%s · w says more", words.data);
    string_free(&words);
}

// What was not found new may mean that chasing is at its end.
static void say_nothing(App *app, const ChaseList *list) {
    Arena arena = {0};
    ChaseRound *rounds = NULL;
    size_t seeds = list->steps[0].seed_count;
    size_t count = app->desk.state ? chase_rounds(app->desk.state, &arena, &rounds) : 0;
    String words = {0};
    string_format(&words, "Nothing new is linked to %zu seed%s", seeds, seeds == 1 ? "" : "s");
    if (count > 0) {
        string_add_text(&words, ". ");
        chase_add_advice(rounds, count, &words);
    } else if (*list->note) {
        string_format(&words, ": %s", list->note);
    }
    app_say(app, ROLE_NORMAL, "%s", words.data);
    string_free(&words);
    arena_free(&arena);
}

void candidates_answer(App *app, ChaserAnswer *answer) {
    Chasing *chasing = &app->chasing;
    ChaseList *list = &answer->list;
    if (app->desk.state) {
        chase_drop_known(app->desk.state, app->cache, list);
    }
    if (list->count == 0) {
        say_nothing(app, list);
        chaser_answer_free(answer);
        return;
    }
    Arena *arena = chasing_begin(app);
    chasing->head = arena_format(arena, "Chase %d", list->round);
    chasing->ids = ARENA_ARRAY(arena, StudyId, list->count);
    chasing->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        chasing->ids[i] = list->rows[i].found.id;
    }
    say_found(app, list);
    chasing_show(app, LISTED_CHASE, answer);
}

void candidates_lead(const App *app, size_t at, char *lead, size_t size) {
    const ChaseCandidate *found = &app->chasing.answer->list.rows[at].found;
    static const char signs[ROUTE_COUNT] = {'b', 'f', 'c', 'r'};
    char routes[ROUTE_COUNT + 1] = "";
    for (unsigned i = 0; i < ROUTE_COUNT; i++) {
        routes[i] = found->by_route[i] > 0 ? signs[i] : '.';
    }
    bool is_candidate = desk_candidate(app, found->id) != NULL;
    snprintf(lead, size, "%c%3u %s", is_candidate ? '+' : ' ', (unsigned) found->links, routes);
}

// --- why ---

static const ChaseRow *row_of(const App *app, StudyId id) {
    int64_t at;
    bool listed = app->chasing.listed == LISTED_CHASE && id_map_get(&app->chasing.rows, id, &at);
    return listed ? &app->chasing.answer->list.rows[at] : NULL;
}

const char *candidates_origin(const App *app, StudyId id, Arena *arena) {
    const ChaseRow *row = row_of(app, id);
    String words = {0};
    if (row) {
        chase_add_routes(&app->chasing.answer->list, row, &words);
    }
    const char *copy = arena_copy(arena, words.data);
    string_free(&words);
    return copy;
}

typedef struct {
    Arena *arena;
    HelpRow *rows;
    size_t count, capacity;
    const char *group;
} Page;

static void add_row(Page *page, const char *key, String *text) {
    if (text->length > 0) {
        page->rows =
            arena_grow(page->arena, page->rows, &page->capacity, page->count + 1, sizeof *page->rows);
        page->rows[page->count++] = (HelpRow){page->group, key, NULL, arena_copy(page->arena, text->data)};
    }
    string_free(text);
}

static void add_seed(App *app, Page *page, const ChaseStep *step, const ChaseSeed *seed) {
    String routes = {0}, text = {0};
    for (unsigned i = 0; i < ROUTE_COUNT; i++) {
        if (seed->routes & 1u << i) {
            string_format(&routes, "%s%s", routes.length ? ", " : "", route_names[i]);
        }
    }
    reading_add_name(app, step->seeds[seed->seed], &text);
    string_add_text(&text, " · ");
    ident_add(step->seeds[seed->seed], &text);
    if (seed->cocited > 0) {
        string_format(&text, " · cited together by %u", (unsigned) seed->cocited);
    }
    if (seed->cociting > 0) {
        string_format(&text, " · %u references in common", (unsigned) seed->cociting);
    }
    add_row(page, arena_copy(page->arena, string_text(&routes)), &text);
    string_free(&routes);
}

static void add_why(App *app, Page *page, const ChaseRow *row) {
    const ChaseList *list = &app->chasing.answer->list;
    const ChaseStep *step = &list->steps[row->step];
    const ChaseCandidate *found = &row->found;
    String text = {0};
    page->group = "Why this study is here: the seeds that brought it";
    for (size_t i = 0; i < found->seeds_listed; i++) {
        add_seed(app, page, step, &found->seeds[i]);
    }
    if (found->seed_count > found->seeds_listed) {
        string_format(&text, "and %zu seeds more", found->seed_count - found->seeds_listed);
        add_row(page, "", &text);
    }
    page->group = "Its place";
    string_format(&text, "%u to %u of %zu seeds", (unsigned) found->links, (unsigned) found->seed_count,
                  step->seed_count);
    add_row(page, "links", &text);
    string_format(&text, "%.4f", found->similarity);
    add_row(page, "similarity", &text);
    if (found->pagerank > 0) {
        string_format(&text, "%.3g", found->pagerank);
        add_row(page, "PageRank", &text);
    }
    string_format(&text, "%u references and %u citing studies are known", (unsigned) found->references,
                  (unsigned) found->citers);
    add_row(page, "in all", &text);
}

static void add_chase(App *app, Page *page) {
    const ChaseList *list = &app->chasing.answer->list;
    String text = {0};
    page->group = "This chase";
    chase_add_seeds(list->kind, list->steps[0].seed_count, &text);
    add_row(page, "seeds", &text);
    for (unsigned i = 0; i < ROUTE_COUNT; i++) {
        if (list->routes & 1u << i) {
            string_format(&text, "%s%s", text.length ? ", " : "", route_names[i]);
        }
    }
    string_add_text(&text, " (in the list: b back, f forward, c cocited, r cociting)");
    add_row(page, "routes", &text);
    chase_add_sources(list, &text);
    add_row(page, "links from", &text);
    string_add_text(&text, list->warning);
    add_row(page, "warning", &text);
    string_add_text(&text, list->note);
    add_row(page, "left out", &text);
    if (list->dropped > 0) {
        string_format(&text, "%zu that the review has under another identifier", list->dropped);
        add_row(page, "known", &text);
    }
}

static void add_rounds(App *app, Page *page) {
    ChaseRound *rounds = NULL;
    size_t count = app->desk.state ? chase_rounds(app->desk.state, page->arena, &rounds) : 0;
    String text = {0};
    page->group = "Rounds so far";
    for (size_t i = 0; i < count; i++) {
        const ChaseRound *round = &rounds[i];
        clock_add_date(&text, round->time);
        string_format(&text, ": %zu new candidate%s, %zu screened, %zu included", round->fresh,
                      round->fresh == 1 ? "" : "s", round->screened, round->included);
        if (round->included_full_text > 0) {
            string_format(&text, ", %zu of them at full text", round->included_full_text);
        }
        add_row(page, arena_format(page->arena, "%d", round->round), &text);
    }
    chase_add_advice(rounds, count, &text);
    add_row(page, "", &text);
}

bool candidates_why(App *app) {
    const ChaseRow *row = row_of(app, reading_shown(app));
    if (!row) {
        return false;
    }
    Page page = {.arena = overlay_arena(app)};
    add_why(app, &page, row);
    add_chase(app, &page);
    add_rounds(app, &page);
    overlay_pager(app, "Why here", page.rows, page.count);
    return true;
}
