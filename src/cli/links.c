#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/store/link_state.h"
#include "carrel/store/similar.h"
#include "carrel/study/ident.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

// What services answered about the study's links.
typedef struct {
    LinkAnswer *items;
    size_t count;
} Answers;

static bool lists(const LinkAnswer *answer, StudyId id) {
    IdList ids = {answer->pmids, answer->count, 0};
    return id > 0 && id_list_has(&ids, id);
}

// Names of the services that say this link; the study's own record is not among them.
static void add_sources(JsonWriter *json, const Answers *answers, const LinkRow *row, LinkKind kind) {
    json_key(json, "sources");
    json_array_begin(json);
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->items[i].kind == kind && lists(&answers->items[i], row->id)) {
            json_text(json, answers->items[i].source);
        }
    }
    json_array_end(json);
}

static void print_json_row(Command *command, JsonWriter *json, const LinkRow *row, LinkKind kind,
                           const Answers *answers) {
    json_object_begin(json);
    json_field_number(json, "position", (int64_t) row->position);
    json_field_text(json, "kind", link_kind_name(kind));
    String id = {0};
    if (row->id != 0) {
        ident_add(row->id, &id);
    }
    json_field_text(json, "id", row->id != 0 ? string_text(&id) : NULL);
    string_free(&id);
    json_field_text(json, "title", row->title);
    json_field_text(json, "authors", row->authors);
    json_field_text(json, "text", row->text);
    json_field_text(json, "doi", row->doi);
    json_field_text(json, "pmcid", row->pmcid);
    json_key(json, "year");
    if (row->year > 0) {
        json_number(json, row->year);
    } else {
        json_nothing(json);
    }
    json_field_bool(json, "review", row->is_review);
    json_field_bool(json, "free", row->is_free);
    json_field_bool(json, "in_cache", row->in_cache);
    json_field_text(json, "why", row->why);
    const Candidate *candidate = row->id != 0 ? find_candidate(command, row->id) : NULL;
    json_field_text(json, "decision", candidate != NULL ? decision_name(candidate->own.decision) : NULL);
    add_sources(json, answers, row, kind);
    json_object_end(json);
}

static void print_row(Command *command, const LinkRow *row) {
    string_format(&command->out, "%zu\t", row->position);
    if (row->id != 0) {
        print_id(command, row->id);
    }
    string_format(&command->out, "\t%s\t", row->in_cache ? "here" : "link");
    print_text(command, row->title != NULL ? row->title : row->text);
    if (row->why != NULL) {
        string_format(&command->out, "\t%s", row->why);
    }
    string_add_char(&command->out, '\n');
}

// "icite 2026-11-21: 12", "ncbi 2026-11-21: failed"
static void print_answer(Command *command, const LinkAnswer *answer) {
    static const char *const words[] = {
        [LINKS_NONE] = "none", [LINKS_UNKNOWN] = "does not know the study", [LINKS_FAILED] = "failed"};
    string_add_text(&command->out, "  ");
    print_text(command, answer->source);
    string_add_char(&command->out, ' ');
    clock_add_date(&command->out, answer->time);
    if (answer->status == LINKS_LISTED || answer->status == LINKS_PARTIAL) {
        string_format(&command->out, ": %zu", answer->count);
        if (answer->announced >= 0 && answer->announced != (int64_t) answer->count) {
            string_format(&command->out, " of %" PRId64, answer->announced);
        }
        string_add_text(&command->out, answer->status == LINKS_PARTIAL ? ", not all\n" : "\n");
    } else {
        string_format(&command->out, ": %s\n", words[answer->status]);
    }
}

static void print_heading(Command *command, LinkKind kind, const LinkList *list, const Answers *answers) {
    string_format(&command->out, "%s: %zu listed", link_kind_name(kind), list->count);
    if (list->announced >= 0) {
        string_format(&command->out, " of %" PRId64, list->announced);
    }
    string_add_char(&command->out, '\n');
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->items[i].kind == kind) {
            print_answer(command, &answers->items[i]);
        }
    }
}

// By text, and by links.
#define SIMILAR_MOST 20

// Joins what the cache itself finds like the study.
static bool add_similar(Command *command, StudyId id, LinkList *list, Error *err) {
    SimilarStudy *found;
    size_t count;
    return similar_find(command->cache, id, SIMILAR_MOST, &command->arena, &found, &count, err) &&
           similar_join(command->cache, found, count, &command->arena, list, err);
}

bool command_links(Command *command, int *code, Error *err) {
    (void) code;
    StudyId id = 0;
    if (command->word_count != 1) {
        return error_set(err, ERROR_USAGE, "links takes one study, such as pmid:22320928");
    }
    if (!command_open_cache(command, err) || !command_open_review(command, REVIEW_IF_NAMED, err) ||
        !find_study(command, command->words[0], &id, err)) {
        return false;
    }
    const char *format = command_option(command, "format");
    const char *wanted = command_option(command, "kind");
    bool as_json = format != NULL && strcmp(format, "json") == 0;
    JsonWriter json = {.out = &command->out};
    Answers answers = {0};
    answers.count = cache_link_answers(command->cache, id, &command->arena, &answers.items, err);
    if (as_json) {
        json_array_begin(&json);
    }
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        LinkList list;
        if (wanted != NULL && strcmp(wanted, link_kind_name((LinkKind) kind)) != 0) {
            continue;
        }
        if (!cache_links(command->cache, id, (LinkKind) kind, SIZE_MAX, &command->arena, &list, err)) {
            return false;
        }
        if (kind == LINK_SIMILAR && wanted != NULL && !add_similar(command, id, &list, err)) {
            return false;
        }
        if (!as_json && wanted == NULL) {
            print_heading(command, (LinkKind) kind, &list, &answers);
        }
        for (size_t i = 0; i < list.count; i++) {
            if (as_json) {
                print_json_row(command, &json, &list.rows[i], (LinkKind) kind, &answers);
            } else {
                print_row(command, &list.rows[i]);
            }
        }
    }
    if (as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
    return print_flush(command, err);
}
