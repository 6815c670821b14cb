#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

// So many imports are listed in text, newest first.
#define IMPORTS_SHOWN 10

static int64_t today_start(void) {
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    return (int64_t) mktime(&local) * 1000;
}

static void print_json(Command *command, int64_t studies, const ImportRow *imports, size_t count) {
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
        ReviewCounts counts = review_state_counts(command->state, today_start());
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
        json_field_number(&json, "decisions_today", (int64_t) counts.decisions_today);
        json_object_end(&json);
    }
    json_object_end(&json);
    string_add_char(&command->out, '\n');
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
    ReviewCounts counts = review_state_counts(command->state, today_start());
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

bool command_stats(Command *command, int *code, Error *err) {
    (void) code;
    if (command->word_count > 0) {
        return error_set(err, ERROR_USAGE, "stats takes no arguments");
    }
    bool yield = command_option(command, "yield") != NULL;
    if (!command_open_cache(command, err) ||
        !command_open_review(command, yield ? REVIEW_EXISTING : REVIEW_IF_NAMED, err)) {
        return false;
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
    const char *format = command_option(command, "format");
    if (format != NULL && strcmp(format, "json") == 0) {
        print_json(command, studies, imports, count);
    } else {
        print_counts(command, studies, imports, count);
    }
    return print_flush(command, err);
}
