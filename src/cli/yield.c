#include "command.h"

#include "carrel/base/paths.h"

#include <inttypes.h>

typedef struct {
    uint64_t records;
    size_t candidates, included;
} Totals;

static Totals add_up(Command *command, const YieldRow *rows, size_t count) {
    Totals totals = {.candidates = review_state_count(command->state)};
    for (size_t i = 0; i < count; i++) {
        totals.records += rows[i].search.withdrawn ? 0 : rows[i].search.records;
    }
    for (size_t i = 0; i < totals.candidates; i++) {
        totals.included += review_has_included(command->state, review_state_at(command->state, i));
    }
    return totals;
}

static void print_json(Command *command, const YieldRow *rows, size_t count, Totals totals) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_key(&json, "sources");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        const SearchRecord *search = &rows[i].search;
        SearchSaid facts = describing_facts(search);
        json_object_begin(&json);
        json_field_number(&json, "number", (int64_t) i + 1);
        json_field_text(&json, "file", search->source);
        describing_add_json(&facts, &json);
        json_field_number(&json, "records", (int64_t) search->records);
        json_field_number(&json, "brought", (int64_t) search->brought);
        json_field_number(&json, "unique", (int64_t) search->only_here);
        json_field_number(&json, "included", (int64_t) rows[i].included);
        json_field_number(&json, "unique_included", (int64_t) rows[i].included_only_here);
        json_field_bool(&json, "withdrawn", search->withdrawn);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_key(&json, "totals");
    json_object_begin(&json);
    json_field_number(&json, "records", (int64_t) totals.records);
    json_field_number(&json, "candidates", (int64_t) totals.candidates);
    json_field_number(&json, "included", (int64_t) totals.included);
    json_object_end(&json);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

void yield_print(Command *command) {
    YieldRow *rows;
    size_t count = review_yield(command->state, &command->arena, &rows);
    Totals totals = add_up(command, rows, count);
    String *out = &command->out;
    if (prints_json(command)) {
        print_json(command, rows, count, totals);
        return;
    }
    string_add_text(out, " no  records  brought   unique  included  unique included  source\n");
    for (size_t i = 0; i < count; i++) {
        const SearchRecord *search = &rows[i].search;
        StringView base = path_base(search->source);
        string_format(out, "%3zu  %7" PRIu64 "  %7zu  %7zu  %8zu  %15zu  ", i + 1, search->records,
                      search->brought, search->only_here, rows[i].included, rows[i].included_only_here);
        const char *source = search_name(search, &command->arena);
        print_text(command, source);
        if (!sv_equal(sv(source), base)) {
            string_add_text(out, " · ");
            print_text(command, arena_copy_view(&command->arena, base));
        }
        string_add_text(out, search->withdrawn ? " · withdrawn\n" : "\n");
    }
    string_format(out, "all  %7" PRIu64 "  %7zu  %7s  %8zu\n", totals.records, totals.candidates, "",
                  totals.included);
}
