#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/paths.h"

#include <inttypes.h>
#include <string.h>

bool find_import(Command *command, const char *word, SearchRecord *search, size_t *number, Error *err) {
    SearchRecord *searches;
    long long wanted = 0;
    size_t count = review_state_searches(command->state, &command->arena, &searches);
    if (count == 0) {
        return error_set(err, ERROR_SYSTEM, "%s: nothing was imported into it", review_path(command->review));
    }
    if (strcmp(word, "latest") == 0) {
        wanted = (long long) count;
        while (wanted > 1 && searches[wanted - 1].withdrawn) {
            wanted--;
        }
    } else if (!sv_number(sv(word), &wanted)) {
        return error_set(err, ERROR_USAGE, "an import is named by its number, or \"latest\", not \"%s\"",
                         word);
    }
    if (wanted < 1 || wanted > (long long) count) {
        return error_set(err, ERROR_USAGE, "there is no import %s; carrel imports lists %zu", word, count);
    }
    *number = (size_t) wanted;
    *search = searches[wanted - 1];
    return true;
}

static void print_search_json(Command *command, const SearchRecord *search, size_t number, JsonWriter *json) {
    SearchSaid facts = describing_facts(search);
    String time = {0};
    clock_add_iso(&time, search->time);
    json_object_begin(json);
    json_field_number(json, "number", (int64_t) number);
    json_field_text(json, "file", search->source);
    json_field_text(json, "format", search->format);
    json_field_text(json, "imported", string_text(&time));
    json_field_number(json, "round", search->round);
    describing_add_json(&facts, json);
    json_field_number(json, "records", (int64_t) search->records);
    json_field_number(json, "rejected", (int64_t) search->rejected);
    json_field_number(json, "brought", (int64_t) search->brought);
    json_field_number(json, "only_here", (int64_t) search->only_here);
    json_field_bool(json, "withdrawn", search->withdrawn);
    json_field_text(json, "hash", search->hash[0] != '\0' ? search->hash : NULL);
    describing_add_kept(command, search->kept, json);
    json_object_end(json);
    string_free(&time);
}

static void print_search(Command *command, const SearchRecord *search, size_t number) {
    SearchSaid facts = describing_facts(search);
    String *out = &command->out;
    String said = {0};
    string_format(out, "%3zu  ", number);
    clock_add_date(out, search->time);
    string_format(out, "  %7" PRIu64 "  %7zu  %9zu  ", search->records, search->brought, search->only_here);
    string_add(&said, path_base(search->source));
    size_t start = said.length;
    string_add_text(&said, " · ");
    size_t end = said.length;
    describing_add_sentence(&facts, &said);
    if (said.length == end) {
        said.length = start;
        said.data[start] = '\0';
    }
    print_text(command, string_text(&said));
    if (search->format[0] == '\0') {
        string_add_text(out, " · cut off; imported again it goes on");
    }
    string_add_text(out, search->withdrawn ? " · withdrawn\n" : "\n");
    string_clear(&said);
    describing_add_difference(&facts, search->records, search->rejected, &said);
    if (said.length > 0) {
        string_format(out, "%*s%s\n", 46, "", string_text(&said));
    }
    string_free(&said);
}

static void list_searches(Command *command) {
    SearchRecord *searches;
    size_t count = review_state_searches(command->state, &command->arena, &searches);
    TextList rounds = review_state_rounds(command->state);
    if (prints_json(command)) {
        JsonWriter json = {.out = &command->out};
        json_array_begin(&json);
        for (size_t i = 0; i < count; i++) {
            print_search_json(command, &searches[i], i + 1, &json);
        }
        json_array_end(&json);
        string_add_char(&command->out, '\n');
        return;
    }
    if (count > 0) {
        string_add_text(&command->out, " no  imported    records  brought  only here  source\n");
    }
    for (size_t i = 0; i < count; i++) {
        bool begins = rounds.count > 1 && (i == 0 || searches[i].round != searches[i - 1].round);
        size_t round = (size_t) searches[i].round;
        if (begins && round >= 1 && round <= rounds.count) {
            string_add_text(&command->out, "round ");
            print_text(command, rounds.items[round - 1]);
            string_add_char(&command->out, '\n');
        }
        print_search(command, &searches[i], i + 1);
    }
}

