#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/engine/dedupe.h"
#include "carrel/study/ident.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// The studies that are compared, one row each; a candidate of the review is a unit.
typedef struct {
    DedupeRow *rows;
    StudyId *ids; // of each row
    size_t count, capacity, id_capacity;
    Key *keys; // of each unit, where there is a review
    Arena arena;
    IdList several; // studies with several records
} Scope;

typedef struct {
    size_t joined, proposed;
} GroupCounts;

static bool add_study(Command *command, Scope *scope, StudyId id, uint32_t unit, Arena *scratch, Error *err) {
    Study study;
    bool found;
    arena_reset(scratch);
    if (!cache_study(command->cache, id, scratch, &study, &found, err)) {
        return false;
    }
    if (found) {
        scope->rows =
            arena_grow(&scope->arena, scope->rows, &scope->capacity, scope->count + 1, sizeof *scope->rows);
        scope->ids =
            arena_grow(&scope->arena, scope->ids, &scope->id_capacity, scope->count + 1, sizeof *scope->ids);
        scope->ids[scope->count] = id;
        DedupeRow *row = &scope->rows[scope->count++];
        row->unit = unit;
        traits_of(&study, &scope->arena, &row->traits);
    }
    return true;
}

static bool load_candidates(Command *command, Scope *scope, Error *err) {
    Arena scratch = {0};
    size_t count = review_state_count(command->state);
    bool ok = true;
    scope->keys = ARENA_ARRAY(&scope->arena, Key, count + 1);
    for (size_t i = 0; ok && i < count; i++) {
        StudyId *studies;
        scope->keys[i] = review_state_at(command->state, i)->key;
        size_t studies_count = review_state_studies(command->state, scope->keys[i], &scope->arena, &studies);
        for (size_t k = 0; ok && k < studies_count; k++) {
            ok = add_study(command, scope, studies[k], (uint32_t) i, &scratch, err);
        }
    }
    arena_free(&scratch);
    return ok;
}

static bool load_cache(Command *command, Scope *scope, Error *err) {
    Arena scratch = {0};
    IdList ids = {0};
    bool ok = cache_ids(command->cache, false, &ids, err);
    // Those without PMID in the order in which they came: -1, -2, …
    size_t negative = 0;
    while (negative < ids.count && ids.ids[negative] < 0) {
        negative++;
    }
    for (size_t i = 0; ok && i < ids.count; i++) {
        StudyId id = ids.ids[i < negative ? negative - 1 - i : i];
        ok = add_study(command, scope, id, (uint32_t) i, &scratch, err);
    }
    id_list_free(&ids);
    arena_free(&scratch);
    return ok;
}

typedef struct {
    const Scope *scope;
    const ReviewState *state;
} Verdicts;

static bool are_apart(void *context, const DedupeRow *a, const DedupeRow *b) {
    const Verdicts *verdicts = context;
    return a->unit != b->unit && review_state_are_different(verdicts->state, verdicts->scope->keys[a->unit],
                                                            verdicts->scope->keys[b->unit]);
}

// --- printing ---

// A group as it is printed: its studies with all records of each.
typedef struct {
    const StudyId *studies;
    size_t count;
    const char *state, *why;
} Printed;

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
static bool print_group(Command *command, JsonWriter *json, const Printed *group, Error *err) {
    Arena arena = {0};
    Records records = {0};
    String id = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < group->count; i++) {
        ok = load_records(command, group->studies[i], &arena, &records, err);
    }
    if (records.count > 0) {
        qsort(records.items, records.count, sizeof *records.items, compare_records);
    }
    ident_add(best_of(group->studies, group->count), &id);
    if (json) {
        json_object_begin(json);
        json_field_text(json, "study", string_text(&id));
        json_field_text(json, "state", group->state);
        json_key(json, "records");
        json_array_begin(json);
        for (size_t i = 0; i < records.count; i++) {
            print_json_record(json, &records.items[i]);
        }
        json_array_end(json);
        json_field_text(json, "why", group->why);
        json_object_end(json);
    } else {
        string_format(&command->out, "%s  %s: %s\n", string_text(&id), group->state, group->why);
        for (size_t i = 0; i < records.count; i++) {
            print_text_record(command, &records.items[i]);
        }
    }
    string_free(&id);
    arena_free(&arena);
    return ok;
}

