// carrel check --retractions: what was included is asked for again.

#include "carrel/base/clock.h"
#include "fetching.h"

static void print_change(Command *command, const NoticeChange *change) {
    StudyRow row = {0};
    print_id(command, change->id);
    string_format(&command->out, "\t%s\t", notice_words(change));
    if (cache_rows(command->cache, &change->id, 1, &command->arena, &row, NULL) && row.found) {
        print_text(command, row.title);
    }
    string_add_char(&command->out, '\t');
    clock_add_date(&command->out, change->time);
    string_add_char(&command->out, '\n');
}

static void write_changes(Command *command, JsonWriter *json, const char *key, const NoticeChange *changes,
                          size_t count) {
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        const NoticeChange *change = &changes[i];
        StudyRow row = {0};
        String id = {0}, time = {0};
        ident_add(change->id, &id);
        clock_add_iso(&time, change->time);
        bool found = cache_rows(command->cache, &change->id, 1, &command->arena, &row, NULL) && row.found;
        json_object_begin(json);
        json_field_text(json, "id", string_text(&id));
        json_field_text(json, "title", found ? row.title : NULL);
        json_field_text(json, "found", string_text(&time));
        json_field_bool(json, "retracted", change->retracted);
        json_field_bool(json, "concern", change->concern);
        json_field_bool(json, "corrected", change->corrected);
        json_object_end(json);
        string_free(&id);
        string_free(&time);
    }
    json_array_end(json);
}

static void print_json(Command *command, const FetchEnd *end, const Notices *before) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_number(&json, "asked", end->job.done);
    json_key(&json, "missing");
    json_array_begin(&json);
    for (size_t i = 0; i < end->missing.count; i++) {
        json_number(&json, end->missing.ids[i]);
    }
    json_array_end(&json);
    write_changes(command, &json, "changed", end->changes, end->change_count);
    write_changes(command, &json, "changed_before", before->changes, before->count);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

// What was found stays with the review.
static bool keep(Command *command, const FetchEnd *end, Error *err) {
    Arena arena = {0};
    int64_t now = clock_now_ms();
    ReviewAction action = review_action_begin(command->state, now, &arena);
    review_action_notices(&action, command->state, now, end->changes, end->change_count);
    bool ok = command_append(command, &action, err);
    arena_free(&arena);
    return ok;
}

static bool take_end(Fetching *fetching, const FetchEnd *end, Error *err) {
    Command *command = fetching->command;
    if (end->job.state == FETCH_FAILED) {
        return error_set(err, ERROR_NETWORK, "%s", end->job.says);
    }
    Notices before;
    review_state_notices(command->state, &command->arena, &before);
    if (!keep(command, end, err)) {
        return false;
    }
    if (command_option(command, "json") != NULL) {
        print_json(command, end, &before);
        return true;
    }
    for (size_t i = 0; i < end->change_count; i++) {
        print_change(command, &end->changes[i]);
    }
    if (command_option(command, "quiet") == NULL) {
        print_counted(&command->out, (size_t) end->job.done, "study", "studies");
        string_add_text(&command->out, " asked for, ");
        print_counted(&command->out, end->change_count, "change", "changes");
        if (before.checked > 0) {
            string_add_text(&command->out, " since ");
            clock_add_date(&command->out, before.checked);
        }
        if (end->missing.count > 0) {
            string_format(&command->out, "; PubMed has no record of %zu", end->missing.count);
        }
        string_add_text(&command->out, before.count > 0 ? "; found before:\n" : "\n");
    }
    for (size_t i = 0; i < before.count; i++) {
        print_change(command, &before.changes[i]);
    }
    return true;
}

bool retractions_check(Command *command, Error *err) {
    Fetching fetching = {.ended = take_end};
    IdList ids = {0};
    size_t unnamed = 0;
    // What title and abstract left in is due at full text, and what full text included came from there.
    bool ok = find_studies(command, "is:include OR is:maybe", &ids, err);
    for (size_t i = 0; i < ids.count; i++) {
        unnamed += ids.ids[i] <= 0;
    }
    ok = ok && fetching_begin(&fetching, command, err);
    if (ok && fetch_retractions(fetching.fetcher, ids.ids, ids.count, FETCH_LATER) > 0) {
        fetching_add(&fetching, 1);
    }
    ok = ok && fetching_wait(&fetching, err);
    if (ok && fetching.interrupted) {
        ok = error_set(err, ERROR_CANCELLED, "stopped");
    }
    fetching_end(&fetching);
    id_list_free(&ids);
    if (ok && unnamed > 0) {
        String note = {0};
        print_counted(&note, unnamed, "study has", "studies have");
        string_add_text(&note, " no PMID and cannot be asked for");
        print_note(string_text(&note));
        string_free(&note);
    }
    return ok && print_flush(command, err);
}
