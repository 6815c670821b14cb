#include "chasing.h"

#include "carrel/base/clock.h"
#include "carrel/base/escape.h"
#include "carrel/study/ident.h"

#include <stdio.h>

static const char *const order_names[] = {
    [CHASE_BY_LINKS] = "links", [CHASE_BY_SIMILARITY] = "similarity", [CHASE_BY_PAGERANK] = "pagerank"};
static const char *const kind_names[] = {[SEEDS_GIVEN] = "given",
                                         [SEEDS_FULL_TEXT] = "full text",
                                         [SEEDS_ABSTRACT] = "title/abstract",
                                         [SEEDS_NONE] = "none"};

// --- text ---

// "pmid:12	2019	Alp	3 links: back 2, forward 1	here	Title".
static void print_row(Command *command, const ChaseRow *row) {
    String *out = &command->out;
    print_id(command, row->found.id);
    string_add_char(out, '\t');
    if (row->year > 0) {
        string_format(out, "%d", row->year);
    }
    string_add_char(out, '\t');
    print_text(command, row->author);
    string_format(out, "\t%u %s:", (unsigned) row->found.links, row->found.links == 1 ? "link" : "links");
    for (size_t route = 0, named = 0; route < ROUTE_COUNT; route++) {
        if (row->found.by_route[route] > 0) {
            string_format(out, "%s %s %u", named++ > 0 ? "," : "", route_names[route],
                          (unsigned) row->found.by_route[route]);
        }
    }
    string_format(out, "\t%s\t%s", row->in_cache ? "here" : "link",
                  row->flags & STUDY_RETRACTED ? "RETRACTED " : "");
    print_text(command, row->title);
    string_add_char(out, '\n');
}

void chasing_print_text(Command *command, const Chased *chased) {
    const ChaseList *list = chased->list;
    for (size_t i = 0; !chased->was_added && i < list->count; i++) {
        print_row(command, &list->rows[i]);
    }
    if (chased->was_added) {
        print_counted(&command->out, chased->added, "study is a candidate now", "studies are candidates now");
        if (chased->actions > 1) {
            string_format(&command->out, "; carrel undo %zu takes that back", chased->actions);
        } else if (chased->actions > 0) {
            string_add_text(&command->out, "; carrel undo takes that back");
        }
        string_add_char(&command->out, '\n');
    }
}

// --- CSV ---

static void add_number(String *out, const char *format, double number) {
    char text[40];
    snprintf(text, sizeof text, format, number);
    string_format(out, ",%s", text);
}

static void add_seeds(const ChaseList *list, const ChaseRow *row, String *out) {
    for (size_t i = 0; i < row->found.seeds_listed; i++) {
        string_add_text(out, i > 0 ? " " : "");
        ident_add(list->steps[row->step].seeds[row->found.seeds[i].seed], out);
    }
}

static void add_cell(String *out, const char *text) {
    string_add_char(out, ',');
    escape_add_cell(out, sv(text), ',');
}

void chasing_print_csv(Command *command, const Chased *chased) {
    const ChaseList *list = chased->list;
    String *out = &command->out, text = {0};
    string_add_text(out, "id,year,author,title,journal,doi,round,links,back,forward,cocited,cociting,"
                         "seed_count,seeds,similarity,pagerank,references,citers,in_cache,retracted\r\n");
    for (size_t i = 0; i < list->count; i++) {
        const ChaseRow *row = &list->rows[i];
        string_clear(&text);
        ident_add(row->found.id, &text);
        escape_add_cell(out, string_view(&text), ',');
        string_add_char(out, ',');
        if (row->year > 0) {
            string_format(out, "%d", row->year);
        }
        add_cell(out, row->author);
        add_cell(out, row->title);
        add_cell(out, row->journal);
        add_cell(out, row->doi);
        string_format(out, ",%d,%u", list->round + (int) row->step, (unsigned) row->found.links);
        for (size_t route = 0; route < ROUTE_COUNT; route++) {
            string_format(out, ",%u", (unsigned) row->found.by_route[route]);
        }
        string_format(out, ",%u", (unsigned) row->found.seed_count);
        string_clear(&text);
        add_seeds(list, row, &text);
        add_cell(out, string_text(&text));
        add_number(out, "%.6f", row->found.similarity);
        add_number(out, "%.3e", row->found.pagerank);
        string_format(out, ",%u,%u,%d,%d\r\n", (unsigned) row->found.references, (unsigned) row->found.citers,
                      row->in_cache, (row->flags & STUDY_RETRACTED) != 0);
    }
    string_free(&text);
}

