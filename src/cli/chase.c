#include "carrel/base/clock.h"
#include "carrel/graph/pagerank.h"
#include "chasing.h"
#include "fetching.h"

#include <string.h>

static bool find(Command *command, const ChaseQuestion *question, ChaseList *list, Error *err) {
    Graph graph;
    double *ranks = NULL;
    if (!chase_load(command->cache, (GraphStop){0}, &graph, err)) {
        return false;
    }
    if (question->order == CHASE_BY_PAGERANK) {
        ranks = ARENA_ARRAY(&command->arena, double, (size_t) graph.count + 1);
        graph_pagerank(&graph, (GraphStop){0}, ranks, NULL);
    }
    bool ok = chase_find(command->cache, &graph, ranks, question, (GraphStop){0}, list, err);
    graph_free(&graph);
    return ok;
}

// --- asking services ---

static bool take_end(Fetching *fetching, const FetchEnd *end, Error *err) {
    (void) fetching;
    (void) err;
    if (end->job.state == FETCH_FAILED) {
        Error fault = {0};
        error_set(&fault, ERROR_NETWORK, "%s: %s", end->job.title, end->job.says);
        print_fault(&fault);
    }
    return true;
}

// Links of the seeds, or records of studies that are known by links only. A service that fails is told of,
// and the chase goes on with what is there; *code tells.
static bool fetch(Command *command, const IdList *pmids, bool links, int *code, Error *err) {
    Fetching fetching = {.ended = take_end};
    unsigned kinds = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    if (pmids->count == 0) {
        return true;
    }
    bool ok = fetching_begin(&fetching, command, err);
    if (ok) {
        int last = links
                       ? fetch_links(fetching.fetcher, pmids->ids, pmids->count, kinds, 0, false, FETCH_LATER)
                       : fetch_records(fetching.fetcher, pmids->ids, pmids->count, NULL, 0, FETCH_LATER);
        fetching_add(&fetching, (size_t) last);
        ok = fetching_wait(&fetching, err);
    }
    bool interrupted = fetching.interrupted;
    if (fetching.failure.kind != ERROR_NONE) {
        *code = 4;
    }
    fetching_end(&fetching);
    return ok && (!interrupted || error_set(err, ERROR_CANCELLED, "stopped; what came is kept"));
}

// What the last step found, which are the seeds of the next one.
static bool fetch_found(Command *command, const ChaseList *list, int *code, Error *err) {
    const ChaseStep *step = &list->steps[list->step_count - 1];
    IdList ids = {0};
    for (size_t i = 0; i < step->count; i++) {
        id_list_add(&ids, list->rows[step->first + i].found.id);
    }
    bool ok = fetch(command, &ids, true, code, err);
    id_list_free(&ids);
    return ok;
}

// The links of the seeds of every round: what is a seed in one is known when those before it have theirs.
static bool fetch_rounds(Command *command, const ChaseQuestion *question, int *code, Error *err) {
    bool ok = fetch(command, &question->seeds, true, code, err);
    for (int steps = 1; ok && steps < question->steps; steps++) {
        ChaseQuestion so_far = *question;
        ChaseList list = {0};
        so_far.steps = steps;
        so_far.names = 1;
        ok = find(command, &so_far, &list, err) && fetch_found(command, &list, code, err);
        chase_list_free(&list);
    }
    return ok;
}

static bool fetch_stubs(Command *command, ChaseList *list, int *code, Error *err) {
    IdList pmids = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (!list->rows[i].in_cache && list->rows[i].found.id > 0) {
            id_list_add(&pmids, list->rows[i].found.id);
            list->rows[i].has_names = false;
        }
    }
    bool ok = fetch(command, &pmids, false, code, err) &&
              chase_name_rows(command->cache, list, 0, list->count, err);
    id_list_free(&pmids);
    return ok;
}

// --- the question ---

static bool read_seeds(Command *command, ChaseQuestion *question, Error *err) {
    const char *query = command_option(command, "seeds");
    if (query != NULL && command->word_count > 0) {
        return error_set(err, ERROR_USAGE, "name seeds by ids or by --seeds, not by both");
    }
    if (query == NULL && command->word_count == 0) {
        question->kind = chase_seeds(command->state, &question->seeds);
        chase_add_unseeded(command->state, question->kind, &question->unseeded);
        return question->kind != SEEDS_NONE ||
               error_set(err, ERROR_USAGE, "%s: say from which studies to chase, by --seeds QUERY or ids",
                         question->unseeded.length > 0 ? string_text(&question->unseeded)
                                                       : "the review includes no study yet");
    }
    bool ok = query != NULL ? find_studies(command, query, &question->seeds, err)
                            : find_targets(command, 0, true, &question->seeds, err);
    find_drop_repeats(&question->seeds);
    return ok && (question->seeds.count > 0 ||
                  error_set(err, ERROR_USAGE, "no study is found by --seeds %s", query ? query : ""));
}

static unsigned routes_of(const Command *command) {
    unsigned routes = 0;
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        routes |= command_option(command, route_names[route]) != NULL ? 1u << route : 0;
    }
    return routes;
}

static ChaseOrder order_of(const Command *command) {
    const char *order = command_option(command, "order");
    return order == NULL || strcmp(order, "links") == 0 ? CHASE_BY_LINKS
           : strcmp(order, "similarity") == 0           ? CHASE_BY_SIMILARITY
                                                        : CHASE_BY_PAGERANK;
}