// Without a review there are only files that were read.
static bool list_cache(Command *command, Error *err) {
    ImportRow *rows;
    Error fault = {0};
    size_t count = cache_imports(command->cache, &command->arena, &rows, &fault);
    if (fault.kind != ERROR_NONE) {
        *err = fault;
        return false;
    }
    JsonWriter json = {.out = &command->out};
    bool as_json = prints_json(command);
    if (as_json) {
        json_array_begin(&json);
    }
    for (size_t i = count; i-- > 0;) {
        if (as_json) {
            String time = {0};
            clock_add_iso(&time, rows[i].started);
            json_object_begin(&json);
            json_field_number(&json, "number", rows[i].id);
            json_field_text(&json, "file", rows[i].source);
            json_field_text(&json, "format", rows[i].format);
            json_field_text(&json, "imported", string_text(&time));
            json_field_number(&json, "records", rows[i].records);
            json_field_number(&json, "links", rows[i].links);
            json_field_number(&json, "new", rows[i].created);
            json_field_number(&json, "rejected", rows[i].rejected);
            json_object_end(&json);
            string_free(&time);
            continue;
        }
        string_format(&command->out, "%3" PRId64 "  ", rows[i].id);
        clock_add_date(&command->out, rows[i].started);
        string_format(&command->out, "  %7" PRId64 " records  %7" PRId64 " new  ", rows[i].records,
                      rows[i].created);
        print_text(command, rows[i].source);
        string_format(&command->out, " (%s)", rows[i].format);
        if (rows[i].links > 0) {
            string_format(&command->out, ", %" PRId64 " links", rows[i].links);
        }
        string_add_char(&command->out, '\n');
    }
    if (as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
    return true;
}

static bool describe(Command *command, Error *err) {
    SearchRecord search;
    size_t number;
    char key[KEY_TEXT_SIZE];
    String lines = {0};
    Arena arena = {0};
    if (command->word_count != 2 || !describing_is_asked(command)) {
        return error_set(err, ERROR_USAGE,
                         "say which import and what it was: carrel imports describe 2 --database Embase");
    }
    bool ok = find_import(command, command->words[1], &search, &number, err);
    if (ok) {
        key_to_text(search.action, key);
        string_format(&lines, "import=%s\n", key);
        ok = describing_add_lines(command, &lines, err);
    }
    if (ok) {
        ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
        review_action_import(&action, string_text(&lines));
        ok = command_append(command, &action, err) &&
             find_import(command, command->words[1], &search, &number, err);
    }
    if (ok && prints_json(command)) {
        JsonWriter json = {.out = &command->out};
        print_search_json(command, &search, number, &json);
        string_add_char(&command->out, '\n');
    } else if (ok) {
        print_search(command, &search, number);
    }
    string_free(&lines);
    arena_free(&arena);
    return ok;
}

bool command_imports(Command *command, int *code, Error *err) {
    (void) code;
    bool describes = command->word_count > 0 && strcmp(command->words[0], "describe") == 0;
    if (command->word_count > 0 && !describes) {
        return error_set(err, ERROR_USAGE, "imports takes no arguments but \"describe NUMBER\"");
    }
    if (!describes && describing_is_asked(command)) {
        return error_set(err, ERROR_USAGE, "to say more of an import: carrel imports describe NUMBER …");
    }
    if (!command_open_cache(command, err) ||
        !command_open_review(command, describes ? REVIEW_EXISTING : REVIEW_IF_NAMED, err)) {
        return false;
    }
    bool ok = true;
    if (describes) {
        ok = describe(command, err);
    } else if (command->state != NULL) {
        list_searches(command);
    } else {
        ok = list_cache(command, err);
    }
    return ok && print_flush(command, err);
}
