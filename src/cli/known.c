#include "command.h"

#include "carrel/base/file.h"
#include "carrel/study/ident.h"

#include <string.h>

#define TEXT_MOST ((size_t) 64 << 20)

// The text that holds the ids: a file's, standard input's, or the words themselves.
static bool read_items(Command *command, String *text, Error *err) {
    const char *word = command->word_count > 0 ? command->words[0] : "";
    if (command->word_count == 0) {
        return error_set(err, ERROR_USAGE, "give PMIDs or DOIs, a file with such, or - for standard input");
    }
    if (command->word_count == 1 && (strcmp(word, "-") == 0 || file_exists(word))) {
        return file_read_all(word, TEXT_MOST, text, err);
    }
    for (size_t i = 0; i < command->word_count; i++) {
        string_format(text, "%s\n", command->words[i]);
    }
    return true;
}

static bool is_found(const Command *command, const KnownItem *item) {
    return command->state != NULL ? item->candidate != NULL
                                  : item->study != 0 && cache_has(command->cache, item->study);
}

// Which searches brought the candidate; in the arena.
static TextList sources_of(Command *command, const Candidate *candidate, const SearchRecord *searches,
                           size_t count) {
    TextList names = {ARENA_ARRAY(&command->arena, const char *, count + 1), 0};
    for (size_t i = 0; candidate != NULL && i < count; i++) {
        bool brought = false;
        for (size_t j = 0; j < candidate->import_count; j++) {
            brought = brought || key_compare(candidate->imports[j], searches[i].action) == 0;
        }
        if (brought) {
            names.items[names.count++] = search_name(&searches[i], &command->arena);
        }
    }
    return names;
}

static const char *title_of(Command *command, const KnownItem *item) {
    StudyRow row;
    if (item->candidate != NULL) {
        return item->candidate->citation;
    }
    bool ok = item->study != 0 && cache_rows(command->cache, &item->study, 1, &command->arena, &row, NULL);
    return ok && row.found ? row.title : NULL;
}

static void print_item(Command *command, const KnownItem *item, TextList sources) {
    String *out = &command->out;
    bool found = is_found(command, item);
    const char *title = title_of(command, item);
    print_text(command, item->given);
    string_add_text(out, found ? "\tfound" : item->study != 0 ? "\tmissing (in the cache)" : "\tmissing");
    string_add_char(out, '\t');
    for (size_t i = 0; i < sources.count; i++) {
        string_add_text(out, i > 0 ? ", " : "");
        print_text(command, sources.items[i]);
    }
    if (sources.count == 0 && item->candidate != NULL) {
        print_text(command, item->candidate->origin);
    }
    string_add_char(out, '\t');
    print_text(command, title);
    string_add_char(out, '\n');
}

static void print_item_json(Command *command, const KnownItem *item, TextList sources, JsonWriter *json) {
    String id = {0};
    StudyId study =
        item->candidate != NULL && item->candidate->study != 0 ? item->candidate->study : item->study;
    json_object_begin(json);
    json_field_text(json, "given", item->given);
    if (study != 0) {
        ident_add(study, &id);
    }
    json_field_text(json, "id", study != 0 ? string_text(&id) : NULL);
    json_field_bool(json, "found", is_found(command, item));
    json_key(json, "sources");
    json_array_begin(json);
    for (size_t i = 0; i < sources.count; i++) {
        json_text(json, sources.items[i]);
    }
    json_array_end(json);
    json_field_text(json, "title", title_of(command, item));
    json_object_end(json);
    string_free(&id);
}

static void print_items(Command *command, const KnownItem *items, size_t count) {
    SearchRecord *searches = NULL;
    size_t search_count =
        command->state != NULL ? review_state_searches(command->state, &command->arena, &searches) : 0;
    JsonWriter json = {.out = &command->out};
    bool as_json = prints_json(command);
    size_t found = 0;
    if (as_json) {
        json_object_begin(&json);
        json_key(&json, "items");
        json_array_begin(&json);
    }
    for (size_t i = 0; i < count; i++) {
        TextList sources = sources_of(command, items[i].candidate, searches, search_count);
        found += is_found(command, &items[i]);
        if (as_json) {
            print_item_json(command, &items[i], sources, &json);
        } else {
            print_item(command, &items[i], sources);
        }
    }
    if (as_json) {
        json_array_end(&json);
        json_field_number(&json, "given", (int64_t) count);
        json_field_number(&json, "found", (int64_t) found);
        json_field_number(&json, "missing", (int64_t) (count - found));
        json_object_end(&json);
        string_add_char(&command->out, '\n');
    } else {
        string_format(&command->out, "%zu of %zu found, %zu missing\n", found, count, count - found);
    }
}

bool command_known(Command *command, int *code, Error *err) {
    (void) code;
    String text = {0};
    KnownItem *items;
    bool ok = read_items(command, &text, err) && command_open_cache(command, err) &&
              command_open_review(command, REVIEW_IF_NAMED, err);
    if (ok) {
        ReviewState *none = command->state != NULL ? NULL : review_state_new((Key){{0}}, 1);
        size_t count = known_items_find(none != NULL ? none : command->state, command->cache,
                                        string_view(&text), &command->arena, &items);
        review_state_free(none);
        ok = count > 0 || error_set(err, ERROR_INPUT, "there is neither a PMID nor a DOI in it");
        if (ok) {
            print_items(command, items, count);
            ok = print_flush(command, err);
        }
    }
    string_free(&text);
    return ok;
}