static bool read_number(const Command *command, const char *name, long long most, long long otherwise,
                        long long *number, Error *err) {
    *number = command_number(command, name, otherwise);
    return (*number >= 1 && *number <= most) ||
           error_set(err, ERROR_USAGE, "--%s is a number from 1 to %lld", name, most);
}

static bool read_question(Command *command, ChaseQuestion *question, Error *err) {
    long long min_links, most = 0, steps;
    bool ok =
        read_seeds(command, question, err) &&
        read_number(command, "min-links", UINT32_MAX, 1, &min_links, err) &&
        read_number(command, "rounds", CHASE_STEPS_MOST, 1, &steps, err) &&
        (command_option(command, "most") == NULL || read_number(command, "most", UINT32_MAX, 1, &most, err));
    if (!ok) {
        return false;
    }
    question->routes = routes_of(command);
    question->order = order_of(command);
    question->min_links = (uint32_t) min_links;
    question->steps = (int) steps;
    question->most = (size_t) most;
    question->round = 1;
    if (command->state != NULL) {
        chase_known(command->state, &question->known);
        question->round = chase_next_round(command->state);
    }
    return true;
}

// --- the answer ---

static bool add(Command *command, Chased *chased, Error *err) {
    Key searches[CHASE_STEPS_MOST] = {{{0}}};
    ReviewAction actions[CHASE_STEPS_MOST];
    size_t *rows = ARENA_ARRAY(&command->arena, size_t, chased->list->count + 1);
    size_t before = review_state_count(command->state);
    for (size_t i = 0; i < chased->list->count; i++) {
        rows[i] = i;
    }
    ChaseAdder *adder = chase_adder_new(command->cache, chased->list, searches);
    size_t count = chase_add(adder, command->state, rows, chased->list->count, false, clock_now_ms(),
                             &command->arena, actions);
    chase_adder_free(adder);
    for (size_t i = 0; i < count; i++) {
        if (!command_append(command, &actions[i], err)) {
            return false;
        }
    }
    review_resolve(command->state, command->cache);
    chased->was_added = true;
    chased->actions = count;
    chased->added = review_state_count(command->state) - before;
    return true;
}

// What is behind the list: seeds, sources, what was left out. On standard error, since rows may go on to a
// program.
static void print_notes(const ChaseList *list) {
    String line = {0};
    const ChaseStep *first = &list->steps[0];
    string_format(&line, "round %d, from ", list->round);
    chase_add_seeds(list->kind, first->seed_count, &line);
    string_add_text(&line, "; links of ");
    chase_add_sources(list, &line);
    for (size_t i = 0; i < list->step_count; i++) {
        string_format(&line, "%s%zu new", i > 0 ? ", then " : ": ", list->steps[i].count);
    }
    print_note(string_text(&line));
    string_free(&line);
    if (list->count == 0) {
        print_note("nothing around these seeds is new: as far as links are known here, chasing ends");
    }
    if (list->note[0] != '\0') {
        print_note(list->note);
    }
    if (list->dropped > 0) {
        String dropped = {0};
        print_counted(&dropped, list->dropped, "more is", "more are");
        string_add_text(&dropped, " in the review under another identifier");
        print_note(string_text(&dropped));
        string_free(&dropped);
    }
    if (list->warning != NULL) {
        print_note(list->warning);
    }
}

static void print_advice(Command *command) {
    ChaseRound *rounds;
    String advice = {0};
    size_t count = command->state != NULL ? chase_rounds(command->state, &command->arena, &rounds) : 0;
    if (count > 0) {
        chase_add_advice(rounds, count, &advice);
        print_note(string_text(&advice));
    }
    string_free(&advice);
}

static bool answer(Command *command, const ChaseQuestion *question, int *code, Error *err) {
    ChaseList list = {0};
    Chased chased = {.list = &list};
    bool quiet = command_option(command, "quiet") != NULL;
    bool ok = find(command, question, &list, err) &&
              (command_option(command, "fetch") == NULL || fetch_stubs(command, &list, code, err));
    if (ok && command->state != NULL) {
        chase_drop_known(command->state, command->cache, &list);
    }
    ok = ok && (command_option(command, "add") == NULL || add(command, &chased, err));
    if (ok && command_option(command, "json") != NULL) {
        chasing_print_json(command, &chased);
    } else if (ok && command_option(command, "csv") != NULL) {
        chasing_print_csv(command, &chased);
    } else if (ok) {
        chasing_print_text(command, &chased);
    }
    ok = ok && print_flush(command, err);
    if (ok && !quiet) {
        print_notes(&list);
        print_advice(command);
    }
    chase_list_free(&list);
    return ok;
}

bool command_chase(Command *command, int *code, Error *err) {
    ChaseQuestion question = {0};
    bool has_seeds = command_option(command, "seeds") != NULL || command->word_count > 0;
    bool shows_rounds = command_option(command, "rounds-so-far") != NULL;
    bool needs_review = !has_seeds || shows_rounds || command_option(command, "add") != NULL;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, needs_review ? REVIEW_EXISTING : REVIEW_IF_NAMED, err)) {
        return false;
    }
    if (shows_rounds) {
        chasing_print_rounds(command);
        return print_flush(command, err);
    }
    bool ok = read_question(command, &question, err) &&
              (command_option(command, "fetch") == NULL || fetch_rounds(command, &question, code, err)) &&
              answer(command, &question, code, err);
    chase_question_free(&question);
    return ok;
}
