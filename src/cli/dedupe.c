#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/screening/duplicates.h"
#include "carrel/study/ident.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t joined, proposed, trials;
} GroupCounts;

// --- printing ---

static StudyId best_of(const StudyId *studies, size_t count) {
    StudyId best = studies[0];
    for (size_t i = 1; i < count; i++) {
        // with a PMID, else the one that came first
        best = studies[i] > best ? studies[i] : best;
    }
    return best;
}

// A source's record with the study that it belongs to.
typedef struct {
    RecordRow row;
    Study content;
    StudyId study;
} Record;

typedef struct {
    Record *items;
    size_t count, capacity;
} Records;

static bool load_records(Command *command, StudyId id, Arena *arena, Records *records, Error *err) {
    Error fault = {0};
    RecordRow *rows;
    size_t count = cache_records(command->cache, id, arena, &rows, &fault);
    Study *contents = ARENA_ARRAY(arena, Study, count + 1);
    if (fault.kind != ERROR_NONE) {
        *err = fault;
        return false;
    }
    records->items =
        arena_grow(arena, records->items, &records->capacity, records->count + count, sizeof *records->items);
    for (size_t i = 0; i < count; i++) {
        records->items[records->count + i] = (Record){.row = rows[i], .study = id};
    }
    bool ok = cache_record_contents(command->cache, id, rows, count, arena, contents, err);
    for (size_t i = 0; ok && i < count; i++) {
        records->items[records->count + i].content = contents[i];
    }
    records->count += count;
    return ok;
}

static int compare_records(const void *left, const void *right) {
    const RecordRow *x = &((const Record *) left)->row, *y = &((const Record *) right)->row;
    if (x->import != y->import) {
        return x->import < y->import ? -1 : 1;
    }
    return x->number < y->number ? -1 : x->number > y->number;
}

static void print_json_record(JsonWriter *json, const Record *record) {
    String id = {0};
    ident_add(record->study, &id);
    json_object_begin(json);
    json_field_number(json, "import", record->row.import);
    json_field_text(json, "file", record->row.source);
    json_field_number(json, "record", (int64_t) record->row.number);
    json_field_text(json, "id", string_text(&id));
    json_field_text(json, "title", record->content.title);
    json_object_end(json);
    string_free(&id);
}

static void print_text_record(Command *command, const Record *record) {
    string_add_text(&command->out, "    ");
    print_text(command, record->row.source);
    string_format(&command->out, ":%" PRIu64 "  ", record->row.number);
    print_text(command, record->content.title ? record->content.title : "(no title)");
    string_add_char(&command->out, '\n');
}

// In the order in which they were read.
static bool print_group(Command *command, JsonWriter *json, const DuplicatesGroup *group, Error *err) {
    static const char *const states[] = {[DUPLICATES_JOINED] = "joined",
                                         [DUPLICATES_PROPOSED] = "proposed",
                                         [DUPLICATES_TRIAL] = "same trial"};
    const char *state = states[group->kind];
    Arena arena = {0};
    Records records = {0};
    String id = {0}, why = {0};
    bool ok = true;
    string_add_text(&why, group->why);
    if (!group->why) {
        ok = duplicates_add_why_joined(command->cache, group->studies[0], &why, err);
    }
    for (size_t i = 0; ok && i < group->study_count; i++) {
        ok = load_records(command, group->studies[i], &arena, &records, err);
    }
    if (records.count > 0) {
        qsort(records.items, records.count, sizeof *records.items, compare_records);
    }
    ident_add(best_of(group->studies, group->study_count), &id);
    if (json) {
        json_object_begin(json);
        json_field_text(json, "study", string_text(&id));
        json_field_text(json, "state", state);
        json_key(json, "records");
        json_array_begin(json);
        for (size_t i = 0; i < records.count; i++) {
            print_json_record(json, &records.items[i]);
        }
        json_array_end(json);
        json_field_text(json, "why", string_text(&why));
        json_object_end(json);
    } else {
        string_format(&command->out, "%s  %s: %s\n", string_text(&id), state, string_text(&why));
        for (size_t i = 0; i < records.count; i++) {
            print_text_record(command, &records.items[i]);
        }
    }
    string_free(&id);
    string_free(&why);
    arena_free(&arena);
    return ok;
}

