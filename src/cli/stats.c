#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/report/plots.h"
#include "carrel/screening/rows.h"

#include <inttypes.h>
#include <langinfo.h>
#include <string.h>

// So many imports are listed in text, newest first.
#define IMPORTS_SHOWN 10
#define BAR_COLUMNS   24

static void print_json(Command *command, int64_t studies, const ImportRow *imports, size_t count,
                       const Stats *stats) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_text(&json, "cache", cache_path(command->cache));
    json_field_number(&json, "studies", studies);
    json_key(&json, "imports");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&json);
        json_field_text(&json, "source", imports[i].source);
        json_field_text(&json, "format", imports[i].format);
        String started = {0};
        clock_add_iso(&started, imports[i].started);
        json_field_text(&json, "started", string_text(&started));
        string_free(&started);
        json_field_bool(&json, "whole", imports[i].ended != 0);
        json_field_number(&json, "records", imports[i].records);
        json_field_number(&json, "links", imports[i].links);
        json_field_number(&json, "new", imports[i].created);
        json_field_number(&json, "updated", imports[i].updated);
        json_field_number(&json, "unchanged", imports[i].unchanged);
        json_field_number(&json, "rejected", imports[i].rejected);
        json_field_number(&json, "deleted", imports[i].deleted);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_key(&json, "review");
    if (command->state == NULL) {
        json_nothing(&json);
    } else {
        ReviewCounts counts = review_state_counts(command->state, clock_day_start(clock_now_ms()));
        json_object_begin(&json);
        json_field_text(&json, "path", review_path(command->review));
        json_field_text(&json, "stage", command_stage(command) == 2 ? "full text" : "title/abstract");
        json_field_number(&json, "candidates", (int64_t) counts.candidates);
        json_field_number(&json, "trials", (int64_t) review_state_trial_count(command->state));
        json_field_number(&json, "undecided", (int64_t) counts.undecided);
        json_field_number(&json, "included", (int64_t) counts.included);
        json_field_number(&json, "excluded", (int64_t) counts.excluded);
        json_field_number(&json, "maybe", (int64_t) counts.maybe);
        json_field_number(&json, "later", (int64_t) counts.later);
        json_field_number(&json, "ruled_out", (int64_t) counts.ruled_out);
        json_field_number(&json, "decisions_today", (int64_t) counts.decisions_today);
        json_key(&json, "tables");
        stats_add_json(stats, &json);
        json_object_end(&json);
    }
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static void print_tables(Command *command, const Stats *stats) {
    PlotStyle style = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? PLOT_BLOCKS : PLOT_ASCII;
    for (int i = 0; i < STATS_TABLES; i++) {
        PlotRow *rows;
        size_t count = stats_info[i].is_part
                           ? 0
                           : plot_rows(stats, (StatsTableName) i, style, BAR_COLUMNS, &command->arena, &rows);
        if (count > 0) {
            string_format(&command->out, "%s\n", stats_info[i].title);
        }
        for (size_t k = 0; k < count; k++) {
            // "…" has two bytes more than columns.
            string_format(&command->out, "  %*s  ", strcmp(rows[k].number, "…") == 0 ? 10 : 8,
                          rows[k].number);
            print_text(command, rows[k].text);
            string_add_char(&command->out, '\n');
        }
    }
}

static void print_csv(Command *command, int64_t studies, const Stats *stats) {
    string_format(&command->out, "table,key,value\r\ncache,studies,%" PRId64 "\r\n", studies);
    if (command->state != NULL) {
        ReviewCounts counts = review_state_counts(command->state, clock_day_start(clock_now_ms()));
        string_format(&command->out, "review,candidates,%zu\r\nreview,trials,%zu\r\n", counts.candidates,
                      review_state_trial_count(command->state));
        stats_add_csv(stats, &command->out);
    }
}

