#include "command.h"

#include "carrel/base/json.h"
#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <string.h>

#define CHUNK          500
#define AUTHOR_COLUMNS 18

static const char *decision_of(const Command *command, StudyId id) {
    const Candidate *candidate = find_candidate(command, id);
    return candidate != NULL ? decision_name(candidate->own.decision) : NULL;
}

static void print_json(Command *command, const StudyRow *row) {
    JsonWriter json = {.out = &command->out};
    String id = {0};
    ident_add(row->id, &id);
    json_object_begin(&json);
    json_field_text(&json, "id", string_text(&id));
    json_field_text(&json, "title", row->title);
    json_field_text(&json, "author", row->author);
    json_key(&json, "year");
    if (row->year > 0) {
        json_number(&json, row->year);
    } else {
        json_nothing(&json);
    }
    json_field_text(&json, "journal", row->journal);
    json_field_text(&json, "doi", row->doi);
    json_key(&json, "cited_by");
    if (row->cited_by >= 0) {
        json_number(&json, row->cited_by);
    } else {
        json_nothing(&json);
    }
    json_field_bool(&json, "retracted", (row->flags & STUDY_RETRACTED) != 0);
    json_field_text(&json, "decision", decision_of(command, row->id));
    json_object_end(&json);
    string_add_char(&command->out, '\n');
    string_free(&id);
}

// Text in so many columns: cut or filled up.
static void add_cell(String *out, const char *text, size_t columns) {
    String shown = {0};
    size_t used = 0;
    text_add_display(&shown, sv(text));
    size_t bytes = text_fit(string_view(&shown), columns, &used);
    string_add(out, sv_part(string_view(&shown), 0, bytes));
    for (; used < columns; used++) {
        string_add_char(out, ' ');
    }
    string_free(&shown);
}

// Columns for eyes; tabs between the same fields for other programs.
static void print_summary(Command *command, const StudyRow *row) {
    String *out = &command->out;
    String id = {0};
    ident_add(row->id, &id);
    const char *decision = command->state != NULL ? decision_of(command, row->id) : "";
    const char *retracted = row->flags & STUDY_RETRACTED ? "RETRACTED " : "";
    if (command->terminal) {
        add_cell(out, string_text(&id), 15);
        string_format(out, row->year > 0 ? " %4d " : "      ", row->year);
        add_cell(out, row->author, AUTHOR_COLUMNS);
        string_add_char(out, ' ');
        if (command->state != NULL) {
            add_cell(out, decision, 10);
        }
        string_add_text(out, retracted);
        print_text(command, row->title);
    } else {
        string_format(out, "%s\t", string_text(&id));
        if (row->year > 0) {
            string_format(out, "%d", row->year);
        }
        string_format(out, "\t%s\t%s\t%s%s", row->author ? row->author : "", decision ? decision : "",
                      retracted, row->title ? row->title : "");
    }
    string_add_char(out, '\n');
    string_free(&id);
}

static bool print_rows(Command *command, const StudyId *ids, size_t count, Error *err) {
    const char *format = command_option(command, "format");
    bool as_json = format != NULL && strcmp(format, "json") == 0;
    StudyRow *rows = ARENA_ARRAY(&command->arena, StudyRow, CHUNK);
    Arena arena = {0};
    bool ok = true;
    for (size_t done = 0; ok && done < count; done += CHUNK) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;
        arena_reset(&arena);
        ok = cache_rows(command->cache, ids + done, part, &arena, rows, err) &&
             (!as_json || cache_rows_cited_by(command->cache, rows, part, err));
        for (size_t i = 0; ok && i < part; i++) {
            rows[i].id = ids[done + i];
            if (as_json) {
                print_json(command, &rows[i]);
            } else {
                print_summary(command, &rows[i]);
            }
        }
        ok = ok && print_flush(command, err);
    }
    arena_free(&arena);
    return ok;
}

bool command_search(Command *command, int *code, Error *err) {
    (void) code;
    IdList ids = {0};
    const char *output = command_option(command, "output");
    bool ok = command_open_cache(command, err) && command_open_review(command, REVIEW_IF_NAMED, err) &&
              find_studies(command, command_join(command, 0), &ids, err);
    if (ok) {
        size_t offset = (size_t) command_number(command, "offset", 0);
        size_t limit = (size_t) command_number(command, "limit", INT64_MAX);
        offset = offset < ids.count ? offset : ids.count;
        size_t count = ids.count - offset < limit ? ids.count - offset : limit;
        if (output != NULL && strcmp(output, "count") == 0) {
            string_format(&command->out, "%zu\n", ids.count);
        } else if (output != NULL && strcmp(output, "ids") == 0) {
            for (size_t i = 0; i < count; i++) {
                print_id(command, ids.ids[offset + i]);
                string_add_char(&command->out, '\n');
            }
        } else {
            ok = print_rows(command, ids.ids + offset, count, err);
        }
        ok = ok && print_flush(command, err);
    }
    id_list_free(&ids);
    return ok;
}
