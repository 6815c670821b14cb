#include "carrel/screening/reviewing.h"
#include "carrel/screening/filling.h"

#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/review/labels.h"

#include <string.h>

#define REVIEWER_FILE_MOST 4096

bool reviewer_load(Key *reviewer, String *name, Error *err) {
    String path = {0}, content = {0};
    bool ok = path_data(&path, "reviewer", err);
    if (ok && !file_exists(path.data)) {
        *reviewer = key_new();
        ok = reviewer_save(*reviewer, "", err);
    } else if (ok) {
        StringView rest, line = {0};
        ok = file_read_all(path.data, REVIEWER_FILE_MOST, &content, err);
        rest = string_view(&content);
        sv_line(&rest, &line);
        if (ok && !key_from_text(sv_part(line, 0, KEY_TEXT_SIZE - 1), reviewer)) {
            ok = error_set(err, ERROR_INPUT, "%s: does not begin with a reviewer's id (32 hex digits)",
                           path.data);
        }
        string_add(name, sv_trim(sv_from(line, KEY_TEXT_SIZE - 1)));
    }
    string_free(&path);
    string_free(&content);
    return ok;
}

bool reviewer_save(Key reviewer, const char *name, Error *err) {
    String path = {0}, content = {0};
    char id[KEY_TEXT_SIZE];
    key_to_text(reviewer, id);
    string_format(&content, "%s %s\n", id, name);
    bool ok =
        path_data(&path, "reviewer", err) && file_write_all(path.data, string_view(&content), 0600, err);
    string_free(&path);
    string_free(&content);
    return ok;
}

bool review_add_path(const char *name, String *path, Error *err) {
    if (strchr(name, '/') || sv_ends(sv(name), SV(".carrel"))) {
        path_absolute(path, name);
        return true;
    }
    String file = {0};
    string_format(&file, "%s.carrel", name);
    bool ok = path_data(path, file.data, err);
    string_free(&file);
    return ok;
}

static TextList value_labels(const ReviewState *state, Arena *arena) {
    LabelList defined = review_state_defined_labels(state);
    TextList names = {ARENA_ARRAY(arena, const char *, defined.count + 1), 0};
    for (size_t i = 0; i < defined.count; i++) {
        if (defined.items[i].kind != LABEL_MARK) {
            names.items[names.count++] = defined.items[i].name;
        }
    }
    return names;
}

bool entry_load(Cache *cache, const ReviewState *state, StudyId id, bool counts_links, Arena *arena,
                Entry *entry, bool *found, Error *err) {
    Study *study = ARENA_NEW(arena, Study);
    *entry = (Entry){.id = id, .study = study, .stage = state ? review_state_stage(state) : 1};
    if (!cache_study(cache, id, arena, study, found, err)) {
        return false;
    }
    entry->candidate = state ? review_state_by_study(state, id) : NULL;
    entry->abstract_by = *found && state ? study_fill_in(study, state, entry->candidate, arena) : NULL;
    entry->reviewer = state ? review_state_reviewer_name(state, review_state_reviewer(state)) : NULL;
    entry->value_labels = state ? value_labels(state, arena) : (TextList){0};
    return !counts_links || cache_link_counts(cache, id, entry->links, err);
}