static void print_counts(Command *command, int64_t studies, const ImportRow *imports, size_t count) {
    String *out = &command->out;
    print_text(command, cache_path(command->cache));
    string_format(out, ": %" PRId64 " %s\n", studies, studies == 1 ? "study" : "studies");
    for (size_t i = 0; i < count && i < IMPORTS_SHOWN; i++) {
        string_add_text(out, "  ");
        clock_add_minute(out, imports[i].started);
        string_add_text(out, "  ");
        print_text(command, imports[i].source);
        string_format(out, " (%s): ", imports[i].format);
        if (imports[i].links > 0) {
            string_format(out, "%" PRId64 " links, ", imports[i].links);
        }
        string_format(out, "%" PRId64 " %s, %" PRId64 " new, %" PRId64 " updated, %" PRId64 " rejected%s\n",
                      imports[i].records, imports[i].records == 1 ? "record" : "records", imports[i].created,
                      imports[i].updated, imports[i].rejected, imports[i].ended == 0 ? "; not whole" : "");
    }
    if (count > IMPORTS_SHOWN) {
        size_t more = count - IMPORTS_SHOWN;
        string_format(out, "  and %zu earlier %s\n", more, more == 1 ? "import" : "imports");
    }
    if (command->state == NULL) {
        return;
    }
    ReviewCounts counts = review_state_counts(command->state, clock_day_start(clock_now_ms()));
    print_text(command, review_path(command->review));
    bool full_text = command_stage(command) == 2;
    string_format(out, ": %zu %s%s", counts.candidates, counts.candidates == 1 ? "candidate" : "candidates",
                  full_text ? " due at full text" : "");
    size_t trials = review_state_trial_count(command->state);
    if (trials < counts.candidates && !full_text) {
        string_format(out, ", reports of %zu %s", trials, trials == 1 ? "study" : "studies");
    }
    string_format(out,
                  "\n  include    %zu\n  exclude    %zu\n  maybe      %zu\n  later      %zu\n"
                  "  undecided  %zu\n  decisions today  %zu\n",
                  counts.included, counts.excluded, counts.maybe, counts.later, counts.undecided,
                  counts.decisions_today);
}

static bool count_review(Command *command, Stats *stats, Error *err) {
    StudyRow *rows;
    size_t count = 0;
    if (!review_rows(command->state, command->cache, &command->arena, &rows, &count, err)) {
        return false;
    }
    stats_count(command->state, rows, count, clock_now_ms(), &command->arena, stats);
    return true;
}

bool command_stats(Command *command, int *code, Error *err) {
    (void) code;
    if (command->word_count > 0) {
        return error_set(err, ERROR_USAGE, "stats takes no arguments");
    }
    bool yield = command_option(command, "yield") != NULL;
    const char *as = command_option(command, "format");
    if (yield && as != NULL && strcmp(as, "csv") == 0) {
        return error_set(err, ERROR_USAGE, "--yield is printed as text or json");
    }
    bool storage = command_option(command, "storage") != NULL;
    if (storage && (yield || (as != NULL && strcmp(as, "csv") == 0))) {
        return error_set(err, ERROR_USAGE, "--storage stands alone, and is printed as text or json");
    }
    if (!command_open_cache(command, err) ||
        !command_open_review(command, yield ? REVIEW_EXISTING : REVIEW_IF_NAMED, err)) {
        return false;
    }
    if (storage) {
        return storage_print(command, as != NULL && strcmp(as, "json") == 0, err);
    }
    if (yield) {
        yield_print(command);
        return print_flush(command, err);
    }
    int64_t studies = cache_count(command->cache, err);
    if (studies < 0) {
        return false;
    }
    ImportRow *imports = NULL;
    Error fault = {0};
    size_t count = cache_imports(command->cache, &command->arena, &imports, &fault);
    if (fault.kind != ERROR_NONE) {
        *err = fault;
        return false;
    }
    Stats stats = {0};
    if (command->state != NULL && !count_review(command, &stats, err)) {
        return false;
    }
    if (as != NULL && strcmp(as, "json") == 0) {
        print_json(command, studies, imports, count, &stats);
    } else if (as != NULL && strcmp(as, "csv") == 0) {
        print_csv(command, studies, &stats);
    } else {
        print_counts(command, studies, imports, count);
        print_tables(command, &stats);
    }
    return print_flush(command, err);
}