// --- JSON ---

static void field_id(JsonWriter *json, const char *key, StudyId id) {
    String text = {0};
    ident_add(id, &text);
    json_field_text(json, key, string_text(&text));
    string_free(&text);
}

static void write_routes(JsonWriter *json, unsigned routes) {
    json_key(json, "routes");
    json_array_begin(json);
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        if (routes & 1u << route) {
            json_text(json, route_names[route]);
        }
    }
    json_array_end(json);
}

static void write_row(JsonWriter *json, const ChaseList *list, const ChaseRow *row) {
    json_object_begin(json);
    field_id(json, "id", row->found.id);
    json_key(json, "year");
    if (row->year > 0) {
        json_number(json, row->year);
    } else {
        json_nothing(json);
    }
    json_field_text(json, "author", row->author);
    json_field_text(json, "title", row->title);
    json_field_text(json, "journal", row->journal);
    json_field_text(json, "doi", row->doi);
    json_field_number(json, "round", list->round + (int) row->step);
    json_field_number(json, "links", row->found.links);
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        json_field_number(json, route_names[route], row->found.by_route[route]);
    }
    json_field_number(json, "seed_count", row->found.seed_count);
    json_key(json, "seeds");
    json_array_begin(json);
    for (size_t i = 0; i < row->found.seeds_listed; i++) {
        json_object_begin(json);
        field_id(json, "id", list->steps[row->step].seeds[row->found.seeds[i].seed]);
        write_routes(json, row->found.seeds[i].routes);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "similarity");
    json_fraction(json, row->found.similarity);
    json_key(json, "pagerank");
    json_fraction(json, row->found.pagerank);
    json_field_number(json, "references", row->found.references);
    json_field_number(json, "citers", row->found.citers);
    json_field_bool(json, "in_cache", row->in_cache);
    json_field_bool(json, "retracted", (row->flags & STUDY_RETRACTED) != 0);
    json_object_end(json);
}

static void write_step(JsonWriter *json, const ChaseList *list, const ChaseStep *step) {
    const Chase *chase = &step->chase;
    json_object_begin(json);
    json_field_number(json, "round", list->round + (int) (step - list->steps));
    json_key(json, "seeds");
    json_array_begin(json);
    for (size_t i = 0; i < step->seed_count; i++) {
        String text = {0};
        ident_add(step->seeds[i], &text);
        json_text(json, string_text(&text));
        string_free(&text);
    }
    json_array_end(json);
    json_field_number(json, "listed", (int64_t) step->count);
    json_field_number(json, "found", (int64_t) chase->found);
    json_field_number(json, "in_review", (int64_t) chase->known);
    json_field_number(json, "too_few_links", (int64_t) chase->too_few);
    json_field_number(json, "seeds_without_links", (int64_t) chase->seeds_missing);
    json_field_number(json, "seeds_without_references", (int64_t) chase->seeds_without[SIDE_REFERENCES]);
    json_field_number(json, "seeds_without_citers", (int64_t) chase->seeds_without[SIDE_CITERS]);
    json_object_end(json);
}

static void write_source(JsonWriter *json, const ChaseSource *source) {
    json_object_begin(json);
    json_field_text(json, "service", source->source);
    json_field_number(json, "references", (int64_t) source->answered[LINK_REFERENCES]);
    json_field_number(json, "cited_by", (int64_t) source->answered[LINK_CITED_BY]);
    json_object_end(json);
}