// Why a study's records were joined when they were read: the weakest of the findings.
static bool add_why_joined(Command *command, StudyId id, String *why, Error *err) {
    Arena arena = {0};
    Records records = {0};
    Traits first, other;
    Likeness weakest = {.score = 2};
    bool ok = load_records(command, id, &arena, &records, err);
    for (size_t i = 0; ok && i < records.count; i++) {
        traits_of(&records.items[i].content, &arena, i ? &other : &first);
        Likeness likeness = traits_compare(&first, i ? &other : &first);
        if (i > 0 && likeness.score < weakest.score) {
            weakest = likeness;
        }
    }
    if (ok) {
        likeness_add_words(&weakest, why);
    }
    arena_free(&arena);
    return ok;
}

static bool print_found(Command *command, JsonWriter *json, const Scope *scope, const DedupeGroup *group,
                        Error *err) {
    StudyId *studies = ARENA_ARRAY(&command->arena, StudyId, group->count);
    String why = {0};
    for (size_t i = 0; i < group->count; i++) {
        studies[i] = scope->ids[group->rows[i]];
    }
    string_add_text(&why, group->proposed ? "" : "judged the same: ");
    likeness_add_words(&group->why, &why);
    Printed printed = {studies, group->count, group->proposed ? "proposed" : "joined", string_text(&why)};
    bool ok = print_group(command, json, &printed, err);
    string_free(&why);
    return ok;
}

static bool print_joined(Command *command, JsonWriter *json, StudyId id, Error *err) {
    String why = {0};
    bool ok = add_why_joined(command, id, &why, err);
    Printed printed = {&id, 1, "joined", string_text(&why)};
    ok = ok && print_group(command, json, &printed, err);
    string_free(&why);
    return ok;
}

// In the order of their first studies; a study with several records that is in no group is one by
// itself.
static bool print_all(Command *command, const Scope *scope, const DedupeGroup *groups, size_t count,
                      GroupCounts *counts, Error *err) {
    const char *format = command_option(command, "format");
    JsonWriter writer = {.out = &command->out},
               *json = format && strcmp(format, "json") == 0 ? &writer : NULL;
    bool ok = true;
    IdMap grouped = {0}; // row to its group
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < groups[i].count; k++) {
            id_map_set(&grouped, (int64_t) groups[i].rows[k], (int64_t) i);
        }
    }
    if (json) {
        json_array_begin(json);
    }
    for (size_t row = 0; ok && row < scope->count; row++) {
        int64_t group;
        if (id_map_get(&grouped, (int64_t) row, &group)) {
            if (groups[group].rows[0] == row) {
                *(groups[group].proposed ? &counts->proposed : &counts->joined) += 1;
                ok = print_found(command, json, scope, &groups[group], err);
            }
        } else if (id_list_has(&scope->several, scope->ids[row])) {
            counts->joined++;
            ok = print_joined(command, json, scope->ids[row], err);
        }
    }
    if (json) {
        json_array_end(json);
        string_add_char(&command->out, '\n');
    }
    id_map_free(&grouped);
    return ok && print_flush(command, err);
}

// --- joining ---

static bool apply(Command *command, const Scope *scope, const DedupeGroup *groups, size_t count, Error *err) {
    Arena arena = {0};
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    for (size_t i = 0; i < count; i++) {
        uint32_t first = scope->rows[groups[i].rows[0]].unit;
        for (size_t k = 1; k < groups[i].count; k++) {
            uint32_t other = scope->rows[groups[i].rows[k]].unit;
            if (other != first) {
                review_action_same(&action, scope->keys[first], scope->keys[other]);
            }
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

static bool run(Command *command, Scope *scope, double threshold, bool applies, Error *err) {
    DedupeGroup *groups;
    Verdicts verdicts = {scope, command->state};
    GroupCounts counts = {0};
    bool ok = command->state ? load_candidates(command, scope, err) : load_cache(command, scope, err);
    if (!ok || !cache_ids(command->cache, true, &scope->several, err)) {
        return false;
    }
    size_t count = dedupe_groups(scope->rows, scope->count, threshold, command->state ? are_apart : NULL,
                                 &verdicts, &scope->arena, &groups);
    if (!print_all(command, scope, groups, count, &counts, err) ||
        (applies && !apply(command, scope, groups, count, err))) {
        return false;
    }
    if (!command_option(command, "quiet")) {
        String summary = {0};
        string_format(&summary, "%zu groups were joined already, %zu %s", counts.joined, counts.proposed,
                      applies ? "more are joined in the review now" : "more are proposed");
        print_note(string_text(&summary));
        string_free(&summary);
    }
    return true;
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
    Scope scope = {0};
    bool ok = run(command, &scope, threshold, applies, err);
    id_list_free(&scope.several);
    arena_free(&scope.arena);
    return ok;
}