static bool print_all(Command *command, const Duplicates *found, GroupCounts *counts, Error *err) {
    const char *format = command_option(command, "format");
    JsonWriter writer = {.out = &command->out},
               *json = format && strcmp(format, "json") == 0 ? &writer : NULL;
    bool ok = true, trials = command_option(command, "trials") != NULL;
    if (json) {
        json_array_begin(json);
    }
    for (size_t i = 0; ok && i < found->count; i++) {
        const DuplicatesGroup *group = &found->groups[i];
        size_t *count = group->kind == DUPLICATES_JOINED     ? &counts->joined
                        : group->kind == DUPLICATES_PROPOSED ? &counts->proposed
                                                             : &counts->trials;
        *count += 1;
        if (group->kind != DUPLICATES_TRIAL || trials) {
            ok = print_group(command, json, group, err);
        }
    }
    if (json) {
        json_array_end(json);
        string_add_char(&command->out, '\n');
    }
    return ok && print_flush(command, err);
}

// --- joining ---

static bool apply(Command *command, const Duplicates *found, Error *err) {
    Arena arena = {0};
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    for (size_t i = 0; i < found->count; i++) {
        const DuplicatesGroup *group = &found->groups[i];
        for (size_t k = 1; group->kind == DUPLICATES_PROPOSED && k < group->member_count; k++) {
            review_action_same(&action, group->members[0].key, group->members[k].key);
        }
    }
    bool ok = action.count == 0 || command_append(command, &action, err);
    arena_free(&arena);
    return ok;
}

// "0.8", "80" and "80%" are the same.
static bool read_threshold(const Command *command, double *threshold, Error *err) {
    const char *text = command_option(command, "threshold");
    *threshold = DEDUPE_THRESHOLD;
    if (!text) {
        return true;
    }
    char *end;
    double number = strtod(text, &end);
    bool percent = *end == '%' || number > 1;
    end += *end == '%';
    if (end == text || *end || !(number > 0) || number > 100) {
        return error_set(err, ERROR_USAGE, "--threshold takes a number from 1 to 100, not \"%s\"", text);
    }
    *threshold = percent ? number / 100 : number;
    return true;
}

static bool run(Command *command, double threshold, bool applies, Error *err) {
    DuplicatesScope scope;
    Duplicates found = {0};
    GroupCounts counts = {0};
    duplicates_scope_take(&scope, command->state, threshold);
    cache_read_begin(command->cache); // some reads of each study: one lock for all of them
    bool ok = duplicates_find(command->cache, &scope, NULL, NULL, &found, err) &&
              print_all(command, &found, &counts, err);
    cache_read_end(command->cache);
    ok = ok && (!applies || apply(command, &found, err));
    if (ok && !command_option(command, "quiet")) {
        String summary = {0};
        string_format(&summary, "%zu groups were joined already, %zu %s", counts.joined, counts.proposed,
                      applies ? "more are joined in the review now" : "more are proposed");
        if (counts.trials > 0) {
            string_format(&summary, "; %zu may be reports of one trial%s", counts.trials,
                          command_option(command, "trials") ? "" : " (--trials)");
        }
        print_note(string_text(&summary));
        string_free(&summary);
    }
    duplicates_free(&found);
    duplicates_scope_free(&scope);
    return ok;
}

bool command_dedupe(Command *command, int *code, Error *err) {
    (void) code;
    bool applies = command_option(command, "apply") != NULL;
    double threshold;
    if (command->word_count > 0) {
        return error_set(err, ERROR_USAGE, "dedupe takes no arguments");
    }
    if (applies && command_option(command, "dry-run")) {
        return error_set(err, ERROR_USAGE, "--dry-run and --apply contradict each other");
    }
    if (!read_threshold(command, &threshold, err) || !command_open_cache(command, err) ||
        !command_open_review(command, REVIEW_IF_NAMED, err)) {
        return false;
    }
    if (applies && !command->state) {
        return error_set(err, ERROR_USAGE, "--apply joins candidates of a review: name it with -R");
    }
    return run(command, threshold, applies, err);
}