static void write_rounds(Command *command, JsonWriter *json) {
    ChaseRound *rounds;
    String text = {0};
    size_t count = chase_rounds(command->state, &command->arena, &rounds);
    json_key(json, "rounds_so_far");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_field_number(json, "round", rounds[i].round);
        json_field_text(json, "reviewer", review_state_reviewer_name(command->state, rounds[i].reviewer));
        string_clear(&text);
        clock_add_iso(&text, rounds[i].time);
        json_field_text(json, "time", string_text(&text));
        json_field_text(json, "strategy", rounds[i].strategy);
        json_field_number(json, "candidates", (int64_t) rounds[i].found);
        json_field_number(json, "new", (int64_t) rounds[i].fresh);
        json_field_number(json, "screened", (int64_t) rounds[i].screened);
        json_field_number(json, "included", (int64_t) rounds[i].included);
        json_field_number(json, "included_full_text", (int64_t) rounds[i].included_full_text);
        json_object_end(json);
    }
    json_array_end(json);
    string_clear(&text);
    chase_add_advice(rounds, count, &text);
    json_field_text(json, "advice", text.length > 0 ? string_text(&text) : NULL);
    string_free(&text);
}

void chasing_print_json(Command *command, const Chased *chased) {
    const ChaseList *list = chased->list;
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_number(&json, "round", list->round);
    json_field_text(&json, "seeds_are", kind_names[list->kind]);
    write_routes(&json, list->routes);
    json_field_number(&json, "min_links", list->min_links);
    json_field_text(&json, "order", order_names[list->order]);
    json_key(&json, "sources");
    json_array_begin(&json);
    for (size_t i = 0; i < list->source_count; i++) {
        write_source(&json, &list->sources[i]);
    }
    json_array_end(&json);
    json_key(&json, "steps");
    json_array_begin(&json);
    for (size_t i = 0; i < list->step_count; i++) {
        write_step(&json, list, &list->steps[i]);
    }
    json_array_end(&json);
    json_key(&json, "candidates");
    json_array_begin(&json);
    for (size_t i = 0; i < list->count; i++) {
        write_row(&json, list, &list->rows[i]);
    }
    json_array_end(&json);
    json_field_number(&json, "in_review_otherwise", (int64_t) list->dropped);
    json_key(&json, "added");
    if (chased->was_added) {
        json_number(&json, (int64_t) chased->added);
    } else {
        json_nothing(&json);
    }
    json_field_text(&json, "note", list->note);
    json_field_text(&json, "warning", list->warning);
    if (command->state != NULL) {
        write_rounds(command, &json);
    }
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

// --- rounds ---

void chasing_print_rounds(Command *command) {
    ChaseRound *rounds;
    String *out = &command->out;
    size_t count = chase_rounds(command->state, &command->arena, &rounds);
    if (command_option(command, "json") != NULL) {
        JsonWriter json = {.out = out};
        json_object_begin(&json);
        write_rounds(command, &json);
        json_object_end(&json);
        string_add_char(out, '\n');
        return;
    }
    if (count == 0) {
        string_add_text(out, "no round of chasing yet\n");
        return;
    }
    string_add_text(out, "round  date        candidates     new  screened  included  full text  by\n");
    for (size_t i = 0; i < count; i++) {
        string_format(out, "%5d  ", rounds[i].round);
        clock_add_date(out, rounds[i].time);
        string_format(out, "  %10zu  %6zu  %8zu  %8zu  %9zu  ", rounds[i].found, rounds[i].fresh,
                      rounds[i].screened, rounds[i].included, rounds[i].included_full_text);
        print_text(command, review_state_reviewer_name(command->state, rounds[i].reviewer));
        string_add_char(out, '\n');
    }
    chase_add_advice(rounds, count, out);
    string_add_char(out, '\n');
}
